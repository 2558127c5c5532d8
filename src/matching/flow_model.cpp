#include "flow_model.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <string>

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;

class Builder {
 public:
  Builder(const Market& market, const CostSource& costs, const Weights& weights,
          const Control& control, const std::vector<SupplyPair>* pairs)
      : m_(market), routes_(costs, weights), weights_(weights), control_(control), pairs_(pairs) {}

  Result<FlowModel> run() {
    number_nodes();
    if (!supplies()) return stopped_by_caller();
    for (Index s = 0; s < m_.stocks.size(); ++s) {
      if (control_.cancelled()) return stopped_by_caller();
      stock(s);
    }
    limits();
    virgin();
    byproducts();
    constexpr std::size_t most = std::numeric_limits<int>::max() / 4;
    if (f_.arcs.size() > most || f_.node_kg.size() > most)
      return Error{ErrorCode::limit_exceeded, "the flow has more than 5e8 nodes or arcs"};
    return std::move(f_);
  }

 private:
  Index cell(Index block, Index row, Index period) const {
    return block + row * m_.periods + period;
  }

  void number_nodes() {
    const auto count = [](const auto& rows) { return static_cast<Index>(rows.size()); };
    f_.limits = count(m_.supplies);
    f_.intakes = f_.limits + count(m_.limits);
    f_.stocks = f_.intakes + count(m_.stocks) * m_.periods;
    f_.processes = f_.stocks + count(m_.stocks) * m_.periods;
    f_.virgin = f_.processes + count(m_.processes) * m_.periods;
    f_.byproducts = f_.virgin + count(m_.virgin_supply_kg);
    f_.ground = f_.byproducts + count(m_.byproducts) * m_.periods;
    f_.level_arc.assign(m_.stocks.size() * m_.periods, none);
    f_.machine_arc.assign(m_.processes.size() * m_.periods, none);
    f_.source_arc.assign(m_.byproducts.size() * m_.periods, none);
    f_.sink = f_.ground + 1;
    f_.node_kg.assign(f_.sink + 1, 0);
    number_series();
    std::int64_t total = 1;
    for (Index i = 0; i < m_.supplies.size(); ++i) total += f_.node_kg[i] = m_.supplies[i].kg;
    f_.node_kg[f_.ground] = 1;
    const std::int64_t arises = total;
    for (const auto& l : m_.limits) f_.node_kg[f_.ground] += l.minimum_kg, total += l.minimum_kg;
    if (m_.coupled()) {
      const std::int64_t more = from_the_ground(arises);
      f_.node_kg[f_.ground] += more, total += more;
    }
    f_.node_kg[f_.sink] = -total;
    total_ = total;
    by_group_.resize(m_.groups.size());
    for (Index e = 0; e < m_.entries.size(); ++e) by_group_[m_.entries[e].group].push_back(e);
    stock_of_group_.resize(m_.groups.size());
    for (Index s = 0; s < m_.stocks.size(); ++s) stock_of_group_[m_.stocks[s].group].push_back(s);
    process_of_stock_.resize(m_.stocks.size());
    for (Index p = 0; p < m_.processes.size(); ++p)
      process_of_stock_[m_.processes[p].stock].push_back(p);
  }

  /// A lot's months, and those of a store or a machine, stand in series; all else by itself.
  void number_series() {
    auto& of = f_.series.of;
    auto& place = f_.series.place;
    of.resize(f_.node_kg.size()), place.assign(f_.node_kg.size(), 0);
    std::iota(of.begin(), of.end(), std::uint32_t{0});
    std::map<std::pair<Index, Index>, Index> first;
    for (Index i = 0; i < m_.supplies.size(); ++i) {
      const Supply& s = m_.supplies[i];
      of[i] = first.try_emplace({s.lot, s.stored}, i).first->second;
      place[i] = s.period;
    }
    const auto cells = [&](Index begin, Index end) {
      for (Index v = begin; v < end; ++v) {
        place[v] = (v - begin) % m_.periods;
        of[v] = v - place[v];
      }
    };
    cells(f_.intakes, f_.virgin);
    cells(f_.byproducts, f_.ground);
  }

