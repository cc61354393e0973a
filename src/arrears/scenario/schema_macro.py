"""The `macro` section: the economy outside."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from arrears.keys.kinds import Maybe, Number, Share, Switch
from arrears.keys.section import Section
from arrears.keys.series import IncomeSeries, RateSeries, UnemploymentSeries
from arrears.keys.table_keys import ColumnName, HeaderNames, InputPaths
from arrears.keys.words import Text, Word

RandomnessKind = Literal["ar", "none"]
Draws = Literal["sobol", "plain"]
IncomeBasis = Literal["in_work", "aggregate"]
Unit = Literal["percent", "fraction", "index"]
Decimal = Literal[".", ","]


class Wide(Section):
    """A table to be turned: a column a date, or a row a date and a name."""

    names: Annotated[str, ColumnName()] = Field(
        description="the column that names the rows; `columns` then gives such names"
    )
    values: Annotated[str | None, Maybe(Text())] = Field(
        None, description="of a long table: the column of values; left out: every column that is a date"
    )
    where: dict[str, Annotated[str, Text()]] = Field({}, description="column -> value, of the rows that are meant")


class MacroFile(Section):
    """Files of macro paths: Federal Reserve tables as published, their tidy form, or any table with `columns`."""

    path: Annotated[tuple[str, ...], InputPaths()] = Field(
        description="the file or a list of files, found beside the scenario or among the shipped ones"
    )
    exercise: Annotated[str | None, Maybe(Text())] = Field(None, description="year of the exercise, such as '2026'")
    scenario: Annotated[str | None, Maybe(Text())] = Field(None, description="which of the file's scenarios")
    columns: dict[str, Annotated[str, ColumnName()]] = Field(
        {}, description="series of the model -> column of the file"
    )
    units: dict[str, Annotated[Unit, Word(("percent", "fraction", "index"))]] = Field(
        {}, description="series or column -> percent, fraction or index, where the file does not say"
    )
    trend: Annotated[float | None, Maybe(Share(-0.2, 0.5))] = Field(
        None, description="yearly growth of incomes that counts as on trend; left out: the mean of the file's baseline"
    )
    deflator: Annotated[str | None, Maybe(Text())] = Field(
        None, description="column of prices by which nominal income is divided; none: income is real, or taken as it is"
    )
    income_basis: Annotated[IncomeBasis, Word(("in_work", "aggregate"))] = Field(
        "in_work", description="aggregate: income of all, as in national accounts; lost work and benefits are taken out"
    )
    hold: Annotated[bool, Switch()] = Field(
        False, description="hold first and last values more than a quarter before the file, or a year after it"
    )
    wide: Wide | None = Field(None, description="of a table with a column a date, or a row a date and a name")
    date_format: Annotated[str | None, Maybe(Text(40))] = Field(
        None, description="order of day and month: dmy, mdy; or a format such as %d.%m.%y"
    )
    decimal: Annotated[Decimal | None, Maybe(Word((".", ",")))] = Field(
        None, description="the decimal mark; left out: found by looking"
    )
    separator: Annotated[str | None, Maybe(Text(3))] = Field(
        None, description="what parts the cells, a character or tab; left out: found by looking"
    )
    encoding: Annotated[str | None, Maybe(Text(40))] = Field(
        None, description="of the text, such as gbk; left out: found by looking"
    )
    header: Annotated[tuple[str, ...] | int | None, Maybe(HeaderNames())] = Field(
        None, description="names of the columns where the file has none, or the line of its header"
    )
    sheet: Annotated[str | None, Maybe(Text(80))] = Field(None, description="of a workbook: the sheet")


class Volatility(Section):
    """Size of the monthly draws around the path, one standard deviation."""

    unemployment: Annotated[float, Share(0.0, 0.1, unit="pp")] = Field(0.001, description="in points; assumption")
    income: Annotated[float, Share(0.0, 0.2)] = Field(0.005, description="relative to trend; assumption")
    policy_rate: Annotated[float, Share(0.0, 0.1, unit="pp")] = Field(0.0, description="in points; assumption")


class Randomness(Section):
    """How paths differ around the scenario's own."""

    kind: Annotated[RandomnessKind, Word(("ar", "none"))] = Field(
        "ar", description="ar: correlated AR(1); none: all paths alike"
    )
    persistence: Annotated[float, Number(0.0, 0.999)] = Field(
        0.9, description="AR(1) coefficient of a month; assumption"
    )
    volatility: Volatility = Field(default_factory=Volatility, description="standard deviation of a month's draw")
    correlation: Annotated[float, Number(-1.0, 1.0)] = Field(
        -0.5, description="of the draws of unemployment and income; assumption"
    )
    draws: Annotated[Draws, Word(("sobol", "plain"))] = Field(
        "sobol", description="sobol: evenly spread over the paths; plain: independent"
    )


def _none_is_no_file(value: Any) -> Any:
    """Let a scenario take back the file that it inherits: ``file: none``."""
    return None if isinstance(value, str) and value == "none" else value


class Macro(Section):
    """The economy outside: level plus shocks, or a file plus shocks, and randomness around it."""

    file: Annotated[MacroFile | None, BeforeValidator(_none_is_no_file)] = Field(
        None, description="published paths instead of the levels; `none` takes back an inherited one"
    )
    unemployment: UnemploymentSeries = Field(
        default_factory=UnemploymentSeries, description="share of the labour force"
    )
    income: IncomeSeries = Field(default_factory=IncomeSeries, description="income while in work, against its trend")
    policy_rate: RateSeries = Field(default_factory=RateSeries, description="the central bank's rate, a year")
    randomness: Randomness = Field(default_factory=Randomness, description="how paths differ around the scenario's own")
