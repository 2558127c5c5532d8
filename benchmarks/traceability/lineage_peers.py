"""Recall and backward trace by DuckDB and NetworkX, on the arcs that the C++ benchmark traces.

    python lineage_peers.py build/bench/benchmarks/masseflyt_traceability_bench

Runs the benchmark first, so that all figures are of one run on one machine, and prints ratios of
processor time, one thread each, so that what else the machine does counts for little. The peers
answer only which nodes are reached; ours also tells shares, bounds and paths.
Needs duckdb, networkx and numpy.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import networkx as nx
import numpy as np

QUESTIONS = (  # title, arcs, backward, our benchmark, the same in SQLite, rounds for the peers
    ("recall", "web", False, "recall_a_million_lots/0", "recall_by_recursive_sql", 1),
    ("trace back", "year", True, "trace_back_ten_thousand_lots", "trace_back_by_recursive_sql", 3),
)


def best(question: Callable[[], int], rounds: int) -> tuple[float, int]:
    """Processor seconds of the fastest of some rounds, and the answer."""
    seconds, answer = float("inf"), 0
    for _ in range(rounds):
        begin = time.process_time()
        answer = question()
        seconds = min(seconds, time.process_time() - begin)
    return seconds, answer


def run_ours(program: str, folder: str) -> dict[str, tuple[float, int]]:
    """Seconds and members by name of the benchmark; writes the arcs into the folder."""
    out = Path(folder) / "ours.json"
    command = [
        program,
        "--benchmark_filter=recall|trace_back|export",
        f"--benchmark_out={out}",
        "--benchmark_out_format=json",
    ]
    environment = {**os.environ, "MASSEFLYT_BENCH_ARCS": folder}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
    return {
        b["name"].split("/iter")[0]: (b["cpu_time"] * unit[b["time_unit"]], b.get("members", 0))
        for b in json.loads(out.read_text())["benchmarks"]
    }


def peers(
    arcs: np.ndarray, start: int, backward: bool, rounds: int
) -> dict[str, tuple[float, int]]:
    """The same question to NetworkX and to DuckDB, data loaded and indexed beforehand."""
    source, target = (arcs[:, 1], arcs[:, 0]) if backward else (arcs[:, 0], arcs[:, 1])
    graph = nx.DiGraph()
    graph.add_edges_from(zip(source.tolist(), target.tolist(), strict=True))
    answers = {"NetworkX": best(lambda: len(nx.descendants(graph, start)) + 1, rounds)}
    db = duckdb.connect()
    db.execute("SET threads = 1")
    db.register("given", {"source": source.copy(), "target": target.copy()})
    db.execute("CREATE TABLE arc AS SELECT * FROM given")
    question = f"""
        WITH RECURSIVE c(v) AS (
          SELECT {start}::INTEGER UNION SELECT target FROM arc JOIN c ON source = v)
        SELECT count(*) FROM c"""
    answers["DuckDB"] = best(lambda: int(db.execute(question).fetchall()[0][0]), rounds)
    return answers


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = run_ours(sys.argv[1], folder)
        for title, file, backward, name, sql, rounds in QUESTIONS:
            pairs = np.fromfile(f"{folder}/{file}.arcs", dtype=np.int32).reshape(-1, 2)
            found = peers(pairs[1:], int(pairs[0, 0]), backward, rounds)
            if sql in ours:
                found["SQLite"] = ours[sql]
            own, members = ours[name]
            if any(answer != members for _, answer in found.values()):
                raise SystemExit(f"{title}: {members} members here, {found} by the peers")
            print(f"{title}: {members:.0f} members, {len(pairs) - 1} arcs in the graph")
            print(f"  masseflyt  {own * 1e3:12.3f} ms")
            for peer, (seconds, _) in sorted(found.items(), key=lambda item: item[1]):
                print(f"  {peer:9}  {seconds * 1e3:12.3f} ms  {seconds / own:8.1f} times")


if __name__ == "__main__":
    main()
