"""Small tables for notebooks. Everything that comes from an input is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["number", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    """Make an HTML table. Numbers are set to the right, everything else is text."""
    parts = ["<table>"]
    if caption:
        parts.append(f"<caption>{escape(caption)}</caption>")
    parts.append("<thead><tr>" + "".join(f"<th>{escape(h)}</th>" for h in head) + "</tr></thead>")
    parts.append("<tbody>")
    for row in rows:
        parts.append("<tr>" + "".join(map(_cell, row)) + "</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)


def _cell(value: object) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f'<td style="text-align:right">{number(value)}</td>'
    return f"<td>{escape(str(value))}</td>"


def number(value: float) -> str:
    """Write a number for people: thousands apart, four digits where it is small.

    >>> number(1234567.8), number(0.25), number(12.5), number(float("nan"))
    ('1 234 568', '0.25', '12.5', '–')
    """
    if value != value:
        return "–"
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}".replace(",", " ")  # a blank that does not break
    return f"{value:.4g}"
