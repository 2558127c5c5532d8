"""Mirrors python/masseflyt/batches.py: the same answer however the rows are cut."""

import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masseflyt import batches, columns, errors, monitoring

pa = pytest.importorskip("pyarrow")

N = 100
BEGIN = np.datetime64("2026-03-01T00:00", "ns")


def rules():
    streams = [
        {"id": f"s{i}", "parameter": "noise", "unit": "dB(A)", "meaning": "leq", "stamp": "start",
         "interval_s": 300, "lateness_s": 600 if i == 2 else 0}
        for i in range(6)
    ]  # fmt: skip
    streams[5]["expected_from"] = "2026-03-01T00:00:00Z"

    def rule(name, stream, **more):
        base = {"stream": stream, "comparison": "above", "unit": "dB(A)", "alarm": 60}
        return {"id": name, "source": "test", "conditions": [{**base, **more}]}

    return monitoring.Rules.from_dict(
        {
            "schema": "masseflyt.monitoring/1",
            "zone": "Europe/Oslo",
            "streams": streams,
            "rules": [
                rule("hour", "s0", statistic="leq", window={"civil": "hour"}),
                rule("rolling", "s1", statistic="leq", window={"rolling_s": 1800}),
                rule("late", "s2", statistic="leq", window={"civil": "hour"}),
                rule("background", "s3", statistic="last", other="s4", relation="difference"),
            ],
        }
    )


def readings(seed=1, n=N):
    """All but s5, which never reports; s2 comes out of order within its lateness."""
    rng = np.random.default_rng(seed)
    time, stream, value = [], [], []
    for i in range(5):
        step = np.arange(n) * np.timedelta64(300, "s")
        order = np.argsort(np.arange(n) + (rng.uniform(0, 1.5, n) if i == 2 else 0), kind="stable")
        time.append((BEGIN + step)[order])
        stream += [f"s{i}"] * n
        value.append(rng.normal(58 if i != 4 else 2, 3, n))
        value[-1][-1] = 80 if i == 3 else value[-1][-1]  # still beyond when the data end
    mixed = np.lexsort((np.tile(np.arange(n), 5),))  # streams side by side, each in its own order
    return pa.record_batch(
        {
            "stream": pa.array(np.array(stream, dtype=object)[mixed]),
            "time": pa.array(np.concatenate(time)[mixed], pa.timestamp("ns", "UTC")),
            "value": np.concatenate(value)[mixed],
        }
    )


def told(found):
    """Rows in an order that does not depend on how streams lay beside each other."""
    table = pa.Table.from_batches(found, batches.outcome_schema())
    table = table.filter(pa.compute.not_equal(table["table"], "state"))
    keys = ("table", "rule", "stream", "begin", "at", "time", "key")
    return table.sort_by([(key, "ascending") for key in keys]).to_pylist()


NOW = "2026-03-03T00:00Z"


@cache
def whole():
    return told(batches.evaluate_batches(rules(), [readings()], now=NOW))


def test_all_that_happened_comes_out():
    kinds = {(row["table"], row["kind"], row["rule"] or row["stream"]) for row in whole()}
    assert ("notices", "silent", "s5") in kinds
    assert {t for t, _, _ in kinds} >= {"notices", "episodes", "windows", "open_episodes"}
    assert all(row["rule"] != "background" or row["table"] != "windows" for row in whole())


@given(st.lists(st.integers(0, 5 * N), max_size=6))
def test_cuts_change_nothing(cuts):
    rows = readings()
    ends = sorted({0, *cuts, rows.num_rows})
    pieces = [rows.slice(a, b - a) for a, b in itertools.pairwise(ends)]
    assert told(batches.evaluate_batches(rules(), pieces, now=NOW)) == whole()


@given(st.integers(0, 5 * N))
def test_a_state_that_is_carried_changes_nothing(cut):
    rows = readings()
    first = list(
        batches.evaluate_batches(rules(), [rows.slice(0, cut)], finish=False, with_state=True)
    )
    state = first[-1].column("state")[0].as_py()
    rest = batches.evaluate_batches(rules(), [rows.slice(cut)], state=state, now=NOW)
    early = [b for b in first if b.column("table")[0].as_py() != "open_episodes"]
    assert told([*early, *rest]) == whole()


def test_parts_share_no_stream_and_give_the_same():
    parts = rules().parts()
    assert [p.streams for p in parts] == [["s0", "s5"], ["s1"], ["s2"], ["s3", "s4"]]
    rows = readings()
    found = []
    for part in parts:
        mine = rows.filter(pa.compute.is_in(rows["stream"], pa.array(part.streams)))
        found += batches.evaluate_batches(part, [mine], now=NOW)
    assert told(found) == whole()


def test_dictionaries_and_flags_are_taken():
    rows = readings()
    coded = rows.set_column(0, "stream", rows["stream"].dictionary_encode())
    assert told(batches.evaluate_batches(rules(), [coded], now=NOW)) == whole()
    flags = pa.array(np.full(rows.num_rows, 9, dtype=np.int8))
    flagged = rows.append_column("flag", flags)
    assert not any(
        row["table"] == "episodes"
        for row in told(batches.evaluate_batches(rules(), [flagged], now=NOW))
    )


def test_what_is_wrong_is_told():
    rows = readings(n=2)
    bad = rows.set_column(0, "stream", pa.array(["x"] * rows.num_rows))
    with pytest.raises(errors.NotFoundError, match="no stream 'x'"):
        list(batches.evaluate_batches(rules(), [bad]))
    with pytest.raises(errors.InvalidArgumentError, match="no column value"):
        list(batches.evaluate_batches(rules(), [rows.drop_columns(["value"])]))
    naive = rows.set_column(1, "time", rows["time"].cast(pa.timestamp("ns")))
    with pytest.raises(errors.InvalidDocumentError) as caught:
        list(batches.evaluate_batches(rules(), [naive]))
    assert len(caught.value.diagnostics) == rows.num_rows
    with pytest.raises(errors.CorruptError):
        list(batches.evaluate_batches(rules(), [rows], state="{"))


# ---- classification ------------------------------------------------------------------------------


def results(samples=40):
    rng = np.random.default_rng(3)
    analytes = ["As", "Pb", "Zn", "Cd"]
    return pa.record_batch(
        {
            "sample": np.repeat([f"P{i:02}" for i in range(samples)], len(analytes)),
            "analyte": analytes * samples,
            "value": rng.lognormal(3, 2, samples * len(analytes)),
        }
    )


@given(st.lists(st.integers(0, 160), max_size=5))
def test_samples_may_go_on_in_the_next_batch(cuts):
    rows = results()
    ends = sorted({0, *cuts, rows.num_rows})
    pieces = [rows.slice(a, b - a) for a, b in itertools.pairwise(ends)]
    found = pa.Table.from_batches(batches.classify_batches(pieces), batches.verdict_schema())
    once = pa.table(columns.classify_table(rows))
    assert found["sample"].to_pylist() == once["sample"].to_pylist()
    for name in ("contaminated", "condition_class", "driver", "drivers", "status"):
        assert found[name].to_pylist() == once[name].to_pylist(), name


def test_a_sample_that_comes_again_is_refused():
    rows = results(2)
    with pytest.raises(errors.InvalidArgumentError, match="lie apart"):
        list(batches.classify_batches([rows, rows]))
