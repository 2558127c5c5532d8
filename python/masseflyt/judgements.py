"""Everything the rules say of one lot, each answer with its reasons and what would change it.

:func:`judge` asks all questions that the data of a lot allow; the other functions ask one.

>>> from masseflyt import judgements
>>> answer = judgements.acid_rock(sulphur_percent=2.1, inorganic_carbon_percent=0.3)
>>> answer.answer, answer.reasons[0].rule
('yes', 'no.acid_rock/npr/acid_forming')
>>> judgements.land_use("class3")["sentrum/0-1"].answer
'allowed'
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from masseflyt import _masseflyt
from masseflyt.classification import iso_day, plain, read
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.plan import Language

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Judgement",
    "JudgementReason",
    "Judgements",
    "acid_rock",
    "aggregates",
    "armourstone",
    "asphalt",
    "concrete",
    "frost_group",
    "hazardous",
    "judge",
    "land_use",
    "landfill",
    "layers",
    "lot_of_table",
    "radioactivity",
    "waste_codes",
]

Value = float | int | str
"""A result: a number, or a text as laboratories write it, "<0.03"."""


@dataclass(frozen=True, slots=True)
class JudgementReason:
    """One reason. ``text`` and ``change`` are English, with ``_nb`` Norwegian bokmål."""

    rule: str
    """The value it rests on, "no.normverdier/as"; empty when it rests on none."""
    sample: str
    subject: str
    """Analyte, property or hazard statement."""
    measured: str
    """As reported, "<20"; empty: not tested."""
    limit: str
    source: str
    confidence: Literal["verified", "recalled"]
    text: str
    text_nb: str
    change: str
    """What would change it; may be empty."""
    change_nb: str

    def explain(self, lang: Language = "en") -> str:
        """Tell the reason, what would change it and where it comes from, in some lines."""
        nb = lang == "nb"
        text, change = (self.text_nb, self.change_nb) if nb else (self.text, self.change)
        lines = [text]
        if change:
            lines.append(f"  {'Endres av' if nb else 'Would change it'}: {change}")
        where = "; ".join(filter(None, (self.rule, self.source)))
        if where:
            unsure = " (ikke bekreftet)" if nb else " (recalled)"
            told = "" if self.confidence == "verified" else unsure
            lines.append(f"  {'Kilde' if nb else 'Source'}: {where}{told}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question and its answer."""

    about: str
    """What was asked: contaminated, condition_class, land_use, hazardous, landfill, ..."""
    subject: str
    """Of what: a place, a landfill table, a property of a standard; may be empty."""
    sample: str
    """Empty when it is about the lot."""
    answer: str
    """A word for programs: yes, no, unknown, allowed, inert, LA20, ..."""
    title: str
    title_nb: str
    text: str
    text_nb: str
    reasons: tuple[JudgementReason, ...]

    def explain(self, lang: Language = "en") -> str:
        """Tell the answer and all its reasons, in lines for people."""
        nb = lang == "nb"
        head = f"{self.title_nb if nb else self.title}: {self.text_nb if nb else self.text}"
        if self.sample:
            head = f"{self.sample}: {head}"
        return "\n".join([head, *("  - " + _indent(r.explain(lang)) for r in self.reasons)])


