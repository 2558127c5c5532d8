#include <masseflyt/transport/network.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "transport/components.hpp"

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
  for (const auto& limit : {r.max_weight_t, r.max_axle_t, r.max_height_m, r.max_length_m})
    if (limit && (!(*limit > 0) || !std::isfinite(*limit))) return "a limit above zero, or none";
  if (!(r.wait_h >= 0) || !std::isfinite(r.wait_h)) return "a wait of 0 h or more";
  for (const auto& span : r.closed)
    if (std::min(span.from_minute, span.to_minute) < 0 ||
        std::max(span.from_minute, span.to_minute) > WeekSpan::week)
      return "minutes of a week, 0 to 10080";
  if (!std::all_of(r.shape.begin(), r.shape.end(), is_on_earth))
    return "a shape of positions on Earth, in degrees";
  return nullptr;
}

Network::ArcData along(const Road& r, bool open) {
  const double tunnel = std::min(r.tunnel_km, r.length_km);
  return {r.length_km, r.length_km / r.speed_kmh + r.wait_h,
          tunnel,      std::min(r.built_up_share * r.length_km, r.length_km - tunnel),
          r.toll,      r.ferry,
          open};
}

/// Open directions of roads that are no ferries.
std::vector<Digraph::Arc> driveable(std::span<const Road> roads) {
  std::vector<Digraph::Arc> arcs;
  for (const auto& r : roads) {
    if (r.ferry) continue;
    if (r.forward) arcs.push_back({r.from, r.to});
    if (r.backward) arcs.push_back({r.to, r.from});
  }
  return arcs;
}

}  // namespace

Result<Network> Network::make(std::vector<Position> nodes, std::vector<Road> roads,
                              KnownOfRoads known) {
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
    data.push_back(along(r, r.forward));
    data.push_back(along(r, r.backward));
    for (const auto v : {r.from, r.to})
      if (!r.ferry && (net.slowest_kmh_[v] == 0 || r.speed_kmh < net.slowest_kmh_[v]))
        net.slowest_kmh_[v] = r.speed_kmh;
  }
  const auto count = static_cast<Digraph::Id>(nodes.size());
  auto graph = Digraph::make(count, both_ways);
  if (!graph) return graph.error();
  net.graph_ = *std::move(graph);
  net.arcs_ = net.graph_.by_arc<ArcData>(data);
  auto parts = strong_components(count, driveable(roads));
  net.component_ = std::move(parts.of_node);
  net.component_size_ = std::move(parts.size);

  std::vector<Position> indexed;
  for (Digraph::Id v = 0; v < nodes.size(); ++v)
    if (net.component_[v] == 0) indexed.push_back(nodes[v]), net.indexed_nodes_.push_back(v);
  auto index = GeoIndex::make(indexed);
  if (!index) return index.error();
  net.index_ = *std::move(index);
  net.nodes_ = std::move(nodes);
  net.roads_ = std::move(roads);
  net.known_ = known;
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
