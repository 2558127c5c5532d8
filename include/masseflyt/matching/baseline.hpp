// masseflyt/matching/baseline.hpp — what happens when every project only looks after itself.
#pragma once

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// Today's practice on the same market and boundary: period by period, then by lot in the order
/// given, each supply goes to the destinations where it is known to have gone, then to the nearest
/// permitted commercial destination with room, then to the next nearest; what finds none goes to
/// the far receiver, or nowhere. No stores, no needs of others, no return loads. Needs buy virgin
/// material from the nearest quarry that has any left. Rows are kept, and nothing is opened.
///
/// "Nearest" is by kilometres of the cheapest route. Status is feasible, and the bound is the
/// smallest int64: nobody claims that this is good.
/// Errors: as plan().
Result<Plan> baseline(const Market& market, const CostSource& costs, const Weights& weights,
                      const Control& control = {});

}  // namespace masseflyt::matching
