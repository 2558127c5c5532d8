"""The model that others are given is the one that was solved: HiGHS finds the same objective."""

import json
import random

import pytest
from test_oracle import make
from test_oracle_coupled import couple

from masseflyt import Scenario

highspy = pytest.importorskip("highspy")


def solved(path):
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    assert h.readModel(str(path)) == highspy.HighsStatus.kOk
    h.run()
    assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return h.getObjectiveValue(), h.getNumRow(), h.getLp().row_names_


@pytest.mark.parametrize("ending", ["mps", "lp"])
@pytest.mark.parametrize("seed", range(12))
def test_another_solver_finds_the_same_objective(seed, ending, tmp_path):
    case = Scenario.from_json(json.dumps(make(seed)))
    plan = case.plan(comparisons=False)
    path = tmp_path / f"model.{ending}"
    path.write_text(case.to_lp() if ending == "lp" else case.to_mps())
    objective, rows, _ = solved(path)
    assert rows > 0
    assert objective == pytest.approx(plan.objective, rel=1e-7, abs=0.5)


@pytest.mark.parametrize("ending", ["mps", "lp"])
@pytest.mark.parametrize("seed", range(12))
def test_with_rows_and_whole_choices_as_well(seed, ending, tmp_path):
    case = Scenario.from_json(json.dumps(couple(seed)))
    plan = case.plan(comparisons=False)
    path = tmp_path / f"model.{ending}"
    path.write_text(case.to_lp() if ending == "lp" else case.to_mps())
    objective, _, _ = solved(path)
    slack = 1e-5 * abs(objective) + 3
    assert plan.bound <= objective + slack
    assert plan.objective >= objective - slack
    assert plan.bound == pytest.approx(objective, rel=1e-3, abs=200)


def test_oslo_has_named_rows(tmp_path):
    case = Scenario.bundled("oslo_region")
    path = tmp_path / "oslo.mps"
    path.write_text(case.to_mps())
    objective, _, names = solved(path)
    assert objective == pytest.approx(case.plan(comparisons=False).objective, rel=1e-7)
    assert any(name.startswith("limit(K") for name in names)
    some = random.Random(1).choice([n for n in names if n.startswith("supply(")])
    assert "_" in some
