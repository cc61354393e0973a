"""The root of the command line: its commands, what it prints when something is refused, and the exit status.

0 done, 1 the run failed, 2 the input was refused, 130 stopped by Ctrl-C, 143 by a request to end (SIGTERM). No
traceback is ever shown, unless ``ARREARS_DEBUG`` is set.

Commands import what they need inside: numpy, numba, xarray and matplotlib take longer to import than most commands
take to run, and `arrears --help` must answer at once.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from arrears.cli import compare, export, macro, plot, portfolio, report, run, scenarios, weigh
from arrears.errors import ArrearsError, ArrearsWarning, Fault, FaultyInput, InputError

DONE, FAILED, REFUSED, STOPPED = 0, 1, 2, 130
ENDED = 143  # as a shell says it of SIGTERM
MOST_FAULTS = 100  # printed; a file with more is not a scenario

SUMMARY = "Macroeconomic stress tests of consumer lending: overdue-rate curves by days past due, with their bands."
EPILOG = "\n\n".join(
    (
        "Examples:",
        "arrears run baseline",
        "arrears new pandemic",
        "arrears run pandemic.yaml baseline --paths 500",
        "arrears validate scenarios/*.yaml",
    )
)

app = typer.Typer(
    name="arrears",
    help=SUMMARY,
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # slow to import, and only asked for here

        print(f"arrears {version('arrears')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options of `arrears` itself; the help text is the app's."""


app.command(epilog=run.EPILOG)(run.run)
app.command(epilog=compare.EPILOG)(compare.compare)
app.command(epilog=plot.EPILOG)(plot.plot)
app.command(epilog=report.EPILOG)(report.report)
app.command(epilog=weigh.EPILOG)(weigh.weigh)
app.command(epilog=export.EPILOG)(export.export)
app.command()(scenarios.validate)
app.command("list")(scenarios.list_shipped)
app.command()(scenarios.show)
app.command()(scenarios.new)
app.command()(scenarios.schema)
app.add_typer(macro.app, name="macro")
app.add_typer(portfolio.app, name="portfolio")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    _open_closed_streams()
    signal.signal(signal.SIGTERM, _end)
    status = status_of(arguments)
    if status in (STOPPED, ENDED):
        # threads that compute are not waited for: Ctrl-C means now; what was half done was in a temporary folder
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


class _Ended(BaseException):
    """A request to end, such as a batch system's; what is half written is taken away as after Ctrl-C."""


def _end(number: int, frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one must not interrupt the clearing up
    raise _Ended


def _open_closed_streams() -> None:
    """Have three standard streams that take any letter.

    Where one is closed (``2>&-``), what is said is lost and the run goes on; its number must be taken all the same, or
    the next file that is opened would get it, and with it what a library says. A letter that the stream's encoding does
    not have is replaced, since a finished run must not end over it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: object = None,
) -> None:
    """Print our own warnings as notes; those of libraries are no user's business."""
    if issubclass(category, ArrearsWarning):
        print(f"note: {message}", file=sys.stderr)


def status_of(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; everything that can go wrong is said on stderr."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", ArrearsWarning)
            warnings.showwarning = _show_warning
            status = app(args=arguments, prog_name="arrears", standalone_mode=False)
        if status == STOPPED:  # how typer hands on a Ctrl-C
            raise KeyboardInterrupt
        return status if isinstance(status, int) else DONE
    except (KeyboardInterrupt, typer.Abort):
        _say("stopped; what was not finished was not written")
        return STOPPED
    except _Ended:
        _say("asked to end (SIGTERM); what was not finished was not written")
        return ENDED
    except InputError as error:
        _say_refused(error)
        return REFUSED
    except ArrearsError as error:
        _say(f"the run failed: {error}")
        return FAILED
    except BrokenPipeError:
        # the reader has gone (`arrears show x | head`); nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except MemoryError:
        _say("the run failed: the memory is used up; fewer borrowers or paths need less")
        return FAILED
    except OSError as error:
        _say(f"the run failed: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return FAILED
    except Exception as error:
        if hasattr(error, "format_message"):  # of typer: options that do not exist, or of the wrong type
            return _say_usage(error)
        _say(f"an error of arrears itself, not of what was asked: {type(error).__name__}: {error}")
        if os.environ.get("ARREARS_DEBUG"):
            raise
        _say("set ARREARS_DEBUG=1 to see where, and please report it")
        return FAILED


def _say(text: str) -> None:
    print(f"arrears: {text}", file=sys.stderr)


def _say_refused(error: InputError) -> None:
    if not isinstance(error, FaultyInput):
        _say(str(error))
        return
    faults: tuple[Fault, ...] = error.faults
    for fault in faults[:MOST_FAULTS]:
        print(fault, file=sys.stderr)
    if len(faults) > MOST_FAULTS:
        _say(f"and {sum(fault.count for fault in faults[MOST_FAULTS:]):,} further faults")
    found = sum(fault.count for fault in faults)
    _say(f"{found:,} fault{'s' if found > 1 else ''} found; nothing was run or written")


def _say_usage(error: Exception) -> int:
    message = str(error.format_message())  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "arrears"
    if type(error).__name__ == "NoArgsIsHelpError":  # the message is the help that has been asked for
        print(message, end="")  # empty if typer has printed it already
        return REFUSED
    _say(f"{message.rstrip('.')}; `{command} --help` shows what it takes")
    return int(getattr(error, "exit_code", REFUSED))
