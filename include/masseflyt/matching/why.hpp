// masseflyt/matching/why.hpp — how little more room would let a mass find its place?
//
// A market says how much room there is; a plan says what did not fit. Here rooms are made larger
// until planning again places what was asked about. Whoever knows what a limit stands for says so
// in words (scenario/why.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// What a question is about: supplies that should find a place in the region, and limits (of needs)
/// that should be filled with surplus mass. Rows of the market, sorted.
struct Target {
  std::vector<Index> supplies;
  std::vector<Index> limits;
};

/// Kilograms of the target that go far or nowhere, or are bought as virgin material or missing.
std::int64_t unmet_kg(const Plan& plan, const Target& target);

/// What a plan leaves of whatever was asked for, in kg: unmet_kg() of a target, or anything else.
using Unmet = std::function<std::int64_t(const Plan&)>;

enum class Room : std::int32_t {
  limit = 1,    ///< capacity of a limit
  intake = 2,   ///< of a stock, in each of its periods
  stock = 3,    ///< of a stock, at the end of each of its periods
  process = 4,  ///< of a process, in each period
  row = 5,      ///< capacity of a row, which counts kilograms
};

/// A room that may be too small. `index`: row of limits, stocks, processes or rows.
struct Bottleneck {
  Room room = Room::limit;
  Index index = 0;
  auto operator<=>(const Bottleneck&) const = default;
};

/// The market with each of these rooms larger by `kg`.
Market with_room(Market market, const std::vector<Bottleneck>& rooms, std::int64_t kg);

/// What planning again found.
struct Relaxed {
  std::int64_t kg = 0;      ///< how much larger each room was made
  std::int64_t met_kg = 0;  ///< how much less is unmet
  bool all = false;         ///< nothing is unmet any more
  bool smallest = false;    ///< with `step_kg` less of room, something is unmet
  Plan plan;                ///< of the market with that room
};

/// The smallest room, in steps of `step_kg`, with which the optimum leaves nothing unmet. Where
/// no room up to `most_kg` does, the one that meets most of it; none where room changes nothing,
/// because others would use it first or something else stands in the way as well.
///
/// `plan` is that of the market as it is. Every room is planned as whoever makes it larger would
/// plan it, from scratch; a market with rows, where that takes long, from `plan` on. Errors: as
/// plan(); deadline (no answer in time). Cost: some 15 plans, or replan() as often.
Result<std::optional<Relaxed>> least_room(const Market& market, const CostSource& costs,
                                          const Weights& weights, const Plan& plan,
                                          const Unmet& unmet, const std::vector<Bottleneck>& rooms,
                                          std::int64_t step_kg, std::int64_t most_kg,
                                          const Control& control = {});

}  // namespace masseflyt::matching