@dataclass(frozen=True, slots=True)
class Judgements:
    """All answers on a lot, in the order contamination, waste, rock, technical, codes."""

    lot: str
    material: str
    rules: tuple[str, ...]
    """Packs that the answers rest on, as "id@sha-256"."""
    all: tuple[Judgement, ...]
    diagnostics: Diagnostics
    _json: str

    def about(self, about: str, sample: str | None = None) -> tuple[Judgement, ...]:
        """Those on one question; with ``sample``, of that sample ("" is the lot)."""
        return tuple(j for j in self.all if j.about == about and sample in (None, j.sample))

    def __getitem__(self, about: str) -> Judgement:
        """Give the one answer on the lot; LookupError when there is none, or more than one."""
        found = self.about(about, "")
        if len(found) == 1:
            return found[0]
        known = ", ".join(dict.fromkeys(j.about for j in self.all))
        message = f"{len(found)} answers on {about!r}; the data allow {known}"
        raise make(ErrorCode.NOT_FOUND, message)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def explain(self, lang: Language = "en") -> str:
        """Tell all answers with their reasons, in lines for people."""
        return "\n".join(j.explain(lang) for j in self.all)

    def to_json(self) -> str:
        """Give "masseflyt.judgements/1", with all texts in both languages."""
        return self._json

    def frame(self, lang: Language = "en") -> pd.DataFrame:
        """One row per answer: about, subject, sample, answer, title, text. Needs pandas."""
        return _frame(("about", "subject", "sample", "answer", "title", "text"), self.all, lang)

    def reasons(self, lang: Language = "en") -> pd.DataFrame:
        """One row per reason: the answer it is for, and all that it rests on. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        own = tuple(f.name for f in fields(JudgementReason) if not f.name.endswith("_nb"))
        rows = [
            [j.about, j.subject, j.sample, j.answer, *_cells(r, own, lang)]
            for j in self.all
            for r in j.reasons
        ]
        names = ["about", "asked_of", "asked_of_sample", "answer", *own]
        return frame_of_rows(names, rows)


# ---- all questions -------------------------------------------------------------------------------


def judge(
    lot: Mapping[str, Any] | str | PathLike[str],
    *,
    strict: bool = False,
    date: datetime.date | str | None = None,
    vulnerable_recipient: bool = False,
    layers: Sequence[str] = (),
) -> Judgements:
    """Ask everything of a lot that its data allow.

    Parameters
    ----------
    lot
        A document "masseflyt.lot/1": as a mapping, as JSON text, or as the path of a file.
        :func:`lot_of_table` makes one of a laboratory's table.
    strict
        Let no answer rest on a value whose source nobody has checked.
    date
        Judge by the rules of this day; None: the newest.
    vulnerable_recipient
        Then spreading is assessed from condition class 3 on.
    layers
        Own tables of requirements, each a rule pack as JSON.

    Raises
    ------
    InvalidDocumentError
        If the document has faults; ``diagnostics`` holds all, with JSON pointers.
    InvalidArgumentError
        If the material is not known.
    NotFoundError
        If no rules were in force on the date.
    """
    text, found = _masseflyt.judgements_json(
        _document(lot), strict, iso_day(date), vulnerable_recipient, list(layers)
    )
    told = json.loads(text)
    return Judgements(
        told["lot"],
        told["material"],
        tuple(told["rules"]),
        tuple(_judgement(j) for j in told["judgements"]),
        Diagnostics(found),
        text,
    )


def lot_of_table(
    source: str | PathLike[str] | bytes,
    *,
    material: str = "soil",
    id: str = "",  # noqa: A002
    sheet: str | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Make a lot of a laboratory's table, in any shape that :func:`laboratory.read_table` takes.

    Parameters
    ----------
    source
        The path of a CSV file or workbook, or its bytes.
    material
        soil, clay, sand, gravel, rock, concrete, brick, asphalt, ...
    id
        Name of the lot; that of the file when left out.
    facts
        Further members of "masseflyt.lot/1": ``landfill={...}``, ``properties={...}``, ...
    """
    import csv
    import io

    from masseflyt.laboratory import read_table

    table = read_table(source, sheet=sheet)
    rows = csv.DictReader(io.StringIO(table.to_csv()))
    samples = [
        {"id": plain(r["sample"])} | {name: plain(r[name]) for name in ("analyte", "value", "unit")}
        for r in rows
    ]
    name = id or (table.name if isinstance(source, bytes) else Path(source).stem)
    return {"schema": "masseflyt.lot/1", "id": name, "material": material, "samples": samples} | {
        key: value for key, value in facts.items() if value is not None
    }


# ---- one question --------------------------------------------------------------------------------


def land_use(
    condition_class: str, *, strict: bool = False, vulnerable_recipient: bool = False
) -> dict[str, Judgement]:
    """Where masses of "clean", "class2" ... "class5" may remain, by place ("bolig/0-1")."""
    told = judge(
        _lot("soil", declared_class=condition_class),
        strict=strict,
        vulnerable_recipient=vulnerable_recipient,
    )
    return {j.subject: j for j in told.about("land_use")}


def hazardous(
    results: Mapping[str, Value],
    compounds: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    strict: bool = False,
) -> Judgement:
    """Whether waste is hazardous by what it contains, HP 4 to HP 14.

    Parameters
    ----------
    results
        By analyte, mg/kg of dry matter.
    compounds
        By analyte, the forms it may have: name, per_analyte (mass of the compound per mass of
        what was analysed), statements ("H350", "H314/1A"), source. Each hazard property counts
        the worst; an analyte without a form never gives a no.

    >>> lead = {"name": "lead chromate", "per_analyte": 1.56, "statements": ["H350"],
    ...         "source": "harmonised classification"}
    >>> hazardous({"pb": 12000}, {"pb": [lead]}).answer
    'yes'
    """
    lot = _lot("soil", samples=_samples(results), compounds=dict(compounds))
    return judge(lot, strict=strict)["hazardous"]


