// src/transport/dispatch/bound.hpp — a circulation as the bound that is told to others.
#pragma once

#include "transport/dispatch/circulation.hpp"

namespace masseflyt::transport::dispatching {

inline constexpr std::int64_t max_trips = 1'000'000;  ///< per row: sums of metres stay in 64 bit

EmptyBound told(Circulation&& c, std::int64_t min_trucks);

}  // namespace masseflyt::transport::dispatching
