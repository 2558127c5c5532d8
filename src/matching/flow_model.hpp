// src/matching/flow_model.hpp — a market written out as nodes and arcs.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

#include "coarse_start.hpp"
#include "routes.hpp"
#include "supply_pairs.hpp"

namespace masseflyt::matching {

/// Nodes, in this order: supplies, limits, intake and stock per stock and period, process per
/// process and period, virgin supply limits, by-product per by-product and period, ground (where
/// virgin material, by-products and shortfalls come from) and sink. Every node balances; the ground
/// holds one kilogram too many, so that its price is always zero.
struct FlowModel {
  std::vector<std::int64_t> node_kg;  ///< supply > 0, the sink takes it all
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> lower, upper, cost;  ///< kg, kg, micro-NOK per kg
  std::vector<Flow> meaning;                     ///< of an arc; source none: it only passes on

  Index limits = 0, intakes = 0, stocks = 0, processes = 0, virgin = 0, byproducts = 0, ground = 0,
        sink = 0;

  /// Arcs that have no flow of their own in a plan, yet rows may count them; none where there is
  /// none. Per stock and period: what lies there at its end; per process, or by-product, and
  /// period: what goes in, or arises.
  std::vector<Index> level_arc, machine_arc, source_arc;

  Series series;  ///< which nodes are one thing in several periods

  /// Entrances: nodes after the sink. A row that lets kilograms into one node in one period, and
  /// nothing before something is chosen, is the capacity of one arc in front of that node. Per row
  /// of the market the number of that arc, none where it is no such row; empty before
  /// add_entrances(). There are entrances only where all rows that count mass are such.
  std::vector<Index> entrance_arc;
  void add_entrances(const Market& market);

  /// With `pairs`, sorted by supply and entry, supplies take these entries and no others; without,
  /// all that they may. Errors: cancelled, limit_exceeded (more nodes or arcs than an int counts).
  static Result<FlowModel> make(const Market& market, const CostSource& costs,
                                const Weights& weights, const Control& control,
                                const std::vector<SupplyPair>* pairs = nullptr);

  /// The arc of one more pair, that carries nothing yet.
  void add(const Market& market, const SupplyPair& pair);
};

}  // namespace masseflyt::matching
