// bindings/python/bind_roads.cpp — networks, vehicles and matrices. Their face is
// python/masseflyt/roads.py.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/snap.hpp>
#include <masseflyt/transport/table_answer.hpp>

#include "common.hpp"
#include "listening.hpp"
#include "matrix_answer.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using namespace transport;

/// What Python hands over, so that a long read holds no lock.
struct RoadNetwork {
  std::shared_ptr<const Network> network;
  Diagnostics found;
};

struct PreparedRoads {
  Hierarchy hierarchy;
  Snapper snapper;
};

static ColumnWords column_words(const py::handle& pair) {
  const auto [column, words] = pair.cast<std::pair<std::string, std::vector<std::string>>>();
  return {column, words};
}

/// Keys are the members of LinkFormat; roads.py has checked them.
static LinkFormat link_format(const py::dict& keys) {
  LinkFormat f;
  const auto text = [&](const char* key, std::string& into) {
    if (keys.contains(key)) into = keys[key].cast<std::string>();
  };
  const auto words = [&](const char* key, ColumnWords& into) {
    if (keys.contains(key)) into = column_words(keys[key]);
  };
  text("id", f.id), text("geometry", f.geometry), text("length_m", f.length_m);
  text("road_class", f.road_class), text("speed_kmh", f.speed_kmh);
  text("max_weight_t", f.max_weight_t), text("max_axle_t", f.max_axle_t);
  text("max_height_m", f.max_height_m), text("max_length_m", f.max_length_m);
  text("load_class", f.load_class), text("built_up_share", f.built_up_share);
  text("wait_min", f.wait_min);
  words("ferry", f.ferry), words("tunnel", f.tunnel), words("toll", f.toll);
  words("forward_only", f.forward_only), words("backward_only", f.backward_only);
  if (keys.contains("classes"))
    for (const auto& [word, number] : keys["classes"].cast<std::map<std::string, int>>())
      f.classes[word] = static_cast<RoadClass>(number);
  if (keys.contains("keep"))
    for (const auto& pair : keys["keep"].cast<py::list>()) f.keep.push_back(column_words(pair));
  if (keys.contains("crs")) {
    const auto name = keys["crs"].cast<std::string>();
    const auto crs = parse_crs(name);
    if (!crs)
      throw Failure({ErrorCode::invalid_argument,
                     "'" + name + "': expected EPSG:4326, EPSG:25832 or EPSG:25833", "crs"},
                    {});
    f.crs = *crs;
  }
  return f;
}

using Outline = std::vector<std::vector<std::pair<double, double>>>;

static RoadNetwork read_network(const std::string& path, const py::object& format, bool vertices,
                                const std::map<int, double>& speed_kmh,
                                const std::vector<Outline>& built_up, std::uint64_t max_bytes) {
  const auto how =
      py::isinstance<py::dict>(format) ? link_format(format.cast<py::dict>()) : n1000_format();
  NetworkOptions options;
  options.joining = vertices ? Joining::vertices : Joining::ends;
  options.max_bytes = max_bytes;
  for (const auto& [number, speed] : speed_kmh)
    options.speed_kmh[static_cast<RoadClass>(number)] = speed;
  for (const auto& outline : built_up) {
    std::vector<Ring> rings;
    for (const auto& points : outline) {
      Ring ring;
      for (const auto& [lon, lat] : points) ring.push_back({lon, lat});
      rings.push_back(std::move(ring));
    }
    options.built_up.push_back(unwrap(Area::make(std::move(rings))));
  }
  return interruptible([&](const Cancel*) {
    RoadNetwork read;
    auto network = read_network_file(path, how, options, read.found);
    read.network = std::make_shared<const Network>(unwrap(std::move(network), read.found));
    return read;
  });
}

static VehicleClass vehicle(const std::string& name, std::optional<double> weight_t,
                            std::optional<double> axle_t, std::optional<double> height_m,
                            std::optional<double> length_m, std::optional<double> top_speed_kmh,
                            bool ferries, std::optional<int> week_minute, bool by_length,
                            const std::optional<std::vector<double>>& price) {
  VehicleClass v;
  v.name = name, v.weight_t = weight_t, v.axle_t = axle_t, v.height_m = height_m;
  v.length_m = length_m, v.top_speed_kmh = top_speed_kmh, v.ferries = ferries;
  v.week_minute = week_minute;
  v.measure = by_length ? Measure::length : Measure::time;
  if (price) v.price = WayPrice{price->at(0), price->at(1), price->at(2), price->at(3)};
  unwrap(check(v));
  return v;
}

