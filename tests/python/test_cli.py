"""Mirrors python/masseflyt/cli.py: the command-line contract, end to end."""

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import DATA, SMALL, replace

from masseflyt import Scenario
from masseflyt.cli import main
from masseflyt.plan import FILES

IDENTITY = ("offer", "group", "material", "class", "destination", "period", "legs")


def diagnostics(text):
    """Severity, path and the rest of every line that is a diagnostic."""
    return [m.groups() for m in re.finditer(r"^(error|warning|note) (\S+): (.*)$", text, re.M)]


# ---- plan ----------------------------------------------------------------------------------------


def test_plan_writes_the_five_files_and_says_what_it_did(cli, tmp_path):
    done = cli("plan", SMALL, "--out", "plan")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(p.name for p in (tmp_path / "plan").iterdir()) == sorted(FILES)
    for told in ("optimal", "A small invented case", "today's practice", "least cost", *FILES):
        assert told in done.stdout


def test_plan_json_holds_what_the_contract_names(cli, tmp_path):
    cli("plan", SMALL, "--out", "plan", "--objective", "nok=1,co2e=1.5,exposure=5")
    plan = json.loads((tmp_path / "plan/plan.json").read_text())
    assert plan["status"] == "optimal"
    assert plan["gap"] == 0
    assert plan["objective"] == plan["bound"]
    assert set(plan) >= {"flows", "stocks", "unmet", "baseline", "assumptions", "input_hash"}
    flow = next(f for f in plan["flows"] if f["legs"])
    assert set(flow) >= {*IDENTITY, "tonnes", "kg", "km", "nok", "co2e_kg"}
    assert set(flow["legs"][0]) == {"mode", "from", "to", "km", "nok", "co2e_kg", "exposure"}
    assert all(type(f["kg"]) is int for f in plan["flows"])
    assert flow["nok"] == pytest.approx(sum(leg["nok"] for leg in flow["legs"]), abs=0.01)
    assert plan["weights"] == {"nok": 1, "co2e": 1.5, "exposure": 5, "road_km": 0}


def test_a_summary_for_programs_stands_alone_on_stdout(cli):
    done = cli("plan", SMALL, "--out", "plan", "--json", "--no-sensitivity")
    told = json.loads(done.stdout)
    assert told["status"] == "optimal"
    assert told["files"] == list(FILES)
    assert told["account"]["surplus_t"] == told["baseline"]["surplus_t"]
    assert {row["objective"] for row in told["savings"]} == {"chosen", "cost", "road_km", "co2e"}


def test_the_same_input_gives_the_same_bytes(cli, tmp_path):
    for threads in ("1", "2"):
        done = cli("plan", SMALL, "--out", threads, "--threads", threads, "--variant", "yard=open")
        assert done.returncode == 0
    for name in FILES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_variants_may_be_repeated_and_shortened(cli, tmp_path):
    done = cli("plan", SMALL, "--out", "plan", "--variant", "closed", "--variant", "horizon=h2026")
    assert done.returncode == 0
    assert "horizon=h2026, yard=closed" in done.stdout
    plan = json.loads((tmp_path / "plan/plan.json").read_text())
    assert plan["horizon"]["last"] == "2026-12"


def test_the_report_speaks_the_language_that_was_asked_for(cli, tmp_path):
    for lang, title in (("en", "A small invented case"), ("nb", "Et lite oppdiktet tilfelle")):
        cli("plan", SMALL, "--out", lang, "--lang", lang, "--no-sensitivity")
        page = (tmp_path / lang / "report.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in page
        assert title in page


def test_demo_names_its_folder_on_the_last_line(cli, tmp_path):
    done = cli("demo", "--no-sensitivity", "--variant", "ringeriksbanen=yes")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "masseflyt-demo"
    assert done.stdout.splitlines()[-1] == str(folder)
    assert sorted(p.name for p in folder.iterdir()) == sorted(FILES)
    assert "ringeriksbanen=yes" in json.loads((folder / "plan.json").read_text())["variant"]
    assert "Kartverket" in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--objective", "noise=1"], "nok, co2e, exposure, road_km"),
        (["--objective", "nok"], "KEY=WEIGHT"),
        (["--objective", "nok=-1"], "a number of at least 0"),
        (["--objective", "nok=nan"], "a number of at least 0"),
        (["--objective", "nok=0"], "a weight above 0"),
        (["--objective", "nok=1,nok=2"], "at most once"),
        (["--time-limit", "0"], "seconds above 0"),
        (["--time-limit", "soon"], "a number of at least 0"),
        (["--threads", "-1"], "a whole number"),
        (["--threads", "1.5"], "a whole number"),
        (["--lang", "sv"], "'en', 'nb'"),
        (["--variant", "yard=ajar"], "yard=open, yard=closed"),
        (["--fast"], "--fast"),
    ],
)
def test_a_wrong_command_says_what_was_expected(cli, tmp_path, words, told):
    done = cli("plan", SMALL, "--out", "plan", *words)
    assert done.returncode == 2
    assert re.search(told, done.stderr.replace("en, nb", "'en', 'nb'"))
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_the_usage_is_told(cli):
    done = cli()
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: masseflyt" in done.stderr


