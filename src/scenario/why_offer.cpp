// What stands between a mass of an offer and the places that could take it.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "reporting/text_format.hpp"
#include "why_trial.hpp"

namespace masseflyt::scenario {
namespace {

using matching::From;
using matching::none;
using matching::Room;
using matching::To;

constexpr double infinity = std::numeric_limits<double>::infinity();

HaulSums plus(HaulSums a, const HaulSums& b) { return a += b; }

template <typename Row>
Row* find(std::vector<Row>& rows, const std::string& id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

/// Months of opening of a receiver, store, quarry or need; nullptrs if there is no such row.
std::pair<Month*, Month*> window_of(Case& input, const std::string& id) {
  if (auto* r = find(input.receivers, id)) return {&r->open_from, &r->open_to};
  if (auto* s = find(input.stores, id)) return {&s->open_from, &s->open_to};
  if (auto* q = find(input.quarries, id)) return {&q->open_from, &q->open_to};
  if (auto* n = find(input.needs, id)) return {&n->begin, &n->end};
  return {nullptr, nullptr};
}

const char* table_of(const Case& input, const std::string& id) {
  const auto has = [&](const auto& rows) {
    return std::any_of(rows.begin(), rows.end(), [&](const auto& r) { return r.id == id; });
  };
  return has(input.receivers)  ? "receivers"
         : has(input.stores)   ? "stores"
         : has(input.quarries) ? "quarries"
                               : "needs";
}

/// What of a mass does not come to `place`, or where that is empty to no place in the region; a far
/// receiver is one of these where it `will_do`.
Unmet kept_from(const std::string& offer, const std::string& group, const std::string& place,
                bool far_will_do) {
  return [=](const Model& model, const matching::Plan& plan) {
    const auto& m = model.market;
    std::int64_t kg = 0;
    for (const auto& f : plan.flows) {
      if (f.from != From::supply) continue;
      const Index l = m.supplies[f.source].lot;
      if (model.lot_offer[l] != offer || m.groups[m.lots[l].group] != group) continue;
      std::string to;
      if (f.to == To::entry) to = m.destinations[m.entries[f.target].destination].id;
      if (f.to == To::stock) to = m.destinations[m.stocks[f.target].destination].id;
      const bool nowhere = f.to == To::unplaced || (f.to == To::far && !far_will_do);
      if (place.empty() ? nowhere : to != place) kg += f.kg;
    }
    return kg;
  };
}

std::string months_text(std::int32_t n, bool norwegian) {
  if (norwegian) return std::to_string(n) + (n == 1 ? " måned" : " måneder");
  return std::to_string(n) + (n == 1 ? " month" : " months");
}

/// The same change at the same place; several ways may lead to it.
bool is_asked(const std::vector<Trial>& trials, const Trial& trial) {
  return std::any_of(trials.begin(), trials.end(), [&](const Trial& t) {
    return t.told.place == trial.told.place && t.told.rule == trial.told.rule &&
           t.told.en == trial.told.en;
  });
}

}  // namespace

std::string tell_tonnes(double t, bool norwegian) {
  return reporting::readable(t, t < 10 ? 1 : 0, norwegian) + " t";
}

Asker::Asker(const Modelled& modelled, const matching::Plan& plan, const WhyOptions& options)
    : in_(*modelled.input),
      model_(modelled.model),
      m_(modelled.model.market),
      plan_(plan),
      weights_(modelled.weights),
      options_(options),
      use_(modelled.model, plan) {
  came_.assign(m_.stocks.size() * m_.periods, 0);
  processed_.assign(m_.processes.size() * m_.periods, 0);
  for (const auto& f : plan.flows) {
    if (f.to == To::stock && (f.from != From::supply || m_.supplies[f.source].stored == none))
      came_[cell(f.target, f.period)] += f.kg;
    if (f.process != none) processed_[cell(f.process, f.period)] += f.kg;
  }
}

std::vector<Question> Asker::offer(const std::string& id) const {
  std::vector<Question> out;
  for (Index l = 0; l < m_.lots.size(); ++l)
    if (model_.lot_offer[l] == id) ask_lot(l, out);
  return out;
}

void Asker::ask_lot(Index lot, std::vector<Question>& out) const {
  const std::string offer = model_.lot_offer[lot], group = m_.groups[m_.lots[lot].group];
  const bool one_place = !options_.place.empty();
  std::int64_t all = 0, asked = 0;
  std::map<std::string, std::int64_t> ways;
  std::set<Index> rows;
  for (const auto& s : m_.supplies)
    if (s.lot == lot) all += s.kg;
  for (const auto& f : plan_.flows) {
    if (f.from != From::supply || m_.supplies[f.source].lot != lot) continue;
    const bool nowhere = f.to == To::far || f.to == To::unplaced;
    std::string to;
    if (f.to == To::entry) to = m_.destinations[m_.entries[f.target].destination].id;
    if (f.to == To::stock) to = m_.destinations[m_.stocks[f.target].destination].id;
    if (one_place ? to == options_.place : !nowhere) continue;
    asked += f.kg;
    rows.insert(f.source);
    ways[f.to == To::far ? "far" : nowhere ? "unplaced" : "elsewhere"] += f.kg;
  }
  if (all == 0) return;
  Question q;
  q.told.id = offer, q.told.group = group;
  q.told.tonnes = static_cast<double>(asked) / 1000;
  q.told.of_tonnes = static_cast<double>(all) / 1000;
  q.told.what = "placed";
  std::int64_t most = 0;
  for (const auto& [what, kg] : ways)
    if (kg > most) most = kg, q.told.what = what;
  q.unmet = kept_from(offer, group, options_.place, false);
  const std::vector<Index> supplies(rows.begin(), rows.end());
  if (!supplies.empty()) {
    Index first = m_.periods, last = 0;
    for (const Index i : supplies)
      first = std::min(first, m_.supplies[i].period), last = std::max(last, m_.supplies[i].period);
    q.told.months = MonthSpan{month(first), month(last)};
    if (auto far = one_place ? std::nullopt : far_out_of_reach(lot, supplies)) {
      q.told.obstacles.push_back(std::move(far->obstacle));
      for (auto& t : far->trials) q.trials.push_back(std::move(t));
    }
    std::vector<Sight> sights;
    for (Index d = 0; d < m_.destinations.size(); ++d)
      if (model_.destination_itself[d] == d &&
          (!one_place || m_.destinations[d].id == options_.place) &&
          (!is_gate(model_, d) || m_.lot_to.allows(lot, d)))
        sights.push_back(look(lot, d, supplies));
    std::stable_sort(sights.begin(), sights.end(), [](const Sight& a, const Sight& b) {
      return a.obstacle.nok_t < b.obstacle.nok_t;
    });
    for (auto& s : joined(std::move(sights))) {
      if (q.told.obstacles.size() == options_.obstacles) break;
      if (!one_place && s.obstacle.nok_t == infinity) break;
      q.told.obstacles.push_back(std::move(s.obstacle));
      for (auto& t : s.trials)
        if (!is_asked(q.trials, t)) q.trials.push_back(std::move(t));
    }
    if (!one_place) later_or_earlier(offer, q.trials);
  }
  out.push_back(std::move(q));
}

/// A place that is reached in several ways (straight, or over ports that fill up) is told once: the
/// cheapest way first, and what else stands in the way of the others.
std::vector<Asker::Sight> Asker::joined(std::vector<Sight> sights) {
  std::vector<Sight> out;
  for (auto& s : sights) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const Sight& o) {
      return o.obstacle.place == s.obstacle.place;
    });
    if (same == out.end()) {
      out.push_back(std::move(s));
      continue;
    }
    if (s.obstacle.nok_t != infinity && s.obstacle.en != same->obstacle.en) {
      same->obstacle.en += "; or by another way: " + s.obstacle.en;
      same->obstacle.nb += "; eller en annen vei: " + s.obstacle.nb;
    }
    for (auto& t : s.trials) same->trials.push_back(std::move(t));
  }
  return out;
}