  /// By-products, and virgin material beyond what the minima of limits ask: what a row asks, or a
  /// blend wants.
  std::int64_t from_the_ground(std::int64_t arises) const {
    Int128 sum = 0, asked = 0;
    for (const auto& b : m_.byproducts)
      sum += Int128{arises} * b.per_million / 1'000'000 + m_.periods;
    for (const auto& r : m_.rows) asked += std::max<std::int64_t>(0, r.minimum);
    std::vector<char> bought(m_.limits.size(), 0);
    for (const auto& v : m_.virgin) bought[v.limit] = 1;
    for (Index i = 0; i < m_.limits.size(); ++i) {
      if (!bought[i]) continue;
      std::int64_t reach = unlimited;
      for (Index l = i; l != none; l = m_.limits[l].parent)
        reach = std::min(reach, m_.limits[l].capacity_kg);
      sum += reach == unlimited ? asked : Int128{reach};
    }
    return static_cast<std::int64_t>(std::min(sum, Int128{unlimited}));
  }

  std::int64_t price(const HaulSums& sums) const { return micro_nok_per_kg(sums, weights_); }

  void arc(Index tail, Index head, std::int64_t lower, std::int64_t upper, std::int64_t cost,
           Flow meaning) {
    f_.arcs.push_back({tail, head});
    f_.lower.push_back(lower);
    f_.upper.push_back(std::min(upper, total_));  // more than everything is not needed
    f_.cost.push_back(cost);
    f_.meaning.push_back(meaning);
  }
  void pass(Index tail, Index head, std::int64_t upper, std::int64_t cost) {
    arc(tail, head, 0, upper, cost, {From::nothing, none, To::limit, none, 0, none, 0});
  }

  bool supplies() {
    const auto unplaced = static_cast<std::int64_t>(std::llround(m_.unplaced_nok_t * 1000.0));
    for (Index i = 0; i < m_.supplies.size(); ++i) {
      if (i % 1024 == 0 && control_.cancelled()) return false;
      const auto& s = m_.supplies[i];
      const auto& lot = m_.lots[s.lot];
      if (s.stored != none)
        arc(i, cell(f_.stocks, s.stored, s.period), 0, s.kg, 0,
            {From::supply, i, To::stock, s.stored, s.period, none, 0});
      const bool shut = s.stored != none && m_.stocks[s.stored].is_shut(s.period);
      for (; pairs_ != nullptr && next_ < pairs_->size() && (*pairs_)[next_].supply == i; ++next_)
        f_.add(m_, (*pairs_)[next_]);
      if (s.lot != lot_at_) go_to(s.lot);
      for (const Way& way : lot_entries_) {
        if (shut || pairs_ != nullptr) break;
        if (way.first <= s.period && s.period <= way.last)
          arc(i, f_.limits + m_.entries[way.to].limit, 0, s.kg, way.cost,
              {From::supply, i, To::entry, way.to, s.period, none, 0});
      }
      for (const Way& way : lot_stores_) {
        if (s.stored != none) break;
        if (way.first <= s.period && s.period <= way.last)
          arc(i, cell(f_.intakes, way.to, s.period), 0, s.kg, way.cost,
              {From::supply, i, To::stock, way.to, s.period, none, 0});
      }
      if (m_.far_allowed[lot.group])
        arc(i, f_.sink, 0, s.kg, price(m_.far), {From::supply, i, To::far, 0, s.period, none, 0});
      arc(i, f_.sink, 0, s.kg, unplaced, {From::supply, i, To::unplaced, 0, s.period, none, 0});
    }
    return true;
  }

  /// What a place may send to, and in which periods.
  struct Way {
    Index to, first, last;  ///< row of entries or stocks
    std::int64_t cost;
  };

