"""The commands ``masseflyt monitor`` and ``qc``."""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from masseflyt import monitoring, output
from masseflyt.errors import ErrorCode, make

DONE = 0
FILES = (
    "episodes.csv",
    "notices.csv",
    "windows.csv",
    "corrections.csv",
    "compliance.json",
    "public.json",
)
BATCH = 500_000

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
Columns = dict[str, npt.NDArray[Any]]


def add_parsers(add: Add) -> None:
    """Hook the commands into ``masseflyt``."""
    watch = add("monitor", _monitor, "hold readings of sensors against rules")
    watch.add_argument("readings", metavar="READINGS", help="CSV or Parquet: stream,time,value")
    watch.add_argument("--rules", required=True, metavar="RULES.json")
    watch.add_argument("--out", required=True, metavar="DIR", help=", ".join(FILES))
    watch.add_argument("--now", metavar="TIME", help="with offset; default: the newest reading")
    watch.add_argument("--strict", action="store_true", help="refuse limits nobody has checked")
    watch.add_argument("--public-rounding", type=float, default=1, metavar="X")
    watch.add_argument("--public-delay", type=float, default=3600, metavar="SECONDS")
    _add_zone(watch)

    check = add("qc", _qc, "test the quality of a series: QARTOD flags and more")
    check.add_argument("readings", metavar="READINGS.csv", help="time,value")
    check.add_argument("--config", required=True, metavar="QC.json", help="masseflyt.quality/1")
    check.add_argument("--out", required=True, metavar="FLAGS.csv")
    _add_zone(check)


def _add_zone(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--zone",
        choices=("Europe/Oslo", "UTC"),
        help="of times without an offset, with --ambiguous",
    )
    parser.add_argument(
        "--ambiguous",
        choices=("first", "last", "refuse"),
        default="refuse",
        help="what the hour means that clocks say twice; default: refuse it",
    )


# ---- reading -------------------------------------------------------------------------------------


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file as (line, cells in the order of ``needed``)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            head = [name.strip() for name in next(table, [])]
            missing = [name for name in needed if name not in head]
            if missing:
                message = f"{path}:1: no column {', '.join(missing)}; there are {', '.join(head)}"
                raise make(ErrorCode.INVALID_DOCUMENT, message, f"{path}:1")
            places = [head.index(name) for name in needed]
            for cells in table:
                if cells:
                    yield (
                        table.line_num,
                        [cells[p].strip() if p < len(cells) else "" for p in places],
                    )
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None
    except UnicodeDecodeError:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path} is no UTF-8", str(path)) from None


def _number(text: str, place: str) -> float:
    if text in ("", "NULL", "NaN", "nan", "NA"):
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        value = float("inf")
    if not abs(value) < float("inf"):
        message = f"{place}: is '{text}', expected a number or nothing"
        raise make(ErrorCode.INVALID_DOCUMENT, message, place)
    return value


class _Times:
    """Texts to UTC. A time without an offset needs --zone."""

    def __init__(self, path: Path, zone: str | None, ambiguous: monitoring.Ambiguous) -> None:
        self._path, self._zone, self._ambiguous = path, zone, ambiguous

    def column(self, lines: list[int], texts: list[str]) -> npt.NDArray[np.datetime64]:
        column = np.empty(len(texts), dtype="datetime64[ns]")
        naive: list[int] = []
        for i, text in enumerate(texts):
            bare, minutes = self._split(text)
            try:
                column[i] = np.datetime64(bare.replace(" ", "T"), "ns")
            except ValueError:
                self._refuse(lines[i], text, "a time such as 2026-03-29T03:30+02:00")
            if minutes is None:
                naive.append(i)
            else:
                column[i] -= np.timedelta64(minutes, "m")
        if naive:
            self._localize(column, naive, lines, texts)
        return column

    def _localize(
        self, column: npt.NDArray[Any], naive: list[int], lines: list[int], texts: list[str]
    ) -> None:
        if self._zone is None:
            self._refuse(lines[naive[0]], texts[naive[0]], "an offset, or --zone for naive times")
        try:
            column[naive] = monitoring.localize(
                column[naive], str(self._zone), ambiguous=self._ambiguous
            )
        except ValueError as error:
            row = naive[int(str(getattr(error, "path", "row 0")).removeprefix("row "))]
            twice = "twice" in str(error)
            self._refuse(
                lines[row],
                texts[row],
                f"a time that {self._zone} has once; it has this one twice: see --ambiguous"
                if twice
                else f"a time that {self._zone} has; clocks jump over this one: is that the zone?",
            )

    @staticmethod
    def _split(text: str) -> tuple[str, int | None]:
        """The time without its offset, and the offset in minutes."""
        if text.endswith("Z"):
            return text[:-1], 0
        sign = max(text.rfind("+"), text.rfind("-", 11))
        if sign < 11:
            return text, None
        digits = text[sign + 1 :].replace(":", "")
        if not digits.isdigit() or len(digits) not in (2, 4):
            return text, None
        minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
        return text[:sign], minutes if text[sign] == "+" else -minutes

    def _refuse(self, line: int, text: str, expected: str) -> None:
        place = f"{self._path}:{line}:time"
        message = f"{place}: is '{text}', expected {expected}"
        raise make(ErrorCode.INVALID_DOCUMENT, message, place)


