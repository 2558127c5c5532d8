"""Charts for a case handler's report. Needs matplotlib: pip install 'masseflyt[plot]'.

Every function draws on ``ax``, or on a figure of its own, and gives the axes back, so that titles
and sizes stay yours: ``plots.grading({"Haul road": curve}).figure.savefig("curve.png")``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from masseflyt import rules
from masseflyt.errors import ErrorCode, make
from masseflyt.monitor_plot import series, windows
from masseflyt.plan import Language

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["class_histogram", "exceedances", "grading", "series", "windows"]

Curve = Sequence[tuple[float, float]]
"""Sieves as (size in mm, per cent passing), sizes rising."""

SIEVES = (0.063, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 31.5, 63, 125)
"""ISO 3310 sieves of the basic set of EN 933-2."""

# ISO 14688-1: bounds in mm, names, and the bounds of fine, medium and coarse inside them.
_FRACTIONS = (
    (0.0006, 0.002, "Clay", "Leire"),
    (0.002, 0.063, "Silt", "Silt"),
    (0.063, 2, "Sand", "Sand"),
    (2, 63, "Gravel", "Grus"),
    (63, 630, "Cobbles", "Stein"),
)
_PARTS = (0.0063, 0.02, 0.2, 0.63, 6.3, 20, 200)

# Colours of the condition classes as Norwegian maps have them: blue to violet; 6 is ours.
CLASS_COLOURS = ("#5b9bd5", "#70ad47", "#ffd966", "#f4a142", "#d64545", "#6b3fa0")
_LINES = ("#1f3b57", "#b5532a", "#3c7a3f", "#7a4f9a", "#8a7a1f", "#2a8a8a")

_WORDS = {
    "en": {
        "size": "Grain size d, mm",
        "passing": "Passing, % by mass",
        "class": "Condition class",
        "samples": "Samples",
        "above": "above 5",
        "open": "open or none",
        "none": "not analysed",
        "ratio": "Result / clean limit (normverdi)",
        "loq": "< : quantification limit above the clean limit",
    },
    "nb": {
        "size": "Kornstørrelse d, mm",
        "passing": "Gjennomgang, masseprosent",
        "class": "Tilstandsklasse",
        "samples": "Prøver",
        "above": "over 5",
        "open": "åpen el. ingen",
        "none": "ikke analysert",
        "ratio": "Resultat / normverdi",
        "loq": "< : kvantifiseringsgrense over normverdien",
    },
}


def grading(
    curves: Mapping[str, Curve] | Curve, *, lang: Language = "en", ax: Axes | None = None
) -> Axes:
    """Draw sieve curves on the usual chart: grain size logarithmic, fractions of ISO 14688-1.

    Parameters
    ----------
    curves
        One curve, or several by name. Between two sieves a curve is a straight line on this chart,
        as in :class:`GradingCurve`; beyond the outermost ones nothing is known or drawn.
    lang
        Of the labels.
    ax
        Where to draw; None: a figure of its own, 9 x 5.4 inches.
    """
    named = curves if isinstance(curves, Mapping) else {"": curves}
    if not named or any(len(c) < 2 for c in named.values()):
        raise make(ErrorCode.INVALID_ARGUMENT, "expected curves of at least two sieves each")
    if any(size <= 0 for c in named.values() for size, _ in c):
        raise make(ErrorCode.INVALID_ARGUMENT, "expected sieve sizes above 0 mm")
    ax = _axes(ax, (9, 5.4))
    word = _WORDS[lang]
    sizes = [size for c in named.values() for size, _ in c]
    least = min(0.0006, min(sizes)) if min(sizes) < 0.01 else 0.002
    most = 200 if max(sizes) <= 200 else 630
    for k, (name, curve) in enumerate(named.items()):
        x, y = zip(*curve, strict=True)
        ax.plot(x, y, "-o", color=_LINES[k % len(_LINES)], ms=3.5, lw=1.8, label=name, zorder=3)
    ax.set_xscale("log")
    ax.set_xlim(least, most)
    ax.set_ylim(0, 100)
    _draw_fractions(ax, least, most, lang)
    fine = (0.0006, 0.002, 0.0063, 0.02)  # hydrometer: bounds of ISO 14688-1
    shown = [s for s in (*fine, *SIEVES, 250, 630) if least <= s <= most]
    ax.set_xticks(shown, [f"{s:g}".replace(".", "," if lang == "nb" else ".") for s in shown])
    ax.tick_params(axis="x", labelrotation=45, labelsize=8)
    ax.set_xticks([], minor=True)
    ax.set_yticks(range(0, 101, 10))
    ax.grid(True, color="#cfd4d9", lw=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_color("#9aa3ab")
    ax.set_xlabel(word["size"])
    ax.set_ylabel(word["passing"])
    if any(named):
        ax.legend(loc="upper left", frameon=True, framealpha=0.95, edgecolor="none", fontsize=9)
    return ax


def class_histogram(
    verdicts: pd.DataFrame, *, lang: Language = "en", ax: Axes | None = None
) -> Axes:
    """Draw how many samples there are of each condition class.

    Parameters
    ----------
    verdicts
        As :func:`masseflyt.classify` or ``VerdictTable.to_pandas`` gives them. Samples whose class
        is open, or without one, stand apart: they are not class 1.
    lang, ax
        As in :func:`grading`; the own figure is 7 x 4 inches.
    """
    if "condition_class" not in verdicts.columns:
        raise make(ErrorCode.INVALID_ARGUMENT, "expected a column 'condition_class'")
    ax = _axes(ax, (7, 4))
    word = _WORDS[lang]
    levels = verdicts["condition_class"].astype("Int64")
    counts = [int((levels == k).sum()) for k in range(1, 7)] + [int(levels.isna().sum())]
    names = ["1", "2", "3", "4", "5", word["above"], word["open"]]
    colours = [*CLASS_COLOURS, "#c7ccd1"]
    bars = ax.bar(names, counts, color=colours, width=0.72, edgecolor="#3a3f44", lw=0.6)
    bars[-1].set_hatch("///")
    total = max(sum(counts), 1)
    for bar, count in zip(bars, counts, strict=True):
        if count:
            label = f"{count}\n{count / total:.0%}".replace("%", " %")
            ax.annotate(
                label,
                (bar.get_x() + bar.get_width() / 2, count),
                (0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=9,
            )
    ax.set_xlabel(word["class"])
    ax.set_ylabel(word["samples"])
    ax.set_ylim(0, max([*counts, 1]) * 1.22)
    ax.yaxis.get_major_locator().set_params(integer=True)  # type: ignore[call-arg]
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def exceedances(
    samples: pd.DataFrame,
    *,
    lang: Language = "en",
    all_analytes: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw each result as a ratio to its clean limit (normverdi), samples down, analytes across.

    Parameters
    ----------
    samples
        One row per result: sample, analyte, value, unit, as :func:`masseflyt.classify` takes.
    all_analytes
        Draw those too that nowhere come near their limit (half of it).
    lang, ax
        As in :func:`grading`; the own figure grows with the table.
    """
    ratios, open_, names = _ratios(samples, lang)
    near = np.nan_to_num(ratios.to_numpy()).max(axis=0, initial=0) >= 0.5
    keep = near | open_.to_numpy().any(axis=0) | all_analytes
    ratios, open_ = ratios.loc[:, keep], open_.loc[:, keep]
    rows, columns = ratios.shape
    ax = _axes(ax, (2.4 + 0.55 * max(columns, 6), 2.1 + 0.25 * max(rows, 3)))
    _draw_ratios(ax, ratios, open_, lang)
    short = [names[c].partition(" (")[0] for c in ratios.columns]
    ax.set_xticks(range(columns), short, rotation=45, ha="left")
    ax.set_yticks(range(rows), list(ratios.index))
    ax.xaxis.tick_top()
    ax.tick_params(length=0, labelsize=8)
    for side in ax.spines.values():
        side.set_visible(False)
    _draw_ratio_key(ax, bool(open_.to_numpy().any()), lang)
    return ax


