"""How far an offer, a need or a deal has come, who may see what of it, and what a fill is.

>>> from masseflyt import deals
>>> deals.next_stages("reserved")
('open', 'agreed', 'withdrawn')
>>> deals.advance("open", "agreed")
Traceback (most recent call last):
    ...
masseflyt.errors.ConflictError: what is open does not become agreed: both sides have to be held to it first: reserve it; it may become: draft, reserved, withdrawn
"""  # noqa: E501

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masseflyt import _masseflyt
from masseflyt.scenario import Scenario

__all__ = [
    "STAGES",
    "PublicView",
    "Purpose",
    "Stage",
    "advance",
    "beneficial",
    "next_stages",
    "public_view",
]  # fmt: skip

Stage = Literal["draft", "open", "reserved", "agreed", "under_way", "delivered", "withdrawn"]

STAGES: tuple[Stage, ...] = (
    "draft", "open", "reserved", "agreed", "under_way", "delivered", "withdrawn",
)  # fmt: skip
"""draft, delivered and withdrawn are not planned with; agreed and under_way deals are pins."""


def next_stages(stage: Stage) -> tuple[str, ...]:
    """Tell what may come next."""
    return tuple(_masseflyt.next_stages(stage))


def advance(stage: Stage, to: Stage) -> str:
    """Take the step, and give the new stage.

    Raises
    ------
    ConflictError
        If that is no step, with the reason and what it may become instead.
    """
    return str(_masseflyt.advance(stage, to))


@dataclass(frozen=True)
class PublicView:
    """An offer or a need as somebody else sees it."""

    party: str
    """Empty while it is hidden."""
    longitude: float
    latitude: float
    within_km: float
    """The place lies within so far of the position; 0: it is exact."""


def public_view(
    scenario: Scenario, subject: str, *, accepted: bool = False, cell_km: float = 5
) -> PublicView:
    """Show an offer or a need to somebody, who has ``accepted`` a deal with it or not.

    With ``privacy`` coarse its place is the middle of a cell of ``cell_km``, the same whoever asks.

    Raises
    ------
    NotFoundError
        If there is no such offer or need.
    """
    return PublicView(*_masseflyt.public_view(scenario._document, subject, accepted, cell_km))


@dataclass(frozen=True)
class Purpose:
    """Whether a fill is a beneficial purpose, or disposal by another name."""

    answer: str
    """One of recovery, disposal, unknown."""
    failed: tuple[str, ...]
    open: tuple[str, ...]
    en: str
    nb: str
    source: str


def beneficial(
    *,
    planned_anyway: bool | None = None,
    amount_fits: bool | None = None,
    suited: bool | None = None,
    replaces: bool | None = None,
) -> Purpose:
    """Ask the four questions of a beneficial purpose; None: nobody has said.

    >>> beneficial(planned_anyway=True, amount_fits=True, suited=True, replaces=False).answer
    'disposal'
    >>> beneficial(planned_anyway=True).answer
    'unknown'
    """
    said = [
        "" if v is None else "yes" if v else "no"
        for v in (planned_anyway, amount_fits, suited, replaces)
    ]
    answer, failed, left, en, nb, source = _masseflyt.beneficial(*said)
    return Purpose(answer, tuple(failed), tuple(left), en, nb, source)
