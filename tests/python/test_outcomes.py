"""Mirrors python/masseflyt/outcomes.py, and how tables of others come in and go out."""

import pickle

import numpy as np
import pytest
from test_monitoring import TURBIDITY, condition, document, rule, stream, watch

from masseflyt import errors, monitoring

N = 400
TIME = np.datetime64("2026-03-02T08:00", "ns") + np.arange(N) * np.timedelta64(60, "s")
VALUE = np.random.default_rng(2).uniform(0, 100, N)
TWO = document(
    streams=[stream("a", "NTU", 60), stream("b", "NTU", 60)],
    rules=[rule(name, condition(name, "NTU", alarm=50, clear_alarm=25)) for name in "ab"],
)


def fed(table=None, doc=TWO):
    w = watch(doc)
    if table is None:
        w.feed("a", TIME, VALUE)
        w.feed("b", TIME, VALUE[::-1].copy())
    else:
        w.feed_table(table)
    return w


def long_columns():
    """Both streams row by row, side by side."""
    names = np.tile(np.array(["a", "b"], dtype=object), N)
    return names, np.repeat(TIME, 2), np.column_stack([VALUE, VALUE[::-1]]).ravel()


def test_tables_of_pandas_are_taken():
    pd = pytest.importorskip("pandas")
    names, time, value = long_columns()
    zoned = pd.Series(pd.DatetimeIndex(time).tz_localize("UTC").tz_convert("Europe/Oslo"))
    frame = pd.DataFrame({"stream": names, "time": zoned, "value": value})
    assert fed(frame).snapshot() == fed().snapshot()
    coded = frame.astype({"stream": "category"})
    assert fed(coded).snapshot() == fed().snapshot()


def test_tables_of_polars_are_taken():
    pl = pytest.importorskip("polars")
    names, time, value = long_columns()
    frame = pl.DataFrame({"stream": names.tolist(), "time": time, "value": value})
    assert fed(frame).snapshot() == fed().snapshot()
    zoned = frame.with_columns(pl.col("time").dt.replace_time_zone("UTC"))
    assert fed(zoned).snapshot() == fed().snapshot()
    w = watch(TWO)
    w.feed("a", frame.filter(pl.col("stream") == "a")["time"], pl.Series(VALUE))
    assert w.tally("a")["readings"] == N


def test_tables_of_arrow_are_taken():
    pa = pytest.importorskip("pyarrow")
    names, time, value = long_columns()
    table = pa.table(
        {
            "stream": pa.array(names.tolist()).dictionary_encode(),
            "time": pa.array(time, pa.timestamp("ns", "UTC")),
            "value": value,
        }
    )
    assert fed(table).snapshot() == fed().snapshot()
    chunks = pa.concat_tables([table.slice(0, 100), table.slice(100)])
    assert fed(chunks).snapshot() == fed().snapshot()


def test_nanoseconds_are_borrowed():
    pa = pytest.importorskip("pyarrow")
    assert np.shares_memory(monitoring.utc_ns(TIME), TIME)
    arrow = pa.array(TIME, pa.timestamp("ns"))
    lent = monitoring.utc_ns(arrow)
    assert lent.ctypes.data == arrow.buffers()[1].address


def test_an_unknown_stream_of_a_table_takes_nothing_in():
    pd = pytest.importorskip("pandas")
    w = watch(TURBIDITY)
    frame = pd.DataFrame({"stream": ["turb", "x"], "time": TIME[:2], "value": VALUE[:2]})
    with pytest.raises(errors.NotFoundError, match="no stream 'x'"):
        w.feed_table(frame)
    assert w.tally("turb")["readings"] == 0


def test_outcomes_leave_as_frames_and_arrow():
    pd = pytest.importorskip("pandas")
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("polars")
    found = fed().take()
    frame = found.frame("episodes")
    assert isinstance(frame["begin"].dtype, pd.DatetimeTZDtype)
    assert len(frame) == len(found.episodes["rule"]) > 10
    table = found.arrow("episodes")
    assert table.schema.field("begin").type == pa.timestamp("ns", "UTC")
    assert table["peak"].to_pylist() == found.episodes["peak"].tolist()
    assert found.polars("episodes")["level"].to_list() == found.episodes["level"].tolist()
    with pytest.raises(errors.NotFoundError, match="there are notices"):
        found.frame("episode")


def test_outcomes_are_values_and_show_themselves():
    a, b = fed().take(), fed().take()
    assert a == b
    assert a != watch(TWO).take()
    assert bool(a)
    assert not watch(TWO).take()
    assert "episodes" in repr(a)
    assert a._repr_html_().count("<table>") == 2
    assert "<td>a</td>" in fed()._repr_html_()


def test_an_evaluator_travels():
    w = fed()
    w.take()
    again = pickle.loads(pickle.dumps(w))
    assert again.snapshot() == w.snapshot()
    assert all(
        (again.history("episodes")[k] == v).all() or v.dtype.kind in "fM"
        for k, v in w.history("episodes").items()
    )
    with pytest.raises(errors.CorruptError):
        monitoring.Evaluator.load(w.rules, "[]")
    with pytest.raises(errors.ConflictError):
        monitoring.Evaluator.load(watch(TURBIDITY).rules, w.save())


# ---- laboratory values beside sensors ------------------------------------------------------------


def test_a_grab_sample_takes_the_newest_reading_that_is_not_too_old():
    found = monitoring.pair(
        TIME[[10, 20]] + np.timedelta64(30, "s"), [5.0, 6.0], TIME[:12], VALUE[:12], max_age_s=60
    )
    assert found["sensor"][0] == VALUE[10]
    assert found["age_s"][0] == 30
    assert np.isnan(found["sensor"][1])
    assert found["readings"].tolist() == [1, 0]


def test_a_composite_sample_takes_the_mean_of_its_time():
    gap = VALUE.copy()
    gap[8] = np.nan
    found = monitoring.pair(TIME[[10]], [5.0], TIME, gap, max_age_s=0, duration_s=300)
    assert found["sensor"][0] == pytest.approx(np.nanmean(gap[6:11]))
    assert found["readings"].tolist() == [4]
    with pytest.raises(errors.InvalidArgumentError, match="row 1"):
        monitoring.pair(TIME[:1], [1.0], TIME[[1, 0]], VALUE[:2], max_age_s=60)
