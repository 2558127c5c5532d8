// src/matching/routes.hpp — each route is asked for once.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include <masseflyt/core/cost_source.hpp>

namespace masseflyt::matching {

/// Not thread-safe: one per run. Keeps the sums only; the legs are asked for again by the report.
class RouteSums {
 public:
  RouteSums(const CostSource& costs, const Weights& weights) : costs_(costs), weights_(weights) {}

  /// None when there is no way.
  const std::optional<HaulSums>& operator()(PlaceIndex from, PlaceIndex to) {
    const std::uint64_t key = (std::uint64_t{from} << 32) | to;
    const auto [at, added] = known_.try_emplace(key);
    if (added)
      if (const auto route = costs_.route(from, to, weights_)) at->second = route->sums;
    return at->second;
  }

 private:
  const CostSource& costs_;
  const Weights weights_;
  std::unordered_map<std::uint64_t, std::optional<HaulSums>> known_;
};

inline HaulSums plus(HaulSums a, const HaulSums& b) { return a += b; }

}  // namespace masseflyt::matching
