#include "traceability/ledger_state.hpp"

#include <algorithm>
#include <cmath>

#include <masseflyt/traceability/digest.hpp>

namespace masseflyt::traceability {
namespace {

Error refuse(ErrorCode code, const Event& e, std::string why) {
  return {code, "event '" + e.id + "': " + std::move(why), {}};
}
Error unknown(const Event& e, std::string_view what, std::string_view id) {
  return refuse(ErrorCode::not_found, e,
                std::string(what) + " '" + std::string(id) + "' is not known to the ledger");
}

bool is_identity(EventKind kind) { return kind <= EventKind::document; }

/// Far below where a sum of grams overflows; far above the mass of the crust that is ever dug.
constexpr std::int64_t max_stock_g = 4'000'000'000'000'000'000;

double squared(std::int64_t u) { return static_cast<double>(u) * static_cast<double>(u); }

}  // namespace

// ---- what may be taken
// ---------------------------------------------------------------------------

Index Ledger::State::slot_of(const Event& e) const {
  if (e.corrects.empty()) return static_cast<Index>(rows.size());
  return rows[event_ids.find(e.corrects)].slot;
}

Result<void> Ledger::State::admit(const Event& e, const KeyId& key,
                                  std::int64_t recorded_us) const {
  if (rows.size() >= none - 1) return refuse(ErrorCode::limit_exceeded, e, "the ledger is full");
  if (auto ok = admit_author(e, key); !ok) return ok;
  if (e.time_us > recorded_us + rules.skew_us)
    return refuse(ErrorCode::conflict, e,
                  "it happened " + std::to_string(e.time_us - recorded_us) +
                      " µs after it was recorded; the clocks may differ by " +
                      std::to_string(rules.skew_us));
  if (is_identity(e.kind)) return admit_identity(e, key);
  if (auto ok = admit_references(e); !ok) return ok;
  if (!e.corrects.empty())
    if (auto ok = admit_correction(e); !ok) return ok;
  const Index slot = slot_of(e);
  if (auto ok = admit_inputs(e, slot); !ok) return ok;
  return e.load.empty() ? Result<void>() : admit_load(e, slot);
}

Result<void> Ledger::State::admit_author(const Event& e, const KeyId& key) const {
  if (rows.empty()) {
    if (e.kind != EventKind::party || e.subject != e.author)
      return refuse(ErrorCode::not_found, e,
                    "the first event of a ledger is a party that introduces itself");
    if (rules.check_signatures && key != key_id(*e.key))
      return refuse(ErrorCode::bad_signature, e, "the first party signs with its own key");
    return {};
  }
  const Index author = parties.find(e.author);
  if (author == none) return unknown(e, "party", e.author);
  if (!e.principal.empty() && parties.find(e.principal) == none)
    return unknown(e, "party", e.principal);
  if (!rules.check_signatures) return {};
  const auto found = keys.find(key);
  if (found == keys.end() || found->second.party != author)
    return refuse(ErrorCode::bad_signature, e,
                  "key " + hex(key) + " is no key of party '" + e.author + "'");
  if (found->second.revoked)
    return refuse(ErrorCode::bad_signature, e, "key " + hex(key) + " has been revoked");
  return {};
}

Result<void> Ledger::State::admit_identity(const Event& e, const KeyId& key) const {
  const bool by_operator = rows.empty() || e.author == parties[0];
  for (const auto& id : e.documents)
    if (documents.find(id) == none) return unknown(e, "document", id);
  switch (e.kind) {
    case EventKind::party:
      if (!by_operator) return refuse(ErrorCode::conflict, e, "only the operator admits parties");
      if (parties.find(e.subject) != none)
        return refuse(ErrorCode::conflict, e, "party '" + e.subject + "' is known already");
      break;
    case EventKind::place:
      if (places.find(e.subject) != none)
        return refuse(ErrorCode::conflict, e, "place '" + e.subject + "' is known already");
      return {};
    case EventKind::document:
      if (documents.find(e.subject) != none)
        return refuse(ErrorCode::conflict, e, "document '" + e.subject + "' is known already");
      return {};
    default:
      if (!by_operator && e.subject != e.author)
        return refuse(ErrorCode::conflict, e, "keys are changed by their party or the operator");
      if (parties.find(e.subject) == none) return unknown(e, "party", e.subject);
  }
  if (e.key_id) {
    const auto found = keys.find(*e.key_id);
    if (found == keys.end() || parties[found->second.party] != e.subject)
      return unknown(e, "key of this party", hex(*e.key_id));
    if (found->second.revoked)
      return refuse(ErrorCode::conflict, e, "key " + hex(*e.key_id) + " has been revoked already");
    if (e.kind == EventKind::key_rotate && !by_operator && rules.check_signatures &&
        key != *e.key_id)
      return refuse(ErrorCode::conflict, e, "a key is rotated with its own signature");
  }
  if (!e.key) return {};
  if (keys.contains(key_id(*e.key)))
    return refuse(ErrorCode::conflict, e, "key " + hex(key_id(*e.key)) + " is known already");
  if (auto made = Verifier::make(*e.key); !made)
    return refuse(made.error().code, e, made.error().message);
  return {};
}

Result<void> Ledger::State::admit_references(const Event& e) const {
  for (const auto* id : {&e.place, &e.to_place})
    if (!id->empty() && places.find(*id) == none) return unknown(e, "place", *id);
  if (!e.to_party.empty() && parties.find(e.to_party) == none)
    return unknown(e, "party", e.to_party);
  for (const auto& id : e.documents)
    if (documents.find(id) == none) return unknown(e, "document", id);
  for (const Value& v : e.values)
    if (documents.find(v.document) == none) return unknown(e, "document", v.document);
  for (const auto& id : e.lots)
    if (lot_entity(id) == none) return unknown(e, "lot", id);
  return {};
}

Result<void> Ledger::State::admit_correction(const Event& e) const {
  const Index target = event_ids.find(e.corrects);
  if (target == none) return unknown(e, "event", e.corrects);
  const Row& row = rows[target];
  if (is_identity(row.kind))
    return refuse(ErrorCode::conflict, e,
                  "parties, keys, places and documents are not corrected; revoke the key, or "
                  "introduce another place or document");
  if (row.corrected_by != none)
    return refuse(ErrorCode::conflict, e,
                  "event '" + e.corrects + "' has been corrected by '" +
                      std::string(event_ids[row.corrected_by]) + "', which is the one to correct");
  if (parties[row.author] != e.author && parties[0] != e.author)
    return refuse(ErrorCode::conflict, e, "an event is corrected by its author or the operator");
  if (e.kind != EventKind::withdraw && row.kind != e.kind && row.kind != EventKind::withdraw)
    return refuse(
        ErrorCode::conflict, e,
        "a correction has the kind of what it corrects, which is " + std::string(name(row.kind)));
  return {};
}

Result<void> Ledger::State::admit_portion(const Portion& p, bool input, const Event& e,
                                          Index slot) const {
  const Index entity = lot_entity(p.lot);
  if (entity == none) return input ? unknown(e, "lot", p.lot) : Result<void>();
  const Entity& lot = entities[entity];
  if (lot.basis != p.basis)
    return refuse(ErrorCode::unit_mismatch, e,
                  "lot '" + p.lot + "' is booked " + (lot.basis == Basis::wet ? "wet" : "dry"));
  if (std::abs(lot.stock_g) > max_stock_g)
    return refuse(ErrorCode::limit_exceeded, e, "lot '" + p.lot + "' holds too much to be counted");
  if (!input) return {};
  if (lot.first_slot == none)
    return refuse(ErrorCode::not_found, e,
                  "the events that lot '" + p.lot + "' came from have been withdrawn");
  if (lot.first_slot >= slot)
    return refuse(ErrorCode::conflict, e,
                  "lot '" + p.lot +
                      "' comes to exist after the event that is corrected: it would "
                      "be an ancestor of itself");
  if (e.time_us + rules.skew_us < lot.created_us)
    return refuse(ErrorCode::conflict, e,
                  "lot '" + p.lot + "' is used " + std::to_string(lot.created_us - e.time_us) +
                      " µs before it exists; the clocks may differ by " +
                      std::to_string(rules.skew_us));
  return {};
}

Result<void> Ledger::State::admit_inputs(const Event& e, Index slot) const {
  for (const Portion& p : e.inputs)
    if (auto ok = admit_portion(p, true, e, slot); !ok) return ok;
  const bool must_exist = e.kind == EventKind::count || e.kind == EventKind::water;
  for (const Portion& p : e.outputs)
    if (auto ok = admit_portion(p, must_exist, e, slot); !ok) return ok;
  return {};
}

Result<void> Ledger::State::admit_load(const Event& e, Index slot) const {
  const Index entity = load_entity(e.load);
  if (entity == none) return e.inputs.empty() ? unknown(e, "load", e.load) : Result<void>();
  const Entity& load = entities[entity];
  const Basis basis = !e.inputs.empty()    ? e.inputs[0].basis
                      : !e.outputs.empty() ? e.outputs[0].basis
                                           : load.basis;
  if (load.basis != basis)
    return refuse(ErrorCode::unit_mismatch, e,
                  "load '" + e.load + "' is booked " + (load.basis == Basis::wet ? "wet" : "dry"));
  if (e.kind != EventKind::receive) return {};
  if (load.first_slot == none)
    return refuse(ErrorCode::not_found, e,
                  "the events that load '" + e.load + "' came from have been withdrawn");
  if (load.first_slot >= slot)
    return refuse(ErrorCode::conflict, e, "load '" + e.load + "' is received before it is loaded");
  const std::int64_t left =
      load.ship_event == none ? load.created_us : rows[load.ship_event].time_us;
  if (e.time_us + rules.skew_us < left)
    return refuse(ErrorCode::conflict, e,
                  "load '" + e.load + "' is received " + std::to_string(left - e.time_us) +
                      " µs before it was shipped; the clocks may differ by " +
                      std::to_string(rules.skew_us));
  return {};
}

// ---- what it does
// --------------------------------------------------------------------------------

Index Ledger::State::make_entity(std::string_view name, bool is_load, Basis basis) {
  Names& names = is_load ? load_names : lot_names;
  auto& by_name = is_load ? load_entities : lot_entities;
  const Index i = names.add(name);
  if (i < by_name.size()) return by_name[i];
  by_name.push_back(static_cast<Index>(entities.size()));
  entities.push_back({i, is_load, basis});
  return by_name.back();
}

void Ledger::State::apply_identity(const Event& e, const KeyId&) {
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

void Ledger::State::add_moves(const Event& e) {
  const auto lot = [&](const Portion& p) { return make_entity(p.lot, false, p.basis); };
  for (const Portion& p : e.inputs) add_move(lot(p), Role::input, p.mass_g, p.u_g);
  if (!e.load.empty()) {
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
  const Role out = e.kind == EventKind::count ? Role::count : Role::output;
  for (const Portion& p : e.outputs) add_move(lot(p), out, p.mass_g, p.u_g);
  const Role role = e.kind == EventKind::store     ? Role::place
                    : e.kind == EventKind::hold    ? Role::hold
                    : e.kind == EventKind::release ? Role::release
                                                   : Role::sample;
  for (const auto& id : e.lots) add_move(lot_entity(id), role, 0, 0);
}

std::vector<Flag> Ledger::State::apply(const Event& e, const KeyId& key) {
  const auto index = static_cast<Index>(rows.size());
  const Index slot = slot_of(e);
  event_ids.add(e.id);
  if (is_identity(e.kind)) apply_identity(e, key);
  Row row{};
  row.kind = e.kind, row.has_values = !e.values.empty();
  row.author = parties.find(e.author);
  row.acting = e.principal.empty() ? row.author : parties.find(e.principal);
  const auto known = [](const Names& names, const std::string& id) {
    return id.empty() ? none : names.find(id);
  };
  row.place = known(places, e.place), row.to_place = known(places, e.to_place);
  row.to_party = known(parties, e.to_party);
  row.run = none, row.corrects = known(event_ids, e.corrects), row.corrected_by = none;
  row.slot = slot, row.first_move = static_cast<Index>(moves.size()), row.time_us = e.time_us;
  for (const Loss& l : e.losses) row.loss_g += l.mass_g, row.loss_u2 += squared(l.u_g);
  if (!e.run.empty()) {
    row.run = runs.add(e.run);
    if (row.run == run_events.size()) run_events.emplace_back();
    run_events[row.run].push_back(index);
  }
  rows.push_back(row);
  add_moves(e);
  balance_event(index, e);
  std::vector<Index> touched;
  if (row.corrects == none) {
    for (Index m = row.first_move; m < moves.size(); ++m) step(moves[m].entity, m);
  } else {
    ++corrections;
    rows[row.corrects].corrected_by = index;
    for (const Index of : {row.corrects, index})
      for (const Move& m : moves_of(of)) touched.push_back(m.entity);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  }
  std::vector<Flag> found;
  if (const auto f = event_flags.find(index); f != event_flags.end()) found.push_back(f->second);
  for (const Index entity : touched) {
    const auto before = entity_flags[entity];
    judge_again(entity);
    for (const Flag& f : entity_flags[entity])
      if (std::find(before.begin(), before.end(), f) == before.end()) found.push_back(f);
    if (entity_flags[entity].empty()) entity_flags.erase(entity);
  }
  if (!touched.empty()) return found;
  for (const Move& m : moves_of(index)) {
    const auto f = entity_flags.find(m.entity);
    if (f == entity_flags.end()) continue;
    for (const Flag& flag : f->second)
      if (flag.event == index && std::find(found.begin(), found.end(), flag) == found.end())
        found.push_back(flag);
  }
  return found;
}

void Ledger::State::balance_event(Index event, const Event& e) {
  if (e.kind != EventKind::split && e.kind != EventKind::merge && e.kind != EventKind::process)
    return;
  if (!e.run.empty()) return;  // a run is balanced as a whole
  std::int64_t difference = -rows[event].loss_g;
  double u2 = rows[event].loss_u2;
  for (const Portion& p : e.inputs) difference += p.mass_g, u2 += squared(p.u_g);
  for (const Portion& p : e.outputs) difference -= p.mass_g, u2 += squared(p.u_g);
  if (judge(difference, u2, rules.tolerance) == Closure::closed) return;
  event_flags[event] = {Contradiction::unbalanced, event, e.id, difference,
                        closed_up_to_g(u2, rules.tolerance)};
}

std::span<const Move> Ledger::State::moves_of(Index event) const {
  const std::size_t begin = rows[event].first_move;
  const std::size_t end =
      event + std::size_t{1} < rows.size() ? rows[event + std::size_t{1}].first_move : moves.size();
  return std::span(moves).subspan(begin, end - begin);
}

std::vector<Index> Ledger::State::live_moves(Index entity) const {
  std::vector<Index> found;
  for (Index m = entities[entity].last_move; m != none; m = moves[m].previous)
    if (is_live(moves[m].event)) found.push_back(m);
  std::reverse(found.begin(), found.end());
  std::stable_sort(found.begin(), found.end(), [&](Index a, Index b) {
    return rows[moves[a].event].slot < rows[moves[b].event].slot;
  });
  return found;
}

void Ledger::State::judge_again(Index entity) {
  const Entity& old = entities[entity];
  Entity fresh{old.name, old.is_load, old.basis, old.last_move};
  entities[entity] = fresh;
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
    case Role::count: {
      e.count_event = m.event, e.counted_g = m.mass_g;
      e.count_difference_g = m.mass_g - e.stock_g;
      const double u2 = e.sum_u2 + squared(m.u_g);
      if (judge(e.count_difference_g, u2, rules.tolerance) != Closure::closed)
        flag(entity, Contradiction::count_differs, m.event, e.count_difference_g,
             closed_up_to_g(u2, rules.tolerance));
    }
  }
}

void Ledger::State::take_and_put(Entity& e, Index entity, const Move& m, const Row& row) {
  const bool in = m.role == Role::output;
  if (!e.exists && in) {
    e.exists = true, e.first_slot = row.slot, e.created_us = row.time_us;
    e.holder = row.acting, e.place = e.is_load ? none : row.place;
  } else {
    if (!e.exists) flag(entity, Contradiction::source_withdrawn, m.event, m.mass_g);
    if (e.exists && e.holder != row.acting && row.kind != EventKind::sample)
      flag(entity, Contradiction::custody, m.event);
    if (!e.is_load && row.place != none && e.place != none && row.place != e.place)
      flag(entity, Contradiction::elsewhere, m.event);
    if (!in && e.holds > 0 && row.kind != EventKind::sample)
      flag(entity, Contradiction::on_hold, m.event);
    if (e.is_load && e.ship_event != none) flag(entity, Contradiction::shipped_twice, m.event);
  }
  ++e.version;
  e.stock_g += in ? m.mass_g : -m.mass_g;
  (in ? e.in_g : e.out_g) += m.mass_g;
  e.sum_u2 += squared(m.u_g);
  if (in || e.stock_g >= 0) return;
  if (judge(e.stock_g, e.sum_u2, rules.tolerance) != Closure::closed)
    flag(entity, Contradiction::negative_stock, m.event, -e.stock_g,
         closed_up_to_g(e.sum_u2, rules.tolerance));
}

void Ledger::State::step_load(Index entity, Move& m, const Row& row) {
  Entity& e = entities[entity];
  const auto contradict = [&](Contradiction what, std::int64_t difference = 0,
                              std::int64_t tolerance = 0) {
    e.disputed = true;
    flag(entity, what, m.event, difference, tolerance);
  };
  if (m.role == Role::ship) {
    if (e.holder != row.acting) contradict(Contradiction::custody);
    if (e.ship_event != none) return contradict(Contradiction::shipped_twice);
    e.ship_event = m.event;
    return;
  }
  m.mass_g = e.receive_event == none ? e.stock_g : 0;
  if (e.receive_event != none) return contradict(Contradiction::double_receipt);
  e.receive_event = m.event;
  e.out_g += m.mass_g, e.stock_g = 0;
  ++e.version;
  if (e.ship_event == none) {
    contradict(Contradiction::not_shipped);
  } else {
    const Row& ship = rows[e.ship_event];
    if (ship.to_party != row.acting) contradict(Contradiction::custody);
    if (ship.to_place != row.place) contradict(Contradiction::elsewhere);
  }
  e.holder = row.acting, e.place = row.place;
  for (const Move& out : moves_of(m.event)) {
    if (out.role != Role::output) continue;
    const double u2 = e.sum_u2 + squared(out.u_g);
    if (judge(m.mass_g - out.mass_g, u2, rules.tolerance) != Closure::closed)
      contradict(Contradiction::load_mismatch, m.mass_g - out.mass_g,
                 closed_up_to_g(u2, rules.tolerance));
  }
}

std::vector<Flag> Ledger::State::all_flags() const {
  std::vector<Flag> all;
  for (const auto& [event, flag] : event_flags)
    if (is_live(event)) all.push_back(flag);
  for (const auto& [entity, flags] : entity_flags)
    all.insert(all.end(), flags.begin(), flags.end());
  for (Index run = 0; run < runs.size(); ++run) {
    std::int64_t difference = 0;
    double u2 = 0;
    Index last = none;
    for (const Index event : run_events[run]) {
      if (!is_live(event)) continue;
      last = event, difference -= rows[event].loss_g, u2 += rows[event].loss_u2;
      for (const Move& m : moves_of(event)) {
        difference += m.role == Role::input ? m.mass_g : -m.mass_g;
        u2 += squared(m.u_g);
      }
    }
    // What is still in the plant is no contradiction; what came out of nothing is.
    if (last != none && difference < 0 && judge(difference, u2, rules.tolerance) != Closure::closed)
      all.push_back({Contradiction::unbalanced, last, std::string(runs[run]), difference,
                     closed_up_to_g(u2, rules.tolerance)});
  }
  std::stable_sort(all.begin(), all.end(), [](const Flag& a, const Flag& b) {
    return a.event != b.event ? a.event < b.event : a.subject < b.subject;
  });
  return all;
}

}  // namespace masseflyt::traceability
