"""Seasoning: a burn-in under the macro of month 0 gives a steady book with accounts in every bucket, of every age."""

from __future__ import annotations

import numpy as np

from arrears.draws import NO_PATH
from arrears.engine.applicants import N_SCORE, arrive_all, correlate, draw_applicants, segment_of
from arrears.engine.batch import PathBatch
from arrears.engine.blocks import W
from arrears.engine.calendar import Calendar
from arrears.engine.opening import Ground, book_of
from arrears.engine.state import TAKE_UP, scratch
from arrears.engine.swap import SHIPPED, Kernels
from arrears.jit import kernel
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting

BURN_IN = 60  # months; the prototype's book stood still after 24 to 60
# A book is a sample of a larger seasoned pool, taken evenly along how late its borrowers are and what they owe: its
# overdue rate is then the pool's, and not that of one lucky draw with which every path would begin.
_TIMES, _SMALLEST_POOL, _LARGEST_POOL = 4, 20_000, 200_000
_SAMPLE = 64 * W  # applicants over which the approval rate is measured
_SAMPLE_ORIGIN = -30000  # a month of origin that no run uses


def approval_rate(setting: Setting, unemployment: float, kernels: Kernels = SHIPPED) -> float:
    """Share of applicants that the unshocked cut-off approves, measured over a fixed sample."""
    s = scratch()
    approved = 0
    for first in range(0, _SAMPLE, W):
        draw_applicants(setting.seed, NO_PATH, _SAMPLE_ORIGIN, first, s["applicant_draws"])
        correlate(s["applicant_draws"], setting.factor, s["real"])
        kernels.describe_applicants(
            s["applicant_draws"], s["real"], unemployment, 0.0, 1.0, setting.newcomers, s["newcomers"]
        )
        approved += int(np.count_nonzero(s["newcomers"][N_SCORE] >= setting.cutoff))
    return max(approved / _SAMPLE, 0.001)


class BurnIn(PathBatch):
    """A batch of one path that belongs to no path, whose flows are not kept."""

    def wanted(self, p: int) -> float:
        """Newcomers that replace those who leave and close the gap to the size asked for."""
        gap = self.size - float(self.batch.rows.live[p].sum())
        return max(self.exits[p] + gap / 6.0, 0.0)

    def end_month(self, month: int) -> None:
        """Flows of one month are forgotten in the next; the normal worklist is a trailing mean."""
        tallies = self.batch.tallies
        self.normal_worklist[0] += (float(tallies.worklist[0, 0]) - self.normal_worklist[0]) / 12.0
        for array in tallies:
            array[:] = 0


def season(
    setting: Setting, borrowers: int, macro0: dict[str, float], months: int = BURN_IN, kernels: Kernels = SHIPPED
) -> Opening:
    """A seasoned book of ``borrowers`` under the macro of month 0.

    Parameters
    ----------
    macro0 : dict of str to float
        Each series at month 0.
    kernels : Kernels
        With own rules in them, where the run has some.
    """
    steady = setting.for_burn_in(1)
    approval = approval_rate(steady, macro0["unemployment"], kernels)
    pool = max(borrowers, min(max(_TIMES * borrowers, _SMALLEST_POOL), _LARGEST_POOL))
    size = int(pool * 1.01 + 4 * pool**0.5) + 2  # the book asked for is taken out of it at the end
    nobody = Opening(
        _no_book(size, setting.days),
        exits=0.02 * size,
        worklist=0.06 * size,
        approval=approval,
        pending=np.zeros((2, setting.recovery_months), np.int64),
    )
    macro = {name: np.full((1, 2), value) for name, value in macro0.items()}
    ground = Ground.of(nobody, steady, spare=0.6, newcomers=int(size / approval) + 2)
    burn = BurnIn(ground, macro, np.asarray([NO_PATH], np.int64), kernels=kernels)
    burn.size = size
    _fill(burn, steady, -months)
    calendar = Calendar(
        burn.batch,
        steady,
        first=1 - months,
        last=0,
        begin_month=lambda month: PathBatch.begin_month(burn, 0),
        end_month=burn.end_month,
        applicants=burn.applicants,
        tally_month=lambda month: 0,
        kernels=kernels,
    )
    calendar.run()
    arrive_all(burn.batch)
    book = _cut(book_of(burn.batch, 0, setting.days), borrowers)
    lags = setting.recovery_months
    pending = np.stack([burn.batch.pending[0, :, :, (lag + 1) % (lags + 2)].sum(axis=1) for lag in range(lags)], axis=1)
    part = borrowers / max(int(burn.batch.rows.live.sum()), 1)
    return Opening(
        book,
        exits=burn.exits[0] * part,
        worklist=burn.normal_worklist[0] * part,
        approval=approval,
        pending=np.floor(pending * part).astype(np.int64),
    )


def _no_book(size: int, days: tuple[int, ...]) -> Book:
    """A book that only says how many rows each due day needs: rows that nobody holds."""
    columns: dict[str, np.ndarray] = {
        "place": np.arange(size, dtype=np.int32),
        "due_day": np.resize(np.asarray(days, np.int8), size),
    }
    return Book.of(columns)


def _fill(burn: BurnIn, setting: Setting, month: int) -> None:
    """The first book: everybody applies at once, before the burn-in; the rows are empty until then."""
    rows = burn.batch.rows
    rows.live[:] = rows.free[:] = 0
    for array in (rows.f4, rows.i4, rows.i1):
        array[:] = 0
    rows.i8[:] = 0
    rows.i8[:, :, 0] = 1
    burn.batch.labour[:] = 0
    PathBatch.begin_month(burn, 0)
    burn.batch.climate[:, TAKE_UP] = 1.0
    applicants = int(burn.size / burn.opening.approval) + 1
    burn.kernels.take_applications(
        burn.batch,
        month,
        0,
        setting.seed,
        applicants,
        setting.due_share,
        setting.factor,
        0,
        setting.segment_edges,
        setting.newcomers,
    )
    for array in burn.batch.tallies:
        array[:] = 0


def _cut(book: Book, borrowers: int) -> Book:
    """Exactly as many as asked for, evenly along lateness and balance, and numbered anew from (0, 0) on."""
    by_lateness = np.lexsort(
        (book["rev_balance"] + book["ins_balance"], book["ins_missed"], book["rev_missed"], book["due_day"])
    )
    every = np.linspace(0, book.size - 1, min(borrowers, book.size)).round().astype(np.int64)
    keep = np.sort(by_lateness[every])
    columns = {name: book[name][keep] for name in book}
    columns["place"] = np.arange(keep.size, dtype=np.int32)
    columns["origin"] = np.zeros(keep.size, np.int32)
    return Book.of(columns)


@kernel
def _segments(
    kind: int, edges: np.ndarray, base: np.ndarray, score: np.ndarray, types: np.ndarray, out: np.ndarray
) -> None:
    for i in range(out.size):
        out[i] = segment_of(kind, edges, np.float64(base[i]), np.float64(score[i]), np.float64(types[i]), 0.0)


def with_segments(book: Book, setting: Setting) -> Book:
    """The book with each borrower's segment filled in."""
    segment = np.zeros(book.size, np.int8)
    _segments(
        setting.segment_kind,
        setting.segment_edges,
        book["base_income"],
        book["score"],
        book["employment_type"],
        segment,
    )
    return Book.of({**{name: book[name] for name in book}, "segment": segment})
