// Which roads of the case the trucks of a plan pass.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <masseflyt/transport/routing.hpp>

#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

std::vector<reporting::RoadSection> sections(const Case& input, const transport::Network& network) {
  std::map<std::string, const RoadNode*> node;
  for (const RoadNode& n : input.road_nodes) node.emplace(n.id, &n);
  std::vector<reporting::RoadSection> out;
  for (const Road& r : input.roads) {
    const RoadNode &a = *node.at(r.from), &b = *node.at(r.to);
    reporting::RoadSection s;
    s.id = r.id, s.name = r.name;
    s.from = a.name.empty() ? a.id : a.name, s.to = b.name.empty() ? b.id : b.name;
    s.line = {{a.longitude, a.latitude}, {b.longitude, b.latitude}};
    s.length_km = r.length_km, s.tunnel_km = r.tunnel_km;
    out.push_back(std::move(s));
  }
  // What is outside tunnels has been worked out there already.
  for (std::size_t arc = 0; arc < network.arcs().size(); ++arc)
    out[network.graph().input()[arc] / 2].built_up_km = network.arcs()[arc].built_up_km;
  return out;
}

}  // namespace

void tell_road_sections(const Case& input, const Model& model,
                        const std::vector<reporting::Movement>& movements,
                        reporting::Report& report) {
  const transport::RoadMap& map = model.haulage.map();
  if (!map.network) return;
  std::set<std::pair<PlaceIndex, PlaceIndex>> wanted;
  for (const auto& m : movements)
    for (const Leg& leg : m.route.legs)
      if (leg.mode == Mode::road && leg.from != leg.to)
        wanted.insert(std::minmax(leg.from, leg.to));
  report.sections = sections(input, *map.network);
  transport::RouteQuery query(*map.network, map.options);
  std::optional<PlaceIndex> asked;
  for (const auto& [from, to] : wanted) {
    if (map.ties[from].empty() || map.ties[to].empty()) continue;
    if (asked != from) query.from(map.ties[from]);
    asked = from;
    if (!query.to(map.ties[to])) continue;
    reporting::SectionWay way{from, to, {}};
    for (const auto arc : query.arcs_to(map.ties[to]))
      way.sections.push_back(map.network->graph().input()[arc] / 2);
    report.section_ways.push_back(std::move(way));
  }
}

}  // namespace masseflyt::scenario
