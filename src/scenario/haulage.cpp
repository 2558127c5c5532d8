#include "haulage.hpp"

#include <algorithm>

#include <masseflyt/transport/network.hpp>

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The roads of the case, with the ties of its places; a place without any is tied to the nearest
/// node, so much longer than straight.
Result<transport::RoadMap> road_map(const Case& input) {
  constexpr double detour = 1.3;
  transport::RoadMap map;
  map.options.measure = transport::Measure::length;  // as tables of distances are made
  for (const auto& p : input.places) map.position.push_back({p.longitude, p.latitude});
  map.ties.resize(input.places.size());
  if (input.roads.empty()) return map;
  std::map<std::string, Digraph::Id> node;
  std::vector<Position> nodes;
  for (const auto& n : input.road_nodes) {
    node.emplace(n.id, static_cast<Digraph::Id>(nodes.size()));
    nodes.push_back({n.longitude, n.latitude});
  }
  std::vector<transport::Road> roads;
  for (const auto& r : input.roads)
    roads.push_back({node.at(r.from), node.at(r.to), r.length_km, r.speed_kmh, r.tunnel_km,
                     r.built_up_share, r.toll, r.kind == "ferry"});
  auto network = transport::Network::make(std::move(nodes), roads);
  if (!network) return network.error();
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < input.places.size(); ++i) place.emplace(input.places[i].id, i);
  for (const auto& t : input.road_ties)
    map.ties[place.at(t.place)].push_back({node.at(t.node), t.km});
  for (std::size_t i = 0; i < input.places.size(); ++i)
    if (map.ties[i].empty() && input.places[i].road_access && !input.places[i].outside)
      if (const auto tie = network->nearest(map.position[i], detour)) map.ties[i].push_back(*tie);
  map.network = std::make_shared<const transport::Network>(std::move(*network));
  return map;
}

}  // namespace

Result<Haulage> Haulage::make(const Case& input) {
  Haulage h;
  for (const auto& p : input.places)
    h.index_.emplace(p.id, static_cast<PlaceIndex>(h.index_.size()));
  std::map<std::string, PlaceIndex> port;
  std::vector<transport::Quay> quays;
  for (const auto& p : input.ports) {
    port[p.id] = h.index(p.place);
    if (p.included)
      quays.push_back({h.index(p.place), contains(p.roles, "load"), contains(p.roles, "unload")});
  }
  std::vector<transport::Stop> stops;
  for (const auto& p : input.places) {
    transport::Stop stop;
    stop.road_access = p.road_access;
    if (!p.port.empty()) stop.quay = port.at(p.port);
    stop.quay_km = p.port_km;
    stops.push_back(stop);
  }
  std::vector<transport::RoadRow> roads;
  for (const auto& d : input.distances)
    roads.push_back({h.index(d.from),
                     h.index(d.to),
                     {d.road_km, d.tunnel_km, d.built_up_km, static_cast<double>(d.tolls), 0}});
  std::vector<transport::HaulPrice> prices;
  for (const auto& p : input.haul_prices) prices.push_back({p.km, p.nok_t});
  auto tariff = transport::Tariff::make(input.factors, std::move(prices));
  if (!tariff) return tariff.error();
  std::vector<transport::SeaRow> sea;
  for (const auto& l : input.links)
    if (l.mode == "sea" || tariff->has_rail())  // without prices a note says that rail is not used
      sea.push_back({port.at(l.from), port.at(l.to), l.km, l.mode == "sea" ? Mode::sea : Mode::rail,
                     l.vessel_t.value_or(0), l.return_share});
  auto map = road_map(input);
  if (!map) return map.error();
  auto hauls = transport::Hauls::make(std::move(stops), roads, std::move(quays), sea, *tariff,
                                      std::move(*map));
  if (!hauls) return hauls.error();
  h.hauls_ = std::make_shared<const transport::Hauls>(std::move(*hauls));
  return h;
}

HaulSums Haulage::road(double km) const {
  transport::RoadWay way;
  way.km = km;
  return hauls_->tariff().road(way);
}

std::vector<std::pair<double, double>> Haulage::path(const Leg& leg) const {
  std::vector<std::pair<double, double>> points;
  for (const Position& p : hauls_->path(leg.from, leg.to, leg.mode))
    points.push_back({p.longitude, p.latitude});
  return points;
}

}  // namespace masseflyt::scenario
