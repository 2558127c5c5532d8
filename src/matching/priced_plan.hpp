// src/matching/priced_plan.hpp — plans of markets with too many pairs to list.
#pragma once

#include <cstdint>

#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// plan() of a market without rows, in which pairs of supply and entry are looked up where prices
/// say that they could pay and all others are never stored. As exact as the list, and proved over
/// all pairs. A deadline gives the best plan and bound so far (Status::feasible), or none
/// (Status::stopped). Memory: O(supplies + entries) and what else the market holds. Errors: as
/// plan(). Precondition: check(market), no rows.
Result<Plan> priced_plan(const Market& market, const CostSource& costs, const Weights& weights,
                         const Control& control);

}  // namespace masseflyt::matching
