// Mirrors src/matching/opening_prices.hpp: sites that have to be opened, as plans prove them.
#include <masseflyt/matching/plan.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <masseflyt/matching/rules.hpp>
#include <masseflyt/matching/verify.hpp>

#include "support/facility_location.hpp"
#include "support/folders.hpp"
#include "support/random.hpp"
#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::FacilityLocation;

/// A few customers and sites near each other, too little room in any one.
FacilityLocation random_instance(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return static_cast<double>(low +
                               static_cast<int>(random() % static_cast<unsigned>(high - low)));
  };
  FacilityLocation f;
  const int sites = 2 + static_cast<int>(seed % 4), customers = 3 + static_cast<int>(seed % 5);
  for (int i = 0; i < sites; ++i)
    f.holds.push_back(pick(10, 60)), f.opening.push_back(pick(50, 400));
  for (int j = 0; j < customers; ++j) f.asks.push_back(pick(3, 20));
  for (int k = 0; k < sites * customers; ++k) f.cost.push_back(pick(5, 200));
  return f;
}

/// The same when it is decided what is open: rows and choices are gone, what is shut takes nothing.
Market decided(const FacilityLocation& f, unsigned open, double& cost) {
  Market m = f.market();
  m.choices.clear();
  m.rows.clear();
  cost = 0;
  for (Index i = 0; i < f.holds.size(); ++i) {
    const bool is_open = (open >> i & 1) != 0;
    m.limits[i].capacity_kg = is_open ? std::llround(f.holds[i] * FacilityLocation::kg) : 0;
    if (is_open) cost += f.opening[i];
  }
  return m;
}

double best_of_all(const FacilityLocation& f, const FacilityLocation::Costs& costs) {
  double best = 1e300;
  for (unsigned open = 0; open < 1U << f.holds.size(); ++open) {
    double cost = 0;
    const Market m = decided(f, open, cost);
    best = std::min(best, cost + f.money(plan(m, costs, {}).value().objective_micro_nok));
  }
  return best;
}

TEST(OpeningPrices, SmallInstancesEqualEverySetOfOpenSites) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const auto f = random_instance(seed);
    const FacilityLocation::Costs costs(f);
    const auto m = f.market();
    const auto p = plan(m, costs, {}).value();
    const auto verdict = verify(m, costs, {}, p);
    EXPECT_TRUE(verdict.feasible()) << seed;
    EXPECT_EQ(verdict.bound_micro_nok, p.bound_micro_nok) << seed;
    EXPECT_EQ(verdict.objective_micro_nok, p.objective_micro_nok) << seed;
    const double best = best_of_all(f, costs);
    EXPECT_LE(f.money(p.bound_micro_nok), best + 1e-6) << seed;
    EXPECT_NEAR(f.money(p.objective_micro_nok), best, 2e-6 * best) << seed;
    EXPECT_LT(p.gap(), 2e-6) << seed;
  }
}

struct Published {
  const char* name;
  double optimum;
};

