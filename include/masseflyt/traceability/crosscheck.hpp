// masseflyt/traceability/crosscheck.hpp — two parties who do not trust each other compare books.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/checkpoint.hpp>
#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability {

/// Two notes by one log that cannot both be true: same size and other root, or a larger log that
/// did not grow out of the smaller one. Whoever has the log's public key can check it; nothing
/// else is needed.
struct ForkEvidence {
  std::string first = {};         ///< signed checkpoint
  std::string second = {};        ///< likewise
  std::vector<Digest> path = {};  ///< MerkleTree::anchored_consistency() of the larger one, if
                                  ///< sizes differ
};

/// Whether the evidence holds. Errors: those of open_note() and read_checkpoint().
Result<bool> proves_fork(const ForkEvidence& evidence, const NoteKey& log);

/// Evidence against the log, from a note of it that a peer holds and the copy of the ledger here
/// with its own signed checkpoint; nothing when the two agree, or the peer has seen a longer log.
/// Errors: those of compare(); not_found (no checkpoint here that is as long as the peer's).
Result<std::optional<ForkEvidence>> fork_evidence(const Ledger& ledger, std::string_view peers_note,
                                                  const NoteKey& log);

/// As a file to hand on: CBOR ["masseflyt/fork", 1, first, second, path]. Errors: corrupt,
/// unsupported_version, limit_exceeded.
std::string to_bytes(const ForkEvidence& evidence);
Result<ForkEvidence> read_fork_evidence(std::string_view bytes);

/// What a checkpoint that a peer holds says about the ledger here.
enum class Agreement : std::int32_t {
  consistent = 1,  ///< the ledger grew out of what the peer saw
  rolled_back =
      2,       ///< the peer has seen a longer ledger: a backup was put back, or events are hidden
  forked = 3,  ///< another root at the same size
};
struct Comparison {
  Agreement agreement = Agreement::consistent;
  std::uint64_t peer_size = 0;
  std::optional<Digest> root_here = {};  ///< at that size
};
/// Errors: those of open_note() and read_checkpoint(); invalid_argument (another origin).
Result<Comparison> compare(const Ledger& ledger, std::string_view peers_note, const NoteKey& log);

/// One load in two books.
enum class HandoverFault : std::int32_t {
  no_receipt = 1,     ///< the sender shipped it, the receiver knows nothing
  no_shipment = 2,    ///< the receiver has it, the sender knows nothing
  mass_differs = 3,   ///< beyond the stated uncertainty
  party_differs = 4,  ///< shipped to, or received by, somebody else
  place_differs = 5,
  time_differs = 6,  ///< received before it was shipped, beyond the skew
};
struct HandoverMismatch {
  std::string load = {};
  HandoverFault fault = HandoverFault::no_receipt;
  std::int64_t difference_g = 0;
};
struct HandoverReport {
  std::size_t matched = 0;
  std::vector<HandoverMismatch> mismatches = {};  ///< by load, then fault
};

/// Loads that `sender` shipped to `receiver` by the books of the one, against what the other
/// received from it. Parties and places go by the same ids in both ledgers; masses are compared
/// with the tolerance of `senders`. A load may have its ship event in both ledgers: each is a copy.
/// Errors: not_found (a party that its ledger does not know).
Result<HandoverReport> match_handovers(const Ledger& senders, std::string_view sender,
                                       const Ledger& receivers, std::string_view receiver);

std::string_view name(HandoverFault fault) noexcept;

}  // namespace masseflyt::traceability
