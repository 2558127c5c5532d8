#include <algorithm>
#include <map>
#include <utility>

#include "flow_model.hpp"

namespace masseflyt::matching {
namespace {

using Cell = std::pair<Index, Index>;  // entry or stock, and period

bool lets_in(const Market& m, const Row& row) {
  if (row.capacity != 0 || row.minimum > -unlimited || row.terms.empty() || row.chosen.empty())
    return false;
  const Index period = row.terms.front().first;
  return std::all_of(row.terms.begin(), row.terms.end(),
                     [&](const Term& t) {
                       return (t.what == Counted::entry || t.what == Counted::intake) &&
                              t.of == none && t.units_per_kg == 1 && t.first == period &&
                              t.last == period;
                     }) &&
         std::all_of(row.chosen.begin(), row.chosen.end(), [&](const Chosen& c) {
           return c.amount > 0 && m.choices[c.choice].most == 1;
         });
}

bool says_once(const Row& row) {
  return row.terms.empty() && row.capacity == 1 &&
         std::all_of(row.chosen.begin(), row.chosen.end(),
                     [](const Chosen& c) { return c.amount == -1; });
}

}  // namespace

void FlowModel::add_entrances(const Market& m) {
  entrance_arc.assign(m.rows.size(), none);
  if (!m.byproducts.empty()) return;
  std::map<Cell, Index> of_entry, of_stock;   // the entrance's node
  std::vector<std::pair<Index, Index>> made;  // node behind it, row
  for (Index r = 0; r < m.rows.size(); ++r) {
    if (!lets_in(m, m.rows[r])) continue;
    const auto behind = [&](const Term& t) {
      return t.what == Counted::entry ? limits + m.entries[t.index].limit
                                      : intakes + t.index * m.periods + t.first;
    };
    const auto& terms = m.rows[r].terms;
    const Index node = behind(terms.front());
    const auto map = [&](const Term& t) -> std::map<Cell, Index>& {
      return t.what == Counted::entry ? of_entry : of_stock;
    };
    if (!std::all_of(terms.begin(), terms.end(), [&](const Term& t) {
          return behind(t) == node && !map(t).contains({t.index, t.first});
        }))
      continue;
    for (const Term& t : terms)
      map(t)[{t.index, t.first}] = static_cast<Index>(node_kg.size() + made.size());
    made.push_back({node, r});
  }
  const auto alone = static_cast<std::size_t>(
      std::count_if(m.rows.begin(), m.rows.end(), [](const Row& row) { return says_once(row); }));
  if (made.size() + alone < m.rows.size()) return;
  for (Index a = 0; a < arcs.size() && !made.empty(); ++a) {
    const Flow& f = meaning[a];
    if (f.source == none || (f.to != To::entry && f.to != To::stock)) continue;
    const bool rests = f.to == To::entry;
    if (!rests && arcs[a].head != intakes + f.target * m.periods + f.period) continue;  // it stays
    const auto& map = rests ? of_entry : of_stock;
    if (const auto at = map.find({f.target, f.period}); at != map.end()) arcs[a].head = at->second;
  }
  std::map<Index, Index> first;  // of the entrances that are one in several periods
  for (const auto& [behind, row] : made) {
    const auto node = static_cast<Index>(node_kg.size());
    series.of.push_back(first.try_emplace(series.of[behind], node).first->second);
    series.place.push_back(m.rows[row].terms.front().first);
    entrance_arc[row] = static_cast<Index>(arcs.size());
    arcs.push_back({node, behind});
    node_kg.push_back(0);
    lower.push_back(0);
    upper.push_back(-node_kg[sink]);
    cost.push_back(0);
    meaning.push_back({From::nothing, none, To::limit, none, 0, none, 0});
  }
}

}  // namespace masseflyt::matching
