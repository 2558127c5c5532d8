"""Readings of sensors against rules: what was beyond its limit, for how long, and how sure is that?

>>> import numpy as np
>>> from masseflyt import monitoring
>>> rules = monitoring.Rules.from_dict({
...     "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
...     "streams": [{"id": "v1", "parameter": "velocity", "unit": "mm/s", "meaning": "instant",
...                  "interval_s": 1}],
...     "rules": [{"id": "peak", "source": "site plan 3.1", "conditions": [
...         {"stream": "v1", "statistic": "last", "comparison": "above", "unit": "mm/s",
...          "alarm": 10}]}]})
>>> watch = monitoring.Evaluator(rules)
>>> time = np.datetime64("2026-03-02T08:00") + np.arange(4).astype("timedelta64[s]")
>>> watch.feed("v1", time, [1.0, 12.0, 15.0, 2.0])
>>> [str(kind) for kind in watch.take().notices["kind"]]
['raised', 'cleared']
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt, html
from masseflyt.clocks import Ambiguous, instant_ns, localize, utc_ns
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, InvalidDocumentError, make
from masseflyt.outcomes import Columns, Outcome, columns_of, concatenate, rows

__all__ = [
    "Ambiguous",
    "Evaluator",
    "Outcome",
    "Rules",
    "instant_ns",
    "limit_pack",
    "limit_packs",
    "localize",
    "pair",
    "qc",
    "qc_schema",
    "schema",
    "utc_ns",
]


def schema() -> dict[str, Any]:
    """JSON Schema of "masseflyt.monitoring/1": streams and rules."""
    found: dict[str, Any] = json.loads(_masseflyt.monitoring_schema())
    return found


def qc_schema() -> dict[str, Any]:
    """JSON Schema of "masseflyt.quality/1": the tests of one series."""
    found: dict[str, Any] = json.loads(_masseflyt.quality_schema())
    return found


def limit_packs() -> list[str]:
    """Ids of the limit packs that come with the package."""
    return list(_masseflyt.limit_packs())


def limit_pack(pack: str) -> dict[str, Any]:
    """Limits of a standard or regulation, each with its source and who checked it.

    Raises
    ------
    NotFoundError
        If there is no such pack.
    """
    found: dict[str, Any] = json.loads(_masseflyt.limit_pack_json(pack))
    return found


# ---- rules ---------------------------------------------------------------------------------------


class Rules:
    """Streams and rules that fit together, checked."""

    __slots__ = ("_rules", "diagnostics")

    def __init__(self, text: str | bytes, *, strict: bool = False) -> None:
        """Read "masseflyt.monitoring/1".

        Parameters
        ----------
        strict
            Refuse rules whose numbers nobody has read in their source.

        Raises
        ------
        InvalidDocumentError
            With everything that is wrong in ``diagnostics``.
        RuleNotVerifiedError
            In strict mode.
        """
        raw = text.encode() if isinstance(text, str) else text
        self._rules, found = _masseflyt.read_monitoring_rules(raw, strict)
        self.diagnostics = Diagnostics(found)

    @classmethod
    def read(cls, path: str | PathLike[str], *, strict: bool = False) -> Rules:
        """Read a file. Faults are told with its name before their place."""
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None
        try:
            return cls(text, strict=strict)
        except InvalidDocumentError as error:
            found = [
                _masseflyt.moved(d, f"{path}:{d.path.removeprefix(':')}") for d in error.diagnostics
            ]
            raise make(error.code, f"{path} cannot be used", str(path), found) from None

    @classmethod
    def from_dict(cls, document: Mapping[str, Any], *, strict: bool = False) -> Rules:
        """Take a document that lies in memory."""
        return cls(json.dumps(document), strict=strict)

    @property
    def streams(self) -> list[str]:
        """Ids, in the order of the document."""
        return list(self._rules.streams())

    @property
    def rules(self) -> list[str]:
        """Ids, in the order of the document."""
        return list(self._rules.rules())

    @property
    def hash(self) -> str:
        """SHA-256 of what the rules say."""
        return str(self._rules.hash())

    def to_json(self) -> str:
        """Write the document with limit packs resolved."""
        return str(self._rules.to_json())

    def to_dict(self) -> dict[str, Any]:
        """The document with limit packs resolved."""
        document: dict[str, Any] = json.loads(self.to_json())
        return document

    def parts(self) -> list[Rules]:
        """Split into sets that share no stream: each can be watched by itself, in any order.

        Rules belong together when they look at one stream, or one confirms the other. Streams that
        no rule looks at, whose silence is told all the same, go with the first rule.
        """
        document = self.to_dict()
        streams = {s["id"]: s for s in document["streams"]}
        group = {name: name for name in streams}

        def root(name: str) -> str:
            while group[name] != name:
                group[name] = group[group[name]]
                name = group[name]
            return name

        named: list[list[str]] = []
        first_of_rule: dict[str, str] = {}
        for rule in document["rules"]:
            told = [c[k] for c in rule["conditions"] for k in ("stream", "other") if k in c]
            named.append(told)
            first_of_rule.setdefault(rule["id"], told[0])
            for other in told[1:]:
                group[root(other)] = root(told[0])
        for rule, told in zip(document["rules"], named, strict=True):
            for other in (rule.get("confirms"), rule["id"]):
                if other in first_of_rule:
                    group[root(first_of_rule[other])] = root(told[0])
        looked_at = {name for told in named for name in told}
        for name in streams:
            if name not in looked_at:
                group[root(name)] = root(named[0][0])
        parts: dict[str, dict[str, Any]] = {}
        for name, stream in streams.items():
            empty = {**document, "streams": [], "rules": []}
            parts.setdefault(root(name), empty)["streams"].append(stream)
        for rule, told in zip(document["rules"], named, strict=True):
            parts[root(told[0])]["rules"].append(rule)
        return [Rules.from_dict(part) for part in parts.values()]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"<Rules {self.hash[:12]}: {len(self.streams)} streams, {len(self.rules)} rules>"

    def _repr_html_(self) -> str:
        shown = [
            (r["id"], ", ".join(_limits(c)), r.get("confidence", "user"), r["source"])
            for r in self.to_dict()["rules"]
            for c in r["conditions"]
        ]
        return html.table(["rule", "limits", "checked", "source"], shown, repr(self).strip("<>"))

    def __reduce__(self) -> tuple[type[Rules], tuple[str]]:
        return Rules, (self.to_json(),)


def _limits(condition: Mapping[str, Any]) -> list[str]:
    words = condition["comparison"].replace("_", " ")
    unit = "" if condition["unit"] == "1" else f" {condition['unit']}"
    return [f"{k} {words} {condition[k]:g}{unit}" for k in LEVELS[1:] if k in condition]


LEVELS = ("normal", "warning", "alarm", "stop")


# ---- watching ------------------------------------------------------------------------------------


class Evaluator:
    """Takes readings as they come, or in columns: the same answer to the last bit.

    What :meth:`take` hands over is remembered too, up to a bound, for :meth:`public` and for pages
    and charts: the newest 50 000 windows and 5 000 episodes.
    """

    __slots__ = ("_history", "_index", "_rule_index", "_watching", "rules")

    def __init__(self, rules: Rules, *, snapshot: bytes | None = None) -> None:
        """Begin, or go on where :meth:`snapshot` left off.

        Raises
        ------
        CorruptError, ConflictError, UnsupportedVersionError
            If the snapshot is damaged, or was made under other rules or by another version.
        """
        self.rules = rules
        self._watching = (
            _masseflyt.Watching(rules._rules)
            if snapshot is None
            else _masseflyt.Watching.restore(rules._rules, snapshot)
        )
        self._index = {name: i for i, name in enumerate(rules.streams)}
        self._rule_index: dict[str, int] = {}
        for i, name in enumerate(rules.rules):
            self._rule_index.setdefault(name, i)
        self._history: dict[str, Columns] = {}

    def feed(self, stream: str, time: Any, value: Any, *, flags: Any = None) -> None:
        """Take in columns of one stream, in the order in which they came.

        Parameters
        ----------
        time
            Shape (n,): datetime64 taken as UTC, int64 nanoseconds, or a column of pandas, polars or
            pyarrow; one with a zone is converted. Nanoseconds are borrowed, other units copied.
        value
            Shape (n,): float64 is borrowed; NaN and null are known to be missing.
        flags
            Shape (n,): of :func:`qc`; 4 and 9 make a reading missing, 3 marks it.

        Raises
        ------
        InvalidArgumentError
            Naming the row; the rows before it have been taken in.
        """
        self._watching.feed(self._stream(stream), utc_ns(time), _numbers(value), flags)

    def feed_one(
        self, stream: str, time: Any, value: float, *, flag: int = 1, revision: int = 0
    ) -> None:
        """Take in one reading."""
        self._watching.feed_one(self._stream(stream), instant_ns(time), value, flag, revision)

    def feed_table(
        self,
        table: Any,
        *,
        stream: str = "stream",
        time: str = "time",
        value: str = "value",
        flag: str | None = None,
    ) -> None:
        """Take in a long table of many streams: a pandas or polars frame, a pyarrow table or batch.

        Parameters
        ----------
        stream, time, value, flag
            Names of its columns. Rows of a stream are taken in their order; streams do not wait for
            each other.

        Raises
        ------
        NotFoundError
            If a stream is not in the rules; nothing was taken in.
        """
        codes, names = _codes(table[stream])
        unknown = [name for name in names if name not in self._index]
        if unknown:
            self._stream(unknown[0])
        times, values = utc_ns(table[time]), _numbers(table[value])
        flags = None if flag is None else np.asarray(table[flag], dtype=np.uint8)
        for code, rows_of in _by_code(codes, len(names)):
            marks = None if flags is None else flags[rows_of]
            self._watching.feed(
                self._index[names[code]],
                np.ascontiguousarray(times[rows_of]),
                np.ascontiguousarray(values[rows_of]),
                marks,
            )

    def advance_to(self, now: Any) -> None:
        """Say that time has passed: windows close and silence is found without data."""
        self._watching.advance_to(instant_ns(now))

    def flush(self) -> None:
        """Say that no more data will come."""
        self._watching.flush()

    def acknowledge(self, rule: str, *, by: str, at: Any) -> None:
        """A person has seen the open episode."""
        self._watching.acknowledge(self._rule(rule), by, instant_ns(at))

    def reset(self, rule: str, *, by: str, at: Any) -> None:
        """A person ends a latched level. ConflictError while the limit is still passed."""
        self._watching.reset(self._rule(rule), by, instant_ns(at))

    def take(self) -> Outcome:
        """Hand over what has happened since the last call."""
        found = Outcome(**{name: columns_of(raw) for name, raw in self._watching.take().items()})
        for table, most in _REMEMBERED.items():
            new = getattr(found, table)
            if rows(new):
                old = self._history.get(table)
                both = new if old is None else concatenate(old, new)
                self._history[table] = {name: column[-most:] for name, column in both.items()}
        return found

    def history(self, table: str) -> Columns:
        """What :meth:`take` has handed over so far of "windows" or "episodes", the newest rows."""
        if table not in _REMEMBERED:
            raise make(ErrorCode.NOT_FOUND, f"no history of '{table}'; of windows and episodes")
        if table not in self._history:
            columns: Columns = getattr(Evaluator(self.rules).take(), table)
            return columns
        return dict(self._history[table])

    def open_episodes(self) -> Columns:
        """Episodes that nobody has seen the end of."""
        return columns_of(self._watching.open_episodes())

    def standings(self) -> Columns:
        """Where every rule stands: rule, level, measured, known, value, at."""
        return columns_of(self._watching.standings())

    def statements(self) -> list[dict[str, Any]]:
        """Allowances by rule and year: how often, how often it may, on which days."""
        return list(self._watching.statements())

    def tally(self, stream: str) -> dict[str, int]:
        """How many readings came, were missing, late or repeated."""
        return dict(self._watching.tally(self._stream(stream)))

    def public(
        self,
        now: Any,
        *,
        delay_s: float = 3600,
        rounding: float = 1,
        coverage: float = 0.75,
        newest: int = 48,
        places: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Make what a neighbour may see of all that was taken so far.

        Parameters
        ----------
        delay_s
            Nothing younger is shown, nor told of.
        rounding
            Values are multiples of it.
        coverage
            A window with less of its readings is shown without a value.
        newest
            Windows per rule.
        places
            What the public sees instead of a place.

        Returns
        -------
        "masseflyt.public/1": ``windows`` (newest last), ``rules`` with their limits and sources,
        and ``episodes`` that began before the delay; see :mod:`masseflyt.public_view`.
        """
        from masseflyt import public_view

        return public_view.make(self, instant_ns(now), delay_s, rounding, coverage, newest, places)

    def snapshot(self) -> bytes:
        """All state as bytes: an evaluator restored from it goes on as if nothing had been."""
        return bytes(self._watching.snapshot())

    def save(self) -> str:
        """The snapshot and what was remembered for the public, as JSON for :meth:`load`."""
        tables = {
            table: {name: _plain(column) for name, column in columns.items()}
            for table, columns in self._history.items()
        }
        snapshot = base64.b64encode(self.snapshot()).decode()
        return json.dumps({"schema": _STATE, "snapshot": snapshot, **tables})

    @classmethod
    def load(cls, rules: Rules, text: str | bytes) -> Evaluator:
        """Go on where :meth:`save` left off.

        Raises
        ------
        CorruptError, ConflictError, UnsupportedVersionError
        """
        try:
            saved = json.loads(text)
            if saved.get("schema") != _STATE:
                message = f"the state is of schema {saved.get('schema')!r}, expected {_STATE!r}"
                raise make(ErrorCode.UNSUPPORTED_VERSION, message)
            evaluator = cls(rules, snapshot=base64.b64decode(saved["snapshot"], validate=True))
            for table in _REMEMBERED:
                if table in saved:
                    evaluator._history[table] = {
                        name: _columned(name, column) for name, column in saved[table].items()
                    }
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            if hasattr(error, "diagnostics"):
                raise
            raise make(ErrorCode.CORRUPT, f"the state cannot be read: {error}") from None
        return evaluator

    def __repr__(self) -> str:
        levels = self.standings()["level"]
        beyond = int(np.count_nonzero(levels != "normal"))
        return f"<Evaluator of {self.rules!r}: {beyond} rules beyond a limit>"

    def _repr_html_(self) -> str:
        now = self.standings()
        shown = zip(
            now["rule"],
            now["level"],
            now["value"],
            np.where(now["known"] != 0, "", "unknown"),
            np.datetime_as_string(now["at"], "s"),
            strict=True,
        )
        return html.table(["rule", "level", "value", "", "at (UTC)"], shown)

    def __reduce__(self) -> tuple[Any, tuple[Rules, str]]:
        return Evaluator.load, (self.rules, self.save())

    def _stream(self, name: str) -> int:
        if name not in self._index:
            message = f"no stream '{name}'; there are {', '.join(list(self._index)[:20])}"
            raise make(ErrorCode.NOT_FOUND, message)
        return self._index[name]

    def _rule(self, name: str) -> int:
        if name not in self._rule_index:
            message = f"no rule '{name}'; there are {', '.join(list(self._rule_index)[:20])}"
            raise make(ErrorCode.NOT_FOUND, message)
        return self._rule_index[name]


