#include <masseflyt/transport/routing.hpp>

#include <algorithm>
#include <limits>

namespace masseflyt::transport {
namespace {

constexpr double unreached = std::numeric_limits<double>::infinity();

/// On top of the heap the least cost, then the lowest node: nothing depends on luck.
constexpr auto later = [](const auto& a, const auto& b) {
  return a.cost != b.cost ? a.cost > b.cost : a.node > b.node;
};

}  // namespace

RouteQuery::RouteQuery(const Network& network, RouteOptions options)
    : network_(&network), options_(options), cost_(network.nodes().size(), unreached) {}

double RouteQuery::measured(const Tie& tie) const {
  return options_.measure == Measure::length ? tie.km : network_->hours(tie);
}

double RouteQuery::measured(Digraph::Id arc) const {
  const auto& data = network_->arcs()[arc];
  return options_.measure == Measure::length ? data.km : data.hours;
}

void RouteQuery::reach(Digraph::Id node, double cost, Digraph::Id by_arc, std::uint32_t by_tie) {
  if (!(cost < cost_[node])) return;
  cost_[node] = cost, arc_[node] = by_arc, by_tie_[node] = by_tie;
  heap_.push_back({cost, node});
  std::push_heap(heap_.begin(), heap_.end(), later);
}

// Dijkstra with outdated heap entries left in place and skipped.
void RouteQuery::from(std::span<const Tie> start) {
  const auto& g = network_->graph();
  start_.assign(start.begin(), start.end());
  cost_.assign(g.node_count(), unreached);
  arc_.assign(g.node_count(), none);
  by_tie_.assign(g.node_count(), 0);
  heap_.clear();
  for (std::uint32_t t = 0; t < start_.size(); ++t)
    reach(start_[t].node, measured(start_[t]), none, t);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const auto [cost, v] = heap_.back();
    heap_.pop_back();
    if (cost > cost_[v]) continue;
    for (auto a = g.first_out()[v]; a < g.first_out()[v + 1]; ++a)
      if (const auto& data = network_->arcs()[a]; data.open && (options_.ferries || !data.ferry))
        reach(g.head()[a], cost + measured(a), a, by_tie_[v]);
  }
}

const Tie* RouteQuery::best_end(std::span<const Tie> end) const {
  const Tie* best = nullptr;
  double least = unreached;
  for (const auto& tie : end)
    if (const double cost = cost_[tie.node] + measured(tie); cost < least)
      least = cost, best = &tie;
  return best;
}

std::optional<RoadWay> RouteQuery::to(std::span<const Tie> end) const {
  const Tie* last = best_end(end);
  if (last == nullptr) return std::nullopt;
  const Tie& first = start_[by_tie_[last->node]];
  RoadWay way{first.km + last->km, 0, 0, 0, network_->hours(first) + network_->hours(*last)};
  for (auto v = last->node; arc_[v] != none; v = network_->graph().tail()[arc_[v]]) {
    const auto& data = network_->arcs()[arc_[v]];
    way.km += data.km, way.hours += data.hours;
    way.tunnel_km += data.tunnel_km, way.built_up_km += data.built_up_km;
    way.tolls += data.toll ? 1 : 0;
  }
  return way;
}

std::vector<Digraph::Id> RouteQuery::nodes_to(std::span<const Tie> end) const {
  std::vector<Digraph::Id> nodes;
  const Tie* last = best_end(end);
  if (last == nullptr) return nodes;
  nodes.push_back(last->node);
  while (arc_[nodes.back()] != none) nodes.push_back(network_->graph().tail()[arc_[nodes.back()]]);
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

std::vector<Digraph::Id> RouteQuery::arcs_to(std::span<const Tie> end) const {
  std::vector<Digraph::Id> arcs;
  const Tie* last = best_end(end);
  if (last == nullptr) return arcs;
  for (auto v = last->node; arc_[v] != none; v = network_->graph().tail()[arc_[v]])
    arcs.push_back(arc_[v]);
  std::reverse(arcs.begin(), arcs.end());
  return arcs;
}

}  // namespace masseflyt::transport