def landfill(
    *,
    leaching: Mapping[str, Value] | None = None,
    totals: Mapping[str, Value] | None = None,
    basis: Literal["ls2", "ls10", "c0"] = "ls10",
    hazardous: bool | None = None,
    excluded: bool | None = None,
    factor: Value = 1,
    strict: bool = False,
) -> Judgement:
    """Which category of landfill may take a waste.

    Parameters
    ----------
    leaching
        On ``basis``: mg/kg of dry matter, or mg/l for "c0".
    totals
        mg/kg of dry matter; toc and loi in per cent; ph.
    hazardous, excluded
        As characterised; None: nobody has told, which leaves the answer open.
    factor
        Up to 3, by decision of the authority for one delivery.
    """
    told: dict[str, Any] = {"basis": basis, "factor": factor}
    told |= {"leaching": dict(leaching or {}), "totals": dict(totals or {})}
    if excluded is not None:
        told["excluded"] = excluded
    lot = _lot("soil", landfill=told)
    if hazardous is not None:
        lot["hazardous"] = hazardous
    return judge(lot, strict=strict)["landfill"]


def concrete(
    results: Mapping[str, Value],
    *,
    material: Literal["concrete", "reinforced_concrete", "brick"] = "concrete",
    surfaces: Sequence[Mapping[str, Any]] = (),
    strict: bool = False,
    **facts: bool,
) -> Judgement:
    """Whether concrete or brick may be recovered without a permit.

    Parameters
    ----------
    results
        Of the body, by analyte, mg/kg of dry matter.
    surfaces
        Paint, render, hard joints: each a name and ``results`` in mg/kg (pcb7, pb, cd, hg).
    facts
        Answers to the questions of avfallsforskriften kap. 14A: sprayed_or_slurry,
        mapped_by_competent_person, soft_joints_rebar_plastic_removed, replaces_other_materials,
        suitable, amount_fits_the_need. What is not answered stays a question.
    """
    told: dict[str, Any] = {**facts, "surfaces": [dict(s) for s in surfaces]}
    lot = _lot(material, samples=_samples(results), demolition=told)
    return judge(lot, strict=strict)["recovery"]


def asphalt(
    *, pah16: Value | None = None, storage_years: Value | None = None, strict: bool = False
) -> tuple[Judgement, Judgement]:
    """Whether asphalt is coal tar asphalt (PAH16 in mg/kg), and has lain too long."""
    given = {"pah16": pah16, "storage_years": storage_years}
    lot = _lot("asphalt", properties={k: v for k, v in given.items() if v is not None})
    told = judge(lot, strict=strict)
    return told["coal_tar"], told["stored_too_long"]


def acid_rock(
    *,
    sulphur_percent: Value | None = None,
    inorganic_carbon_percent: Value | None = None,
    neutralisation_potential: Value | None = None,
    strict: bool = False,
) -> Judgement:
    """Whether rock can form acid: yes, no, uncertain or unknown.

    ``neutralisation_potential``, by titration in kg CaCO3/t, goes before inorganic carbon (TIC).
    """
    given = {
        "sulphur_percent": sulphur_percent,
        "inorganic_carbon_percent": inorganic_carbon_percent,
        "neutralisation_potential": neutralisation_potential,
    }
    lot = _lot("rock", acid_rock={k: v for k, v in given.items() if v is not None})
    return judge(lot, strict=strict)["acid_forming"]


def radioactivity(
    *,
    uranium_mg_per_kg: Value | None = None,
    activity_bq_per_g: Value | None = None,
    radium226_bq_per_kg: Value | None = None,
    strict: bool = False,
) -> tuple[Judgement, ...]:
    """Whether rock is radioactive waste, and fits under buildings as far as it was tested."""
    given = {
        "uranium_mg_per_kg": uranium_mg_per_kg,
        "activity_bq_per_g": activity_bq_per_g,
        "radium226_bq_per_kg": radium226_bq_per_kg,
    }
    lot = _lot("rock", radioactivity={k: v for k, v in given.items() if v is not None})
    told = judge(lot, strict=strict)
    return told.about("radioactive_waste") + told.about("fits_under_buildings")


def aggregates(properties: Mapping[str, Value], *, strict: bool = False) -> dict[str, Judgement]:
    """Categories of tested properties in every standard that has them, by "EN 12620/los_angeles".

    >>> {name: j.answer for name, j in aggregates({"nordic_abrasion": 6.5}).items()}
    {'EN 12620/nordic_abrasion': 'AN7', 'EN 13043/nordic_abrasion': 'AN7'}
    """
    told = judge(_lot("rock", properties=dict(properties)), strict=strict)
    return {j.subject: j for j in told.about("aggregate")}


