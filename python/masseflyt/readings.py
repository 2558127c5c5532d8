"""Readings of sensors from files: some rows at a time, and every fault with file, row and column.

>>> import tempfile, pathlib
>>> folder = tempfile.TemporaryDirectory()
>>> file = pathlib.Path(folder.name) / "r.csv"
>>> _ = file.write_text("stream,time,value\\nturb,2026-03-02T08:00Z,1.5\\n")
>>> [batch] = read(file)
>>> batch.names, batch.value.tolist()
(['turb'], [1.5])
>>> folder.cleanup()
"""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt
from masseflyt.clocks import Ambiguous, civil_to_utc, said_twice
from masseflyt.diagnostics import Diagnostic
from masseflyt.errors import ErrorCode, MasseflytError, make

__all__ = ["BATCH", "Batch", "Problems", "Source", "read"]

BATCH = 200_000
"""Rows that are in memory at a time."""

MOST_PROBLEMS = 1000
_MISSING = frozenset(("", "NULL", "null", "NaN", "nan", "NA", "None"))
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?")
_A_TIME = "a time such as 2026-03-29T03:30+02:00"
_FLAGS = {"1": 1, "2": 2, "3": 3, "4": 4, "9": 9, "": 1}


@dataclass(frozen=True)
class Batch:
    """Some rows in the order of the file: columns of one length.

    ``stream`` is the place in ``names``; NaN is a value that is known to be missing; ``flag`` is
    None where the file has no such column.
    """

    names: list[str]
    stream: npt.NDArray[np.int32]
    time: npt.NDArray[np.datetime64]
    value: npt.NDArray[np.float64]
    flag: npt.NDArray[np.uint8] | None
    line: npt.NDArray[np.int64]
    text: Sequence[str]
    """The times as they were written; empty for Parquet."""
    first: npt.NDArray[np.int64]
    """Line on which each of ``names`` stands first, be the row faulty or not; 0: nowhere."""

    def __len__(self) -> int:
        return len(self.value)


