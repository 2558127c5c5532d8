// masseflyt/transport/tariff.hpp — what it takes to haul one tonne over a given way.
#pragma once

#include <map>
#include <string>
#include <vector>

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

/// A row of a price list: what hauling a tonne so far costs. Lists are seldom straight lines.
struct HaulPrice {
  double km = 0;
  double nok_t = 0;
};

/// A voyage or a train, and what comes back on it.
struct Passage {
  double km = 0;
  double vessel_t = 0;      ///< largest cargo; 0: not known
  double return_share = 0;  ///< of the ways back that carry goods of others, 0 to 1
};

/// Factors of one truck class, one vessel class and one train. A truck drives back empty the way it
/// came: the price and the emission per loaded tonne-kilometre include that. So do those of ships
/// and trains, unless goods come back on them.
class Tariff {
 public:
  /// From factors by name: truck_nok_tkm, truck_nok_t_fixed, truck_co2_kg_tkm, truck_load_t,
  /// toll_nok_passage, trips_detour, truck_speed_kmh (optional, 50), sea_nok_tkm,
  /// sea_nok_t_fixed, quay_nok_t, sea_co2_kg_tkm. Optional, all or none of them: rail_nok_tkm,
  /// rail_nok_t_fixed, terminal_nok_t, rail_co2_kg_tkm. Optional: sea_nok_voyage (for each voyage,
  /// shared by the largest cargo), sea_empty_share and rail_empty_share (the part of price and
  /// emission per tonne-kilometre that is the empty way back, 0 to 1).
  /// A list of road prices, if there is one, takes the place of truck_nok_tkm and
  /// truck_nok_t_fixed: straight between its rows, the first price below them, and beyond the last
  /// row on as steep as before it.
  /// Errors: not_found (names every factor that is missing), invalid_argument (a load of 0 t, a
  /// negative or infinite factor).
  /// Of the list: invalid_argument ("/prices/2": kilometres that do not rise, a price below 0).
  static Result<Tariff> make(const std::map<std::string, double>& factors,
                             std::vector<HaulPrice> road_prices = {});

  /// Kilometres in the answer are map kilometres × detour (a map is generalised and runs short).
  HaulSums road(const RoadWay& way) const;
  double road_hours(const RoadWay& way) const;
  /// What `weigh(road(way))` never falls below, for every way of `km` or more: without tolls and
  /// houses, and at the lowest price of any longer way, for lists need not rise. Below zero without
  /// limit where a weight is negative.
  double least_by_road(double km, const Weights& weights) const;
  /// By sea, with the handling at two quays.
  HaulSums sea(const Passage& passage) const;
  HaulSums sea(double km) const { return sea(Passage{km, 0, 0}); }
  /// By rail, with the handling at two terminals. Precondition: has_rail().
  HaulSums rail(const Passage& passage) const;
  bool has_rail() const { return has_rail_; }

  /// The factor that a passage needs and this tariff does not have; nothing if it has them all.
  const char* lacks_for(const Passage& passage, bool rail) const;
  double load_t() const { return load_t_; }
  double detour() const { return detour_; }

 private:
  Tariff() = default;
  double nok_tkm_ = 0, nok_t_ = 0, co2_tkm_ = 0, load_t_ = 1, toll_ = 0, detour_ = 1, speed_ = 50;
  /// Ships or trains.
  struct Freight {
    double nok_tkm = 0, nok_t = 0, handling_t = 0, co2_tkm = 0, nok_voyage = -1, empty_share = -1;
    HaulSums sums(const Passage& passage) const;
  };
  double road_price(double km) const;
  Freight sea_, rail_;
  bool has_rail_ = false;
  std::vector<HaulPrice> road_prices_;
};

}  // namespace masseflyt::transport
