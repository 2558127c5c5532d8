// src/matching/priced_flow.hpp — a coupled market as one flow again: rows are prices, choices
// facts.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/matching/plan.hpp>

#include "coupling.hpp"
#include "flow_model.hpp"
#include "relaxation.hpp"
#include "residual.hpp"

namespace masseflyt::matching {

/// The flow at the prices of rows that prove most for the choices of a plan. What it says of one
/// kilogram more or less holds of the market as a bound (weak duality).
struct PricedFlow {
  FlowModel model;  ///< costs with what the rows ask, in prices
  Coupling coupling;
  std::vector<std::int64_t> row_price;   ///< as Duals::row
  std::vector<std::int64_t> potential;   ///< per node, in prices; that of the sink is 0
  std::vector<std::int64_t> kg;          ///< per arc of the model
  std::vector<std::int64_t> planned_kg;  ///< per arc: the flows of the plan itself
  std::int64_t scale = 1;                ///< prices per micro-NOK
  std::int64_t bound_micro_nok = 0;      ///< that they prove

  /// `plan` must be optimal or feasible, and of this market. `model` is that of the market.
  /// Errors: invalid_argument (the plan is not), cancelled, limit_exceeded.
  /// Cost: without choices one flow; with choices a decomposition for theirs.
  static Result<PricedFlow> make(const Market& market, const FlowModel& model,
                                 const Weights& weights, const Plan& plan, const Control& control);
};

/// What row r adds to a bound in which its choices are made: price × (what it allows less what they
/// give), in millionths of a price.
Int128 rent_of_row(const PricedFlow& flow, Index row, const std::vector<std::int64_t>& chosen);

}  // namespace masseflyt::matching
