"""Questions about a scenario and its plan: why not, what if, what is it worth, who pays.

They are asked of a :class:`Scenario` or a :class:`Plan`; here are the answers.

>>> from masseflyt import Scenario
>>> case = Scenario.bundled("oslo_region")
>>> front = case.front(co2e=[0, 5], exposure=[0])
>>> list(front.columns[:2])
['co2e_nok_kg', 'exposure_nok_vkm']
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt, html
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Conflict",
    "Difference",
    "Obstacle",
    "Relaxation",
    "Robust",
    "WhyNot",
    "Whys",
]

Language = Literal["en", "nb"]
Progress = Callable[[str, float], object]


@dataclass(frozen=True)
class Obstacle:
    """What stands between a mass and a place."""

    place: str
    rule: str
    """"capacity", "stop", "window", "price", "store", "way", "product", or what refuses."""
    en: str
    nb: str
    source: str
    nok_t: float
    """Haul and what is paid there, as weighed; infinite where no way is known."""


@dataclass(frozen=True)
class Relaxation:
    """One change, and what planning again did with it."""

    place: str
    rule: str
    amount: float
    unit: str
    """"t" of room, "months", "NOK/t", or empty for a permission."""
    en: str
    nb: str
    note: str
    note_nb: str
    met_t: float
    """Of what was asked about, so much more finds its place."""
    all: bool
    smallest: bool
    """A ``step`` less of ``amount`` leaves something; False: nobody searched for less."""
    step: float
    saves_nok: float
    """By the whole plan, as weighed; negative: it costs that much."""
    saves_low: float
    saves_high: float
    cells: tuple[tuple[str, str, str, str], ...]
    """Table, row, column and value of the change; empty: room of single years."""

    @property
    def changes(self) -> dict[str, str]:
        """The change as :meth:`Scenario.with_` takes it."""
        return {f"{table}.{row}.{column}": value for table, row, column, value in self.cells}


@dataclass(frozen=True)
class WhyNot:
    """The answer for one group of masses of an offer, or for one need."""

    id: str
    group: str
    what: str
    """One of placed, far, unplaced, virgin, shortfall, elsewhere."""
    tonnes: float
    of_tonnes: float
    first: str
    last: str
    obstacles: tuple[Obstacle, ...]
    relaxations: tuple[Relaxation, ...]

    @classmethod
    def _read(cls, told: Mapping[str, Any]) -> WhyNot:
        obstacles = tuple(
            Obstacle(**{**o, "nok_t": inf if o["nok_t"] is None else o["nok_t"]})
            for o in told["obstacles"]
        )
        relaxations = tuple(
            Relaxation(
                **{
                    **r,
                    "cells": tuple(
                        (c["table"], c["id"], c["column"], c["value"]) for c in r["cells"]
                    ),
                }
            )
            for r in told["relaxations"]
        )
        rest = {k: v for k, v in told.items() if k not in ("obstacles", "relaxations")}
        return cls(
            **{"first": "", "last": "", **rest}, obstacles=obstacles, relaxations=relaxations
        )

    def text(self, lang: Language = "en") -> str:
        """Tell it in a few lines."""
        nb = _norwegian(lang)
        lines = [_headline(self, nb)]
        if self.obstacles:
            lines.append("  nærmest:" if nb else "  nearest:")
            lines += [
                f"    {_nok(o.nok_t, nb)} NOK/t  {o.nb if nb else o.en}" for o in self.obstacles
            ]
        if self.relaxations:
            lines.append(
                "  dette ville hjulpet (planlagt på nytt):"
                if nb
                else "  what would help (planned again):"
            )
            lines += [f"    {_relaxation(r, nb)}" for r in self.relaxations]
        elif self.obstacles:
            lines.append(
                "  ingen enkelt endring av disse hjelper"
                if nb
                else "  no single one of these helps"
            )
        return "\n".join(lines)


class Whys(tuple[WhyNot, ...]):
    """Answers, one per group of masses."""

    __slots__ = ()

    def text(self, lang: Language = "en") -> str:
        """Tell all of them."""
        return "\n".join(w.text(lang) for w in self)

    def to_frame(self) -> pd.DataFrame:
        """One row per relaxation. Needs pandas."""
        from masseflyt.frames import frame_of_rows

        head = ["id", "group", "what", "tonnes", "change", "amount", "unit", "met_t", "all"]
        rows = [
            (w.id, w.group, w.what, w.tonnes, r.en, r.amount, r.unit, r.met_t, r.all, r.saves_nok)
            for w in self
            for r in w.relaxations
        ]
        return frame_of_rows([*head, "saves_nok"], rows)

    def _repr_html_(self) -> str:
        rows = [
            (f"{w.id} {w.group}", w.what, w.tonnes, r.en, r.met_t, r.saves_nok)
            for w in self
            for r in w.relaxations
        ] or [(f"{w.id} {w.group}", w.what, w.tonnes, "", 0.0, 0.0) for w in self]
        return html.table(
            ["mass", "what", "tonnes", "what would help", "of it, t", "saves, NOK"], rows
        )


_WHAT = {
    "placed": ("has its place", "har fått plass"),
    "far": ("goes to a far receiver", "går til et fjernt mottak"),
    "unplaced": ("finds no place", "finner ingen plass"),
    "virgin": ("is bought as virgin rock", "kjøpes som jomfruelig stein"),
    "shortfall": ("cannot be had", "er ikke å få"),
    "elsewhere": ("goes elsewhere", "går andre steder"),
}


def _headline(w: WhyNot, nb: bool) -> str:
    name = f"{w.id} {w.group}".strip()
    span = f", {w.first} – {w.last}" if w.first else ""
    what = _WHAT[w.what][nb]
    if w.what == "placed":
        return f"{name}: {'alt' if nb else 'all'} {_tonnes(w.of_tonnes, nb)} {what}"
    of = "av" if nb else "of"
    return f"{name}: {_tonnes(w.tonnes, nb)} {of} {_tonnes(w.of_tonnes, nb)} {what}{span}"


def _relaxation(r: Relaxation, nb: bool) -> str:
    saves = r.saves_nok
    if nb:
        money = f"sparer {_nok(saves, nb)} NOK" if saves >= 0 else f"koster {_nok(-saves, nb)} NOK"
        met = "alt" if r.all else _tonnes(r.met_t, nb)
        note = f" ({r.note_nb})" if r.note_nb else ""
        return f"{r.nb}: {met} får plass, planen {money}{note}"
    money = f"saves {_nok(saves, nb)} NOK" if saves >= 0 else f"costs {_nok(-saves, nb)} NOK more"
    met = "all of it" if r.all else _tonnes(r.met_t, nb)
    note = f" ({r.note})" if r.note else ""
    return f"{r.en}: places {met}, the plan {money}{note}"


def _tonnes(value: float, nb: bool) -> str:
    return f"{html.number(value, _lang(nb), 0)} t"


def _nok(value: float, nb: bool) -> str:
    return "?" if value == inf else html.number(value, _lang(nb), 0)


def _more(value: float, nb: bool) -> str:
    return f"{'+' if value >= 0 else ''}{_nok(value, nb)} NOK"


def _lang(nb: bool) -> Language:
    return "nb" if nb else "en"


def _norwegian(lang: str) -> bool:
    if lang not in ("en", "nb"):
        raise make(ErrorCode.INVALID_ARGUMENT, f"language is {lang!r}, expected 'en' or 'nb'")
    return lang == "nb"


# ---- what contradicts itself ---------------------------------------------------------------------


@dataclass(frozen=True)
class Conflict:
    """Claims of which none can be left out and that cannot all be kept. False if there are none."""

    members: tuple[Mapping[str, Any], ...]
    excess_t: float

    def text(self, lang: Language = "en") -> str:
        """Tell it in a few lines."""
        nb = _norwegian(lang)
        if not self.members:
            return "ingenting motsier noe annet" if nb else "nothing contradicts anything else"
        by = _tonnes(self.excess_t, nb)
        head = (
            f"disse motsier hverandre med {by}; uten én av dem går resten opp:"
            if nb
            else f"these contradict each other by {by}; without any one of them the others can be "
            "kept:"
        )
        return "\n".join([head, *(f"  {m['nb' if nb else 'en']}" for m in self.members)])

    def __bool__(self) -> bool:
        return bool(self.members)


# ---- two scenarios -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What is different between two scenarios and their plans, and which change did it."""

    input: pd.DataFrame
    """Cells: change, table, id, column, before, after."""
    causes: pd.DataFrame
    """What each change does alone: table, id, cells, status, objective_change, moved_t."""
    together: float
    """NOK as weighed that no change explains alone: what they do together."""
    delta: Mapping[str, Any]
    """Flows, unmet and account, as the delta of a session."""

    @property
    def objective_change(self) -> float:
        """NOK as weighed."""
        return float(self.delta["objective"] - self.delta["objective_before"])

    @property
    def flows(self) -> pd.DataFrame:
        """Flows that appeared, changed or vanished, with kg before and after."""
        from masseflyt.frames import frame_of_rows

        names = ["change", "offer", "group", "source", "destination", "kind", "period"]
        rows = [
            (*(f[n] for n in names), f["before"]["kg"], f["after"]["kg"])
            for f in self.delta["flows"]
        ]
        return frame_of_rows([*names, "kg_before", "kg_after"], rows)

    @property
    def account(self) -> pd.DataFrame:
        """Figures of the account that are different: figure, before, after."""
        from masseflyt.frames import frame_of_rows

        rows = [(f["figure"], f["before"], f["after"]) for f in self.delta["account"]]
        return frame_of_rows(["figure", "before", "after"], rows)

    def text(self, lang: Language = "en") -> str:
        """Tell it in a few lines: what changed in the input, what each change did, the figures."""
        nb = _norwegian(lang)
        more, change = self.objective_change >= 0, _nok(abs(self.objective_change), nb)
        cells = html.number(len(self.input), _lang(nb))
        lines = [
            f"{cells} celler er endret; planen {'koster' if more else 'sparer'} {change} NOK"
            f"{' mer' if more else ''}"
            if nb
            else f"{cells} cells differ; the plan {'costs' if more else 'saves'} {change} NOK"
            f"{' more' if more else ''}"
        ]
        for _, c in self.causes.iterrows():
            who = f"{c['table']} {c['id']}".strip()
            effect = c["objective_change"]
            told = str(c["status"]) if effect != effect else _more(effect, nb)
            moved = f"{_tonnes(c['moved_t'], nb)} {'flyttet' if nb else 'moved'}"
            lines.append(f"  {who}: {told}, {moved}")
        if len(self.causes) > 1:
            told = "til sammen i tillegg" if nb else "together, besides"
            lines.append(f"  {told}: {_more(self.together, nb)}")
        lines.append("regnskap:" if nb else "account:")
        for f in self.delta["account"]:
            before, after = _figure(f["before"], nb), _figure(f["after"], nb)
            lines.append(f"  {f['figure']}: {before} → {after}")
        return "\n".join(lines)


