"""What a trip emits, loaded and empty, and how sure that is.

>>> from masseflyt import emission
>>> truck = emission.EnergyUse(full_per_km=0.5, empty_share=0.6, kg_per_unit=2.0, payload_t=20)
>>> trip = emission.trip_emission(truck, loaded_km=10, load_t=20, empty_km=10)
>>> trip.loaded_kg.point, trip.empty_kg.point, trip.kg_per_tkm.point
(10.0, 6.0, 0.08)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from masseflyt import _masseflyt
from masseflyt._masseflyt import Factor

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EnergyUse",
    "Factor",
    "Ranged",
    "TripEmission",
    "factor",
    "factors",
    "factors_frame",
    "ranged",
    "trip_emission",
]


class Ranged(NamedTuple):
    """A figure with the range it may lie in; all three are equal where no range is known."""

    low: float
    point: float
    high: float


Figure: TypeAlias = "float | Ranged | tuple[float, float, float]"


@dataclass(frozen=True)
class EnergyUse:
    """What a vehicle burns, and what a unit of that emits.

    Energy rises with the load in a straight line from empty to full. A figure is a number, or low,
    point and high.

    Attributes
    ----------
    full_per_km
        Units of energy per kilometre with ``payload_t`` on it.
    empty_share
        Of ``full_per_km``, 0 to 1.
    kg_per_unit
        kg CO2e per unit of energy.
    payload_t
        Above 0.
    per_gradient_percent
        Share of energy more per per cent of mean ascent less descent along the way. None: not
        known, and a trip with a gradient is refused.
    energy_unit, scope, rests_on
        Words: "litre" or "kWh"; what ``kg_per_unit`` covers, "TTW" or "WTW"; where the figures
        come from. They go through to the answer.
    """

    full_per_km: Figure
    empty_share: Figure
    kg_per_unit: Figure
    payload_t: float
    per_gradient_percent: Figure | None = None
    energy_unit: str = ""
    scope: str = ""
    rests_on: Sequence[str] = ()


@dataclass(frozen=True)
class TripEmission:
    """By the logic of ISO 14083:2023: what the empty way emits belongs to the load.

    ``kg_per_tkm`` is both over the tonne-kilometres of the loaded way.
    """

    loaded_kg: Ranged
    empty_kg: Ranged
    kg_per_tkm: Ranged
    scope: str
    rests_on: tuple[str, ...]


def factors() -> list[Factor]:
    """List the built-in factors of vehicles, fuels and hauling, each with its source.

    >>> all(f.source for f in factors())
    True
    """
    return list(_masseflyt.transport_factors())


def factors_frame() -> pd.DataFrame:
    """Make a table of the factors, one row each. Needs pandas."""
    from masseflyt.frames import frame_of_rows

    names = [
        "id", "category", "item", "value", "low", "high", "unit", "scope", "year", "source",
        "confidence", "notes",
    ]  # fmt: skip
    return frame_of_rows(names, [[getattr(f, n) for n in names] for f in factors()])


def factor(factor_id: str, *, strict: bool = False) -> Factor:
    """Look up one factor.

    Raises
    ------
    NotFoundError
        If there is none of that id.
    RuleNotVerifiedError
        If ``strict`` and nobody has checked its source.
    """
    return _masseflyt.transport_factor(factor_id, strict)


def ranged(figure: Factor | Figure) -> Ranged:
    """Low, point and high of a factor or a figure.

    >>> ranged(2.5)
    Ranged(low=2.5, point=2.5, high=2.5)
    """
    if isinstance(figure, Factor):
        value = figure.value
        low = value if figure.low is None else figure.low
        high = value if figure.high is None else figure.high
        return Ranged(min(low, value), value, max(high, value))
    if isinstance(figure, tuple):
        return Ranged(*figure)
    return Ranged(figure, figure, figure)


def trip_emission(
    use: EnergyUse,
    *,
    loaded_km: float,
    load_t: float,
    empty_km: float,
    gradient_percent: float | None = None,
) -> TripEmission:
    """Tell what a round trip emits.

    Parameters
    ----------
    loaded_km, empty_km
        Out with the load; back, or to the next load, without.
    load_t
        At most the payload.
    gradient_percent
        Of the loaded way, seen by the load; None: not looked at.

    Raises
    ------
    InvalidArgumentError
        Naming the member: no payload, a load above it, a length below 0, a range that is not in
        order, a gradient where its effect is not known.
    """
    gradient = use.per_gradient_percent
    loaded, empty, per_tkm = _masseflyt.trip_emission(
        ranged(use.full_per_km),
        ranged(use.empty_share),
        ranged(use.kg_per_unit),
        use.payload_t,
        None if gradient is None else ranged(gradient),
        loaded_km,
        load_t,
        empty_km,
        gradient_percent,
    )
    return TripEmission(
        Ranged(*loaded), Ranged(*empty), Ranged(*per_tkm), use.scope, tuple(use.rests_on)
    )
