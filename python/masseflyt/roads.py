"""Road networks, and what it takes from every place to every other.

>>> from masseflyt import roads
>>> matrix = roads.CostMatrix.from_columns([[0.0, 0.5], [0.6, 0.0]], unit="h")
>>> matrix.cost[0, 1]
0.5
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, MasseflytError, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CostMatrix", "Network", "Places", "PreparedNetwork", "Vehicle", "Way"]

Progress = Callable[[str, float], None]

ROAD_CLASSES = {
    "unknown": 0,
    "motorway": 1,
    "trunk": 2,
    "primary": 3,
    "secondary": 4,
    "tertiary": 5,
    "residential": 6,
    "service": 7,
    "track": 8,
    "ferry": 9,
}
"""Names of road classes. In a table of speeds, "unknown" stands for all that are not named."""

_TEXT_KEYS = {
    "id",
    "geometry",
    "crs",
    "length_m",
    "road_class",
    "speed_kmh",
    "max_weight_t",
    "max_axle_t",
    "max_height_m",
    "max_length_m",
    "load_class",
    "built_up_share",
    "wait_min",
}
_WORD_KEYS = {"ferry", "tunnel", "toll", "forward_only", "backward_only"}
FORMAT_KEYS = frozenset({*_TEXT_KEYS, *_WORD_KEYS, "classes", "keep"})
"""What a map of columns may say."""

_FIGURES = ("cost", "km", "hours", "tunnel_km", "built_up_km", "tolls")
_MAX_BYTES = 8 << 30


@dataclass(frozen=True)
class Vehicle:
    """A class of vehicles, and what its ways are chosen by.

    A size that is not given is not held against the limits of roads. Turns are not looked at.

    Attributes
    ----------
    weight_t, axle_t
        With its load, in tonnes: the whole vehicle, and its heaviest axle.
    height_m, length_m
        In metres.
    top_speed_kmh
        Roads that allow more are driven so fast.
    ferries
        Whether it may take ferries.
    week_minute
        When it drives, in minutes since Monday 00:00 local time. Without it a road that is closed
        at any time of the week is closed.
    by
        "time", "length" or "price".
    nok_km, nok_h, nok_toll, nok_built_up_km
        What a way costs if it is chosen by price: per kilometre, hour, toll passage, and on top per
        kilometre in built-up area outside tunnels.
    """

    name: str = ""
    weight_t: float | None = None
    axle_t: float | None = None
    height_m: float | None = None
    length_m: float | None = None
    top_speed_kmh: float | None = None
    ferries: bool = False
    week_minute: int | None = None
    by: str = "time"
    nok_km: float = 0
    nok_h: float = 0
    nok_toll: float = 0
    nok_built_up_km: float = 0

    def _native(self) -> Any:
        if self.by not in ("time", "length", "price"):
            raise _refused(f"'{self.by}': expected time, length or price", "by")
        price = [self.nok_km, self.nok_h, self.nok_toll, self.nok_built_up_km]
        if self.by != "price" and any(price):
            raise _refused("prices are only looked at with by='price'", "by")
        return _masseflyt.vehicle_class(
            self.name,
            self.weight_t,
            self.axle_t,
            self.height_m,
            self.length_m,
            self.top_speed_kmh,
            self.ferries,
            self.week_minute,
            self.by == "length",
            price if self.by == "price" else None,
        )


@dataclass(frozen=True)
class Places:
    """Places on Earth, in degrees on WGS 84.

    Attributes
    ----------
    names
        One per place.
    lon, lat
        Columns of shape (n,), float64.
    """

    names: tuple[str, ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    @classmethod
    def of(cls, places: Any) -> Places:
        """Take places in any of the forms that people have.

        Parameters
        ----------
        places
            ``Places``; a mapping of names to (longitude, latitude); a data frame with columns
            ``lon`` and ``lat``, named by its column ``id`` or ``name`` or else its index; an array
            of shape (n, 2), longitude first.

        Raises
        ------
        InvalidArgumentError
            If it is none of those.
        """
        if isinstance(places, Places):
            return places
        if isinstance(places, Mapping):
            names: Iterable[object] = places.keys()
            points = np.array(list(places.values()), dtype=np.float64).reshape(len(places), -1)
        elif hasattr(places, "columns") and {"lon", "lat"} <= set(places.columns):
            label = next((c for c in ("id", "name") if c in places.columns), None)
            names = places.index if label is None else places[label]
            points = places[["lon", "lat"]].to_numpy(dtype=np.float64)
        else:
            points = np.asarray(places, dtype=np.float64)
            names = range(len(points))
        if points.ndim != 2 or (len(points) > 0 and points.shape[1] != 2):
            raise _refused("expected two numbers per place, longitude and latitude", "places")
        points = points.reshape(-1, 2)
        return cls(
            tuple(map(str, names)),
            np.ascontiguousarray(points[:, 0]),
            np.ascontiguousarray(points[:, 1]),
        )

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Way:
    """One way in full. Figures that the network does not know are 0, see ``Network.known``."""

    cost: float
    cost_unit: str
    km: float
    hours: float
    tunnel_km: float
    built_up_km: float
    tolls: float
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    def to_geojson(self) -> str:
        """Write a Feature with a LineString."""
        properties = {k: getattr(self, k) for k in (*_FIGURES, "cost_unit")}
        line = np.column_stack([self.lon, self.lat]).tolist()
        return json.dumps(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "LineString", "coordinates": line},
            }
        )


class CostMatrix:
    """What it takes from every origin to every destination, along the way that was chosen.

    Immutable. A missing way is NaN, never 0 and never a huge number. Columns that nobody knows are
    ``None``. A dense matrix has columns of shape (origins, destinations); a sparse one, made with
    ``cut_off`` or ``nearest``, holds some pairs of each row: see ``first`` and ``destination``.
    """

    def __init__(
        self, native: Any, origins: Sequence[str], destinations: Sequence[str], found: Diagnostics
    ) -> None:
        self._native = native
        self._columns = _masseflyt.matrix_columns(native)
        self.origins = tuple(origins)
        self.destinations = tuple(destinations)
        self.diagnostics = found

    @classmethod
    def from_columns(
        cls,
        cost: ArrayLike,
        *,
        unit: str,
        km: ArrayLike | None = None,
        hours: ArrayLike | None = None,
        tunnel_km: ArrayLike | None = None,
        built_up_km: ArrayLike | None = None,
        tolls: ArrayLike | None = None,
        origins: Sequence[str] | None = None,
        destinations: Sequence[str] | None = None,
    ) -> CostMatrix:
        """Take a matrix of one's own.

        Parameters
        ----------
        cost
            Shape (origins, destinations), 0 or more; NaN where no way leads.
        unit
            Of the cost: "h", "km", "NOK", ...
        km, hours, tunnel_km, built_up_km, tolls
            Of the same shape, NaN where the cost is.

        Raises
        ------
        InvalidDocumentError
            With everything that is wrong in ``diagnostics``.
        """
        table = np.ascontiguousarray(cost, dtype=np.float64)
        if table.ndim != 2:
            raise _refused(f"cost has {table.ndim} dimensions, expected 2", "cost")

        def flat(values: ArrayLike | None, name: str) -> Any:
            if values is None:
                return None
            array = np.ascontiguousarray(values, dtype=np.float64)
            if array.shape != table.shape:
                raise _refused(f"{name} has shape {array.shape}, expected {table.shape}", name)
            return array.ravel()

        native = _masseflyt.matrix_of_columns(
            table.shape[0],
            table.shape[1],
            table.ravel(),
            unit,
            flat(km, "km"),
            flat(hours, "hours"),
            flat(tunnel_km, "tunnel_km"),
            flat(built_up_km, "built_up_km"),
            flat(tolls, "tolls"),
        )
        return cls._named(native, origins, destinations)

    @classmethod
    def from_server(
        cls,
        answer: str,
        *,
        origins: Sequence[str] | None = None,
        destinations: Sequence[str] | None = None,
    ) -> CostMatrix:
        """Read the JSON answer of OSRM's table, openrouteservice's matrix or Valhalla's.

        Raises
        ------
        InvalidDocumentError
            With everything that is wrong in ``diagnostics``.
        """
        return cls._named(_masseflyt.matrix_of_answer(answer, "answer"), origins, destinations)

    @classmethod
    def _named(
        cls, native: Any, origins: Sequence[str] | None, destinations: Sequence[str] | None
    ) -> CostMatrix:
        def names(given: Sequence[str] | None, count: int, what: str) -> Sequence[str]:
            if given is not None and len(given) != count:
                raise _refused(f"{len(given)} names for {count} {what}", what)
            return [str(i) for i in range(count)] if given is None else given

        return cls(
            native,
            names(origins, native.origins, "origins"),
            names(destinations, native.destinations, "destinations"),
            Diagnostics(native.diagnostics),
        )

    # ---- columns ---------------------------------------------------------------------------------

    @property
    def sparse(self) -> bool:
        """Whether pairs may be left out."""
        return bool(self._native.sparse)

    @property
    def cost_unit(self) -> str:
        """Of ``cost``: "h", "km" or "NOK" where the library chose the ways."""
        return str(self._native.cost_unit)

    @property
    def shape(self) -> tuple[int, int]:
        """Origins and destinations."""
        return len(self.origins), len(self.destinations)

    def _column(self, name: str) -> NDArray[np.float64] | None:
        column: NDArray[np.float64] | None = self._columns.get(name)
        if column is None or self.sparse:
            return column
        return column.reshape(self.shape)

    @property
    def cost(self) -> NDArray[np.float64]:
        """What the ways were chosen by."""
        column = self._column("cost")
        assert column is not None
        return column

    @property
    def km(self) -> NDArray[np.float64] | None:
        """Length."""
        return self._column("km")

    @property
    def hours(self) -> NDArray[np.float64] | None:
        """Under way, waiting for ferries included."""
        return self._column("hours")

    @property
    def tunnel_km(self) -> NDArray[np.float64] | None:
        """Part of ``km``."""
        return self._column("tunnel_km")

    @property
    def built_up_km(self) -> NDArray[np.float64] | None:
        """Part of ``km`` in built-up area outside tunnels."""
        return self._column("built_up_km")

    @property
    def tolls(self) -> NDArray[np.float64] | None:
        """Passages."""
        return self._column("tolls")

    @property
    def first(self) -> NDArray[np.uint64] | None:
        """Where each row of a sparse matrix begins, and at the end how many pairs it holds."""
        return self._columns.get("first") if self.sparse else None

    @property
    def destination(self) -> NDArray[np.uint32] | None:
        """Per pair of a sparse matrix the number of its destination."""
        return self._columns.get("destination") if self.sparse else None

    def to_frame(self) -> pd.DataFrame:
        """Make a table, one row per pair that the matrix holds. Needs pandas."""
        from masseflyt.frames import need_pandas

        need_pandas()
        import pandas as pd

        origin, destination = self._pairs()
        data: dict[str, Any] = {
            "origin": pd.Categorical.from_codes(origin, pd.Index(self.origins).astype(str))
            if len(set(self.origins)) == len(self.origins)
            else np.array(self.origins, dtype=object)[origin],
            "destination": pd.Categorical.from_codes(
                destination, pd.Index(self.destinations).astype(str)
            )
            if len(set(self.destinations)) == len(self.destinations)
            else np.array(self.destinations, dtype=object)[destination],
        }
        data.update({name: self._columns[name] for name in _FIGURES if name in self._columns})
        return pd.DataFrame(data)

    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        n, m = self.shape
        if self.first is not None and self.destination is not None:
            counts: NDArray[np.int64] = np.diff(self.first.astype(np.int64)).astype(np.int64)
            return np.repeat(np.arange(n), counts), self.destination.astype(np.int64)
        return np.repeat(np.arange(n), m), np.tile(np.arange(m), n)

    def to_csv(self) -> str:
        """Write one line per pair; what is missing or not known is empty."""
        names = [n for n in _FIGURES if n in self._columns]
        origin, destination = self._pairs()
        head = [f"cost_{self.cost_unit}" if n == "cost" else n for n in names]
        lines = [",".join(["origin", "destination", *head])]
        origins, destinations = map(_quoted, (self.origins, self.destinations))
        columns = [self._columns[n].tolist() for n in names]
        for p, (i, j) in enumerate(zip(origin.tolist(), destination.tolist(), strict=True)):
            cells = ("" if (v := c[p]) != v else format(v, ".10g") for c in columns)
            lines.append(",".join([origins[i], destinations[j], *cells]))
        return "\n".join([*lines, ""])

    def __repr__(self) -> str:
        n, m = self.shape
        kind = "sparse " if self.sparse else ""
        return f"<CostMatrix: {kind}{n} x {m}, cost in {self.cost_unit}>"


def _quoted(names: Sequence[str]) -> list[str]:
    """Cells that a spreadsheet neither splits nor runs as a formula."""
    safe = ("'" + n if n[:1] in ("=", "+", "-", "@", "\t", "\r") else n for n in names)
    return ['"' + n.replace('"', '""') + '"' if set(n) & set(',"\r\n') else n for n in safe]


class Network:
    """Roads as they were read. Immutable."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self.diagnostics = Diagnostics(native.diagnostics)

    @classmethod
    def read(
        cls,
        path: str | os.PathLike[str],
        *,
        format: str | Mapping[str, Any] = "n1000",  # noqa: A002
        joining: str = "ends",
        speed_kmh: float | Mapping[str, float] | None = None,
        built_up: str | os.PathLike[str] | None = None,
        max_bytes: int = 1 << 30,
    ) -> Network:
        """Read a table of links, lines in GeoJSON, or OpenStreetMap (.osm.pbf).

        Parameters
        ----------
        path
            Its ending tells what it is: .pbf, .geojson or .json, else a table.
        format
            "n1000", the map of Norway at 1:1 000 000, or what the columns (in GeoJSON the
            properties) are called: see ``FORMAT_KEYS``. ``ferry``, ``tunnel``, ``toll``,
            ``forward_only`` and ``backward_only`` are pairs of a column and words in it, ``keep``
            is a list of such pairs that a row must all meet, ``classes`` maps words of
            ``road_class`` to names of ``ROAD_CLASSES``.
        joining
            Lines meet at their "ends", or at any of their "vertices".
        speed_kmh
            Of roads that the file gives none, for all or by the name of their class. There are no
            defaults: without a speed hours are not known.
        built_up
            GeoJSON of polygons with homes and schools. Without it, and without a column, nothing is
            known of those.

        Raises
        ------
        InvalidDocumentError
            With everything that is wrong in ``diagnostics``.
        FileError, LimitExceededError, CorruptError
            If the file cannot be read, is too large, or is no OpenStreetMap file.
        """
        if joining not in ("ends", "vertices"):
            raise _refused(f"'{joining}': expected ends or vertices", "joining")
        native = _masseflyt.read_road_network(
            os.fspath(path),
            _format(format),
            joining == "vertices",
            _speeds(speed_kmh),
            [] if built_up is None else _outlines(Path(built_up)),
            max_bytes,
        )
        return cls(native)

    @property
    def node_count(self) -> int:
        """Junctions and ends of roads."""
        return int(self._native.node_count)

    @property
    def road_count(self) -> int:
        """Stretches between them."""
        return int(self._native.road_count)

    @property
    def km(self) -> float:
        """All roads together."""
        return float(self._native.km)

    @property
    def parts(self) -> list[int]:
        """Nodes of every part that holds together there and back without a ferry."""
        return list(self._native.parts)

    @property
    def known(self) -> dict[str, bool]:
        """What the file tells of hours, tunnels, built-up areas and tolls."""
        return dict(self._native.known)

    def prepare(
        self, vehicle: Vehicle | None = None, *, progress: Progress | None = None
    ) -> PreparedNetwork:
        """Prepare the network for a class of vehicles, once for any number of matrices.

        Raises
        ------
        InvalidArgumentError
            If the vehicle cannot be, or ways are chosen by what the network does not know.
        """
        native = _masseflyt.prepare_roads(self._native, (vehicle or Vehicle())._native(), progress)
        return PreparedNetwork(self, native)

    def load(self, path: str | os.PathLike[str]) -> PreparedNetwork:
        """Read what ``PreparedNetwork.save`` wrote of this network.

        Raises
        ------
        CorruptError, UnsupportedVersionError, ConflictError
            If the file is damaged, of another version, or was prepared from another network.
        """
        try:
            bytes_ = Path(path).read_bytes()
        except OSError as error:
            raise make(ErrorCode.IO, f"{path}: {error.strerror or error}", str(path)) from None
        return PreparedNetwork(self, _masseflyt.load_prepared_roads(self._native, bytes_))

    def __repr__(self) -> str:
        return f"<Network: {self.road_count} roads, {self.node_count} nodes, {self.km:.0f} km>"


