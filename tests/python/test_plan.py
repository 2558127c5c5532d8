"""Mirrors python/masseflyt/plan.py and output.py."""

import csv
import doctest
import io
import json
import stat
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masseflyt import Account, Scenario, html, output, plan
from masseflyt.errors import ConflictError, FileError, InvalidArgumentError
from masseflyt.plan import FILES


@pytest.fixture(scope="module")
def oslo():
    return Scenario.bundled("oslo_region").plan()


# ---- what was planned ----------------------------------------------------------------------------


def test_the_best_plan_is_proved_and_checked(oslo):
    verdict = oslo.verify()
    assert (oslo.status, oslo.gap, oslo.objective) == ("optimal", 0, oslo.bound)
    assert verdict.optimal
    assert verdict.objective_nok == pytest.approx(oslo.objective)


def test_no_plan_beats_the_one_that_was_made_for_its_objective(oslo):
    account = {name: other.account for name, other in oslo.others.items()}
    assert set(account) == {"cost", "road_km", "co2e"}
    assert oslo.objective <= oslo.baseline.objective
    assert account["cost"].nok == min(a.nok for a in account.values())
    assert account["co2e"].net_co2e_kg <= account["cost"].net_co2e_kg


def test_flows_add_up_to_the_account(oslo):
    flows, account = oslo.flows, oslo.account
    assert flows["total_nok"].sum() == pytest.approx(account.nok)
    assert flows["total_co2e_kg"].sum() == pytest.approx(account.co2e_kg)
    assert flows["exposure_vkm"].sum() == pytest.approx(account.exposure_vkm)
    by_kind = flows.groupby("kind")["tonnes"].sum().drop("store", errors="ignore")
    told = {k: t for k, t in account.tonnes_by_kind.items() if k in by_kind.index}
    assert by_kind.to_dict() == pytest.approx(told)


def test_flows_are_those_of_the_file(oslo):
    rows = list(csv.DictReader(io.StringIO(oslo._outcome.flows_csv())))
    mine = [row for row in rows if row["set"] == "plan"]
    flows = oslo.flows
    assert set(flows.columns) - {"from_place", "to_place"} == set(rows[0]) - {"set", "legs"}
    assert [int(row["kg"]) for row in mine] == flows["kg"].to_list()
    assert [row["period"] for row in mine] == flows["period"].dt.strftime("%Y-%m").to_list()
    for name in flows.select_dtypes("number").columns:
        expected = [float(row[name]) for row in mine]
        assert flows[name].to_list() == pytest.approx(expected, abs=0.03)  # rounded parts


def test_legs_add_up_to_their_flows(oslo):
    flows, legs = oslo.flows, oslo.legs
    by_flow = legs.groupby("flow")[["nok", "co2e_kg", "exposure_vkm"]].sum()
    with_legs = flows.loc[by_flow.index]
    assert by_flow["nok"].to_list() == pytest.approx(with_legs["haul_nok"].to_list())
    assert by_flow["co2e_kg"].to_list() == pytest.approx(with_legs["haul_co2e_kg"].to_list())
    assert set(legs["mode"]) == {"road", "sea"}


def test_a_period_is_the_beginning_of_a_month_in_norway(oslo):
    period = oslo.flows["period"]
    assert str(period.dt.tz) == "Europe/Oslo"
    assert set(period.dt.day) == {1}
    assert set(period.dt.hour) == {0}


def test_stocks_never_pass_what_the_store_holds(oslo):
    stocks = oslo.stocks
    assert len(stocks) > 0
    assert (stocks["kg"] <= stocks["capacity_kg"]).all()


def test_what_is_unmet_has_a_reason(oslo):
    unmet = oslo.unmet
    account = oslo.account
    assert (unmet["reason"].str.len() > 0).all()
    assert (unmet["reason_nb"].str.len() > 0).all()
    by_kind = unmet.groupby("what")["kg"].sum() / 1e3
    assert by_kind.get("unplaced", 0) == pytest.approx(account.unplaced_t)
    assert by_kind.get("far", 0) == pytest.approx(account.far_t)


def test_savings_name_their_objective_and_lie_in_their_range(oslo):
    savings = oslo.savings
    assert set(savings["objective"]) == {"chosen", "cost", "road_km", "co2e"}
    assert (savings["low"] <= savings["saving"]).all()
    assert (savings["saving"] <= savings["high"]).all()
    nok = savings[(savings["objective"] == "chosen") & (savings["figure"] == "nok")].iloc[0]
    assert nok["saving"] == pytest.approx(oslo.baseline.account.nok - oslo.account.nok)


def test_assumptions_vary_only_when_asked(small):
    quick, long = small.plan(), small.plan(sensitivity=True)
    assert len(quick.sensitivity) == 0
    assert set(long.sensitivity["assumption"]) >= {"truck_nok_tkm"}
    assert (long.savings["low"] < long.savings["high"]).any()
    assert long.size["solves"] > quick.size["solves"]


@pytest.mark.parametrize("name", ["facts", "rooms", "assumptions", "observed", "places"])
def test_every_table_has_rows(oslo, name):
    assert len(getattr(oslo, name)) > 0


def test_the_account_holds_all_that_its_file_says(oslo):
    written = json.loads(oslo._outcome.account_json())["plan"]["account"]
    assert set(written) == {f.name for f in fields(Account)}
    assert oslo.account.tonnes_by_year[2024] == written["tonnes_by_year"]["2024"]
    frame = oslo.account.to_frame().set_index(["figure", "part"])["value"]
    assert frame["surplus_t", ""] == oslo.account.surplus_t
    assert frame["nok_by_stage", "haul_road"] == oslo.account.nok_by_stage["haul_road"]


