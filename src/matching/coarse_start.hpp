// src/matching/coarse_start.hpp — what is a kilogram worth at each node, roughly?
//
// Nodes that are close to each other, or one thing at two times, become one node, the small problem
// that is left is solved, and its potentials are handed back to the nodes. Where a graph has places
// on a map behind it, the simplex then needs a fraction of its pivots; where closeness means
// nothing (costs at random), merging nodes merges no arcs, and no start is given. Source of the
// idea: multiscale optimal transport, Q. Mérigot, Computer Graphics Forum 30 (2011), here over arcs
// instead of coordinates.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/cancel.hpp>

#include "network_simplex.hpp"

namespace masseflyt::matching {

/// Nodes that are one thing at several times: the months of a lot, of a store, of a machine. Those
/// of one series that stand next to each other are alike, whatever their arcs cost.
struct Series {
  std::vector<std::uint32_t> of;     ///< per node; empty: nothing is known
  std::vector<std::uint32_t> place;  ///< in its series
};

/// The same problem always gives the same start. Empty for small problems, for those without
/// neighbourhoods, and when time is up.
/// Cost: O(arcs log arcs), and a simplex over a third of the nodes.
NetworkSimplex::Start coarse_start(const NetworkSimplex::Problem& problem,
                                   const Control& control = {}, const Series& series = {});

}  // namespace masseflyt::matching
