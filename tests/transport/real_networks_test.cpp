// The matrix on real roads: Norway at 1:1 000 000, and an extract of OpenStreetMap whose path is in
// MASSEFLYT_OSM_EXTRACT. Ten thousand pairs with MASSEFLYT_LONG, some hundreds else.
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/snap.hpp>

#include "detail/json_reader.hpp"
#include "detail/number.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"
#include "transport/dijkstra.hpp"

namespace masseflyt::transport {
namespace {

void expect_dijkstra(std::shared_ptr<const Network> net, const VehicleClass& vehicle) {
  const std::size_t origins = std::getenv("MASSEFLYT_LONG") == nullptr ? 5 : 100;
  const auto h = Hierarchy::prepare(net, vehicle).value();
  const Oracle oracle(*net, vehicle);
  const double per_unit = vehicle.measure == Measure::time ? 3'600'000 : 100'000;
  test::Random random(8);
  const auto nodes = static_cast<std::uint32_t>(net->nodes().size());
  std::vector<Digraph::Id> from, to;
  for (std::size_t i = 0; i < origins; ++i) from.push_back(random.below(nodes));
  for (int i = 0; i < 100; ++i) to.push_back(random.below(nodes));
  std::vector<Access> origin, destination;
  for (const auto v : from) origin.push_back(at_node(v));
  for (const auto v : to) destination.push_back(at_node(v));
  const auto m = cost_matrix(h, origin, destination).value();
  std::size_t reached = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto best = oracle.from(from[i]);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const auto pair = m.at(i, j);
      ASSERT_EQ(pair.has_value(), best[to[j]].has_value());
      if (!pair) continue;
      ++reached;
      ASSERT_EQ(pair->cost, static_cast<double>(*best[to[j]]) / per_unit);
    }
  }
  EXPECT_GT(reached, from.size() * to.size() / 4);
}

std::shared_ptr<const Network> norway(NetworkOptions options) {
  Diagnostics found;
  options.joining = Joining::vertices;
  return std::make_shared<const Network>(
      read_network_file((test::shared_data() / "data/roads/norway_n1000_road_links.csv").string(),
                        n1000_format(), options, found)
          .value());
}

TEST(Norway, EqualsDijkstraByTimeAndByLengthWithFerries) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  NetworkOptions options;
  options.speed_kmh = {{RoadClass::trunk, 80},
                       {RoadClass::primary, 70},
                       {RoadClass::ferry, 18},
                       {RoadClass::unknown, 50}};
  VehicleClass v;
  v.ferries = true;
  const auto net = norway(options);
  expect_dijkstra(net, v);
  if (std::getenv("MASSEFLYT_LONG") == nullptr) return;
  v.measure = Measure::length, v.ferries = false;
  expect_dijkstra(net, v);
}

TEST(OpenStreetMap, EqualsDijkstraWithItsOneWays) {
  const char* path = std::getenv("MASSEFLYT_OSM_EXTRACT");
  if (path == nullptr) GTEST_SKIP() << "MASSEFLYT_OSM_EXTRACT is unset";
  NetworkOptions options;
  options.speed_kmh = {{RoadClass::unknown, 40}};
  Diagnostics found;
  const auto net = read_openstreetmap(path, options, found);
  if (!net && net.error().code == ErrorCode::unsupported_version)
    GTEST_SKIP() << "this build reads no OpenStreetMap: it was made without libosmium";
  VehicleClass v;
  v.weight_t = 26;
  expect_dijkstra(std::make_shared<const Network>(net.value()), v);
}

/// The Oslo case measured its distances on the same network: by length, without ferries, a place at
/// the nearest road outside tunnels and 1.3 times as far from it as straight.
struct OsloDistances : testing::Test {
  static double number(const test::Row& row, const char* column) {
    return detail::parse_number(row.at(column)).value();
  }
  static std::vector<Area> towns(const std::filesystem::path& file) {
    Diagnostics found;
    const auto json =
        detail::read_json(detail::read_file(file, 64U << 20).value(), "towns", {}, found).value();
    std::vector<Area> areas;
    for (const auto& feature : json.find("features")->items) {
      const auto* geometry = feature.find("geometry");
      const auto* at = geometry->find("coordinates");
      std::vector<Ring> rings;
      const auto add = [&](const detail::JsonValue& polygon) {
        for (const auto& ring : polygon.items) {
          Ring r;
          for (const auto& p : ring.items)
            r.push_back({detail::parse_number(p.items[0].text).value(),
                         detail::parse_number(p.items[1].text).value()});
          rings.push_back(std::move(r));
        }
      };
      if (geometry->find("type")->text == "Polygon")
        add(*at);
      else
        for (const auto& polygon : at->items) add(polygon);
      areas.push_back(Area::make(rings).value());
    }
    return areas;
  }
};

TEST_F(OsloDistances, AreFoundAgain) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  const auto folder = test::shared_data() / "data/oslo_region";
  NetworkOptions options;
  options.built_up = towns(folder / "built_up_areas.geojson");
  const auto net = norway(options);
  VehicleClass v;
  v.measure = Measure::length;
  std::map<std::string, std::size_t> index;
  std::vector<NamedPlace> places;
  for (const char* file :
       {"sources.csv", "receivers.csv", "stores.csv", "quarries.csv", "needs.csv", "ports.csv"})
    for (const auto& row : test::read_rows(folder / file)) {
      for (const char* key : {"source_id", "place_id", "receiver_id", "need_id", "port_id", "id"})
        if (row.contains(key) && !row.at("lon").empty() &&
            index.emplace(row.at(key), places.size()).second)
          places.push_back({row.at(key), {number(row, "lon"), number(row, "lat")}});
    }
  Diagnostics found;
  const auto access =
      Snapper::make(net, v).value().join(places, {1.3, 20'000, true}, found).value();
  const auto m = cost_matrix(Hierarchy::prepare(net, v).value(), access, access).value();
  double all = 0, within_1 = 0, within_5 = 0, within_20 = 0, tunnels = 0, towns_near = 0;
  for (const auto& row : test::read_rows(folder / "road_distances.csv")) {
    const auto pair = m.at(index.at(row.at("from")), index.at(row.at("to")));
    ASSERT_TRUE(pair) << row.at("from") << ' ' << row.at("to");
    const double km = number(row, "road_km"), error = std::abs(*pair->km / km - 1);
    ++all, within_1 += error <= 0.01, within_5 += error <= 0.05, within_20 += error <= 0.2;
    tunnels += std::abs(*pair->tunnel_km - number(row, "tunnel_km")) <= 0.05 * km + 0.1;
    towns_near += std::abs(*pair->built_up_km - number(row, "built_up_km")) <= 0.05 * km + 0.1;
  }
  // What the README of the case tells of two editions of this measure: the rest are the ways from
  // the places to the roads.
  EXPECT_GE(within_5 / all, 0.92);
  EXPECT_GE(within_20 / all, 0.99);
  EXPECT_GE(within_1 / all, 0.9);
  EXPECT_GE(tunnels / all, 0.99);
  EXPECT_GE(towns_near / all, 0.95);
}

}  // namespace
}  // namespace masseflyt::transport
