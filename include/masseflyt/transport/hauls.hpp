// masseflyt/transport/hauls.hpp — the cheapest way between places, by road or by way of quays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/routing.hpp>
#include <masseflyt/transport/straight_bound.hpp>
#include <masseflyt/transport/tariff.hpp>

namespace masseflyt::transport {

/// A place as transport sees it. Places are numbered in the order given.
struct Stop {
  bool road_access = true;         ///< no: only by way of `quay`
  std::optional<PlaceIndex> quay;  ///< the place of the quay that serves it
  double quay_km = 0;              ///< road between the two; 0: it stands on the quay, no road leg
};

/// A known way on roads between two places; good for both directions.
struct RoadRow {
  PlaceIndex from = 0, to = 0;
  RoadWay way;
};

struct Quay {
  PlaceIndex place = 0;
  bool load = true, unload = true;
  /// Somebody counts what goes over it: route() leaves it out, route_over() asks for it.
  bool counted = false;
};

/// A way over water between two quays, or on rails between two terminals; good for both directions.
struct SeaRow {
  PlaceIndex from = 0, to = 0;  ///< places of the quays
  double km = 0;
  Mode mode = Mode::sea;    ///< or rail; a quay may be a terminal too
  double vessel_t = 0;      ///< largest cargo; 0: not known
  double return_share = 0;  ///< of the ways back with goods of others, 0 to 1
};

/// The roads behind the table. They give a way to pairs that the table lacks, hours to its rows
/// that have none (in proportion to their kilometres), and every road leg its shape.
struct RoadMap {
  std::shared_ptr<const Network> network;  ///< none: the table is all there is
  std::vector<Position> position;          ///< per stop
  std::vector<std::vector<Tie>> ties;      ///< per stop; without any it is on no road
  RouteOptions options;
};

/// Which ways are looked up beforehand, where those between all stops would take too much memory or
/// `even_if_small`: from stops that give to stops that take. Any other is found when somebody asks.
struct Asked {
  std::vector<char> gives, takes;  ///< per stop; empty: all do
  bool even_if_small = false;
};

/// Immutable; ask from any number of threads.
class Hauls final : public CostSource {
 public:
  /// Errors: invalid_argument with its place ("/roads/3": an index beyond the stops, a negative or
  /// infinite length; "/sea/2": no mode of it, a share outside 0 to 1; "/map": columns that do not
  /// fit the stops, a node that does not exist), limit_exceeded (a table above 6 GB, told before it
  /// is made: 16 000 stops on a network, 40 000 without; with `asked` 140 million pairs of a giver
  /// and a taker), not_found ("/sea/2": the tariff lacks a
  /// factor that the row asks for, such as rail prices or sea_empty_share). Of two rows for one
  /// pair and mode the shorter counts. Quays that are not listed are not in use. `asked` changes
  /// no answer but least_cost(), which then speaks of ways that are looked up beforehand. Cost:
  /// O(pairs + rows) memory; with a network one search per stop, and one more for each question
  /// about a pair that was not asked for.
  static Result<Hauls> make(std::vector<Stop> stops, const std::vector<RoadRow>& roads,
                            std::vector<Quay> quays, const std::vector<SeaRow>& sea, Tariff tariff,
                            RoadMap map = {}, const Asked& asked = {});

  /// The cheapest of the direct road and road–quay–sea–quay–road, or the same by rail, over all
  /// pairs of quays that may load and unload. Ties go to the road, then to the quays named first,
  /// then to the sea.
  /// Cost: O(quays²).
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const override;

  /// Without legs, so without memory of its own. Cost: O(quays²).
  std::optional<HaulSums> sums(PlaceIndex from, PlaceIndex to,
                               const Weights& weights) const override;

  /// Where the stops lie, from the positions of the map; empty where it has none for one of them.
  std::span<const SpacePoint> points() const override { return points_; }

  /// By road: what the shortest way that the table could hold so far away costs at least, judged by
  /// the ways that it does hold. By quays: the cheapest voyage, and roads for what is left of the
  /// straight line. 0 without points(). Cost: O(quays²).
  double least_cost(double km, const Weights& weights) const override;