def _figure(value: float | None, nb: bool) -> str:
    return "–" if value is None else html.number(value, _lang(nb))


# ---- decisions under uncertainty -----------------------------------------------------------------


@dataclass(frozen=True)
class Robust:
    """What to do in the first months, the same in all futures, and what follows in each."""

    now: pd.DataFrame
    """offer, group, destination (empty: far or nowhere), period, kg."""
    futures: pd.DataFrame
    """name, probability, cost, best (had it been known), regret; NOK as weighed."""
    value: float
    bound: float
    """No decision has a smaller value."""
    gap: float
    """Of the expected cost."""
    expected: float
    information: float
    information_low: float
    """What perfect information would be worth at least, whatever is decided."""


# ---- asking --------------------------------------------------------------------------------------


def asking(
    weights: Sequence[float],
    threads: int = 0,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> _masseflyt.Asking:
    """Check the options that all questions share."""
    if time_limit is not None and not time_limit > 0:
        raise _wrong("time_limit", time_limit, "a number of seconds above 0")
    if not 0 <= threads <= 1024:
        raise _wrong("threads", threads, "a whole number from 0 to 1024")
    limit = None if time_limit is None else min(time_limit, 1e9)
    return _masseflyt.Asking(list(weights), threads, limit, progress)


def _wrong(what: str, value: object, expected: str) -> Exception:
    return make(ErrorCode.INVALID_ARGUMENT, f"{what} is {value!r}, expected {expected}")


def why(document: _masseflyt.Document, subject: str, place: str, ask: _masseflyt.Asking) -> Whys:
    """Ask why something is not placed."""
    return Whys(WhyNot._read(w) for w in json.loads(_masseflyt.why(document, subject, place, ask)))


def conflict(document: _masseflyt.Document, ask: _masseflyt.Asking) -> Conflict:
    """Ask what contradicts itself."""
    told = json.loads(_masseflyt.conflict(document, ask))
    return Conflict(tuple(told["members"]), told["excess_t"])


Named = list[tuple[str, _masseflyt.Document, float]]


def plan_many(named: Named, ask: _masseflyt.Asking) -> pd.DataFrame:
    """Plan many scenarios."""
    from masseflyt.frames import need_pandas

    need_pandas()
    import pandas as pd

    text = _masseflyt.plan_many(named, ask)
    words = {"name": str, "status": str, "message": str}
    figures = [c for c in text.split("\n", 1)[0].split(",") if c not in words]
    missing = {c: [""] for c in figures}
    return pd.read_csv(io.StringIO(text), dtype=words, keep_default_na=False, na_values=missing)


def _frame(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    from masseflyt.frames import need_pandas

    need_pandas()
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns))


