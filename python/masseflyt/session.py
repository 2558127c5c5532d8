"""One case that stays open: offers come and go, loads are driven, and the plan follows.

>>> from masseflyt import Load, Scenario, Session
>>> session = Session.open(Scenario.bundled("oslo_region").with_(as_of="2026-01"))
>>> first = session.plan()
>>> soil = {"id": "X1", "place": "S07", "material": "soil", "amount": 20_000, "unit": "t"}
>>> session.add("offers", {**soil, "begin": "2026-03", "end": "2026-09"})
<Diagnostics: 0 errors, 0 warnings>
>>> session.apply(Load("W1", offer="X1", destination="K21", tonnes=31.5, day="2026-03-02"))
<Diagnostics: 0 errors, 0 warnings>
>>> delta = session.plan()
>>> delta.revision_before, delta.revision, delta.status
(1, 3, 'optimal')
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masseflyt import _masseflyt, html
from masseflyt.diagnostics import Diagnostics
from masseflyt.plan import Plan
from masseflyt.scenario import Progress, Scenario, _text, _weights, _wrong
from masseflyt.stops import Stop

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Delta", "Load", "Session"]


@dataclass(frozen=True, slots=True)
class Load:
    """A load that was driven."""

    id: str
    """Of the ticket: the same load has the same id."""
    offer: str
    """Whose mass it is."""
    destination: str
    """A receiver, store, quarry or need."""
    tonnes: float
    day: str
    """Civil day it arrived, "2026-03-14"; a ``datetime.date`` is taken as well."""
    from_store: str = ""
    """The store it left; empty: the place of the offer."""
    grade: str = ""
    """As far as it is known."""
    condition_class: str = ""
    """As far as it is known."""
    source: str = ""
    note: str = ""
    held_t: float = 0
    """Of it, so much lies in the store it went to and must not leave."""

    def _row(self) -> _masseflyt.Load:
        return _masseflyt.Load(
            self.id,
            self.offer,
            self.destination,
            float(self.tonnes),
            str(self.day),
            self.from_store,
            self.grade,
            self.condition_class,
            self.source,
            self.note,
            float(self.held_t),
        )


class Delta:
    """What became different between two plans of a session. Immutable; true if anything did."""

    __slots__ = ("_delta",)

    def __init__(self, delta: _masseflyt.Delta) -> None:
        """Private: made by :meth:`Session.plan`."""
        self._delta = delta

    @property
    def status(self) -> str:
        """Of the new plan: optimal, feasible or infeasible."""
        return str(self._delta.status)

    @property
    def status_before(self) -> str:
        """Of the last plan; empty before the first one."""
        return str(self._delta.status_before)

    @property
    def objective(self) -> float:
        """Of the new plan, NOK as weighed."""
        return float(self._delta.objective)

    @property
    def objective_before(self) -> float:
        """Of the last plan, NOK as weighed; 0 before the first one."""
        return float(self._delta.objective_before)

    @property
    def revision(self) -> int:
        """The revision of the session that was planned."""
        return int(self._delta.revision)

    @property
    def revision_before(self) -> int:
        """The revision of the last plan; 0 before the first one."""
        return int(self._delta.revision_before)

    @property
    def flows(self) -> pd.DataFrame:
        """Flows that appeared, changed or vanished, facts among them. Needs pandas.

        One row per offer, source, destination, kind and month. Figures are of all tonnes, and 0
        on the side where there is no such flow.
        """
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._delta.flows(), months=("period",))

    @property
    def unmet(self) -> pd.DataFrame:
        """What finds no place or no supply, where that is different, with its reason."""
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._delta.unmet())

    @property
    def deals(self) -> pd.DataFrame:
        """Agreed deals of which more, or less, is changed than before, and what that costs."""
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._delta.deals())

    @property
    def account(self) -> pd.DataFrame:
        """Figures of the account that are different: figure, before, after."""
        from masseflyt.frames import frame_of_columns

        return frame_of_columns(self._delta.figures())

    def to_json(self) -> str:
        """Write all of it as JSON. Same delta, same bytes."""
        return str(self._delta.to_json())

    def __bool__(self) -> bool:
        return any(self._delta.counts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Delta) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        flows, unmet, *_ = self._delta.counts
        change = self.objective - self.objective_before
        return (
            f"<Delta of revision {self.revision_before} to {self.revision}: "
            f"{flows} flows, {unmet} unmet, {change:+.0f} NOK>"
        )

    def _repr_html_(self) -> str:
        told = json.loads(self.to_json())["account"]
        rows = [(f["figure"], f["before"], f["after"]) for f in told]
        return html.table(["figure", "before", "after"], rows, repr(self).strip("<>"))


class Session:
    """One case that lives. What a call changes comes back as a delta, never as a whole document.

    Every change applies in full or leaves the session as it was: an exception then holds in
    ``diagnostics`` everything that is wrong.

    A plan goes on from the last one: it is quick, proved like any other, and where several plans
    are equally good as a rule the one nearer to the last. The same calls in the same order give the
    same bytes. With ``from_scratch`` the plan is byte for byte that of :attr:`scenario`, whatever
    came before.

    One thread at a time: a call while another thread is at work raises ``ConflictError``.
    """

    __slots__ = ("_live", "_planned")

    def __init__(
        self, live: _masseflyt.Session, planned: _masseflyt.Document | None = None
    ) -> None:
        """Private: use :meth:`open`."""
        self._live = live
        self._planned = planned or live.document()  # what the last plan was made of

    @classmethod
    def open(
        cls,
        scenario: Scenario,
        objective: Mapping[str, float] | None = None,
        *,
        comparisons: bool = False,
        sensitivity: bool = False,
        from_scratch: bool = False,
        threads: int = 0,
    ) -> Session:
        """Open a session; its variants are chosen for good.

        ``objective``, ``comparisons``, ``sensitivity`` and ``threads`` count for every plan, as
        in :meth:`Scenario.plan`. With ``from_scratch`` no plan goes on from the last one.

        Raises
        ------
        InvalidDocumentError
            If the scenario has faults; ``diagnostics`` holds all of them.
        InvalidArgumentError
            If an option is outside what is told there.
        """
        weights = [] if objective is None else _weights(objective)
        if not 0 <= threads <= 1024:
            raise _wrong("threads", threads, "a whole number from 0 to 1024")
        document = scenario._document
        live = _masseflyt.Session.open(
            document, weights, comparisons, sensitivity, from_scratch, threads
        )
        return cls(live)

    def copy(self) -> Session:
        """Make a session that goes its own way from here: what if?"""
        return Session(self._live.copy(), self._planned)

    __copy__ = copy

    # ---- changes; each answers what it brought with it: warnings, mostly none --------------------

    def add(self, table: str, cells: Mapping[str, object]) -> Diagnostics:
        """Add a row to "offers", "needs" or another table whose rows have ids.

        Values as in :meth:`Scenario.with_`. A row that is there already with the same cells
        changes nothing.

        Raises
        ------
        ConflictError
            If the id has other cells already.
        NotFoundError
            If there is no such table or column.
        InvalidDocumentError
            If the row does not fit the rest.
        """
        return Diagnostics(self._live.add(table, _cells(cells)))

    def change(self, table: str, row: str, cells: Mapping[str, object]) -> Diagnostics:
        """Change cells of a row; those that are not named stay. None empties a cell.

        Raises
        ------
        NotFoundError
            If there is no such table, row or column.
        InvalidDocumentError
            If the row does not fit the rest.
        """
        return Diagnostics(self._live.change(table, row, _cells(cells)))

    def remove(self, table: str, row: str) -> Diagnostics:
        """Remove a row; from "state", a load that was told by mistake.

        Raises
        ------
        NotFoundError
            If there is no such table or row.
        InvalidDocumentError
            If another row names this one: change its ``included`` to no instead.
        """
        return Diagnostics(self._live.remove(table, row))

    def apply(self, loads: Load | Iterable[Load]) -> Diagnostics:
        """Apply loads that were driven: all of them become facts, or none.

        Telling a load twice changes nothing. What contradicts the plan (more than was left of
        the offer; a place that is full, closed or does not take it) counts all the same, with a
        warning.

        Raises
        ------
        ConflictError
            If another load has this id.
        InvalidDocumentError
            If an offer or place is not there, the day is outside the horizon, or there is no mass.
        """
        rows = [loads] if isinstance(loads, Load) else loads
        return Diagnostics(self._live.apply([load._row() for load in rows]))

    def apply_stops(self, stops: Iterable[Stop]) -> Diagnostics:
        """Close sites, or change what is known of a stop; all of them or none.

        A stop that is there already changes nothing; one whose end is known by now takes it over.

        Raises
        ------
        InvalidDocumentError
            If a site is not there, or a day is none.
        """
        return Diagnostics(self._live.apply_stops([stop._row() for stop in stops]))

    def advance_to(self, as_of: object) -> Diagnostics:
        """Let time pass: months before ``as_of``, as "2026-03" or a ``Period``, are facts.

        Raises
        ------
        InvalidArgumentError
            If it is no month, or (InvalidDocumentError) outside the horizon.
        """
        return Diagnostics(self._live.advance_to(_text(as_of)))

    # ---- plans -----------------------------------------------------------------------------------

    def plan(self, *, time_limit: float | None = None, progress: Progress | None = None) -> Delta:
        """Plan what the session holds now and tell what became different since the last plan.

        The interpreter lock is released, and Ctrl-C ends the call. After an exception the last
        plan stands, and so does all that was changed.

        Parameters
        ----------
        time_limit
            Seconds, above 0.
        progress
            Called now and then, from another thread. An exception ends the call.

        Raises
        ------
        DeadlineError
            If there is no plan in the time given.
        InvalidArgumentError
            If the time limit is no number above 0.
        """
        if time_limit is not None and not time_limit > 0:
            raise _wrong("time_limit", time_limit, "a number of seconds above 0")
        if time_limit is not None:
            time_limit = min(time_limit, 1e9)  # thirty years are as good as none
        delta = Delta(self._live.plan(time_limit, progress))
        self._planned = self._live.document()
        return delta

    @property
    def last_plan(self) -> Plan | None:
        """The last plan as a whole; None before the first one."""
        outcome = self._live.outcome()
        return None if outcome is None else Plan(outcome, self._planned)

    # ---- what it holds ---------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """What the session holds now, loads in the table "state": save it to go on another day."""
        return Scenario(self._live.document())

    @property
    def diagnostics(self) -> Diagnostics:
        """All warnings and notes that stand now."""
        return Diagnostics(self._live.diagnostics())

    @property
    def revision(self) -> int:
        """Counts the changes that applied, from 1."""
        return int(self._live.revision)

    @property
    def planned_revision(self) -> int:
        """The revision of the last plan; 0 before the first one."""
        return int(self._live.planned_revision)

    def __repr__(self) -> str:
        return f"<Session of revision {self.revision}, planned {self.planned_revision}>"


def _cells(cells: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(column, _text(value)) for column, value in cells.items()]
