"""What may a mass be used for, why, and what would it take? And what has to be tested first?

>>> from masseflyt import classification
>>> lot = classification.lot(
...     "L1", "soil", samples=[{"id": "P1", "analyte": "Bly", "value": 90, "unit": "mg/kg TS"}]
... )
>>> answer = classification.fit(lot, "fill/sentrum/>1")
>>> answer.answer
'conditional'
>>> print(classification.fit(lot, "reuse").reasons[0].text)
P1: Lead is 90 mg/kg TS, above the clean limit 60 mg/kg TS: contaminated
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.plan import Language

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Duty",
    "Fit",
    "FitReason",
    "UseInfo",
    "UseRanking",
    "catalogue",
    "duties",
    "fit",
    "lot",
    "lot_schema",
    "uses",
]

Fitness = Literal["allowed", "conditional", "unknown", "refused"]
Level = Literal["prevention", "reuse", "recycling", "recovery", "disposal", "unknown"]
Lot = Mapping[str, Any] | str | PathLike[str]
"""A document "masseflyt.lot/1": as a mapping, as JSON text, or as the path of a file."""


@dataclass(frozen=True, slots=True)
class FitReason:
    """One reason. ``text`` and ``change`` are English, with ``_nb`` Norwegian bokmål."""

    effect: Fitness
    """What it makes of the use; ``allowed`` when it speaks for it."""
    aspect: str
    """contamination, hazardous, acid_rock, radioactivity, species, demolition, ..."""
    rule: str
    sample: str
    subject: str
    measured: str
    limit: str
    source: str
    confidence: Literal["verified", "recalled"]
    missing: str
    """The test that would tell, or what a condition asks for: a word for programs."""
    text: str
    text_nb: str
    change: str
    """What would change it; empty when it speaks for the use."""
    change_nb: str

    def explain(self, lang: Language = "en") -> str:
        """Tell the reason, what would change it and where it comes from, in some lines."""
        text, change = (self.text_nb, self.change_nb) if lang == "nb" else (self.text, self.change)
        wish, where = ("Endres av", "Kilde") if lang == "nb" else ("Changed by", "Source")
        lines = [text]
        if change:
            lines.append(f"  {wish}: {change}")
        if self.source or self.rule:
            sure = "" if self.confidence == "verified" else _RECALLED[lang]
            lines.append(f"  {where}: {'; '.join(filter(None, (self.rule, self.source)))}{sure}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Duty:
    """What has to be tested before something may be done with a lot."""

    id: str
    title: str
    title_nb: str
    test: str
    before: str
    """dig, move, receive, place, declare or recover."""
    fulfilled: bool | None
    """None: how many was not found, or an amount is not told."""
    required: int | None
    done: int
    by: str
    """Who tests; empty: not found."""
    cost: str
    """Who pays; empty: not found."""
    source: str
    confidence: Literal["verified", "recalled"]
    note: str
    text: str
    text_nb: str
    change: str
    change_nb: str


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer for one use, with its reasons, what decides first."""

    use: str
    title: str
    title_nb: str
    answer: Fitness
    level: Level
    """Where the use stands in the resource pyramid."""
    reasons: tuple[FitReason, ...]
    open_duties: tuple[Duty, ...] = ()
    rules: tuple[str, ...] = ()
    """Packs that the answer rests on, as "id@sha-256"."""
    diagnostics: tuple[str, ...] = ()

    def explain(self, lang: Language = "en") -> str:
        """Tell the answer and all its reasons, in lines for people."""
        title = self.title_nb if lang == "nb" else self.title
        head = f"{title}: {_ANSWERS[lang][self.answer]}"
        return "\n".join([head, *(_bullet(r.explain(lang)) for r in self.reasons)])


