"""A day of trucks: which truck drives which load when, with the fewest empty kilometres.

>>> from masseflyt import Scenario, dispatch
>>> case = Scenario.bundled("oslo_region")
>>> day = dispatch.dispatch(
...     case,
...     hauls=[
...         {"id": "out", "from": "S01", "to": "K02", "tonnes": 60, "material": "rock"},
...         {"id": "back", "from": "K02", "to": "S01", "tonnes": 60, "material": "rock"},
...     ],
...     fleets=[
...         {"id": "T", "count": 2, "depot": "S01", "payload_t": 20,
...          "shift_begin_h": 6, "shift_end_h": 18},
...     ],
... )
>>> day.empty_km, day.trucks, day.accepted
(0.0, 1, True)
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from masseflyt import _masseflyt, html, output
from masseflyt.diagnostics import Diagnostic, Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.plan import Language, Plan
from masseflyt.scenario import Progress, Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "FILES",
    "Dispatch",
    "Weights",
    "bundled_day",
    "dispatch",
    "hauls_of_plan",
    "off_road",
    "other_input",
    "peak_month",
    "truckloads",
]

FILES = ("itineraries.csv", "loads.csv", "dispatch.json", "report.html")
"""What :meth:`Dispatch.save` writes."""

NOT_DRIVEN = ("virgin", "far_receiver", "unplaced", "end_stock", "shortfall", "internal")
"""Kinds of flows that are no hauls of a known day between known places."""

TABLES = ("fleets", "sites", "cleanings", "road_limits", "hauls")
"""Tables of a scenario that a day of trucks is made of."""

Rows = Sequence[Mapping[str, object]]
Source: TypeAlias = "Rows | pd.DataFrame | str | PathLike[str] | None"


@dataclass(frozen=True)
class Weights:
    """What is made small, in one unit of your own. Loads are driven whatever they cost.

    The default lets kilometres decide; a truck less or an hour of waiting less settles what is
    equal within a kilometre.
    """

    km: float = 1.0
    truck: float = 1.0
    waiting_hour: float = 1.0


def dispatch(
    case: Scenario,
    *,
    hauls: Source = None,
    fleets: Source = None,
    sites: Source = None,
    cleanings: Source = None,
    road_limits: Source = None,
    date: str = "",
    plan: Plan | Mapping[str, Any] | None = None,
    weights: Weights = Weights(),
    seed: int = 1,
    work_limit: int | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Dispatch:
    """Make the itineraries of a day, and have them checked by an independent simulation.

    Parameters
    ----------
    case
        Its places, distances and roads; and its own tables for what is not given here.
    hauls, fleets, sites, cleanings, road_limits
        A CSV file, a data frame or rows, with the columns of the tables of that name. A figure
        that is missing means that there is no such rule.
    plan
        What the hauls come from, a plan or its plan.json: a warning among ``found`` tells when it
        was made from another input than ``case`` with its variants.
    work_limit
        Rounds of the search. The answer depends on the day, ``seed`` and this alone. None: as
        many as the loads ask for, or as ``time_limit`` seconds allow.

    Raises
    ------
    InvalidDocumentError
        With everything that is wrong in ``diagnostics``.
    """
    warnings = [] if plan is None else other_input(case, plan)
    document = case._document.copy()
    given = (fleets, sites, cleanings, road_limits, hauls)
    for table, source in zip(TABLES, given, strict=True):
        _put(document, table, source)
    outcome = _masseflyt.truck_dispatch(
        document,
        date,
        [weights.km, weights.truck, weights.waiting_hour],
        seed,
        work_limit,
        time_limit,
        progress,
    )
    return Dispatch(outcome, warnings)


def other_input(case: Scenario, plan: Plan | Mapping[str, Any]) -> Diagnostics:
    """Warn if a plan, or its plan.json, was not made from this case with its variants.

    Places, ways or masses may then be others than those that were planned.
    """
    hashed = plan.input_hash if isinstance(plan, Plan) else str(plan.get("input_hash", ""))
    return Diagnostics(_masseflyt.truck_other_input(case._document, hashed))


def _put(document: _masseflyt.Document, table: str, source: Any) -> None:
    if source is None:
        return
    if isinstance(source, (str, PathLike)):
        document.put_csv(table, fspath(source))
        return
    if hasattr(source, "columns"):
        from masseflyt.frames import cells_of_frame

        document.put(table, cells_of_frame(table, source))
        return
    document.put(table, _cells(list(source)))


_MISSING, _TEXT, _NUMBER = 0, 1, 2


def _cells(rows: list[Mapping[str, object]]) -> list[tuple[str, list[int], list[str]]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = []
    for name in names:
        values = [row.get(name) for row in rows]
        kinds = [
            _MISSING if v is None or v == "" else _NUMBER if isinstance(v, (int, float)) else _TEXT
            for v in values
        ]
        columns.append((name, kinds, ["" if v is None else str(v) for v in values]))
    return columns


class Dispatch:
    """The answer for a day. Immutable."""

    __slots__ = ("__dict__", "_outcome", "_warnings")

    def __init__(
        self, outcome: _masseflyt.TruckOutcome, warnings: Iterable[Diagnostic] = ()
    ) -> None:
        """Private: use :func:`dispatch`."""
        self._outcome = outcome
        self._warnings = tuple(warnings)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What stands in ``dispatch.json``."""
        summary: dict[str, Any] = json.loads(self._outcome.json())
        return summary

    @property
    def date(self) -> str:
        """The day, or empty."""
        return str(self._outcome.date)

    @property
    def driven_km(self) -> float:
        """Loaded and empty kilometres of all trucks."""
        return float(self.summary["driven_km"])

    @property
    def empty_km(self) -> float:
        """Kilometres without a load."""
        return float(self.summary["empty_km"])

    @property
    def empty_km_lower_bound(self) -> float:
        """No timetable for these loads has fewer."""
        return float(self.summary["empty_km_lower_bound"])

    @property
    def trucks(self) -> int:
        """Trucks that leave their depot."""
        return int(self.summary["trucks"])

    @property
    def accepted(self) -> bool:
        """Whether the independent simulation found nothing wrong."""
        return bool(self.summary["accepted_by_simulation"])

    @property
    def unserved(self) -> list[dict[str, Any]]:
        """Hauls, or parts of them, that nobody drives, with the reason."""
        return list(self.summary["unserved"])

    @property
    def found(self) -> Diagnostics:
        """Warnings and notes about the tables, and about the plan they come from."""
        return Diagnostics((*self._warnings, *self._outcome.found))

    @cached_property
    def itineraries(self) -> pd.DataFrame:
        """One row per activity of a truck. Hours are of the clock. Needs pandas."""
        return _frame(self._outcome.itineraries_csv())

    @cached_property
    def loads(self) -> pd.DataFrame:
        """One row per load. Needs pandas."""
        return _frame(self._outcome.loads_csv())

    @cached_property
    def places(self) -> dict[str, tuple[str, float, float]]:
        """Name, longitude and latitude of the places of the day."""
        ids, names, longitude, latitude = self._outcome.places()
        return dict(zip(ids, zip(names, longitude, latitude, strict=True), strict=True))

    def redispatch(
        self,
        now_h: float,
        broken: Iterable[str],
        *,
        work_limit: int | None = None,
        time_limit: float | None = 0.8,
    ) -> Dispatch:
        """Dispatch the rest of the day after trucks broke down at an hour of the day.

        What has begun is finished; what lies on a broken truck is told as left over. The search
        ends after ``time_limit`` seconds; the bound and the simulation come on top, some tenths of
        a second for ten thousand loads.
        """
        return Dispatch(
            self._outcome.redispatch(round(now_h * 3600), list(broken), work_limit, time_limit),
            self._warnings,
        )

    def save(self, folder: str | PathLike[str], lang: Language = "en") -> Path:
        """Write ``FILES`` into a folder: all of them or nothing."""
        from masseflyt.dispatch_page import page

        target = Path(folder)
        output.write_folder(
            target,
            {
                "itineraries.csv": self._outcome.itineraries_csv(),
                "loads.csv": self._outcome.loads_csv(),
                "dispatch.json": self._outcome.json(),
                "report.html": page(self, lang),
            },
        )
        return target

    def plot(self, ax: Axes | None = None, trucks: int = 40) -> Axes:
        """Draw what the first ``trucks`` trucks do over the day. Needs matplotlib."""
        from masseflyt.dispatch_plot import gantt

        return gantt(self, ax, trucks)

    def map(self, ax: Axes | None = None) -> Axes:
        """Draw loaded and empty drives between the places. Needs matplotlib."""
        from masseflyt.dispatch_plot import flow_map

        return flow_map(self, ax)

    def rows(self) -> list[dict[str, str]]:
        """Rows of ``itineraries.csv`` as texts, without pandas."""
        import csv

        return list(csv.DictReader(io.StringIO(self._outcome.itineraries_csv())))

    def __repr__(self) -> str:
        """Sums in one line."""
        return (
            f"<Dispatch {self.date or 'of a day'}: {self.summary['loads']} loads, "
            f"{self.trucks} trucks, {self.driven_km:.0f} km, {self.empty_km:.0f} empty "
            f"(at least {self.empty_km_lower_bound:.0f})>"
        )

    def _repr_html_(self) -> str:
        names = ("loads", "tonnes", "trucks", "driven_km", "empty_km", "empty_km_lower_bound")
        return html.table(names, [[self.summary[n] for n in names]], self.date)


