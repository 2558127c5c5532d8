// src/matching/verify_prices.hpp — may this flow be, and what does a kilogram of it cost?
//
// Read off the market's own tables, without the solver's nodes and arcs.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

/// In micro-NOK per kilogram; none: not permitted, not open, or no way there.
class PermittedPrices {
 public:
  using Price = std::optional<std::int64_t>;

  PermittedPrices(const Market& market, const CostSource& costs, const Weights& weights)
      : m_(market), costs_(costs), weights_(weights) {}

  Price supply_to_entry(const Supply& s, const Entry& e);
  Price supply_to_stock(const Supply& s, const Stock& k);
  /// Without what the process itself costs.
  Price stock_to_entry(const Stock& k, Index period, Index process, const Entry& e);
  /// The same in two parts: what does not depend on the period, and what does.
  Price stock_to_entry(const Stock& k, Index process, const Entry& e);
  static bool may_leave(const Stock& k, Index period, const Entry& e);
  Price byproduct_to_entry(const Byproduct& b, Index period, const Entry& e);
  Price of_virgin(const Virgin& v);
  std::int64_t of_arrival(const Entry& e) const { return price(e.extra); }
  /// Micro-NOK per kilogram, below that of any way to a place within the radius.
  double least(PlaceIndex from, PlaceIndex around, double radius_km) const {
    const double nok_t = costs_.lower_bound(from, around, radius_km, weights_);
    return nok_t * 1000 - 2 - 1e-9 * std::abs(nok_t * 1000);  // 2: both are rounded
  }
  std::span<const SpacePoint> points() const { return costs_.points(); }
  std::int64_t of_process(Index p) const { return price(m_.processes[p].extra); }
  std::int64_t of_holding(const Stock& k) const { return price(k.hold); }
  std::int64_t of_end(const Stock& k) const;
  std::int64_t of_choice(Index c) const {  ///< micro-NOK of one
    return micro_nok(m_.choices[c].cost, weights_);
  }
  std::int64_t far() const { return price(m_.far); }
  std::int64_t unplaced() const;

 private:
  std::int64_t price(const HaulSums& sums) const { return micro_nok_per_kg(sums, weights_); }
  std::optional<HaulSums> sums_of(PlaceIndex from, PlaceIndex to);
  Price price(PlaceIndex from, PlaceIndex to, const HaulSums& extra, double haul_share = 1);

  const Market& m_;
  const CostSource& costs_;
  const Weights weights_;
  std::map<std::pair<PlaceIndex, PlaceIndex>, std::optional<HaulSums>> ways_;
};

}  // namespace masseflyt::matching
