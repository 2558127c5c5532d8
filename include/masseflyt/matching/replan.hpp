// masseflyt/matching/replan.hpp — the plan anew after something has happened.
#pragma once

#include <cstdint>

#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// plan(market, ...), begun from the flows and prices of `before`, a plan of much the same market:
/// a site has closed, a mass or a limit has changed, the objectives are weighed otherwise. Rows
/// keep their numbers, new ones stand at the end (carried_over() sees to that); where that does not
/// hold the answer is as good and only takes longer.
///
/// Without rows, objective, bound and status are those of plan(). Where several plans are optimal
/// it may be another one of them, as a rule nearer to `before`; where one is, it is that one. With
/// rows the search for prices begins with those that `before` ended with, and its plan is the first
/// that is repaired: bound and objective are proved as in plan() and within the same
/// `effort`, but where plan() leaves a gap the two may leave different ones. A market with more
/// pairs than plan() lists is planned from scratch. The same market and `before` give the same
/// bytes. Errors and `control` as of plan(). Cost: writing out the market as in plan(), and a
/// simplex over what has changed.
Result<Plan> replan(const Market& market, const CostSource& costs, const Weights& weights,
                    const Plan& before, const Control& control = {}, const Effort& effort = {});

/// `plan` of `before` in the numbers of `now`, as a start for replan(): rows are the same where
/// their ids are, others where they belong to the same. Period 0 of `now` is period `later` of
/// `before`. Not a plan of `now`: what it has no row for is left out.
/// Cost: O((rows of both + flows) log rows).
Plan carried_over(const Market& before, const Plan& plan, const Market& now,
                  std::int64_t later = 0);

}  // namespace masseflyt::matching
