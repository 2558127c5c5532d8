// src/matching/coupled_plan.hpp — plans of markets whose flows are coupled by rows.
#pragma once

#include <masseflyt/matching/plan.hpp>

#include "flow_model.hpp"

namespace masseflyt::matching {

/// Fills status, objective, bound, flows, chosen and the proof. The model is that of the market.
/// `before`: a plan of much the same market to go on from, or nullptr. Errors: as plan().
Result<Plan> coupled_plan(const Market& market, const Weights& weights, const FlowModel& model,
                          const Plan* before, const Control& control, const Effort& effort);

/// Prices of all nodes, measured against the sink.
Duals node_prices(const FlowModel& model, const std::vector<std::int64_t>& potential);

/// The flows of a plan from those of the model's arcs, and the stocks that they leave.
void fill_flows(const Market& market, const FlowModel& model,
                const std::vector<std::int64_t>& arc_kg, Plan& plan);

}  // namespace masseflyt::matching
