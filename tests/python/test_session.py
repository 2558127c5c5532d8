"""Mirrors python/masseflyt/session.py."""

import copy
import datetime
import doctest
import json
import os
import signal
import subprocess
import sys
import threading

import pytest
from conftest import SMALL

import masseflyt
from masseflyt import Load, Session, session
from masseflyt.errors import (
    ConflictError,
    DeadlineError,
    InvalidArgumentError,
    InvalidDocumentError,
    NotFoundError,
)

SCHOOL = {
    "id": "T7",
    "place": "T2",
    "material": "soil",
    "amount": 9000,
    "unit": "t",
    "begin": "2024-09",
    "end": "2024-11",
}


@pytest.fixture
def live(small):
    """Without history: its plans are byte for byte those of its scenario."""
    return Session.open(small, from_scratch=True)


def test_a_plan_that_goes_on_from_the_last_one_is_as_good(small, live):
    warm = Session.open(small)
    warm.plan()
    for change in (
        lambda s: s.add("offers", SCHOOL),
        lambda s: s.change("offers", "T1", {"amount": 110000}),
        lambda s: s.apply(Load("W1", "T3", "L1", 26.4, "2024-06-10")),
        lambda s: s.advance_to("2024-07"),
        lambda s: s.remove("offers", "T7"),
    ):
        change(warm)
        change(live)
        ours, theirs = warm.plan(), live.plan()
        assert (ours.status, ours.objective) == (theirs.status, theirs.objective)
        assert warm.last_plan.bound == live.last_plan.bound
        assert warm.last_plan.verify().optimal
        assert warm.scenario == live.scenario


def test_the_plan_is_that_of_the_scenario(small, live):
    delta = live.plan()
    assert live.last_plan.to_json() == small.plan(comparisons=False).to_json()
    assert (delta.status_before, delta.status, delta.revision_before) == ("", "optimal", 0)
    assert delta


def test_an_offer_comes_changes_and_goes(live):
    live.plan()
    before = live.last_plan.to_json()
    assert live.add("offers", SCHOOL).ok
    assert live.add("offers", dict(SCHOOL)).ok  # once more
    assert (live.revision, live.planned_revision) == (2, 1)
    flows = live.plan().flows
    mine = flows[flows.offer == "T7"]
    assert set(mine.change) == {"appeared"}
    assert mine.kg.sum() == 9_000_000
    assert str(mine.period.dt.tz) == "Europe/Oslo"
    live.change("offers", "T7", {"amount": 6, "unit": "kt", "note": None})
    account = live.plan().account.set_index("figure")
    assert account.before["surplus_t"] - account.after["surplus_t"] == pytest.approx(3000)
    assert live.scenario.plan(comparisons=False).to_json() == live.last_plan.to_json()
    live.remove("offers", "T7")
    assert live.plan()
    assert live.last_plan.to_json() == before
    assert not live.plan()


def test_loads_become_facts_and_are_told_twice_without_harm(live):
    live.plan()
    loads = [
        Load("W1", "T3", "L1", 26.4, "2024-06-10"),
        Load("W2", "T1", "S1", 30, str(datetime.date(2024, 6, 10)), grade="hard", held_t=10),
    ]
    assert not live.apply(loads)
    assert not live.apply(loads[0])
    assert live.revision == 2
    flows = live.plan().flows
    past = flows[(flows.kind == "past") & (flows.change == "appeared")]
    assert past.kg.sum() == 56_400
    again = Session.open(live.scenario, from_scratch=True)
    again.plan()
    assert again.last_plan.to_json() == live.last_plan.to_json()


def test_what_contradicts_the_plan_is_flagged_and_counts(live):
    found = live.apply(Load("W1", "T3", "L1", 41_000, "2024-06-10"))
    assert [d.path for d in found.warnings] == ["/state/W1/tonnes"]
    assert live.diagnostics == found
    flows = live.plan().flows
    assert flows[flows.kind == "past"].kg.sum() == 41_000_000


