// masseflyt/matching/settlement.hpp — who pays what, so that nobody would rather go it alone?
//
// A plan serves all parties together; its flows fall unevenly on them. The neutral rule used here
// prices every resource (mass that needs a place, room, virgin rock) by the duals of the plan and
// lets each party settle for what it owns. Such shares lie in the core of the market: they add up
// to the cost of the plan exactly, and no party, nor any group of them, would be cheaper off with
// its own resources alone (G. Owen, On the core of linear production games, Mathematical
// Programming 9, 1975). Duals are degenerate; of all that prove the optimum, the half way between
// the best for givers and the best for takers is used: the fair division point (G. L. Thompson,
// Auctions and market games, 1981; it is the tau-value of assignment games, M. Núñez and C. Rafels,
// International Journal of Game Theory 31, 2002).
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// Who owns what: numbers of parties, counted from 0, as long as the rows of the market. All that a
/// party owns it would still have alone; what others own it would not.
struct Owners {
  Index parties = 0;
  std::vector<Index> lot;
  std::vector<Index> limit;
  std::vector<Index> stock;        ///< with its processes
  std::vector<Index> virgin;       ///< per virgin supply limit
  std::vector<Index> row = {};     ///< whose resource, or whose duty, a row is
  std::vector<Index> choice = {};  ///< who pays for a choice and gets what it gives
};

/// All in micro-NOK as weighed. Positive: a cost.
struct Share {
  std::int64_t settled = 0;  ///< what the party bears after settling
  std::int64_t outlay = 0;   ///< what falls on it by the plan's flows, before
  /// What it pays to the others, or gets if negative. Sums to zero over the parties of an optimal
  /// plan; of one with a gap, to minus the gap, which no price explains and nobody is charged.
  std::int64_t pays() const { return settled - outlay; }
  bool operator==(const Share&) const = default;
};

struct Settlement {
  std::vector<Share> parties;
  std::int64_t unexplained = 0;  ///< objective less the sum of `settled`: the plan's gap
  Duals prices;                  ///< that were used
};

/// Outlays: the giver bears haul and fee of what leaves its site, the store's owner what is held
/// and what leaves the store, the owner of a need what is bought for it and what is missing, the
/// owner of a choice what it costs, the owner of a row what is short of its minimum.
///
/// With rows the rent of each is its owner's, at one set of prices of the rows: those that prove
/// most for the choices as the plan makes them (openings, lots, begun loads). The shares lie in the
/// core at these choices: a group that would decide otherwise alone may be cheaper off. What whole
/// kilograms and the plan's gap leave is `unexplained`. Rows of by-products are the store's.
///
/// Errors: invalid_argument (owners do not fit the market, or the plan is not optimal for it; with
/// rows it may have a gap), limit_exceeded, cancelled.
/// Cost: two shortest-path searches; with choices also the prices of the rows anew.
Result<Settlement> settle(const Market& market, const CostSource& costs, const Weights& weights,
                          const Plan& plan, const Owners& owners, const Control& control = {});

/// The market that the parties marked in `members` would have without the others: their lots,
/// rooms, minima, virgin rock and choices; rows of others allow nothing and ask nothing. What the
/// members of a group would settle for together is never more than what the best plan of this
/// market costs.
Market without_others(const Market& market, const Owners& owners, const std::vector<char>& members);

}  // namespace masseflyt::matching
