// masseflyt/matching/plan.hpp — the cheapest way to place all masses of a market, with its proof.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

enum class Status : std::int32_t {
  optimal = 1,     ///< proved: bound equals objective
  feasible = 2,    ///< keeps every limit, but nothing better than `bound` is known
  infeasible = 3,  ///< no way to keep all limits, not even with masses unplaced
  stopped = 4,     ///< by a deadline, before there was a plan
};
const char* name(Status status);

/// Where a flow starts and ends. The meaning of the index depends on it.
enum class From : std::int32_t { supply = 1, stock = 2, virgin = 3, nothing = 4 };
enum class To : std::int32_t { entry = 1, stock = 2, limit = 3, far = 4, unplaced = 5, end = 6 };

/// So many kilograms in one period. `process` names the store's process on the way, or none.
/// From::nothing to To::limit is a shortfall of a minimum.
struct Flow {
  From from = From::supply;
  Index source = 0;  ///< supply, stock or virgin
  To to = To::entry;
  Index target = 0;  ///< entry, stock or limit; 0 for far, unplaced and end
  Index period = 0;
  Index process = none;
  std::int64_t kg = 0;
  bool operator==(const Flow&) const = default;
};

/// Prices in micro-NOK per kilogram that prove the bound; what one more kilogram would be worth.
/// Degenerate: other prices may prove the same bound.
struct Duals {
  std::vector<std::int64_t> supply;   ///< per supply
  std::vector<std::int64_t> limit;    ///< per limit
  std::vector<std::int64_t> intake;   ///< per stock and period, stock-major, market.periods each
  std::vector<std::int64_t> stock;    ///< same shape
  std::vector<std::int64_t> process;  ///< per process and period, same shape
  std::vector<std::int64_t> virgin;   ///< per virgin supply limit
  bool operator==(const Duals&) const = default;
};

struct Plan {
  Status status = Status::stopped;
  std::int64_t objective_micro_nok = 0;  ///< sum over flows of kg × price
  std::int64_t bound_micro_nok = 0;      ///< no plan of this market is cheaper
  std::vector<Flow> flows;               ///< in a fixed order, none of them empty
  std::vector<std::int64_t> stock_kg;    ///< end of period, per stock and period, stock-major
  Duals duals;
  std::size_t nodes = 0, arcs = 0;  ///< size of the problem that was solved

  /// (objective - bound) / |objective|; 0 when both are 0.
  double gap() const;
};

/// Solves `market` exactly as one min-cost flow in integers.
///
/// Errors: invalid_argument (check(market) says what), limit_exceeded (a total does not fit into
/// 64 bit), cancelled. A deadline gives Status::stopped. Deterministic.
/// Cost: network simplex over supplies × reachable entries; see docs/methods/plan.md.
Result<Plan> plan(const Market& market, const CostSource& costs, const Weights& weights,
                  const Control& control = {});

}  // namespace masseflyt::matching
