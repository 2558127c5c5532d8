// masseflyt/transport/tariff.hpp — what it takes to haul one tonne over a given way.
#pragma once

#include <map>
#include <string>

#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::transport {

/// Along one way on roads.
struct RoadWay {
  double km = 0;           ///< on the map, one way
  double tunnel_km = 0;    ///< part of km
  double built_up_km = 0;  ///< part of km outside tunnels
  double tolls = 0;        ///< passages, one way
  double hours = 0;        ///< driving time, one way; 0: not known
  bool operator==(const RoadWay&) const = default;
};

/// Factors of one truck class and one vessel class. A truck drives back empty the way it came:
/// the price and the emission per loaded tonne-kilometre include that.
class Tariff {
 public:
  /// From factors by name: truck_nok_tkm, truck_nok_t_fixed, truck_co2_kg_tkm, truck_load_t,
  /// toll_nok_passage, trips_detour, truck_speed_kmh (optional, 50), sea_nok_tkm,
  /// sea_nok_t_fixed, quay_nok_t, sea_co2_kg_tkm.
  /// Errors: not_found (names every factor that is missing), invalid_argument (a load of 0 t, a
  /// negative or infinite factor).
  static Result<Tariff> make(const std::map<std::string, double>& factors);

  /// Kilometres in the answer are map kilometres × detour (a map is generalised and runs short).
  HaulSums road(const RoadWay& way) const;
  double road_hours(const RoadWay& way) const;
  /// By sea, with the handling at two quays.
  HaulSums sea(double km) const;
  double load_t() const { return load_t_; }

 private:
  Tariff() = default;
  double nok_tkm_ = 0, nok_t_ = 0, co2_tkm_ = 0, load_t_ = 1, toll_ = 0, detour_ = 1, speed_ = 50;
  double sea_tkm_ = 0, sea_t_ = 0, quay_t_ = 0, sea_co2_tkm_ = 0;
};

}  // namespace masseflyt::transport
