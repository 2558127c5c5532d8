// Mirrors include/masseflyt/transport/network_file.hpp.
#include <masseflyt/transport/network_file.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "transport/link_rows.hpp"
#include "transport/osm_tags.hpp"

namespace masseflyt::transport {
namespace {

/// Two roads that cross, a ferry, and rows that are no roads.
struct LinkTable : testing::Test {
  std::string csv =
      "link_id,category,type,medium,phase,length_m,wkt\n"
      "1,E,enkelBilveg,T,V,2000,\"LINESTRING(10 60,10.01 60,10.02 60)\"\n"
      "2,F,enkelBilveg,U,V,1500,\"LINESTRING(10.01 60.01,10.01 60,10.01 59.99)\"\n"
      "3,,bilferje,,V,900,\"LINESTRING(10.02 60,10.03 60)\"\n"
      "4,,sti,T,V,900,\"LINESTRING(10.02 60,10.04 60)\"\n"
      "5,K,enkelBilveg,T,P,900,\"LINESTRING(10.02 60,10.05 60)\"\n";
  LinkFormat format = n1000_format();
  NetworkOptions options;
  Diagnostics found;
  Result<Network> read() {
    found.clear();
    return read_link_table(csv, "links.csv", format, options, found);
  }
};

TEST_F(LinkTable, OnlyCarRoadsAndFerriesInUseAreRead) {
  const auto net = read().value();
  ASSERT_EQ(net.roads().size(), 3U);
  EXPECT_EQ(net.roads()[0].road_class, RoadClass::trunk);
  EXPECT_EQ(net.roads()[1].tunnel_km, 1.5);
  EXPECT_TRUE(net.roads()[2].ferry);
  EXPECT_EQ(net.roads()[2].source_id, 3);
  EXPECT_EQ(found[0].value, "2 rows");
}

TEST_F(LinkTable, RoadsMeetAtTheirEndsOrAtAnyVertex) {
  EXPECT_EQ(read()->nodes().size(), 5U);  // the crossing is a bridge
  options.joining = Joining::vertices;
  const auto net = read().value();
  EXPECT_EQ(net.nodes().size(), 6U);
  ASSERT_EQ(net.roads().size(), 5U);  // both are cut there
  EXPECT_NEAR(net.roads()[0].length_km, 1, 1e-9);
  EXPECT_NEAR(net.roads()[2].length_km + net.roads()[3].length_km, 1.5, 1e-9);
  EXPECT_EQ(net.roads()[2].tunnel_km, net.roads()[2].length_km);
}

TEST_F(LinkTable, WhatTheFileDoesNotTellIsNotKnown) {
  EXPECT_EQ(read()->known(), (KnownOfRoads{false, true, false, false}));
  options.speed_kmh = {{RoadClass::trunk, 80}, {RoadClass::unknown, 50}};
  EXPECT_TRUE(read()->known().hours);
  EXPECT_EQ(read()->roads()[0].speed_kmh, 80);
  EXPECT_EQ(read()->roads()[1].speed_kmh, 50);
  options.speed_kmh = {{RoadClass::trunk, 80}};
  EXPECT_FALSE(read()->known().hours);
}

TEST_F(LinkTable, BuiltUpAreasAreMeasuredAlongTheLine) {
  options.built_up = {
      Area::make({{{10.005, 59.9}, {10.3, 59.9}, {10.3, 60.1}, {10.005, 60.1}, {10.005, 59.9}}})
          .value()};
  const auto net = read().value();
  EXPECT_TRUE(net.known().built_up);
  EXPECT_NEAR(net.roads()[0].built_up_share, 0.75, 1e-6);
  EXPECT_EQ(net.roads()[1].built_up_share, 0);  // in a tunnel
}

TEST_F(LinkTable, WithoutALengthTheLineIsMeasured) {
  format.length_m.clear();
  EXPECT_NEAR(read()->roads()[0].length_km, distance_m({10, 60}, {10.02, 60}) / 1000, 1e-6);
}

TEST_F(LinkTable, EverythingThatIsWrongIsToldAtOnce) {
  csv =
      "link_id,category,type,medium,phase,length_m,wkt\n"
      "x,E,enkelBilveg,T,V,2000,\"LINESTRING(10 60,10.01 60)\"\n"
      "2,F,enkelBilveg,U,V,-1,\"LINESTRING(10 60,10.01 60)\"\n"
      "3,F,enkelBilveg,U,V,1,\"LINESTRING(10 60)\"\n"
      "4,F,enkelBilveg,U,V,1,\"POINT(10 60)\"\n"
      "5,F,enkelBilveg,U,V,1,\"LINESTRING(10 60,999 60)\"\n";
  EXPECT_EQ(read().error().code, ErrorCode::invalid_document);
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"links.csv:2:link_id", "links.csv:3:length_m",
                                      "links.csv:4:wkt", "links.csv:5:wkt", "links.csv:6:wkt"}));
  csv = "link_id,category\n1,E\n";
  EXPECT_FALSE(read());
  EXPECT_EQ(found[0].path, "links.csv:1:length_m");
}