_STATE = "masseflyt.watch-state/1"
_REMEMBERED = {"windows": 50_000, "episodes": 5_000}


def _plain(column: npt.NDArray[Any]) -> list[Any]:
    """For JSON: instants as nanoseconds, NaN as null."""
    if column.dtype.kind == "M":
        return list(column.view(np.int64).tolist())
    return [None if v != v else v for v in column.tolist()]


def _columned(name: str, column: list[Any]) -> npt.NDArray[Any]:
    if name == "date":
        return np.array(column, dtype=np.int64).view("datetime64[D]")
    if name in _INSTANTS:
        return np.array(column, dtype=np.int64).view("datetime64[ns]")
    if name in _NUMBERS:
        return np.array([np.nan if v is None else v for v in column], dtype=np.float64)
    if name in _COUNTS:
        return np.array(column, dtype=np.int64)
    return np.array(column, dtype=object)


_INSTANTS = frozenset(("begin", "end", "raised", "peak_at"))
_NUMBERS = frozenset(("value", "coverage", "peak", "with_background"))
_COUNTS = frozenset(
    ("n", "windows", "suspect", "clock_change", "revision", "missing", "transitions")
)


def _numbers(value: Any) -> npt.NDArray[np.float64]:
    """Borrow float64; null is NaN."""
    module = type(value).__module__.partition(".")[0]
    if module == "pyarrow":
        whole = value.combine_chunks() if hasattr(value, "combine_chunks") else value
        value = whole.to_numpy(zero_copy_only=False)
    elif module in ("pandas", "polars"):
        value = value.to_numpy()
    return np.ascontiguousarray(np.asarray(value, dtype=np.float64))