_TORNADO = (
    "assumption", "ids", "unit", "low", "point", "high", "status_low", "status_high",
    "objective_low", "objective_point", "objective_high", "moved_low_t", "moved_high_t", "swing",
)  # fmt: skip


def tornado(document: _masseflyt.Document, every: bool, ask: _masseflyt.Asking) -> pd.DataFrame:
    """Plan with both ends of each assumption."""
    return _frame(json.loads(_masseflyt.tornado(document, every, ask)), _TORNADO)


_FRONT = (
    "co2e_nok_kg", "exposure_nok_vkm", "status", "objective", "bound", "gap", "cost_nok",
    "co2e_kg", "exposure_vkm", "unplaced_t", "on_front",
)  # fmt: skip


def front(
    document: _masseflyt.Document,
    co2e: Sequence[float],
    exposure: Sequence[float],
    ask: _masseflyt.Asking,
) -> pd.DataFrame:
    """Plan for each pair of prices."""
    return _frame(json.loads(_masseflyt.front(document, list(co2e), list(exposure), ask)), _FRONT)


def robust(named: Named, months: int, aim: str, rounds: int, ask: _masseflyt.Asking) -> Robust:
    """Decide the first months for all futures at once."""
    if aim not in ("expected", "regret"):
        raise _wrong("aim", aim, "'expected' or 'regret'")
    told = json.loads(_masseflyt.robust(named, _months(months), aim == "regret", rounds, ask))
    now = _frame(told.pop("now"), ("offer", "group", "destination", "period", "kg"))
    futures = _frame(told.pop("futures"), ("name", "probability", "cost", "best", "regret"))
    return Robust(now=now, futures=futures, **told)


