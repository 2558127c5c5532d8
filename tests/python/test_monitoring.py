"""Monitoring from Python: the same answers as in C++, and the reference values of real series."""

import csv
import gzip
import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from masseflyt import errors, monitoring

DATA = Path(__file__).parents[1] / "data" / "monitoring"


def document(*, zone="Europe/Oslo", streams, rules):
    return {"schema": "masseflyt.monitoring/1", "zone": zone, "streams": streams, "rules": rules}


def stream(name, unit, interval_s, **more):
    base = {"id": name, "parameter": name, "unit": unit, "meaning": "instant"}
    return base | {"interval_s": interval_s} | more


def rule(name, *conditions, **more):
    return {"id": name, "source": "test", "conditions": list(conditions)} | more


def condition(name, unit, **more):
    base = {"stream": name, "statistic": "last", "comparison": "above", "unit": unit}
    return base | more


TURBIDITY = document(
    streams=[stream("turb", "NTU", 60, place="outlet")],
    rules=[rule("high", condition("turb", "NTU", alarm=50, clear_alarm=25))],
)


def seconds(*values):
    return np.array(values, dtype="datetime64[s]")


def watch(doc):
    return monitoring.Evaluator(monitoring.Rules.from_dict(doc))


# ---- the face ------------------------------------------------------------------------------------


def test_an_episode_has_its_times_and_its_peak():
    w = watch(TURBIDITY)
    w.feed("turb", seconds(0, 60, 120, 180), [1, 60, 90, 20])
    found = w.take()
    assert found.episodes["rule"].tolist() == ["high"]
    assert found.episodes["begin"][0] == np.datetime64(60, "s")
    assert found.episodes["end"][0] == np.datetime64(180, "s")
    assert found.episodes["peak"][0] == 90
    assert found.notices["kind"].tolist() == ["raised", "cleared"]
    assert found.notices["key"][0] == "high@1970-01-01T00:01:00Z#0-raised"
    assert w.take().notices["kind"].tolist() == []


def test_rows_and_columns_give_the_same():
    rng = np.random.default_rng(1)
    time = np.arange(500).astype("datetime64[m]")
    value = rng.uniform(0, 100, 500)
    a, b = watch(TURBIDITY), watch(TURBIDITY)
    a.feed("turb", time, value)
    for t, v in zip(time, value, strict=True):
        b.feed_one("turb", t, v)
    assert a.snapshot() == b.snapshot()


def test_a_snapshot_goes_on_as_if_nothing_had_been():
    rules = monitoring.Rules.from_dict(TURBIDITY)
    first = monitoring.Evaluator(rules)
    first.feed("turb", seconds(0, 60), [60, 60])
    again = monitoring.Evaluator(rules, snapshot=first.snapshot())
    again.feed("turb", seconds(120), [1.0])
    assert again.take().notices["kind"].tolist() == ["raised", "cleared"]
    with pytest.raises(errors.CorruptError):
        monitoring.Evaluator(rules, snapshot=first.snapshot()[:-1])


def test_rules_are_values():
    rules = monitoring.Rules.from_dict(TURBIDITY)
    assert pickle.loads(pickle.dumps(rules)) == rules
    assert monitoring.Rules(rules.to_json()) == rules
    assert "1 streams, 1 rules" in repr(rules)


def test_a_bad_document_tells_all_its_problems():
    bad = json.loads(json.dumps(TURBIDITY))
    bad["streams"][0]["unit"] = "furlong"
    bad["rules"][0]["source"] = 7
    with pytest.raises(errors.InvalidDocumentError) as caught:
        monitoring.Rules.from_dict(bad)
    paths = [d.path for d in caught.value.diagnostics]
    assert paths == ["/streams/0/unit", "/rules/0/source"]


def test_an_unknown_stream_is_answered_with_those_there_are():
    with pytest.raises(errors.NotFoundError, match="there are turb"):
        watch(TURBIDITY).feed("trub", seconds(0), [1.0])


