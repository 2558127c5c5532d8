// masseflyt/transport/network.hpp — roads as a graph, and where the places tie on to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/geo_index.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::transport {

enum class RoadClass : std::int32_t {
  unknown = 0,
  motorway = 1,
  trunk = 2,  ///< main roads of the country
  primary = 3,
  secondary = 4,
  tertiary = 5,
  residential = 6,  ///< and other public roads without a rank
  service = 7,      ///< private roads, yards
  track = 8,
  ferry = 9,
};

/// A stretch of the week, in minutes since Monday 00:00 on the clock of the place: `from` inside,
/// `to` outside. It may go over the end of the week: from 9900 to 300.
struct WeekSpan {
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 0;
  static constexpr std::int32_t week = 7 * 24 * 60;
  bool contains(std::int32_t minute) const noexcept {
    return from_minute <= to_minute ? from_minute <= minute && minute < to_minute
                                    : minute >= from_minute || minute < to_minute;
  }
  bool operator==(const WeekSpan&) const = default;
};

/// A stretch of road between two nodes. A limit that is empty is not known to exist.
struct Road {
  Digraph::Id from = 0;
  Digraph::Id to = 0;
  double length_km = 0;
  double speed_kmh = 0;       ///< of a loaded truck
  double tunnel_km = 0;       ///< part of the length
  double built_up_share = 0;  ///< of the length, 0 to 1; what lies in tunnels is never counted
  bool toll = false;
  bool ferry = false;
  bool forward = true;  ///< open from `from` to `to`
  bool backward = true;
  RoadClass road_class = RoadClass::unknown;
  std::optional<double> max_weight_t = {};  ///< of the whole vehicle with its load
  std::optional<double> max_axle_t = {};
  std::optional<double> max_height_m = {};
  std::optional<double> max_length_m = {};
  double wait_h = 0;                  ///< before a ferry goes; part of the hours under way
  std::vector<WeekSpan> closed = {};  ///< when no truck may drive here
  std::vector<Position> shape = {};   ///< between the two nodes, seen from `from`
  std::int64_t source_id = 0;         ///< its number where it was read; 0: none
  bool operator==(const Road&) const = default;
};

/// A way of so many kilometres between a place and a node. Nothing else is known about it.
struct Tie {
  Digraph::Id node = 0;
  double km = 0;
  bool operator==(const Tie&) const = default;
};

/// Which attributes the source of a network tells of its roads. What it does not tell is no zero: a
/// matrix then lacks the column, and no way can be chosen by it.
struct KnownOfRoads {
  bool hours = true;  ///< how fast they are
  bool tunnels = true;
  bool built_up = true;
  bool tolls = true;
  bool operator==(const KnownOfRoads&) const = default;
};

/// Immutable; read it from any number of threads.
class Network {
 public:
  /// A length given to two decimals may fall short of its tunnel by this much.
  static constexpr double rounding_km = 0.01;

  /// Errors: invalid_argument with the path "/nodes/3" or "/roads/7" for a position that is not on
  /// Earth, an end that is no node, a length or tunnel that is negative, infinite or longer than
  /// the road, a speed that is not above zero, a share outside 0 to 1, a limit that is not above
  /// zero, a wait below zero, a span outside the week. Cost: O(n log n).
  static Result<Network> make(std::vector<Position> nodes, std::vector<Road> roads,
                              KnownOfRoads known = {});

  std::span<const Position> nodes() const noexcept { return nodes_; }
  std::span<const Road> roads() const noexcept { return roads_; }
  const KnownOfRoads& known() const noexcept { return known_; }

  /// Road `i` is the arcs with input() 2i (as given) and 2i + 1 (back), open or not.
  const Digraph& graph() const noexcept { return graph_; }

  /// What is known of one arc.
  struct ArcData {
    double km = 0;
    double hours = 0;  ///< waiting for a ferry included
    double tunnel_km = 0;
    double built_up_km = 0;  ///< outside tunnels
    bool toll = false;
    bool ferry = false;
    bool open = true;  ///< in this direction
  };
  std::span<const ArcData> arcs() const noexcept { return arcs_; }  ///< one per arc of graph()

  /// Which nodes reach each other, there and back, without a ferry: one number per node. Number 0
  /// has the most nodes, and of parts of equal size the one with the lower node comes first.
  std::span<const std::uint32_t> component() const noexcept { return component_; }
  std::size_t component_count() const noexcept { return component_size_.size(); }
  std::size_t component_size(std::uint32_t number) const { return component_size_[number]; }

  /// The nearest node of component 0, as far away as the straight line times `detour`; nothing in
  /// an empty network. For a place whose way to the network is not known.
  std::optional<Tie> nearest(Position place, double detour) const;

  /// A tie is driven as the slowest road that meets there. 0 where no road does.
  double hours(const Tie& tie) const noexcept;

 private:
  Network() = default;
  std::vector<Position> nodes_;
  std::vector<Road> roads_;
  KnownOfRoads known_;
  Digraph graph_;
  std::vector<ArcData> arcs_;
  std::vector<double> slowest_kmh_;  ///< per node
  std::vector<std::uint32_t> component_;
  std::vector<std::size_t> component_size_;
  std::optional<GeoIndex> index_;           ///< of component 0
  std::vector<Digraph::Id> indexed_nodes_;  ///< what its numbers stand for
};

}  // namespace masseflyt::transport
