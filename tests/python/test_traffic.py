"""Trucks on the roads of a plan: Plan.traffic, its files, its lines on the terminal."""

import csv
import io

import pytest

from masseflyt import Scenario, summary
from masseflyt.dispatch import working_days

pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def oslo():
    return Scenario.bundled("oslo_region").plan(sensitivity=False)


def test_every_pass_of_a_section_is_in_its_months_and_its_peak(oslo):
    months, peaks = oslo.traffic, oslo.traffic_peaks.set_index("section")
    assert len(peaks) > 100
    sums = months.groupby("section")[["loaded", "empty", "tonnes"]].sum()
    for name in sums.columns:
        assert sums[name].to_dict() == pytest.approx(peaks[name].to_dict())
    busiest = months.groupby("section")["trucks_per_day"].max()
    assert busiest.to_dict() == pytest.approx(peaks["trucks_per_day"].to_dict())
    assert (peaks["trucks_in_week"] <= 5 * peaks["trucks_per_day"] * (1 + 1e-9)).all()
    assert (peaks["built_up_km"] <= peaks["length_km"] - peaks["tunnel_km"] + 0.02).all()


def test_trucks_per_day_are_the_passes_over_the_working_days(oslo):
    row = oslo.traffic.sort_values("trucks_per_day").iloc[-1]
    days = len(working_days(f"{row['period']:%Y-%m}"))
    assert row["trucks_per_day"] == pytest.approx((row["loaded"] + row["empty"]) / days)


def test_the_sections_explain_most_of_the_driving(oslo):
    peak = oslo.peak_week
    legs, flows = oslo.legs, oslo.flows
    legs = legs[
        (legs["mode"] == "road") & (flows["kind"].iloc[legs["flow"]] != "virgin").to_numpy()
    ]
    vkm = (legs["loaded_vkm"] + legs["empty_vkm"]).sum()
    assert peak["vkm"] == pytest.approx(vkm, rel=1e-6)
    assert 0.6 < peak["on_sections_vkm"] / peak["vkm"] < 1.05
    assert 0.7 < peak["on_sections_built_up_vkm"] / peak["built_up_vkm"] < 1.1
    account = oslo.account
    assert peak["vkm"] + peak["virgin_vkm"] == pytest.approx(
        account.loaded_vkm + account.empty_vkm, rel=1e-6
    )


def test_files_hold_the_tables(oslo, tmp_path):
    folder = oslo.save(tmp_path / "plan")
    for name, frame in (
        ("traffic.csv", oslo.traffic),
        ("traffic_peaks.csv", oslo.traffic_peaks),
    ):
        rows = list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
        assert len(rows) == len(frame)
        assert set(rows[0]) == set(frame.columns)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert f"Peak week: {oslo.peak_week['peak_week']}" in page
    assert 'id="traffic"' in page


def test_the_terminal_names_the_peak_week_and_the_busiest_road(oslo):
    told = summary.as_text(oslo, 1.0)
    assert f"Peak week {oslo.peak_week['peak_week']}" in told
    assert "trucks a day" in told
    assert summary.as_dict(oslo)["traffic"] == oslo.peak_week


def test_a_port_that_fills_up_is_a_choice_of_the_plan(small):
    before = small.plan(sensitivity=False)
    tight = small.with_({"ports.P1.throughput_t_per_month": 2500}).plan(sensitivity=False)
    assert tight.objective > before.objective
    assert tight.verify().feasible
    assert any(note.startswith("Port P1: ") for note in tight.notes())
    legs = tight.legs[tight.legs["mode"] == "sea"]
    assert legs.groupby("period")["tonnes"].sum().max() == pytest.approx(2500)
