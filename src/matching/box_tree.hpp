// src/matching/box_tree.hpp — where does a price and a way together cost least?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/row.hpp>

namespace masseflyt::matching {

/// What a way of so many kilometres of straight line costs at least, in micro-NOK per kilogram,
/// looked up: it is asked for millions of times, and costs a virtual call to compute.
class LeastCost {
 public:
  using Money = std::int64_t;
  static constexpr Money never = std::numeric_limits<Money>::max() / 4;

  /// Of places no farther apart than `most_km`; without `known` places nothing is said of any.
  LeastCost(const CostSource& costs, const Weights& weights, double most_km, bool known);
  Money operator()(double km) const {
    const auto step = static_cast<std::size_t>(km * steps_per_km_);
    return at_[step < at_.size() ? step : at_.size() - 1];
  }

 private:
  double steps_per_km_ = 0;
  std::vector<Money> at_;
};

/// Parties of one market, halved again and again along the longest side into boxes. Each box knows
/// how far it reaches and the lowest price in it.
class BoxTree {
 public:
  using Money = LeastCost::Money;
  static constexpr Money never = LeastCost::never;
  struct Member {
    Index party;
    PlaceIndex place;
  };
  struct Found {
    Money key;  ///< cost of the pair and price of the party
    Money cost;
    Index party;
  };

  BoxTree(std::span<const SpacePoint> places, std::vector<Member> members);

  void set_prices(std::span<const Money> by_party);

  /// The `count` members with the lowest key below `limit`, added to what `best` holds already;
  /// lowest first, ties by party. `cost(party)` is the true one or `never`, and never below
  /// `least(km)` of its distance.
  template <typename Cost>
  void cheapest(const SpacePoint& from, std::size_t count, Money limit, const LeastCost& least,
                const Cost& cost, std::vector<Found>& best) const;

  /// Members that lie together, at most `most` to a part.
  std::vector<std::vector<Index>> parts(std::size_t most) const;

 private:
  struct Box {
    std::uint32_t begin, end, high = 0;  ///< members; the low half follows, 0: a leaf
    SpacePoint low_corner, high_corner;
    Money least = 0;
  };
  /// No more than a part of a coarser market has, or its parts would be cut without a look.
  static constexpr std::uint32_t leaf_members = 4;
  std::uint32_t build(std::span<const SpacePoint> places, std::uint32_t begin, std::uint32_t end);
  void part(std::uint32_t box, std::size_t most, std::vector<std::vector<Index>>& out) const;

  std::vector<Member> member_;
  std::vector<SpacePoint> point_;  ///< per member
  std::vector<Money> price_;       ///< per member
  std::vector<Box> box_;
};

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

template <typename Cost>
void BoxTree::cheapest(const SpacePoint& from, std::size_t count, Money limit,
                       const LeastCost& least, const Cost& cost, std::vector<Found>& best) const {
  if (box_.empty() || count == 0) return;
  struct Open {
    std::uint32_t box;
    Money key;
  };
  const auto outside = [](double x, double low, double high) {
    return std::max(0.0, std::max(low - x, x - high));
  };
  const auto key_of = [&](std::uint32_t b) {
    const Box& box = box_[b];
    const double x = outside(from.x_km, box.low_corner.x_km, box.high_corner.x_km);
    const double y = outside(from.y_km, box.low_corner.y_km, box.high_corner.y_km);
    const double z = outside(from.z_km, box.low_corner.z_km, box.high_corner.z_km);
    return least(std::sqrt(x * x + y * y + z * z)) + box.least;
  };
  const auto lower = [](const Found& a, const Found& b) {
    return a.key != b.key ? a.key < b.key : a.party < b.party;
  };
  Open open[64];  // two per level, and a tree of 2^32 members has fewer levels
  std::size_t waiting = 0;
  open[waiting++] = {0, key_of(0)};
  while (waiting > 0) {
    const Open at = open[--waiting];
    const bool full = best.size() >= count;
    // Of equal keys the lower party wins, so a box that only reaches the last is still opened.
    const Money worst = full ? std::min(limit, best.back().key + 1) : limit;
    if (at.key >= worst) continue;
    const Box& box = box_[at.box];
    if (box.high != 0) {
      Open low{at.box + 1, key_of(at.box + 1)}, high{box.high, key_of(box.high)};
      if (low.key < high.key) std::swap(low, high);
      if (low.key < worst) open[waiting++] = low;
      if (high.key < worst) open[waiting++] = high;
      continue;
    }
    for (std::uint32_t k = box.begin; k < box.end; ++k) {
      const Money reach = best.size() >= count ? std::min(limit, best.back().key + 1) : limit;
      const double x = from.x_km - point_[k].x_km, y = from.y_km - point_[k].y_km,
                   z = from.z_km - point_[k].z_km;
      if (least(std::sqrt(x * x + y * y + z * z)) + price_[k] >= reach) continue;
      const Money way = cost(member_[k].party);
      if (way >= never) continue;
      const Found found{way + price_[k], way, member_[k].party};
      if (found.key >= limit) continue;
      if (best.size() >= count) {
        if (!lower(found, best.back())) continue;
        best.pop_back();
      }
      best.insert(std::upper_bound(best.begin(), best.end(), found, lower), found);
    }
  }
}

}  // namespace masseflyt::matching
