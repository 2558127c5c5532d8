"""The condition class of every sample, by masseflyt, vectorised pandas and polars, side by side.

Stands for a company's laboratory archive: samples of some 50 results each, half of them below
their limit of quantification, two in a hundred missing. All three follow the same rules (five
bounds, the first exclusive; sums of members with zeros for what is not quantified; a limit of
quantification above a bound leaves the class open; an incomplete sum proves only what it reaches)
and must give the same lowest and highest class for every sample, or the run fails. masseflyt also
answers whether a sample is contaminated, by which substances, and checks every row.

    python benchmarks/classification/columns_bench.py [--results 10000000] [--repeat 3] [--json]

Runs are paired: one of each, in turn. Compared are the fastest of each, by wall clock and by time
on the processors, which other programs on the machine change less.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl

import masseflyt
from masseflyt import columns

# The lines of a common order: metals, aliphatics, BTEX, sixteen PAH and seven PCB.
SUMS = {
    "pah16": [
        "naftalen", "acenaftylen", "acenaften", "fluoren", "fenantren", "antracen", "fluoranten",
        "pyren", "benzo_a_antracen", "krysen", "benzo_b_fluoranten", "benzo_k_fluoranten", "bap",
        "dibenzo_ah_antracen", "benzo_ghi_perylen", "indeno_123cd_pyren",
    ],
    "pcb7": [f"pcb_{n}" for n in (28, 52, 101, 118, 138, 153, 180)],
    "ali_c12_c35": ["ali_c12_c16", "ali_c16_c35"],
}  # fmt: skip


def catalogue() -> list[str]:
    none = np.array([], dtype=np.int64)
    empty = {"sample": none, "analyte": none, "value": none.astype(float)}
    return columns.classify_table(empty).analytes


@dataclass
class Limits:
    """By place in the list of analytes; a value is in a class above k when it is above at[k]."""

    names: list[str]
    at: np.ndarray  # (5, analytes): the first is exclusive, so the last double below it

    @property
    def has(self) -> np.ndarray:
        return np.isfinite(self.at[0])

    def index(self, name: str) -> int:
        return self.names.index(name)


def limits() -> Limits:
    names = catalogue()
    at = np.full((5, len(names)), np.inf)
    for rule in masseflyt.rule_pack("no.tilstandsklasser.ta2553").rules:
        at[rule.level - 1, names.index(rule.subject)] = float(rule.value)
    at = np.maximum.accumulate(at, axis=0)
    at[0] = np.where(np.isfinite(at[0]), np.nextafter(at[0], 0), np.inf)
    return Limits(names, at)


def results(count: int, known: Limits) -> dict[str, np.ndarray]:
    """Values of two significant digits around the first bound, so that many lie exactly on one."""
    random = np.random.default_rng(20090401)
    lines = [n for n, has in zip(known.names, known.has, strict=True) if has and n not in SUMS]
    lines += [m for members in SUMS.values() for m in members if m not in lines]
    codes = np.sort(np.array([known.index(n) for n in lines], dtype=np.int8))
    samples = count // len(codes) + 1
    sample = np.repeat(np.arange(samples, dtype=np.int32), len(codes))
    analyte = np.tile(codes, samples)
    scale = np.where(known.has, known.at[0], 0.02)[analyte]
    value = scale * 10 ** random.normal(-1.2, 0.6, len(sample))
    digits = 10 ** np.floor(np.log10(value) - 1)
    value = np.maximum(np.round(value / digits), 1) * digits
    value = np.round(value, 9)
    below = random.random(len(sample)) < 0.5
    keep = random.random(len(sample)) > 0.02
    return {
        "sample": sample[keep],
        "analyte": analyte[keep],
        "value": value[keep],
        "below": below[keep],
    }


# ---- three ways ----------------------------------------------------------------------------------

Classes = tuple[np.ndarray, np.ndarray]


def by_masseflyt(data: dict[str, np.ndarray], known: Limits, threads: int) -> Classes:
    table = {
        "sample": data["sample"],
        "analyte": data["analyte"],
        "value": data["value"],
        "qualifier": data["kind"],
    }
    own = columns.classify_table(table, threads=threads).numpy()
    return own["class_low"], own["class_high"]


def by_pandas(frame: pd.DataFrame, known: Limits) -> Classes:
    value, below = frame["value"].to_numpy(), frame["below"].to_numpy()
    code = frame["analyte"].to_numpy()
    low = np.where(below, 0.0, value)
    high = np.where(below, np.nextafter(value, 0), value)

    def class_of(v: np.ndarray, analyte: np.ndarray | int) -> np.ndarray:
        level = np.ones(len(v), dtype=np.int8)
        for bound in known.at:
            level += v > bound[analyte]
        return level

    classed = known.has[code]
    single = pd.DataFrame(
        {
            "sample": frame["sample"],
            "low": np.where(classed, class_of(low, code), 0).astype(np.int8),
            "high": np.where(classed, class_of(high, code), 0).astype(np.int8),
        }
    )
    grouped = single.groupby("sample", sort=True).max()
    lowest, highest = grouped["low"].to_numpy(), grouped["high"].to_numpy()
    at_least = np.zeros(len(grouped), dtype=np.int8)
    for name, members in SUMS.items():
        rows = np.isin(code, [known.index(m) for m in members])
        part = pd.DataFrame({"sample": frame["sample"][rows], "low": low[rows], "high": high[rows]})
        sums = part.groupby("sample", sort=True).agg(
            low=("low", "sum"), high=("high", "max"), n=("low", "size")
        )
        sums = sums.reindex(grouped.index)
        total = np.round(sums["low"].to_numpy(), 9)
        complete = sums["n"].to_numpy() == len(members)
        there = ~np.isnan(total)
        level = np.where(there, class_of(np.nan_to_num(total), known.index(name)), 0)
        most = class_of(np.fmax(total, sums["high"].to_numpy()), known.index(name))
        counts = complete | (level >= 2)
        lowest = np.maximum(lowest, np.where(counts, level, 0))
        highest = np.maximum(highest, np.where(complete, most, np.where(counts, level, 0)))
        at_least = np.maximum(at_least, np.where(there & ~complete, level, 0))
    highest = np.where((at_least >= 2) & (at_least == lowest), 6, highest)
    return lowest.astype(np.int8), highest.astype(np.int8)


def by_polars(frame: pl.DataFrame, known: Limits) -> Classes:
    code, value = pl.col("analyte"), pl.col("value")
    bounds = [pl.Series(f"b{k}", at) for k, at in enumerate(known.at)]

    def class_of(v: pl.Expr, k_bound: Callable[[int], pl.Expr]) -> pl.Expr:
        level = pl.lit(1, dtype=pl.Int8)
        for k in range(5):
            level = level + (v > k_bound(k)).cast(pl.Int8)
        return level

    def of_row(k: int) -> pl.Expr:
        return pl.lit(bounds[k]).gather(code)

    has = pl.lit(pl.Series("has", known.has)).gather(code)
    rows = frame.lazy().with_columns(
        low=pl.when("below").then(0.0).otherwise(value),
        high=pl.when("below").then(pl.col("value_below")).otherwise(value),
    )
    totals = []
    for name, members in SUMS.items():
        member = code.is_in([known.index(m) for m in members])
        totals += [
            pl.col("low").filter(member).sum().round(9).alias(f"{name}_low"),
            pl.col("high").filter(member).max().alias(f"{name}_high"),
            member.sum().alias(f"{name}_n"),
        ]
    sampled = (
        rows.with_columns(
            low_class=pl.when(has).then(class_of(pl.col("low"), of_row)).otherwise(0),
            high_class=pl.when(has).then(class_of(pl.col("high"), of_row)).otherwise(0),
        )
        .group_by("sample")
        .agg(pl.col("low_class").max(), pl.col("high_class").max(), *totals)
    )
    lowest, highest, open_ = pl.col("low_class"), pl.col("high_class"), pl.lit(0)
    for name, members in SUMS.items():
        total, most, n = (pl.col(f"{name}_{part}") for part in ("low", "high", "n"))
        own = [float(at[known.index(name)]) for at in known.at]
        level = pl.when(n > 0).then(class_of(total, lambda k, own=own: pl.lit(own[k]))).otherwise(0)
        top = class_of(pl.max_horizontal(total, most), lambda k, own=own: pl.lit(own[k]))
        complete = n == len(members)
        proved = pl.when(complete | (level >= 2)).then(level).otherwise(0)
        lowest = pl.max_horizontal(lowest, proved)
        highest = pl.max_horizontal(highest, pl.when(complete).then(top).otherwise(proved))
        open_ = pl.max_horizontal(open_, pl.when((n > 0) & ~complete).then(level).otherwise(0))
    told = (
        sampled.select("sample", lowest.alias("low"), highest.alias("high"), open_.alias("open"))
        .with_columns(
            high=pl.when((pl.col("open") >= 2) & (pl.col("open") == pl.col("low")))
            .then(6)
            .otherwise("high")
        )
        .sort("sample")
        .collect()
    )
    return told["low"].cast(pl.Int8).to_numpy(), told["high"].cast(pl.Int8).to_numpy()


# ---- measuring -----------------------------------------------------------------------------------


def timed(work: Callable[[], Classes]) -> tuple[float, float, Classes]:
    wall, before = time.perf_counter(), os.times()
    answer = work()
    after = os.times()
    cpu = after.user + after.system - before.user - before.system
    return time.perf_counter() - wall, cpu, answer


def read_bandwidth(threads: int, megabytes: int = 256) -> float:
    """Bytes per second that `threads` take in together: the largest of a few sums over doubles."""
    blocks = [np.ones(megabytes * 2**20 // 8) for _ in range(threads)]
    best = 0.0
    for _ in range(5):
        workers = [threading.Thread(target=block.max) for block in blocks]
        begin = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        seconds = time.perf_counter() - begin
        best = max(best, threads * blocks[0].nbytes / seconds)
    return best


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--results", type=int, default=10_000_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    known = limits()
    data = results(chosen.results, known)
    data["kind"] = np.where(data["below"], np.uint8(2), np.uint8(1))
    read = sum(data[name].nbytes for name in ("sample", "analyte", "value", "kind"))
    frame = pd.DataFrame({n: data[n] for n in ("sample", "analyte", "value", "below")})
    lazy = pl.DataFrame({n: data[n] for n in ("sample", "analyte", "value", "below")})
    lazy = lazy.with_columns(
        pl.Series("value_below", np.nextafter(data["value"], 0)), pl.col("sample").set_sorted()
    )
    ways: dict[str, Callable[[], Classes]] = {
        "masseflyt, 1 thread": lambda: by_masseflyt(data, known, 1),
        f"masseflyt, {chosen.threads} threads": lambda: by_masseflyt(data, known, chosen.threads),
        "pandas": lambda: by_pandas(frame, known),
        "polars": lambda: by_polars(lazy, known),
    }
    wall = {name: float("inf") for name in ways}
    cpu = dict(wall)
    answers: dict[str, Classes] = {}
    for _ in range(chosen.repeat):
        for name, way in ways.items():
            seconds, busy, answers[name] = timed(way)
            wall[name], cpu[name] = min(wall[name], seconds), min(cpu[name], busy)
    bandwidth = {n: read_bandwidth(n) for n in {1, chosen.threads}}
    ours = list(ways)[:2]
    rows = len(data["value"])
    samples = len(answers["pandas"][0])
    same = all(
        np.array_equal(answers["pandas"][i], answer[i])
        for answer in answers.values()
        for i in range(2)
    )
    told = {
        "results": rows,
        "samples": samples,
        "same_verdicts": same,
        "seconds": wall,
        "cpu_seconds": cpu,
        "times_pandas": {n: wall["pandas"] / wall[n] for n in ours},
        "times_polars": {n: wall["polars"] / wall[n] for n in ours},
        "bytes_read": read,
        "share_of_read_bandwidth": {
            ours[0]: read / wall[ours[0]] / bandwidth[1],
            ours[1]: read / wall[ours[1]] / bandwidth[chosen.threads],
        },
        "read_bandwidth_gb_s": {str(n): b / 1e9 for n, b in bandwidth.items()},
    }
    if chosen.json:
        print(json.dumps(told, indent=2))
    else:
        report(told, answers["pandas"])
    if not same:
        for name, answer in answers.items():
            wrong = np.flatnonzero(
                (answer[0] != answers["pandas"][0]) | (answer[1] != answers["pandas"][1])
            )
            if len(wrong):
                print(f"{name} differs in {len(wrong)} samples, first {wrong[0]}", file=sys.stderr)
        return 1
    return 0


def report(told: dict[str, object], classes: Classes) -> None:
    counts = np.bincount(classes[0], minlength=7)[1:]
    open_ = int(np.count_nonzero(classes[0] != classes[1]))
    print(
        f"{told['results']} results, {told['samples']} samples; classes 1 to 6: {counts.tolist()},"
    )
    print(
        f"{open_} of them open; same verdicts in all: {'yes' if told['same_verdicts'] else 'NO'}\n"
    )
    print(f"{'':24}{'wall s':>9}{'cpu s':>9}{'Mresults/s':>12}{'x pandas':>10}{'x polars':>10}")
    wall, cpu = told["seconds"], told["cpu_seconds"]
    for name in wall:
        rate = told["results"] / wall[name] / 1e6
        print(
            f"{name:24}{wall[name]:9.3f}{cpu[name]:9.2f}{rate:12.1f}"
            f"{wall['pandas'] / wall[name]:10.1f}{wall['polars'] / wall[name]:10.1f}"
        )
    for name, share in told["share_of_read_bandwidth"].items():
        print(f"\n{name}: reads its columns at {share:.0%} of the memory bandwidth measured")
    print(f"(read, GB/s by threads: {told['read_bandwidth_gb_s']})")


if __name__ == "__main__":
    raise SystemExit(main())
