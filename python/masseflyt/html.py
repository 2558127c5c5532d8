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


def number(value: float, lang: str = "en", decimals: int | None = None) -> str:
    """Write a number for people, as the report does: "1,234.5", in Norwegian "1 234,5".

    The blank does not break, and four digits stand without one. Without ``decimals``, whole where
    it is large, else four digits.

    >>> number(1234567.8), number(0.25), number(-12.5), number(float("nan"))
    ('1,234,568', '0.25', '−12.5', '–')
    >>> number(1234567.8, "nb").split(), number(1234.5, "nb", 1)
    (['1', '234', '568'], '1234,5')
    """
    if value != value:
        return "–"
    if decimals is None and (abs(value) >= 1000 or value == int(value)):
        decimals = 0
    text = f"{abs(value):.4g}" if decimals is None else f"{abs(value):,.{decimals}f}"
    sign = "−" if value < 0 and text.strip("0.,") else ""
    if lang == "nb":
        whole, point, rest = text.partition(".")
        whole = whole.replace(",", "" if len(whole) == 5 else "\u00a0")
        text = whole + point.replace(".", ",") + rest
    return sign + text
