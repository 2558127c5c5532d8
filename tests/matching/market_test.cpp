// Mirrors include/masseflyt/matching/market.hpp.
#include <masseflyt/matching/market.hpp>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

TEST(Check, ASoundMarketHasNothingToSay) {
  for (std::uint32_t seed = 0; seed < 50; ++seed)
    EXPECT_TRUE(check(test::random_market(seed).market).empty()) << seed;
}

TEST(Check, NamesEveryFaultAtOnce) {
  auto m = test::random_market(1).market;
  m.supplies.front().kg = 0;
  m.entries.front().group = 77;
  m.limits.front().minimum_kg = m.limits.front().capacity_kg + 1;
  m.far_allowed.pop_back();
  std::vector<std::string> paths;
  for (const auto& d : check(m)) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/supplies/0/kg", "/limits/0/minimum_kg",
                                             "/entries/0/group", "/far_allowed/0/size"}));
}

TEST(Check, LimitsInACircleAreFound) {
  auto m = test::random_market(1).market;
  m.limits = {{"a", 1, 0, 1}, {"b", 1, 0, 0}};
  m.entries.clear(), m.virgin.clear();
  EXPECT_EQ(check(m).size(), 2u);
}

TEST(Price, IsRoundedOnceAfterAllObjectives) {
  HaulSums s;
  s.nok = 0.0004, s.co2e_kg = 0.0004;
  EXPECT_EQ(micro_nok_per_kg(s, {1, 0, 0, 0}), 0);
  EXPECT_EQ(micro_nok_per_kg(s, {1, 1, 0, 0}), 1);  // 0.0008, not 0 + 0
}

}  // namespace
}  // namespace masseflyt::matching