// An exception of the listener comes before the error that it caused: unwrap() is called last.
static PreparedRoads prepare(const RoadNetwork& roads, const VehicleClass& v,
                             const py::object& progress) {
  auto hierarchy = unwrap(listening({}, progress, [&](const Control& control) {
    return Hierarchy::prepare(roads.network, v, control);
  }));
  py::gil_scoped_release unlocked;
  return {std::move(hierarchy), unwrap(Snapper::make(roads.network, v))};
}

static PreparedRoads load(const RoadNetwork& roads, const py::bytes& bytes) {
  const std::string text = bytes;
  py::gil_scoped_release unlocked;
  auto hierarchy = unwrap(Hierarchy::load(text, roads.network));
  auto snapper = unwrap(Snapper::make(roads.network, hierarchy.vehicle()));
  return {std::move(hierarchy), std::move(snapper)};
}

static std::vector<NamedPlace> named_places(const std::vector<std::string>& names,
                                            const py::object& lon, const py::object& lat) {
  const auto x = lend(lon, "lon"), y = lend(lat, "lat");
  const auto xs = column<double>(x, "lon"), ys = column<double>(y, "lat");
  std::vector<NamedPlace> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.push_back({names[i], {xs[i], ys[i]}});
  return places;
}

struct Joined {
  std::vector<Access> access;
  Diagnostics found;
};

static Joined join(const PreparedRoads& roads, const std::vector<std::string>& names,
                   const py::object& lon, const py::object& lat, double detour, double max_metres,
                   bool motorways) {
  const auto places = named_places(names, lon, lat);
  py::gil_scoped_release unlocked;
  Joined joined;
  joined.access = unwrap(roads.snapper.join(places, {detour, max_metres, motorways}, joined.found));
  return joined;
}

static py::dict joints(const Joined& joined) {
  const auto none = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::int64_t> road;
  std::vector<double> share, access_km;
  for (const auto& a : joined.access) {
    const bool there = !a.points.empty();
    road.push_back(there ? a.points[0].road : -1);
    share.push_back(there ? a.points[0].share : none);
    access_km.push_back(there ? a.points[0].access_km : none);
  }
  return py::dict("road"_a = array(std::move(road)), "share"_a = array(std::move(share)),
                  "access_km"_a = array(std::move(access_km)));
}

static MatrixOptions matrix_options(bool figures, std::optional<double> cut_off,
                                    std::optional<std::uint32_t> nearest, unsigned threads,
                                    std::uint64_t max_bytes) {
  MatrixOptions o;
  o.figures = figures, o.cut_off = cut_off, o.nearest = nearest;
  o.threads = threads, o.max_bytes = max_bytes;
  return o;
}

static MatrixAnswer matrix_of_roads(const PreparedRoads& roads, const Joined& origins,
                                    const Joined& destinations, bool figures,
                                    std::optional<double> cut_off,
                                    std::optional<std::uint32_t> nearest, unsigned threads,
                                    std::uint64_t max_bytes, const py::object& progress) {
  const auto options = matrix_options(figures, cut_off, nearest, threads, max_bytes);
  return {unwrap(listening({}, progress,
                           [&](const Control& control) {
                             return cost_matrix(roads.hierarchy, origins.access,
                                                destinations.access, options, control);
                           })),
          {}};
}

/// For benchmarks: places at nodes, as the peers have them.
static MatrixAnswer matrix_of_nodes(const PreparedRoads& roads, const py::object& origins,
                                    const py::object& destinations, bool figures,
                                    unsigned threads) {
  const auto nodes = [](const py::object& numbers, const char* name) {
    const auto memory = lend(numbers, name);
    std::vector<Access> places;
    for (const auto v : column<std::int64_t>(memory, name))
      places.push_back(at_node(static_cast<Digraph::Id>(v)));
    return places;
  };
  const auto from = nodes(origins, "origins"), to = nodes(destinations, "destinations");
  MatrixOptions options;
  options.figures = figures, options.threads = threads;
  py::gil_scoped_release unlocked;
  return {unwrap(cost_matrix(roads.hierarchy, from, to, options)), {}};
}

