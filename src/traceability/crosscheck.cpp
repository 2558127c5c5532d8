#include <masseflyt/traceability/crosscheck.hpp>

#include <map>

#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {
namespace {

Result<Checkpoint> opened(std::string_view note, const NoteKey& log) {
  return open_note(note, {&log, 1}).and_then([](const Note& n) { return read_checkpoint(n.text); });
}

/// One side's view of a load.
struct Side {
  std::int64_t mass_g = 0;
  double sum_u2 = 0;
  std::string_view party, place;
  std::int64_t time_us = 0;
};

double squared(std::int64_t u) { return static_cast<double>(u) * static_cast<double>(u); }

std::map<std::string_view, Side> shipped(const Ledger::State& s, Index sender) {
  std::map<std::string_view, Side> found;
  for (const Index entity : s.load_entities) {
    const Entity& load = s.entities[entity];
    if (load.ship_event == none || s.rows[load.ship_event].acting != sender) continue;
    const Row& row = s.rows[load.ship_event];
    double u2 = 0;
    for (const Index m : s.live_moves(entity))
      if (s.moves[m].role == Role::output) u2 += squared(s.moves[m].u_g);
    found[s.name_of(entity)] = {load.in_g, u2, s.parties[row.to_party], s.places[row.to_place],
                                row.time_us};
  }
  return found;
}

std::map<std::string_view, Side> received(const Ledger::State& s, Index receiver) {
  std::map<std::string_view, Side> found;
  for (const Index entity : s.load_entities) {
    const Entity& load = s.entities[entity];
    if (load.receive_event == none || s.rows[load.receive_event].acting != receiver) continue;
    const Row& row = s.rows[load.receive_event];
    Side side{0, 0, s.parties[row.acting], s.places[row.place], row.time_us};
    for (const Move& m : s.moves_of(load.receive_event))
      if (m.role == Role::output) side.mass_g += m.mass_g, side.sum_u2 += squared(m.u_g);
    found[s.name_of(entity)] = side;
  }
  return found;
}

}  // namespace

std::string_view name(HandoverFault fault) noexcept {
  constexpr std::string_view names[] = {"",
                                        "no_receipt",
                                        "no_shipment",
                                        "mass_differs",
                                        "party_differs",
                                        "place_differs",
                                        "time_differs"};
  const auto i = static_cast<std::size_t>(fault);
  return i < std::size(names) ? names[i] : std::string_view{};
}

Result<bool> proves_fork(const ForkEvidence& evidence, const NoteKey& log) {
  const auto first = opened(evidence.first, log);
  if (!first) return first.error();
  const auto second = opened(evidence.second, log);
  if (!second) return second.error();
  return first->origin == second->origin && first->size == second->size &&
         first->root != second->root;
}

Result<Comparison> compare(const Ledger& ledger, std::string_view peers_note, const NoteKey& log) {
  const auto peer = opened(peers_note, log);
  if (!peer) return peer.error();
  if (peer->origin != ledger.origin())
    return Error{ErrorCode::invalid_argument,
                 "the note is of " + peer->origin + ", the ledger is " + ledger.origin(),
                 {}};
  Comparison c{Agreement::rolled_back, peer->size, std::nullopt};
  if (peer->size > ledger.size()) return c;
  c.root_here = ledger.tree().root(peer->size);
  c.agreement = *c.root_here == peer->root ? Agreement::consistent : Agreement::forked;
  return c;
}

Result<HandoverReport> match_handovers(const Ledger& senders, std::string_view sender,
                                       const Ledger& receivers, std::string_view receiver) {
  const auto party = [](const Ledger& l, std::string_view id) -> Result<Index> {
    const Index i = l.state().parties.find(id);
    if (i == none)
      return Error{ErrorCode::not_found, "party '" + std::string(id) + "' is not known", {}};
    return i;
  };
  const auto from = party(senders, sender);
  const auto to = party(receivers, receiver);
  if (!from) return from.error();
  if (!to) return to.error();
  const auto out = shipped(senders.state(), *from);
  const auto in = received(receivers.state(), *to);
  HandoverReport report;
  for (const auto& [load, side] : out) {
    const auto there = in.find(load);
    const auto fault = [&, id = load](HandoverFault what, std::int64_t difference = 0) {
      report.mismatches.push_back({std::string(id), what, difference});
    };
    if (there == in.end()) {
      if (side.party == receiver) fault(HandoverFault::no_receipt);
      continue;
    }
    const std::size_t before = report.mismatches.size();
    const std::int64_t difference = side.mass_g - there->second.mass_g;
    if (judge(difference, side.sum_u2 + there->second.sum_u2, senders.rules().tolerance) !=
        Closure::closed)
      fault(HandoverFault::mass_differs, difference);
    if (side.party != receiver) fault(HandoverFault::party_differs);
    if (side.place != there->second.place) fault(HandoverFault::place_differs);
    if (there->second.time_us + senders.rules().skew_us < side.time_us)
      fault(HandoverFault::time_differs);
    if (report.mismatches.size() == before) ++report.matched;
  }
  // What a receiver has from this sender, it knows by its copy of the ship event.
  const auto& r = receivers.state();
  for (const auto& [load, side] : in) {
    if (out.contains(load)) continue;
    const Entity& e = r.entities[r.load_entity(load)];
    if (e.ship_event == none || r.parties[r.rows[e.ship_event].acting] != sender) continue;
    report.mismatches.push_back({std::string(load), HandoverFault::no_shipment, 0});
  }
  return report;
}

}  // namespace masseflyt::traceability
