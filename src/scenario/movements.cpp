#include "movements.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <masseflyt/matching/consignment.hpp>

#include "needs_in_product.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Flow;
using matching::From;
using matching::To;
using reporting::Kind;
using reporting::Movement;

class Writer {
 public:
  Writer(const Case& input, const Model& model, const CostSource& costs, const matching::Plan& plan,
         const Weights& weights)
      : in_(input),
        model_(model),
        m_(model.market),
        costs_(costs),
        plan_(plan),
        weights_(weights) {}

  std::vector<Movement> run() {
    parts_ = matching::consignments(m_, plan_);
    first_part_.assign(plan_.flows.size() + 1, 0);
    for (const auto& p : parts_) ++first_part_[p.flow + 1];
    for (std::size_t i = 1; i < first_part_.size(); ++i) first_part_[i] += first_part_[i - 1];
    by_flow_.resize(parts_.size());
    auto slot = first_part_;
    for (Index i = 0; i < parts_.size(); ++i) by_flow_[slot[parts_[i].flow]++] = i;
    cut_byproducts();
    for (Index i = 0; i < plan_.flows.size(); ++i) write(i);
    short_needs();
    for (auto& m : out_) m.from = model_.haulage.real(m.from), m.to = model_.haulage.real(m.to);
    return std::move(out_);
  }

 private:
  /// So much of a by-product flow came out of a part of what went into its process.
  struct Cut {
    Index part;
    std::int64_t kg;
  };

  /// By-products are cut out of what went into their process in the same month, by mass: so every
  /// kilogram of an offer comes to rest once. Rounding of the plan can make a kilogram of
  /// by-product too many in a month; that one is not told.
  void cut_byproducts() {
    cut_.assign(parts_.size(), 0);
    cuts_.resize(plan_.flows.size());
    if (m_.byproducts.empty()) return;
    std::map<std::pair<Index, Index>, std::vector<Index>> in;  // per process and period
    for (Index k = 0; k < parts_.size(); ++k)
      if (const Flow& f = plan_.flows[parts_[k].flow]; f.process != matching::none)
        in[{f.process, f.period}].push_back(k);
    for (Index i = 0; i < plan_.flows.size(); ++i) {
      const Flow& f = plan_.flows[i];
      if (f.from == From::byproduct) cut(f, i, in[{m_.byproducts[f.source].process, f.period}]);
    }
  }

  void cut(const Flow& f, Index i, const std::vector<Index>& in) {
    std::int64_t whole = 0, left = f.kg;
    for (const Index k : in) whole += parts_[k].kg;
    const auto take = [&](Index k, std::int64_t kg) {
      kg = std::min({kg, left, parts_[k].kg - cut_[k]});
      if (kg <= 0) return;
      cut_[k] += kg, left -= kg;
      cuts_[i].push_back({k, kg});
    };
    for (const Index k : in)
      take(k, std::llround(static_cast<double>(f.kg) * static_cast<double>(parts_[k].kg) /
                           static_cast<double>(whole)));
    for (const Index k : in) take(k, left);
  }

  Movement start(const Flow& f, Index lot) const {
    Movement m;
    const auto& kind = model_.lot_kinds[lot];
    m.offer = model_.lot_offer[lot];
    m.party = in_.offers[m_.lots[lot].offer].party;
    m.group = kind.group;
    m.material = kind.material, m.grade = kind.grade, m.condition_class = kind.condition_class;
    m.source = m.offer;
    m.from = m.to = m_.lots[lot].place;
    m.month = model_.first + static_cast<std::int32_t>(f.period);
    m.kg = f.kg;
    return m;
  }

  Route route(PlaceIndex from, PlaceIndex to) const {
    auto found = costs_.route(from, to, weights_);
    return found ? std::move(*found) : Route{};
  }
  /// A haul whose far end is no place of the case.
  Route beyond(PlaceIndex place, const HaulSums& sums) const {
    const auto from = model_.haulage.real(place);
    return {{{Mode::road, from, from, 0, sums}}, sums};
  }

