"""Mirrors python/masseflyt/readings.py: every fault with file, row and column; nothing guessed."""

import numpy as np
import pytest

from masseflyt import errors, readings


def write(tmp_path, text, name="r.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def faults(file, **how):
    with pytest.raises(errors.InvalidDocumentError) as caught:
        list(readings.read(file, readings.Source(**how)))
    return [(d.path.rpartition("/")[2], d.value) for d in caught.value.diagnostics]


def test_all_faults_are_told_at_once(tmp_path):
    file = write(
        tmp_path,
        "stream,time,value,flag\n"
        "a,2026-03-02T08:00Z,1,1\n"
        "a,2026-02-30T08:00Z,2,1\n"
        "a,now,3,1\n"
        ",2026-03-02T08:03Z,4,1\n"
        "a,2026-03-02T08:04Z,1e999,1\n"
        "a,2026-03-02T08:05Z,5,7\n"
        "a,2026-03-02T08:06,6,1\n"
        "a,1500-01-01T00:00Z,6,1\n",
    )
    assert sorted(faults(file)) == sorted(
        [
            ("r.csv:3:time", "2026-02-30T08:00Z"),
            ("r.csv:4:time", "now"),
            ("r.csv:5:stream", ""),
            ("r.csv:6:value", "1e999"),
            ("r.csv:7:flag", "7"),
            ("r.csv:8:time", "2026-03-02T08:06"),
            ("r.csv:9:time", "1500-01-01T00:00Z"),
        ]
    )


def test_offsets_are_taken_off(tmp_path):
    file = write(
        tmp_path,
        "stream,time,value\na,2026-07-01T12:00:00+02:00,1\na,2026-07-01 10:00:00.5Z,2\n"
        "a,2026-07-01T05:30-0500,3\n",
    )
    [batch] = readings.read(file)
    assert batch.time.tolist() == [
        np.datetime64(t, "ns").astype(np.int64)
        for t in ("2026-07-01T10:00", "2026-07-01T10:00:00.5", "2026-07-01T10:30")
    ]


def test_spreadsheets_of_norway_have_semicolons_and_decimal_commas(tmp_path):
    file = write(
        tmp_path, "\ufeffstream;time;value\na;2026-07-01T12:00Z;1,5\na;2026-07-01T12:01Z;\n"
    )
    [batch] = readings.read(file)
    assert batch.value[0] == 1.5
    assert np.isnan(batch.value[1])
    assert faults(write(tmp_path, 'stream,time,value\na,2026-07-01T12:00Z,"1,5"\n')) == [
        ("r.csv:2:value", "1,5")
    ]


def test_the_hour_that_is_said_twice_needs_a_rule(tmp_path):
    file = write(tmp_path, "stream,time,value\na,2026-10-25 02:30,1\na,2026-03-29 02:30,1\n")
    told = faults(file, zone="Europe/Oslo")
    assert told == [("r.csv:2:time", "2026-10-25 02:30"), ("r.csv:3:time", "2026-03-29 02:30")]
    once = write(tmp_path, "stream,time,value\na,2026-10-25 02:30,1\n")
    first, last = (
        next(iter(readings.read(once, readings.Source("Europe/Oslo", rule)))).time[0]
        for rule in ("first", "last")
    )
    assert last - first == np.timedelta64(1, "h")


def test_a_file_of_one_sensor_needs_no_column_of_streams(tmp_path):
    file = write(tmp_path, "datetime, LEQ \n2026-07-01T12:00Z,44.5\n")
    how = readings.Source(stream="mic", columns={"time": "datetime", "value": "LEQ"})
    [batch] = readings.read(file, how)
    assert (batch.names, batch.value.tolist()) == (["mic"], [44.5])


def test_what_is_no_table_is_refused(tmp_path):
    assert faults(write(tmp_path, "sensor,time,value\n"))[0][0] == "r.csv:1"
    assert faults(write(tmp_path, ""))[0] == ("r.csv:1", "nothing")
    with pytest.raises(errors.FileError):
        list(readings.read(tmp_path / "none.csv"))
    (tmp_path / "b.csv").write_bytes(b"stream,time,value\n\xff\xfe")
    with pytest.raises(errors.InvalidDocumentError, match="UTF-8"):
        list(readings.read(tmp_path / "b.csv"))
    with pytest.raises(errors.InvalidDocumentError, match="twice"):
        list(readings.read(write(tmp_path, "stream,time,value,value\n")))


def test_long_files_come_in_pieces_with_their_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(readings, "BATCH", 2)
    lines = [f"a,2026-07-01T12:0{i}Z,{i}" for i in range(5)]
    file = write(
        tmp_path, "stream,time,value\n" + "\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:])
    )
    seen = []
    pieces = list(readings.read(file, progress=seen.append))
    assert [len(p) for p in pieces] == [2, 2, 1]
    assert [int(n) for p in pieces for n in p.line] == [2, 3, 5, 6, 7]
    assert seen == sorted(seen)


def test_parquet_tells_rows_too(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    naive = pa.array(np.array([0, 60], dtype="datetime64[s]"), pa.timestamp("us"))
    table = pa.table({"stream": ["a", None], "time": naive, "value": [1.0, float("inf")]})
    pq.write_table(table, tmp_path / "r.parquet")
    assert sorted(path for path, _ in faults(tmp_path / "r.parquet", zone="UTC")) == [
        "r.parquet:2:stream",
        "r.parquet:2:value",
    ]
    assert [path for path, _ in faults(tmp_path / "r.parquet")][:2] == [
        "r.parquet:1:time",
        "r.parquet:2:time",
    ]
    (tmp_path / "no.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(errors.MasseflytError):
        list(readings.read(tmp_path / "no.parquet"))
