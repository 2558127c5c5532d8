// A region k times the size of the Oslo case, made from it: the same kinds of masses, places,
// rules and prices, so many more of them.
//
// Every lot, destination, store, process, limit and quarry of the case stands k times in the
// market. Copy 0 is the case. In each other copy
//   - every place lies up to 8 km north or south and east or west of where it is;
//   - every offer has half to one and a half times its tonnes, and all its months are moved by the
//     same half year at most (what would leave the horizon stays in its first or last month);
//   - every destination, store and quarry has half to one and a half times its room.
// All copies share one market: who goes where is decided among all of them. A haul between copies
// is that of their originals, its first and last stretch on road longer or shorter by 1.3 times
// the difference in a straight line. A lot may go to the 30 permitted destinations and stores that
// are cheapest to reach, a store may send to 30, a need buys from quarries of its own copy.
// Above ten times Oslo all masses and rooms are divided by k / 3: our simplex counts kilograms
// times nodes, and five billion tonnes at 760 000 nodes do not fit into its 64 bits. Nothing else
// changes. The same k and seed give the same market on every machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/geo.hpp>

#include "scenario/model.hpp"

namespace masseflyt::bench {

using matching::Index;
using matching::Market;
using matching::none;

/// Hauls between copies, at the weights it was made for. Places count copy by copy.
class CopiedCosts : public CostSource {
 public:
  CopiedCosts(const scenario::Model& model, const Weights& weights, std::vector<SpacePoint> at,
              std::size_t originals)
      : model_(model), at_(std::move(at)), n_(originals), known_(at_.size()) {
    for (PlaceIndex a = 0; a < n_; ++a)
      for (PlaceIndex b = 0; b < n_; ++b) ways_.push_back(model.haulage.route(a, b, weights));
    longer_ = model.haulage.road(1).road_km;  // a tariff counts more than the map's kilometres
  }

  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights& w) const override {
    const auto s = sums(a, b, w);
    return s ? std::optional(Route{{}, *s}) : std::nullopt;
  }
  std::optional<HaulSums> sums(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    const auto& to = known_[a];
    if (!to.empty() && !std::binary_search(to.begin(), to.end(), b)) return std::nullopt;
    return any_sums(a, b);
  }
  /// Whether it is a candidate or not.
  std::optional<HaulSums> any_sums(PlaceIndex a, PlaceIndex b) const {
    if (a == b) return HaulSums{};
    const auto from = static_cast<PlaceIndex>(a % n_), to = static_cast<PlaceIndex>(b % n_);
    if (from == to) return road(detour * straight_km(at_[a], at_[b]));
    const auto& way = ways_[from * n_ + to];
    if (!way) return std::nullopt;
    HaulSums sums;
    for (const Leg& leg : way->legs) {
      const PlaceIndex begin = leg.from == from ? a : leg.from, end = leg.to == to ? b : leg.to;
      sums += leg.mode == Mode::road ? stretched(leg, begin, end) : leg.sums;
    }
    if (way->legs.front().mode != Mode::road) sums += road(detour * straight_km(at_[from], at_[a]));
    if (way->legs.back().mode != Mode::road) sums += road(detour * straight_km(at_[to], at_[b]));
    return sums;
  }

  /// From `from` these ways are known, and those that were told before; no others any more.
  void only(PlaceIndex from, const std::vector<PlaceIndex>& to) {
    auto& all = known_[from];
    all.insert(all.end(), to.begin(), to.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }

 private:
  static constexpr double detour = 1.3;

  HaulSums road(double km) const { return km == 0 ? HaulSums{} : model_.haulage.road(km); }

  HaulSums stretched(const Leg& leg, PlaceIndex a, PlaceIndex b) const {
    if (a == leg.from && b == leg.to) return leg.sums;
    const double was = leg.sums.road_km / longer_, straight = straight_km(at_[a], at_[b]);
    const double is =
        std::max(straight, was + detour * (straight - straight_km(at_[leg.from], at_[leg.to])));
    const HaulSums less = model_.haulage.road(was), more = model_.haulage.road(is);
    HaulSums s = leg.sums;
    s.km += more.km - less.km, s.road_km += more.road_km - less.road_km;
    s.nok += more.nok - less.nok, s.co2e_kg += more.co2e_kg - less.co2e_kg;
    s.loaded_vkm += more.loaded_vkm - less.loaded_vkm;
    s.empty_vkm += more.empty_vkm - less.empty_vkm;
    return s;  // houses and tolls stay those of the original
  }

  const scenario::Model& model_;
  std::vector<SpacePoint> at_;
  std::size_t n_;
  double longer_ = 1;
  std::vector<std::optional<Route>> ways_;      ///< between originals
  std::vector<std::vector<PlaceIndex>> known_;  ///< per place, ascending; empty: all
};

struct LargerRegion {
  Market market;
  std::unique_ptr<CopiedCosts> costs;
};

/// Precondition: the market of `model` is one flow (no rows, choices or by-products), and its
/// haulage counts no port.
class Enlarged {
 public:
  Enlarged(const scenario::Model& model, const scenario::Case& input, const Weights& weights,
           Index times, std::uint64_t seed = 1)
      : model_(model), o_(model.market), w_(weights), times_(times), random_(seed) {
    n_ = input.places.size();
    std::vector<SpacePoint> at;
    for (Index c = 0; c < times_; ++c)
      for (const auto& p : input.places) {
        const double north = c == 0 ? 0 : within(8) / 111.2;
        const double east = c == 0 ? 0 : within(8) / 55.6;  // at 60 degrees north
        at.push_back(space_point({p.longitude + east, p.latitude + north}));
      }
    out_.costs = std::make_unique<CopiedCosts>(model, weights, std::move(at), n_);
  }