  /// Ways to entries that take `group` as `product`.
  template <typename Allows>
  std::vector<Way> to_entries(Index group, Index product, PlaceIndex from, const Allows& allows,
                              double yield = 1) {
    std::vector<Way> out;
    for (const Index e : by_group_[group]) {
      const auto& to = m_.entries[e];
      if (to.product != product || !allows(to.destination)) continue;
      const auto& way = routes_(from, m_.destinations[to.destination].place);
      if (!way) continue;
      out.push_back({e, to.first, to.last, price(plus(scaled(*way, yield), to.extra))});
    }
    return out;
  }

  /// Supplies of one lot stand together, as a rule: what it may do is looked up once.
  void go_to(Index l) {
    const auto& lot = m_.lots[l];
    const auto allows = [&](Index destination) { return m_.lot_to.allows(l, destination); };
    lot_at_ = l;
    lot_entries_.clear();
    lot_stores_.clear();
    if (pairs_ == nullptr) lot_entries_ = to_entries(lot.group, none, lot.place, allows);
    for (const Index k : stock_of_group_[lot.group]) {
      const auto& to = m_.stocks[k];
      if (!allows(to.destination)) continue;
      if (const auto& way = routes_(lot.place, to.place))
        lot_stores_.push_back({k, to.first, to.last, price(plus(*way, to.in))});
    }
  }

  void stock(Index k) {
    const auto& s = m_.stocks[k];
    const auto allows = [&](Index destination) { return m_.group_to.allows(s.group, destination); };
    const auto as_it_is = to_entries(s.group, none, s.place, allows);
    for (Index t = s.first; t <= s.last; ++t) {
      const Index here = cell(f_.stocks, k, t);
      pass(cell(f_.intakes, k, t), here, s.room_kg(t), 0);
      if (t < s.last) {
        f_.level_arc[std::size_t{k} * m_.periods + t] = static_cast<Index>(f_.arcs.size());
        pass(here, here + 1, s.stock_kg, price(s.hold));
      }
      leave(here, k, t, as_it_is, none);
    }
    if (s.may_remain) {
      f_.level_arc[std::size_t{k} * m_.periods + s.last] = static_cast<Index>(f_.arcs.size());
      arc(cell(f_.stocks, k, s.last), f_.sink, 0, s.stock_kg, price(plus(s.hold, s.end)),
          {From::stock, k, To::end, 0, s.last, none, 0});
    }
    for (const Index p : process_of_stock_[k]) {
      const auto& made = m_.processes[p];
      const auto products = to_entries(s.group, made.product, s.place, allows, yield_of(m_, p));
      for (Index t = s.first; t <= s.last; ++t) {
        const Index machine = cell(f_.processes, p, t);
        f_.machine_arc[std::size_t{p} * m_.periods + t] = static_cast<Index>(f_.arcs.size());
        pass(cell(f_.stocks, k, t), machine, made.capacity_kg, price(made.extra));
        leave(machine, k, t, products, p);
      }
    }
  }

  void leave(Index node, Index k, Index period, const std::vector<Way>& ways, Index process) {
    if (m_.stocks[k].is_shut(period)) return;
    for (const Way& way : ways)
      if (way.first <= period && period <= way.last)
        arc(node, f_.limits + m_.entries[way.to].limit, 0, unlimited, way.cost,
            {From::stock, k, To::entry, way.to, period, process, 0});
  }

  void limits() {
    const auto shortfall = static_cast<std::int64_t>(std::llround(m_.unplaced_nok_t * 1000.0));
    for (Index i = 0; i < m_.limits.size(); ++i) {
      const auto& l = m_.limits[i];
      const Index up = l.parent == none ? f_.sink : f_.limits + l.parent;
      arc(f_.limits + i, up, l.minimum_kg, l.capacity_kg, 0,
          {From::nothing, none, To::limit, none, 0, none, 0});
      if (l.minimum_kg > 0)
        arc(f_.ground, f_.limits + i, 0, l.minimum_kg, shortfall,
            {From::nothing, 0, To::limit, i, 0, none, 0});
    }
  }

