#include "supply_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace masseflyt::matching {
std::uint64_t count_pairs(const Market& m, std::uint64_t enough) {
  std::vector<std::vector<Index>> as_dug(m.groups.size());
  for (Index e = 0; e < m.entries.size(); ++e)
    if (m.entries[e].product == none) as_dug[m.entries[e].group].push_back(e);
  std::uint64_t pairs = 0;
  Index lot = none;
  std::vector<std::int64_t> open;  // per period: entries that the lot may take then
  for (const auto& s : m.supplies) {
    if (s.lot != lot) {  // those of one lot stand together, as a rule
      lot = s.lot;
      open.assign(m.periods + std::size_t{1}, 0);
      for (const Index e : as_dug[m.lots[lot].group]) {
        const Entry& to = m.entries[e];
        if (to.first >= m.periods || to.last < to.first || !m.lot_to.allows(lot, to.destination))
          continue;
        ++open[to.first];
        --open[std::min(to.last, m.periods - 1) + std::size_t{1}];
      }
      std::partial_sum(open.begin(), open.end(), open.begin());
    }
    pairs += static_cast<std::uint64_t>(open[s.period]);
    if (pairs > enough) break;
  }
  return pairs;
}

SupplyPairs::SupplyPairs(const Market& market, const CostSource& costs, const Weights& weights)
    : m_(market), costs_(costs), weights_(weights) {
  PlaceIndex last = 0;
  for (const auto& l : m_.lots) last = std::max(last, l.place);
  for (const auto& d : m_.destinations) last = std::max(last, d.place);
  points_ = costs.points();
  const bool known = last < points_.size();
  if (!known) {
    nowhere_.assign(last + std::size_t{1}, {});
    points_ = nowhere_;
  }
  SpacePoint low = points_[0], high = low;
  for (const SpacePoint& p : points_) {
    low = {std::min(low.x_km, p.x_km), std::min(low.y_km, p.y_km), std::min(low.z_km, p.z_km)};
    high = {std::max(high.x_km, p.x_km), std::max(high.y_km, p.y_km), std::max(high.z_km, p.z_km)};
  }
  least_.emplace(costs, weights, straight_km(low, high), known);
  std::vector<std::vector<BoxTree::Member>> members(m_.groups.size());
  for (Index e = 0; e < m_.entries.size(); ++e) {
    const auto& entry = m_.entries[e];
    extra_.push_back(micro_nok_per_kg(entry.extra, weights_));
    if (entry.product != none) continue;
    members[entry.group].push_back({e, m_.destinations[entry.destination].place});
  }
  worth_ = extra_;
  for (auto& of : members) of_group_.emplace_back(points_, std::move(of));
}

void SupplyPairs::set_prices(std::span<const Money> limit) {
  for (Index e = 0; e < m_.entries.size(); ++e) worth_[e] = extra_[e] - limit[m_.entries[e].limit];
  for (auto& tree : of_group_) tree.set_prices(worth_);
}

SupplyPairs::Money SupplyPairs::cost(const Supply& s, const Lot& lot, Index e) const {
  const auto& to = m_.entries[e];
  if (s.period < to.first || s.period > to.last || !m_.lot_to.allows(s.lot, to.destination))
    return BoxTree::never;
  auto way = costs_.sums(lot.place, m_.destinations[to.destination].place, weights_);
  if (!way) return BoxTree::never;
  return micro_nok_per_kg(*way += to.extra, weights_);
}

std::vector<SupplyPairs::Found> SupplyPairs::cheapest(Index supply, std::size_t count,
                                                      Money below) const {
  const Supply& s = m_.supplies[supply];
  const Lot& lot = m_.lots[s.lot];
  if (s.stored != none && m_.stocks[s.stored].is_shut(s.period)) return {};
  std::vector<BoxTree::Found> best;
  of_group_[lot.group].cheapest(
      points_[lot.place], count, below, *least_,
      [&](Index e) {
        const Money all = cost(s, lot, e);  // the tree adds what is paid on arrival once more
        return all == BoxTree::never ? all : all - extra_[e];
      },
      best);
  std::vector<Found> out;
  for (const auto& f : best) out.push_back({f.key, {supply, f.party, f.cost + extra_[f.party]}});
  return out;
}

}  // namespace masseflyt::matching
