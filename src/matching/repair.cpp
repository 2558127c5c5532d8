#include "repair.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr double whole = 1e-6;      // kilograms that a mixed flow may be off
constexpr int patient_rounds = 12;  // then whatever breaks a row is closed
constexpr int most_rounds = 40;
constexpr int most_fillings = 3;  // of one row that lacks some, before it is given up

std::int64_t ceil_div(Int128 a, Int128 b) {  // b > 0
  return static_cast<std::int64_t>(a / b + (a % b > 0 ? 1 : 0));
}

std::int64_t must_have(const Coupling& c, Index r) {
  return c.row[r].shortfall_micro_nok > 0 ? 0 : c.row[r].minimum;
}

/// Nothing is paid for that no row needs. `now`: units counted less units chosen, per row.
void trim_choices(const Coupling& coupling, std::vector<Int128> now,
                  std::vector<std::int64_t>& chosen) {
  std::vector<std::vector<std::pair<Index, std::int64_t>>> rows(chosen.size());
  for (Index r = 0; r < coupling.row.size(); ++r)
    for (const auto& c : coupling.chosen[r]) rows[c.choice].push_back({r, c.amount});
  for (Index c = 0; c < chosen.size(); ++c) {
    if (coupling.decision[c].micro_nok <= 0) continue;
    Int128 by = chosen[c];
    for (const auto& [r, amount] : rows[c]) {  // one less adds `amount` units
      if (amount > 0) by = std::min(by, (Int128{coupling.row[r].capacity} - now[r]) / amount);
      if (amount < 0) by = std::min(by, (now[r] - must_have(coupling, r)) / -amount);
    }
    by = std::max<Int128>(by, 0);
    chosen[c] -= static_cast<std::int64_t>(by);
    for (const auto& [r, amount] : rows[c]) now[r] += by * amount;
  }
}

/// Micro-NOK, shortfalls and choices included. `units` as above.
Int128 cost_of(const FlowModel& model, const Coupling& coupling, const std::vector<Int128>& units,
               const Feasible& plan) {
  Int128 cost = 0;
  for (std::size_t a = 0; a < plan.flow.size(); ++a) cost += Int128{plan.flow[a]} * model.cost[a];
  for (Index c = 0; c < plan.chosen.size(); ++c)
    cost += Int128{plan.chosen[c]} * coupling.decision[c].micro_nok;
  for (Index r = 0; r < coupling.row.size(); ++r)
    if (coupling.row[r].shortfall_micro_nok > 0)
      cost += std::max<Int128>(0, coupling.row[r].minimum - units[r]) *
              coupling.row[r].shortfall_micro_nok;
  return cost;
}

class Repair {
 public:
  Repair(const FlowModel& model, const Coupling& coupling, const Relaxation& relaxation,
         Relaxation::Costs costs, std::span<const double> mixed, std::vector<std::int64_t> chosen)
      : f_(model),
        c_(coupling),
        relaxation_(relaxation),
        costs_(costs),
        lower_(model.lower),
        upper_(model.upper) {
    out_.chosen = std::move(chosen);
    for (std::size_t a = 0; a < lower_.size(); ++a) {
      if (c_.of(a).empty()) continue;
      const double kg = std::max(0.0, mixed[a]);
      lower_[a] =
          std::clamp(static_cast<std::int64_t>(std::floor(kg + whole)), f_.lower[a], f_.upper[a]);
      upper_[a] =
          std::clamp(static_cast<std::int64_t>(std::ceil(kg - whole)), lower_[a], f_.upper[a]);
    }
    for (Index r = 0; r < f_.entrance_arc.size(); ++r) {
      const Index a = f_.entrance_arc[r];
      if (a == none) continue;
      std::int64_t room = 0;
      for (const auto& c : c_.chosen[r]) room += c.amount * out_.chosen[c.choice];
      lower_[a] = f_.lower[a];
      upper_[a] = std::min(f_.upper[a], room);
    }
    for (const auto& m : c_.made) leaving_[f_.arcs[m.source_arc].head];
    for (std::uint32_t a = 0; a < lower_.size() && !leaving_.empty(); ++a)
      if (const auto at = leaving_.find(f_.arcs[a].tail); at != leaving_.end())
        at->second.push_back(a);
    by_row_.resize(c_.row.size());
    held_.resize(lower_.size(), 0);
    filled_.resize(c_.row.size(), 0);
    for (std::size_t a = 0; a < lower_.size(); ++a)
      for (const auto& u : c_.of(a))
        by_row_[u.row].push_back({static_cast<std::uint32_t>(a), u.per_kg});
  }

