#include "haulage.hpp"

#include <algorithm>

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Result<Haulage> Haulage::make(const Case& input) {
  Haulage h;
  for (const auto& p : input.places) {
    h.index_.emplace(p.id, static_cast<PlaceIndex>(h.index_.size()));
    h.position_.push_back({p.longitude, p.latitude});
  }
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
  std::vector<transport::SeaRow> sea;
  for (const auto& l : input.links) sea.push_back({port.at(l.from), port.at(l.to), l.km});
  auto tariff = transport::Tariff::make(input.factors);
  if (!tariff) return tariff.error();
  auto hauls = transport::Hauls::make(std::move(stops), roads, std::move(quays), sea, *tariff);
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
  return {position_[leg.from], position_[leg.to]};
}

}  // namespace masseflyt::scenario
