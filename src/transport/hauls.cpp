#include <masseflyt/transport/hauls.hpp>

#include <cmath>
#include <string>
#include <utility>

namespace masseflyt::transport {
namespace {

constexpr double sea_kmh = 20;  // a loaded coaster; only for the hours shown, never for a price

bool sound(double km) { return std::isfinite(km) && km >= 0; }

Route joined(std::vector<Leg> legs) {
  Route r;
  for (const Leg& leg : legs) r.sums += leg.sums;
  r.legs = std::move(legs);
  return r;
}

}  // namespace

Result<Hauls> Hauls::make(std::vector<Stop> stops, const std::vector<RoadRow>& roads,
                          std::vector<Quay> quays, const std::vector<SeaRow>& sea, Tariff tariff) {
  const auto n = stops.size();
  const auto fault = [](const char* table, std::size_t row, const char* expected) {
    return Error{ErrorCode::invalid_argument, std::string("expected ") + expected,
                 std::string("/") + table + "/" + std::to_string(row)};
  };
  for (std::size_t i = 0; i < n; ++i)
    if ((stops[i].quay && *stops[i].quay >= n) || !sound(stops[i].quay_km))
      return fault("stops", i, "a quay that exists and a length of 0 km or more");
  Hauls h(tariff);
  h.stops_ = std::move(stops);
  h.row_.assign(n * n, -1);
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const auto& [from, to, way] = roads[i];
    if (from >= n || to >= n || !sound(way.km) || !sound(way.built_up_km) || !sound(way.tolls))
      return fault("roads", i, "places that exist and lengths of 0 km or more");
    auto& there = h.row_[h.cell(from, to)];
    if (there >= 0 && h.ways_[static_cast<std::size_t>(there)].km <= way.km) continue;
    there = h.row_[h.cell(to, from)] = static_cast<std::int32_t>(h.ways_.size());
    h.ways_.push_back(way);
  }
  std::vector<std::int32_t> quay_of(n, -1);
  for (std::size_t q = 0; q < quays.size(); ++q) {
    if (quays[q].place >= n) return fault("quays", q, "a place that exists");
    quay_of[quays[q].place] = static_cast<std::int32_t>(q);
  }
  h.sea_km_.assign(quays.size() * quays.size(), -1);
  for (std::size_t i = 0; i < sea.size(); ++i) {
    const auto& [from, to, km] = sea[i];
    if (from >= n || to >= n || !sound(km)) return fault("sea", i, "quays and a length");
    if (quay_of[from] < 0 || quay_of[to] < 0) continue;  // a quay that is not in use
    const auto a = static_cast<std::size_t>(quay_of[from]);
    const auto b = static_cast<std::size_t>(quay_of[to]);
    auto& there = h.sea_km_[a * quays.size() + b];
    if (there < 0 || km < there) there = h.sea_km_[b * quays.size() + a] = km;
  }
  h.quays_ = std::move(quays);
  return h;
}

std::optional<RoadWay> Hauls::road(PlaceIndex from, PlaceIndex to) const {
  if (!stops_[from].road_access || !stops_[to].road_access) return std::nullopt;
  if (const auto row = row_[cell(from, to)]; row >= 0) return ways_[static_cast<std::size_t>(row)];
  return std::nullopt;
}

/// The way between a place and a quay: the one that serves it, else by road.
std::optional<RoadWay> Hauls::to_quay(PlaceIndex place, PlaceIndex quay) const {
  if (place == quay) return RoadWay{};
  if (stops_[place].quay == quay) {
    RoadWay way;
    way.km = stops_[place].quay_km;
    return way;
  }
  if (!stops_[place].road_access) return std::nullopt;
  if (const auto row = row_[cell(place, quay)]; row >= 0)
    return ways_[static_cast<std::size_t>(row)];
  return std::nullopt;
}

Leg Hauls::road_leg(PlaceIndex from, PlaceIndex to, const RoadWay& way) const {
  return {Mode::road, from, to, tariff_.road_hours(way), tariff_.road(way)};
}

std::optional<Route> Hauls::route(PlaceIndex from, PlaceIndex to, const Weights& weights) const {
  if (from >= stops_.size() || to >= stops_.size()) return std::nullopt;
  if (from == to) return Route{};
  std::optional<Route> best;
  double least = 0;
  if (const auto way = road(from, to)) {
    best = joined({road_leg(from, to, *way)});
    least = weigh(best->sums, weights);
  }
  for (std::size_t a = 0; a < quays_.size(); ++a) {
    if (!quays_[a].load) continue;
    const auto out = to_quay(from, quays_[a].place);
    if (!out) continue;
    for (std::size_t b = 0; b < quays_.size(); ++b) {
      const double km = sea_km_[a * quays_.size() + b];
      if (a == b || !quays_[b].unload || km < 0) continue;
      const auto in = to_quay(to, quays_[b].place);
      if (!in) continue;
      std::vector<Leg> legs;
      if (from != quays_[a].place) legs.push_back(road_leg(from, quays_[a].place, *out));
      legs.push_back({Mode::sea, quays_[a].place, quays_[b].place, km / sea_kmh, tariff_.sea(km)});
      if (to != quays_[b].place) legs.push_back(road_leg(quays_[b].place, to, *in));
      Route r = joined(std::move(legs));
      const double price = weigh(r.sums, weights);
      if (best && price >= least) continue;
      least = price;
      best = std::move(r);
    }
  }
  return best;
}

}  // namespace masseflyt::transport