/// Rows may keep masses from leaving even for a far receiver; none: they do not.
std::optional<Asker::Sight> Asker::far_out_of_reach(Index lot,
                                                    const std::vector<Index>& supplies) const {
  if (!m_.far_allowed[m_.lots[lot].group]) return std::nullopt;
  std::set<Index> rows;
  for (const Index i : supplies) {
    const auto held = held_by(i, To::far, 0);
    rows.insert(held.begin(), held.end());
  }
  if (rows.empty()) return std::nullopt;
  Sight s;
  s.obstacle.place = "far";
  s.obstacle.nok_t = weigh(m_.far, weights_);
  s = held("a far receiver", "et fjernt mottak", rows, std::move(s));
  for (auto& t : s.trials) {
    t.unmet = kept_from(model_.lot_offer[lot], m_.groups[m_.lots[lot].group], "", true);
    t.told.note = "what then leaves for a far receiver counts as placed";
    t.told.note_nb = "det som da går til et fjernt mottak, regnes som plassert";
  }
  return s;
}

/// What stands between these supplies of a lot and a place.
Asker::Sight Asker::look(Index lot, Index d, const std::vector<Index>& supplies) const {
  const auto& to = m_.destinations[d];
  Sight s;
  s.obstacle.place = to.id;
  const auto way = model_.haulage.route(m_.lots[lot].place, to.place, weights_);
  if (!way) {
    s.obstacle.rule = "way";
    s.obstacle.en = to.id + ": no way there is known";
    s.obstacle.nb = to.id + ": ingen vei dit er kjent";
    s.obstacle.nok_t = infinity;
    return s;
  }
  s.obstacle.nok_t = weigh(way->sums, weights_);
  if (!m_.lot_to.allows(lot, d)) return refused(lot, d, std::move(s));
  if (model_.destination_kinds[d] == reporting::Kind::store)
    return at_store(lot, d, supplies, std::move(s));
  return at_entries(lot, d, supplies, std::move(s));
}

