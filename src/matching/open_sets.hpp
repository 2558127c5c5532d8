// src/matching/open_sets.hpp — which sites to open: sets near what prices say, one after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <masseflyt/core/result.hpp>

#include "coupling.hpp"
#include "opening_prices.hpp"

namespace masseflyt::matching {

/// What a search of sets needs to know of plans.
struct OpenSetTrials {
  /// Makes a plan with these choices. True: it is the best so far.
  std::function<Result<bool>(const std::vector<std::int64_t>&)> attempt;
  std::function<bool(const ChoiceBox&)> ruled_out;  ///< by a proof: no better plan is in the box
  std::function<const std::vector<std::int64_t>*()> best;  ///< choices of the best plan, or null
  std::function<bool()> over;                              ///< time or work is
};

/// Choices rounded from `mixed` at several levels. True: one of them is the best plan so far.
Result<bool> round_openings(const Coupling& coupling, const std::vector<double>& mixed,
                            const OpenSetTrials& trials);

/// From the best plan on, one opening more or less, or one for a rival, as long as that pays and
/// there is time; what `mixed` is least sure of first. `rivals`: per choice.
Result<bool> change_openings(const Coupling& coupling, const std::vector<double>& mixed,
                             const ChoiceBox& box, const std::vector<std::vector<Index>>& rivals,
                             const OpenSetTrials& trials);

}  // namespace masseflyt::matching
