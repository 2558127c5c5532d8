// src/matching/supply_pairs.hpp — supplies and the entries they may take, without a list of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>

#include "box_tree.hpp"

namespace masseflyt::matching {

/// A supply that takes an entry straight from its site.
struct SupplyPair {
  Index supply = 0, entry = 0;
  std::int64_t cost = 0;  ///< micro-NOK per kilogram
};

/// Up to so many pairs are written out as arcs, which takes about 200 bytes each. Beyond, plan()
/// looks them up where they could pay.
inline constexpr std::uint64_t listed_pairs = 4'000'000;
/// More than these are never written out, also where rows leave no other way.
inline constexpr std::uint64_t most_listed_pairs = 20'000'000;
inline constexpr std::uint64_t bytes_per_pair = 200;

/// Supplies and entries that they may take, whether or not a way leads there; only that there are
/// more, where there are more than `enough`. Cost: O(pairs of one group), to the limit.
std::uint64_t count_pairs(const Market& market, std::uint64_t enough);

/// Borrows everything. Safe to ask from many threads between two calls of set_prices().
class SupplyPairs {
 public:
  using Money = BoxTree::Money;

  SupplyPairs(const Market& market, const CostSource& costs, const Weights& weights);

  /// What a kilogram is worth in each limit, as the potential of its node.
  void set_prices(std::span<const Money> limit);

  /// The entries with the lowest cost less the potential of their limit, below `below`; lowest
  /// first. Exact over all pairs of the supply. `key` is that difference.
  struct Found {
    Money key;
    SupplyPair pair;
  };
  std::vector<Found> cheapest(Index supply, std::size_t count, Money below) const;

 private:
  Money cost(const Supply& s, const Lot& lot, Index entry) const;

  const Market& m_;
  const CostSource& costs_;
  const Weights weights_;
  std::vector<SpacePoint> nowhere_;  ///< for places of which nobody knows where they lie
  std::span<const SpacePoint> points_;
  std::optional<LeastCost> least_;
  std::vector<Money> extra_;       ///< per entry: what is paid on arrival, as a price of its own
  std::vector<Money> worth_;       ///< per entry: that less the potential of its limit
  std::vector<BoxTree> of_group_;  ///< entries that take the group as it is dug
};

}  // namespace masseflyt::matching
