"""Pictures of a recall: where the mass went, and what was touched. Needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    from masseflyt.traceability import Recall

__all__ = ["graph", "graph_of", "sankey"]

Node = dict[str, Any]
Arc = dict[str, Any]

_GREY, _SUSPECT = "#c9ccd1", "#b3362b"  # suspect is told by darkness too, not by hue alone
_KINDS = {"use": "used at", "dispose": "disposed of at", "loss": "lost at", "origin": "added to"}
_MARKERS = {"lot": "o", "load": "s", "activity": "d", "use": "h", "dispose": "v", "loss": "x"}


def graph_of(recall: Recall) -> tuple[list[Node], list[Arc]]:
    """See :meth:`masseflyt.traceability.Recall.graph`."""
    columns = recall._lineage.columns()
    row_of = {int(node): row for row, node in enumerate(recall.node)}
    nodes: dict[str, Node] = {}
    key_of: dict[int, str] = {}
    for node, row in row_of.items():
        kind, name, place = columns["kind"][node], columns["id"][node], columns["place"][node]
        ends = kind in ("use", "dispose", "loss")
        key = f"{kind}:{place if ends else name}"
        key_of[node] = key
        label = f"{_KINDS[kind]} {place or '?'}" if ends else name
        mass = int(columns["mass_g"][node])
        known = nodes.get(key)
        if known is None:
            nodes[key] = {
                "key": key,
                "kind": kind,
                "label": label,
                "share": float(recall.share[row]),
                "mass_g": mass,
                "first": row,
            }
        elif ends:  # all that came to rest there
            total = known["mass_g"] + mass
            if total:
                suspect = known["share"] * known["mass_g"] + float(recall.share[row]) * mass
                known["share"] = suspect / total
            known["mass_g"] = total
        else:  # the newest version counts
            known["share"], known["mass_g"] = float(recall.share[row]), max(known["mass_g"], mass)
    arcs: dict[tuple[str, str], Arc] = {}
    for tail, head, mass in zip(
        columns["tail"], columns["head"], columns["arc_mass_g"], strict=True
    ):
        if int(tail) not in row_of or int(head) not in row_of:
            continue
        pair = (key_of[int(tail)], key_of[int(head)])
        if pair[0] == pair[1]:
            continue
        arc = arcs.setdefault(pair, {"tail": pair[0], "head": pair[1], "mass_g": 0, "suspect_g": 0})
        arc["mass_g"] += int(mass)
        arc["suspect_g"] += float(mass) * float(recall.share[row_of[int(tail)]])
    return list(nodes.values()), list(arcs.values())


def _checked(recall: Recall, max_nodes: int) -> tuple[list[Node], list[Arc]]:
    nodes, arcs = graph_of(recall)
    if len(nodes) > max_nodes:
        message = (
            f"{len(nodes)} lots, loads and ends are more than {max_nodes} that a picture can "
            "show: use to_frame(), or a larger max_nodes"
        )
        raise make(ErrorCode.LIMIT_EXCEEDED, message, "max_nodes", ())
    return nodes, arcs


def _layers(nodes: list[Node], arcs: list[Arc]) -> dict[str, int]:
    """Longest way from a source; a lot that is topped up may close a ring, which is left out."""
    first = {n["key"]: n["first"] for n in nodes}
    forward = [a for a in arcs if first[a["tail"]] < first[a["head"]]]
    layer = {n["key"]: 0 for n in nodes}
    for arc in sorted(forward, key=lambda a: (first[a["head"]], first[a["tail"]])):
        layer[arc["head"]] = max(layer[arc["head"]], layer[arc["tail"]] + 1)
    for _ in nodes:  # until nothing moves: at most as many rounds as nodes
        moved = False
        for arc in forward:
            if layer[arc["head"]] <= layer[arc["tail"]]:
                layer[arc["head"]], moved = layer[arc["tail"]] + 1, True
        if not moved:
            break
    return layer


def _order(nodes: list[Node], arcs: list[Arc], layer: dict[str, int]) -> dict[int, list[Node]]:
    """Each column sorted so that ribbons cross little: by the mean place of what feeds it."""
    columns: dict[int, list[Node]] = {}
    for node in nodes:
        columns.setdefault(layer[node["key"]], []).append(node)
    place: dict[str, float] = {}
    for i in sorted(columns):
        fed = {
            n["key"]: [
                place[a["tail"]] for a in arcs if a["head"] == n["key"] and a["tail"] in place
            ]
            for n in columns[i]
        }
        columns[i].sort(
            key=lambda n: (
                sum(fed[n["key"]]) / len(fed[n["key"]]) if fed[n["key"]] else 0,
                n["first"],
            )
        )
        for j, node in enumerate(columns[i]):
            place[node["key"]] = j - len(columns[i]) / 2
    return columns


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is None:
        from matplotlib import pyplot

        _, ax = pyplot.subplots(figsize=(width, height), layout="constrained")
    ax.set_axis_off()
    return ax


def _tonnes(grams: float) -> str:
    tonnes = grams / 1e6
    return f"{tonnes:,.0f} t" if tonnes >= 100 else f"{tonnes:.3g} t"


def sankey(recall: Recall, ax: Any = None, *, max_nodes: int = 60) -> Any:
    """Ribbons as wide as the mass, the suspect part dark. Returns the axes."""
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path

    nodes, arcs = _checked(recall, max_nodes)
    layer = _layers(nodes, arcs)
    columns = _order(nodes, arcs, layer)
    into: dict[str, float] = {}
    out: dict[str, float] = {}
    for arc in arcs:
        out[arc["tail"]] = out.get(arc["tail"], 0) + arc["mass_g"]
        into[arc["head"]] = into.get(arc["head"], 0) + arc["mass_g"]
    size = {
        n["key"]: max(n["mass_g"], into.get(n["key"], 0), out.get(n["key"], 0), 1) for n in nodes
    }
    largest = max((sum(size[n["key"]] for n in column) for column in columns.values()), default=1)
    most = max((len(c) for c in columns.values()), default=1)
    gap = 0.75 * largest / max(most, 4)
    ax = _axes(ax, 2.3 * len(columns) + 2, 0.62 * most + 2.2)
    top: dict[str, float] = {}
    bar = 0.06
    for i, column in columns.items():
        height = sum(size[n["key"]] for n in column) + gap * (len(column) - 1)
        y = height / 2
        for node in column:
            h = size[node["key"]]
            top[node["key"]] = y
            if node["kind"] != "activity":
                ax.add_patch(Rectangle((i, y - h), bar, h, color="#565b63", lw=0))
                share = min(max(node["share"], 0.0), 1.0)
                ax.add_patch(
                    Rectangle((i, y - h * share), bar, h * share, color=_SUSPECT, lw=0)
                    if share > 0
                    else Rectangle((i, y), 0, 0)
                )
                ax.text(
                    i + bar + 0.02,
                    y + 0.08 * gap,
                    f"{node['label']}  {_tonnes(node['mass_g'])}, {100 * share:.3g} %",
                    fontsize=8,
                    va="bottom",
                    bbox={"facecolor": "white", "alpha": 0.7, "lw": 0, "pad": 0.5},
                    zorder=5,
                )
            y -= h + gap

    def ribbon(arc: Arc, y0: float, y1: float, height: float, colour: str, z: int) -> None:
        x0, x1 = layer[arc["tail"]] + bar, layer[arc["head"]]
        middle = (x0 + x1) / 2
        points = [
            (x0, y0),
            (middle, y0),
            (middle, y1),
            (x1, y1),
            (x1, y1 - height),
            (middle, y1 - height),
            (middle, y0 - height),
            (x0, y0 - height),
            (x0, y0),
        ]
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        ax.add_patch(PathPatch(Path(points, codes), color=colour, lw=0, alpha=0.75, zorder=z))

    left, right = dict(top), dict(top)
    for arc in sorted(arcs, key=lambda a: (layer[a["head"]], -top[a["head"]])):
        y0, y1 = left[arc["tail"]], right[arc["head"]]
        ribbon(arc, y0, y1, arc["mass_g"], _GREY, 0)
        suspect = min(arc["suspect_g"], arc["mass_g"])
        if suspect > 0:
            ribbon(arc, y0, y1, suspect, _SUSPECT, 1)
        left[arc["tail"]] -= arc["mass_g"]
        right[arc["head"]] -= arc["mass_g"]
    ax.set_xlim(-0.1, len(columns) + 0.3)
    ax.set_ylim(-(largest + gap * most) * 0.62, (largest + gap * most) * 0.62)
    ax.set_title(_title(recall), fontsize=9, loc="left")
    return ax


def graph(recall: Recall, ax: Any = None, *, max_nodes: int = 60) -> Any:
    """Lots, loads and ends as a graph, coloured by suspect share. Returns the axes."""
    from matplotlib import colormaps

    nodes, arcs = _checked(recall, max_nodes)
    layer = _layers(nodes, arcs)
    columns = _order(nodes, arcs, layer)
    most = max((len(c) for c in columns.values()), default=1)
    ax = _axes(ax, 2.1 * len(columns) + 2, 0.75 * most + 1.6)
    where: dict[str, tuple[float, float]] = {}
    for i, column in columns.items():
        for j, node in enumerate(column):
            where[node["key"]] = (i, (len(column) - 1) / 2 - j)
    for arc in arcs:
        ax.annotate(
            "",
            xy=where[arc["head"]],
            xytext=where[arc["tail"]],
            arrowprops={
                "arrowstyle": "-|>",
                "color": "#7a7f87",
                "lw": 1,
                "shrinkA": 8,
                "shrinkB": 8,
            },
        )
    colours = colormaps["YlOrRd"]
    for node in nodes:
        x, y = where[node["key"]]
        share = min(max(node["share"], 0.0), 1.0)
        marker = _MARKERS.get(node["kind"], "o")
        small = node["kind"] == "activity"
        colour = "#7a7f87" if small else colours(0.1 + 0.8 * share)
        edge = {} if marker == "x" else {"edgecolors": "#33363b", "linewidths": 0.8}
        ax.scatter([x], [y], s=40 if small else 150, marker=marker, color=colour, zorder=3, **edge)
        if not small:
            ax.text(
                x,
                y - 0.24,
                f"{node['label']}\n{100 * share:.3g} %",
                fontsize=8,
                ha="center",
                va="top",
                zorder=4,
            )
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(-most / 2 - 0.6, most / 2 + 0.3)
    ax.set_title(_title(recall), fontsize=9, loc="left")
    return ax


def _title(recall: Recall) -> str:
    source = recall.lots[0]["id"] if recall.lots else ""
    return (
        f"{source}: {len(recall.lots)} lots and loads, as of {recall.log_size} events, piles read "
        f"{recall.reading.replace('_', ' ')}. Dark: suspect."
    )
