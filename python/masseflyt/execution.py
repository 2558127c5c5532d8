"""From a plan to the loads it expects, and from the ledger of what was driven back to the plan.

>>> from masseflyt import Scenario, execution
>>> plan = Scenario.bundled("oslo_region").plan(comparisons=False, sensitivity=False)
>>> loads = execution.expected_loads(plan)
>>> execution.draft_tickets(loads[0])[0]["kind"]
'ship'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.plan import Plan
from masseflyt.scenario import Scenario
from masseflyt.traceability import Ledger

__all__ = ["Execution", "draft_tickets", "expected_loads", "fitness_of_lot", "with_ledger"]


@dataclass(frozen=True)
class Execution:
    """What a ledger says of the masses of a scenario.

    Attributes
    ----------
    loads
        Rows of ``state``: loads that arrived, as weighed at receipt. ``held_t`` tonnes of one lie
        in the store it went to and must not leave.
    held
        Mass that must not be used: lot, offer, site, tonnes (inf: all that is left), reason. On
        hold, recalled, or lying in a store while its class is not known.
    changes
        What held mass that no load brought takes out of offers and stores.
    samples
        Number of laboratory results that became samples of offers.
    under_way
        Loads that left and have not arrived.
    diagnostics
        What the ledger tells and the scenario cannot take, and each load whose class is not
        known: the class it has at least and at most, what is missing, what would tell.
    """

    loads: list[dict[str, Any]]
    held: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    samples: int
    under_way: int
    diagnostics: Diagnostics


def expected_loads(
    plan: Plan, *, per: Literal["month", "day"] = "month", payload_t: float = 0
) -> list[dict[str, Any]]:
    """Truckloads that a plan expects, one dict per flow and month, or working day.

    Parameters
    ----------
    plan
        Of a scenario.
    per
        A day is one from Monday to Friday; holidays are not known.
    payload_t
        Tonnes per truck; 0: as the hauls of the plan reckon.
    """
    return list(_masseflyt.expected_loads(plan._outcome, per == "day", payload_t))


def draft_tickets(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Load documents of one row of :func:`expected_loads`: events of kind ``ship`` to complete
    and sign where the load is loaded."""
    return [json.loads(draft) for draft in _masseflyt.draft_tickets(dict(row))]


def with_ledger(
    scenario: Scenario,
    ledger: Ledger,
    *,
    log_size: int | None = None,
    offer_of_lot: Mapping[str, str] | None = None,
    site_of_place: Mapping[str, str] | None = None,
    recalled: Iterable[str] = (),
) -> tuple[Scenario, Execution]:
    """The scenario as the ledger says it is now: driven loads are facts, held mass is not planned.

    Mass whose class is not known does not leave a store in the plan until a test or a declaration
    in the ledger tells it.

    Parameters
    ----------
    scenario, ledger
        Lots that are named like an offer ("T3", "T3/heap 1") belong to it; places are those of
        the scenario, or ids of its receivers, stores, quarries, needs.
    log_size
        As the first so many events tell it.
    offer_of_lot, site_of_place
        Where names differ.
    recalled
        Lots under recall: everything that may hold mass of them counts as held.
    """
    document, told, found = _masseflyt.with_ledger(
        scenario._document,
        ledger._ledger,
        log_size,
        dict(offer_of_lot or {}),
        dict(site_of_place or {}),
        list(recalled),
    )
    return Scenario(document), Execution(**told, diagnostics=Diagnostics(found))


def fitness_of_lot(
    scenario: Scenario, ledger: Ledger, lot: str, *, material: str, grade: str = ""
) -> dict[str, Any]:
    """Who may take a lot as the ledger knows it now.

    Mixing never makes a lot milder. The class is known when every substance that has condition
    classes was judged in all parts, or when a class was declared for all of them that no test
    proves wrong. Until then it has bounds, and a place that takes only some of what the lot may
    be is unknown. On hold the lot is refused everywhere. Whether a place is open and has room is
    for the plan.

    Parameters
    ----------
    material, grade
        In the words of the scenario: ``"rock"``, ``"soil"``; ``"hard"``, ``"soft"``, ``"tbm"``.
        Without a grade, that of a test in the ledger.

    Returns
    -------
    dict
        ``class`` (``"clean"``, ``"class2"`` ... ``"above_class5"``; empty: open), ``at_least`` and
        ``at_most`` (its bounds), ``missing`` (substances: id, name, name_nb), ``present`` (asbestos
        and the like: what, and the lots it was found in), ``rests_on``, ``holds`` (events) and
        ``destinations``: destination, ``answer`` (``"allowed"``, ``"refused"``, ``"unknown"``),
        reason and what would change it, in English and (``_nb``) Norwegian.
    """
    return dict(_masseflyt.fitness_of_lot(scenario._document, ledger._ledger, lot, material, grade))