def _batches(path: Path, times: _Times) -> Iterator[tuple[list[str], Any, Any]]:
    """Streams, times and values, some rows at a time and in the order of the file."""
    if path.suffix == ".parquet":
        yield from _parquet(path, times)
        return
    streams: list[str] = []
    lines: list[int] = []
    texts: list[str] = []
    values: list[float] = []
    for line, (stream, text, value) in _rows(path, ("stream", "time", "value")):
        streams.append(stream)
        lines.append(line)
        texts.append(text)
        values.append(_number(value, f"{path}:{line}:value"))
        if len(values) == BATCH:
            yield streams, times.column(lines, texts), np.array(values)
            streams, lines, texts, values = [], [], [], []
    yield streams, times.column(lines, texts), np.array(values)


def _parquet(path: Path, times: _Times) -> Iterator[tuple[list[str], Any, Any]]:
    try:
        pq: Any = importlib.import_module("pyarrow.parquet")  # has no types
    except ImportError as error:
        message = "Parquet needs pyarrow, which is not installed: pip install 'masseflyt[arrow]'"
        raise ImportError(message) from error
    try:
        file = pq.ParquetFile(path)
    except OSError as error:
        raise make(ErrorCode.IO, f"{path} cannot be read: {error}", str(path)) from None
    row = 2
    for batch in file.iter_batches(BATCH, columns=["stream", "time", "value"]):
        streams = [str(s) for s in batch.column(0).to_pylist()]
        naive = getattr(batch.schema.field("time").type, "tz", None) is None
        stamps = batch.column(1).cast("timestamp[ns]" if naive else batch.schema.field("time").type)
        column = np.asarray(stamps.to_numpy(zero_copy_only=False)).astype("datetime64[ns]")
        lines = list(range(row, row + len(streams)))
        row += len(streams)
        if naive:
            times._localize(column, list(range(len(column))), lines, [str(t) for t in column])
        values = np.asarray(batch.column(2).to_numpy(zero_copy_only=False), dtype=np.float64)
        yield streams, column, values


# ---- commands ------------------------------------------------------------------------------------


def _monitor(options: argparse.Namespace) -> int:
    source, folder = Path(options.readings), Path(options.out)
    output.check_folder(folder, FILES)
    rules = monitoring.Rules.read(options.rules, strict=options.strict)
    for diagnostic in rules.diagnostics:
        print(diagnostic, file=sys.stderr)
    watch = monitoring.Evaluator(rules)
    times = _Times(source, options.zone, options.ambiguous)
    now, n = np.datetime64("NaT", "ns"), 0
    for streams, time, value in _batches(source, times):
        _feed(watch, rules, source, streams, time, value)
        n += len(streams)
        if len(time):
            now = np.fmax(now, time.max())
        _show(n)
    if options.now is not None:
        now = times.column([0], [options.now])[0]
    watch.flush()
    if not np.isnat(now):
        watch.advance_to(now)
    found = watch.take()
    files = _files(watch, found, now, options)
    output.write_folder(folder, files)
    _summary(watch, rules, found, n, folder)
    return DONE


def _feed(
    watch: monitoring.Evaluator,
    rules: monitoring.Rules,
    source: Path,
    streams: list[str],
    time: npt.NDArray[Any],
    value: npt.NDArray[Any],
) -> None:
    """Runs of one stream as columns: nothing changes its place in the file."""
    known = set(rules.streams)
    begin = 0
    names = np.array(streams, dtype=object)
    ends = [*(np.flatnonzero(names[1:] != names[:-1]) + 1).tolist(), len(streams)]
    for end in ends if streams else []:
        stream = streams[begin]
        if stream not in known:
            message = f"{source}: no stream '{stream}' in the rules; add it to the register"
            raise make(ErrorCode.NOT_FOUND, message, str(source))
        watch.feed(stream, time[begin:end], value[begin:end])
        begin = end


