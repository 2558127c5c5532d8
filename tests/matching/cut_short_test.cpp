// Mirrors src/matching/cut_short.hpp.
#include "matching/cut_short.hpp"

#include <gtest/gtest.h>

#include <random>

#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/verify.hpp>

#include "matching/coupled_plan.hpp"
#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

/// A market as a flow, with its arcs in the order of a graph.
struct Laid {
  FlowModel model;
  Digraph graph;
  std::vector<std::int64_t> lower, upper, cost;

  explicit Laid(const test::RandomMarket& r)
      : model(FlowModel::make(r.market, r.costs, {}, {}).value()),
        graph(Digraph::make(static_cast<Digraph::Id>(model.node_kg.size()), model.arcs).value()) {
    for (const auto i : graph.input()) {
      lower.push_back(model.lower[i]);
      upper.push_back(model.upper[i]);
      cost.push_back(model.cost[i]);
    }
  }
  NetworkSimplex::Problem problem() const { return {graph, model.node_kg, lower, upper, cost}; }
};

/// Plans and prices that a simplex could never have: everything is possible but what is wrong.
TEST(CutShort, AnyFlowAndAnyPricesGiveAPlanThatKeepsAllAndABoundThatHolds) {
  int told = 0, none = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    const auto r = test::random_market(seed);
    const auto best = plan(r.market, r.costs, {}).value();
    const Laid laid(r);
    std::mt19937_64 random(seed);
    const auto below = [&](std::int64_t n) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    std::vector<std::int64_t> flow, potential;
    for (std::size_t a = 0; a < laid.lower.size(); ++a)
      flow.push_back(laid.lower[a] + below(laid.upper[a] - laid.lower[a] + 1) * below(2));
    for (std::size_t v = 0; v < laid.model.node_kg.size(); ++v)
      potential.push_back(below(2'000'001) - 1'000'000);
    const auto mended = cut_short(laid.model, laid.problem(), std::move(flow), potential);
    if (!mended) {
      ++none;
      continue;
    }
    ++told;
    ASSERT_NE(best.status, Status::infeasible) << seed;
    EXPECT_GE(mended->cost, best.objective_micro_nok) << seed;
    EXPECT_LE(mended->bound, best.objective_micro_nok) << seed;
    Plan p;
    p.status = Status::feasible;
    p.objective_micro_nok = static_cast<std::int64_t>(mended->cost);
    p.bound_micro_nok = static_cast<std::int64_t>(mended->bound);
    std::vector<std::int64_t> by_arc(mended->flow.size());
    for (std::size_t k = 0; k < by_arc.size(); ++k) by_arc[laid.graph.input()[k]] = mended->flow[k];
    fill_flows(r.market, laid.model, by_arc, p);
    p.duals = node_prices(laid.model, mended->potential);
    const auto verdict = verify(r.market, r.costs, {}, p);
    EXPECT_TRUE(verdict.violations.empty())
        << seed << ": " << (verdict.violations.empty() ? "" : verdict.violations.front());
    EXPECT_EQ(verdict.bound_micro_nok, p.bound_micro_nok) << seed;
  }
  EXPECT_GT(told, 300);
  EXPECT_LT(none, 100);
}

TEST(CutShort, TheBestFlowAndItsPricesStayWhatTheyAre) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const auto r = test::random_market(seed);
    const Laid laid(r);
    auto simplex = NetworkSimplex::make(laid.problem()).value();
    if (simplex.run().value() != NetworkSimplex::Outcome::optimal) continue;
    const auto mended =
        cut_short(laid.model, laid.problem(), simplex.flows(), simplex.potentials());
    ASSERT_TRUE(mended) << seed;
    EXPECT_EQ(mended->flow, simplex.flows()) << seed;
    EXPECT_EQ(mended->bound, mended->cost) << seed;
  }
}

}  // namespace
}  // namespace masseflyt::matching
