// src/transport/dispatch/search.hpp — first itineraries from the circulation, then better ones.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/transport/dispatch.hpp>

#include "transport/dispatch/routes.hpp"

namespace masseflyt::transport::dispatching {

/// Random numbers that are the same everywhere (SplitMix64, Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// 0 up to, not including, `n`, which is above 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>((bits() >> 32) * n >> 32); }
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

/// Fills trucks along the empty drives of the least circulation, as few trucks as it takes.
void construct(Routes& routes, const std::vector<EmptyFlow>& flows, const Control& control);

struct SearchOutcome {
  std::uint64_t rounds = 0;
  Stopped stopped = Stopped::done;
};

/// Takes strings of loads out of neighbouring routes and puts them back where they cost least,
/// accepting what is worse with a chance that falls to nothing.
/// J. Christiaens, G. Vanden Berghe, Slack induction by string removals for vehicle routing
/// problems, Transportation Science 54 (2020).
SearchOutcome improve(Routes& routes, std::uint64_t seed, std::optional<std::uint64_t> work_limit,
                      const Control& control);

}  // namespace masseflyt::transport::dispatching
