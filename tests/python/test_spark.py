"""Mirrors python/masseflyt/spark.py: many executors give what one process gives."""

import os
import shutil
import sys

import numpy as np
import pytest
from test_batches import NOW, readings, results, rules

from masseflyt import batches, spark

pa = pytest.importorskip("pyarrow")
pyspark = pytest.importorskip("pyspark", reason="Spark is not installed: pip install pyspark")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java, and there is none", allow_module_level=True)


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "Europe/Oslo")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "97")
        .getOrCreate()
    )
    yield made
    made.stop()


def frame(session, batch):
    table = pa.Table.from_batches([batch])
    if "time" in table.column_names:
        micro = table["time"].cast(pa.timestamp("us", "UTC"))
        table = table.set_column(table.column_names.index("time"), "time", micro)
    return session.createDataFrame(table.to_pandas())


def told(table):
    names = batches.outcome_schema("us").names
    rows = [{name: row[name] for name in names} for row in table.to_pylist()]
    shown = [row for row in rows if row["table"] != "state"]
    return sorted(map(repr, shown))


def in_order():
    """Spark sorts by time: so the other side does."""
    rows = readings()
    return rows.take(pa.compute.sort_indices(rows["time"]))


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_what_one_process_gives(session):
    found = spark.monitor(frame(session, readings()), rules(), now=NOW).toArrow()
    one = pa.Table.from_batches(
        batches.evaluate_batches(rules(), [in_order()], now=NOW, unit="us"),
        batches.outcome_schema("us"),
    )
    utc = found.cast(pa.schema([*one.schema, ("part", pa.int32())]))
    assert told(utc) == told(one)
    assert set(found["part"].to_pylist()) == {0, 1, 2, 3}
    assert "s5" in found["stream"].to_pylist()  # which never reported, and is told of


@pytest.mark.filterwarnings("ignore")
def test_the_state_goes_on_in_the_next_job(session):
    rows = in_order()
    half = rows.num_rows // 2
    job = spark.monitor(
        frame(session, rows.slice(0, half)), rules(), finish=False, with_state=True
    ).toArrow()
    states = session.createDataFrame(job.to_pandas()[["table", "part", "state"]])
    rest = spark.monitor(
        frame(session, rows.slice(half)), rules(), states=states, now=NOW
    ).toArrow()
    one = pa.Table.from_batches(
        batches.evaluate_batches(rules(), [rows], now=NOW, unit="us"), batches.outcome_schema("us")
    )
    schema = pa.schema([*one.schema, ("part", pa.int32())])
    early = job.filter(pa.compute.not_equal(job["table"], "open_episodes"))
    both = pa.concat_tables([early.cast(schema), rest.cast(schema)])
    assert told(both) == told(one)


@pytest.mark.filterwarnings("ignore")
def test_a_stream_that_nobody_registered_is_refused(session):
    rows = readings(n=2)
    bad = rows.set_column(0, "stream", pa.array(["x"] * rows.num_rows))
    job = spark.monitor(frame(session, bad), rules())
    with pytest.raises(Exception, match="not in the rules: x"):
        job.toArrow()


@pytest.mark.filterwarnings("ignore")
def test_samples_are_classified_as_in_one_process(session):
    rows = results()
    mixed = rows.take(pa.array(np.random.default_rng(1).permutation(rows.num_rows)))
    found = spark.classify(frame(session, mixed)).toArrow().sort_by("sample")
    one = pa.Table.from_batches(batches.classify_batches([rows]), batches.verdict_schema())
    for name in ("sample", "contaminated", "condition_class", "driver"):
        assert found[name].to_pylist() == one[name].to_pylist(), name
