// Flow problems of three kinds, the same ones for our benchmarks and for all peers.
//
// n givers and n takers, 30 arcs from each giver: to its nearest takers (geographic), to takers at
// random with volumes 1 to 1000 (spread), or at random with equal volumes (equal). Geographic with
// spread volumes is what a region's market looks like, and the hardest of the three for a simplex.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <masseflyt/core/digraph.hpp>

namespace masseflyt::bench {

enum Kind { geographic, spread, equal };

struct Instance {
  Digraph graph = Digraph::make(0, {}).value();
  std::vector<std::int64_t> supply, lower, upper, cost;
  std::int64_t total = 0;
};

/// Takers near a point, by growing rings of a grid.
class Grid {
 public:
  explicit Grid(const std::vector<std::pair<double, double>>& at) : at_(at) {
    side_ = std::max(1, static_cast<int>(std::sqrt(static_cast<double>(at.size()) / 3)));
    cell_.resize(static_cast<std::size_t>(side_ * side_));
    for (std::uint32_t j = 0; j < at.size(); ++j)
      cell_[index(of(at[j].first), of(at[j].second))].push_back(j);
  }
  std::vector<std::uint32_t> nearest(std::pair<double, double> p, std::size_t k) const {
    std::vector<std::pair<double, std::uint32_t>> near;
    const int cx = of(p.first), cy = of(p.second);
    for (int ring = 1; near.size() < 2 * k && ring <= side_; ++ring) {
      near.clear();
      for (int x = std::max(0, cx - ring); x <= std::min(side_ - 1, cx + ring); ++x)
        for (int y = std::max(0, cy - ring); y <= std::min(side_ - 1, cy + ring); ++y)
          for (const auto j : cell_[index(x, y)])
            near.push_back({std::hypot(at_[j].first - p.first, at_[j].second - p.second), j});
    }
    std::sort(near.begin(), near.end());
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < std::min(k, near.size()); ++i) out.push_back(near[i].second);
    return out;
  }

 private:
  int of(double x) const { return std::min(side_ - 1, static_cast<int>(x / 100'001 * side_)); }
  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y * side_ + x); }
  const std::vector<std::pair<double, double>>& at_;
  int side_ = 1;
  std::vector<std::vector<std::uint32_t>> cell_;
};

inline Instance make(Kind kind, std::int64_t size) {
  const auto n = static_cast<std::uint32_t>(size);
  std::mt19937_64 random(1);
  Instance i;
  i.supply.assign(2 * n, 0);
  for (std::uint32_t v = 0; v < n; ++v)
    i.total += i.supply[v] = kind == equal ? 10 : 1 + static_cast<std::int64_t>(random() % 1000);
  std::int64_t left = i.total;
  std::vector<double> share(n);
  double all = 0;
  for (auto& s : share) all += s = kind == equal ? 1 : static_cast<double>(1 + random() % 1000);
  for (std::uint32_t v = 0; v < n; ++v) {
    i.supply[n + v] = -static_cast<std::int64_t>(static_cast<double>(i.total) * share[v] / all);
    left += i.supply[n + v];
  }
  for (std::uint32_t v = 0; left > 0; v = (v + 1) % n, --left) --i.supply[n + v];
  std::vector<std::pair<double, double>> giver(n), taker(n);
  for (auto* set : {&giver, &taker})
    for (auto& p : *set)
      p = {static_cast<double>(random() % 100'001), static_cast<double>(random() % 100'001)};
  const Grid grid(taker);
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> cost;
  for (std::uint32_t v = 0; v < n; ++v) {
    std::vector<std::uint32_t> to;
    if (kind == geographic) to = grid.nearest(giver[v], 20);
    while (to.size() < 30) to.push_back(static_cast<std::uint32_t>(random() % n));
    for (const auto j : to) {
      arcs.push_back({v, n + j});
      cost.push_back(kind == geographic ? std::lround(std::hypot(giver[v].first - taker[j].first,
                                                                 giver[v].second - taker[j].second))
                                        : static_cast<std::int64_t>(1 + random() % 10'000));
    }
  }
  i.graph = Digraph::make(2 * n, arcs).value();
  for (const auto k : i.graph.input()) i.cost.push_back(cost[k]);
  i.lower.assign(arcs.size(), 0);
  i.upper.assign(arcs.size(), i.total);
  return i;
}

}  // namespace masseflyt::bench
