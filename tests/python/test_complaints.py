"""What users of other systems complain of (docs/methods/complaints.md), held against ours."""

import csv
import os
import re
from pathlib import Path

import numpy as np
import pytest

from masseflyt import monitoring

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/methods/complaints.md"
SHARED = os.environ.get("MASSEFLYT_SHARED_DATA")


def watch(interval_s=60, *, lateness_s=0, zone="UTC", meaning="instant", **condition):
    stamp = {} if meaning == "instant" else {"stamp": "start"}
    return monitoring.Evaluator(
        monitoring.Rules.from_dict(
            {
                "schema": "masseflyt.monitoring/1",
                "zone": zone,
                "streams": [
                    {
                        "id": "s",
                        "parameter": "x",
                        "unit": "1",
                        "meaning": meaning,
                        "interval_s": interval_s,
                        "lateness_s": lateness_s,
                        **stamp,
                    }
                ],
                "rules": [
                    {
                        "id": "r",
                        "source": "test",
                        "conditions": [
                            {
                                "stream": "s",
                                "statistic": "last",
                                "comparison": "above",
                                "unit": "1",
                                "alarm": 10,
                                **condition,
                            }
                        ],
                    }
                ],
            }
        )
    )


def at(*seconds):
    return np.array(seconds, dtype="datetime64[s]")


def test_a_sparse_sensor_does_not_flap():
    """Grafana: flapping between Alerting and NoData on sparse series."""
    w = watch(interval_s=6 * 3600)
    for i in range(8):
        w.feed("s", at(i * 6 * 3600), [20.0])
        for h in range(6):
            w.advance_to(np.datetime64((i * 6 + h) * 3600, "s"))
    assert w.take().notices["kind"].tolist() == ["raised"]


@pytest.mark.parametrize(("after", "silent"), [(180, False), (180.001, True)])
def test_silence_begins_after_its_time_and_not_at_it(after, silent):
    """Kapacitor: deadman fires with a point present. Three intervals are 180 s here."""
    w = watch()
    w.feed("s", at(0), [1.0])
    w.advance_to(np.datetime64(int(after * 1000), "ms"))
    assert ("silent" in w.take().notices["kind"]) == silent
    w.feed("s", at(200), [1.0])
    w.advance_to(np.datetime64(380, "s"))
    kinds = w.take().notices["kind"].tolist()
    assert kinds == (["back"] if silent else ["silent", "back"])


def test_a_notice_that_was_not_handed_over_survives_a_restart():
    """Grafana: a resolve message is lost for good when the server restarts before it is sent."""
    w = watch()
    w.feed("s", at(0, 60), [20.0, 1.0])
    again = monitoring.Evaluator(w.rules, snapshot=w.snapshot())
    assert again.take().notices["kind"].tolist() == ["raised", "cleared"]
    once_more = monitoring.Evaluator(w.rules, snapshot=again.snapshot())
    assert once_more.take().notices["kind"].tolist() == []  # Kapacitor: repeated after a restart


STATISTICS = ("mean", "min", "max", "sum", "percentile", "count_above", "share_above")


@pytest.mark.parametrize("window", [{"rolling_s": 600}, {"civil": "hour"}])
@pytest.mark.parametrize("statistic", STATISTICS)
def test_coverage_counts_for_every_statistic(statistic, window):
    """Polars: the least number of samples is ignored for windows of time."""
    more = {"percentile": {"percentile": 50}}.get(statistic, {})
    if statistic in ("count_above", "share_above"):
        more = {"threshold": 5}
    limit = {"alarm": 0.5, "min_coverage": 0.5}
    w = watch(meaning="mean", statistic=statistic, window=window, **limit, **more)
    seconds = 600 if "rolling_s" in window else 3600
    few = at(*range(0, seconds // 4, 60))
    w.feed("s", few, np.full(len(few), 20.0))
    w.advance_to(np.datetime64(2 * seconds, "s"))
    assert "raised" not in w.take().notices["kind"]
    many = at(*range(4 * 3600, 4 * 3600 + 2 * seconds, 60))
    w.feed("s", many, np.full(len(many), 20.0))
    w.advance_to(np.datetime64(4 * 3600 + 3 * seconds, "s"))
    assert "raised" in w.take().notices["kind"]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_late_reading_finds_its_day_when_clocks_change(day, hours):
    """TimescaleDB: buckets with a time zone go stale over clock changes."""
    w = watch(3600, meaning="mean", zone="Europe/Oslo", statistic="sum", window={"civil": "day"})
    noon = np.datetime64(f"{day}T12:00", "s")
    begin = np.datetime64(f"{day}T00:00", "s") - np.timedelta64(1 if hours == 23 else 2, "h")
    time = begin + np.arange(hours + 30) * np.timedelta64(3600, "s")
    there = time != noon
    w.feed("s", time[there], np.full(there.sum(), 0.25))
    before = w.take().windows
    w.feed("s", time[~there], [0.25])
    found = w.take()
    row = before["date"] == np.datetime64(day)
    assert before["value"][row].tolist() == [(hours - 1) / 4]
    assert found.windows["value"].tolist() == [hours / 4]
    assert found.windows["clock_change"].tolist() == [1]
    assert found.corrections["value_before"].tolist() == [(hours - 1) / 4]


def test_a_row_that_is_months_late_is_listed_and_changes_no_other_window():
    """TimescaleDB: old rows are never reflected, or one of them exhausts memory."""
    w = watch(3600, meaning="mean", statistic="mean", window={"civil": "day"})
    time = np.arange("2026-01-01", "2026-03-10", dtype="datetime64[h]")
    w.feed("s", time, np.full(len(time), 1.0))
    w.take()
    size = len(w.snapshot())
    w.feed("s", np.array(["2026-01-02T12:00"], dtype="datetime64[h]"), [50.0])
    found = w.take()
    assert found.late["fate"].tolist() == ["dropped"]
    assert found.late["value"].tolist() == [50.0]
    assert len(found.windows["rule"]) == 0
    assert w.tally("s")["late"] == 1
    assert len(w.snapshot()) == size


# ---- the page ------------------------------------------------------------------------------------


def table():
    rows = [
        line.split("|")[1:-1]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def known_tests():
    names = set()
    for file in (ROOT / "tests").rglob("*_test.cpp"):
        found = re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", file.read_text(), re.MULTILINE)
        names |= {f"{suite}.{name}" for suite, name in found}
    for file in (ROOT / "tests/python").glob("test_*.py"):
        names |= set(re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE))
    return names | {str(p.relative_to(ROOT)) for p in (ROOT / "benchmarks").rglob("*_bench.*")}


def test_every_complaint_of_the_page_names_tests_that_are_there():
    there = known_tests()
    for product, _, _, proofs in table():
        named = re.findall(r"`([^`]+)`", proofs)
        assert named, product
        assert set(named) <= there, (product, set(named) - there)


@pytest.mark.skipif(not SHARED, reason="MASSEFLYT_SHARED_DATA is unset")
def test_no_known_complaint_is_missing_on_the_page():
    folder = Path(SHARED)
    file = next(f for f in (folder, folder.parent) if (f / "facts").is_dir())
    with (file / "facts/monitoring/known_complaints.csv").open(encoding="utf-8") as opened:
        known = [(r["product"], r["theme"]) for r in csv.DictReader(opened)]
    told = [tuple(row[0].split(", ", 1)) for row in table()]
    assert sorted(told) == sorted(known)
