"""Charts and maps of a plan and of what was asked of it. Needs matplotlib: ``masseflyt[plot]``.

Every function draws on ``ax``, or on a figure of its own, and gives the axes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from masseflyt.errors import ErrorCode, make
from masseflyt.html import number
from masseflyt.plots import _axes, _tuples

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from masseflyt.plan import Language, Plan

__all__ = ["flow_diagram", "flow_map", "front", "price_map", "stock_chart", "tornado"]

# As in the report: cool colours put mass to use, warm ones dispose of it.
KIND_COLOURS = {
    "need": "#0b5351",
    "fill": "#2a9d8f",
    "quarry": "#2f6db3",
    "backfill": "#9cc5e8",
    "treatment": "#8c6bb1",
    "landfill": "#e0a33e",
    "far_receiver": "#b5531c",
    "unplaced": "#7a1f2b",
    "store": "#6f7f8c",
    "end_stock": "#a8a29a",
    "virgin": "#3c3c3c",
}
_SHADES = (
    "#2f6db3", "#2a9d8f", "#e0a33e", "#8c6bb1", "#0b5351", "#b5531c", "#9cc5e8", "#6f7f8c",
)  # fmt: skip
_GROUND, _WATER, _BUILT_UP, _INK, _SOFT = "#f6f4ee", "#d5e3ec", "#e6dfd3", "#1d2a33", "#55636d"

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "cost": "Cost, million NOK",
        "co2e": "Net CO₂e, kt",
        "exposure": "In built-up area, 1000 vehicle-km",
        "front": "on the front",
        "swing": "Objective against the point, million NOK",
        "low": "low value",
        "high": "high value",
        "worth": "One more tonne of room saves, NOK",
        "stock": "In store, kt",
        "need": "needs",
        "fill": "fills",
        "quarry": "quarries",
        "backfill": "backfill",
        "treatment": "treatment",
        "landfill": "landfills",
        "far_receiver": "far receiver",
        "unplaced": "not placed",
        "end_stock": "in store at the end",
        "t": "kt",
        "none": "No room is short",
        "store": "stores",
        "virgin": "virgin rock",
    },
    "nb": {
        "cost": "Kostnad, millioner kroner",
        "co2e": "Netto CO₂e, kt",
        "exposure": "I tettbygd strøk, 1000 kjøretøykm",
        "front": "på fronten",
        "swing": "Målverdi mot punktet, millioner kroner",
        "low": "lav verdi",
        "high": "høy verdi",
        "worth": "Ett tonn mer plass sparer, kroner",
        "stock": "På lager, kt",
        "need": "behov",
        "fill": "fyllinger",
        "quarry": "pukkverk",
        "backfill": "tilbakefylling",
        "treatment": "behandling",
        "landfill": "deponier",
        "far_receiver": "fjernt mottak",
        "unplaced": "ikke plassert",
        "end_stock": "på lager til slutt",
        "t": "kt",
        "none": "Ingen plass er knapp",
        "store": "lagre",
        "virgin": "jomfruelig stein",
    },
}


# ---- the front -----------------------------------------------------------------------------------


def front(points: pd.DataFrame, *, lang: Language = "en", ax: Axes | None = None) -> Axes:
    """Draw cost against CO2e, shaded by exposure; points of the front are full and named.

    Parameters
    ----------
    points
        As :meth:`Scenario.front` gives them.
    """
    word = _WORDS[lang]
    good = points.dropna(subset=["cost_nok"])
    if good.empty:
        raise make(ErrorCode.INVALID_ARGUMENT, "expected at least one point with a plan")
    ax = _axes(ax, (8.4, 5.4))
    x, y = good["co2e_kg"].to_numpy() / 1e6, good["cost_nok"].to_numpy() / 1e6
    shade = good["exposure_vkm"].to_numpy() / 1e3
    on = good["on_front"].to_numpy(dtype=bool)
    shades = ax.scatter(
        x[on], y[on], c=shade[on], s=95, cmap="viridis_r", edgecolor=_INK, lw=0.8, zorder=3,
        vmin=shade.min(), vmax=shade.max(),
    )  # fmt: skip
    ax.scatter(x[~on], y[~on], c=shade[~on], s=26, cmap="viridis_r", alpha=0.45, zorder=2,
               vmin=shade.min(), vmax=shade.max())  # fmt: skip
    _name_points(ax, good[on], x[on], y[on])
    bar = ax.figure.colorbar(shades, ax=ax, pad=0.02)
    bar.set_label(word["exposure"])
    bar.outline.set_visible(False)
    _quiet(ax)
    ax.set_xlabel(word["co2e"])
    ax.set_ylabel(word["cost"])
    ax.margins(0.09)
    return ax


def _name_points(ax: Axes, rows: Any, x: Any, y: Any) -> None:
    """Write the prices beside their points; of points that nearly coincide only the first."""
    wide, high = max(np.ptp(x), 1e-9), max(np.ptp(y), 1e-9)
    said: list[tuple[float, float]] = []
    for i, r in enumerate(_tuples(rows)):
        at = (float(x[i]) / wide, float(y[i]) / high)
        if any(abs(at[0] - a) < 0.09 and abs(at[1] - b) < 0.055 for a, b in said):
            continue
        said.append(at)
        ax.annotate(
            f"{r.co2e_nok_kg:g} / {r.exposure_nok_vkm:g}", (x[i], y[i]), xytext=(7, 5),
            textcoords="offset points", fontsize=8, color=_SOFT,
        )  # fmt: skip


# ---- what moves the plan most --------------------------------------------------------------------


def tornado(
    rows: pd.DataFrame, *, top: int = 12, lang: Language = "en", ax: Axes | None = None
) -> Axes:
    """Draw how far each assumption moves the objective, largest swing on top.

    Parameters
    ----------
    rows
        As :meth:`Scenario.sensitivity` gives them.
    top
        So many rows.
    """
    word = _WORDS[lang]
    shown = rows[rows["swing"] > 0].head(top)
    if shown.empty:
        raise make(ErrorCode.INVALID_ARGUMENT, "expected an assumption that moves the plan")
    ax = _axes(ax, (9, 0.9 + 0.42 * len(shown)))
    point = float(shown["objective_point"].iloc[0])
    for k, r in enumerate(_tuples(shown)):
        for side, value, colour in (
            ("low", r.objective_low, "#9cc5e8"),
            ("high", r.objective_high, "#2f6db3"),
        ):
            if np.isnan(value):
                continue
            width = (float(value) - point) / 1e6
            ax.barh(k, width, color=colour, height=0.62, label=word[side] if k == 0 else None)
            text = str(getattr(r, side))
            if abs(width) > 0:
                ax.annotate(
                    text, (width, k), xytext=(4 if width > 0 else -4, 0), va="center",
                    ha="left" if width > 0 else "right", textcoords="offset points",
                    fontsize=8, color=_SOFT,
                )  # fmt: skip
    names = [f"{r.assumption}{' ' + r.ids if r.ids else ''}" for r in _tuples(shown)]
    ax.set_yticks(range(len(shown)), [n if len(n) < 42 else n[:40] + "…" for n in names])
    ax.invert_yaxis()
    ax.axvline(0, color=_INK, lw=1)
    ax.margins(x=0.2)
    _quiet(ax)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel(word["swing"])
    ax.legend(frameon=False, loc="lower right")
    return ax


# ---- stocks --------------------------------------------------------------------------------------


def stock_chart(plan: Plan, *, lang: Language = "en", ax: Axes | None = None) -> Axes:
    """Draw what lies in each store at the end of each month."""
    word = _WORDS[lang]
    stocks = plan.stocks
    if stocks.empty:
        raise make(ErrorCode.INVALID_ARGUMENT, "nothing ever lies in a store of this plan")
    table: Any = stocks.pivot_table(
        index="period", columns="store", values="kg", aggfunc="sum", fill_value=0
    )
    table = table[table.max().sort_values(ascending=False).index] / 1e6
    ax = _axes(ax, (9, 4.2))
    names = [_name(plan, s) for s in table.columns]
    ax.stackplot(
        table.index.tz_localize(None), table.to_numpy().T, labels=names, colors=_SHADES, alpha=0.92
    )
    _quiet(ax)
    ax.set_ylabel(word["stock"])
    ax.set_ylim(bottom=0)
    ax.margins(x=0)
    # Beside the chart: stores fill and empty anywhere in it.
    ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=9)
    return ax


def _name(plan: Plan, place: str) -> str:
    """What a place is called, with its id."""
    places = plan.places
    name = places.loc[places["id"] == place, "name"]
    if name.empty or str(name.iloc[0]) == place:
        return place
    text = str(name.iloc[0])
    return f"{text if len(text) <= 26 else text[:25].rstrip(' ,') + '…'} ({place})"


# ---- flow diagram --------------------------------------------------------------------------------


def flow_diagram(plan: Plan, *, lang: Language = "en", ax: Axes | None = None) -> Axes:
    """Draw how the groups of masses spread over what becomes of them."""
    word = _WORDS[lang]
    flows = plan.flows
    ends = flows[flows["kind"].isin([k for k in KIND_COLOURS if k not in ("store", "virgin")])]
    table: Any = ends.pivot_table(
        index="group", columns="kind", values="tonnes", aggfunc="sum", fill_value=0.0
    )
    if table.empty or table.to_numpy().sum() <= 0:
        raise make(ErrorCode.INVALID_ARGUMENT, "nothing flows in this plan")
    kinds = [k for k in KIND_COLOURS if k in table.columns]
    table = table.loc[table.sum(axis=1).sort_values(ascending=False).index, kinds]
    ax = _axes(ax, (9, 5.6))
    total = float(table.to_numpy().sum())
    left = _slots(table.sum(axis=1).to_numpy(), total)
    right = _slots(table.sum(axis=0).to_numpy(), total)
    at_left = [top for top, _ in left]
    at_right = [top for top, _ in right]
    for i, group in enumerate(table.index):
        for k, kind in enumerate(kinds):
            size = float(table.loc[group, kind]) / total
            if size <= 0:
                continue
            _ribbon(ax, at_left[i], at_right[k], size, KIND_COLOURS[kind])
            at_left[i] -= size
            at_right[k] -= size
    _blocks(ax, left, 0.0, [str(g).replace("-", ", ") for g in table.index],
            table.sum(axis=1).to_numpy(), ["#7d8b94"] * len(table), "right", lang)  # fmt: skip
    _blocks(ax, right, 1.0, [word[k] for k in kinds], table.sum(axis=0).to_numpy(),
            [KIND_COLOURS[k] for k in kinds], "left", lang)  # fmt: skip
    ax.set_xlim(-0.62, 1.6)
    ax.set_ylim(min(left[-1][1], right[-1][1]) - 0.02, 1.02)
    ax.axis("off")
    return ax


_PAD = 0.022


def _slots(sizes: Any, total: float) -> list[tuple[float, float]]:
    """Tops and bottoms, one below the other."""
    out, top = [], 1.0
    for size in sizes:
        bottom = top - float(size) / total
        out.append((top, bottom))
        top = bottom - _PAD
    return out


def _ribbon(ax: Axes, y0: float, y1: float, size: float, colour: str) -> None:
    t = np.linspace(0, 1, 40)
    s = t * t * (3 - 2 * t)
    upper = y0 + (y1 - y0) * s
    ax.fill_between(0.03 + 0.94 * t, upper - size, upper, color=colour, alpha=0.55, lw=0)


def _blocks(
    ax: Axes,
    slots: Sequence[tuple[float, float]],
    x: float,
    names: Sequence[str],
    tonnes: Any,
    colours: Sequence[str],
    ha: str,
    lang: Language,
) -> None:
    unit = _WORDS[lang]["t"]
    lowest = 2.0  # of the label above
    for (top, bottom), name, t, colour in zip(slots, names, tonnes, colours, strict=True):
        ax.fill_between([x, x + 0.03 if x == 0 else x - 0.03], bottom, top, color=colour, lw=0)
        y = min((top + bottom) / 2, lowest - 0.041)  # labels of thin blocks move apart
        lowest = y
        ax.text(
            x + (-0.02 if ha == "right" else 0.02), y,
            f"{name}, {number(float(t) / 1e3, lang, 0 if t >= 10e3 else 1)} {unit}",
            ha=ha, va="center", fontsize=9, color=_INK,
        )  # fmt: skip


# ---- maps ----------------------------------------------------------------------------------------


def flow_map(
    plan: Plan,
    *,
    layers: Mapping[str, Any] | None = None,
    lang: Language = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw where the masses go, widths by tonnes, colours by what becomes of them.

    Parameters
    ----------
    layers
        GeoJSON layers for the background; default: those of the plan's scenario.
    """
    word = _WORDS[lang]
    ax = _axes(ax, (9, 8))
    at = _positions(plan)
    _background(ax, plan, layers)
    flows = plan.flows
    moved = flows[flows["from_place"].isin(at) & flows["to_place"].isin(at)]
    sums = moved.groupby(["from_place", "to_place", "kind"])["tonnes"].sum().reset_index()
    sums = sums[sums["from_place"] != sums["to_place"]].sort_values("tonnes")
    most = max(float(sums["tonnes"].max()), 1.0) if len(sums) else 1.0
    used = []
    for r in _tuples(sums):
        (x0, y0), (x1, y1) = at[r.from_place], at[r.to_place]
        colour = KIND_COLOURS.get(r.kind, "#888888")
        wide = 0.4 + 7 * float(r.tonnes) / most
        ax.plot([x0, x1], [y0, y1], color=colour, lw=wide, alpha=0.6, solid_capstyle="round")
        used.append(r.kind)
    places = set(sums["from_place"]) | set(sums["to_place"])
    _frame_places(ax, [at[p] for p in places])
    _label_places(ax, plan, at, _largest(sums, 14))
    handles = [_line(KIND_COLOURS[k], word.get(k, k)) for k in KIND_COLOURS if k in set(used)]
    if handles:
        ax.legend(handles=handles, frameon=True, framealpha=0.9, edgecolor="none", fontsize=9)
    return ax


