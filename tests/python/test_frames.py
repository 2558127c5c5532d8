"""Mirrors python/masseflyt/frames.py."""

import datetime
import doctest
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masseflyt import Scenario, frames
from masseflyt.errors import InvalidArgumentError, NotFoundError
from masseflyt.frames import BOOLEAN, JSON, MISSING, NUMBER, TEXT, cell


@pytest.mark.parametrize("name", ["small", "oslo_region"])
def test_there_and_back_is_the_same_scenario(small, name):
    case = small if name == "small" else Scenario.bundled(name)
    tables = case.to_frames()
    assert Scenario.from_frames(tables, header=case.header, layers=case.layers) == case
    assert {t: len(f) for t, f in tables.items()} == case.tables


def test_columns_have_the_types_of_the_schema(small):
    tables = small.to_frames()
    offers = tables["offers"].set_index("id")
    assert offers["amount"].dtype == "float64"
    assert offers["included"].dtype == "boolean"
    assert offers["begin"].dtype == "period[M]"
    assert tables["distances"]["tolls"].dtype == "Int64"
    assert offers.loc["T1", "end"] - offers.loc["T1", "begin"] == pd.offsets.MonthEnd(11)
    assert pd.isna(offers.loc["T4", "begin"])
    assert offers.loc["T2", "not_clean_split"] == "class2:0.7;class3:0.3"


def test_a_faulty_column_is_shown_as_it_is_written(case):
    offers = case / "offers.csv"
    offers.write_text(offers.read_text(encoding="utf-8").replace(",100000,", ",plenty,"))
    amounts = Scenario.read(case).to_frames()["offers"]["amount"].to_list()
    assert amounts[:2] == ["plenty", 23000]


def test_frames_may_be_written_by_hand():
    made = Scenario.from_frames(
        {
            "places": pd.DataFrame({"id": ["A"], "x": [10.7], "y": [59.9]}),
            "offers": pd.DataFrame(
                {
                    "id": ["O1"],
                    "place": ["A"],
                    "material": ["soil"],
                    "amount": [np.float32(12.5)],
                    "unit": ["kt"],
                    "begin": [pd.Timestamp("2026-03-01", tz="Europe/Oslo")],
                    "end": [pd.Period("2026-05", "M")],
                    "not_clean_share": [0.1],
                    "not_clean_split": [{"class2": 1.0}],
                    "x-mine": [["kept", 1]],
                }
            ),
        },
        header={"id": "mine", "title": "Mine", "crs": "EPSG:4326", "horizon": "2026-01/2026-12"},
    )
    assert [str(d) for d in made.check().errors if "offers" in d.path] == []
    row = made.to_frames()["offers"].iloc[0]
    assert row["begin"] == pd.Period("2026-03", "M")
    assert row["x-mine"] == ["kept", 1]


def test_a_fault_in_a_frame_has_a_place():
    offers = pd.DataFrame({"id": ["O1"], "place": ["nowhere"], "amount": [-1.0]})
    paths = [d.path for d in Scenario.from_frames({"offers": offers}).check()]
    assert "/offers/0/amount" in paths
    assert "/offers/0/place" in paths


def test_tables_nobody_knows_are_refused(small):
    for name in ("ofers", "title", "layers"):
        with pytest.raises(NotFoundError, match=name):
            Scenario.from_frames({name: pd.DataFrame({"id": ["A"]})})


@pytest.mark.parametrize("names", [["id", "id"], ["id", 5]])
def test_columns_need_names_of_their_own(names):
    with pytest.raises(InvalidArgumentError, match="a name of its own"):
        Scenario.from_frames({"offers": pd.DataFrame([["A", "B"]], columns=names)})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, (MISSING, "")),
        (float("nan"), (MISSING, "")),
        (pd.NA, (MISSING, "")),
        (pd.NaT, (MISSING, "")),
        ([], (MISSING, "")),
        (np.int64(5), (NUMBER, "5")),
        (np.bool_(False), (BOOLEAN, "no")),
        (1e300, (NUMBER, "1e+300")),
        (-math.inf, (TEXT, "-inf")),
        (datetime.date(2026, 3, 1), (TEXT, "2026-03")),
        (datetime.date(2026, 3, 2), (TEXT, "2026-03-02")),
        (pd.Timestamp("2026-03-01 08:00"), (TEXT, "2026-03-01T08:00:00")),
        (np.datetime64("2026-03"), (TEXT, "2026-03")),
        (["a;b", "c"], (JSON, '["a;b", "c"]')),
    ],
)
def test_a_python_value_is_one_cell(value, expected):
    assert cell(value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_every_digit(value):
    kind, text = cell(value)
    assert kind == NUMBER
    assert float(text) == value


def test_without_pandas_it_is_said_which_extra_is_missing():
    program = (
        "import sys; sys.modules['pandas'] = None\n"
        "from masseflyt import Scenario\n"
        "plan = Scenario.bundled('oslo_region').plan(comparisons=False)\n"
        "print(plan.status, round(plan.account.surplus_t), len(plan.to_json()) > 1000)\n"
        "plan.flows\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("optimal")
    assert "pip install 'masseflyt[pandas]'" in done.stderr


def test_the_worked_examples_run():
    assert doctest.testmod(frames).failed == 0
