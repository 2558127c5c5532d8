#include "verify_prices.hpp"

#include <cmath>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr std::size_t most_remembered = 2'000'000;

bool open(Index first, Index last, Index period) { return first <= period && period <= last; }

}  // namespace

/// Remembered as long as memory allows: a large market has more pairs than should be kept.
std::optional<HaulSums> PermittedPrices::sums_of(PlaceIndex from, PlaceIndex to) {
  if (const auto at = ways_.find({from, to}); at != ways_.end()) return at->second;
  const auto route = costs_.sums(from, to, weights_);
  if (ways_.size() < most_remembered) ways_.emplace(std::pair(from, to), route);
  return route;
}

PermittedPrices::Price PermittedPrices::price(PlaceIndex from, PlaceIndex to, const HaulSums& extra,
                                              double haul_share) {
  const auto way = sums_of(from, to);
  if (!way) return std::nullopt;
  HaulSums sums = haul_share == 1 ? *way : scaled(*way, haul_share);
  sums += extra;
  return price(sums);
}

PermittedPrices::Price PermittedPrices::supply_to_entry(const Supply& s, const Entry& e) {
  const auto& lot = m_.lots[s.lot];
  if (e.group != lot.group || e.product != none || !open(e.first, e.last, s.period) ||
      !m_.lot_to.allows(s.lot, e.destination))
    return std::nullopt;
  if (s.stored != none && m_.stocks[s.stored].is_shut(s.period)) return std::nullopt;
  return price(lot.place, m_.destinations[e.destination].place, e.extra);
}

PermittedPrices::Price PermittedPrices::supply_to_stock(const Supply& s, const Stock& k) {
  const auto& lot = m_.lots[s.lot];
  if (k.group != lot.group || !open(k.first, k.last, s.period) ||
      !m_.lot_to.allows(s.lot, k.destination))
    return std::nullopt;
  return price(lot.place, k.place, k.in);
}

PermittedPrices::Price PermittedPrices::stock_to_entry(const Stock& k, Index period, Index process,
                                                       const Entry& e) {
  return may_leave(k, period, e) ? stock_to_entry(k, process, e) : std::nullopt;
}

bool PermittedPrices::may_leave(const Stock& k, Index period, const Entry& e) {
  return open(e.first, e.last, period) && open(k.first, k.last, period) && !k.is_shut(period);
}

PermittedPrices::Price PermittedPrices::stock_to_entry(const Stock& k, Index process,
                                                       const Entry& e) {
  const Index product = process == none ? none : m_.processes[process].product;
  if (e.group != k.group || e.product != product || !m_.group_to.allows(k.group, e.destination))
    return std::nullopt;
  return price(k.place, m_.destinations[e.destination].place, e.extra, yield_of(m_, process));
}

PermittedPrices::Price PermittedPrices::byproduct_to_entry(const Byproduct& b, Index period,
                                                           const Entry& e) {
  const Stock& k = m_.stocks[m_.processes[b.process].stock];
  if (e.group != b.group || e.product != none || !open(e.first, e.last, period) ||
      !open(k.first, k.last, period) || !m_.group_to.allows(b.group, e.destination))
    return std::nullopt;
  return price(k.place, m_.destinations[e.destination].place, e.extra);
}

PermittedPrices::Price PermittedPrices::of_virgin(const Virgin& v) {
  if (v.anywhere) return price(scaled(v.extra, v.yield));
  const auto way = sums_of(v.place, v.to);
  if (!way) return std::nullopt;
  HaulSums sums = v.extra;
  sums += *way;
  return price(scaled(sums, v.yield));
}

std::int64_t PermittedPrices::of_end(const Stock& k) const {
  HaulSums sums = k.hold;
  sums += k.end;
  return price(sums);
}

std::int64_t PermittedPrices::unplaced() const { return std::llround(m_.unplaced_nok_t * 1000.0); }

}  // namespace masseflyt::matching
