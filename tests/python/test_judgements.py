"""Mirrors python/masseflyt/judgements.py and what ``masseflyt classify`` says beside samples."""

import csv
import doctest
import io
import json

import pytest
from conftest import DATA

from masseflyt import judgements
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError

LABORATORY = DATA / "classification/laboratory_samples.csv"


@pytest.fixture(scope="module")
def report():
    return judgements.judge(judgements.lot_of_table(LABORATORY, id="Fornebu"))


# ---- one question each ---------------------------------------------------------------------------


def test_places_follow_the_class():
    told = judgements.land_use("class4")
    assert told["bolig/0-1"].answer == "not_allowed"
    assert told["sentrum/>1"].answer == "allowed_if"
    assert "risk assessment" in told["sentrum/>1"].reasons[0].change
    careful = judgements.land_use("class3", vulnerable_recipient=True)
    assert careful["sentrum/0-1"].answer == "allowed_if"
    assert judgements.land_use("class2", strict=True)["bolig/0-1"].answer == "unknown"


def test_hazardous_waste_needs_its_compounds():
    chromate = {"name": "lead chromate", "per_analyte": 1.56, "statements": ["H350"], "source": "x"}
    assert judgements.hazardous({"pb": 12000}, {"pb": [chromate]}).answer == "yes"
    assert judgements.hazardous({"pb": 12}, {"pb": [chromate]}).answer == "no"
    assert judgements.hazardous({"pb": 12, "zn": 5}, {"pb": [chromate]}).answer == "unknown"


def test_a_landfill_asks_for_what_is_missing():
    answer = judgements.landfill(leaching={"as": 0.3}, hazardous=False, excluded=False)
    assert answer.answer == "unknown"
    missing = {r.subject for r in answer.reasons if not r.measured}
    assert "ba" in missing
    broken = judgements.landfill(leaching={"as": 0.6}, hazardous=False, excluded=False)
    assert (broken.reasons[0].subject, broken.reasons[0].measured) == ("as", "0.6")
    with pytest.raises(InvalidArgumentError, match="factor"):
        judgements.landfill(leaching={"as": 1}, factor=4)


def test_concrete_and_asphalt():
    assert judgements.concrete({"pb": 20}).answer == "unknown"
    slurry = judgements.concrete({"pb": 20}, sprayed_or_slurry=True)
    assert slurry.answer == "outside_scope"
    tar, old = judgements.asphalt(pah16=1001, storage_years=2)
    assert (tar.answer, old.answer) == ("yes", "no")
    assert judgements.asphalt(pah16=1000)[0].answer == "no"


def test_rock():
    assert judgements.acid_rock(sulphur_percent=0.01, inorganic_carbon_percent=2).answer == "no"
    assert judgements.acid_rock(sulphur_percent=1, inorganic_carbon_percent=0.6).answer in (
        "uncertain"
    )
    waste, under = judgements.radioactivity(uranium_mg_per_kg=30)
    assert (waste.answer, under.answer) == ("no", "no")


def test_stone_and_layers():
    assert judgements.aggregates({"los_angeles": 20})["EN 12620/los_angeles"].answer == "LA20"
    told = judgements.aggregates({"los_angeles": 20.1})
    assert told["EN 12620/los_angeles"].answer == "LA25"
    stones = judgements.armourstone(stones_kg=[500, 600, 700])
    assert stones["HMA300-1000"].answer == "met"
    assert stones["HMA1000-3000"].answer == "not_met"
    curve = [(0.002, 1), (0.02, 2), (0.063, 4), (0.2, 10), (2, 30), (22.4, 80), (63, 100)]
    layers = judgements.layers({"los_angeles": 50, "micro_deval": 9}, grading=curve)
    assert layers["SVV/forsterkningslag"].answer == "met"
    fill = layers["SVV/fylling og tilbakefylling ved konstruksjoner (tørr)"]
    assert (fill.answer, fill.reasons[0].subject) == ("not_met", "los_angeles")
    assert {j.answer for j in judgements.frost_group(curve).values()} == {"T1"}


def test_waste_codes_keep_both_sides_while_it_is_open():
    assert judgements.waste_codes("soil")["EAL"].answer == "17 05 03*;17 05 04"
    assert judgements.waste_codes("soil", hazardous=False)["EAL"].answer == "17 05 04"


# ---- all questions -------------------------------------------------------------------------------


