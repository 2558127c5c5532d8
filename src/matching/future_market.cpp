#include "future_market.hpp"

#include <algorithm>

namespace masseflyt::matching {
namespace {

/// Places from here on are destinations, and from there on masses.
constexpr PlaceIndex first_destination = 1u << 30, first_mass = 1u << 31;

HaulSums weighed(const HaulSums& s, const Weights& w) {
  HaulSums out;
  out.nok = weigh(s, w);
  return out;
}

}  // namespace

/// Ways between real places, at their weighed price, with the price of a decision on top.
class FutureMarket::Ways : public CostSource {
 public:
  Ways(const FutureMarket& future, const NowPrice* prices) : f_(future), prices_(prices) {}

  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights&) const override {
    const auto way = f_.costs_.route(real(from), real(to), f_.weights_);
    if (!way) return std::nullopt;
    Route out;
    out.sums = weighed(way->sums, f_.weights_);
    if (prices_ != nullptr && from >= first_mass && to >= first_destination)
      if (const auto at = prices_->find({from - first_mass, to - first_destination});
          at != prices_->end())
        out.sums.nok += at->second / 1000;
    return out;
  }

 private:
  PlaceIndex real(PlaceIndex p) const {
    if (p >= first_mass)
      return f_.market_.lots[f_.market_.supplies[f_.first_[p - first_mass]].lot].place;
    return p >= first_destination ? f_.real_[p - first_destination] : p;
  }
  const FutureMarket& f_;
  const NowPrice* prices_;
};

FutureMarket::FutureMarket(const Market& market, const CostSource& costs, const Weights& weights,
                           std::vector<Index> first)
    : market_(market), costs_(costs), weights_(weights), first_(std::move(first)) {
  for (Index d = 0; d < market_.destinations.size(); ++d) {
    real_.push_back(market_.destinations[d].place);
    market_.destinations[d].place = first_destination + d;
  }
  for (auto& s : market_.stocks) {
    s.place = first_destination + s.destination;
    s.in = weighed(s.in, weights), s.hold = weighed(s.hold, weights);
    s.end = weighed(s.end, weights);
  }
  for (auto& e : market_.entries) e.extra = weighed(e.extra, weights);
  for (auto& p : market_.processes) p.extra = weighed(p.extra, weights);
  for (auto& v : market_.virgin) v.extra = weighed(v.extra, weights);
  market_.far = weighed(market_.far, weights);
  market_.practised_to = {};
}

Market FutureMarket::without_first() const {
  Market m = market_;
  std::vector<char> drop(m.supplies.size(), 0);
  for (const Index i : first_) drop[i] = 1;
  std::vector<Supply> rest;
  for (Index i = 0; i < m.supplies.size(); ++i)
    if (!drop[i]) rest.push_back(m.supplies[i]);
  m.supplies = std::move(rest);
  return m;
}

/// Rows of the compatibility for lots that were added: that of another lot, or one place alone.
void FutureMarket::grow(Market& m,
                        const std::vector<std::pair<Index, std::optional<Index>>>& rows) {
  const std::size_t old = m.lot_to.lots();
  Compatibility grown(old + rows.size(), m.destinations.size());
  for (std::size_t d = 0; d < m.destinations.size(); ++d) {
    for (std::size_t l = 0; l < old; ++l)
      if (!m.lot_to.allows(l, d)) grown.refuse(l, d, "refused");
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto& [like, only] = rows[r];
      if (!m.lot_to.allows(like, d) || (only && *only != d)) grown.refuse(old + r, d, "refused");
    }
  }
  m.lot_to = std::move(grown);
}

Result<Plan> FutureMarket::priced(const NowPrice& prices, NowKg& decided,
                                  const Control& control) const {
  Market m = without_first();
  const auto lots = static_cast<Index>(m.lots.size());
  const auto begin = static_cast<Index>(m.supplies.size());
  std::vector<std::pair<Index, std::optional<Index>>> rows;
  for (Mass k = 0; k < first_.size(); ++k) {
    const Supply& s = market_.supplies[first_[k]];
    Lot lot = market_.lots[s.lot];
    lot.place = first_mass + k;
    m.lots.push_back(std::move(lot));
    rows.emplace_back(s.lot, std::nullopt);
    m.supplies.push_back({lots + k, s.period, s.kg, none});
  }
  grow(m, rows);
  auto out = plan(m, Ways(*this, &prices), {}, control);
  if (!out || out->status != Status::optimal) return out;
  decided.clear();
  for (const Flow& f : out->flows) {
    if (f.from != From::supply || f.source < begin) continue;
    Index d = none;  // far or nowhere
    if (f.to == To::entry) d = m.entries[f.target].destination;
    if (f.to == To::stock) d = m.stocks[f.target].destination;
    decided[{f.source - begin, d}] += f.kg;
  }
  return out;
}

Result<Plan> FutureMarket::sent(const NowKg& now, const Control& control) const {
  Market m = without_first();
  std::vector<std::pair<Index, std::optional<Index>>> rows;
  for (const auto& [key, kg] : now) {
    if (kg <= 0) continue;
    const Supply& s = market_.supplies[first_[key.first]];
    const auto lot = static_cast<Index>(m.lots.size());
    m.lots.push_back(market_.lots[s.lot]);
    rows.emplace_back(s.lot, key.second);  // none is no destination: allowed nowhere
    m.supplies.push_back({lot, s.period, kg, none});
  }
  grow(m, rows);
  return plan(m, Ways(*this, nullptr), {}, control);
}

}  // namespace masseflyt::matching