  Result<std::optional<Feasible>> run(const Control& control) {
    for (int round = 0; round < most_rounds; ++round) {
      if (control.cancelled()) return stopped_by_caller();
      if (control.late()) return std::optional<Feasible>();
      if (round == most_rounds - 1) close_all();
      auto outcome = relaxation_.solve_within(lower_, upper_, costs_, out_.flow, control);
      if (!outcome) return outcome.error();
      if (*outcome == Relaxation::Outcome::infeasible) {
        if (!relax()) break;
        continue;
      }
      if (*outcome != Relaxation::Outcome::optimal) break;
      if (pin_byproducts()) continue;
      if (keep_rows(round >= patient_rounds)) continue;
      trim_choices(c_, units_of_rows(), out_.chosen);
      out_.cost = cost_of(f_, c_, units_of_rows(), out_);
      return std::optional(std::move(out_));
    }
    return std::optional<Feasible>();
  }

 private:
  struct Part {
    std::uint32_t arc;
    std::int64_t per_kg;
  };

  /// Counted arcs may carry less: a few kilograms at first, then more; what fills up a row not
  /// before the others. False: none has to carry any.
  bool relax() {
    const bool all = std::find(held_.begin(), held_.end(), 1) == held_.end();
    bool changed = !all;
    for (std::size_t a = 0; a < lower_.size(); ++a) {
      if (c_.of(a).empty() || lower_[a] == f_.lower[a]) continue;
      if (!all && held_[a] != 0) continue;
      lower_[a] = std::max(f_.lower[a], lower_[a] - give_);
      changed = true;
    }
    if (all)
      give_ = give_ < unlimited / 64 ? give_ * 64 : unlimited;
    else
      std::fill(held_.begin(), held_.end(), 0);
    pinned_ = false;
    return changed;
  }

  /// The empty plan as far as rows go.
  void close_all() {
    for (std::size_t a = 0; a < lower_.size(); ++a)
      if (!c_.of(a).empty()) lower_[a] = upper_[a] = f_.lower[a];
    std::fill(out_.chosen.begin(), out_.chosen.end(), 0);
  }

