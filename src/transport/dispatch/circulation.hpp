// src/transport/dispatch/circulation.hpp — the cheapest empty part of a day without regard to time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/empty_bound.hpp>

#include "transport/dispatch/travel.hpp"

namespace masseflyt::transport::dispatching {

/// What an empty drive costs: a square table, Travel::nowhere where there is no way.
struct EmptyCosts {
  std::size_t places = 0;
  std::vector<std::int32_t> cost;
  std::int32_t operator()(Place from, Place to) const { return cost[from * places + to]; }
};

/// `direct`, or shorter by way of any of the places `via`. A matrix by the quickest ways may hold
/// detours that are shorter than what it calls direct, and trucks that charge drive them.
EmptyCosts empty_costs(std::size_t places, std::span<const std::int32_t> direct,
                       std::span<const Place> via);

struct Circulation {
  std::int64_t cost = 0;
  std::vector<EmptyFlow> flows;
  /// Places where anything is loaded or unloaded. By the duals: what one more truck that is wanted
  /// there adds to the cost, and what one more that becomes empty there takes from it.
  std::vector<Place> places;
  std::vector<std::int64_t> wanted, freed;
};

/// Errors: not_found, limit_exceeded, cancelled.
Result<Circulation> circulate(std::span<const Trips> trips, std::span<const Place> depots,
                              std::int64_t min_trucks, const EmptyCosts& costs,
                              const Control& control);

}  // namespace masseflyt::transport::dispatching