Asker::Sight Asker::refused(Index lot, Index d, Sight s) const {
  if (const auto why = model_.exclusions.why(lot, d); !why.rule.empty()) {
    s.obstacle.rule = why.rule, s.obstacle.source = why.source;
    s.obstacle.en = s.obstacle.place + " " + why.en;
    s.obstacle.nb = s.obstacle.place + " " + why.nb;
  }
  Trial t;
  t.told.place = s.obstacle.place, t.told.rule = s.obstacle.rule;
  Case tried = in_;
  const auto change = permit(tried, s.obstacle.place, model_.lot_kinds[lot], model_.lot_offer[lot],
                             t.told.note, t.told.note_nb);
  if (!change || change->cells.empty()) return s;  // no permission of the place
  const std::string what = model_.lot_kinds[lot].group + " (" + model_.lot_offer[lot] + ")";
  t.told.amount = 1;
  t.told.cells = {*change};
  t.told.en = what + " allowed at " + s.obstacle.place;
  t.told.nb = what + " tillatt på " + s.obstacle.place;
  t.edit = [place = s.obstacle.place, kind = model_.lot_kinds[lot],
            offer = model_.lot_offer[lot]](Case& input) {
    std::string note, note_nb;
    return permit(input, place, kind, offer, note, note_nb).has_value();
  };
  s.trials.push_back(std::move(t));
  return s;
}

/// The place is closed when these supplies leave.
Asker::Sight Asker::closed(Index d, const std::vector<Index>& supplies, MonthSpan open,
                           Sight s) const {
  const auto& id = m_.destinations[d].id;
  s.obstacle.rule = "window";
  s.obstacle.en = id + " is open " + to_string(open.first) + " to " + to_string(open.last);
  s.obstacle.nb = id + " er åpent " + to_string(open.first) + " til " + to_string(open.last);
  std::int32_t later = 0, earlier = 0;  // to reach all of them
  std::int32_t nearest = std::numeric_limits<std::int32_t>::max();
  for (const Index i : supplies) {
    const Month at = month(m_.supplies[i].period);
    if (at > open.last)
      later = std::max(later, at - open.last), nearest = std::min(nearest, at - open.last);
    if (at < open.first)
      earlier = std::max(earlier, open.first - at), nearest = std::min(nearest, open.first - at);
  }
  std::set<std::int32_t> shifts;  // months; later is positive
  if (later > 0) shifts.insert(later);
  if (earlier > 0) shifts.insert(-earlier);
  if (later > 0 && nearest < later) shifts.insert(nearest);
  if (earlier > 0 && nearest < earlier) shifts.insert(-nearest);
  for (const auto k : shifts) {
    Trial t;
    const auto n = std::abs(k);
    t.told.place = id, t.told.rule = "window", t.told.amount = n, t.told.unit = "months";
    t.told.en = id + " open " + months_text(n, false) + (k > 0 ? " longer" : " earlier");
    t.told.nb = id + " åpent " + months_text(n, true) + (k > 0 ? " lenger" : " tidligere");
    const std::string table = table_of(in_, id);
    const bool need = table == "needs";
    const std::string column = k > 0 ? (need ? "end" : "open_to") : (need ? "begin" : "open_from");
    Case now = in_;
    const auto [from, to] = window_of(now, id);
    if (from == nullptr) continue;
    t.told.cells = {{table, id, {{column, to_string(k > 0 ? *to + k : *from + k)}}}};
    t.edit = [id, k](Case& input) {
      const auto [first, last] = window_of(input, id);
      (k > 0 ? *last : *first) = (k > 0 ? *last : *first) + k;
      return true;
    };
    s.trials.push_back(std::move(t));
  }
  return s;
}

