"""The commands ``masseflyt monitor`` and ``qc``."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from masseflyt import _masseflyt, monitoring, output, public_view, readings, watch_files
from masseflyt.clocks import instant_ns
from masseflyt.errors import (
    ErrorCode,
    InvalidDocumentError,
    MasseflytError,
    NotFoundError,
    make,
)
from masseflyt.outcomes import Columns, Outcome, rows
from masseflyt.progress import bar
from masseflyt.watch_files import FILES

DONE = 0

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: Add) -> None:
    """Hook the commands into ``masseflyt``."""
    watch = add("monitor", _monitor, "hold readings of sensors against rules")
    watch.add_argument(
        "readings",
        nargs="+",
        metavar="READINGS",
        help="CSV or Parquet with stream,time,value, in the order in which they came; laboratory "
        "values in a file of their own after the sensors'",
    )
    watch.add_argument(
        "--rules",
        required=True,
        metavar="RULES.json",
        help="masseflyt.monitoring/1; or a case, whose tables sensors and alarms count",
    )
    watch.add_argument("--out", required=True, metavar="DIR", help=", ".join(FILES))
    watch.add_argument("--now", metavar="TIME", help="with offset; default: the newest reading")
    watch.add_argument("--strict", action="store_true", help="refuse limits nobody has checked")
    watch.add_argument(
        "--state",
        metavar="FILE",
        help="go on where an earlier run left off, and leave the state there; results are then "
        "what is new",
    )
    _add_columns(watch)
    watch.add_argument("--public-rounding", type=float, default=1, metavar="X")
    watch.add_argument("--public-delay", type=float, default=3600, metavar="SECONDS")
    watch.add_argument(
        "--public-place",
        action="append",
        default=[],
        metavar="PLACE=NAME",
        help="what the public sees instead of a place; may be repeated",
    )
    watch.add_argument("--title", default="", help="of the public page")
    watch.add_argument("--contact", default="", help="whom neighbours may ask, on the public page")
    watch.add_argument("--lang", choices=("en", "nb"), default="en", help="of the public page")
    _add_zone(watch)

    check = add("qc", _qc, "test the quality of a series: QARTOD flags and more")
    check.add_argument("readings", metavar="READINGS", help="CSV or Parquet with time,value")
    check.add_argument("--config", required=True, metavar="QC.json", help="masseflyt.quality/1")
    check.add_argument("--out", required=True, metavar="FLAGS.csv")
    check.add_argument(
        "--other",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="another series that drift or neighbours look at; may be repeated",
    )
    check.add_argument("--time", default="time", metavar="COLUMN", help="default: time")
    check.add_argument("--value", default="value", metavar="COLUMN", help="default: value")
    _add_zone(check)


def _add_columns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--stream", metavar="ID", help="of all rows of files without a column of streams"
    )
    for column in ("time", "value"):
        parser.add_argument(f"--{column}", default=column, metavar="COLUMN", help="own name of it")


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


# ---- monitor -------------------------------------------------------------------------------------


def _monitor(options: argparse.Namespace) -> int:
    folder = Path(options.out)
    output.check_folder(folder, FILES)
    places = _named(options.public_place, "--public-place", "PLACE=NAME")
    rules = _rules(options)
    for d in rules.diagnostics:
        severity, _, rest = str(d).partition(" ")
        print(f"{severity} {options.rules}:{rest}", file=sys.stderr)
    watch = _evaluator(rules, options.state)
    kept = watch_files.Kept(rules.to_dict())
    newest = np.datetime64("NaT", "ns")
    n = 0
    problems = readings.Problems()
    for name in options.readings:
        last, count = _take_file(Path(name), options, watch, kept, problems)
        newest, n = np.fmax(newest, last), n + count
    if problems:
        raise problems.error(", ".join(options.readings))
    now = newest if options.now is None else np.datetime64(_now(options.now), "ns")
    watch.flush()
    if not np.isnat(now):
        watch.advance_to(now)
    found = watch.take()
    files = watch_files.outcome_files(watch, found, kept, now)
    public = _public(watch, now, options, places)
    files["public.json"] = json.dumps(public, indent=2, ensure_ascii=False) + "\n"
    files["public.html"] = public_view.page(
        public, lang=options.lang, title=options.title, contact=options.contact
    )
    output.write_folder(folder, files)
    if options.state is not None:
        output.write_file(Path(options.state), watch.save() + "\n")
    _summary(watch, rules, found, files, n)
    print(f"In {folder}: {', '.join(f for f in FILES if f in files)}")
    return DONE


def _named(told: list[str], option: str, form: str) -> dict[str, str]:
    """What stands before the first "=" -> what stands behind it."""
    named: dict[str, str] = {}
    for text in told:
        name, equals, value = text.partition("=")
        if not equals:
            raise make(ErrorCode.INVALID_ARGUMENT, f"{option} '{text}': expected {form}")
        if name in named:
            raise make(ErrorCode.INVALID_ARGUMENT, f"{option} '{text}': '{name}' was told before")
        named[name] = value
    return named


def _rules(options: argparse.Namespace) -> monitoring.Rules:
    """Of a document of rules, or of the tables of a case."""
    path = Path(options.rules)
    if path.is_dir() or _is_case(path):
        from masseflyt.scenario import Scenario

        return monitoring.Rules(Scenario.read(path).watch_rules(), strict=options.strict)
    return monitoring.Rules.read(path, strict=options.strict)


def _is_case(path: Path) -> bool:
    """Whether a file is a scenario and no document of rules."""
    try:
        with path.open("rb") as file:
            return b'"masseflyt.scenario/' in file.read(4096)
    except OSError:
        return False  # reading the rules says why


def _evaluator(rules: monitoring.Rules, state: str | None) -> monitoring.Evaluator:
    if state is None or not Path(state).exists():
        if state is not None:
            output.check_file(Path(state))
        return monitoring.Evaluator(rules)
    try:
        text = Path(state).read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{state} cannot be read: {reason}", state) from None
    try:
        return monitoring.Evaluator.load(rules, text)
    except MasseflytError as error:
        raise make(error.code, f"{state}: {error}", state) from None


def _now(text: str) -> int:
    ns = readings.instant_of_text(text)
    if ns is None:
        message = f"--now '{text}': expected a time with its offset, as 2026-03-02T12:00Z"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    return ns


def _take_file(
    path: Path,
    options: argparse.Namespace,
    watch: monitoring.Evaluator,
    kept: watch_files.Kept,
    problems: readings.Problems,
) -> tuple[np.datetime64, int]:
    """Feed a file. With the first fault nothing more is fed, but all faults are looked for."""
    source = readings.Source(
        options.zone,
        options.ambiguous,
        options.stream,
        {"time": options.time, "value": options.value},
    )
    newest, n = np.datetime64("NaT", "ns"), 0
    told: set[str] = set()
    size = path.stat().st_size if path.is_file() else 0
    with bar(path.name, size) as progress:
        for batch in readings.read(path, source, problems=problems, progress=progress):
            _check_streams(path, batch, watch.rules.streams, told, problems)
            if problems:
                continue
            _feed(path, watch, kept, batch)
            n += len(batch)
            if len(batch):
                newest = np.fmax(newest, batch.time.max())
    return newest, n


def _check_streams(
    path: Path,
    batch: readings.Batch,
    known: list[str],
    told: set[str],
    problems: readings.Problems,
) -> None:
    for code, name in enumerate(batch.names):
        if name in known or name in told or not name:
            continue
        told.add(name)
        near = difflib.get_close_matches(name, known, 1)
        hint = f" (did you mean '{near[0]}'?)" if near else f"; there are {', '.join(known[:10])}"
        line = f"{path}:{batch.first[code]}:stream"
        problems.add(line, name, f"a stream of the rules{hint}")


def _feed(
    path: Path, watch: monitoring.Evaluator, kept: watch_files.Kept, batch: readings.Batch
) -> None:
    """Stream by stream: each in the order of the file, and streams do not wait for each other."""
    for code, name in enumerate(batch.names):
        at: Any = slice(None) if len(batch.names) == 1 else np.flatnonzero(batch.stream == code)
        time, value = batch.time[at], batch.value[at]
        if not len(time):
            continue
        try:
            watch.feed(name, time, value, flags=None if batch.flag is None else batch.flag[at])
        except MasseflytError as error:
            raise make(error.code, f"{path}: {error}", str(path)) from None
        kept.add(name, time, value)


def _public(
    watch: monitoring.Evaluator, now: Any, options: argparse.Namespace, places: dict[str, str]
) -> dict[str, Any]:
    seen = np.datetime64(0, "ns") if np.isnat(now) else now
    return public_view.make(
        watch,
        instant_ns(seen),
        delay_s=options.public_delay,
        rounding=options.public_rounding,
        places=places,
    )


def _summary(
    watch: monitoring.Evaluator,
    rules: monitoring.Rules,
    found: Outcome,
    files: dict[str, str],
    n: int,
) -> None:
    still = rows(watch.open_episodes())
    print(f"{n} readings of {len(rules.streams)} streams under {len(rules.rules)} rules")
    print(f"{rows(found.episodes)} episodes ended, {still} open; {rows(found.notices)} notices")
    if rows(found.corrections):
        changed = int((found.corrections["level"] != found.corrections["level_before"]).sum())
        print(f"{rows(found.corrections)} verdicts looked at again, {changed} corrected")
    for s in watch.statements():
        year = s["year"] or "all samples"
        print(
            f"{s['rule']} {year}: {s['exceeded']} beyond, {s['permitted']} permitted, "
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


# ---- qc ------------------------------------------------------------------------------------------


def _qc(options: argparse.Namespace) -> int:
    path, target = Path(options.readings), Path(options.out)
    output.check_file(target)
    tests, place = _tests(options.config)
    named = _named(options.other, "--other", "NAME=FILE")
    source = readings.Source(
        options.zone, options.ambiguous, "series", {"time": options.time, "value": options.value}
    )
    problems = readings.Problems()
    series = _series(path, source, problems)
    others = {name: _series(Path(file), source, problems) for name, file in named.items()}
    if problems:
        raise problems.error(", ".join([str(path), *named.values()]))
    beside = {name: (o.time, o.value) for name, o in others.items()}
    try:
        flags = monitoring.qc(series.time, series.value, tests, others=beside)
    except InvalidDocumentError as error:
        raise _of_file(error, options.config, place) from None
    except NotFoundError as error:
        message = f"{options.config}: {error}: --other NAME=FILE"
        raise make(error.code, message, options.config) from None
    shown = np.array(series.text, dtype=object) if series.text else series.time
    table: Columns = {"time": shown, "value": series.value, **flags}
    output.write_file(target, watch_files.csv_text(table))
    kinds, counts = np.unique(flags["rollup"], return_counts=True)
    names = {1: "good", 2: "not evaluated", 3: "suspect", 4: "fail", 9: "missing"}
    told = ", ".join(f"{c} {names[int(k)]}" for k, c in zip(kinds, counts, strict=True))
    print(f"{len(series.value)} readings: {told or 'none'}")
    print(target)
    return DONE


class _Series(NamedTuple):
    time: npt.NDArray[np.datetime64]
    value: npt.NDArray[np.float64]
    text: list[str]


def _series(path: Path, source: readings.Source, problems: readings.Problems) -> _Series:
    """All of a file. Rows that go back in time are faults."""
    size = path.stat().st_size if path.is_file() else 0
    with bar(path.name, size) as progress:
        batches = list(readings.read(path, source, problems=problems, progress=progress))
    times = np.concatenate([b.time for b in batches] or [np.array([], dtype="datetime64[ns]")])
    values = np.concatenate([b.value for b in batches] or [np.array([])])
    lines = np.concatenate([b.line for b in batches] or [np.array([], dtype=np.int64)])
    for i in np.flatnonzero(np.diff(times) < np.timedelta64(0, "ns")):
        where = f"{path}:{lines[i + 1]}:time"
        problems.add(where, str(times[i + 1]), f"not before {times[i]}")
    return _Series(times, values, [t for b in batches for t in b.text])


def _of_file(error: InvalidDocumentError, file: str, place: str) -> MasseflytError:
    """Faults of tests as faults of the file in which they stand at ``place``."""
    found = [
        _masseflyt.fault(f"{file}:{place}{d.path.removeprefix('/tests')}", d.value, d.expected)
        for d in error.diagnostics
    ]
    return make(error.code, f"{file} cannot be used", file, found)


def _tests(path: str) -> tuple[dict[str, Any], str]:
    """Of a document "masseflyt.quality/1", or of the tests alone; and where they stand in it."""
    try:
        config = json.loads(Path(path).read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", path) from None
    except ValueError as error:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path} is no JSON: {error}", path) from None
    tests, place = config, ""
    if isinstance(config, dict) and ("schema" in config or "tests" in config):
        schema, tests, place = config.get("schema"), config.get("tests"), "/tests"
        if schema != "masseflyt.quality/1":
            fault = _masseflyt.fault(f"{path}:/schema", str(schema), "masseflyt.quality/1")
            raise make(ErrorCode.INVALID_DOCUMENT, f"{path} cannot be used", path, [fault])
    if not isinstance(tests, dict) or not tests:
        message = f"{path}: expected an object: test -> parameters"
        raise make(ErrorCode.INVALID_DOCUMENT, message, path)
    return tests, place
