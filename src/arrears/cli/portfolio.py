"""Commands about books: describe and check a loan tape, write a synthetic book."""

from __future__ import annotations

import json as as_json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.options import AsJson, Borrowers, Force, ScenarioFile, Seed
from arrears.errors import Fault, InputError, TapeError, UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from arrears.population.tape import Tape

EPILOG = "  ·  ".join(
    (
        "Examples:  `arrears portfolio draft book.csv`",
        "`arrears portfolio describe taiwan-2005`",
        "`arrears portfolio check book.csv --columns map.yaml`",
        "`arrears portfolio synthesise baseline --borrowers 10_000 --out book.parquet`",
    )
)
_MOST = 1_000_000  # faults that may be asked for by name

app = typer.Typer(help="Loan tapes and books.", epilog=EPILOG, no_args_is_help=True)

TapeFile = Annotated[
    str,
    typer.Argument(
        metavar="TAPE",
        help="A loan tape, CSV or Parquet; or the name of a shipped one, like taiwan-2005.",
        show_default=False,
    ),
]
MapFile = Annotated[
    Path | None,
    typer.Option(
        "--columns",
        metavar="MAP",
        help="Its column map, or one that ships, like lending-club; left out: TAPE's name with .columns.yaml.",
        show_default=False,
    ),
]
Given = Annotated[
    str | None,
    typer.Option(
        "--scenario", metavar="SCENARIO", help="What the tape lacks is drawn as this scenario says.", show_default=False
    ),
]


@app.command(epilog=EPILOG)
def describe(
    tape: TapeFile, columns: MapFile = None, scenario: Given = None, seed: Seed = None, json: AsJson = False
) -> None:
    """Say what a tape holds: balances by bucket, utilisation, rows by rule, and how each field was got."""
    # numba and scipy: imported when they are needed
    from arrears.population.tape import read_tape
    from arrears.scenario import Scenario

    path = _located(tape)
    given = Scenario.read(scenario) if scenario is not None else None
    found = read_tape(path, _map_of(columns, path), scenario=given, seed=1 if seed is None else seed)
    if json:
        print(as_json.dumps(found.summary(), ensure_ascii=False, indent=2))
    else:
        _print_tables(found)


@app.command(epilog=EPILOG)
def check(
    tape: TapeFile,
    columns: MapFile = None,
    limit: Annotated[
        int, typer.Option("--faults", metavar="N", min=1, max=_MOST, help="Faults named one by one.")
    ] = 50,
    json: AsJson = False,
) -> None:
    """Check a tape and its map; every bad cell is named by its row and column. Nothing is drawn or written."""
    # numpy: imported when it is needed
    from arrears.population.tape_kept import keep
    from arrears.population.tape_map import read_column_map
    from arrears.scenario.schema_lender import Lender

    path = _located(tape)
    faults: tuple[Fault, ...] = ()
    counts: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    try:
        given = read_column_map(_map_of(columns, path))
        kept = keep(path, given, Lender(), limit=limit)
        counts, notes = kept.counts, kept.notes
    except TapeError as error:
        faults = error.faults
    if json:
        fields = ("file", "line", "column", "message", "expected", "hint")
        named = [{key: getattr(fault, key) for key in fields} for fault in faults]
        said = {"good": not faults, "counts": counts, "notes": notes, "faults": named}
        print(as_json.dumps(said, ensure_ascii=False, indent=2))
    if faults:
        raise TapeError(faults)
    if not json:
        used = [f"{name}: {n:,}" for name, n in counts.items() if n and not name.startswith(("rows", "kept"))]
        print(
            f"{tape}: good: {counts['rows read']:,} rows read, {counts['rows kept']:,} kept"
            + "".join(f"\n  {line}" for line in [*used, *(f"note: {note}" for note in notes)])
        )


