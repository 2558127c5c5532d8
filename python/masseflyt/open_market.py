"""Who gives to whom, where nearly everybody could: thousands of offers and needs, no list of pairs.

The cheapest of all ways to place the offers, with a proof over all pairs. Pairs are looked at only
where prices say that they could pay, so memory grows with offers and needs, not with pairs.

>>> from masseflyt.open_market import Haulage, OpenMarket, clear
>>> market = OpenMarket(
...     offers={"kg": [30_000, 20_000], "x_km": [0.0, 9.0], "y_km": [0.0, 0.0]},
...     needs={"kg": [40_000], "x_km": [1.0], "y_km": [0.0], "bought_nok_t": [90.0]},
...     unplaced_nok_t=200,
... )
>>> clearing = clear(market, Haulage(nok_t=11, nok_tkm=2))
>>> clearing.status, clearing.kg.tolist(), clearing.objective
('optimal', [30000, 10000], 2660.0)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, MasseflytError, make
from masseflyt.roads import CostMatrix

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Clearing", "ClearingVerdict", "Haulage", "OpenMarket", "check", "clear", "verify"]

Progress = Callable[[str, float], None]
Integers = NDArray[np.int64]

_POSITIONS = (("x_km", "y_km"), ("lon", "lat"))
_LONGEST_S = 1e9  # thirty years are as good as none


@dataclass(frozen=True)
class Haulage:
    """What it costs to move a tonne: a truck's tariff, along straight lines or a matrix.

    Attributes
    ----------
    nok_t, nok_tkm
        NOK per tonne, whatever the way; and per tonne-kilometre, the empty way back included.
    co2e_kg_tkm, load_t, toll_nok
        kg CO2e per tonne-kilometre, tonnes on a truck, NOK per toll passage.
    detour
        Kilometres driven per kilometre of the straight line, or of the matrix.
    matrix
        Ways with kilometres, origins are the places of offers and destinations those of needs;
        see :class:`masseflyt.roads.CostMatrix`. ``None``: straight lines between the positions of
        the market, on Earth through it, which is 0.01 % shorter at 300 km.
    weights
        Of one NOK, of a kg CO2e, of a vehicle-km in built-up area, of a road vehicle-km, in NOK.
    """

    nok_t: float = 0
    nok_tkm: float = 0
    co2e_kg_tkm: float = 0
    load_t: float = 1
    toll_nok: float = 0
    detour: float = 1
    matrix: CostMatrix | None = None
    weights: tuple[float, float, float, float] = (1, 0, 0, 0)

    def _factors(self) -> list[float]:
        if len(self.weights) != 4 or not all(0 <= w < math.inf for w in self.weights):
            raise _refused(f"{self.weights}: expected four weights, finite and >= 0", "weights")
        return [
            self.nok_t,
            self.nok_tkm,
            self.co2e_kg_tkm,
            self.load_t,
            self.toll_nok,
            self.detour,
        ]


class OpenMarket:
    """Offers and needs. Immutable.

    Parameters
    ----------
    offers
        Columns by name, a data frame for instance: ``kg`` (int64); where it lies as ``x_km`` and
        ``y_km`` in one plane, or ``lon`` and ``lat`` in degrees (float64); ``group`` (anything that
        can be compared, default: all alike); ``first`` and ``last`` period in which it leaves
        (int64, both inside, default 0); ``place`` (the number of its origin in a matrix, default:
        its row).
    needs
        The same, ``place`` being a destination. Besides, ``groups``: a list per need of all that it
        takes (or ``group`` for one; neither: everything); ``bought_nok_t``: what it pays for what
        it does not get (float64, default 0: nobody minds).
    unplaced_nok_t
        What a tonne costs that nobody takes.

    int64 and float64 columns are read where they lie, without a copy.

    Raises
    ------
    InvalidArgumentError
        A column that is missing or has another length; and with everything else that is wrong in
        ``diagnostics``: negative masses, windows turned round, what is no number.
    """

    def __init__(
        self, offers: Mapping[str, Any], needs: Mapping[str, Any], *, unplaced_nok_t: float
    ) -> None:
        kinds = {_kind(offers, "offers"), _kind(needs, "needs")}
        if len(kinds) > 1:
            raise _refused("offers and needs say in different ways where they lie", "needs")
        self._kind = kinds.pop()
        labels = _labels(offers, needs)
        rows = [_party(offers, "offers"), _party(needs, "needs")]
        self.places = tuple(r.pop("place") for r in rows)
        self.positions = None if self._kind is None else _positions(self._kind, offers, needs)
        self.groups: tuple[Any, ...] = tuple(labels)
        sizes = [len(r["kg"]) for r in rows]
        rows[0]["group"] = _offer_groups(offers, labels, sizes[0])
        rows[1]["group"], rows[1]["group_first"] = _need_groups(needs, labels, sizes[1])
        bought = needs["bought_nok_t"] if "bought_nok_t" in needs else np.zeros(sizes[1])
        rows[1]["bought_nok_t"] = _column(bought, "needs/bought_nok_t", np.float64)
        self.unplaced_nok_t = float(unplaced_nok_t)
        self._rows = rows
        self._native(False)

    def _native(self, matrix: bool, origins: int = 0) -> Any:
        """Places are numbered by position; with a matrix origins first, then destinations."""
        if matrix:
            places = [self.places[0], self.places[1] + origins]
        else:
            places = [np.arange(self.offers), np.arange(self.needs) + self.offers]
        offers, needs = (
            {**r, "place": np.asarray(p, dtype=np.int64)}
            for r, p in zip(self._rows, places, strict=True)
        )
        return _masseflyt.open_market(offers, needs, self.unplaced_nok_t)

    def _with(self, haulage: Haulage) -> tuple[Any, Any]:
        factors = haulage._factors()
        degrees = self._kind == _POSITIONS[1]
        if haulage.matrix is None:
            if self.positions is None:
                raise _refused(
                    "no x_km and y_km, no lon and lat, and no matrix: nobody knows the ways",
                    "costs",
                )
            x, y = (np.concatenate(pair) for pair in zip(*self.positions, strict=True))
            return self._native(False), _masseflyt.straight_costs(x, y, degrees, factors)
        matrix = haulage.matrix
        for places, size, what in zip(
            self.places,
            (len(matrix.origins), len(matrix.destinations)),
            ("offers", "needs"),
            strict=True,
        ):
            wrong = np.flatnonzero((places < 0) | (places >= size))
            if len(wrong):
                raise _refused(
                    f"{places[wrong[0]]}: the matrix has {size}, numbered from 0",
                    f"/{what}/{wrong[0]}/place",
                )
        x, y = self._points_of(matrix)
        native = _masseflyt.matrix_costs(matrix._native, x, y, degrees, factors)
        return self._native(True, len(matrix.origins)), native

    def _points_of(self, matrix: CostMatrix) -> tuple[Any, Any]:
        """Where the ends of a matrix lie, if every one of them has a party that says so."""
        if self.positions is None:
            return None, None
        ends = []
        for places, (x, y), size in zip(
            self.places,
            self.positions,
            (len(matrix.origins), len(matrix.destinations)),
            strict=True,
        ):
            at = np.full((2, size), np.nan)
            at[0, places], at[1, places] = x, y
            if not np.array_equal(at[:, places], np.array([x, y])) or np.isnan(at).any():
                return None, None
            ends.append(at)
        x, y = np.concatenate(ends, axis=1)
        return np.ascontiguousarray(x), np.ascontiguousarray(y)

    @property
    def offers(self) -> int:
        """How many there are."""
        return len(self._rows[0]["kg"])

    @property
    def needs(self) -> int:
        """How many there are."""
        return len(self._rows[1]["kg"])

    def __repr__(self) -> str:
        return f"<OpenMarket: {self.offers} offers, {self.needs} needs>"


@dataclass(frozen=True, eq=False)
class Clearing:
    """Who gives to whom, and the prices that prove that nothing is cheaper.

    Attributes
    ----------
    status
        "optimal", "feasible" (stopped by the time limit: see ``gap``) or "stopped" (before there
        was anything).
    objective, bound
        NOK: hauls, what stays unplaced and what needs buy; no clearing is below the bound.
    offer, need, kg
        The trades: rows of the market, and kilograms. By offer, then need.
    offer_price, need_price
        Micro-NOK per kilogram: what a kilogram more of each costs.
    pairs, rounds
        Pairs that were ever stored, and looks over all pairs.
    """

    status: str
    objective: float
    bound: float
    offer: Integers
    need: Integers
    kg: Integers
    offer_price: Integers = field(repr=False)
    need_price: Integers = field(repr=False)
    pairs: int
    rounds: int

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|; 0 where both are equal."""
        if self.objective == self.bound:
            return 0.0
        return (self.objective - self.bound) / abs(self.objective) if self.objective else math.inf

    def to_frame(self) -> pd.DataFrame:
        """Make a table of the trades. Needs pandas."""
        from masseflyt.frames import frame_of_columns

        return frame_of_columns({"offer": self.offer, "need": self.need, "kg": self.kg})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Clearing):
            return NotImplemented
        return all(np.array_equal(a, b) for a, b in zip(_values(self), _values(other), strict=True))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class ClearingVerdict:
    """What independent code says of a clearing.

    Attributes
    ----------
    violations
        Empty: every rule is kept to the kilogram.
    objective, bound
        NOK, computed anew: the bound from the prices of needs, over all pairs.
    """

    violations: tuple[str, ...]
    objective: float
    bound: float

    @property
    def optimal(self) -> bool:
        """Whether it is proved to be the best."""
        return not self.violations and self.objective == self.bound


