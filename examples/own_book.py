"""An own book: borrowers of a DataFrame, here a synthetic book of which the poorer half is kept and indebted elsewhere.

The columns, their dtypes and units are those of `arrears.columns`; money in minor units. Writes own_book.png.
"""

import arrears as ar

PATHS, BORROWERS, MONTHS, SEED = 20, 3_000, 24, 7

frame = ar.synthesise("baseline", BORROWERS, seed=SEED).frame()
poorer = frame[frame["base_income"] < frame["base_income"].median()].copy()
poorer["outside"] += poorer["base_income"]  # one month's income more owed to other lenders
book = ar.Book.from_frame(poorer)

panel = ar.Panel(sample=500, columns=["outside", "rev_missed", "ins_missed"])
run = ar.simulate("unemployment", book=book, paths=PATHS, months=MONTHS, seed=SEED, panel=panel)

late = (run.panel["rev_missed"] + run.panel["ins_missed"] > 0).where(run.panel["on_book"])
ever = (late == 1).any("month").mean()
print(f"{book.size} borrowers; of the sample {100 * float(ever):.0f}% were late at one close at least")
run.plot().savefig("own_book.png", dpi=110)
