"""Running all paths of a prepared run on the threads of one machine. Kernels release the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.checkpoint.files import Checkpoint
from arrears.memory import batch_size
from arrears.prepared import Prepared, Workplace, run_batch
from arrears.processes import Process, State
from arrears.tallies import Tallies, empty

Progress = Callable[[int, int], None]

_POLL = 0.1  # seconds between reports to `progress`


def run_all(
    prepared: Prepared,
    threads: int,
    progress: Progress | None = None,
    processes: Sequence[Process] = (),
    checkpoint: Checkpoint | None = None,
) -> Tallies:
    """Run all paths and put their tallies together, in the order of the paths.

    The result is the same for any number of threads. The readable engine has one, and one batch. Paths that the
    checkpoint holds are taken from it, and each batch is kept there as it finishes.
    """
    paths = prepared.paths
    if prepared.engine == "reference":
        reporting = (_reporting(progress, paths),) if progress is not None else ()
        return run_batch(prepared, range(paths), processes=(*processes, *reporting))
    setting = prepared.opened.setting
    total = empty(paths, setting.months, len(setting.segments), setting.buckets, setting.own)
    left = checkpoint.restore(total) if checkpoint is not None else np.arange(paths, dtype=np.int64)
    if not left.size:
        return total
    size = batch_size(prepared.opened.opening.size, left.size, threads)
    batches = _batches(left, size)
    workplace = Workplace(prepared, size)
    stop, done = Event(), [0] * len(batches)

    def work(number: int) -> None:
        chosen = batches[number]

        def on_month(month: int) -> None:
            done[number] = month * chosen.size

        found = run_batch(
            prepared,
            chosen,
            processes=processes,
            workplace=workplace,
            tallies=Tallies(*(tally[chosen[0] : chosen[-1] + 1] for tally in total)),
            stop=stop,
            on_month=on_month,
        )
        if checkpoint is not None:
            checkpoint.keep(int(chosen[0]), found)

    pool = ThreadPoolExecutor(min(threads, len(batches)))
    futures = {pool.submit(work, number) for number in range(len(batches))}
    try:
        waiting = futures
        while waiting:
            finished, waiting = wait(waiting, timeout=_POLL, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            if progress is not None:
                progress(sum(done) + (paths - left.size) * setting.months, paths * setting.months)
    except BaseException:
        # also Ctrl-C: no batch begins another month
        stop.set()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return total


def _batches(paths: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    """Split paths into batches of at most so many that follow each other without a gap."""
    runs = np.split(paths, np.flatnonzero(np.diff(paths) > 1) + 1)
    return [run[k : k + size] for run in runs for k in range(0, run.size, size)]


def _reporting(progress: Progress, paths: int) -> Process:
    """A process that reports each month of the readable engine, which runs one path after the other."""

    def report(state: State) -> Generator[simpy.Event, None, None]:
        for month in state.each_month():
            yield state.at(month, 30)
            progress(state.path * state.months + month, paths * state.months)

    return report