  /// What a process makes besides follows from what goes in, to the kilogram. True: solve again.
  bool pin_byproducts() {
    if (pinned_ || c_.made.empty()) return false;
    pinned_ = true;
    bool changed = false;
    for (const auto& m : c_.made) {
      const std::int64_t in = out_.flow[m.machine_arc];
      const auto arises =
          static_cast<std::int64_t>((Int128{in} * m.per_million + 500'000) / 1'000'000);
      changed = changed || out_.flow[m.source_arc] != arises;
      lower_[m.machine_arc] = upper_[m.machine_arc] = in;
      lower_[m.source_arc] = upper_[m.source_arc] = arises;
      for (const auto a : leaving_.at(f_.arcs[m.source_arc].head)) lower_[a] = f_.lower[a];
    }
    return changed;
  }

  std::vector<Int128> units_of_rows() const {
    std::vector<Int128> out;
    for (Index r = 0; r < c_.row.size(); ++r) out.push_back(units(r));
    return out;
  }
  Int128 units(Index r) const {
    Int128 sum = 0;
    for (const auto& p : by_row_[r]) sum += Int128{p.per_kg} * out_.flow[p.arc];
    for (const auto& c : c_.chosen[r]) sum -= Int128{c.amount} * out_.chosen[c.choice];
    return sum;
  }
  std::int64_t least(Index r) const { return must_have(c_, r); }

  /// True: a row was broken, and has less room now.
  bool keep_rows(bool at_once) {
    bool broken = false;
    for (Index r = 0; r < c_.row.size(); ++r) {
      const Int128 is = units(r);
      if (is > c_.row[r].capacity)
        broken = true, lessen(r, 1, is - c_.row[r].capacity, at_once);
      else if (is < least(r) && (at_once || !fill(r, least(r) - is)))
        broken = true, lessen(r, -1, least(r) - is, at_once);
      else
        broken = broken || is < least(r) ||
                 (!at_once && lost_to_rounding(r, is) && fill(r, c_.row[r].minimum - is));
    }
    if (broken) pinned_ = false;
    return broken;
  }

  /// Whether a row that may fall short at a price does so by no more than a kilogram per arc.
  bool lost_to_rounding(Index r, Int128 is) const {
    const Int128 lacks = c_.row[r].minimum - is;
    if (c_.row[r].shortfall_micro_nok <= 0 || lacks <= 0) return false;
    Int128 kilograms = 0;
    for (const auto& p : by_row_[r]) kilograms += std::max<std::int64_t>(p.per_kg, 0);
    return lacks <= kilograms;
  }

  /// Lets what adds to row r carry more, lest a lot falls for a kilogram lost to rounding. False:
  /// it cannot, or was asked to often enough.
  bool fill(Index r, Int128 lacks) {
    if (++filled_[r] > most_fillings) return false;
    std::vector<Part> adding;
    for (const auto& p : by_row_[r])
      if (p.per_kg > 0 && out_.flow[p.arc] < f_.upper[p.arc]) adding.push_back(p);
    std::stable_sort(adding.begin(), adding.end(), [&](const Part& a, const Part& b) {
      return out_.flow[a.arc] > out_.flow[b.arc];  // what goes there already
    });
    std::vector<std::pair<std::uint32_t, std::int64_t>> more;
    for (const auto& p : adding) {
      if (lacks <= 0) break;
      const auto by =
          std::min<Int128>(f_.upper[p.arc] - out_.flow[p.arc], ceil_div(lacks, p.per_kg));
      more.emplace_back(p.arc, out_.flow[p.arc] + static_cast<std::int64_t>(by));
      lacks -= by * p.per_kg;
    }
    if (lacks > 0) return false;
    for (const auto& [a, kg] : more) {
      lower_[a] = kg;
      upper_[a] = std::max(upper_[a], kg);
      held_[a] = 1;
    }
    return true;
  }

  /// Takes at least `excess` units off what adds to row r in the direction of `sign`.
  void lessen(Index r, std::int64_t sign, Int128 excess, bool at_once) {
    std::vector<Part> adding;
    for (const auto& p : by_row_[r])
      if (p.per_kg * sign > 0 && out_.flow[p.arc] > f_.lower[p.arc])
        adding.push_back({p.arc, p.per_kg * sign});
    // What was rounded up gives first, then the largest.
    std::stable_sort(adding.begin(), adding.end(), [&](const Part& a, const Part& b) {
      const bool x = out_.flow[a.arc] > lower_[a.arc], y = out_.flow[b.arc] > lower_[b.arc];
      return x != y ? x : out_.flow[a.arc] > out_.flow[b.arc];
    });
    for (const auto& p : adding) {
      if (excess <= 0 && !at_once) break;
      const bool rounded_up = out_.flow[p.arc] == lower_[p.arc] + 1;
      const std::int64_t can = out_.flow[p.arc] - f_.lower[p.arc];
      std::int64_t by = std::min(can, ceil_div(std::max<Int128>(excess, 1), p.per_kg));
      if (rounded_up) by = 1;
      if (at_once) by = can;
      upper_[p.arc] = out_.flow[p.arc] - by;
      lower_[p.arc] = std::min(lower_[p.arc], upper_[p.arc]);
      excess -= Int128{by} * p.per_kg;
    }
    if (excess > 0) fall(r, sign, excess);
  }

  /// No flow is left that could give way: choices do.
  void fall(Index r, std::int64_t sign, Int128 excess) {
    for (const auto& c : c_.chosen[r]) {
      const Int128 each = -Int128{c.amount} * sign;  // what one adds to the excess
      if (each <= 0 || excess <= 0) continue;
      const std::int64_t by = std::min(out_.chosen[c.choice], ceil_div(excess, each));
      out_.chosen[c.choice] -= by;
      excess -= each * by;
    }
  }

  const FlowModel& f_;
  const Coupling& c_;
  const Relaxation& relaxation_;
  const Relaxation::Costs costs_;
  std::vector<std::int64_t> lower_, upper_;
  std::vector<std::vector<Part>> by_row_;
  std::vector<char> held_;                                         ///< per arc: it fills up a row
  std::vector<int> filled_;                                        ///< per row: how often
  std::unordered_map<Index, std::vector<std::uint32_t>> leaving_;  ///< arcs of a by-product's node
  Feasible out_;
  std::int64_t give_ = 8;  ///< kilograms that lower bounds lose when the flow finds no way
  bool pinned_ = false;
};

}  // namespace

Result<std::optional<Feasible>> repair(const FlowModel& model, const Coupling& coupling,
                                       const Relaxation& relaxation, Relaxation::Costs costs,
                                       std::span<const double> flow,
                                       std::vector<std::int64_t> chosen, const Control& control) {
  return Repair(model, coupling, relaxation, costs, flow, std::move(chosen)).run(control);
}

Feasible within_choices(const FlowModel& model, const Coupling& coupling, Relaxation::Flow flow,
                        std::vector<std::int64_t> chosen) {
  std::vector<Int128> units(coupling.row.size(), 0);
  for (std::uint32_t a = 0; a < flow.size(); ++a)
    for (const auto& u : coupling.of(a)) units[u.row] += Int128{u.per_kg} * flow[a];
  const auto counted = units;
  const auto less_chosen = [&] {
    units = counted;
    for (Index r = 0; r < units.size(); ++r)
      for (const auto& c : coupling.chosen[r]) units[r] -= Int128{c.amount} * chosen[c.choice];
    return units;
  };
  trim_choices(coupling, less_chosen(), chosen);
  Feasible out{std::move(flow), chosen, 0};
  out.cost = cost_of(model, coupling, less_chosen(), out);
  return out;
}

std::vector<std::int64_t> whole_choices(const Coupling& coupling, std::span<const double> mixed,
                                        bool up) {
  std::vector<std::int64_t> chosen;
  for (std::size_t c = 0; c < mixed.size(); ++c)
    chosen.push_back(std::clamp<std::int64_t>(
        up ? static_cast<std::int64_t>(std::ceil(mixed[c] - whole)) : std::llround(mixed[c]), 0,
        coupling.decision[c].most));
  for (std::size_t pass = 0; pass < coupling.row.size(); ++pass) {
    bool changed = false;
    for (Index r = 0; r < coupling.row.size(); ++r) {
      const auto& of = coupling.chosen[r];
      Int128 is = 0;
      bool alone = coupling.row[r].capacity < unlimited;
      for (const auto& c : of) is -= Int128{c.amount} * chosen[c.choice];
      if (!alone || is <= coupling.row[r].capacity || of.empty()) continue;
      // Of what makes it too much, the least wanted falls.
      Index least = none;
      for (const auto& c : of)
        if (c.amount < 0 && chosen[c.choice] > 0 &&
            (least == none || mixed[c.choice] < mixed[least]))
          least = c.choice;
      if (least == none) continue;
      --chosen[least];
      changed = true;
    }
    if (!changed) break;
  }
  return chosen;
}

}  // namespace masseflyt::matching
