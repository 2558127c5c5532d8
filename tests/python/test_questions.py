"""Mirrors python/masseflyt/asked.py, questions.py and deals.py: every answer is planned again."""

import json

import pandas as pd
import pytest

from masseflyt import Scenario, deals, plan_many, robust
from masseflyt.errors import (
    ConflictError,
    InvalidArgumentError,
    InvalidDocumentError,
    NotFoundError,
)
from masseflyt.plan import EXTRAS, FILES


@pytest.fixture(scope="module")
def oslo():
    return Scenario.bundled("oslo_region")


@pytest.fixture
def tight(small):
    """The landfill takes next to nothing, so contaminated masses find no place."""
    return small.with_({"receivers.L1.throughput_t_per_year": 4000})


def unmet_t(plan, subject, group):
    rows = plan.unmet[(plan.unmet["id"] == subject) & (plan.unmet["group"] == group)]
    return rows.loc[rows["what"].isin(["far", "unplaced"]), "kg"].sum() / 1000


# ---- why not -------------------------------------------------------------------------------------


def test_what_a_change_of_the_input_promises_is_found_by_planning_again(tight):
    before = tight.plan(comparisons=False)
    promised = 0
    for offer in ("T1", "T2", "T3"):
        for answer in tight.why(offer):
            if answer.what == "placed":
                continue
            for r in answer.relaxations:
                if not r.changes:
                    continue
                promised += 1
                again = tight.with_(r.changes).plan(comparisons=False)
                met = unmet_t(before, offer, answer.group) - unmet_t(again, offer, answer.group)
                assert met == pytest.approx(r.met_t, abs=0.01), r.en
                assert before.objective - again.objective == pytest.approx(r.saves_nok, abs=1)
    assert promised > 0


def test_more_room_is_told_with_its_amount_and_its_price(tight):
    found = [r for w in tight.why("T2") for r in w.relaxations if r.rule == "capacity"]
    assert found
    assert all(r.unit == "t" and r.amount > 0 and r.met_t > 0 for r in found)
    assert all(r.saves_low <= r.saves_nok <= r.saves_high for r in found)
    assert any(r.smallest and r.all for r in found)


def test_a_placed_offer_and_a_pair(small):
    answers = small.why("T1")
    assert {w.what for w in answers} <= {"placed", "far", "unplaced"}
    pair = small.why("T1", at="L1")
    assert all(o.place == "L1" for w in pair for o in w.obstacles)
    assert any(o.rule.startswith("acceptance/") for w in pair for o in w.obstacles)


def test_answers_speak_both_languages_and_are_the_same_on_any_threads(tight):
    one, two = tight.why("T2", threads=1), tight.why("T2", threads=2)
    assert one == two
    assert one.text("en") != one.text("nb")
    assert "T2" in one._repr_html_()
    assert not one.to_frame().empty
    with pytest.raises(InvalidArgumentError):
        one.text("sv")


def test_questions_about_nobody_are_refused(small):
    with pytest.raises(NotFoundError, match="T99"):
        small.why("T99")
    with pytest.raises(NotFoundError, match="K99"):
        small.why("T1", at="K99")
    with pytest.raises(InvalidArgumentError):
        small.why("T1", time_limit=0)


def test_members_of_a_conflict_are_all_needed(tight):
    found = tight.conflict()
    assert found
    assert found.excess_t > 0
    kinds = {m["kind"] for m in found.members}
    assert "lot" in kinds
    assert kinds & {"capacity", "stock", "intake"}
    assert str(found.members[0]["id"]) in found.text("nb")
    assert not tight.with_({"receivers.L1.throughput_t_per_year": 10_000_000}).conflict()


# ---- two scenarios -------------------------------------------------------------------------------


