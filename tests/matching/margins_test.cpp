// Mirrors include/masseflyt/matching/margins.hpp. The oracle changes the market by a kilogram and
// plans again.
#include <masseflyt/matching/margins.hpp>

#include <functional>

#include <gtest/gtest.h>

#include "support/random_market.hpp"
#include "support/random_rows.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;
using test::RandomMarket;

struct Priced {
  RandomMarket r;
  Plan plan;
  Margins margins;
};

Priced priced(std::uint32_t seed) {
  Priced p{random_market(seed), {}, {}};
  p.plan = plan(p.r.market, p.r.costs, {}).value();
  p.margins = margins(p.r.market, p.r.costs, {}, p.plan).value();
  return p;
}

/// How the optimum changes when the market does; impossible where no plan is left.
std::int64_t change(const Priced& p, const std::function<void(Market&)>& edit) {
  Market m = p.r.market;
  edit(m);
  if (has_errors(check(m))) return Margin::impossible;
  const Plan again = plan(m, p.r.costs, {}).value();
  if (again.status != Status::optimal) return Margin::impossible;
  return again.objective_micro_nok - p.plan.objective_micro_nok;
}

Margin changes(const Priced& p, const std::function<void(Market&, std::int64_t)>& edit) {
  return {change(p, [&](Market& m) { edit(m, 1); }), change(p, [&](Market& m) { edit(m, -1); })};
}

struct AgainstPlanningAgain : testing::Test {
  int asked = 0, worth = 0;
  void expect(const Margin& ours, const Margin& truth, std::uint32_t seed, const char* what) {
    ASSERT_EQ(ours.more, truth.more) << what << " of market " << seed;
    ASSERT_EQ(ours.less, truth.less) << what << " of market " << seed;
    ++asked;
    if (ours.more != 0 && ours.more != Margin::impossible) ++worth;
  }
};

constexpr std::uint32_t markets = 250;

TEST_F(AgainstPlanningAgain, MarginsOfSuppliesAreExact) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto p = priced(seed);
    for (std::size_t i = 0; i < p.r.market.supplies.size(); ++i) {
      if (p.r.market.supplies[i].stored != none) continue;  // it would also need room to lie
      expect(p.margins.supply[i],
             changes(p, [&](Market& m, std::int64_t kg) { m.supplies[i].kg += kg; }), seed,
             "supply");
    }
  }
  EXPECT_GT(worth, 500);
}

TEST_F(AgainstPlanningAgain, MarginsOfCapacitiesAreExact) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto p = priced(seed);
    for (std::size_t l = 0; l < p.r.market.limits.size(); ++l)
      expect(p.margins.capacity[l],
             changes(p, [&](Market& m, std::int64_t kg) { m.limits[l].capacity_kg += kg; }), seed,
             "capacity");
  }
  EXPECT_GT(worth, 200);
}

TEST_F(AgainstPlanningAgain, MarginsOfMinimaAreExact) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto p = priced(seed);
    for (std::size_t l = 0; l < p.r.market.limits.size(); ++l)
      expect(p.margins.minimum[l],
             changes(p, [&](Market& m, std::int64_t kg) { m.limits[l].minimum_kg += kg; }), seed,
             "minimum");
  }
  EXPECT_GT(worth, 20);
}

TEST_F(AgainstPlanningAgain, MarginsOfQuarriesAreExact) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto p = priced(seed);
    for (std::size_t q = 0; q < p.r.market.virgin_supply_kg.size(); ++q)
      expect(p.margins.virgin[q],
             changes(p, [&](Market& m, std::int64_t kg) { m.virgin_supply_kg[q] += kg; }), seed,
             "virgin");
  }
  EXPECT_GT(worth, 5);
}

/// In markets of one month, where a store's monthly figures are the month's.
TEST_F(AgainstPlanningAgain, MarginsOfStoresAndProcessesAreExact) {
  for (std::uint32_t seed = 0; seed < 6 * markets; ++seed) {
    if (random_market(seed).market.periods != 1) continue;
    const auto p = priced(seed);
    for (std::size_t k = 0; k < p.r.market.stocks.size(); ++k) {
      if (!p.r.market.stocks[k].taken_kg.empty()) continue;
      expect(p.margins.intake[k],
             changes(p, [&](Market& m, std::int64_t kg) { m.stocks[k].intake_kg += kg; }), seed,
             "intake");
      if (p.r.market.stocks[k].may_remain)
        expect(p.margins.stock[k],
               changes(p, [&](Market& m, std::int64_t kg) { m.stocks[k].stock_kg += kg; }), seed,
               "stock");
    }
    for (std::size_t k = 0; k < p.r.market.processes.size(); ++k)
      expect(p.margins.process[k],
             changes(p, [&](Market& m, std::int64_t kg) { m.processes[k].capacity_kg += kg; }),
             seed, "process");
  }
  EXPECT_GT(worth, 5);
}

/// The optimum is convex in every mass and every room.
TEST(Margins, OneMoreNeverCostsLessThanOneLessSaves) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto p = priced(seed);
    for (const auto* column :
         {&p.margins.supply, &p.margins.capacity, &p.margins.minimum, &p.margins.intake,
          &p.margins.stock, &p.margins.process, &p.margins.virgin})
      for (const auto& [more, less] : *column)
        if (more != Margin::impossible && less != Margin::impossible) {
          EXPECT_GE(more, -less) << seed;
        }
  }
}

