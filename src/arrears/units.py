"""Text and values: units as people write them at the doors, plain fractions inside.

=============  =========================  =======================
kind           written                    inside
=============  =========================  =======================
share          ``5.2%``                   0.052
change         ``+4pp``, ``-8%``          0.04, -0.08 (the sign must be written)
whole number   ``50_000``                 50000
number         ``0.9``, ``-0.5``          0.9, -0.5
month          ``month 6``, ``2020-02``   6, counted from the scenario's start
money          ``12.50`` (major units)    1250 minor units (cents, fen)
=============  =========================  =======================

Shares go through decimal arithmetic, so that ``5.2%`` is exactly the float ``0.052`` and is written back as ``5.2%``.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from arrears.dates import YearMonth

MINOR_UNITS = 100  # cents or fen to one unit of the currency
MONEY_LIMIT = 10**15  # minor units; sums over 10^3 such accounts still fit in int64

_LONGEST = 40  # characters of a number; longer ones are mistakes or attacks
_DIGITS = r"\d+(?:_\d+)*"
_WHOLE = re.compile(rf"[+-]?{_DIGITS}", re.ASCII)
_NUMBER = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{{1,3}})?", re.ASCII)
# the exponent is for values that rounding has left, such as 1e-18%; nobody needs to write one
_SHARE = re.compile(rf"([+-]?)((?:{_DIGITS}(?:\.\d+)?|\.\d+)(?:[eE]-\d{{1,3}})?)\s?(%|pp)", re.ASCII)
_MONTH = re.compile(r"month\s+(-?\d{1,6})", re.ASCII)


class UnitError(ValueError):
    """Text that is not a value of its kind; the message says what is wrong with it, `hint` what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


def shown(text: str) -> str:
    """Return text for a message: in backquotes, cut if long, control characters escaped."""
    text = text if len(text) <= 2 * _LONGEST else text[: 2 * _LONGEST - 1] + "…"
    return f"`{text}`" if text.isprintable() else repr(text)


def parse_whole(text: str) -> int:
    """Read a whole number: ``50_000``, ``50000``, ``-4``.

    Raises
    ------
    UnitError
        It is not one, or has leading zeros (which YAML 1.1 reads as octal).
    """
    if len(text) > _LONGEST:
        raise UnitError(f"{shown(text)} is too long for a number")
    if _WHOLE.fullmatch(text):
        digits = text.lstrip("+-")
        if len(digits) > 1 and digits[0] == "0":
            raise UnitError(f"{shown(text)} has leading zeros", "write it without them")
        return int(text)
    if _NUMBER.fullmatch(text):
        raise UnitError(f"{shown(text)} is not whole")
    if _SHARE.fullmatch(text):
        raise UnitError(f"{shown(text)} has a unit", "write the number alone")
    raise UnitError(f"{shown(text)} is not a number")


def parse_number(text: str) -> float:
    """Read a plain number: ``0.9``, ``-0.5``, ``1e-3``, ``1_000``.

    Raises
    ------
    UnitError
        It is not one, has a unit, or is not finite.
    """
    if len(text) > _LONGEST:
        raise UnitError(f"{shown(text)} is too long for a number")
    if _SHARE.fullmatch(text):
        raise UnitError(f"{shown(text)} has a unit", "write the number alone")
    if text.lstrip("+-.").lower() in {"nan", "inf", "infinity"}:
        raise UnitError(f"{shown(text)} is not finite")
    if not _NUMBER.fullmatch(text):
        raise UnitError(f"{shown(text)} is not a number")
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise UnitError(f"{shown(text)} is not finite")
    return value


def parse_share(text: str) -> float:
    """Read a share or rate, ``5.2%`` or ``0.1pp``, as a fraction.

    Raises
    ------
    UnitError
        It is not one, or its unit is missing.
    """
    return float(_hundredths(text)[1])


def parse_change(text: str, unit: str) -> float:
    """Read a signed change as a fraction: ``+4pp`` if `unit` is ``pp``, ``-8%`` if it is ``%``.

    ``pp`` moves a rate by so many points; ``%`` is relative. They are kept apart because ``+4%`` of a rate of 5% could
    mean 9% or 5.2%.

    Raises
    ------
    UnitError
        It is not one; its sign or unit is missing; its unit is the other one.
    """
    if _NUMBER.fullmatch(text.strip()) and len(text) <= _LONGEST:
        bare = text.strip()
        choice = f"{bare}{unit}" if bare[0] in "+-" else f"+{bare}{unit} or -{bare}{unit}"
        raise UnitError(f"{shown(text)} has no unit", f"write {choice}")
    found, value, sign = _hundredths_signed(text)
    if found != unit:
        right = text.strip().removesuffix(found).strip() + unit
        meaning = "points of a rate" if unit == "pp" else "relative to the level"
        raise UnitError(f"{shown(text)} is in {found}, and this change is in {unit} ({meaning})", f"write {right}")
    if not sign:
        raise UnitError(f"{shown(text)} has no sign", f"write +{text.strip()} or -{text.strip()}")
    return float(value)


