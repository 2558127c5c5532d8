"""Every public header compiles alone, by every compiler and standard that we promise."""

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

INCLUDE = Path(__file__).parents[1] / "include"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def compile_alone(header: Path, compiler: str, language: str, standard: str) -> str:
    """What the compiler has to say; an empty text is good."""
    command = [compiler, "-x", language, f"-std={standard}", "-fsyntax-only", *WARNINGS]
    text = f"#include <{header.relative_to(INCLUDE)}>\n" * 2  # twice: it has to be guarded, too
    done = subprocess.run(
        [*command, "-I", INCLUDE, "-"], input=text, capture_output=True, text=True, check=False
    )
    return done.stderr if done.returncode else ""


def complaints(pattern: str, *how: str) -> list[str]:
    headers = sorted(INCLUDE.rglob(pattern))
    assert headers
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [text for text in pool.map(lambda h: compile_alone(h, *how), headers) if text]


# "c++2b": what GCC 12 and Clang 14 call C++23.
@pytest.mark.parametrize("standard", ["c++20", "c++2b"])
@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_cpp_headers(compiler, standard):
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    assert complaints("*.hpp", compiler, "c++", standard) == []


@pytest.mark.parametrize(
    ("compiler", "language", "standard"),
    [("gcc", "c", "c99"), ("clang", "c", "c99"), ("g++", "c++", "c++11")],
)
def test_c_headers(compiler, language, standard):
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    assert complaints("*.h", compiler, language, standard) == []


# What GCC and Clang have beyond the standard; another compiler would stop at it.
EXTENSION = re.compile(
    r"\b(__int128\w*|__extension__|__attribute__|__builtin_\w+|__float128|__restrict__|__typeof\w*"
    r"|__PRETTY_FUNCTION__|__asm__|_Pragma|#\s*include_next|bits/stdc\+\+)\b"
)
# The one place that asks which compiler it is: what marks an exported function.
MAY = {("include/masseflyt/c/core.h", "__attribute__")}


def test_public_headers_are_free_of_extensions():
    root = INCLUDE.parent
    found = {
        (str(path.relative_to(root)), word)
        for path in INCLUDE.rglob("*")
        if path.suffix in {".h", ".hpp"}
        for word in EXTENSION.findall(path.read_text(encoding="utf-8"))
    }
    assert found == MAY
