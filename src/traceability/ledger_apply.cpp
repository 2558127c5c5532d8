#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {
namespace {

bool is_identity(EventKind kind) { return kind <= EventKind::document; }

}  // namespace

Index Ledger::State::make_entity(std::string_view name, bool is_load, Basis basis) {
  Names& names = is_load ? load_names : lot_names;
  auto& by_name = is_load ? load_entities : lot_entities;
  const Index i = names.add(name);
  if (i < by_name.size()) return by_name[i];
  by_name.push_back(static_cast<Index>(entities.size()));
  entities.push_back({i, none, is_load, basis});
  return by_name.back();
}

void Ledger::State::apply_identity(const Event& e) {
  if (e.kind == EventKind::party) parties.add(e.subject);
  if (e.kind == EventKind::place) places.add(e.subject);
  if (e.kind == EventKind::document) documents.add(e.subject);
  if (e.key_id) keys.at(*e.key_id).revoked = true;
  if (!e.key) return;
  KeyState state{*e.key, parties.find(e.subject), false, std::nullopt};
  if (auto made = Verifier::make(*e.key)) state.verifier = *std::move(made);
  keys.insert_or_assign(key_id(*e.key), std::move(state));
}

void Ledger::State::add_move(Index entity, Role role, std::int64_t mass_g, std::int64_t u_g) {
  Entity& e = entities[entity];
  moves.push_back({entity, static_cast<Index>(rows.size() - 1), e.last_move, role, mass_g, u_g});
  e.last_move = static_cast<Index>(moves.size() - 1);
}

void Ledger::State::add_load(const Event& e) {
  const Basis basis = e.inputs.empty() ? Basis::wet : e.inputs[0].basis;
  const Index load = make_entity(e.load, true, basis);
  std::int64_t mass = 0;
  double u2 = 0;
  for (const Portion& p : e.inputs) mass += p.mass_g, u2 += squared(p.u_g);
  if (!e.inputs.empty())
    add_move(load, Role::output, mass, static_cast<std::int64_t>(std::llround(std::sqrt(u2))));
  if (e.kind == EventKind::ship) add_move(load, Role::ship, 0, 0);
  if (e.kind == EventKind::receive) add_move(load, Role::drain, 0, 0);
}

void Ledger::State::add_moves(const Event& e) {
  const auto lot = [&](const Portion& p) { return make_entity(p.lot, false, p.basis); };
  for (const Portion& p : e.inputs) add_move(lot(p), Role::input, p.mass_g, p.u_g);
  if (!e.load.empty()) add_load(e);
  const Role out = e.kind == EventKind::count ? Role::count : Role::output;
  for (const Portion& p : e.outputs) add_move(lot(p), out, p.mass_g, p.u_g);
  const Role role = e.kind == EventKind::store     ? Role::place
                    : e.kind == EventKind::hold    ? Role::hold
                    : e.kind == EventKind::release ? Role::release
                                                   : Role::sample;
  for (const auto& id : e.lots) add_move(lot_entity(id), role, 0, 0);
}

void Ledger::State::add_row(const Event& e) {
  const auto index = static_cast<Index>(rows.size());
  const auto known = [](const Names& names, const std::string& id) {
    return id.empty() ? none : names.find(id);
  };
  Row row{};
  row.time_us = e.time_us, row.kind_number = static_cast<std::uint8_t>(e.kind);
  row.author = parties.find(e.author);
  row.acting = e.principal.empty() ? row.author : parties.find(e.principal);
  row.place = known(places, e.place), row.to_place = known(places, e.to_place);
  row.to_party = known(parties, e.to_party);
  row.run = none, row.first_move = static_cast<Index>(moves.size());
  if (const Index old = known(event_ids, e.corrects); old != none) {
    row.corrects = true;
    corrections.push_back(index, {old, slot(old)});
    replaced_by[old] = index, rows[old].corrected = true;
  }
  if (!e.losses.empty()) {
    row.loses = true;
    Lost lost;
    for (const Loss& l : e.losses) lost.mass_g += l.mass_g, lost.u2 += squared(l.u_g);
    losses.push_back(index, lost);
  }
  if (!e.run.empty()) {
    row.run = runs.add(e.run);
    if (row.run == run_events.size()) run_events.emplace_back();
    run_events[row.run].push_back(index);
  }
  for (const auto* list : {&e.inputs, &e.outputs})
    for (const Portion& p : *list) booked_g += p.mass_g;
  for (const Loss& l : e.losses) booked_g += std::abs(l.mass_g);
  rows.push_back(row);
}

std::vector<Flag> Ledger::State::apply(const Event& e, const KeyId&) {
  const auto index = static_cast<Index>(rows.size());
  event_ids.add(e.id);
  if (is_identity(e.kind)) apply_identity(e);
  add_row(e);
  add_moves(e);
  balance_event(index, e);
  if (rows[index].corrects) return correct(index);
  for (Index m = rows[index].first_move; m < moves.size(); ++m) step(moves[m].entity, m);
  return flags_at(index);
}

std::vector<Index> Ledger::State::touched_by_correction(Index event) const {
  std::vector<Index> touched;
  for (const Index of : {corrects(event), event})
    for (const Move& m : moves_of(of)) touched.push_back(m.entity);
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  return touched;
}

/// Judges every lot and load anew that the correction touches, from its beginning: so it also
/// finds what is only now contradicted by events that came long before.
std::vector<Flag> Ledger::State::correct(Index event) {
  std::vector<Flag> found;
  if (const auto f = event_flags.find(event); f != event_flags.end()) found.push_back(f->second);
  for (const Index entity : touched_by_correction(event)) {
    const auto before = entity_flags[entity];
    judge_again(entity);
    for (const Flag& f : entity_flags[entity])
      if (std::find(before.begin(), before.end(), f) == before.end()) found.push_back(f);
    if (entity_flags[entity].empty()) entity_flags.erase(entity);
  }
  return found;
}

std::vector<Flag> Ledger::State::flags_at(Index event) const {
  std::vector<Flag> found;
  if (event_flags.empty() && entity_flags.empty()) return found;
  if (const auto f = event_flags.find(event); f != event_flags.end()) found.push_back(f->second);
  for (const Move& m : moves_of(event)) {
    const auto f = entity_flags.find(m.entity);
    if (f == entity_flags.end()) continue;
    for (const Flag& flag : f->second)
      if (flag.event == event && std::find(found.begin(), found.end(), flag) == found.end())
        found.push_back(flag);
  }
  return found;
}

void Ledger::State::balance_event(Index event, const Event& e) {
  if (e.kind != EventKind::split && e.kind != EventKind::merge && e.kind != EventKind::process)
    return;
  if (!e.run.empty()) return;  // a run is balanced as a whole
  std::int64_t difference = -lost(event).mass_g;
  double u2 = lost(event).u2;
  for (const Portion& p : e.inputs) difference += p.mass_g, u2 += squared(p.u_g);
  for (const Portion& p : e.outputs) difference -= p.mass_g, u2 += squared(p.u_g);
  if (judge(difference, u2, rules.tolerance) == Closure::closed) return;
  event_flags[event] = {Contradiction::unbalanced, event, e.id, difference,
                        closed_up_to_g(u2, rules.tolerance)};
}

}  // namespace masseflyt::traceability
