// masseflyt/matching/open_market.hpp — who gives to whom, where nearly everybody could.
//
// A market without a list of pairs: thousands of offers and needs, and a cost source that knows
// what any pair would cost. Pairs are looked at only where prices say that they could pay, found
// by boxes of places, so memory grows with offers and needs and not with pairs. The answer is as
// exact as that of plan(), and proved over all pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/row.hpp>

namespace masseflyt::matching {

/// Kilometres east and north in one plane, say UTM.
struct PlanePoint {
  double x_km = 0, y_km = 0;
  bool operator==(const PlanePoint&) const = default;
};

/// All of it leaves in one of the periods, straight to needs; or it stays unplaced.
struct OpenOffer {
  PlaceIndex place = 0;
  Index group = 0;
  Index first = 0, last = 0;  ///< periods, both inside
  std::int64_t kg = 0;        ///< >= 0
};

/// Takes up to `kg` of its groups; what it does not get from offers it buys.
struct OpenNeed {
  PlaceIndex place = 0;
  std::vector<Index> groups;  ///< that it takes, each once
  Index first = 0, last = 0;  ///< periods, both inside: one in common with the offer is enough
  std::int64_t kg = 0;        ///< >= 0
  double bought_nok_t = 0;    ///< virgin material delivered, all weights included; 0: nobody minds
};

struct OpenMarket {
  std::vector<PlanePoint> places;  ///< per PlaceIndex; empty: CostSource::points() tells them
  std::vector<OpenOffer> offers;
  std::vector<OpenNeed> needs;
  double unplaced_nok_t = 0;  ///< of an offer's tonne that nobody takes
};

struct Trade {
  Index offer = 0, need = 0;
  std::int64_t kg = 0;
  bool operator==(const Trade&) const = default;
};

/// A plan of an open market. `status` is optimal, feasible (stopped by the deadline), or stopped
/// (before there was a plan).
struct Clearing {
  Status status = Status::stopped;
  std::int64_t objective_micro_nok = 0;  ///< hauls, what stays unplaced, and what needs buy
  std::int64_t bound_micro_nok = 0;      ///< no clearing of this market is cheaper
  std::vector<Trade> trades;             ///< by offer, then need
  /// Micro-NOK per kilogram. What a kilogram more of an offer costs, and what a kilogram more of a
  /// need costs. They prove the bound: together never above what their pair would cost.
  std::vector<std::int64_t> offer_price, need_price;
  std::size_t pairs = 0;   ///< that were ever stored, of offers × needs
  std::size_t rounds = 0;  ///< looks over all pairs
};

/// Everything inconsistent: indexes out of range (where the market has places of its own), windows
/// turned round, negative masses, prices or places that are no numbers.
Diagnostics check(const OpenMarket& market);

/// Clears the market at the lowest cost.
///
/// `costs.least_cost` decides the speed: where it always says zero, every pair is asked for. It is
/// asked by distances in the plane of `places`, so it must hold for those, or, without `places`,
/// between the points of the cost source.
/// Errors: invalid_argument (check(market) says what), limit_exceeded, cancelled. Deterministic
/// but for deadlines. Memory: O(offers + needs × groups).
Result<Clearing> clear(const OpenMarket& market, const CostSource& costs, const Weights& weights,
                       const Control& control = {});

/// Is it a clearing, and is its bound a bound? The bound is recomputed from the prices of needs
/// over all pairs, by boxes of its own: it holds for any prices (weak duality).
struct ClearingVerdict {
  std::vector<std::string> violations;  ///< empty: kept to the kilogram
  std::int64_t objective_micro_nok = 0;
  std::int64_t bound_micro_nok = 0;
  bool optimal() const { return violations.empty() && objective_micro_nok == bound_micro_nok; }
};
ClearingVerdict verify(const OpenMarket& market, const CostSource& costs, const Weights& weights,
                       const Clearing& clearing);

}  // namespace masseflyt::matching
