#include <masseflyt/matching/rules.hpp>

#include <algorithm>

namespace masseflyt::matching {
namespace {

std::string in_period(const std::string& id, Index t) {
  return id + " period " + std::to_string(t);
}

Index add_choice(Market& m, std::string id, std::int64_t most, const HaulSums& cost) {
  m.choices.push_back({std::move(id), most, cost});
  return static_cast<Index>(m.choices.size() - 1);
}

std::int64_t supply_of(const Market& m, Index lot) {
  std::int64_t kg = 0;
  for (const auto& s : m.supplies)
    if (s.lot == lot) kg += s.kg;
  return kg;
}

Term deal(Index lot, Index destination) { return {Counted::deal, lot, destination}; }

}  // namespace

void share_room(Market& m, const std::string& id, const std::vector<RoomShare>& stocks, Span span,
                std::int64_t capacity) {
  for (Index t = span.first; t <= span.last; ++t) {
    Row row{in_period(id, t), {}};
    for (const auto& s : stocks)
      row.terms.push_back({Counted::stock, s.stock, none, t, t, s.units_per_kg});
    row.capacity = capacity;
    m.rows.push_back(std::move(row));
  }
}

void share_intake(Market& m, const std::string& id, const std::vector<RoomShare>& stocks, Span span,
                  std::int64_t capacity) {
  Row row{id, {}};
  for (const auto& s : stocks)
    row.terms.push_back({Counted::intake, s.stock, none, span.first, span.last, s.units_per_kg});
  row.capacity = capacity;
  m.rows.push_back(std::move(row));
}

void share_process(Market& m, const std::string& id, const std::vector<Index>& processes, Span span,
                   std::int64_t kg_per_period) {
  for (Index t = span.first; t <= span.last; ++t) {
    Row row{in_period(id, t), {}};
    for (const Index p : processes) row.terms.push_back({Counted::process, p, none, t, t, 1});
    row.capacity = kg_per_period;
    m.rows.push_back(std::move(row));
  }
}

void limit_storage_time(Market& m, Index stock, Index periods) {
  const Stock& s = m.stocks[stock];
  for (Index t = s.first; t <= s.last; ++t) {
    const Index since = t - s.first < periods ? s.first : t + 1 - periods;
    Row row{in_period(s.id + " storage time", t), {{Counted::stock, stock, none, t, t, 1}}};
    row.capacity = 0;
    for (const auto& lying : m.supplies)
      if (lying.stored == stock && lying.period >= since && lying.period <= t)
        row.capacity += lying.kg;
    row.terms.push_back({Counted::intake, stock, none, since, t, -1});
    m.rows.push_back(std::move(row));
  }
}

void limit_hauls(Market& m, const std::string& id,
                 const std::vector<std::pair<PlaceIndex, PlaceIndex>>& from_to, Span span,
                 std::int64_t kg_per_period, const std::vector<PlaceIndex>& far_from) {
  for (Index t = span.first; t <= span.last; ++t) {
    Row row{in_period(id, t), {}};
    for (const auto& [from, to] : from_to) row.terms.push_back({Counted::haul, from, to, t, t, 1});
    for (const PlaceIndex from : far_from) row.terms.push_back({Counted::far, from, none, t, t, 1});
    row.capacity = kg_per_period;
    m.rows.push_back(std::move(row));
  }
}

Opening add_opening(Market& m, const std::string& id, Index destination,
                    const std::vector<OpeningOption>& options, std::int64_t kg_per_period,
                    const Opening& after) {
  Opening made;
  Row once{id + " is opened once", {}};
  for (const auto& o : options) {
    made.choices.push_back(add_choice(m, o.id, 1, o.cost));
    made.ready.push_back(o.ready);
    once.chosen.push_back({made.choices.back(), -1});
  }
  once.capacity = 1;
  if (options.size() > 1) m.rows.push_back(std::move(once));
  for (Index t = 0; t < m.periods; ++t) {
    Row row{in_period(id, t), {}};
    for (Index e = 0; e < m.entries.size(); ++e)
      if (m.entries[e].destination == destination && m.entries[e].first <= t &&
          t <= m.entries[e].last)
        row.terms.push_back({Counted::entry, e, none, t, t, 1});
    for (Index k = 0; k < m.stocks.size(); ++k)
      if (m.stocks[k].destination == destination && m.stocks[k].first <= t && t <= m.stocks[k].last)
        row.terms.push_back({Counted::intake, k, none, t, t, 1});
    if (row.terms.empty()) continue;
    for (std::size_t o = 0; o < options.size(); ++o)
      if (options[o].ready <= t) row.chosen.push_back({made.choices[o], kg_per_period});
    row.capacity = 0;
    m.rows.push_back(std::move(row));
  }
  for (std::size_t o = 0; o < made.ready.size() && !after.choices.empty(); ++o) {
    const auto ready_by = made.ready[o];
    Row row{in_period(id + " comes after what it needs", ready_by), {}};
    for (std::size_t i = 0; i < made.ready.size(); ++i)
      if (made.ready[i] <= ready_by) row.chosen.push_back({made.choices[i], -1});
    for (std::size_t i = 0; i < after.ready.size(); ++i)
      if (after.ready[i] <= ready_by) row.chosen.push_back({after.choices[i], 1});
    row.capacity = 0;
    m.rows.push_back(std::move(row));
  }
  return made;
}

void add_minimum_lot(Market& m, Index lot, Index destination, std::int64_t least_kg) {
  const std::string id = m.lots[lot].id + " to " + m.destinations[destination].id;
  const Index c = add_choice(m, id, 1, {});
  Row at_most{id + " only if it is chosen", {deal(lot, destination)}};
  at_most.chosen = {{c, supply_of(m, lot)}};
  at_most.capacity = 0;
  Row at_least{id + " at least a lot", {deal(lot, destination)}};
  at_least.chosen = {{c, least_kg}};
  at_least.minimum = 0;
  m.rows.push_back(std::move(at_most));
  m.rows.push_back(std::move(at_least));
}

void add_truckloads(Market& m, Index lot, Index destination, std::int64_t load_kg,
                    const HaulSums& cost) {
  const std::string id = m.lots[lot].id + " to " + m.destinations[destination].id + " truckloads";
  const Index c = add_choice(m, id, (supply_of(m, lot) + load_kg - 1) / load_kg, cost);
  Row row{id, {deal(lot, destination)}};
  row.chosen = {{c, load_kg}};
  row.capacity = 0;
  m.rows.push_back(std::move(row));
}

void pin_deal(Market& m, const std::string& id, Index lot, Index destination, Span span,
              std::int64_t kg, double nok_t) {
  Row row{id, {{Counted::deal, lot, destination, span.first, span.last, 1}}};
  row.minimum = kg;
  row.shortfall_micro_nok = std::llround(nok_t * 1000.0);
  m.rows.push_back(std::move(row));
}

void limit_blend(Market& m, const std::string& id, const std::vector<Ingredient>& parts, Span span,
                 std::int64_t most) {
  Row row{id, {}};
  for (const auto& p : parts)
    row.terms.push_back({Counted::entry, p.entry, none, span.first, span.last, p.value - most});
  row.capacity = 0;
  m.rows.push_back(std::move(row));
}

}  // namespace masseflyt::matching
