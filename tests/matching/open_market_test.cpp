// Mirrors include/masseflyt/matching/open_market.hpp. The oracle is LEMON over a list of all pairs.
#include <masseflyt/matching/open_market.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include <masseflyt/matching/market.hpp>

#include "support/flow_instance.hpp"
#include "support/random_open_market.hpp"

namespace masseflyt::matching {
namespace {

using test::OpenShape;
using test::PlaneCosts;
using test::random_open_market;

/// Every pair as an arc.
FlowInstance all_pairs(const OpenMarket& m, const CostSource& costs) {
  const auto offers = static_cast<Index>(m.offers.size());
  const auto needs = static_cast<Index>(m.needs.size());
  const Index ground = offers, sink = offers + needs + 1;
  FlowInstance f;
  f.supply.assign(sink + 1, 0);
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> cost;
  const auto add = [&](Index a, Index b, std::int64_t c) {
    arcs.push_back({a, b});
    cost.push_back(c);
  };
  std::int64_t total = 0;
  for (Index i = 0; i < offers; ++i) {
    f.supply[i] = m.offers[i].kg, f.supply[sink] -= m.offers[i].kg, total += m.offers[i].kg;
    add(i, sink, std::llround(m.unplaced_nok_t * 1000));
    for (Index j = 0; j < needs; ++j) {
      const auto& n = m.needs[j];
      if (std::find(n.groups.begin(), n.groups.end(), m.offers[i].group) == n.groups.end())
        continue;
      if (n.last < m.offers[i].first || m.offers[i].last < n.first) continue;
      if (const auto way = costs.route(m.offers[i].place, n.place, {}))
        add(i, ground + 1 + j, micro_nok_per_kg(way->sums, {}));
    }
  }
  for (Index j = 0; j < needs; ++j) {
    f.supply[ground + 1 + j] = -m.needs[j].kg, f.supply[ground] += m.needs[j].kg;
    total += m.needs[j].kg;
    add(ground, ground + 1 + j, std::llround(m.needs[j].bought_nok_t * 1000));
  }
  add(ground, sink, 0);
  f.graph = Digraph::make(sink + 1, arcs).value();
  f.cost = f.graph.by_arc<std::int64_t>(cost);
  f.lower.assign(arcs.size(), 0);
  f.upper.assign(arcs.size(), total);
  return f;
}

void expect_proved(const OpenMarket& m, const CostSource& costs, const Clearing& c,
                   std::uint32_t seed) {
  ASSERT_EQ(c.status, Status::optimal) << seed;
  const auto verdict = verify(m, costs, {}, c);
  ASSERT_TRUE(verdict.optimal()) << seed
                                 << (verdict.violations.empty() ? std::string(" gap")
                                                                : " " + verdict.violations.front());
  ASSERT_EQ(verdict.objective_micro_nok, c.objective_micro_nok) << seed;
}

TEST(OpenMarket, CostsWhatAListOfAllPairsCosts) {
  const OpenShape shapes[] = {{12, 9, 50, 1, 1},          {20, 30, 1000, 3, 4},
                              {40, 10, 9, 2, 2, 1000, 0}, {8, 40, 500, 4, 6, 60, 90},
                              {60, 60, 1, 1, 1},          {5, 5, 0, 2, 3}};
  for (std::uint32_t seed = 0; seed < 600; ++seed) {
    const OpenMarket m = random_open_market(shapes[seed % 6], seed);
    const PlaneCosts costs(m.places, seed % 4 == 0 ? 3 : 0, seed % 5 != 0);
    const auto c = clear(m, costs, {}).value();
    ASSERT_EQ(c.objective_micro_nok, lemon_cost(all_pairs(m, costs))) << seed;
    expect_proved(m, costs, c, seed);
  }
}

TEST(OpenMarket, LargeOnesAreProvedOverAllPairsAndStoreFewOfThem) {
  const OpenShape shapes[] = {{900, 900}, {1800, 400, 1000, 3, 4}, {300, 1500, 1000, 2, 1}};
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    const OpenMarket m = random_open_market(shapes[seed], seed);
    const PlaneCosts costs(m.places);
    const auto c = clear(m, costs, {}).value();
    expect_proved(m, costs, c, seed);
    EXPECT_LT(c.pairs, 40 * (m.offers.size() + m.needs.size()));
    EXPECT_LT(15 * c.pairs, m.offers.size() * m.needs.size());
    EXPECT_EQ(c.trades, clear(m, costs, {}).value().trades);
    if (seed == 0) {
      EXPECT_EQ(c.objective_micro_nok, lemon_cost(all_pairs(m, costs)));
    }
  }
}

/// Nothing stays and nothing is bought, though many parties have to look far for the last of it: it
/// waits at a low price meanwhile, and that must not end up in the answer.
TEST(OpenMarket, WhereBothSidesAreEqualEverythingFindsItsPlace) {
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    OpenMarket m = random_open_market({850, 850, 1000, 1, 1, 100'000, 100'000}, seed);
    std::int64_t more = 0;
    for (const auto& i : m.offers) more += i.kg;
    for (auto& j : m.needs) more -= j.kg, j.bought_nok_t = 100'000;
    for (Index k = 0; more != 0; ++k) {
      const std::int64_t step = std::min<std::int64_t>(std::abs(more), 50);
      (more > 0 ? m.needs[k % 850].kg : m.offers[k % 850].kg) += step;
      more += more > 0 ? -step : step;
    }
    const PlaneCosts costs(m.places);
    const auto c = clear(m, costs, {}).value();
    expect_proved(m, costs, c, seed);
    EXPECT_EQ(c.objective_micro_nok, lemon_cost(all_pairs(m, costs))) << seed;
    std::int64_t left = 0;
    for (const auto& i : m.offers) left += i.kg;
    for (const auto& t : c.trades) left -= t.kg;
    EXPECT_EQ(left, 0) << seed;
  }
}

