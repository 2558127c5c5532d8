#include "coarse_start.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

namespace masseflyt::matching {
namespace {

using Problem = NetworkSimplex::Problem;
using Start = NetworkSimplex::Start;
using Node = Digraph::Id;
using Column = std::vector<std::int64_t>;

constexpr std::size_t few_nodes = 1000;     // below, no start pays
constexpr std::uint32_t cluster_nodes = 4;  // at most so many become one
constexpr std::uint32_t series_nodes = 2;   // of one series that become one
constexpr std::size_t shrink = 3;           // merging ends when this fraction of nodes is left
constexpr std::uint32_t kept_arcs = 20;     // the cheapest out of, and into, each cluster
constexpr double fewest_merged = 0.2;       // share of the arcs, where nodes have neighbours
constexpr double fewest_joined = 0.2;       // share of the nodes, where they form series
constexpr double doubt = 16;                // prices may be off so many times what spreading moved
constexpr std::int64_t far = 16;            // times the dearest arc: let it lie instead

struct Clusters {
  std::vector<Node> of;  ///< per node
  Node count = 0;
};

struct Coarse {
  Digraph graph;
  Column supply, lower, upper, cost;
  Problem problem() const { return {graph, supply, lower, upper, cost}; }
};

struct CoarseArc {
  Node tail, head;
  std::int64_t cost, room;
};

std::vector<std::uint32_t> cheapest_first(const Problem& p) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t a = 0; a < p.graph.arc_count(); ++a)
    if (p.lower[a] < p.upper[a] && p.graph.tail()[a] != p.graph.head()[a]) order.push_back(a);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return p.cost[a] != p.cost[b] ? p.cost[a] < p.cost[b] : a < b;
  });
  return order;
}

/// Joins the ends of arcs, the cheapest arc first.
Clusters join(const Problem& p, std::span<const std::uint32_t> cheapest) {
  const std::size_t n = p.graph.node_count();
  std::vector<Node> parent(n), size(n, 1);
  std::iota(parent.begin(), parent.end(), Node{0});
  const auto root = [&](Node v) {
    while (parent[v] != v) v = parent[v] = parent[parent[v]];
    return v;
  };
  std::size_t left = n;
  for (const auto a : cheapest) {
    if (left <= n / shrink) break;
    Node u = root(p.graph.tail()[a]), v = root(p.graph.head()[a]);
    if (u == v || size[u] + size[v] > cluster_nodes) continue;
    if (u > v) std::swap(u, v);
    parent[v] = u;
    size[u] += size[v];
    --left;
  }
  Clusters out;
  out.of.resize(n);
  for (Node v = 0; v < n; ++v)  // a root is the first node of its cluster
    out.of[v] = parent[v] == v ? out.count++ : out.of[root(v)];
  return out;
}

/// Joins neighbours in their series; none where few nodes have such.
std::optional<Clusters> join(const Series& series, Series& of_clusters) {
  const std::size_t n = series.of.size();
  if (n == 0) return std::nullopt;
  std::vector<Node> order(n);
  std::iota(order.begin(), order.end(), Node{0});
  const auto key = [&](Node v) { return std::pair(series.of[v], series.place[v] / series_nodes); };
  std::stable_sort(order.begin(), order.end(), [&](Node a, Node b) { return key(a) < key(b); });
  Clusters out;
  out.of.resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    const bool fresh = k == 0 || key(order[k]) != key(order[k - 1]);
    if (fresh) {
      of_clusters.of.push_back(key(order[k]).first);
      of_clusters.place.push_back(key(order[k]).second);
      ++out.count;
    }
    out.of[order[k]] = out.count - 1;
  }
  if (static_cast<double>(out.count) <= (1 - fewest_joined) * static_cast<double>(n)) return out;
  of_clusters = {};
  return std::nullopt;
}

/// Arcs between clusters, parallel ones as one at the lowest cost.
std::vector<CoarseArc> merge(const Problem& p, const Clusters& clusters,
                             std::span<const std::uint32_t> arcs, std::int64_t all_mass) {
  std::vector<CoarseArc> out;
  for (const auto a : arcs) {
    const Node u = clusters.of[p.graph.tail()[a]], v = clusters.of[p.graph.head()[a]];
    if (u != v) out.push_back({u, v, p.cost[a], std::min(p.upper[a] - p.lower[a], all_mass)});
  }
  std::sort(out.begin(), out.end(), [](const CoarseArc& a, const CoarseArc& b) {
    return std::tie(a.tail, a.head, a.cost, a.room) < std::tie(b.tail, b.head, b.cost, b.room);
  });
  std::size_t kept = 0;
  for (const CoarseArc& a : out) {
    if (kept > 0 && out[kept - 1].tail == a.tail && out[kept - 1].head == a.head)
      out[kept - 1].room = std::min(all_mass, out[kept - 1].room + a.room);
    else
      out[kept++] = a;
  }
  out.resize(kept);
  return out;
}

