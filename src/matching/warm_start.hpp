// src/matching/warm_start.hpp — a plan as flow and potentials of another model.
#pragma once

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

#include "flow_model.hpp"
#include "network_simplex.hpp"

namespace masseflyt::matching {

/// What of `before` the model knows; the rest is left to the simplex. `graph` is that of the
/// model's arcs; `scale` potentials make a micro-NOK.
/// Cost: O(nodes + arcs + flows × arcs out of a node).
NetworkSimplex::Start warm_start(const Market& market, const FlowModel& model, const Digraph& graph,
                                 const Plan& before, std::int64_t scale = 1);

}  // namespace masseflyt::matching
