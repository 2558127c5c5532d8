// tests/support/flow_instance.hpp — flow problems by the thousand, and who solves them besides us.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <lemon/network_simplex.h>

#include "detail/lemon_digraph.hpp"
#include "matching/linear_program.hpp"
#include "matching/network_simplex.hpp"

namespace masseflyt::matching {

struct FlowInstance {
  Digraph graph = Digraph::make(0, {}).value();
  std::vector<std::int64_t> supply, lower, upper, cost;
  NetworkSimplex::Problem problem() const { return {graph, supply, lower, upper, cost}; }

  std::int64_t cost_of(const std::vector<std::int64_t>& flow) const {
    std::int64_t total = 0;
    for (std::size_t a = 0; a < flow.size(); ++a) total += flow[a] * cost[a];
    return total;
  }
};

/// Arcs anywhere, loops and parallel arcs among them; often there is no way to meet the supplies.
struct FlowFamily {
  const char* name;
  int nodes, arcs;
  int cost_low, cost_high, capacity, supply;
};

inline FlowInstance random_flow(const FlowFamily& f, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint32_t>(high - low + 1));
  };
  FlowInstance i;
  const int n = pick(2, f.nodes), m = pick(0, f.arcs);
  std::vector<Digraph::Arc> arcs;
  for (int a = 0; a < m; ++a)
    arcs.push_back(
        {static_cast<Digraph::Id>(pick(0, n - 1)), static_cast<Digraph::Id>(pick(0, n - 1))});
  i.graph = Digraph::make(static_cast<Digraph::Id>(n), arcs).value();
  for (int a = 0; a < m; ++a) {
    i.upper.push_back(pick(0, f.capacity));
    i.lower.push_back(pick(0, 4) ? 0 : pick(0, static_cast<int>(i.upper.back())));
    i.cost.push_back(pick(f.cost_low, f.cost_high));
  }
  i.supply.assign(static_cast<std::size_t>(n), 0);
  for (int k = 0; k < n; ++k) {
    const int kg = pick(0, f.supply);
    i.supply[static_cast<std::size_t>(pick(0, n - 1))] += kg;
    i.supply[static_cast<std::size_t>(pick(0, n - 1))] -= kg;
  }
  return i;
}

/// What NETGEN's parameters say (D. Klingman, A. Napier, J. Stutz, Management Science 20 (1974)):
/// chains from sources over all transshipment nodes to sinks make it feasible, some of their arcs
/// at the highest cost; then arcs at random up to the number wanted. Written after the published
/// description, with random numbers of our own: not the same instances.
struct NetgenFamily {
  const char* name;
  std::uint32_t sources, sinks, nodes, arcs;
  std::int64_t total, cost_low, cost_high;
  std::int64_t capacity_low, capacity_high;  ///< of arcs that are bounded
  std::uint32_t bounded, dearest;            ///< per cent of the arcs, of the chains' arcs
};

inline FlowInstance netgen_like(const NetgenFamily& f, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
  };
  const auto node = [&](std::uint32_t low, std::uint32_t high) {  // high is outside
    return low + static_cast<std::uint32_t>(random() % (high - low));
  };
  FlowInstance i;
  i.supply.assign(f.nodes, 0);
  const std::uint32_t first_sink = f.nodes - f.sinks;
  for (std::uint32_t s = 0; s < f.sources; ++s) i.supply[s] = f.total / f.sources;
  for (std::int64_t left = f.total % f.sources; left > 0; --left) ++i.supply[node(0, f.sources)];
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> cost, upper;
  const auto arc = [&](std::uint32_t a, std::uint32_t b, bool in_chain, std::int64_t needs) {
    const bool dear = in_chain && pick(0, 99) < f.dearest;
    const bool bounded = pick(0, 99) < f.bounded;
    arcs.push_back({a, b});
    cost.push_back(dear ? f.cost_high : pick(f.cost_low, f.cost_high));
    upper.push_back(bounded ? std::max(needs, pick(f.capacity_low, f.capacity_high)) : f.total);
  };
  std::vector<std::uint32_t> end(f.sources);
  for (std::uint32_t s = 0; s < f.sources; ++s) end[s] = s;
  for (std::uint32_t v = f.sources; v < first_sink; ++v) {
    const std::uint32_t s = node(0, f.sources);
    arc(end[s], v, true, i.supply[s]);
    end[s] = v;
  }
  for (std::uint32_t s = 0; s < f.sources; ++s) {
    std::int64_t left = i.supply[s];
    for (int k = 0; k < 3 && left > 0; ++k) {
      const std::int64_t kg = k == 2 ? left : pick(1, left);
      const std::uint32_t t = node(first_sink, f.nodes);
      arc(end[s], t, true, kg);
      i.supply[t] -= kg;
      left -= kg;
    }
  }
  while (arcs.size() < f.arcs) arc(node(0, first_sink), node(f.sources, f.nodes), false, 0);
  i.graph = Digraph::make(f.nodes, arcs).value();
  i.cost = i.graph.by_arc<std::int64_t>(cost);
  i.upper = i.graph.by_arc<std::int64_t>(upper);
  i.lower.assign(arcs.size(), 0);
  return i;
}

/// Givers straight to takers, `arcs` each at random or, on a map, to near ones at their distance.
struct HaulFamily {
  std::uint32_t givers, takers, arcs;
  std::int64_t most_kg;  ///< 1: equal volumes
  bool map = false;
};