def test_a_difference_names_what_changed_and_what_it_did(small):
    other = small.with_({"receivers.L1.throughput_t_per_year": 4000, "offers.T2.amount": 20000})
    found = small.diff(other)
    changed = set(zip(found.input["table"], found.input["id"], found.input["column"], strict=True))
    assert changed == {("receivers", "L1", "throughput_t_per_year"), ("offers", "T2", "amount")}
    a, b = small.plan(comparisons=False), other.plan(comparisons=False)
    assert found.objective_change == pytest.approx(b.objective - a.objective, abs=0.02)
    total = found.causes["objective_change"].sum() + found.together
    assert total == pytest.approx(found.objective_change, abs=0.02)
    alone = small.with_({"offers.T2.amount": 20000}).plan(comparisons=False)
    row = found.causes[found.causes["table"] == "offers"].iloc[0]
    assert row["objective_change"] == pytest.approx(alone.objective - a.objective, abs=0.02)
    assert "receivers L1" in found.text("en")
    assert not small.diff(small).flows.size


def test_variants_count_as_changes_of_the_input(small):
    variant, options = next(iter(small.variants.items()))
    found = small.diff(small.choose([f"{variant}={options[-1]}"]))
    assert len(found.input) > 0
    assert set(found.input["table"]) != {"header"}


# ---- many plans ----------------------------------------------------------------------------------


def test_many_plans_are_those_of_each_and_threads_never_show(small):
    cases = {
        "as it is": small,
        "low": small.volumes("low"),
        "bad": small.with_({"offers.T1.unit": None}),
    }
    one, two = plan_many(cases, threads=1), plan_many(cases, threads=2)
    pd.testing.assert_frame_equal(one, two)
    assert list(one["name"]) == list(cases)
    assert one.loc[0, "objective_nok"] == pytest.approx(small.plan().objective, abs=0.01)
    assert one.loc[0, "moved_t"] == 0
    assert one.loc[2, "status"] == "invalid"
    assert "unit" in one.loc[2, "message"]


def test_the_tornado_is_planned_at_both_ends(small):
    rows = small.sensitivity(every=True)
    assert list(rows["swing"]) == sorted(rows["swing"], reverse=True)
    row = rows.iloc[0]
    high = small.assume(row["assumption"], row["high"], ids=row["ids"])
    assert high.plan().objective == pytest.approx(row["objective_high"], abs=0.01)


def test_the_front_is_supported_and_its_points_are_plans(small):
    points = small.front(co2e=[0, 2, 20], exposure=[0, 50])
    assert len(points) == 6
    assert (points["gap"] >= 0).all()
    assert points["on_front"].any()
    good = points[points["on_front"]]
    for a in good.itertuples():
        for b in good.itertuples():
            if a.Index != b.Index:
                assert not (
                    a.cost_nok <= b.cost_nok
                    and a.co2e_kg <= b.co2e_kg
                    and a.exposure_vkm <= b.exposure_vkm
                )
    dear = points[points["co2e_nok_kg"] == 20]["co2e_kg"].min()
    assert dear <= points[points["co2e_nok_kg"] == 0]["co2e_kg"].min() + 1e-6
    with pytest.raises(InvalidArgumentError, match="grid"):
        small.front(co2e=[])


# ---- deciding now --------------------------------------------------------------------------------


@pytest.mark.parametrize("aim", ["expected", "regret"])
def test_a_robust_decision_has_a_bound_and_costs_no_less_than_knowing(small, aim):
    futures = {"point": small, "low": small.volumes("low"), "high": small.volumes("high")}
    found = robust(futures, months=4, aim=aim, rounds=3)
    assert found.bound <= found.value + 0.01
    assert (found.futures["cost"] >= found.futures["best"] - 0.01).all()
    assert found.information_low <= found.information + 0.01
    assert found.futures["probability"].sum() == pytest.approx(1, abs=1e-5)
    assert set(found.now["period"]) <= {"2024-01", "2024-02", "2024-03", "2024-04"}
    with pytest.raises(InvalidArgumentError, match="names of futures"):
        robust(futures, probabilities={"middle": 1})


def test_what_is_worth_knowing(small):
    rows = small.worth_knowing(months=4, rounds=2)
    told = rows[rows["status"] == "optimal"]
    assert (told["worth_low"] <= told["worth_high"] + 0.01).all()


# ---- prices and settlement -----------------------------------------------------------------------


def test_a_price_is_what_one_more_tonne_does(tight):
    plan = tight.plan(comparisons=False)
    prices = plan.prices()
    rooms = prices[(prices["what"] == "room") & (prices["place"] == "L1")]
    worst = rooms.sort_values("more_nok_t").iloc[0]
    assert worst["more_nok_t"] < 0
    supplies = prices[prices["what"] == "supply"]
    assert set(supplies["place"]) <= {"T1", "T2", "T3"}
    assert (supplies["more_nok_t"] >= -supplies["less_nok_t"] - 1e-6).all()


