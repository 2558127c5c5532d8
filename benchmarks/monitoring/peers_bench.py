"""Rolling windows, episodes and quality tests beside pandas, polars, DuckDB and ioos_qc.

One thread each, processor time, the best of some runs in one process, so that the ratios hold on a
machine that does other things too. Peers that are not installed are left out.

    python benchmarks/monitoring/peers_bench.py [--rows 10000000]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # read when polars is imported

import numpy as np

from masseflyt import monitoring

SECOND = 1_000_000_000
WINDOW_S = 3600
LIMITS = {"warning": 60, "alarm": 65, "stop": 70}


def peer(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def best(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of processor time."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def series(rows: int, *, irregular: bool) -> tuple[np.ndarray, np.ndarray]:
    """One reading a second; irregular: with jitter and a gap of ten minutes now and then."""
    random = np.random.default_rng(1)
    step = np.full(rows, SECOND)
    if irregular:
        step += random.integers(0, 900, rows) * 1_000_000
        step[random.integers(0, 1000, rows) == 0] += 600 * SECOND
    time_ns = 1_700_000_000 * SECOND + np.cumsum(step)
    value = 57 + 8 * np.sin(np.arange(rows) / 5000) + random.uniform(-4, 4, rows)
    return time_ns.astype(np.int64), value


def rules(streams: int = 1) -> monitoring.Rules:
    document = {
        "schema": "masseflyt.monitoring/1",
        "zone": "Europe/Oslo",
        "streams": [
            {
                "id": f"s{i}",
                "parameter": "turbidity",
                "unit": "NTU",
                "meaning": "instant",
                "interval_s": 1,
                "silence_after_s": 7200,
            }
            for i in range(streams)
        ],
        "rules": [
            {
                "id": f"r{i}",
                "source": "benchmark",
                "conditions": [
                    {
                        "stream": f"s{i}",
                        "statistic": "mean",
                        "window": {"rolling_s": WINDOW_S},
                        "comparison": "above",
                        "unit": "NTU",
                        **LIMITS,
                    }
                ],
            }
            for i in range(streams)
        ],
    }
    return monitoring.Rules(json.dumps(document))


def ours(time_ns: np.ndarray, value: np.ndarray) -> Callable[[], object]:
    checked = rules()

    def work() -> object:
        watch = monitoring.Evaluator(checked)
        watch.feed("s0", time_ns, value)
        return watch.take()

    return work


def window_peers(time_ns: np.ndarray, value: np.ndarray) -> dict[str, Callable[[], object]]:
    """The window alone, one value per reading; none of them raises or ends an alarm."""
    work: dict[str, Callable[[], object]] = {}
    if pandas := peer("pandas"):
        column = pandas.Series(value, index=pandas.to_datetime(time_ns))
        work["pandas, window"] = lambda: column.rolling(f"{WINDOW_S}s").mean()
    if polars := peer("polars"):
        frame = polars.DataFrame({"t": time_ns, "v": value}).with_columns(
            polars.col("t").cast(polars.Datetime("ns"))
        )
        mean = polars.col("v").rolling_mean_by("t", f"{WINDOW_S}s")
        work["polars, window"] = lambda: frame.select(mean)
        work["polars, window, levels, episodes"] = lambda: (
            frame.select("t", mean.alias("m"))
            .with_columns(
                sum((polars.col("m") > x).cast(polars.Int8) for x in LIMITS.values()).alias("l")
            )
            .with_columns((polars.col("l") > 0).rle_id().alias("e"))
            .filter(polars.col("l") > 0)
            .group_by("e")
            .agg(
                polars.col("t").min(),
                polars.col("t").max().alias("end"),
                polars.col("m").max(),
                polars.col("l").max(),
            )
        )
    if duckdb := peer("duckdb"):
        connection = duckdb.connect()
        connection.execute("set threads = 1")
        connection.execute(
            "create table r as select make_timestamp_ns(t) as t, v from "
            "(select unnest($t) as t, unnest($v) as v)",
            {"t": time_ns[:1_000_000], "v": value[:1_000_000]},
        )
        work["duckdb, window, of a tenth"] = lambda: connection.execute(
            "select avg(m) from (select avg(v) over (order by t range between "
            f"interval {WINDOW_S} seconds preceding and current row) as m from r)"
        ).fetchall()
    return work


def windows(rows: int) -> None:
    for kind in ("regular", "irregular"):
        time_ns, value = series(rows, irregular=kind == "irregular")
        mine = best(ours(time_ns, value))
        print(f"{kind}, {rows} readings, mean over an hour")
        print(f"  masseflyt, window, levels, episodes {rows / mine / 1e6:9.1f} M/s")
        for name, work in window_peers(time_ns, value).items():
            took = best(work, 2) * (10 if name.endswith("tenth") else 1)
            print(f"  {name:35} {rows / took / 1e6:9.1f} M/s   x {took / mine:.1f}")


def region(rows: int) -> None:
    """Many sensors with a thousand readings each."""
    sensors = rows // 1000
    checked = rules(sensors)
    time_ns, value = series(1000, irregular=False)

    def work() -> object:
        watch = monitoring.Evaluator(checked)
        for i in range(sensors):
            watch.feed(f"s{i}", time_ns, value)
        return watch.take()

    mine = best(work, 2)
    print(f"{sensors} sensors, 1000 readings each, mean over an hour")
    print(f"  masseflyt, window, levels, episodes {rows / mine / 1e6:9.1f} M/s")
    if polars := peer("polars"):
        frame = polars.DataFrame(
            {
                "s": np.repeat(np.arange(sensors), 1000),
                "t": np.tile(time_ns, sensors),
                "v": np.tile(value, sensors),
            }
        ).with_columns(polars.col("t").cast(polars.Datetime("ns")))
        mean = polars.col("v").rolling_mean_by("t", f"{WINDOW_S}s").over("s")
        took = best(lambda: frame.select(mean), 2)
        print(f"  {'polars, window':35} {rows / took / 1e6:9.1f} M/s   x {took / mine:.1f}")


def quality(rows: int) -> None:
    time_ns, value = series(rows, irregular=False)
    tests = {
        "gross_range": {"fail_span": [0, 140], "suspect_span": [20, 120]},
        "spike": {"suspect_threshold": 10, "fail_threshold": 20},
        "rate_of_change": {"threshold_per_s": 8},
        "flat_line": {"suspect_threshold_s": 300, "fail_threshold_s": 900, "tolerance": 0.1},
        "attenuated_signal": {
            "suspect_threshold": 1,
            "fail_threshold": 0.5,
            "check_type": "range",
            "test_period_s": 600,
        },
    }
    stamps = time_ns.view("datetime64[ns]")
    mine = best(lambda: monitoring.qc(time_ns, value, tests))
    print(f"five quality tests, {rows} readings")
    print(f"  {'masseflyt':35} {rows / mine / 1e6:9.1f} M/s")
    qartod = peer("ioos_qc.qartod")
    if qartod is None:
        return

    def theirs() -> None:
        qartod.gross_range_test(value, fail_span=(0, 140), suspect_span=(20, 120))
        qartod.spike_test(value, suspect_threshold=10, fail_threshold=20)
        qartod.rate_of_change_test(value, stamps, 8)
        qartod.flat_line_test(value, stamps, 300, 900, 0.1)
        qartod.attenuated_signal_test(value, stamps, 1, 0.5, test_period=600, check_type="range")

    took = best(theirs, 1)
    print(f"  {'ioos_qc':35} {rows / took / 1e6:9.1f} M/s   x {took / mine:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    windows(rows)
    region(rows)
    quality(rows // 10)


if __name__ == "__main__":
    main()
