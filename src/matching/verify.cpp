#include <masseflyt/matching/verify.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;

std::string kilograms(std::int64_t kg) { return std::to_string(kg) + " kg"; }

class Verifier {
 public:
  Verifier(const Market& market, const CostSource& costs, const Weights& weights, const Plan& plan)
      : m_(market), costs_(costs), weights_(weights), plan_(plan) {}

  Verdict run() {
    left_.reserve(m_.supplies.size());
    for (const auto& s : m_.supplies) left_.push_back(s.kg);
    used_.assign(m_.limits.size(), 0);
    virgin_left_ = m_.virgin_supply_kg;
    intake_.assign(m_.stocks.size() * m_.periods, 0);
    change_ = intake_;
    ended_.assign(m_.stocks.size(), 0);
    machine_.assign(m_.processes.size() * m_.periods, 0);
    for (Index i = 0; i < plan_.flows.size(); ++i) flow(i);
    supplies();
    limits();
    stocks();
    processes();
    for (Index q = 0; q < virgin_left_.size(); ++q)
      if (virgin_left_[q] < 0)
        violated("virgin supply " + std::to_string(q) + " is exceeded by " +
                 kilograms(-virgin_left_[q]));
    verdict_.objective_micro_nok = narrow(objective_);
    verdict_.bound_micro_nok = narrow(bound());
    return std::move(verdict_);
  }

 private:
  // ---- what a flow may be

  void violated(std::string what) { verdict_.violations.push_back(std::move(what)); }

  std::int64_t narrow(Int128 value) {
    constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
    if (value > most || value < -most) {
      violated("a total does not fit into 64 bit");
      return value > 0 ? std::numeric_limits<std::int64_t>::max()
                       : std::numeric_limits<std::int64_t>::min();
    }
    return static_cast<std::int64_t>(value);
  }

  const std::optional<HaulSums>& way(PlaceIndex from, PlaceIndex to) {
    const auto [at, added] = ways_.try_emplace({from, to});
    if (added)
      if (auto route = costs_.route(from, to, weights_)) at->second = route->sums;
    return at->second;
  }

  /// The price of hauling from `from` to `to` with `extra` on arrival; none without a way.
  std::optional<std::int64_t> price(PlaceIndex from, PlaceIndex to, const HaulSums& extra) {
    const auto& haul = way(from, to);
    if (!haul) return std::nullopt;
    HaulSums sums = *haul;
    sums += extra;
    return micro_nok_per_kg(sums, weights_);
  }
  std::int64_t penalty() const { return std::llround(m_.unplaced_nok_t * 1000.0); }

  static bool open(Index first, Index last, Index period) {
    return first <= period && period <= last;
  }

  std::optional<std::int64_t> supply_to_entry(const Supply& s, const Entry& e) {
    const auto& lot = m_.lots[s.lot];
    if (e.group != lot.group || e.product != none || !open(e.first, e.last, s.period) ||
        !m_.lot_to.allows(s.lot, e.destination))
      return std::nullopt;
    return price(lot.place, m_.destinations[e.destination].place, e.extra);
  }
  std::optional<std::int64_t> supply_to_stock(const Supply& s, const Stock& k) {
    const auto& lot = m_.lots[s.lot];
    if (k.group != lot.group || !open(k.first, k.last, s.period) ||
        !m_.lot_to.allows(s.lot, k.destination))
      return std::nullopt;
    return price(lot.place, k.place, k.in);
  }
  std::optional<std::int64_t> stock_to_entry(const Stock& k, Index period, Index process,
                                             const Entry& e) {
    const Index product = process == none ? none : m_.processes[process].product;
    if (e.group != k.group || e.product != product || !open(e.first, e.last, period) ||
        !open(k.first, k.last, period) || !m_.group_to.allows(k.group, e.destination))
      return std::nullopt;
    const auto to = m_.destinations[e.destination].place;
    if (process == none) return price(k.place, to, e.extra);
    const auto& haul = way(k.place, to);
    if (!haul) return std::nullopt;
    HaulSums sums = scaled(*haul, m_.yield);
    sums += e.extra;
    return micro_nok_per_kg(sums, weights_);
  }
  std::optional<std::int64_t> virgin_price(const Virgin& v) {
    HaulSums sums = v.extra;
    if (!v.anywhere) {
      const auto& haul = way(v.place, v.to);
      if (!haul) return std::nullopt;
      sums += *haul;
    }
    return micro_nok_per_kg(scaled(sums, v.yield), weights_);
  }

