#include "coupling.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace masseflyt::matching {
namespace {

using Arcs = std::vector<Index>;

/// The arcs of a model by what a term may count them as.
class ArcsByWhat {
 public:
  ArcsByWhat(const Market& market, const FlowModel& model) : m_(market), f_(model) {
    entry_.resize(m_.entries.size());
    intake_.resize(m_.stocks.size());
    virgin_.resize(m_.virgin.size());
    lot_.resize(m_.lots.size());
    for (const auto& r : m_.rows)
      for (const auto& t : r.terms) hauls_counted_ = hauls_counted_ || t.what == Counted::haul;
    for (Index a = 0; a < f_.arcs.size(); ++a)
      if (f_.meaning[a].source != none) add(a, f_.meaning[a]);
  }

  /// Calls `use` for each arc that the term counts.
  template <typename Use>
  void counted(const Term& t, const Use& use) const {
    const Index last = t.last == none ? m_.periods - 1 : t.last;
    const auto open = [&](Index a) {
      return t.first <= f_.meaning[a].period && f_.meaning[a].period <= last;
    };
    switch (t.what) {
      case Counted::entry:
        for (const Index a : entry_[t.index])
          if (open(a) &&
              (t.of == none || (f_.meaning[a].from == From::stock && f_.meaning[a].source == t.of)))
            use(a);
        return;
      case Counted::intake:
        for (const Index a : intake_[t.index])
          if (open(a)) use(a);
        return;
      case Counted::virgin:
        for (const Index a : virgin_[t.index])
          if (open(a)) use(a);
        return;
      case Counted::deal:
        for (const Index a : lot_[t.index])
          if (open(a) && destination(f_.meaning[a]) == t.of) use(a);
        return;
      case Counted::haul:
        if (const auto at = haul_.find({t.index, t.of}); at != haul_.end())
          for (const Index a : at->second)
            if (open(a)) use(a);
        return;
      case Counted::far:
        if (const auto at = far_.find(t.index); at != far_.end())
          for (const Index a : at->second)
            if (open(a)) use(a);
        return;
      case Counted::stock:
        return cells(f_.level_arc, t, last, use);
      case Counted::process:
        return cells(f_.machine_arc, t, last, use);
      case Counted::byproduct:
        return cells(f_.source_arc, t, last, use);
    }
  }

 private:
  template <typename Use>
  void cells(const std::vector<Index>& grid, const Term& t, Index last, const Use& use) const {
    for (Index p = t.first; p <= last; ++p)
      if (const Index a = grid[std::size_t{t.index} * m_.periods + p]; a != none) use(a);
  }

  Index destination(const Flow& f) const {
    return f.to == To::stock ? m_.stocks[f.target].destination : m_.entries[f.target].destination;
  }

  void add(Index a, const Flow& f) {
    if (f.from == From::virgin) {
      virgin_[f.source].push_back(a);
      const auto& v = m_.virgin[f.source];
      if (!v.anywhere) haul(a, v.place, v.to);
      return;
    }
    if (f.to == To::far) {
      const bool lot = f.from == From::supply;
      for (const Index from : {lot ? m_.lots[m_.supplies[f.source].lot].place : made_at(f), none})
        far_[from].push_back(a);
      return;
    }
    if (f.to != To::entry && f.to != To::stock) return;
    const bool stays = f.to == To::stock && m_.supplies[f.source].stored != none;
    if (stays) return;
    const PlaceIndex to =
        f.to == To::stock ? m_.stocks[f.target].place : m_.destinations[destination(f)].place;
    (f.to == To::stock ? intake_ : entry_)[f.target].push_back(a);
    if (f.from == From::supply) {
      lot_[m_.supplies[f.source].lot].push_back(a);
      haul(a, m_.lots[m_.supplies[f.source].lot].place, to);
    } else if (f.from == From::stock) {
      haul(a, m_.stocks[f.source].place, to);
    } else {
      haul(a, made_at(f), to);
    }
  }

  /// Where a by-product arises.
  PlaceIndex made_at(const Flow& f) const {
    return m_.stocks[m_.processes[m_.byproducts[f.source].process].stock].place;
  }

  void haul(Index a, PlaceIndex from, PlaceIndex to) {
    if (!hauls_counted_ || from == to) return;
    for (const auto& key : {std::pair{from, to}, {from, none}, {none, to}, {none, none}})
      haul_[key].push_back(a);
  }

  const Market& m_;
  const FlowModel& f_;
  bool hauls_counted_ = false;
  std::vector<Arcs> entry_, intake_, virgin_, lot_;
  std::map<std::pair<Index, Index>, Arcs> haul_;
  std::map<Index, Arcs> far_;
};

}  // namespace

Coupling::Coupling(const Market& market, const Weights& weights, const FlowModel& model) {
  const ArcsByWhat arcs(market, model);
  std::vector<std::pair<Index, Unit>> found;  // arc, unit
  for (Index r = 0; r < market.rows.size(); ++r) {
    const Row& is = market.rows[r];
    row.push_back({is.minimum, is.capacity, is.minimum > 0 ? is.shortfall_micro_nok : 0});
    counts_mass.push_back(!is.terms.empty());
    chosen.push_back(is.chosen);
    lets_in.push_back(is.capacity == 0 && !is.terms.empty() && !is.chosen.empty() &&
                      std::all_of(is.terms.begin(), is.terms.end(),
                                  [](const Term& t) { return t.units_per_kg > 0; }) &&
                      std::all_of(is.chosen.begin(), is.chosen.end(), [&](const Chosen& c) {
                        return c.amount > 0 && market.choices[c.choice].most == 1;
                      }));
    if (!model.entrance_arc.empty() && model.entrance_arc[r] != none) {
      found.push_back({model.entrance_arc[r], {r, 1}});
      continue;
    }
    for (const Term& t : is.terms)
      arcs.counted(t, [&](Index a) { found.push_back({a, {r, t.units_per_kg}}); });
  }
  for (Index b = 0; b < market.byproducts.size(); ++b)
    for (Index t = 0; t < market.periods; ++t) {
      const auto& by = market.byproducts[b];
      const auto r = static_cast<Index>(row.size());
      row.push_back({-999'999, 999'999});
      counts_mass.push_back(1);
      lets_in.push_back(0);
      chosen.emplace_back();
      const Index source = model.source_arc[std::size_t{b} * market.periods + t];
      const Index machine = model.machine_arc[std::size_t{by.process} * market.periods + t];
      if (source == none || machine == none) continue;
      found.push_back({source, {r, 1'000'000}});
      found.push_back({machine, {r, -by.per_million}});
      made.push_back({source, machine, by.per_million});
    }
  for (const auto& c : market.choices) decision.push_back({c.most, micro_nok(c.cost, weights)});

  first.assign(model.arcs.size() + 1, 0);
  for (const auto& [a, u] : found) ++first[a + 1];
  for (std::size_t a = 0; a < model.arcs.size(); ++a) first[a + 1] += first[a];
  unit.resize(found.size());
  std::vector<std::uint32_t> at(first.begin(), first.end() - 1);
  for (const auto& [a, u] : found) unit[at[a]++] = u;
}

}  // namespace masseflyt::matching
