"""Mirrors python/masseflyt/roads.py and roads_cli.py."""

import json
import os
import threading

import numpy as np
import pandas as pd
import pytest
from conftest import DATA

from masseflyt import roads
from masseflyt.errors import (
    ConflictError,
    CorruptError,
    FileError,
    InvalidArgumentError,
    InvalidDocumentError,
    LimitExceededError,
)

TOWN = DATA / "roads" / "town.csv"
COLUMNS = {
    "id": "id",
    "geometry": "wkt",
    "speed_kmh": "kmh",
    "tunnel": ("medium", ["U"]),
    "forward_only": ("way", ["on"]),
    "toll": ("toll", ["yes"]),
}
PLACES = {"west": (10.0, 60.0), "east": (10.02, 60.0), "north": (10.01, 60.02)}


@pytest.fixture(scope="module")
def town():
    return roads.Network.read(TOWN, format=COLUMNS)


def test_a_network_tells_what_it_knows(town):
    assert (town.node_count, town.road_count) == (4, 4)
    assert town.known == {"hours": True, "tunnels": True, "built_up": False, "tolls": True}
    assert [d.severity for d in town.diagnostics] == ["note"]


def test_a_matrix_follows_one_ways(town):
    matrix = town.prepare(roads.Vehicle(by="length")).cost_matrix(PLACES, detour=1)
    assert matrix.shape == (3, 3)
    assert matrix.origins == ("west", "east", "north")
    there, back = matrix.km[0, 2], matrix.km[2, 0]
    assert back > there + 0.3  # the tunnel leads north only
    assert matrix.tunnel_km[0, 2] > 2
    assert matrix.tunnel_km[2, 0] == 0
    assert matrix.tolls[0, 2] == 1
    assert matrix.built_up_km is None  # nobody told
    assert (np.diag(matrix.cost) == 0).all()
    with pytest.raises(ValueError, match="read-only"):
        matrix.cost[0, 0] = 1


def test_what_is_not_reached_is_missing(town):
    far = {**PLACES, "hut": (11.0, 61.0)}
    matrix = town.prepare().cost_matrix(far)
    assert np.isnan(matrix.cost[3]).sum() == 4  # not even itself: it is on no road
    assert "hut: no road" in str(matrix.diagnostics)


def test_places_come_in_many_forms(town):
    prepared = town.prepare()
    frame = pd.DataFrame(PLACES, index=["lon", "lat"]).T.reset_index(names="id")
    columns = [prepared.cost_matrix(p).cost for p in (PLACES, frame, list(PLACES.values()))]
    assert (columns[0] == columns[1]).all()
    assert (columns[0] == columns[2]).all()
    assert prepared.cost_matrix(frame).origins == ("west", "east", "north")
    with pytest.raises(InvalidArgumentError, match="two numbers per place"):
        prepared.cost_matrix([1.0, 2.0, 3.0])


def test_a_sparse_matrix_holds_the_nearest(town):
    prepared = town.prepare()
    dense = prepared.cost_matrix(PLACES)
    sparse = prepared.cost_matrix(PLACES, nearest=2, threads=1)
    assert sparse.sparse
    assert sparse.first.tolist() == [0, 2, 4, 6]
    frame = sparse.to_frame()
    assert len(frame) == 6
    for row in frame.itertuples():
        i, j = dense.origins.index(row.origin), dense.destinations.index(row.destination)
        assert row.cost == dense.cost[i, j]
    assert len(prepared.cost_matrix(PLACES, cut_off=0).to_frame()) == 3
    assert prepared.matrix_bytes(3, 3)[0] == 9 * 6 * 8


def test_a_way_has_a_shape(town):
    way = town.prepare().way(PLACES["west"], PLACES["north"])
    feature = json.loads(way.to_geojson())
    assert feature["geometry"]["type"] == "LineString"
    assert feature["properties"]["tolls"] == 1
    assert town.prepare().way(PLACES["west"], (11.0, 61.0)) is None


def test_a_prepared_network_is_kept_in_a_file(town, tmp_path):
    prepared = town.prepare(roads.Vehicle(weight_t=50, by="length"))
    prepared.save(tmp_path / "town.prepared")
    again = town.load(tmp_path / "town.prepared")
    assert (again.cost_matrix(PLACES).cost == prepared.cost_matrix(PLACES).cost).all()
    assert again.is_for(roads.Vehicle(name="x", weight_t=50, by="length"))
    assert not again.is_for(roads.Vehicle(weight_t=40, by="length"))
    (tmp_path / "damaged").write_bytes((tmp_path / "town.prepared").read_bytes()[:-1])
    with pytest.raises(CorruptError):
        town.load(tmp_path / "damaged")
    with pytest.raises(FileError):
        town.load(tmp_path / "missing")
    other = roads.Network.read(TOWN, format={**COLUMNS, "length_m": "kmh"})
    with pytest.raises(ConflictError):
        other.load(tmp_path / "town.prepared")


def test_ones_own_matrix_is_checked():
    nan = float("nan")
    matrix = roads.CostMatrix.from_columns([[0, 1], [nan, 0]], unit="h", km=[[0, 60], [nan, 0]])
    assert np.isnan(matrix.cost[1, 0])
    assert matrix.hours is None
    assert matrix.to_csv().splitlines()[2] == "0,1,1,60"
    assert matrix.to_csv().splitlines()[3] == "1,0,,"
    with pytest.raises(InvalidDocumentError) as caught:
        roads.CostMatrix.from_columns([[0, -1], [nan, 0]], unit="h", km=[[0, nan], [1, 0]])
    assert [d.path for d in caught.value.diagnostics] == ["/cost/1", "/km/1", "/km/2"]
    with pytest.raises(InvalidArgumentError, match="shape"):
        roads.CostMatrix.from_columns([[0]], unit="h", km=[[0, 1]])


