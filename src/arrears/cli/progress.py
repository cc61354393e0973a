"""How far a run is: a bar on a terminal, plain lines elsewhere; on stderr, so that stdout stays the output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress_of(name: str, size: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how much is done, and of how much."""
    if sys.stderr.isatty():
        with _bar(f"{name} ({size})") as update:
            yield update
    else:
        print(f"{name}: running {size}", file=sys.stderr, flush=True)
        yield _lines(name)


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    # imported here: only a terminal needs it
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(name: str) -> Callable[[int, int], None]:
    said_at = time.monotonic()

    def update(done: int, total: int) -> None:
        nonlocal said_at
        now = time.monotonic()
        if now - said_at >= SECONDS_BETWEEN_LINES and 0 < done < total:
            said_at = now
            print(f"{name}: {100 * done // total}% done", file=sys.stderr, flush=True)

    return update
