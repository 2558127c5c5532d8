#include <masseflyt/traceability/balance.hpp>

#include <cmath>

#include <masseflyt/traceability/ledger.hpp>

#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {
namespace {

Error no_such(const char* what, std::string_view id) {
  return {ErrorCode::not_found, std::string(what) + " '" + std::string(id) + "' is not known", {}};
}

bool within(std::int64_t difference, double sum_u2, double k) {
  const double d = static_cast<double>(difference);
  return d * d <= k * k * sum_u2;
}

/// Where an event sends mass that it takes at a site, or has it from.
std::int64_t* column_of(SiteBalance& b, EventKind kind) {
  switch (kind) {
    case EventKind::extract:
      return &b.extracted_g;
    case EventKind::load:
    case EventKind::ship:
      return &b.shipped_g;
    case EventKind::receive:
      return &b.received_g;
    case EventKind::use:
      return &b.used_g;
    case EventKind::dispose:
      return &b.disposed_g;
    case EventKind::adjust:
      return &b.adjusted_g;
    case EventKind::water:
      return &b.water_g;
    case EventKind::sample:
      return &b.sampled_g;
    default:
      return nullptr;  // split, merge, process: mass stays on the site
  }
}

bool counts_as_out(EventKind kind) {
  return kind == EventKind::load || kind == EventKind::ship || kind == EventKind::use ||
         kind == EventKind::dispose || kind == EventKind::sample;
}

/// The way of one lot through the places, in the order of its moves. Whether it lies here now.
bool add_lot(const Ledger::State& s, Index entity, Index place, SiteBalance& b) {
  Index here = none;
  std::int64_t stock = 0;
  for (const Index i : s.live_moves(entity)) {
    const Move& m = s.moves[i];
    const Row& row = s.rows[m.event];
    if (m.role == Role::place) {
      if (here == place && row.place != place) b.moved_g -= stock;
      if (here != place && row.place == place) b.moved_g += stock;
      here = row.place;
      continue;
    }
    if (m.role != Role::input && m.role != Role::output) continue;
    const bool in = m.role == Role::output;
    if (here == none && in) here = row.place;
    stock += in ? m.mass_g : -m.mass_g;
    if (here != place) continue;
    b.sum_u2 += squared(m.u_g);
    if (std::int64_t* column = column_of(b, row.kind()))
      *column += in == counts_as_out(row.kind()) ? -m.mass_g : m.mass_g;
  }
  if (here == place) b.stock_g += stock;
  return here == place;
}

/// The last survey against the book of that moment, and what was put right since.
void judge_count(const Ledger::State& s, Index lot, LotBalance& b) {
  const Count& c = s.counts.at(lot);
  b.counted = true, b.counted_g = c.counted_g, b.count_difference_g = c.difference_g;
  double u2 = 0;
  bool after = false;
  b.count_open_g = c.difference_g;
  for (const Index i : s.live_moves(lot)) {
    const Move& m = s.moves[i];
    if (!after) u2 += squared(m.u_g);
    if (after && s.rows[m.event].kind() == EventKind::adjust)
      b.count_open_g -= m.role == Role::output ? m.mass_g : -m.mass_g;
    after = after || m.event == c.event;
  }
  b.closure = std::max(b.closure, judge(b.count_open_g, u2, s.rules.tolerance));
}

LotBalance balance_of(const Ledger::State& s, Index lot) {
  const Entity& e = s.entities[lot];
  const auto turnover = s.turnover(lot);
  LotBalance b;
  b.lot = s.name_of(lot), b.in_g = turnover.in_g, b.out_g = turnover.out_g;
  b.stock_g = e.stock_g, b.sum_u2 = e.sum_u2;
  if (e.stock_g < 0) b.closure = judge(e.stock_g, e.sum_u2, s.rules.tolerance);
  if (e.counted) judge_count(s, lot, b);
  return b;
}

}  // namespace

std::string_view name(Closure closure) noexcept {
  switch (closure) {
    case Closure::closed:
      return "closed";
    case Closure::open:
      return "open";
    case Closure::broken:
      return "broken";
  }
  return {};
}

Closure judge(std::int64_t difference_g, double sum_u2, const Tolerance& t) noexcept {
  if (difference_g == 0) return Closure::closed;
  if (std::abs(difference_g) <= t.floor_g || within(difference_g, sum_u2, t.coverage))
    return Closure::closed;
  return within(difference_g, sum_u2, t.warning) ? Closure::open : Closure::broken;
}

std::int64_t closed_up_to_g(double sum_u2, const Tolerance& t) noexcept {
  return std::max(t.floor_g, static_cast<std::int64_t>(std::floor(t.coverage * std::sqrt(sum_u2))));
}

Result<LotBalance> balance_of_lot(const Ledger& ledger, std::string_view lot) {
  const Index i = ledger.state().lot_entity(lot);
  if (i == none) return no_such("lot", lot);
  return balance_of(ledger.state(), i);
}

Result<SiteBalance> balance_of_site(const Ledger& ledger, std::string_view place) {
  const auto& s = ledger.state();
  const Index p = s.places.find(place);
  if (p == none) return no_such("place", place);
  SiteBalance b;
  b.place = place;
  std::optional<Basis> basis;
  for (const Index entity : s.lot_entities) {
    bool here = false;
    for (Index m = s.entities[entity].last_move; m != none && !here; m = s.moves[m].previous)
      here = s.rows[s.moves[m].event].place == p;
    if (!here) continue;
    if (basis && *basis != s.entities[entity].basis)
      return Error{ErrorCode::unit_mismatch,
                   "place '" + b.place + "' has lots that are booked wet and others dry",
                   {}};
    basis = s.entities[entity].basis;
    if (!add_lot(s, entity, p, b)) continue;
    const LotBalance lot = balance_of(s, entity);
    if (lot.closure > b.closure) b.closure = lot.closure, b.worst_lot = lot.lot;
  }
  for (Index i = 0; i < s.rows.size(); ++i)
    if (s.is_live(i) && s.rows[i].place == p)
      b.lost_g += s.lost(i).mass_g, b.sum_u2 += s.lost(i).u2;
  b.difference_g = b.extracted_g + b.received_g - b.shipped_g - b.used_g - b.disposed_g - b.lost_g +
                   b.adjusted_g + b.water_g - b.sampled_g + b.moved_g - b.stock_g;
  const Closure books = judge(b.difference_g, b.sum_u2, s.rules.tolerance);
  if (books >= b.closure) b.closure = books, b.worst_lot.clear();
  return b;
}

Result<RunBalance> balance_of_run(const Ledger& ledger, std::string_view run) {
  const auto& s = ledger.state();
  std::vector<Index> events;
  if (const Index r = s.runs.find(run); r != none)
    events = s.run_events[r];
  else if (const Index e = s.event_ids.find(run); e != none)
    events = {e};
  else
    return no_such("run", run);
  RunBalance b;
  b.run = run;
  for (const Index e : events) {
    if (!s.is_live(e)) continue;
    b.lost_g += s.lost(e).mass_g, b.sum_u2 += s.lost(e).u2;
    for (const Move& m : s.moves_of(e)) {
      if (m.role != Role::input && m.role != Role::output) continue;
      (m.role == Role::input ? b.in_g : b.out_g) += m.mass_g;
      b.sum_u2 += squared(m.u_g);
    }
  }
  b.difference_g = b.in_g - b.out_g - b.lost_g;
  b.closure = judge(b.difference_g, b.sum_u2, s.rules.tolerance);
  return b;
}

}  // namespace masseflyt::traceability
