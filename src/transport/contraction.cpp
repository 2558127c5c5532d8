#include "transport/contraction.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>

namespace masseflyt::transport {
namespace {

using Node = Digraph::Id;

struct Edge {
  Node node = 0;  ///< at the other end
  std::int32_t cost = 0;
  std::uint32_t link = 0;
  std::uint32_t hops = 1;  ///< roads that it stands for
};

using Edges = std::vector<Edge>;

Edge* find(Edges& edges, Node node) {
  const auto at =
      std::find_if(edges.begin(), edges.end(), [&](const Edge& e) { return e.node == node; });
  return at == edges.end() ? nullptr : &*at;
}

/// What is left of the network, and a search in it that gives up after a while: a way it does not
/// find costs a shortcut too many, never a wrong answer.
class Remaining {
 public:
  explicit Remaining(Node nodes) : out(nodes), in(nodes), dist_(nodes, 0), seen_(nodes, 0) {}

  /// Of parallel edges the cheapest stays, of equal ones the first.
  void add(Node tail, Node head, const Edge& e) {
    if (Edge* there = find(out[tail], head)) {
      if (there->cost <= e.cost) return;
      *there = {head, e.cost, e.link, e.hops};
      *find(in[head], tail) = {tail, e.cost, e.link, e.hops};
      return;
    }
    out[tail].push_back({head, e.cost, e.link, e.hops});
    in[head].push_back({tail, e.cost, e.link, e.hops});
  }

  void take_out(Node v) {
    const auto forget = [&](Edges& edges) {
      edges.erase(
          std::find_if(edges.begin(), edges.end(), [&](const Edge& e) { return e.node == v; }));
    };
    for (const auto& e : out[v]) forget(in[e.node]);
    for (const auto& e : in[v]) forget(out[e.node]);
  }

  /// Costs from `start` without going through `around`, up to `limit` or so many nodes.
  void search(Node start, Node around, std::int32_t limit, std::uint32_t most_nodes) {
    ++round_;
    heap_.clear();
    reach(start, 0);
    while (!heap_.empty() && most_nodes-- > 0) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const auto [cost, v] = heap_.back();
      heap_.pop_back();
      if (cost > dist_[v]) continue;
      for (const auto& e : out[v])
        if (e.node != around && cost + e.cost <= limit) reach(e.node, cost + e.cost);
    }
  }
  std::int32_t found(Node v) const { return seen_[v] == round_ ? dist_[v] : unreached; }

  std::vector<Edges> out, in;

 private:
  void reach(Node v, std::int32_t cost) {
    if (seen_[v] == round_ && dist_[v] <= cost) return;
    seen_[v] = round_, dist_[v] = cost;
    heap_.push_back({cost, v});
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  std::vector<std::int32_t> dist_;
  std::vector<std::uint32_t> seen_;
  std::vector<std::pair<std::int32_t, Node>> heap_;
  std::uint32_t round_ = 0;
};

class Contraction {
 public:
  Contraction(Node nodes, std::span<const OpenArc> arcs)
      : graph_(nodes), level_(nodes, 0), importance_(nodes, 0), rank_(nodes, 0) {
    for (const auto& a : arcs) {
      if (a.tail == a.head) continue;  // a loop is on no best way
      graph_.add(a.tail, a.head, {0, a.cost, add_link(a.arc, no_link, a.sums), 1});
    }
    up_.resize(nodes), down_.resize(nodes);
  }

  Result<HierarchyData> run(const Control& control) {
    const auto nodes = static_cast<Node>(rank_.size());
    for (Node v = 0; v < nodes; ++v) {
      if (v % poll_every == 0)
        if (auto go = poll(control, 0); !go) return go.error();
      estimate(v);
    }
    Node done = 0;
    while (!queue_.empty()) {
      const auto [importance, v] = queue_.top();
      queue_.pop();
      if (importance != importance_[v] || rank_[v] != 0) continue;  // outdated
      estimate(v);
      if (importance_[v] > importance) continue;  // dearer than it seemed: back into the queue
      if (done % poll_every == 0)
        if (auto go = poll(control, static_cast<double>(done) / nodes); !go) return go.error();
      contract(v);
      rank_[v] = ++done;
    }
    return finished();
  }

 private:
  static constexpr std::uint32_t estimate_nodes = 64, contract_nodes = 512;
  static constexpr Node poll_every = 256;

  static Result<void> poll(const Control& control, double share) {
    if (control.cancelled()) return stopped_by_caller();
    if (control.late()) return Error{ErrorCode::deadline, "no time left to prepare the network"};
    control.report("prepare", share);
    return {};
  }

  std::uint32_t add_link(std::uint32_t first, std::uint32_t second, const Sums& sums) {
    links_.first.push_back(first), links_.second.push_back(second);
    links_.sums.push_back(sums);
    return static_cast<std::uint32_t>(links_.size() - 1);
  }