  // ---- what the flows are

  void flow(Index i) {
    const auto& f = plan_.flows[i];
    const auto refuse = [&](const char* why) {
      violated("flow " + std::to_string(i) + ": " + why);
    };
    if (f.kg <= 0) return refuse("is empty or negative");
    if (f.period >= m_.periods) return refuse("is outside the horizon");
    std::optional<std::int64_t> price_per_kg;
    if (f.from == From::supply) {
      if (f.source >= m_.supplies.size()) return refuse("starts at no supply");
      const auto& s = m_.supplies[f.source];
      if (s.period != f.period) return refuse("leaves in another period than it arises");
      left_[f.source] -= f.kg;
      price_per_kg = from_supply(f, s);
    } else if (f.from == From::stock) {
      if (f.source >= m_.stocks.size()) return refuse("starts at no store");
      price_per_kg = from_stock(f, m_.stocks[f.source]);
    } else if (f.from == From::virgin) {
      if (f.source >= m_.virgin.size()) return refuse("starts at no virgin source");
      const auto& v = m_.virgin[f.source];
      if (f.to != To::limit || f.target != v.limit) return refuse("fills another need");
      if (v.supply_limit != none) virgin_left_[v.supply_limit] -= f.kg;
      use(v.limit, f.kg);
      price_per_kg = virgin_price(v);
    } else {
      if (f.to != To::limit || f.target >= m_.limits.size()) return refuse("comes from nowhere");
      use(f.target, f.kg);
      price_per_kg = penalty();
    }
    if (!price_per_kg) return refuse("is not permitted, not open or has no way");
    objective_ += Int128{f.kg} * *price_per_kg;
  }