  void virgin() {
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      pass(f_.ground, f_.virgin + q, m_.virgin_supply_kg[q], 0);
    for (Index v = 0; v < m_.virgin.size(); ++v) {
      const auto& from = m_.virgin[v];
      HaulSums sums = from.extra;
      if (!from.anywhere) {
        const auto& way = routes_(from.place, from.to);
        if (!way) continue;
        sums += *way;
      }
      const Index tail = from.supply_limit == none ? f_.ground : f_.virgin + from.supply_limit;
      arc(tail, f_.limits + from.limit, 0, unlimited, price(scaled(sums, from.yield)),
          {From::virgin, v, To::limit, from.limit, from.first, none, 0});
    }
    pass(f_.ground, f_.sink, unlimited, 0);
  }

  void byproducts() {
    const auto unplaced = static_cast<std::int64_t>(std::llround(m_.unplaced_nok_t * 1000.0));
    for (Index b = 0; b < m_.byproducts.size(); ++b) {
      const auto& made = m_.byproducts[b];
      const auto& from = m_.processes[made.process];
      const auto& s = m_.stocks[from.stock];
      const auto most = static_cast<std::int64_t>(
          std::min(Int128{unlimited},
                   Int128{std::min(from.capacity_kg, total_)} * made.per_million / 1'000'000 + 1));
      const auto ways = to_entries(made.group, none, s.place, [&](Index destination) {
        return m_.group_to.allows(made.group, destination);
      });
      for (Index t = s.first; t <= s.last; ++t) {
        const Index here = cell(f_.byproducts, b, t);
        f_.source_arc[std::size_t{b} * m_.periods + t] = static_cast<Index>(f_.arcs.size());
        pass(f_.ground, here, most, 0);
        Flow flow{From::byproduct, b, To::unplaced, 0, t, none, 0};
        arc(here, f_.sink, 0, most, unplaced, flow);
        flow.to = To::far;
        if (m_.far_allowed[made.group]) arc(here, f_.sink, 0, most, price(m_.far), flow);
        flow.to = To::entry;
        for (const Way& way : ways) {
          if (t < way.first || t > way.last) continue;
          flow.target = way.to;
          arc(here, f_.limits + m_.entries[way.to].limit, 0, most, way.cost, flow);
        }
      }
    }
  }

  const Market& m_;
  RouteSums routes_;
  const Weights weights_;
  const Control& control_;
  const std::vector<SupplyPair>* pairs_;
  std::size_t next_ = 0;  ///< of the pairs
  std::int64_t total_ = 0;
  std::vector<std::vector<Index>> by_group_, stock_of_group_, process_of_stock_;
  Index lot_at_ = none;
  std::vector<Way> lot_entries_, lot_stores_;
  FlowModel f_;
};

}  // namespace

Result<FlowModel> FlowModel::make(const Market& market, const CostSource& costs,
                                  const Weights& weights, const Control& control,
                                  const std::vector<SupplyPair>* pairs) {
  if (pairs == nullptr)
    if (const auto count = count_pairs(market, most_listed_pairs); count > most_listed_pairs)
      return Error{ErrorCode::limit_exceeded,
                   "this question needs every pair of supply and entry written out, and there are "
                   "more than " +
                       std::to_string(most_listed_pairs) + ", " +
                       std::to_string(most_listed_pairs * bytes_per_pair >> 20) +
                       " MB and more; a plan without rows (shared room, openings, by-products, "
                       "lots, deals) does not need them"};
  return Builder(market, costs, weights, control, pairs).run();
}

void FlowModel::add(const Market& m, const SupplyPair& pair) {
  const Supply& s = m.supplies[pair.supply];
  arcs.push_back({pair.supply, limits + m.entries[pair.entry].limit});
  lower.push_back(0);
  upper.push_back(-node_kg[sink]);  // no bound of its own: a full arc would hide what it is worth
  cost.push_back(pair.cost);
  meaning.push_back({From::supply, pair.supply, To::entry, pair.entry, s.period, none, 0});
}

}  // namespace masseflyt::matching
