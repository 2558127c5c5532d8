"""Mirrors python/masseflyt/stops.py: an alarm stops a site of the Oslo case; masses go around."""

import json

import numpy as np
import pytest

from masseflyt import Scenario, Session, Stop, errors, monitoring, stops

SENSOR = {
    "id": "MIC",
    "parameter": "noise",
    "unit": "dB(A)",
    "meaning": "leq",
    "stamp": "start",
    "interval_s": 3600,
}
ALARM = {
    "id": "night",
    "sensor": "MIC",
    "statistic": "leq",
    "civil": "clock",
    "from": "23:00",
    "to": "07:00",
    "comparison": "above",
    "unit": "dB(A)",
    "alarm": 45,
    "stop": 55,
    "min_coverage": 0.8,
    "source": "invented permit",
}


@pytest.fixture(scope="module")
def oslo():
    return Scenario.bundled("oslo_region").with_(as_of="2026-01")


def hours():
    """Loud from the evening of 1 March to the morning of 6 June."""
    time = np.arange("2026-02-20", "2026-06-10", dtype="datetime64[h]")
    loud = (time >= np.datetime64("2026-03-01T20")) & (time < np.datetime64("2026-06-06T06"))
    return time, np.where(loud, 60.0, 35.0)


def flows(delta, site):
    """Change in tonnes to a site and to all others, March to May 2026."""
    frame = delta.flows
    months = frame["period"].dt.strftime("%Y-%m")
    frame = frame[months.between("2026-03", "2026-05")]
    change = (frame["kg"] - frame["kg_before"]) / 1000
    at = frame["destination"] == site
    return change[at].sum(), change[~at].sum()


def test_an_alarm_stops_a_site_and_masses_go_elsewhere(oslo):
    session = Session.open(oslo)
    first = session.plan()
    frame = first.flows
    spring = frame[frame["period"].dt.strftime("%Y-%m").between("2026-03", "2026-05")]
    takers = spring[spring["destination"].str.startswith("K")].groupby("destination")["kg"].sum()
    site = takers.idxmax()
    session.add("sensors", {**SENSOR, "place": site})
    session.add("alarms", {**ALARM, "closes": site})

    watch = monitoring.Evaluator(monitoring.Rules(session.scenario.watch_rules()))
    watch.feed("MIC", *hours())
    watch.flush()
    rows, found = stops.stops_of(session.scenario, watch.take().episodes)
    assert found.ok
    [stop] = rows
    assert (stop.site, stop.begin, stop.end) == (site, "2026-03-02", "2026-06-07")
    assert stop.source.startswith("night@2026-03-01T22:00:00Z")

    assert session.apply_stops(rows).ok
    delta = session.plan()
    gone, instead = flows(delta, site)
    assert delta.status == "optimal"
    assert gone < 0 < instead
    assert delta.objective >= delta.objective_before
    assert any(site in note for note in json.loads(session.last_plan.to_json())["notes"])
    session.apply_stops(rows)
    assert not session.plan()  # told twice, nothing changes


def test_an_open_stop_gets_its_end_later(oslo):
    session = Session.open(oslo)
    session.apply_stops([Stop("a", "K10", "2026-03-02")])
    session.apply_stops([Stop("a", "K10", "2026-03-02", "2026-03-20")])
    assert session.scenario.to_frames()["stops"]["end"].tolist() == ["2026-03-20"]
    with pytest.raises(errors.InvalidDocumentError, match="site"):
        session.apply_stops([Stop("b", "K999", "2026-03-02")])


def test_the_command_plans_around_stops(cli, tmp_path, oslo):
    case = oslo.with_stops([])
    session = Session.open(case)
    session.add("sensors", {**SENSOR, "place": "K10"})
    session.add("alarms", {**ALARM, "closes": "K10"})
    session.scenario.write(tmp_path / "case")
    time, value = hours()
    lines = [f"MIC,{t}:00Z,{v}" for t, v in zip(time, value, strict=True)]
    (tmp_path / "r.csv").write_text("stream,time,value\n" + "\n".join(lines) + "\n")
    done = cli("monitor", "r.csv", "--rules", "case", "--out", "out")
    assert done.returncode == 0, done.stderr
    (tmp_path / "case.json").write_text(session.scenario.to_json(), encoding="utf-8")
    assert cli("monitor", "r.csv", "--rules", "case.json", "--out", "same").returncode == 0
    same = [(tmp_path / out / "episodes.csv").read_text() for out in ("out", "same")]
    assert same[0] == same[1]
    words = ("plan", "case", "--no-sensitivity", "--out", "plan", "--json")
    before = json.loads(cli(*words).stdout)
    done = cli(*words, "--stops", "out/episodes.csv")
    assert done.returncode == 0, done.stderr
    after = json.loads(done.stdout)
    assert after["input_hash"] != before["input_hash"]
    told = json.loads((tmp_path / "plan/plan.json").read_text())
    assert any(
        n.startswith("K10 stands still from 2026-03-02 to 2026-06-07") for n in told["notes"]
    )


