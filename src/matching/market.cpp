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
