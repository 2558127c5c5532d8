"""Mirrors python/masseflyt/scenario.py and diagnostics.py."""

import doctest
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise

import pytest
from conftest import DATA, SMALL

import masseflyt
from masseflyt import Scenario, diagnostics, scenario
from masseflyt.errors import (
    CancelledError,
    ConflictError,
    FileError,
    InvalidArgumentError,
    InvalidDocumentError,
    NotFoundError,
)


def only_cost(case):
    return case.plan({"nok": 1}, comparisons=False)


# ---- where it comes from and goes ----------------------------------------------------------------


def test_a_folder_and_its_json_are_the_same_scenario(small):
    assert Scenario.read(DATA / "small_case.json") == small
    assert Scenario.from_json(small.to_json()) == small


def test_a_written_folder_is_read_as_it_was(small, tmp_path):
    assert Scenario.read(small.write(tmp_path / "copy")) == small


def test_a_folder_of_other_things_is_left_alone(small, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ConflictError):
        small.write(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_scenarios_survive_pickling_and_serve_as_keys(small):
    assert {pickle.loads(pickle.dumps(small)): 1}[small] == 1


def test_a_missing_folder_is_a_file_error(tmp_path):
    with pytest.raises(FileError, match="nowhere"):
        Scenario.read(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "[]", "5", "{", '{"offers": ' + "[" * 100_000])
def test_what_is_no_scenario_is_refused_with_diagnostics(text):
    with pytest.raises(InvalidDocumentError) as caught:
        Scenario.from_json(text)
    assert caught.value.diagnostics
    assert str(caught.value.diagnostics[0]) in str(caught.value)


def test_unknown_bundled_cases_name_those_there_are():
    with pytest.raises(NotFoundError, match="oslo_region"):
        Scenario.bundled("bergen")


# ---- check ---------------------------------------------------------------------------------------


def test_check_tells_everything_at_once(case):
    offers = case / "offers.csv"
    text = offers.read_text(encoding="utf-8")
    offers.write_text(text.replace(",m3,bank,", ",m3,,").replace(",30,25,40,", ",-30,25,40,"))
    found = Scenario.read(case).check()
    assert [d.path for d in found.errors] == ["offers.csv:2:state", "offers.csv:4:amount"]
    assert not found.ok
    assert "'-30'" in str(found)
    assert json.loads(found.to_json())[1]["value"] == "-30"
    assert found.to_frame()["path"].to_list() == [d.path for d in found]


def test_diagnostics_show_markup_as_text(small):
    found = small.with_({"offers.T1.name": "<script>alert(1)</script>"}).check()
    assert found.ok
    assert len(found.warnings) == 1
    assert "<script>" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()


def test_a_faulty_scenario_is_not_planned(case):
    (case / "offers.csv").write_text("id,place\nT1,nowhere\n")
    with pytest.raises(InvalidDocumentError) as caught:
        Scenario.read(case).plan()
    assert any(d.path == "offers.csv:2:place" for d in caught.value.diagnostics)


# ---- with_ ---------------------------------------------------------------------------------------


def test_a_change_makes_a_new_scenario_and_another_plan(small):
    more = small.with_({"offers.T3.amount": 35, "offers.T3.note": None})
    assert more != small
    assert small == Scenario.read(SMALL)
    before, after = only_cost(small), only_cost(more)
    assert after.account.surplus_t - before.account.surplus_t == 5000
    assert after.account.nok > before.account.nok
    assert after.input_hash != before.input_hash


def test_variants_may_be_chosen_by_keyword_and_by_text(small):
    assert small.variants == {"yard": ("open", "closed"), "horizon": ("h2025", "h2026")}
    by_word = small.with_(yard="closed", horizon="h2026")
    assert by_word == small.choose(["closed", "horizon=h2026"])
    assert by_word.chosen == {"yard": "closed", "horizon": "h2026"}
    assert only_cost(by_word).account.stored_t == 0


def test_a_change_stays_whatever_variant_is_chosen_later(small):
    changed = small.with_({"stores.S1.stock_t": 1000}).with_(yard="open")
    assert changed.to_frames()["stores"].loc[0, "stock_t"] == 1000


def test_assumptions_change_wherever_they_apply(small):
    dear = small.with_({"assumptions.truck_nok_tkm": 2.6})
    assert dear == small.assume("truck_nok_tkm", 2.6)
    assert only_cost(dear).account.nok > only_cost(small).account.nok


