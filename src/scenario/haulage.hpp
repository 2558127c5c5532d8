// src/scenario/haulage.hpp — the places, roads and quays of a Case as one source of costs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
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
  /// Which ways are looked up beforehand: all that fit into memory, or those that plans ask for.
  enum class Ways { all_that_fit, asked };
  /// Without the roads, ports and links in `closed`. A distance of the table is longer by as much
  /// as the way over the network is; where no way is left, there is none. `ways` changes no answer.
  /// Errors: as transport::Tariff and Network.
  static Result<Haulage> make(const Case& input, const std::set<std::string>& closed = {},
                              Ways ways = Ways::all_that_fit);

  PlaceIndex index(const std::string& place) const { return index_.at(place); }
  /// Ways to places and to gates; no way to a place goes over a port whose throughput is limited.
  const CostSource& costs() const { return *costs_; }
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const {
    return costs_->route(from, to, weights);
  }
  /// Ways to places as if no throughput of a port were limited: what today's practice drives.
  const CostSource& unlimited_costs() const { return *unlimited_; }

  /// What mass can pass together: one port with a limited throughput, or two.
  using Passage = std::vector<PlaceIndex>;
  const std::vector<Passage>& passages() const { return gates_->passages; }
  /// A number beyond those of the places: the place, reached over the passage and not otherwise.
  PlaceIndex gate(PlaceIndex place, std::size_t passage) const {
    return static_cast<PlaceIndex>(gates_->places * (passage + 1) + place);
  }
  /// The place itself, of a gate or a place.
  PlaceIndex real(PlaceIndex place) const {
    return gates_->places == 0 ? place : static_cast<PlaceIndex>(place % gates_->places);
  }

  /// Ways of other months: place p of `states[s]` is number in_state(p, s + 1) here. Those that
  /// were set before are gone. Precondition: passages() is empty, or `states` is.
  void set_states(const std::vector<Haulage>& states);
  PlaceIndex in_state(PlaceIndex place, PlaceIndex state) const {
    return static_cast<PlaceIndex>(place + state * gates_->places);
  }
  PlaceIndex state_of(PlaceIndex place) const {
    return static_cast<PlaceIndex>(states_.empty() ? 0 : place / gates_->places);
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
  std::vector<std::pair<double, double>> path(const Leg& leg, PlaceIndex state = 0) const;

 private:
  struct Gates {
    std::size_t places = 0;
    std::vector<Passage> passages;
  };
  class GateCosts;

  std::map<std::string, PlaceIndex> index_;
  std::shared_ptr<const transport::Hauls> hauls_;
  std::shared_ptr<const Gates> gates_ = std::make_shared<const Gates>();
  std::vector<std::shared_ptr<const transport::Hauls>> states_;  ///< from 1 on
  std::shared_ptr<const CostSource> costs_, unlimited_;
};

}  // namespace masseflyt::scenario
