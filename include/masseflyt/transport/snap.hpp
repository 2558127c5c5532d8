// masseflyt/transport/snap.hpp — the road that a place lies at.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/access.hpp>
#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/vehicle.hpp>

namespace masseflyt::transport {

struct Snap {
  RoadPoint point;               ///< access_km is `metres` as a length, without any detour
  Position at;                   ///< on the road
  double metres = 0;             ///< straight from the place
  std::size_t island_nodes = 0;  ///< 0: on the main network; else nodes of the part it lies on
};

struct SnapOptions {
  /// How much longer the unknown way to the road is than the straight line.
  double detour = 1.3;
  double max_metres = 5000;  ///< farther away a place has no road
  bool motorways = false;    ///< whether a place may lie at one
};

struct NamedPlace {
  std::string name;
  Position position;
};

/// An R-tree over the stretches of all roads that a vehicle class may use, but for tunnels and
/// ferries. The main network is the largest part whose nodes all reach each other there and back.
/// Immutable, and copies share their memory.
class Snapper {
 public:
  /// Errors: what check(vehicle) finds.
  static Result<Snapper> make(std::shared_ptr<const Network> network, const VehicleClass& vehicle);

  /// The nearest road of the main network, or with `islands` of any part; of roads equally far the
  /// first. Exact for straight lines between the vertices. Precondition: `from` is on Earth.
  std::optional<Snap> nearest(Position from, const SnapOptions& options,
                              bool islands = false) const;

  /// All places at once, in their order, each at the main network. Warnings go to `found`, with the
  /// place in the path ("/places/3"): a place whose nearest road is on an island, one that can be
  /// reached but not left or left but not reached, one that has no road near it and stays out of
  /// reach. Errors: invalid_argument (a position that is not on Earth, options out of range).
  Result<std::vector<Access>> join(std::span<const NamedPlace> places, const SnapOptions& options,
                                   Diagnostics& found) const;

  std::size_t main_nodes() const noexcept;  ///< of the main network

 private:
  struct Index;
  explicit Snapper(std::shared_ptr<const Index> index) : index_(std::move(index)) {}
  std::shared_ptr<const Index> index_;
};

}  // namespace masseflyt::transport