def _frame(text: str) -> pd.DataFrame:
    from masseflyt.frames import need_pandas

    need_pandas()
    import pandas as pd

    words = {"truck": str, "haul": str, "from": str, "to": str, "fleet": str, "material": str}
    return pd.read_csv(io.StringIO(text), dtype=words)


# ---- from a plan ---------------------------------------------------------------------------------


def _flows(plan: Plan | Mapping[str, Any]) -> list[Mapping[str, Any]]:
    read: Mapping[str, Any] = json.loads(plan.to_json()) if isinstance(plan, Plan) else plan
    flows = read.get("flows")
    if not isinstance(flows, list):
        raise make(ErrorCode.INVALID_DOCUMENT, "expected a plan.json with flows", "/flows")
    return flows


def working_days(month: str) -> list[dt.date]:
    """Monday to Friday of a month "2026-03". Holidays are not known here.

    >>> len(working_days("2026-02"))
    20
    """
    year, number = map(int, month.split("-"))
    days = (dt.date(year, number, d + 1) for d in range(calendar.monthrange(year, number)[1]))
    return [d for d in days if d.weekday() < 5]


def off_road(case: Scenario) -> frozenset[str]:
    """Places that no road leads to: what lies between them and their quay is no haul of a fleet."""
    cells = {name: texts for name, _, texts in case._document.table("places")}
    access = cells.get("road_access", [])
    return frozenset(p for p, a in zip(cells["id"], access, strict=False) if a == "no")


