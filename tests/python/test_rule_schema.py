"""The published schema of rule packs is current, and says what the reader says."""

import json
from pathlib import Path

import pytest

import masseflyt
from masseflyt import rules
from masseflyt.errors import InvalidDocumentError

jsonschema = pytest.importorskip("jsonschema")

PUBLISHED = Path(__file__).parents[2] / "docs/rules-1.schema.json"
CHECK = jsonschema.Draft202012Validator(rules.json_schema())


def pack(**changes):
    rule = {
        "subject": "as",
        "comparator": ">",
        "value": "8",
        "source": "s",
        "confidence": "verified",
    }
    document = {
        "schema": "masseflyt.rules/1",
        "id": "mine",
        "title": "Mine",
        "edition": "1",
        "jurisdiction": "NO",
        "method": "contaminated_above",
        "unit": "mg/kg",
        "basis": "dry",
        "sources": {"s": "a report"},
        "rules": [{k: v for k, v in (rule | changes.pop("rule", {})).items() if v is not None}],
    } | changes
    return {k: v for k, v in document.items() if v is not None}


def reader_accepts(document):
    try:
        masseflyt.read_rule_pack(json.dumps(document).encode())
    except InvalidDocumentError:
        return False
    return True


def test_the_published_file_is_current():
    assert json.loads(PUBLISHED.read_text("utf-8")) == rules.json_schema()


def test_it_is_a_schema_and_every_built_in_pack_is_valid():
    jsonschema.Draft202012Validator.check_schema(rules.json_schema())
    for one in masseflyt.rule_packs():
        CHECK.validate(json.loads(one.to_json()))


@pytest.mark.parametrize(
    "document",
    [
        pack(),
        pack(rule={"value": "1e-05"}),
        pack(rule={"value": "+0.5"}),
        pack(valid_from="2024-02-29", **{"x-mine": 1}),
        pack(method="requirement", unit=None, rule={"scope": "a", "comparator": "<="}),
    ],
)
def test_what_both_take(document):
    CHECK.validate(document)
    assert reader_accepts(document)


@pytest.mark.parametrize(
    "document",
    [
        *[pack(**{key: None}) for key in rules.json_schema()["required"]],
        *[
            pack(rule={key: None})
            for key in rules.json_schema()["properties"]["rules"]["items"]["required"]
        ],
        pack(schema="masseflyt.rules/2"),
        pack(method="guess"),
        pack(basis="damp"),
        pack(unit="g/kg"),
        pack(unit=None),
        pack(valid_from="2024-13-01"),
        pack(valid_to="tomorrow"),
        pack(sources=["a"]),
        pack(sources={"s": 1}),
        pack(rules={}),
        pack(rule={"comparator": "=>"}),
        pack(rule={"value": 8}),
        pack(rule={"value": "8,0"}),
        pack(rule={"value": "5."}),
        pack(rule={"value": ""}),
        pack(rule={"source": ""}),
        pack(rule={"subject": ""}),
        pack(id=""),
        pack(edition=""),
        pack(sources={"s": ""}),
        pack(rule={"confidence": "sure"}),
        pack(rule={"level": 101}),
        pack(rule={"level": "1"}),
    ],
)
def test_what_both_refuse(document):
    assert not CHECK.is_valid(document)
    assert not reader_accepts(document)


def test_what_only_the_reader_can_know():
    """Days of the calendar, keys of sources, analytes and what a method needs."""
    for document in (
        pack(valid_from="2023-02-29"),
        pack(rule={"source": "t"}),
        pack(rule={"subject": "kryptonite"}),
        pack(method="condition_class"),
    ):
        assert not reader_accepts(document)
