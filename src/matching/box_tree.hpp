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
    std::uint32_t begin, end;
    std::uint32_t halves = 0;  ///< 0: a leaf
  };
  /// Both halves of a box side by side, for both are always asked for: by axis, low half first.
  typedef double Two __attribute__((vector_size(16)));  // what every 64-bit machine has
  struct Halves {
    Two low[3], high[3];
    Money least[2];
    std::uint32_t box[2];
  };
  /// No more than a part of a coarser market has, or its parts would be cut without a look.
  static constexpr std::uint32_t leaf_members = 4;
  static constexpr std::uint32_t scanned =
      6;  ///< boxes of no more are not opened but looked through
  struct Corners {
    SpacePoint low, high;
  };
  Corners corners(std::span<const SpacePoint> places, std::uint32_t box) const;
  void build(std::span<const SpacePoint> places, std::uint32_t box);
  void part(std::uint32_t box, std::size_t most, std::vector<std::vector<Index>>& out) const;

  std::vector<Member> member_;
  std::vector<double> x_, y_, z_;  ///< per member, and a few more: boxes are looked through whole
  std::vector<Money> price_;       ///< per member
  std::vector<Box> box_;
  std::vector<Halves> halves_;  ///< the first is of nobody
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
  const Two zero = {0, 0};
  const Two axis[3] = {{from.x_km, from.x_km}, {from.y_km, from.y_km}, {from.z_km, from.z_km}};
  const auto lower = [](const Found& a, const Found& b) {
    return a.key != b.key ? a.key < b.key : a.party < b.party;
  };
  Open open[64];  // two per level, and a tree of 2^32 members has fewer levels
  std::size_t waiting = 0;
  open[waiting++] = {0, -never};
  while (waiting > 0) {
    const Open at = open[--waiting];
    const bool full = best.size() >= count;
    // Of equal keys the lower party wins, so a box that only reaches the last is still opened.
    const Money worst = full ? std::min(limit, best.back().key + 1) : limit;
    if (at.key >= worst) continue;
    const Box& box = box_[at.box];
    if (box.end - box.begin > scanned) {
      const Halves& h = halves_[box.halves];
      Two squared = zero;
      for (int k = 0; k < 3; ++k) {
        const Two below = h.low[k] - axis[k], above = axis[k] - h.high[k];
        Two outside = below > above ? below : above;
        outside = outside > zero ? outside : zero;
        squared += outside * outside;
      }
      Open near{h.box[0], least(std::sqrt(squared[0])) + h.least[0]};
      Open far{h.box[1], least(std::sqrt(squared[1])) + h.least[1]};
      if (far.key < near.key) std::swap(near, far);
      if (far.key < worst) open[waiting++] = far;
      if (near.key < worst) open[waiting++] = near;
      continue;
    }
    double away[scanned];
    for (std::uint32_t i = 0; i < scanned; ++i) {
      const std::uint32_t k = box.begin + i;
      const double x = from.x_km - x_[k], y = from.y_km - y_[k], z = from.z_km - z_[k];
      away[i] = std::sqrt(x * x + y * y + z * z);
    }
    for (std::uint32_t k = box.begin; k < box.end; ++k) {
      const Money reach = best.size() >= count ? std::min(limit, best.back().key + 1) : limit;
      if (least(away[k - box.begin]) + price_[k] >= reach) continue;
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