def test_a_settlement_adds_up_and_nobody_would_rather_be_alone(small):
    shares = small.settlement()
    assert shares["settled"].sum() == pytest.approx(small.plan().objective, abs=0.1)
    assert shares["pays"].sum() == pytest.approx(0, abs=0.1)
    assert (shares["gains"] >= -0.01).all()
    assert {"giver", "receiver", "quarry"} <= set(shares["role"])


# ---- the market around the plan ------------------------------------------------------------------


def test_candidates_are_ranked_by_price_whoever_asks(small):
    ranked = small.candidates("T1")
    allowed = ranked[ranked["allowed"]]
    assert list(allowed["weighed_nok_t"]) == sorted(allowed["weighed_nok_t"])
    assert list(ranked["allowed"]) == sorted(ranked["allowed"], reverse=True)
    assert ranked[~ranked["allowed"]]["reasons"].str.len().min() > 0
    assert len(small.candidates("N1")) > 0
    with pytest.raises(NotFoundError):
        small.candidates("nobody")


def test_stages_refuse_what_is_no_step():
    assert deals.advance("open", "reserved") == "reserved"
    with pytest.raises(ConflictError, match="loads were driven"):
        deals.advance("under_way", "withdrawn")
    with pytest.raises(ConflictError, match="may become: nothing"):
        deals.advance("delivered", "open")
    with pytest.raises(InvalidArgumentError, match="sold"):
        deals.next_stages("sold")
    for stage in deals.STAGES:
        for to in deals.next_stages(stage):
            assert deals.advance(stage, to) == to


def test_drafts_and_withdrawn_offers_are_not_planned_with(small):
    def planned(stage):
        flows = small.with_({"offers.T2.stage": stage}).plan(comparisons=False).flows
        return "T2" in set(flows["offer"])

    assert [s for s in deals.STAGES if not planned(s)] == ["draft", "delivered", "withdrawn"]
    with pytest.raises(InvalidArgumentError):
        small.with_({"offers.T2.stage": "sold"})


def test_a_coarse_place_is_the_same_whoever_asks_and_hides_the_owner(small):
    hidden = small.with_({"offers.T1.privacy": "coarse"})
    seen = deals.public_view(hidden, "T1")
    exact = deals.public_view(hidden, "T1", accepted=True)
    assert seen.party == ""
    assert exact.party == "tunnel"
    assert exact.within_km == 0
    assert seen == deals.public_view(hidden, "T1")
    north = abs(seen.latitude - exact.latitude) * 111.32
    assert 0 < north <= 2.51
    assert deals.public_view(small, "T1") == deals.public_view(small, "T1", accepted=True)


def test_a_permit_that_is_applied_for_opens_with_its_decision(small):
    waiting = small.with_(
        {
            "receivers.L1.permit": "applied",
            "receivers.L1.permit_decision": "2024-07",
            "receivers.L1.permit_probability": 0.6,
        }
    )
    plan = waiting.plan(comparisons=False)
    first = plan.flows.loc[plan.flows["destination"] == "L1", "period"].min()
    assert pd.isna(first) or first.strftime("%Y-%m") >= "2024-07"
    assert any("applied for" in n for n in plan.notes())
    refused = small.with_({"receivers.L1.permit": "refused"}).plan(comparisons=False)
    assert "L1" not in set(refused.flows["destination"])