  /// Calls `use(in edge, out edge)` for every pair that needs a shortcut once `v` is gone.
  template <typename Use>
  void shortcuts(Node v, std::uint32_t most_nodes, Use&& use) {
    const auto& out = graph_.out[v];
    for (const auto& e : graph_.in[v]) {
      std::int32_t farthest = -1;
      for (const auto& f : out)
        if (f.node != e.node) farthest = std::max(farthest, f.cost);
      if (farthest < 0) continue;
      const auto limit = std::min(e.cost + farthest, unreached - 1);
      graph_.search(e.node, v, limit, most_nodes);
      for (const auto& f : out)
        if (f.node != e.node && e.cost + f.cost < unreached &&
            graph_.found(f.node) > e.cost + f.cost)
          use(e, f);
    }
  }

  void estimate(Node v) {
    std::int64_t added = 0, added_hops = 0, gone = 1, gone_hops = 1;
    shortcuts(v, estimate_nodes, [&](const Edge& e, const Edge& f) {
      ++added;
      added_hops += e.hops + f.hops;
    });
    for (const auto* edges : {&graph_.in[v], &graph_.out[v]})
      for (const auto& e : *edges) ++gone, gone_hops += e.hops;
    importance_[v] =
        1000 * std::int64_t{level_[v]} + 1000 * added / gone + 1000 * added_hops / gone_hops;
    queue_.push({importance_[v], v});
  }

  void contract(Node v) {
    struct New {
      Node tail, head;
      Edge edge;
    };
    std::vector<New> fresh;
    shortcuts(v, contract_nodes, [&](const Edge& e, const Edge& f) {
      const auto link = add_link(e.link, f.link, links_.sums[e.link] + links_.sums[f.link]);
      fresh.push_back({e.node, f.node, {0, e.cost + f.cost, link, e.hops + f.hops}});
    });
    up_[v] = graph_.out[v], down_[v] = graph_.in[v];
    graph_.take_out(v);
    graph_.out[v].clear(), graph_.in[v].clear();
    for (const auto& n : fresh) graph_.add(n.tail, n.head, n.edge);
    std::vector<Node> around;
    for (const auto* edges : {&up_[v], &down_[v]})
      for (const auto& e : *edges) around.push_back(e.node);
    std::sort(around.begin(), around.end());
    around.erase(std::unique(around.begin(), around.end()), around.end());
    for (const Node w : around) {
      level_[w] = std::max(level_[w], level_[v] + 1);
      estimate(w);
    }
  }

  // ---- from what was taken out to columns -------------------------------------------------------

  HierarchyData finished() {
    const auto nodes = static_cast<Node>(rank_.size());
    HierarchyData d;
    d.place.resize(nodes), d.node_at.resize(nodes);
    for (Node v = 0; v < nodes; ++v) d.place[v] = nodes - rank_[v], d.node_at[d.place[v]] = v;
    keep_used_links(d);
    d.up = columns(d, up_), d.down = columns(d, down_);
    return d;
  }

  /// Shortcuts that a cheaper one replaced are no part of any way.
  void keep_used_links(HierarchyData& d) {
    new_number_.assign(links_.size(), no_link);
    for (const auto* side : {&up_, &down_})
      for (const auto& edges : *side)
        for (const auto& e : edges) new_number_[e.link] = 0;
    for (std::size_t i = 0; i < links_.size(); ++i) {
      if (new_number_[i] == no_link) continue;
      new_number_[i] = static_cast<std::uint32_t>(d.links.size());
      const bool road = links_.second[i] == no_link;
      d.links.first.push_back(road ? links_.first[i] : new_number_[links_.first[i]]);
      d.links.second.push_back(road ? no_link : new_number_[links_.second[i]]);
      d.links.sums.push_back(links_.sums[i]);
    }
  }

  UpArcs columns(const HierarchyData& d, const std::vector<Edges>& side) const {
    UpArcs arcs;
    arcs.begin.push_back(0);
    for (const Node v : d.node_at) {
      auto edges = side[v];
      std::sort(edges.begin(), edges.end(),
                [&](const Edge& a, const Edge& b) { return d.place[a.node] < d.place[b.node]; });
      for (const auto& e : edges) {
        arcs.other.push_back(d.place[e.node]);
        arcs.cost.push_back(e.cost);
        arcs.link.push_back(new_number_[e.link]);
      }
      arcs.begin.push_back(static_cast<std::uint32_t>(arcs.other.size()));
    }
    return arcs;
  }

  using Waiting = std::pair<std::int64_t, Node>;

  Remaining graph_;
  Links links_;
  std::vector<std::uint32_t> level_;
  std::vector<std::int64_t> importance_;
  std::vector<Node> rank_;  ///< from 1 in the order of contraction; 0: still there
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> queue_;
  std::vector<Edges> up_, down_;  ///< per node, what it had when it was taken out
  std::vector<std::uint32_t> new_number_;
};

}  // namespace

Result<HierarchyData> contract(Digraph::Id nodes, std::span<const OpenArc> arcs,
                               const Control& control) {
  return Contraction(nodes, arcs).run(control);
}

}  // namespace masseflyt::transport
