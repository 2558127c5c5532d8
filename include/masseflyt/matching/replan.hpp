// masseflyt/matching/replan.hpp — the plan anew after something has happened.
#pragma once

#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// plan(market, ...), begun from the flows and prices of `before`, a plan of much the same market:
/// a site has closed, a mass or a limit has changed, the objectives are weighed otherwise. Rows
/// keep their numbers, new ones stand at the end; where that does not hold the answer is as good
/// and only takes longer.
///
/// Objective, bound and status are those of plan(). Where several plans are optimal it may be
/// another one of them, as a rule nearer to `before`; where one is, it is that one. A market with
/// rows, or with more pairs than plan() lists, is planned from scratch. Errors and `control` as of
/// plan(). Deterministic but for deadlines. Cost: writing out the market as in plan(), and a
/// simplex over what has changed.
Result<Plan> replan(const Market& market, const CostSource& costs, const Weights& weights,
                    const Plan& before, const Control& control = {}, const Effort& effort = {});

}  // namespace masseflyt::matching