@dataclass(frozen=True, slots=True)
class UseRanking:
    """All uses of a lot, from the top of the resource pyramid down."""

    fits: tuple[Fit, ...]
    level: Level
    """Best level that is allowed now; ``unknown`` when none is."""
    highest: Level
    """Best level that is not refused."""
    highest_outside: Level
    """The same, outside its own project."""
    takes: tuple[FitReason, ...]
    """What it takes to reach ``highest_outside``."""
    rules: tuple[str, ...] = ()
    diagnostics: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """Make a frame with one row per use. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        names = ["use", "level", "answer", "reason", "missing"]
        return frame_of_rows(
            names,
            [
                [
                    f.use,
                    f.level,
                    f.answer,
                    f.reasons[0].text if f.reasons else "",
                    ";".join(dict.fromkeys(r.missing for r in f.reasons if r.missing)),
                ]
                for f in self.fits
            ],
        )


@dataclass(frozen=True, slots=True)
class UseInfo:
    """A use that can be asked for."""

    use: str
    title: str
    title_nb: str
    level: Level


def lot(
    lot_id: str,
    material: str,
    *,
    samples: pd.DataFrame | Iterable[Mapping[str, Any]] = (),
    **members: Any,
) -> dict[str, Any]:
    """Make a lot document from results and facts.

    Parameters
    ----------
    lot_id, material
        Name of the lot; soil, rock, concrete, ... as :func:`lot_schema` lists them.
    samples
        One row per result: id (or sample), analyte, value, unit. A frame, or mappings.
    members
        Other members of "masseflyt.lot/1", as ``acid_rock={"sulphur_percent": "<0.02"}``.
    """
    rows = samples.to_dict("records") if hasattr(samples, "to_dict") else list(samples)
    results = [
        {
            "id": str(row["id"] if "id" in row else row["sample"]),
            "analyte": str(row["analyte"]),
            "value": _value(row["value"]),
            "unit": str(row["unit"]),
            **{k: str(row[k]) for k in ("uncertainty", "depth") if row.get(k)},
        }
        for row in rows
    ]
    return {
        "schema": "masseflyt.lot/1",
        "id": lot_id,
        "material": material,
        **({"samples": results} if results else {}),
        **members,
    }


def fit(
    lot: Lot,
    use: str,
    *,
    strict: bool = False,
    date: datetime.date | str | None = None,
    wanted: Sequence[str] = (),
    under_buildings: bool = False,
    vulnerable_recipient: bool = False,
    layers: Sequence[str | PathLike[str]] = (),
) -> Fit:
    """Hold all that is known of a lot against one use.

    Parameters
    ----------
    lot
        A document "masseflyt.lot/1": a mapping (see :func:`lot`), JSON text, or a path.
    use
        As :func:`catalogue` lists them: "fill/sentrum/>1", "concrete_aggregate",
        "layer/SVV/frostsikringslag", "armour/HMA300-1000", "landfill/inert", ...
    strict
        An answer never rests on a value whose source nobody has checked: it is then unknown.
    date
        Judge by the rules of this day; None: the newest.
    wanted
        What the buyer asks for: "los_angeles<=35", ...
    under_buildings, vulnerable_recipient
        Of the place where it would lie.
    layers
        Paths of own tables of layers, rule packs with the method ``requirement``.

    Raises
    ------
    InvalidDocumentError
        If the lot or a table has faults; ``diagnostics`` holds every one of them.
    NotFoundError
        If there is no such use, or no rules on that date.
    InvalidArgumentError
        If a use or a wish cannot be read.
    """
    text, found = _masseflyt.fit_json(
        _text(lot),
        use,
        strict,
        _iso(date),
        vulnerable_recipient,
        under_buildings,
        list(wanted),
        _packs(layers),
    )
    root = json.loads(text)
    duties = tuple(_duty(d) for d in root["open_duties"])
    return _fit(root["fit"], duties, tuple(root["rules"]), _lines(found))


def uses(
    lot: Lot,
    *,
    strict: bool = False,
    date: datetime.date | str | None = None,
    wanted: Sequence[str] = (),
    under_buildings: bool = False,
    vulnerable_recipient: bool = False,
    layers: Sequence[str | PathLike[str]] = (),
) -> UseRanking:
    """Rank all uses of a lot from the top of the resource pyramid down; arguments as :func:`fit`.

    >>> from masseflyt import classification
    >>> ranking = classification.uses(classification.lot("L1", "soil", hazardous="yes"))
    >>> ranking.level, ranking.highest
    ('unknown', 'disposal')
    """
    text, found = _masseflyt.uses_json(
        _text(lot),
        strict,
        _iso(date),
        vulnerable_recipient,
        under_buildings,
        list(wanted),
        _packs(layers),
    )
    root = json.loads(text)
    return UseRanking(
        fits=tuple(_fit(f) for f in root["uses"]),
        level=root["now"]["level"],
        highest=root["highest"]["level"],
        highest_outside=root["highest_outside"]["level"],
        takes=tuple(_reason(r) for r in root["takes"]),
        rules=tuple(root["rules"]),
        diagnostics=_lines(found),
    )


def duties(lot: Lot, use: str, *, strict: bool = False) -> tuple[Duty, ...]:
    """Tell what has to be tested before the lot may be used so, fulfilled duties too.

    Raises as :func:`fit` does.
    """
    text, _ = _masseflyt.duties_json(_text(lot), use, strict)
    return tuple(_duty(d) for d in json.loads(text)["duties"])


def catalogue(layers: Sequence[str | PathLike[str]] = ()) -> tuple[UseInfo, ...]:
    """List the uses that :func:`fit` knows, from the top of the pyramid down."""
    text, _ = _masseflyt.use_catalogue(_packs(layers))
    return tuple(
        UseInfo(u["use"], u["title"]["en"], u["title"]["nb"], u["level"]) for u in json.loads(text)
    )


def lot_schema() -> dict[str, Any]:
    """Return the JSON Schema of "masseflyt.lot/1"."""
    schema: dict[str, Any] = json.loads(_masseflyt.lot_schema())
    return schema


# ---- shared --------------------------------------------------------------------------------------

_ANSWERS: dict[str, dict[str, str]] = {
    "en": {
        "allowed": "allowed",
        "conditional": "allowed on conditions",
        "unknown": "not known",
        "refused": "refused",
    },
    "nb": {
        "allowed": "tillatt",
        "conditional": "tillatt på vilkår",
        "unknown": "ikke kjent",
        "refused": "avvist",
    },
}


_RECALLED: dict[str, str] = {"en": " (recalled)", "nb": " (ikke bekreftet)"}


def _bullet(text: str) -> str:
    return "- " + text.replace("\n", "\n  ")


def _value(value: Any) -> str | float:
    return value if isinstance(value, str) else float(value)


def _text(lot: Lot) -> str:
    if isinstance(lot, Mapping):
        try:
            return json.dumps(lot, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise make(ErrorCode.INVALID_ARGUMENT, f"the lot is no JSON: {error}") from None
    if isinstance(lot, str) and lot.lstrip()[:1] in ("{", "["):
        return lot
    return _file(lot)


def _file(path: str | PathLike[str]) -> str:
    from masseflyt.classification import read

    try:
        return read(Path(path)).decode()
    except UnicodeDecodeError as error:
        message = f"{path}: byte {error.start} is no UTF-8"
        raise make(ErrorCode.INVALID_DOCUMENT, message, str(path)) from None


def _packs(paths: Sequence[str | PathLike[str]]) -> list[str]:
    return [_file(path) for path in paths]


def _iso(date: datetime.date | str | None) -> str:
    from masseflyt.classification import as_day

    return "" if date is None else as_day(date).isoformat()


def _lines(found: Any) -> tuple[str, ...]:
    return tuple(str(d) for d in Diagnostics(found))


def _reason(r: Mapping[str, Any]) -> FitReason:
    change = r.get("change", {"en": "", "nb": ""})
    return FitReason(
        effect=r["effect"],
        aspect=r["aspect"],
        rule=r.get("rule", ""),
        sample=r.get("sample", ""),
        subject=r.get("subject", ""),
        measured=r.get("measured", ""),
        limit=r.get("limit", ""),
        source=r.get("source", ""),
        confidence=r["confidence"],
        missing=r.get("missing", ""),
        text=r["text"]["en"],
        text_nb=r["text"]["nb"],
        change=change["en"],
        change_nb=change["nb"],
    )


def _fit(
    f: Mapping[str, Any],
    open_duties: tuple[Duty, ...] = (),
    rules: tuple[str, ...] = (),
    diagnostics: tuple[str, ...] = (),
) -> Fit:
    return Fit(
        use=f["use"],
        title=f["title"]["en"],
        title_nb=f["title"]["nb"],
        answer=f["answer"],
        level=f["level"],
        reasons=tuple(_reason(r) for r in f["reasons"]),
        open_duties=open_duties,
        rules=rules,
        diagnostics=diagnostics,
    )


def _duty(d: Mapping[str, Any]) -> Duty:
    change = d.get("change", {"en": "", "nb": ""})
    return Duty(
        id=d["id"],
        title=d["title"]["en"],
        title_nb=d["title"]["nb"],
        test=d["test"],
        before=d["before"],
        fulfilled={"yes": True, "no": False}.get(d["fulfilled"]),
        required=d.get("required"),
        done=d["done"],
        by=d.get("by", {"en": ""})["en"],
        cost=d.get("cost", ""),
        source=d["source"],
        confidence=d["confidence"],
        note=d.get("note", ""),
        text=d["text"]["en"],
        text_nb=d["text"]["nb"],
        change=change["en"],
        change_nb=change["nb"],
    )