class PreparedNetwork:
    """A network ready for one class of vehicles. Immutable; threads may share it."""

    def __init__(self, network: Network, native: Any) -> None:
        self.network = network
        self._native = native

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it, to be read by ``Network.load``."""
        Path(path).write_bytes(self._native.save())

    def is_for(self, vehicle: Vehicle) -> bool:
        """Whether it was prepared for this vehicle; names do not count."""
        return bool(self._native.is_for(vehicle._native()))

    @property
    def shortcuts(self) -> int:
        """That were added to the roads."""
        return int(self._native.shortcuts)

    @property
    def main_nodes(self) -> int:
        """Nodes that the vehicle can reach from each other there and back: the main network."""
        return int(self._native.main_nodes)

    def _join(self, places: Places, detour: float, max_metres: float, motorways: bool) -> Any:
        return _masseflyt.join_places(
            self._native, list(places.names), places.lon, places.lat, detour, max_metres, motorways
        )

    def matrix_bytes(
        self,
        origins: int,
        destinations: int,
        *,
        figures: bool = True,
        cut_off: float | None = None,
        nearest: int | None = None,
        threads: int = 0,
    ) -> tuple[int, int]:
        """Tell the memory of a matrix before it is made: its own, and more while it is made."""
        answer: tuple[int, int] = _masseflyt.matrix_bytes(
            self._native, origins, destinations, figures, cut_off, nearest, _threads(threads)
        )
        return answer

    def cost_matrix(
        self,
        origins: Any,
        destinations: Any = None,
        *,
        figures: bool = True,
        cut_off: float | None = None,
        nearest: int | None = None,
        detour: float = 1.3,
        max_metres: float = 5000,
        motorways: bool = False,
        threads: int = 0,
        max_bytes: int = _MAX_BYTES,
        progress: Progress | None = None,
    ) -> CostMatrix:
        """Find the best ways from every origin to every destination.

        Parameters
        ----------
        origins, destinations
            See ``Places.of``; without destinations they are the origins.
        figures
            Kilometres, hours, tunnels, built-up areas and tolls besides the cost.
        cut_off, nearest
            With either the matrix is sparse: pairs that cost no more, or so many per origin.
        detour
            How much longer the unknown way from a place to the road is than the straight line.
        max_metres
            Farther from every road a place stays out of reach, which ``diagnostics`` tells.
        motorways
            Whether a place may lie at a motorway.
        threads
            0: as many as the machine has. The answer is the same, byte by byte.
        max_bytes
            Refuse a matrix that needs more.

        Raises
        ------
        InvalidArgumentError, LimitExceededError
            A place not on Earth, an option out of range; more memory than ``max_bytes``.
        """
        start = Places.of(origins)
        end = start if destinations is None else Places.of(destinations)
        joined = self._join(start, detour, max_metres, motorways)
        other = joined if end is start else self._join(end, detour, max_metres, motorways)
        native = _masseflyt.matrix_of_roads(
            self._native,
            joined,
            other,
            figures,
            cut_off,
            nearest,
            _threads(threads),
            max_bytes,
            progress,
        )
        found = [*joined.diagnostics, *(() if other is joined else other.diagnostics)]
        return CostMatrix(native, start.names, end.names, Diagnostics(found))

    def way(
        self,
        origin: tuple[float, float],
        destination: tuple[float, float],
        *,
        detour: float = 1.3,
        max_metres: float = 5000,
        motorways: bool = False,
    ) -> Way | None:
        """Find one way in full; ``None`` if there is none."""
        ends = [
            self._join(Places.of([p]), detour, max_metres, motorways) for p in (origin, destination)
        ]
        found: Any = _masseflyt.find_way(self._native, *ends)
        return None if found is None else Way(cost_unit=self._native.cost_unit, **found)

    def __repr__(self) -> str:
        return f"<PreparedNetwork of {self.network!r}: {self.shortcuts} shortcuts>"


# ---- what callers may write in several ways ------------------------------------------------------


def _refused(message: str, path: str) -> MasseflytError:
    return make(ErrorCode.INVALID_ARGUMENT, message, path)


def _threads(count: int) -> int:
    return count or os.cpu_count() or 1


def _class_number(name: str) -> int:
    if name not in ROAD_CLASSES:
        raise _refused(f"'{name}': expected one of {', '.join(ROAD_CLASSES)}", "speed_kmh")
    return ROAD_CLASSES[name]


def _speeds(speeds: float | Mapping[str, float] | None) -> Any:
    if speeds is None:
        return {}
    table = speeds if isinstance(speeds, Mapping) else {"unknown": speeds}
    for name, kmh in table.items():
        if not 0 < kmh < float("inf"):
            raise _refused(f"{name}: {kmh} km/h, expected a speed above 0", "speed_kmh")
    return {_class_number(name): float(kmh) for name, kmh in table.items()}


def _format(given: str | Mapping[str, Any]) -> dict[str, Any] | None:
    if isinstance(given, str):
        if given != "n1000":
            raise _refused(f"'{given}': expected n1000 or a map of columns", "format")
        return None
    unknown = sorted(set(given) - FORMAT_KEYS)
    if unknown:
        raise _refused(f"{', '.join(unknown)}: expected {', '.join(sorted(FORMAT_KEYS))}", "format")
    keys = dict(given)
    if "classes" in keys:
        keys["classes"] = {w: _class_number(n) for w, n in keys["classes"].items()}
    for key, value in keys.items():
        if key in _TEXT_KEYS and not isinstance(value, str):
            raise _refused(f"{key}: expected the name of a column", "format")
        if key in _WORD_KEYS:
            keys[key] = _words(key, value)
        if key == "keep":
            keys[key] = [_words(key, pair) for pair in value]
    return keys


def _words(key: str, pair: Any) -> tuple[str, list[str]]:
    try:
        column, words = pair
        if isinstance(column, str) and not isinstance(words, str):
            return column, [str(w) for w in words]
    except (TypeError, ValueError):
        pass
    raise _refused(f"{key}: expected a column and a list of words", "format")


def _outlines(path: Path) -> list[Any]:
    """Polygons of a GeoJSON file, each a list of rings."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        outlines = []
        for feature in features:
            geometry = feature["geometry"]
            if geometry["type"] == "Polygon":
                outlines.append(geometry["coordinates"])
            elif geometry["type"] == "MultiPolygon":
                outlines.append([ring for polygon in geometry["coordinates"] for ring in polygon])
            else:
                raise _refused(f"{path}: {geometry['type']}, expected polygons", "built_up")
        return [[[(p[0], p[1]) for p in ring] for ring in rings] for rings in outlines]
    except OSError as error:
        raise make(ErrorCode.IO, f"{path}: {error.strerror or error}", str(path)) from None
    except (KeyError, TypeError, IndexError, ValueError) as error:
        if isinstance(error, MasseflytError):
            raise
        raise _refused(f"{path}: expected a FeatureCollection of polygons", "built_up") from None
