"""The star of modules holds, seen from the #include lines.

core <- domain modules <- reporting <- scenario: domain modules never include each other, and an
installed header needs nothing but the standard library and masseflyt.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOMAIN = {"classification", "traceability", "matching", "transport", "monitoring"}
MAY_USE = {
    "core": {"core"},
    **{name: {"core", name} for name in DOMAIN},
    "reporting": {"core", "reporting"} | DOMAIN,
    "scenario": {"core", "reporting", "scenario"} | DOMAIN,
}
# What the C++20 standard names <...> without a dot, and the C headers that C99 has with one.
STANDARD = re.compile(r"<[a-z_]+>|<(stddef|stdint)\.h>")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"][^>"]+[>"])', re.MULTILINE)
SUFFIXES = {".h", ".hpp", ".cpp"}


def files(folder: str) -> list[Path]:
    return sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in SUFFIXES)


def includes(path: Path) -> list[str]:
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def module_of(include: str, where: Path) -> str | None:
    """The module an #include names, in whatever way it is written; None: not one of ours."""
    name = include[1:-1]
    if name.startswith("masseflyt/"):
        rest = name.removeprefix("masseflyt/").split("/")
        return rest[0] if len(rest) > 1 else None
    for base in (where.parent, ROOT / "src"):
        found = (base / name).resolve()
        if include[0] == '"' and found.is_file() and found.is_relative_to(ROOT / "src"):
            rest = found.relative_to(ROOT / "src").parts
            return rest[0] if len(rest) > 1 else None
    return None


def forbidden(module: str, where: Path) -> list[str]:
    # src/detail holds what the bodies of several modules share: it belongs to core.
    allowed = MAY_USE["core" if module == "detail" else module] | {"detail"}
    named = [(include, module_of(include, where)) for include in includes(where)]
    return [include for include, used in named if used is not None and used not in allowed]


@pytest.mark.parametrize("folder", ["include/masseflyt", "src"])
def test_modules_include_only_what_is_below_them(folder):
    wrong = {}
    for path in files(folder):
        module = path.relative_to(ROOT / folder).parts[0]
        if module in MAY_USE or module == "detail":
            wrong[str(path.relative_to(ROOT))] = forbidden(module, path)
    assert len(wrong) > 5
    assert {path: includes for path, includes in wrong.items() if includes} == {}


def test_every_module_has_its_place_in_the_star():
    known = set(MAY_USE) | {"c", "detail"}
    for folder in ("include/masseflyt", "src"):
        found = {p.name for p in (ROOT / folder).iterdir() if p.is_dir()}
        assert found <= known


def test_installed_headers_need_no_third_party():
    wrong = [
        f"{path.relative_to(ROOT)}: {include}"
        for path in files("include")
        for include in includes(path)
        if not include.startswith("<masseflyt/") and not STANDARD.fullmatch(include)
    ]
    assert wrong == []


def test_lemon_has_one_door():
    """Its own graphs do not compile as C++20: see docs/decisions."""
    wrong = [
        f"{path.relative_to(ROOT)}: {include}"
        for path in files("src")
        for include in includes(path)
        if re.match(r"<lemon/(list_graph|smart_graph|static_graph|full_graph|grid_graph)", include)
    ]
    assert wrong == []


def test_every_listed_file_is_there_and_every_file_is_listed():
    """A header that is not listed is neither installed nor checked."""
    listed = set(re.findall(r"[\w./]+\.(?:hpp|cpp|h)\b", (ROOT / "CMakeLists.txt").read_text()))
    headers = {str(p.relative_to(ROOT / "include/masseflyt")) for p in files("include/masseflyt")}
    c_headers = {h for h in headers if h.endswith(".h")}
    sources = {str(p.relative_to(ROOT / "src")) for p in files("src") if p.suffix == ".cpp"}
    assert headers - c_headers - listed == set()
    assert {f"include/masseflyt/{h}" for h in c_headers} - listed == set()
    assert sources - listed == set()
    tests = (ROOT / "tests/CMakeLists.txt").read_text()
    written = {str(p.relative_to(ROOT / "tests")) for p in files("tests")} | {
        str(p.relative_to(ROOT / "tests")) for p in (ROOT / "tests/c").glob("*.c")
    }
    unlisted = {t for t in written if t.endswith(("_test.cpp", "_test.c")) and t not in tests}
    assert unlisted == set()
