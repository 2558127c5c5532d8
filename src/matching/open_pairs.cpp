#include "open_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {
namespace {

using Money = OpenPairs::Money;
using Members = std::vector<BoxTree::Member>;

std::map<Index, BoxTree> trees(std::span<const SpacePoint> places,
                               std::map<Index, Members> members) {
  std::map<Index, BoxTree> out;
  for (auto& [group, of] : members) out.emplace(group, BoxTree(places, std::move(of)));
  return out;
}

void negate_into(std::map<Index, BoxTree>& trees, const std::vector<Money>& price) {
  std::vector<Money> less(price.size());
  for (std::size_t i = 0; i < price.size(); ++i) less[i] = -price[i];
  for (auto& [group, tree] : trees) tree.set_prices(less);
}

}  // namespace

OpenPairs::OpenPairs(const OpenMarket& market, const CostSource& costs, const Weights& weights)
    : m_(market),
      costs_(costs),
      weights_(weights),
      unplaced_(std::llround(market.unplaced_nok_t * 1000)) {
  for (const PlanePoint p : m_.places) plane_.push_back({p.x_km, p.y_km, 0});
  points_ = plane_.empty() ? costs.points() : std::span<const SpacePoint>(plane_);
  std::map<Index, Members> needs, offers;
  SpacePoint low = points_.empty() ? SpacePoint{} : points_[0], high = low;
  for (const SpacePoint& p : points_) {
    low = {std::min(low.x_km, p.x_km), std::min(low.y_km, p.y_km), std::min(low.z_km, p.z_km)};
    high = {std::max(high.x_km, p.x_km), std::max(high.y_km, p.y_km), std::max(high.z_km, p.z_km)};
  }
  least_.emplace(costs, weights, straight_km(low, high), true);
  for (Index i = 0; i < m_.offers.size(); ++i)
    offers[m_.offers[i].group].push_back({i, m_.offers[i].place});
  for (Index j = 0; j < m_.needs.size(); ++j) {
    bought_.push_back(std::llround(m_.needs[j].bought_nok_t * 1000));
    for (const Index g : m_.needs[j].groups) needs[g].push_back({j, m_.needs[j].place});
  }
  needs_ = trees(points_, std::move(needs));
  offers_ = trees(points_, std::move(offers));
}

Money OpenPairs::cost(Index offer, Index need) const {
  const OpenOffer& i = m_.offers[offer];
  const OpenNeed& j = m_.needs[need];
  if (i.last < j.first || j.last < i.first) return BoxTree::never;
  const auto way = costs_.sums(i.place, j.place, weights_);
  return way ? micro_nok_per_kg(*way, weights_) : BoxTree::never;
}

void OpenPairs::set_need_prices(const std::vector<Money>& price) { negate_into(needs_, price); }
void OpenPairs::set_offer_prices(const std::vector<Money>& price) { negate_into(offers_, price); }

void OpenPairs::needs_for(Index offer, std::size_t count, Money limit,
                          std::vector<Found>& best) const {
  best.clear();
  const auto tree = needs_.find(m_.offers[offer].group);
  if (tree == needs_.end()) return;
  tree->second.cheapest(
      points_[m_.offers[offer].place], count, limit, *least_,
      [&](Index need) { return cost(offer, need); }, best);
}

void OpenPairs::offers_for(Index need, std::size_t count, std::vector<Found>& best) const {
  best.clear();
  for (const Index group : m_.needs[need].groups) {
    const auto tree = offers_.find(group);
    if (tree == offers_.end()) continue;
    tree->second.cheapest(
        points_[m_.needs[need].place], count, BoxTree::never, *least_,
        [&](Index offer) { return cost(offer, need); }, best);
  }
}

std::vector<std::vector<Index>> OpenPairs::offer_parts(std::size_t most) const {
  std::vector<std::vector<Index>> out;
  for (const auto& [group, tree] : offers_)
    for (auto& part : tree.parts(most)) out.push_back(std::move(part));
  return out;
}

std::vector<std::vector<Index>> OpenPairs::need_parts(std::size_t most) const {
  std::map<std::vector<Index>, Members> alike;
  for (Index j = 0; j < m_.needs.size(); ++j)
    alike[m_.needs[j].groups].push_back({j, m_.needs[j].place});
  std::vector<std::vector<Index>> out;
  for (auto& [groups, members] : alike)
    for (auto& part : BoxTree(points_, std::move(members)).parts(most))
      out.push_back(std::move(part));
  return out;
}

}  // namespace masseflyt::matching
