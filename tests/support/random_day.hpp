// random_day.hpp — days of truckloads: places in a plane, hauls between them, a fleet, rules.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/transport/day.hpp>

#include "support/random.hpp"

namespace masseflyt::test {

/// Straight lines × 1.3 at 50 km/h; every place reaches every other.
inline transport::CostMatrix plane(const std::vector<std::pair<double, double>>& km_at) {
  transport::MatrixColumns c;
  c.origins = c.destinations = km_at.size();
  for (const auto& a : km_at)
    for (const auto& b : km_at) {
      const double km =
          std::round(1300 * std::hypot(a.first - b.first, a.second - b.second)) / 1000;
      c.km.push_back(km), c.hours.push_back(km / 50), c.cost.push_back(km);
    }
  c.cost_unit = "km";
  Diagnostics found;
  return transport::CostMatrix::make(std::move(c), found).value();
}

/// A matrix as written: metres and seconds, `no_way` where there is none.
inline constexpr double no_way = -1;
inline transport::CostMatrix matrix(const std::vector<std::vector<double>>& km, double kmh = 60) {
  transport::MatrixColumns c;
  c.origins = c.destinations = km.size();
  for (const auto& row : km)
    for (const double x : row) {
      const double there = x == no_way ? NAN : x;
      c.km.push_back(there), c.hours.push_back(there / kmh), c.cost.push_back(there);
    }
  c.cost_unit = "km";
  Diagnostics found;
  return transport::CostMatrix::make(std::move(c), found).value();
}

struct DaySize {
  std::uint32_t places = 20, hauls = 15, loads = 60, trucks = 20, depots = 1;
  double km = 40;  ///< of a side of the square they lie in
};

/// Truckloads of 20 t; shifts of ten hours that hold about eight loads; loading takes 10 minutes,
/// unloading 6. No queues, always open: nothing but the shift binds.
inline transport::Day plain_day(Random& random, const DaySize& size) {
  std::vector<std::pair<double, double>> at;
  for (std::uint32_t i = 0; i < size.places; ++i)
    at.push_back({random.between(0, size.km), random.between(0, size.km)});
  transport::Day day{{}, {}, {}, {}, {}, plane(at)};
  for (std::uint32_t p = 0; p < size.places; ++p) {
    transport::Site site;
    site.place = p, site.id = "P" + std::to_string(p);
    site.load.fixed_s = 600, site.unload.fixed_s = 360;
    day.sites.push_back(site);
  }
  for (std::uint32_t h = 0; h < size.hauls; ++h) {
    transport::DayHaul haul;
    haul.id = "H" + std::to_string(h);
    haul.from = random.below(size.places);
    do haul.to = random.below(size.places);
    while (haul.to == haul.from);
    const std::uint32_t share = size.loads / size.hauls;
    haul.kg = 20'000 * std::int64_t{std::max(1u, share)};
    day.hauls.push_back(haul);
  }
  for (std::uint32_t d = 0; d < size.depots; ++d) {
    transport::TruckRow row;
    row.id = "T" + std::to_string(d);
    row.count = std::max(1u, size.trucks / size.depots), row.depot = random.below(size.places);
    row.payload_kg = 20'000, row.shift = {6 * 3600, 16 * 3600};
    day.fleet.push_back(row);
  }
  return day;
}

/// Rules of every kind, each with some chance.
inline void add_rules(Random& random, transport::Day& day) {
  const auto chance = [&](double p) { return random.between(0, 1) < p; };
  for (auto& site : day.sites) {
    if (chance(0.3)) {
      const std::int64_t noon = 11 * 3600 + random.below(3600);
      site.open = {{7 * 3600, noon}, {noon + 1800, 17 * 3600}};
    }
    if (chance(0.4)) site.load.servers = 1 + random.below(2);
    if (chance(0.4)) site.unload.servers = 1 + random.below(2);
    if (chance(0.3)) site.load.kg_per_hour = 100'000 + random.below(300'000);
    if (chance(0.2)) site.max_per_hour = 2 + random.below(6);
    if (chance(0.2)) {
      site.charge_m_per_hour = 100'000 + random.below(200'000);
      if (chance(0.5)) site.chargers = 1 + random.below(2);
    }
  }
  for (auto& haul : day.hauls) {
    haul.material = random.below(3);
    if (chance(0.2)) haul.window = transport::Hours{8 * 3600, 13 * 3600};
    if (chance(0.2)) haul.kg -= 1 + random.below(19'000);
    if (chance(0.1)) haul.truck_rows = {random.below(static_cast<std::uint32_t>(day.fleet.size()))};
  }
  for (auto& row : day.fleet) {
    if (chance(0.3)) row.payload_kg = 12'000 + random.below(20'000);
    if (chance(0.3)) row.max_duty_s = 8 * 3600;
    if (chance(0.3)) row.max_driving_s = 5 * 3600;
    if (chance(0.4)) row.drive_before_break_s = 2 * 3600, row.break_s = 1800;
    if (chance(0.3)) row.range_m = 120'000 + random.below(100'000);
    if (chance(0.2)) row.materials = {0, 1};
  }
  if (chance(0.5)) day.cleaning = {{0, 1, 900}, {2, 0, 600}};
  if (chance(0.4) && day.hauls.size() > 2) {
    transport::RoadLimit road{"bridge", 2 + random.below(4), {}};
    for (std::size_t h = 0; h < 3; ++h) {
      const transport::Passing p{day.hauls[h].from, day.hauls[h].to, 60 * random.below(20)};
      const bool known =
          std::any_of(road.passings.begin(), road.passings.end(),
                      [&](const auto& q) { return q.from == p.from && q.to == p.to; });
      if (!known) road.passings.push_back(p);
    }
    day.road_limits = {road};
  }
}

}  // namespace masseflyt::test