/// Prices need the near neighbours only, and where everything may go that finds no room with them.
void thin(std::vector<CoarseArc>& arcs, Node clusters) {
  std::sort(arcs.begin(), arcs.end(), [](const CoarseArc& a, const CoarseArc& b) {
    return std::tie(a.cost, a.tail, a.head) < std::tie(b.cost, b.tail, b.head);
  });
  std::vector<std::uint32_t> out_of(clusters, 0), into(clusters, 0), left(clusters, 0);
  for (const CoarseArc& a : arcs) ++left[a.tail];
  std::erase_if(arcs, [&](const CoarseArc& a) {
    const bool last = --left[a.tail] == 0;
    const bool near = out_of[a.tail] < kept_arcs || into[a.head] < kept_arcs;
    if (near) ++out_of[a.tail], ++into[a.head];
    return !near && !last;
  });
}

std::int64_t mass_of(const Problem& p) {
  std::int64_t kg = 0;
  for (const auto s : p.supply) kg += std::max<std::int64_t>(0, s);
  for (const auto l : p.lower) kg += l;
  return kg;
}

/// None where merging nodes merges next to no arcs.
std::optional<Coarse> coarsen(const Problem& p, const Clusters& clusters,
                              std::span<const std::uint32_t> cheapest, bool thinned) {
  auto arcs = merge(p, clusters, cheapest, mass_of(p));
  if (static_cast<double>(arcs.size()) > (1 - fewest_merged) * static_cast<double>(cheapest.size()))
    return std::nullopt;
  if (thinned) thin(arcs, clusters.count);
  Coarse c;
  std::vector<Digraph::Arc> ends;
  Column cost, room;
  for (const CoarseArc& a : arcs) {
    ends.push_back({a.tail, a.head});
    cost.push_back(a.cost);
    room.push_back(a.room);
  }
  c.graph = Digraph::make(clusters.count, ends).value();
  c.cost = c.graph.by_arc<std::int64_t>(cost);
  c.upper = c.graph.by_arc<std::int64_t>(room);
  c.lower.assign(arcs.size(), 0);
  c.supply.assign(clusters.count, 0);
  for (Node v = 0; v < p.supply.size(); ++v) c.supply[clusters.of[v]] += p.supply[v];
  for (std::size_t a = 0; a < p.lower.size(); ++a) {
    c.supply[clusters.of[p.graph.tail()[a]]] -= p.lower[a];
    c.supply[clusters.of[p.graph.head()[a]]] += p.lower[a];
  }
  return c;
}

/// Potentials of clusters as potentials of nodes: what is delivered to a node costs what its best
/// neighbour asks, and what a node has to give is worth what the best neighbour pays. Arcs without
/// room for all of it may be full, and tell nothing.
Start spread(const Problem& p, const Clusters& clusters, const Column& coarse) {
  const auto tail = p.graph.tail(), head = p.graph.head();
  const auto first_out = p.graph.first_out(), first_in = p.graph.first_in();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  Column pi;
  for (const Node c : clusters.of) pi.push_back(coarse[c]);
  for (Node v = 0; v < pi.size(); ++v) {
    if (first_out[v] != first_out[v + 1]) continue;
    std::int64_t best = most;
    for (const auto a : p.graph.in_arc().subspan(first_in[v], first_in[v + 1] - first_in[v]))
      if (p.upper[a] >= -p.supply[v])
        best = std::min(best, coarse[clusters.of[tail[a]]] + p.cost[a]);
    if (best != most) pi[v] = best;
  }
  for (Node v = 0; v < pi.size(); ++v) {
    if (p.supply[v] <= 0) continue;
    std::int64_t best = -most;
    for (auto a = first_out[v]; a < first_out[v + 1]; ++a)
      if (p.upper[a] >= p.supply[v]) best = std::max(best, pi[head[a]] - p.cost[a]);
    if (best != -most) pi[v] = best;
  }
  double moved = 0, by = 0;
  for (Node v = 0; v < pi.size(); ++v) {
    const double change = static_cast<double>(pi[v]) - static_cast<double>(coarse[clusters.of[v]]);
    if (change != 0) ++moved, by += std::abs(change);
  }
  return {std::move(pi), static_cast<std::int64_t>(doubt * by / std::max(1.0, moved)) + 1, 0};
}

std::int64_t dearest(const Problem& p) {
  std::int64_t most = 0;
  for (const auto c : p.cost) most = std::max(most, std::abs(c));
  return most;
}

}  // namespace

Start coarse_start(const Problem& p, const Control& control, const Series& series) {
  if (p.graph.node_count() < few_nodes || control.cancelled() || control.late()) return {};
  const auto cheapest = cheapest_first(p);
  Series of_clusters;
  const auto in_series = join(series, of_clusters);
  const Clusters clusters = in_series ? *in_series : join(p, cheapest);
  if (!in_series && clusters.count > p.graph.node_count() / 2) return {};
  const auto coarse = coarsen(p, clusters, cheapest, !in_series);
  if (!coarse) return {};
  Start begin = coarse_start(coarse->problem(), control, of_clusters);
  begin.penalty_max = far * (dearest(coarse->problem()) + 1);
  auto simplex = NetworkSimplex::make(coarse->problem(), begin);
  if (!simplex) return {};
  const auto outcome = simplex->run(control);
  if (!outcome || *outcome == NetworkSimplex::Outcome::stopped) return {};
  return spread(p, clusters, simplex->potentials());
}

}  // namespace masseflyt::matching