/// With rows: prices are bounds. The oracle changes the market by a tonne and plans again.
struct WithRows : testing::Test {
  static constexpr std::int64_t tonne = 1000;
  int asked = 0, worth = 0, near = 0;

  void expect(const Priced& p, std::int64_t margin, const std::function<void(Market&)>& edit,
              std::uint32_t seed, const char* what) {
    if (margin == Margin::impossible) return;
    Market m = p.r.market;
    edit(m);
    if (has_errors(check(m))) return;
    const Plan again = plan(m, p.r.costs, {}).value();
    if (again.status == Status::infeasible || again.chosen != p.plan.chosen) return;
    const std::int64_t least = p.margins.explained_micro_nok + tonne * margin;
    ASSERT_GE(again.objective_micro_nok, least) << what << " of market " << seed;
    ++asked;
    worth += margin != 0;
    const std::int64_t off = again.objective_micro_nok - least;
    near += margin != 0 && off <= std::abs(tonne * margin) / 20 + 10'000'000;  // 10 NOK
  }

  template <typename Use>
  void markets_with_rows(const Use& use) {
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
      Priced p{test::random_coupled_market(seed), {}, {}};
      if (!p.r.market.coupled()) continue;
      p.plan = plan(p.r.market, p.r.costs, {}).value();
      if (p.plan.status != Status::optimal && p.plan.status != Status::feasible) continue;
      p.margins = margins(p.r.market, p.r.costs, {}, p.plan).value();
      ASSERT_LE(p.margins.explained_micro_nok, p.plan.objective_micro_nok) << seed;
      use(p, seed);
    }
  }
};

TEST_F(WithRows, ATonneMoreOrLessOfAMassCostsAtLeastWhatIsTold) {
  markets_with_rows([&](const Priced& p, std::uint32_t seed) {
    for (Index i = 0; i < p.r.market.supplies.size(); ++i) {
      if (p.r.market.supplies[i].stored != none || p.r.market.supplies[i].kg <= tonne) continue;
      const auto& margin = p.margins.supply[i];
      expect(
          p, margin.more, [i](Market& m) { m.supplies[i].kg += tonne; }, seed, "supply");
      expect(
          p, margin.less, [i](Market& m) { m.supplies[i].kg -= tonne; }, seed, "less supply");
    }
  });
  EXPECT_GT(worth, 1000);
  EXPECT_GT(near, worth / 2);  // and most of them tell it to a few per cent
}

TEST_F(WithRows, ATonneMoreOrLessOfRoomSavesAtMostWhatIsTold) {
  markets_with_rows([&](const Priced& p, std::uint32_t seed) {
    for (Index l = 0; l < p.r.market.limits.size(); ++l) {
      const auto& limit = p.r.market.limits[l];
      if (limit.capacity_kg < tonne + limit.minimum_kg) continue;
      const auto& margin = p.margins.capacity[l];
      expect(
          p, margin.more, [l](Market& m) { m.limits[l].capacity_kg += tonne; }, seed, "room");
      expect(
          p, margin.less, [l](Market& m) { m.limits[l].capacity_kg -= tonne; }, seed, "less");
    }
  });
  EXPECT_GT(worth, 100);
  EXPECT_GT(near, worth / 2);
}

TEST_F(WithRows, ATonneMoreOrLessOfARowSavesAtMostItsPrice) {
  markets_with_rows([&](const Priced& p, std::uint32_t seed) {
    for (Index r = 0; r < p.r.market.rows.size(); ++r) {
      const auto& row = p.r.market.rows[r];
      const auto price = std::llround(std::ceil(p.margins.row[r]));
      const bool mass =
          !row.terms.empty() && row.chosen.empty() && row.terms.front().units_per_kg == 1;
      if (!mass || price <= 0 || row.capacity < tonne) continue;
      expect(
          p, -price, [r](Market& m) { m.rows[r].capacity += tonne; }, seed, "row");
      expect(
          p, std::llround(std::floor(p.margins.row[r])),
          [r](Market& m) { m.rows[r].capacity -= tonne; }, seed, "less row");
    }
  });
  EXPECT_GT(worth, 30);
  EXPECT_GT(near, worth / 2);
}

TEST(Margins, RefusesAPlanOfAnotherMarket) {
  const auto p = priced(3), q = priced(4);
  EXPECT_EQ(margins(p.r.market, p.r.costs, {}, q.plan).error().code, ErrorCode::invalid_argument);
  Plan moved = p.plan;
  moved.flows.front().kg += 1;
  EXPECT_EQ(margins(p.r.market, p.r.costs, {}, moved).error().code, ErrorCode::invalid_argument);
  Weights dear;
  dear.co2e = 1000;
  EXPECT_FALSE(margins(p.r.market, p.r.costs, dear, p.plan).has_value());
}

TEST(Margins, CanBeCancelled) {
  const auto p = priced(3);
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  EXPECT_EQ(margins(p.r.market, p.r.costs, {}, p.plan, control).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace masseflyt::matching
