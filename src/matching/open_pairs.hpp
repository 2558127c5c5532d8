// src/matching/open_pairs.hpp — what a pair of an open market costs, and which pairs could pay.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/open_market.hpp>

#include "box_tree.hpp"

namespace masseflyt::matching {

/// Borrows everything. Safe to ask from many threads between two calls of set_prices().
class OpenPairs {
 public:
  using Money = BoxTree::Money;
  using Found = BoxTree::Found;

  OpenPairs(const OpenMarket& market, const CostSource& costs, const Weights& weights);
  OpenPairs(const OpenPairs&) = delete;  // points into itself
  OpenPairs& operator=(const OpenPairs&) = delete;

  /// Micro-NOK per kilogram; `never` where groups or windows differ or no way is known.
  Money cost(Index offer, Index need) const;
  /// Per place, in the metric of the cost source.
  std::span<const SpacePoint> points() const { return points_; }
  Money unplaced() const { return unplaced_; }
  Money bought(Index need) const { return bought_[need]; }

  void set_need_prices(const std::vector<Money>& price);
  void set_offer_prices(const std::vector<Money>& price);

  /// Needs with the lowest cost less their price, below `limit`. Exact over all pairs. `best` is
  /// overwritten; who asks often hands in the same one.
  void needs_for(Index offer, std::size_t count, Money limit, std::vector<Found>& best) const;
  /// Offers with the lowest cost less their price. A good guess: ways back may cost otherwise.
  void offers_for(Index need, std::size_t count, std::vector<Found>& best) const;

  /// Offers of one group, and needs that take the same groups, at most `most` neighbours each.
  std::vector<std::vector<Index>> offer_parts(std::size_t most) const;
  std::vector<std::vector<Index>> need_parts(std::size_t most) const;

 private:
  const OpenMarket& m_;
  const CostSource& costs_;
  const Weights& weights_;
  std::vector<SpacePoint> plane_;  ///< of places in a plane
  std::span<const SpacePoint> points_;
  Money unplaced_;
  std::vector<Money> bought_;
  std::optional<LeastCost> least_;
  std::map<Index, BoxTree> needs_, offers_;  ///< per group
};

}  // namespace masseflyt::matching
