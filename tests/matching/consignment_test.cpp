// Mirrors include/masseflyt/matching/consignment.hpp.
#include <masseflyt/matching/consignment.hpp>

#include <map>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

TEST(Consignments, FirstInFirstOut) {
  Market m;
  m.stocks.resize(1);
  m.supplies = {{0, 0, 5}, {1, 0, 4}, {2, 1, 3}};
  Plan p;
  p.flows = {{From::stock, 0, To::entry, 0, 1, none, 7},  // stands before what it is made of
             {From::supply, 0, To::stock, 0, 0, none, 5},
             {From::supply, 1, To::stock, 0, 0, none, 4},
             {From::supply, 2, To::stock, 0, 1, none, 3},
             {From::stock, 0, To::end, 0, 1, none, 5}};
  EXPECT_EQ(consignments(m, p),
            (std::vector<Consignment>{{0, 0, 0, 5}, {0, 1, 0, 2}, {4, 1, 0, 2}, {4, 2, 1, 3}}));
}

TEST(Consignments, AddUpToEveryFlowAndNeverLeaveBeforeTheyCame) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const auto r = test::random_market(seed);
    const auto p = plan(r.market, r.costs, {}).value();
    std::map<Index, std::int64_t> by_flow, by_supply;
    for (const auto& c : consignments(r.market, p)) {
      by_flow[c.flow] += c.kg;
      by_supply[c.supply] += c.kg;
      EXPECT_LE(c.arrived, p.flows[c.flow].period);
      EXPECT_EQ(r.market.lots[r.market.supplies[c.supply].lot].group,
                r.market.stocks[p.flows[c.flow].source].group);
    }
    for (Index i = 0; i < p.flows.size(); ++i) {
      if (p.flows[i].from == From::stock) {
        EXPECT_EQ(by_flow[i], p.flows[i].kg) << seed;
      }
      if (p.flows[i].to == To::stock) by_supply[p.flows[i].source] -= p.flows[i].kg;
    }
    for (const auto& [supply, kg] : by_supply) EXPECT_EQ(kg, 0) << seed;
  }
}

}  // namespace
}  // namespace masseflyt::matching
