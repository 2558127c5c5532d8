#include <masseflyt/traceability/ticket.hpp>

#include <algorithm>
#include <chrono>

#include <masseflyt/traceability/checkpoint.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "traceability/cbor.hpp"

namespace masseflyt::traceability {
namespace {

constexpr std::string_view proof_domain = "masseflyt/proof";
constexpr std::int64_t proof_version = 1;

Error corrupt(std::string what) { return {ErrorCode::corrupt, std::move(what), {}}; }

std::string kilograms(std::int64_t grams) {
  std::string text = std::to_string(grams / 1000);
  if (grams % 1000 == 0) return text;
  std::string rest = std::to_string(1000 + grams % 1000).substr(1);
  while (rest.back() == '0') rest.pop_back();
  return text + '.' + rest;
}

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string message_of(const LogStatement& s) {
  return cosigned_message(to_text(Checkpoint{s.origin, s.size, s.root, {}}), s.time_s);
}

void add_amounts(const Event& e, std::vector<std::pair<std::string, std::string>>& fields) {
  std::int64_t mass = 0;
  std::string lots;
  for (const Portion& p : e.inputs) {
    mass += p.mass_g;
    lots += (lots.empty() ? "" : ", ") + p.lot;
  }
  if (e.inputs.empty()) return;
  const Portion& first = e.inputs.front();
  fields.emplace_back("lots", lots);
  fields.emplace_back("mass_kg", kilograms(mass));
  fields.emplace_back("basis", first.basis == Basis::wet ? "wet" : "dry");
  if (!first.measured || e.inputs.size() != 1) return;
  constexpr std::string_view states[] = {"", "bank", "loose", "placed"};
  fields.emplace_back("volume_m3", kilograms(first.measured->litres));
  fields.emplace_back("state", states[static_cast<std::size_t>(first.measured->state)]);
  fields.emplace_back("density_source", first.measured->source);
}

}  // namespace

std::string utc_text(std::int64_t time_s) {
  using namespace std::chrono;
  const sys_seconds at{seconds(time_s)};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const auto in_day = (at - day).count();
  return digits(static_cast<int>(date.year()), 4) + '-' +
         digits(static_cast<unsigned>(date.month()), 2) + '-' +
         digits(static_cast<unsigned>(date.day()), 2) + 'T' + digits(in_day / 3600, 2) + ':' +
         digits(in_day / 60 % 60, 2) + ':' + digits(in_day % 60, 2) + 'Z';
}

Result<std::string> make_ticket(const Event& ship, const Signer& signer) {
  if (ship.kind != EventKind::ship)
    return Error{ErrorCode::invalid_argument, "a ticket is an event of kind ship", "/kind"};
  const auto made = sign(ship, signer);
  if (!made) return made.error();
  std::string ticket = leaf(*made);
  if (ticket.size() > max_ticket_bytes)
    return Error{ErrorCode::limit_exceeded,
                 "the ticket has " + std::to_string(ticket.size()) + " bytes, at most " +
                     std::to_string(max_ticket_bytes) + " fit the code",
                 {}};
  return ticket;
}

Result<Event> read_ticket(std::string_view ticket) {
  const auto parts = from_leaf(ticket);
  if (!parts) return parts.error();
  auto event = decode(parts->body);
  if (event && event->kind != EventKind::ship) return corrupt("the event is no ticket");
  return event;
}

Result<Event> verify_ticket(std::string_view ticket, const PublicKey& author) {
  auto event = read_ticket(ticket);
  if (!event) return event;
  const auto verifier = Verifier::make(author);
  if (!verifier) return verifier.error();
  const auto parts = from_leaf(ticket);
  if (parts->key != key_id(author) || !verifier->verify(parts->body, parts->signature))
    return Error{ErrorCode::bad_signature, "the ticket is not signed by this key", {}};
  return event;
}

std::vector<std::pair<std::string, std::string>> ticket_fields(const Event& e) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields.emplace_back(name, value);
  };
  std::string documents;
  for (const auto& d : e.documents) documents += (documents.empty() ? "" : ", ") + d;
  add("load_id", e.load);
  add("event_id", e.id);
  if (!e.corrects.empty()) add("correction_kind", "modify");
  add("event_time", utc_text(e.time_us / 1'000'000));
  add("reporter", e.author);
  add("principal", e.principal);
  add("sender", e.principal.empty() ? e.author : e.principal);
  add("origin_place", e.place);
  add("receiver", e.to_party);
  add("drop_place", e.to_place);
  add_amounts(e, fields);
  add("documents", documents);
  for (const auto& [name, value] : e.terms) add(name.c_str(), value);
  return fields;
}

