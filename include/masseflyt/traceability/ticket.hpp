// masseflyt/traceability/ticket.hpp — what a driver carries and an inspector checks without a net.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/event.hpp>
#include <masseflyt/traceability/merkle.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {

/// A ticket is the leaf of a `ship` event, made on the phone before any ledger has seen it. It
/// fits a QR code of version 15 with medium error correction (412 bytes), with room to spare.
inline constexpr std::size_t max_ticket_bytes = 350;
inline constexpr std::size_t max_proof_bytes = 1500;

/// Errors: invalid_argument (not a `ship` event), limit_exceeded (more than max_ticket_bytes:
/// shorten ids and terms), those of sign().
Result<std::string> make_ticket(const Event& ship, const Signer& signer);

/// What a ticket says, before anybody has checked who says so. Errors: corrupt, those of decode().
Result<Event> read_ticket(std::string_view ticket);

/// What a ticket says, if the key has signed it. Needs nothing else.
/// Errors: as read_ticket(); bad_signature.
Result<Event> verify_ticket(std::string_view ticket, const PublicKey& author);

/// The neutral fields of a load document: (name, value) in a fixed order, empty ones left out.
/// Masses in kilograms with up to three decimals, times as 2026-03-02T06:00:00Z.
std::vector<std::pair<std::string, std::string>> ticket_fields(const Event& ship);

/// What a log says of itself at a time: signed as a cosignature of its own checkpoint.
struct LogStatement {
  std::string origin = {};
  std::uint64_t size = 0;
  Digest root = {};
  std::int64_t time_s = 0;  ///< UTC, seconds since 1970
  Signature signature = {};
};

/// Signs once what any number of proofs rest on. Errors: those of the signer; invalid_argument
/// (a key that is not Ed25519).
Result<LogStatement> state_log(std::string origin, std::uint64_t size, const Digest& root,
                               std::int64_t time_s, const Signer& log);

/// That the leaf is entry `index` of the log: leaf, path and statement in one binary of at most
/// max_proof_bytes. Errors: invalid_argument (the path does not lead to the stated root),
/// limit_exceeded.
Result<std::string> make_proof(std::string_view leaf, std::uint64_t index,
                               const std::vector<Digest>& path, const LogStatement& statement);

/// A ticket that the log has taken.
struct ProvenTicket {
  Event event = {};
  KeyId key = {};  ///< the log has checked that it was the author's
  std::string origin = {};
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  std::int64_t time_s = 0;

  /// "Entry 7 of ... as of 2026-03-02T06:00:00Z, when the log had 12 entries. Whether it has been
  /// recalled or corrected since cannot be known offline."
  std::string statement() const;
};

/// Checks form, path and signature with nothing but the public key of the log.
/// Errors: corrupt, bad_signature, unsupported_version, those of decode().
/// Cost: about 20 hashes and one signature check.
Result<ProvenTicket> verify_proof(std::string_view proof, const PublicKey& log);

/// "2026-03-02T06:00:00Z"
std::string utc_text(std::int64_t time_s);

}  // namespace masseflyt::traceability
