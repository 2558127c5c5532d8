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
enum class From : std::int32_t { supply = 1, stock = 2, virgin = 3, nothing = 4, byproduct = 5 };
enum class To : std::int32_t { entry = 1, stock = 2, limit = 3, far = 4, unplaced = 5, end = 6 };

/// So many kilograms in one period. `process` names the store's process on the way, or none.
/// From::nothing to To::limit is a shortfall of a minimum.
struct Flow {
  From from = From::supply;
  Index source = 0;  ///< supply, stock, virgin or by-product
  To to = To::entry;
  Index target = 0;  ///< entry, stock or limit; 0 for far, unplaced and end
  Index period = 0;
  Index process = none;
  std::int64_t kg = 0;
  bool operator==(const Flow&) const = default;
};

/// The price of a kilogram that a supply brings where row `row` lets nothing in unless something is
/// chosen (an opening, a smallest lot). At most what the supply holds, times how much is chosen,
/// comes in: that follows from the row, since choices are whole, and proves far more than the row.
struct OnlyIfChosen {
  Index row = 0;  ///< capacity 0; nothing that it counts, or that is chosen, is below zero
  Index supply = 0;
  To to = To::entry;  ///< or To::stock
  Index target = 0;
  std::int64_t price = 0;  ///< whole prices, at least 0
  bool operator==(const OnlyIfChosen&) const = default;
};

/// Prices in micro-NOK per kilogram that prove the bound; what one more kilogram would be worth.
/// Degenerate: other prices may prove the same bound. With rows the prices are finer: `scale` of
/// them make a micro-NOK, and what a row adds to the price of a kilogram is rounded down to one.
struct Duals {
  std::vector<std::int64_t> supply;   ///< per supply
  std::vector<std::int64_t> limit;    ///< per limit
  std::vector<std::int64_t> intake;   ///< per stock and period, stock-major, market.periods each
  std::vector<std::int64_t> stock;    ///< same shape
  std::vector<std::int64_t> process;  ///< per process and period, same shape
  std::vector<std::int64_t> virgin;   ///< per virgin supply limit
  std::vector<std::int64_t> byproduct = {};  ///< per by-product and period, by-product-major
  /// Per row and unit, in millionths of a price; in whole prices for a row that counts no mass.
  /// Above 0: the capacity costs; below: the minimum. Rows of by-products follow those of the
  /// market.
  std::vector<std::int64_t> row = {};
  std::vector<OnlyIfChosen> only_if_chosen = {};
  std::int64_t scale = 1;
  bool operator==(const Duals&) const = default;
};

/// A step of a proof by cases. Either a leaf, where `duals` (a row of Plan::leaves) prove a bound
/// for what is left of the choices, or a question: is `choice` at most `split` (go on at `low`), or
/// more (go on at `high`)? Rows of Plan::proof.
struct ProofStep {
  Index choice = none;  ///< none: a leaf
  std::int64_t split = 0;
  Index low = none, high = none;
  Index duals = none;
  bool operator==(const ProofStep&) const = default;
};

struct Plan {
  Status status = Status::stopped;
  std::int64_t objective_micro_nok = 0;  ///< sum over flows of kg × price
  std::int64_t bound_micro_nok = 0;      ///< no plan of this market is cheaper
  std::vector<Flow> flows;               ///< in a fixed order, none of them empty
  std::vector<std::int64_t> stock_kg;    ///< end of period, per stock and period, stock-major
  Duals duals;
  std::vector<std::int64_t> chosen = {};  ///< per choice of the market
  /// Where choices need cases: the bound is the least of the leaves. Empty: `duals` prove it all.
  std::vector<ProofStep> proof = {};
  std::vector<Duals> leaves = {};
  /// Prices of rows, in the units of Duals::row, at which the flows were found that the first
  /// mixture of the decomposition was made of: where replan() begins. Proves nothing; may be empty.
  std::vector<std::vector<std::int64_t>> mixed_at = {};
  std::size_t nodes = 0, arcs = 0;  ///< size of the problem that was solved

  /// (objective - bound) / |objective|; 0 when both are 0.
  double gap() const;
};

/// How far to go where rows couple the flows. A market without them is always solved exactly.
struct Effort {
  double gap = 1e-6;                ///< good enough: (objective - bound) / |objective|
  std::uint64_t work_limit = 4000;  ///< flows solved at most; the same limit, the same bytes
};

/// Solves `market`. Without rows it is one min-cost flow, solved exactly in integers. With rows it
/// is solved around that flow, which gets a price per unit of each row: every set of prices is a
/// bound, and every plan keeps the rows to the unit. Status is `optimal` only where bound and
/// objective are equal; otherwise `feasible`, and gap() tells how far apart they may be.
///
/// Pairs of supply and entry are listed up to four million. Beyond, a market without rows is solved
/// over the pairs that prices say could pay, found by boxes of CostSource::points(), and the prices
/// still prove the optimum over all pairs: memory grows with supplies and entries. With rows every
/// pair is listed, and more than twenty million (about 4 GB) are refused.
///
/// Errors: invalid_argument (check(market) says what), limit_exceeded (a total does not fit into
/// 64 bit; too many pairs beside rows), cancelled. A deadline gives Status::stopped where there is
/// no plan yet, else the best plan and bound so far. Deterministic but for deadlines.
/// Cost: network simplex over supplies × reachable entries, once per price vector; see
/// docs/methods/plan.md.
Result<Plan> plan(const Market& market, const CostSource& costs, const Weights& weights,
                  const Control& control = {}, const Effort& effort = {});

}  // namespace masseflyt::matching
