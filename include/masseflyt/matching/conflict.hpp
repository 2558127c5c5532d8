// masseflyt/matching/conflict.hpp — which claims of a market contradict each other?
//
// plan() always finds a place for everything, if need be "nowhere" at a technical price. Here
// nowhere is no answer: every mass has to be placed, every minimum met. If that cannot be, a small
// set of claims says why: each of them is needed, and all others could be dropped.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

enum class ClaimKind : std::int32_t {
  lot = 1,       ///< all that the lot holds has to be placed
  minimum = 2,   ///< the limit has to get its minimum
  capacity = 3,  ///< the limit takes no more than its capacity
  stock = 4,     ///< no more than that lies in the stock
  intake = 5,    ///< no more than that comes in, period by period
  process = 6,   ///< no more than that is processed
  virgin = 7,    ///< no more virgin material than that is sold
  row = 8,       ///< what the row says: shared room, a stop, an agreed deal
};

/// `index`: row of lots, limits, stocks, processes, virgin_supply_kg or
/// rows.
struct Claim {
  ClaimKind kind = ClaimKind::lot;
  Index index = 0;
  auto operator<=>(const Claim&) const = default;
};

struct Conflict {
  /// In the order of ClaimKind; empty: nothing contradicts. Without any one of them the others can
  /// all be kept. Windows, permissions and roads are not claims: they are as the market says.
  std::vector<Claim> members;
  /// What cannot be placed or met of these claims alone, in kg; of rows in their units.
  std::int64_t excess_kg = 0;
};

/// The market with these claims alone: rooms that are not claimed are unlimited, lots that are not
/// claimed are not there, minima that are not claimed are zero.
Market with_claims(const Market& market, const std::vector<Claim>& claims);

/// What a plan of least unplaced and missing mass leaves unplaced or missing, in kg; the largest
/// int64 if not even such a plan keeps all rooms. Errors: as plan(); deadline; limit_exceeded (rows
/// couple the flows so that neither was proved).
Result<std::int64_t> least_excess(const Market& market, const CostSource& costs,
                                  const Control& control = {});

/// One minimal conflict. Which of several is fixed by the order of the market. Found by QuickXplain
/// (U. Junker, AAAI 2004) over the claims with a price in the plan of least excess.
/// Errors: as plan(); deadline (no half answer).
/// Cost: about 2 k log2(n / k) plans for k members among n claims.
Result<Conflict> minimal_conflict(const Market& market, const CostSource& costs,
                                  const Control& control = {});

}  // namespace masseflyt::matching
