#include "transport/arc_cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace masseflyt::transport {
namespace {

constexpr double cm_per_km = 100'000;
constexpr double ms_per_h = 3'600'000;
constexpr double steps_per_nok = 1000;

std::int64_t whole(double value) {
  constexpr double most = 9e15;  // far beyond any way, and exact as a double
  return std::llround(std::min(value, most));
}

Error refused(const char* member, const char* expected) {
  return {ErrorCode::invalid_argument, std::string("expected ") + expected,
          '/' + std::string(member)};
}

bool fits(const std::optional<double>& size, const std::optional<double>& limit) {
  return !size || !limit || *size <= *limit;
}

bool closed_for(const VehicleClass& v, const Road& road) {
  if (!v.week_minute) return !road.closed.empty();
  return std::any_of(road.closed.begin(), road.closed.end(),
                     [&](const WeekSpan& s) { return s.contains(*v.week_minute); });
}

}  // namespace

Result<void> check(const VehicleClass& v) {
  const auto above_zero = [](const std::optional<double>& x) {
    return !x || (std::isfinite(*x) && *x > 0);
  };
  if (!above_zero(v.weight_t)) return refused("weight_t", "a weight above 0 t");
  if (!above_zero(v.axle_t)) return refused("axle_t", "an axle load above 0 t");
  if (!above_zero(v.height_m)) return refused("height_m", "a height above 0 m");
  if (!above_zero(v.length_m)) return refused("length_m", "a length above 0 m");
  if (!above_zero(v.top_speed_kmh)) return refused("top_speed_kmh", "a speed above 0 km/h");
  if (v.week_minute && (*v.week_minute < 0 || *v.week_minute >= WeekSpan::week))
    return refused("week_minute", "minutes since Monday 00:00, 0 to 10079");
  if (v.measure != Measure::time && v.measure != Measure::length)
    return refused("measure", "time or length");
  if (!v.price) return {};
  double sum = 0;
  for (const double p :
       {v.price->nok_km, v.price->nok_h, v.price->nok_toll, v.price->nok_built_up_km}) {
    if (!(p >= 0) || !std::isfinite(p)) return refused("price", "finite prices of 0 or more");
    sum += p;
  }
  if (sum == 0) return refused("price", "a price above 0");
  return {};
}

const char* cost_unit(const VehicleClass& v) noexcept {
  if (v.price) return "NOK";
  return v.measure == Measure::time ? "h" : "km";
}

double ArcCosts::per_unit() const {
  if (vehicle_.price) return steps_per_nok;
  return vehicle_.measure == Measure::time ? ms_per_h : cm_per_km;
}

double ArcCosts::kmh(double allowed) const {
  return vehicle_.top_speed_kmh ? std::min(allowed, *vehicle_.top_speed_kmh) : allowed;
}

bool ArcCosts::may_use(const Road& r) const {
  return (vehicle_.ferries || !r.ferry) && fits(vehicle_.weight_t, r.max_weight_t) &&
         fits(vehicle_.axle_t, r.max_axle_t) && fits(vehicle_.height_m, r.max_height_m) &&
         fits(vehicle_.length_m, r.max_length_m) && !closed_for(vehicle_, r);
}

Sums ArcCosts::part(const Road& r, double from_share, double to_share) const {
  const double low = std::min(from_share, to_share), high = std::max(from_share, to_share);
  const double share = high - low;
  const bool middle = low <= 0.5 && 0.5 < high;
  const double tunnel = std::min(r.tunnel_km, r.length_km);
  const double built_up = std::min(r.built_up_share * r.length_km, r.length_km - tunnel);
  const double hours = r.length_km / kmh(r.speed_kmh) * share + (middle ? r.wait_h : 0);
  return {whole(r.length_km * share * cm_per_km), whole(hours * ms_per_h),
          whole(tunnel * share * cm_per_km), whole(built_up * share * cm_per_km),
          r.toll && middle ? 1 : 0};
}

Sums ArcCosts::of_arc(Digraph::Id arc) const {
  return part(network_->roads()[network_->graph().input()[arc] / 2], 0, 1);
}

Sums ArcCosts::off_road(double km, double allowed) const {
  const double hours = allowed > 0 ? km / kmh(allowed) : 0;
  return {whole(km * cm_per_km), whole(hours * ms_per_h), 0, 0, 0};
}

std::int64_t ArcCosts::cost(const Sums& s) const {
  if (!vehicle_.price) return vehicle_.measure == Measure::time ? s.ms : s.cm;
  const auto& p = *vehicle_.price;
  const double nok = p.nok_km * static_cast<double>(s.cm) / cm_per_km +
                     p.nok_h * static_cast<double>(s.ms) / ms_per_h +
                     p.nok_toll * static_cast<double>(s.tolls) +
                     p.nok_built_up_km * static_cast<double>(s.built_up_cm) / cm_per_km;
  return whole(nok * steps_per_nok);
}

const char* ArcCosts::wrong_with(const Access& access) const {
  const auto sound = [](double km) { return km >= 0 && std::isfinite(km); };
  for (const auto& tie : access.ties)
    if (tie.node >= network_->nodes().size() || !sound(tie.km))
      return "ties to nodes that exist, of 0 km or more";
  for (const auto& p : access.points)
    if (p.road >= network_->roads().size() || !sound(p.access_km) || !(p.share >= 0) ||
        !(p.share <= 1))
      return "points on roads that exist, at a share of 0 to 1, with 0 km or more to them";
  return nullptr;
}

std::vector<End> ArcCosts::ends(const Access& access, bool out, bool& too_far) const {
  std::vector<End> found;
  const auto add = [&](Digraph::Id node, const Sums& sums) {
    const auto steps = cost(sums);
    if (steps < unreached)
      found.push_back({node, static_cast<std::int32_t>(steps), sums});
    else
      too_far = true;
  };
  for (const auto& tie : access.ties) {
    const double hours = network_->hours(tie);
    add(tie.node, off_road(tie.km, hours > 0 ? tie.km / hours : 0));
  }
  for (const auto& p : access.points) {
    const auto& r = network_->roads()[p.road];
    if (!may_use(r)) continue;
    const Sums to_road = off_road(p.access_km, r.speed_kmh);
    if (out ? r.forward : r.backward) add(r.to, to_road + part(r, p.share, 1));
    if (out ? r.backward : r.forward) add(r.from, to_road + part(r, 0, p.share));
  }
  return found;
}

std::optional<End> ArcCosts::between(const RoadPoint& from, const RoadPoint& to) const {
  if (from.road != to.road) return std::nullopt;
  const auto& r = network_->roads()[from.road];
  const bool ahead = to.share >= from.share;
  const bool back = to.share <= from.share;
  if (!may_use(r) || !((ahead && r.forward) || (back && r.backward))) return std::nullopt;
  const auto sums = off_road(from.access_km, r.speed_kmh) + part(r, from.share, to.share) +
                    off_road(to.access_km, r.speed_kmh);
  const auto steps = cost(sums);
  if (steps >= unreached) return std::nullopt;
  return End{0, static_cast<std::int32_t>(steps), sums};
}

RoadWay to_way(const Sums& s) {
  return {static_cast<double>(s.cm) / cm_per_km, static_cast<double>(s.tunnel_cm) / cm_per_km,
          static_cast<double>(s.built_up_cm) / cm_per_km, static_cast<double>(s.tolls),
          static_cast<double>(s.ms) / ms_per_h};
}

}  // namespace masseflyt::transport