def test_a_deadline_gives_a_stopped_plan_and_says_so(cli, tmp_path):
    done = cli("plan", "oslo_region", "--out", "plan", "--time-limit", "0.001")
    assert done.returncode == 3
    assert "stopped: the time limit of 0.001 s passed" in done.stderr
    assert json.loads((tmp_path / "plan/plan.json").read_text())["status"] == "stopped"


def test_other_files_in_the_folder_are_never_touched(cli, tmp_path):
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan/thesis.txt").write_text("years of work")
    done = cli("plan", SMALL, "--out", "plan")
    assert done.returncode == 1
    assert "thesis.txt" in done.stderr
    assert [p.name for p in (tmp_path / "plan").iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_written_is_told_before_the_work(cli, tmp_path):
    (tmp_path / "file").write_text("")
    done = cli("plan", SMALL, "--out", "file/plan")
    assert done.returncode == 1
    assert "file is no folder" in done.stderr
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
        assert "no permission" in cli("plan", SMALL, "--out", "locked/plan").stderr


def test_an_interrupted_plan_ends_within_two_seconds_and_leaves_nothing(tmp_path):
    terminal, stderr = pty.openpty()  # progress is shown to terminals only
    command = [sys.executable, "-m", "masseflyt", "plan", "oslo_region", "--out", "plan"]
    run = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=stderr,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # background jobs are deaf
    )
    os.close(stderr)
    seen = b""
    while b"%" not in seen:
        seen += os.read(terminal, 1000)
    begin = time.monotonic()
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert time.monotonic() - begin < 10  # under two seconds on a machine that does nothing else
    assert (run.returncode, out) == (130, b"")
    assert list(tmp_path.iterdir()) == []
    assert b"interrupted" in os.read(terminal, 10_000)
    os.close(terminal)


def test_a_reader_that_has_seen_enough_is_no_error_message(tmp_path):
    command = f"{sys.executable} -m masseflyt schema | head -c 10"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert len(done.stdout) == 10
    assert done.stderr == ""