def _months(months: int) -> int:
    if not 1 <= months <= 1200:
        raise _wrong("months", months, "a whole number from 1 to 1200")
    return months


_WORTH = (
    "assumption", "ids", "unit", "low", "point", "high", "status", "worth_low", "worth_high",
)  # fmt: skip


def worth_knowing(
    document: _masseflyt.Document, months: int, rounds: int, ask: _masseflyt.Asking
) -> pd.DataFrame:
    """Price the knowledge of each assumption."""
    told = json.loads(_masseflyt.worth_knowing(document, _months(months), rounds, ask))
    return _frame(told, _WORTH)


_CANDIDATES = (
    "id", "name", "party", "group", "allowed", "km", "nok_t", "co2e_kg_t", "weighed_nok_t",
    "free_t", "planned_t", "reasons", "reasons_nb",
)  # fmt: skip


def candidates(
    document: _masseflyt.Document, subject: str, most: int, ask: _masseflyt.Asking
) -> pd.DataFrame:
    """Rank whom to ask."""
    rows = json.loads(_masseflyt.candidates(document, subject, most, ask))
    for row in rows:
        for figure in ("weighed_nok_t", "free_t"):
            row[figure] = inf if row[figure] is None else row[figure]
        row["reasons"] = "; ".join(row["reasons"])
        row["reasons_nb"] = "; ".join(row["reasons_nb"])
    return _frame(rows, _CANDIDATES)


_SITING = (
    "area", "name", "answer", "rule", "kept", "shape", "distance_m", "required_m", "en", "nb",
    "source",
)  # fmt: skip


def siting(document: _masseflyt.Document) -> pd.DataFrame:
    """Ask every rule of every area."""
    rows = [
        {
            "area": a["area"], "name": a["name"], "answer": a["answer"],
            "kept": f["answer"], "distance_m": None, "required_m": None,
            **{k: v for k, v in f.items() if k != "answer"},
        }
        for a in json.loads(_masseflyt.siting(document))
        for f in a["findings"]
    ]  # fmt: skip
    return _frame(rows, _SITING)


_SHARES = ("id", "name", "role", "settled", "outlay", "pays", "alone", "gains")


def settlement(document: _masseflyt.Document, ask: _masseflyt.Asking) -> pd.DataFrame:
    """Share the plan's cost by a neutral rule."""
    return _frame(json.loads(_masseflyt.settlement(document, ask))["parties"], _SHARES)


def difference(
    before: _masseflyt.Document, after: _masseflyt.Document, ask: _masseflyt.Asking
) -> Difference:
    """Compare two scenarios and their plans."""
    text, delta = _masseflyt.difference(before, after, ask)
    told = json.loads(text)
    return Difference(
        _frame(told["input"], ("change", "table", "id", "column", "before", "after")),
        _frame(told["causes"], ("table", "id", "cells", "status", "objective_change", "moved_t")),
        told["together"],
        json.loads(delta),
    )
