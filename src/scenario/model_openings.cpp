// Sites that are not open yet: what the plan may decide, when it counts, and what it costs.
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Counted;
using matching::none;

template <typename Row>
const Row* find(const std::vector<Row>& rows, const std::string& id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

}  // namespace

void ModelBuilder::shut(Index opening, std::string en, std::string nb) {
  const auto& id = in_.openings[opening].id;
  note("Opening " + id + " is not planned with: " + en + ".",
       "Åpningen " + id + " er ikke planlagt med: " + nb + ".");
  model_.shut_openings.push_back({opening, std::move(en), std::move(nb)});
}

/// The rule that its area breaks, in words; empty where none is known to be broken.
std::string ModelBuilder::siting_breach(const Opening& o, bool norwegian) const {
  for (const auto& answer : siting_)
    if (!o.area.empty() && answer.area == o.area)
      for (const auto& f : answer.findings)
        if (f.answer == "violated") return norwegian ? f.nb : f.en;
  return {};
}

void ModelBuilder::openings() {
  if (in_.openings.empty()) return;
  const bool asked = std::any_of(in_.openings.begin(), in_.openings.end(),
                                 [](const Opening& o) { return o.included && !o.area.empty(); });
  if (asked && !in_.siting_rules.empty()) {
    auto answers = screen(in_);
    if (!answers) {
      error_ = answers.error();
      return;
    }
    siting_ = std::move(*answers);
  }
  std::map<std::string, std::vector<Phase>> sites;
  std::vector<std::string> order;
  for (Index i = 0; i < in_.openings.size(); ++i) {
    const Opening& o = in_.openings[i];
    const auto& m = model_.market;
    const auto site = std::find_if(m.destinations.begin(), m.destinations.end(),
                                   [&](const auto& d) { return d.id == o.site; });
    if (!o.included || site == m.destinations.end()) continue;
    Month last = window_.last;
    if (const auto* r = find(in_.receivers, o.site)) last = std::min(last, r->open_to);
    if (const auto* s = find(in_.stores, o.site)) last = std::min(last, s->open_to);
    auto& phases = sites[o.site];
    if (phases.empty()) order.push_back(o.site);
    phases.push_back(phase(i, {window_.first, last}));
  }
  meaning({"opening", "", "is opened once", "åpnes én gang"});
  for (const auto& site : order) {
    open_site(site, sites[site]);
    meaning({"opening", site, "is not open, or not for more: the plan opens no further phase",
             "er ikke åpent, eller ikke for mer: planen åpner ingen fase til"});
  }
  for (const auto& site : order)
    for (const Phase& p : sites[site]) {
      const auto& after = in_.openings[p.opening].after;
      if (after.empty()) continue;
      const Phase* before = nullptr;
      for (const auto& [other, phases] : sites)
        for (const Phase& q : phases)
          if (in_.openings[q.opening].id == after) before = &q;
      phase_after(p, before != nullptr ? *before : Phase{});
    }
  meaning({"opening", "", "waits for another phase", "venter på en annen fase"});
}

/// Its choices, at most one of which is made.
ModelBuilder::Phase ModelBuilder::phase(Index opening, MonthSpan open) {
  const Opening& o = in_.openings[opening];
  auto& m = model_.market;
  Phase made{opening, {}, {}, {}};
  if (const auto breach = siting_breach(o, false); !breach.empty()) {
    shut(opening, breach, siting_breach(o, true));
    return made;
  }
  if (o.decided) {
    made.fact = *o.decided + o.lead_months;
    note("Opening " + o.id + " was decided in " + to_string(*o.decided) + " and is ready in " +
             to_string(*made.fact) + ": a fact, and its cost is not part of the plan.",
         "Åpningen " + o.id + " ble besluttet i " + to_string(*o.decided) + " og er klar i " +
             to_string(*made.fact) + ": et faktum, og kostnaden er ikke del av planen.");
    return made;
  }
  matching::Row once{o.id + " is opened once", {}};
  const Month until = o.decide_to.value_or(o.decide_from);
  for (Month t = o.decide_from; t <= until; t = t + o.every_months) {
    const Month ready = t + o.lead_months;
    if (t < window_.first || ready > open.last) continue;
    HaulSums cost;
    cost.nok = o.cost_nok + o.yearly_nok * (open.last - ready + 1) / 12.0;
    cost.co2e_kg = o.cost_co2e_kg;
    const auto choice = static_cast<Index>(m.choices.size());
    m.choices.push_back({"open " + o.id + " " + to_string(t), 1, cost});
    model_.choices.push_back({ChoiceMeaning::What::opening, opening, t, ready, 0, 0, cost});
    made.choices.push_back(choice);
    made.ready.push_back(ready);
    once.chosen.push_back({choice, -1});
  }
  if (made.choices.empty())
    shut(opening, "no month in which it could be decided leads to masses inside the planned months",
         "ingen måned den kan besluttes i, gir masser i de planlagte månedene");
  once.capacity = 1;
  if (made.choices.size() > 1) m.rows.push_back(std::move(once));
  return made;
}

