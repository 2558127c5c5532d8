#include <masseflyt/matching/verify.hpp>

#include <algorithm>
#include <limits>
#include <optional>

#include "verify_bound.hpp"

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;

std::string kilograms(std::int64_t kg) { return std::to_string(kg) + " kg"; }

/// Beyond 64 bit nobody reads digits.
std::string in_words(Int128 units) {
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  return units > most ? "more than 10^18" : std::to_string(static_cast<std::int64_t>(units));
}

class Verifier {
 public:
  Verifier(const Market& market, const CostSource& costs, const Weights& weights, const Plan& plan)
      : m_(market), plan_(plan), prices_(market, costs, weights), rows_(market) {}

  Verdict run() {
    left_.reserve(m_.supplies.size());
    for (const auto& s : m_.supplies) left_.push_back(s.kg);
    used_.assign(m_.limits.size(), 0);
    virgin_left_ = m_.virgin_supply_kg;
    intake_.assign(m_.stocks.size() * m_.periods, 0);
    change_ = intake_;
    ended_.assign(m_.stocks.size(), 0);
    machine_.assign(m_.processes.size() * m_.periods, 0);
    arose_.assign(m_.byproducts.size() * m_.periods, 0);
    counted_.assign(rows_.size(), 0);
    for (Index i = 0; i < plan_.flows.size(); ++i) flow(i);
    supplies();
    limits();
    stocks();
    processes();
    byproducts();
    for (Index q = 0; q < virgin_left_.size(); ++q)
      if (virgin_left_[q] < 0)
        violated("virgin supply " + std::to_string(q) + " is exceeded by " +
                 kilograms(-virgin_left_[q]));
    choices();
    rows();
    verdict_.objective_micro_nok = narrow(objective_);
    verdict_.bound_micro_nok = proved_bound(m_, prices_, rows_, plan_);
    return std::move(verdict_);
  }

 private:
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

  std::size_t cell(Index row, Index period) const { return std::size_t{row} * m_.periods + period; }
  void use(Index limit, std::int64_t kg) {
    for (Index l = limit; l != none; l = m_.limits[l].parent) used_[l] += kg;
  }
  void count(const CountedRows::Units& units, std::int64_t kg) {
    for (const auto& u : units) counted_[u.row] += Int128{u.per_kg} * kg;
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
    switch (f.from) {
      case From::supply:
        if (f.source >= m_.supplies.size()) return refuse("starts at no supply");
        if (m_.supplies[f.source].period != f.period)
          return refuse("leaves in another period than it arises");
        left_[f.source] -= f.kg;
        price_per_kg = from_supply(f, m_.supplies[f.source]);
        break;
      case From::stock:
        if (f.source >= m_.stocks.size()) return refuse("starts at no store");
        price_per_kg = from_stock(f, m_.stocks[f.source]);
        break;
      case From::virgin: {
        if (f.source >= m_.virgin.size()) return refuse("starts at no virgin source");
        const auto& v = m_.virgin[f.source];
        if (f.to != To::limit || f.target != v.limit) return refuse("fills another need");
        if (f.period != v.first) return refuse("is not in the period that stands for its source");
        if (v.supply_limit != none) virgin_left_[v.supply_limit] -= f.kg;
        use(v.limit, f.kg);
        price_per_kg = prices_.of_virgin(v);
        break;
      }
      case From::byproduct:
        if (f.source >= m_.byproducts.size()) return refuse("starts at no by-product");
        price_per_kg = from_byproduct(f, m_.byproducts[f.source]);
        break;
      default:
        if (f.to != To::limit || f.target >= m_.limits.size()) return refuse("comes from nowhere");
        use(f.target, f.kg);
        price_per_kg = prices_.unplaced();
    }
    if (!price_per_kg) return refuse("is not permitted, not open or has no way");
    objective_ += Int128{f.kg} * *price_per_kg;
    if (f.from != From::nothing) count(rows_.of(f), f.kg);
  }

  std::optional<std::int64_t> from_supply(const Flow& f, const Supply& s) {
    if (s.stored != none && f.to == To::stock) {
      if (f.target != s.stored) return std::nullopt;
      change_[cell(f.target, f.period)] += f.kg;
      return 0;
    }
    if (f.to == To::far && m_.far_allowed[m_.lots[s.lot].group]) return prices_.far();
    if (f.to == To::unplaced) return prices_.unplaced();
    if (f.to == To::stock && f.target < m_.stocks.size()) {
      intake_[cell(f.target, f.period)] += f.kg;
      change_[cell(f.target, f.period)] += f.kg;
      return prices_.supply_to_stock(s, m_.stocks[f.target]);
    }
    if (f.to == To::entry && f.target < m_.entries.size()) {
      use(m_.entries[f.target].limit, f.kg);
      return prices_.supply_to_entry(s, m_.entries[f.target]);
    }
    return std::nullopt;
  }

