"""Markets beside LEMON, OR-Tools, POT, NetworkX and HiGHS, each run a process of its own.

    cmake --preset bench && cmake --build --preset bench --target masseflyt_market_run
    python -m venv build/peers && build/peers/bin/pip install --group bench
    build/peers/bin/python benchmarks/matching/flow_peers.py sparse --sizes 3000 10000 30000
    build/peers/bin/python benchmarks/matching/flow_peers.py dense --sizes 3000 10000
    build/peers/bin/python benchmarks/matching/flow_peers.py dense --sizes 30000 100000 --only ours
    build/peers/bin/python benchmarks/matching/flow_peers.py again --sizes 3000 30000
    build/peers/bin/python benchmarks/matching/flow_peers.py roads --sizes 3000 --links LINKS.csv

Everybody solves the same numbers, in processor time with one thread; what making the instance and
reading it took is not counted, building a solver's own model is. Objectives must agree, else the
row says so. Peak memory is that of the process. Peers that are not installed are left out and
named. With --plot the growth of time goes to a log-log picture, with --out all rows to a file.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
PROGRAM = HERE.parents[2] / "build/bench/benchmarks/masseflyt_market_run"


def columns(path: str):
    """The columns of a sparse instance: nodes, supply, tail, head, cost."""
    import numpy as np

    data = np.fromfile(path, dtype="<i8")
    nodes, arcs = int(data[0]), int(data[1])
    supply, rest = data[2 : 2 + nodes], data[2 + nodes :]
    return nodes, supply, rest[:arcs], rest[arcs : 2 * arcs], rest[2 * arcs :]


def points(path: str):
    """The columns of a dense instance: kilograms and places of givers, then of takers."""
    import numpy as np

    raw = Path(path).read_bytes()
    n = int(np.frombuffer(raw, "<i8", 1)[0])
    kg = np.frombuffer(raw, "<i8", 2 * n, 8)
    at = np.frombuffer(raw, "<f8", 4 * n, 8 + 16 * n).reshape(-1, 2)
    return kg[:n], kg[n:], at[:n], at[n:]


def ortools(path: str) -> tuple[float, float]:
    from ortools.graph.python import min_cost_flow

    _, supply, tail, head, cost = columns(path)
    total = int(supply[supply > 0].sum())
    begin = time.process_time()
    solver = min_cost_flow.SimpleMinCostFlow()
    import numpy as np

    solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), np.full(len(tail), total), cost
    )
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("OR-Tools: not optimal")
    return time.process_time() - begin, float(solver.optimal_cost())


def networkx(path: str) -> tuple[float, float]:
    import networkx as nx

    nodes, supply, tail, head, cost = columns(path)
    begin = time.process_time()
    graph = nx.DiGraph()
    for v in range(nodes):
        graph.add_node(v, demand=-int(supply[v]))
    for t, h, c in zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True):
        if not graph.has_edge(t, h) or graph[t][h]["weight"] > c:
            graph.add_edge(t, h, weight=c)
    value, _ = nx.network_simplex(graph)
    return time.process_time() - begin, float(value)


def highs(path: str) -> tuple[float, float]:
    import highspy
    import numpy as np

    nodes, supply, tail, head, cost = columns(path)
    m = len(tail)
    begin = time.process_time()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = m, nodes
    model.col_cost_ = cost.astype(float)
    model.col_lower_ = np.zeros(m)
    model.col_upper_ = np.full(m, highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = supply.astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * m + 1, 2, dtype=np.int32)
    model.a_matrix_.index_ = np.column_stack([tail, head]).ravel().astype(np.int32)
    model.a_matrix_.value_ = np.tile([1.0, -1.0], m)
    solver.passModel(model)
    solver.run()
    return time.process_time() - begin, float(solver.getInfo().objective_function_value)


def pot_dense(path: str) -> tuple[float, float]:
    import ot

    a, b, x, y = points(path)
    begin = time.process_time()
    cost = ot.dist(x, y, metric="euclidean")
    plan, log = ot.emd(
        a.astype(float), b.astype(float), cost, numItermax=100_000_000, numThreads=1, log=True
    )
    if log["warning"]:
        raise RuntimeError(f"POT: {log['warning']}")
    return time.process_time() - begin, float((plan * cost).sum()) * 1000


def pot_roads(path: str) -> tuple[float, float]:
    import numpy as np
    import ot

    raw = np.memmap(path, dtype="<i8", mode="r")
    n = int(raw[0])
    a, b = np.array(raw[1 : 1 + n], float), np.array(raw[1 + n : 1 + 2 * n], float)
    cost = np.array(raw[1 + 2 * n :].view("<f8").reshape(n, n))
    begin = time.process_time()
    plan, log = ot.emd(a, b, cost, numItermax=100_000_000, numThreads=1, log=True)
    if log["warning"]:
        raise RuntimeError(f"POT: {log['warning']}")
    return time.process_time() - begin, float((plan * cost).sum())


def pot_lazy(path: str) -> tuple[float, float]:
    import ot

    a, b, x, y = points(path)
    begin = time.process_time()
    value, log = ot.lp.emd2_lazy(
        x,
        y,
        a.astype(float),
        b.astype(float),
        metric="euclidean",
        numItermax=100_000_000,
        log=True,
        return_matrix=False,
    )
    if log.get("warning"):
        raise RuntimeError(f"POT lazy: {log['warning']}")
    return time.process_time() - begin, float(value) * 1000


PEERS: dict[str, Callable[[str], tuple[float, float]]] = {
    "OR-Tools": ortools,
    "NetworkX": networkx,
    "HiGHS": highs,
    "POT dense": pot_dense,
    "POT roads": pot_roads,
    "POT lazy": pot_lazy,
}
SMALL = {"NetworkX": 3_000, "HiGHS": 1_000, "POT dense": 15_000, "LEMON dense": 10_000}
"""Above this size a peer is left out: it would take hours, or more memory than there is."""


def run(command: list[str]) -> dict[str, float | str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        return {"failed": (done.stderr.strip().splitlines() or ["no answer"])[-1]}
    return json.loads(lines[-1])


class Table:
    """Rows as they come, with the ratio to our own run of the same market."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def add(self, market: str, size: int, who: str, answer: dict, close: float = 0) -> None:
        row = {"market": market, "size": size, "who": who, **answer}
        ours = [r for r in self.rows if r["market"] == market and r["size"] == size]
        if "failed" not in row and ours and "seconds" in ours[0] and who != "ours":
            row["times_ours"] = row["seconds"] / max(1e-9, ours[0]["seconds"])
            off = abs(row["objective"] - ours[0]["objective"])
            if off > close * abs(ours[0]["objective"]):
                row["differs"] = off
        self.rows.append(row)
        if "failed" in row:
            print(f"{market:22} {size:7} {who:12} {row['failed']}", flush=True)
            return
        more = "".join(
            f"  {key} {row[key]:.4g}"
            for key in ("times_ours", "share_of_full", "pairs", "verify_seconds", "differs")
            if key in row
        )
        print(
            f"{market:22} {size:7} {who:12} {row['seconds']:10.3f} s"
            f" {row['peak_mb']:8.0f} MB{more}",
            flush=True,
        )

    def plot(self, path: str) -> None:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot as plt

        markets = sorted({r["market"] for r in self.rows})
        figure, axes = plt.subplots(1, len(markets), figsize=(4.5 * len(markets), 4), squeeze=False)
        for axis, market in zip(axes[0], markets, strict=True):
            here = [r for r in self.rows if r["market"] == market and "seconds" in r]
            for who in dict.fromkeys(r["who"] for r in here):
                line = sorted((r["size"], r["seconds"]) for r in here if r["who"] == who)
                axis.loglog(*zip(*line, strict=True), marker="o", label=who)
            axis.set(title=market, xlabel="offers and needs, each", ylabel="processor time, s")
            axis.grid(visible=True, which="both", alpha=0.3)
            axis.legend(fontsize=8)
        figure.tight_layout()
        figure.savefig(path, dpi=130)


