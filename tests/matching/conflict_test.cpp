// Mirrors include/masseflyt/matching/conflict.hpp.
#include <masseflyt/matching/conflict.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;

std::int64_t excess(const Market& m, const CostSource& costs) {
  return least_excess(m, costs).value();
}

/// One lot of 10 t, a fill that takes 4 t a year within 7 t for life, and a far receiver that does
/// not take it.
struct TooLittleRoom : testing::Test {
  TooLittleRoom() {
    m.periods = 2;
    m.groups = {"soil-class2"};
    m.far_allowed = {0};
    m.unplaced_nok_t = 5000;
    m.lots = {{"lot", 0, 0, 0}};
    m.supplies = {{0, 0, 5000}, {0, 1, 5000}};
    m.limits = {{"life", 7000}, {"year 1", 4000, 0, 0}, {"year 2", 4000, 0, 0}};
    m.destinations = {{"fill", 1}};
    m.entries = {{0, 0, 0, 0, 1, {}}, {0, 0, 1, 1, 2, {}}};
    m.lot_to = Compatibility(1, 1);
    m.group_to = Compatibility(1, 1);
  }
  Market m;
  test::Line costs{{0, 10}};
};

TEST_F(TooLittleRoom, NamesTheLotAndOneRoomThatIsTooSmall) {
  const auto found = minimal_conflict(m, costs).value();
  EXPECT_EQ(found.members.size(), 2u);  // a year or the life: either alone is too little
  EXPECT_EQ(found.members.front(), (Claim{ClaimKind::lot, 0}));
  EXPECT_EQ(found.members.back().kind, ClaimKind::capacity);
  EXPECT_GT(found.excess_kg, 0);
}

TEST_F(TooLittleRoom, SaysNothingWhereEverythingFits) {
  for (auto& l : m.limits) l.capacity_kg = 20000;
  EXPECT_TRUE(minimal_conflict(m, costs).value().members.empty());
}

TEST_F(TooLittleRoom, CanBeCancelled) {
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  EXPECT_EQ(minimal_conflict(m, costs, control).error().code, ErrorCode::cancelled);
}

TEST(Conflict, EachMemberIsNeededAndAllTogetherContradict) {
  int found = 0, large = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const auto r = random_market(seed);
    const auto conflict = minimal_conflict(r.market, r.costs).value();
    ASSERT_EQ(conflict.members.empty(), excess(r.market, r.costs) == 0) << seed;
    if (conflict.members.empty()) continue;
    ++found;
    if (conflict.members.size() > 2) ++large;
    const auto kept = excess(with_claims(r.market, conflict.members), r.costs);
    ASSERT_GT(kept, 0) << seed;
    ASSERT_EQ(kept, conflict.excess_kg) << seed;
    for (std::size_t i = 0; i < conflict.members.size(); ++i) {
      auto others = conflict.members;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      ASSERT_EQ(excess(with_claims(r.market, others), r.costs), 0) << seed << ", member " << i;
    }
  }
  EXPECT_GT(found, 60);
  EXPECT_GT(large, 10);
}

}  // namespace
}  // namespace masseflyt::matching
