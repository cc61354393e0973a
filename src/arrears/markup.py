"""Small pieces of HTML, for what a notebook shows of an object; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; texts stand left, everything else right.

    Examples
    --------
    >>> table(["bucket", "rate"], [["31+", 0.02]])
    '<table><thead><tr><th>bucket</th><th>rate</th></tr></thead><tbody><tr><th style="text-align:left">31+</th>\
<td>0.02</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(text)}</th>" for text in header)
    body = "".join(f"<tr>{''.join(_cell(value, first=i == 0) for i, value in enumerate(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object, *, first: bool) -> str:
    text = escape(str(value))
    return f'<th style="text-align:left">{text}</th>' if first else f"<td>{text}</td>"


def folded(heading: str, text: str) -> str:
    """Return a text under a heading that opens it."""
    return f"<details><summary>{escape(heading)}</summary><pre>{escape(text)}</pre></details>"


def titled(title: str, *parts: str) -> str:
    """Return parts under a title."""
    return f"<div><p><b>{escape(title)}</b></p>{''.join(parts)}</div>"