  std::optional<std::int64_t> from_stock(const Flow& f, const Stock& k) {
    if (f.to == To::end) {
      if (!k.may_remain || f.period != k.last) return std::nullopt;
      ended_[f.source] += f.kg;
      return prices_.of_end(k);
    }
    if (f.to != To::entry || f.target >= m_.entries.size()) return std::nullopt;
    if (f.process != none &&
        (f.process >= m_.processes.size() || m_.processes[f.process].stock != f.source))
      return std::nullopt;
    change_[cell(f.source, f.period)] -= f.kg;
    use(m_.entries[f.target].limit, f.kg);
    auto price_per_kg = prices_.stock_to_entry(k, f.period, f.process, m_.entries[f.target]);
    if (f.process != none) {
      machine_[cell(f.process, f.period)] += f.kg;
      if (price_per_kg) *price_per_kg += prices_.of_process(f.process);
    }
    return price_per_kg;
  }

  std::optional<std::int64_t> from_byproduct(const Flow& f, const Byproduct& b) {
    const Stock& k = m_.stocks[m_.processes[b.process].stock];
    if (f.period < k.first || f.period > k.last) return std::nullopt;
    arose_[cell(f.source, f.period)] += f.kg;
    if (f.to == To::far && m_.far_allowed[b.group]) return prices_.far();
    if (f.to == To::unplaced) return prices_.unplaced();
    if (f.to != To::entry || f.target >= m_.entries.size()) return std::nullopt;
    use(m_.entries[f.target].limit, f.kg);
    return prices_.byproduct_to_entry(b, f.period, m_.entries[f.target]);
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
        if (t < s.last) objective_ += Int128{level} * prices_.of_holding(s);
        if (t <= s.last) count(rows_.of_level(k, t), level);
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
      for (Index t = 0; t < m_.periods; ++t) {
        count(rows_.of_process(p, t), machine_[cell(p, t)]);
        if (machine_[cell(p, t)] > m_.processes[p].capacity_kg)
          violated("process " + std::to_string(p) + " of " + m_.stocks[m_.processes[p].stock].id +
                   " takes more than it can in period " + std::to_string(t));
      }
  }
  void byproducts() {
    for (Index b = 0; b < m_.byproducts.size(); ++b)
      for (Index t = 0; t < m_.periods; ++t) count(rows_.of_byproduct(b, t), arose_[cell(b, t)]);
  }
  void choices() {
    if (plan_.chosen.size() != m_.choices.size()) return violated("not every choice is made");
    for (Index c = 0; c < m_.choices.size(); ++c) {
      if (plan_.chosen[c] < 0 || plan_.chosen[c] > m_.choices[c].most)
        violated(m_.choices[c].id + " is chosen " + std::to_string(plan_.chosen[c]) + " times");
      objective_ += Int128{plan_.chosen[c]} * prices_.of_choice(c);
    }
    for (Index r = 0; r < m_.rows.size(); ++r)
      for (const auto& c : m_.rows[r].chosen)
        counted_[r] -= Int128{c.amount} * plan_.chosen[c.choice];
  }
  void rows() {
    for (Index r = 0; r < counted_.size(); ++r) {
      const auto name = [&] {
        return r < m_.rows.size() ? m_.rows[r].id : "by-product row " + std::to_string(r);
      };
      if (counted_[r] > rows_.capacity(r))
        violated(name() + " is exceeded by " + in_words(counted_[r] - rows_.capacity(r)) +
                 " units");
      const Int128 short_by = rows_.minimum(r) - counted_[r];
      if (short_by <= 0) continue;
      if (r < m_.rows.size() && m_.rows[r].minimum > 0 && counted_[r] >= 0)
        objective_ += short_by * m_.rows[r].shortfall_micro_nok;
      else
        violated(name() + " is short by " + in_words(short_by) + " units");
    }
  }

  const Market& m_;
  const Plan& plan_;
  PermittedPrices prices_;
  CountedRows rows_;
  std::vector<std::int64_t> left_, used_, virgin_left_, intake_, change_, ended_, machine_, arose_;
  std::vector<Int128> counted_;
  Int128 objective_ = 0;
  Verdict verdict_;
};

}  // namespace

Verdict verify(const Market& market, const CostSource& costs, const Weights& weights,
               const Plan& plan) {
  return Verifier(market, costs, weights, plan).run();
}

}  // namespace masseflyt::matching
