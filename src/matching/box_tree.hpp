// src/matching/box_tree.hpp — where does a price and a way together cost least?
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <masseflyt/matching/open_market.hpp>

namespace masseflyt::matching {

/// Parties of one market, halved again and again along the longer side into boxes. Each box knows
/// a member in its middle, how far the others are from that at most, and the lowest price in it.
class BoxTree {
 public:
  using Money = std::int64_t;
  static constexpr Money never = std::numeric_limits<Money>::max() / 4;
  struct Member {
    Index party;
    PlaceIndex place;
  };
  struct Found {
    Money key;  ///< cost of the pair and price of the party
    Money cost;
    Index party;
  };

  BoxTree(const std::vector<PlanePoint>& places, std::vector<Member> members);

  void set_prices(std::span<const Money> by_party);

  /// The `count` members with the lowest key below `limit`, added to what `best` holds already;
  /// lowest first, ties by party. `bound(place, radius_km)` is a cost that no member around there
  /// falls below, `cost(party)` the true one or `never`.
  template <typename Bound, typename Cost>
  void cheapest(std::size_t count, Money limit, const Bound& bound, const Cost& cost,
                std::vector<Found>& best) const;

  /// Members that lie together, at most `most` to a part.
  std::vector<std::vector<Index>> parts(std::size_t most) const;

 private:
  struct Box {
    std::uint32_t begin, end, high = 0;  ///< members; the low half follows, 0: a leaf
    PlaceIndex middle = 0;
    double radius_km = 0;
    Money least = 0;
  };
  static constexpr std::uint32_t leaf_members = 8;
  std::uint32_t build(const std::vector<PlanePoint>& places, std::uint32_t begin,
                      std::uint32_t end);
  void part(std::uint32_t box, std::size_t most, std::vector<std::vector<Index>>& out) const;

  std::vector<Member> member_;
  std::vector<Money> price_;  ///< per member
  std::vector<Box> box_;
};

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

template <typename Bound, typename Cost>
void BoxTree::cheapest(std::size_t count, Money limit, const Bound& bound, const Cost& cost,
                       std::vector<Found>& best) const {
  if (box_.empty() || count == 0) return;
  struct Open {
    std::uint32_t box;
    Money key;
  };
  const auto key_of = [&](std::uint32_t b) {
    return bound(box_[b].middle, box_[b].radius_km) + box_[b].least;
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
    if (at.key >= limit || (full && at.key > best.back().key)) continue;
    const Box& box = box_[at.box];
    if (box.high != 0) {
      Open low{at.box + 1, key_of(at.box + 1)}, high{box.high, key_of(box.high)};
      if (low.key < high.key) std::swap(low, high);
      open[waiting++] = low;
      open[waiting++] = high;
      continue;
    }
    for (std::uint32_t k = box.begin; k < box.end; ++k) {
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
