"""A dataset as the engine gives it, from a toy of the book: accounts that roll, cure, pay off and are charged off.

Every cell is counted from the same accounts, so that the cells agree with each other (rolls with balances, vintages
with the book, the ledger with everything). Two datasets with one seed share their draws; ``stress`` lifts roll rates.
"""

from __future__ import annotations

import json

import numpy as np
import xarray as xr

from arrears.cells import CAUSES, CELLS, FLOWS, LEFT, PRODUCTS

SEGMENTS = ("income_quintile=1", "income_quintile=2")
LIMIT = 500_000  # granted to each line
SERIES = ("unemployment", "income", "policy_rate", "looseness")


def bucket_labels(edges):
    """Labels of the buckets: current, then one for each edge, the last open."""
    lower = (1, *(edge + 1 for edge in edges))
    return ["current", *(f"{a}-{b}" for a, b in zip(lower, edges, strict=False)), f"{lower[-1]}+"]


def month_label(start, months):
    """Label of the month that many months after (or before) ``start``."""
    year, month = map(int, start.split("-"))
    year, month = divmod(year * 12 + month - 1 + months, 12)
    return f"{year:04d}-{month + 1:02d}"


class _Toy:
    """Accounts as (path, product, segment, account) arrays, and the cells counted from them."""

    def __init__(self, paths, months, segments, edges, accounts, stress, seed):
        self.labels = bucket_labels(edges)
        self.rng = np.random.default_rng(seed)
        self.stress, self.months = stress, months
        self.size = {
            "path": paths, "month": months + 1, "product": len(PRODUCTS), "segment": len(segments),
            "bucket": len(self.labels), "bucket_to": len(self.labels) + len(LEFT), "late": len(self.labels) - 1,
            "cause": len(CAUSES), "cohort": months, "mob": months, "flow": len(FLOWS), "series": len(SERIES),
        }  # fmt: skip
        self.shape = (paths, len(PRODUCTS), len(segments), accounts)
        self.place = np.indices(self.shape)
        self.cells = {
            cell.name: np.zeros([self.size[axis] for axis in cell.axes], float if cell.name == "macro" else np.int64)
            for cell in CELLS
        }
        self.bucket = np.minimum(self.rng.geometric(0.93, self.shape) - 1, len(self.labels) - 1)
        self.live = self.rng.random(self.shape) < 0.97
        self.cohort = np.zeros(self.shape, np.int64)
        self.worst = np.zeros(self.shape, np.int64)
        self.cause = np.full(self.shape, CAUSES.index("unknown"))
        self.owed = self.rng.integers(20_000, 400_000, self.shape)

    def add(self, name, where, amount=1, *, with_month=None, extra=()):
        """Add to a cell for each account of ``where``, by path, (month,) product, segment and further axes."""
        path, product, segment, _ = (axis[where] for axis in self.place)
        amounts = np.broadcast_to(amount, self.shape)[where]
        month = () if with_month is None else (np.full(path.shape, with_month),)
        np.add.at(self.cells[name], (path, *month, product, segment, *(e[where] for e in extra)), amounts)

    def vintage(self, name, where, t, last=None):
        path, product, _, _ = (axis[where] for axis in self.place)
        index = [path, self.cohort[where] - 1, t - self.cohort[where], product]
        bucket = [] if last is None else [last[where]]
        np.add.at(self.cells[name], (*index, *bucket), self.owed[where])
        np.add.at(self.cells[f"{name}_accounts"], (*index, *bucket), 1)
        lines = product == 0
        at = [axis[lines] for axis in (*index[:3], *bucket)]
        np.add.at(self.cells[f"{name}_limit"], tuple(at), LIMIT)

    def close(self, t):
        """Count what stands on the books."""
        self.add("balance", self.live, self.owed, with_month=t, extra=(self.bucket,))
        self.add("accounts", self.live, with_month=t, extra=(self.bucket,))
        late = self.live & (self.bucket > 0)
        path, product, _, _ = (axis[late] for axis in self.place)
        index = (path, np.full(path.shape, t), product, self.cause[late], self.bucket[late] - 1)
        np.add.at(self.cells["cause_balance"], index, self.owed[late])
        worst = np.where(self.live, self.bucket, -1).max(axis=1)
        for b in range(len(self.labels)):
            self.cells["customers"][:, t, :, b] = (worst == b).sum(axis=-1)

    def flow(self, name, t, amount):
        self.cells["ledger"][:, t, :, FLOWS.index(name)] += amount.sum(axis=(2, 3))

    def month(self, t):
        """Originate in the empty slots, then roll everything else."""
        u, v, w = (self.rng.random(self.shape) for _ in range(3))
        pulse = self.stress * np.exp(-(((t - 5) / 6) ** 2))
        was, live, before = self.bucket.copy(), self.live.copy(), self.owed.copy()
        last = len(self.labels) - 1
        roll = np.where(was == 0, 0.03, 0.45) * (1 + pulse) * np.where(self.place[2] == 0, 1.3, 1.0)
        forward = live & (u < roll)
        left_by_loss = forward & (was == last)
        cured = live & ~forward & (was > 0) & (v < 0.4)
        left_paid = live & ~forward & (was == 0) & (v < 0.03)
        self.bucket = np.where(forward & (was < last), was + 1, np.where(cured, 0, was))
        self.cause = np.where(forward & (was == 0), (w * 7).astype(np.int64), self.cause)
        self.live = live & ~left_by_loss & ~left_paid
        interest = np.where(live, before // 100, 0)
        paid = np.where(left_paid, before + interest, np.where(live & (self.bucket == 0), interest + before // 50, 0))
        drawn = np.where(self.live & (self.bucket == 0), before // 50, 0)
        self.owed = before + interest + drawn - paid
        to = np.where(left_by_loss, last + 2, np.where(left_paid, last + 1, self.bucket))
        self.add("rolled_balance", live, before, with_month=t, extra=(was, to))
        self.add("rolled_accounts", live, with_month=t, extra=(was, to))
        self.add("charged_off", left_by_loss, self.owed, with_month=t)
        self.add("charged_off_principal", left_by_loss, self.owed - self.owed // 9, with_month=t)
        self.add("charged_off_accounts", left_by_loss, with_month=t)
        self.add("recovered", left_by_loss, self.owed // 10, with_month=t)
        self.flow("interest", t, interest)
        self.flow("draws", t, drawn)
        self.flow("payments", t, paid)
        self.flow("charge_offs", t, np.where(left_by_loss, self.owed, 0))
        self.vintage("vintage_charged_off", left_by_loss & (self.cohort > 0), t)
        self.originate(t, ~live, v)
        self.close(t)
        known = self.live & (self.cohort > 0)
        self.vintage("vintage_late", known & (self.bucket > 0), t, self.bucket - 1)
        for b in range(1, last + 1):
            first = known & (self.bucket >= b) & (self.worst < b)
            self.vintage("vintage_ever", first, t, np.full(self.shape, b - 1))
        self.worst = np.maximum(self.worst, self.bucket)
        self.desk(t, live & (was > 0), v)

    def originate(self, t, free, v):
        self.owed = np.where(free, 50_000 + (v * 200_000).astype(np.int64), self.owed)
        self.live = self.live | free
        self.bucket = np.where(free, 0, self.bucket)
        self.worst = np.where(free, 0, self.worst)
        self.cohort = np.where(free, t, self.cohort)
        self.add("originated", free, self.owed, with_month=t)
        self.add("originated_accounts", free, with_month=t)
        self.flow("originations", t, np.where(free, self.owed, 0))
        new = np.where(free, self.owed, 0).sum(axis=(2, 3))
        self.cells["vintage_originated"][:, t - 1, :] = new
        self.cells["vintage_accounts"][:, t - 1, :] = free.sum(axis=(2, 3))
        self.cells["vintage_limit"][:, t - 1] = free[:, 0].sum(axis=(1, 2)) * LIMIT

    def desk(self, t, late, v):
        asked = late.sum(axis=(1, 2, 3))
        capacity = max(1, int(0.055 * np.prod(self.shape[1:])))
        self.cells["worklist"][:, t] = asked
        self.cells["desk_capacity"][:, t] = capacity
        self.cells["contacts"][:, t] = np.minimum(asked, capacity)
        self.cells["unserved"][:, t] = asked - np.minimum(asked, capacity)
        self.cells["applications"][:, t] = 20 + (v[:, 0, 0, 0] * 10).astype(np.int64)
        self.cells["approvals"][:, t] = self.cells["applications"][:, t] - 8

    def economy(self, with_noise=True):
        month = np.arange(self.months + 1)
        pulse = np.where(month > 0, np.exp(-(((month - 5) / 6) ** 2)), 0.0)
        noise = np.cumsum(self.rng.normal(0, 0.0006, (self.shape[0], self.months + 1)), axis=1) * (month > 0)
        macro = self.cells["macro"]
        macro[..., 0] = 0.052 + 0.04 * self.stress * pulse + noise
        macro[..., 1] = -0.06 * self.stress * pulse - noise
        macro[..., 2] = 0.02
        borrowers, segments = self.shape[3], self.shape[2]
        self.cells["borrowers"][...] = borrowers
        employed = np.rint(borrowers * (1 - macro[..., :1] * np.linspace(1.2, 0.8, segments))).astype(np.int64)
        self.cells["employed"][...] = employed
        self.cells["income_sum"][...] = employed * 500_000


def fabricate(
    *, paths=4, months=6, segments=SEGMENTS, edges=(30, 90), accounts=60, stress=0.0, seed=1,
    name="Baseline", start="2020-01", currency="CNY", notes=(), observed=None,
) -> xr.Dataset:  # fmt: skip
    """Return a dataset with every cell of `arrears.cells`."""
    toy = _Toy(paths, months, segments, edges, accounts, stress, seed)
    toy.close(0)
    for t in range(1, months + 1):
        toy.month(t)
    toy.economy()
    coords = {
        "path": np.arange(paths), "month": np.arange(months + 1),
        "date": ("month", [month_label(start, m - 1) for m in range(months + 1)]),
        "product": list(PRODUCTS), "segment": list(segments), "bucket": toy.labels,
        "bucket_to": [*toy.labels, *LEFT], "late": toy.labels[1:], "cause": list(CAUSES),
        "cohort": np.arange(1, months + 1), "mob": np.arange(months), "flow": list(FLOWS), "series": list(SERIES),
    }  # fmt: skip
    variables = {
        cell.name: (cell.axes, toy.cells[cell.name], {"units": cell.unit, "long_name": cell.meaning}) for cell in CELLS
    }
    attrs = {
        "name": name, "start": start, "currency": currency, "minor_units": 100, "seed": seed,
        "buckets": json.dumps(list(edges)), "segment": segments[0].split("=")[0], "notes": json.dumps(list(notes)),
    }  # fmt: skip
    if observed:
        attrs["observed"] = json.dumps(observed)
    return xr.Dataset(variables, coords=coords, attrs=attrs)
