// selection.hpp — the part of a hierarchy that one matrix needs, close together in memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "transport/hierarchy_data.hpp"

namespace masseflyt::transport {

/// Everything that is reached from some nodes by arcs to more important ones. Numbered anew in the
/// order of importance, so one pass over the numbers meets every arc after all before it.
struct Selection {
  std::vector<std::uint32_t> place;   ///< per number
  std::vector<std::uint32_t> number;  ///< per place of the hierarchy; no_link: not selected
  std::vector<std::uint32_t> begin, other;
  std::vector<std::int32_t> cost;
  std::vector<Sums> sums;           ///< per arc
  std::vector<std::uint32_t> tail;  ///< per arc, the node that it is listed with
  std::size_t size() const { return place.size(); }
};

/// `upwards`: the least important number first, as a way out of the origins is swept; otherwise the
/// most important first. `start` holds places of the hierarchy.
Selection select(const UpArcs& arcs, const Links& links, std::span<const std::uint32_t> start,
                 bool upwards);

}  // namespace masseflyt::transport