def _drives(flow: Mapping[str, Any], skip: Collection[str]) -> list[tuple[str, str]]:
    """Both ends of what trucks drive of a flow."""
    if flow["kind"] in NOT_DRIVEN:
        return []
    ends = [(g["from"], g["to"]) for g in flow.get("legs", ()) if g["mode"] == "road"]
    return [(a, b) for a, b in ends if a != b and a not in skip and b not in skip]


def hauls_of_plan(
    plan: Plan | Mapping[str, Any],
    date: str,
    *,
    skip: Collection[str] = (),
    choose: Callable[[Mapping[str, Any]], bool] = lambda _flow: True,
) -> list[dict[str, object]]:
    """What a plan wants driven on a day: rows of the table ``hauls``.

    The road legs of its flows of surplus, one haul per pair of places and material. A month is
    spread evenly over its days from Monday to Friday, in whole kilograms that add up. Not in it:
    internal masses, what was driven before the plan begins, masses that have no place, and virgin
    material, of which a plan says in which period a need buys it but not when it is driven; nor
    legs that begin or end at a place of ``skip``, see :func:`off_road`.

    Raises
    ------
    InvalidArgumentError
        If the date is no date, or a Saturday or Sunday.
    """
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise make(
            ErrorCode.INVALID_ARGUMENT, f"'{date}' is no date, expected 2026-03-16", "date"
        ) from None
    month = f"{day:%Y-%m}"
    days = working_days(month)
    if day not in days:
        raise make(
            ErrorCode.INVALID_ARGUMENT,
            f"{date} is no working day: a plan's month is driven from Monday to Friday",
            "date",
        )
    kg: dict[tuple[str, str, str], int] = {}
    for flow in _flows(plan):
        if flow["period"] != month or not choose(flow):
            continue
        for start, end in _drives(flow, skip):
            key = (start, end, flow["material"] or "rock")
            kg[key] = kg.get(key, 0) + int(flow["kg"])
    k, n = days.index(day), len(days)
    rows: list[dict[str, object]] = []
    for (start, end, material), total in sorted(kg.items()):
        share = total * (k + 1) // n - total * k // n
        if share > 0:
            rows.append(
                {
                    "id": f"{start}-{end}-{material}",
                    "from": start,
                    "to": end,
                    "tonnes": share / 1000,
                    "material": material,
                }
            )
    return rows


def truckloads(
    plan: Plan | Mapping[str, Any], payload_t: float, skip: Collection[str] = ()
) -> dict[str, float]:
    """Truckloads of surplus per working day by month: tonnes on roads, each leg for itself."""
    tonnes: dict[str, float] = {}
    for flow in _flows(plan):
        moved = len(_drives(flow, skip)) * flow["kg"] / 1000
        tonnes[flow["period"]] = tonnes.get(flow["period"], 0) + moved
    return {m: t / payload_t / len(working_days(m)) for m, t in sorted(tonnes.items())}


def peak_month(plan: Plan | Mapping[str, Any], skip: Collection[str] = ()) -> str:
    """The month with the most truckloads per working day; the first one among equals."""
    loads = truckloads(plan, 1.0, skip)
    if not any(loads.values()):
        raise make(ErrorCode.INVALID_ARGUMENT, "the plan drives nothing on roads", "/flows")
    return max(loads, key=lambda m: loads[m])


def bundled_day(case: str) -> dict[str, Path]:
    """Files ``fleets`` and ``sites`` that come with a bundled case: assumptions, to begin with.

    >>> sorted(bundled_day("oslo_region"))
    ['fleets', 'sites']
    """
    from importlib.resources import files

    folder = Path(str(files("masseflyt"))) / "trucks" / case
    if not folder.is_dir():
        raise make(ErrorCode.NOT_FOUND, f"no trucks come with a case {case!r}", "fleet")
    return {p.stem: p for p in sorted(folder.glob("*.csv"))}
