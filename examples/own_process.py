"""An own process: a regulator that tightens the market when too much is overdue, and lets go when it is not.

A process is a SimPy generator, started on every path; it reads what was counted and moves levers, which take effect on
day 1 of the next month. Writes own_process.png.
"""

import arrears as ar

PATHS, BORROWERS, MONTHS, SEED = 20, 2_000, 36, 7
LIMIT, STEP, LAG = 0.02, 0.25, 2  # share of balance over 30 days late; looseness a month; months until it is known


def regulator(state):
    for month in state.each_month():
        yield state.at(month, 30)
        if month <= LAG:
            continue
        balance = state.tally("balance")[month - LAG].sum(axis=(0, 1))  # by bucket: current, 1-30, 31-90, 91+
        too_much = balance[2:].sum() > LIMIT * balance.sum()
        state.levers.looseness = max(min(state.levers.looseness + (-STEP if too_much else STEP), 0.0), -1.5)


size = {"paths": PATHS, "borrowers": BORROWERS, "months": MONTHS, "seed": SEED}
free = ar.simulate("looser-underwriting", **size)
named = ar.Scenario.read("looser-underwriting").with_({"name": "Regulated"})
watched = ar.simulate(named, processes=[regulator], **size)

for run in (free, watched):
    print(run.name, f"31+ in month {MONTHS}: {100 * float(run.overdue_rate('31+').isel(month=-1).mean()):.2f}%")
ar.compare(free, watched).plot("31+").savefig("own_process.png", dpi=110)
