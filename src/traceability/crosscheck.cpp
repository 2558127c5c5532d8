#include <masseflyt/traceability/crosscheck.hpp>

#include <algorithm>
#include <map>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/cbor.hpp"
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

std::map<std::string_view, Side> shipped(const Ledger::State& s, Index sender) {
  std::map<std::string_view, Side> found;
  for (const Index entity : s.load_entities) {
    const Entity& load = s.entities[entity];
    if (load.ship_event == none || s.rows[load.ship_event].acting != sender) continue;
    const Row& row = s.rows[load.ship_event];
    double u2 = 0;
    for (const Index m : s.live_moves(entity))
      if (s.moves[m].role == Role::output) u2 += squared(s.moves[m].u_g);
    found[s.name_of(entity)] = {s.turnover(entity).in_g, u2, s.parties[row.to_party],
                                s.places[row.to_place], row.time_us};
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

namespace {

constexpr std::string_view evidence_domain = "masseflyt/fork";
constexpr std::int64_t evidence_version = 1;
constexpr std::size_t max_evidence_bytes = 1u << 20;

}  // namespace

Result<bool> proves_fork(const ForkEvidence& evidence, const NoteKey& log) {
  auto older = opened(evidence.first, log);
  if (!older) return older.error();
  auto newer = opened(evidence.second, log);
  if (!newer) return newer.error();
  if (older->origin != newer->origin) return false;
  if (older->size > newer->size) std::swap(*older, *newer);
  if (older->size == newer->size) return older->root != newer->root;
  if (older->size == 0) return older->root != empty_root();
  // The newer log itself says what its first part looked like, and it is not what it said before.
  const auto roots = ProofChecker().roots_of(older->size, newer->size, evidence.path);
  return roots && roots->newer == newer->root && roots->older != older->root;
}

Result<std::optional<ForkEvidence>> fork_evidence(const Ledger& ledger, std::string_view peers_note,
                                                  const NoteKey& log) {
  const auto found = compare(ledger, peers_note, log);
  if (!found) return found.error();
  if (found->agreement != Agreement::forked) return std::optional<ForkEvidence>{};
  const auto own = ledger.last_checkpoint();
  if (!own) return own.error();
  const auto said = opened(*own, log);
  if (!said || said->size < found->peer_size || said->size > ledger.size())
    return Error{ErrorCode::not_found,
                 "the ledger here has signed nothing of " + std::to_string(found->peer_size) +
                     " events or more: sign a checkpoint first",
                 {}};
  ForkEvidence evidence{std::string(peers_note), *own, {}};
  if (said->size > found->peer_size && found->peer_size > 0) {
    auto path = ledger.tree().anchored_consistency(found->peer_size, said->size);
    if (!path) return path.error();
    evidence.path = *std::move(path);
  }
  return std::optional(std::move(evidence));
}

std::string to_bytes(const ForkEvidence& evidence) {
  std::string out, path;
  for (const Digest& d : evidence.path) path += bytes_of(d);
  cbor::Writer w(out);
  w.array(5);
  w.text(evidence_domain), w.integer(evidence_version);
  w.text(evidence.first), w.text(evidence.second), w.bytes(path);
  return out;
}

Result<ForkEvidence> read_fork_evidence(std::string_view bytes) {
  if (bytes.size() > max_evidence_bytes)
    return Error{ErrorCode::limit_exceeded, "evidence of a fork has 1 MiB at most", {}};
  cbor::Reader r(bytes);
  if (r.array() != 5) r.fail("has other parts");
  if (r.text() != evidence_domain) r.fail("is of another domain");
  if (const std::int64_t version = r.integer(); r.ok() && version != evidence_version)
    return Error{ErrorCode::unsupported_version,
                 "the evidence has form " + std::to_string(version) + ", this library reads 1",
                 {}};
  ForkEvidence evidence{std::string(r.text()), std::string(r.text()), {}};
  const std::string_view path = r.bytes();
  if (path.size() % 32 != 0 || path.size() > std::size_t{130} * 32)
    r.fail("has a path of another length");
  if (r.ok() && !r.at_end()) r.fail("is followed by other bytes");
  if (!r.ok()) return Error{ErrorCode::corrupt, "the evidence " + std::string(r.fault()), {}};
  evidence.path.resize(path.size() / 32);
  for (std::size_t i = 0; i < evidence.path.size(); ++i)
    std::copy_n(path.begin() + static_cast<std::ptrdiff_t>(32 * i), 32, evidence.path[i].begin());
  return evidence;
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
