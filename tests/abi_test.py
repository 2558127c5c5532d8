"""What the C library promised in its last release it still keeps: abidiff says so.

Compared are the functions and types of the face alone, without the library behind it: its sources
in bindings/c/, compiled with debug information and linked with what they call left open.
"""

import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ABI_CHANGED = (
    4  # bit of abidiff's status; 8 along with it is what surely breaks; 1 and 2 are faults
)


@pytest.fixture(autouse=True, scope="module")
def tools() -> None:
    for tool in ("abidiff", "g++", "git"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed: ./dev test --long brings it")


def run(command: Sequence[str | Path], folder: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout.strip()


def face(tree: Path, built: Path) -> Path:
    """The C face of a tree as a shared library."""
    built.mkdir()

    def compile_one(source: Path) -> Path:
        out = built / f"{source.stem}.o"
        flags = ["-std=c++20", "-g", "-O0", "-fPIC", "-fvisibility=hidden"]
        paths = ["-I", tree / "include", "-I", tree / "src", "-I", tree]
        run(["g++", *flags, *paths, '-DMASSEFLYT_VERSION="0"', "-c", source, "-o", out])
        return out

    with ThreadPoolExecutor() as pool:
        objects = list(pool.map(compile_one, sorted((tree / "bindings/c").glob("*.cpp"))))
    library = built / "libmasseflyt_c.so"
    script = f"-Wl,--version-script={tree}/bindings/c/exports.map"
    run(["g++", "-shared", script, *objects, "-o", library])
    return library


def broken_promises(old: Path, new: Path, work: Path) -> str:
    """What programs compiled with the old tree would trip over; an empty text is good."""
    libraries = [face(old, work / "old"), face(new, work / "new")]
    done = subprocess.run(
        [
            *("abidiff", "--drop-private-types", "--no-added-syms"),
            *("--suppressions", ROOT / "tests/abi/grows.abignore"),
            *("--headers-dir1", old / "include", "--headers-dir2", new / "include"),
            *libraries,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode & 3 == 0, done.stdout + done.stderr
    return done.stdout if done.returncode & ABI_CHANGED else ""


def version(tree: Path) -> tuple[str, str]:
    """Major and minor: the SONAME."""
    header = (tree / "include/masseflyt/c/core.h").read_text(encoding="utf-8")
    major, minor = re.findall(r"#define MFL_VERSION_M(?:AJ|IN)OR (\d+)", header)
    return major, minor


def last_release(repository: Path) -> str:
    """The last tag before the commit that is checked out, or nothing."""
    done = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def unpack(repository: Path, tag: str, folder: Path) -> Path:
    folder.mkdir()
    with (folder / "tree.tar").open("wb") as tar:
        command = ["git", "archive", tag, "include", "src", "bindings/c"]
        subprocess.run(command, cwd=repository, stdout=tar, check=True)
    with tarfile.open(folder / "tree.tar") as tar:
        tar.extractall(folder, filter="data")
    return folder


def compare_with_last_release(repository: Path, work: Path, tell: Callable[[str], None]) -> str:
    """What is broken since the last release; nothing if there is none, or another SONAME."""
    tag = last_release(repository)
    if not tag:
        pytest.skip("no tag v* yet: nothing was released, so nothing is promised")
    old = unpack(repository, tag, work / "release")
    broken = broken_promises(old, repository, work)
    if version(old) != version(repository):
        tell(f"C ABI: {tag} has another SONAME; {'changed' if broken else 'unchanged'} since")
        return ""
    tell(f"C ABI: {'broken' if broken else 'kept'} since {tag}")
    return broken


@pytest.mark.long
def test_keeps_what_the_last_release_promised(tmp_path, tell):
    assert compare_with_last_release(ROOT, tmp_path, tell) == ""


# ---- does the comparison see what it is for? A face of two functions, changed in every way.

HEADER = """#include <stdint.h>
#define MFL_VERSION_MAJOR 0
#define MFL_VERSION_MINOR 1
#define MFL_API __attribute__((visibility("default")))
extern "C" {
typedef struct mfl_summary {
  uint32_t struct_size;
  int32_t status;
  double objective;
} mfl_summary;
typedef struct mfl_plan mfl_plan;
MFL_API int32_t mfl_plan_summarise(const mfl_plan* plan, mfl_summary* out);
MFL_API void mfl_plan_free(mfl_plan* plan);
}
"""
SOURCE = """#include <masseflyt/c/core.h>
struct mfl_plan { int hidden; };
int32_t mfl_plan_summarise(const mfl_plan* plan, mfl_summary* out) {
  out->status = plan->hidden;
  return 0;
}
void mfl_plan_free(mfl_plan* plan) { delete plan; }
"""


def small_tree(folder: Path) -> Path:
    for path, text in {
        "include/masseflyt/c/core.h": HEADER,
        "bindings/c/plan.cpp": SOURCE,
        "bindings/c/exports.map": (ROOT / "bindings/c/exports.map").read_text(),
        "src/empty": "",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def change(tree: Path, old: str, new: str) -> None:
    """In every file; it must stand in one of them."""
    texts = {path: path.read_text() for path in tree.rglob("*") if path.suffix in {".h", ".cpp"}}
    assert any(old in text for text in texts.values())
    for path, text in texts.items():
        path.write_text(text.replace(old, new))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A repository with one release."""
    tree = small_tree(tmp_path / "repository")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "First"], ["tag", "v0.1.0"]):
        run([*git, *command], tree)
    return tree


KEPT = {
    "nothing": ("double objective;", "double objective;"),
    "a member at the end": ("double objective;", "double objective;\n  double bound;"),
    "what is opaque": ("int hidden;", "int hidden;\n  double more;"),
    "a new function": (
        "void mfl_plan_free(mfl_plan* plan) {",
        'extern "C" MFL_API int mfl_new(void);\nint mfl_new() { return 1; }\n'
        "void mfl_plan_free(mfl_plan* plan) {",
    ),
}
BROKEN = {
    "a member in the middle": ("double objective;", "double bound;\n  double objective;"),
    "another type of a member": ("double objective;", "float objective;"),
    "a member that is gone": ("  double objective;\n", ""),
    "another parameter": ("mfl_plan_free(mfl_plan* plan)", "mfl_plan_free(mfl_plan* plan, int)"),
    "another name": ("mfl_plan_free", "mfl_plan_release"),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_promise_is_kept_by(what, release, tmp_path):
    change(release, *KEPT[what])
    assert compare_with_last_release(release, tmp_path, print) == ""


@pytest.mark.parametrize("what", BROKEN)
def test_a_promise_is_broken_by(what, release, tmp_path):
    change(release, *BROKEN[what])
    assert compare_with_last_release(release, tmp_path, print) != ""


def test_another_minor_version_may_break(release, tmp_path):
    change(release, *BROKEN["another name"])
    change(release, "MFL_VERSION_MINOR 1", "MFL_VERSION_MINOR 2")
    assert compare_with_last_release(release, tmp_path, print) == ""


def test_without_a_tag_nothing_is_promised(release, tmp_path):
    run(["git", "tag", "-d", "v0.1.0"], release)
    with pytest.raises(pytest.skip.Exception, match="no tag"):
        compare_with_last_release(release, tmp_path, print)
