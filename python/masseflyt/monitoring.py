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

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.frames import frame_of_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Ambiguous",
    "Evaluator",
    "Outcome",
    "Rules",
    "limit_pack",
    "limit_packs",
    "localize",
    "qc",
    "qc_schema",
    "schema",
    "utc_ns",
]

Ambiguous = Literal["first", "last", "refuse"]
"""Which of two instants a civil time means in the hour that is said twice."""


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


_NAT = np.iinfo(np.int64).min

# ---- time ----------------------------------------------------------------------------------------


def utc_ns(time: Any) -> npt.NDArray[np.int64]:
    """Make a column of UTC nanoseconds of datetime64 (taken as UTC), int64, pandas or text with Z.

    Raises
    ------
    InvalidArgumentError
        If it is no column of times, holds NaT, or times without a zone from pandas objects.
    """
    if hasattr(time, "dt") and getattr(time.dt, "tz", None) is not None:
        time = time.dt.tz_convert("UTC").dt.tz_localize(None)
    elif hasattr(time, "tz_convert") and getattr(time, "tz", None) is not None:
        time = time.tz_convert("UTC").tz_localize(None)
    column = np.asarray(time)
    if column.dtype.kind == "M":
        if np.isnat(column).any():
            row = int(np.argmax(np.isnat(column)))
            raise make(ErrorCode.INVALID_ARGUMENT, f"no time at row {row}", f"row {row}")
        column = column.astype("datetime64[ns]").view(np.int64)
    if column.dtype != np.int64 or column.ndim != 1:
        message = f"time: expected datetime64 or int64 nanoseconds, not {column.dtype}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "time")
    return np.ascontiguousarray(column)


def localize(
    time: Any, zone: str = "Europe/Oslo", *, ambiguous: Ambiguous
) -> npt.NDArray[np.datetime64]:
    """Turn what clocks on the wall say into UTC.

    Parameters
    ----------
    time
        Column of datetime64 without a zone.
    ambiguous
        What the hour means that is said twice in October: a rule of the data's owner, so there is
        no default.

    Raises
    ------
    InvalidArgumentError
        For a time that the clock jumped over in March, or an ambiguous one to be refused; the
        message names the row.
    """
    civil = np.ascontiguousarray(np.asarray(time).astype("datetime64[ns]").view(np.int64))
    fold = {"first": 0, "last": 1, "refuse": 2}[ambiguous]
    found = _masseflyt.civil_to_utc(zone, civil, fold)
    column: npt.NDArray[np.datetime64] = np.asarray(found).view("datetime64[ns]")
    if np.isnat(column).any():
        row = int(np.argmax(np.isnat(column)))
        twice = np.asarray(_masseflyt.civil_to_utc(zone, civil[row : row + 1], 0))[0] != _NAT
        what = "twice, and nobody says which is meant" if twice else "never: they were put forward"
        message = f"row {row}: clocks in {zone} say {np.asarray(time)[row]} {what}"
        raise make(ErrorCode.INVALID_ARGUMENT, message, f"row {row}")
    return column


def _instant(t: Any) -> int:
    if isinstance(t, (int, np.integer)):
        return int(t)
    if getattr(t, "tzinfo", None) is not None:
        return int(np.datetime64(int(t.timestamp() * 1_000_000), "us").astype("datetime64[ns]"))
    if isinstance(t, str) and t.endswith("Z"):
        t = t[:-1]
    if hasattr(t, "timestamp"):
        message = f"{t} has no time zone, expected datetime64 (UTC) or a datetime with one"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    return int(np.datetime64(t).astype("datetime64[ns]").astype(np.int64))


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
        """Read a file."""
        try:
            return cls(Path(path).read_bytes(), strict=strict)
        except OSError as error:
            reason = error.strerror or str(error)
            raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None

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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rules) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"<Rules {self.hash[:12]}: {len(self.streams)} streams, {len(self.rules)} rules>"

    def __reduce__(self) -> tuple[type[Rules], tuple[str]]:
        return Rules, (self.to_json(),)


# ---- outcomes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What has happened: columns by name, times as datetime64[ns] in UTC."""

    notices: dict[str, npt.NDArray[Any]]
    episodes: dict[str, npt.NDArray[Any]]
    windows: dict[str, npt.NDArray[Any]]
    corrections: dict[str, npt.NDArray[Any]]
    late: dict[str, npt.NDArray[Any]]

    def frame(self, table: str) -> pd.DataFrame:
        """One of the tables as a data frame. Needs pandas."""
        return frame_of_columns(getattr(self, table))


