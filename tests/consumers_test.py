"""The programs of the README, as a stranger meets them: the same text, an empty folder, an
installed copy of masseflyt, and nothing typed but what stands there.

The copy is build/installed, which ./dev test makes, or MASSEFLYT_PREFIX.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONSUMERS = ROOT / "tests/consumers"
PREFIX = Path(os.environ.get("MASSEFLYT_PREFIX", ROOT / "build/installed"))
HOME = ROOT / "build/cache/home"  # downloads are kept from run to run
README = (ROOT / "README.md").read_text(encoding="utf-8")

LINK = re.compile(r"\[[\w.]+\]\((tests/consumers/\w+/[\w.]+)\)")
# A program stands under a link to the file that it is.
PROGRAM = re.compile(LINK.pattern + r"\n\n```\w+\n(.*?)```\n", re.DOTALL)
COMMANDS = re.compile(r"```sh\n(.*?)```\n", re.DOTALL)

# Section of the README: what it needs to be there, and the package registry that it asks.
LANGUAGES = {
    "Python": (["python3"], ""),
    "C++": (["c++", "cmake"], ""),
    "C99": (["cc"], ""),
    "C++20, stopped and refused": (["c++", "cmake"], ""),
    "C++23": (["c++", "cmake"], ""),
    "Python without the package: ctypes": (["python3"], ""),
    "Java 17, through JNA": (["java", "mvn"], "Maven Central"),
    "Go, through cgo": (["go"], ""),
    "Rust, without crates": (["rustc"], ""),
    "Node, through koffi": (["node", "npm"], "the npm registry"),
    "C#, Mono or .NET": (["mcs", "mono"], ""),
}


def section(name: str) -> str:
    """From the heading to the next, or to the end of the fold."""
    heading = rf"(?:### {re.escape(name)}|<b>{re.escape(name)}</b></summary>)\n"
    found = re.search(heading + r"(.*?)(?=\n##|</details>)", README, re.DOTALL)
    assert found, f"README.md has no section {name}"
    return found[1]


def environment() -> dict[str, str]:
    """What the README tells to export, and a home of its own."""
    home = Path.home()
    extra = ["/usr/local/go/bin", str(home / ".cargo/bin")]
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], *extra]),
        "HOME": str(HOME),
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(home / ".rustup")),
        "CMAKE_PREFIX_PATH": str(PREFIX),
        "PKG_CONFIG_PATH": str(PREFIX / "lib/pkgconfig"),
        "LD_LIBRARY_PATH": str(PREFIX / "lib"),
    }


def sh(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-euc", commands],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def fetch(registry: str, commands: str, folder: Path) -> str:
    """Runs the first line, which asks a registry; the other lines are handed back."""
    first, rest = commands.split("\n", 1)
    done = sh(first, folder)
    if done.returncode:
        pytest.skip(f"{registry} cannot be reached: {(done.stdout + done.stderr).strip()[-200:]}")
    return rest


def needs(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool, path=environment()["PATH"]) is None:
            pytest.skip(f"{tool} is not installed")


def needs_installed() -> None:
    if not (PREFIX / "include/masseflyt/masseflyt.h").exists():
        pytest.skip(f"no masseflyt in {PREFIX}: ./dev test installs one")


def run_section(name: str, folder: Path) -> str:
    """What the commands of a section print."""
    tools, registry = LANGUAGES[name]
    needs_installed()
    needs(*tools)
    HOME.mkdir(parents=True, exist_ok=True)
    text = section(name)
    for file in LINK.findall(text):
        shutil.copy(ROOT / file, folder)
    commands = "".join(COMMANDS.findall(text))
    if registry:
        commands = fetch(registry, commands, folder)
    done = sh(commands, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_program_is_in_the_readme_as_it_is_in_the_tree():
    shown = dict(PROGRAM.findall(README))
    there = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in CONSUMERS.rglob("*")
        if path.suffix in {".c", ".cpp", ".py", ".java", ".go", ".rs", ".js", ".cs", ".txt"}
    }
    assert set(shown) == set(there)
    for file, text in there.items():
        assert shown[file] == text, f"README.md shows another {file}"


def without_code(markdown: str) -> str:
    return re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)


def leads_somewhere(link: str) -> bool:
    """A file or folder of the tree; behind a `#`, a heading of that file as its address is made."""
    path, _, anchor = link.partition("#")
    if not anchor:
        return (ROOT / path).exists()
    if not (ROOT / path).is_file():
        return False
    headings = re.findall(
        r"^#+ +(.+)$", without_code((ROOT / path).read_text("utf-8")), re.MULTILINE
    )
    return anchor in {
        re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings
    }


def test_links_of_the_readme_lead_somewhere():
    prose = without_code(README)
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", prose)
    assert len(links) > 10
    assert [link for link in links if not leads_somewhere(link)] == []


def test_every_program_is_short_enough_to_read():
    lines = {p.name: len(p.read_text().splitlines()) for p in CONSUMERS.rglob("*") if p.is_file()}
    assert {name: n for name, n in lines.items() if n > 80} == {}


def test_every_program_has_its_section():
    sections = "".join(section(name) for name in LANGUAGES)
    assert set(LINK.findall(README)) == set(LINK.findall(sections))


@pytest.mark.parametrize("language", LANGUAGES)
def test_program_runs(language, tmp_path, tell: Callable[[str], None]):
    begin = time.monotonic()
    said = run_section(language, tmp_path)
    tell(f"{language}: {time.monotonic() - begin:.1f} s")
    if language in {"Python", "C++"}:
        assert "optimal" in said
        return
    assert "offers.csv:2:party" in said  # the diagnostic it reads
    assert re.search(r"\d+ flows|saves \d+", said)
