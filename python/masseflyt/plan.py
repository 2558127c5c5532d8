"""What a scenario amounts to: flows, account, savings, and the proof that it is the best plan.

>>> from masseflyt import Scenario
>>> plan = Scenario.bundled("oslo_region").plan(comparisons=False)
>>> plan.status, plan.gap
('optimal', 0.0)
>>> plan.verify().optimal
True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt, html, output
from masseflyt.asked import Asked
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXTRAS", "FILES", "Account", "Language", "Plan", "Solution", "Verdict"]

Language = Literal["en", "nb"]

FILES = (
    "plan.json",
    "flows.csv",
    "prices.csv",
    "traffic.csv",
    "traffic_peaks.csv",
    "account.json",
    "plan.geojson",
    "report.html",
    "case.json",
)
"""What :meth:`Plan.save` writes; case.json is the scenario, to ask and plan again."""

EXTRAS = {
    "front": "front.csv",
    "sensitivity": "sensitivity.csv",
    "settlement": "settlement.csv",
    "worth": "worth_knowing.csv",
    "mps": "model.mps",
    "lp": "model.lp",
}
"""What ``masseflyt plan --also`` can write beside the files of a plan."""


@dataclass(frozen=True)
class Account:
    """Tonnes, kilometres, money, CO2e and nuisance of a plan or of the baseline.

    Tonnes end in ``_t``, vehicle-kilometres in ``_vkm``, tonne-kilometres in ``_tkm``; ``nok`` is
    NOK of the price year and ``co2e_kg`` kg CO2e, both over all stages. Shares are of
    ``surplus_t``; ``short_share`` is the part of the placed tonnes that is driven at most 15 km.
    ``avoided_co2e_kg`` is a credit and ``net_co2e_kg`` what is left after it.
    A figure that is not known is NaN.
    """

    surplus_t: float
    internal_t: float
    past_t: float
    placed_t: float
    stored_t: float
    far_t: float
    unplaced_t: float
    end_stock_t: float
    shortfall_t: float
    virgin_t: float
    avoided_virgin_t: float
    reused_share: float
    disposed_share: float
    short_share: float
    loads: float
    loaded_vkm: float
    empty_vkm: float
    road_tkm: float
    sea_tkm: float
    mean_road_km: float
    exposure_vkm: float
    nok: float
    co2e_kg: float
    avoided_co2e_kg: float
    net_co2e_kg: float
    nok_by_stage: Mapping[str, float]
    co2e_kg_by_stage: Mapping[str, float]
    tonnes_by_material: Mapping[str, float]
    tonnes_by_class: Mapping[str, float]
    tonnes_by_group: Mapping[str, float]
    tonnes_by_kind: Mapping[str, float]
    tonnes_by_pyramid: Mapping[int, float]
    tonnes_by_year: Mapping[int, float]
    nok_by_party: Mapping[str, float]
    tonnes_by_party: Mapping[str, float]

    @classmethod
    def _read(cls, figures: Mapping[str, Any]) -> Account:
        def read(name: str, value: Any) -> Any:
            if not isinstance(value, dict):
                return float("nan") if value is None else value
            by_number = name in ("tonnes_by_pyramid", "tonnes_by_year")
            return {int(k) if by_number else k: read("", v) for k, v in value.items()}

        return cls(**{f.name: read(f.name, figures[f.name]) for f in fields(cls)})

    def to_dict(self) -> dict[str, Any]:
        """Make a dict of all figures, sums by stage, material and so on included."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Make a table of figure, part (empty for totals) and value. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        return frame_of_rows(["figure", "part", "value"], list(self._rows()))

    def _rows(self) -> list[tuple[str, str, float]]:
        rows: list[tuple[str, str, float]] = []
        for name, value in self.to_dict().items():
            if isinstance(value, Mapping):
                rows.extend((name, str(part), v) for part, v in value.items())
            else:
                rows.append((name, "", value))
        return rows

    def _repr_html_(self) -> str:
        return html.table(["figure", "part", "value"], self._rows())


@dataclass(frozen=True)
class Verdict:
    """What independent code says of a plan.

    It walks the input itself: mass balance to the kilogram, every limit, window and permission,
    and the bound recomputed from the prices.
    """

    checked: bool
    """Whether there was a plan to look at: one that was stopped has not been checked."""
    violations: tuple[str, ...]
    objective_nok: float
    bound_nok: float

    @property
    def feasible(self) -> bool:
        """Whether the plan keeps every rule."""
        return self.checked and not self.violations

    @property
    def optimal(self) -> bool:
        """Whether, besides, no plan can be cheaper."""
        return self.feasible and self.objective_nok == self.bound_nok