def test_structured_header_keys_may_be_changed(small):
    changed = small.with_({"header.objective": {"nok": 2}, "header.as_of": "2024-02"})
    assert changed.header["objective"] == {"nok": 2}
    assert changed.plan(comparisons=False).weights["nok"] == 2


@pytest.mark.parametrize(
    ("place", "value", "error", "told"),
    [
        ("offers.T1.amuont", 1, NotFoundError, "did you mean 'amount'"),
        ("offers.T99.amount", 1, NotFoundError, "T99"),
        ("ofers.T1.amount", 1, NotFoundError, "did you mean 'offers'"),
        ("header.horizonn", "x", NotFoundError, "did you mean 'horizon'"),
        ("assumptions.truck_nok", 1, NotFoundError, "truck_nok"),
        ("assumptions.truck_nok_tkm", 99, InvalidArgumentError, "outside 1.2 to 2.6"),
        ("assumptions.truck_nok_tkm", "dear", InvalidArgumentError, "no number"),
        ("offers.T1.amount", -3, InvalidArgumentError, "expected a number from 0"),
        ("offers.T1.amount", float("inf"), InvalidArgumentError, "expected a number"),
        ("offers.T1.begin", "2024-13", InvalidArgumentError, "a month as"),
        ("offers", 1, InvalidArgumentError, "table.row.column"),
        ("", 1, InvalidArgumentError, "table.row.column"),
    ],
)
def test_a_change_that_makes_no_sense_is_explained(small, place, value, error, told):
    with pytest.raises(error, match=told):
        small.with_({place: value})


def test_an_unknown_variant_names_those_there_are(small):
    with pytest.raises(NotFoundError, match="yard=open, yard=closed"):
        small.with_(yard="ajar")


# ---- plan ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"objective": {}},
        {"objective": {"nok": 0}},
        {"objective": {"nok": -1}},
        {"objective": {"nok": float("nan")}},
        {"objective": {"noise": 1}},
        {"time_limit": 0},
        {"time_limit": float("nan")},
        {"threads": -1},
    ],
)
def test_options_outside_what_is_told_are_refused(small, options):
    with pytest.raises(InvalidArgumentError, match="expected"):
        small.plan(**options)


def test_progress_comes_in_stages_and_may_end_the_run(small):
    stages = []
    small.plan(sensitivity=True, progress=lambda stage, share: stages.append((stage, share)))
    assert all(0 <= share <= 1 for _, share in stages)
    assert "assumptions" in {stage for stage, _ in stages}

    def stop(stage, share):
        raise RuntimeError(stage)

    with pytest.raises(RuntimeError):
        small.plan(sensitivity=True, progress=stop)


def test_a_time_limit_ends_with_a_plan_that_says_so():
    plan = Scenario.bundled("oslo_region").plan(time_limit=1e-6)
    assert (plan.status, plan.stopped_by) == ("stopped", "deadline")
    assert not plan.verify().feasible


def test_other_threads_run_while_a_plan_is_made():
    beats = []
    done = threading.Event()

    def beat():
        while not done.is_set():
            beats.append(time.monotonic())
            time.sleep(0.005)

    thread = threading.Thread(target=beat)
    thread.start()
    Scenario.bundled("oslo_region").plan()
    done.set()
    thread.join()
    assert max(b - a for a, b in pairwise(beats)) < 0.5


LONG_RUN = """
from masseflyt import Scenario
case = Scenario.bundled("oslo_region")
case.plan(sensitivity=True, progress=lambda stage, share: print(stage, flush=True))
"""


def heed_interrupts() -> None:
    """A job in the background of a script is started deaf to them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_a_run_within_two_seconds():
    run = subprocess.Popen(
        [sys.executable, "-c", LONG_RUN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    run.stdout.readline()  # it is under way
    begin = time.monotonic()
    os.kill(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert time.monotonic() - begin < 10  # under two seconds on an idle machine
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert run.returncode != 0


def test_an_error_of_the_run_has_a_class_of_its_own():
    assert issubclass(CancelledError, masseflyt.MasseflytError)


def test_representations_are_short_and_escaped(small):
    odd = small.with_({"header.title": "<b>fat</b>"})
    assert "<b>" not in odd._repr_html_()
    assert "small_case" in repr(odd)


@pytest.mark.parametrize("module", [scenario, diagnostics])
def test_the_worked_examples_run(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_schema_knows_what_the_small_case_says(small):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(scenario.json_schema()).validate(json.loads(small.to_json()))