/// There is room: it only costs more than what the plan does.
Asker::Sight Asker::dearer(Index d, Index group, std::int64_t micro_nok_kg, Sight s) const {
  const auto& id = m_.destinations[d].id;
  const double nok_t = static_cast<double>(micro_nok_kg + 1) / 1000;
  const auto told = [&](bool nb) { return reporting::readable(nok_t, 2, nb) + " NOK/t"; };
  s.obstacle.rule = "price";
  s.obstacle.en = id + " has room, but costs " + told(false) + " more than what the plan does";
  s.obstacle.nb = id + " har plass, men koster " + told(true) + " mer enn det planen gjør";
  if (weights_.nok <= 0) return s;
  Trial t;
  t.told.place = id, t.told.rule = "price", t.told.amount = nok_t, t.told.unit = "NOK/t";
  t.told.en = told(false) + " less to pay at " + id + " for " + m_.groups[group];
  t.told.nb = told(true) + " mindre å betale på " + id + " for " + m_.groups[group];
  t.told.note = "what others lose by the lower price is not in the saving";
  t.told.note_nb = "det andre taper på den lavere prisen er ikke med i besparelsen";
  t.price = [d, group, by = nok_t / weights_.nok](matching::Market& m) {
    for (auto& e : m.entries)
      if (e.destination == d && e.group == group && e.product == none) e.extra.nok -= by;
    for (auto& k : m.stocks)
      if (k.destination == d && k.group == group) k.in.nok -= by;
  };
  s.trials.push_back(std::move(t));
  return s;
}

Asker::Sight Asker::at_entries(Index lot, Index d, const std::vector<Index>& supplies,
                               Sight s) const {
  const Index group = m_.lots[lot].group;
  const auto way = model_.haulage.route(m_.lots[lot].place, m_.destinations[d].place, weights_);
  std::optional<MonthSpan> open;
  bool product = false, reached = false, stopped = true;
  double fee = infinity;
  std::set<Index> full, rows;
  std::int64_t dearer_by = std::numeric_limits<std::int64_t>::max();
  for (const auto& e : m_.entries) {
    if (e.destination != d || e.group != group) continue;
    if (e.product != none) {
      product = true;
      continue;
    }
    const MonthSpan span{month(e.first), month(e.last)};
    open =
        open ? MonthSpan{std::min(open->first, span.first), std::max(open->last, span.last)} : span;
    fee = std::min(fee, weigh(e.extra, weights_));
    for (const Index i : supplies) {
      const auto t = m_.supplies[i].period;
      if (t < e.first || t > e.last) continue;
      reached = true;
      const auto limits = use_.full_limits(e.limit);
      full.insert(limits.begin(), limits.end());
      if (!limits.empty()) stopped = stopped && model_.limits[limits.front()].stop;
      const auto held = limits.empty()
                            ? held_by(i, To::entry, static_cast<Index>(&e - m_.entries.data()))
                            : std::vector<Index>();
      rows.insert(held.begin(), held.end());
      if (limits.empty() && held.empty() && !plan_.duals.supply.empty())
        dearer_by = std::min(
            dearer_by, reduced(matching::micro_nok_per_kg(plus(way->sums, e.extra), weights_), i,
                               plan_.duals.limit[e.limit]));
    }
  }
  if (!open && product) return by_way_of_stores(lot, d, supplies, std::move(s));
  if (!open) {
    s.obstacle.rule = "acceptance/group";
    s.obstacle.en = s.obstacle.place + " has no room for this group of masses";
    s.obstacle.nb = s.obstacle.place + " har ikke plass til denne gruppen masser";
    return s;
  }
  s.obstacle.nok_t += fee;
  if (!reached) return closed(d, supplies, *open, std::move(s));
  if (dearer_by != std::numeric_limits<std::int64_t>::max())
    return dearer(d, group, std::max<std::int64_t>(dearer_by, 0), std::move(s));
  if (full.empty() && !rows.empty())
    return held(m_.destinations[d].id, m_.destinations[d].id, rows, std::move(s));
  std::string names;
  Trial t;
  for (const Index l : full) {
    names += (names.empty() ? "" : ", ") + m_.limits[l].id;
    t.rooms.push_back({Room::limit, l});
  }
  s.obstacle.rule = t.told.rule = "capacity";
  s.obstacle.en = s.obstacle.place + " is full (" + names + ")";
  s.obstacle.nb = s.obstacle.place + " er fullt (" + names + ")";
  if (stopped && !full.empty()) {
    s.obstacle.rule = t.told.rule = "stop";
    s.obstacle.en = s.obstacle.place + " stands still or is held back then";
    s.obstacle.nb = s.obstacle.place + " står stille eller er holdt nede da";
  }
  t.told.place = s.obstacle.place, t.told.unit = "t";
  t.told.en = " more room in each of " + names, t.told.nb = " mer plass i hver av " + names;
  if (full.size() == 1) t.told.en = " more room in " + names, t.told.nb = " mer plass i " + names;
  s.trials.push_back(std::move(t));
  return s;
}

