// src/matching/future_market.hpp — a future in which each mass of the first periods can be priced,
// or sent, on its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// Decisions: mass (row of the first supplies) and destination to kilograms, or to a price.
using Mass = std::uint32_t;
using NowKey = std::pair<Mass, Index>;
using NowKg = std::map<NowKey, std::int64_t>;
using NowPrice = std::map<NowKey, double>;  ///< micro-NOK per kilogram

/// Costs are weighed into NOK, so that a price can be added to a single way.
class FutureMarket {
 public:
  /// `first`: supplies of the first periods, in an order that all futures share.
  FutureMarket(const Market& market, const CostSource& costs, const Weights& weights,
               std::vector<Index> first);

  /// The best plan with these prices on top, and what it decides now.
  Result<Plan> priced(const NowPrice& prices, NowKg& decided, const Control& control) const;
  /// The best plan that does this now.
  Result<Plan> sent(const NowKg& now, const Control& control) const;

  std::int64_t kg(Mass k) const { return market_.supplies[first_[k]].kg; }
  std::size_t masses() const { return first_.size(); }

 private:
  class Ways;
  Market without_first() const;
  Index lot_for(Market& m, Mass k, PlaceIndex place, std::optional<Index> only) const;
  static void grow(Market& m, const std::vector<std::pair<Index, std::optional<Index>>>& rows);

  Market market_;  ///< weighed; places of destinations are numbers of their own
  const CostSource& costs_;
  Weights weights_;
  std::vector<Index> first_;
  std::vector<PlaceIndex> real_;  ///< of a destination's place
};

}  // namespace masseflyt::matching
