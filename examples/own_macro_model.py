"""An own macro model in: paths from anywhere, as arrays (path, month), month 0 first.

Here unemployment follows a two-state Markov chain, calm and recession, and drifts towards the state's level; the model
of a colleague, a file of a central bank or a VAR would go in the same way. Writes own_macro_model.png.
"""

import numpy as np

import arrears as ar

PATHS, BORROWERS, MONTHS, SEED = 20, 2_000, 36, 7
CALM, RECESSION, SPEED = 0.05, 0.10, 0.15
ENTER, LEAVE = 0.04, 0.08  # chances a month

random = np.random.default_rng(SEED)
unemployment = np.full((PATHS, MONTHS + 1), CALM)  # month 0 is the close before the start, the same on all paths
income = np.zeros((PATHS, MONTHS + 1))
recession = np.zeros(PATHS, bool)
for month in range(1, MONTHS + 1):
    draw = random.random(PATHS)
    recession = np.where(recession, draw >= LEAVE, draw < ENTER)
    target = np.where(recession, RECESSION, CALM)
    unemployment[:, month] = unemployment[:, month - 1] + SPEED * (target - unemployment[:, month - 1])
    income[:, month] = -0.5 * (unemployment[:, month] - CALM)  # against its trend; 0 is on trend

scenario = ar.Scenario.read("baseline").with_({"name": "Regimes", "months": MONTHS})
macro = ar.MacroPaths.from_arrays({"unemployment": unemployment, "income": income}, scenario.start)
run = ar.simulate(scenario, macro=macro, paths=PATHS, borrowers=BORROWERS, seed=SEED)

worst = run.overdue_rate("31+").max("month")
peak = np.corrcoef(unemployment.max(axis=1), worst)[0, 1]
print(f"correlation over paths of peak unemployment and peak 31+: {peak:.2f}")
run.plot().savefig("own_macro_model.png", dpi=110)
