// The file form of OpenStreetMap, written here so that what is in it can be seen.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <masseflyt/transport/network_file.hpp>

#include <osmium/builder/attr.hpp>
#include <osmium/io/pbf_output.hpp>
#include <osmium/memory/buffer.hpp>

namespace masseflyt::transport {
namespace {

using namespace osmium::builder::attr;  // NOLINT: names of its little language

//  1 --> 2 --- 3 === 4      1-2-3: residential, one-way up to 2; 3-4: a road of 7.5 t
//        |                  2-5: a footpath; node 9 of the road 4-9 was cut off
//        5                  3: a toll booth
struct Extract : testing::Test {
  std::string path =
      (std::filesystem::temp_directory_path() /
       ("masseflyt_" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
        testing::UnitTest::GetInstance()->current_test_info()->name() + ".osm.pbf"))
          .string();
  Diagnostics found;
  void SetUp() override {
    osmium::memory::Buffer b(10'000, osmium::memory::Buffer::auto_grow::yes);
    using osmium::builder::add_node;
    using osmium::builder::add_way;
    add_node(b, _id(1), _location(10.00, 60.0));
    add_node(b, _id(2), _location(10.01, 60.0));
    add_node(b, _id(3), _location(10.02, 60.0), _tag("barrier", "toll_booth"));
    add_node(b, _id(4), _location(10.03, 60.0));
    add_node(b, _id(5), _location(10.01, 59.9));
    add_way(b, _id(10), _nodes({1, 2}), _tag("highway", "residential"), _tag("oneway", "yes"),
            _tag("maxspeed", "30"));
    add_way(b, _id(11), _nodes({2, 3, 4}), _tag("highway", "primary"), _tag("maxweight", "7.5"),
            _tag("hgv:conditional", "no @ (22:00-06:00)"), _tag("maxspeed", "fast"));
    add_way(b, _id(12), _nodes({2, 5}), _tag("highway", "footway"));
    add_way(b, _id(13), _nodes({4, 9}), _tag("highway", "primary"));
    const auto restriction = [&](osmium::object_id_type id, osmium::object_id_type way,
                                 const char* kind) {
      osmium::builder::add_relation(
          b, _id(id), _tag("type", "restriction"), _tag("restriction", kind),
          _member(osmium::item_type::way, way, "from"), _member(osmium::item_type::node, 2, "via"),
          _member(osmium::item_type::way, 11, "to"));
    };
    restriction(20, 10, "no_left_turn");
    restriction(21, 10, "only_straight_on");
    restriction(22, 11, "no_left_turn");
    osmium::builder::add_relation(b, _id(23), _tag("type", "restriction"),
                                  _tag("restriction", "no_u_turn"),
                                  _member(osmium::item_type::way, 12, "from"));
    osmium::io::Writer writer(path, osmium::io::overwrite::allow);
    writer(std::move(b));
    writer.close();
  }
  void TearDown() override { std::filesystem::remove(path); }
};

TEST_F(Extract, IsReadWithDirectionsLimitsAndTolls) {
  NetworkOptions options;
  options.speed_kmh = {{RoadClass::primary, 60}};
  const auto net = read_openstreetmap(path, options, found).value();
  ASSERT_EQ(net.nodes().size(), 3U);
  ASSERT_EQ(net.roads().size(), 2U);
  EXPECT_FALSE(net.roads()[0].backward);
  EXPECT_EQ(net.roads()[0].speed_kmh, 30);
  EXPECT_EQ(net.roads()[0].source_id, 10);
  EXPECT_EQ(net.roads()[1].max_weight_t, 7.5);
  EXPECT_EQ(net.roads()[1].speed_kmh, 60);
  EXPECT_EQ(net.roads()[1].shape.size(), 1U);
  EXPECT_TRUE(net.roads()[1].toll);
  EXPECT_NEAR(net.roads()[1].length_km, distance_m({10.01, 60}, {10.03, 60}) / 1000, 1e-6);
  EXPECT_TRUE(net.known().hours);
  EXPECT_FALSE(net.known().built_up);
}

TEST_F(Extract, TellsWhatItDidNotRead) {
  ASSERT_TRUE(read_openstreetmap(path, {}, found));
  std::vector<std::string> values;
  for (const auto& d : found) {
    values.push_back(d.value);
    EXPECT_EQ(d.severity == Severity::warning, d.value.starts_with("3 turn")) << d.value;
  }
  EXPECT_EQ(values,
            (std::vector<std::string>{"1 tags", "1 ways with conditional restrictions",
                                      "3 turn restrictions (2 no_left_turn, 1 only_straight_on)",
                                      "1 points of ways", "1 lines without a speed",
                                      "nothing about built-up areas"}));
}

TEST_F(Extract, DamageIsAnError) {
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 7);
  EXPECT_EQ(read_openstreetmap(path, {}, found).error().code, ErrorCode::corrupt);
  std::ofstream(path) << "this is no map";
  EXPECT_EQ(read_network_file(path, {}, {}, found).error().code, ErrorCode::corrupt);
  NetworkOptions options;
  options.max_bytes = 3;
  EXPECT_EQ(read_openstreetmap(path, options, found).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(read_openstreetmap("no/such.osm.pbf", {}, found).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace masseflyt::transport
