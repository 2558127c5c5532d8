"""What the tests share: the small case, the command, and a way to spoil a case."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from masseflyt import Scenario

DATA = Path(__file__).parents[1] / "data"
SMALL = DATA / "small_case"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def small() -> Scenario:
    """Three projects, a store, a landfill, a quarry and a fill that only a barge reaches."""
    return Scenario.read(SMALL)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the small case, to be changed."""
    folder = tmp_path / "case"
    shutil.copytree(SMALL, folder)
    return folder


@pytest.fixture
def cli(tmp_path: Path) -> Run:
    """The command, in a process and a folder of its own."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "masseflyt", *map(str, words)]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
        )

    return run


def replace(file: Path, old: str, new: str) -> None:
    """Change a file; what is to be changed must stand there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
