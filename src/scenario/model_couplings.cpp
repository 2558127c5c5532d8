// What couples masses with each other: by-products, storage time, lots and loads, blends. All of it
// is rows of the market, written after stops have cut its entries.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <masseflyt/matching/rules.hpp>

#include "detail/number.hpp"
#include "model_builder.hpp"
#include "spans.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Counted;
using matching::none;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <typename Row>
LotKind kind_of(const Row& r) {
  return {r.material, r.grade, r.condition_class,
          group_name(r.material, r.grade, r.condition_class)};
}

/// Weights that a plan of a scenario may be asked for: a haul counts as driven where it is by one.
std::vector<Weights> objectives(const Weights& own) {
  return {own, {1, 0, 0, 0}, {1e-3, 0, 0, 1}, {1e-3, 1, 0, 0}};
}

}  // namespace

bool ModelBuilder::feeds(const Process& p, const LotKind& k) {
  const bool material = p.materials.empty() ? !k.grade.empty() : contains(p.materials, k.material);
  const bool grade = p.grades.empty() || k.grade.empty() || contains(p.grades, k.grade);
  return material && grade && (p.classes.empty() || contains(p.classes, k.condition_class));
}

/// Before places are asked whom they take: what processes make besides is a group like any other.
void ModelBuilder::byproduct_groups() {
  for (const auto& r : in_.byproducts)
    for (const auto& p : in_.processes)
      if (p.id == r.process) group(kind_of(r));
}

double ModelBuilder::byproduct_share(const Process& p) const {
  double share = 0;
  for (const auto& r : in_.byproducts)
    if (r.process == p.id) share += r.share;
  return share;
}

void ModelBuilder::byproducts_of(const Process& p, Index row) {
  for (const auto& r : in_.byproducts)
    if (r.process == p.id)
      model_.market.byproducts.push_back({row, group(kind_of(r)), std::llround(r.share * 1e6)});
}

/// Whole months: a mass that came in during one has left by the end of the last that is permitted.
void ModelBuilder::storage_times() {
  auto& m = model_.market;
  for (const auto& s : in_.stores) {
    if (!s.permit.storage_years) continue;
    const auto months = std::max(1.0, std::floor(*s.permit.storage_years * 12 + 1e-9));
    for (Index k = 0; k < m.stocks.size(); ++k)
      if (m.destinations[m.stocks[k].destination].id == s.id)
        matching::limit_storage_time(m, k, static_cast<Index>(months));
    const auto years = detail::format_number(*s.permit.storage_years);
    meaning({"storage_time", s.id, "keeps masses for at most " + years + " years",
             "lagrer masser i høyst " + years + " år"});
  }
}

void ModelBuilder::lot_rules() {
  const auto& m = model_.market;
  const auto apply = [&](const auto& rows) {
    for (const auto& row : rows) {
      if (!row.lots.minimum_t && row.lots.load_nok <= 0) continue;
      for (Index d = 0; d < m.destinations.size(); ++d)
        for (Index l = 0; l < m.lots.size() && m.destinations[d].id == row.id; ++l)
          if (m.lot_to.allows(l, d)) lot_rule(l, d, row.lots);
    }
  };
  apply(in_.receivers), apply(in_.stores), apply(in_.needs);
}

