// sweep.hpp — the best ways from sixteen origins at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "transport/selection.hpp"

namespace masseflyt::transport {

constexpr std::size_t lanes = 16;  ///< of 32 bits: one line of cache

using Lanes = std::array<std::int32_t, lanes>;

/// Where a way begins: a number of the selection above, and what it took to get there.
struct Start {
  std::uint32_t number = 0;
  std::int32_t cost = 0;
  Sums sums;
};

/// Scratch of one thread. Sweeps up from the origins over `up`, then down over `down` to
/// everything that was selected there. Both selections are borrowed.
class Sweep {
 public:
  /// `meet`: per number of `down` its number in `up`, or no_link.
  Sweep(const Selection& up, const Selection& down, std::span<const std::uint32_t> meet,
        bool figures);

  /// Origin `i` starts at `origins[i]`. Precondition: at most `lanes` of them.
  void run(std::span<const std::span<const Start>> origins);

  /// After run(): cost of the best way to a number of `down`, `unreached` or more if there is none.
  std::int32_t cost(std::size_t number, std::size_t lane) const { return down_cost_[number][lane]; }
  /// Adds up the figures of one lane; per number of `down`, right only where it is reached.
  std::span<const Sums> sums(std::size_t lane);

  static std::uint64_t bytes(std::size_t up, std::size_t down, bool figures);

 private:
  template <bool figures>
  void go_up();
  template <bool figures>
  void go_down();
  void touch(std::uint32_t number);
  void begin(std::span<const std::span<const Start>> origins);

  const Selection* up_;
  const Selection* down_;
  std::span<const std::uint32_t> meet_;
  bool figures_;
  std::span<const std::span<const Start>> origins_;
  std::vector<Lanes> up_cost_, down_cost_;
  std::vector<Lanes> up_by_, down_by_;  ///< arc that a way came by; below 0: see sweep.cpp
  std::vector<std::uint64_t> waiting_;  ///< one bit per number of `up`
  std::vector<std::uint8_t> touched_;
  std::vector<std::uint32_t> visited_;  ///< numbers of `up`, rising
  std::vector<Sums> up_sums_, down_sums_;
};

}  // namespace masseflyt::transport
