"""Mirrors masseflyt/dispatch.py and the command ``masseflyt dispatch``."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

import masseflyt
from masseflyt import Scenario, dispatch
from masseflyt.errors import (
    InvalidArgumentError,
    InvalidDocumentError,
    NotFoundError,
)

HAULS = [
    {"id": "out", "from": "S01", "to": "K02", "tonnes": 100, "material": "rock"},
    {"id": "back", "from": "K02", "to": "S01", "tonnes": 100, "material": "rock"},
]
FLEETS = [
    {
        "id": "T",
        "count": 3,
        "depot": "S01",
        "payload_t": 20,
        "shift_begin_h": 6,
        "shift_end_h": 18,
    }
]


@pytest.fixture(scope="module")
def oslo():
    return Scenario.bundled("oslo_region")


@pytest.fixture(scope="module")
def day(oslo):
    return dispatch.dispatch(oslo, hauls=HAULS, fleets=FLEETS, date="2026-03-16", work_limit=200)


def test_return_loads_leave_nothing_empty(day):
    assert (day.empty_km, day.empty_km_lower_bound, day.accepted) == (0.0, 0.0, True)
    assert day.summary["loads"] == 10
    assert day.unserved == []


def test_tables_become_data_frames_with_the_same_sums(day):
    drives = day.itineraries[day.itineraries["doing"].str.startswith("drive")]
    assert drives["km"].sum() == pytest.approx(day.driven_km)
    assert day.loads["tonnes"].sum() == 200
    assert day.loads["truck"].nunique() == day.trucks


def test_the_same_rows_as_a_frame_or_a_file_give_the_same_day(oslo, day, tmp_path):
    pd = pytest.importorskip("pandas")
    file = tmp_path / "FLEET.csv"
    pd.DataFrame(FLEETS).to_csv(file, index=False)
    again = dispatch.dispatch(
        oslo, hauls=pd.DataFrame(HAULS), fleets=file, date="2026-03-16", work_limit=200
    )
    assert again.rows() == day.rows()


def test_all_faults_of_a_fleet_are_told_with_their_place(oslo, tmp_path):
    file = tmp_path / "FLEET.csv"
    file.write_text(
        "id,count,depot,payload_t,shift_begin_h,shift_end_h,drive_before_break_h\n"
        "A,2,S01,0,6,16,\nB,x,S99,20,16,6,\nC,1,S01,20,6,16,4.5\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidDocumentError) as caught:
        dispatch.dispatch(oslo, hauls=HAULS, fleets=file)
    places = {d.path for d in caught.value.diagnostics}
    assert places == {
        "FLEET.csv:2:payload_t",
        "FLEET.csv:3:count",
        "FLEET.csv:3:depot",
        "FLEET.csv:3:shift_end_h",
        "FLEET.csv:4:break_min",
    }


def test_a_breakdown_moves_what_has_not_begun(day):
    rest = day.redispatch(9.0, ["T/1"], work_limit=100)
    assert rest.accepted
    driven = {row["truck"] for row in rest.rows() if row["begin"] >= "09:00:00"}
    assert "T/1" not in driven
    with pytest.raises(NotFoundError):
        day.redispatch(9.0, ["T/9"])


def test_a_month_of_a_plan_is_spread_over_its_working_days():
    legs = [{"mode": "road", "from": "S01", "to": "K02"}]
    flow = {"period": "2026-03", "kind": "fill", "material": "rock", "kg": 1_000_003, "legs": legs}
    plan = {"flows": [flow, {**flow, "kind": "virgin"}]}
    days = dispatch.working_days("2026-03")
    tonnes = [dispatch.hauls_of_plan(plan, d.isoformat())[0]["tonnes"] for d in days]
    assert round(sum(tonnes) * 1000) == 1_000_003
    assert max(tonnes) - min(tonnes) < 0.0015
    with pytest.raises(InvalidArgumentError, match="no working day"):
        dispatch.hauls_of_plan(plan, "2026-03-15")
    with pytest.raises(InvalidArgumentError, match="no date"):
        dispatch.hauls_of_plan(plan, "16.3.2026")
    assert dispatch.peak_month(plan) == "2026-03"
    assert days[0] == dt.date(2026, 3, 2)


def test_a_plan_of_another_input_is_a_warning(oslo):
    small = Scenario.read(Path(__file__).parents[1] / "data" / "small_case")
    plan = small.plan(sensitivity=False)
    assert not dispatch.other_input(small, plan)
    [warning] = dispatch.other_input(oslo, plan)
    assert warning.severity == "warning"
    assert "another one" in warning.expected
    [unknown] = dispatch.other_input(oslo, {"flows": []})
    assert "planned" in unknown.expected
    found = dispatch.dispatch(
        oslo, hauls=HAULS, fleets=FLEETS, plan=plan, work_limit=10
    ).found.warnings
    assert [d.path for d in found] == ["/input_hash"]


def test_variants_are_part_of_the_input(oslo):
    plan = oslo.with_(avtjerna="released").plan(sensitivity=False)
    assert not dispatch.other_input(oslo.with_(avtjerna="released"), plan)
    assert len(dispatch.other_input(oslo, plan)) == 1


def test_plots_draw_every_truck_and_place(day):
    pytest.importorskip("matplotlib")
    assert len(day.plot().get_yticklabels()) == day.trucks
    assert {t.get_text() for t in day.map().texts} == {"S01", "K02"}


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_the_page_stands_alone_and_escapes_names(day, tmp_path, lang):
    folder = day.save(tmp_path / "out", lang)
    assert sorted(p.name for p in folder.iterdir()) == sorted(dispatch.FILES)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert f'lang="{lang}"' in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


# ---- the command ---------------------------------------------------------------------------------


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "masseflyt", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Path:
    flow = {"period": "2024-06", "kind": "fill", "material": "rock", "kg": 20_000_000}
    legs = [
        [{"mode": "road", "from": "S01", "to": "K02"}],
        [{"mode": "road", "from": "K02", "to": "S01"}],
    ]
    file = tmp_path_factory.mktemp("plan") / "plan.json"
    head = {"schema": "masseflyt.plan/1", "case": "oslo_region", "variant": ""}
    file.write_text(json.dumps({**head, "flows": [{**flow, "legs": x} for x in legs]}))
    return file


def test_the_command_writes_its_files(plan, tmp_path):
    out = tmp_path / "day"
    done = run(
        "dispatch",
        plan,
        "--date",
        "peak",
        "--fleet",
        "oslo_region",
        "--out",
        out,
        "--work-limit",
        50,
    )
    assert done.returncode == 0, done.stderr
    summary = json.loads((out / "dispatch.json").read_text())
    assert summary["date"] == "2024-06-03"
    for key in ("driven_km", "empty_km", "empty_km_lower_bound", "trucks"):
        assert summary[key] > 0
    assert summary["accepted_by_simulation"]
    assert summary["empty_km"] >= summary["empty_km_lower_bound"]


@pytest.mark.parametrize(
    ("wrong", "told", "code"),
    [
        (["--date", "2024-06-02"], "no working day", 1),
        (["--date", "soon"], "no date", 1),
        (["--fleet", "nothing.csv"], "nothing.csv", 1),
        (["--weights", "km=-1"], "at least 0", 2),
        (["--case", "nowhere"], "not bundled", 2),
    ],
)
def test_wrong_commands_say_what_is_wrong(plan, tmp_path, wrong, told, code):
    right = {"--date": "2024-06-03", "--fleet": "oslo_region", "--out": tmp_path / "day"}
    right[wrong[0]] = wrong[1]
    done = run("dispatch", plan, *[x for pair in right.items() for x in pair])
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert not (tmp_path / "day").exists()


def test_the_bundled_fleet_says_that_it_is_assumed():
    files = dispatch.bundled_day("oslo_region")
    for text in (p.read_text(encoding="utf-8") for p in files.values()):
        assert "assumed" in text or "recalled" in text
    assert (Path(masseflyt.__file__).parent / "trucks").is_dir()