  void enter(Movement& m, Index entry) const {
    const auto& e = m_.entries[entry];
    const auto& meaning = model_.entries[entry];
    m.destination = m_.destinations[e.destination].id;
    m.kind = meaning.kind;
    m.to = m_.destinations[e.destination].place;
    m.fee_nok_t = meaning.fee_nok_t;
    m.process_co2e_kg_t = meaning.process_co2e_kg_t;
    m.avoided_virgin_share = meaning.avoided_virgin_share;
    m.avoided_co2e_kg_t = meaning.avoided_co2e_kg_t;
    m.route = route(m.from, m.to);
    m.to = model_.haulage.real(m.to);
  }

  void write(Index i) {
    const Flow& f = plan_.flows[i];
    if (f.from == From::supply)
      from_supply(f);
    else if (f.from == From::stock)
      from_stock(f, i);
    else if (f.from == From::byproduct)
      from_process(f, i);
    else
      fill_need(f);
  }

  void from_supply(const Flow& f) {
    Movement m = start(f, m_.supplies[f.source].lot);
    if (const Index in = m_.supplies[f.source].stored; in != matching::none) {
      m.destination = m_.destinations[m_.stocks[in].destination].id;
      m.kind = Kind::store;  // it lies there: how it came is a fact, not part of the plan
      if (f.to != To::stock) {
        out_.push_back(m);
        m.source = m.destination;
      }
    }
    if (f.to == To::stock && m.kind != Kind::store) {
      const auto& s = m_.stocks[f.target];
      m.destination = m_.destinations[s.destination].id;
      m.kind = Kind::store;
      m.to = s.place;
      m.store_nok_t = model_.store_handling_nok_t;
      m.route = route(m.from, m.to);
    } else {
      rest(m, f);
    }
    out_.push_back(std::move(m));
  }

  /// Where it comes to rest, in a store never.
  void rest(Movement& m, const Flow& f) const {
    if (f.to == To::entry) {
      enter(m, f.target);
    } else if (f.to == To::far) {
      m.destination = "far";
      m.kind = Kind::far_receiver;
      m.fee_nok_t = model_.far_fee_nok_t;
      m.route = beyond(m.from, model_.far_haul);
    } else if (f.to == To::unplaced) {
      m.destination = "unplaced";
      m.kind = Kind::unplaced;
    }
  }

  void from_stock(const Flow& f, Index i) {
    const auto& s = m_.stocks[f.source];
    for (Index k = first_part_[i]; k < first_part_[i + 1]; ++k) {
      const auto& part = parts_[by_flow_[k]];
      Movement m = start(f, m_.supplies[part.supply].lot);
      m.kg = part.kg;
      m.source = m_.destinations[s.destination].id;
      m.from = m.to = s.place;
      const auto held = static_cast<double>(f.period - part.arrived) + (f.to == To::end ? 1 : 0);
      m.store_nok_t = held * model_.store_hold_nok_t_month;
      if (f.to == To::end) {
        m.destination = m.source;
        m.kind = Kind::end_stock;
        m.fee_nok_t = model_.end_nok_t[f.source];
      } else {
        enter(m, f.target);
        if (f.process != matching::none) {
          m.process_nok_t = model_.processes[f.process].nok_t;
          m.process_co2e_kg_t += model_.processes[f.process].co2e_kg_t;
          if (const double yield = matching::yield_of(m_, f.process); yield != 1)
            m.route = shortened(std::move(m.route), yield);
          if (!without(m, cut_[by_flow_[k]])) continue;
        }
      }
      out_.push_back(std::move(m));
    }
  }

