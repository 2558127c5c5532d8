#include "tell.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "needs_in_product.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Movement;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(const Names& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ";") + n;
  return out;
}

/// What each limit takes in all, itself and everything below it.
std::vector<std::int64_t> used(const matching::Market& m, const matching::Plan& plan) {
  std::vector<std::int64_t> kg(m.limits.size(), 0);
  for (const auto& f : plan.flows) {
    Index l = matching::none;
    if (f.to == matching::To::entry) l = m.entries[f.target].limit;
    if (f.to == matching::To::limit) l = f.target;
    for (; l != matching::none; l = m.limits[l].parent) kg[l] += f.kg;
  }
  return kg;
}

}  // namespace

std::vector<reporting::StockRow> stock_rows(const Model& model, const matching::Plan& plan) {
  const auto& m = model.market;
  std::vector<reporting::StockRow> rows;
  if (plan.stock_kg.empty()) return rows;  // stopped before there was a plan
  for (Index s = 0; s < m.stocks.size(); ++s) {
    const auto& stock = m.stocks[s];
    const auto level = [&](Index t) { return plan.stock_kg[std::size_t{s} * m.periods + t]; };
    bool any = false;
    for (Index t = stock.first; t <= stock.last; ++t) any = any || level(t) > 0;
    for (const auto& f : plan.flows) any = any || (f.to == matching::To::stock && f.target == s);
    if (!any) continue;
    for (Index t = stock.first; t <= stock.last; ++t)
      rows.push_back({m.destinations[stock.destination].id, m.groups[stock.group],
                      model.first + static_cast<std::int32_t>(t), level(t), stock.stock_kg});
  }
  return rows;
}

std::vector<reporting::RoomRow> room_rows(const Model& model, const matching::Plan& plan) {
  const auto& m = model.market;
  auto kg = used(m, plan);
  std::vector<std::int64_t> capacity;
  for (const auto& l : m.limits) capacity.push_back(l.capacity_kg);
  const auto units = need_units(model, plan);
  for (std::size_t n = 0; n < units.size(); ++n) {  // these count product
    const auto& need = model.need_rows[n];
    kg[need.limit] = units[n] / NeedRow::units_per_kg;
    capacity[need.limit] = m.rows[need.row].capacity / NeedRow::units_per_kg;
  }
  std::vector<reporting::RoomRow> rows;
  std::map<std::string, std::map<std::int32_t, std::int64_t>> by_year;  // for whole-life limits
  for (const auto& f : plan.flows) {
    if (f.to != matching::To::entry) continue;
    const auto year = (model.first + static_cast<std::int32_t>(f.period)).year();
    by_year[m.destinations[m.entries[f.target].destination].id][year] +=
        std::llround(static_cast<double>(f.kg) * model.entries[f.target].yield);
  }
  for (Index l = 0; l < m.limits.size(); ++l) {
    const auto& meaning = model.limits[l];
    if (meaning.part || meaning.stop) continue;
    if (meaning.year != 0) {
      std::optional<std::int64_t> life;
      if (const Index up = m.limits[l].parent; up != matching::none) {
        life = capacity[up];
        for (const auto& [year, used_kg] : by_year[meaning.place])
          if (year <= meaning.year) *life -= used_kg;
      }
      rows.push_back({meaning.place, meaning.name, meaning.year, kg[l], capacity[l], life});
      continue;
    }
    bool has_years = false;
    for (Index below = 0; below < m.limits.size(); ++below)
      has_years = has_years || (m.limits[below].parent == l && !model.limits[below].stop);
    if (has_years) continue;
    std::int64_t left = capacity[l];
    const auto last = model.first + (static_cast<std::int32_t>(m.periods) - 1);
    for (auto year = model.first.year(); year <= last.year(); ++year) {
      const auto here = by_year[meaning.place][year];
      left -= here;
      std::optional<std::int64_t> life;
      if (capacity[l] < matching::unlimited) life = left;
      rows.push_back({meaning.place, meaning.name, year, here, std::nullopt, life});
    }
  }
  return rows;
}

