"""Arrow in, Arrow out: readings against rules and samples against limits, batch by batch.

For whatever moves record batches: files, Flight, DuckDB, and Spark (:mod:`masseflyt.spark`). Needs
pyarrow. The same answers as in one process and one call, however the rows are cut into batches.

>>> import numpy as np, pyarrow as pa
>>> from masseflyt import batches, monitoring
>>> rules = monitoring.Rules.from_dict({
...     "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
...     "streams": [{"id": "v1", "parameter": "velocity", "unit": "mm/s", "meaning": "instant"}],
...     "rules": [{"id": "peak", "source": "site plan 3.1", "conditions": [
...         {"stream": "v1", "statistic": "last", "comparison": "above", "unit": "mm/s",
...          "alarm": 10}]}]})
>>> time = pa.array(np.array([0, 1, 2], "datetime64[s]"), pa.timestamp("us", "UTC"))
>>> rows = pa.record_batch({"stream": ["v1"] * 3, "time": time, "value": [1.0, 12.0, 2.0]})
>>> found = pa.Table.from_batches(batches.evaluate_batches(rules, [rows]))
>>> found["table"].to_pylist(), found["kind"].to_pylist()
(['notices', 'notices', 'episodes'], ['raised', 'cleared', None])
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from masseflyt.errors import ErrorCode, make
from masseflyt.monitoring import Evaluator, Rules
from masseflyt.outcomes import TABLES, Columns, arrow_of_columns, rows
from masseflyt.readings import Batch, Problems, Source, arrow_batch

if TYPE_CHECKING:
    from masseflyt.clocks import Ambiguous

__all__ = ["classify_batches", "evaluate_batches", "outcome_schema", "verdict_schema"]

Unit = Literal["us", "ns"]

_TEXTS = [
    "key",
    "kind",
    "rule",
    "stream",
    "from",
    "to",
    "level",
    "level_before",
    "certainty",
    "by",
    "cause",
    "history",
    "fate",
]
_INSTANTS = ["at", "time", "begin", "end", "raised", "peak_at", "cause_at"]
_NUMBERS = ["value", "value_before", "peak", "coverage", "with_background"]
_COUNTS = ["n", "windows", "suspect", "clock_change", "revision", "missing", "transitions"]


def outcome_schema(unit: Unit = "ns") -> Any:
    """The columns of what :func:`evaluate_batches` yields.

    ``table`` says which of the tables of :class:`masseflyt.monitoring.Outcome` a row belongs to, or
    "open_episodes", or "state"; the columns that this table does not have are null.
    """
    pa = _arrow()
    instant = pa.timestamp(unit, "UTC")
    return pa.schema(
        [
            ("table", pa.string()),
            *((name, pa.string()) for name in _TEXTS),
            *((name, instant) for name in _INSTANTS),
            ("date", pa.date32()),
            *((name, pa.float64()) for name in _NUMBERS),
            *((name, pa.int64()) for name in _COUNTS),
            ("state", pa.string()),
        ]
    )


def evaluate_batches(
    rules: Rules,
    batches: Iterable[Any],
    *,
    state: str | None = None,
    now: Any = None,
    finish: bool = True,
    with_state: bool = False,
    unit: Unit = "ns",
    zone: str | None = None,
    ambiguous: Ambiguous = "refuse",
) -> Iterator[Any]:
    """Watch readings that come as record batches.

    Parameters
    ----------
    batches
        Record batches with stream, time (a timestamp; without a zone it needs ``zone``), value and,
        if there is one, flag. Rows of a stream come in their order.
    state
        What an earlier call left: the column ``state`` of its row of the table "state".
    now
        Time that has passed at the end: windows close and silence is found. None: only what the
        readings themselves show.
    finish
        Whether no more data will come for now, as at the end of a file: what waits for readings out
        of order is judged. False: the stream goes on with the state.
    with_state
        Yield a last row of the table "state".
    unit
        Of the timestamps that are yielded.
    zone, ambiguous
        Of timestamps without a zone.

    Yields
    ------
    Record batches of :func:`outcome_schema`, as soon as something has happened; those with the open
    episodes and the state last.

    Raises
    ------
    NotFoundError
        For a stream that is not in the rules.
    InvalidDocumentError
        For rows that are wrong; ``diagnostics`` tells all of the batch.
    """
    watch = Evaluator(rules) if state is None else Evaluator.load(rules, state)
    how = Source(zone, ambiguous)
    first = 0
    for batch in batches:
        feed_batch(watch, batch, how, first)
        first += batch.num_rows
        yield from news(watch, unit)
    yield from leave(watch, now=now, finish=finish, with_state=with_state, unit=unit)


def feed_batch(watch: Evaluator, batch: Any, how: Source, first_row: int = 0) -> None:
    """One record batch into an evaluator, stream by stream."""
    names = batch.schema.names
    missing = [name for name in ("stream", "time", "value") if name not in names]
    if missing:
        message = f"no column {', '.join(missing)}; there are {', '.join(names)}"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    wanted = ("stream", "time", "value", *(["flag"] if "flag" in names else []))
    problems = Problems()
    columns = {name: batch.column(name) for name in wanted}
    read = arrow_batch(columns, how, problems, "readings", first_row)
    if problems:
        raise problems.error("readings")
    feed_read(watch, read)


def feed_read(watch: Evaluator, read: Batch) -> None:
    """Stream by stream, each in its order."""
    for code, name in enumerate(read.names):
        one = len(read.names) == 1
        at: Any = slice(None) if one else np.flatnonzero(read.stream == code)
        if len(read.time[at]):
            flags = None if read.flag is None else read.flag[at]
            watch.feed(name, read.time[at], read.value[at], flags=flags)


def news(watch: Evaluator, unit: Unit) -> Iterator[Any]:
    """What has happened since the last call, as record batches."""
    found = watch.take()
    for table in TABLES:
        yield from _told(table, getattr(found, table), unit)


def leave(
    watch: Evaluator, *, now: Any, finish: bool, with_state: bool, unit: Unit
) -> Iterator[Any]:
    """The end of :func:`evaluate_batches`."""
    if finish:
        watch.flush()
    if now is not None:
        watch.advance_to(now)
    yield from news(watch, unit)
    yield from _told("open_episodes", watch.open_episodes(), unit)
    if with_state:
        text = np.array([watch.save()], dtype=object)
        yield from _told("state", {"state": text}, unit)


def _told(table: str, columns: Columns, unit: Unit) -> Iterator[Any]:
    n = rows(columns)
    if not n:
        return
    pa = _arrow()
    schema = outcome_schema(unit)
    there = arrow_of_columns(columns)
    arrays = []
    for field in schema:
        if field.name == "table":
            arrays.append(pa.array([table] * n, pa.string()))
        elif field.name in there.column_names:
            column = there.column(field.name).combine_chunks()
            arrays.append(column.cast(field.type, safe=False))
        else:
            arrays.append(pa.nulls(n, field.type))
    yield pa.record_batch(arrays, schema=schema)


# ---- classification ------------------------------------------------------------------------------


def verdict_schema() -> Any:
    """The columns of what :func:`classify_batches` yields, but for the type of ``sample``."""
    pa = _arrow()
    text, words = pa.string(), pa.list_(pa.string())
    return pa.schema(
        [
            ("sample", text),
            ("contaminated", text),
            ("condition_class", pa.int32()),
            ("class_low", pa.int32()),
            ("class_high", pa.int32()),
            ("status", text),
            ("driver", text),
            ("drivers", words),
            ("above_normverdi", words),
            ("upper_sum_matters", pa.bool_()),
        ]
    )


def classify_batches(batches: Iterable[Any], **options: Any) -> Iterator[Any]:
    """Judge samples whose results come as record batches, rows of a sample one after the other.

    Parameters
    ----------
    batches
        Record batches as :func:`masseflyt.classify_table` takes them. A sample may go on in the
        next batch: its rows are held back until it is whole.
    options
        Of :func:`masseflyt.classify_table`, but for ``offsets``.

    Yields
    ------
    Record batches of :func:`verdict_schema`, samples as texts.

    Raises
    ------
    InvalidArgumentError, InvalidDocumentError, NotFoundError
        As :func:`masseflyt.classify_table`; also if a sample comes again after others.
    """
    pa = _arrow()
    held: Any = None
    done: set[Any] = set()
    for batch in batches:
        if batch.num_rows == 0:
            continue
        table = pa.Table.from_batches([batch])
        table = table if held is None else pa.concat_tables([held, table]).combine_chunks()
        samples = table.column("sample").to_numpy()
        last = len(samples) - 1
        while last > 0 and samples[last - 1] == samples[-1]:
            last -= 1
        held = table.slice(last)
        if last:
            yield from _judged(table.slice(0, last), done, options)
    if held is not None:
        yield from _judged(held, done, options)


def _judged(table: Any, done: set[Any], options: Mapping[str, Any]) -> Iterator[Any]:
    from masseflyt.columns import classify_table

    pa = _arrow()
    found = pa.table(classify_table(table, **options))
    samples = found.column("sample").to_pylist()
    again = done.intersection(samples)
    if again:
        message = f"sample {min(map(str, again))}: its rows lie apart"
        raise make(ErrorCode.INVALID_ARGUMENT, message, "/sample")
    done.update(samples)
    schema = verdict_schema()
    arrays = [_plain(found.column(field.name), field.type) for field in schema]
    yield from pa.table(arrays, schema=schema).to_batches()


def _plain(column: Any, kind: Any) -> Any:
    """Words instead of dictionaries of words."""
    pa = _arrow()
    column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.nulls(0, kind)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pa.array(column.to_pylist(), kind)
    return column.cast(kind)


def _arrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError as error:
        message = "Arrow needs pyarrow, which is not installed: pip install 'masseflyt[arrow]'"
        raise ImportError(message) from error