class Problems:
    """What is wrong with an input, all of it."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._more = 0

    def add(self, path: str, value: str, expected: str) -> None:
        """Note one fault; more than a thousand are counted only."""
        if len(self._found) < MOST_PROBLEMS:
            self._found.append(_masseflyt.fault(path, value, expected))
        else:
            self._more += 1

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(self, what: str) -> MasseflytError:
        """The exception that tells them all."""
        found = sorted(self._found, key=_line)  # stable: files in the order they were read
        if self._more:
            text = "fewer faults: these are not listed"
            found = [*found, _masseflyt.fault("", f"{self._more} more", text)]
        return make(ErrorCode.INVALID_DOCUMENT, f"{what} cannot be used", what, found)


@dataclass(frozen=True)
class Source:
    """How a file is to be read.

    Attributes
    ----------
    zone, ambiguous
        Of times without an offset; None: such times are refused.
    stream
        Of all rows, for a file without a column of streams.
    columns
        Own names of the columns stream, time, value, flag.
    """

    zone: str | None = None
    ambiguous: Ambiguous = "refuse"
    stream: str | None = None
    columns: Mapping[str, str] | None = None

    def name(self, column: str) -> str:
        return (self.columns or {}).get(column, column)


def read(
    path: str | PathLike[str],
    source: Source | None = None,
    *,
    problems: Problems | None = None,
    progress: Callable[[int], object] | None = None,
) -> Iterator[Batch]:
    """Read a CSV or Parquet file of readings, some rows at a time.

    CSV: UTF-8, one header line, separated by comma, semicolon or tab; with the last two, numbers
    may have a decimal comma. Columns stream, time, value and, if there is one, flag (of QARTOD). An
    empty value is missing. Times are ISO 8601 with an offset, or as ``source`` says.

    Parameters
    ----------
    problems
        Collects every fault; rows with one are left out. None: the call raises at the end.
    progress
        Told how many bytes (Parquet: rows) were read.

    Raises
    ------
    FileError
        If it cannot be read.
    InvalidDocumentError
        If columns are missing; at the end, with all faults, where ``problems`` is None.
    """
    file, how = Path(path), source or Source()
    found = Problems() if problems is None else problems
    reader = _parquet if file.suffix == ".parquet" else _csv
    yield from reader(file, how, found, progress or (lambda _: None))
    if problems is None and found:
        raise found.error(str(file))


# ---- CSV -----------------------------------------------------------------------------------------


def _csv(
    path: Path, how: Source, problems: Problems, progress: Callable[[int], object]
) -> Iterator[Batch]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table, comma, places = _head(path, how, file)
            numbered = ((table.line_num, cells) for cells in table if cells)
            while chunk := list(islice(numbered, BATCH)):
                yield _Rows(path, how, places, comma, problems).batch(chunk)
                progress(_position(file))
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None
    except UnicodeDecodeError:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path} is no UTF-8", str(path)) from None
    except csv.Error as error:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path}: {error}", str(path)) from None


def _position(file: IO[str]) -> int:
    return int(file.buffer.raw.tell())  # type: ignore[attr-defined]  # TextIOWrapper over a file


def _head(path: Path, how: Source, file: IO[str]) -> tuple[Any, bool, dict[str, int]]:
    """The rows after the header, whether numbers may have a comma, and where the columns are."""
    first = file.readline()
    delimiter = max((",", ";", "\t"), key=first.count)
    head = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    needed = ["time", "value"] if how.stream is not None else ["stream", "time", "value"]
    missing = [how.name(c).strip() for c in needed if how.name(c).strip() not in head]
    if missing:
        problems = Problems()
        there = ", ".join(head) or "nothing"
        for name in missing:
            problems.add(f"{path}:1", there, f"a column {name}{_hint(name)}")
        raise problems.error(str(path))
    twice = [name for name in dict.fromkeys(head) if name and head.count(name) > 1]
    wanted = [*needed, *(["flag"] if how.name("flag") in head else [])]
    for name in twice:
        if name in [how.name(c).strip() for c in wanted]:
            message = f"{path}:1: the column {name} stands there twice"
            raise make(ErrorCode.INVALID_DOCUMENT, message, f"{path}:1")
    places = {c: head.index(how.name(c).strip()) for c in wanted}
    return csv.reader(file, delimiter=delimiter), delimiter != ",", places


def _hint(column: str) -> str:
    return "; or name the stream of all rows: --stream" if column == "stream" else ""


class _Rows:
    """Cells of some rows on their way to columns."""

    def __init__(
        self, path: Path, how: Source, places: dict[str, int], comma: bool, problems: Problems
    ) -> None:
        self._path, self._how, self._places = path, how, places
        self._comma, self._problems = comma, problems

    def batch(self, chunk: list[tuple[int, list[str]]]) -> Batch:
        # A row that is too short has empty cells at its end; lines count from the header's 1.
        width = max(self._places.values()) + 1
        lines = np.array([line + 1 for line, _ in chunk])
        cells = [row if len(row) >= width else [*row, *[""] * width] for _, row in chunk]
        bad = np.zeros(len(cells), dtype=bool)
        texts = self._texts("time", cells)
        time = self._times(texts, lines, bad)
        value = self._numbers(self._texts("value", cells), lines, bad)
        flag = (
            self._marks(self._texts("flag", cells), lines, bad) if "flag" in self._places else None
        )
        names, stream = self._streams(cells, lines, bad)
        first = _first_lines(stream, lines, len(names))
        if bad.any():
            good = ~bad
            texts = [t for t, keep in zip(texts, good, strict=True) if keep]
            stream, time, value, lines = stream[good], time[good], value[good], lines[good]
            flag = None if flag is None else flag[good]
        return Batch(names, stream, time, value, flag, lines, texts, first)

    def _texts(self, column: str, cells: list[list[str]]) -> list[str]:
        place = self._places[column]
        return [row[place].strip() for row in cells]

    def _place(self, line: int, column: str) -> str:
        return f"{self._path}:{line}:{self._how.name(column)}"

    def _streams(
        self, cells: list[list[str]], lines: npt.NDArray[np.int64], bad: npt.NDArray[np.bool_]
    ) -> tuple[list[str], npt.NDArray[np.int32]]:
        if "stream" not in self._places:
            return [str(self._how.stream)], np.zeros(len(cells), dtype=np.int32)
        codes: dict[str, int] = {}
        texts = self._texts("stream", cells)
        stream = np.fromiter(
            (codes.setdefault(t, len(codes)) for t in texts), dtype=np.int32, count=len(texts)
        )
        if "" in codes:
            for row in np.flatnonzero(stream == codes[""]):
                self._problems.add(self._place(int(lines[row]), "stream"), "", "a stream")
                bad[row] = True
        return list(codes), stream

    def _numbers(
        self, texts: list[str], lines: npt.NDArray[np.int64], bad: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float64]:
        try:
            column = np.array([t if t not in _MISSING else "nan" for t in texts], dtype=np.float64)
        except ValueError:
            column = np.array([self._number(t) for t in texts], dtype=np.float64)
        for row in np.flatnonzero(np.isinf(column)):
            self._problems.add(
                self._place(int(lines[row]), "value"), texts[row], "a number, or nothing: missing"
            )
            bad[row] = True
        return column

    def _number(self, text: str) -> float:
        if text in _MISSING:
            return float("nan")
        try:
            return float(text.replace(",", ".") if self._comma else text)
        except ValueError:
            return float("inf")

    def _marks(
        self, texts: list[str], lines: npt.NDArray[np.int64], bad: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.uint8]:
        for row, text in enumerate(texts):
            if text not in _FLAGS:
                expected = "a flag of QARTOD: 1, 2, 3, 4, 9 or nothing"
                self._problems.add(self._place(int(lines[row]), "flag"), text, expected)
                bad[row] = True
        return np.array([_FLAGS.get(t, 1) for t in texts], dtype=np.uint8)

    def _times(
        self, texts: list[str], lines: npt.NDArray[np.int64], bad: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.datetime64]:
        bare: list[str] = []
        minutes = np.zeros(len(texts), dtype=np.int64)
        naive = np.zeros(len(texts), dtype=bool)
        match = _TIME.fullmatch
        for row, text in enumerate(texts):
            found = match(text)
            if found is None or not "1679" <= text[:4] <= "2261":  # what nanoseconds can hold
                bad[row] = True
                self._problems.add(self._place(int(lines[row]), "time"), text, _A_TIME)
                bare.append("NaT")
                continue
            offset = found[1]
            if offset is None:
                naive[row] = True
                bare.append(text)
            else:
                bare.append(text[: found.start(1)])
                if offset != "Z":
                    minutes[row] = _minutes(offset)
        column = self._instants(bare, texts, lines, bad)
        column -= minutes.astype("timedelta64[m]")
        if naive.any():
            rows = np.flatnonzero(naive & ~bad)
            column[rows] = self._civil(column[rows], rows, texts, lines, bad)
        return column

    def _instants(
        self,
        bare: list[str],
        texts: list[str],
        lines: npt.NDArray[np.int64],
        bad: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.datetime64]:
        try:
            return np.array(bare, dtype="datetime64[ns]")
        except ValueError:  # the 30th of February
            column = np.full(len(bare), np.datetime64("NaT", "ns"))
            for row, text in enumerate(bare):
                try:
                    column[row] = np.datetime64(text, "ns")
                except ValueError:
                    bad[row] = True
                    self._problems.add(self._place(int(lines[row]), "time"), texts[row], _A_TIME)
            return column

    def _civil(
        self,
        column: npt.NDArray[np.datetime64],
        rows: npt.NDArray[np.int64],
        texts: Sequence[str],
        lines: npt.NDArray[np.int64],
        bad: npt.NDArray[np.bool_],
    ) -> npt.NDArray[np.datetime64]:
        return _to_utc(
            column,
            self._how,
            lambda i, expected: self._refuse_time(int(rows[i]), texts, lines, bad, expected),
        )

    def _refuse_time(
        self,
        row: int,
        texts: Sequence[str],
        lines: npt.NDArray[np.int64],
        bad: npt.NDArray[np.bool_],
        expected: str,
    ) -> None:
        bad[row] = True
        self._problems.add(self._place(int(lines[row]), "time"), texts[row], expected)


def _first_lines(
    stream: npt.NDArray[np.int32], lines: npt.NDArray[np.int64], n: int
) -> npt.NDArray[np.int64]:
    first = np.zeros(n, dtype=np.int64)
    codes, rows = np.unique(stream, return_index=True)
    named = codes >= 0  # of Arrow, null is -1
    first[codes[named]] = lines[rows[named]]
    return first


def _line(found: Diagnostic) -> tuple[str, int]:
    file, _, rest = found.path.rpartition(":")[0].rpartition(":")
    return file, int(rest) if rest.isdigit() else 0


def instant_of_text(text: str) -> int | None:
    """Nanoseconds of one time with its offset; None: it is none."""
    found = _TIME.fullmatch(text)
    if found is None or found[1] is None or not "1679" <= text[:4] <= "2261":
        return None
    try:
        bare = np.datetime64(text[: found.start(1)], "ns").astype(np.int64)
    except ValueError:  # the 30th of February
        return None
    return int(bare) - (0 if found[1] == "Z" else _minutes(found[1])) * 60 * 10**9


def _minutes(offset: str) -> int:
    digits = offset[1:].replace(":", "")
    total = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return total if offset[0] == "+" else -total


def _to_utc(
    civil: npt.NDArray[np.datetime64], how: Source, refuse: Callable[[int, str], None]
) -> npt.NDArray[np.datetime64]:
    if how.zone is None:
        for i in range(len(civil)):
            refuse(i, "an offset (Z, +01:00), or --zone for times of the clock on the wall")
        return civil
    ns = np.ascontiguousarray(civil).view(np.int64)
    column = civil_to_utc(ns, how.zone, how.ambiguous).view("datetime64[ns]")
    missing = np.flatnonzero(np.isnat(column))
    if len(missing):
        twice = said_twice(ns, how.zone)
        for row in missing.tolist():
            refuse(
                row,
                f"a time that {how.zone} has once; it has this one twice: see --ambiguous"
                if twice[row]
                else f"a time that {how.zone} has; clocks jump over this one: is that the zone?",
            )
    return column


# ---- Parquet -------------------------------------------------------------------------------------


def _parquet(
    path: Path, how: Source, problems: Problems, progress: Callable[[int], object]
) -> Iterator[Batch]:
    try:
        pq: Any = importlib.import_module("pyarrow.parquet")  # has no types
    except ImportError as error:
        message = "Parquet needs pyarrow, which is not installed: pip install 'masseflyt[arrow]'"
        raise ImportError(message) from error
    try:
        file = pq.ParquetFile(path)
    except OSError as error:
        raise make(ErrorCode.IO, f"{path} cannot be read: {error}", str(path)) from None
    except ValueError as error:
        message = f"{path} is no Parquet file: {error}"
        raise make(ErrorCode.INVALID_DOCUMENT, message, str(path)) from None
    there = file.schema_arrow.names
    needed = ["time", "value"] if how.stream is not None else ["stream", "time", "value"]
    missing = [how.name(c) for c in needed if how.name(c) not in there]
    if missing:
        message = f"{path}: no column {', '.join(missing)}; there are {', '.join(there)}"
        raise make(ErrorCode.INVALID_DOCUMENT, message, str(path))
    wanted = [*needed, *(["flag"] if how.name("flag") in there else [])]
    row = 1
    for batch in file.iter_batches(BATCH, columns=[how.name(c) for c in wanted]):
        columns = {c: batch.column(how.name(c)) for c in wanted}
        yield arrow_batch(columns, how, problems, str(path), row)
        row += batch.num_rows
        progress(row - 1)


def arrow_batch(
    columns: Mapping[str, Any], how: Source, problems: Problems, path: str, first_row: int
) -> Batch:
    """Arrow arrays as a batch, lent where their types allow. Rows count from ``first_row``."""
    pa: Any = importlib.import_module("pyarrow")
    time, value = columns["time"], columns["value"]
    n = len(value)
    lines = np.arange(first_row, first_row + n)
    bad = np.zeros(n, dtype=bool)

    def refuse(i: int, told: str, expected: str) -> None:
        bad[i] = True
        problems.add(f"{path}:{lines[i]}:time", told, expected)

    if not pa.types.is_timestamp(time.type):
        message = f"{path}: {how.name('time')} is {time.type}, expected timestamps"
        raise make(ErrorCode.INVALID_DOCUMENT, message, path)
    if not (pa.types.is_floating(value.type) or pa.types.is_integer(value.type)):
        message = f"{path}: {how.name('value')} is {value.type}, expected numbers"
        raise make(ErrorCode.INVALID_DOCUMENT, message, path)
    column = np.asarray(time.to_numpy(zero_copy_only=False)).astype("datetime64[ns]", copy=False)
    for i in np.flatnonzero(np.isnat(column)):
        refuse(int(i), "", _A_TIME)
    if time.type.tz is None and n:
        rows = np.flatnonzero(~bad)
        column = column.copy()
        column[rows] = _to_utc(
            column[rows], how, lambda i, text: refuse(int(rows[i]), str(column[rows[i]]), text)
        )
    numbers = np.asarray(value.to_numpy(zero_copy_only=False)).astype(np.float64, copy=False)
    for i in np.flatnonzero(np.isinf(numbers)):
        bad[i] = True
        problems.add(f"{path}:{lines[i]}:value", str(numbers[i]), "a number, or nothing: missing")
    flag = None
    if "flag" in columns:
        flag = np.asarray(columns["flag"].fill_null(1).to_numpy(zero_copy_only=False))
        flag = flag.astype(np.uint8)
        for i in np.flatnonzero(~np.isin(flag, [1, 2, 3, 4, 9])):
            bad[i] = True
            problems.add(f"{path}:{lines[i]}:flag", str(flag[i]), "a flag of QARTOD: 1, 2, 3, 4, 9")
    names, stream = _arrow_streams(columns.get("stream"), how, n)
    for i in np.flatnonzero(stream < 0):
        bad[i] = True
        problems.add(f"{path}:{lines[i]}:stream", "", "a stream")
    first = _first_lines(stream, lines, len(names))
    if bad.any():
        good = ~bad
        stream, column, numbers, lines = stream[good], column[good], numbers[good], lines[good]
        flag = None if flag is None else flag[good]
    return Batch(names, stream, column, numbers, flag, lines, (), first)


def _arrow_streams(column: Any, how: Source, n: int) -> tuple[list[str], npt.NDArray[np.int32]]:
    if column is None:
        return [str(how.stream)], np.zeros(n, dtype=np.int32)
    pa: Any = importlib.import_module("pyarrow")
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return [str(w) for w in coded.dictionary.to_pylist()], codes
