"""Readings and samples by the billion: the same answers on every executor of Apache Spark.

Needs ``pip install 'masseflyt[spark]'`` and Java on the driver, and masseflyt on every executor.
Sensors that share a rule are watched together, all others apart: the plan is ``repartition`` by
part, sort, ``mapInArrow``, so a partition holds whole parts and memory is that of one at a time.

    found = spark.monitor(readings, rules, now="2026-03-02T00:00Z")
    found.where("table = 'notices'").write.parquet("notices")
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from masseflyt import batches as arrow
from masseflyt.clocks import instant_ns
from masseflyt.errors import ErrorCode, make
from masseflyt.monitoring import Evaluator, Rules
from masseflyt.readings import Source

if TYPE_CHECKING:
    from masseflyt.clocks import Ambiguous

__all__ = ["classify", "monitor"]

DataFrame = Any  # of pyspark.sql, which has no stubs where it is not installed


def monitor(
    readings: DataFrame,
    rules: Rules,
    *,
    states: DataFrame | None = None,
    order: str = "time",
    now: Any = None,
    finish: bool = True,
    with_state: bool = False,
    zone: str | None = None,
    ambiguous: Ambiguous = "refuse",
) -> DataFrame:
    """Watch a data frame of readings.

    Parameters
    ----------
    readings
        Columns stream, time (timestamp; one without a zone needs ``zone``), value and, if there is
        one, flag.
    states
        Rows of the table "state" that an earlier call left: it goes on from there. Parts without
        a row begin anew.
    order
        The column that tells in which order the readings of a stream came: what is older than the
        lateness allows is late. By default none is.
    now, finish, with_state, zone, ambiguous
        As in :func:`masseflyt.batches.evaluate_batches`.

    Returns
    -------
    DataFrame of the columns of :func:`masseflyt.batches.outcome_schema`, and ``part``: the number
    of the sensors that were watched together. Sensors of the register that never reported are told
    of as in one process. Lazy, as all of Spark.
    """
    functions: Any = _need("pyspark.sql.functions")
    types: Any = _need("pyspark.sql.types")
    session = readings.sparkSession
    parts = rules.parts()
    part_of = [(name, i) for i, part in enumerate(parts) for name in part.streams]
    register = session.createDataFrame(part_of, "stream string, part int")
    flag = functions.col("flag") if "flag" in readings.columns else functions.lit(None)
    rows = readings.join(functions.broadcast(register), "stream", "left").select(
        functions.coalesce("part", functions.lit(-1)).alias("part"),
        functions.lit(1).alias("kind"),
        functions.col(order).alias("order"),
        "stream",
        "time",
        functions.col("value").cast("double").alias("value"),
        flag.cast("int").alias("flag"),
        functions.lit(None).cast("string").alias("state"),
    )
    begins = session.createDataFrame([(i,) for i in range(len(parts))], "part int")
    if states is not None:
        left = states.where("table = 'state'").select("part", "state")
        begins = begins.join(left, "part", "left")
    else:
        begins = begins.withColumn("state", functions.lit(None).cast("string"))
    for name in ("order", "stream", "time", "value", "flag"):
        begins = begins.withColumn(name, functions.lit(None).cast(rows.schema[name].dataType))
    begins = begins.withColumn("kind", functions.lit(0)).select(rows.columns)
    made = rows.unionByName(begins).repartition("part")
    schema = _spark_schema(arrow.outcome_schema("us")).add("part", types.IntegerType())
    run = _watcher(
        [part.to_json() for part in parts],
        None if now is None else instant_ns(now),
        Source(zone, ambiguous),
        finish=finish,
        with_state=with_state,
    )
    return made.sortWithinPartitions("part", "kind", "order").mapInArrow(run, schema)


def classify(results: DataFrame, **options: Any) -> DataFrame:
    """Judge a long data frame of laboratory results, one row per result.

    Parameters
    ----------
    results
        Columns as :func:`masseflyt.classify_table` takes them; rows of a sample may lie anywhere.
    options
        Of :func:`masseflyt.classify_table`, but for ``offsets``; each executor uses one thread
        unless ``threads`` says otherwise.

    Returns
    -------
    DataFrame of the columns of :func:`masseflyt.batches.verdict_schema`.
    """
    told = {"threads": 1, **options}

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        yield from arrow.classify_batches(batches, **told)

    sorted_ = results.repartition("sample").sortWithinPartitions("sample")
    return sorted_.mapInArrow(run, _spark_schema(arrow.verdict_schema()))


# ---- on the executors ----------------------------------------------------------------------------


def _watcher(
    texts: list[str], now: int | None, how: Source, *, finish: bool, with_state: bool
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What runs over one partition: rows sorted by part, the row with its state first."""

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        watch: Evaluator | None = None
        current = -1
        for batch in batches:
            for part, piece in _runs(batch):
                if part < 0:
                    names = sorted({str(name) for name in piece.column("stream").to_pylist()})
                    message = f"streams that are not in the rules: {', '.join(names[:10])}"
                    raise make(ErrorCode.NOT_FOUND, message)
                if part != current:
                    if watch is not None:
                        yield from _with_part(ends(watch), current)
                    watch, current = begin(part, piece), part
                assert watch is not None
                rows = piece.filter(np_mask(piece))
                if rows.num_rows:
                    arrow.feed_batch(watch, rows, how)
                    yield from _with_part(arrow.news(watch, "us"), part)
        if watch is not None:
            yield from _with_part(ends(watch), current)

    def begin(part: int, piece: Any) -> Evaluator:
        rules = Rules(texts[part])
        state = piece.column("state")[0].as_py()
        return Evaluator(rules) if state is None else Evaluator.load(rules, state)

    def ends(watch: Evaluator) -> Iterator[Any]:
        return arrow.leave(watch, now=now, finish=finish, with_state=with_state, unit="us")

    def np_mask(piece: Any) -> Any:
        pa: Any = _need("pyarrow")
        return pa.array(piece.column("kind").to_numpy(zero_copy_only=False) == 1)

    return run


def _runs(batch: Any) -> Iterator[tuple[int, Any]]:
    """Stretches of one part."""
    part = batch.column("part").to_numpy(zero_copy_only=False)
    cuts = [0, *(np.flatnonzero(part[1:] != part[:-1]) + 1).tolist(), len(part)]
    for a, b in pairwise(cuts):
        if b > a:
            yield int(part[a]), batch.slice(a, b - a)


def _with_part(told: Iterator[Any], part: int) -> Iterator[Any]:
    pa: Any = _need("pyarrow")
    for batch in told:
        column = pa.array(np.full(batch.num_rows, part, dtype=np.int32))
        yield pa.record_batch([*batch.columns, column], names=[*batch.schema.names, "part"])


def _spark_schema(schema: Any) -> Any:
    types: Any = _need("pyspark.sql.pandas.types")
    return types.from_arrow_schema(schema)


def _need(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            "Spark needs pyspark, which is not installed: pip install 'masseflyt[spark]'"
        ) from error
