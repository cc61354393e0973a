"""Running batches of paths on the threads of one machine. Kernels release the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

import numpy as np
from numpy.typing import NDArray

from arrears.engine.batch import PathBatch
from arrears.engine.blocks import NF4, NI1, NI4, NI8
from arrears.engine.direct import direct
from arrears.engine.opening import Ground
from arrears.engine.state import Batch
from arrears.engine.swap import SHIPPED, Kernels
from arrears.population.opening import Opening
from arrears.processes import Process
from arrears.setting import Setting
from arrears.tallies import Tallies, empty

# Borrower-paths of a batch: enough to hide the calendar, few enough to stay near the cache (docs/performance.md).
BATCH = 60_000
MOST_PATHS = 32  # of a batch, for small books
_POLL = 0.1  # seconds between reports to `progress`
ROW_BYTES = 4 * NF4 + 4 * NI4 + NI1 + 8 * NI8 + 16


def spare_rows(setting: Setting) -> float:
    """Room for newcomers as a share of the opening book: every applicant of the run, within reason.

    Rows that nobody uses cost nothing: their memory is never touched.
    """
    if setting.balance_sheet != "dynamic":
        return 0.0
    return min(float(setting.applications[1:].sum()), 4.0)


def memory_needed(borrowers: int, setting: Setting, paths: int, threads: int) -> int:
    """Bytes of the borrowers of all threads' batches, at the size they begin with and half as much again."""
    laid_out = 1 + min(threads, paths) * batch_size(borrowers, paths, threads)  # one is what every batch begins with
    return int(1.5 * ROW_BYTES * borrowers * laid_out)


def batch_size(borrowers: int, paths: int, threads: int) -> int:
    """Paths of a batch."""
    return max(1, min(BATCH // max(borrowers, 1), MOST_PATHS, -(-paths // threads)))


def run_batches(
    opening: Opening,
    setting: Setting,
    macro: dict[str, NDArray[np.float64]],
    paths: int,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
    kernels: Kernels = SHIPPED,
    processes: Sequence[Process] = (),
) -> Tallies:
    """Run all paths and put their tallies together, in the order of the paths.

    The result is the same for any number of threads: a path's draws do not know what runs beside it.
    """
    total = empty(paths, setting.months, len(setting.segments), setting.buckets)
    size = batch_size(opening.book.size, paths, threads)
    batches = [np.arange(k, min(k + size, paths), dtype=np.int64) for k in range(0, paths, size)]
    ground = Ground.of(opening, setting, spare=spare_rows(setting))
    # Arrays and kernels of threads that have ended a batch, used again: to clear new memory and to look up compiled
    # code takes time.
    rooms: list[tuple[Batch, Kernels]] = []
    stop, done = Event(), [0] * len(batches)

    def work(number: int) -> None:
        chosen = batches[number]

        def on_month(month: int) -> None:
            done[number] = month * chosen.size

        room, ready = rooms.pop() if rooms else (ground.room(size), direct(kernels))
        PathBatch(
            ground,
            {name: values[chosen] for name, values in macro.items()},
            chosen,
            room=room,
            tallies=Tallies(*(tally[chosen[0] : chosen[-1] + 1] for tally in total)),
            stop=stop,
            on_month=on_month,
            kernels=ready,
            processes=processes,
        ).run()
        rooms.append((room, ready))

    pool = ThreadPoolExecutor(min(threads, len(batches)))
    futures = {pool.submit(work, number) for number in range(len(batches))}
    try:
        waiting = futures
        while waiting:
            finished, waiting = wait(waiting, timeout=_POLL, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            if progress is not None:
                progress(sum(done), paths * setting.months)
    except BaseException:
        # also Ctrl-C: no batch begins another month
        stop.set()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return total