def test_refusals_tell_everything_and_change_nothing(live):
    before = live.scenario
    with pytest.raises(InvalidDocumentError) as caught:
        live.add("offers", {**SCHOOL, "material": "cheese", "place": "nowhere"})
    assert [d.path for d in caught.value.diagnostics] == [
        "/offers/T7/place",
        "/offers/T7/material",
    ]
    with pytest.raises(NotFoundError, match="did you mean 'amount'"):
        live.change("offers", "T1", {"amuont": 5})
    with pytest.raises(InvalidDocumentError):
        live.remove("offers", "T2")  # it was sampled
    with pytest.raises(InvalidDocumentError) as caught:
        live.apply([Load("W1", "T3", "L1", 5, "2024-06-10"), Load("W2", "T9", "X", 0, "x")])
    assert len(caught.value.diagnostics) == 4
    with pytest.raises(InvalidArgumentError):
        live.advance_to("soon")
    with pytest.raises(InvalidDocumentError):
        live.advance_to("2031-01")
    assert live.scenario == before
    assert live.revision == 1


def test_another_row_under_a_known_id_is_a_conflict(live):
    live.apply(Load("W1", "T3", "L1", 5, "2024-06-10"))
    with pytest.raises(ConflictError):
        live.apply(Load("W1", "T3", "L1", 6, "2024-06-10"))
    with pytest.raises(ConflictError):
        live.add("offers", {**SCHOOL, "id": "T1"})


def test_time_passes(live):
    live.advance_to("2024-07")
    assert live.scenario.header["as_of"] == "2024-07"


def test_a_copy_goes_its_own_way(live):
    live.plan()
    what_if = copy.copy(live)
    what_if.add("offers", SCHOOL)
    assert (live.revision, what_if.revision) == (1, 2)
    assert what_if.plan()
    assert not live.plan()


def test_deltas_are_values_that_show_themselves(live):
    delta = live.plan()
    told = json.loads(delta.to_json())
    assert told["schema"] == "masseflyt.delta/1"
    assert len(told["flows"]) == len(delta.flows)
    assert len(told["unmet"]) == len(delta.unmet)
    assert delta == delta
    assert "revision 0 to 1" in repr(delta)
    assert "surplus_t" in delta._repr_html_()
    assert repr(live) == "<Session of revision 1, planned 1>"


def test_out_of_time_the_last_plan_stands(live):
    with pytest.raises(DeadlineError):
        live.plan(time_limit=1e-9)
    assert live.last_plan is None
    live.plan()
    live.add("offers", SCHOOL)
    with pytest.raises(TimeoutError):
        live.plan(time_limit=1e-9)
    assert live.planned_revision == 1


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_time_limits_that_are_none_are_refused(live, limit):
    with pytest.raises(InvalidArgumentError, match="time_limit"):
        live.plan(time_limit=limit)


def test_an_exception_in_progress_ends_the_plan(live):
    def stop(stage, share):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        live.plan(progress=stop)
    assert live.last_plan is None


def test_a_second_thread_is_refused_and_not_kept_waiting(live):
    refused = []

    def meanwhile(stage, share):
        try:
            live.add("offers", SCHOOL)
        except ConflictError:
            refused.append(stage)

    live.plan(progress=meanwhile)
    assert refused
    assert live.revision == 1


def test_other_threads_run_while_it_plans(live):
    seen = threading.Event()

    def wait(stage, share):
        assert seen.wait(20)

    other = threading.Thread(target=seen.set)
    timer = threading.Timer(0.05, other.start)
    timer.start()
    live.plan(progress=wait)
    other.join()


INTERRUPTED = """
import os, signal, sys
from masseflyt import Scenario, Session
live = Session.open(Scenario.read(sys.argv[1]))
def poke(stage, share):
    os.kill(os.getpid(), signal.SIGINT)
    import time; time.sleep(0.2)
try:
    live.plan(progress=poke)
except KeyboardInterrupt:
    live.plan()
    print("stopped, and well again", live.planned_revision)
"""


def test_ctrl_c_ends_the_plan_and_not_the_session():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also when run in the background
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(SMALL)],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
    )
    assert done.stdout.strip() == "stopped, and well again 1", done.stderr


def test_examples_of_the_documentation():
    assert doctest.testmod(session, raise_on_error=False).failed == 0
    assert masseflyt.Session is Session
