"""Small books made up at random: every state an account can be in is there, and nothing needs a burn-in."""

import numpy as np

from arrears.cells import Cause
from arrears.columns import UNKNOWN_COHORT
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import setting_of


def made_up(scenario, size, seed):
    """An opening of a few borrowers, and the setting."""
    draw = np.random.default_rng(seed)
    days = [day for day, share in scenario.portfolio.due_days.items() if share > 0]
    base = draw.integers(50_000, 900_000, size)
    columns = {
        "place": np.arange(size),
        "due_day": draw.choice(days, size),
        "employment_type": draw.integers(0, 3, size),
        "autopay": draw.integers(0, 2, size),
        "base_income": base,
        "exposure": draw.uniform(0.2, 4.0, size),
        "volatility": draw.uniform(0.5, 3.0, size),
        "score": draw.uniform(300.0, 850.0, size),
        "quality": draw.normal(size=size),
        "propensity": draw.uniform(0.6, 1.0, size),
        "forget": draw.uniform(0.0, 0.5, size),
        "willingness": draw.normal(-4.0, 2.0, size),
        "effort": draw.uniform(0.05, 0.9, size),
        "line_use": draw.choice([0.0, 0.3, 0.9], size),
        "pay_share": draw.choice([0.0, 0.3, 1.0], size),
        "months_out": draw.choice([0, 0, 0, 1, 5, 9], size),
        "permanent": draw.normal(0.0, 0.2, size),
        "habit": draw.uniform(0.4, 1.2, size),
        "buffer": (base * draw.choice([0.0, 0.2, 3.0], size)).astype(int),
        "outside": (base * draw.choice([0.0, 0.5, 2.0], size)).astype(int),
        "limit": (base * draw.choice([0.0, 0.5, 2.0], size)).astype(int),
    }
    columns["granted"] = columns["limit"]
    for k in ("rev_", "ins_"):
        bill = (base * draw.uniform(0.02, 0.2, size)).astype(int) + 1
        missed = draw.choice([0, 0, 0, 1, 1, 2, 3, 6], size)
        balance = np.where(draw.random(size) < 0.2, 0, (bill * draw.uniform(1.0, 14.0, size)).astype(int))
        if k == "rev_":
            balance = np.where(columns["limit"] == 0, 0, balance)
        missed = np.where(balance == 0, 0, missed)
        arrears = np.minimum(bill * missed - np.where(missed > 0, draw.integers(0, bill), 0), balance)
        late = missed > 0
        columns |= {
            k + "balance": balance,
            k + "bill": np.where(late | (k == "ins_"), bill, 0),
            k + "missed": missed,
            k + "arrears": np.where(late, arrears, 0),
            k + "accrued": np.where(late, bill // 3, 0),
            k + "cause": np.where(late, int(Cause.UNKNOWN), int(Cause.NONE)),
            k + "cohort": np.full(size, UNKNOWN_COHORT),
            k + "worst": np.where(late, draw.integers(0, 2, size), 0),
            k + "day": np.where(late, draw.integers(-1, 30, size), -1),
            k + "contacted": np.where(late, draw.integers(0, 2, size), 0),
            k + "answers": np.where(late, draw.integers(0, 2, size), 0),
            k + "settled": np.where(late, draw.integers(0, 2, size), 0),
        }
    book = Book.of(columns)
    setting = setting_of(scenario, seed, book)
    edges = setting.segment_edges
    values = [np.zeros(size), base, columns["score"], columns["employment_type"], np.zeros(size)][setting.segment_kind]
    segment = (np.asarray(values)[:, None] >= edges[None, :]).sum(axis=1) if edges.size else np.zeros(size)
    pending = draw.integers(0, 1_000, (2, 12))
    opening = Opening(Book.of({**columns, "segment": segment}), exits=1.5, worklist=6.0, approval=0.7, pending=pending)
    return opening, setting
