// Loads that were driven: they take mass from their offers and room from where they went, and what
// lies in a store because of them is where the plan begins.
#include <algorithm>
#include <utility>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

std::int64_t sum(const std::vector<std::int64_t>& kg) {
  std::int64_t total = 0;
  for (const auto k : kg) total += k;
  return total;
}

/// Cuts `total` in proportion to `weights`, in whole kilograms that add up; the last one that
/// weighs anything gets the rest. Precondition: some weight is above zero.
std::vector<std::int64_t> in_proportion(std::int64_t total,
                                        const std::vector<std::int64_t>& weights) {
  const auto all = static_cast<double>(sum(weights));
  std::vector<std::int64_t> parts(weights.size(), 0);
  std::int64_t given = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    const double share = static_cast<double>(weights[i]) / all;
    parts[i] = std::min(to_kg(static_cast<double>(total) * share / 1000), total - given);
    given += parts[i];
    last = i;
  }
  parts[last] += total - given;
  return parts;
}

/// The kind as the load tells it. Alum shale stays what it is.
LotKind as_told(LotKind kind, const Load& load) {
  if (kind.material == "alum_shale") return kind;
  if (load.condition_class == "alum_shale") kind.material = "alum_shale", kind.grade = "";
  if (!load.condition_class.empty()) kind.condition_class = load.condition_class;
  const bool graded = load.grade == "hard" || load.grade == "soft";
  if (kind.material == "rock" && graded) kind.grade = load.grade;
  kind.group = group_name(kind.material, kind.grade, kind.condition_class);
  return kind;
}

template <typename Row>
const Row* find(const std::vector<Row>& rows, const std::string& id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace

void ModelBuilder::order_loads() {
  for (const Load& l : in_.state) loads_[l.offer].push_back(&l);
  for (auto& [offer, loads] : loads_)
    std::sort(loads.begin(), loads.end(), [](const Load* a, const Load* b) {
      if (a->day != b->day) return a->day < b->day;
      const bool late_a = !a->from_store.empty(), late_b = !b->from_store.empty();
      return late_a != late_b ? late_b : a->id < b->id;
    });
}

/// Which parts of the offer a load can have been: what it says of itself, then what the place
/// takes. Where that leaves nothing the load was something else than planned, and all of it counts.
std::vector<char> ModelBuilder::candidates(const Load& load, const std::vector<LotKind>& kinds,
                                           const std::vector<std::int64_t>& left) const {
  const Rule rule = rule_of(load.destination);
  std::vector<char> known(kinds.size()), taken(kinds.size());
  bool any_known = false, any_taken = false;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    known[k] = left[k] > 0 && (load.grade.empty() || kinds[k].grade == load.grade) &&
               (load.condition_class.empty() || kinds[k].condition_class == load.condition_class);
    taken[k] = known[k] && refusal(kinds[k], rule).empty();
    any_known = any_known || known[k];
    any_taken = any_taken || taken[k];
  }
  if (any_taken) return taken;
  if (any_known) return known;
  return std::vector<char>(kinds.size(), 1);
}

/// Shares a load out among the parts of its offer, by what is left of each.
std::vector<std::int64_t> ModelBuilder::shared_out(const Load& load, std::int64_t kg,
                                                   const std::vector<LotKind>& kinds,
                                                   const std::vector<std::int64_t>& left,
                                                   const std::vector<std::int64_t>& whole) const {
  auto weights = left;
  const auto may = candidates(load, kinds, left);
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (!may[k]) weights[k] = 0;
  if (sum(weights) == 0) weights = whole;  // more than there was: by what it was made of
  return in_proportion(kg, weights);
}

/// Takes `kg` from a lot's months: from the month it was driven, from what waited before it, then
/// from what was to come; last from what is counted as gone before the plan begins.
void ModelBuilder::take_from_months(std::vector<std::int64_t>& months, Month begin, Month driven,
                                    std::int64_t kg) const {
  const auto n = static_cast<std::int32_t>(months.size());
  const auto clamp = [&](Month m) { return std::clamp(m - begin, 0, n - 1); };
  const auto take = [&](std::int32_t i) {
    auto& here = months[static_cast<std::size_t>(i)];
    const auto part = std::min(kg, here);
    here -= part, kg -= part;
  };
  const bool planned_part = driven >= window_.first;
  const std::int32_t at = clamp(driven);
  const std::int32_t open = planned_part ? std::clamp(window_.first - begin, 0, n) : 0;
  for (std::int32_t i = at; i >= open; --i) take(i);
  for (std::int32_t i = std::max(at, open); i < n; ++i) take(i);
  for (std::int32_t i = std::min(at, open) - 1; i >= 0; --i) take(i);
}

