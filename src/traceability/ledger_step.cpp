#include <algorithm>

#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {

std::span<const Move> Ledger::State::moves_of(Index event) const {
  const std::size_t begin = rows[event].first_move;
  const std::size_t end =
      event + std::size_t{1} < rows.size() ? rows[event + std::size_t{1}].first_move : moves.size();
  return std::span(moves).subspan(begin, end - begin);
}

std::vector<Index> Ledger::State::live_moves(Index entity, std::uint64_t size) const {
  std::vector<Index> found;
  bool in_order = true;
  for (Index m = entities[entity].last_move; m != none; m = moves[m].previous) {
    const Index event = moves[m].event;
    if (event >= size || !is_live(event, size)) continue;
    in_order = in_order && !rows[event].corrects;
    found.push_back(m);
  }
  std::reverse(found.begin(), found.end());
  if (!in_order)
    std::stable_sort(found.begin(), found.end(),
                     [&](Index a, Index b) { return slot(moves[a].event) < slot(moves[b].event); });
  return found;
}

Ledger::State::Turnover Ledger::State::turnover(Index entity) const {
  Turnover t;
  for (Index m = entities[entity].last_move; m != none; m = moves[m].previous) {
    if (!is_live(moves[m].event)) continue;
    if (moves[m].role == Role::output) t.in_g += moves[m].mass_g;
    if (moves[m].role == Role::input || moves[m].role == Role::drain) t.out_g += moves[m].mass_g;
  }
  return t;
}

void Ledger::State::judge_again(Index entity) {
  const Entity& old = entities[entity];
  Entity fresh{old.name, old.last_move, old.is_load, old.basis};
  entities[entity] = fresh;
  counts.erase(entity);
  entity_flags[entity].clear();
  for (const Index m : live_moves(entity)) step(entity, m);
}

void Ledger::State::flag(Index entity, Contradiction what, Index event, std::int64_t difference_g,
                         std::int64_t tolerance_g) {
  entity_flags[entity].push_back(
      {what, event, std::string(name_of(entity)), difference_g, tolerance_g});
}

/// The one place where an event changes what is known of a lot or load.
void Ledger::State::step(Index entity, Index move) {
  Entity& e = entities[entity];
  Move& m = moves[move];
  const Row& row = rows[m.event];
  switch (m.role) {
    case Role::input:
    case Role::output:
      return take_and_put(e, entity, m, row);
    case Role::ship:
    case Role::drain:
      return step_load(entity, m, row);
    case Role::place:
      if (e.holder != row.acting) flag(entity, Contradiction::custody, m.event);
      e.place = row.place;
      return;
    case Role::hold:
      ++e.holds;
      return;
    case Role::release:
      if (e.holds > 0) --e.holds;
      return;
    case Role::sample:
      return;
    case Role::count:
      return count(entity, m);
  }
}

void Ledger::State::count(Index entity, const Move& m) {
  Entity& e = entities[entity];
  const Count c{m.event, m.mass_g, m.mass_g - e.stock_g};
  e.counted = true, counts[entity] = c;
  const double u2 = e.sum_u2 + squared(m.u_g);
  if (judge(c.difference_g, u2, rules.tolerance) != Closure::closed)
    flag(entity, Contradiction::count_differs, m.event, c.difference_g,
         closed_up_to_g(u2, rules.tolerance));
}

void Ledger::State::take_and_put(Entity& e, Index entity, const Move& m, const Row& row) {
  const bool in = m.role == Role::output;
  const bool sampled = row.kind() == EventKind::sample;
  if (!e.exists && in) {
    e.exists = true, e.first_slot = slot(m.event), e.created_us = row.time_us;
    e.holder = row.acting, e.place = e.is_load ? none : row.place;
  } else {
    if (!e.exists) flag(entity, Contradiction::source_withdrawn, m.event, m.mass_g);
    if (e.exists && !in && e.created_us - row.time_us > rules.skew_us)
      flag(entity, Contradiction::too_early, m.event);
    if (e.exists && e.holder != row.acting && !sampled)
      flag(entity, Contradiction::custody, m.event);
    if (!e.is_load && row.place != none && e.place != none && row.place != e.place)
      flag(entity, Contradiction::elsewhere, m.event);
    if (!in && e.holds > 0 && !sampled) flag(entity, Contradiction::on_hold, m.event);
    if (e.is_load && e.ship_event != none) flag(entity, Contradiction::shipped_twice, m.event);
  }
  ++e.version;
  e.stock_g += in ? m.mass_g : -m.mass_g;
  e.sum_u2 += squared(m.u_g);
  if (in || e.stock_g >= 0) return;
  if (judge(e.stock_g, e.sum_u2, rules.tolerance) != Closure::closed)
    flag(entity, Contradiction::negative_stock, m.event, -e.stock_g,
         closed_up_to_g(e.sum_u2, rules.tolerance));
}