# ---- shared --------------------------------------------------------------------------------------


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "charts need matplotlib, which is not installed: pip install 'masseflyt[plot]'"
        ) from error
    if ax is None:
        ax = plt.subplots(figsize=size, layout="constrained")[1]
    return ax


def _draw_fractions(ax: Axes, least: float, most: float, lang: Language) -> None:
    """Draw the bands of clay, silt, sand and gravel, named above the chart."""
    for k, (low, high, en, nb) in enumerate(_FRACTIONS):
        left, right = max(low, least), min(high, most)
        if right <= left:
            continue
        ax.axvspan(left, right, color="#f3efe6" if k % 2 else "#e6ebf0", zorder=0, lw=0)
        if np.log10(right / left) < 0.25:
            continue
        ax.annotate(
            nb if lang == "nb" else en,
            (float(np.sqrt(left * right)), 1.015),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=10,
            fontweight="bold",
            color="#3a3f44",
        )
    for part in _PARTS:
        if least < part < most:
            ax.axvline(part, color="#aab2ba", lw=0.6, ls=(0, (2, 3)), zorder=1)


def _ratios(samples: pd.DataFrame, lang: Language) -> tuple[Any, Any, dict[str, str]]:
    """Give result / limit, what no one can tell, and the names of the analytes."""
    import pandas as pd

    from masseflyt.classification import results_of

    limits = {r.subject: r.value for r in rules.rule_pack("no.normverdier").rules}
    told = results_of(samples)
    rows = told[told["analyte"].isin(list(limits)) & (told["kind"] != "missing")]
    order = list(dict.fromkeys(told["sample"]))
    ids = [a for a in limits if a in set(rows["analyte"])]
    ratios = pd.DataFrame(np.nan, index=order, columns=ids)
    open_ = pd.DataFrame(False, index=order, columns=ids)
    for r in _tuples(rows):
        share = float(Decimal(r.value) / limits[r.analyte])
        if r.kind in ("below_loq", "not_detected"):
            open_.loc[r.sample, r.analyte] |= share > 1
            share = 0.0
        ratios.loc[r.sample, r.analyte] = np.fmax(ratios.loc[r.sample, r.analyte], share)
    own = rows["name_nb" if lang == "nb" else "name"]
    return ratios, open_, dict(zip(rows["analyte"], own, strict=True))