def test_a_figure_nobody_knows_is_nan(oslo):
    written = json.loads(oslo._outcome.account_json())["plan"]["account"]
    unknown = Account._read({**written, "nok": None, "nok_by_stage": {"far": None}})
    assert unknown.nok != unknown.nok
    assert unknown.nok_by_stage["far"] != unknown.nok_by_stage["far"]


amounts = st.integers(min_value=1, max_value=200)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(rock=amounts, clay=amounts, soil=amounts, hard=st.integers(0, 10), yard=st.booleans())
def test_any_amounts_give_a_proved_plan_that_loses_nothing(small, rock, clay, soil, hard, yard):
    changes = {
        "offers.T1.amount": rock * 1000,
        "offers.T1.amount_low": None,
        "offers.T1.amount_high": None,
        "offers.T1.internal_t": 0,
        "offers.T1.hard_share": hard / 10,
        "offers.T2.amount": clay * 100,
        "offers.T3.amount": soil,
        "offers.T3.amount_low": None,
        "offers.T3.amount_high": None,
    }
    case = small.with_(changes, yard="open" if yard else "closed")
    made = case.plan({"nok": 1}, comparisons=False)
    account = made.account
    assert made.verify().optimal
    assert made.objective <= made.baseline.objective
    ends = account.placed_t + account.far_t + account.unplaced_t + account.end_stock_t
    assert ends == pytest.approx(account.surplus_t)
    assert account.surplus_t == pytest.approx(made.baseline.account.surplus_t)


# ---- files ---------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_on_any_number_of_threads(small, tmp_path):
    for threads in (1, 2):
        made = small.plan(sensitivity=True, threads=threads)
        made.save(tmp_path / str(threads), lang="nb")
    for name in FILES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_saving_replaces_an_earlier_plan_and_nothing_else(small, tmp_path):
    made = small.plan()
    folder = tmp_path / "a/b/plan"
    made.save(folder)
    made.save(folder, lang="nb")
    assert sorted(p.name for p in folder.iterdir()) == sorted(FILES)
    assert [p.name for p in folder.parent.iterdir()] == ["plan"]
    assert 'lang="nb"' in (folder / "report.html").read_text(encoding="utf-8")
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(ConflictError, match=r"mine\.txt"):
        made.save(folder)


def test_languages_are_en_and_nb(small, tmp_path):
    with pytest.raises(InvalidArgumentError, match="expected 'en' or 'nb'"):
        small.plan().save(tmp_path / "plan", lang="sv")
    assert not (tmp_path / "plan").exists()


def test_representations_are_escaped(small):
    odd = small.with_({"header.title": "<b>fat</b>"}).plan(comparisons=False)
    assert "<b>" not in odd._repr_html_()
    assert "optimal" in repr(odd)


# ---- output --------------------------------------------------------------------------------------

TWO = {"a.txt": "new a", "b.txt": "new b"}


def contents(folder):
    return {p.name: p.read_text() for p in folder.iterdir()}


def test_a_folder_takes_its_place_as_a_whole(tmp_path):
    output.write_folder(tmp_path / "out", TWO)
    assert contents(tmp_path / "out") == TWO
    (tmp_path / "plain").mkdir()
    mode = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("out", "plain")]
    assert mode[0] == mode[1]


@pytest.mark.parametrize("fails", [1, 2])
def test_a_failure_on_the_way_leaves_what_was_there(tmp_path, monkeypatch, fails):
    old = {"a.txt": "old a", "b.txt": "old b"}
    output.write_folder(tmp_path / "out", old)
    calls = []
    original = type(tmp_path).write_bytes

    def full(self, data):
        calls.append(self)
        if len(calls) == fails:
            raise OSError(28, "No space left on device")
        return original(self, data)

    monkeypatch.setattr(type(tmp_path), "write_bytes", full)
    with pytest.raises(FileError, match="No space left"):
        output.write_folder(tmp_path / "out", TWO)
    assert contents(tmp_path / "out") == old
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_old_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    output.write_folder(tmp_path / "out", {"a.txt": "old a"})
    original = type(tmp_path).rename

    def rename(self, target):
        if target.name == "out" and len(list(self.iterdir())) == 2:
            raise OSError(5, "Input/output error")
        return original(self, target)

    monkeypatch.setattr(type(tmp_path), "rename", rename)
    with pytest.raises(FileError, match="Input/output"):
        output.write_folder(tmp_path / "out", TWO)
    assert contents(tmp_path / "out") == {"a.txt": "old a"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_mount_point_is_filled_in_place(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    inode = (tmp_path / "out").stat().st_ino
    monkeypatch.setattr(type(tmp_path), "is_mount", lambda self: True)
    output.write_folder(tmp_path / "out", TWO)
    assert contents(tmp_path / "out") == TWO
    assert (tmp_path / "out").stat().st_ino == inode


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    output.write_folder(tmp_path / "link", TWO)
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == TWO


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConflictError, match="is a file"):
        output.check_folder(tmp_path / "file", FILES)
    with pytest.raises(FileError, match="is no folder"):
        output.check_folder(tmp_path / "file/plan", FILES)
    with pytest.raises(FileError, match="is a folder"):
        output.check_file(tmp_path)
    with pytest.raises(FileError, match="File name too long"):
        output.check_folder(tmp_path / ("x" * 300), FILES)


@pytest.mark.parametrize("module", [plan, html])
def test_the_worked_examples_run(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
