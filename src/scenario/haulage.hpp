// src/scenario/haulage.hpp — the places, roads and quays of a Case as one source of costs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>
#include <masseflyt/transport/hauls.hpp>

namespace masseflyt::scenario {

/// Places keep the numbers they have in the Case. A distance of the table counts before one over
/// the road network; the network also gives the hours and the shape of a way.
class Haulage {
 public:
  Haulage() = default;
  /// Errors: as transport::Tariff and Network.
  static Result<Haulage> make(const Case& input);

  PlaceIndex index(const std::string& place) const { return index_.at(place); }
  const CostSource& costs() const { return *hauls_; }
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const {
    return hauls_->route(from, to, weights);
  }
  /// The known way on roads, on the map; none: no road leads there.
  std::optional<transport::RoadWay> road(PlaceIndex from, PlaceIndex to) const {
    return hauls_->road(from, to);
  }
  const transport::Tariff& tariff() const { return hauls_->tariff(); }
  const transport::RoadMap& map() const { return hauls_->map(); }
  /// A haul of so many kilometres on no particular road.
  HaulSums road(double km) const;
  /// Longitude and latitude along a leg: over the road network where there is one, else straight.
  std::vector<std::pair<double, double>> path(const Leg& leg) const;

 private:
  std::map<std::string, PlaceIndex> index_;
  std::shared_ptr<const transport::Hauls> hauls_;
};

}  // namespace masseflyt::scenario
