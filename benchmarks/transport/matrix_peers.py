"""The cost matrix against SciPy's and igraph's Dijkstra and pandana's contraction hierarchies.

    python matrix_peers.py NETWORK [--extract] [--size 2000] [--pandana-rows 20]

NETWORK is the N1000 table of links, or with --extract an .osm.pbf. Everybody gets the same nodes
and the same whole milliseconds, one thread, and is measured in processor time in the same run, so
that what else the machine does counts for little. Dijkstra's rows are timed on a sample of origins,
pandana's pairs on another, then scaled to the whole matrix; costs must agree to the millisecond.
Needs scipy, igraph and pandana beside masseflyt.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import igraph
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from masseflyt import _masseflyt, roads


def seconds(work: Callable[[], object], rounds: int = 1) -> tuple[float, object]:
    """Processor seconds of the fastest round, and its answer."""
    best, answer = float("inf"), None
    for _ in range(rounds):
        begin = time.process_time()
        answer = work()
        best = min(best, time.process_time() - begin)
    return best, answer


def main() -> None:
    """Print one line per competitor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("network")
    parser.add_argument("--extract", action="store_true")
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=40, help="origins timed for Dijkstra")
    parser.add_argument("--pandana-rows", type=int, default=20)
    options = parser.parse_args()
    network = roads.Network.read(
        options.network, speed_kmh=50, joining="ends" if options.extract else "vertices"
    )
    begin = time.process_time()
    prepared = network.prepare(roads.Vehicle(ferries=True))
    preparing = time.process_time() - begin
    tail, head, cost = _masseflyt.open_arcs(prepared._native)
    n = network.node_count
    random = np.random.default_rng(1)
    origins = random.choice(n, options.size, replace=options.size > n).astype(np.int64)
    targets = random.choice(n, options.size, replace=options.size > n).astype(np.int64)
    print(f"{network}, {len(tail)} open directions, {options.size} x {options.size}")
    print(f"prepared in {preparing:.2f} s, {prepared.shortcuts} shortcuts")

    def ours(figures: bool) -> object:
        return _masseflyt.matrix_of_nodes(prepared._native, origins, targets, figures, 1)

    only_cost, answer = seconds(lambda: ours(False), 3)
    with_figures, _ = seconds(lambda: ours(True), 2)
    table = np.rint(_masseflyt.matrix_columns(answer)["cost"] * 3_600_000)
    table = table.reshape(options.size, options.size)

    order = np.lexsort((cost, head, tail))  # of parallel roads the cheapest
    keep = np.ones(len(order), dtype=bool)
    keep[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    t, h, c = tail[order][keep], head[order][keep], cost[order][keep].astype(np.float64)
    rows = options.sample
    scale = options.size / rows

    def tell(name: str, spent: float) -> None:
        ratios = f"{spent / only_cost:9.1f} x {spent / with_figures:9.1f} x"
        print(f"{name:36} {spent:10.3f} s {ratios}", flush=True)

    tell("masseflyt, cost", only_cost)
    tell("masseflyt, cost and five figures", with_figures)
    graph = csr_matrix((np.maximum(c, 1e-9), (t, h)), shape=(n, n))
    scipy_s, found = seconds(lambda: dijkstra(graph, indices=origins[:rows])[:, targets])
    np.testing.assert_array_equal(
        np.where(np.isfinite(found), np.rint(found), -1), np.nan_to_num(table[:rows], nan=-1)
    )
    tell("SciPy Dijkstra", scipy_s * scale)
    peer = igraph.Graph(n=n, edges=np.column_stack([t, h]), directed=True)
    igraph_s, found = seconds(
        lambda: peer.distances(
            source=origins[:rows].tolist(),
            target=np.unique(targets).tolist(),
            weights=c.tolist(),
            algorithm="dijkstra",
        )
    )
    tell("igraph Dijkstra", igraph_s * scale)
    spent = pandana_seconds(t, h, c, n, origins, targets, table, options)
    tell("pandana", spent)


def pandana_seconds(t, h, c, n, origins, targets, table, options) -> float:
    """Its shortest_path_lengths() over all pairs of some origins, scaled; directed network."""
    import pandana

    index = pd.RangeIndex(n)
    net = pandana.Network(
        pd.Series(np.zeros(n), index=index),
        pd.Series(np.zeros(n), index=index),
        pd.Series(t),
        pd.Series(h),
        pd.DataFrame({"ms": c}),
        twoway=False,
    )
    rows = options.pandana_rows
    start = np.repeat(origins[:rows], len(targets))
    end = np.tile(targets, rows)
    spent, found = seconds(lambda: np.array(net.shortest_path_lengths(start, end, "ms")))
    ours = np.nan_to_num(table[:rows].ravel(), nan=-1)
    reached = ours >= 0
    if not np.allclose(found[reached], ours[reached], rtol=1e-3):
        print("pandana differs, largest by", np.abs(found - ours)[reached].max())
    return spent * options.size / rows


if __name__ == "__main__":
    main()