/// Out of a store by what lies there of the offer, oldest first. More than that is not given.
std::vector<std::int64_t> ModelBuilder::out_of_store(const Load& load, std::int64_t kg,
                                                     const std::vector<LotKind>& kinds,
                                                     std::vector<Heap>& heaps) const {
  heaps.resize(kinds.size());
  std::vector<std::int64_t> there(kinds.size(), 0), parts(kinds.size(), 0);
  for (std::size_t k = 0; k < kinds.size(); ++k)
    for (const auto& [month, held] : heaps[k]) there[k] += held;
  kg = std::min(kg, sum(there));
  if (kg == 0) return parts;
  const auto wanted = shared_out(load, kg, kinds, there, there);
  for (std::size_t k = 0; k < kinds.size(); ++k) kg -= parts[k] = std::min(wanted[k], there[k]);
  for (std::size_t k = 0; k < kinds.size(); ++k) {  // what rounding or the place left over
    const auto more = std::min(kg, there[k] - parts[k]);
    parts[k] += more, kg -= more;
    auto left = parts[k];
    for (auto& [month, held] : heaps[k]) {
      const auto part = std::min(left, held);
      held -= part, left -= part;
    }
  }
  return parts;
}

void ModelBuilder::drive(const Offer& offer, Index offer_index, const std::vector<LotKind>& kinds,
                         std::vector<std::vector<std::int64_t>>& months,
                         const std::vector<std::int64_t>& whole, std::int64_t internal_kg) {
  std::map<std::string, std::vector<Heap>> held;  // per store, by kind
  std::vector<LotKind> lying = kinds;             // and those that only a load knows of
  for (const Load* load : loads_[offer.id]) {
    std::int64_t kg = to_kg(load->tonnes);
    driven_kg_ += kg, ++driven_;
    std::vector<std::int64_t> parts(lying.size(), 0);
    if (!load->from_store.empty()) {
      parts = out_of_store(*load, kg, lying, held[load->from_store]);
      kg -= sum(parts);
    } else if (load->destination == offer.internal_need) {
      const auto inside = std::min(kg, internal_kg);  // told as internal already
      internal_kg -= inside, kg -= inside;
    }
    std::vector<std::int64_t> left;
    for (const auto& m : months) left.push_back(sum(m));
    if (kg > 0) {
      const auto out = shared_out(*load, kg, kinds, left, whole);
      for (std::size_t k = 0; k < kinds.size(); ++k) {
        take_from_months(months[k], offer.begin, load->month, out[k]);
        parts[k] += out[k];
      }
    }
    arrive(offer, *load, lying, parts, held);
  }
  for (const auto& [store, heaps] : held)
    for (std::size_t k = 0; k < heaps.size(); ++k)
      for (const auto& [month, kg] : heaps[k])
        if (kg > 0) {
          held_.push_back({store, offer_index, lying[k], month, kg});
          group(lying[k]);  // its entries are made before the stores are
        }
}

/// What arrives is what the load says of itself, also where its offer was to hold no such part:
/// else a store would give back as clean what is known not to be.
void ModelBuilder::arrive(const Offer& offer, const Load& load, std::vector<LotKind>& kinds,
                          const std::vector<std::int64_t>& parts,
                          std::map<std::string, std::vector<Heap>>& held) {
  const bool stored = find(in_.stores, load.destination) != nullptr;
  std::vector<std::int64_t> kept(parts.size(), 0);
  if (stored && load.held_t > 0 && sum(parts) > 0)
    kept = in_proportion(std::min(to_kg(load.held_t), sum(parts)), parts);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (parts[p] == 0) continue;
    LotKind kind = as_told(kinds[p], load);
    driven_fact(offer, load, kind, parts[p]);
    taken_[load.destination].push_back({load.month, kind.grade, kind.group, parts[p]});
    if (!stored) continue;
    kept[p] = std::min(kept[p], parts[p]);
    kept_kg_[load.destination] += kept[p];
    std::size_t k = 0;
    while (k < kinds.size() && kinds[k].group != kind.group) ++k;
    if (k == kinds.size()) kinds.push_back(std::move(kind));
    auto& heaps = held[load.destination];
    heaps.resize(kinds.size());
    heaps[k].emplace_back(load.month, parts[p] - kept[p]);
  }
}

double ModelBuilder::room_t(const Store& store) const {
  const auto kept = kept_kg_.find(store.id);
  if (kept == kept_kg_.end()) return store.stock_t;
  return std::max(0.0, store.stock_t - static_cast<double>(kept->second) / 1000);
}

