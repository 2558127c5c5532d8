#include "haulage.hpp"

#include <algorithm>
#include <cmath>

#include <masseflyt/transport/network.hpp>

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The roads of the case, with the ties of its places; a place without any is tied to the nearest
/// node, so much longer than straight.
Result<transport::RoadMap> road_map(const Case& input, const std::set<std::string>& closed) {
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
    if (closed.count(r.id) == 0)
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

/// The largest cargo that both ports and the link allow; 0: nobody says.
double vessel_t(const Link& link, const Port& a, const Port& b) {
  double least = 0;
  for (const auto& t : {link.vessel_t, a.vessel_t, b.vessel_t})
    if (t && (least == 0 || *t < least)) least = *t;
  return least;
}

bool is_counted(const Port& p) { return p.included && p.throughput_t_per_month.has_value(); }

/// What the ways are in each state; a place of a state is a number of its own.
class States : public CostSource {
 public:
  States(PlaceIndex places, std::vector<std::shared_ptr<const transport::Hauls>> of)
      : places_(places), of_(std::move(of)) {}
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& w) const override {
    return of_[std::max(from, to) / places_]->route(from % places_, to % places_, w);
  }

 private:
  PlaceIndex places_;
  std::vector<std::shared_ptr<const transport::Hauls>> of_;
};

bool closes_a_road(const Case& input, const std::set<std::string>& closed) {
  return std::any_of(input.roads.begin(), input.roads.end(),
                     [&](const Road& r) { return closed.count(r.id) > 0; });
}

/// A row of the table, longer by what the network tells of the detour; none: no way is left.
std::optional<transport::RoadWay> detoured(transport::RoadWay way,
                                           const std::optional<transport::RoadWay>& open,
                                           const std::optional<transport::RoadWay>& closed) {
  if (!open) return way;  // the table knows of a way that the network does not have
  if (!closed) return std::nullopt;
  const auto longer = [](double row, double by) { return std::max(row + by, 0.0); };
  way.km = longer(way.km, closed->km - open->km);
  way.tunnel_km = longer(way.tunnel_km, closed->tunnel_km - open->tunnel_km);
  way.built_up_km = longer(way.built_up_km, closed->built_up_km - open->built_up_km);
  way.tolls = longer(way.tolls, closed->tolls - open->tolls);
  return way;
}

/// The table of distances, as far as it holds with these roads closed.
Result<std::vector<Distance>> distances(const Case& input, const std::set<std::string>& closed) {
  if (input.distances.empty() || !closes_a_road(input, closed)) return input.distances;
  Case network = input;
  network.distances.clear();
  const auto open = Haulage::make(network), shut = Haulage::make(network, closed);
  if (!open) return open.error();
  if (!shut) return shut.error();
  std::vector<Distance> rows;
  for (auto d : input.distances) {
    const auto from = open->index(d.from), to = open->index(d.to);
    const auto way =
        detoured({d.road_km, d.tunnel_km, d.built_up_km, static_cast<double>(d.tolls), 0},
                 open->road(from, to), shut->road(from, to));
    if (!way) continue;
    d.road_km = way->km, d.tunnel_km = way->tunnel_km, d.built_up_km = way->built_up_km;
    d.tolls = static_cast<std::int32_t>(std::lround(way->tolls));
    rows.push_back(std::move(d));
  }
  return rows;
}

/// Who sends masses and who gets some. A store does both, and so do quays and quarries.
transport::Asked asked(const Case& input, const std::map<std::string, PlaceIndex>& index) {
  transport::Asked all;
  all.gives.assign(input.places.size(), 0);
  all.takes = all.gives;
  const auto tell = [&](const auto& rows, bool gives, bool takes) {
    for (const auto& row : rows) {
      const auto p = index.at(row.place);
      all.gives[p] = static_cast<char>(all.gives[p] || gives);
      all.takes[p] = static_cast<char>(all.takes[p] || takes);
    }
  };
  tell(input.offers, true, false);
  tell(input.receivers, false, true);
  tell(input.needs, false, true);
  tell(input.stores, true, true);
  tell(input.quarries, true, true);
  tell(input.ports, true, true);
  return all;
}

}  // namespace

class Haulage::GateCosts final : public CostSource {
 public:
  GateCosts(std::shared_ptr<const transport::Hauls> hauls, std::shared_ptr<const Gates> gates)
      : hauls_(std::move(hauls)), gates_(std::move(gates)) {}

  std::optional<Route> route(PlaceIndex from, PlaceIndex to,
                             const Weights& weights) const override {
    const std::size_t n = gates_->places;
    if (to < n) return hauls_->route(from, to, weights);
    const std::size_t passage = to / n - 1;
    if (passage >= gates_->passages.size()) return std::nullopt;
    return hauls_->route_over(gates_->passages[passage], from, static_cast<PlaceIndex>(to % n),
                              weights);
  }