class Solution:
    """One way to place all masses: a plan, the baseline, or the plan of another objective."""

    def __init__(self, outcome: _masseflyt.Outcome, name: str) -> None:
        self._outcome = outcome
        self._name = name
        self._figures = outcome.solution(name)

    @property
    def name(self) -> str:
        """Name of the objective: chosen, cost, co2e, road_km; or baseline."""
        return str(self._figures.objective_name)

    @property
    def weights(self) -> dict[str, float]:
        """NOK per NOK, per kg CO2e, per vehicle-km in built-up area and per road vehicle-km."""
        weights = self._figures.weights
        return {key: weights[key] for key in ("nok", "co2e", "exposure", "road_km")}

    @property
    def status(self) -> str:
        """One of: optimal, feasible, infeasible, stopped."""
        return str(self._figures.status)

    @property
    def stopped_by(self) -> str:
        """What stopped it, "deadline"; else empty."""
        return str(self._figures.stopped_by)

    @property
    def objective(self) -> float:
        """NOK, as weighed."""
        return float(self._figures.objective)

    @property
    def bound(self) -> float:
        """NOK, as weighed: no plan is cheaper."""
        return float(self._figures.bound)

    @property
    def gap(self) -> float:
        """Difference of objective and bound, relative to the objective."""
        return float(self._figures.gap)

    @property
    def flows(self) -> pd.DataFrame:
        """One row per movement, with the columns and units of flows.csv. Needs pandas.

        ``period`` is the beginning of the month in Norway. ``km`` and ``road_km`` are of the
        way, one way; all other figures are of all tonnes of the movement.
        """
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._outcome.flows(self._name), months=("period",))

    @property
    def legs(self) -> pd.DataFrame:
        """One row per vehicle or vessel of a movement. Needs pandas.

        ``flow`` is the row in :attr:`flows` and ``leg`` counts from 0. ``km`` and ``hours`` are
        one way, loaded; all other figures are of all tonnes of the movement.
        """
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._outcome.legs(self._name), months=("period",))

    @cached_property
    def account(self) -> Account:
        """The figures of all movements together."""
        return Account._read(_accounts(self._outcome)[self._name])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {self.status}, {self.objective:.0f} NOK>"


def _accounts(outcome: _masseflyt.Outcome) -> dict[str, Any]:
    written = json.loads(outcome.account_json())
    found = {s["objective_name"]: s["account"] for s in written["others"]}
    return {
        **found,
        "plan": written["plan"]["account"],
        "baseline": written["baseline"]["account"],
    }