def sparse(table: Table, sizes: list[int], only: str | None, folder: Path) -> None:
    for size in sizes:
        for kind in ("geographic", "spread", "equal"):
            table.add(kind, size, "ours", run([str(PROGRAM), "sparse", kind, str(size), "ours"]))
            if only == "ours":
                continue
            table.add(kind, size, "LEMON", run([str(PROGRAM), "sparse", kind, str(size), "lemon"]))
            file = folder / "sparse.bin"
            run([str(PROGRAM), "sparse", kind, str(size), "write", str(file)])
            for who in ("OR-Tools", "HiGHS", "NetworkX"):
                if size <= SMALL.get(who, size):
                    table.add(kind, size, who, peer(who, file), close=1e-9)


def dense(table: Table, sizes: list[int], only: str | None, folder: Path) -> None:
    for size in sizes:
        for kind in ("windows", "everybody"):
            name = "dense" if kind == "everybody" else "dense, windows"
            table.add(name, size, "ours", run([str(PROGRAM), "dense", str(size), kind, "ours"]))
            table.add(name, size, "verify", run([str(PROGRAM), "dense", str(size), kind, "verify"]))
        if only == "ours":
            continue
        if size <= SMALL["LEMON dense"]:
            table.add(
                "dense",
                size,
                "LEMON",
                run([str(PROGRAM), "dense", str(size), "everybody", "lemon"]),
            )
        file = folder / "dense.bin"
        run([str(PROGRAM), "dense", str(size), "everybody", "write", str(file)])
        for who in ("POT dense", "POT lazy"):
            if size <= SMALL.get(who, size):  # they count in doubles, we round each cost
                table.add("dense", size, who, peer(who, file), close=1e-4)