 private:
  std::shared_ptr<const transport::Hauls> hauls_;
  std::shared_ptr<const Gates> gates_;
};

void Haulage::set_states(const std::vector<Haulage>& states) {
  if (states.empty() && states_.empty()) return;
  states_.clear();
  costs_ = unlimited_ = hauls_;
  if (states.empty()) return;
  for (const auto& s : states) states_.push_back(s.hauls_);
  auto all = states_;
  all.insert(all.begin(), hauls_);
  costs_ = unlimited_ =
      std::make_shared<const States>(static_cast<PlaceIndex>(gates_->places), std::move(all));
}

Result<Haulage> Haulage::make(const Case& input, const std::set<std::string>& closed, Ways ways) {
  Haulage h;
  for (const auto& p : input.places)
    h.index_.emplace(p.id, static_cast<PlaceIndex>(h.index_.size()));
  std::map<std::string, const Port*> ports;
  std::vector<transport::Quay> quays;
  bool any_counted = false;
  for (const auto& p : input.ports) {
    ports[p.id] = &p;
    any_counted = any_counted || is_counted(p);
    if (p.included && closed.count(p.id) == 0)
      quays.push_back({h.index(p.place), contains(p.roles, "load"), contains(p.roles, "unload"),
                       is_counted(p)});
  }
  const auto port = [&](const std::string& id) { return h.index(ports.at(id)->place); };
  std::vector<transport::Stop> stops;
  for (const auto& p : input.places) {
    transport::Stop stop;
    stop.road_access = p.road_access;
    if (!p.port.empty()) stop.quay = port(p.port);
    stop.quay_km = p.port_km;
    stops.push_back(stop);
  }
  std::vector<transport::RoadRow> roads;
  const auto table = distances(input, closed);
  if (!table) return table.error();
  for (const auto& d : *table)
    roads.push_back({h.index(d.from),
                     h.index(d.to),
                     {d.road_km, d.tunnel_km, d.built_up_km, static_cast<double>(d.tolls), 0}});
  std::vector<transport::HaulPrice> prices;
  for (const auto& p : input.haul_prices) prices.push_back({p.km, p.nok_t});
  auto tariff = transport::Tariff::make(input.factors, std::move(prices));
  if (!tariff) return tariff.error();
  std::vector<transport::SeaRow> sea;
  Gates gates;
  gates.places = input.places.size();
  for (const auto& l : input.links) {
    if (closed.count(l.id) > 0) continue;
    if (l.mode != "sea" && !tariff->has_rail()) continue;  // a note says that rail is not used
    const Port &a = *ports.at(l.from), &b = *ports.at(l.to);
    sea.push_back({port(l.from), port(l.to), l.km, l.mode == "sea" ? Mode::sea : Mode::rail,
                   vessel_t(l, a, b), l.return_share});
    Passage over;
    if (is_counted(a)) over.push_back(h.index(a.place));
    if (is_counted(b)) over.push_back(h.index(b.place));
    std::sort(over.begin(), over.end());
    const auto& all = gates.passages;
    if (a.included && b.included && !over.empty() &&
        std::find(all.begin(), all.end(), over) == all.end())
      gates.passages.push_back(std::move(over));
  }
  std::sort(gates.passages.begin(), gates.passages.end());
  auto map = road_map(input, closed);
  if (!map) return map.error();
  auto pairs = asked(input, h.index_);
  pairs.even_if_small = ways == Ways::asked;
  auto hauls = transport::Hauls::make(stops, roads, quays, sea, *tariff, *map, pairs);
  if (!hauls) return hauls.error();
  h.hauls_ = std::make_shared<const transport::Hauls>(std::move(*hauls));
  h.gates_ = std::make_shared<const Gates>(std::move(gates));
  h.costs_ = h.unlimited_ = h.hauls_;
  if (!any_counted) return h;
  h.costs_ = std::make_shared<const GateCosts>(h.hauls_, h.gates_);
  for (auto& quay : quays) quay.counted = false;
  auto free = transport::Hauls::make(std::move(stops), roads, std::move(quays), sea, *tariff,
                                     std::move(*map), pairs);
  if (!free) return free.error();
  h.unlimited_ = std::make_shared<const transport::Hauls>(std::move(*free));
  return h;
}

HaulSums Haulage::road(double km) const {
  transport::RoadWay way;
  way.km = km;
  return hauls_->tariff().road(way);
}

std::vector<std::pair<double, double>> Haulage::path(const Leg& leg, PlaceIndex state) const {
  const auto& hauls = state == 0 ? hauls_ : states_[state - 1];
  std::vector<std::pair<double, double>> points;
  for (const Position& p : hauls->path(leg.from, leg.to, leg.mode))
    points.push_back({p.longitude, p.latitude});
  return points;
}

}  // namespace masseflyt::scenario