inline FlowInstance haul_flow(const HaulFamily& f, std::uint32_t seed) {
  std::mt19937 random(seed);
  FlowInstance i;
  i.supply.assign(f.givers + f.takers, 0);
  std::vector<std::pair<double, double>> at(f.givers + f.takers);
  for (auto& p : at) p = {random() % 10'000, random() % 10'000};
  std::int64_t total = 0;
  for (std::uint32_t v = 0; v < f.givers; ++v)
    total += i.supply[v] = 1 + static_cast<std::int64_t>(random()) % f.most_kg;
  if (f.most_kg == 1) {
    for (std::uint32_t v = 0; v < f.takers; ++v) i.supply[f.givers + v] = -total / f.takers;
  } else {
    for (std::uint32_t v = 0; v < f.givers; ++v)
      i.supply[f.givers + random() % f.takers] -= i.supply[v];
  }
  std::vector<Digraph::Arc> arcs;
  for (std::uint32_t v = 0; v < f.givers; ++v) {
    std::vector<std::pair<double, std::uint32_t>> to;
    for (std::uint32_t j = f.givers; j < f.givers + f.takers; ++j)
      to.push_back({std::hypot(at[v].first - at[j].first, at[v].second - at[j].second), j});
    if (f.map)
      std::partial_sort(to.begin(), to.begin() + std::min<long>(20, f.takers), to.end());
    else
      std::shuffle(to.begin(), to.end(), random);
    for (std::uint32_t k = 0; k < f.arcs; ++k) {
      const auto& [d, j] = k < 20 && k < f.takers ? to[k] : to[random() % f.takers];
      arcs.push_back({v, j});
      i.cost.push_back(f.map ? std::lround(d) : 1 + static_cast<std::int64_t>(random() % 10'000));
    }
  }
  i.graph = Digraph::make(f.givers + f.takers, arcs).value();
  i.cost = i.graph.by_arc<std::int64_t>(i.cost);
  i.lower.assign(arcs.size(), 0);
  i.upper.assign(arcs.size(), total);
  return i;
}

/// Feasible, and no arc could be used better: optimal, whoever found it.
inline void expect_optimal(const FlowInstance& i, const NetworkSimplex& s, std::uint32_t seed) {
  const auto x = s.flows(), pi = s.potentials();
  auto left = i.supply;
  for (std::size_t a = 0; a < x.size(); ++a) {
    const auto u = i.graph.tail()[a], v = i.graph.head()[a];
    left[u] -= x[a], left[v] += x[a];
    ASSERT_GE(x[a], i.lower[a]) << seed;
    ASSERT_LE(x[a], i.upper[a]) << seed;
    const auto rc = i.cost[a] + pi[u] - pi[v];
    if (x[a] < i.upper[a]) {
      ASSERT_GE(rc, 0) << seed;
    }
    if (x[a] > i.lower[a]) {
      ASSERT_LE(rc, 0) << seed;
    }
  }
  for (const auto kg : left) ASSERT_EQ(kg, 0) << seed;
}

/// The lowest cost by LEMON's network simplex; none: infeasible.
inline std::optional<std::int64_t> lemon_cost(const FlowInstance& i) {
  using detail::LemonDigraph;
  const LemonDigraph g(i.graph);
  LemonDigraph::ArcMap<std::int64_t> lower(g), upper(g), cost(g);
  for (int a = 0; a < g.arcNum(); ++a) {
    const auto k = static_cast<std::size_t>(a);
    lower.set(LemonDigraph::arcFromId(a), i.lower[k]);
    upper.set(LemonDigraph::arcFromId(a), i.upper[k]);
    cost.set(LemonDigraph::arcFromId(a), i.cost[k]);
  }
  LemonDigraph::NodeMap<std::int64_t> supply(g);
  for (int v = 0; v < g.nodeNum(); ++v)
    supply.set(LemonDigraph::nodeFromId(v), i.supply[static_cast<std::size_t>(v)]);
  lemon::NetworkSimplex<LemonDigraph, std::int64_t> s(g);
  if (s.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply).run() != s.OPTIMAL)
    return std::nullopt;
  return s.totalCost<std::int64_t>();
}

/// The lowest cost by a linear programme that knows of no network: one row per node, and two
/// variables per row that stand for what it lacks, dearer than any way. None: it lacks something.
inline std::optional<double> lp_cost(const FlowInstance& i) {
  const auto lp = own_linear_program();
  double dear = 1;
  for (std::size_t a = 0; a < i.cost.size(); ++a) {
    lp->add_variable(static_cast<double>(i.cost[a]), static_cast<double>(i.lower[a]),
                     static_cast<double>(i.upper[a]), {});
    dear += std::abs(static_cast<double>(i.cost[a]));
  }
  std::vector<std::size_t> lacks;
  for (Digraph::Id v = 0; v < i.supply.size(); ++v) {
    const auto more = lp->add_variable(dear, 0, LinearProgram::infinite, std::vector<double>(v, 0));
    const auto less = lp->add_variable(dear, 0, LinearProgram::infinite, std::vector<double>(v, 0));
    std::vector<double> row(less + 1, 0);
    double at_bounds = static_cast<double>(i.supply[v]);
    for (std::size_t a = 0; a < i.cost.size(); ++a) {
      const double by = (i.graph.tail()[a] == v ? 1 : 0) - (i.graph.head()[a] == v ? 1 : 0);
      row[a] = by;
      at_bounds -= by * lp->value(a);
    }
    row[more] = 1, row[less] = -1;
    lp->add_row(row, at_bounds >= 0 ? more : less, static_cast<double>(i.supply[v]));
    lacks.push_back(more), lacks.push_back(less);
  }
  EXPECT_TRUE(lp->solve());
  for (const auto v : lacks)
    if (lp->value(v) > 1e-6) return std::nullopt;
  return lp->objective();
}

}  // namespace masseflyt::matching
