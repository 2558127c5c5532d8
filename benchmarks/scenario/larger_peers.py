"""Oslo, and regions 10 and 100 times its size, beside HiGHS on the very same model.

    cmake --preset bench && cmake --build --preset bench --target masseflyt_larger_run
    python -m venv build/peers && build/peers/bin/pip install --group bench
    build/peers/bin/python benchmarks/scenario/larger_peers.py --out build/larger.json
    build/peers/bin/python benchmarks/scenario/larger_peers.py --only ours --times 30 100
    build/peers/bin/python benchmarks/scenario/larger_peers.py --draw build/larger.json larger.png

larger_region.hpp tells how a larger region is made of Oslo. HiGHS reads the model as MPS and
solves it by its default method with one thread; reading is not counted. It stops at --limit
seconds of its own clock. Seconds are processor time. `again` is a plan after one event.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve()
PROGRAM = HERE.parents[2] / "build/bench/benchmarks/masseflyt_larger_run"
PEER_UP_TO = 10
"""Times Oslo: beyond, HiGHS would take hours."""


def highs(path: str, method: str, limit: float) -> None:
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", method)
    solver.setOptionValue("time_limit", limit)
    if solver.readModel(path) != highspy.HighsStatus.kOk:
        raise RuntimeError(f"HiGHS cannot read {path}")
    begin = time.process_time()
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    told = {
        "seconds": time.process_time() - begin,
        "objective": solver.getInfo().objective_function_value,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "columns": solver.getNumCol(),
        "rows": solver.getNumRow(),
        "status": status,
    }
    print(json.dumps(told))


def run(command: list[str]) -> dict:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        return {"failed": (done.stderr.strip().splitlines() or ["no answer"])[-1]}
    return json.loads(lines[-1])


def measure(options: argparse.Namespace) -> list[dict]:
    rows: list[dict] = []

    def add(times: str, who: str, answer: dict) -> None:
        rows.append({"times": 1 if times == "case" else int(times), "of": times, "who": who})
        rows[-1].update(answer)
        if "failed" in answer:
            print(f"{times:>5} {who:10} {answer['failed']}", flush=True)
            return
        keys = ("objective", "status", "gap", "supplies", "arcs", "columns", "share_of_full")
        more = "  ".join(f"{k} {answer[k]}" for k in keys if k in answer)
        print(
            f"{times:>5} {who:10} {answer['seconds']:9.2f} s {answer['peak_mb']:7.0f} MB  {more}",
            flush=True,
        )

    for times in ["case", *map(str, options.times)]:
        add(times, "ours", run([str(PROGRAM), times, "ours"]))
        if options.only == "ours":
            continue
        for event in ("stop", "breakdown", "offer"):
            add(times, event, run([str(PROGRAM), times, event]))
        if times != "case" and int(times) > PEER_UP_TO:
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.mps"
            run([str(PROGRAM), times, "write", str(file)])
            for method in options.methods:
                command = [sys.executable, str(HERE), "peer", str(file), method, str(options.limit)]
                add(times, f"HiGHS {method}", run(command))
    return rows


def draw(rows: list[dict], path: str) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 4))
    known = [r for r in rows if "seconds" in r and r["of"] != "case"]
    for axis, key, told in zip(
        axes, ("seconds", "peak_mb"), ("processor time, s", "peak memory, MB"), strict=True
    ):
        for who in dict.fromkeys(r["who"] for r in known):
            if key == "peak_mb" and who in ("stop", "breakdown", "offer"):
                continue
            line = sorted((r["times"], max(r[key], 1e-3)) for r in known if r["who"] == who)
            axis.loglog(*zip(*line, strict=True), marker="o", label=who)
        sizes = sorted({r["times"] for r in known})
        axis.set_xticks(sizes, [str(s) for s in sizes])
        axis.set_xticks([], minor=True)
        axis.set(xlabel="times Oslo", ylabel=told)
        axis.grid(visible=True, which="major", alpha=0.3)
        axis.legend(fontsize=8, loc="upper left")
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def main() -> None:
    """Print one line per run."""
    if sys.argv[1:2] == ["peer"]:
        highs(sys.argv[2], sys.argv[3], float(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, nargs="+", default=[1, 3, 10, 30, 100])
    parser.add_argument("--methods", nargs="+", default=["choose", "ipm"])
    parser.add_argument("--limit", type=float, default=3600)
    parser.add_argument("--only", choices=["ours"])
    parser.add_argument("--out", metavar="FILE.json")
    parser.add_argument("--plot", metavar="FILE.png")
    parser.add_argument("--draw", nargs=2, metavar=("FILE.json", "FILE.png"))
    options = parser.parse_args()
    if options.draw:
        draw(json.loads(Path(options.draw[0]).read_text()), options.draw[1])
        return
    rows = measure(options)
    if options.out:
        Path(options.out).write_text(json.dumps(rows, indent=1) + "\n")
    if options.plot:
        draw(rows, options.plot)


if __name__ == "__main__":
    main()
