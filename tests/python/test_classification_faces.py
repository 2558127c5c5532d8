"""Mirrors python/masseflyt/rules.py and classify_cli.py, and the soils of classification.py."""

import csv
import datetime
import doctest
import hashlib
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from conftest import DATA

import masseflyt
from masseflyt import classification, rules
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError

PAGE = Path(__file__).parents[2] / "docs/methods/classification.md"
SAMPLES = "sample,analyte,value,unit\na,Bly,700,mg/kg TS\nb,Arsen,<5,mg/kg TS\n"
SOILS = DATA / "classification/soil_examples.csv"
BEFORE_CLASSES = "2009-11-30"


@pytest.fixture
def samples(tmp_path):
    file = tmp_path / "samples.csv"
    file.write_text(SAMPLES)
    return file


# ---- rule packs ----------------------------------------------------------------------------------


def test_every_rule_has_a_source_and_an_id_of_its_own_pack():
    packs = masseflyt.rule_packs()
    assert [p.id for p in packs] == sorted(p.id for p in packs)
    for pack in packs:
        assert pack.rules
        assert pack.verified + pack.recalled == len(pack.rules)
        for rule in pack.rules:
            assert rule.source
            assert rule.id.startswith(pack.id + "/")


def test_a_limit_is_exact():
    pack = masseflyt.rule_pack("no.normverdier")
    limits = {rule.subject: rule for rule in pack.rules}
    assert (len(limits), pack.verified) == (58, 58)
    assert limits["pcb7"].value == Decimal("0.01")
    assert (limits["pcb7"].comparator, limits["pcb7"].unit) == (">", "mg/kg")


def test_the_hash_is_that_of_the_json_and_of_the_verdicts():
    for pack in masseflyt.rule_packs():
        assert hashlib.sha256(pack.to_json().encode()).hexdigest() == pack.hash
    told = masseflyt.classify(
        pd.DataFrame([], columns=["sample", "analyte", "value", "unit"]).assign(
            sample=["a"], analyte=["Bly"], value=[1.0], unit=["mg/kg TS"]
        )
    ).attrs["rules"]
    names = ("no.normverdier", "no.tilstandsklasser.ta2553")
    assert told == [f"{n}@{masseflyt.rule_pack(n).hash}" for n in names]


def test_a_pack_survives_its_file(tmp_path):
    for pack in masseflyt.rule_packs():
        file = tmp_path / "pack.json"
        file.write_text(pack.to_json(), encoding="utf-8")
        assert masseflyt.read_rule_pack(file) == pack


def test_a_changed_limit_is_another_pack_and_the_difference_is_told():
    pack = masseflyt.rule_pack("no.normverdier")
    text = pack.to_json().replace(
        '"subject": "as", "comparator": ">", "value": "8"',
        '"subject": "as", "comparator": ">", "value": "10"',
    )
    other = masseflyt.read_rule_pack(text.encode())
    assert other.hash != pack.hash
    assert pack.differences(other) == ("as: > 8 -> > 10",)
    assert pack.differences(pack) == ()


