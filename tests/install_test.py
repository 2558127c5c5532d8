"""The ways to masseflyt that consumers_test.py does not go: pkg-config for C++, a folder of the
vendor's own tree, and headers without a library.
"""

import re
import shutil
from pathlib import Path

import pytest
from consumers_test import PREFIX, needs, needs_installed, sh

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "tests/install"
SMALL = ROOT / "tests/data/small_case"


def run(commands: str, folder: Path) -> str:
    done = sh(commands, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_pkg_config_links_cpp(tmp_path):
    needs_installed()
    needs("pkg-config")
    shutil.copy(ROOT / "tests/consumers/first/plan.cpp", tmp_path)
    flags = "$(pkg-config --cflags --libs masseflyt-cpp)"
    assert "optimal" in run(
        f"c++ -std=c++20 plan.cpp -o plan {flags}\n"
        "./plan $(pkg-config --variable=cases masseflyt-cpp)/small",
        tmp_path,
    )


def test_an_installed_tree_may_be_moved(tmp_path):
    needs_installed()
    moved = tmp_path / "moved"
    shutil.copytree(PREFIX, moved, symlinks=True)
    shutil.copy(ROOT / "tests/consumers/c/plan.c", tmp_path)
    here = f"export PKG_CONFIG_PATH={moved}/lib/pkgconfig LD_LIBRARY_PATH={moved}/lib"
    said = run(
        f"{here}\ncc plan.c -o plan $(pkg-config --cflags --libs masseflyt)\n"
        f"pkg-config --cflags masseflyt\nldd plan\n./plan {SMALL}",
        tmp_path,
    )
    assert str(PREFIX) not in said
    assert str(moved) in said


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_light_headers_need_no_library(compiler, tmp_path):
    needs(compiler)
    program = INSTALL / "light.cpp"
    run(f"{compiler} -std=c++20 -O0 -I {ROOT}/include {program} -o light\n./light", tmp_path)


def subdirectory(folder: Path) -> str:
    """Configures the vendor's tree; the commands that follow are run in it."""
    launcher = ""
    if shutil.which("ccache"):
        launcher = "-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
    return (
        f"cmake -S {INSTALL}/subdirectory -B {folder} -DMASSEFLYT_SOURCE={ROOT}"
        f" -DCMAKE_BUILD_TYPE=Release {launcher} >configure.log 2>&1 || cat configure.log >&2\n"
    )


def test_add_subdirectory_offers_every_target(tmp_path):
    """Builds the smallest one only: the others take minutes, see below."""
    needs("cmake", "c++")
    said = run(subdirectory(tmp_path) + f"cmake --build {tmp_path} --target gate\n./gate", tmp_path)
    assert re.search(r"^ba7816bf", said, re.MULTILINE)


@pytest.mark.long
def test_add_subdirectory_plans(tmp_path):
    needs("cmake", "c++")
    said = run(
        subdirectory(tmp_path) + f"cmake --build {tmp_path}\n./plan {SMALL}\n./plan_c {SMALL}",
        tmp_path,
    )
    assert said.count("optimal") == 2


def test_what_is_installed_is_told():
    needs_installed()
    cases = PREFIX / "share/masseflyt/cases"
    assert {p.name for p in cases.iterdir()} == {"oslo_region", "small"}
    headers = {p.relative_to(ROOT / "include") for p in (ROOT / "include").rglob("*.h*")}
    there = {p.relative_to(PREFIX / "include") for p in (PREFIX / "include").rglob("*.h*")}
    assert there == headers


def test_sizes_of_the_libraries(tmp_path, tell):
    """Told, not judged: what a vendor ships, without symbols for debuggers."""
    needs_installed()
    needs("strip")
    for library in sorted((PREFIX / "lib").glob("libmasseflyt*")):
        if library.is_symlink():
            continue
        copy = shutil.copy(library, tmp_path)
        run(f"strip --strip-unneeded {copy}", tmp_path)
        tell(f"{library.name}: {Path(copy).stat().st_size / 1e6:.2f} MB stripped")


def test_c_library_is_named_after_its_minor_version_and_hides_the_rest(tmp_path, tell):
    needs_installed()
    needs("readelf", "nm")
    library = PREFIX / "lib/libmasseflyt_c.so"
    major, minor = re.findall(
        r"#define MFL_VERSION_M(?:AJ|IN)OR (\d+)",
        (PREFIX / "include/masseflyt/c/core.h").read_text(encoding="utf-8"),
    )
    assert f"soname: [libmasseflyt_c.so.{major}.{minor}]" in run(f"readelf -d {library}", tmp_path)
    shown = run(f"nm --dynamic --defined-only --format=posix {library}", tmp_path).split("\n")
    names = sorted(line.split()[0] for line in shown if line)
    assert names == (ROOT / "tests/c/exports.txt").read_text(encoding="utf-8").split()
    tell(f"{library.name}: {len(names)} symbols, all of them mfl_*")
