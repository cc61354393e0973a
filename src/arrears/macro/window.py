"""The run on the calendar against what a macro file holds: where values are held, and where that is too far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from arrears.errors import MacroFileError
from arrears.macro.periods import blocks, first_month, last_month, name_month, name_period
from arrears.macro.readings import Points, Readings
from arrears.macro.selection import Selection
from arrears.macro.source import INCOME, Source

A_QUARTER, A_YEAR = 3, 12  # how far a run may begin before its file and go on after it, in months


@dataclass
class Window:
    """A run on the calendar, the file it reads, and what should be said.

    Attributes
    ----------
    start : int
        Month 1 of the run, counted as :attr:`arrears.dates.YearMonth.number` does.
    months : int
        Months of the run.
    hold : bool
        Whether values may be held however far the run goes beyond the file.
    """

    start: int
    months: int
    hold: bool
    sources: Sequence[Source]
    selection: Selection
    readings: Readings
    held: dict[str, list[str]] = field(default_factory=dict)  # what was held -> the series

    @property
    def every(self) -> range:
        """Month 0 (the month before the start) to the last."""
        return range(self.start - 1, self.start + self.months)

    @property
    def last(self) -> int:
        """The last month of the run."""
        return self.start + self.months - 1

    @property
    def step(self) -> int:
        """Months in a period of the file."""
        return self.readings.step

    def refusal(self, message: str, expected: str) -> MacroFileError:
        """Return a refusal of the file as a whole."""
        return MacroFileError(self.sources[0].table.fault(message, expected=expected))

    def block(self, points: Points, key: str) -> Points:
        """Return the points of the unbroken stretch that the run begins in; note where they are held.

        Raises
        ------
        MacroFileError
            The run begins outside the file or too far before it, goes on too long after it, or has a hole within.
        """
        what = f"{self.selection.name}: {key}"
        first, last = self.stretch([month for month, _ in points], what)
        later = [month for month, _ in points if month > last]
        if later and first_month(later[0], self.step) <= self.last:
            hole = self._span(last + self.step, later[0] - self.step)
            raise self.refusal(f"{what} has no values for {hole}, within the run", "a value for each period")
        if not key.startswith("income_growth"):
            self._note_before(first, key)
        self._note_after(last, key)
        return [(month, value) for month, value in points if first <= month <= last]

    def stretch(self, periods: Sequence[int], what: str) -> tuple[int, int]:
        """Return the unbroken stretch of periods that the run begins in, as (first, last).

        Raises
        ------
        MacroFileError
            The run begins outside all of them or too far before the first, or goes on too long after the last.
        """
        stretches = blocks(periods, self.step)
        inside = [(a, b) for a, b in stretches if first_month(a, self.step) <= self.start <= last_month(b, self.step)]
        first, last = inside[0] if inside else stretches[0]
        begin, close = first_month(stretches[0][0], self.step), last_month(stretches[-1][1], self.step)
        spans = " and ".join(self._span(a, b) for a, b in stretches)
        if not inside and begin < self.start <= close:
            earlier, later = (
                max(b for _, b in stretches if b < self.start),
                min(a for a, _ in stretches if a > self.start),
            )
            hole = self._span(earlier + self.step, later - self.step)
            message = f"{what} has no values for {hole}, where the run begins"
            raise self.refusal(message, f"a value for each period, or a start in {spans}")
        if not inside and not self.start < begin <= self.last:
            message = f"the run, {name_month(self.start)} to {name_month(self.last)}, begins outside the file"
            raise self.refusal(
                f"{message}: {what} has {spans}", f"a start from {name_month(begin)} to {name_month(close)}"
            )
        before, after = begin - self.start, self.last - last_month(last, self.step)
        if not inside and before > A_QUARTER and not self.hold:
            message = f"the run begins in {name_month(self.start)}, {before} months before the file: {what} begins with"
            expected = f"`start: {name_month(begin)}`, or `hold: true` in macro.file to hold the first value until then"
            raise self.refusal(f"{message} {name_period(first, self.step)}", expected)
        if last == stretches[-1][1] and after > A_YEAR and not self.hold:
            message = f"the run goes on to {name_month(self.last)}, {after} months after the file: {what} ends with"
            longest = last_month(last, self.step) - self.start + 1
            expected = f"`months: {longest}` or a few more, or `hold: true` in macro.file to hold the last value"
            raise self.refusal(f"{message} {name_period(last, self.step)}", expected)
        return first, last

    def check_scenario_is_reached(self) -> None:
        """Refuse a run that ends within the file's history, before the scenario itself begins."""
        first = first_month(self.readings.first, self.step)
        if first > self.last and self.readings.periods[0] < self.readings.first:
            message = (
                f"the run ends in {name_month(self.last)}, and {self.selection.name} begins in {name_month(first)}"
            )
            raise self.refusal(f"{message}: there is only history before", f"`start: {name_month(first)}`, or near it")

    def history_note(self) -> list[str]:
        """Say for how many months the run follows history, if for more than month 0."""
        first = first_month(self.readings.first, self.step)
        if self.readings.periods[0] >= self.readings.first or self.start >= first:
            return []
        return [
            f"months 0 to {first - self.start} ({name_month(self.start - 1)} to {name_month(first - 1)}) follow the "
            f"file's history; {self.selection.name} begins after"
        ]

    def jump_off(self, points: Points) -> Points:
        """Hold the last value of the past to the end of its period, so that nothing of the scenario comes before it.

        A straight line from the middle of the last period of history would put a part of the scenario's first period
        into the month before it.
        """
        past, first = self.readings.first - self.step, self.readings.first
        values = dict(points)
        if past < self.readings.periods[0] or past not in values or first not in values or self.step == 1:
            return points
        return sorted([*points, (last_month(past, self.step), values[past])])

    def notes(self) -> list[str]:
        """Return what was held, series of one kind together."""
        return [f"{_joined(keys)}: {what}" for what, keys in self.held.items()]

    def _note_before(self, first: int, key: str) -> None:
        month0 = self.start - 1
        if month0 >= first:
            return
        until = min(first - 1, self.last)
        months = f"months 0 to {until - month0}" if until > month0 else "month 0"
        period = name_period(first, self.step)
        span = name_month(month0) + (f" to {name_month(until)}" if until > month0 else "")
        what = f"{months} ({span})"
        middle = "the middle of the file's first period" if self.step > 1 else "the file's first month"
        where = f"before {middle}, {period}"
        self.held.setdefault(f"{what} {where}: its first value is used", []).append(key)

    def _note_after(self, last: int, key: str) -> None:
        since = last_month(last, self.step) + 1
        if self.last < since:
            return
        several = since < self.last
        months = f"months {since - self.start + 1} to {self.months}" if several else f"month {self.months}"
        span = (f"{name_month(since)} to " if several else "") + name_month(self.last)
        what = f"{months} ({span}) after the file's last period"
        self.held.setdefault(f"{what}, {name_period(last, self.step)}: its last value is held", []).append(key)

    def _span(self, first: int, last: int) -> str:
        if first == last:
            return name_period(first, self.step)
        return f"{name_period(first, self.step)} to {name_period(last, self.step)}"


def _joined(keys: Sequence[str]) -> str:
    *most, last = ["income" if key in INCOME else key for key in keys]
    return f"{', '.join(most)} and {last}" if most else last