/// Of a lot that can go there straight. What loads brought of its offer already counts towards the
/// smallest amount.
void ModelBuilder::lot_rule(Index l, Index d, const LotRules& rules) {
  auto& m = model_.market;
  const auto meets = [&](Index group, Index first, Index last) {
    return group == m.lots[l].group &&
           std::any_of(m.supplies.begin(), m.supplies.end(), [&](const auto& s) {
             return s.lot == l && s.stored == none && first <= s.period && s.period <= last;
           });
  };
  const bool reached = std::any_of(m.entries.begin(), m.entries.end(),
                                   [&](const auto& e) {
                                     return e.destination == d && e.product == none &&
                                            meets(e.group, e.first, e.last);
                                   }) ||
                       std::any_of(m.stocks.begin(), m.stocks.end(), [&](const auto& s) {
                         return s.destination == d && meets(s.group, s.first, s.last);
                       });
  if (!reached) return;
  const auto driven = taken_of(model_.lot_offer[l], m.destinations[d].id, in_.header.horizon);
  if (rules.minimum_t && to_kg(*rules.minimum_t) > driven) {
    matching::add_minimum_lot(m, l, d, to_kg(*rules.minimum_t) - driven);
    const auto least = detail::format_number(*rules.minimum_t);
    meaning({"lot", m.destinations[d].id, "takes at least " + least + " t of a lot",
             "tar minst " + least + " t av et parti"});
    model_.choices.push_back({ChoiceMeaning::What::lot, 0, {}, {}, l, d, {}});
  }
  const auto load_kg = to_kg(rules.load_nok > 0 ? factor_("truck_load_t") : 0);
  if (load_kg <= 0) return;
  HaulSums cost;
  cost.nok = rules.load_nok;
  matching::add_truckloads(m, l, d, load_kg, cost);
  meaning({"load", m.destinations[d].id, "asks a fee for every load", "tar gebyr for hvert lass"});
  model_.choices.push_back({ChoiceMeaning::What::loads, 0, {}, {}, l, d, cost});
}

// ---- loads a day

/// Ways that surplus can take, each once. What is bought has no month of its own and is left out.
std::vector<std::pair<PlaceIndex, PlaceIndex>> ModelBuilder::hauls_in_use() const {
  const auto& m = model_.market;
  std::set<PlaceIndex> from, to;
  for (const auto& l : m.lots) from.insert(l.place);
  for (const auto& s : m.stocks) from.insert(s.place), to.insert(s.place);
  for (const auto& d : m.destinations) to.insert(d.place);
  std::vector<std::pair<PlaceIndex, PlaceIndex>> out;
  for (const auto a : from)
    for (const auto b : to)
      if (a != b) out.emplace_back(a, b);
  return out;
}

bool ModelBuilder::passes(const LoadLimit& l, PlaceIndex from, PlaceIndex to) const {
  std::pair<double, double> ends[2];
  for (const auto& road : in_.roads)
    if (road.id == l.road)
      for (const auto& node : in_.road_nodes) {
        if (node.id == road.from) ends[0] = {node.longitude, node.latitude};
        if (node.id == road.to) ends[1] = {node.longitude, node.latitude};
      }
  for (const auto& weights : objectives(default_weights(in_))) {
    const auto way = model_.haulage.route(from, to, weights);
    if (!way) return false;
    for (const auto& leg : way->legs) {
      if (leg.mode != Mode::road) continue;
      if (!l.place.empty()) {
        if (place(l.place) == leg.from || place(l.place) == leg.to) return true;
        continue;
      }
      const auto points = model_.haulage.path(leg, model_.haulage.state_of(std::max(from, to)));
      for (std::size_t i = 1; i < points.size(); ++i)
        if ((points[i - 1] == ends[0] && points[i] == ends[1]) ||
            (points[i - 1] == ends[1] && points[i] == ends[0]))
          return true;
    }
  }
  return false;
}

void ModelBuilder::load_limits() {
  if (in_.load_limits.empty()) return;
  note(
      "Loads a day: a limit of a place counts all that leaves it or comes there, also what goes to "
      "a far receiver. Which roads lead to a far receiver is not known: a limit of a stretch does "
      "not count what goes there, and where masses are told as far, more trucks may pass it than "
      "the limit says.",
      "Lass om dagen: en grense for et sted teller alt som forlater det eller kommer dit, også det "
      "som sendes ut av regionen. Hvilke veier som fører dit, er ikke kjent: en grense for en "
      "strekning teller det ikke, og der masser sendes ut av regionen, kan det kjøre flere biler "
      "forbi enn grensen sier.");
  const auto hauls = hauls_in_use();
  for (const auto& l : in_.load_limits) load_limit(l, hauls);
}

