"""Other machines: Windows, built here and looked at, and Linux on ARM, built here and run by QEMU.

Both are built without OpenSSL and SQLite, of which a cross compiler has no copy; of the header-only
libraries it gets those of this machine, in build/cross.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CROSS = ROOT / "build/cross"
PLAN_C = ROOT / "tests/consumers/c/plan.c"
SMALL = ROOT / "tests/data/small_case"
QEMU = ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"]

pytestmark = pytest.mark.long


def run(*command: str | Path, folder: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
    return done.stdout


def needs(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed: ./dev test --long brings it")


def lay_out_headers() -> None:
    """CMake looks for packages below CROSS only, so that nothing of /usr slips in."""
    (CROSS / "include").mkdir(parents=True, exist_ok=True)
    for library in ("boost", "date", "lemon", "nlohmann"):
        link = CROSS / "include" / library
        link.unlink(missing_ok=True)
        link.symlink_to(Path("/usr/include") / library)
    package = "share/cmake/nlohmann_json"  # finds its headers beside itself
    shutil.copytree(Path("/usr") / package, CROSS / package, dirs_exist_ok=True)


def build(preset: str, *targets: str) -> Path:
    lay_out_headers()
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    run("cmake", "--preset", preset, *launcher)
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", "2")
    run("cmake", "--build", "--preset", preset, "-j", jobs, "--target", *targets)
    return ROOT / "build" / preset


def plan_c(compiler: str, library: Path, program: Path) -> Path:
    """The C consumer, linked with a library in that folder."""
    paths = ["-I", ROOT / "include", "-L", library]
    run(compiler, PLAN_C, *paths, "-lmasseflyt_c", "-o", program)
    return program


def planned_here(folder: Path) -> list[str]:
    """What the C consumer prints on this machine."""
    native = ROOT / "build/installed/lib"
    if not native.is_dir():
        pytest.skip("no build/installed to compare with: ./dev test makes it")
    program = plan_c("cc", native, folder / "plan_here")
    return run("env", f"LD_LIBRARY_PATH={native}", program, SMALL).splitlines()


# ---- Windows


@pytest.fixture(scope="module")
def windows() -> Path:
    needs("x86_64-w64-mingw32-g++-posix")
    return build("mingw", "all")


def dll(windows: Path) -> str:
    return run("x86_64-w64-mingw32-objdump", "-p", windows / "libmasseflyt_c.dll")


def test_windows_library_exports_what_the_linux_one_does(windows):
    names = re.findall(r"^\s+\[\s*\d+\] (?:\+base\[\s*\d+\]\s+\w+ )?(\w+)$", dll(windows), re.M)
    assert sorted(names) == (ROOT / "tests/c/exports.txt").read_text().split()


def test_windows_library_needs_only_windows(windows):
    needed = re.findall(r"DLL Name: (\S+)", dll(windows))
    assert {name.lower() for name in needed} <= {"kernel32.dll", "msvcrt.dll", "advapi32.dll"}


def test_windows_program_in_c(windows, tmp_path, tell):
    """Links everywhere; runs where Wine is installed (700 MB, so ./dev does not bring it)."""
    shutil.copy(windows / "libmasseflyt_c.dll", tmp_path)
    program = plan_c("x86_64-w64-mingw32-gcc-posix", windows, tmp_path / "plan.exe")
    wine = next(filter(shutil.which, ["wine64", "wine", "/usr/lib/wine/wine64"]), None)
    if wine is None:
        tell("Windows: built and linked; not run, for Wine is not installed")
        return
    quiet = ["env", "WINEDEBUG=-all", "DISPLAY=", f"WINEPREFIX={tmp_path}/wine"]
    said = run(*quiet, wine, program, "Z:" + str(SMALL).replace("/", "\\"))
    assert said.splitlines() == planned_here(tmp_path)
    tell("Windows: gives the same plan, under Wine")


# ---- Linux on ARM


def emulated(arm: Path, program: Path, *arguments: str) -> str:
    paths = f"LD_LIBRARY_PATH={arm}:/usr/aarch64-linux-gnu/lib"
    return run(*QEMU, "-E", paths, program, *arguments)


def googletest() -> None:
    """From the sources that libgtest-dev depends on."""
    where = CROSS / "arm64"
    if (where / "lib/libgtest.a").exists():
        return
    toolchain = f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/cmake/toolchains/arm64-linux.cmake"
    options = ["-DBUILD_GMOCK=OFF", f"-DCMAKE_INSTALL_PREFIX={where}", "-DCMAKE_INSTALL_LIBDIR=lib"]
    built = CROSS / "googletest"
    run("cmake", "-S", "/usr/src/googletest", "-B", built, toolchain, *options)
    run("cmake", "--build", built, "--target", "install")


C_TESTS = ["arrow_test", "classification_test", "core_test", "scenario_test"]
UNIT_TESTS = ["masseflyt_core_tests", "masseflyt_matching_tests", "masseflyt_without_openssl_tests"]


@pytest.fixture(scope="module")
def arm() -> Path:
    needs("aarch64-linux-gnu-g++", "qemu-aarch64-static")
    googletest()
    return build("arm64", *UNIT_TESTS, *(f"masseflyt_c_{name}" for name in C_TESTS))


@pytest.mark.parametrize("name", UNIT_TESTS)
def test_arm_passes_the_unit_tests(name, arm):
    assert "[  PASSED  ]" in emulated(arm, arm / "tests" / name)


@pytest.mark.parametrize("name", C_TESTS)
def test_arm_passes_the_tests_of_the_c_face(name, arm):
    emulated(arm, arm / "tests" / f"masseflyt_c_{name}")


def test_arm_gives_the_same_plan(arm, tmp_path, tell):
    """To the last digit printed, floating point or not."""
    program = plan_c("aarch64-linux-gnu-gcc", arm, tmp_path / "plan_arm")
    assert emulated(arm, program, str(SMALL)).splitlines() == planned_here(tmp_path)
    tell("ARM: gives the same plan, under QEMU")