void ModelBuilder::driven_fact(const Offer& offer, const Load& load, const LotKind& kind,
                               std::int64_t kg) {
  fact(offer, kind, load.month, kg, reporting::Kind::past, load.destination);
  auto& m = model_.facts.back();
  if (!load.from_store.empty()) {
    m.source = load.from_store;
    m.from = place(find(in_.stores, load.from_store)->place);
  }
  m.to = place(place_of(load.destination));
  if (auto way = model_.haulage.route(m.from, m.to, default_weights(in_)))
    m.route = std::move(*way);
}

const std::string& ModelBuilder::place_of(const std::string& id) const {
  if (const auto* r = find(in_.receivers, id)) return r->place;
  if (const auto* s = find(in_.stores, id)) return s->place;
  if (const auto* q = find(in_.quarries, id)) return q->place;
  return find(in_.needs, id)->place;  // references have been checked
}

ModelBuilder::Rule ModelBuilder::rule_of(const std::string& id) const {
  if (const auto* r = find(in_.receivers, id))
    return {id, r->materials, r->classes, {}, {}, {}, {}, false};
  if (const auto* s = find(in_.stores, id))
    return {id, s->materials, s->classes, {}, {}, {}, {}, true};
  if (const auto* q = find(in_.quarries, id))
    return {id, q->materials, q->classes, q->grades, {}, {}, {}, false};
  const auto* n = find(in_.needs, id);
  return {id, n->materials, {"clean"}, {}, {}, {}, n->product, false};
}

std::int64_t ModelBuilder::taken(const std::string& id, MonthSpan span, bool low_only) const {
  const auto found = taken_.find(id);
  if (found == taken_.end()) return 0;
  std::int64_t kg = 0;
  for (const Taken& t : found->second)
    if (span.contains(t.month) && !(low_only && t.grade == "hard")) kg += t.kg;
  return kg;
}

void ModelBuilder::taken_by_month(const Store& store, matching::Stock& stock) const {
  const auto found = taken_.find(store.id);
  if (found == taken_.end()) return;
  for (const Taken& t : found->second) {
    if (t.group != model_.market.groups[stock.group] || !window_.contains(t.month)) continue;
    stock.taken_kg.resize(model_.market.periods, 0);
    stock.taken_kg[period(t.month)] += t.kg;
  }
}

void ModelBuilder::held_in_stores() {
  auto& m = model_.market;
  std::map<Index, std::int64_t> held_kg;
  for (const Held& h : held_) {
    const Store& store = *find(in_.stores, h.store);
    const Index stock = stock_of(store, h.kind);
    const Index arrived = h.month < window_.first ? 0 : period(h.month);
    const auto lot = static_cast<Index>(m.lots.size());
    m.lots.push_back({in_.offers[h.offer].id + "/" + h.kind.group + "@" + h.store,
                      h.offer,
                      group(h.kind),
                      place(store.place),
                      {}});
    model_.lot_offer.push_back(in_.offers[h.offer].id);
    model_.lot_kinds.push_back(h.kind);
    const auto& s = m.stocks[stock];
    m.supplies.push_back({lot, std::clamp(arrived, s.first, s.last), h.kg, stock});
    held_kg[stock] += h.kg;
  }
  for (const auto& [stock, kg] : held_kg)  // it lies there, whatever was permitted
    m.stocks[stock].stock_kg = std::max(m.stocks[stock].stock_kg, kg);
}

/// The stock that a load lies in; one that takes nothing more where the store keeps no such group
/// or is closed.
Index ModelBuilder::stock_of(const Store& store, const LotKind& kind) {
  auto& m = model_.market;
  const Index g = group(kind);
  for (Index s = 0; s < m.stocks.size(); ++s)
    if (m.stocks[s].id == store.id + "/" + m.groups[g]) return s;
  Index d = 0;
  while (d < m.destinations.size() && m.destinations[d].id != store.id) ++d;
  if (d == m.destinations.size()) {
    destination(store.id, store.name, store.place, reporting::Kind::store, false);
    rules_.push_back({store.id, {}, {}, {}, {}, {}, {}, true});  // takes nothing
  }
  HaulSums none_in, hold, end;
  hold.nok = model_.store_hold_nok_t_month;
  end.nok =
      factor_(kind.condition_class == "clean" ? "end_stock_nok_t_clean" : "end_stock_nok_t_other");
  m.stocks.push_back({store.id + "/" + m.groups[g],
                      d,
                      g,
                      place(store.place),
                      0,
                      m.periods - 1,
                      0,
                      0,
                      none_in,
                      hold,
                      true,
                      end,
                      {}});
  model_.end_nok_t.push_back(end.nok);
  return static_cast<Index>(m.stocks.size() - 1);
}

}  // namespace masseflyt::scenario