def _tuples(frame: Any) -> Any:
    """Rows whose columns may hold anything, as far as types are concerned."""
    return frame.itertuples(index=False)


_RATIO_BOUNDS = (0, 0.5, 1.0000001, 2, 5, 10, 1e12)
_RATIO_NAMES = ("< 0.5", "0.5–1", "1–2", "2–5", "5–10", "≥ 10")
_RATIO_COLOURS = ("#eef1f3", "#dcebd6", "#fbe3a1", "#f4b15a", "#e0663c", "#a62a2a")


def _draw_ratio_key(ax: Axes, any_open: bool, lang: Language) -> None:
    from matplotlib.patches import Patch

    point = "," if lang == "nb" else "."
    keys = [
        Patch(facecolor=colour, edgecolor="#9aa3ab", lw=0.5, label=name.replace(".", point))
        for colour, name in zip(_RATIO_COLOURS, _RATIO_NAMES, strict=True)
    ]
    keys.append(Patch(facecolor="white", edgecolor="#9aa3ab", lw=0.5, label=_WORDS[lang]["none"]))
    title = _WORDS[lang]["ratio"] + (f"   ({_WORDS[lang]['loq']})" if any_open else "")
    ax.legend(
        handles=keys,
        title=title,
        loc="upper left",
        bbox_to_anchor=(0, -0.01),
        ncols=7,
        frameon=False,
        fontsize=8,
        title_fontsize=8,
        alignment="left",
        handlelength=1.2,
        columnspacing=1.0,
    )


def _draw_ratios(ax: Axes, ratios: Any, open_: Any, lang: Language) -> None:
    from matplotlib.colors import BoundaryNorm, ListedColormap

    grid = np.ma.masked_invalid(ratios.to_numpy(dtype=float))
    shades = ListedColormap(list(_RATIO_COLOURS)).with_extremes(bad="#ffffff")
    ax.imshow(grid, cmap=shades, norm=BoundaryNorm(_RATIO_BOUNDS, 6), aspect="auto")
    for i in range(grid.shape[0]):
        for k in range(grid.shape[1]):
            if open_.iat[i, k]:
                ax.text(k, i, "<", ha="center", va="center", fontsize=9, color="#a62a2a")
            elif not np.ma.is_masked(grid[i, k]) and grid[i, k] >= 0.5:
                value = float(grid[i, k])
                text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
                text = ">1" if value > 1 and text == "1.0" else text
                text = "<1" if value < 1 and text == "1.0" else text
                text = text.replace(".", "," if lang == "nb" else ".")
                ax.text(
                    k, i, text, ha="center", va="center", fontsize=7.5,
                    color="white" if value > 5 else "#2b2f33",
                    fontweight="bold" if value > 1 else "normal",
                )  # fmt: skip
    ax.set_xticks(np.arange(-0.5, grid.shape[1]), minor=True)
    ax.set_yticks(np.arange(-0.5, grid.shape[0]), minor=True)
    ax.grid(which="minor", color="white", lw=1.2)
    ax.tick_params(which="minor", length=0)