def test_naive_times_need_a_rule_for_the_hour_that_is_said_twice():
    twice = np.array(["2026-10-25T02:30"], dtype="datetime64[m]")
    first = monitoring.localize(twice, ambiguous="first")
    last = monitoring.localize(twice, ambiguous="last")
    assert last[0] - first[0] == np.timedelta64(1, "h")
    with pytest.raises(ValueError, match="row 0"):
        monitoring.localize(twice, ambiguous="refuse")
    jumped = np.array(["2026-03-29T02:30"], dtype="datetime64[m]")
    with pytest.raises(ValueError, match=r"row 0: clocks .* never"):
        monitoring.localize(jumped, ambiguous="first")


def test_pandas_columns_with_a_zone_are_understood():
    pd = pytest.importorskip("pandas")
    time = pd.Series(pd.to_datetime(["2026-07-01 12:00"])).dt.tz_localize("Europe/Oslo")
    assert monitoring.utc_ns(time)[0] == np.datetime64("2026-07-01T10:00", "ns").astype(np.int64)


def test_the_schema_accepts_what_the_reader_accepts():
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(TURBIDITY, monitoring.schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(TURBIDITY | {"zone": "Europe/Bergen"}, monitoring.schema())


def test_every_limit_of_every_pack_can_be_used():
    for name in monitoring.limit_packs():
        pack = monitoring.limit_pack(name)
        for limit in pack["rules"]:
            units = {}
            for c in limit["conditions"]:
                curve = c.get("relation") == "share_of_limit"
                guess = {"cadmium": "ug/l", "velocity": "mm/s"}.get(c["stream"], c["unit"])
                units[c["stream"]] = guess if curve else c["unit"]
                if "other" in c:
                    other = {"frequency": "Hz", "hardness": "mg/l"}.get(c["other"], c["unit"])
                    units[c["other"]] = other
            doc = document(
                streams=[stream(role, unit, 60) for role, unit in units.items()],
                rules=[
                    {"id": "r", "use": f"{name}/{limit['id']}", "streams": {u: u for u in units}}
                ],
            )
            if limit["id"].startswith("user."):  # no limit without the user's own factors
                with pytest.raises(errors.InvalidDocumentError, match="factor"):
                    monitoring.Rules.from_dict(doc)
                doc["rules"][0]["factor"] = 1.5
            for s, c in zip(doc["streams"], limit["conditions"], strict=False):
                if "quantity" in c:
                    s["quantity"] = c["quantity"]
            rules = monitoring.Rules.from_dict(doc)
            assert (
                pack["sources"][limit["source"]]
                in json.loads(rules.to_json())["rules"][0]["source"]
            )


# ---- quality -------------------------------------------------------------------------------------


def vectors():
    with (DATA / "qartod_vectors.csv").open(encoding="utf-8") as file:
        return [r for r in csv.DictReader(file) if r["test"] != "aggregate"]


@pytest.mark.parametrize("row", vectors(), ids=lambda r: r["id"])
def test_qartod_vectors_are_exact(row):
    values = [np.nan if v is None else v for v in json.loads(row["input_json"])]
    step = int(row["time_axis"].split()[0]) if row["time_axis"] else 60
    time = (np.arange(len(values)) * step).astype("datetime64[s]")
    flags = monitoring.qc(time, values, {row["test"]: json.loads(row["params_json"])})
    assert flags[row["test"]].tolist() == json.loads(row["expected_flags_json"])


# ---- real series ---------------------------------------------------------------------------------


def kept(name):
    """Rows of a series that lies beside the tests; see ORIGIN.md there."""
    raw = (DATA / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith("gz") else raw).decode()
    return list(csv.DictReader(text.splitlines()))


def steps(rows, first, unit):
    """Times of rows that tell how long after the row before they are."""
    n = np.cumsum([int(r["step"]) for r in rows])
    return np.datetime64(first, "ns") + n * np.timedelta64(unit, "s")


def hours(rows, first):
    return np.datetime64(first, "ns") + np.arange(len(rows)) * np.timedelta64(1, "h")


def number(text):
    return float("nan") if text in ("", "NULL", "-9999") else float(text)


def column(rows, name):
    return np.array([number(r[name]) for r in rows])


def expected(case, window, quantity=None):
    for r in kept("reference_values.csv"):
        same = r["case"] == case and r["window_or_rule"] == window
        if same and quantity in (None, r["quantity"]):
            return float(r["value"])
    raise AssertionError((case, window, quantity))


HERE = {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "W1", "S4", "Q2", "Q3", "Q5"}
IN_REFERENCE_TEST_CPP = {"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "S1", "S2", "S2b", "S3"}
IN_QUALITY_TEST_CPP = {"Q6"}
NOT_OURS = {"N3b": "what a peer makes of it", "Q1": "rows of the file", "Q4": "labels of the file"}


def test_every_reference_value_has_its_test():
    told = HERE | IN_REFERENCE_TEST_CPP | IN_QUALITY_TEST_CPP | set(NOT_OURS)
    assert {r["case"] for r in kept("reference_values.csv")} == told


@pytest.fixture(scope="module")
def london():
    rows = kept("air_london_pm10_1998_2005.csv.gz")
    return rows, hours(rows, "1998-01-01")


def windows(doc, feeds, until):
    w = watch(doc)
    for name, (time, value) in feeds.items():
        w.feed(name, time, value)
    w.advance_to(until)
    return w.take().windows, w


def of_day(name, unit, **more):
    return condition(name, unit, statistic="mean", window={"civil": "day"}, **more)


def test_london_a1_to_a3_and_a8(london):
    rows, time = london
    doc = document(
        zone="UTC",
        streams=[stream("pm10", "ug/m3", 3600)],
        rules=[
            rule(
                "day", of_day("pm10", "ug/m3", alarm=50, min_coverage=0.75), permitted_per_year=35
            ),
            rule(
                "year",
                condition("pm10", "ug/m3", alarm=40, statistic="mean", window={"civil": "year"}),
            ),
        ],
    )
    found, w = windows(doc, {"pm10": (time, column(rows, "pm10"))}, "2006-01-02")
    days, years = found["rule"] == "day", found["rule"] == "year"
    statements = {s["year"]: s for s in w.statements()}
    for year in range(1998, 2005):
        mean = found["value"][years & (found["date"] == np.datetime64(f"{year}-01-01", "D"))]
        assert mean[0] == pytest.approx(expected("A1", f"{year} UTC"), rel=1e-6)
        over = f"{year} UTC days, >=18 valid hours"
        assert statements[year]["exceeded"] == expected("A2", over)
        of_year = days & (found["date"].astype("datetime64[Y]") == np.datetime64(str(year), "Y"))
        valid = found["value"][of_year]
        p = np.percentile(valid[~np.isnan(valid)], 90.4)
        assert p == pytest.approx(expected("A3", str(year)), rel=1e-6)
    assert statements[2002]["answer"] == "met"
    assert statements[2003]["answer"] == "broken"
    exactly = found["date"][days & (found["value"] == 50)]
    assert [str(d) for d in exactly] == ["2003-01-14", "2005-03-14"]


def test_london_a4_the_highest_day_that_slides(london):
    rows, time = london
    in_2003 = time.astype("datetime64[Y]") == np.datetime64("2003", "Y")
    doc = document(
        zone="UTC",
        streams=[stream("pm10", "ug/m3", 3600)],
        rules=[
            rule(
                "r",
                condition(
                    "pm10",
                    "ug/m3",
                    alarm=77.9999,
                    statistic="mean",
                    window={"rolling_s": 86400},
                    min_coverage=0.75,
                ),
            )
        ],
    )
    w = watch(doc)
    w.feed("pm10", time[in_2003], column(rows, "pm10")[in_2003])
    found = w.take().episodes
    assert found["peak"].max() == expected("A4", "2003, window (t-24h,t], >=18 valid hours")
    assert found["peak_at"][found["peak"].argmax()] == np.datetime64("2003-08-09T10:00")


def test_london_a5_wind_is_a_vector():
    rows = kept("air_london_wind_2003_08_29.csv")
    time = hours(rows, "2003-08-29")
    streams = [stream("wd", "deg", 3600), stream("ws", "m/s", 3600)]
    doc = document(
        zone="UTC",
        streams=streams,
        rules=[
            rule(
                "unit",
                condition(
                    "wd", "deg", alarm=1000, statistic="vector_mean", window={"civil": "day"}
                ),
            ),
            rule(
                "speed",
                condition(
                    "wd",
                    "deg",
                    alarm=1000,
                    statistic="vector_mean",
                    other="ws",
                    relation="weight",
                    window={"civil": "day"},
                ),
            ),
        ],
    )
    feeds = {name: (time, column(rows, name)) for name in ("wd", "ws")}
    found, _ = windows(doc, feeds, "2006-01-02")
    day = found["date"] == np.datetime64("2003-08-29", "D")
    values = dict(zip(found["rule"][day], found["value"][day], strict=True))
    when = "2003-08-29 UTC"
    assert values["unit"] == pytest.approx(
        expected("A5", when, "mean wind direction, unit vectors"), abs=1e-5
    )
    assert values["speed"] == pytest.approx(
        expected("A5", when, "mean wind direction, speed-weighted vectors"), abs=1e-5
    )


@pytest.fixture(scope="module")
def valand():
    rows = kept("air_norway_valand_pm25_met.csv.gz")
    return rows, hours(rows, "2016-12-31T23:00")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Oslo"])
def test_valand_a6_and_a7_days_of_either_clock(valand, zone):
    rows, time = valand
    doc = document(
        zone=zone,
        streams=[stream("pm25", "ug/m3", 3600)],
        rules=[
            rule("day", of_day("pm25", "ug/m3", alarm=15, min_coverage=0.75), permitted_per_year=3)
        ],
    )
    found, w = windows(doc, {"pm25": (time, column(rows, "pm25"))}, "2022-01-02")
    statements = {s["year"]: s for s in w.statements()}
    for year in (2018, 2019, 2020, 2021):
        over = f"{year} {zone} days, >=75 % of the hours of that day"
        assert statements[year]["exceeded"] == expected("A6", over)
    for day in ("2020-03-29", "2020-10-25"):
        row = found["date"] == np.datetime64(day, "D")
        value = expected("A7", f"{day} {zone}")
        assert found["value"][row][0] == pytest.approx(value, rel=1e-6)
        assert found["clock_change"][row][0] == (zone != "UTC")


def test_valand_w1_dry_and_windy_needs_both(valand):
    rows, time = valand
    doc = document(
        streams=[stream("rain", "mm", 3600), stream("wind", "m/s", 3600)],
        rules=[
            rule(
                "both",
                condition("rain", "mm", comparison="at_or_below", warning=0),
                condition("wind", "m/s", comparison="at_or_above", warning=8),
            ),
        ],
    )
    w = watch(doc)
    w.feed("rain", time, column(rows, "rain"))
    w.feed("wind", time, column(rows, "windSpeed"))
    w.flush()
    found = w.take().notices
    level, at, hours = False, None, 0
    missing = np.isnan(column(rows, "rain")) | np.isnan(column(rows, "windSpeed"))
    for kind, t in zip(found["kind"], found["at"], strict=True):
        if kind == "raised":
            level, at = True, t
        elif kind == "cleared" and level:
            inside = (time >= at) & (time < t)
            hours += int((inside & ~missing).sum())
            level = False
    if level:
        hours += int(((time >= at) & ~missing).sum())
    # An hour without a value keeps the alarm and is no hour of the rule.
    assert hours == expected("W1", "whole file")


@pytest.fixture(scope="module")
def logan():
    rows = kept("water_logan_mainstreet_2019.csv.gz")
    return rows, steps(rows, "2019-01-01", 900)


@pytest.mark.parametrize(("clear", "hold"), [(25, 1800), (50, 1800), (25, 0), (50, 0)])
def test_logan_s4_turbidity_events(logan, clear, hold):
    rows, time = logan
    doc = document(
        zone="UTC",
        streams=[stream("turb", "NTU", 900)],
        rules=[rule("r", condition("turb", "NTU", alarm=50, clear_alarm=clear), hold_s=hold)],
    )
    w = watch(doc)
    w.feed("turb", time, column(rows, "turb"))
    found, still = w.take().episodes, w.open_episodes()
    which = f"turbidity events >50, clear <{clear}, hold {hold} s"
    count = expected("S4", "raw turb, missing samples skipped", which)
    assert len(found["rule"]) + len(still["rule"]) == count
    assert len(still["rule"]) == 1  # the series ends inside an event: no invented end
    first = np.datetime64("2019-01-17T12:15" if hold else "2019-01-16T14:00")
    assert found["raised"][0] == first


def test_logan_q2_q3_and_q5(logan):
    rows, time = logan
    ph, cond = column(rows, "ph"), column(rows, "cond")
    outside = monitoring.qc(time, ph, {"gross_range": {"fail_span": [6, 9]}})["gross_range"]
    assert (outside == 4).sum() == expected("Q2", "raw ph, valid only")
    valid = ~np.isnan(cond)
    rate = {"threshold_per_s": 10 / 900, "relative_tolerance": 1e-9}
    flags = monitoring.qc(time[valid], cond[valid], {"rate_of_change": rate})["rate_of_change"]
    assert (flags == 3).sum() == expected("Q3", "consecutive valid pairs")
    doc = document(
        zone="UTC",
        streams=[stream("turb", "NTU", 900)],
        rules=[
            rule(
                f"p{p}",
                condition(
                    "turb",
                    "NTU",
                    alarm=1e6,
                    statistic="percentile",
                    percentile=p,
                    window={"civil": "day"},
                ),
            )
            for p in (50, 95)
        ],
    )
    found, _ = windows(doc, {"turb": (time, column(rows, "turb"))}, "2020-01-02")
    day = found["date"] == np.datetime64("2019-05-01", "D")
    values = dict(zip(found["rule"][day], found["value"][day], strict=True))
    assert values["p50"] == pytest.approx(expected("Q5", "2019-05-01", "turbidity median"))
    assert values["p95"] == pytest.approx(expected("Q5", "2019-05-01", "turbidity 95th percentile"))


# ---- beside the public implementation ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "column_name", "first"),
    [
        ("ioos_water_level_hourly", "sea_surface_height_above_sea_level", "2018-09-05T21:00"),
        ("ioos_attenuated_salinity", "psu", "2001-08-15T19:06:55"),
    ],
)
def test_flags_are_those_of_the_public_implementation(name, column_name, first):
    qartod = pytest.importorskip("ioos_qc.qartod")  # wants Python 3.11
    rows = kept(f"{name}.csv.gz")
    time, value = steps(rows, first, 1), column(rows, column_name)
    there = ~np.isnan(value)  # theirs lets one missing value spoil a whole window
    time, value = time[there], value[there]
    low, high = np.percentile(value, [1, 99])
    tests = {
        "gross_range": {"fail_span": [low - 1, high + 1], "suspect_span": [low, high]},
        "spike": {"suspect_threshold": 0.1, "fail_threshold": 0.5},
        "rate_of_change": {"threshold_per_s": 1e-4},
        "flat_line": {"suspect_threshold_s": 7200, "fail_threshold_s": 21600, "tolerance": 0.02},
        "attenuated_signal": {
            "suspect_threshold": 0.3,
            "fail_threshold": 0.05,
            "check_type": "range",
            "test_period_s": 21600,
        },
    }
    ours = monitoring.qc(time, value, tests)
    theirs = {
        "gross_range": qartod.gross_range_test(
            value, fail_span=(low - 1, high + 1), suspect_span=(low, high)
        ),
        "spike": qartod.spike_test(value, suspect_threshold=0.1, fail_threshold=0.5),
        "rate_of_change": qartod.rate_of_change_test(value, time, 1e-4),
        "flat_line": qartod.flat_line_test(value, time, 7200, 21600, 0.02),
        "attenuated_signal": qartod.attenuated_signal_test(
            value, time, 0.3, 0.05, test_period=21600, check_type="range"
        ),
    }
    for test, flags in theirs.items():
        assert ours[test].tolist() == np.asarray(flags).tolist(), test


# ---- the command ---------------------------------------------------------------------------------

READINGS = """stream,time,value
turb,2026-03-02T08:00:00Z,1
turb,2026-03-02T08:01:00Z,60
turb,2026-03-02T08:02:00Z,
turb,2026-03-02T08:03:00Z,20
turb,2026-03-02T08:04:00Z,70
"""


def written(folder, name):
    with (folder / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_monitor_writes_what_each_audience_needs(cli, tmp_path):
    (tmp_path / "r.csv").write_text(READINGS)
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    done = cli("monitor", "r.csv", "--rules", "rules.json", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "1 episodes ended, 1 open; 3 notices" in done.stdout
    assert "stream turb: 1 missing" in done.stderr
    episodes = written(tmp_path / "out", "episodes.csv")
    assert [e["end"] for e in episodes] == ["2026-03-02T08:03:00Z", ""]
    assert episodes[0]["peak"] == "60.0"
    compliance = json.loads((tmp_path / "out" / "compliance.json").read_text())
    assert compliance["streams"]["turb"]["readings"] == 5
    assert json.loads((tmp_path / "out" / "public.json").read_text())["windows"] == []


def test_monitor_names_file_and_line_of_a_bad_cell(cli, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    for text, told in [
        (READINGS.replace(",60", ",6o"), "r.csv:3:value: is '6o'"),
        (READINGS.replace("08:01:00Z", "08:01:00"), "r.csv:3:time"),
        (
            READINGS.replace("turb,2026-03-02T08:01", "trub,2026-03-02T08:01"),
            "r.csv:3:stream: is 'trub'",
        ),
        (READINGS.replace("stream,time", "sensor,time"), "a column stream"),
    ]:
        (tmp_path / "r.csv").write_text(text)
        done = cli("monitor", "r.csv", "--rules", "rules.json", "--out", "out")
        assert done.returncode in (1, 2)
        assert told in done.stderr
        assert not (tmp_path / "out").exists()


def test_monitor_takes_naive_times_only_with_a_zone_and_a_rule(cli, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    (tmp_path / "r.csv").write_text("stream,time,value\nturb,2026-10-25 02:30,60\n")
    words = ("monitor", "r.csv", "--rules", "rules.json", "--out", "out", "--zone", "Europe/Oslo")
    refused = cli(*words)
    assert refused.returncode == 1
    assert "r.csv:2:time" in refused.stderr
    assert cli(*words, "--ambiguous", "last").returncode == 0
    assert written(tmp_path / "out", "episodes.csv")[0]["begin"] == "2026-10-25T01:30:00Z"


def test_monitor_reads_parquet(cli, tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    time = pa.array(np.array([0, 60, 120], dtype="datetime64[s]"), pa.timestamp("us", tz="UTC"))
    table = pa.table({"stream": ["turb"] * 3, "time": time, "value": [1.0, 60.0, None]})
    pq.write_table(table, tmp_path / "r.parquet")
    done = cli("monitor", "r.parquet", "--rules", "rules.json", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert written(tmp_path / "out", "episodes.csv")[0]["begin"] == "1970-01-01T00:01:00Z"


def test_a_stream_that_nobody_knows_is_told_with_its_row(cli, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    rows = "stream,time,value\nturb,2026-03-02T08:00Z,1\nturbo,yesterday,1\nturbo,today,1\n"
    (tmp_path / "r.csv").write_text(rows)
    done = cli("monitor", "r.csv", "--rules", "rules.json", "--out", "out")
    assert done.returncode == 1
    assert "r.csv:3:stream" in done.stderr
    assert "did you mean 'turb'?" in done.stderr
    assert "r.csv:4:time" in done.stderr


def test_qc_writes_one_column_per_test_and_the_roll_up(cli, tmp_path):
    (tmp_path / "r.csv").write_text(
        "time,value\n2026-01-01T00:00Z,7\n2026-01-01T00:15Z,15\n2026-01-01T00:30Z,\n"
    )
    config = {"gross_range": {"fail_span": [0, 14]}, "plausible": {"possible_span": [0, 14]}}
    (tmp_path / "qc.json").write_text(json.dumps(config))
    done = cli("qc", "r.csv", "--config", "qc.json", "--out", "flags.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("3 readings: 1 good, 1 fail, 1 missing")
    rows = written(tmp_path, "flags.csv")
    assert list(rows[0]) == ["time", "value", "gross_range", "plausible", "rollup"]
    assert [r["rollup"] for r in rows] == ["1", "4", "9"]


BESIDE = {
    "drift": {
        "reference": "ref",
        "window_s": 180,
        "suspect_threshold": 1,
        "fail_threshold": 3,
    },
    "neighbours": {"series": ["ref", "b"], "suspect_threshold": 3, "max_age_s": 60},
}


def of_minutes(values):
    lines = [f"2026-01-01T00:{i:02}Z,{v}" for i, v in enumerate(values)]
    return "\n".join(["time,value", *lines, ""])


def test_qc_holds_a_series_against_others(cli, tmp_path):
    values = [7, 8, 7, 8, 9, 10, 11, 12]
    (tmp_path / "r.csv").write_text(of_minutes(values))
    (tmp_path / "ref.csv").write_text(of_minutes([7, 8, 7, 8, 7, 8, 7, 8]))
    (tmp_path / "b.csv").write_text(of_minutes([7, 8, 7, 8, 7, 8, 7, 8]))
    document = {"schema": "masseflyt.quality/1", "tests": BESIDE}
    (tmp_path / "qc.json").write_text(json.dumps(document))
    words = ("qc", "r.csv", "--config", "qc.json", "--out", "flags.csv")
    done = cli(*words, "--other", "ref=ref.csv", "--other", "b=b.csv")
    assert done.returncode == 0, done.stderr
    rows = written(tmp_path, "flags.csv")
    assert [r["drift"] for r in rows] == ["2", "2", "2", "1", "1", "3", "3", "4"]
    assert [r["neighbours"] for r in rows] == ["1"] * 6 + ["3"] * 2
    time = np.datetime64("2026-01-01T00:00") + np.arange(8) * np.timedelta64(1, "m")
    ref = np.array([7, 8, 7, 8, 7, 8, 7, 8], dtype=float)
    flags = monitoring.qc(time, values, BESIDE, others={"ref": (time, ref), "b": (time, ref)})
    assert flags["drift"].tolist() == [int(r["drift"]) for r in rows]
    missing = cli(*words)
    assert missing.returncode == 2
    assert "drift needs the series 'ref'" in missing.stderr
    assert "neighbours needs the series 'b'" in missing.stderr
    assert "--other NAME=FILE" in missing.stderr
    (tmp_path / "b.csv").write_text("time,value\n2026-01-01T00:01Z,1\n2026-01-01T00:00Z,1\nx,1\n")
    back = cli(*words, "--other", "ref=ref.csv", "--other", "b=b.csv")
    assert back.returncode == 1
    assert "b.csv:3:time" in back.stderr
    assert "b.csv:4:time" in back.stderr


def test_wrong_tests_of_quality_are_told_with_their_file(cli, tmp_path):
    (tmp_path / "r.csv").write_text(of_minutes([7, 8]))
    words = ("qc", "r.csv", "--config", "qc.json", "--out", "flags.csv")
    wrong = {"gross_rnge": {}, "drift": {"reference": 3, "window_s": "1h", "suspect_threshold": 1}}
    for config, place in (
        (wrong, "qc.json:/"),
        ({"schema": "masseflyt.quality/1", "tests": wrong}, "qc.json:/tests/"),
    ):
        (tmp_path / "qc.json").write_text(json.dumps(config))
        done = cli(*words)
        assert done.returncode == 1
        assert f"{place}gross_rnge" in done.stderr
        assert "perhaps gross_range" in done.stderr
        assert f"{place}drift/reference" in done.stderr
        assert f"{place}drift/window_s" in done.stderr
    (tmp_path / "qc.json").write_text('{"schema": "masseflyt.quality/2", "tests": {}}')
    assert "masseflyt.quality/1" in cli(*words).stderr


LABORATORY = document(
    streams=[
        stream("turb", "NTU", 60, place="outlet"),
        {
            "id": "lab",
            "parameter": "solids",
            "unit": "mg/l",
            "meaning": "instant",
            "delivered_late": True,
        },
    ],
    rules=[
        rule("high", condition("turb", "NTU", alarm=50, clear_alarm=25)),
        rule("solids", condition("lab", "mg/l", alarm=50), confirms="high", share_to_meet=0.5),
    ],
)
BOTTLES = """stream;time;value
lab;2026-03-02T08:00:30Z;72,5
lab;2026-03-02T08:01:00Z;61
"""


def test_laboratory_values_correct_the_verdict_given_earlier(cli, tmp_path):
    """Weeks later, in a run of its own: the state remembers what was said."""
    (tmp_path / "rules.json").write_text(json.dumps(LABORATORY))
    (tmp_path / "r.csv").write_text(READINGS)
    (tmp_path / "lab.csv").write_text(BOTTLES)
    words = ("--rules", "rules.json", "--state", "state.json")
    assert cli("monitor", "r.csv", *words, "--out", "first").returncode == 0
    done = cli("monitor", "lab.csv", *words, "--out", "then")
    assert done.returncode == 0, done.stderr
    assert "2 verdicts looked at again, 1 corrected" in done.stdout
    first, second = written(tmp_path / "then", "laboratory.csv")
    assert (first["level_before"], first["level"], first["answer"]) == (
        "normal",
        "alarm",
        "corrected",
    )
    assert second["answer"] == "confirmed"
    assert (first["sensor"], second["sensor"]) == ("1.0", "60.0")  # of the run before
    corrections = written(tmp_path / "then", "corrections.csv")
    assert [c["value_before"] for c in corrections] == ["1.0", "60.0"]
    kinds = [n["kind"] for n in written(tmp_path / "then", "notices.csv")]
    assert kinds.count("corrected") == 1
    together = cli("monitor", "r.csv", "lab.csv", "--rules", "rules.json", "--out", "both")
    assert together.returncode == 0, together.stderr
    paired = written(tmp_path / "both", "laboratory.csv")
    assert [p["sensor"] for p in paired] == ["1.0", "60.0"]
    assert [p["answer"] for p in paired] == ["corrected", "confirmed"]
    told = json.loads((tmp_path / "both/compliance.json").read_text())
    [statement] = told["statements"]
    assert statement["statement"].startswith(
        "In all samples solids was beyond its limit 2 times, 1"
    )
    assert statement["source"] == "test"


def test_monitor_leaves_a_page_for_neighbours(cli, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    (tmp_path / "r.csv").write_text(READINGS)
    words = ("monitor", "r.csv", "--rules", "rules.json", "--out", "out", "--lang", "nb")
    done = cli(*words, "--public-place", "outlet=Bekken", "--public-delay", "0", "--contact", "Ola")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/public.html").read_text(encoding="utf-8")
    assert "Turb – Bekken" in page
    assert "Ola" in page
    assert "Grensen er passert" in page
    refused = cli(*words, "--public-place", "outlet")
    assert refused.returncode == 1
    assert "PLACE=NAME" in refused.stderr
    assert cli(*words, "--now", "2026-03-02").returncode == 1


def test_no_bar_is_drawn_where_nobody_looks(cli, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(TURBIDITY))
    (tmp_path / "r.csv").write_text(READINGS.replace("08:02:00Z,", "08:02:00Z,2"))
    done = cli("monitor", "r.csv", "--rules", "rules.json", "--out", "out")
    assert done.stderr == ""