def test_a_laboratory_table_becomes_a_lot(report):
    assert (report.lot, report.material) == ("Fornebu", "soil")
    samples = {j.sample for j in report.about("condition_class")} - {""}
    assert len(samples) == 32
    assert report["condition_class"].answer == "3"
    assert report["contaminated"].answer == "yes"
    assert len(report.about("land_use")) == 6
    assert report["hazardous"].answer == "unknown"
    assert any(rule.startswith("no.normverdier@") for rule in report.rules)


def test_answers_and_reasons_as_frames(report):
    frame = report.frame("nb")
    assert len(frame) == len(report)
    assert "Tilstandsklasse" in set(frame["title"])
    reasons = report.reasons()
    assert len(reasons) == sum(len(j.reasons) for j in report)
    above = reasons[(reasons["about"] == "contaminated") & (reasons["subject"] == "bap")].iloc[0]
    assert above["rule"] == "no.normverdier/bap"
    assert above["limit"].startswith(">")
    assert "clean limit" in above["text"]
    assert above["change"].startswith("a result of at most")
    assert above["source"]
    assert json.loads(report.to_json())["schema"] == "masseflyt.judgements/1"


def test_explanations_speak_both_languages(report):
    english, norwegian = report.explain(), report.explain("nb")
    assert "Would change it: " in english
    assert "Endres av: " in norwegian
    assert "Kilde: " in norwegian
    assert "(ikke bekreftet)" in norwegian


def test_what_was_not_asked_is_told(report):
    with pytest.raises(NotFoundError, match="0 answers on 'layer'"):
        report["layer"]


def test_faults_of_a_lot_are_told_at_once():
    lot = {"schema": "masseflyt.lot/1", "id": "x", "material": "cheese", "grading": [[1, 200]]}
    with pytest.raises(InvalidDocumentError) as caught:
        judgements.judge(lot)
    assert {d.path for d in caught.value.diagnostics} >= {"/material", "/grading"}
    with pytest.raises(InvalidArgumentError, match="no JSON document"):
        judgements.judge({"id": float("nan")})


# ---- the command ---------------------------------------------------------------------------------


def test_the_command_tells_all_answers(cli, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text('{"hazardous": false, "properties": {"los_angeles": 18}}')
    words = ("--material", "soil", "--lot", facts, "--land-use", "sentrum", "--lang", "nb")
    done = cli("classify", LABORATORY, "--answers", "all.csv", "--out", "out.json", *words)
    assert done.returncode == 0, done.stderr
    assert "Partiets tilstandsklasse" in done.stdout
    assert "bolig" not in done.stdout
    rows = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text("utf-8"))))
    answers = {(r["about"], r["subject"]): r["answer"] for r in rows if not r["sample"]}
    assert answers["hazardous", ""] == "no"
    assert answers["waste_code", "EAL"] == "17 05 04"
    assert answers["aggregate", "EN 12620/los_angeles"] == "LA20"
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert told["schema"] == "masseflyt.judgements/1"


def test_a_missing_result_stays_missing_on_its_way_into_a_lot():
    table = b"sample,analyte,value,unit\n-1,Bly,-,mg/kg TS\n-1,Arsen,9,mg/kg TS\n"
    told = judgements.judge(judgements.lot_of_table(table))
    assert told.about("contaminated", "-1")[0].answer == "yes"


def test_an_archive_is_judged_sample_by_sample(cli, tmp_path):
    rows = "".join(f"sample number {i},Bly,{i % 90},mg/kg TS\n" for i in range(70_000))
    (tmp_path / "all.csv").write_text("sample,analyte,value,unit\n" + rows)
    done = cli("classify", "all.csv", "--out", "out.csv")
    assert done.returncode == 0, done.stderr
    assert "70000 samples judged" in done.stdout
    done = cli("classify", "all.csv", "--answers", "out.csv")
    assert done.returncode != 0
    assert "expected a lot of at most 2 MB" in done.stderr


def test_the_command_explains(cli):
    done = cli("classify", LABORATORY, "--explain")
    assert done.returncode == 0, done.stderr
    assert "Would change it: " in done.stdout
    assert "32 samples judged" in done.stdout


def test_the_command_refuses_facts_that_are_none(cli, tmp_path):
    (tmp_path / "facts.json").write_text('{"samples": []}')
    done = cli("classify", LABORATORY, "--lot", "facts.json")
    assert done.returncode == 1
    assert "without samples" in done.stderr
    (tmp_path / "facts.json").write_text("{")
    assert cli("classify", LABORATORY, "--lot", "facts.json").returncode == 1


def test_the_worked_examples_run():
    result = doctest.testmod(judgements)
    assert result.attempted > 0
    assert result.failed == 0
