// The trees that NetworkSimplex may start from: a star, or one made of a flow.
#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>
#include <vector>

#include "network_simplex.hpp"

namespace masseflyt::matching {
namespace {

constexpr int most_passes = 12;  // over all arcs, to hang parts of a starting flow on each other

}  // namespace

class NetworkSimplex::Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
  }
  std::uint32_t of(std::uint32_t v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }
  /// False: they were one part before. The name of the part of `b` stays.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = of(a), b = of(b);
    if (a == b) return false;
    parent_[a] = b;
    return true;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

/// Lower bounds are taken off the supplies; what is left goes over artificial arcs to a root.
void NetworkSimplex::start(const Start& begin, std::int64_t certain) {
  const auto n = static_cast<Node>(p_.graph.node_count());
  const auto tail = p_.graph.tail(), head = p_.graph.head();
  tail_.assign(tail.begin(), tail.end());
  head_.assign(head.begin(), head.end());
  slot_.resize(n);
  std::iota(slot_.begin(), slot_.end(), Node{0});
  root_ = n;
  tree_.assign(n + 1, {});
  kin_.assign(n + 1, {});
  potential_.assign(n + 1, 0);
  paid_.assign(n, penalty_);
  state_.assign(p_.graph.arc_count(), at_lower);
  std::vector<std::int64_t> kg(p_.supply.begin(), p_.supply.end());
  for (std::size_t a = 0; a < p_.graph.arc_count(); ++a) {
    std::int64_t on = p_.lower[a];
    if (p_.lower[a] == p_.upper[a]) {
      state_[a] = fixed;
    } else if (tail[a] == head[a]) {  // a loop moves nothing; one that earns is full
      if (p_.cost[a] < 0) state_[a] = at_upper;
    } else if (!begin.flow.empty()) {
      on = std::clamp(begin.flow[a], p_.lower[a], p_.upper[a]);
      state_[a] = on == p_.lower[a] ? at_lower : on == p_.upper[a] ? at_upper : between;
    }
    kg[tail[a]] -= on;
    kg[head[a]] += on;
  }
  for (Node v = 0; v < n; ++v) {
    const std::int64_t worth =
        begin.potential.empty() ? 0 : std::clamp(-begin.potential[v], -certain, certain);
    Branch& b = tree_[v];
    b.up = kg[v] >= 0;
    b.flow = std::abs(kg[v]) * scale_;
    b.room = most;
    // An artificial arc that only holds the tree together asks nothing but what the node is worth.
    paid_[v] = begin.flow.empty() || kg[v] != 0 ? penalty_ : 0;
    b.cost = paid_[v] + (b.up ? worth : -worth);
  }
  plant(begin);
  make_rows();
}

/// Makes a tree of the artificial arcs that carry mass and of the arcs of the starting flow that
/// lie between their bounds; its parts are then hung on each other (hang_parts). An arc that would
/// close a cycle is settled afterwards.
void NetworkSimplex::plant(const Start& begin) {
  std::vector<Edge> edges;
  Parts parts(root_ + 1);
  for (Node v = 0; v < root_; ++v)
    if (begin.flow.empty() || tree_[v].flow != 0)
      parts.join(v, root_), edges.push_back({v, root_, artificial});
  std::vector<std::uint32_t> extra;
  for (std::uint32_t a = 0; a < state_.size(); ++a) {
    if (state_[a] != between) continue;
    const Node u = tail_[a], v = head_[a];
    if (parts.join(u, v))
      edges.push_back({u, v, a}), state_[a] = in_tree;
    else
      extra.push_back(a);
  }
  if (!begin.flow.empty()) hang_parts(begin, parts, edges);
  grow(edges, begin.flow);
  for (const auto a : extra) settle(a, begin.flow[a] - p_.lower[a]);
}

/// Hangs parts on each other by full and empty arcs that cost nothing at the starting potentials,
/// else by an artificial arc. Only in the direction in which a little mass of every node could
/// still pass to the root: that keeps every pivot from standing still.
void NetworkSimplex::hang_parts(const Start& begin, Parts& parts, std::vector<Edge>& edges) {
  const auto tail = p_.graph.tail(), head = p_.graph.head();
  std::vector<Node> own(root_ + 1);
  for (Node v = 0; v <= root_; ++v) own[v] = parts.of(v);
  const Node ground = own[root_];
  const auto worth = [&](Node v) { return begin.potential.empty() ? 0 : begin.potential[v]; };
  bool joined = true;
  for (int pass = 0; joined && pass < most_passes; ++pass) {
    joined = false;
    for (std::uint32_t a = 0; a < state_.size(); ++a) {
      if (state_[a] >= in_tree) continue;
      const bool full = state_[a] == at_upper;
      const Node from = full ? head[a] : tail[a], to = full ? tail[a] : head[a];
      if (own[from] == ground || parts.of(from) != own[from]) continue;  // it hangs already
      if (p_.cost[a] + worth(tail[a]) - worth(head[a]) != 0) continue;
      if (!parts.join(from, to)) continue;
      edges.push_back({from, to, a});
      state_[a] = in_tree;
      joined = true;
    }
  }
  for (Node v = 0; v < root_; ++v)
    if (own[v] != ground && parts.of(v) == own[v] && parts.join(v, root_))
      edges.push_back({v, root_, artificial});
}

/// Turns the edges into a tree below the root, and gives every node one unit that passes up.
void NetworkSimplex::grow(const std::vector<Edge>& edges, const std::vector<std::int64_t>& flow) {
  std::vector<std::uint32_t> first(root_ + 2, 0);
  for (const Edge& e : edges) ++first[e.a + 1], ++first[e.b + 1];
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<std::uint32_t> at(first.begin(), first.end() - 1), next(2 * edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i)
    next[at[edges[i].a]++] = i, next[at[edges[i].b]++] = i;
  std::vector<Node> order{root_};
  for (std::size_t k = 0; k < order.size(); ++k) {
    const Node parent = order[k];
    for (std::uint32_t i = first[parent]; i < first[parent + 1]; ++i) {
      const Edge& e = edges[next[i]];
      const Node v = e.a == parent ? e.b : e.a;
      if (v == tree_[parent].parent) continue;
      Branch& b = tree_[v];
      if (e.arc != artificial) {
        b.arc = e.arc;
        b.up = p_.graph.tail()[e.arc] == v;
        b.cost = p_.cost[e.arc];
        b.flow =
            (std::clamp(flow[e.arc], p_.lower[e.arc], p_.upper[e.arc]) - p_.lower[e.arc]) * scale_;
        b.room = span(e.arc);
      }
      link(v, parent);
      order.push_back(v);
    }
  }
  for (std::size_t k = order.size(); --k > 0;) {
    Branch& b = tree_[order[k]];
    tree_[b.parent].size += b.size;
    b.flow += b.up ? std::int64_t{b.size} : -std::int64_t{b.size};
    if (b.arc != artificial && b.room != most) b.room -= b.flow;
  }
}

/// Moves what an arc carries beside the tree until it, or an arc of the tree, meets a bound.
void NetworkSimplex::settle(std::uint32_t arc, std::int64_t kg) {
  const Node u = tail_[arc], v = head_[arc];
  const std::int64_t width = span(arc), on = kg * scale_;
  const Cycle more = walk(u, v, p_.cost[arc], width == most ? most : width - on);
  if (more.reduced_cost < 0 && more.delta != most)
    turn(arc, false, on, more);
  else
    turn(arc, true, on, walk(v, u, -p_.cost[arc], on));
}

}  // namespace masseflyt::matching
