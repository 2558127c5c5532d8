// tests/support/random_open_market.hpp — offers and needs all over a square, from a seed.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/open_market.hpp>

namespace masseflyt::test {

/// A tonne costs what the straight line says, and dearer uphill to the north; no way leads to a
/// place with a number that divides by `cut`.
class PlaneCosts : public CostSource {
 public:
  explicit PlaneCosts(std::vector<matching::PlanePoint> at, PlaceIndex cut = 0, bool bounds = true)
      : at_(std::move(at)), cut_(cut), bounds_(bounds) {}
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights&) const override {
    if (cut_ > 0 && to % cut_ == 0) return std::nullopt;
    HaulSums s;
    s.km = apart(from, to);
    s.nok = 11 + 1.8 * s.km + 0.2 * std::max(0.0, at_[to].y_km - at_[from].y_km);
    return Route{{}, s};
  }
  double least_cost(double km, const Weights&) const override {
    return bounds_ ? 11 + 1.8 * km : 0;
  }
  double lower_bound(PlaceIndex from, PlaceIndex around, double radius_km,
                     const Weights&) const override {
    return bounds_ ? 11 + 1.8 * std::max(0.0, apart(from, around) - radius_km) : 0;
  }

 private:
  double apart(PlaceIndex a, PlaceIndex b) const {
    const double x = at_[a].x_km - at_[b].x_km, y = at_[a].y_km - at_[b].y_km;
    return std::sqrt(x * x + y * y);
  }
  std::vector<matching::PlanePoint> at_;
  PlaceIndex cut_;
  bool bounds_;
};

struct OpenShape {
  matching::Index offers, needs;
  std::int64_t most_kg = 1000;
  matching::Index groups = 1, periods = 1;
  double unplaced_nok_t = 1000, bought_nok_t = 600;
};

inline matching::OpenMarket random_open_market(const OpenShape& shape, std::uint32_t seed) {
  using namespace matching;
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  const auto window = [&] {
    const Index a = below(shape.periods), b = below(shape.periods);
    return std::pair{std::min(a, b), std::max(a, b)};
  };
  OpenMarket m;
  m.unplaced_nok_t = shape.unplaced_nok_t;
  for (Index p = 0; p < shape.offers + shape.needs; ++p)
    m.places.push_back({below(80'000) / 1000.0, below(80'000) / 1000.0});
  for (Index i = 0; i < shape.offers; ++i) {
    const auto [first, last] = window();
    m.offers.push_back({i, below(shape.groups), first, last,
                        static_cast<std::int64_t>(random()) % (shape.most_kg + 1)});
  }
  for (Index j = 0; j < shape.needs; ++j) {
    const auto [first, last] = window();
    OpenNeed need{shape.offers + j,
                  {},
                  first,
                  last,
                  static_cast<std::int64_t>(random()) % (shape.most_kg + 1),
                  shape.bought_nok_t * below(3) / 2};
    for (Index g = 0; g < shape.groups; ++g)
      if (shape.groups == 1 || below(3) > 0) need.groups.push_back(g);
    m.needs.push_back(std::move(need));
  }
  return m;
}

}  // namespace masseflyt::test