Asker::Sight Asker::at_store(Index lot, Index d, const std::vector<Index>& supplies,
                             Sight s) const {
  const Index group = m_.lots[lot].group;
  const auto way = model_.haulage.route(m_.lots[lot].place, m_.destinations[d].place, weights_);
  for (Index k = 0; k < m_.stocks.size(); ++k) {
    const auto& stock = m_.stocks[k];
    if (stock.destination != d || stock.group != group) continue;
    s.obstacle.nok_t += weigh(stock.in, weights_);
    bool reached = false, full = false;
    std::set<Index> rows;
    std::int64_t dearer_by = std::numeric_limits<std::int64_t>::max();
    for (const Index i : supplies) {
      const auto t = m_.supplies[i].period;
      if (t < stock.first || t > stock.last) continue;
      reached = true;
      full = full || came_[cell(k, t)] >= stock.room_kg(t);
      for (Index later = t; later <= stock.last && !plan_.stock_kg.empty(); ++later)
        full = full || plan_.stock_kg[cell(k, later)] >= stock.stock_kg;
      const auto held = held_by(i, To::stock, k);
      rows.insert(held.begin(), held.end());
      if (held.empty() && !plan_.duals.supply.empty())
        dearer_by = std::min(
            dearer_by, reduced(matching::micro_nok_per_kg(plus(way->sums, stock.in), weights_), i,
                               plan_.duals.intake[cell(k, t)]));
    }
    if (!reached) return closed(d, supplies, {month(stock.first), month(stock.last)}, std::move(s));
    if (!full && !rows.empty() && dearer_by == std::numeric_limits<std::int64_t>::max())
      return held(m_.destinations[d].id, m_.destinations[d].id, rows, std::move(s));
    if (!full)
      return dearer(d, group,
                    dearer_by == std::numeric_limits<std::int64_t>::max()
                        ? 0
                        : std::max<std::int64_t>(dearer_by, 0),
                    std::move(s));
    Trial t;
    t.rooms = {{Room::intake, k}, {Room::stock, k}};
    t.told.place = s.obstacle.place, t.told.unit = "t";
    s.obstacle.rule = t.told.rule = "store";
    s.obstacle.en = stock.id + " is full, or takes in no more a month";
    s.obstacle.nb = stock.id + " er fullt, eller tar ikke inn mer i måneden";
    t.told.en = " more room in " + stock.id + ", and as much more in a month";
    t.told.nb = " mer plass i " + stock.id + ", og like mye mer i måneden";
    s.trials.push_back(std::move(t));
    return s;
  }
  s.obstacle.rule = "store";
  s.obstacle.en = s.obstacle.place + " keeps no room for " + m_.groups[group];
  s.obstacle.nb = s.obstacle.place + " har ikke satt av plass til " + m_.groups[group];
  return s;
}

void Asker::later_or_earlier(const std::string& offer, std::vector<Trial>& out) const {
  const auto at = std::find_if(in_.offers.begin(), in_.offers.end(),
                               [&](const Offer& o) { return o.id == offer; });
  if (at == in_.offers.end()) return;
  for (const std::int32_t k : {1, 3, 6, -1, -3, -6}) {
    // What moves out of the planned months, or into them, would change what is asked about.
    if (at->begin + k < model_.first || at->end + k > in_.header.horizon.last) continue;
    if (at->begin < model_.first) continue;
    Trial t;
    const auto n = std::abs(k);
    t.told.place = offer, t.told.rule = "window", t.told.amount = n, t.told.unit = "months";
    t.told.en = offer + " " + months_text(n, false) + (k > 0 ? " later" : " earlier");
    t.told.nb = offer + " " + months_text(n, true) + (k > 0 ? " senere" : " tidligere");
    t.told.cells = {
        {"offers", offer, {{"begin", to_string(at->begin + k)}, {"end", to_string(at->end + k)}}}};
    t.edit = [offer, k](Case& input) {
      Offer* const o = find(input.offers, offer);
      o->begin = o->begin + k, o->end = o->end + k;
      return true;
    };
    out.push_back(std::move(t));
  }
}

}  // namespace masseflyt::scenario
