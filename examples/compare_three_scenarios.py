"""Three scenarios side by side: the lines, and what each adds to the baseline under common random numbers.

Writes three_scenarios.png and, as `arrears compare` does, a folder with the table of differences.
"""

import arrears as ar

PATHS, BORROWERS, MONTHS, SEED = 20, 2_000, 24, 7

names = ["baseline", "unemployment", "pandemic"]
runs = {name: ar.simulate(name, paths=PATHS, borrowers=BORROWERS, months=MONTHS, seed=SEED) for name in names}

# The same seed gives every run the same borrowers and the same luck: the difference is the scenario's.
comparison = ar.compare(runs["baseline"], runs["unemployment"], runs["pandemic"])
print(comparison.table().to_string(index=False))

uplift = comparison.difference("overdue_rate", "31+").mean("path")  # (scenario, month)
for name in uplift["scenario"].values:
    peak = 100 * float(uplift.sel(scenario=name).max())
    print(f"{name}: at its worst {peak:.2f} pp more of the balance is over 30 days late")

comparison.plot("31+").savefig("three_scenarios.png", dpi=110)
comparison.save("three_scenarios", force=True)