def _files(
    watch: monitoring.Evaluator, found: monitoring.Outcome, now: Any, options: argparse.Namespace
) -> dict[str, str]:
    still = watch.open_episodes()
    episodes = {name: np.concatenate([found.episodes[name], still[name]]) for name in still}
    order = np.argsort(episodes["begin"], kind="stable")
    episodes = {name: column[order] for name, column in episodes.items()}
    streams = {s: watch.tally(s) for s in watch.rules.streams}
    compliance = {
        "schema": "masseflyt.compliance/1",
        "rules_sha256": watch.rules.hash,
        "now": None if np.isnat(now) else f"{np.datetime_as_string(now, 's')}Z",
        "statements": watch.statements(),
        "streams": streams,
    }
    public = (
        {}
        if np.isnat(now)
        else watch.public(now, delay_s=options.public_delay, rounding=options.public_rounding)
    )
    return {
        "episodes.csv": _csv(episodes),
        "notices.csv": _csv(found.notices),
        "windows.csv": _csv(found.windows),
        "corrections.csv": _csv(found.corrections),
        "compliance.json": json.dumps(compliance, indent=2) + "\n",
        "public.json": json.dumps(public, indent=2) + "\n",
    }


def _summary(
    watch: monitoring.Evaluator,
    rules: monitoring.Rules,
    found: monitoring.Outcome,
    n: int,
    folder: Path,
) -> None:
    still = len(watch.open_episodes()["rule"])
    ended = len(found.episodes["rule"])
    print(f"{n} readings of {len(rules.streams)} streams under {len(rules.rules)} rules")
    print(f"{ended} episodes ended, {still} open; {len(found.notices['kind'])} notices")
    for s in watch.statements():
        year = s["year"] or "all samples"
        print(
            f"{s['rule']} {year}: {s['exceeded']} of {s['permitted']} permitted, "
            f"{s['valid']} valid, {s['unknown']} unknown: {s['answer'].replace('_', ' ')}"
        )
    for name in rules.streams:
        tally = watch.tally(name)
        told = [
            f"{tally[k]} {k}" for k in ("missing", "late", "repeated", "contradicted") if tally[k]
        ]
        if tally["readings"] == 0:
            print(f"stream {name}: no reading at all", file=sys.stderr)
        elif told:
            print(f"stream {name}: {', '.join(told)}", file=sys.stderr)
    print(f"In {folder}: {', '.join(FILES)}")


def _qc(options: argparse.Namespace) -> int:
    source, target = Path(options.readings), Path(options.out)
    output.check_file(target)
    try:
        config = json.loads(Path(options.config).read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{options.config} cannot be read: {reason}"
        raise make(ErrorCode.IO, message, options.config) from None
    except ValueError as error:
        message = f"{options.config} is no JSON: {error}"
        raise make(ErrorCode.INVALID_DOCUMENT, message, options.config) from None
    tests = config.get("tests") if isinstance(config, dict) and "schema" in config else config
    if not isinstance(tests, dict):
        message = f"{options.config}: expected an object: test -> parameters"
        raise make(ErrorCode.INVALID_DOCUMENT, message, options.config)
    rows = list(_rows(source, ("time", "value")))
    lines, texts = [line for line, _ in rows], [cells[0] for _, cells in rows]
    values = np.array([_number(c[1], f"{source}:{line}:value") for line, c in rows], dtype=float)
    times = _Times(source, options.zone, options.ambiguous).column(lines, texts)
    flags = monitoring.qc(times, values, tests)
    table: Columns = {"time": np.array(texts, dtype=object), "value": values, **flags}
    output.write_file(target, _csv(table))
    kinds, counts = np.unique(flags["rollup"], return_counts=True)
    names = {1: "good", 2: "not evaluated", 3: "suspect", 4: "fail", 9: "missing"}
    told = ", ".join(f"{c} {names[int(k)]}" for k, c in zip(kinds, counts, strict=True))
    print(f"{len(values)} readings: {told or 'none'}")
    print(target)
    return DONE


# ---- writing -------------------------------------------------------------------------------------


def _csv(columns: Columns) -> str:
    """Missing numbers and times are empty cells; texts that a spreadsheet would run are quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(_cells(c) for c in columns.values()), strict=True))
    return out.getvalue()


def _cells(column: npt.NDArray[Any]) -> list[str]:
    if column.dtype.kind == "M":
        unit = np.datetime_data(column.dtype)[0]
        end = "" if unit == "D" else "Z"
        return ["" if np.isnat(t) else _short(str(t)) + end for t in column]
    if column.dtype.kind == "f":
        return ["" if v != v else repr(float(v)) for v in column]
    if column.dtype.kind == "O":
        return ["'" + t if t[:1] in ("=", "+", "@") else t for t in map(str, column)]
    return [str(v) for v in column]


def _short(time: str) -> str:
    """Without the decimals of a second that are zero."""
    return time.rstrip("0").rstrip(".") if "." in time else time


def _show(n: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{n} readings", end="\n" if n < BATCH else "\r", file=sys.stderr, flush=True)
