#include <masseflyt/transport/straight_costs.hpp>

#include <cmath>
#include <string>

namespace masseflyt::transport {

Result<Tariff> truck_tariff(const TruckFactors& f) {
  return Tariff::make({{"truck_nok_tkm", f.nok_tkm},
                       {"truck_nok_t_fixed", f.nok_t},
                       {"truck_co2_kg_tkm", f.co2e_kg_tkm},
                       {"truck_load_t", f.load_t},
                       {"toll_nok_passage", f.toll_nok},
                       {"trips_detour", f.detour},
                       {"sea_nok_tkm", 0},
                       {"sea_nok_t_fixed", 0},
                       {"quay_nok_t", 0},
                       {"sea_co2_kg_tkm", 0}});
}

Result<StraightCosts> StraightCosts::make(std::vector<SpacePoint> points, Tariff tariff) {
  for (std::size_t p = 0; p < points.size(); ++p)
    if (!std::isfinite(points[p].x_km) || !std::isfinite(points[p].y_km) ||
        !std::isfinite(points[p].z_km))
      return Error{ErrorCode::invalid_argument, "expected kilometres that are numbers",
                   "/points/" + std::to_string(p)};
  return StraightCosts(std::move(points), std::move(tariff));
}

std::optional<Route> StraightCosts::route(PlaceIndex from, PlaceIndex to, const Weights&) const {
  if (from >= points_.size() || to >= points_.size()) return std::nullopt;
  if (from == to) return Route{};
  const RoadWay way{straight_km(points_[from], points_[to])};
  const Leg leg{Mode::road, from, to, tariff_.road_hours(way), tariff_.road(way)};
  return Route{{leg}, leg.sums};
}

std::optional<HaulSums> StraightCosts::sums(PlaceIndex from, PlaceIndex to, const Weights&) const {
  if (from >= points_.size() || to >= points_.size()) return std::nullopt;
  if (from == to) return HaulSums{};
  return tariff_.road(RoadWay{straight_km(points_[from], points_[to])});
}

double StraightCosts::least_cost(double km, const Weights& weights) const {
  return tariff_.least_by_road(km * (1 - 1e-12), weights);
}

}  // namespace masseflyt::transport