def _columns(raw: Mapping[str, Any]) -> dict[str, npt.NDArray[Any]]:
    """Words as objects, times as datetime64."""
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, column in raw.items():
        if isinstance(column, tuple):
            codes, words = column
            columns[name] = np.array([*words, ""], dtype=object)[codes]
        elif name == "date":
            columns[name] = np.asarray(column).astype("datetime64[D]")
        elif name.endswith("_ns"):
            columns[name.removesuffix("_ns")] = np.asarray(column).view("datetime64[ns]")
        else:
            columns[name] = np.asarray(column)
    return columns


class Evaluator:
    """Takes readings as they come, or in columns: the same answer to the last bit."""

    __slots__ = ("_index", "_rule_index", "_watching", "rules")

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

    def feed(self, stream: str, time: Any, value: Any, *, flags: Any = None) -> None:
        """Take in columns of one stream, in the order in which they came.

        Parameters
        ----------
        time
            Shape (n,): datetime64 taken as UTC, int64 nanoseconds, or a pandas column with a zone.
        value
            Shape (n,): float64; NaN is known to be missing.
        flags
            Shape (n,): of :func:`qc`; 4 and 9 make a reading missing, 3 marks it.

        Raises
        ------
        InvalidArgumentError
            Naming the row; the rows before it have been taken in.
        """
        numbers = np.ascontiguousarray(np.asarray(value, dtype=np.float64))
        marks = None if flags is None else np.asarray(flags, dtype=np.uint8).tolist()
        self._watching.feed(self._stream(stream), utc_ns(time), numbers, marks)

    def feed_one(
        self, stream: str, time: Any, value: float, *, flag: int = 1, revision: int = 0
    ) -> None:
        """Take in one reading."""
        self._watching.feed_one(self._stream(stream), _instant(time), value, flag, revision)

    def advance_to(self, now: Any) -> None:
        """Say that time has passed: windows close and silence is found without data."""
        self._watching.advance_to(_instant(now))

    def flush(self) -> None:
        """Say that no more data will come."""
        self._watching.flush()

    def acknowledge(self, rule: str, *, by: str, at: Any) -> None:
        """A person has seen the open episode."""
        self._watching.acknowledge(self._rule(rule), by, _instant(at))

    def reset(self, rule: str, *, by: str, at: Any) -> None:
        """A person ends a latched level. ConflictError while the limit is still passed."""
        self._watching.reset(self._rule(rule), by, _instant(at))

    def take(self) -> Outcome:
        """Hand over what has happened since the last call."""
        return Outcome(**{name: _columns(raw) for name, raw in self._watching.take().items()})

    def open_episodes(self) -> dict[str, npt.NDArray[Any]]:
        """Episodes that nobody has seen the end of."""
        return _columns(self._watching.open_episodes())

    def standings(self) -> dict[str, npt.NDArray[Any]]:
        """Where every rule stands."""
        return _columns(self._watching.standings())

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
    ) -> dict[str, Any]:
        """Make what a neighbour may see of the windows taken so far."""
        found: dict[str, Any] = json.loads(
            self._watching.public_json(_instant(now), delay_s, rounding, coverage, newest)
        )
        return found

    def snapshot(self) -> bytes:
        """All state as bytes: an evaluator restored from it goes on as if nothing had been."""
        return bytes(self._watching.snapshot())

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


# ---- quality -------------------------------------------------------------------------------------


def qc(time: Any, value: Any, tests: Mapping[str, Any]) -> dict[str, npt.NDArray[np.uint8]]:
    """Test a series: 1 good, 2 not evaluated, 3 suspect, 4 fail, 9 missing.

    Parameters
    ----------
    time, value
        Shape (n,), times not falling; NaN is missing.
    tests
        By name, with the keys of the public QARTOD implementation: ``{"gross_range":
        {"fail_span": [0, 14]}}``. See :func:`qc_schema`.

    Returns
    -------
    Flags by test, and the strongest of them as ``rollup``.

    Raises
    ------
    InvalidDocumentError, NotSortedError, InvalidArgumentError
    """
    document = json.dumps({"schema": "masseflyt.quality/1", "tests": dict(tests)})
    numbers = np.ascontiguousarray(np.asarray(value, dtype=np.float64))
    return dict(_masseflyt.quality(document.encode(), utc_ns(time), numbers))
