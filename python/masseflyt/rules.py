"""The rules that verdicts rest on: limits as data, with who set them and who has checked them.

>>> from masseflyt import rules
>>> pack = rules.rule_pack("no.normverdier")
>>> arsenic = next(rule for rule in pack.rules if rule.subject == "as")
>>> f"{arsenic.id}: {arsenic.comparator} {arsenic.value} {pack.unit} ({arsenic.confidence})"
'no.normverdier/as: > 8 mg/kg (verified)'
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from masseflyt import _masseflyt
from masseflyt.classification import as_day, read

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rule", "RulePack", "json_schema", "read_rule_pack", "rule_pack", "rule_packs"]

Comparator = Literal["<", "<=", ">", ">=", "="]
Confidence = Literal["verified", "recalled"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of a pack. It speaks when what was measured is ``comparator`` ``value``."""

    id: str
    """As reasons name it: "no.tilstandsklasser.ta2553/as/2"."""
    scope: str
    """Table inside the pack, "inert/ls10"; may be empty."""
    subject: str
    """Analyte, property or hazard statement."""
    level: int
    """Condition class; 0 where the method has no levels."""
    comparator: Comparator
    value: Decimal
    unit: str
    """Unit of the value."""
    outcome: str
    source: str
    """Where the number was read."""
    confidence: Confidence
    """``verified``: read in that source. ``recalled``: nobody has found it there yet."""
    note: str


@dataclass(frozen=True, slots=True)
class RulePack:
    """A table of limits in one edition. ``hash`` is SHA-256 of :meth:`to_json`."""

    id: str
    title: str
    title_nb: str
    edition: str
    jurisdiction: str
    valid_from: datetime.date | None
    """First day; None when it is not known, which is taken as always."""
    valid_to: datetime.date | None
    """Last day; None while in force."""
    method: str
    """What the library does with the values: "condition_class", "requirement", ..."""
    unit: str
    basis: str
    rules: tuple[Rule, ...]
    hash: str
    _json: str

    @property
    def verified(self) -> int:
        """How many values were read in the source they name."""
        return sum(rule.confidence == "verified" for rule in self.rules)

    @property
    def recalled(self) -> int:
        """How many values still have to be found in their source."""
        return len(self.rules) - self.verified

    def in_force(self, date: datetime.date | str) -> bool:
        """Tell whether a day lies in the validity; both ends are in."""
        day = as_day(date)
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def differences(self, after: RulePack) -> tuple[str, ...]:
        """Tell what another edition changes, one line each: "as 2: <= 20 -> <= 25"."""
        return tuple(_masseflyt.rule_differences(self._json, after._json))

    def to_json(self) -> str:
        """Write the pack as "masseflyt.rules/1", which :func:`read_rule_pack` reads."""
        return self._json

    def frame(self) -> pd.DataFrame:
        """Make a frame with one row per rule. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        names = [f.name for f in fields(Rule)]
        return frame_of_rows(names, [[getattr(r, name) for name in names] for r in self.rules])

    def __str__(self) -> str:
        return f"{self.id} ({self.edition}): {len(self.rules)} rules, {self.verified} verified"


def rule_packs() -> tuple[RulePack, ...]:
    """All packs that come with the library, by id."""
    return tuple(_built_in(name, "") for name in _masseflyt.built_in_packs())


def rule_pack(id: str, date: datetime.date | str | None = None) -> RulePack:  # noqa: A002
    """One pack that comes with the library, in the edition of a day; without one the newest.

    Raises
    ------
    NotFoundError
        If there is no such pack, or no edition of it was in force on that day.
    InvalidArgumentError
        If the date is no day such as "2026-03-01".
    """
    return _built_in(id, "" if date is None else as_day(date).isoformat())


def read_rule_pack(source: str | PathLike[str] | bytes) -> RulePack:
    """Read a pack from a file, or from the bytes of one.

    Raises
    ------
    InvalidDocumentError
        If it is no pack; ``diagnostics`` holds every fault with the name of the file and the JSON
        pointer, as in ``pack.json:/rules/3/value``.
    FileError
        If the file cannot be read.
    """
    if isinstance(source, bytes):
        return _pack(*_masseflyt.read_rule_pack(source, "")[0])
    return _pack(*_masseflyt.read_rule_pack(read(Path(source)), str(source))[0])


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a pack, from the table that drives the reader."""
    schema: dict[str, Any] = json.loads(_masseflyt.rule_pack_schema())
    return schema


@cache
def _built_in(name: str, date: str) -> RulePack:
    return _pack(*_masseflyt.rule_pack(name, date))


def _pack(text: str, sha256: str, ids: list[str]) -> RulePack:
    told = json.loads(text)
    sources, unit = told["sources"], told.get("unit", "")
    rules = tuple(
        Rule(
            id=name,
            scope=row.get("scope", ""),
            subject=row["subject"],
            level=row.get("level", 0),
            comparator=cast(Comparator, row["comparator"]),
            value=Decimal(row["value"]),
            unit=row.get("unit", unit),
            outcome=row.get("outcome", ""),
            source=sources[row["source"]],
            confidence=cast(Confidence, row["confidence"]),
            note=row.get("note", ""),
        )
        for name, row in zip(ids, told["rules"], strict=True)
    )
    return RulePack(
        id=told["id"],
        title=told["title"],
        title_nb=told["title_nb"],
        edition=told["edition"],
        jurisdiction=told["jurisdiction"],
        valid_from=_maybe_day(told.get("valid_from", "")),
        valid_to=_maybe_day(told.get("valid_to", "")),
        method=told["method"],
        unit=unit,
        basis=told["basis"],
        rules=rules,
        hash=sha256,
        _json=text,
    )


def _maybe_day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
