// masseflyt/matching/robust.hpp — what to do now when nobody knows what comes later?
//
// Futures are markets that agree in what leaves their sites in the first periods and differ in what
// comes later: volumes, dates, prices, rooms. Decided now, and the same in all of them, is where
// each mass of the first periods goes; everything else follows in each future as it turns out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

/// Both are borrowed. Lots and destinations are known by their ids across futures.
struct Future {
  std::string name;
  const Market* market = nullptr;
  const CostSource* costs = nullptr;
  double probability = 0;  ///< only their proportions count
};

enum class Aim : std::int32_t {
  expected = 1,  ///< least expected cost
  regret = 2,    ///< least of the largest regret: cost less the cost of having known
};

struct RobustOptions {
  Index periods = 1;  ///< so many are decided now
  Aim aim = Aim::expected;
  std::uint32_t rounds = 12;  ///< of prices and candidates; each is some plans per future
  double gap = 1e-4;          ///< good enough, of the expected cost
  Control control = {};
};

/// Where a mass of the first periods goes.
struct NowFlow {
  std::string lot, destination;  ///< ids; destination empty: far or nowhere
  Index period = 0;
  std::int64_t kg = 0;
  bool operator==(const NowFlow&) const = default;
};

struct RobustPlan {
  std::vector<NowFlow> now;
  std::vector<std::int64_t> cost;  ///< per future, micro-NOK as weighed: what follows from `now`
  std::vector<std::int64_t> best;  ///< per future: had it been known
  double value = 0;                ///< of the aim, micro-NOK
  double bound = 0;                ///< no decision has a smaller one
  double expected = 0;             ///< of `cost`
  /// Expected cost less the expected cost of having known: what perfect information would be worth
  /// at most with this decision, and at least whatever is decided.
  double information = 0, information_low = 0;
  std::uint32_t rounds = 0;

  /// (value - bound) / expected cost.
  double gap() const;
};

/// Lagrangian relaxation of "the same in all futures": its bound holds for any prices. Candidates
/// are the plans of each future and their means (R. T. Rockafellar and R. J.-B. Wets, Scenarios and
/// policy aggregation, Mathematics of Operations Research 16, 1991; prices by Polyak's step).
/// A decision that a future has no room for leaves masses unplaced there, at their price.
///
/// Errors: invalid_argument (no futures, probabilities; lots of the first periods or destinations
/// that differ; rows or choices, which this does not know), those of plan(), cancelled, deadline
/// (before the first round is done; later, the best so far is the answer).
Result<RobustPlan> robust_plan(const std::vector<Future>& futures, const Weights& weights,
                               const RobustOptions& options = {});

}  // namespace masseflyt::matching