def test_a_table_of_stops_is_read_and_faults_are_told(cli, tmp_path, oslo):
    (tmp_path / "stops.csv").write_text(
        "id,site,begin,end,remaining\na,K10,2026-03-02,,0\nb,,2026-13-02,x,2\n"
    )
    with pytest.raises(errors.InvalidDocumentError) as caught:
        stops.read_stops(tmp_path / "stops.csv", oslo)
    told = sorted(d.path.rpartition("/")[2] for d in caught.value.diagnostics)
    assert told == [f"stops.csv:3:{c}" for c in ("begin", "end", "remaining", "site")]
    (tmp_path / "stops.csv").write_text("name\nx\n")
    done = cli("plan", "oslo_region", "--out", "p", "--stops", "stops.csv")
    assert done.returncode == 1
    assert "stops.csv:1" in done.stderr


ASKED = {  # what a question says of the landfill that takes the contaminated masses of T2
    "why": ("why", "case", "T2", "--json"),
    "candidates": ("candidates", "case", "T2", "--json"),
    "conflict": ("conflict", "case", "--json"),
    "front": ("front", "case", "--co2e", "0", "--exposure", "0", "--json"),
    "sensitivity": ("sensitivity", "case", "--json"),
    "robust": ("robust", "case", "--months", "3", "--json"),
    "worth": ("worth", "case", "--months", "3", "--json"),
    "settle": ("settle", "case", "--json"),
}


@pytest.mark.parametrize("question", ASKED)
def test_every_question_is_asked_of_the_plan_with_its_stops(cli, case, tmp_path, question):
    (tmp_path / "stops.csv").write_text("id,site,begin,end,remaining\na,L1,2024-01-01,,0\n")
    free = cli(*ASKED[question])
    stopped = cli(*ASKED[question], "--stops", "stops.csv")
    assert free.returncode == 0, free.stderr
    assert stopped.returncode == 0, stopped.stderr
    answers = [json.loads(done.stdout) for done in (free, stopped)]
    assert answers[0] != answers[1]
    told = Scenario.read(case).with_stops([Stop("a", "L1", "2024-01-01")])
    told.write(tmp_path / "told")
    again = cli(*(str(tmp_path / "told") if w == "case" else w for w in ASKED[question]))
    assert json.loads(again.stdout) == answers[1], "as if the stop stood in the document"


def test_why_names_the_place_that_stands_still(cli, case, tmp_path):
    (tmp_path / "stops.csv").write_text("id,site,begin,end,remaining\na,L1,2024-01-01,,0\n")
    answers = json.loads(cli(*ASKED["why"], "--stops", "stops.csv").stdout)
    left = [a for a in answers if a["what"] == "unplaced"]
    assert left
    obstacles = [o for a in left for o in a["obstacles"] if o["place"] == "L1"]
    assert obstacles
    assert all("stands still or is held back" in o["en"] for o in obstacles)
    assert "står stille eller er holdt nede" in obstacles[0]["nb"]


def test_a_difference_is_between_two_plans_with_the_same_stops(cli, case, tmp_path):
    Scenario.read(case).with_({"offers.T2.amount": 20000}).write(tmp_path / "other")
    (tmp_path / "stops.csv").write_text("id,site,begin,end,remaining\na,L1,2024-01-01,,0\n")
    done = cli("diff", "case", "other", "--stops", "stops.csv", "--json")
    assert done.returncode == 0, done.stderr
    free = json.loads(cli("diff", "case", "other", "--json").stdout)
    told = json.loads(done.stdout)
    assert told["delta"]["objective"] != free["delta"]["objective"]
    assert {row["table"] for row in told["input"]} == {"offers"}
