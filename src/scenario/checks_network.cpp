// Whether the roads make one network.
#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

/// Sets of nodes that roads connect.
class Components {
 public:
  explicit Components(std::size_t n) : parent_(n) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::size_t> parent_;
};

void check_connected(Binding& b) {
  const auto& nodes = b.out.road_nodes;
  if (nodes.empty()) return;
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < nodes.size(); ++i) index.emplace(nodes[i].id, i);
  Components parts(nodes.size());
  for (const Road& road : b.out.roads) {
    const auto from = index.find(road.from);
    const auto to = index.find(road.to);
    if (from != index.end() && to != index.end()) parts.join(from->second, to->second);
  }
  std::vector<std::size_t> size(nodes.size(), 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) ++size[parts.of(i)];
  const std::size_t main =
      static_cast<std::size_t>(std::max_element(size.begin(), size.end()) - size.begin());
  std::vector<bool> told(nodes.size(), false);
  b.each("road_nodes", b.out.road_nodes, [&](const Row& row, const RoadNode& node) {
    const std::size_t part = parts.of(index.at(node.id));
    if (part == main || told[part]) return;
    told[part] = true;
    row.warn("id", "a road to the main network of " + std::to_string(size[main]) +
                       " nodes; this one is in a part of " + std::to_string(size[part]));
  });
}

/// Lengths are published with two decimals; a part may seem longer than the whole by that much.
bool longer(double part_km, double whole_km) { return part_km > whole_km + 0.01; }

template <typename T>
void check_ends(const Row& row, const T& link) {
  if (row.good({"from", "to"}) && !link.from.empty() && link.from == link.to)
    row.error("to", "another end than '" + link.from + "'");
}

}  // namespace

void check_network(Binding& b) {
  b.each("links", b.out.links, [&](const Row& row, const Link& l) {
    check_ends(row, l);
    const auto* factor = l.mode == "rail" ? "rail_empty_share" : "sea_empty_share";
    if (row.good({"mode", "return_share"}) && l.return_share > 0 && !b.exists("factors", factor))
      row.error("return_share",
                std::string("a factor '") + factor + "' in the table assumptions, or 0");
  });
  b.each("haul_prices", b.out.haul_prices,
         [before = -1.0](const Row& row, const HaulPriceRow& p) mutable {
           if (row.good({"km"}) && p.km <= before) row.error("km", "more than in the row above");
           before = p.km;
         });
  b.each("distances", b.out.distances, [](const Row& row, const Distance& d) {
    check_ends(row, d);
    if (row.good({"road_km", "tunnel_km"}) && longer(d.tunnel_km, d.road_km))
      row.error("tunnel_km", "at most road_km");
    if (row.good({"road_km", "built_up_km"}) && longer(d.built_up_km, d.road_km))
      row.error("built_up_km", "at most road_km");
  });
  b.each("roads", b.out.roads, [](const Row& row, const Road& r) {
    check_ends(row, r);
    if (row.good({"length_km", "tunnel_km"}) && longer(r.tunnel_km, r.length_km))
      row.error("tunnel_km", "at most length_km");
  });
  check_connected(b);
}

}  // namespace masseflyt::scenario