class Plan(Solution, Asked):
    """The best plan of a scenario, beside today's practice. Made by :meth:`Scenario.plan`."""

    def __init__(self, outcome: _masseflyt.Outcome, document: _masseflyt.Document) -> None:
        super().__init__(outcome, "plan")
        self._document = document

    def _asked_document(self) -> _masseflyt.Document:
        return self._document

    def _own_weights(self) -> list[float]:
        return list(self.weights.values())

    # ---- what was planned ------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Title of the scenario, in English."""
        return str(self._outcome.title)

    @property
    def variant(self) -> str:
        """Options in force, as "ringeriksbanen=no, ..."."""
        return str(self._outcome.variant)

    @property
    def input_hash(self) -> str:
        """SHA-256 of the input, hexadecimal."""
        return str(self._outcome.input_hash)

    @property
    def attribution(self) -> tuple[str, ...]:
        """To be printed wherever the data shows."""
        return tuple(self._outcome.attribution)

    @property
    def size(self) -> dict[str, int]:
        """How large the problem was: nodes, arcs, and solves (plans and baselines in all)."""
        outcome = self._outcome
        return {"nodes": outcome.nodes, "arcs": outcome.arcs, "solves": outcome.solves}

    def notes(self, lang: Language = "en") -> tuple[str, ...]:
        """Tell what the plan rests on and leaves out."""
        return tuple(self._outcome.notes_nb if _norwegian(lang) else self._outcome.notes)

    # ---- beside it -------------------------------------------------------------------------------

    @cached_property
    def baseline(self) -> Solution:
        """Today's practice on the same input: every project alone, nearest receiver with room."""
        return Solution(self._outcome, "baseline")

    @cached_property
    def others(self) -> dict[str, Solution]:
        """Plans of least cost, road kilometres and CO2e, if they were asked for; by name."""
        return {name: Solution(self._outcome, name) for name in self._outcome.others}

    def verify(self) -> Verdict:
        """Tell what independent code found when it checked this plan."""
        return Verdict(
            self.status in ("optimal", "feasible"),
            tuple(self._outcome.violations),
            self._outcome.verified_objective_micro_nok / 1e6,
            self._outcome.verified_bound_micro_nok / 1e6,
        )

    # ---- tables, all of which need pandas --------------------------------------------------------

    def _table(self, name: str, *months: str) -> pd.DataFrame:
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._outcome.table(name), months=months)

    @property
    def facts(self) -> pd.DataFrame:
        """Movements that are not planned: before ``as_of``, and inside a project. As flows."""
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._outcome.flows("facts"), months=("period",))

    @property
    def stocks(self) -> pd.DataFrame:
        """What lies in each store per group at the end of each month, in kg."""
        return self._table("stocks", "period")

    @property
    def rooms(self) -> pd.DataFrame:
        """Use and room of each place by year, in kg. NaN where there is no such limit."""
        return self._table("rooms")

    @property
    def openings(self) -> pd.DataFrame:
        """Every phase of a site that is not open yet, and what the plan decides.

        ``status`` is opened, not_opened, decided (a fact) or closed (with its reason); ``decided``
        and ``ready`` are months as text, ``came_kg`` is what came into the site.
        """
        return self._table("openings")

    @property
    def deals(self) -> pd.DataFrame:
        """Agreed deals, in kg: agreed, driven, planned, and what the plan changes.

        ``penalty_nok`` is what the change costs: a part of the objective, not of the account;
        ``instead`` tells where the masses of the offer go in those months.
        """
        return self._table("deals", "first", "last")

    @property
    def once(self) -> pd.DataFrame:
        """What is paid once, and not per tonne: openings and fees of begun loads."""
        return self._table("once", "period")

    @property
    def processing(self) -> pd.DataFrame:
        """The mass balance of every process by month, in kg.

        One row per part: in + added = product + byproduct + rest.
        """
        return self._table("processing", "period")

    @property
    def unmet(self) -> pd.DataFrame:
        """What could not be placed or served, in kg, with the nearest violated condition."""
        return self._table("unmet", "first", "last")

    def prices(self) -> pd.DataFrame:
        """Tell what one tonne more, or less, would change in the objective, NOK/t as weighed.

        ``what`` is supply (mass of an offer), room or minimum (of a place, all months from
        ``first`` to ``last`` together), intake, stock or process (of a store, in each of the
        months), or virgin (rock of a quarry). Negative: it saves that much. NaN: no plan keeps
        all limits then, or there is none to take.

        Both are exact, and differ where the optimum is degenerate. Where rules couple masses
        (stores that groups share, openings, lots, deals, ports), which have rows of their own in
        the table, they are bounds, with openings and lots as in this plan: ``more`` of a room
        saves at most so much and ``less`` costs at least so much; ``more`` of a mass costs at
        least, ``less`` saves at most so much.
        """
        return self._table("prices", "first", "last")

    @property
    def traffic(self) -> pd.DataFrame:
        """Trucks that pass each road section in each month, loaded and empty, both directions.

        ``trucks_per_day`` is of a day from Monday to Friday; a month is spread evenly over those,
        holidays are not known. Not counted: facts, masses inside a project, and virgin rock, of
        which a plan does not say in which month it is driven. Empty where the case has no roads.
        """
        return self._table("traffic", "period")

    @property
    def traffic_peaks(self) -> pd.DataFrame:
        """Per road section: all passes, the busiest month, the peak week, what passes homes.

        ``built_up_vkm`` is passes times kilometres in built-up area outside tunnels, which stands
        for homes. How many homes or which schools lie beside a road is not in the data.
        ``trucks_per_day`` is of the busiest month, ``monday`` begins the peak week.
        """
        return self._table("traffic_peaks", "busiest")

    @property
    def peak_week(self) -> dict[str, Any]:
        """The week with the most truckloads, and how much of the driving the sections explain.

        ``peak_week`` ("2023-W40") and ``monday`` are None when nothing is driven;
        ``loads_in_week`` counts every leg by road. ``vkm`` and ``built_up_vkm`` are truck
        kilometres of surplus, ``on_sections_...`` the part of them on the road sections of the
        case, ``virgin_vkm`` those of virgin rock, which are in no other figure.
        """
        return dict(self._outcome.traffic_sums())

    @property
    def savings(self) -> pd.DataFrame:
        """Savings against the baseline, each with the objective it belongs to.

        ``figure`` tells what: nok, co2e_kg (net), vehicle_km, exposure_vkm, virgin_t. ``low`` and
        ``high`` span the assumptions that were varied (``sensitivity=True``).
        """
        return self._table("savings")

    @property
    def sensitivity(self) -> pd.DataFrame:
        """The savings with one assumption at an end of its range, one row per end."""
        return self._table("sensitivity")

    @property
    def assumptions(self) -> pd.DataFrame:
        """Every assumption with low, point and high, unit, source and confidence."""
        return self._table("assumptions")

    @property
    def observed(self) -> pd.DataFrame:
        """Flows that really took place, beside what plan and baseline do with the same masses."""
        return self._table("observed")

    @property
    def places(self) -> pd.DataFrame:
        """Places that flows and legs refer to, with longitude and latitude in degrees, WGS 84."""
        return self._table("places")

    # ---- files -----------------------------------------------------------------------------------

    def to_json(self) -> str:
        """Write plan.json: the whole plan for programs."""
        return str(self._outcome.plan_json())

    def to_geojson(self) -> str:
        """Write plan.geojson: places, and flows summed over time."""
        return str(self._outcome.plan_geojson())

    def report_html(self, lang: Language = "en") -> str:
        """Write the report as one page that needs neither network nor script."""
        return str(self._outcome.report_html(_norwegian(lang)))

    def save(
        self,
        folder: str | PathLike[str],
        lang: Language = "en",
        more: Mapping[str, str] | None = None,
    ) -> Path:
        """Write :data:`FILES`: all of them or none. Same plan, same bytes.

        An earlier plan in ``folder`` is replaced. ``more`` are texts by name of file that are
        written along with them.

        Raises
        ------
        ConflictError
            If the folder holds anything else.
        FileError
            If it cannot be written.
        """
        path = Path(folder)
        names = (*FILES, *EXTRAS.values(), *(more or {}))
        output.check_folder(path, names)
        texts = (
            self.to_json(),
            str(self._outcome.flows_csv()),
            str(self._outcome.prices_csv()),
            str(self._outcome.traffic_csv()),
            str(self._outcome.traffic_peaks_csv()),
            str(self._outcome.account_json()),
            self.to_geojson(),
            self.report_html(lang),
            str(self._document.to_json()),
        )
        output.write_folder(path, {**dict(zip(FILES, texts, strict=True)), **(more or {})}, names)
        return path

    def _repr_html_(self) -> str:
        head = ["", "plan", "baseline"]
        rows = [(what, mine, theirs) for what, mine, theirs in comparison(self)]
        return html.table(head, rows, f"{self.title} ({self.variant}): {self.status}")