std::vector<reporting::ObservedRow> observed_rows(const Case& input,
                                                  const std::vector<Movement>& plan,
                                                  const std::vector<Movement>& baseline,
                                                  const std::vector<Movement>& facts) {
  std::vector<reporting::ObservedRow> rows;
  for (const auto& o : input.observed) {
    const bool known = std::any_of(input.offers.begin(), input.offers.end(), [&](const Offer& f) {
      return f.included && contains(o.offers, f.id);
    });
    if (!known) continue;
    reporting::ObservedRow row;
    row.id = o.id, row.offers = joined(o.offers), row.receivers = joined(o.receivers);
    row.tonnes = o.tonnes.value_or(0);
    row.note = o.note;
    std::map<std::string, double> by_receiver;
    const auto mine = [&](const Movement& m) {
      return contains(o.offers, m.offer) && o.begin <= m.month && m.month <= o.end &&
             m.source == m.offer;
    };
    const auto tonnes = [](const Movement& m) { return static_cast<double>(m.kg) / 1000; };
    for (const auto* rowset : {&plan, &facts})
      for (const Movement& m : *rowset) {
        if (!mine(m)) continue;
        row.plan_total_t += tonnes(m);
        by_receiver[m.destination] += tonnes(m);
        if (contains(o.receivers, m.destination) || m.kind == reporting::Kind::internal)
          row.plan_to_same_t += tonnes(m);
      }
    for (const Movement& m : baseline)
      if (mine(m) && contains(o.receivers, m.destination)) row.baseline_to_same_t += tonnes(m);
    std::vector<std::pair<double, std::string>> largest;
    for (const auto& [id, t] : by_receiver) largest.push_back({-t, id});
    std::sort(largest.begin(), largest.end());
    for (std::size_t i = 0; i < std::min<std::size_t>(largest.size(), 4); ++i)
      row.plan_receivers += (i ? "; " : "") + largest[i].second + " " +
                            std::to_string(std::llround(-largest[i].first)) + " t";
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<reporting::NameRow> name_rows(const Case& input) {
  std::vector<reporting::NameRow> rows;
  const auto add = [&](const auto& table) {
    for (const auto& row : table) rows.push_back({row.id, row.name});
  };
  add(input.offers);
  add(input.parties);
  add(input.needs);
  add(input.receivers);
  add(input.stores);
  add(input.quarries);
  add(input.ports);
  return rows;
}

std::vector<reporting::PlaceRow> place_rows(const Case& input) {
  std::map<std::string, std::string> role;
  const auto tell = [&](const auto& table, const char* what) {
    for (const auto& row : table) role.try_emplace(row.place, what);
  };
  tell(input.stores, "store");
  tell(input.quarries, "quarry");
  tell(input.receivers, "receiver");
  tell(input.needs, "need");
  tell(input.offers, "offer");
  tell(input.ports, "port");
  std::vector<reporting::PlaceRow> rows;
  for (const auto& p : input.places)
    rows.push_back({p.id, p.name, p.municipality, p.longitude, p.latitude, role[p.id]});
  return rows;
}

std::vector<reporting::PathRow> path_rows(const Model& model,
                                          const std::vector<Movement>& movements) {
  std::set<std::tuple<PlaceIndex, PlaceIndex, Mode>> seen;
  std::vector<reporting::PathRow> rows;
  for (const Movement& m : movements)
    for (const Leg& leg : m.route.legs) {
      if (leg.from == leg.to || !seen.insert({leg.from, leg.to, leg.mode}).second) continue;
      rows.push_back({leg.from, leg.to, leg.mode, model.haulage.path(leg)});
    }
  return rows;
}

std::vector<reporting::AssumptionRow> assumption_rows(const Case& input) {
  std::vector<reporting::AssumptionRow> rows;
  for (const auto& a : input.assumptions)
    rows.push_back({a.key, a.ids.empty() ? a.target : joined(a.ids), a.low, a.point, a.high, a.unit,
                    a.why, a.source, a.confidence});
  return rows;
}

}  // namespace masseflyt::scenario