def roads(table: Table, sizes: list[int], only: str | None, folder: Path, links: str) -> None:
    for size in sizes:
        market = [str(PROGRAM), "dense", str(size), "roads"]
        for who in ("ours", "verify"):
            table.add("dense, roads", size, who, run([*market, who, links]))
        if only == "ours":
            continue
        if size <= SMALL["LEMON dense"]:
            table.add("dense, roads", size, "LEMON", run([*market, "lemon", links]))
        if size <= SMALL["POT dense"]:
            file = folder / "roads.bin"
            run([*market, "write", links, str(file)])
            table.add("dense, roads", size, "POT", peer("POT roads", file), close=1e-9)


def again(table: Table, sizes: list[int]) -> None:
    for size in sizes:
        for kind in ("geographic", "spread", "equal"):
            table.add(kind, size, "again", run([str(PROGRAM), "sparse", kind, str(size), "again"]))
        table.add("listed", size, "again", run([str(PROGRAM), "listed", str(size), "again"]))


def peer(who: str, file: Path) -> dict:
    return run([sys.executable, str(HERE), "peer", who, str(file)])


def one_peer(who: str, path: str) -> None:
    spent, objective = PEERS[who](path)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": spent, "objective": objective, "peak_mb": peak_mb}))


def main() -> None:
    """Print one line per run."""
    if sys.argv[1:2] == ["peer"]:
        one_peer(sys.argv[2], sys.argv[3])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["sparse", "dense", "roads", "again"])
    parser.add_argument("--links", metavar="LINKS.csv", help="of the roads, for roads")
    parser.add_argument("--sizes", type=int, nargs="+", default=[3_000, 10_000])
    parser.add_argument("--only", choices=["ours"])
    parser.add_argument("--plot", metavar="FILE.png")
    parser.add_argument("--out", metavar="FILE.json")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "sparse":
            sparse(table, options.sizes, options.only, Path(folder))
        elif options.what == "dense":
            dense(table, options.sizes, options.only, Path(folder))
        elif options.what == "roads":
            if not options.links:
                parser.error("roads wants --links")
            roads(table, options.sizes, options.only, Path(folder), options.links)
        else:
            again(table, options.sizes)
    if options.out:
        Path(options.out).write_text(json.dumps(table.rows, indent=1) + "\n")
    if options.plot:
        table.plot(options.plot)


if __name__ == "__main__":
    main()