def test_siting_names_the_shape_and_the_distance(small):
    def square(name, x, y, size=0.01):
        ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
        return {
            "type": "Feature",
            "properties": {"id": name, "name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    def layer(*features):
        return {"type": "FeatureCollection", "features": list(features)}

    document = json.loads(small.to_json())
    document["areas"] = [
        {"id": "A1", "name": "hill", "area_daa": 800, "plan_status": "LNF", "slope_percent": 12},
        {"id": "A2", "name": "nowhere", "area_daa": 5},
    ]
    document["siting_rules"] = [
        {"id": "homes", "kind": "distance", "layer": "homes", "distance_m": 1000, "name": "homes"},
        {"id": "water", "kind": "overlap", "layer": "lakes", "name": "water"},
        {"id": "plan", "kind": "plan_status", "allowed": ["mass deposit"]},
        {"id": "slope", "kind": "slope", "slope_percent": 15},
        {"id": "clay", "kind": "overlap", "layer": "quick_clay"},
    ]
    document["layers"] = {
        "areas": layer(square("A1", 10.40, 59.90)),
        "homes": layer(square("H1", 10.42, 59.90), square("H2", 10.60, 59.90)),
        "lakes": layer(square("V1", 10.402, 59.902, 0.002)),
    }
    found = Scenario.from_json(json.dumps(document)).siting().set_index(["area", "rule"])
    homes = found.loc[("A1", "homes")]
    assert homes["kept"] == "violated"
    assert homes["shape"] == "H1"
    assert homes["distance_m"] == pytest.approx(558.6, abs=2)  # 0.01 degrees at 59.9 north
    assert "H1" in homes["en"]
    lake = found.loc[("A1", "water")]  # it lies inside: no edges cross
    assert (lake["kept"], lake["distance_m"]) == ("violated", 0)
    assert found.loc[("A1", "plan")]["kept"] == "violated"
    assert found.loc[("A1", "slope")]["kept"] == "kept"
    assert found.loc[("A1", "clay")]["kept"] == "unknown"  # there is no such layer
    assert found.loc[("A2", "homes")]["kept"] == "unknown"  # it has no outline
    assert set(found.loc["A1", "answer"]) == {"violated"}
    assert set(found.loc["A2", "answer"]) == {"unknown"}


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_asks_a_plan_that_lies_in_a_folder(tight, cli, tmp_path):
    tight.write(tmp_path / "tight")
    done = cli(
        "plan", "tight", "--out", "plan", "--no-sensitivity", "--also", "front", "--also", "mps"
    )
    assert done.returncode == 0, done.stderr
    names = sorted(p.name for p in (tmp_path / "plan").iterdir())
    assert names == sorted([*FILES, EXTRAS["front"], EXTRAS["mps"]])
    told = cli("why", "plan", "T2", "--lang", "nb")
    assert told.returncode == 0, told.stderr
    assert "planlagt på nytt" in told.stdout
    answers = json.loads(cli("why", "plan", "T2", "--json").stdout)
    assert answers[0]["id"] == "T2"
    for words in (
        ("conflict", "plan"),
        ("candidates", "plan", "T1"),
        ("front", "plan", "--co2e", "0,5", "--exposure", "0"),
        ("sensitivity", "plan"),
        ("settle", "plan"),
        ("robust", "plan", "--months", "3"),
        ("worth", "plan", "--months", "3"),
        ("siting", "plan"),
    ):
        done = cli(*words)
        assert done.returncode == 0, (words, done.stderr)
        assert done.stdout, words
    small = cli("diff", "plan", str(tmp_path / "tight"), "--lang", "nb")
    assert small.returncode == 0
    assert "0 celler" in small.stdout


def test_the_command_says_what_is_wrong(cli, tmp_path):
    wrong = cli("why", "oslo_region", "S99")
    assert wrong.returncode == 2
    assert "S99" in wrong.stderr
    assert cli("front", "oslo_region", "--co2e", "-1").returncode == 2
    assert "neither .mps nor .lp" in cli("model", "oslo_region", "--out", "x.txt").stderr
    assert "expected NAME=PLAN" in cli("robust", "oslo_region", "--future", "x").stderr
    assert cli("why", tmp_path / "nothing", "S05").returncode == 1
    assert "has no siting_rules" in cli("siting", "oslo_region").stderr


# ---- Oslo ----------------------------------------------------------------------------------------


def test_oslo_is_explained(oslo):
    plan = oslo.plan(comparisons=False)
    missing = plan.unmet[plan.unmet["what"] == "unplaced"]
    if missing.empty:
        pytest.skip("everything is placed")
    subject = missing.iloc[0]["id"]
    answers = plan.why(subject)
    assert any(w.obstacles for w in answers)


def test_faults_of_the_document_are_told(small):
    with pytest.raises(InvalidDocumentError):
        small.with_({"offers.T1.unit": None}).why("T1")
