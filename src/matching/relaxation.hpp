// src/matching/relaxation.hpp — the flow when rows are not limits but prices.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/result.hpp>

#include "coupling.hpp"
#include "flow_model.hpp"
#include "network_simplex.hpp"

namespace masseflyt::matching {

__extension__ using Int128 = __int128;

/// Prices of rows are whole millionths of a price, and `scale` prices make a micro-NOK: what a row
/// adds to the cost of a kilogram is rounded down to a whole price, so every answer is a bound.
class Relaxation {
 public:
  using Outcome = NetworkSimplex::Outcome;
  using Flow = std::vector<std::int64_t>;  ///< kilograms per arc of the model
  static constexpr std::int64_t million = 1'000'000;

  /// Errors: limit_exceeded, as of NetworkSimplex.
  static Result<Relaxation> make(const FlowModel& model, const Coupling& coupling);

  /// From now on these arcs of the model take at most so much; the next solve goes on from the flow
  /// that is there.
  void bound(const std::vector<std::pair<Index, std::int64_t>>& arcs);

  /// The first solve goes on from `before`, a plan of much the same market.
  void begin_with(const Market& market, const Plan& before);
  /// Its flow on the arcs of the model; it need not balance.
  Flow begun_flow() const;

  /// The cheapest flow at these prices, from the last one on. One price per row, and what else is
  /// asked for a kilogram per arc of the model, in prices; empty: nothing.
  /// Errors: cancelled, limit_exceeded.
  Result<Outcome> solve(std::span<const std::int64_t> row_price, const Control& control,
                        std::span<const std::int64_t> asked = {});

  Flow flow() const;                            ///< of the last solve
  std::vector<std::int64_t> potential() const;  ///< of the last solve, per node, in prices
  /// Of the last solve, in prices: what its flow costs with what the rows ask.
  Int128 cost() const;
  /// What is certain of all flows, cost() as a rule. Where rows pay so much for what the ground
  /// gives that all of it is used, it gets a price in `potential`; whoever checks takes it as free.
  Int128 cost_with_free_ground(std::vector<std::int64_t>& potential) const;

  std::vector<std::int64_t> priced() const;  ///< cost per arc of the model at the last prices
  std::int64_t priced(Index arc) const { return (*cost_)[at_[arc]]; }

  /// What the arcs cost a flow: their own costs, or those with what the rows ask at the last
  /// prices.
  enum class Costs { own, priced };
  /// The cheapest flow within other bounds. infeasible is an answer.
  Result<Outcome> solve_within(std::span<const std::int64_t> lower,
                               std::span<const std::int64_t> upper, Costs costs, Flow& flow,
                               const Control& control) const;

  std::int64_t scale() const { return scale_; }
  std::uint64_t flows_solved() const { return solved_; }

 private:
  Relaxation(const FlowModel& model, const Coupling& coupling, Digraph graph)
      : f_(model), c_(coupling), graph_(std::make_unique<Digraph>(std::move(graph))) {}

  const FlowModel& f_;
  const Coupling& c_;
  std::unique_ptr<Digraph> graph_;  // the simplex borrows it and the columns: they must not move
  std::unique_ptr<std::vector<std::int64_t>> lower_, upper_, cost_;
  std::unique_ptr<NetworkSimplex> simplex_;
  NetworkSimplex::Start begin_;    ///< until the first solve; in prices
  std::vector<std::uint32_t> at_;  ///< per arc of the model: where it is in the columns
  std::int64_t scale_ = 1;
  mutable std::uint64_t solved_ = 0;
};

}  // namespace masseflyt::matching
