#include "row_use.hpp"

#include <map>
#include <set>

namespace masseflyt::scenario {

using matching::From;
using matching::none;
using matching::To;

namespace {

/// Flows are rounded to kilograms one by one, so a full row may lack some: it is full where so much
/// more would break it.
constexpr std::int64_t next_to_nothing_kg = 100;

}  // namespace

RowUse::RowUse(const Model& model, const matching::Plan& plan)
    : model_(model), m_(model.market), rows_(model.market) {
  in_limit_.assign(m_.limits.size(), 0);
  for (const auto& f : plan.flows) {
    Index l = none;
    if (f.to == To::entry) l = m_.entries[f.target].limit;
    if (f.to == To::limit) l = f.target;
    for (; l != none; l = m_.limits[l].parent) in_limit_[l] += f.kg;
  }
  if (m_.rows.empty() || plan.flows.empty()) return;
  counted_.assign(rows_.size(), 0);
  for (const auto& f : plan.flows) {
    if (f.from != From::nothing) count(rows_.of(f), f.kg);
    if (f.process != none) count(rows_.of_process(f.process, f.period), f.kg);
    if (f.from == From::byproduct) count(rows_.of_byproduct(f.source, f.period), f.kg);
  }
  for (Index k = 0; k < m_.stocks.size(); ++k)
    for (Index t = m_.stocks[k].first; t <= m_.stocks[k].last; ++t)
      count(rows_.of_level(k, t), plan.stock_kg[std::size_t{k} * m_.periods + t]);
  for (Index r = 0; r < m_.rows.size(); ++r)
    for (const auto& c : m_.rows[r].chosen)
      if (c.choice < plan.chosen.size()) counted_[r] -= Int128{c.amount} * plan.chosen[c.choice];
}

std::vector<Index> RowUse::full_limits(Index limit) const {
  std::vector<Index> out;
  for (Index l = limit; l != none; l = m_.limits[l].parent)
    if (in_limit_[l] >= m_.limits[l].capacity_kg) out.push_back(l);
  return out;
}

/// One load more costs its fee: that is a price, and no row stands in the way.
bool RowUse::is_paid_for(Index row) const {
  return row < model_.rows.size() && model_.rows[row].rule == "load";
}

bool RowUse::has_room(Index row, Int128 units_per_kg) const {
  return counted_[row] + units_per_kg * next_to_nothing_kg <= rows_.capacity(row);
}

void RowUse::count(const matching::CountedRows::Units& units, std::int64_t kg) {
  for (const auto& u : units) counted_[u.row] += Int128{u.per_kg} * kg;
}

std::vector<Index> RowUse::held_by(const matching::Flow& flow) {
  std::vector<Index> out;
  if (counted_.empty()) return out;
  std::map<Index, Int128> more;
  for (const auto& u : rows_.of(flow)) more[u.row] += u.per_kg;
  if (flow.to == To::stock)
    for (const auto& u : rows_.of_level(flow.target, flow.period)) more[u.row] += u.per_kg;
  for (const auto& [row, units] : more)
    if (units > 0 && !has_room(row, units) && !is_paid_for(row)) out.push_back(row);
  return out;
}

std::vector<Index> RowUse::full_at(Index stock, Index process) {
  std::set<Index> out;
  if (counted_.empty()) return {};
  const auto see = [&](const matching::CountedRows::Units& units) {
    for (const auto& u : units)
      if (u.per_kg > 0 && u.row < m_.rows.size() && !has_room(u.row, u.per_kg) &&
          model_.rows[u.row].rule == "store")
        out.insert(u.row);
  };
  for (Index t = m_.stocks[stock].first; t <= m_.stocks[stock].last; ++t) {
    see(rows_.of_level(stock, t));
    if (process != none) see(rows_.of_process(process, t));
  }
  return {out.begin(), out.end()};
}

}  // namespace masseflyt::scenario
