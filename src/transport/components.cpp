#include "transport/components.hpp"

#include <algorithm>
#include <numeric>

#include <lemon/connectivity.h>

#include "detail/lemon_digraph.hpp"

namespace masseflyt::transport {

Components strong_components(Digraph::Id nodes, std::span<const Digraph::Arc> arcs) {
  using G = detail::LemonDigraph;
  const auto graph = Digraph::make(nodes, arcs).value();
  const G g(graph);
  G::NodeMap<int> found(g, 0);
  const auto count = static_cast<std::size_t>(lemon::stronglyConnectedComponents(g, found));
  std::vector<std::size_t> size(count, 0);
  std::vector<Digraph::Id> lowest(count, nodes);
  Components out{std::vector<std::uint32_t>(nodes), {}};
  for (Digraph::Id v = 0; v < nodes; ++v) {
    const auto part = static_cast<std::uint32_t>(found[G::nodeFromId(static_cast<int>(v))]);
    out.of_node[v] = part;
    ++size[part];
    lowest[part] = std::min(lowest[part], v);
  }
  std::vector<std::uint32_t> order(count), rank(count);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return size[a] != size[b] ? size[a] > size[b] : lowest[a] < lowest[b];
  });
  for (std::uint32_t i = 0; i < count; ++i) {
    rank[order[i]] = i;
    out.size.push_back(size[order[i]]);
  }
  for (auto& part : out.of_node) part = rank[part];
  return out;
}

}  // namespace masseflyt::transport
