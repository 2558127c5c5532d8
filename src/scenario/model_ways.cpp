// Roads and quays that are closed: in those months places are as far apart as without them.
//
// A market has one cost between two places, whatever the month. So each set of closed ways is a
// state of its own, in which every place has another number; what moves in such a month moves
// between places of that state: lots, entries and virgin rock are split by it. Stocks stay what
// they are, for what lies there lies there.
#include <algorithm>
#include <map>
#include <utility>

#include "model_builder.hpp"

namespace masseflyt::scenario {

/// Per period its state, 0 where all ways are open; `closed` gets the ways of states from 1 on.
std::vector<Index> ModelBuilder::states_of_months(std::vector<std::set<std::string>>& closed) {
  std::map<std::string, std::string> place_of_way;  // only of those that some stop is about
  const auto stopped = [&](const std::string& id) {
    return std::any_of(in_.stops.begin(), in_.stops.end(),
                       [&](const Stop& s) { return s.site == id; });
  };
  for (const auto& p : in_.ports)
    if (stopped(p.id) || stopped(p.place)) place_of_way.emplace(p.id, p.place);
  for (const auto& l : in_.links)
    if (stopped(l.id)) place_of_way.emplace(l.id, l.id);
  for (const auto& r : in_.roads)
    if (stopped(r.id)) place_of_way.emplace(r.id, r.id);
  std::vector<Index> state;
  std::set<std::string> part;
  std::map<std::set<std::string>, Index> known;
  for (Month m = window_.first; m <= window_.last; m = m + 1) {
    std::set<std::string> now;
    for (const auto& [id, place] : place_of_way) {
      const double share = open_share(id, place, m);
      if (share <= 0) now.insert(id);
      if (share > 0 && share < 1) part.insert(id);
    }
    if (now.empty()) {
      state.push_back(0);
      continue;
    }
    const auto [at, fresh] = known.try_emplace(now, static_cast<Index>(closed.size() + 1));
    if (fresh) closed.push_back(now);
    state.push_back(at->second);
  }
  for (const auto& id : part)
    note(id + " is a way: in months in which it is closed in part or held back the plan reckons "
              "with it as open, for no source tells what passes there in a day.",
         id + " er en vei: i måneder der den er delvis stengt eller holdt nede, regner planen den "
              "som åpen, for ingen kilde sier hva som passerer der på en dag.");
  return state;
}

void ModelBuilder::closed_ways() {
  if (in_.stops.empty()) return;
  std::vector<std::set<std::string>> closed;
  const auto state = states_of_months(closed);
  if (closed.empty()) return;
  if (!model_.haulage.passages().empty()) {
    error_ = Error{ErrorCode::invalid_argument,
                   "stops: " + *closed.front().begin() +
                       " is a way that is closed for whole months, and ports have a "
                       "throughput_t_per_month: the plan knows one of both, not both together",
                   "stops"};
    return;
  }
  std::vector<Haulage> ways;
  for (const auto& some : closed) {
    auto haulage = Haulage::make(in_, some);
    if (!haulage) {
      error_ = haulage.error();
      return;
    }
    ways.push_back(std::move(*haulage));
  }
  model_.haulage.set_states(ways);
  const auto asks = [](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(), [](const auto& r) { return r.lots.minimum_t; });
  };
  if (asks(in_.receivers) || asks(in_.stores) || asks(in_.needs))
    note(
        "In months in which ways are closed a lot is one of its own for places that ask for a "
        "smallest amount.",
        "I måneder med stengte veier er et parti et eget parti for steder som krever en minste "
        "mengde.");
  split_lots(state);
  split_entries(state);
  split_virgin(state);
}

/// What arises in months of a state is a lot of its own. What lies in a store already stays where
/// it is: its way out is that of the entry.
void ModelBuilder::split_lots(const std::vector<Index>& state) {
  auto& m = model_.market;
  std::map<std::pair<Index, Index>, Index> split;
  for (auto& s : m.supplies) {
    const Index in = state[s.period];
    if (in == 0 || s.stored != matching::none) continue;
    const auto [at, fresh] = split.try_emplace({s.lot, in}, static_cast<Index>(m.lots.size()));
    if (fresh) {
      auto lot = m.lots[s.lot];
      lot.id += " ways " + std::to_string(in);
      lot.place = model_.haulage.in_state(lot.place, in);
      m.lots.push_back(std::move(lot));
      model_.lot_kinds.push_back(LotKind(model_.lot_kinds[s.lot]));
      model_.lot_offer.push_back(std::string(model_.lot_offer[s.lot]));
    }
    s.lot = at->second;
  }
}

void ModelBuilder::split_entries(const std::vector<Index>& state) {
  auto& m = model_.market;
  std::map<std::pair<Index, Index>, Index> split;
  const auto destination_in = [&](Index d, Index in) {
    if (in == 0) return d;
    const auto [at, fresh] = split.try_emplace({d, in}, static_cast<Index>(m.destinations.size()));
    if (fresh) {
      auto there = m.destinations[d];
      there.place = model_.haulage.in_state(there.place, in);
      m.destinations.push_back(std::move(there));
      model_.destination_names.push_back(std::string(model_.destination_names[d]));
      model_.destination_kinds.push_back(model_.destination_kinds[d]);
      model_.destination_itself.push_back(d);
      rules_.push_back(Rule(rules_[d]));
    }
    return at->second;
  };
  const auto entries = std::exchange(m.entries, {});
  const auto meanings = std::exchange(model_.entries, {});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto piece = entries[i];
    for (Index t = piece.first; t <= entries[i].last; ++t) {
      if (t < entries[i].last && state[t] == state[t + 1]) continue;
      piece.last = t;
      piece.destination = destination_in(entries[i].destination, state[t]);
      m.entries.push_back(piece);
      model_.entries.push_back(meanings[i]);
      piece.first = t + 1;
    }
  }
}

void ModelBuilder::split_virgin(const std::vector<Index>& state) {
  auto& m = model_.market;
  const auto rows = std::exchange(m.virgin, {});
  const auto meanings = std::exchange(model_.virgin, {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto row = rows[i];
    for (Index t = row.first; t <= rows[i].last; ++t) {
      if (t < rows[i].last && state[t] == state[t + 1]) continue;
      row.last = t;
      row.place = row.anywhere ? rows[i].place : model_.haulage.in_state(rows[i].place, state[t]);
      m.virgin.push_back(row);
      model_.virgin.push_back(meanings[i]);
      row.first = t + 1;
    }
  }
}

}  // namespace masseflyt::scenario
