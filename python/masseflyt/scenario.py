"""One input, changed as often as you like, planned each time.

>>> from masseflyt import Scenario
>>> case = Scenario.bundled("oslo_region")
>>> case.variants["ringeriksbanen"]
('no', 'yes', 'late')
>>> built = case.with_({"offers.S01.amount": 1_150_000}, ringeriksbanen="yes")
>>> built.chosen["ringeriksbanen"], built == case
('yes', False)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt, html, questions
from masseflyt.asked import OBJECTIVE_KEYS, Asked, objective_weights, wrong
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.plan import Plan
from masseflyt.stops import Stop

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OBJECTIVE_KEYS", "Progress", "Scenario", "bundled_cases", "json_schema"]

Progress = Callable[[str, float], object]
"""Called with the stage and the share of it that is done, 0 to 1."""


def bundled_cases() -> tuple[str, ...]:
    """Names that :meth:`Scenario.bundled` takes.

    >>> bundled_cases()
    ('oslo_region',)
    """
    return tuple(sorted(p.name for p in _cases().iterdir() if (p / "scenario.json").is_file()))


def _cases() -> Path:
    return Path(str(files("masseflyt"))) / "cases"


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the input, made from the table that drives the reader."""
    schema: dict[str, Any] = json.loads(_masseflyt.json_schema())
    return schema


