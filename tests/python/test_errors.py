"""Mirrors python/masseflyt/errors.py and bindings/python/bind_core.cpp."""

import json
import pickle
import re
from pathlib import Path

import pytest

import masseflyt
from masseflyt import _masseflyt, errors
from masseflyt.errors import ErrorCode

RESULT_HPP = Path(__file__).parents[2] / "include/masseflyt/core/result.hpp"
DIAGNOSTIC = (3, 11, "offers.csv:7:amount", "-3", "a number > 0")


def diagnostic(*state):
    made = _masseflyt.Diagnostic.__new__(_masseflyt.Diagnostic)
    made.__setstate__(state or DIAGNOSTIC)
    return made


def test_codes_are_those_of_cpp():
    body = re.search(r"enum class ErrorCode[^{]*{(.*?)}", RESULT_HPP.read_text(), re.DOTALL)[1]
    cpp = {name.upper(): int(number) for name, number in re.findall(r"(\w+) = (\d+)", body)}
    assert {code.name: code.value for code in ErrorCode} == cpp


@pytest.mark.parametrize("code", ErrorCode)
def test_every_code_has_a_class(code):
    error = errors.make(code, "the culprit", "a.csv:1:b")
    assert isinstance(error, errors.MasseflytError)
    assert (error.code, str(error), error.path) == (code, "the culprit", "a.csv:1:b")
    assert error.__doc__ != errors.MasseflytError.__doc__ or type(error) is errors.CancelledError


@pytest.mark.parametrize(
    ("code", "builtin"),
    [
        (ErrorCode.NOT_SORTED, ValueError),
        (ErrorCode.INVALID_DOCUMENT, ValueError),
        (ErrorCode.NOT_FOUND, LookupError),
        (ErrorCode.IO, OSError),
        (ErrorCode.DEADLINE, TimeoutError),
        (ErrorCode.OUT_OF_MEMORY, MemoryError),
    ],
)
def test_classes_are_built_in_errors_too(code, builtin):
    with pytest.raises(builtin, match="text"):
        raise errors.make(code, "text")


def test_a_file_error_keeps_its_text_although_it_is_an_oserror():
    assert str(errors.make(ErrorCode.IO, "cannot read a.csv")) == "cannot read a.csv"


def test_errors_survive_pickling():
    error = errors.make(ErrorCode.INVALID_DOCUMENT, "2 errors", "case", [diagnostic()])
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is errors.InvalidDocumentError
    assert (str(again), again.code, again.path) == (str(error), error.code, "case")
    assert again.diagnostics == error.diagnostics


def test_a_diagnostic_is_a_value():
    d = diagnostic()
    assert (d.severity, d.code, d.path) == ("error", 11, "offers.csv:7:amount")
    assert (d.value, d.expected) == ("-3", "a number > 0")
    assert d == diagnostic()
    assert hash(d) == hash(diagnostic())
    assert d != diagnostic(2, *DIAGNOSTIC[1:])
    assert d != "something else"
    assert pickle.loads(pickle.dumps(d)) == d
    with pytest.raises(AttributeError):
        d.value = "3"


def test_a_diagnostic_reads_as_a_line():
    assert str(diagnostic()) == "error offers.csv:7:amount: is '-3', expected a number > 0"
    assert "path='offers.csv:7:amount'" in repr(diagnostic())


def test_diagnostics_as_json():
    rows = json.loads(_masseflyt.diagnostics_json([diagnostic()]))
    assert rows == [
        {
            "severity": "error",
            "code": 11,
            "path": "offers.csv:7:amount",
            "value": "-3",
            "expected": "a number > 0",
        }
    ]


def test_version_is_that_of_cmake():
    text = (RESULT_HPP.parents[3] / "CMakeLists.txt").read_text()
    assert f"project(masseflyt VERSION {masseflyt.__version__} " in text


def test_components_are_told():
    assert masseflyt.built_with()["openssl"].startswith("3.")
