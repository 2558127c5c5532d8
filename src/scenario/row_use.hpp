// src/scenario/row_use.hpp — which limits and rows of a market are full?
#pragma once

#include <vector>

#include <masseflyt/matching/plan.hpp>

#include "matching/verify_rows.hpp"
#include "model.hpp"

namespace masseflyt::scenario {

/// Limits and rows, as a plan uses them.
class RowUse {
 public:
  RowUse(const Model& model, const matching::Plan& plan);

  /// Of a limit and those above it the ones that are full, the narrowest first.
  std::vector<Index> full_limits(Index limit) const;

  /// Rows that more of this flow would break, in their order. Into a store: what lies there
  /// at the end of the month counts as well. Empty where the plan has no flows.
  std::vector<Index> held_by(const matching::Flow& flow);

  /// Rows that leave no room for more to lie in a stock, or to go into its process
  /// (none: no process), in some month.
  std::vector<Index> full_at(Index stock, Index process);

 private:
  __extension__ using Int128 = __int128;
  void count(const matching::CountedRows::Units& units, std::int64_t kg);
  bool is_paid_for(Index row) const;
  bool has_room(Index row, Int128 units_per_kg) const;

  const Model& model_;
  const matching::Market& m_;
  matching::CountedRows rows_;
  std::vector<std::int64_t> in_limit_;  ///< kilograms per limit
  std::vector<Int128> counted_;
};

}  // namespace masseflyt::scenario
