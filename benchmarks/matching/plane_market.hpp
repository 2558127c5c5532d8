// Open markets on a square of 100 × 100 km, hauled at the straight line's cost: the same ones for
// our benchmarks and for all peers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/open_market.hpp>

namespace masseflyt::bench {

/// One NOK per tonne and kilometre.
class Plane : public CostSource {
 public:
  explicit Plane(const std::vector<matching::PlanePoint>& at) {
    for (const auto& p : at) points_.push_back({p.x_km, p.y_km, 0});
  }
  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights& w) const override {
    return Route{{}, *sums(a, b, w)};
  }
  std::optional<HaulSums> sums(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    HaulSums s;
    s.km = s.nok = straight_km(points_[a], points_[b]);
    return s;
  }
  std::span<const SpacePoint> points() const override { return points_; }
  double least_cost(double km, const Weights&) const override { return km; }

 private:
  std::vector<SpacePoint> points_;
};

/// n offers and n needs with volumes from 1 to 1000. Windows: three groups, half-year windows out
/// of two years, a tenth more offered. Equal: both sides are evened out to the kilogram, as solvers
/// of balanced transport want it; else one side has a little more, as it happens.
inline matching::OpenMarket plane_market(std::int64_t size, bool windows, bool equal) {
  using matching::Index;
  const auto n = static_cast<Index>(size);
  std::mt19937_64 random(1);
  matching::OpenMarket m;
  m.unplaced_nok_t = 1000;
  const auto km = [&] { return static_cast<double>(random() % 100'001) / 1000; };
  for (Index p = 0; p < 2 * n; ++p) m.places.push_back({km(), km()});
  const auto period = [&] { return windows ? static_cast<Index>(random() % 19) : 0; };
  std::int64_t offered = 0, wanted = 0;
  for (Index i = 0; i < n; ++i) {
    const Index first = period();
    m.offers.push_back({i, windows ? static_cast<Index>(random() % 3) : 0, first,
                        first + (windows ? 5 : 0), static_cast<std::int64_t>(1 + random() % 1000)});
    if (windows) m.offers.back().kg = m.offers.back().kg * 11 / 10;
    offered += m.offers.back().kg;
  }
  for (Index j = 0; j < n; ++j) {
    const Index first = period();
    matching::OpenNeed need{n + j,
                            {0},
                            first,
                            first + (windows ? 5 : 0),
                            static_cast<std::int64_t>(1 + random() % 1000),
                            1000};
    if (windows) need.groups = j % 2 == 0 ? std::vector<Index>{0, 1} : std::vector<Index>{1, 2};
    wanted += need.kg;
    m.needs.push_back(need);
  }
  for (Index k = 0; equal && offered != wanted; k = (k + 1) % n) {
    auto& kg = offered < wanted ? m.offers[k].kg : m.needs[k].kg;
    const std::int64_t step = std::min<std::int64_t>(std::abs(wanted - offered), 100);
    kg += step, (offered < wanted ? offered : wanted) += step;
  }
  return m;
}

}  // namespace masseflyt::bench