  std::optional<std::int64_t> from_supply(const Flow& f, const Supply& s) {
    if (s.stored != none && f.to == To::stock) {
      if (f.target != s.stored) return std::nullopt;
      change_[cell(f.target, f.period)] += f.kg;
      return 0;
    }
    if (f.to == To::far && m_.far_allowed[m_.lots[s.lot].group])
      return micro_nok_per_kg(m_.far, weights_);
    if (f.to == To::unplaced) return penalty();
    if (f.to == To::stock && f.target < m_.stocks.size()) {
      intake_[cell(f.target, f.period)] += f.kg;
      change_[cell(f.target, f.period)] += f.kg;
      return supply_to_stock(s, m_.stocks[f.target]);
    }
    if (f.to == To::entry && f.target < m_.entries.size()) {
      use(m_.entries[f.target].limit, f.kg);
      return supply_to_entry(s, m_.entries[f.target]);
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> from_stock(const Flow& f, const Stock& k) {
    if (f.to == To::end) {
      if (!k.may_remain || f.period != k.last) return std::nullopt;
      ended_[f.source] += f.kg;
      HaulSums sums = k.hold;
      sums += k.end;
      return micro_nok_per_kg(sums, weights_);
    }
    if (f.to != To::entry || f.target >= m_.entries.size()) return std::nullopt;
    if (f.process != none &&
        (f.process >= m_.processes.size() || m_.processes[f.process].stock != f.source))
      return std::nullopt;
    change_[cell(f.source, f.period)] -= f.kg;
    use(m_.entries[f.target].limit, f.kg);
    auto price_per_kg = stock_to_entry(k, f.period, f.process, m_.entries[f.target]);
    if (f.process != none) {
      machine_[cell(f.process, f.period)] += f.kg;
      if (price_per_kg) *price_per_kg += micro_nok_per_kg(m_.processes[f.process].extra, weights_);
    }
    return price_per_kg;
  }

  std::size_t cell(Index row, Index period) const { return std::size_t{row} * m_.periods + period; }
  void use(Index limit, std::int64_t kg) {
    for (Index l = limit; l != none; l = m_.limits[l].parent) used_[l] += kg;
  }

  // ---- what must add up

  void supplies() {
    for (Index i = 0; i < left_.size(); ++i)
      if (left_[i] != 0)
        violated("supply " + std::to_string(i) + " of " + m_.lots[m_.supplies[i].lot].id +
                 " leaves " + kilograms(left_[i]) + " without a destination");
  }
  void limits() {
    for (Index l = 0; l < used_.size(); ++l) {
      const auto& is = m_.limits[l];
      if (used_[l] > is.capacity_kg)
        violated(is.id + " takes " + kilograms(used_[l]) + ", more than its " +
                 kilograms(is.capacity_kg));
      if (used_[l] < is.minimum_kg)
        violated(is.id + " gets " + kilograms(used_[l]) + ", less than its minimum of " +
                 kilograms(is.minimum_kg));
    }
  }
  void stocks() {
    if (plan_.stock_kg.size() != change_.size()) violated("the stocks have the wrong shape");
    for (Index k = 0; k < m_.stocks.size(); ++k) {
      const auto& s = m_.stocks[k];
      std::int64_t level = 0;
      for (Index t = 0; t < m_.periods; ++t) {
        const auto at = [&] { return s.id + " in period " + std::to_string(t) + ": "; };
        if (intake_[cell(k, t)] > s.room_kg(t)) violated(at() + "takes in more than it may");
        level += change_[cell(k, t)];
        if (level < 0) violated(at() + kilograms(-level) + " leave that never came in");
        if (t < s.last && level > s.stock_kg) violated(at() + "holds more than it may");
        if (t < s.last) objective_ += Int128{level} * micro_nok_per_kg(s.hold, weights_);
        if (plan_.stock_kg.size() == change_.size() && plan_.stock_kg[cell(k, t)] != level)
          violated(at() + "the plan states another stock than its flows leave");
      }
      if (level != ended_[k])
        violated(s.id + ": " + kilograms(level) + " are left, " + kilograms(ended_[k]) +
                 " of them accounted for");
      if (level > s.stock_kg) violated(s.id + ": more is left at the end than may lie there");
    }
  }
  void processes() {
    for (Index p = 0; p < m_.processes.size(); ++p)
      for (Index t = 0; t < m_.periods; ++t)
        if (machine_[cell(p, t)] > m_.processes[p].capacity_kg)
          violated("process " + std::to_string(p) + " of " + m_.stocks[m_.processes[p].stock].id +
                   " takes more than it can in period " + std::to_string(t));
  }

  // ---- what no plan can beat

  /// The least that a flow between `lower` and `upper` can add to the bound.
  static Int128 least(Int128 reduced_cost, std::int64_t lower, std::int64_t upper) {
    return reduced_cost * (reduced_cost > 0 ? lower : upper);
  }

  Int128 bound() {
    const auto& d = plan_.duals;
    const std::size_t grid = m_.stocks.size() * m_.periods;
    if (d.supply.size() != m_.supplies.size() || d.limit.size() != m_.limits.size() ||
        d.intake.size() != grid || d.stock.size() != grid ||
        d.process.size() != m_.processes.size() * m_.periods ||
        d.virgin.size() != m_.virgin_supply_kg.size())
      return std::numeric_limits<std::int64_t>::min() + 1;  // no certificate was given
    Int128 everything = 1;
    for (const auto& s : m_.supplies) everything += s.kg;
    for (const auto& l : m_.limits) everything += l.minimum_kg;
    all_ = everything > unlimited ? unlimited : static_cast<std::int64_t>(everything);

    Int128 sum = 0;
    for (Index i = 0; i < m_.supplies.size(); ++i) sum += bound_of_supply(i);
    for (Index k = 0; k < m_.stocks.size(); ++k) sum += bound_of_stock(k);
    for (Index l = 0; l < m_.limits.size(); ++l) {
      const auto& is = m_.limits[l];
      const Int128 up = is.parent == none ? 0 : d.limit[is.parent];
      sum += least(up - d.limit[l], is.minimum_kg, std::min(is.capacity_kg, all_));
      if (is.minimum_kg > 0) sum += least(Int128{penalty()} + d.limit[l], 0, is.minimum_kg);
    }
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      sum += least(d.virgin[q], 0, std::min(m_.virgin_supply_kg[q], all_));
    for (const auto& v : m_.virgin)
      if (const auto c = virgin_price(v)) {
        const Int128 from = v.supply_limit == none ? 0 : d.virgin[v.supply_limit];
        sum += least(*c - from + d.limit[v.limit], 0, all_);
      }
    return sum;
  }

  Int128 bound_of_supply(Index i) {
    const auto& d = plan_.duals;
    const auto& s = m_.supplies[i];
    const Int128 worth = d.supply[i];
    Int128 sum = worth * s.kg;
    sum += least(Int128{penalty()} - worth, 0, s.kg);
    if (s.stored != none) sum += least(d.stock[cell(s.stored, s.period)] - worth, 0, s.kg);
    if (m_.far_allowed[m_.lots[s.lot].group])
      sum += least(Int128{micro_nok_per_kg(m_.far, weights_)} - worth, 0, s.kg);
    for (const auto& e : m_.entries)
      if (const auto c = supply_to_entry(s, e))
        sum += least(*c - worth + d.limit[e.limit], 0, s.kg);
    for (Index k = 0; k < m_.stocks.size() && s.stored == none; ++k)
      if (const auto c = supply_to_stock(s, m_.stocks[k]))
        sum += least(*c - worth + d.intake[cell(k, s.period)], 0, s.kg);
    return sum;
  }

  Int128 bound_of_stock(Index k) {
    const auto& d = plan_.duals;
    const auto& s = m_.stocks[k];
    const Int128 hold = micro_nok_per_kg(s.hold, weights_);
    HaulSums last = s.hold;
    last += s.end;
    Int128 sum = 0;
    for (Index t = s.first; t <= s.last; ++t) {
      const Int128 here = d.stock[cell(k, t)];
      sum += least(here - d.intake[cell(k, t)], 0, std::min(s.room_kg(t), all_));
      if (t < s.last) sum += least(hold - here + d.stock[cell(k, t + 1)], 0, s.stock_kg);
      for (const auto& e : m_.entries)
        if (const auto c = stock_to_entry(s, t, none, e))
          sum += least(*c - here + d.limit[e.limit], 0, all_);
    }
    if (s.may_remain)
      sum +=
          least(Int128{micro_nok_per_kg(last, weights_)} - d.stock[cell(k, s.last)], 0, s.stock_kg);
    for (Index p = 0; p < m_.processes.size(); ++p) {
      if (m_.processes[p].stock != k) continue;
      const Int128 made = micro_nok_per_kg(m_.processes[p].extra, weights_);
      for (Index t = s.first; t <= s.last; ++t) {
        const Int128 machine = d.process[cell(p, t)];
        sum += least(made - d.stock[cell(k, t)] + machine, 0,
                     std::min(m_.processes[p].capacity_kg, all_));
        for (const auto& e : m_.entries)
          if (const auto c = stock_to_entry(s, t, p, e))
            sum += least(*c - machine + d.limit[e.limit], 0, all_);
      }
    }
    return sum;
  }

  const Market& m_;
  const CostSource& costs_;
  const Weights weights_;
  const Plan& plan_;
  std::map<std::pair<PlaceIndex, PlaceIndex>, std::optional<HaulSums>> ways_;
  std::vector<std::int64_t> left_, used_, virgin_left_, intake_, change_, ended_, machine_;
  std::int64_t all_ = 0;
  Int128 objective_ = 0;
  Verdict verdict_;
};

}  // namespace

Verdict verify(const Market& market, const CostSource& costs, const Weights& weights,
               const Plan& plan) {
  return Verifier(market, costs, weights, plan).run();
}

}  // namespace masseflyt::matching