TEST_F(LinkTable, IsReadWithinLimits) {
  options.max_points = 3;
  EXPECT_EQ(read().error().code, ErrorCode::limit_exceeded);
  options = {}, options.max_bytes = 10;
  EXPECT_EQ(read().error().code, ErrorCode::limit_exceeded);
}

/// An export of a road authority has other names; the map of columns says which.
TEST(RoadAuthority, LoadClassHeightAndDirectionAreRead) {
  LinkFormat f;
  f.geometry = "geometri", f.crs = Crs::utm33, f.load_class = "bruksklasse";
  f.max_height_m = "hoyde", f.speed_kmh = "fart", f.backward_only = {"retning", {"MOT"}};
  f.forward_only = {"retning", {"MED"}}, f.toll = {"bom", {"ja"}};
  const std::string csv =
      "geometri;bruksklasse;hoyde;fart;retning;bom\n"
      "LINESTRING(262000 6649000,262100 6649000);Bk10/50;4,2;80;MED;ja\n"
      "LINESTRING Z (262100 6649000 12.5,262200 6649000 13);Bk T8 - 40 tonn;;60;MOT;\n"
      "LINESTRING(262200 6649000,262300 6649000);;;50;;\n";
  Diagnostics found;
  const auto net = read_link_table(csv, "vegnett.csv", f, {}, found).value();
  EXPECT_EQ(net.roads()[0].max_axle_t, 10);
  EXPECT_EQ(net.roads()[0].max_weight_t, 50);
  EXPECT_EQ(net.roads()[0].max_height_m, 4.2);
  EXPECT_TRUE(net.roads()[0].toll && net.roads()[0].forward && !net.roads()[0].backward);
  EXPECT_EQ(net.roads()[1].max_weight_t, 40);
  EXPECT_TRUE(!net.roads()[1].forward && net.roads()[1].backward);
  EXPECT_FALSE(net.roads()[2].max_weight_t);
  EXPECT_NEAR(net.roads()[0].length_km, 0.1, 1e-4);
  EXPECT_EQ(net.nodes().size(), 4U);
}

TEST(RoadAuthority, LoadClassesAreReadInTheirWholeOrNotAtAll) {
  EXPECT_EQ(parse_load_class("Bk10/60")->weight_t, 60);
  EXPECT_EQ(parse_load_class("BkT8/50")->axle_t, 8);
  EXPECT_EQ(parse_load_class("Bk8 - 32 tonn")->weight_t, 32);
  for (const char* text : {"", "Bk", "Bk10", "Bk10/", "Bk/50", "Bk10/50/60", "10/50", "Bk0/50"})
    EXPECT_FALSE(parse_load_class(text)) << text;
}

TEST(GeoJsonLines, AreRoadsWithTheirProperties) {
  LinkFormat f;
  f.speed_kmh = "kmh", f.forward_only = {"oneway", {"true"}}, f.built_up_share = "town";
  const std::string json = R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"kmh": 50, "oneway": true, "town": 0.5},
     "geometry": {"type": "LineString", "coordinates": [[10, 60], [10.1, 60, 12.5]]}},
    {"type": "Feature", "properties": {"kmh": "80", "town": 0},
     "geometry": {"type": "MultiLineString",
                  "coordinates": [[[10.1, 60], [10.2, 60]], [[10.2, 60], [10.3, 60]]]}}]})";
  Diagnostics found;
  const auto net = read_geojson_lines(json, "roads.geojson", f, {}, found).value();
  ASSERT_EQ(net.roads().size(), 3U);
  EXPECT_FALSE(net.roads()[0].backward);
  EXPECT_EQ(net.roads()[0].built_up_share, 0.5);
  EXPECT_EQ(net.roads()[2].speed_kmh, 80);
  EXPECT_EQ(net.nodes().size(), 4U);
  EXPECT_EQ(net.known(), (KnownOfRoads{true, false, true, false}));
}