def test_names_with_markup_and_formulas_survive_safely(cli, case, tmp_path):
    replace(case / "offers.csv", "T3,Kryss sør cut", 'T3,"<img src=x onerror=alert(1)>"')
    replace(case / "parties.csv", "tunnel,Granåsen tunnel project", "tunnel,=cmd|'/c calc'!A1")
    replace(
        case / "receivers.csv", "L1,L1,Dalen landfill", "L1,L1,</script><script>alert(2)</script>"
    )
    done = cli("plan", case, "--out", "plan", "--no-sensitivity")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "plan/report.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x" in page
    with (tmp_path / "plan/flows.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [c for c in cells if c[:1] in ("=", "@") or (c[:1] in ("+", "-") and not number(c))]
    json.loads((tmp_path / "plan/plan.geojson").read_text(encoding="utf-8"))


def number(text):
    return re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", text)


# ---- check ---------------------------------------------------------------------------------------


def test_check_is_content_with_the_cases_we_bring(cli):
    for case in (SMALL, DATA / "small_case.json", "oslo_region"):
        done = cli("check", case)
        assert (done.returncode, done.stderr) == (0, "")
        assert "no errors" in done.stdout


def test_check_tells_programs_as_well(cli, case):
    replace(case / "offers.csv", ",m3,bank,", ",m3,,")
    done = cli("check", case, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["ok"], told["errors"]) == (False, 1)
    assert told["diagnostics"][0]["path"] == "offers.csv:2:state"
    assert diagnostics(done.stderr)[0][1] == "offers.csv:2:state"


CELLS = {
    "unknown material": ("offers.csv", ",rock,tunnel,", ",stone,tunnel,", "2:material", "stone"),
    "unknown unit": ("offers.csv", ",m3,bank,", ",tons,,", "2:unit", "tons"),
    "unknown state": ("offers.csv", ",m3,bank,", ",m3,solid,", "2:state", "solid"),
    "m3 without state": ("offers.csv", ",m3,bank,", ",m3,,", "2:state", ""),
    "negative amount": ("offers.csv", ",30,25,40,", ",-30,25,40,", "4:amount", "-30"),
    "NaN": ("offers.csv", ",30,25,40,", ",NaN,25,40,", "4:amount", "NaN"),
    "infinite": ("offers.csv", ",30,25,40,", ",inf,25,40,", "4:amount", "inf"),
    "absurd": ("offers.csv", ",30,25,40,", ",3e15,25,40,", "4:amount", "3e15"),
    "text in a number": ("offers.csv", ",30,25,40,", ",some,25,40,", "4:amount", "some"),
    "need below minimum": ("needs.csv", ",15000,20000,", ",15000,10000,", "3:max_amount", "10000"),
    "end before start": ("offers.csv", ",2024-03,2024-08,", ",2024-03,2024-02,", "3:end", "02"),
    "naive time": (
        "offers.csv", ",2024-03,2024-08,", ",2024-03-01T08:00,2024-08,", "3:begin",
        "2024-03-01T08:00",
    ),
    "duplicate id": ("offers.csv", "\nT2,", "\nT1,", "3:id", "T1"),
    "dangling id": ("offers.csv", ",school,T2,", ",school,T99,", "3:place", "T99"),
    "swapped coordinates": ("places.csv", ",255000,6651000,", ",6651000,255000,", "2:x", "6651000"),
    "outside the region": ("places.csv", ",255000,6651000,", ",255000,7051000,", "2:x", "255000"),
    "degrees for metres": ("places.csv", ",255000,6651000,", ",10.7,59.9,", "2:x", "10.7"),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_bad_cell_is_told_with_file_row_column_value_and_expectation(cli, case, tmp_path, name):
    file, old, new, place, value = CELLS[name]
    replace(case / file, old, new)
    done = cli("check", case)
    assert done.returncode == 1
    found = {path: rest for severity, path, rest in diagnostics(done.stderr) if severity == "error"}
    rest = found[f"{file}:{place}"]
    assert value in rest
    assert "expected" in rest
    planned = cli("plan", case, "--out", "plan")
    assert (planned.returncode, planned.stdout) == (1, "")
    assert f"{file}:{place}" in planned.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


def test_a_disconnected_road_node_is_warned_of(cli, case):
    replace(case / "roads.csv", "E3,R2,R4,", "E3,R2,R1,")
    found = diagnostics(cli("check", case).stderr)
    assert ("warning", "road_nodes.csv:5:id") in [(s, p) for s, p, _ in found]


@pytest.mark.parametrize("how", ["bom", "crlf", "semicolon", "latin-1"])
def test_tables_as_spreadsheets_write_them_mean_the_same(cli, case, how):
    file = case / "places.csv"
    text = file.read_text(encoding="utf-8")
    raw = {
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "semicolon": text.replace(",", ";").encode(),
        "latin-1": text.encode("latin-1"),
    }
    file.write_bytes(raw[how])
    done = cli("check", case)
    assert done.returncode == 0, done.stderr
    assert Scenario.read(case) == Scenario.read(SMALL)


def test_empty_files_are_told(cli, case, tmp_path):
    (case / "offers.csv").write_text("")
    done = cli("check", case)
    assert done.returncode == 1
    assert "offers.csv" in done.stderr
    (tmp_path / "empty.json").write_text("")
    assert "empty.json" in cli("check", tmp_path / "empty.json").stderr


def test_a_file_of_a_gigabyte_is_refused_at_once(cli, case, tmp_path):
    for file in (case / "offers.csv", tmp_path / "huge.json"):
        with file.open("wb") as out:
            out.truncate(1 << 30)
    for path in (case, tmp_path / "huge.json"):
        begin = time.monotonic()
        done = cli("check", path)
        assert done.returncode == 1
        assert "bytes" in done.stderr
        assert time.monotonic() - begin < 20


def test_json_that_nests_without_end_is_refused(cli, tmp_path):
    (tmp_path / "deep.json").write_text('{"offers":' + "[" * 100_000)
    done = cli("check", tmp_path / "deep.json")
    assert done.returncode == 1
    assert "levels of nesting" in done.stderr


@pytest.mark.parametrize("command", [["check"], ["plan", "--out", "plan"], ["variants"]])
def test_a_missing_case_is_told(cli, tmp_path, command):
    done = cli(*command, "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


# ---- classify, and the rest ----------------------------------------------------------------------


def test_classify_writes_one_row_per_sample(cli, tmp_path):
    samples = DATA / "classification/laboratory_samples.csv"
    done = cli("classify", samples, "--out", "out.csv")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with samples.open(encoding="utf-8", newline="") as file:
        expected = list(dict.fromkeys(row["sample"] for row in csv.DictReader(file)))
    assert [row["sample"] for row in rows] == expected
    assert f"{len(rows)} samples" in done.stdout


def test_classify_writes_nothing_when_a_result_cannot_be_read(cli, tmp_path):
    (tmp_path / "in.csv").write_text("sample,analyte,value,unit\nP1,Bly,much,mg/kg\n")
    done = cli("classify", "in.csv", "--out", "out.csv")
    assert done.returncode == 1
    assert diagnostics(done.stderr)[0][1] == "in.csv:2:value"
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]
    assert "cannot be read" in cli("classify", "none.csv", "--out", "out.csv").stderr


def test_a_case_may_be_turned_into_one_file_and_back(cli, tmp_path):
    assert cli("convert", SMALL, "--out", "one.json").returncode == 0
    assert cli("convert", "one.json", "--out", "folder").returncode == 0
    assert Scenario.read(tmp_path / "folder") == Scenario.read(SMALL)


def test_what_there_is_can_be_listed(cli):
    assert cli("cases").stdout.startswith("oslo_region\t")
    assert cli("variants", SMALL).stdout.splitlines()[:2] == [
        "yard=open  (default)",
        "yard=closed",
    ]
    assert json.loads(cli("schema").stdout)["type"] == "object"
    assert re.fullmatch(r"masseflyt \d+\.\d+\.\d+\n", cli("--version").stdout)


def test_help_tells_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    assert "3 no complete plan" in " ".join(capsys.readouterr().out.split())
