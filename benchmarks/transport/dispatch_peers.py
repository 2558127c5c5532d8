"""The same days of truckloads for our dispatcher, OR-Tools routing, PyVRP and VROOM.

    python dispatch_peers.py --ours ../../build/bench/benchmarks/masseflyt_dispatch_day

The peers are no part of the development environment: pip install ortools pyvrp pyvroom numpy. One
that is not there is left out. All get the same wall time.

A day: places are uniform in a square of 60 km, one for each 50 loads and 30 besides; roads are
straight lines times 1.3 at 50 km/h, whole metres and seconds. Hauls join random pairs of places,
five loads each. Three depots at random places, trucks enough; a shift of ten hours from leaving the
depot to being back; ten minutes to load and six to unload. Nothing else binds, because the peers
know nothing else. What is compared is driven kilometres.

For the peers a full load is one visit, not a pick-up and a delivery, which is the form that suits
them best: from the end of load i to the end of load j it is the empty way, the loaded way and
the handling of j. A public set of pick-ups and deliveries (Li and Lim's, SINTEF) becomes such a day
when each request is a full load: capacity one, ready time and due date as window, its coordinates
as places.
"""

from __future__ import annotations

import argparse
import datetime
import math
import random
import subprocess
import sys
import time
from dataclasses import dataclass

SHIFT, LOAD, UNLOAD = 36_000, 600, 360


@dataclass
class Day:
    """Metres and seconds between places; hauls as (from, to, loads); depots as (place, trucks)."""

    metres: list[list[int]]
    seconds: list[list[int]]
    hauls: list[tuple[int, int, int]]
    depots: list[tuple[int, int]]

    @property
    def loads(self) -> list[tuple[int, int]]:
        """From and to of every single load."""
        return [(a, b) for a, b, n in self.hauls for _ in range(n)]


