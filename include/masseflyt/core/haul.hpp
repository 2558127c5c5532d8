// masseflyt/core/haul.hpp — what one tonne costs, emits and disturbs on its way between two places.
#pragma once

#include <cstdint>
#include <vector>

namespace masseflyt {

/// Places are numbered 0, 1, 2, ... by whoever made the list.
using PlaceIndex = std::uint32_t;

enum class Mode : std::int32_t { road = 1, sea = 2, rail = 3 };

/// The three figures that are always kept apart, and the kilometres behind them.
/// Per tonne of cargo, except where the name says otherwise.
struct HaulSums {
  double km = 0;            ///< travelled by the cargo, one way; all modes
  double road_km = 0;       ///< the part of `km` on roads
  double nok = 0;           ///< NOK per tonne
  double co2e_kg = 0;       ///< kg CO2e per tonne, empty return included
  double exposure_vkm = 0;  ///< vehicle-km in built-up area outside tunnels per tonne, both ways
  double loaded_vkm = 0;    ///< road vehicle-km with cargo per tonne
  double empty_vkm = 0;     ///< road vehicle-km without cargo per tonne
  double loads = 0;         ///< road truckloads per tonne

  HaulSums& operator+=(const HaulSums& o) {
    km += o.km, road_km += o.road_km, nok += o.nok, co2e_kg += o.co2e_kg;
    exposure_vkm += o.exposure_vkm, loaded_vkm += o.loaded_vkm, empty_vkm += o.empty_vkm;
    loads += o.loads;
    return *this;
  }
  bool operator==(const HaulSums&) const = default;
};

/// One vehicle or vessel from one place to the next.
struct Leg {
  Mode mode = Mode::road;
  PlaceIndex from = 0;
  PlaceIndex to = 0;
  double hours = 0;  ///< under way, one way, loaded; loading and waiting are not in it
  HaulSums sums;
  bool operator==(const Leg&) const = default;
};

/// The legs in order, and their sums.
struct Route {
  std::vector<Leg> legs;
  HaulSums sums;
  bool operator==(const Route&) const = default;
};

/// How the figures are weighed into one number, NOK per tonne. Exposure is in NOK per vehicle-km
/// in built-up area; road_km is for a plan that only wants to drive less.
struct Weights {
  double nok = 1;
  double co2e = 0;      ///< NOK per kg CO2e
  double exposure = 0;  ///< NOK per vehicle-km in built-up area
  double road_km = 0;   ///< NOK per road vehicle-km, loaded and empty
  bool operator==(const Weights&) const = default;
};

inline double weigh(const HaulSums& s, const Weights& w) {
  return w.nok * s.nok + w.co2e * s.co2e_kg + w.exposure * s.exposure_vkm +
         w.road_km * (s.loaded_vkm + s.empty_vkm);
}

}  // namespace masseflyt