void ModelBuilder::load_limit(const LoadLimit& l,
                              const std::vector<std::pair<PlaceIndex, PlaceIndex>>& hauls) {
  const auto months = planned(l.begin.value_or(window_.first), l.end.value_or(window_.last));
  if (!months) return;
  std::vector<std::pair<PlaceIndex, PlaceIndex>> counted;
  for (const auto& [from, to] : hauls)
    if (passes(l, from, to)) counted.emplace_back(from, to);
  const auto& lots = model_.market.lots;
  std::vector<PlaceIndex> far_from;
  if (!l.place.empty() && std::any_of(lots.begin(), lots.end(), [&](const matching::Lot& lot) {
        return lot.place == place(l.place);
      }))
    far_from.push_back(place(l.place));
  if (counted.empty() && far_from.empty())
    return note("Load limit " + l.id + " binds nothing: no way of the plan passes there.",
                "Lassgrensen " + l.id + " binder ingenting: ingen vei i planen går der.");
  const double load_t = l.load_t ? *l.load_t : factor_("truck_load_t");
  matching::limit_hauls(model_.market, "loads " + l.id, counted,
                        {period(months->first), period(months->last)},
                        to_kg(l.loads_per_day * l.days_per_month * load_t), far_from);
  const auto loads = detail::format_number(l.loads_per_day);
  const std::string where = l.place.empty() ? l.road : l.place;
  meaning({"loads", l.id, "is out of reach: " + where + " bears " + loads + " loads a day",
           "kan ikke nås: " + where + " tåler " + loads + " lass om dagen"});
}

// ---- blends

void ModelBuilder::blends() {
  for (const auto& b : in_.blends)
    for (const auto& n : in_.needs) {
      if (n.id != b.need || !n.included) continue;
      const auto open = planned(n.begin, n.end);
      if (!open) continue;
      if (b.per == "year") {
        for (const auto& year : years(*open)) blend(b, n, year);
      } else if (b.per == "total") {
        blend(b, n, *open);
      } else {
        for (Month t = open->first; t <= open->last; t = t + 1) blend(b, n, {t, t});
      }
    }
}

/// (value - limit) × kilograms at most 0, in thousandths of the value and thousandths of a kilogram
/// of product.
void ModelBuilder::blend(const Blend& b, const Need& need, MonthSpan months) {
  auto& m = model_.market;
  const Index first = period(months.first), last = period(months.last);
  matching::Row most{"blend " + b.id + " " + to_string(months.first), {}}, least = most;
  most.capacity = least.capacity = 0;
  const auto add = [&](matching::Term term, double value, double yield) {
    const auto part = [&](double by) { return std::llround(by * 1e3) * std::llround(yield * 1e3); };
    if (b.most) {
      term.units_per_kg = part(value - *b.most);
      most.terms.push_back(term);
    }
    if (b.least) {
      term.units_per_kg = part(*b.least - value);
      least.terms.push_back(term);
    }
  };
  for (Index e = 0; e < m.entries.size(); ++e) {
    const auto& to = m.entries[e];
    if (m.destinations[to.destination].id != need.id || to.last < first || to.first > last)
      continue;
    const LotKind& k = group_kinds_[to.group];
    const auto value = std::find_if(in_.qualities.begin(), in_.qualities.end(), [&](const auto& q) {
      return q.quality == b.quality && kind_of(q).group == k.group;
    });
    if (value == in_.qualities.end()) {
      error_ = Error{ErrorCode::invalid_argument,
                     "blend " + b.id + ": nobody tells the " + b.quality + " of " + k.group +
                         ", which " + need.id + " takes",
                     "qualities"};
      return;
    }
    const double yield = to.product == none ? 1 : products_[to.product].yield;
    add({Counted::entry, e, none, std::max(first, to.first), std::min(last, to.last)}, value->value,
        yield);
  }
  for (Index v = 0; v < m.virgin.size() && b.virgin_value; ++v)
    if (model_.virgin[v].need == need.id && first <= m.virgin[v].first && m.virgin[v].first <= last)
      add({Counted::virgin, v, none, 0, none}, *b.virgin_value, m.virgin[v].yield);
  if (!most.terms.empty()) m.rows.push_back(std::move(most));
  if (!least.terms.empty()) {
    least.id += " least";
    m.rows.push_back(std::move(least));
  }
  meaning({"blend", b.id, "has its limit for the mean " + b.quality + " of what it mixes",
           "har nådd grensen for gjennomsnittlig " + b.quality + " i blandingen"});
}

}  // namespace masseflyt::scenario