/// What comes in, and what lies there, month by month, is at most what the phases that are ready
/// give together.
void ModelBuilder::open_site(const std::string& site, const std::vector<Phase>& phases) {
  auto& m = model_.market;
  const Store* store = find(in_.stores, site);
  const Receiver* receiver = find(in_.receivers, site);
  std::int64_t all = 0;
  for (const auto& s : m.supplies) all += s.kg;
  double yearly = 0;
  if (store != nullptr) yearly = store->throughput_t_per_year;
  if (receiver != nullptr) yearly = receiver->throughput_t_per_year.value_or(0);
  const auto d = static_cast<Index>(std::find_if(m.destinations.begin(), m.destinations.end(),
                                                 [&](const auto& to) { return to.id == site; }) -
                                    m.destinations.begin());
  // What can come in a month at all: the less a phase seems to give, the closer is the bound.
  std::vector<std::int64_t> reach(m.periods, store != nullptr || m.stocks.empty() ? 0 : all);
  for (const auto& s : m.supplies)
    if (reach[s.period] < all && m.lot_to.allows(s.lot, d)) reach[s.period] += s.kg;
  const auto monthly_kg = [&](const Phase& p, Month t) {
    const auto& o = in_.openings[p.opening];
    const auto most = reach[period(t)];
    if (o.capacity_t_per_year) return std::min(most, to_kg(*o.capacity_t_per_year / 12));
    return yearly > 0 ? std::min(most, to_kg(yearly)) : most;
  };
  const auto room_kg = [&](const Phase& p, Month) {
    return to_kg(in_.openings[p.opening].room_t.value_or(0));
  };
  const auto give = [&](matching::Row& row, Month t, const auto& kg) {
    row.capacity = 0;
    for (const Phase& p : phases) {
      if (p.fact && *p.fact <= t) row.capacity += kg(p, t);
      for (std::size_t i = 0; i < p.choices.size(); ++i)
        if (p.ready[i] <= t) row.chosen.push_back({p.choices[i], kg(p, t)});
    }
  };
  const auto month = [&](Index t) { return model_.first + static_cast<std::int32_t>(t); };
  const auto coming = [&](matching::Row& row, Index first, Index last) {
    for (Index e = 0; e < m.entries.size(); ++e)
      if (m.destinations[m.entries[e].destination].id == site && m.entries[e].first <= last &&
          first <= m.entries[e].last)
        row.terms.push_back({Counted::entry, e, none, first, last, 1});
    for (Index k = 0; k < m.stocks.size(); ++k)
      if (m.destinations[m.stocks[k].destination].id == site && m.stocks[k].first <= last &&
          first <= m.stocks[k].last)
        row.terms.push_back({Counted::intake, k, none, first, last, 1});
  };
  Index ready = m.periods;  // nothing can be open before
  for (const Phase& p : phases) {
    if (p.fact) ready = std::min(ready, *p.fact <= model_.first ? 0 : period(*p.fact));
    for (const Month r : p.ready) ready = std::min(ready, period(r));
  }
  ready = std::min(ready, m.periods);
  if (ready > 0) {
    matching::Row closed{site + " before it is open", {}};
    coming(closed, 0, ready - 1);
    closed.capacity = 0;
    if (!closed.terms.empty()) m.rows.push_back(std::move(closed));
  }
  std::int64_t held = 0;  // lies there whatever is decided
  for (const auto& s : m.supplies)
    if (s.stored != none && m.destinations[m.stocks[s.stored].destination].id == site) held += s.kg;
  const auto stays = kept_kg_.find(site);
  const std::int64_t kept = stays == kept_kg_.end() ? 0 : stays->second;
  const bool with_room = in_.openings[phases.front().opening].room_t.has_value();
  for (Index t = ready; t < m.periods; ++t) {
    matching::Row row{site + " opened " + to_string(month(t)), {}};
    coming(row, t, t);
    give(row, month(t), monthly_kg);
    if (!row.terms.empty() && reach[t] > 0) m.rows.push_back(std::move(row));
    if (!with_room) continue;
    matching::Row room{site + " room opened " + to_string(month(t)), {}};
    give(room, month(t), room_kg);
    if (store != nullptr) {
      for (Index k = 0; k < m.stocks.size(); ++k)
        if (m.destinations[m.stocks[k].destination].id == site && m.stocks[k].first <= t &&
            t <= m.stocks[k].last)
          room.terms.push_back({Counted::stock, k, none, t, t, 1});
      room.capacity = std::max(room.capacity - kept, held);
    } else {
      coming(room, 0, t);
    }
    // What ever comes in is only asked when the room grows, and at the end.
    const bool grows =
        t + 1 == m.periods || std::any_of(phases.begin(), phases.end(), [&](auto& p) {
          return (p.fact && *p.fact == month(t + 1)) ||
                 std::find(p.ready.begin(), p.ready.end(), month(t + 1)) != p.ready.end();
        });
    if (!room.terms.empty() && (store != nullptr || grows)) m.rows.push_back(std::move(room));
  }
}

/// Ready no sooner than the phase it comes after.
void ModelBuilder::phase_after(const Phase& p, const Phase& before) {
  auto& m = model_.market;
  for (std::size_t i = 0; i < p.ready.size(); ++i) {
    if (before.fact && *before.fact <= p.ready[i]) continue;
    matching::Row row{in_.openings[p.opening].id + " comes after " + in_.openings[p.opening].after +
                          " " + to_string(p.ready[i]),
                      {}};
    for (std::size_t k = 0; k < p.ready.size(); ++k)
      if (p.ready[k] <= p.ready[i]) row.chosen.push_back({p.choices[k], -1});
    for (std::size_t k = 0; k < before.ready.size(); ++k)
      if (before.ready[k] <= p.ready[i]) row.chosen.push_back({before.choices[k], 1});
    row.capacity = 0;
    m.rows.push_back(std::move(row));
  }
}

}  // namespace masseflyt::scenario
