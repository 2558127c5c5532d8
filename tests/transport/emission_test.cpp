// Mirrors include/masseflyt/transport/emission.hpp.
#include <masseflyt/transport/emission.hpp>

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "support/shared_data.hpp"

namespace masseflyt::transport {
namespace {

TEST(TransportFactors, HaveASourceAndAConfidence) {
  EXPECT_GT(transport_factors().size(), 40U);
  std::set<std::string> ids;
  for (const auto& f : transport_factors()) {
    EXPECT_TRUE(ids.insert(f.id).second) << f.id;
    EXPECT_FALSE(f.unit.empty()) << f.id;
    EXPECT_TRUE(!f.source.empty() || f.confidence == "derived") << f.id;
    EXPECT_TRUE((std::set<std::string>{"verified", "verified_secondary", "derived", "recalled"})
                    .contains(f.confidence))
        << f.id;
    EXPECT_LE(ranged(f).low, ranged(f).high);
  }
}

TEST(TransportFactors, WhatIsOnlyRecalledIsRefusedWhenStrict) {
  EXPECT_EQ(transport_factor("ef_diesel_litre", true)->value, 2.66);
  EXPECT_EQ(transport_factor("ef_artic_40_wtw")->confidence, "recalled");
  EXPECT_EQ(transport_factor("ef_artic_40_wtw", true).error().code, ErrorCode::rule_not_verified);
  EXPECT_EQ(transport_factor("ef_zeppelin").error().code, ErrorCode::not_found);
}

TEST(TransportFactors, AreThoseOfTheFacts) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  const auto facts = test::read_rows(test::shared_data() / "facts/transport/factors.csv");
  for (const auto& f : transport_factors()) {
    const auto at = std::find_if(facts.begin(), facts.end(),
                                 [&](const auto& row) { return row.at("id") == f.id; });
    ASSERT_NE(at, facts.end()) << f.id;
    EXPECT_EQ(std::stod(at->at("value")), f.value) << f.id;
    EXPECT_EQ(at->at("source"), f.source) << f.id;
    EXPECT_EQ(at->at("confidence"), f.confidence) << f.id;
  }
}

/// 0.5 litre/km full, 0.3 empty, 3 kg per litre: numbers to follow by head.
struct Tipper : testing::Test {
  EnergyUse use = {"litre", {0.4, 0.5, 0.6}, {0.6, 0.6, 0.6}, {3, 3, 3}, "WTW", 30, {}, {"test"}};
  Trip trip = {10, 30, 10, {}};
  std::string path() const { return trip_emission(use, trip).error().path; }
};

TEST_F(Tipper, TheEmptyWayBelongsToTheLoad) {
  const auto e = trip_emission(use, trip).value();
  EXPECT_DOUBLE_EQ(e.loaded_kg.point, 15);
  EXPECT_DOUBLE_EQ(e.empty_kg.point, 9);
  EXPECT_DOUBLE_EQ(e.kg_per_tkm.point, 24.0 / 300);
  EXPECT_DOUBLE_EQ(e.loaded_kg.low, 12);
  EXPECT_DOUBLE_EQ(e.loaded_kg.high, 18);
  EXPECT_EQ(e.scope, "WTW");
}

TEST_F(Tipper, HalfALoadBurnsMoreThanHalf) {
  trip.load_t = 15, trip.empty_km = 0;
  EXPECT_DOUBLE_EQ(trip_emission(use, trip)->loaded_kg.point, 0.4 * 3 * 10);
}

TEST_F(Tipper, AGradientCountsWhereItsEffectIsKnown) {
  trip.gradient_percent = 2;
  EXPECT_EQ(path(), "/gradient_percent");
  use.per_gradient_percent = Ranged{0.1, 0.2, 0.3};
  EXPECT_DOUBLE_EQ(trip_emission(use, trip)->loaded_kg.point, 15 * 1.4);
  trip.gradient_percent = -2;
  EXPECT_DOUBLE_EQ(trip_emission(use, trip)->loaded_kg.point, 15 * 0.6);
  EXPECT_LE(trip_emission(use, trip)->loaded_kg.low, trip_emission(use, trip)->loaded_kg.high);
}

TEST_F(Tipper, WhatMakesNoSenseIsRefused) {
  struct Both {
    EnergyUse use;
    Trip trip;
  };
  const auto refused = [&](auto change) {
    Both both{use, trip};
    change(both);
    return trip_emission(both.use, both.trip).error().path;
  };
  EXPECT_EQ(refused([](auto& t) { t.use.payload_t = 0; }), "/payload_t");
  EXPECT_EQ(refused([](auto& t) { t.use.full_per_km.low = 1; }), "/full_per_km");
  EXPECT_EQ(refused([](auto& t) { t.use.empty_share.high = 1.1; }), "/empty_share");
  EXPECT_EQ(refused([](auto& t) { t.use.kg_per_unit.low = -1; }), "/kg_per_unit");
  EXPECT_EQ(refused([](auto& t) { t.trip.load_t = 31; }), "/load_t");
  EXPECT_EQ(refused([](auto& t) { t.trip.loaded_km = 0; }), "/loaded_km");
  EXPECT_EQ(refused([](auto& t) { t.trip.empty_km = -1; }), "/empty_km");
}

}  // namespace
}  // namespace masseflyt::transport