def armourstone(
    *,
    stones_kg: Iterable[float] = (),
    grading: Iterable[tuple[float, float]] = (),
    strict: bool = False,
) -> dict[str, Judgement]:
    """Which gradings of EN 13383 weighed stones, or a sieve curve, keep: met, not_met, unknown."""
    told = judge(_tested("rock", stones_kg=stones_kg, grading=grading), strict=strict)
    return {j.subject: j for j in told.about("armourstone")}


def layers(
    properties: Mapping[str, Value] | None = None,
    *,
    grading: Iterable[tuple[float, float]] = (),
    own: Sequence[str] = (),
    strict: bool = False,
) -> dict[str, Judgement]:
    """Whether a mass keeps the requirements of layers of roads and railways, by table.

    Parameters
    ----------
    properties
        By name, in the units of the rules: los_angeles, micro_deval, D, ...
    grading
        Sieves as (size in mm, per cent passing), sizes rising.
    own
        Own tables, each a rule pack as JSON.
    """
    lot = _tested("rock", grading=grading)
    lot["properties"] = dict(properties or {})
    told = judge(lot, strict=strict, layers=own)
    return {j.subject: j for j in told.about("layer")}


def frost_group(grading: Iterable[tuple[float, float]]) -> dict[str, Judgement]:
    """Frost group of the material below 22.4 mm (road) and 19 mm (railway)."""
    return {j.subject: j for j in judge(_tested("gravel", grading=grading)).about("frost_group")}


def waste_codes(
    material: str, *, hazardous: bool | None = None, declared_class: str | None = None
) -> dict[str, Judgement]:
    """Waste codes by system, "NS 9431" and "EAL"; all candidates while something is open."""
    lot = _lot(material)
    if hazardous is not None:
        lot["hazardous"] = hazardous
    if declared_class is not None:
        lot["declared_class"] = declared_class
    return {j.subject: j for j in judge(lot).about("waste_code")}


# ---- shared --------------------------------------------------------------------------------------


def _lot(material: str, **members: Any) -> dict[str, Any]:
    return {"schema": "masseflyt.lot/1", "id": material, "material": material, **members}


def _tested(material: str, **curves: Iterable[Any]) -> dict[str, Any]:
    given = {k: [list(v) if isinstance(v, tuple) else v for v in c] for k, c in curves.items()}
    return _lot(material, **{k: v for k, v in given.items() if v})


def _samples(results: Mapping[str, Value]) -> list[dict[str, Any]]:
    return [
        {"id": "sample", "analyte": a, "value": v, "unit": "mg/kg TS"} for a, v in results.items()
    ]


def _document(lot: Mapping[str, Any] | str | PathLike[str]) -> str:
    if isinstance(lot, Mapping):
        try:
            return json.dumps(lot, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise make(
                ErrorCode.INVALID_ARGUMENT, f"the lot is no JSON document: {error}"
            ) from None
    if isinstance(lot, str) and lot.lstrip().startswith("{"):
        return lot
    return read(Path(lot)).decode("utf-8", "replace")


def _judgement(told: Mapping[str, Any]) -> Judgement:
    return Judgement(
        told["about"],
        told["subject"],
        told["sample"],
        told["answer"],
        *_both(told["title"]),
        *_both(told["text"]),
        tuple(_reason(r) for r in told["reasons"]),
    )


def _reason(told: Mapping[str, Any]) -> JudgementReason:
    text, text_nb = _both(told["text"])
    change, change_nb = _both(told["change"])
    return JudgementReason(
        rule=told["rule"],
        sample=told["sample"],
        subject=told["subject"],
        measured=told["measured"],
        limit=told["limit"],
        source=told["source"],
        confidence=cast(Literal["verified", "recalled"], told["confidence"]),
        text=text,
        text_nb=text_nb,
        change=change,
        change_nb=change_nb,
    )


def _both(text: Mapping[str, str]) -> tuple[str, str]:
    return text["en"], text["nb"]


def _indent(text: str) -> str:
    return text.replace("\n", "\n  ")


def _cells(row: Any, names: Iterable[str], lang: Language) -> list[str]:
    spoken = ("title", "text", "change") if lang == "nb" else ()
    return [getattr(row, f"{name}_nb" if name in spoken else name) for name in names]


def _frame(names: Sequence[str], rows: Iterable[Any], lang: Language) -> pd.DataFrame:
    from masseflyt.frames import frame_of_rows

    return frame_of_rows(list(names), [_cells(row, names, lang) for row in rows])
