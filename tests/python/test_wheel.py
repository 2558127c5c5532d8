"""The wheel, as a user meets it: a clean environment and no compiler."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PIP_INSTALL = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
WHEELS = sorted((ROOT / "build/wheel").glob("masseflyt-*.whl"))

pytestmark = pytest.mark.skipif(not WHEELS, reason="no wheel in build/wheel: ./dev setup makes it")


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> Path:
    """A virtual environment with the wheel and NumPy, which it borrows from ours: no download."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    site = next((folder / "venv/lib").glob("python3.*/site-packages"))
    subprocess.run(
        [*PIP_INSTALL, "--target", site, WHEELS[-1]],
        check=True,
    )
    import numpy

    for name in ("numpy", "numpy.libs"):
        original = Path(numpy.__file__).parents[1] / name
        if original.is_dir():
            (site / name).symlink_to(original)
    return folder


def run(clean: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(clean / "venv/bin"), "HOME": str(clean), "LANG": "C"}
    return subprocess.run(
        [clean / "venv/bin" / command[0], *command[1:]],
        env=environment,
        cwd=clean,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_without_any_extra(clean):
    done = run(clean, "python", "-c", "import masseflyt; print(masseflyt.__file__)")
    assert done.returncode == 0, done.stderr
    assert str(clean) in done.stdout


def test_demo_runs_without_a_compiler(clean):
    done = run(clean, "python", "-m", "masseflyt", "demo", "--out", "report")
    assert done.returncode == 0, done.stderr
    assert "report" in done.stdout.splitlines()[-1]
    assert (clean / "report/report.html").stat().st_size > 10_000


def test_links_only_what_every_linux_has(clean):
    module = next((clean / "venv/lib").glob("python3.*/site-packages/masseflyt/_masseflyt.*.so"))
    done = subprocess.run(["ldd", module], capture_output=True, text=True, check=True)
    names = {line.split()[0] for line in done.stdout.splitlines()}
    allowed = ("linux-vdso", "libstdc++", "libgcc_s", "libc.", "libm.", "ld-linux")
    assert [n for n in names if not Path(n).name.startswith(allowed)] == []


def test_holds_the_bundled_cases():
    names = zipfile.ZipFile(WHEELS[-1]).namelist()
    for case in (ROOT / "python/masseflyt/cases").glob("*/*"):
        assert f"masseflyt/cases/{case.parent.name}/{case.name}" in names


def test_offers_the_command():
    wheel = zipfile.ZipFile(WHEELS[-1])
    entry = next(n for n in wheel.namelist() if n.endswith("entry_points.txt"))
    assert "masseflyt = masseflyt.cli:main" in wheel.read(entry).decode()
