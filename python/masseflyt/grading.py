"""What a sieve curve says: sizes, uniformity, fines on any base, and which categories it meets.

>>> from masseflyt.grading import GradingCurve
>>> curve = GradingCurve({4: 3, 8: 18, 16: 87, 22.4: 99, 31.5: 100})
>>> [(c.name, c.met) for c in curve.categories("EN 12620", (8, 16))]
[('GC85/20', 'yes'), ('GC80/20', 'yes')]
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Literal

from masseflyt import _masseflyt
from masseflyt.classification import read
from masseflyt.errors import ErrorCode, make
from masseflyt.rules import RulePack

__all__ = ["Category", "Check", "Checks", "GradingCurve", "read_curve"]

Answer = Literal["yes", "no", "unknown"]
Language = Literal["en", "nb"]

_ANSWERS: dict[int, Answer] = {-1: "unknown", 0: "no", 1: "yes"}
_Row = tuple[str, int, str, str, str, str]


@dataclass(frozen=True)
class Check:
    """One requirement and what was found."""

    rule: str
    met: Answer
    text: str
    change: str
    """What would meet it, or the test that would decide."""


@dataclass(frozen=True)
class Checks:
    """Met when all requirements are, not when one is broken, and else unknown."""

    met: Answer
    checks: tuple[Check, ...]

    @property
    def open_or_broken(self) -> tuple[Check, ...]:
        return tuple(c for c in self.checks if c.met != "yes")


@dataclass(frozen=True)
class Category(Checks):
    """A category that an aggregate of this size may have."""

    name: str
    kind: str
    """The table of the standard: "coarse_wide", "fine", "all_in", ..."""


class GradingCurve:
    """A grading curve: sieve size in mm to the per cent by mass that is smaller.

    Between two sieves it is a straight line on the usual chart, size logarithmic; beyond the
    outermost ones nothing is known, and the answer is None.

    Raises
    ------
    InvalidArgumentError
        With fewer than two sieves, percentages that fall or sizes that are none.
    """

    def __init__(self, passing: Mapping[float, float]) -> None:
        sieves = sorted(passing)
        self.sieves = {float(s): float(passing[s]) for s in sieves}
        self._curve = _masseflyt.GradingCurve(list(self.sieves), list(self.sieves.values()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GradingCurve) and self.sieves == other.sieves

    def __hash__(self) -> int:
        return hash(tuple(self.sieves.items()))

    def __repr__(self) -> str:
        return f"GradingCurve({self.sieves})"

    def __reduce__(self) -> tuple[type[GradingCurve], tuple[dict[float, float]]]:
        return GradingCurve, (self.sieves,)

    def passing(self, size_mm: float) -> float | None:
        """Per cent that is smaller than a size."""
        return self._curve.passing(size_mm)

    def d(self, percent: float) -> float | None:
        """Size in mm that so many per cent are smaller than: D10 for 10."""
        return self._curve.d(percent)

    @property
    def uniformity(self) -> float | None:
        """Cu = D60 / D10."""
        return self._curve.uniformity()

    @property
    def curvature(self) -> float | None:
        """Cc = D30² / (D10 · D60)."""
        return self._curve.curvature()

    def fines(self, size_mm: float = 0.063, *, base_mm: float) -> float | None:
        """Per cent smaller than a size of the material below ``base_mm``: 22.4, 90 or 19 mm."""
        return self._curve.fines_of(size_mm, base_mm)

    def categories(
        self,
        standard: str,
        size: tuple[float, float],
        *,
        strict: bool = False,
        lang: Language = "en",
    ) -> tuple[Category, ...]:
        """Give every grading category for aggregates d/D of "EN 12620" or "EN 13242", with answers.

        Raises
        ------
        NotFoundError
            If no table of the standard is for that size.
        """
        found = _masseflyt.grading_categories(self._curve, standard, *size, strict)
        return tuple(
            Category(_ANSWERS[met], _checks(rows, lang), name, kind)
            for name, kind, (met, rows) in found
        )

    def armourstone(self, grading: str, *, strict: bool = False, lang: Language = "en") -> Checks:
        """Hold it against a coarse grading of EN 13383, "CP45/125". NotFoundError if unknown."""
        met, rows = _masseflyt.coarse_armourstone(self._curve, grading, strict)
        return Checks(_ANSWERS[met], _checks(rows, lang))

    def layer(
        self,
        layer: str,
        *,
        pack: RulePack | None = None,
        tests: Mapping[str, float | str] | None = None,
        strict: bool = False,
        lang: Language = "en",
    ) -> Checks:
        """Hold it against the requirements of a layer, "SVV/frostsikringslag".

        ``pack`` is a pack of requirements of your own; without one "no.layers". ``tests`` are
        results that no curve tells: {"los_angeles": 28}. NotFoundError for an unknown layer.
        """
        json = b"" if pack is None else pack.to_json().encode()
        further = [(subject, str(value)) for subject, value in (tests or {}).items()]
        met, rows = _masseflyt.layer(self._curve, layer, json, further, strict)
        return Checks(_ANSWERS[met], _checks(rows, lang))


def _checks(rows: list[_Row], lang: Language) -> tuple[Check, ...]:
    nb = lang == "nb"
    return tuple(
        Check(rule, _ANSWERS[met], text_nb if nb else text_en, change_nb if nb else change_en)
        for rule, met, text_en, text_nb, change_en, change_nb in rows
    )


def read_curve(source: str | PathLike[str]) -> GradingCurve:
    """Read a curve from a CSV file with the columns size_mm and passing_percent.

    Comma, semicolon or tab; with the latter two, numbers may have a decimal comma.

    Raises
    ------
    InvalidDocumentError
        If a column is missing or a cell is no number; the message names the row.
    FileError
        If the file cannot be read.
    """
    name = Path(source).name
    text = read(Path(source)).decode("utf-8-sig", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    columns = ("size_mm", "passing_percent")
    missing = [c for c in columns if c not in (rows.fieldnames or ())]
    if missing:
        message = f"{name}:1: expected the columns size_mm and passing_percent"
        raise make(ErrorCode.INVALID_DOCUMENT, message, f"{name}:1:{missing[0]}")
    sieves: dict[float, float] = {}
    for row in rows:
        size, passing = (_number(row[c], f"{name}:{rows.line_num}:{c}") for c in columns)
        if size in sieves:
            place = f"{name}:{rows.line_num}:size_mm"
            raise make(ErrorCode.INVALID_DOCUMENT, f"{place}: expected each sieve once", place)
        sieves[size] = passing
    return GradingCurve(sieves)


def _number(text: str | None, place: str) -> float:
    try:
        return float((text or "").strip().replace(",", "."))
    except ValueError:
        message = f"{place}: {text!r}, expected a number"
        raise make(ErrorCode.INVALID_DOCUMENT, message, place) from None
