// src/scenario/movements.hpp — the flows of a plan as movements with names, legs and factors.
#pragma once

#include <vector>

#include <masseflyt/matching/plan.hpp>
#include <masseflyt/reporting/account.hpp>

#include "model.hpp"

namespace masseflyt::scenario {

/// One movement per flow and lot: what leaves a store is split into the lots it came in as, first
/// in, first out. Routes are chosen by `weights`, as the plan chose them. In a fixed order.
std::vector<reporting::Movement> movements(const Case& input, const Model& model,
                                           const matching::Plan& plan, const Weights& weights);

/// The same over other ways than those of the model: of a plan that was made with them.
std::vector<reporting::Movement> movements(const Case& input, const Model& model,
                                           const CostSource& costs, const matching::Plan& plan,
                                           const Weights& weights);

}  // namespace masseflyt::scenario
