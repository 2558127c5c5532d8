// masseflyt/transport/hierarchy.hpp — a network prepared once, so that ways are found in no time.
//
// Contraction hierarchies: Geisberger, Sanders, Schultes, Vetter, Exact Routing in Large Road
// Networks Using Contraction Hierarchies, Transportation Science 46(3), 2012, 388-404.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/access.hpp>
#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/tariff.hpp>
#include <masseflyt/transport/vehicle.hpp>

namespace masseflyt::transport {

/// A direction of a road that the vehicle may drive, at its whole cost.
struct OpenDirection {
  Digraph::Id tail = 0, head = 0;
  std::int32_t cost = 0;
};

struct HierarchyData;  // src/transport/hierarchy_data.hpp

/// The ways of one vehicle class over one network. Costs are whole milliseconds, centimetres or
/// thousandths of a NOK per road, so sums are exact and do not depend on the order of adding; all
/// other figures are sums of whole milliseconds and centimetres per road as well.
/// Immutable, and copies share their memory: one for any number of threads.
class Hierarchy {
 public:
  /// Prepares the network. Errors: what check(vehicle) finds; limit_exceeded (a road that costs
  /// more than 298 h, 10 737 km or 1 million NOK), cancelled, deadline.
  /// Cost: about 20 µs per road, once. Stage "prepare" in the progress.
  static Result<Hierarchy> prepare(std::shared_ptr<const Network> network, VehicleClass vehicle,
                                   const Control& control = {});

  /// All of it but the network, as bytes that load() reads: a header with magic, version, length
  /// and SHA-256, then the columns, little-endian. The same network gives the same bytes.
  std::string save() const;

  /// Errors: corrupt (not such bytes, damaged, or telling of ways that cannot be),
  /// unsupported_version, conflict (prepared from another network).
  /// Cost: O(bytes); checks everything, so that bytes from anybody do no harm.
  static Result<Hierarchy> load(std::string_view bytes, std::shared_ptr<const Network> network);

  /// What was prepared, to compare it with other searches. Cost: O(roads).
  std::vector<OpenDirection> open_directions() const;

  const Network& network() const noexcept { return *network_; }
  const VehicleClass& vehicle() const noexcept { return vehicle_; }
  std::size_t shortcuts() const noexcept;  ///< that were added to the open directions of roads
  std::uint64_t bytes() const noexcept;    ///< of memory, the network not counted
  const HierarchyData& data() const noexcept { return *data_; }  ///< for the library itself

 private:
  Hierarchy(std::shared_ptr<const Network> network, VehicleClass vehicle,
            std::shared_ptr<const HierarchyData> data);
  std::shared_ptr<const Network> network_;
  VehicleClass vehicle_;
  std::shared_ptr<const HierarchyData> data_;
};

/// One way in full.
struct FoundWay {
  double cost = 0;                 ///< what it was chosen by, in cost_unit()
  RoadWay way;                     ///< its figures, access included
  std::vector<Digraph::Id> nodes;  ///< in order; empty if both places lie on the same road
  std::vector<Digraph::Id> arcs;   ///< of Network::graph(), between the nodes
};

/// Asks for single ways. Owns its scratch memory: make one per thread and use it again. The
/// hierarchy is borrowed and must outlive the query.
class WayQuery {
 public:
  explicit WayQuery(const Hierarchy& hierarchy);
  ~WayQuery();
  WayQuery(WayQuery&&) noexcept;
  WayQuery& operator=(WayQuery&&) noexcept;

  /// The best way; none when no way leads there. Of equally good ways the same one every time.
  /// Errors: invalid_argument (a tie, road or share that does not exist), limit_exceeded.
  Result<std::optional<FoundWay>> find(const Access& from, const Access& to);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace masseflyt::transport