@app.command(epilog=EPILOG)
def rolls(tape: TapeFile, columns: MapFile = None, scenario: Given = None) -> None:
    """Print a tape's own movements between buckets, month by month and pooled, as a table from,to,count."""
    from arrears.buckets import labels_of
    from arrears.population.tape_kept import keep
    from arrears.population.tape_map import read_column_map
    from arrears.population.tape_movements import movements
    from arrears.result.observed_rolls import write_rolls
    from arrears.scenario import Scenario

    path = _located(tape)
    chosen = Scenario.read(scenario if scenario is not None else "baseline")
    kept = keep(path, read_column_map(_map_of(columns, path)), chosen.lender)
    before, after = movements(kept.readings, chosen.buckets)
    if not before.size:
        message = "the tape has no month before its last one, so that nothing moved"
        raise TapeError(Fault(message, str(path), expected="`history` or `snapshot` in the map"))
    print(write_rolls(before, after, labels_of(chosen.buckets)), end="")


@app.command(epilog=EPILOG)
def draft(
    tape: TapeFile,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Left out: TAPE's name with .columns.yaml, beside it.", show_default=False
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Write a first column map: what each column of a tape probably is, and questions where that is not sure."""
    from arrears.population.tape_draft import draft_map
    from arrears.population.tape_map import map_beside

    path = _located(tape)
    target = out if out is not None else map_beside(path)
    if target.exists() and not force:
        raise InputError(f"{target} is there already and is left as it is; --force replaces it, --out writes another")
    text, questions = draft_map(path)
    target.write_text(text, encoding="utf-8", newline="\n")
    print(f"{target} written; look at every line of it", file=sys.stderr)
    for question in questions:
        print(f"  to be filled in: {question}", file=sys.stderr)
    print(f"then `arrears portfolio check {tape}`", file=sys.stderr)


@app.command(epilog=EPILOG)
def synthesise(
    scenario: ScenarioFile,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A CSV or Parquet file.", show_default=False)],
    borrowers: Borrowers = None,
    seed: Seed = None,
    force: Force = False,
) -> None:
    """Write a scenario's synthetic book, seasoned, one row a borrower; money in minor units."""
    if out.suffix.lower() not in {".csv", ".parquet", ".pq"}:
        raise UsageError(f"--out {out}: expected a file that ends in .csv or .parquet")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.parent}")
    if out.is_dir():
        raise UsageError(f"--out {out}: this is a folder; expected a file")
    if out.exists() and not force:
        raise InputError(f"{out} is there already and is left as it is; --force replaces it")
    parquet = out.suffix.lower() != ".csv"
    if parquet:
        _need_pyarrow(out)
    from arrears.scenario import Scenario

    chosen = Scenario.read(scenario)
    # numba: imported when everything has been checked
    from arrears.simulation import synthesise as synthetic_book

    frame = synthetic_book(chosen, borrowers, seed).frame()
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as folder:
        draft = Path(folder) / out.name
        if parquet:
            frame.to_parquet(draft, index=False)
        else:
            frame.to_csv(draft, index=False, lineterminator="\n")
        os.replace(draft, out)  # whole or not at all
    print(f"{out} written: {len(frame):,} borrowers, money in minor units", file=sys.stderr)


def _located(name: str) -> Path:
    """Return the file of a tape given by its path, or by the name of a shipped one."""
    from arrears.scenario.places import shipped_folder

    path = Path(name)
    folder = shipped_folder() / "portfolios"
    if not path.exists() and (folder / f"{name}.csv").is_file():
        return folder / f"{name}.csv"
    if not path.is_file():
        names = ", ".join(sorted(p.stem for p in folder.glob("*.csv")))
        message = "this is a folder" if path.is_dir() else "there is no such file"
        raise TapeError(Fault(message, name, expected=f"a loan tape, or the name of a shipped one ({names})"))
    return path


