// tests/support/random_rows.hpp — rules of every kind for a random market, from a seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include <masseflyt/matching/rules.hpp>

#include "random_market.hpp"

namespace masseflyt::test {

inline RandomMarket random_coupled_market(std::uint32_t seed) {
  using namespace matching;
  RandomMarket r = random_market(seed);
  Market& m = r.market;
  std::mt19937 random(seed + 77'777);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint32_t>(high - low + 1));
  };
  const auto lot = [&] { return static_cast<Index>(pick(0, static_cast<int>(m.lots.size()) - 1)); };
  const auto fill = [&] {
    return static_cast<Index>(pick(0, static_cast<int>(m.destinations.size()) - 1));
  };
  const Span all{0, m.periods - 1};
  const auto million_nok = [&](int millionths) {
    HaulSums cost;
    cost.nok = millionths;
    return cost;
  };
  if (!m.stocks.empty()) {
    std::vector<RoomShare> by_room, by_mass;
    for (Index k = 0; k < m.stocks.size(); ++k)
      by_room.push_back({k, k == 0 ? 625 : 556}), by_mass.push_back({k, 1});
    if (pick(0, 1)) share_room(m, "room", by_room, all, 5'000'000 + pick(0, 9) * 1'000'000);
    if (pick(0, 1)) share_intake(m, "intake", by_mass, all, 8'000 + pick(0, 20) * 1000);
    if (pick(0, 2) == 0) limit_storage_time(m, 0, static_cast<Index>(pick(1, 2)));
    if (pick(0, 1)) {  // a sieve: some of what goes in is soil
      m.processes[0].yield = 0.7;
      m.byproducts.push_back({0, 1, 290'000});
    }
  }
  if (pick(0, 1)) limit_arrivals(m, "road", m.destinations[fill()].place, all, pick(0, 8) * 1000);
  if (pick(0, 2) == 0) limit_departures(m, "gate", m.lots[lot()].place, all, pick(0, 8) * 1000);
  if (pick(0, 2) == 0) {
    const Index d = fill();
    const auto first =
        add_opening(m, "phase 1", d,
                    {{"now", 0, million_nok(pick(1, 300))},
                     {"later", std::min<Index>(1, m.periods - 1), million_nok(pick(1, 200))}},
                    pick(1, 20) * 1000);
    const Index e = fill();
    if (e != d)
      add_opening(m, "phase 2", e,
                  {{"second", std::min<Index>(1, m.periods - 1), million_nok(pick(1, 300))}},
                  pick(1, 20) * 1000, first);
  }
  if (pick(0, 2) == 0) add_minimum_lot(m, lot(), fill(), pick(1, 9) * 1000);
  if (pick(0, 2) == 0)
    add_truckloads(m, lot(), fill(), pick(1, 5) * 1000, million_nok(pick(1, 40)));
  if (pick(0, 2) == 0) pin_deal(m, "deal", lot(), fill(), all, pick(1, 9) * 1000, 2000);
  if (pick(0, 2) == 0 && m.entries.size() > 1) {
    std::vector<Ingredient> parts;
    for (Index e = 0; e < m.entries.size(); ++e) parts.push_back({e, pick(0, 10)});
    limit_blend(m, "blend", parts, all, pick(3, 7));
  }
  return r;
}

}  // namespace masseflyt::test