  /// The cheapest way by sea or rail that goes over each of these counted quays, and over no other
  /// counted one; none: there is no such way. With `over` empty it may still be by sea or rail, but
  /// never by road alone. Cost: O(quays²).
  std::optional<Route> route_over(std::span<const PlaceIndex> over, PlaceIndex from, PlaceIndex to,
                                  const Weights& weights) const;

  /// The positions along a leg: by road over the nodes of the network, the same way in both
  /// directions; by sea, or where no road is known, straight. Empty if the map has no positions.
  /// Cost: one search of the network by road.
  std::vector<Position> path(PlaceIndex from, PlaceIndex to, Mode mode) const;

  /// The known way on roads; none: no road leads there. Precondition: both are stops.
  std::optional<RoadWay> road(PlaceIndex from, PlaceIndex to) const;

  const Tariff& tariff() const { return tariff_; }
  const RoadMap& map() const { return map_; }

 private:
  explicit Hauls(Tariff tariff) : tariff_(tariff) {}
  static constexpr std::size_t no_cell = static_cast<std::size_t>(-1);
  std::size_t cell(PlaceIndex a, PlaceIndex b) const;
  bool whole() const { return line_.empty(); }
  bool is_kept(PlaceIndex a, PlaceIndex b) const {
    return cell(a, b) != no_cell || cell(b, a) != no_cell;
  }
  std::int32_t row(PlaceIndex a, PlaceIndex b) const;
  Result<void> choose_table(std::size_t rows, bool completed, const Asked& asked);
  Result<void> set_stops(std::vector<Stop> stops);
  Result<void> set_roads(const std::vector<RoadRow>& roads);
  Result<void> set_sea(std::vector<Quay> quays, const std::vector<SeaRow>& sea);
  Result<void> set_map(RoadMap map);
  void set_way(PlaceIndex from, PlaceIndex to, const RoadWay& way);
  void complete_from(PlaceIndex from, RouteQuery& query);
  std::optional<RoadWay> searched(PlaceIndex a, PlaceIndex b) const;
  void set_bounds();
  struct Access;  // from a place to a quay
  std::vector<Access> accesses(PlaceIndex place, bool Quay::*allowed, const Weights& w) const;
  Leg road_leg(PlaceIndex from, PlaceIndex to, const RoadWay& way) const;
  /// Ways between one pair of quays.
  struct Between {
    Passage sea{-1, 0, 0}, rail{-1, 0, 0};  ///< below 0 km: none
  };
  HaulSums passed(const Between& between, Mode mode) const;
  struct Voyage;  // from a quay to a quay, and the ways to them
  std::optional<Voyage> cheapest_voyage(PlaceIndex from, PlaceIndex to, const Weights& weights,
                                        std::optional<double> than,
                                        std::span<const PlaceIndex> over) const;
  std::optional<Route> cheaper_by_quays(PlaceIndex from, PlaceIndex to, const Weights& weights,
                                        std::optional<double> than,
                                        std::span<const PlaceIndex> over) const;
  Route by_quays(PlaceIndex from, const Access& out, const Access& in, PlaceIndex to,
                 Mode mode) const;

  Tariff tariff_;
  std::vector<Stop> stops_;
  std::vector<std::int32_t> row_;  ///< stops × stops, or givers × takers, into ways_; -1: none
  std::vector<RoadWay> ways_;
  /// Per stop its line among the givers and its column among the takers; empty: stops × stops.
  std::vector<std::uint32_t> line_, column_;
  std::size_t columns_ = 0;
  std::map<std::pair<PlaceIndex, PlaceIndex>, std::int32_t> beside_;  ///< given, but not asked for
  std::vector<Quay> quays_;
  std::vector<Between> between_;  ///< quays × quays
  RoadMap map_;
  std::vector<SpacePoint> points_;
  StraightBound straight_;
  double served_km_ = 0;  ///< how far away from its quay a stop may lie that it serves
};

}  // namespace masseflyt::transport