def price_map(
    plan: Plan,
    *,
    layers: Mapping[str, Any] | None = None,
    lang: Language = "en",
    ax: Axes | None = None,
) -> Axes:
    """Draw what one more tonne of room would save at each place, in its best months."""
    word = _WORDS[lang]
    prices = plan.prices()
    rooms = prices[prices["what"].isin(["room", "intake", "stock", "process"])]
    worth = (-rooms["more_nok_t"].astype(float)).groupby(rooms["place"]).max()
    ax = _axes(ax, (9, 8))
    at = _positions(plan)
    _background(ax, plan, layers)
    shown: Any = worth[[p in at for p in worth.index]].sort_values()
    points = [at[p] for p in shown.index]
    _frame_places(ax, points or list(at.values()))
    if shown.empty or float(shown.max()) <= 0:
        ax.set_title(word["none"], fontsize=11, color=_SOFT)
        return ax
    from matplotlib.colors import PowerNorm

    x, y = np.array(points).T
    share = (shown / shown.max()).clip(lower=0).to_numpy()
    # A root: one place that is short of everything would leave all others white.
    marks = ax.scatter(
        x, y, c=shown.clip(lower=0).to_numpy(), s=30 + 320 * share**0.35, cmap="YlOrRd",
        norm=PowerNorm(0.35, vmin=0, vmax=float(shown.max())), edgecolor=_INK, lw=0.7, zorder=4,
    )  # fmt: skip
    bar = ax.figure.colorbar(marks, ax=ax, pad=0.02, shrink=0.7)
    bar.set_label(word["worth"])
    bar.outline.set_visible(False)
    top = [p for p in shown.index[::-1] if shown[p] > 0][:12]
    _label_places(ax, plan, at, {p: f" {number(float(shown[p]), lang, 0)}" for p in top})
    return ax


