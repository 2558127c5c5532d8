"""A day of trucks as a Gantt chart and as a map. Needs matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masseflyt.dispatch_words import COLOURS, hours

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from masseflyt.dispatch import Dispatch


def gantt(day: Dispatch, ax: Axes | None, trucks: int) -> Axes:
    """One line per truck; what it does as bars over the hours of the day."""
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    rows = day.rows()
    names = list(dict.fromkeys(row["truck"] for row in rows))[:trucks]
    if ax is None:
        _, ax = plt.subplots(figsize=(10, 1.2 + 0.22 * len(names)), layout="constrained")
    line = {name: i for i, name in enumerate(names)}
    for doing, colour in COLOURS.items():
        for row in rows:
            if row["doing"] == doing and row["truck"] in line:
                begin = hours(row["begin"])
                bar = (begin, hours(row["end"]) - begin)
                ax.broken_barh([bar], (line[row["truck"]] - 0.4, 0.8), color=colour, linewidth=0)
    ax.set_yticks(range(len(names)), names, fontsize=7)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlabel("hour of the day")
    ax.legend(
        handles=[Patch(color=c, label=d.replace("_", " ")) for d, c in COLOURS.items()],
        ncols=4,
        fontsize=7,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        frameon=False,
    )
    return ax


def flow_map(day: Dispatch, ax: Axes | None) -> Axes:
    """Draw straight lines between places, as thick as there are drives."""
    import math

    import matplotlib.pyplot as plt
    from matplotlib.lines import Line2D

    if ax is None:
        _, ax = plt.subplots(figsize=(9, 8), layout="constrained")
    count: dict[tuple[str, str, str], int] = {}
    for row in day.rows():
        if row["doing"].startswith("drive"):
            key = (row["doing"], row["from"], row["to"])
            count[key] = count.get(key, 0) + 1
    most = max(count.values(), default=1)
    for (doing, start, end), n in sorted(count.items(), key=lambda item: item[1]):
        (_, x0, y0), (_, x1, y1) = day.places[start], day.places[end]
        style = "-" if doing == "drive_loaded" else (0, (2, 2))
        ax.plot(
            [x0, x1],
            [y0, y1],
            linestyle=style,
            color=COLOURS[doing],
            linewidth=0.6 + 5 * n / most,
            alpha=0.75,
            solid_capstyle="round",
        )
    used = {place for _, start, end in count for place in (start, end)}
    for place in sorted(used):
        _, x, y = day.places[place]
        ax.plot(x, y, "o", color="black", markersize=3)
        ax.annotate(place, (x, y), xytext=(3, 3), textcoords="offset points", fontsize=7)
    latitude = sum(day.places[p][2] for p in used) / max(len(used), 1)
    ax.set_aspect(1 / math.cos(math.radians(latitude)))
    ax.set_xlabel("longitude"), ax.set_ylabel("latitude")
    ax.legend(
        handles=[
            Line2D([], [], color=COLOURS["drive_loaded"], linewidth=3, label="loaded"),
            Line2D(
                [],
                [],
                color=COLOURS["drive_empty"],
                linewidth=3,
                linestyle=(0, (2, 2)),
                label="empty",
            ),
        ],
        frameon=False,
    )
    return ax