def test_answers_of_routing_servers_are_read():
    answer = {"code": "Ok", "durations": [[0, 1800]], "distances": [[0, None]]}
    with pytest.raises(InvalidDocumentError, match="a time and a distance"):
        roads.CostMatrix.from_server(json.dumps(answer))
    answer["distances"] = [[0, 25000]]
    matrix = roads.CostMatrix.from_server(json.dumps(answer), destinations=["a", "b"])
    assert matrix.km[0, 1] == 25
    assert matrix.hours[0, 1] == 0.5


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"by": "speed"}, "expected time, length or price"),
        ({"nok_km": 3}, "by='price'"),
        ({"by": "price"}, "a price above 0"),
        ({"by": "price", "nok_built_up_km": 3}, "built-up area"),
        ({"height_m": -1}, "a height above 0"),
        ({"week_minute": 99999}, "0 to 10079"),
    ],
)
def test_a_vehicle_that_cannot_be_is_refused(town, change, told):
    with pytest.raises(InvalidArgumentError, match=told):
        town.prepare(roads.Vehicle(**change))


def test_wrong_files_and_options_are_told(town, tmp_path):
    with pytest.raises(InvalidArgumentError, match="speed: expected"):
        roads.Network.read(TOWN, format={"speed": "kmh"})
    with pytest.raises(InvalidDocumentError, match="a column of this name"):
        roads.Network.read(TOWN)
    with pytest.raises(FileError):
        roads.Network.read(tmp_path / "missing.csv")
    with pytest.raises(InvalidArgumentError, match="expected ends or vertices"):
        roads.Network.read(TOWN, format=COLUMNS, joining="near")
    with pytest.raises(LimitExceededError, match="more than the 1 MB allowed"):
        town.prepare().cost_matrix(np.tile([10.0, 60.0], (500, 1)), max_bytes=10**6)
    with pytest.raises(InvalidArgumentError, match="detour"):
        town.prepare().cost_matrix(PLACES, detour=0.5)


def test_progress_and_its_exceptions_reach_the_caller(town):
    seen = []
    town.prepare(progress=lambda stage, share: seen.append(stage))
    assert seen
    assert set(seen) == {"prepare"}

    def fail(stage, share):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        town.prepare(progress=fail)


def test_threads_may_share_a_prepared_network(town):
    prepared = town.prepare()
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(prepared.cost_matrix(PLACES).cost))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((f == found[0]).all() for f in found)


def test_an_extract_of_openstreetmap_is_read():
    path = os.environ.get("MASSEFLYT_OSM_EXTRACT")
    if not path:
        pytest.skip("MASSEFLYT_OSM_EXTRACT is unset")
    network = roads.Network.read(path, speed_kmh=30)
    assert network.parts[0] > 500
    centre = {"a": (24.945, 60.170), "b": (24.930, 60.165)}
    matrix = network.prepare(roads.Vehicle(weight_t=26)).cost_matrix(centre)
    assert 0.5 < matrix.km[0, 1] < 10


# ---- masseflyt matrix ----------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    (tmp_path / "columns.json").write_text(json.dumps(COLUMNS))
    rows = "".join(f"{name},{lon},{lat}\n" for name, (lon, lat) in PLACES.items())
    (tmp_path / "places.csv").write_text("id,lon,lat\n" + rows)
    return tmp_path


def test_the_command_writes_one_line_per_pair(cli, files):
    options = ("--places", "places.csv", "--out", "out.csv", "--format", "columns.json")
    done = cli("matrix", TOWN, *options, "--by", "length", "--prepared", "town.prepared")
    assert done.returncode == 0, done.stderr
    assert "exposure is not known" in done.stderr
    lines = (files / "out.csv").read_text().splitlines()
    assert lines[0] == "origin,destination,cost_km,km,hours,tunnel_km,tolls"
    assert len(lines) == 10
    assert lines[1].startswith("west,west,0,0")
    again = cli("matrix", TOWN, *options, "--by", "length", "--prepared", "town.prepared", "--json")
    assert json.loads(again.stdout)["reached"] == 9
    other = cli("matrix", TOWN, *options, "--prepared", "town.prepared")
    assert other.returncode == 1
    assert "prepared for another vehicle" in other.stderr


def test_wrong_input_is_told_with_its_place(cli, files):
    options = ("--out", "out.csv", "--format", "columns.json", "--places")
    (files / "bad.csv").write_text("id,lon,lat\na,ten,60\nb,10,95\nc,10,60\nc,10,60\n")
    done = cli("matrix", TOWN, *options, "bad.csv")
    assert done.returncode == 1
    for told in ("bad.csv:2: is 'ten, 60'", "bad.csv:3:", "bad.csv:5: 'c' stands twice"):
        assert told in done.stderr
    assert cli("matrix", "none.csv", *options, "places.csv").returncode == 1
    (files / "empty.csv").write_text("name,x\n")
    done = cli("matrix", TOWN, *options, "empty.csv")
    assert "the columns id, lon and lat" in done.stderr
    done = cli("matrix", TOWN, *options, "places.csv", "--speed", "lane=3")
    assert done.returncode == 2
    assert "expected one of" in done.stderr
    assert not (files / "out.csv").exists()