def test_all_faults_of_a_pack_are_told_at_once(tmp_path):
    text = masseflyt.rule_pack("no.trondheim.background").to_json()
    broken = text.replace('"value": "100"', '"value": "much"').replace('"ni"', '"kryptonite"')
    with pytest.raises(InvalidDocumentError) as caught:
        masseflyt.read_rule_pack(broken.encode())
    faults = {"/rules/0/value", "/rules/1/subject"}
    assert {d.path for d in caught.value.diagnostics} >= faults
    file = tmp_path / "pack.json"
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        masseflyt.read_rule_pack(file)
    assert {d.path for d in caught.value.diagnostics} >= {f"{file}:{path}" for path in faults}
    file.write_text('{"schema": }', encoding="utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        masseflyt.read_rule_pack(file)
    assert caught.value.diagnostics[0].path.startswith(f"{file}:1:")


def test_validity_has_both_ends():
    pack = masseflyt.rule_pack("no.concrete_brick.14a")
    assert pack.valid_from == datetime.date(2020, 7, 1)
    assert pack.in_force("2020-07-01")
    assert not pack.in_force(datetime.date(2020, 6, 30))
    assert masseflyt.rule_pack(pack.id, "2020-07-01") == pack
    with pytest.raises(NotFoundError, match=r"2020-06-30.*valid from 2020-07-01"):
        masseflyt.rule_pack(pack.id, "2020-06-30")


def test_an_unknown_pack_is_told_with_those_there_are():
    with pytest.raises(NotFoundError, match=r"no\.normverdier"):
        masseflyt.rule_pack("no.such")


def test_rules_as_a_frame():
    frame = masseflyt.rule_pack("no.tilstandsklasser.ta2553").frame()
    assert len(frame) == 105
    assert set(frame["level"]) == {1, 2, 3, 4, 5}
    assert list(frame.columns[:3]) == ["id", "scope", "subject"]


def test_the_command_lists_every_pack(cli):
    done = cli("rules")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [p.id for p in masseflyt.rule_packs()]
    told = json.loads(cli("rules", "--json").stdout)
    assert [p["sha256"] for p in told] == [p.hash for p in masseflyt.rule_packs()]
    assert sum(p["verified"] + p["recalled"] for p in told) == sum(p["rules"] for p in told)


def test_the_command_shows_the_rules_of_a_pack(cli):
    done = cli("rules", "no.arealbruk.ta2553")
    assert done.returncode == 0
    for rule in masseflyt.rule_pack("no.arealbruk.ta2553").rules:
        assert rule.id in done.stdout
        assert rule.source in done.stdout
    assert "recalled" in done.stdout


def test_the_json_of_a_pack_can_be_edited_and_compared(cli, tmp_path):
    text = cli("rules", "no.trondheim.background", "--json").stdout
    assert text == masseflyt.rule_pack("no.trondheim.background").to_json()
    (tmp_path / "mine.json").write_text(text.replace('"value": "75"', '"value": "80"'))
    done = cli("rules", "mine.json", "--against", "no.trondheim.background")
    assert (done.returncode, done.stdout) == (0, "ni: > 80 -> > 75\n")
    same = cli("rules", "no.normverdier", "--against", "no.normverdier")
    assert same.stdout == "no difference\n"


def test_the_command_refuses_what_it_does_not_know(cli):
    for words in (("rules", "no.such"), ("rules", "no.normverdier", "--date", "soon")):
        done = cli(*words)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
    old = cli("rules", "no.concrete_brick.14a", "--date", "2019-01-01")
    assert (old.returncode, old.stdout) == (2, "")
    assert "valid from 2020-07-01" in old.stderr


# ---- verdicts of a day ---------------------------------------------------------------------------


def test_the_day_decides_whether_there_are_rules(samples):
    today = masseflyt.classify(samples)
    for date in ("2009-12-01", datetime.date(2026, 3, 1)):
        pd.testing.assert_frame_equal(masseflyt.classify(samples, date=date), today)
    with pytest.raises(NotFoundError, match=r"ta2553.*2009-11-30.*valid from 2009-12-01"):
        masseflyt.classify(samples, date=BEFORE_CLASSES)
    with pytest.raises(InvalidArgumentError, match="expected a day"):
        masseflyt.classify(samples, date="2026-02-30")


def test_a_pack_that_does_not_tell_its_day_is_named(samples):
    told = masseflyt.classify(samples, date="2026-03-01").attrs["diagnostics"]
    assert [line.split(":")[0] for line in told] == ["note no.normverdier"]
    assert masseflyt.classify(samples).attrs["diagnostics"] == []


def test_the_command_judges_by_the_rules_of_a_day(cli, samples, tmp_path):
    done = cli(
        "classify",
        samples,
        "--out",
        "out.csv",
        "--date",
        "2026-03-01",
        "--lang",
        "nb",
        "--explain",
        "--strict",
    )
    assert done.returncode == 0, done.stderr
    assert "note no.normverdier" in done.stderr
    for name in classification.rules_of("2026-03-01"):
        assert f"by {name}" in done.stdout
    assert "Kilde: " in (tmp_path / "out.csv").read_text(encoding="utf-8")


def own_limits(tmp_path):
    pack = json.loads(masseflyt.rule_pack("no.normverdier").to_json())
    pack["id"] = "own.limits"
    for rule in pack["rules"]:
        if rule["subject"] == "pb":
            rule["value"] = "1000"
    file = tmp_path / "own.json"
    file.write_text(json.dumps(pack))
    return file


def test_own_packs_stand_in_place_of_the_built_in_ones(cli, samples, tmp_path):
    file = own_limits(tmp_path)
    frame = classification.classify(samples, rules=[rules.read_rule_pack(file)])
    assert frame["contaminated"].to_list() == ["no", "no"]
    assert frame.attrs["rules"][0].startswith("own.limits@")
    done = cli("classify", samples, "--rules", file, "--out", tmp_path / "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "by own.limits@" in done.stdout
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("a,no,4,")


def test_own_packs_judge_no_lots(cli, samples, tmp_path):
    file = own_limits(tmp_path)
    done = cli("classify", samples, "--rules", file, "--out", tmp_path / "out.json")
    assert done.returncode == 1
    assert "own rules judge samples, not lots" in done.stderr
    assert not (tmp_path / "out.json").exists()


def test_the_command_refuses_a_day_before_the_rules_and_writes_nothing(cli, samples, tmp_path):
    done = cli("classify", samples, "--out", "out.csv", "--date", BEFORE_CLASSES)
    assert (done.returncode, done.stdout) == (2, "")
    assert "valid from 2009-12-01" in done.stderr
    assert not (tmp_path / "out.csv").exists()


# ---- soils ---------------------------------------------------------------------------------------


def test_the_published_soils_get_the_answers_of_the_standard():
    examples = pd.read_csv(SOILS, dtype=str)
    for system in ("uscs", "aashto"):
        expected = examples[examples["system"].str.lower() == system].set_index("id")
        assert len(expected) >= 10
        named = masseflyt.soil(SOILS, system=system).set_index("id").loc[expected.index]
        assert named["symbol"].to_dict() == expected["expected_symbol"].to_dict()


def test_a_frame_and_its_file_are_named_alike(tmp_path):
    tests = pd.DataFrame(
        {
            "id": ["a", "b"],
            "pass_no200_0_075mm": [60.0, 30.0],
            "LL": [45, None],
            "PL": [20, None],
            "organic": [False, None],
        }
    )
    file = tmp_path / "soils.csv"
    tests.replace({"organic": {False: "no"}}).to_csv(file, index=False)
    by_frame = masseflyt.soil(tests, system="uscs")
    pd.testing.assert_frame_equal(by_frame, masseflyt.soil(file, system="uscs"))
    assert by_frame["symbol"].to_list() == ["CL", ""]
    assert len(by_frame["alternatives"][1].split(";")) > 1


def test_what_is_open_names_the_test_that_would_decide():
    text = "id,pass_no200_0_075mm\nx,60\n"
    plain = classification.soil_csv(text, system="uscs")
    assert plain.splitlines()[0] == "id,symbol,name,group_index,alternatives"
    told = {
        lang: next(
            csv.DictReader(
                io.StringIO(classification.soil_csv(text, system="uscs", explain=True, lang=lang))
            )
        )
        for lang in ("en", "nb")
    }
    assert told["en"]["symbol"] == ""
    assert told["en"]["decided_by"]
    assert told["en"]["decided_by"] != told["nb"]["decided_by"]


def test_group_indices_are_whole_numbers_or_nothing():
    tests = pd.DataFrame(
        {
            "id": ["a"],
            "pass_no10_2mm": [95],
            "pass_no40_0_425mm": [90],
            "pass_no200_0_075mm": [70],
            "LL": [45],
            "PL": [20],
        }
    )
    named = masseflyt.soil(tests, system="aashto")
    assert named["group_index"].dtype == "Int64"
    assert named["symbol"][0].startswith("A-7-6(")
    assert masseflyt.soil(tests, system="uscs")["group_index"].isna().all()


@pytest.mark.parametrize("system", classification.SOIL_SYSTEMS)
def test_the_command_names_soils_in_every_system(cli, tmp_path, system):
    done = cli("soil", "--system", system, SOILS, "--out", "out.csv", "--explain")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    names = ["id", "symbol", "name", "group_index", "alternatives", "decided_by"]
    assert list(rows[0]) == names
    assert len(rows) == len(pd.read_csv(SOILS))
    assert all(row["symbol"] or row["decided_by"] for row in rows)


def test_impossible_tests_are_told_with_their_place(cli, tmp_path):
    (tmp_path / "bad.csv").write_text("id,LL,PL,pass_no200_0_075mm\nx,20,30,101\n")
    done = cli("soil", "--system", "uscs", "bad.csv", "--out", "out.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad.csv:2:PL" in done.stderr
    assert "bad.csv:2:pass_no200_0_075mm" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_an_unknown_system_is_told():
    with pytest.raises(InvalidArgumentError, match="uscs, aashto, iso14688, frost"):
        classification.soil_csv("id\nx\n", system="usda")


# ---- the page and the examples -------------------------------------------------------------------


def test_the_counts_in_the_page_are_current():
    rows = re.findall(
        r"^\| `([\w.-]+)` \| (\d+) \| (\d+) \| (\d+) \|", PAGE.read_text("utf-8"), re.M
    )
    counts = {name: tuple(map(int, numbers)) for name, *numbers in rows}
    assert counts == {p.id: (len(p.rules), p.verified, p.recalled) for p in masseflyt.rule_packs()}


def test_the_worked_examples_run():
    result = doctest.testmod(rules)
    assert result.attempted > 0
    assert result.failed == 0