def _hundredths(text: str) -> tuple[str, Decimal]:
    unit, value, _ = _hundredths_signed(text)
    return unit, value


def _hundredths_signed(text: str) -> tuple[str, Decimal, str]:
    text = text.strip()
    if len(text) > _LONGEST:
        raise UnitError(f"{shown(text)} is too long for a number")
    match = _SHARE.fullmatch(text)
    if not match:
        if _NUMBER.fullmatch(text):
            raise UnitError(f"{shown(text)} has no unit", _with_unit(text))
        raise UnitError(f"{shown(text)} is not a number with % or pp")
    sign, digits, unit = match[1], match[2].replace("_", ""), match[3]
    value = Decimal(digits).scaleb(-2)
    return unit, -value if sign == "-" else value, sign


def _with_unit(text: str) -> str:
    """Say how a number alone would be written, as per cent or, if it may be a fraction, as that."""
    as_percent = f"write {text.removeprefix('+')}%"
    fraction = float(text)
    if 0.0 < abs(fraction) < 1.0:
        return f"{as_percent}, or {write_share(fraction)} if a fraction is meant"
    return as_percent


def parse_month(text: str, start: YearMonth | None) -> int:
    """Read a month of the scenario, ``month 6`` or ``2020-02``, as a number; `start` is month 1.

    Raises
    ------
    UnitError
        It is neither, it lies before month 1, or it is a date and `start` is not known.
    """
    text = text.strip()
    match = _MONTH.fullmatch(text)
    if match:
        month = int(match[1])
        if month < 1:
            raise UnitError(
                f"{shown(text)} is before the first month", "month 1 is the first; month 0 is the opening book"
            )
        return month
    if _WHOLE.fullmatch(text):
        raise UnitError(f"{shown(text)} is a number alone", f"write month {text}")
    try:
        date = YearMonth.parse(text)
    except ValueError as error:
        raise UnitError(
            f"{shown(text)}: {error}" if "there is no" in str(error) else f"{shown(text)} is not a month"
        ) from None
    if start is None:
        raise UnitError(f"{shown(text)} is a date, and the scenario's start is not known", "write month N")
    month = start.until(date) + 1
    if month < 1:
        raise UnitError(f"{shown(text)} is before the scenario's start, {start}")
    return month


def write_share(value: float, unit: str = "%") -> str:
    """Return a fraction as people write it; ``parse_share`` gives back the same float.

    >>> write_share(0.052), write_share(0.001, "pp")
    ('5.2%', '0.1pp')
    """
    return f"{_plain(Decimal(repr(float(value))).scaleb(2))}{unit}"


def write_change(value: float, unit: str) -> str:
    """Return a signed change as people write it; ``parse_change`` gives back the same float.

    >>> write_change(0.04, "pp"), write_change(-0.08, "%"), write_change(0.0, "pp")
    ('+4pp', '-8%', '+0pp')
    """
    text = write_share(value, unit)
    return text if text.startswith("-") else f"+{text}"


def write_number(value: float) -> str:
    """Return a number; ``parse_number`` gives back the same float.

    >>> write_number(0.9), write_number(1.0), write_number(1e-9)
    ('0.9', '1', '1e-09')
    """
    text = repr(float(value))
    return text.removesuffix(".0")


def write_whole(value: int) -> str:
    """Return a whole number, with underscores from 10_000 on."""
    return f"{value:_}" if abs(value) >= 10_000 else str(value)


def _plain(value: Decimal) -> str:
    if value == 0:
        return "0"
    if value.adjusted() < -12:
        return str(value.normalize()).replace("E", "e")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def minor_units(major: float) -> int:
    """Return money given in units of the currency as minor units, rounded half to even.

    Raises
    ------
    ValueError
        It is beyond `MONEY_LIMIT`, or not finite.
    """
    amount = Decimal(repr(float(major))) * MINOR_UNITS
    if not amount.is_finite() or abs(amount) > MONEY_LIMIT:
        raise ValueError(f"{major} is too much money")
    return int(amount.to_integral_value(rounding=ROUND_HALF_EVEN))
