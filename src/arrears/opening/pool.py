"""Seasoning: a burn-in under the macro of month 0 gives a steady pool, with accounts in every bucket, of every age.

The pool belongs to no path: its draws are the same for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.draws import NO_PATH
from arrears.engine.applicants import N_SCORE, arrive_all, correlate, draw_applicants
from arrears.engine.batch import PathBatch
from arrears.engine.blocks import W
from arrears.engine.calendar import Calendar
from arrears.engine.opening import Ground, book_of
from arrears.engine.state import TAKE_UP, scratch
from arrears.engine.swap import SHIPPED, Kernels
from arrears.opening.fingerprint import fields_of
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting

_EXITS_MEMORY = 12.0  # months; assumption
_MOST_EXITS = 0.03  # share of a book that leaves in a month of the burn-in, at most
BURN_IN = 60  # months; the prototype's book stood still after 24 to 60
# The pool is one draw, with which every path begins: twenty times the book, it moves a level by less than a quarter of
# what the draw of a path's own people does. Bounded, so that a book of a million is seasoned in a second.
_TIMES, _SMALLEST_POOL, _LARGEST_POOL = 20, 20_000, 200_000
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
    """A batch of one path that belongs to no path, whose flows are not kept.

    Attributes
    ----------
    exits : float
        Borrowers who leave in a month, smoothed.
    """

    exits: float

    def wanted(self, p: int) -> float:
        """Newcomers that replace those who leave and close the gap to the size asked for."""
        gap = self.size - float(self.batch.rows.live[p].sum())
        self.exits += (float(self.batch.exits[p]) - self.exits) / _EXITS_MEMORY
        return max(self.exits + gap / 6.0, 0.0)

    def end_month(self, month: int) -> None:
        """Flows of one month are forgotten in the next; the normal worklist is a trailing mean."""
        tallies = self.batch.tallies
        self.normal_worklist[0] += (float(tallies.worklist[0, 0]) - self.normal_worklist[0]) / 12.0
        for array in tallies:
            array[:] = 0


@dataclass(frozen=True, eq=False)
class Pool:
    """A seasoned pool: people in every state, from which the book of each path is drawn.

    Attributes
    ----------
    book : Book
        Everybody on the books at the close of month 0, by due day and number.
    exits, worklist, approval, pending
        As in `Opening`, of the whole pool.
    fields : dict of str to str
        A hash of each field of the book.
    """

    book: Book
    exits: float
    worklist: float
    approval: float
    pending: NDArray[np.int64]
    fields: dict[str, str]

    def opening(self, borrowers: int) -> Opening:
        """Return the opening of a run with so many borrowers.

        A person comes once where the pool is half as large again as the book, and in copies where it is smaller.
        """
        people = self.book.size
        copies = max(-(-3 * borrowers // (2 * pool_size(borrowers))), -(-borrowers // max(people, 1)), 1)
        drawn = borrowers if people else 0
        part = drawn / max(people, 1)
        return Opening(
            self.book,
            exits=self.exits * part,
            worklist=self.worklist * part,
            approval=self.approval,
            pending=np.floor(self.pending * part).astype(np.int64),
            drawn=drawn,
            copies=copies,
        )


def pool_size(borrowers: int) -> int:
    """People that a pool is seasoned with, for a book of so many borrowers."""
    return min(max(_TIMES * borrowers, _SMALLEST_POOL), _LARGEST_POOL)


def season(
    setting: Setting, people: int, macro0: dict[str, float], months: int = BURN_IN, kernels: Kernels = SHIPPED
) -> Pool:
    """A seasoned pool of about so many people under the macro of month 0.

    Parameters
    ----------
    people
        As `pool_size` says.
    macro0 : dict of str to float
        Each series at month 0.
    kernels : Kernels
        With own rules in them, where the run has some.
    """
    steady = setting.for_burn_in(1)
    approval = approval_rate(steady, macro0["unemployment"], kernels)
    size = people + 4 * int(people**0.5) + 2  # a steady pool moves about the size asked for
    steady = steady.with_enough_applications(_MOST_EXITS, approval)
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
    burn.size, burn.exits = size, nobody.exits
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
    lags = setting.recovery_months
    pending = np.stack([burn.batch.pending[0, :, :, (lag + 1) % (lags + 2)].sum(axis=1) for lag in range(lags)], axis=1)
    book = _sorted(book_of(burn.batch, 0, setting.days))
    return Pool(book, burn.exits, burn.normal_worklist[0], approval, pending, fields_of(book))


def _sorted(book: Book) -> Book:
    """By due day, as a batch lays borrowers out, and by number, which is the same whatever the pool went through."""
    order = np.lexsort((book["place"], book["origin"], book["due_day"]))
    return Book.of({name: book[name][order] for name in book})


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
