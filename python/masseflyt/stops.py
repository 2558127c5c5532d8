"""From an alarm to the plan: sites that stand still, and what flows instead.

>>> from masseflyt import Scenario, Session
>>> from masseflyt.stops import Stop
>>> session = Session.open(Scenario.bundled("oslo_region").with_(as_of="2026-01"))
>>> _ = session.plan()
>>> session.apply_stops([Stop("s1", "K10", "2026-03-02", "2026-05-31", source="site meeting 4")])
<Diagnostics: 0 errors, 0 warnings>
>>> session.plan().status
'optimal'
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from masseflyt import _masseflyt
from masseflyt.clocks import instant_ns
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    from masseflyt.scenario import Scenario

__all__ = ["Stop", "read_stops", "stops_of"]

LEVELS = ("normal", "warning", "alarm", "stop")


@dataclass(frozen=True, slots=True)
class Stop:
    """A site that stands still, or is held back: a row of the table ``stops``."""

    id: str
    """The same stop has the same id, when it is open and when it has ended."""
    site: str
    """A place (all that is there), or an offer, receiver, store, quarry or need."""
    begin: str
    """First civil day, "2026-03-02"; a ``datetime.date`` is taken as well."""
    end: str = ""
    """Last civil day; empty: nobody knows, and the plan reckons with none."""
    remaining: float = 0
    """Share of its capacity that is left."""
    source: str = ""
    """Key of the alarm, or who decided."""
    note: str = ""

    def _row(self) -> _masseflyt.Stop:
        return _masseflyt.Stop(
            self.id,
            self.site,
            str(self.begin),
            str(self.end),
            float(self.remaining),
            self.source,
            self.note,
        )

    @classmethod
    def _of(cls, row: _masseflyt.Stop) -> Stop:
        names = ("id", "site", "begin", "end", "remaining", "source", "note")
        return cls(*(getattr(row, name) for name in names))


def stops_of(scenario: Scenario, episodes: Any) -> tuple[list[Stop], Diagnostics]:
    """What episodes of monitoring close, as the table ``alarms`` of the scenario says.

    Parameters
    ----------
    episodes
        Columns or a frame of episodes, ended or open: rule, key, history, end. See
        :meth:`masseflyt.monitoring.Evaluator.open_episodes` and ``Outcome.episodes``.

    Returns
    -------
    One stop per site and stretch of time at or above the level from which the alarm closes it;
    every civil day in Norway that it touches is closed. The diagnostics name rules that are no row
    of ``alarms``: they close nothing.
    """
    seen = [
        (str(rule), str(key), _history(str(history)), _end(end))
        for rule, key, history, end in zip(
            *(_list(episodes[name]) for name in ("rule", "key", "history", "end")), strict=True
        )
    ]
    rows, found = _masseflyt.stops_of(scenario._document, seen)
    return [Stop._of(row) for row in rows], Diagnostics(found)


def _list(column: Any) -> list[Any]:
    return list(column)


def _end(end: Any) -> int | None:
    if end is None or end == "" or end != end or str(end) == "NaT":
        return None
    return instant_ns(end)


def _history(text: str) -> list[tuple[int, int]]:
    """ "2025-03-22T16:41:50Z alarm; 2025-03-22T16:42:11Z normal"."""
    steps = [step.split(" ") for step in text.split("; ") if step]
    return [(instant_ns(at), LEVELS.index(level)) for at, level in steps]


def read_stops(path: str | Path, scenario: Scenario) -> tuple[list[Stop], Diagnostics]:
    """Read ``episodes.csv`` of ``masseflyt monitor``, or a table with id, site, begin, end.

    Raises
    ------
    FileError, InvalidDocumentError
        Naming every row that is wrong.
    """
    file = Path(path)
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.DictReader(opened)
            head = list(table.fieldnames or [])
            numbered = [(table.line_num, row) for row in table]
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{file} cannot be read: {reason}", str(file)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{file}: {error}", str(file)) from None
    if {"rule", "history", "key"} <= set(head):
        return _of_episodes(file, scenario, numbered)
    missing = [name for name in ("id", "site", "begin") if name not in head]
    if missing:
        message = (
            f"{file}:1: expected id,site,begin,end or the episodes.csv of masseflyt monitor; "
            f"no column {', '.join(missing)}"
        )
        raise make(ErrorCode.INVALID_DOCUMENT, message, f"{file}:1")
    return _of_rows(file, numbered), Diagnostics()


Numbered = list[tuple[int, dict[str, str]]]


def _of_episodes(
    file: Path, scenario: Scenario, numbered: Numbered
) -> tuple[list[Stop], Diagnostics]:
    wrong = []
    for line, row in numbered:
        try:
            _history(row["history"] or ""), _end(row.get("end"))
        except (ValueError, TypeError):
            expected = "levels over time, as masseflyt monitor writes them"
            wrong.append(_masseflyt.fault(f"{file}:{line}:history", row["history"] or "", expected))
    _refuse(file, wrong)
    names = ("rule", "key", "history", "end")
    columns = {name: [row.get(name) or "" for _, row in numbered] for name in names}
    return stops_of(scenario, columns)


def _of_rows(file: Path, numbered: Numbered) -> list[Stop]:
    stops, wrong = [], []
    for line, row in numbered:
        cells: Mapping[str, str] = {k: (v or "").strip() for k, v in row.items() if k}
        for name in ("begin", "end"):
            if cells.get(name) and not _is_day(cells[name]):
                path = f"{file}:{line}:{name}"
                wrong.append(_masseflyt.fault(path, cells[name], "a day as 2026-03-14"))
        wrong.extend(
            _masseflyt.fault(f"{file}:{line}:{name}", "", "a value; it is required")
            for name in ("id", "site", "begin")
            if not cells.get(name)
        )
        share = _share(cells.get("remaining", ""))
        if share is None:
            path = f"{file}:{line}:remaining"
            wrong.append(_masseflyt.fault(path, cells["remaining"], "a share from 0 to 1"))
        texts = {name: cells.get(name, "") for name in _TEXTS}
        stops.append(Stop(**texts, remaining=share or 0))
    _refuse(file, wrong)
    return stops


_TEXTS = ("id", "site", "begin", "end", "source", "note")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _share(text: str) -> float | None:
    try:
        value = float(text or 0)
    except ValueError:
        return None
    return value if np.isfinite(value) and 0 <= value <= 1 else None


def _refuse(file: Path, wrong: Iterable[Any]) -> None:
    found = list(wrong)
    if found:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{file} cannot be used", str(file), found)
