"""The command ``masseflyt matrix``."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from masseflyt import output, roads
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

DONE, PROBLEMS = 0, 1

Add = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: Add, progress: Callable[[], roads.Progress | None]) -> None:
    """Hook the command into ``masseflyt``; ``add`` takes a name, what to run and a help text."""
    matrix = add(
        "matrix", _matrix, "find the ways between places on a road network: km, hours, built-up"
    )
    matrix.set_defaults(progress=progress)
    matrix.add_argument(
        "roads", metavar="ROADS", help="table of links, lines in GeoJSON, or an .osm.pbf"
    )
    matrix.add_argument(
        "--places", required=True, metavar="PLACES.csv", help="id,lon,lat; origins and destinations"
    )
    matrix.add_argument("--to", metavar="PLACES.csv", help="destinations, if they are others")
    matrix.add_argument("--out", required=True, metavar="OUT.csv", help="one line per pair")
    matrix.add_argument(
        "--format",
        metavar="COLUMNS.json",
        help="what the columns of the roads are called; default: the map of Norway N1000",
    )
    matrix.add_argument(
        "--joining",
        choices=("ends", "vertices"),
        default="ends",
        help="where lines meet; default: at their ends",
    )
    matrix.add_argument("--built-up", metavar="AREAS.geojson", help="polygons with homes, schools")
    matrix.add_argument(
        "--speed",
        action="append",
        default=[],
        type=_speed,
        metavar="[CLASS=]KMH",
        help="of roads that have none in the file; may be repeated: 50, trunk=80",
    )
    matrix.add_argument("--by", choices=("time", "length", "price"), default="time")
    for name, told in (
        ("weight-t", "of the loaded vehicle; roads with a lower limit are closed"),
        ("axle-t", "its heaviest axle"),
        ("height-m", "of the vehicle"),
        ("length-m", "of the vehicle"),
        ("top-speed-kmh", "of the vehicle"),
    ):
        matrix.add_argument(f"--{name}", type=_positive, metavar="X", help=told)
    for name in ("km", "h", "toll", "built-up-km"):
        matrix.add_argument(
            f"--nok-{name}", type=_not_negative, default=0.0, metavar="NOK", help="with --by price"
        )
    matrix.add_argument("--ferries", action="store_true", help="the vehicle may take ferries")
    matrix.add_argument("--cut-off", type=_not_negative, metavar="COST", help="h, km or NOK")
    matrix.add_argument("--nearest", type=int, metavar="K", help="only so many per origin")
    matrix.add_argument(
        "--detour",
        type=_not_negative,
        default=1.3,
        metavar="F",
        help="of the way from a place to the road; default: %(default)s times the straight line",
    )
    matrix.add_argument(
        "--max-metres", type=_not_negative, default=5000.0, metavar="M", help="to the road"
    )
    matrix.add_argument("--threads", type=int, default=0, metavar="N", help="0: all there are")
    matrix.add_argument("--prepared", metavar="FILE", help="kept prepared, read if it is there")
    matrix.add_argument("--json", action="store_true", help="print a summary for programs")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}': expected a number of 0 or more")
    return value


def _not_negative(text: str) -> float:
    return _number(text)


def _positive(text: str) -> float:
    if (value := _number(text)) == 0:
        raise argparse.ArgumentTypeError(f"'{text}': expected a number above 0")
    return value


def _speed(text: str) -> tuple[str, float]:
    name, equals, kmh = text.rpartition("=")
    if equals and name not in roads.ROAD_CLASSES:
        raise argparse.ArgumentTypeError(
            f"'{name}': expected one of {', '.join(roads.ROAD_CLASSES)}"
        )
    return name or "unknown", _positive(kmh)


def _matrix(options: argparse.Namespace) -> int:
    target = Path(options.out)
    output.check_file(target)
    network = roads.Network.read(
        options.roads,
        format=_format(options.format),
        joining=options.joining,
        speed_kmh=dict(options.speed),
        built_up=options.built_up,
    )
    _print(network.diagnostics)
    origins = _places(Path(options.places))
    destinations = origins if options.to is None else _places(Path(options.to))
    matrix = _prepared(network, options).cost_matrix(
        origins,
        destinations,
        cut_off=options.cut_off,
        nearest=options.nearest,
        detour=options.detour,
        max_metres=options.max_metres,
        threads=options.threads,
        progress=options.progress(),
    )
    _print(matrix.diagnostics)
    output.write_file(target, matrix.to_csv())
    _tell(matrix, target, options.json)
    return DONE


def _format(path: str | None) -> str | dict[str, Any]:
    if path is None:
        return "n1000"
    try:
        columns = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise make(ErrorCode.IO, f"{path}: {error.strerror or error}", path) from None
    except ValueError as error:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path}: no JSON: {error}", path) from None
    if not isinstance(columns, dict):
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path}: expected an object of columns", path)
    return columns


def _places(path: Path) -> roads.Places:
    """Read id, lon and lat, and tell all rows that are wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
            names = set(rows[0]) if rows else set()
    except OSError as error:
        raise make(ErrorCode.IO, f"{path}: {error.strerror or error}", str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise make(ErrorCode.INVALID_DOCUMENT, f"{path}: {error}", str(path)) from None
    missing = {"id", "lon", "lat"} - names
    if missing:
        message = f"{path}: expected a table with the columns id, lon and lat"
        raise make(ErrorCode.INVALID_DOCUMENT, message, f"{path.name}:1")
    places: dict[str, tuple[float, float]] = {}
    wrong: list[str] = []
    for line, row in enumerate(rows, start=2):
        try:
            lon, lat = float(row["lon"]), float(row["lat"])
        except (TypeError, ValueError):
            wrong.append(f"{path.name}:{line}: is '{row['lon']}, {row['lat']}', expected degrees")
            continue
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            wrong.append(f"{path.name}:{line}: {lon}, {lat} is not on Earth, expected degrees")
        elif row["id"] in places:
            wrong.append(f"{path.name}:{line}: '{row['id']}' stands twice")
        else:
            places[row["id"]] = (lon, lat)
    if wrong:
        more = [f"... and {len(wrong) - 20} more"] if len(wrong) > 20 else []
        raise make(ErrorCode.INVALID_DOCUMENT, "\n  ".join([*wrong[:20], *more]), str(path))
    return roads.Places.of(places)


def _prepared(network: roads.Network, options: argparse.Namespace) -> roads.PreparedNetwork:
    vehicle = roads.Vehicle(
        weight_t=options.weight_t,
        axle_t=options.axle_t,
        height_m=options.height_m,
        length_m=options.length_m,
        top_speed_kmh=options.top_speed_kmh,
        ferries=options.ferries,
        by=options.by,
        nok_km=options.nok_km,
        nok_h=options.nok_h,
        nok_toll=options.nok_toll,
        nok_built_up_km=options.nok_built_up_km,
    )
    kept = None if options.prepared is None else Path(options.prepared)
    if kept is not None and kept.exists():
        prepared = network.load(kept)
        if not prepared.is_for(vehicle):
            message = f"{kept} was prepared for another vehicle: name another file or remove it"
            raise make(ErrorCode.CONFLICT, message, str(kept))
        return prepared
    prepared = network.prepare(vehicle, progress=options.progress())
    if kept is not None:
        prepared.save(kept)
    return prepared


def _print(found: Diagnostics) -> None:
    for diagnostic in found:
        print(diagnostic, file=sys.stderr)


def _tell(matrix: roads.CostMatrix, target: Path, as_json: bool) -> None:
    n, m = matrix.shape
    held = int(matrix.cost.size)
    reached = int((matrix.cost == matrix.cost).sum())
    if as_json:
        told = {
            "out": str(target),
            "origins": n,
            "destinations": m,
            "pairs": held,
            "reached": reached,
            "sparse": matrix.sparse,
            "cost_unit": matrix.cost_unit,
        }
        print(json.dumps(told, indent=2))
        return
    print(f"{n} x {m}: {held} pairs, {held - reached} without a way, chosen by {matrix.cost_unit}")
    print(target)