Result<LogStatement> state_log(std::string origin, std::uint64_t size, const Digest& root,
                               std::int64_t time_s, const Signer& log) {
  if (log.key.algorithm != Algorithm::ed25519)
    return Error{ErrorCode::invalid_argument, "a log signs with Ed25519", {}};
  LogStatement s{std::move(origin), size, root, time_s, {}};
  const auto signature = log.sign(message_of(s));
  if (!signature) return signature.error();
  s.signature = *signature;
  return s;
}

Result<std::string> make_proof(std::string_view leaf, std::uint64_t index,
                               const std::vector<Digest>& path, const LogStatement& s) {
  if (!ProofChecker().inclusion(index, s.size, leaf_hash(leaf), path, s.root))
    return Error{ErrorCode::invalid_argument, "the path does not lead to the stated root", {}};
  std::string joined;
  for (const Digest& d : path) joined += bytes_of(d);
  std::string out;
  cbor::Writer w(out);
  w.map(9);
  w.integer(0), w.text(proof_domain);
  w.integer(1), w.integer(proof_version);
  w.integer(2), w.bytes(leaf);
  w.integer(3), w.integer(static_cast<std::int64_t>(index));
  w.integer(4), w.bytes(joined);
  w.integer(5), w.text(s.origin);
  w.integer(6), w.integer(static_cast<std::int64_t>(s.size));
  w.integer(7), w.integer(s.time_s);
  w.integer(8), w.bytes(bytes_of(s.signature));
  if (out.size() > max_proof_bytes)
    return Error{ErrorCode::limit_exceeded,
                 "the proof has " + std::to_string(out.size()) + " bytes, at most " +
                     std::to_string(max_proof_bytes),
                 {}};
  return out;
}

namespace {

struct ReadProof {
  std::string_view leaf, path, signature;
  std::uint64_t index = 0;
  LogStatement statement;
};

Result<ReadProof> read_proof(std::string_view proof) {
  cbor::Reader r(proof);
  ReadProof p;
  const auto key = [&](std::int64_t expected) {
    if (r.integer() != expected) r.fail("has other fields");
  };
  if (r.map() != 9) r.fail("has other fields");
  key(0);
  if (r.text() != proof_domain) r.fail("is of another domain");
  key(1);
  const std::int64_t version = r.integer();
  if (r.ok() && version != proof_version)
    return Error{ErrorCode::unsupported_version,
                 "the proof has form " + std::to_string(version) + ", this library reads 1",
                 {}};
  key(2), p.leaf = r.bytes();
  key(3);
  const std::int64_t index = r.integer();
  key(4), p.path = r.bytes();
  key(5), p.statement.origin = r.text();
  key(6);
  const std::int64_t size = r.integer();
  key(7), p.statement.time_s = r.integer();
  key(8), p.signature = r.bytes();
  if (index < 0 || size < 0 || p.statement.time_s < 0) r.fail("has a negative number");
  if (p.path.size() % 32 != 0 || p.path.size() > std::size_t{64} * 32 || p.signature.size() != 64)
    r.fail("has a path or signature of another length");
  if (p.statement.origin.empty() || p.statement.origin.find('\n') != std::string::npos)
    r.fail("has no origin");
  if (r.ok() && !r.at_end()) r.fail("is followed by other bytes");
  if (!r.ok()) return corrupt(std::string("the proof ") + r.fault());
  p.index = static_cast<std::uint64_t>(index);
  p.statement.size = static_cast<std::uint64_t>(size);
  std::copy(p.signature.begin(), p.signature.end(), p.statement.signature.begin());
  return p;
}

}  // namespace

Result<ProvenTicket> verify_proof(std::string_view proof, const PublicKey& log) {
  auto p = read_proof(proof);
  if (!p) return p.error();
  std::vector<Digest> path(p->path.size() / 32);
  for (std::size_t i = 0; i < path.size(); ++i)
    std::copy_n(p->path.begin() + static_cast<std::ptrdiff_t>(32 * i), 32, path[i].begin());
  const auto root = ProofChecker().root_of(p->index, p->statement.size, leaf_hash(p->leaf), path);
  if (!root) return corrupt("the path does not fit the size of the log");
  p->statement.root = *root;
  const auto verifier = Verifier::make(log);
  if (!verifier) return verifier.error();
  if (!verifier->verify(message_of(p->statement), p->statement.signature))
    return Error{
        ErrorCode::bad_signature, "the log has not signed a root that holds this ticket", {}};
  auto event = read_ticket(p->leaf);
  if (!event) return event.error();
  return ProvenTicket{*std::move(event), from_leaf(p->leaf)->key, p->statement.origin,
                      p->index,          p->statement.size,       p->statement.time_s};
}

std::string ProvenTicket::statement() const {
  return "Entry " + std::to_string(index) + " of " + origin + " as of " + utc_text(time_s) +
         ", when the log had " + std::to_string(size) +
         " entries. Whether it has been recalled or corrected since cannot be known offline.";
}

}  // namespace masseflyt::traceability
