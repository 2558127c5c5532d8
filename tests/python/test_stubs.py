"""The stubs are made by the build; they are current, complete and fit the Python files."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import masseflyt

PACKAGE = Path(masseflyt.__file__).parent
STUB = PACKAGE / "_masseflyt.pyi"
SETTINGS = Path(__file__).parents[2] / "pyproject.toml"
STUBGEN = "from mypy.stubgen import main; main()"


def test_stubs_are_what_the_module_tells_today(tmp_path):
    module = Path(importlib.util.find_spec("masseflyt._masseflyt").origin)
    bare = tmp_path / "masseflyt"
    bare.mkdir()
    (bare / "__init__.py").touch()
    shutil.copy(module, bare)
    subprocess.run(
        [sys.executable, "-c", STUBGEN, "-q", "-m", "masseflyt._masseflyt", "-o", tmp_path / "out"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
    )
    assert (tmp_path / "out/masseflyt/_masseflyt.pyi").read_text() == STUB.read_text()


def test_every_signature_has_types():
    """stubgen writes this where pybind11 did not know a type when it saw the signature."""
    lines = STUB.read_text().splitlines()
    assert [line for line in lines if "*args" in line and "__init__" not in line] == []
    assert [line for line in lines if "Incomplete" in line] == []


def test_python_files_fit_the_stubs(tmp_path):
    command = [sys.executable, "-m", "mypy", "--config-file", SETTINGS, "--cache-dir", tmp_path]
    done = subprocess.run(
        [*command, "-p", "masseflyt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_package_tells_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()
