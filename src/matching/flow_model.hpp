// src/matching/flow_model.hpp — a market written out as nodes and arcs.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

#include "routes.hpp"

namespace masseflyt::matching {

/// Nodes, in this order: supplies, limits, intake and stock per stock and period, process per
/// process and period, virgin supply limits, ground (where virgin material and shortfalls come
/// from) and sink. Every node balances; the ground holds one kilogram too many, so that its price
/// is always zero.
struct FlowModel {
  std::vector<std::int64_t> node_kg;  ///< supply > 0, the sink takes it all
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> lower, upper, cost;  ///< kg, kg, micro-NOK per kg
  std::vector<Flow> meaning;                     ///< of an arc; source none: it only passes on

  Index limits = 0, intakes = 0, stocks = 0, processes = 0, virgin = 0, ground = 0, sink = 0;

  /// Errors: cancelled, limit_exceeded (more nodes or arcs than an int counts).
  static Result<FlowModel> make(const Market& market, const CostSource& costs,
                                const Weights& weights, const Control& control);
};

}  // namespace masseflyt::matching
