// Mirrors include/masseflyt/transport/hierarchy.hpp.
#include <masseflyt/transport/hierarchy.hpp>

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <masseflyt/transport/many_to_many.hpp>

#include "detail/sha256.hpp"
#include "support/random_roads.hpp"

namespace masseflyt::transport {
namespace {

struct Saved : testing::Test {
  Saved() {
    test::Random random(5);
    network = std::make_shared<const Network>(test::random_roads(random, 80, 170));
    vehicle.name = "lastebil";
    vehicle.weight_t = 50;
    vehicle.price = WayPrice{10, 900, 30, 2};
  }
  std::shared_ptr<const Network> network;
  VehicleClass vehicle;
  Hierarchy make() { return Hierarchy::prepare(network, vehicle).value(); }
};

TEST_F(Saved, ComesBackAsItWas) {
  const auto h = make();
  const auto bytes = h.save();
  const auto back = Hierarchy::load(bytes, network).value();
  EXPECT_EQ(back.vehicle(), vehicle);
  EXPECT_EQ(back.shortcuts(), h.shortcuts());
  EXPECT_EQ(back.save(), bytes);
  EXPECT_EQ(make().save(), bytes);  // nothing depends on luck
  std::vector<Access> all;
  for (Digraph::Id v = 0; v < 80; ++v) all.push_back(at_node(v));
  const auto a = cost_matrix(h, all, all).value(), b = cost_matrix(back, all, all).value();
  for (std::size_t i = 0; i < 80; ++i)
    for (std::size_t j = 0; j < 80; ++j) ASSERT_EQ(a.at(i, j), b.at(i, j));
}

TEST_F(Saved, TellsWhatWasPrepared) {
  const auto h = make();
  const auto open = h.open_directions();
  ASSERT_GT(open.size(), 50U);
  for (const auto& direction : open) {
    const auto pair =
        cost_matrix(h, std::vector{at_node(direction.tail)}, std::vector{at_node(direction.head)})
            .value()
            .at(0, 0);
    ASSERT_TRUE(pair);
    ASSERT_LE(pair->cost, direction.cost / 1000.0);  // of NOK
  }
}

TEST_F(Saved, AnotherNetworkIsAConflict) {
  const auto bytes = make().save();
  std::vector<Position> nodes(network->nodes().begin(), network->nodes().end());
  std::vector<Road> roads(network->roads().begin(), network->roads().end());
  for (auto& r : roads) r.length_km += 0.001;
  const auto other = std::make_shared<const Network>(Network::make(nodes, roads).value());
  EXPECT_EQ(Hierarchy::load(bytes, other).error().code, ErrorCode::conflict);
}

TEST_F(Saved, DamageIsNoticed) {
  const auto bytes = make().save();
  const auto code = [&](std::string damaged) {
    const auto read = Hierarchy::load(damaged, network);
    return read ? ErrorCode{} : read.error().code;
  };
  EXPECT_EQ(code(""), ErrorCode::corrupt);
  EXPECT_EQ(code("masseflyt.hierarchy/2\n" + bytes.substr(22)), ErrorCode::unsupported_version);
  for (std::size_t length = 0; length < bytes.size(); length += 97)
    EXPECT_EQ(code(bytes.substr(0, length)), ErrorCode::corrupt);
  for (std::size_t i = 22; i < bytes.size(); i += 61) {
    auto damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_EQ(code(damaged), ErrorCode::corrupt);
  }
}

/// Someone who computes the checksum anew gets no further: every number is looked at.
TEST_F(Saved, ForgedColumnsDoNoHarm) {
  const auto bytes = make().save();
  const std::size_t head = 22 + 8 + 64;
  int refused = 0, taken = 0;
  for (std::size_t i = head; i < bytes.size(); i += 7)
    for (const int flip : {1, 0x80}) {
      auto body = bytes.substr(head);
      body[i - head] = static_cast<char>(body[i - head] ^ flip);
      const auto forged = bytes.substr(0, 22 + 8) + detail::sha256_hex(body) + body;
      const auto read = Hierarchy::load(forged, network);
      if (!read) {
        ++refused;
        continue;
      }
      ++taken;  // a change of the vehicle's name, say: its ways are still ways
      ASSERT_TRUE(cost_matrix(*read, std::vector{at_node(0)}, std::vector{at_node(1)}));
    }
  EXPECT_GT(refused, 20 * taken);
}

TEST_F(Saved, AVehicleThatCannotBeIsRefused) {
  const auto path = [&](auto change) {
    vehicle = {};
    change(vehicle);
    return Hierarchy::prepare(network, vehicle).error().path;
  };
  EXPECT_EQ(path([](auto& v) { v.weight_t = 0; }), "/weight_t");
  EXPECT_EQ(path([](auto& v) { v.axle_t = -1; }), "/axle_t");
  EXPECT_EQ(path([](auto& v) { v.height_m = -1; }), "/height_m");
  EXPECT_EQ(path([](auto& v) { v.length_m = 0; }), "/length_m");
  EXPECT_EQ(path([](auto& v) { v.top_speed_kmh = 0; }), "/top_speed_kmh");
  EXPECT_EQ(path([](auto& v) { v.week_minute = 10080; }), "/week_minute");
  EXPECT_EQ(path([](auto& v) { v.measure = static_cast<Measure>(7); }), "/measure");
  EXPECT_EQ(path([](auto& v) { v.price = WayPrice{}; }), "/price");
  EXPECT_EQ(path([](auto& v) { v.price = WayPrice{-1, 9, 0, 0}; }), "/price");
}

TEST_F(Saved, AQueryMayBeMovedAndUsedAgain) {
  const auto h = make();
  WayQuery query(h);
  const auto first = query.find(at_node(0), at_node(7)).value();
  auto moved = std::move(query);
  const auto again = moved.find(at_node(0), at_node(7)).value();
  ASSERT_EQ(first.has_value(), again.has_value());
  if (first) {
    EXPECT_EQ(first->arcs, again->arcs);
  }
  EXPECT_EQ(moved.find(at_node(80), at_node(0)).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(moved.find({}, {}).value());
}

}  // namespace
}  // namespace masseflyt::transport
