#include <masseflyt/transport/emission.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include "detail/csv_reader.hpp"
#include "detail/embedded.hpp"
#include "detail/number.hpp"

namespace masseflyt::transport {
namespace {

std::vector<Factor> read_factors() {
  Diagnostics found;
  const auto& file = embedded::transport_factors().front();
  const auto table = detail::read_csv(file.text, file.name, {}, found);
  std::vector<Factor> all;
  if (!table) return all;
  const auto& columns = table->columns;
  for (const auto& row : table->rows) {
    const auto cell = [&](std::string_view name) {
      const auto at = std::find(columns.begin(), columns.end(), name);
      return at == columns.end() ? std::string()
                                 : row[static_cast<std::size_t>(at - columns.begin())];
    };
    all.push_back({cell("id"), cell("category"), cell("item"),
                   detail::parse_number(cell("value")).value_or(0),
                   detail::parse_number(cell("low")), detail::parse_number(cell("high")),
                   cell("unit"), cell("scope"), cell("year"), cell("source"), cell("confidence"),
                   cell("notes")});
  }
  return all;
}

Error refused(const char* member, const char* expected) {
  return {ErrorCode::invalid_argument, std::string("expected ") + expected,
          '/' + std::string(member)};
}

bool in_order(const Ranged& r, double least, double most) {
  return std::isfinite(r.low) && std::isfinite(r.high) && least <= r.low && r.low <= r.point &&
         r.point <= r.high && r.high <= most;
}

Ranged product(const Ranged& a, const Ranged& b) {
  return {a.low * b.low, a.point * b.point, a.high * b.high};
}
Ranged scaled(const Ranged& a, double by) { return {a.low * by, a.point * by, a.high * by}; }

Result<void> check(const EnergyUse& use, const Trip& trip) {
  constexpr double any = 1e12;
  const auto length = [](double km) { return km >= 0 && std::isfinite(km); };
  if (!(use.payload_t > 0) || !std::isfinite(use.payload_t))
    return refused("payload_t", "a payload above 0 t");
  if (!in_order(use.full_per_km, 0, any)) return refused("full_per_km", "low <= point <= high");
  if (!in_order(use.empty_share, 0, 1))
    return refused("empty_share", "low <= point <= high within 0 to 1");
  if (!in_order(use.kg_per_unit, 0, any)) return refused("kg_per_unit", "low <= point <= high");
  if (use.per_gradient_percent && !in_order(*use.per_gradient_percent, 0, any))
    return refused("per_gradient_percent", "low <= point <= high, 0 or more");
  if (!(trip.load_t > 0) || trip.load_t > use.payload_t)
    return refused("load_t", "a load above 0 t, at most the payload");
  if (!length(trip.loaded_km) || trip.loaded_km == 0)
    return refused("loaded_km", "a way above 0 km");
  if (!length(trip.empty_km)) return refused("empty_km", "a way of 0 km or more");
  if (trip.gradient_percent && !std::isfinite(*trip.gradient_percent))
    return refused("gradient_percent", "a finite gradient");
  if (trip.gradient_percent && !use.per_gradient_percent)
    return refused("gradient_percent", "none: how much a gradient takes is not known here");
  return {};
}

/// The factor by which a gradient changes what is burnt; never below nothing.
Ranged climbing(const EnergyUse& use, double percent) {
  const auto& more = *use.per_gradient_percent;
  const auto at = [&](double share) { return std::max(0.0, 1 + share * percent); };
  Ranged r{at(more.low), at(more.point), at(more.high)};
  if (percent < 0) std::swap(r.low, r.high);
  return r;
}

}  // namespace

std::span<const Factor> transport_factors() {
  static const std::vector<Factor> all = read_factors();
  return all;
}

Result<Factor> transport_factor(std::string_view id, bool strict) {
  for (const auto& f : transport_factors()) {
    if (f.id != id) continue;
    if (strict && f.confidence == "recalled")
      return Error{ErrorCode::rule_not_verified,
                   "nobody has checked the source of '" + f.id + "': " + f.source};
    return f;
  }
  return Error{ErrorCode::not_found, "there is no factor '" + std::string(id) + "'"};
}

Ranged ranged(const Factor& f) {
  return {std::min(f.low.value_or(f.value), f.value), f.value,
          std::max(f.high.value_or(f.value), f.value)};
}

Result<TripEmission> trip_emission(const EnergyUse& use, const Trip& trip) {
  if (auto sound = check(use, trip); !sound) return sound.error();
  const double fill = trip.load_t / use.payload_t;
  const auto share = [&](double empty) { return empty + (1 - empty) * fill; };
  const Ranged loaded_share{share(use.empty_share.low), share(use.empty_share.point),
                            share(use.empty_share.high)};
  TripEmission e;
  e.scope = use.scope, e.rests_on = use.rests_on;
  e.loaded_kg =
      scaled(product(product(use.full_per_km, loaded_share), use.kg_per_unit), trip.loaded_km);
  if (trip.gradient_percent)
    e.loaded_kg = product(e.loaded_kg, climbing(use, *trip.gradient_percent));
  e.empty_kg =
      scaled(product(product(use.full_per_km, use.empty_share), use.kg_per_unit), trip.empty_km);
  const double tkm = trip.load_t * trip.loaded_km;
  e.kg_per_tkm = {(e.loaded_kg.low + e.empty_kg.low) / tkm,
                  (e.loaded_kg.point + e.empty_kg.point) / tkm,
                  (e.loaded_kg.high + e.empty_kg.high) / tkm};
  return e;
}

}  // namespace masseflyt::transport
