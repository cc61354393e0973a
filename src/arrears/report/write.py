"""The report as one HTML file: the page, its style, its program and its numbers put together."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from arrears.errors import UsageError
from arrears.measures import MEASURES
from arrears.report.content import differing, overlays_of, rolls_of, sections_of, views_of
from arrears.report.headline import headline
from arrears.report.language import LANGUAGES, part, words
from arrears.result.comparison import Comparison, ComparisonWarning, compare
from arrears.result.differing import changed_keys
from arrears.result.manifest import as_json
from arrears.result.pictures import facts, notes
from arrears.result.result import Result
from arrears.scenario.bands import band_note

LARGEST = 3_000_000  # bytes: what mail takes, and a browser opens at once


def write_report(runs: Sequence[Result], path: Path, *, language: str = "en") -> None:
    """Write the report of one run, or of several against the first.

    Parameters
    ----------
    runs
        The runs, the base first.
    path
        The file, written anew.
    language
        Which of ``en`` and ``zh`` is shown first; the page switches between both.

    Raises
    ------
    UsageError
        No run, no such language, or more numbers than a page can hold.
    """
    if not runs:
        raise UsageError("a report needs at least one run")
    if language not in LANGUAGES:
        raise UsageError(f"no language is called {language!r}; there are {', '.join(LANGUAGES)}")
    html = page(runs, language=language)
    size = len(html.encode())
    if size > LARGEST:
        raise UsageError(
            f"the report would be {size / 1e6:.1f} MB, more than {LARGEST / 1e6:g} MB; give fewer runs, or shorter ones"
        )
    path.write_text(html, encoding="utf-8", newline="\n")


def page(runs: Sequence[Result], *, language: str) -> str:
    """Return the HTML."""
    comparison, changed = None, []
    if len(runs) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ComparisonWarning)  # they are among the notes, on the page
            comparison = compare(*runs)
        changed = [changed_keys(runs[0].scenario, run.scenario) for run in runs[1:]]
    names = comparison.names if comparison is not None else (runs[0].name,)
    named = dict(zip(names, runs, strict=True))
    content = {
        "language": language,
        "words": part("page"),
        "sections": sections_of(named),
        "titles": part("sections"),
        "views": views_of(named),
        "rolls": rolls_of(named),
        "causes": part("causes"),
        "measures": _definitions(runs),
        "headline": headline(named),
        "notes": _notes(runs, comparison),
        "overlays": overlays_of(named),
        "differs": differing(comparison, changed),
        "runs": [_about(name, run) for name, run in named.items()],
    }
    parts = {name: _part(name) for name in ("page.css", "charts.js", "page.js", "vega.min.js", "vega-lite.min.js")}
    html = _part("page.html").replace("{{language}}", {"en": "en", "zh": "zh-Hans"}[language])
    html = html.replace("{{title}}", _escaped(" · ".join(names)))
    html = html.replace("{{style}}", parts["page.css"])
    # Without its source map: a browser's tools would ask the network for it.
    for name in ("vega.min.js", "vega-lite.min.js", "charts.js", "page.js"):
        program = parts[name].split("\n//# sourceMappingURL")[0].replace("</script", "<\\/script")
        html = html.replace(f"{{{{{name}}}}}", program)
    return html.replace("{{content}}", _embedded(content))


def _part(name: str) -> str:
    return (files("arrears.report") / "page" / name).read_text(encoding="utf-8")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _embedded(content: dict[str, Any]) -> str:
    """Return JSON that no text in it can end."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _definitions(runs: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """Return name and definition of every measure, in English and, where they are translated, in Chinese."""
    found = {}
    for measure in MEASURES.values():
        holder = next((run.dataset for run in runs if measure.available(run.dataset)), None)
        if holder is None:
            continue
        english = {"name": str(measure.function(holder).attrs["long_name"]), "definition": measure.definition}
        chinese = words("zh")["measures"].get(measure.name)
        found[measure.name] = {"en": english}
        if chinese:
            found[measure.name]["zh"] = chinese
    return found


def _notes(runs: Sequence[Result], comparison: Comparison | None) -> list[str]:
    """Return what must be known to read the page: notes of the runs and of their comparison."""
    said = [note for run in runs for note in notes(run.dataset)]
    few = band_note(min(run.dataset.sizes["path"] for run in runs))
    said += comparison.notes if comparison is not None else [f"{few[0].upper()}{few[1:]}."] if few else []
    return list(dict.fromkeys(said))


def _about(name: str, run: Result) -> dict[str, Any]:
    """Return what is said of one run at the end of the page."""
    return {
        "name": name,
        "facts": facts(run.dataset),
        "description": run.scenario.description,
        "scenario": run.scenario.to_yaml(),
        "manifest": as_json(run.manifest),
        "tape": _tape(run),
    }


def _tape(run: Result) -> list[list[str]]:
    """Return how each field of a tape was got, where the run is over one: field, observed or derived or drawn, how."""
    book = run.manifest.get("book", {})
    fields = book.get("fields", {}) if isinstance(book, dict) else {}
    return [
        [str(name), str(field["got"]), str(field["how"])] for name, field in fields.items() if isinstance(field, dict)
    ]