TEST(OpeningPrices, PublishedOptimaAreProved) {
  for (const Published& is : {Published{"cap63", 1'014'062.050}, Published{"cap94", 946'051.325},
                              Published{"cap134", 928'941.750}}) {
    std::ifstream file(test::data_folder() + "/facility_location/" + is.name + ".txt");
    const auto f = FacilityLocation::read(file);
    ASSERT_TRUE(f) << is.name;
    const FacilityLocation::Costs costs(*f);
    const auto m = f->market();
    const auto p = plan(m, costs, {}).value();
    const auto verdict = verify(m, costs, {}, p);
    EXPECT_TRUE(verdict.feasible()) << is.name;
    EXPECT_EQ(verdict.bound_micro_nok, p.bound_micro_nok) << is.name;
    EXPECT_NEAR(f->money(p.objective_micro_nok), is.optimum, 0.01) << is.name;
    EXPECT_LE(f->money(p.bound_micro_nok), is.optimum + 0.01) << is.name;
    EXPECT_LT(p.gap(), 1e-6) << is.name;
  }
}

/// Lots of single months, and sites that may be opened in two ways each: now, or later for less.
struct NowOrLater {
  static constexpr Index periods = 4;

  explicit NowOrLater(std::uint32_t seed) : random(seed) {
    market.periods = periods;
    market.groups = {"rock"};
    market.far_allowed = {1};
    market.far.nok = 300;
    market.unplaced_nok_t = 5000;
    std::vector<double> at;
    for (Index l = 0; l < 14; ++l) {
      at.push_back(random.between(0, 60));
      market.lots.push_back({"L" + std::to_string(l), l, 0, l, {}});
      market.supplies.push_back({l, random.below(periods), 1000 * (1 + random.below(30))});
    }
    for (Index s = 0; s < 4; ++s) {
      const auto place = static_cast<PlaceIndex>(at.size());
      at.push_back(random.between(0, 60));
      market.destinations.push_back({"S" + std::to_string(s), place});
      monthly.push_back(1000 * (5 + random.below(25)));
      price.push_back(random.between(1000, 9000));
    }
    market.lot_to = Compatibility(market.lots.size(), market.destinations.size());
    market.group_to = Compatibility(1, market.destinations.size());
    costs = test::Line{at};
  }

  Market with_openings() const {
    Market m = market;
    for (Index s = 0; s < monthly.size(); ++s) {
      m.limits.push_back({"S" + std::to_string(s), unlimited});
      m.entries.push_back({s, 0, 0, periods - 1, s, {}});
      HaulSums now, later;
      now.nok = price[s], later.nok = 0.6 * price[s];
      add_opening(m, "S" + std::to_string(s), s, {{"now", 0, now}, {"later", 2, later}},
                  monthly[s]);
    }
    return m;
  }

  /// A digit to the base 3 per site: shut, now, later.
  double cost_when(unsigned ways) const {
    Market m = market;
    double opened = 0;
    for (Index s = 0; s < monthly.size(); ++s, ways /= 3) {
      if (ways % 3 == 0) continue;
      opened += (ways % 3 == 1 ? 1 : 0.6) * price[s];
      for (Index t = ways % 3 == 1 ? 0 : 2; t < periods; ++t) {
        m.limits.push_back({"", monthly[s]});
        m.entries.push_back({s, 0, t, t, static_cast<Index>(m.limits.size() - 1), {}});
      }
    }
    return opened + static_cast<double>(plan(m, costs, {}).value().objective_micro_nok) / 1e6;
  }

  test::Random random;
  Market market;
  test::Line costs{{}};
  std::vector<std::int64_t> monthly;
  std::vector<double> price;
};

TEST(OpeningPrices, SitesThatMayBeOpenedNowOrLaterEqualEveryWayToOpenThem) {
  std::size_t cases = 0;
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const NowOrLater is(seed);
    const Market m = is.with_openings();
    const auto p = plan(m, is.costs, {}).value();
    const auto verdict = verify(m, is.costs, {}, p);
    EXPECT_TRUE(verdict.feasible()) << seed;
    EXPECT_EQ(verdict.bound_micro_nok, p.bound_micro_nok) << seed;
    double best = 1e300;
    for (unsigned ways = 0; ways < 81; ++ways) best = std::min(best, is.cost_when(ways));
    EXPECT_NEAR(static_cast<double>(p.objective_micro_nok) / 1e6, best, 2e-6 * best) << seed;
    EXPECT_LE(static_cast<double>(p.bound_micro_nok) / 1e6, best + 1e-6) << seed;
    EXPECT_LT(p.gap(), 2e-6) << seed;
    EXPECT_LE(p.leaves.size(), p.proof.size()) << seed;  // cases share prices
    cases += p.proof.size();
  }
  EXPECT_GT(cases, 100u);  // it was not all proved without asking
}

/// With prices beside the rows or without, what is proved is never above what is possible.
TEST(OpeningPrices, NoPricesWhateverProveMoreThanTheOptimum) {
  std::mt19937 random(5);
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    const auto f = random_instance(seed);
    const FacilityLocation::Costs costs(f);
    const auto m = f.market();
    auto p = plan(m, costs, {}).value();
    p.proof.clear();
    for (int k = 0; k < 20; ++k) {
      p.duals.only_if_chosen.clear();
      for (Index i = 0; i < m.supplies.size(); ++i)
        for (Index e = 0; e < m.entries.size(); ++e)
          if (random() % 3 == 0)
            p.duals.only_if_chosen.push_back(
                {e, i, To::entry, e,
                 static_cast<std::int64_t>(random() % 20'000'000) * p.duals.scale});
      EXPECT_LE(verify(m, costs, {}, p).bound_micro_nok, p.objective_micro_nok) << seed;
    }
  }
}

/// A claim that does not follow from its row proves nothing at all.
TEST(OpeningPrices, VerifyRefusesWhatDoesNotFollow) {
  const auto f = random_instance(7);
  const FacilityLocation::Costs costs(f);
  auto m = f.market();
  const auto good = plan(m, costs, {}).value();
  const auto bound_with = [&](const OnlyIfChosen& claim) {
    auto p = good;
    p.proof.clear();
    p.leaves.clear();
    p.duals.only_if_chosen = {claim};
    return verify(m, costs, {}, p).bound_micro_nok;
  };
  constexpr auto nothing = std::numeric_limits<std::int64_t>::min();
  const auto rows = static_cast<Index>(m.rows.size());
  EXPECT_GT(bound_with({0, 0, To::entry, 0, 1}), nothing);
  EXPECT_EQ(bound_with({0, 0, To::entry, 0, -1}), nothing);    // below zero
  EXPECT_EQ(bound_with({0, 0, To::entry, 1, 1}), nothing);     // the row counts another entry
  EXPECT_EQ(bound_with({rows, 0, To::entry, 0, 1}), nothing);  // no such row
  EXPECT_EQ(bound_with({0, 1000, To::entry, 0, 1}), nothing);  // no such supply
  EXPECT_EQ(bound_with({0, 0, To::stock, 0, 1}), nothing);     // no such stock
  EXPECT_EQ(bound_with({0, 0, To::far, 0, 1}), nothing);
  m.rows[0].capacity = 1;  // a kilogram comes in without anything chosen
  EXPECT_EQ(bound_with({0, 0, To::entry, 0, 1}), nothing);
}

/// One flow less than there is time for, and each of the first ones: always a plan and a bound.
TEST(OpeningPrices, EveryLimitOfWorkGivesAPlanAndABound) {
  const auto f = random_instance(11);
  const FacilityLocation::Costs costs(f);
  const auto m = f.market();
  std::int64_t before = std::numeric_limits<std::int64_t>::min();
  for (std::uint64_t flows = 1; flows < 40; ++flows) {
    const auto p = plan(m, costs, {}, {}, {1e-6, flows}).value();
    ASSERT_NE(p.status, Status::stopped) << flows;
    const auto verdict = verify(m, costs, {}, p);
    EXPECT_TRUE(verdict.feasible()) << flows;
    EXPECT_EQ(verdict.bound_micro_nok, p.bound_micro_nok) << flows;
    before = std::max(before, p.bound_micro_nok);
    EXPECT_LE(before, p.objective_micro_nok) << flows;
  }
}

}  // namespace
}  // namespace masseflyt::matching