def check(
    offers: Mapping[str, Any], needs: Mapping[str, Any], *, unplaced_nok_t: float
) -> Diagnostics:
    """Tell everything that keeps these columns from being a market; see :class:`OpenMarket`."""
    try:
        OpenMarket(offers, needs, unplaced_nok_t=unplaced_nok_t)
    except MasseflytError as error:
        if error.code != ErrorCode.INVALID_ARGUMENT or not error.diagnostics:
            raise
        return Diagnostics(error.diagnostics)
    return Diagnostics()


def clear(
    market: OpenMarket,
    costs: Haulage,
    *,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Clearing:
    """Clear the market at the lowest cost.

    Parameters
    ----------
    time_limit
        Seconds, above 0. If it passes, the answer is the best so far with a bound that holds.
    progress
        Called with a stage and a share from 0 to 1. What it raises ends the call. Ctrl-C does, too.

    Raises
    ------
    InvalidArgumentError, LimitExceededError
        Nobody knows the ways, a place that the matrix does not have, a factor below 0; totals that
        do not fit into 64 bit micro-NOK.
    """
    if time_limit is not None:
        if not time_limit > 0:
            raise _refused(f"{time_limit}: expected a number of seconds above 0", "time_limit")
        time_limit = min(time_limit, _LONGEST_S)
    native, ways = market._with(costs)
    done = _masseflyt.clear_open_market(native, ways, list(costs.weights), time_limit, progress)
    columns: dict[str, Any] = done.columns()
    for column in columns.values():
        column.flags.writeable = False
    return Clearing(
        status=done.status,
        objective=done.objective_micro_nok / 1e6,
        bound=done.bound_micro_nok / 1e6,
        pairs=done.pairs,
        rounds=done.rounds,
        **columns,
    )


def verify(market: OpenMarket, costs: Haulage, clearing: Clearing) -> ClearingVerdict:
    """Check a clearing, and compute its bound anew from its prices: they may come from anywhere."""
    native, ways = market._with(costs)
    v = _masseflyt.verify_open_market(
        native,
        ways,
        list(costs.weights),
        clearing.offer,
        clearing.need,
        clearing.kg,
        clearing.need_price,
    )
    return ClearingVerdict(
        tuple(v.violations), v.objective_micro_nok / 1e6, v.bound_micro_nok / 1e6
    )


# ---- what callers may write in several ways ------------------------------------------------------


def _refused(message: str, path: str) -> MasseflytError:
    return make(ErrorCode.INVALID_ARGUMENT, message, path)


def _values(clearing: Clearing) -> list[Any]:
    return [getattr(clearing, name) for name in Clearing.__dataclass_fields__]


def _column(values: Any, path: str, kind: type) -> NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise _refused(f"{array.ndim} dimensions, expected a column", path)
    if kind is np.int64 and array.size and array.dtype.kind not in "iu":
        raise _refused(f"a column of {array.dtype}, expected whole numbers", path)
    if kind is np.float64 and array.dtype.kind not in "iuf":
        raise _refused(f"a column of {array.dtype}, expected numbers", path)
    return np.ascontiguousarray(array, dtype=kind)


def _kind(table: Mapping[str, Any], what: str) -> tuple[str, str] | None:
    if "kg" not in table:
        raise _refused("there is no column kg", what)
    told = [pair for pair in _POSITIONS if any(name in table for name in pair)]
    if len(told) > 1:
        raise _refused("both x_km, y_km and lon, lat: expected one of them", what)
    for name in told[0] if told else ():
        if name not in table:
            raise _refused(f"there is no column {name}", what)
    return told[0] if told else None


def _party(table: Mapping[str, Any], what: str) -> dict[str, Any]:
    rows = {"kg": _column(table["kg"], f"{what}/kg", np.int64)}
    size = len(rows["kg"])
    for name in ("first", "last", "place"):
        if name in table:
            rows[name] = _column(table[name], f"{what}/{name}", np.int64)
        else:
            rows[name] = np.arange(size) if name == "place" else np.zeros(size, dtype=np.int64)
    if len(rows["place"]) != size:
        raise _refused(f"{len(rows['place'])} rows where kg has {size}", f"/{what}/place")
    return rows


def _positions(
    kind: tuple[str, str], offers: Mapping[str, Any], needs: Mapping[str, Any]
) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    out = []
    for table, what in ((offers, "offers"), (needs, "needs")):
        x, y = (_column(table[name], f"{what}/{name}", np.float64) for name in kind)
        rows = len(np.asarray(table["kg"]))
        if len(x) != rows or len(y) != rows:
            raise _refused(f"not one position for each of {rows} rows", f"/{what}/{kind[0]}")
        for name, column in zip(kind, (x, y), strict=True):
            if len(wrong := np.flatnonzero(~np.isfinite(column))):
                row, more = wrong[0], f" (of {len(wrong)} such)" if len(wrong) > 1 else ""
                path = f"/{what}/{row}/{name}"
                raise _refused(f"is {column[row]}{more}, expected a number", path)
        out.append((x, y))
    return out


def _groups_of(table: Mapping[str, Any]) -> Sequence[Sequence[Any]] | None:
    if "groups" in table:
        return [list(taken) for taken in table["groups"]]
    return [[g] for g in np.asarray(table["group"]).tolist()] if "group" in table else None


def _labels(offers: Mapping[str, Any], needs: Mapping[str, Any]) -> dict[Any, int]:
    """Numbers of groups, in the order in which they are met."""
    if "group" not in offers and ("group" in needs or "groups" in needs):
        raise _refused("needs name groups and offers have no column group", "offers")
    labels: dict[Any, int] = {}
    for g in np.asarray(offers["group"]).tolist() if "group" in offers else [None]:
        labels.setdefault(g, len(labels))
    for taken in _groups_of(needs) or ():
        for g in taken:
            labels.setdefault(g, len(labels))
    return labels


def _offer_groups(table: Mapping[str, Any], labels: Mapping[Any, int], rows: int) -> Integers:
    if "group" not in table:
        return np.zeros(rows, dtype=np.int64)
    return np.array([labels[g] for g in np.asarray(table["group"]).tolist()], dtype=np.int64)


def _need_groups(
    table: Mapping[str, Any], labels: Mapping[Any, int], rows: int
) -> tuple[Integers, Integers]:
    """Return all groups one after the other, and where those of each need begin."""
    groups = _groups_of(table)
    if groups is None:
        every = np.arange(len(labels), dtype=np.int64)
        return np.tile(every, rows), np.arange(rows + 1, dtype=np.int64) * len(labels)
    if len(groups) != rows:
        raise _refused(f"{len(groups)} rows where kg has {rows}", "/needs/groups")
    flat = np.array([labels[g] for taken in groups for g in taken], dtype=np.int64)
    return flat, np.concatenate(([0], np.cumsum([len(t) for t in groups]))).astype(np.int64)