/// For benchmarks: tails, heads and whole costs of the directions that the vehicle may drive.
static py::tuple open_directions(const PreparedRoads& roads) {
  std::vector<std::int64_t> tail, head, cost;
  for (const auto& a : roads.hierarchy.open_directions())
    tail.push_back(a.tail), head.push_back(a.head), cost.push_back(a.cost);
  return py::make_tuple(array(std::move(tail)), array(std::move(head)), array(std::move(cost)));
}

static std::pair<std::uint64_t, std::uint64_t> matrix_bytes(
    const PreparedRoads& roads, std::size_t origins, std::size_t destinations, bool figures,
    std::optional<double> cut_off, std::optional<std::uint32_t> nearest, unsigned threads) {
  const auto e = estimate(roads.hierarchy, origins, destinations,
                          matrix_options(figures, cut_off, nearest, threads, 0));
  return {e.matrix_bytes, e.scratch_bytes};
}

static py::object find_way(const PreparedRoads& roads, const Joined& origin,
                           const Joined& destination) {
  WayQuery query(roads.hierarchy);
  const auto found = unwrap(query.find(origin.access.at(0), destination.access.at(0)));
  if (!found) return py::none();
  const auto& net = roads.hierarchy.network();
  std::vector<double> lon, lat;
  const auto add = [&](Position p) { lon.push_back(p.longitude), lat.push_back(p.latitude); };
  for (std::size_t i = 0; i < found->nodes.size(); ++i) {
    if (i > 0) {
      const auto input = net.graph().input()[found->arcs[i - 1]];
      auto shape = net.roads()[input / 2].shape;
      if (input % 2 == 1) std::reverse(shape.begin(), shape.end());
      for (const auto& p : shape) add(p);
    }
    add(net.nodes()[found->nodes[i]]);
  }
  const auto& w = found->way;
  return py::dict("cost"_a = found->cost, "km"_a = w.km, "hours"_a = w.hours,
                  "tunnel_km"_a = w.tunnel_km, "built_up_km"_a = w.built_up_km, "tolls"_a = w.tolls,
                  "lon"_a = array(std::move(lon)), "lat"_a = array(std::move(lat)));
}

static std::vector<double> copied(const py::object& values, const char* name) {
  if (values.is_none()) return {};
  const auto memory = lend(values, name);
  const auto lent = column<double>(memory, name);
  return {lent.begin(), lent.end()};
}

static MatrixAnswer matrix_of_columns(std::size_t origins, std::size_t destinations,
                                      const py::object& cost, const std::string& cost_unit,
                                      const py::object& km, const py::object& hours,
                                      const py::object& tunnel_km, const py::object& built_up_km,
                                      const py::object& tolls) {
  MatrixColumns c;
  c.origins = origins, c.destinations = destinations, c.cost_unit = cost_unit;
  c.cost = copied(cost, "cost"), c.km = copied(km, "km"), c.hours = copied(hours, "hours");
  c.tunnel_km = copied(tunnel_km, "tunnel_km"), c.built_up_km = copied(built_up_km, "built_up_km");
  c.tolls = copied(tolls, "tolls");
  Diagnostics found;
  auto made = CostMatrix::make(std::move(c), found);
  return {unwrap(std::move(made), found), found};
}

static MatrixAnswer matrix_of_answer(const std::string& text, const std::string& name) {
  py::gil_scoped_release unlocked;
  Diagnostics found;
  auto read = read_table_answer(text, name, found);
  return {unwrap(std::move(read), found), found};
}

