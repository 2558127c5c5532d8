// Mirrors include/masseflyt/core/material.hpp.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/material.hpp>

#include "detail/number.hpp"
#include "support/shared_data.hpp"

namespace masseflyt {
namespace {

Material rock() { return find_material("rock", "tunnel").value(); }
Factor::Parts factor() { return {"f", 1, 2, 3, "m3/m3", "handbook", Confidence::verified}; }

TEST(Factor, NeedsAnOrderedFiniteRange) {
  auto parts = factor();
  EXPECT_TRUE(Factor::make(parts));
  for (const double bad : {0.0, -1.0, 2.5, std::nan("")}) {
    parts.low = bad;
    EXPECT_EQ(Factor::make(parts).error().code, ErrorCode::invalid_argument) << bad;
  }
  parts = factor(), parts.high = INFINITY;
  EXPECT_FALSE(Factor::make(parts));
  parts = factor(), parts.point = 3.5;
  EXPECT_EQ(Factor::make(parts).error().message,
            "factor f: expected 0 < low <= point <= high, all finite");
}

TEST(Factor, NeedsASource) {
  auto parts = factor();
  parts.source.clear();
  EXPECT_EQ(Factor::make(parts).error().message, "factor f names no source");
}

TEST(Factor, TellsAllAboutItself) {
  EXPECT_EQ(to_string(Factor::make(factor()).value()), "f 2 m3/m3 (1 to 3, verified: handbook)");
}

TEST(Material, TenBankCubicMetresOfRockAreATruckload) {
  const auto load = to_mass(Volume<bank>::cubic_metres(10), rock());
  EXPECT_DOUBLE_EQ(load.point.tonnes(), 27);
  EXPECT_DOUBLE_EQ(load.low.tonnes(), 26);
  EXPECT_DOUBLE_EQ(load.high.tonnes(), 28);
  ASSERT_EQ(load.factors.size(), 1U);
  EXPECT_EQ(load.factors[0]->name, "t_per_bank_m3_rock");
}

TEST(Material, PlacedTunnelRockWeighs1800Kilograms) {
  const auto m = to_mass(Volume<placed>::cubic_metres(1), rock());
  EXPECT_DOUBLE_EQ(m.point.tonnes(), 1.8);
  EXPECT_DOUBLE_EQ(m.low.tonnes(), 2.6 / 1.6);
  EXPECT_DOUBLE_EQ(m.high.tonnes(), 2.8 / 1.35);
  EXPECT_EQ(m.factors.size(), 2U);
}

TEST(Material, GrowsByHowItWasDug) {
  const auto grown = [](std::string_view id, std::string_view excavation) {
    const auto one = Volume<bank>::cubic_metres(1);
    return to_state<loose>(one, find_material(id, excavation).value()).point.cubic_metres();
  };
  EXPECT_DOUBLE_EQ(grown("rock", "tunnel"), 1.8);
  EXPECT_DOUBLE_EQ(grown("rock", "cut"), 1.6);
  EXPECT_DOUBLE_EQ(grown("alum_shale", "pit"), 1.6);
  EXPECT_DOUBLE_EQ(grown("rock", "tbm"), 1.8);
  EXPECT_DOUBLE_EQ(grown("rock_tbm", ""), 1.8);
  EXPECT_DOUBLE_EQ(grown("soil", "pit"), 1.25);
  EXPECT_DOUBLE_EQ(grown("moraine", ""), 1.25);
  EXPECT_DOUBLE_EQ(grown("clay", ""), 1.15);
}

TEST(Material, SameStateNeedsNoFactor) {
  const auto v = Volume<loose>::cubic_metres(7);
  const auto same = to_state<loose>(v, rock());
  EXPECT_EQ(same.low, v);
  EXPECT_EQ(same.point, v);
  EXPECT_EQ(same.high, v);
  EXPECT_TRUE(same.factors.empty());
}

TEST(Material, ThereAndBackIsTheSamePoint) {
  const auto there = to_mass(Volume<loose>::cubic_metres(123), rock());
  EXPECT_DOUBLE_EQ(to_volume<loose>(there.point, rock()).point.cubic_metres(), 123);
  const auto placed_volume = to_state<placed>(Volume<loose>::cubic_metres(18), rock());
  EXPECT_DOUBLE_EQ(placed_volume.point.cubic_metres(), 15);
}

TEST(Material, RangeHoldsThePointForEveryMaterialAndState) {
  for (const auto& id : material_ids())
    for (const auto state : {bank, loose, placed})
      for (const double m3 : {1000.0, 0.0, -1000.0}) {
        const auto m = to_mass(m3, state, find_material(id, "cut").value());
        EXPECT_LE(m.low, m.point) << id << m3;
        EXPECT_LE(m.point, m.high) << id << m3;
      }
}

TEST(Material, UnknownIdsNameWhatIsKnown) {
  EXPECT_EQ(find_material("gold", "tunnel").error().message,
            "material 'gold' is not known, expected one of alum_shale, clay, moraine, rock, "
            "rock_tbm, soil");
  EXPECT_EQ(find_material("rock", "").error().code, ErrorCode::not_found);
}

TEST(Material, ScenarioSetsAPointAndWidensTheRange) {
  const auto m = with_points(rock(), {{"t_per_bank_m3_rock", 3.0}, {"something_else", 1}}).value();
  EXPECT_EQ(m.t_per_bank_m3->point, 3.0);
  EXPECT_EQ(m.t_per_bank_m3->low, 2.6);
  EXPECT_EQ(m.t_per_bank_m3->high, 3.0);
  EXPECT_EQ(m.loose_per_bank, rock().loose_per_bank);
  EXPECT_FALSE(with_points(rock(), {{"t_per_bank_m3_rock", -1}}));
}

TEST(Words, AreReadAsTheyAreWritten) {
  for (const auto c :
       {Confidence::verified, Confidence::recalled, Confidence::estimated, Confidence::assumed})
    EXPECT_EQ(parse_confidence(to_string(c)), c);
  for (const auto s : {bank, loose, placed}) EXPECT_EQ(parse_volume_state(to_string(s)), s);
  EXPECT_FALSE(parse_volume_state("m3"));
  EXPECT_FALSE(parse_confidence(""));
}

/// The built-in tables and the facts they were taken from do not drift apart.
TEST(Material, BuiltInFiguresAreThoseOfTheFacts) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  std::vector<Factor> built_in;
  for (const auto& id : material_ids())
    for (const auto* excavation : {"tunnel", "pit", "tbm"}) {
      const auto m = find_material(id, excavation).value();
      for (const auto& f : {m.t_per_bank_m3, m.loose_per_bank, m.placed_per_bank})
        built_in.push_back(f);
    }
  const auto facts = test::read_rows(test::shared_data() / "data/oslo_region/assumptions.csv");
  int compared = 0;
  for (const auto& row : facts) {
    const auto name =
        row.at("key") == "t_per_bank_m3" ? "t_per_bank_m3_" + row.at("applies_to") : row.at("key");
    for (const auto& f : built_in) {
      if (f->name != name) continue;
      EXPECT_EQ(f->low, detail::parse_number(row.at("low"))) << name;
      EXPECT_EQ(f->point, detail::parse_number(row.at("point"))) << name;
      EXPECT_EQ(f->high, detail::parse_number(row.at("high"))) << name;
      EXPECT_EQ(to_string(f->confidence), row.at("confidence")) << name;
      ++compared;
      break;
    }
  }
  EXPECT_EQ(compared, 15);  // 5 densities, 5 loose, 5 placed
}

}  // namespace
}  // namespace masseflyt