  LargerRegion run() {
    m().periods = o_.periods, m().groups = o_.groups;
    m().far_allowed = o_.far_allowed, m().far = o_.far;
    for (const auto& e : o_.entries) {
      enters_.insert({e.destination, e.group});
      if (e.product == none) takes_.insert({e.destination, e.group});
    }
    for (const auto& s : o_.stocks) takes_.insert({s.destination, s.group});
    m().yield = o_.yield, m().unplaced_nok_t = o_.unplaced_nok_t;
    for (Index c = 0; c < times_; ++c) copy(c);
    permissions();
    return std::move(out_);
  }

 private:
  static constexpr Index whole_up_to = 10;
  Market& m() { return out_.market; }
  double within(int km) {  // the same on every machine: whole metres
    const int m = km * 1000;
    return (static_cast<int>(random_() % static_cast<std::uint64_t>(2 * m + 1)) - m) / 1000.0;
  }
  /// Half to one and a half times.
  std::int64_t percent(Index c) {
    return c == 0 ? 100 : 50 + static_cast<std::int64_t>(random_() % 101);
  }
  std::int64_t part(std::int64_t kg, std::int64_t of_100) const {
    if (kg == matching::unlimited || (of_100 == 100 && times_ <= whole_up_to)) return kg;
    const double share = times_ <= whole_up_to ? 1 : 3.0 / times_;
    return static_cast<std::int64_t>(static_cast<double>(kg) * share / 100 *
                                     static_cast<double>(of_100));
  }
  std::string id(const std::string& original, Index c) const {
    return c == 0 ? original : original + "." + std::to_string(c);
  }
  template <typename Rows>
  static Index moved(Index row, const Rows& rows, Index c) {
    return row == none ? none : static_cast<Index>(row + c * rows.size());
  }
  PlaceIndex place(PlaceIndex p, Index c) const { return static_cast<PlaceIndex>(p + c * n_); }

  void copy(Index c) {
    offers(c);
    std::vector<std::int64_t> room;  // per destination
    for (std::size_t d = 0; d < o_.destinations.size(); ++d) room.push_back(percent(c));
    limits(c, room);
    for (auto d : o_.destinations) {
      d.id = id(d.id, c), d.place = place(d.place, c);
      m().destinations.push_back(std::move(d));
    }
    for (auto e : o_.entries) {
      e.destination = moved(e.destination, o_.destinations, c);
      e.limit = moved(e.limit, o_.limits, c);
      m().entries.push_back(e);
    }
    for (auto s : o_.stocks) {
      const auto r = room[s.destination];
      s.id = id(s.id, c), s.place = place(s.place, c);
      s.destination = moved(s.destination, o_.destinations, c);
      s.stock_kg = part(s.stock_kg, r), s.intake_kg = part(s.intake_kg, r);
      m().stocks.push_back(std::move(s));
    }
    for (auto p : o_.processes) {
      p.capacity_kg = part(p.capacity_kg, room[o_.stocks[p.stock].destination]);
      p.stock = moved(p.stock, o_.stocks, c);
      m().processes.push_back(p);
    }
    for (auto v : o_.virgin) {
      v.id = id(v.id, c), v.place = place(v.place, c), v.to = place(v.to, c);
      v.limit = moved(v.limit, o_.limits, c);
      v.supply_limit = moved(v.supply_limit, o_.virgin_supply_kg, c);
      m().virgin.push_back(std::move(v));
    }
    for (const auto kg : o_.virgin_supply_kg) m().virgin_supply_kg.push_back(part(kg, percent(c)));
  }