/// Views that keep the matrix alive; nothing is copied.
static py::dict columns_of(const py::object& self) {
  const auto& answer = self.cast<const MatrixAnswer&>();
  const auto& c = answer.matrix.columns();
  auto* keeper = new CostMatrix(answer.matrix);
  py::capsule owner(keeper, [](void* p) { delete static_cast<CostMatrix*>(p); });
  py::dict out;
  const auto add = [&](const char* name, const auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    if (values.empty() && answer.matrix.pairs() > 0) return;
    py::array_t<T> view(static_cast<py::ssize_t>(values.size()), values.data(), owner);
    view.attr("setflags")("write"_a = false);
    out[name] = view;
  };
  add("cost", c.cost), add("km", c.km), add("hours", c.hours), add("tunnel_km", c.tunnel_km);
  add("built_up_km", c.built_up_km), add("tolls", c.tolls);
  if (answer.matrix.sparse()) add("first", c.first), add("destination", c.destination);
  return out;
}

void bind_roads(py::module_& m) {
  py::class_<VehicleClass>(m, "VehicleClass");
  m.def("vehicle_class", &vehicle);
  py::class_<RoadNetwork>(m, "RoadNetwork")
      .def_property_readonly("diagnostics", [](const RoadNetwork& n) { return n.found; })
      .def_property_readonly("node_count",
                             [](const RoadNetwork& n) { return n.network->nodes().size(); })
      .def_property_readonly("road_count",
                             [](const RoadNetwork& n) { return n.network->roads().size(); })
      .def_property_readonly("km",
                             [](const RoadNetwork& n) {
                               double km = 0;
                               for (const auto& r : n.network->roads()) km += r.length_km;
                               return km;
                             })
      .def_property_readonly("parts",
                             [](const RoadNetwork& n) {
                               std::vector<std::size_t> sizes;
                               for (std::uint32_t i = 0; i < n.network->component_count(); ++i)
                                 sizes.push_back(n.network->component_size(i));
                               return sizes;
                             })
      .def_property_readonly("known", [](const RoadNetwork& n) {
        const auto& k = n.network->known();
        return py::dict("hours"_a = k.hours, "tunnels"_a = k.tunnels, "built_up"_a = k.built_up,
                        "tolls"_a = k.tolls);
      });
  m.def("read_road_network", &read_network);
  py::class_<PreparedRoads>(m, "PreparedRoads")
      .def_property_readonly("shortcuts",
                             [](const PreparedRoads& p) { return p.hierarchy.shortcuts(); })
      .def_property_readonly("main_nodes",
                             [](const PreparedRoads& p) { return p.snapper.main_nodes(); })
      .def_property_readonly(
          "cost_unit", [](const PreparedRoads& p) { return cost_unit(p.hierarchy.vehicle()); })
      .def("is_for",
           [](const PreparedRoads& p, VehicleClass v) {
             v.name = p.hierarchy.vehicle().name;
             return v == p.hierarchy.vehicle();
           })
      .def("save", [](const PreparedRoads& p) { return py::bytes(p.hierarchy.save()); });
  m.def("prepare_roads", &prepare);
  m.def("load_prepared_roads", &load);
  py::class_<Joined>(m, "JoinedPlaces")
      .def_property_readonly("diagnostics", [](const Joined& j) { return j.found; })
      .def("columns", &joints);
  m.def("join_places", &join);
  py::class_<MatrixAnswer>(m, "MatrixColumns")
      .def_property_readonly("diagnostics", [](const MatrixAnswer& a) { return a.found; })
      .def_property_readonly("origins", [](const MatrixAnswer& a) { return a.matrix.origins(); })
      .def_property_readonly("destinations",
                             [](const MatrixAnswer& a) { return a.matrix.destinations(); })
      .def_property_readonly("sparse", [](const MatrixAnswer& a) { return a.matrix.sparse(); })
      .def_property_readonly("cost_unit",
                             [](const MatrixAnswer& a) { return a.matrix.columns().cost_unit; });
  m.def("matrix_columns", &columns_of);
  m.def("matrix_of_roads", &matrix_of_roads);
  m.def("matrix_bytes", &matrix_bytes);
  m.def("matrix_of_columns", &matrix_of_columns);
  m.def("matrix_of_answer", &matrix_of_answer);
  m.def("matrix_of_nodes", &matrix_of_nodes);
  m.def("open_arcs", &open_directions);
  m.def("find_way", &find_way);
}

}  // namespace masseflyt::python
