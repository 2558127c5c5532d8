// tests/support/random_market.hpp — small random markets with every feature, from a seed.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::test {

/// Places on a line; a tonne costs one NOK and 0.1 kg CO2e per kilometre. Place 99 has no road.
class Line : public CostSource {
 public:
  explicit Line(std::vector<double> km) : km_(std::move(km)) {
    for (const double x : km_) points_.push_back({x, 0, 0});
  }
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights&) const override {
    if (from >= km_.size() || to >= km_.size()) return std::nullopt;
    const double d = std::abs(km_[from] - km_[to]);
    HaulSums s;
    s.km = s.road_km = d, s.nok = d, s.co2e_kg = 0.1 * d;
    s.loaded_vkm = s.empty_vkm = d / 27;
    return Route{{{Mode::road, from, to, 0, s}}, s};
  }
  std::span<const SpacePoint> points() const override { return points_; }
  double least_cost(double km, const Weights& weights) const override {
    HaulSums s;
    s.nok = km, s.co2e_kg = 0.1 * km;
    s.loaded_vkm = s.empty_vkm = km / 27;
    return weigh(s, weights);
  }

 private:
  std::vector<double> km_;
  std::vector<SpacePoint> points_;
};

struct RandomMarket {
  matching::Market market;
  Line costs{{}};
};

/// Offers, fills with year and life limits, needs with a minimum and virgin rock, a store with a
/// crusher; sizes, windows and permissions at random. Same seed, same market.
inline RandomMarket random_market(std::uint32_t seed) {
  using namespace matching;
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {  // distributions differ between standard libraries
    return low + static_cast<int>(random() % static_cast<std::uint32_t>(high - low + 1));
  };
  const auto window = [&](Index periods) {
    const auto first = static_cast<Index>(pick(0, static_cast<int>(periods) - 1));
    return std::pair{
        first, static_cast<Index>(pick(static_cast<int>(first), static_cast<int>(periods) - 1))};
  };
  RandomMarket r;
  Market& m = r.market;
  std::vector<double> km;
  const auto place = [&] {
    km.push_back(pick(0, 60));
    return static_cast<PlaceIndex>(km.size() - 1);
  };
  m.periods = static_cast<Index>(pick(1, 5));
  m.groups = {"rock-hard-clean", "soil-class2"};
  m.far_allowed = {1, static_cast<char>(pick(0, 1))};
  m.far.nok = 90;
  m.unplaced_nok_t = 5000;
  m.yield = pick(0, 1) ? 1.0 : 0.8;

  const int lots = pick(1, 4);
  for (int l = 0; l < lots; ++l) {
    m.lots.push_back({"lot" + std::to_string(l),
                      static_cast<Index>(l),
                      static_cast<Index>(pick(0, 1)),
                      place(),
                      {}});
    for (Index t = 0; t < m.periods; ++t)
      if (pick(0, 2)) m.supplies.push_back({static_cast<Index>(l), t, pick(1, 9) * 1000});
  }
  const int fills = pick(1, 3);
  for (int f = 0; f < fills; ++f) {
    const auto d = static_cast<Index>(m.destinations.size());
    m.destinations.push_back({"fill" + std::to_string(f), place(), true});
    m.limits.push_back({"life" + std::to_string(f), pick(0, 30) * 1000});
    const auto life = static_cast<Index>(m.limits.size() - 1);
    for (Index g = 0; g < 2; ++g) {
      if (!pick(0, 3)) continue;
      const auto [first, last] = window(m.periods);
      m.limits.push_back({"part", pick(0, 12) * 1000, 0, life});
      HaulSums fee;
      fee.nok = pick(-20, 100), fee.co2e_kg = pick(-2, 3);
      m.entries.push_back({d, g, first, last, static_cast<Index>(m.limits.size() - 1), fee});
    }
  }
  {  // one need: as dug or as a product, filled up with virgin rock
    const auto d = static_cast<Index>(m.destinations.size());
    m.destinations.push_back({"need", place(), false});
    const std::int64_t kg = pick(0, 15) * 1000;
    m.limits.push_back({"need", kg, pick(0, 1) ? kg : pick(0, static_cast<int>(kg))});
    const auto limit = static_cast<Index>(m.limits.size() - 1);
    HaulSums price;
    price.nok = pick(0, 90);
    m.virgin_supply_kg = {pick(0, 12) * 1000};
    m.virgin.push_back({"quarry", place(), false, 0, m.periods - 1, limit, 0,
                        m.destinations[d].place, price, m.yield});
    if (pick(0, 1)) {
      price.nok += 40;
      m.virgin.push_back({"market", 0, true, 0, m.periods - 1, limit, none, m.destinations[d].place,
                          price, m.yield});
    }
    const auto [first, last] = window(m.periods);
    m.entries.push_back({d, 0, first, last, limit, {}, pick(0, 1) ? 0 : none});
  }
  if (pick(0, 3)) {
    const auto d = static_cast<Index>(m.destinations.size());
    m.destinations.push_back({"store", place(), false});
    for (Index g = 0; g < 2; ++g) {
      const auto [first, last] = window(m.periods);
      HaulSums in, hold, end;
      in.nok = 5, hold.nok = 0.5, end.nok = 180;
      m.stocks.push_back({"store/" + m.groups[g], d, g, m.destinations[d].place, first, last,
                          pick(0, 15) * 1000, pick(0, 10) * 1000, in, hold,
                          last + 1 == m.periods && pick(0, 1) == 1, end});
    }
    HaulSums crush;
    crush.nok = 45, crush.co2e_kg = 2;
    m.processes.push_back({static_cast<Index>(m.stocks.size() - 2), 0, pick(0, 8) * 1000, crush});
  }
  for (Index k = 0; k < m.stocks.size(); ++k) {  // what lies there when the plan begins
    auto& stock = m.stocks[k];
    if (pick(0, 2)) continue;
    stock.stock_kg += 7000;
    stock.taken_kg.assign(m.periods, pick(0, 3) * 1000);
    m.lots.push_back({"held" + std::to_string(k), 0, stock.group, stock.place, {}});
    m.supplies.push_back({static_cast<Index>(m.lots.size() - 1), stock.first, 7000, k});
  }
  m.lot_to = Compatibility(m.lots.size(), m.destinations.size());
  m.group_to = Compatibility(m.groups.size(), m.destinations.size());
  for (std::size_t l = 0; l < m.lots.size(); ++l)
    for (std::size_t d = 0; d < m.destinations.size(); ++d)
      if (!pick(0, 5)) m.lot_to.refuse(l, d, "refused at random");
  r.costs = Line(km);
  return r;
}

