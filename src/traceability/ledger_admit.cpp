#include <cstdlib>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/ledger_state.hpp"

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

/// Everything the event books, whatever the direction.
std::int64_t booked(const Event& e) {
  std::int64_t sum = 0;
  for (const Portion& p : e.inputs) sum += p.mass_g;
  for (const Portion& p : e.outputs) sum += p.mass_g;
  for (const Loss& l : e.losses) sum += std::abs(l.mass_g);
  return sum;
}

/// When it may have happened at the latest, if clocks are off by the skew.
bool later(std::int64_t time_us, std::int64_t than_us, std::int64_t skew_us) {
  return time_us - than_us > skew_us;
}

}  // namespace

Index Ledger::State::slot_of(const Event& e) const {
  if (e.corrects.empty()) return static_cast<Index>(rows.size());
  return slot(event_ids.find(e.corrects));
}

Result<void> Ledger::State::admit(const Event& e, const KeyId& key,
                                  std::int64_t recorded_us) const {
  if (rows.size() >= none - 1) return refuse(ErrorCode::limit_exceeded, e, "the ledger is full");
  if (recorded_us < min_time_us || recorded_us > max_time_us)
    return refuse(ErrorCode::invalid_argument, e, "it was recorded outside of the years 1 to 9999");
  if (auto ok = admit_author(e, key); !ok) return ok;
  if (later(e.time_us, recorded_us, rules.skew_us))
    return refuse(ErrorCode::conflict, e,
                  "it happened " + std::to_string(e.time_us - recorded_us) +
                      " µs after it was recorded; the clocks may differ by " +
                      std::to_string(rules.skew_us));
  if (is_identity(e.kind)) return admit_identity(e, key);
  if (auto ok = admit_references(e); !ok) return ok;
  if (!e.corrects.empty())
    if (auto ok = admit_correction(e); !ok) return ok;
  if (const std::int64_t mass = booked(e); mass > max_ledger_g - booked_g)
    return refuse(ErrorCode::limit_exceeded, e,
                  "with its " + std::to_string(mass) +
                      " g the ledger would have booked more than " + std::to_string(max_ledger_g) +
                      " g in total");
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
  return admit_key(e, key, by_operator);
}

Result<void> Ledger::State::admit_key(const Event& e, const KeyId& key, bool by_operator) const {
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
  if (is_identity(row.kind()))
    return refuse(ErrorCode::conflict, e,
                  "parties, keys, places and documents are not corrected; revoke the key, or "
                  "introduce another place or document");
  if (row.corrected)
    return refuse(ErrorCode::conflict, e,
                  "event '" + e.corrects + "' has been corrected by '" +
                      std::string(event_ids[corrected_by(target)]) +
                      "', which is the one to correct");
  if (parties[row.author] != e.author && parties[0] != e.author)
    return refuse(ErrorCode::conflict, e, "an event is corrected by its author or the operator");
  if (e.kind != EventKind::withdraw && row.kind() != e.kind && row.kind() != EventKind::withdraw)
    return refuse(
        ErrorCode::conflict, e,
        "a correction has the kind of what it corrects, which is " + std::string(name(row.kind())));
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
  if (!input) return {};
  if (lot.first_slot == none)
    return refuse(ErrorCode::not_found, e,
                  "the events that lot '" + p.lot + "' came from have been withdrawn");
  if (lot.first_slot >= slot)
    return refuse(ErrorCode::conflict, e,
                  "lot '" + p.lot +
                      "' comes to exist after the event that is corrected: it would "
                      "be an ancestor of itself");
  if (later(lot.created_us, e.time_us, rules.skew_us))
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
  if (later(left, e.time_us, rules.skew_us))
    return refuse(ErrorCode::conflict, e,
                  "load '" + e.load + "' is received " + std::to_string(left - e.time_us) +
                      " µs before it was shipped; the clocks may differ by " +
                      std::to_string(rules.skew_us));
  return {};
}

}  // namespace masseflyt::traceability
