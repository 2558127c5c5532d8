"""Mirrors python/masseflyt/classification.py."""

import csv
import doctest
import io

import numpy as np
import pandas as pd
import pytest
from conftest import DATA

import masseflyt
from masseflyt import classification
from masseflyt.errors import FileError, InvalidDocumentError

RESULTS = pd.DataFrame(
    {
        "sample": ["a", "a", "b", "c"],
        "analyte": ["Bly", "As", "Bly", "As"],
        "value": ["700", "<5", "31,5", None],
        "unit": ["mg/kg TS"] * 4,
    }
)


def test_a_frame_and_its_file_are_judged_alike(tmp_path):
    file = tmp_path / "samples.csv"
    RESULTS.to_csv(file, index=False)
    by_file, by_frame = masseflyt.classify(file), masseflyt.classify(RESULTS)
    pd.testing.assert_frame_equal(by_file, by_frame, check_like=True)
    assert by_frame["sample"].to_list() == ["a", "b", "c"]
    assert by_frame["contaminated"].to_list() == ["yes", "no", "unknown"]
    assert by_frame["condition_class"].to_list() == [4, 1, pd.NA]
    assert by_frame["condition_class"].dtype == "Int64"


def test_numbers_may_be_numbers():
    results = RESULTS.assign(value=[700.0, 5.0, 31.5, np.nan])
    assert masseflyt.classify(results)["contaminated"].to_list() == ["yes", "no", "unknown"]


def test_the_text_is_what_the_contract_says():
    table = (DATA / "classification/laboratory_samples.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(classification.classify_csv(table))))
    assert ",".join(rows[0]) == (
        "sample,contaminated,condition_class,drivers,above_normverdi,status,reasons"
    )
    assert {row["contaminated"] for row in rows} <= {"yes", "no", "unknown"}


def test_reasons_speak_both_languages():
    english, norwegian = (masseflyt.classify(RESULTS, lang=lang) for lang in ("en", "nb"))
    assert english["reasons"][0] != norwegian["reasons"][0]
    assert english["contaminated"].equals(norwegian["contaminated"])


def test_a_missing_column_and_a_bad_result_are_told_with_their_place():
    with pytest.raises(InvalidDocumentError, match="unit"):
        masseflyt.classify(RESULTS.drop(columns="unit"))
    with pytest.raises(InvalidDocumentError) as caught:
        masseflyt.classify(RESULTS.assign(value=["much", "<5", "-3", "1"]))
    assert [d.path for d in caught.value.diagnostics if d.severity == "error"] == [
        "samples:2:value",
        "samples:4:value",
    ]


def test_a_missing_file_is_a_file_error(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        masseflyt.classify(tmp_path / "nothing.csv")


def test_formulas_are_neutral_in_text_and_plain_in_frames():
    results = RESULTS.assign(sample="=1+1")
    assert masseflyt.classify(results)["sample"].to_list() == ["=1+1"]
    text = classification.classify_csv("sample,analyte,value,unit\n=1+1,Bly,5,mg/kg\n")
    assert text.splitlines()[1].startswith("'=1+1,")


def test_the_worked_examples_run():
    result = doctest.testmod(classification)
    assert result.attempted > 0
    assert result.failed == 0