class Scenario(Asked):
    """The whole input of a plan: masses, needs, places, roads, factors and assumptions.

    Immutable: every change makes a new scenario. Two scenarios are equal when their content is,
    whether it came from a folder, a JSON text or data frames.
    """

    __slots__ = ("_document",)

    def __init__(self, document: _masseflyt.Document) -> None:
        """Private: use ``read``, ``from_json``, ``from_frames`` or ``bundled``."""
        self._document = document

    # ---- where it comes from ---------------------------------------------------------------------

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Scenario:
        """Read a folder of CSV, GeoJSON and JSON files, or one JSON file.

        Faults of the content are told by :meth:`check`, all at once.

        Raises
        ------
        FileError
            If there is nothing.
        InvalidDocumentError
            If nothing of it could be read; ``diagnostics`` tells why.
        """
        return cls(_masseflyt.Document.read(fspath(path)))

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """Read a JSON text.

        Raises
        ------
        InvalidDocumentError
            If it is no JSON object.
        """
        return cls(_masseflyt.Document.read_json(text))

    @classmethod
    def bundled(cls, name: str) -> Scenario:
        """Read a case that comes with the package.

        Raises
        ------
        NotFoundError
            With the names there are.
        """
        if name not in bundled_cases():
            there = ", ".join(bundled_cases())
            raise make(ErrorCode.NOT_FOUND, f"no bundled case {name!r}; there are: {there}")
        return cls.read(_cases() / name)

    @classmethod
    def from_frames(
        cls,
        frames: Mapping[str, pd.DataFrame],
        *,
        header: Mapping[str, object] | None = None,
        layers: Mapping[str, object] | None = None,
    ) -> Scenario:
        """Make a scenario of data frames.

        Parameters
        ----------
        frames
            By name of table. Columns are called as in the schema, units included. Months may be
            ``Period``, "2026-03", or the instant at which a month begins; lists may be Python
            lists or "a;b"; None, NaN and NA are missing cells. The index does not count.
        header
            Keys that are no tables: id, title, crs, horizon, ...
        layers
            GeoJSON FeatureCollections by name.

        Raises
        ------
        NotFoundError
            If a table is not known.
        InvalidArgumentError
            If a column has no name of its own.
        """
        from masseflyt.frames import cells_of_frame, need_pandas

        need_pandas()
        known = json_schema()["properties"]
        start: dict[str, object] = {"schema": "masseflyt.scenario/1", **(header or {})}
        if layers:
            start["layers"] = dict(layers)
        document = _masseflyt.Document.read_json(json.dumps(start))
        for table, frame in frames.items():
            if known.get(table, {}).get("type") != "array" or table in document.header():
                raise make(ErrorCode.NOT_FOUND, f"a scenario has no table {table!r}", f"/{table}")
            document.put(table, cells_of_frame(table, frame))
        return cls(document)

    # ---- where it goes ---------------------------------------------------------------------------

    @property
    def header(self) -> dict[str, Any]:
        """Keys that are no tables: id, title, crs, horizon, ..."""
        return {key: json.loads(text) for key, text in self._document.header().items()}

    @property
    def layers(self) -> dict[str, Any]:
        """GeoJSON FeatureCollections by name."""
        return {name: json.loads(text) for name, text in self._document.layers().items()}

    @property
    def tables(self) -> dict[str, int]:
        """Number of rows by name of table."""
        return dict(self._document.row_counts())

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Make a data frame of every table. Needs pandas.

        Columns are called as in the schema, which has the unit in the name or beside it. Numbers
        are float64 or Int64, yes and no boolean, months ``period[M]``; lists stay "a;b". A column
        with a cell that does not fit its type holds all its cells as they are written.

        >>> offers = Scenario.bundled("oslo_region").to_frames()["offers"]
        >>> offers.loc[0, ["id", "unit", "state", "begin"]].to_list()
        ['S01', 'm3', 'bank', Period('2020-09', 'M')]
        """
        from masseflyt.frames import frame_of_cells, need_pandas

        need_pandas()
        return {name: frame_of_cells(name, self._document.table(name)) for name in self.tables}

    def to_json(self) -> str:
        """Write one JSON text. Keys that start with "x-" survive."""
        return str(self._document.to_json())

    def write(self, folder: str | PathLike[str]) -> Path:
        """Write a folder of scenario.json, CSV tables and GeoJSON layers: all of it or nothing.

        An older scenario there is replaced.

        Raises
        ------
        ConflictError
            If the folder holds other things but no scenario.
        FileError
            If it cannot be written.
        """
        self._document.write_folder(fspath(folder))
        return Path(folder)

    @property
    def hash(self) -> str:
        """SHA-256 of the content, hexadecimal."""
        return str(self._document.hash())

    # ---- is it sound? ----------------------------------------------------------------------------

    def check(self) -> Diagnostics:
        """Read every cell and tell everything that is wrong."""
        return Diagnostics(self._document.check())

    # ---- what if? --------------------------------------------------------------------------------

    @property
    def variants(self) -> dict[str, tuple[str, ...]]:
        """Options by variant, the default first."""
        return {name: tuple(options) for name, options in self._document.variants()}

    @property
    def chosen(self) -> dict[str, str]:
        """Options that were chosen, by variant. The others have their defaults."""
        return dict(self._document.chosen())

    def with_(
        self, changes: Mapping[str, object] | None = None, /, **variants: str | bool
    ) -> Scenario:
        """Change values and choose variants.

        Parameters
        ----------
        changes
            New values by place: "offers.S07.amount" is table, row and column; rows without an id
            are named by their key, "distances.S01/K02.road_km". "header.horizon" is a top-level
            key, and "assumptions.truck_nok_tkm" an assumption as :meth:`assume` takes it. Units
            stay what they are; None empties a cell.
        variants
            Options by variant; True and False mean yes and no.

        Raises
        ------
        NotFoundError
            If there is no such table, row, column, assumption, variant or option.
        InvalidArgumentError
            If the value is not what the column takes, or lies outside low and high.

        >>> case = Scenario.bundled("oslo_region")
        >>> case.with_({"header.horizon": "2020-01/2024-12"}).header["horizon"]
        '2020-01/2024-12'
        >>> case.with_({"offers.S01.amuont": 5})
        Traceback (most recent call last):
            ...
        masseflyt.errors.NotFoundError: table offers has no column 'amuont'; did you mean 'amount'?
        """
        document = self._document.copy()
        for variant, option in variants.items():
            document.choose(f"{variant}={_text(option)}")
        for place, value in (changes or {}).items():
            _change(document, place, value)
        return Scenario(document)

    def choose(self, options: Iterable[str]) -> Scenario:
        """Choose variants by text: "ringeriksbanen=yes", or "yes" where one variant has it.

        Raises
        ------
        NotFoundError
            With the options there are.
        """
        document = self._document.copy()
        for option in options:
            document.choose(option)
        return Scenario(document)

    def with_deal_penalty(self, nok_t: float) -> Scenario:
        """Say what changing a tonne of any agreed deal costs, in NOK; 0: deals hold nothing.

        Without it each deal has its own, ``penalty_nok_t`` in the table ``deals``.

        Raises
        ------
        NotFoundError
            If there are no deals.
        InvalidArgumentError
            If it is not between 0 and 1e6.
        """
        document = self._document.copy()
        document.set_deal_penalty(float(nok_t))
        return Scenario(document)

    def assume(self, key: str, value: float | str, *, ids: str | Iterable[str] = "") -> Scenario:
        """Give an assumption another value, everywhere it applies.

        ``ids`` picks among assumptions with one key: an id, or several. Values are numbers in
        the unit of the assumption, or months.

        Raises
        ------
        NotFoundError
            If there is no such assumption.
        InvalidArgumentError
            If the value is no number or month or lies outside low and high, or ``ids`` are
            needed to tell which is meant.
        """
        document = self._document.copy()
        document.assume(key, ids if isinstance(ids, str) else ";".join(ids), _text(value))
        return Scenario(document)

    def with_stops(self, stops: Iterable[Stop]) -> Scenario:
        """Close sites: rows of the table ``stops`` are added, those of the same id replaced."""
        rows = [stop._row() for stop in stops]
        return Scenario(_masseflyt.with_stops(self._document, rows))

    def watch_rules(self) -> str:
        """The tables ``sensors`` and ``alarms`` as a document for
        :class:`masseflyt.monitoring.Rules`.

        Raises
        ------
        InvalidDocumentError
            If the scenario has faults.
        """
        return str(_masseflyt.watch_rules(self._document))

    # ---- what is best? ---------------------------------------------------------------------------

    def plan(
        self,
        objective: Mapping[str, float] | None = None,
        *,
        comparisons: bool = True,
        sensitivity: bool = False,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> Plan:
        """Plan: what goes where, when and how, so that the objective is least.

        The interpreter lock is released, and Ctrl-C ends the call.

        Parameters
        ----------
        objective
            Weights in NOK by :data:`OBJECTIVE_KEYS`; keys left out weigh nothing. Default: as
            the scenario says.
        comparisons
            Also plan for least cost, least road kilometres and least CO2e.
        sensitivity
            Also plan with the low and high value of every assumption that is marked to vary:
            the range that savings are told with. Takes many times as long.
        threads
            For the sensitivity; 0: as many as the machine has. Never changes an answer.
        time_limit
            Seconds, above 0. A plan that is not proved by then has the status "feasible", and its
            ``gap`` says how much dearer than the best one it can be; "stopped" is one of which
            there was nothing yet.
        progress
            Called now and then, from another thread. An exception ends the call.

        Raises
        ------
        InvalidDocumentError
            If the scenario has faults; ``diagnostics`` holds all of them.
        InvalidArgumentError
            If an option is outside what is told here.

        >>> case = Scenario.bundled("oslo_region")
        >>> case.plan({"nok": 1, "co2e": 1.5, "exposure": 5}, comparisons=False).status
        'optimal'
        """
        weights = [] if objective is None else _weights(objective)
        if time_limit is not None and not time_limit > 0:
            raise _wrong("time_limit", time_limit, "a number of seconds above 0")
        if not 0 <= threads <= 1024:
            raise _wrong("threads", threads, "a whole number from 0 to 1024")
        if time_limit is not None:
            time_limit = min(time_limit, 1e9)  # thirty years are as good as none
        outcome = _masseflyt.run(
            self._document, weights, comparisons, sensitivity, threads, time_limit, progress
        )
        return Plan(outcome, self._document)

    def sensitivity(
        self,
        objective: Mapping[str, float] | None = None,
        *,
        every: bool = False,
        threads: int = 0,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """Tell which assumption moves the plan most: see :meth:`tornado`. Needs pandas."""
        return self.tornado(
            every=every,
            objective=objective,
            threads=threads,
            time_limit=time_limit,
            progress=progress,
        )

    def volumes(self, which: Literal["low", "point", "high"]) -> Scenario:
        """Give every offer its low or its high amount, where it has one."""
        if which not in ("low", "point", "high"):
            raise _wrong("which", which, "'low', 'point' or 'high'")
        return Scenario(_masseflyt.with_volumes(self._document, which))

    def siting(self) -> pd.DataFrame:
        """Screen the areas of the scenario by its table ``siting_rules``. Needs pandas.

        One row per area and rule: ``kept`` is kept, violated or unknown, and ``answer`` that of the
        area as a whole. A violation names the shape and the distance. Which distances count is
        said in the table, with its source: there are no rules of ours.
        """
        return questions.siting(self._document)

    def _asked_document(self) -> _masseflyt.Document:
        return self._document

    # ---- a value like others ---------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Callable[[str], Scenario], tuple[str]]:
        return Scenario.from_json, (self.to_json(),)

    def __repr__(self) -> str:
        options = ", ".join(f"{v}={o}" for v, o in self.chosen.items())
        return f"<Scenario {self.header.get('id', '')!r} {options}>"

    def _repr_html_(self) -> str:
        rows = list(self.tables.items())
        return html.table(["table", "rows"], rows, str(self.header.get("title", "")))


_weights = objective_weights
_wrong = wrong


def _change(document: _masseflyt.Document, place: str, value: object) -> None:
    table, _, rest = place.partition(".")
    row, _, column = rest.rpartition(".")
    if table == "header" and rest:
        structured = isinstance(value, (Mapping, list, tuple))
        document.set(table, "", rest, json.dumps(value) if structured else _text(value))
    elif table == "assumptions" and rest:
        document.assume(rest, "", _text(value))
    elif row and column:
        document.set(table, row, column, _text(value))
    else:
        raise _wrong("place", place, "'table.row.column', 'assumptions.key' or 'header.key'")


def _text(value: object) -> str:
    from masseflyt.frames import cell

    return cell(value)[1]
