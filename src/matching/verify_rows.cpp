#include "verify_rows.hpp"

namespace masseflyt::matching {

CountedRows::CountedRows(const Market& market) : m_(market) {
  entry_.resize(m_.entries.size());
  intake_.resize(m_.stocks.size());
  stock_.resize(m_.stocks.size());
  process_.resize(m_.processes.size());
  virgin_.resize(m_.virgin.size());
  byproduct_.resize(m_.byproducts.size());
  for (Index r = 0; r < m_.rows.size(); ++r)
    for (const Term& t : m_.rows[r].terms) {
      switch (t.what) {
        case Counted::entry:
          entry_[t.index].push_back({r, t});
          break;
        case Counted::intake:
          intake_[t.index].push_back({r, t});
          break;
        case Counted::stock:
          stock_[t.index].push_back({r, t});
          break;
        case Counted::process:
          process_[t.index].push_back({r, t});
          break;
        case Counted::virgin:
          virgin_[t.index].push_back({r, t});
          break;
        case Counted::byproduct:
          byproduct_[t.index].push_back({r, t});
          break;
        case Counted::deal:
          deal_[{t.index, t.of}].push_back({r, t});
          break;
        case Counted::haul:
          haul_[{t.index, t.of}].push_back({r, t});
          break;
        case Counted::far:
          far_[{t.index, none}].push_back({r, t});
          break;
      }
    }
}

std::int64_t CountedRows::capacity(Index row) const {
  return row < m_.rows.size() ? m_.rows[row].capacity : 999'999;
}
std::int64_t CountedRows::minimum(Index row) const {
  return row < m_.rows.size() ? m_.rows[row].minimum : -999'999;
}

void CountedRows::add(const Found& found, Index period, Index of) {
  for (const auto& [row, t] : found)
    if (t.first <= period && (t.last == none || period <= t.last) && (t.of == none || t.of == of))
      units_.push_back({row, t.units_per_kg});
}

void CountedRows::add(const std::map<std::pair<Index, Index>, Found>& found, Index a, Index b,
                      Index period) {
  const auto at = found.find({a, b});
  if (at != found.end()) add(at->second, period, b);
}

void CountedRows::haul(PlaceIndex from, PlaceIndex to, Index period) {
  if (haul_.empty() || from == to) return;
  add(haul_, from, to, period);
  add(haul_, from, none, period);
  add(haul_, none, to, period);
  add(haul_, none, none, period);
}

const CountedRows::Units& CountedRows::of(const Flow& f) {
  units_.clear();
  if (f.from == From::virgin) {
    const Virgin& v = m_.virgin[f.source];
    add(virgin_[f.source], v.first);
    if (!v.anywhere) haul(v.place, v.to, v.first);
    return units_;
  }
  const bool in = f.to == To::stock, rests = f.to == To::entry;
  if (f.to == To::far) {
    const PlaceIndex from =
        f.from == From::supply
            ? m_.lots[m_.supplies[f.source].lot].place
            : m_.stocks[m_.processes[m_.byproducts[f.source].process].stock].place;
    add(far_, from, none, f.period);
    add(far_, none, none, f.period);
  }
  if (!in && !rests) return units_;
  const Index destination = in ? m_.stocks[f.target].destination : m_.entries[f.target].destination;
  const PlaceIndex to = in ? m_.stocks[f.target].place : m_.destinations[destination].place;
  PlaceIndex from = to;
  if (f.from == From::supply) {
    const Supply& s = m_.supplies[f.source];
    if (in && s.stored != none) return units_;  // it only stays where it is
    if (in) add(intake_[f.target], f.period);
    add(deal_, s.lot, destination, f.period);
    from = m_.lots[s.lot].place;
  } else if (f.from == From::stock) {
    from = m_.stocks[f.source].place;
  } else if (f.from == From::byproduct) {
    from = m_.stocks[m_.processes[m_.byproducts[f.source].process].stock].place;
  }
  if (rests) add(entry_[f.target], f.period, f.from == From::stock ? f.source : none);
  haul(from, to, f.period);
  return units_;
}

const CountedRows::Units& CountedRows::of_level(Index stock, Index period) {
  units_.clear();
  add(stock_[stock], period);
  return units_;
}

const CountedRows::Units& CountedRows::of_process(Index process, Index period) {
  units_.clear();
  add(process_[process], period);
  for (Index b = 0; b < m_.byproducts.size(); ++b)
    if (m_.byproducts[b].process == process)
      units_.push_back({row_of(b, period), -m_.byproducts[b].per_million});
  return units_;
}

const CountedRows::Units& CountedRows::of_byproduct(Index byproduct, Index period) {
  units_.clear();
  add(byproduct_[byproduct], period);
  units_.push_back({row_of(byproduct, period), 1'000'000});
  return units_;
}

}  // namespace masseflyt::matching
