"""A sweep as a heat map: how unemployment and the size of the desk together move the rate over 30 days late.

Each cell is one run; all share every draw. Writes sweep_heat_map.png.
"""

import numpy as np
from matplotlib.figure import Figure

import arrears as ar

PATHS, BORROWERS, MONTHS, SEED = 8, 2_000, 18, 7

grid = {
    "macro.unemployment.shocks": [[{"shape": "step", "start": 3, "size": size}] for size in (0.0, 0.02, 0.04, 0.06)],
    "lender.collections.contacts_per_day": [0.01, 0.02, 0.03, 0.04, 0.06],
}
rates = ar.sweep(
    "baseline", grid, measures=["overdue_rate"], paths=PATHS, borrowers=BORROWERS, months=MONTHS, seed=SEED,
)  # fmt: skip
last = 100 * rates["overdue_rate"].sel(bucket="31+").isel(month=-1).mean("path")

figure = Figure(figsize=(8, 5), layout="constrained")
axes = figure.add_subplot()
image = axes.imshow(last, cmap="cividis", origin="lower", aspect="auto")
shocks, contacts = grid.values()
axes.set_xticks(range(len(contacts)), [f"{100 * share:g}%" for share in contacts])
axes.set_yticks(range(len(shocks)), [f"+{100 * shock[0]['size']:g} pp" for shock in shocks])
axes.set(xlabel="contacts a day, share of the normal worklist", ylabel="unemployment from month 3")
axes.set_title(f"31+ days late in month {MONTHS}, % of balance")
middle = float(last.min() + last.max()) / 2
for (row, column), value in np.ndenumerate(last.values):
    axes.text(column, row, f"{value:.1f}", ha="center", va="center", color="white" if value < middle else "black")
figure.colorbar(image)
figure.savefig("sweep_heat_map.png", dpi=110)