TEST(GeoJsonLines, FaultsHavePointers) {
  LinkFormat f;
  f.speed_kmh = "kmh";
  const std::string json = R"({"type": "FeatureCollection", "features": [
    {"properties": {"kmh": -1}, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}},
    {"properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
    {"properties": {}, "geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 99]]}}, 7]})";
  Diagnostics found;
  EXPECT_FALSE(read_geojson_lines(json, "x", f, {}, found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"/features/0/properties/kmh", "/features/1/geometry",
                                      "/features/2/geometry/coordinates", "/features/3/geometry"}));
  found.clear();
  EXPECT_FALSE(read_geojson_lines("{}", "x", f, {}, found));
  EXPECT_EQ(found.size(), 2U);
}

std::optional<Line> way(std::vector<std::pair<std::string, std::string>> tags,
                        std::size_t* unread = nullptr) {
  std::size_t count = 0;
  auto line = line_of_way(
      [&](const char* key) -> std::string_view {
        for (const auto& [k, v] : tags)
          if (k == key) return v;
        return {};
      },
      count);
  if (unread != nullptr) *unread = count;
  return line;
}

TEST(OpenStreetMapTags, TellWhereAGoodsVehicleMayDrive) {
  EXPECT_TRUE(way({{"highway", "primary"}}));
  EXPECT_FALSE(way({{"highway", "footway"}}));
  EXPECT_FALSE(way({{"highway", "service"}, {"access", "private"}}));
  EXPECT_TRUE(way({{"highway", "service"}, {"access", "private"}, {"hgv", "yes"}}));
  EXPECT_FALSE(way({{"highway", "primary"}, {"hgv", "no"}}));
  EXPECT_TRUE(way({{"highway", "primary"}, {"hgv", "destination"}}));
  EXPECT_TRUE(way({{"route", "ferry"}, {"motor_vehicle", "yes"}})->road.ferry);
  EXPECT_FALSE(way({{"route", "ferry"}, {"foot", "yes"}}));
}

TEST(OpenStreetMapTags, TellDirections) {
  EXPECT_FALSE(way({{"highway", "primary"}, {"oneway", "yes"}})->road.backward);
  EXPECT_FALSE(way({{"highway", "primary"}, {"oneway", "-1"}})->road.forward);
  EXPECT_FALSE(way({{"highway", "motorway"}})->road.backward);
  EXPECT_TRUE(way({{"highway", "motorway"}, {"oneway", "no"}})->road.backward);
  EXPECT_FALSE(way({{"highway", "residential"}, {"junction", "roundabout"}})->road.backward);
}

TEST(OpenStreetMapTags, LimitsHaveUnits) {
  const auto line = way({{"highway", "primary"},
                         {"maxweight", "16"},
                         {"maxweightrating", "3500 kg"},
                         {"maxheight", "13'6\""},
                         {"maxlength", "none"},
                         {"maxspeed", "30 mph"},
                         {"tunnel", "yes"}});
  EXPECT_DOUBLE_EQ(*line->road.max_weight_t, 3.5);
  EXPECT_NEAR(*line->road.max_height_m, 4.1148, 1e-9);
  EXPECT_FALSE(line->road.max_length_m);
  EXPECT_NEAR(line->speed_kmh, 48.28, 0.01);
  EXPECT_TRUE(line->tunnel);
  std::size_t unread = 0;
  const auto odd = way(
      {{"highway", "primary"}, {"maxheight", "low"}, {"maxspeed", "FI:urban"}, {"maxweight", "0"}},
      &unread);
  EXPECT_EQ(unread, 3U);
  EXPECT_EQ(odd->speed_kmh, 0);
}

TEST(NetworkFile, AFileThatIsNotThereIsAnError) {
  Diagnostics found;
  for (const char* name : {"no/such.csv", "no/such.geojson"})
    EXPECT_EQ(read_network_file(name, {}, {}, found).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace masseflyt::transport
