"""Mirrors python/masseflyt/grading.py."""

import doctest
import pickle

import pytest

import masseflyt
from masseflyt import grading
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError
from masseflyt.grading import GradingCurve

COARSE = GradingCurve({4: 3, 8: 18, 16: 87, 22.4: 99, 31.5: 100})


def test_a_curve_knows_its_sizes_and_nothing_beyond_its_sieves():
    curve = GradingCurve({1: 10, 10: 60, 100: 100})
    assert curve.d(10) == 1
    assert curve.uniformity == pytest.approx(10)
    assert curve.d(5) is None
    assert curve.passing(0.5) is None
    assert curve.fines(1, base_mm=10) == pytest.approx(100 / 6)


def test_curves_are_values():
    assert pickle.loads(pickle.dumps(COARSE)) == COARSE
    assert GradingCurve({16: 87, 4: 3, 8: 18, 22.4: 99, 31.5: 100}) == COARSE
    assert "22.4" in repr(COARSE)
    with pytest.raises(InvalidArgumentError, match="fall"):
        GradingCurve({1: 50, 2: 40})


def test_a_sieve_that_was_not_used_is_the_test_that_decides():
    found = GradingCurve({8: 18, 16: 87, 31.5: 100}).categories("EN 12620", (8, 16))[0]
    assert found.met == "unknown"
    assert [c.change for c in found.open_or_broken] == ["sieve 22.4 mm", "sieve 4 mm"]
    with pytest.raises(NotFoundError):
        COARSE.categories("EN 12620", (0, 90))


def test_coarse_armourstone():
    stones = GradingCurve({22.4: 4, 45: 14, 125: 90, 180: 98})
    assert stones.armourstone("CP45/125").met == "yes"
    assert stones.armourstone("CP63/180").met != "yes"
    with pytest.raises(NotFoundError):
        stones.armourstone("CP1/2")


def test_a_layer_takes_other_tests_and_a_pack_of_ones_own():
    curve = GradingCurve({0.063: 2, 90: 60, 400: 100})
    assert curve.layer("SVV/frostsikringslag").met == "unknown"
    assert curve.layer("SVV/frostsikringslag", tests={"max_stone_length": 400}).met == "yes"
    text = masseflyt.rule_pack("no.layers").to_json().replace('"value": "30"', '"value": "70"', 1)
    own = masseflyt.read_rule_pack(text.encode())
    found = curve.layer("SVV/frostsikringslag", pack=own, tests={"max_stone_length": 400})
    assert found.met == "no"
    assert [c.rule for c in found.open_or_broken] == ["no.layers/SVV/frostsikringslag/pass_90mm"]
    with pytest.raises(NotFoundError):
        curve.layer("SVV/no such")
    with pytest.raises(InvalidArgumentError, match="los_angeles"):
        curve.layer("SVV/frostsikringslag", tests={"los_angeles": "hard"})


def test_the_command_tells_numbers_categories_and_what_is_missing(cli, tmp_path):
    source = tmp_path / "curve.csv"
    source.write_text("size_mm;passing_percent\n4;3\n8;18,5\n16;87\n31,5;100\n")
    done = cli("grading", str(source), "--size", "8/16", "--lang", "nb")
    assert done.returncode == 0, done.stderr
    assert "Cu: " in done.stdout
    assert "EN 12620 GC85/20: unknown" in done.stdout
    assert "sikt 22,4 mm" in done.stdout


def test_faults_of_a_file_name_their_place(tmp_path):
    source = tmp_path / "curve.csv"
    for text, place in (
        ("a,b\n1,2\n", "curve.csv:1"),
        ("size_mm,passing_percent\n1,much\n", "curve.csv:2:passing_percent"),
        ("size_mm,passing_percent\n1,2\n1,3\n", "curve.csv:3:size_mm"),
    ):
        source.write_text(text)
        with pytest.raises(InvalidDocumentError, match=place):
            grading.read_curve(source)


def test_examples_of_the_documentation_hold():
    assert doctest.testmod(grading).failed == 0
