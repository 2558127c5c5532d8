#include "transport/sweep.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace masseflyt::transport {
namespace {

/// A way that comes from the sweep above; other negative numbers are -1 - the number of its start.
constexpr std::int32_t from_above = std::numeric_limits<std::int32_t>::min();

// The loops over lanes are written so that compilers turn them into vector instructions: twice, for
// every x86-64 and for those with wide vectors. Integers, so the answers are the same bytes. Of
// equal ways the first one stays, whatever the other lanes do.
#if defined(__x86_64__) && defined(__GNUC__)
#define MASSEFLYT_WIDE [[gnu::target("avx2")]]
#define MASSEFLYT_INSIDE [[gnu::always_inline]]
bool has_wide_vectors() { return __builtin_cpu_supports("avx2"); }
#else
#define MASSEFLYT_WIDE
#define MASSEFLYT_INSIDE
bool has_wide_vectors() { return false; }
#endif

template <bool figures>
MASSEFLYT_INSIDE inline void relax(Lanes& to, Lanes& to_by, const Lanes& from, std::int32_t cost,
                                   std::int32_t by) {
  for (std::size_t k = 0; k < lanes; ++k) {
    const std::int32_t reached = from[k] + cost;
    const bool better = reached < to[k];
    to[k] = better ? reached : to[k];
    if constexpr (figures) to_by[k] = better ? by : to_by[k];
  }
}

MASSEFLYT_INSIDE inline Lanes nowhere() {
  Lanes l;
  for (std::size_t k = 0; k < lanes; ++k) l[k] = unreached;
  return l;
}

MASSEFLYT_INSIDE inline void best_ends(const Arrivals& at, const std::vector<Lanes>& cost,
                                       std::span<Lanes> place) {
  for (std::size_t p = 0; p < place.size(); ++p) {
    Lanes best = nowhere();
    for (auto e = at.first[p]; e < at.first[p + 1]; ++e)
      relax<false>(best, best, cost[at.number[e]], at.cost[e], 0);
    place[p] = best;
  }
}

}  // namespace

Sweep::Sweep(const Selection& up, const Selection& down, std::span<const std::uint32_t> meet,
             bool figures)
    : up_(&up),
      down_(&down),
      meet_(meet),
      figures_(figures),
      wide_(has_wide_vectors()),
      up_cost_(up.size()),
      down_cost_(down.size()),
      up_by_(figures ? up.size() : 1),
      down_by_(figures ? down.size() : 1),
      waiting_(up.size() / 64 + 1, 0),
      touched_(up.size(), 0),
      up_sums_(figures ? up.size() : 0),
      down_sums_(figures ? down.size() : 0) {}

std::uint64_t Sweep::bytes(std::size_t up, std::size_t down, bool figures) {
  const std::uint64_t per_node = sizeof(Lanes) * (figures ? 2 : 1) + (figures ? sizeof(Sums) : 0);
  return (up + down) * per_node + 6 * up;
}

void Sweep::touch(std::uint32_t number) {
  if (touched_[number]) return;
  touched_[number] = 1;
  waiting_[number / 64] |= std::uint64_t{1} << (number % 64);
  up_cost_[number] = nowhere();
}

void Sweep::begin(std::span<const std::span<const Start>> origins) {
  for (const auto v : visited_) touched_[v] = 0;
  visited_.clear();
  origins_ = origins;
  for (std::size_t k = 0; k < origins.size(); ++k)
    for (std::size_t i = 0; i < origins[k].size(); ++i) {
      const auto& start = origins[k][i];
      touch(start.number);
      if (start.cost >= up_cost_[start.number][k]) continue;
      up_cost_[start.number][k] = start.cost;
      if (figures_) up_by_[start.number][k] = -1 - static_cast<std::int32_t>(i);
    }
}

// Every node waits for all that are less important, so it is passed once.
template <bool figures>
MASSEFLYT_INSIDE inline void Sweep::go_up() {
  const auto& g = *up_;
  for (std::size_t word = 0; word < waiting_.size(); ++word)
    while (waiting_[word] != 0) {
      const auto v = static_cast<std::uint32_t>(word * 64) +
                     static_cast<std::uint32_t>(std::countr_zero(waiting_[word]));
      waiting_[word] &= waiting_[word] - 1;
      visited_.push_back(v);
      for (auto a = g.begin[v]; a < g.begin[v + 1]; ++a) {
        const auto w = g.other[a];
        touch(w);
        relax<figures>(up_cost_[w], up_by_[figures ? w : 0], up_cost_[v], g.cost[a],
                       static_cast<std::int32_t>(a));
      }
    }
}

template <bool figures>
MASSEFLYT_INSIDE inline void Sweep::go_down() {
  const auto& g = *down_;
  Lanes by;
  for (std::size_t k = 0; k < lanes; ++k) by[k] = from_above;
  for (std::uint32_t v = 0; v < g.size(); ++v) {
    const auto above = meet_[v];
    Lanes cost = above != no_link && touched_[above] ? up_cost_[above] : nowhere();
    Lanes came = by;
    for (auto a = g.begin[v]; a < g.begin[v + 1]; ++a)
      relax<figures>(cost, came, down_cost_[g.other[a]], g.cost[a], static_cast<std::int32_t>(a));
    down_cost_[v] = cost;
    if constexpr (figures) down_by_[v] = came;
  }
}

void Sweep::go() {
  if (figures_)
    go_up<true>(), go_down<true>();
  else
    go_up<false>(), go_down<false>();
}

MASSEFLYT_WIDE void Sweep::go_wide() {
  if (figures_)
    go_up<true>(), go_down<true>();
  else
    go_up<false>(), go_down<false>();
}

void Sweep::run(std::span<const std::span<const Start>> origins) {
  begin(origins);
  wide_ ? go_wide() : go();
}

void Sweep::arrive_plain(const Arrivals& at, std::span<Lanes> place) const {
  best_ends(at, down_cost_, place);
}

MASSEFLYT_WIDE void Sweep::arrive_wide(const Arrivals& at, std::span<Lanes> place) const {
  best_ends(at, down_cost_, place);
}

void Sweep::arrive(const Arrivals& at, std::span<Lanes> place) const {
  wide_ ? arrive_wide(at, place) : arrive_plain(at, place);
}

std::span<const Sums> Sweep::sums(std::size_t lane) {
  for (const auto v : visited_) {
    if (up_cost_[v][lane] >= unreached) continue;
    const auto by = up_by_[v][lane];
    if (by < 0)
      up_sums_[v] = origins_[lane][static_cast<std::size_t>(-1 - by)].sums;
    else
      up_sums_[v] = up_sums_[up_->tail[static_cast<std::size_t>(by)]] +
                    up_->sums[static_cast<std::size_t>(by)];
  }
  for (std::size_t v = 0; v < down_->size(); ++v) {
    if (down_cost_[v][lane] >= unreached) continue;
    const auto by = down_by_[v][lane];
    if (by == from_above)
      down_sums_[v] = up_sums_[meet_[v]];
    else
      down_sums_[v] = down_sums_[down_->other[static_cast<std::size_t>(by)]] +
                      down_->sums[static_cast<std::size_t>(by)];
  }
  return down_sums_;
}

}  // namespace masseflyt::transport
