// masseflyt/transport/straight_costs.hpp — what hauls cost where nobody knows the roads.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/tariff.hpp>

namespace masseflyt::transport {

/// The factors of a Tariff that a truck needs, for who hauls by road only. All finite and >= 0.
struct TruckFactors {
  double nok_t = 0;        ///< per tonne, whatever the way
  double nok_tkm = 0;      ///< per tonne and kilometre, the empty way back included
  double co2e_kg_tkm = 0;  ///< the same
  double load_t = 1;       ///< of a truck, above 0
  double toll_nok = 0;     ///< per passage
  double detour = 1;       ///< kilometres driven per kilometre of the way that is given
};

/// Errors: invalid_argument, which names the factors. Ships and trains cost nothing in it: it is
/// for cost sources that know roads only.
Result<Tariff> truck_tariff(const TruckFactors& factors);

/// Every place is reached from every other along the straight line, made longer by the tariff's
/// detour. Tunnels, houses and tolls are not known and count as none.
class StraightCosts final : public CostSource {
 public:
  /// One point per place. Errors: invalid_argument ("/points/3": no numbers).
  static Result<StraightCosts> make(std::vector<SpacePoint> points, Tariff tariff);

  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const override;
  std::optional<HaulSums> sums(PlaceIndex from, PlaceIndex to,
                               const Weights& weights) const override;
  std::span<const SpacePoint> points() const override { return points_; }
  double least_cost(double km, const Weights& weights) const override;

 private:
  StraightCosts(std::vector<SpacePoint> points, Tariff tariff)
      : points_(std::move(points)), tariff_(std::move(tariff)) {}
  std::vector<SpacePoint> points_;
  Tariff tariff_;
};

}  // namespace masseflyt::transport
