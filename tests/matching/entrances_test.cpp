// Mirrors src/matching/entrances.cpp: which rows are the capacity of one arc.
#include "matching/flow_model.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/matching/rules.hpp>
#include <masseflyt/matching/verify.hpp>

#include "matching/coupling.hpp"
#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

/// How many arcs row `r` counts.
std::size_t arcs_of(const Market& m, const FlowModel& f, Index r) {
  const Coupling coupling(m, {}, f);
  std::size_t count = 0;
  for (std::size_t a = 0; a < f.arcs.size(); ++a)
    for (const auto& u : coupling.of(a)) count += u.row == r;
  return count;
}

TEST(Entrances, ARowIntoOneNodeBecomesOneArc) {
  std::size_t entrances = 0, rows = 0;
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    auto r = test::random_market(seed);
    Market& m = r.market;
    HaulSums cost;
    cost.nok = 100;
    add_opening(m, "site", 0, {{"now", 0, cost}}, 1000);
    const auto plain = FlowModel::make(m, r.costs, {}, {}).value();
    auto f = plain;
    f.add_entrances(m);
    ASSERT_EQ(f.entrance_arc.size(), m.rows.size());
    for (Index row = 0; row < m.rows.size(); ++row) {
      std::vector<Index> nodes;  // that its arcs enter
      const Coupling before(m, {}, plain);
      for (std::size_t a = 0; a < plain.arcs.size(); ++a)
        for (const auto& u : before.of(a))
          if (u.row == row) nodes.push_back(plain.arcs[a].head);
      std::sort(nodes.begin(), nodes.end());
      nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
      const Index arc = f.entrance_arc[row];
      if (arc == none) {
        EXPECT_EQ(arcs_of(m, f, row), arcs_of(m, plain, row)) << seed;
        ++rows;
        continue;
      }
      ++entrances;
      EXPECT_EQ(arcs_of(m, f, row), 1U) << seed;
      const auto behind = static_cast<std::size_t>(std::count_if(
          f.arcs.begin(), f.arcs.end(), [&](const auto& a) { return a.head == f.arcs[arc].tail; }));
      EXPECT_EQ(behind, arcs_of(m, plain, row)) << seed;
      EXPECT_LE(nodes.size(), 1U) << seed;
      if (!nodes.empty()) {
        EXPECT_EQ(f.arcs[arc].head, nodes.front()) << seed;
      }
    }
  }
  EXPECT_GT(entrances, 10U);
  EXPECT_GT(rows, 10U);  // whose terms enter several nodes
}

TEST(Entrances, OtherRowsStayRows) {
  auto r = test::random_market(3);
  Market& m = r.market;
  limit_arrivals(m, "road", m.destinations[0].place, {0, m.periods - 1}, 1000);
  add_truckloads(m, 0, 0, 30, {});
  auto f = FlowModel::make(m, r.costs, {}, {}).value();
  const auto arcs = f.arcs.size();
  f.add_entrances(m);
  EXPECT_EQ(f.arcs.size(), arcs);
  for (const auto a : f.entrance_arc) EXPECT_EQ(a, none);
}

}  // namespace
}  // namespace masseflyt::matching