def _codes(column: Any) -> tuple[npt.NDArray[Any], list[str]]:
    """Which word each row has, and the words."""
    if hasattr(column, "cat") and hasattr(column.cat, "codes"):  # pandas
        return column.cat.codes.to_numpy(), [str(word) for word in column.cat.categories]
    if hasattr(column, "dictionary_encode"):
        coded = column.combine_chunks() if hasattr(column, "combine_chunks") else column
        coded = coded if hasattr(coded, "dictionary") else coded.dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        return codes, [str(word) for word in coded.dictionary.to_pylist()]
    words, codes = np.unique(np.asarray(column, dtype=object).astype(str), return_inverse=True)
    return codes, [str(word) for word in words]


def _by_code(codes: npt.NDArray[Any], n: int) -> Iterable[tuple[int, Any]]:
    """Rows of each code in their order. One code alone is a slice: nothing is copied."""
    if len(codes) and n == 1:
        yield 0, slice(None)
        return
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(n + 1))
    for code in range(n):
        if ends[code] < ends[code + 1]:
            yield code, order[ends[code] : ends[code + 1]]


# ---- quality -------------------------------------------------------------------------------------


def qc(
    time: Any,
    value: Any,
    tests: Mapping[str, Any],
    *,
    others: Mapping[str, tuple[Any, Any]] | None = None,
) -> dict[str, npt.NDArray[np.uint8]]:
    """Test a series: 1 good, 2 not evaluated, 3 suspect, 4 fail, 9 missing.

    Parameters
    ----------
    time, value
        Shape (n,), times not falling; NaN is missing.
    tests
        By name, with the keys of the public QARTOD implementation: ``{"gross_range":
        {"fail_span": [0, 14]}}``. See :func:`qc_schema`.
    others
        Columns (time, value) of other series by name: those that ``drift`` (``reference``) and
        ``neighbours`` (``series``) look at. Others are left alone.

    Returns
    -------
    Flags by test, and the strongest of them as ``rollup``.

    Raises
    ------
    InvalidDocumentError, NotSortedError, InvalidArgumentError
    NotFoundError
        Naming every series that a test needs and ``others`` has not.
    """
    document = json.dumps({"schema": "masseflyt.quality/1", "tests": dict(tests)})
    beside = {name: (utc_ns(t), _numbers(v)) for name, (t, v) in (others or {}).items()}
    return dict(_masseflyt.quality(document.encode(), utc_ns(time), _numbers(value), beside))