def _norwegian(lang: str) -> bool:
    if lang not in ("en", "nb"):
        raise make(ErrorCode.INVALID_ARGUMENT, f"language is {lang!r}, expected 'en' or 'nb'")
    return lang == "nb"


def comparison(plan: Plan) -> list[tuple[str, float, float]]:
    """Put the figures that people ask for first side by side: what, plan, baseline."""
    a, b = plan.account, plan.baseline.account
    return [
        ("surplus, t", a.surplus_t, b.surplus_t),
        ("placed in the region, t", a.placed_t, b.placed_t),
        ("to a far receiver, t", a.far_t, b.far_t),
        ("not placed, t", a.unplaced_t, b.unplaced_t),
        ("in stores at the end, t", a.end_stock_t, b.end_stock_t),
        ("reused, %", 100 * a.reused_share, 100 * b.reused_share),
        ("virgin rock, t", a.virgin_t, b.virgin_t),
        ("truckloads", a.loads, b.loads),
        ("road vehicle-km", a.loaded_vkm + a.empty_vkm, b.loaded_vkm + b.empty_vkm),
        ("by sea, tonne-km", a.sea_tkm, b.sea_tkm),
        ("in built-up area, vehicle-km", a.exposure_vkm, b.exposure_vkm),
        ("cost, million NOK", a.nok / 1e6, b.nok / 1e6),
        ("CO2e, t", a.co2e_kg / 1e3, b.co2e_kg / 1e3),
        ("CO2e less avoided blasting, t", a.net_co2e_kg / 1e3, b.net_co2e_kg / 1e3),
    ]