def generate(loads: int, seed: int) -> Day:
    """Make the day of the description above."""
    dice = random.Random(seed)
    places = 30 + loads // 50
    at = [(dice.uniform(0, 60_000), dice.uniform(0, 60_000)) for _ in range(places)]
    metres = [[round(1.3 * math.dist(a, b)) for b in at] for a in at]
    seconds = [[round(m * 3600 / 50_000) for m in row] for row in metres]
    hauls = []
    for _ in range(loads // 5):
        a, b = dice.sample(range(places), 2)
        hauls.append((a, b, 5))
    depots = [(dice.randrange(places), loads // 8) for _ in range(3)]
    return Day(metres, seconds, hauls, depots)


def ours(day: Day, limit: float, program: str) -> dict[str, float]:
    """Our side, in a program of its own."""
    lines = [
        f"{len(day.metres)} {len(day.hauls)} {len(day.depots)} {SHIFT} {LOAD} {UNLOAD} {limit}"
    ]
    for metres, seconds in zip(day.metres, day.seconds, strict=True):
        lines.append(" ".join(f"{m} {s}" for m, s in zip(metres, seconds, strict=True)))
    lines += [f"{a} {b} {n}" for a, b, n in day.hauls]
    lines += [f"{p} {n}" for p, n in day.depots]
    done = subprocess.run(
        [program], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    driven, empty, bound, trucks, least, left, rounds, took, accepted = done.stdout.split()
    return {
        "km": int(driven) / 1000,
        "bound_km": (int(driven) - int(empty) + int(bound)) / 1000,
        "trucks": int(trucks),
        "min_trucks": int(least),
        "left": int(left),
        "rounds": int(rounds),
        "s": float(took),
        "accepted": int(accepted),
    }


def matrices(day: Day):
    """Depots first, then loads: what it takes from one to the next, its own part included."""
    import numpy as np

    ends = [p for p, _ in day.depots] + [b for _, b in day.loads]
    begins = [p for p, _ in day.depots] + [a for a, _ in day.loads]
    m = np.array(day.metres, dtype=np.int64)
    s = np.array(day.seconds, dtype=np.int64)
    k = len(day.depots)
    own_m = np.array([0] * k + [day.metres[a][b] for a, b in day.loads])
    own_s = np.array([0] * k + [day.seconds[a][b] + LOAD + UNLOAD for a, b in day.loads])
    way = m[np.ix_(ends, begins)] + own_m[None, :]
    took = s[np.ix_(ends, begins)] + own_s[None, :]
    np.fill_diagonal(way, 0)
    np.fill_diagonal(took, 0)
    return way, took


def ortools(day: Day, limit: float) -> dict[str, float]:
    """Guided local search from the cheapest insertion of its own choice."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    way, took = (x.tolist() for x in matrices(day))
    starts = [d for d, (_, n) in enumerate(day.depots) for _ in range(n)]
    manager = pywrapcp.RoutingIndexManager(len(way), len(starts), starts, starts)
    routing = pywrapcp.RoutingModel(manager)
    node = [manager.IndexToNode(i) for i in range(manager.GetNumberOfIndices())]
    cost = routing.RegisterTransitCallback(lambda i, j: way[node[i]][node[j]])
    hours = routing.RegisterTransitCallback(lambda i, j: took[node[i]][node[j]])
    routing.SetArcCostEvaluatorOfAllVehicles(cost)
    routing.AddDimension(hours, 0, SHIFT, True, "time")
    options = pywrapcp.DefaultRoutingSearchParameters()
    options.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.AUTOMATIC
    options.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    options.time_limit.FromMilliseconds(round(limit * 1000))
    begin = time.monotonic()
    answer = routing.SolveWithParameters(options)
    if answer is None:
        return {"km": math.nan, "s": time.monotonic() - begin}
    return {"km": answer.ObjectiveValue() / 1000, "s": time.monotonic() - begin}


def pyvrp(day: Day, limit: float) -> dict[str, float]:
    """Its own search, whichever its version has; written for 0.14."""
    import pyvrp as library
    from pyvrp.stop import MaxRuntime

    way, took = matrices(day)
    k = len(day.depots)
    locations = [library.Location(x=0, y=0) for _ in range(k + len(day.loads))]
    depots = [library.Depot(location=d) for d in range(k)]
    clients = [library.Client(location=k + i) for i in range(len(day.loads))]
    types = [
        library.VehicleType(num_available=n, start_depot=d, end_depot=d, shift_duration=SHIFT)
        for d, (_, n) in enumerate(day.depots)
    ]
    data = library.ProblemData(locations, clients, depots, types, [way], [took])
    begin = time.monotonic()
    result = library.solve(data, stop=MaxRuntime(limit), seed=1, display=False)
    km = result.best.distance() / 1000 if result.is_feasible() else math.nan
    return {"km": km, "trucks": result.best.num_routes(), "s": time.monotonic() - begin}


def vroom(day: Day, limit: float) -> dict[str, float]:
    """Its deepest exploration, as far as the time allows."""
    import numpy as np
    import vroom as library

    way, took = matrices(day)
    problem = library.Input()
    problem.set_durations_matrix("car", took.astype(np.uint32))
    problem.set_distances_matrix("car", way.astype(np.uint32))
    problem.set_costs_matrix("car", way.astype(np.uint32))
    number = 0
    for d, (_, n) in enumerate(day.depots):
        for _ in range(n):
            problem.add_vehicle(
                library.Vehicle(number, start=d, end=d, time_window=library.TimeWindow(0, SHIFT))
            )
            number += 1
    for i in range(len(day.loads)):
        problem.add_job(library.Job(i, location=len(day.depots) + i))
    begin = time.monotonic()
    answer = problem.solve(5, nb_threads=1, timeout=datetime.timedelta(seconds=limit))
    seconds = time.monotonic() - begin
    routes = answer.routes
    where = [
        0 if math.isnan(x) else int(x) for x in routes["location_index"].astype(float).to_numpy()
    ]
    vehicle = routes["vehicle_id"].to_numpy()
    metres = sum(
        int(way[where[i - 1], where[i]])
        for i in range(1, len(where))
        if vehicle[i] == vehicle[i - 1]
    )
    left = len(day.loads) - int((routes["type"] == "job").sum())
    return {"km": metres / 1000, "left": left, "s": seconds}


def main() -> None:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ours", required=True, help="the program masseflyt_dispatch_day")
    parser.add_argument("--loads", type=int, nargs="+", default=[200, 1000, 10_000])
    parser.add_argument("--seconds", type=float, nargs="+", default=[10, 30, 60])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=["ours", "ortools", "pyvrp", "vroom"])
    options = parser.parse_args()
    peers = {"ortools": ortools, "pyvrp": pyvrp, "vroom": vroom}
    for loads, limit in zip(options.loads, options.seconds, strict=True):
        for seed in range(1, options.seeds + 1):
            day = generate(loads, seed)
            for name in options.only:
                try:
                    if name == "ours":
                        told = ours(day, limit, options.ours)
                    else:
                        told = peers[name](day, limit)
                except ImportError:
                    told = {"not installed": 1}
                except MemoryError:
                    told = {"out of memory": 1}
                figures = "  ".join(f"{k} {v:,.1f}" for k, v in told.items())
                print(f"{loads} loads, seed {seed}, {limit:g} s: {name:8} {figures}", flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
