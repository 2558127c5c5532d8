// src/matching/cut_short.hpp — a plan, and what it proves, from a simplex that had to stop.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "flow_model.hpp"
#include "network_simplex.hpp"

namespace masseflyt::matching {

__extension__ using Int128 = __int128;

/// Columns in the order of the problem's nodes and arcs.
struct CutShort {
  std::vector<std::int64_t> flow;       ///< keeps all bounds and balances
  std::vector<std::int64_t> potential;  ///< as NetworkSimplex gives them
  Int128 cost = 0;
  Int128 bound = 0;  ///< what the potentials prove of every flow
};

/// What a simplex has so far of `model`: its flow may leave mass where it is, its potentials may
/// stand against arcs that take all there is. Mass that goes nowhere is called back to the
/// supplies, which take the cheapest ways that are not full, at worst "unplaced"; what is missing
/// is not sent on, and a minimum is bought. Potentials are moved until no arc that can take
/// everything would make the flow cheaper; the others have a bound, and cost it. None: the minima
/// contradict the capacities, or more is bought than there is. Cost: O(nodes + arcs log arcs).
std::optional<CutShort> cut_short(const FlowModel& model, const NetworkSimplex::Problem& problem,
                                  std::vector<std::int64_t> flow,
                                  std::vector<std::int64_t> potential);

}  // namespace masseflyt::matching
