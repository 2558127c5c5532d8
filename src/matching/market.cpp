#include <masseflyt/matching/market.hpp>

#include <string>
#include <utility>

namespace masseflyt::matching {
namespace {

class Checker {
 public:
  explicit Checker(const Market& market) : m_(market) {}

  Diagnostics run() {
    supplies();
    limits();
    entries();
    stocks();
    virgin();
    byproducts();
    rows();
    shapes();
    return std::move(found_);
  }

 private:
  void fault(const char* table, std::size_t row, const char* member, std::int64_t is,
             const char* expected) {
    found_.push_back({Severity::error, ErrorCode::invalid_argument,
                      std::string("/") + table + "/" + std::to_string(row) + "/" + member,
                      std::to_string(is), expected});
  }
  template <typename Rows>
  void index(const char* table, std::size_t row, const char* member, Index i, const Rows& rows) {
    if (i >= rows.size()) fault(table, row, member, i, "the number of a row that exists");
  }
  void window(const char* table, std::size_t row, Index first, Index last) {
    if (first > last || last >= m_.periods)
      fault(table, row, "first", first, "first <= last < periods");
  }
  void mass(const char* table, std::size_t row, const char* member, std::int64_t kg) {
    if (kg < 0 || kg > unlimited) fault(table, row, member, kg, "kilograms, 0 to 10^18");
  }

  void supplies() {
    for (std::size_t i = 0; i < m_.lots.size(); ++i)
      index("lots", i, "group", m_.lots[i].group, m_.groups);
    std::int64_t total = 0;
    for (std::size_t i = 0; i < m_.supplies.size(); ++i) {
      const auto& s = m_.supplies[i];
      index("supplies", i, "lot", s.lot, m_.lots);
      if (s.period >= m_.periods) fault("supplies", i, "period", s.period, "a period");
      if (s.kg <= 0) fault("supplies", i, "kg", s.kg, "more than 0 kilograms");
      if (s.stored != none) stored(i, s);
      if (s.kg > unlimited - total) {
        fault("supplies", i, "kg", s.kg, "a total that fits into 64 bit");
        return;
      }
      total += s.kg;
    }
  }

  void stored(std::size_t i, const Supply& s) {
    index("supplies", i, "stored", s.stored, m_.stocks);
    if (s.stored >= m_.stocks.size() || s.lot >= m_.lots.size()) return;
    const Stock& in = m_.stocks[s.stored];
    if (in.group != m_.lots[s.lot].group || s.period < in.first || s.period > in.last)
      fault("supplies", i, "stored", s.stored, "a stock of its group that is open in its period");
  }

  void limits() {
    for (std::size_t i = 0; i < m_.limits.size(); ++i) {
      const auto& l = m_.limits[i];
      mass("limits", i, "capacity_kg", l.capacity_kg);
      mass("limits", i, "minimum_kg", l.minimum_kg);
      if (l.minimum_kg > l.capacity_kg)
        fault("limits", i, "minimum_kg", l.minimum_kg, "at most the capacity");
      if (l.parent == none) continue;
      index("limits", i, "parent", l.parent, m_.limits);
      std::size_t steps = 0;
      for (Index p = l.parent; p < m_.limits.size(); p = m_.limits[p].parent)
        if (++steps > m_.limits.size()) {
          fault("limits", i, "parent", l.parent, "a tree, not a circle");
          break;
        }
    }
  }

  void entries() {
    for (std::size_t i = 0; i < m_.entries.size(); ++i) {
      const auto& e = m_.entries[i];
      index("entries", i, "destination", e.destination, m_.destinations);
      index("entries", i, "group", e.group, m_.groups);
      index("entries", i, "limit", e.limit, m_.limits);
      window("entries", i, e.first, e.last);
    }
  }

  void stocks() {
    for (std::size_t i = 0; i < m_.stocks.size(); ++i) {
      const auto& s = m_.stocks[i];
      index("stocks", i, "destination", s.destination, m_.destinations);
      index("stocks", i, "group", s.group, m_.groups);
      window("stocks", i, s.first, s.last);
      mass("stocks", i, "stock_kg", s.stock_kg);
      mass("stocks", i, "intake_kg", s.intake_kg);
      for (const auto kg : s.taken_kg) mass("stocks", i, "taken_kg", kg);
    }
    for (std::size_t i = 0; i < m_.processes.size(); ++i) {
      index("processes", i, "stock", m_.processes[i].stock, m_.stocks);
      mass("processes", i, "capacity_kg", m_.processes[i].capacity_kg);
      if (!(m_.processes[i].yield >= 0 && m_.processes[i].yield <= 100))
        fault("processes", i, "yield", static_cast<std::int64_t>(m_.processes[i].yield),
              "tonnes out per tonne in, 0 to 100");
    }
  }

