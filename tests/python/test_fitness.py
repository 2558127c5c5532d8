"""Mirrors python/masseflyt/fitness.py and fit_cli.py."""

import json
import subprocess
import sys

import jsonschema
import pytest

from masseflyt import classification, fitness
from masseflyt.errors import InvalidArgumentError, InvalidDocumentError, NotFoundError

PB = [{"id": "P1", "analyte": "Bly", "value": 90, "unit": "mg/kg TS"}]


@pytest.fixture
def lot():
    return classification.lot("L1", "soil", samples=PB)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "masseflyt", *arguments], capture_output=True, text=True, check=False
    )


def test_a_refusal_names_rule_sample_value_limit_and_source(lot):
    answer = classification.fit(lot, "reuse")
    assert answer.answer == "refused"
    first = answer.reasons[0]
    assert (first.rule, first.sample, first.measured, first.limit) == (
        "no.normverdier/pb",
        "P1",
        "90",
        "> 60",
    )
    assert "Forurensningsforskriften" in first.source
    assert "over normverdien" in first.text_nb
    assert first.change
    assert all("@" in rule for rule in answer.rules)


def test_both_sides_of_a_limit(lot):
    lot["contamination_suspected"] = "no"
    lot["samples"][0]["value"] = "60"
    assert classification.fit(lot, "clean_disposal").answer == "conditional"  # species survey
    lot["samples"][0]["value"] = "60,1"
    assert classification.fit(lot, "clean_disposal").answer == "refused"


def test_strict_leaves_open_what_is_only_recalled(lot):
    assert classification.fit(lot, "fill/bolig/>1").answer == "conditional"
    assert classification.fit(lot, "fill/bolig/>1", strict=True).answer == "unknown"


def test_uses_come_from_the_top_of_the_pyramid_down(lot):
    ranking = classification.uses(lot)
    levels = ["prevention", "reuse", "recycling", "recovery", "disposal"]
    order = [levels.index(f.level) for f in ranking.fits]
    assert order == sorted(order)
    assert ranking.highest_outside == "recovery"
    assert ranking.takes
    frame = ranking.frame()
    assert len(frame) == len(classification.uses(lot).fits) == len(fitness.catalogue())


def test_duties_tell_how_many_and_what_was_not_found(lot):
    by_id = {d.id: d for d in classification.duties(lot, "unbound")}
    assert by_id["fpc.en13242.los_angeles"].required == 2
    assert by_id["fpc.en13242.los_angeles"].fulfilled is False
    assert by_id["soil.volume"].fulfilled is None
    assert by_id["soil.volume"].cost == ""


def test_a_lot_may_be_a_file_a_text_or_a_mapping(lot, tmp_path):
    file = tmp_path / "lot.json"
    file.write_text(json.dumps(lot), encoding="utf-8")
    answers = [classification.fit(form, "fill") for form in (lot, json.dumps(lot), file, str(file))]
    assert all(a == answers[0] for a in answers)


def test_samples_may_be_a_frame():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(
        {"sample": ["P1"], "analyte": ["Bly"], "value": [90.0], "unit": ["mg/kg TS"]}
    )
    lot = classification.lot("L1", "soil", samples=frame)
    assert classification.fit(lot, "reuse").answer == "refused"


def test_the_schema_takes_what_the_reader_takes(lot):
    schema = fitness.lot_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(lot, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**lot, "material": "sol"}, schema)


def test_own_layers_are_used(lot, tmp_path):
    pack = tmp_path / "mine.json"
    pack.write_text(
        json.dumps(
            {
                "schema": "masseflyt.rules/1",
                "id": "mine",
                "title": "mine",
                "edition": "1",
                "jurisdiction": "NO",
                "method": "requirement",
                "basis": "dry",
                "sources": {"s": "contract 3"},
                "rules": [
                    {
                        "scope": "base",
                        "subject": "los_angeles",
                        "comparator": "<=",
                        "value": "30",
                        "source": "s",
                        "confidence": "verified",
                    }
                ],
            }
        ),
        encoding="utf-8",
    )
    assert "layer/base" in [u.use for u in fitness.catalogue([pack])]
    rock = classification.lot("R", "rock", properties={"los_angeles": 31})
    found = classification.fit(rock, "layer/base", layers=[pack])
    assert [r.source for r in found.reasons if r.rule == "mine/base/los_angeles"] == ["contract 3"]


def test_every_fault_of_a_lot_is_told(lot):
    with pytest.raises(InvalidDocumentError) as caught:
        classification.fit({**lot, "material": "sol", "hazardous": "maybe", "tonnes": 0}, "fill")
    assert {d.path for d in caught.value.diagnostics} == {"/material", "/hazardous", "/tonnes"}


def test_wrong_uses_wishes_and_lots_are_errors(lot):
    with pytest.raises(NotFoundError, match="there are in_project"):
        classification.fit(lot, "fil")
    with pytest.raises(NotFoundError, match="SVV/frostsikringslag"):
        classification.fit(lot, "layer/none")
    with pytest.raises(InvalidArgumentError, match="los_angeles<=35"):
        classification.fit(lot, "unbound", wanted=["LA 35"])
    with pytest.raises(InvalidArgumentError, match="no JSON"):
        classification.fit({"x": float("nan")}, "fill")
    with pytest.raises(OSError, match="cannot be read"):
        classification.fit("no/such/file.json", "fill")


# ---- commands ------------------------------------------------------------------------------------


def test_fit_on_the_command_line(lot, tmp_path):
    file = tmp_path / "lot.json"
    file.write_text(json.dumps(lot), encoding="utf-8")
    done = run("fit", str(file), "--use", "reuse", "--lang", "nb")
    assert done.returncode == 0, done.stderr
    assert "ombruk i samme funksjon: avvist" in done.stdout
    assert "Åpne plikter" in done.stdout
    told = json.loads(run("fit", str(file), "--use", "reuse", "--json").stdout)
    assert told[0]["answer"] == "refused"
    assert run("fit", str(file), "--use", "fil").returncode == 2
    file.write_text('{"schema": "masseflyt.lot/1", "id": "x", "material": "sol"}')
    done = run("fit", str(file), "--use", "fill")
    assert done.returncode == 1
    assert "did you mean 'soil'" in done.stderr


def test_uses_on_the_command_line(lot, tmp_path):
    file = tmp_path / "lot.json"
    file.write_text(json.dumps(lot), encoding="utf-8")
    done = run("uses", str(file))
    assert "4 recovery" in done.stdout
    assert "Highest it could reach outside its own project: 4 recovery" in done.stdout
    assert "landfill/inert" in run("uses").stdout
    assert json.loads(run("uses", "--schema").stdout)["required"] == ["schema", "id", "material"]
