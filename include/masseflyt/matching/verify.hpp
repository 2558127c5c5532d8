// masseflyt/matching/verify.hpp — is this really a plan, and is its bound really a bound?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

struct Verdict {
  /// Every violation found, in words; empty: the plan keeps the market's rules to the kilogram.
  std::vector<std::string> violations;
  std::int64_t objective_micro_nok = 0;  ///< recomputed from the flows
  std::int64_t bound_micro_nok = 0;      ///< recomputed from the duals over *all* possible flows
  bool feasible() const { return violations.empty(); }
  bool optimal() const { return feasible() && objective_micro_nok == bound_micro_nok; }
};

/// Shares no code with plan(): it walks the market's own tables. Checks mass balance of every
/// supply and stock in whole kilograms, every limit, window, permission, process, by-product,
/// choice and row, that nothing leaves a stock that never entered it, and recomputes objective and
/// bound. The bound is valid for any duals (weak duality) and the cases of a proof cover every
/// choice, so a wrong certificate shows as a gap and never as a proof.
Verdict verify(const Market& market, const CostSource& costs, const Weights& weights,
               const Plan& plan);

}  // namespace masseflyt::matching
