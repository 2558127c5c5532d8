#include <masseflyt/transport/network.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace masseflyt::transport {
namespace {

Error fault(const char* table, std::size_t row, const char* expected) {
  return {ErrorCode::invalid_argument, std::string("expected ") + expected,
          std::string("/") + table + "/" + std::to_string(row)};
}

/// Nothing when the road is sound.
const char* wrong_with(const Road& r, std::size_t nodes) {
  const auto within = [](double value, double high) { return value >= 0 && value <= high; };
  if (r.from >= nodes || r.to >= nodes) return "two nodes that exist";
  if (!(r.length_km >= 0) || !std::isfinite(r.length_km)) return "a length of 0 km or more";
  if (!(r.speed_kmh > 0) || !std::isfinite(r.speed_kmh)) return "a speed above 0 km/h";
  if (!within(r.tunnel_km, r.length_km + Network::rounding_km))
    return "a tunnel of 0 km or more, not longer than the road";
  if (!within(r.built_up_share, 1)) return "a built-up share of 0 to 1";
  return nullptr;
}

Network::ArcData along(const Road& r) {
  const double tunnel = std::min(r.tunnel_km, r.length_km);
  return {r.length_km, r.length_km / r.speed_kmh,
          tunnel,      std::min(r.built_up_share * r.length_km, r.length_km - tunnel),
          r.toll,      r.ferry};
}

/// Sets of nodes that grow together; the root of a set is its lowest node.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), Digraph::Id{0});
  }
  Digraph::Id root(Digraph::Id v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }
  void join(Digraph::Id a, Digraph::Id b) {
    a = root(a), b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<Digraph::Id> parent_;
};

struct Components {
  std::vector<std::uint32_t> of_node;
  std::size_t count = 0;
};

Components components(std::size_t nodes, std::span<const Road> roads) {
  Sets sets(nodes);
  for (const auto& r : roads)
    if (!r.ferry) sets.join(r.from, r.to);
  std::vector<std::size_t> size(nodes, 0);
  for (Digraph::Id v = 0; v < nodes; ++v) ++size[sets.root(v)];
  std::vector<Digraph::Id> roots;
  for (Digraph::Id v = 0; v < nodes; ++v)
    if (size[v] > 0) roots.push_back(v);
  std::stable_sort(roots.begin(), roots.end(), [&](auto a, auto b) { return size[a] > size[b]; });
  std::vector<std::uint32_t> rank(nodes, 0);
  for (std::uint32_t i = 0; i < roots.size(); ++i) rank[roots[i]] = i;
  Components found{std::vector<std::uint32_t>(nodes), roots.size()};
  for (Digraph::Id v = 0; v < nodes; ++v) found.of_node[v] = rank[sets.root(v)];
  return found;
}

}  // namespace

Result<Network> Network::make(std::vector<Position> nodes, std::span<const Road> roads) {
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (!is_on_earth(nodes[i])) return fault("nodes", i, "a position on Earth, in degrees");
  if (nodes.size() > Digraph::max_count || roads.size() > Digraph::max_count / 2)
    return Error{ErrorCode::limit_exceeded, "a network holds at most 2^30 nodes and roads"};
  std::vector<Digraph::Arc> both_ways;
  std::vector<ArcData> data;
  Network net;
  net.slowest_kmh_.assign(nodes.size(), 0);
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const auto& r = roads[i];
    if (const char* expected = wrong_with(r, nodes.size())) return fault("roads", i, expected);
    both_ways.push_back({r.from, r.to});
    both_ways.push_back({r.to, r.from});
    data.insert(data.end(), 2, along(r));
    for (const auto v : {r.from, r.to})
      if (!r.ferry && (net.slowest_kmh_[v] == 0 || r.speed_kmh < net.slowest_kmh_[v]))
        net.slowest_kmh_[v] = r.speed_kmh;
  }
  auto graph = Digraph::make(static_cast<Digraph::Id>(nodes.size()), both_ways);
  if (!graph) return graph.error();
  net.graph_ = *std::move(graph);
  net.arcs_ = net.graph_.by_arc<ArcData>(data);
  auto parts = components(nodes.size(), roads);
  net.component_ = std::move(parts.of_node);
  net.component_count_ = parts.count;

  std::vector<Position> indexed;
  for (Digraph::Id v = 0; v < nodes.size(); ++v)
    if (net.component_[v] == 0) indexed.push_back(nodes[v]), net.indexed_nodes_.push_back(v);
  auto index = GeoIndex::make(indexed);
  if (!index) return index.error();
  net.index_ = *std::move(index);
  net.nodes_ = std::move(nodes);
  return net;
}

std::optional<Tie> Network::nearest(Position place, double detour) const {
  const auto found = index_->nearest(place, 1);
  if (found.empty()) return std::nullopt;
  return Tie{indexed_nodes_[found.front().index], found.front().metres / 1000 * detour};
}

double Network::hours(const Tie& tie) const noexcept {
  const double kmh = slowest_kmh_[tie.node];
  return kmh > 0 ? tie.km / kmh : 0;
}

}  // namespace masseflyt::transport
