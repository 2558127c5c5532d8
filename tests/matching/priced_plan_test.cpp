// Mirrors src/matching/priced_plan.hpp. The oracle is plan(), which lists all pairs of small
// markets.
#include "matching/priced_plan.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include <masseflyt/matching/verify.hpp>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;
using test::wide_market;

/// Knows the ways and nothing of where places lie.
class Blind : public CostSource {
 public:
  explicit Blind(const CostSource& costs) : costs_(costs) {}
  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights& w) const override {
    return costs_.route(a, b, w);
  }

 private:
  const CostSource& costs_;
};

void expect_proved(const Market& m, const CostSource& costs, const Plan& p, std::uint32_t seed) {
  ASSERT_EQ(p.status, Status::optimal) << seed;
  const auto verdict = verify(m, costs, {}, p);
  ASSERT_TRUE(verdict.violations.empty()) << seed << " " << verdict.violations.front();
  ASSERT_EQ(verdict.objective_micro_nok, p.objective_micro_nok) << seed;
  ASSERT_EQ(verdict.bound_micro_nok, p.objective_micro_nok) << seed;
}

TEST(PricedPlan, CostsWhatTheListOfAllPairsCosts) {
  int optimal = 0;
  for (std::uint32_t seed = 0; seed < 500; ++seed) {
    const auto r = random_market(seed);
    const Blind blind(r.costs);
    const CostSource& costs = seed % 3 == 0 ? static_cast<const CostSource&>(blind) : r.costs;
    const auto listed = plan(r.market, costs, {}).value();
    const auto priced = priced_plan(r.market, costs, {}, {}).value();
    ASSERT_EQ(priced.status, listed.status) << seed;
    if (listed.status != Status::optimal) continue;
    ++optimal;
    ASSERT_EQ(priced.objective_micro_nok, listed.objective_micro_nok) << seed;
    expect_proved(r.market, costs, priced, seed);
  }
  EXPECT_GT(optimal, 400);
}

TEST(PricedPlan, AMarketWithTooManyPairsToListIsPricedAndProved) {
  const auto r = wide_market(3200, 2100);  // 4.5 million pairs are allowed
  const auto p = plan(r.market, r.costs, {}).value();
  expect_proved(r.market, r.costs, p, 0);
  EXPECT_LT(p.arcs, 40 * (r.market.supplies.size() + r.market.entries.size()));
  EXPECT_EQ(p.flows, plan(r.market, r.costs, {})->flows);
}

/// Whatever there is when time is up keeps all limits and proves no more than is true.
TEST(PricedPlan, StopsWhenToldTo) {
  const auto r = wide_market(900, 700);
  const auto best = priced_plan(r.market, r.costs, {}, {}).value();
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  EXPECT_EQ(priced_plan(r.market, r.costs, {}, control).error().code, ErrorCode::cancelled);
  for (const int ms : {0, 10, 50, 150, 400, 900}) {
    Control late;
    late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    const auto p = priced_plan(r.market, r.costs, {}, late).value();
    if (p.status == Status::stopped) continue;
    const auto verdict = verify(r.market, r.costs, {}, p);
    EXPECT_TRUE(verdict.violations.empty());
    EXPECT_GE(verdict.bound_micro_nok, p.bound_micro_nok);
    EXPECT_LE(verdict.bound_micro_nok, best.objective_micro_nok);
    EXPECT_GE(p.objective_micro_nok, best.objective_micro_nok);
  }
}

TEST(PricedPlan, WhatNeedsTheListRefusesToRunOutOfMemory) {
  auto r = wide_market(4000, 6000);  // 24 million pairs, were it not for the windows
  for (auto& e : r.market.entries) e.first = 0, e.last = 5;
  r.market.rows.push_back({"a row", {{Counted::entry, 0, none, 0, none, 1}}});
  const auto refused = plan(r.market, r.costs, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(refused.error().message.find("MB"), std::string::npos);
}

}  // namespace
}  // namespace masseflyt::matching
