// masseflyt/matching/margins.hpp — what would one kilogram more, or less, be worth?
//
// The duals of a plan answer that too, but where an optimum is degenerate they give one number of
// many, and the value of more differs from the value of less. Here both are exact: the optimum of
// the market with one kilogram more or less, minus the optimum.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// By how much the objective changes, in micro-NOK. Negative: it is saved.
struct Margin {
  static constexpr std::int64_t impossible = std::numeric_limits<std::int64_t>::max();

  std::int64_t more = 0;  ///< with one kilogram more; impossible: no plan keeps all limits then
  std::int64_t less =
      0;  ///< with one kilogram less; impossible: likewise, or there is none to take
  bool operator==(const Margin&) const = default;
};

/// Shapes as in Duals. Of capacities, `more` is never above and `less` never below zero; of minima
/// the other way round.
struct Margins {
  std::vector<Margin> supply;    ///< mass that arises
  std::vector<Margin> capacity;  ///< of limits
  std::vector<Margin> minimum;   ///< of limits
  std::vector<Margin> intake;    ///< room to come in, per stock and period
  std::vector<Margin> stock;     ///< room to lie at the end of a period, per stock and period
  std::vector<Margin> process;   ///< per process and period
  std::vector<Margin> virgin;    ///< what a quarry can sell
  /// Of a market with rows. Per row of the market, micro-NOK per unit: above 0 what one unit more
  /// of its capacity saves, below 0 what one unit more of its minimum costs.
  std::vector<double> row = {};
  /// With rows: what these prices explain of the objective, which is more by the plan's gap at its
  /// own choices. Without: the objective.
  std::int64_t explained_micro_nok = 0;
};

/// `plan` must be an optimal plan of the same market, costs and weights; with rows also one with a
/// gap. Choices (openings, lots, begun loads) are taken as the plan makes them.
///
/// Without rows margins are exact. With rows they are those of the flow at one set of prices of the
/// rows, the one that proves most, and bounds: with one kilogram more the objective is at least
/// `explained_micro_nok` + `more`, with one less at least `explained_micro_nok` + `less`, however
/// the plan is made anew at the same choices. So of room, `more` saves at most so much and `less`
/// costs at least so much; of supply, `more` costs at least and `less` saves at most so much.
///
/// Errors: invalid_argument (the plan is not optimal, or of something else), cancelled,
/// limit_exceeded. A deadline in `control` is not looked at: there is no half answer.
/// Cost: two shortest-path searches for all supplies, and up to two for each limit that binds; with
/// choices also the prices of the rows anew.
Result<Margins> margins(const Market& market, const CostSource& costs, const Weights& weights,
                        const Plan& plan, const Control& control = {});

}  // namespace masseflyt::matching