/// Of a load: it is disputed from now on.
void Ledger::State::contradict(Index entity, Contradiction what, const Move& at,
                               std::int64_t difference_g, std::int64_t tolerance_g) {
  entities[entity].disputed = true;
  flag(entity, what, at.event, difference_g, tolerance_g);
}

void Ledger::State::step_load(Index entity, Move& m, const Row& row) {
  Entity& e = entities[entity];
  if (m.role == Role::ship) {
    if (e.holder != row.acting) contradict(entity, Contradiction::custody, m);
    if (e.ship_event != none) return contradict(entity, Contradiction::shipped_twice, m);
    e.ship_event = m.event;
    return;
  }
  m.mass_g = e.receive_event == none ? e.stock_g : 0;
  if (e.receive_event != none) return contradict(entity, Contradiction::double_receipt, m);
  e.receive_event = m.event;
  e.stock_g = 0;
  ++e.version;
  receive_load(entity, m, row);
  e.holder = row.acting, e.place = row.place;
}

/// What was said at shipping against what is said now.
void Ledger::State::receive_load(Index entity, const Move& m, const Row& row) {
  const Entity& e = entities[entity];
  if (e.ship_event == none) {
    contradict(entity, Contradiction::not_shipped, m);
  } else {
    const Row& ship = rows[e.ship_event];
    if (ship.to_party != row.acting) contradict(entity, Contradiction::custody, m);
    if (ship.to_place != row.place) contradict(entity, Contradiction::elsewhere, m);
    if (ship.time_us - row.time_us > rules.skew_us) contradict(entity, Contradiction::too_early, m);
  }
  for (const Move& out : moves_of(m.event)) {
    if (out.role != Role::output) continue;
    const double u2 = e.sum_u2 + squared(out.u_g);
    if (judge(m.mass_g - out.mass_g, u2, rules.tolerance) != Closure::closed)
      contradict(entity, Contradiction::load_mismatch, m, m.mass_g - out.mass_g,
                 closed_up_to_g(u2, rules.tolerance));
  }
}

/// What is still in the plant is no contradiction; what came out before anything went in is.
void Ledger::State::add_run_flags(Index run, std::vector<Flag>& all) const {
  std::vector<Index> events;
  for (const Index event : run_events[run])
    if (is_live(event)) events.push_back(event);
  std::stable_sort(events.begin(), events.end(),
                   [&](Index a, Index b) { return slot(a) < slot(b); });
  std::int64_t in_plant = 0;
  double u2 = 0;
  for (const Index event : events) {
    in_plant -= lost(event).mass_g, u2 += lost(event).u2;
    for (const Move& m : moves_of(event)) {
      in_plant += m.role == Role::input ? m.mass_g : -m.mass_g;
      u2 += squared(m.u_g);
    }
    if (in_plant < 0 && judge(in_plant, u2, rules.tolerance) != Closure::closed)
      all.push_back({Contradiction::unbalanced, event, std::string(runs[run]), in_plant,
                     closed_up_to_g(u2, rules.tolerance)});
  }
}

std::vector<Flag> Ledger::State::all_flags() const {
  std::vector<Flag> all;
  for (const auto& [event, flag] : event_flags)
    if (is_live(event)) all.push_back(flag);
  for (const auto& [entity, flags] : entity_flags)
    all.insert(all.end(), flags.begin(), flags.end());
  for (Index run = 0; run < runs.size(); ++run) add_run_flags(run, all);
  std::stable_sort(all.begin(), all.end(), [](const Flag& a, const Flag& b) {
    return a.event != b.event ? a.event < b.event : a.subject < b.subject;
  });
  return all;
}

}  // namespace masseflyt::traceability