  void virgin() {
    for (std::size_t i = 0; i < m_.virgin.size(); ++i) {
      const auto& v = m_.virgin[i];
      index("virgin", i, "limit", v.limit, m_.limits);
      window("virgin", i, v.first, v.last);
      if (v.supply_limit != none)
        index("virgin", i, "supply_limit", v.supply_limit, m_.virgin_supply_kg);
    }
    for (std::size_t i = 0; i < m_.virgin_supply_kg.size(); ++i)
      mass("virgin_supply_kg", i, "kg", m_.virgin_supply_kg[i]);
  }

  void byproducts() {
    for (std::size_t i = 0; i < m_.byproducts.size(); ++i) {
      const auto& b = m_.byproducts[i];
      index("byproducts", i, "process", b.process, m_.processes);
      index("byproducts", i, "group", b.group, m_.groups);
      if (b.per_million < 0 || b.per_million > 10'000'000)
        fault("byproducts", i, "per_million", b.per_million, "0 to 10^7");
    }
  }

  void rows() {
    for (std::size_t i = 0; i < m_.choices.size(); ++i)
      if (m_.choices[i].most < 0 || m_.choices[i].most > 1'000'000'000)
        fault("choices", i, "most", m_.choices[i].most, "0 to 10^9");
    for (std::size_t i = 0; i < m_.rows.size(); ++i) {
      const Row& r = m_.rows[i];
      if (r.capacity < 0 || r.capacity > unlimited)
        fault("rows", i, "capacity", r.capacity, "0 to 10^18, as the empty plan keeps it");
      if (r.minimum < -unlimited || r.minimum > r.capacity)
        fault("rows", i, "minimum", r.minimum, "at most the capacity");
      if (r.minimum > 0 && (r.shortfall_micro_nok <= 0 || r.shortfall_micro_nok > 1'000'000'000))
        fault("rows", i, "shortfall_micro_nok", r.shortfall_micro_nok,
              "a price above 0 and up to 10^9 where there is a minimum");
      for (const Term& t : r.terms) term(i, t);
      for (const Chosen& c : r.chosen) {
        index("rows", i, "chosen", c.choice, m_.choices);
        if (c.amount < -unlimited || c.amount > unlimited)
          fault("rows", i, "chosen", c.amount, "units, up to 10^18");
      }
    }
  }

  void term(std::size_t i, const Term& t) {
    if (t.last != none) window("rows", i, t.first, t.last);
    if (t.first >= m_.periods) fault("rows", i, "first", t.first, "a period");
    if (t.units_per_kg < -1'000'000'000 || t.units_per_kg > 1'000'000'000)
      fault("rows", i, "units_per_kg", t.units_per_kg, "at most 10^9 either way");
    switch (t.what) {
      case Counted::entry:
        index("rows", i, "index", t.index, m_.entries);
        if (t.of != none) index("rows", i, "of", t.of, m_.stocks);
        return;
      case Counted::intake:
      case Counted::stock:
        return index("rows", i, "index", t.index, m_.stocks);
      case Counted::process:
        return index("rows", i, "index", t.index, m_.processes);
      case Counted::virgin:
        return index("rows", i, "index", t.index, m_.virgin);
      case Counted::byproduct:
        return index("rows", i, "index", t.index, m_.byproducts);
      case Counted::deal:
        index("rows", i, "index", t.index, m_.lots);
        return index("rows", i, "of", t.of, m_.destinations);
      case Counted::haul:
      case Counted::far:
        return;  // any place, even one that nobody uses
    }
    fault("rows", i, "what", static_cast<std::int64_t>(t.what), "something that can be counted");
  }

  void shapes() {
    const auto shape = [&](const char* what, std::size_t is, std::size_t expected) {
      if (is != expected)
        fault(what, 0, "size", static_cast<std::int64_t>(is), "as many rows as the market has");
    };
    if (!m_.destinations.empty()) {
      shape("lot_to", m_.lot_to.lots(), m_.lots.size());
      if (!m_.groups.empty()) shape("group_to", m_.group_to.lots(), m_.groups.size());
      shape("lot_to/destinations", m_.lot_to.destinations(), m_.destinations.size());
      shape("group_to/destinations", m_.group_to.destinations(), m_.destinations.size());
    }
    shape("far_allowed", m_.far_allowed.size(), m_.groups.size());
    if (!(m_.unplaced_nok_t > 0 && m_.unplaced_nok_t < 1e9))
      fault("unplaced_nok_t", 0, "nok_t", static_cast<std::int64_t>(m_.unplaced_nok_t),
            "a price above 0 and below 10^9 NOK/t");
  }

  const Market& m_;
  Diagnostics found_;
};

}  // namespace

Diagnostics check(const Market& market) { return Checker(market).run(); }

}  // namespace masseflyt::matching
