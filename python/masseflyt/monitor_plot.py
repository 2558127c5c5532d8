"""Charts of sensor series: readings with limits, windows and episodes. Needs matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from masseflyt import clocks
from masseflyt.errors import ErrorCode, make
from masseflyt.monitoring import LEVELS, Evaluator, Outcome, Rules
from masseflyt.outcomes import Columns, concatenate, rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["series", "windows"]

Language = Literal["en", "nb"]

# Told by line style and place too, not by hue alone.
COLOURS = {"normal": "#4c5a66", "warning": "#c98a12", "alarm": "#b3362b", "stop": "#6d1620"}
_DASHES = {"warning": (0, (5, 3)), "alarm": (0, (9, 2)), "stop": (0, ())}
_WORDS = {
    "en": {
        "warning": "warning",
        "alarm": "alarm",
        "stop": "stop",
        "clear": "clear",
        "time": "Europe/Oslo",
        "range": "lowest and highest of {n} readings per pixel",
        "episodes": "{n} episodes",
        "none": "missing",
    },
    "nb": {
        "warning": "varsel",
        "alarm": "tiltak",
        "stop": "stopp",
        "clear": "klarert",
        "time": "norsk tid",
        "range": "laveste og høyeste av {n} målinger per punkt",
        "episodes": "{n} hendelser",
        "none": "mangler",
    },
}
_PIXELS = 1600  # more points than this are drawn as their range


def series(
    rules: Rules,
    rule: str,
    time: Any,
    value: Any,
    *,
    found: Outcome | Evaluator | None = None,
    lang: Language = "en",
    zone: str = "Europe/Oslo",
    ax: Axes | None = None,
) -> Axes:
    """Draw readings of one sensor with the limits, windows and episodes of one rule.

    Parameters
    ----------
    rule
        Id. Its limits are lines, its clear levels dotted ones.
    time, value
        The readings; NaN leaves a gap. Many are drawn as the range of each pixel: no peak is lost.
    found
        What watching has found: its episodes are shaded, its civil windows are bars at their
        value, hatched where too little was measured. Of an evaluator: all it remembers, with the
        episodes that are open.
    zone
        Of the axis of time.
    ax
        Where to draw; None: a figure of its own, 11 x 4.2 inches.
    """
    told = _rule(rules, rule)
    ax = _axes(ax, (11, 4.2))
    t = clocks.utc_ns(time).view("datetime64[ns]")
    v = np.asarray(value, dtype=np.float64)
    _line(ax, clocks.civil(t, zone), v, lang)
    if found is not None:
        _windows(ax, _of(found, "windows", rule), zone)
        _episodes(ax, _of(found, "episodes", rule), zone, t[-1] if len(t) else None, lang)
    _limits(ax, told["conditions"][0], lang)
    _frame(ax, told, zone, lang)
    return ax


def windows(
    rules: Rules,
    rule: str,
    found: Outcome | Evaluator,
    *,
    lang: Language = "en",
    zone: str = "Europe/Oslo",
    ax: Axes | None = None,
) -> Axes:
    """Draw civil windows as bars from the first to the last instant of each, with the limits.

    Parameters are those of :func:`series`; the own figure is 11 x 3.4 inches.
    """
    told = _rule(rules, rule)
    columns = _of(found, "windows", rule)
    if not rows(columns):
        message = f"no windows of '{rule}': it has no civil window, or none is over"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    ax = _axes(ax, (11, 3.4))
    begin, end = clocks.civil(columns["begin"], zone), clocks.civil(columns["end"], zone)
    value, level = columns["value"], columns["level"]
    known = ~np.isnan(value)
    limits = [told["conditions"][0][k] for k in LEVELS if k in told["conditions"][0]]
    low = min([*value[known], *limits], default=0.0)
    base = 0.0 if low >= 0 and low < 0.4 * max(limits, default=1.0) else np.floor(low - 5)
    for word in LEVELS:
        at = known & (level == word)
        ax.bar(
            begin[at],
            value[at] - base,
            (end - begin)[at] * 0.92,
            bottom=base,
            align="edge",
            color=COLOURS[word],
            alpha=0.55 if word == "normal" else 0.85,
        )
    top = ax.get_ylim()[1]
    ax.bar(
        begin[~known],
        np.full(int((~known).sum()), top - base),
        (end - begin)[~known] * 0.92,
        bottom=base,
        align="edge",
        facecolor="none",
        edgecolor="#b6bdc4",
        hatch="///",
        lw=0,
    )
    _limits(ax, told["conditions"][0], lang)
    ax.set_ylim(base, max(top, max(limits, default=top) * 1.02))
    _frame(ax, told, zone, lang)
    return ax


# ---- parts ---------------------------------------------------------------------------------------


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    from masseflyt import plots

    return plots._axes(ax, size)


def _rule(rules: Rules, name: str) -> Mapping[str, Any]:
    for rule in rules.to_dict()["rules"]:
        if rule["id"] == name:
            told: Mapping[str, Any] = rule
            return told
    raise make(ErrorCode.NOT_FOUND, f"no rule '{name}'; there are {', '.join(rules.rules[:20])}")


def _of(found: Outcome | Evaluator, table: str, rule: str) -> Columns:
    if isinstance(found, Evaluator):
        columns = found.history(table)
        if table == "episodes":
            columns = concatenate(columns, found.open_episodes())
    else:
        columns = getattr(found, table)
    mine = columns["rule"] == rule
    return {name: column[mine] for name, column in columns.items()}


def _line(ax: Axes, t: npt.NDArray[Any], v: npt.NDArray[np.float64], lang: Language) -> None:
    n = len(v)
    if n <= 2 * _PIXELS:
        ax.plot(t, v, color=COLOURS["normal"], lw=0.9, zorder=2)
        return
    per = -(-n // _PIXELS)
    starts = np.arange(0, n, per)
    low = np.fmin.reduceat(v, starts)
    high = np.fmax.reduceat(v, starts)
    ax.fill_between(t[starts], low, high, color=COLOURS["normal"], lw=0.4, alpha=0.75, zorder=2)
    ax.annotate(
        _WORDS[lang]["range"].format(n=per),
        (0.005, 0.015),
        xycoords="axes fraction",
        fontsize=7.5,
        color="#6b7480",
    )


def _windows(ax: Axes, columns: Columns, zone: str) -> None:
    known = ~np.isnan(columns["value"]) if rows(columns) else np.zeros(0, dtype=bool)
    if not known.any():
        return
    begin, end = (clocks.civil(columns[k][known], zone) for k in ("begin", "end"))
    for word in LEVELS:
        at = columns["level"][known] == word
        if at.any():
            ax.hlines(
                columns["value"][known][at], begin[at], end[at], color=COLOURS[word], lw=3, zorder=4
            )


def _episodes(
    ax: Axes, columns: Columns, zone: str, last: np.datetime64 | None, lang: Language
) -> None:
    n = rows(columns)
    if not n or last is None:
        return
    end = np.where(np.isnat(columns["end"]), last, columns["end"])
    begin, end = clocks.civil(columns["begin"], zone), clocks.civil(end, zone)
    left, right = ax.get_xlim()
    least = np.timedelta64(int((right - left) * 86400 * 1e9 / 900), "ns")  # seen, however short
    for b, e, level in zip(begin, np.maximum(end, begin + least), columns["level"], strict=True):
        ax.axvspan(b, e, color=COLOURS[str(level)], alpha=0.16 if n < 60 else 0.3, lw=0, zorder=1)
    ax.annotate(
        _WORDS[lang]["episodes"].format(n=n),
        (0.995, 0.965),
        xycoords="axes fraction",
        ha="right",
        va="top",
        fontsize=9,
        color=COLOURS["alarm"],
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5},
    )


def _limits(ax: Axes, condition: Mapping[str, Any], lang: Language) -> None:
    for level in LEVELS[1:]:
        if level in condition:
            limit = condition[level]
            ax.axhline(limit, color=COLOURS[level], lw=1.3, ls=_DASHES[level], zorder=3)
            _label(ax, limit, f"{_WORDS[lang][level]} {limit:g}", COLOURS[level])
        clear = condition.get(f"clear_{level}")
        if clear is not None:
            ax.axhline(clear, color=COLOURS[level], lw=1, ls=(0, (1, 3)), zorder=3)
            low, high = ax.get_ylim()
            near = abs(clear - condition[level]) < 0.045 * (high - low)
            apart = (-9 if clear < condition[level] else 9) if near else 0
            _label(ax, clear, f"{_WORDS[lang]['clear']} {clear:g}", COLOURS[level], apart)


def _label(ax: Axes, y: float, text: str, colour: str, apart: float = 0) -> None:
    ax.annotate(
        text,
        (1.005, y),
        xycoords=("axes fraction", "data"),
        xytext=(0, apart),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        color=colour,
        annotation_clip=False,
    )


def _frame(ax: Axes, rule: Mapping[str, Any], zone: str, lang: Language) -> None:
    from matplotlib import dates

    locator = dates.AutoDateLocator(minticks=4, maxticks=10)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    unit = rule["conditions"][0]["unit"]
    ax.set_ylabel("" if unit == "1" else unit)
    ax.set_xlabel(_WORDS[lang]["time"] if zone == "Europe/Oslo" else zone, fontsize=8.5)
    ax.set_title(rule.get("title", rule["id"]), loc="left", fontsize=11)
    ax.margins(x=0)
    ax.grid(True, axis="y", color="#e1e5e8", lw=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
