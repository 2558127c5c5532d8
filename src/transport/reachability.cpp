#include "transport/reachability.hpp"

namespace masseflyt::transport {

Reachability::Reachability(const Network& network, const ArcCosts& costs) {
  const auto& g = network.graph();
  std::vector<Digraph::Arc> open;
  for (Digraph::Id a = 0; a < g.arc_count(); ++a)
    if (network.arcs()[a].open && costs.may_use(network.roads()[g.input()[a] / 2]))
      open.push_back({g.tail()[a], g.head()[a]});
  parts_ = strong_components(static_cast<Digraph::Id>(g.node_count()), open);
  for (auto& a : open) a = {parts_.of_node[a.tail], parts_.of_node[a.head]};
  between_ = Digraph::make(static_cast<Digraph::Id>(parts_.size.size()), open).value();
}

bool Reachability::leads(Digraph::Id from, Digraph::Id to) {
  const auto a = parts_.of_node[from], b = parts_.of_node[to];
  if (a == b) return true;
  auto& known = from_part_[a];
  if (known.empty()) known = search(a);
  return known[b];
}

std::vector<bool> Reachability::search(Digraph::Id start) const {
  std::vector<bool> seen(parts_.size.size(), false);
  std::vector<Digraph::Id> stack = {start};
  seen[start] = true;
  while (!stack.empty()) {
    const auto v = stack.back();
    stack.pop_back();
    for (auto a = between_.first_out()[v]; a < between_.first_out()[v + 1]; ++a)
      if (const auto w = between_.head()[a]; !seen[w]) seen[w] = true, stack.push_back(w);
  }
  return seen;
}

}  // namespace masseflyt::transport