  void offers(Index c) {
    struct Moved {
      std::int64_t percent;
      int months;
    };
    Index offers = 0;
    for (const auto& l : o_.lots) offers = std::max(offers, l.offer + 1);
    std::vector<Moved> of;
    for (Index i = 0; i < offers; ++i)
      of.push_back({percent(c), c == 0 ? 0 : static_cast<int>(random_() % 13) - 6});
    for (auto l : o_.lots) {
      l.id = id(l.id, c), l.place = place(l.place, c), l.offer += c * offers;
      l.observed.clear();  // only the baseline asks
      m().lots.push_back(std::move(l));
    }
    for (auto s : o_.supplies) {
      const auto& by = of[o_.lots[s.lot].offer];
      s.lot = moved(s.lot, o_.lots, c), s.stored = moved(s.stored, o_.stocks, c);
      s.kg = std::max<std::int64_t>(1, part(s.kg, by.percent));
      s.period = static_cast<Index>(
          std::clamp(static_cast<int>(s.period) + by.months, 0, static_cast<int>(o_.periods) - 1));
      m().supplies.push_back(s);
    }
  }

  /// A limit has the room of the destination whose entries count towards it; one above, that of
  /// what lies below it first.
  void limits(Index c, const std::vector<std::int64_t>& room) {
    std::vector<std::int64_t> of(o_.limits.size(), 0);
    for (const auto& e : o_.entries)
      for (Index l = e.limit; l != none; l = o_.limits[l].parent)
        if (of[l] == 0) of[l] = room[e.destination];
    for (std::size_t i = 0; i < o_.limits.size(); ++i) {
      auto l = o_.limits[i];
      const std::int64_t by = of[i] == 0 ? 100 : of[i];
      l.id = id(l.id, c), l.parent = moved(l.parent, o_.limits, c);
      l.capacity_kg = part(l.capacity_kg, by), l.minimum_kg = part(l.minimum_kg, by);
      m().limits.push_back(std::move(l));
    }
  }

  /// Of those allowed the 30 that are cheapest to reach.
  template <typename Allowed>
  std::vector<Index> candidates(PlaceIndex from, const Allowed& allowed) {
    constexpr std::size_t most = 30;
    std::vector<std::pair<double, Index>> near;
    for (Index d = 0; d < m().destinations.size(); ++d)
      if (allowed(static_cast<Index>(d % o_.destinations.size())))
        if (const auto way = out_.costs->any_sums(from, m().destinations[d].place))
          near.push_back({weigh(*way, w_), d});
    const std::size_t count = std::min(most, near.size());
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end());
    std::vector<Index> out;
    for (std::size_t k = 0; k < count; ++k) out.push_back(near[k].second);
    return out;
  }

  void permissions() {
    const std::size_t destinations = m().destinations.size();
    m().lot_to = Compatibility(m().lots.size(), destinations);
    m().group_to = Compatibility(m().groups.size(), destinations);
    for (Index g = 0; g < m().groups.size(); ++g)
      for (Index d = 0; d < destinations; ++d)
        if (const auto k = d % o_.destinations.size(); !o_.group_to.allows(g, k))
          m().group_to.refuse(g, d, o_.group_to.why_not(g, k));
    std::vector<std::vector<PlaceIndex>> known(times_ * n_);
    const auto tell = [&](PlaceIndex from, const std::vector<Index>& to) {
      for (const Index d : to) known[from].push_back(m().destinations[d].place);
    };
    std::vector<char> open;
    for (Index l = 0; l < m().lots.size(); ++l) {
      const auto original = static_cast<Index>(l % o_.lots.size());
      const auto near = candidates(m().lots[l].place, [&](Index d) {
        return takes_.count({d, o_.lots[original].group}) > 0 && o_.lot_to.allows(original, d);
      });
      open.assign(destinations, 0);
      for (const Index d : near) open[d] = 1;
      for (Index d = 0; d < destinations; ++d)
        if (open[d] == 0) m().lot_to.refuse(l, d, "not among its candidates");
      tell(m().lots[l].place, near);
    }
    for (const auto& s : m().stocks)
      tell(s.place, candidates(s.place, [&](Index d) {
             return enters_.count({d, s.group}) > 0 && o_.group_to.allows(s.group, d);
           }));
    for (const auto& v : m().virgin)
      if (!v.anywhere) known[v.place].push_back(v.to);
    for (PlaceIndex p = 0; p < known.size(); ++p) out_.costs->only(p, known[p]);
  }

  const scenario::Model& model_;
  const Market& o_;  ///< of the case
  const Weights w_;
  const Index times_;
  std::mt19937_64 random_;
  std::size_t n_ = 0;  ///< places of the case
  /// Destination and group of the case: straight from sites, and out of stores as well.
  std::set<std::pair<Index, Index>> takes_, enters_;
  LargerRegion out_;
};

}  // namespace masseflyt::bench
