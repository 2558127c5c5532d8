// masseflyt/transport/hauls.hpp — the cheapest way between places, by road or by way of quays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/tariff.hpp>

namespace masseflyt::transport {

/// A place as transport sees it. Places are numbered in the order given.
struct Stop {
  bool road_access = true;         ///< no: only by way of `quay`
  std::optional<PlaceIndex> quay;  ///< the place of the quay that serves it
  double quay_km = 0;              ///< road between the two
};

/// A known way on roads between two places; good for both directions.
struct RoadRow {
  PlaceIndex from = 0, to = 0;
  RoadWay way;
};

struct Quay {
  PlaceIndex place = 0;
  bool load = true, unload = true;
};

/// A way over water between two quays; good for both directions.
struct SeaRow {
  PlaceIndex from = 0, to = 0;  ///< places of the quays
  double km = 0;
};

/// Immutable; ask from any number of threads.
class Hauls final : public CostSource {
 public:
  /// Errors: invalid_argument (an index beyond the stops, a negative or infinite length).
  /// Of two rows for one pair the shorter counts. Cost: O(stops² + rows) memory.
  static Result<Hauls> make(std::vector<Stop> stops, const std::vector<RoadRow>& roads,
                            std::vector<Quay> quays, const std::vector<SeaRow>& sea, Tariff tariff);

  /// The cheaper of the direct road and road–quay–sea–quay–road over all pairs of quays that may
  /// load and unload. Ties go to the road, then to the quays named first.
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const override;

  const Tariff& tariff() const { return tariff_; }

 private:
  explicit Hauls(Tariff tariff) : tariff_(tariff) {}
  std::size_t cell(PlaceIndex a, PlaceIndex b) const { return std::size_t{a} * stops_.size() + b; }
  std::optional<RoadWay> road(PlaceIndex from, PlaceIndex to) const;
  std::optional<RoadWay> to_quay(PlaceIndex place, PlaceIndex quay) const;
  Leg road_leg(PlaceIndex from, PlaceIndex to, const RoadWay& way) const;

  Tariff tariff_;
  std::vector<Stop> stops_;
  std::vector<std::int32_t> row_;  ///< stops × stops, into ways_; -1: none
  std::vector<RoadWay> ways_;
  std::vector<Quay> quays_;
  std::vector<double> sea_km_;  ///< quays × quays; below 0: none
};

}  // namespace masseflyt::transport
