// One generated day from standard input, dispatched for so many seconds: our side of
// dispatch_peers.py, which says what the numbers are.
#include <chrono>
#include <cstdint>
#include <iostream>

#include <masseflyt/transport/dispatch.hpp>
#include <masseflyt/transport/simulation.hpp>

int main() {
  using namespace masseflyt;
  using namespace masseflyt::transport;
  std::size_t places = 0, hauls = 0, rows = 0;
  std::int64_t shift_s = 0, load_s = 0, unload_s = 0;
  double limit_s = 0;
  std::cin >> places >> hauls >> rows >> shift_s >> load_s >> unload_s >> limit_s;
  MatrixColumns c;
  c.origins = c.destinations = places, c.cost_unit = "km";
  for (std::size_t i = 0; i < places * places; ++i) {
    std::int64_t metres = 0, seconds = 0;
    std::cin >> metres >> seconds;
    c.km.push_back(static_cast<double>(metres) / 1000);
    c.hours.push_back(static_cast<double>(seconds) / 3600);
    c.cost.push_back(c.km.back());
  }
  Diagnostics found;
  Day day{{}, {}, {}, {}, {}, CostMatrix::make(std::move(c), found).value()};
  for (PlaceIndex p = 0; p < places; ++p) {
    Site site;
    site.place = p, site.load.fixed_s = load_s, site.unload.fixed_s = unload_s;
    day.sites.push_back(site);
  }
  for (std::size_t h = 0; h < hauls; ++h) {
    DayHaul haul;
    haul.id = std::to_string(h);
    std::int64_t loads = 0;
    std::cin >> haul.from >> haul.to >> loads;
    haul.kg = loads;  // a truck carries one kilogram
    day.hauls.push_back(haul);
  }
  for (std::size_t r = 0; r < rows; ++r) {
    TruckRow row;
    row.id = std::to_string(r), row.payload_kg = 1, row.shift = {0, shift_s};
    std::cin >> row.depot >> row.count;
    day.fleet.push_back(row);
  }
  if (!std::cin) return 1;
  DispatchOptions options;
  const auto begin = std::chrono::steady_clock::now();
  options.control.deadline =
      begin + std::chrono::microseconds(static_cast<std::int64_t>(limit_s * 1e6));
  const auto d = dispatch(day, options).value();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::cout << d.sums.driven_m << ' ' << d.sums.empty_m << ' ' << d.bound.empty_m << ' '
            << d.sums.trucks << ' ' << d.bound.min_trucks << ' ' << d.unserved.size() << ' '
            << d.rounds << ' ' << took.count() << ' ' << simulate(day, d).value().accepted()
            << '\n';
}