def _map_of(columns: Path | None, tape: Path) -> Path:
    """Return the column map of a tape: the one named, one that ships by its name, or the one beside the tape."""
    from arrears.population.tape_map import SUFFIX, map_beside
    from arrears.scenario.places import shipped_folder

    if columns is None:
        return map_beside(tape)
    folder = shipped_folder() / "portfolios" / "maps"
    if columns.exists() or columns.suffix:
        return columns
    ships = folder / f"{columns}{SUFFIX}"
    if not ships.is_file():
        names = ", ".join(sorted(path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}")))
        raise TapeError(Fault("there is no such map", str(columns), expected=f"a file, or one that ships ({names})"))
    return ships


def _need_pyarrow(out: Path) -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise UsageError(
            f"--out {out}: writing Parquet needs pyarrow, which is not installed; "
            "expected `pip install arrears[parquet]`, or a file that ends in .csv"
        )


def _print_tables(tape: Tape) -> None:
    # rich: only these tables need it
    from rich.console import Console

    console = Console(highlight=False)
    shares, ledger, used = tape.buckets, tape.adjustments, dict(tape.utilisation)
    console.print(f"[bold]{_plain(tape.name)}[/bold]  ({_plain(tape.country)}, close of {tape.date}, {tape.currency})")
    console.print(tape.source.strip(), style="dim", markup=False)
    console.print(f"\nLive accounts: {shares.accounts:,}, owing {_major(shares.owed)}")
    if used:
        whole = used.pop("all")
        quantiles = ", ".join(f"{name} {value:.0%}" for name, value in used.items())
        console.print(f"Balance over limit: {whole:.1%} of all limits; of accounts: {quantiles}")
    if tape.incomes.median is not None:
        got = _plain(tape.incomes.got)
        console.print(f"Median income: {tape.incomes.median:,.0f} {tape.currency} a month ({got})\n")
    console.print(_buckets(tape))
    console.print("\n[bold]Status as the tape has it[/bold]")
    console.print(_statuses(tape))
    console.print("\n[bold]Rows[/bold]")
    console.print(_counts(tape))
    read, credited, owed = (_major(ledger[key]) for key in ("read", "credits", "owed"))
    console.print(f"balances read {read} + credits {credited} = owed {owed}")
    console.print("\n[bold]Fields of the book[/bold]")
    console.print(_fields(tape))
    for note in tape.notes:
        console.print(f"note: {note}", markup=False)


def _major(minor: int) -> str:
    from arrears.units import MINOR_UNITS

    return f"{minor / MINOR_UNITS:,.0f}"


def _table(*columns: str, numbers_from: int = 1) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for k, name in enumerate(columns):
        table.add_column(name, justify="right" if k >= numbers_from else "left", overflow="fold")
    return table


def _buckets(tape: Tape) -> Table:
    table = _table("days past due", "of balances", "of accounts")
    for name, share in tape.buckets.balance.items():
        table.add_row(name, f"{share:.2%}", f"{tape.buckets.count[name]:.2%}")
    return table


def _statuses(tape: Tape) -> Table:
    table = _table("status", "rows", "owed", "of what is owed", "bills missed")
    owed = sum(status.balance for status in tape.statuses) or 1
    for status in tape.statuses:
        missed = "left out" if status.missed is None else str(status.missed)
        share = f"{status.balance / owed:.2%}"
        table.add_row(_plain(status.status), f"{status.rows:,}", _major(status.balance), share, missed)
    return table


def _counts(tape: Tape) -> Table:
    table = _table("what", "rows")
    for name, n in tape.counts.items():
        if n or name.startswith("rows"):
            table.add_row(_plain(name), f"{n:,}")
    return table


def _fields(tape: Tape) -> Table:
    table = _table("field", "got", "how", numbers_from=3)
    for name, field in tape.fields.items():
        table.add_row(name, field.got, _plain(field.how))
    return table


def _plain(text: str) -> str:
    """Return a text of the tape so that nothing in it is taken for markup."""
    from rich.markup import escape

    return escape(text)
