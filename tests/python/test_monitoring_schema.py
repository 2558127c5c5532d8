"""The published schemas of monitoring are current, and say what the readers say."""

import json
from pathlib import Path

import pytest

from masseflyt import monitoring

jsonschema = pytest.importorskip("jsonschema")

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("name", "schema"),
    [("monitoring-1", monitoring.schema), ("quality-1", monitoring.qc_schema)],
)
def test_the_published_file_is_current(name, schema):
    published = json.loads((DOCS / f"{name}.schema.json").read_text("utf-8"))
    assert published == schema()
    jsonschema.Draft202012Validator.check_schema(published)