TEST(OpenMarket, VerifySeesWhatIsWrong) {
  const OpenMarket m = random_open_market({20, 20, 1000, 2, 2}, 7);
  const PlaneCosts costs(m.places);
  const Clearing good = clear(m, costs, {}).value();
  ASSERT_TRUE(verify(m, costs, {}, good).optimal());
  ASSERT_FALSE(good.trades.empty());
  Clearing bad = good;
  bad.trades[0].kg += m.offers[bad.trades[0].offer].kg + 1;
  EXPECT_FALSE(verify(m, costs, {}, bad).violations.empty());
  bad = good;
  bad.trades[0].offer = 99;
  EXPECT_FALSE(verify(m, costs, {}, bad).violations.empty());
  bad = good;
  bad.trades.pop_back();  // dearer, yet a clearing
  EXPECT_TRUE(verify(m, costs, {}, bad).violations.empty());
  EXPECT_GT(verify(m, costs, {}, bad).objective_micro_nok, good.objective_micro_nok);
  for (const std::int64_t by : {-40'000, 40'000}) {  // wrong prices prove less, never more
    bad = good;
    for (auto& p : bad.need_price) p += by;
    EXPECT_LT(verify(m, costs, {}, bad).bound_micro_nok, good.bound_micro_nok);
  }
  bad = good;
  bad.need_price.pop_back();
  EXPECT_FALSE(verify(m, costs, {}, bad).violations.empty());
}

TEST(OpenMarket, AMissingGroupOrPeriodKeepsPartiesApart) {
  OpenMarket m;
  m.places = {{0, 0}, {1, 0}};
  m.unplaced_nok_t = 500;
  m.offers = {{0, 0, 0, 1, 10}};
  m.needs = {{1, {1}, 0, 5, 10, 0}, {1, {0}, 2, 5, 10, 0}};
  const PlaneCosts costs(m.places);
  EXPECT_TRUE(clear(m, costs, {})->trades.empty());
  m.needs[1].first = 1;
  EXPECT_EQ(clear(m, costs, {})->trades, (std::vector<Trade>{{0, 1, 10}}));
  Clearing wrong = clear(m, costs, {}).value();
  wrong.trades[0].need = 0;
  EXPECT_FALSE(verify(m, costs, {}, wrong).violations.empty());
}

/// The same places, told by the cost source instead of the market.
class Pointed : public PlaneCosts {
 public:
  explicit Pointed(const std::vector<PlanePoint>& at) : PlaneCosts(at) {
    for (const auto& p : at) points_.push_back({p.x_km, p.y_km, 0});
  }
  std::span<const SpacePoint> points() const override { return points_; }