def _positions(plan: Plan) -> dict[str, tuple[float, float]]:
    places = plan.places
    return {str(r.id): (float(r.longitude), float(r.latitude)) for r in _tuples(places)}


def _background(ax: Axes, plan: Plan, layers: Mapping[str, Any] | None) -> None:
    import json

    from matplotlib.patches import Polygon

    if layers is None:
        layers = {k: json.loads(v) for k, v in plan._asked_document().layers().items()}
    ax.set_facecolor(_GROUND)
    styles = (
        ("water", _WATER, "none", 0.0),
        ("built_up_areas", _BUILT_UP, "none", 0.0),
        ("municipalities", "none", "#c4c0b6", 0.7),
    )
    for z, (name, face, edge, wide) in enumerate(styles):
        for ring in _rings(layers.get(name, {})):
            ax.add_patch(
                Polygon(ring, closed=True, facecolor=face, edgecolor=edge, lw=wide, zorder=0.1 * z)
            )
    if plan.attribution:
        ax.text(
            0.005, 0.005, "; ".join(plan.attribution), transform=ax.transAxes, fontsize=5.5,
            color=_SOFT, va="bottom", wrap=True,
        )  # fmt: skip


def _rings(collection: Any) -> list[Any]:
    rings = []
    for feature in collection.get("features", []):
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        elif geometry["type"] != "MultiPolygon":
            continue
        rings += [np.array(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]
    return rings


def _frame_places(ax: Axes, points: Sequence[tuple[float, float]]) -> None:
    """Show the places that matter; what lies far off would make everything else small."""
    if points:
        x, y = np.array(points).T
        low, high = np.quantile(x, [0.02, 0.98]), np.quantile(y, [0.02, 0.98])
        pad_x, pad_y = 0.12 * max(np.ptp(low), 0.05), 0.12 * max(np.ptp(high), 0.03)
        ax.set_xlim(low[0] - pad_x, low[1] + pad_x)
        ax.set_ylim(high[0] - pad_y, high[1] + pad_y)
        ax.set_aspect(1 / np.cos(np.radians(float(np.mean(y)))))
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_color("#b9c1c4")


def _largest(sums: Any, most: int) -> dict[str, str]:
    by_place = sums.groupby("to_place")["tonnes"].sum().sort_values(ascending=False)
    return dict.fromkeys([str(p) for p in by_place.index[:most]], "")


def _label_places(
    ax: Axes, plan: Plan, at: Mapping[str, tuple[float, float]], told: Mapping[str, str]
) -> None:
    """Name places where there is room for a name."""
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    taken: list[tuple[float, float]] = []
    for place, more in told.items():
        if place not in at:
            continue
        x, y = at[place]
        u, v = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        if not (0 <= u <= 1 and 0 <= v <= 1):
            continue
        while any(abs(v - b) < 0.022 and abs(u - a) < 0.26 for a, b in taken):
            v -= 0.023
        taken.append((u, v))
        left = u > 0.72
        ax.annotate(
            _name(plan, place) + more, (x, y), xytext=(u + (-0.015 if left else 0.015), v),
            textcoords="axes fraction", ha="right" if left else "left", va="center", fontsize=8,
            color=_INK, zorder=6,
            bbox={"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.7},
            arrowprops={"arrowstyle": "-", "color": "#8b969c", "lw": 0.5, "shrinkB": 2},
        )  # fmt: skip


def _line(colour: str, label: str) -> Any:
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, lw=4, alpha=0.7, label=label)


def _quiet(ax: Axes) -> None:
    ax.grid(True, color="#e3e6e4", lw=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color("#8b969c")
    ax.tick_params(color="#8b969c", labelcolor=_INK)