# ---- laboratory values beside sensors ------------------------------------------------------------


def pair(
    sample_time: Any,
    sample_value: Any,
    sensor_time: Any,
    sensor_value: Any,
    *,
    max_age_s: float,
    duration_s: float = 0,
) -> dict[str, npt.NDArray[Any]]:
    """Put each laboratory value beside what a sensor said of the same water.

    Parameters
    ----------
    sample_time, sample_value
        Shape (m,): when the sample was taken (of a composite: when it was complete), and what the
        laboratory found.
    sensor_time, sensor_value
        Shape (n,), times not falling. NaN is missing.
    max_age_s
        Of a grab sample: how old the sensor's newest valid reading at the time may be.
    duration_s
        Of a composite sample: it was collected over (time - duration, time], and the sensor's mean
        over that is its pair; at equal intervals that is the mean over time, not over flow.

    Returns
    -------
    Columns time, laboratory, sensor (NaN: nothing to pair with), readings (how many the sensor's
    value rests on) and age_s.
    """
    at, found = utc_ns(sample_time), _numbers(sample_value)
    time, value = utc_ns(sensor_time), _numbers(sensor_value)
    if (np.diff(time) < 0).any():
        row = int(np.argmax(np.diff(time) < 0)) + 1
        raise make(ErrorCode.NOT_SORTED, f"sensor_time goes back at row {row}", f"row {row}")
    valid = ~np.isnan(value)
    time, value = time[valid], value[valid]
    begin = at - int((duration_s or max_age_s) * 1e9)
    first = np.searchsorted(time, begin, side="right" if duration_s else "left")
    last = np.searchsorted(time, at, side="right")
    sensor, age = np.full(len(at), np.nan), np.full(len(at), np.nan)
    readings = np.zeros(len(at), dtype=np.int64)
    for i, (a, b) in enumerate(zip(first, last, strict=True)):
        if a == b:
            continue
        sensor[i] = value[a:b].mean() if duration_s else value[b - 1]
        readings[i] = b - a if duration_s else 1
        age[i] = (at[i] - time[b - 1]) / 1e9
    return {
        "time": at.view("datetime64[ns]"),
        "laboratory": found,
        "sensor": sensor,
        "readings": readings,
        "age_s": age,
    }
