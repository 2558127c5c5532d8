#include <masseflyt/matching/baseline.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

#include "routes.hpp"
#include "verify_rows.hpp"

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;

class Greedy {
 public:
  Greedy(const Market& market, const CostSource& costs, const Weights& weights)
      : m_(market), costs_(costs), routes_(costs, weights), weights_(weights), rows_(market) {
    counted_.assign(rows_.size(), 0);
    for (const auto& l : m_.limits) room_.push_back(l.capacity_kg);
    taken_.assign(m_.limits.size(), 0);
  }

  Result<Plan> run(const Control& control) {
    rank_destinations();
    std::vector<Index> order(m_.supplies.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      const auto& [x, y] = std::pair(m_.supplies[a], m_.supplies[b]);
      return x.period != y.period ? x.period < y.period : x.lot < y.lot;
    });
    for (std::size_t k = 0; k < order.size(); ++k) {
      if (k % 1024 == 0 && control.cancelled()) return stopped_by_caller();
      place(order[k]);
    }
    buy_virgin();
    count_shortfalls();
    Plan answer;
    answer.status = Status::feasible;
    answer.flows = std::move(flows_);
    answer.objective_micro_nok = total_;
    answer.bound_micro_nok = std::numeric_limits<std::int64_t>::min();
    answer.stock_kg.assign(m_.stocks.size() * m_.periods, 0);
    answer.chosen.assign(m_.choices.size(), 0);  // nobody opens anything together
    return answer;
  }

 private:
  struct Way {
    bool observed;
    double km;
    Index entry;
    std::int64_t price;
  };

  /// Per lot: where it is known to have gone, then the nearest; ties in the order of the market.
  /// Kept where that takes a few hundred megabytes at most, else found for each supply anew.
  void rank_destinations() {
    of_group_.resize(m_.groups.size());
    for (Index e = 0; e < m_.entries.size(); ++e)
      if (m_.entries[e].product == none && m_.destinations[m_.entries[e].destination].commercial)
        of_group_[m_.entries[e].group].push_back(e);
    constexpr std::uint64_t most_kept = 4'000'000;
    std::uint64_t ways = 0;
    for (const auto& lot : m_.lots) ways += of_group_[lot.group].size();
    if (ways > most_kept) return;
    for (Index l = 0; l < m_.lots.size(); ++l)
      ways_.push_back(ranked(l, [](const Entry&) { return true; }));
  }

  template <typename Open>
  std::vector<Way> ranked(Index l, const Open& open) const {
    const auto& practised = m_.practised_to.lots() == 0 ? m_.lot_to : m_.practised_to;
    const auto& lot = m_.lots[l];
    std::vector<Way> ways;
    for (const Index e : of_group_[lot.group]) {
      const auto& to = m_.entries[e];
      if (!open(to) || !practised.allows(l, to.destination)) continue;
      const auto way = costs_.sums(lot.place, m_.destinations[to.destination].place, weights_);
      if (!way) continue;
      const bool observed =
          std::find(lot.observed.begin(), lot.observed.end(), to.destination) != lot.observed.end();
      ways.push_back({observed, way->km, e, micro_nok_per_kg(plus(*way, to.extra), weights_)});
    }
    std::stable_sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) {
      return a.observed != b.observed ? a.observed : a.km < b.km;
    });
    return ways;
  }

  std::vector<Way> open_ways(const Supply& s) const {
    return ranked(s.lot, [&](const Entry& to) {
      return to.first <= s.period && s.period <= to.last && room(to.limit) > 0;
    });
  }

  std::int64_t room(Index limit) const {
    std::int64_t least = unlimited;
    for (Index l = limit; l != none; l = m_.limits[l].parent) least = std::min(least, room_[l]);
    return least;
  }
  void take(Index limit, std::int64_t kg) {
    for (Index l = limit; l != none; l = m_.limits[l].parent) room_[l] -= kg, taken_[l] += kg;
  }
  void flow(Flow f, std::int64_t price) {
    total_ += f.kg * price;
    if (f.from != From::nothing)
      for (const auto& u : rows_.of(f)) counted_[u.row] += Int128{u.per_kg} * f.kg;
    flows_.push_back(f);
  }

  /// What the rows of the market leave room for. No choice is made, so what waits for one is
  /// closed.
  std::int64_t room_in_rows(const Flow& f) {
    Int128 kg = unlimited;
    for (const auto& u : rows_.of(f)) {
      if (u.per_kg > 0) kg = std::min(kg, (rows_.capacity(u.row) - counted_[u.row]) / u.per_kg);
      const Int128 least = std::min<std::int64_t>(0, rows_.minimum(u.row));
      if (u.per_kg < 0 && least > -unlimited)
        kg = std::min(kg, (counted_[u.row] - least) / -u.per_kg);
    }
    return static_cast<std::int64_t>(std::max<Int128>(kg, 0));
  }

  void count_shortfalls() {
    for (Index r = 0; r < m_.rows.size(); ++r)
      if (m_.rows[r].minimum > 0 && counted_[r] < m_.rows[r].minimum)
        total_ += static_cast<std::int64_t>(m_.rows[r].minimum - counted_[r]) *
                  m_.rows[r].shortfall_micro_nok;
  }

  void place(Index i) {
    const auto& s = m_.supplies[i];
    std::int64_t left = s.kg;
    const std::vector<Way> now = ways_.empty() ? open_ways(s) : std::vector<Way>();
    for (const Way& way : ways_.empty() ? now : ways_[s.lot]) {
      const auto& to = m_.entries[way.entry];
      if (s.period < to.first || s.period > to.last) continue;
      Flow f{From::supply, i, To::entry, way.entry, s.period, none, 0};
      f.kg = std::min({left, room(to.limit), room_in_rows(f)});
      const auto kg = f.kg;
      if (kg <= 0) continue;
      take(to.limit, kg);
      flow(f, way.price);
      if ((left -= kg) == 0) return;
    }
    const bool far = m_.far_allowed[m_.lots[s.lot].group] != 0;
    const auto price =
        far ? micro_nok_per_kg(m_.far, weights_) : std::llround(m_.unplaced_nok_t * 1000.0);
    flow({From::supply, i, far ? To::far : To::unplaced, 0, s.period, none, left}, price);
  }

  /// Each minimum that is open is filled from the nearest source that has any left.
  void buy_virgin() {
    auto supply = m_.virgin_supply_kg;
    std::vector<std::vector<std::pair<double, Index>>> sources(m_.limits.size());
    for (Index v = 0; v < m_.virgin.size(); ++v) {
      const auto& from = m_.virgin[v];
      if (from.anywhere) {
        sources[from.limit].push_back({from.extra.km, v});
      } else if (const auto& way = routes_(from.place, from.to)) {
        sources[from.limit].push_back({way->km, v});
      }
    }
    for (Index l = 0; l < m_.limits.size(); ++l) {
      std::stable_sort(sources[l].begin(), sources[l].end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
      for (const auto& [km, v] : sources[l]) {
        const auto& from = m_.virgin[v];
        auto kg = std::min(m_.limits[l].minimum_kg - taken_[l], room(l));
        if (from.supply_limit != none) kg = std::min(kg, supply[from.supply_limit]);
        kg = std::min(kg, room_in_rows({From::virgin, v, To::limit, l, from.first, none, 1}));
        if (kg <= 0) continue;
        if (from.supply_limit != none) supply[from.supply_limit] -= kg;
        take(l, kg);
        HaulSums sums = from.extra;
        if (!from.anywhere) sums += *routes_(from.place, from.to);
        flow({From::virgin, v, To::limit, l, from.first, none, kg},
             micro_nok_per_kg(scaled(sums, from.yield), weights_));
      }
      if (const auto kg = m_.limits[l].minimum_kg - taken_[l]; kg > 0) {
        take(l, kg);
        flow({From::nothing, 0, To::limit, l, 0, none, kg},
             std::llround(m_.unplaced_nok_t * 1000.0));
      }
    }
  }

  const Market& m_;
  const CostSource& costs_;
  RouteSums routes_;
  const Weights weights_;
  CountedRows rows_;
  std::vector<Int128> counted_;  ///< units per row
  std::vector<std::int64_t> room_, taken_;
  std::vector<std::vector<Index>> of_group_;  ///< entries that serve today's practice
  std::vector<std::vector<Way>> ways_;        ///< per lot; empty: not kept
  std::vector<Flow> flows_;
  std::int64_t total_ = 0;
};

}  // namespace

Result<Plan> baseline(const Market& market, const CostSource& costs, const Weights& weights,
                      const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  return Greedy(market, costs, weights).run(control);
}

}  // namespace masseflyt::matching
