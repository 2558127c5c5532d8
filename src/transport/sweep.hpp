// sweep.hpp — the best ways from sixteen origins at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "transport/selection.hpp"

namespace masseflyt::transport {

constexpr std::size_t lanes = 16;  ///< of 32 bits: one line of cache

struct alignas(64) Lanes : std::array<std::int32_t, lanes> {};

/// Where a way begins: a number of the selection above, and what it took to get there.
struct Start {
  std::uint32_t number = 0;
  std::int32_t cost = 0;
  Sums sums;
};

/// Where ways end: those of place `p` are numbers of the selection below and what it takes from
/// there, from `first[p]` up to `first[p + 1]`.
struct Arrivals {
  std::vector<std::uint32_t> first, number;
  std::vector<std::int32_t> cost;
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

  /// After run(): cost of the best way to a number of `down`, `unreached` if there is none.
  std::int32_t cost(std::size_t number, std::size_t lane) const { return down_cost_[number][lane]; }
  /// After run(): cost of the best way to each place, `unreached` if there is none.
  void arrive(const Arrivals& at, std::span<Lanes> place) const;
  /// Adds up the figures of one lane; per number of `down`, right only where it is reached.
  std::span<const Sums> sums(std::size_t lane);

  static std::uint64_t bytes(std::size_t up, std::size_t down, bool figures);

 private:
  template <bool figures>
  void go_up();
  template <bool figures>
  void go_down();
  void go();
  void go_wide();
  void arrive_plain(const Arrivals& at, std::span<Lanes> place) const;
  void arrive_wide(const Arrivals& at, std::span<Lanes> place) const;
  void touch(std::uint32_t number);
  void begin(std::span<const std::span<const Start>> origins);

  const Selection* up_;
  const Selection* down_;
  std::span<const std::uint32_t> meet_;
  bool figures_;
  bool wide_;  ///< the processor has vectors of 256 bits
  std::span<const std::span<const Start>> origins_;
  std::vector<Lanes> up_cost_, down_cost_;
  std::vector<Lanes> up_by_, down_by_;  ///< arc that a way came by; below 0: see sweep.cpp
  std::vector<std::uint64_t> waiting_;  ///< one bit per number of `up`
  std::vector<std::uint8_t> touched_;
  std::vector<std::uint32_t> visited_;  ///< numbers of `up`, rising
  std::vector<Sums> up_sums_, down_sums_;
};

}  // namespace masseflyt::transport
