"""An own rule: a reminder before the due day, so that half as many bills are forgotten.

One function in the place of the shipped `pay`, which it calls with another chance of forgetting. Kernels, the readable
engine and the seasoning of the book all call it. Writes own_rule.png.
"""

from matplotlib.figure import Figure

import arrears as ar
from arrears.borrower.paying import pay as shipped_pay

PATHS, BORROWERS, MONTHS, SEED = 20, 2_000, 24, 7
REMINDED = 0.5  # share of forgotten bills that a reminder saves


# The arguments are those of the shipped rule, in its order; money in minor units, `p` the parameters of its section.
def pay_with_reminder(
    due, wanted, cash, reserve, burden, autopay, forget, willingness, unable, u_forget, l_willing, p
):  # fmt: skip
    left = forget * (1.0 - REMINDED)
    return shipped_pay(due, wanted, cash, reserve, burden, autopay, left, willingness, unable, u_forget, l_willing, p)


size = {"paths": PATHS, "borrowers": BORROWERS, "months": MONTHS, "seed": SEED}
shipped = ar.simulate("unemployment", **size)
own = ar.simulate("unemployment", rules=ar.Rules(pay=pay_with_reminder), **size)

figure = Figure(figsize=(8, 4.5), layout="constrained")
axes = figure.add_subplot()
for run, label in ((shipped, "as shipped"), (own, "with a reminder")):
    rate = 100 * run.overdue_rate("1-30").mean("path")
    axes.plot(rate["month"], rate, label=label)
axes.set(xlabel="month", ylabel="1-30 days late, % of balance", ylim=(0, None), title=own.name)
axes.legend()
figure.savefig("own_rule.png", dpi=110)
print("own rules of the run:", own.manifest["rules"])