/// Many offers and needs: two groups and windows, on a line; a tenth more is offered than needed.
inline RandomMarket wide_market(matching::Index lots, matching::Index needs) {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  using namespace matching;
  RandomMarket r;
  Market& m = r.market;
  std::vector<double> km;
  m.periods = 6;
  m.groups = {"rock", "soil"};
  m.far_allowed = {1, 0};
  m.far.nok = 700;
  m.unplaced_nok_t = 5000;
  const auto place = [&] {
    km.push_back(below(1'000'000) / 1000.0);
    return static_cast<PlaceIndex>(km.size() - 1);
  };
  for (Index l = 0; l < lots; ++l) {
    m.lots.push_back({"", l, below(2), place(), {}});
    m.supplies.push_back({l, below(6), 1000 * (1 + below(99))});
  }
  for (Index d = 0; d < needs; ++d) {
    m.destinations.push_back({"", place(), false});
    const std::int64_t kg = 900 * (1 + below(99)) * lots / needs;
    m.limits.push_back({"", kg, kg / 2});
    const Index first = below(3);
    for (Index g = 0; g < 2; ++g) {
      HaulSums fee;
      fee.nok = below(40);
      m.entries.push_back({d, g, first, first + 3, d, fee});
    }
  }
  m.lot_to = Compatibility(lots, needs);
  m.group_to = Compatibility(2, needs);
  for (Index l = 0; l < lots; l += 7) m.lot_to.refuse(l, below(needs), "no");
  r.costs = Line(km);
  return r;
}

}  // namespace masseflyt::test