 private:
  std::vector<SpacePoint> points_;
};

TEST(OpenMarket, TheCostSourceMayTellWherePlacesLie) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    OpenMarket m = random_open_market({60, 50, 1000, 3, 4}, seed);
    const Pointed costs(m.places);
    const auto here = clear(m, costs, {}).value();
    m.places.clear();
    const auto there = clear(m, costs, {}).value();
    EXPECT_EQ(here.trades, there.trades);
    expect_proved(m, costs, there, seed);
  }
  OpenMarket m = random_open_market({6, 5}, 1);
  const PlaneCosts nobody_knows(m.places);
  const auto told = clear(m, nobody_knows, {}).value();
  m.places.clear();
  EXPECT_EQ(clear(m, nobody_knows, {}).error().path, "/offers/0/place");
  EXPECT_FALSE(verify(m, nobody_knows, {}, told).violations.empty());
}

TEST(OpenMarket, NamesAllFaults) {
  OpenMarket m;
  m.places = {{0, 0}, {std::nan(""), 0}};
  m.offers = {{7, 0, 0, 0, 10}, {0, 0, 3, 2, -1}};
  m.needs = {{0, {4, 1, 4}, 0, 0, 10, 1e12}};
  m.unplaced_nok_t = std::nan("");
  const auto found = check(m);
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/places/1/x_km", "/offers/0/place", "/offers/1/first",
                                             "/offers/1/kg", "/needs/0/bought_nok_t",
                                             "/needs/0/groups", "/unplaced_nok_t"}));
  EXPECT_EQ(clear(m, PlaneCosts(m.places), {}).error().path, "/places/1/x_km");
}

TEST(OpenMarket, EmptySidesAreFine) {
  OpenMarket m = random_open_market({6, 6}, 1);
  const PlaneCosts costs(m.places);
  OpenMarket nobody = m;
  nobody.needs.clear();
  expect_proved(nobody, costs, clear(nobody, costs, {}).value(), 1);
  nobody = m, nobody.offers.clear();
  expect_proved(nobody, costs, clear(nobody, costs, {}).value(), 2);
  nobody.needs.clear();
  expect_proved(nobody, costs, clear(nobody, costs, {}).value(), 3);
}

/// Whatever there is when time is up keeps the rules and proves no more than is true.
TEST(OpenMarket, StopsWhenToldTo) {
  const OpenMarket m = random_open_market({900, 900}, 3);
  const PlaneCosts costs(m.places);
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  EXPECT_EQ(clear(m, costs, {}, control).error().code, ErrorCode::cancelled);
  const auto best = clear(m, costs, {}).value();
  for (const int ms : {0, 5, 20, 60, 200}) {
    Control late;
    late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    const auto c = clear(m, costs, {}, late).value();
    if (c.status == Status::stopped) continue;
    const auto verdict = verify(m, costs, {}, c);
    EXPECT_TRUE(verdict.violations.empty());
    EXPECT_EQ(verdict.bound_micro_nok, c.bound_micro_nok);
    EXPECT_LE(c.bound_micro_nok, best.objective_micro_nok);
    EXPECT_GE(c.objective_micro_nok, best.objective_micro_nok);
  }
}

/// In the first rounds of a large market much of the mass waits; what they prove has to stand all
/// the same.
TEST(OpenMarket, AnEarlyRoundClaimsNoMoreThanItProves) {
  const OpenMarket m = random_open_market({1700, 1700}, 5);
  const PlaneCosts costs(m.places);
  const auto best = clear(m, costs, {}).value();
  for (int round = 1; round <= 3; ++round) {
    Control late;
    late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
    int met = 0;
    late.progress = [&](std::string_view, double) {
      if (++met == round) std::this_thread::sleep_until(*late.deadline);
    };
    const auto c = clear(m, costs, {}, late).value();
    if (c.status == Status::stopped) continue;
    const auto verdict = verify(m, costs, {}, c);
    EXPECT_TRUE(verdict.violations.empty()) << round;
    EXPECT_EQ(verdict.bound_micro_nok, c.bound_micro_nok) << round;
    EXPECT_LE(c.bound_micro_nok, best.objective_micro_nok) << round;
  }
}

}  // namespace
}  // namespace masseflyt::matching