  /// Less the by-products that came out of it: what was paid for all of it stays. False: nothing
  /// is left.
  static bool without(Movement& m, std::int64_t kg) {
    if (kg == 0) return true;
    if (kg >= m.kg) return false;
    const double by = static_cast<double>(m.kg) / static_cast<double>(m.kg - kg);
    m.kg -= kg;
    for (double* figure : {&m.fee_nok_t, &m.store_nok_t, &m.process_nok_t, &m.process_co2e_kg_t,
                           &m.avoided_virgin_share, &m.avoided_co2e_kg_t})
      *figure *= by;
    m.route = shortened(std::move(m.route), by);
    return true;
  }

  void from_process(const Flow& f, Index i) {
    const auto& made = m_.byproducts[f.source];
    const auto& s = m_.stocks[m_.processes[made.process].stock];
    const auto& kind = model_.group_kinds[made.group];
    for (const Cut& c : cuts_[i]) {
      Movement m = start(f, m_.supplies[parts_[c.part].supply].lot);
      m.kg = c.kg;
      m.group = kind.group;
      m.material = kind.material, m.grade = kind.grade, m.condition_class = kind.condition_class;
      m.source = m_.destinations[s.destination].id;
      m.from = m.to = s.place;
      rest(m, f);
      out_.push_back(std::move(m));
    }
  }

  /// Only the product travels on: per tonne that went in, the haul counts by its yield.
  static Route shortened(Route route, double yield) {
    route.sums = matching::scaled(route.sums, yield);
    for (auto& leg : route.legs) leg.sums = matching::scaled(leg.sums, yield);
    return route;
  }

  void fill_need(const Flow& f) {
    const bool bought = f.from == From::virgin;
    Movement m;
    m.material = "rock", m.grade = "virgin", m.condition_class = "clean", m.group = "virgin";
    m.month = model_.first + static_cast<std::int32_t>(f.period);
    m.kg = f.kg;
    m.destination = model_.limits[f.target].place;
    if (!bought) {
      m.kind = Kind::shortfall;
      m.offer = m.source = "nothing";
      out_.push_back(std::move(m));
      return;
    }
    const auto& v = m_.virgin[f.source];
    const auto& meaning = model_.virgin[f.source];
    m.kind = Kind::virgin;
    m.offer = m.source = meaning.quarry;
    m.destination = meaning.need;
    m.from = v.place, m.to = v.to;
    m.kg = std::llround(static_cast<double>(f.kg) * v.yield);
    m.fee_nok_t = meaning.price_nok_t;
    m.virgin_co2e_kg_t = meaning.co2e_kg_t;
    m.route = v.anywhere ? beyond(v.to, model_.anywhere_haul) : route(v.place, v.to);
    out_.push_back(std::move(m));
  }

  /// Needs whose minimum is a row.
  void short_needs() {
    for (const auto& [need, kg] : need_shortfalls(model_, plan_)) {
      const auto& row = model_.need_rows[need];
      Movement m;
      m.material = "rock", m.grade = "virgin", m.condition_class = "clean", m.group = "virgin";
      m.month = row.months.first;
      m.kg = kg;
      m.destination = row.need;
      m.kind = Kind::shortfall;
      m.offer = m.source = "nothing";
      out_.push_back(std::move(m));
    }
  }

  const Case& in_;
  const Model& model_;
  const matching::Market& m_;
  const CostSource& costs_;
  const matching::Plan& plan_;
  const Weights weights_;
  std::vector<matching::Consignment> parts_;
  std::vector<Index> first_part_, by_flow_;
  std::vector<std::int64_t> cut_;       ///< of each part, by-products
  std::vector<std::vector<Cut>> cuts_;  ///< per flow of by-products
  std::vector<Movement> out_;
};

}  // namespace

std::vector<Movement> movements(const Case& input, const Model& model, const CostSource& costs,
                                const matching::Plan& plan, const Weights& weights) {
  return Writer(input, model, costs, plan, weights).run();
}

std::vector<Movement> movements(const Case& input, const Model& model, const matching::Plan& plan,
                                const Weights& weights) {
  return movements(input, model, model.haulage.costs(), plan, weights);
}

}  // namespace masseflyt::scenario
