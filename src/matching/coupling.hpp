// src/matching/coupling.hpp — the rows of a market over the arcs of its flow.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>

#include "flow_model.hpp"

namespace masseflyt::matching {

/// Arcs are those of the model. After the rows of the market come those of the by-products, one per
/// by-product and period: a million times what arises less its share of what goes in, within a
/// million either way.
struct Coupling {
  struct Unit {
    Index row;
    std::int64_t per_kg;
  };
  struct RowBounds {
    std::int64_t minimum, capacity;
    std::int64_t shortfall_micro_nok = 0;  ///< 0: the minimum is hard
  };
  struct Decision {
    std::int64_t most;
    std::int64_t micro_nok;
  };

  std::vector<std::uint32_t> first;  ///< arc a has units [first[a], first[a + 1])
  std::vector<Unit> unit;
  std::vector<RowBounds> row;
  std::vector<char> counts_mass;            ///< per row; without mass its price is no millionth
  std::vector<std::vector<Chosen>> chosen;  ///< per row
  std::vector<Decision> decision;           ///< per choice
  /// Per row: it lets nothing in unless something is chosen, once or not (OnlyIfChosen).
  std::vector<char> lets_in;
  /// What belongs together at a by-product: the arc of its source and that of its process.
  struct Made {
    Index source_arc, machine_arc;
    std::int64_t per_million;
  };
  std::vector<Made> made;

  Coupling(const Market& market, const Weights& weights, const FlowModel& model);

  std::span<const Unit> of(std::size_t arc) const {
    return std::span(unit).subspan(first[arc], first[arc + 1] - first[arc]);
  }
};

}  // namespace masseflyt::matching
