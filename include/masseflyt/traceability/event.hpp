// masseflyt/traceability/event.hpp — what happened to which mass, when, where, told by whom.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/quantity.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::traceability {

/// A SHA-256.
using Digest = std::array<std::uint8_t, 32>;

/// The numbers are those of the signed form: append, never renumber.
enum class EventKind : std::int32_t {
  party = 1,       ///< `subject` joins, with its first key
  key_enrol = 2,   ///< one more key for `subject`
  key_rotate = 3,  ///< `key` takes the place of the one that signs
  key_revoke = 4,  ///< the key `key_id` of `subject` signs nothing more
  place = 5,       ///< a place called `subject`
  document = 6,    ///< a document called `subject` with this `digest`
  extract = 10,    ///< outputs come out of the ground, or into the system from outside
  split = 11,      ///< one input, outputs of the same material
  merge = 12,      ///< inputs become one output
  process = 13,    ///< crush, sieve, wash, dry: inputs become outputs and losses
  load = 14,       ///< inputs go onto the load
  ship = 15,       ///< the load leaves for `to_party` at `to_place`; inputs may be loaded here
  receive = 16,    ///< the load arrives; its one output says where it was put and what was weighed
  store = 17,      ///< `lots` are now at `place`
  water = 18,      ///< rain (outputs) or drying (inputs) of lots that are booked wet
  sample = 19,     ///< `values` of `lots`, out of `documents`; inputs are what the sampler took
  hold = 20,       ///< `lots` must not be used, because of `reason`
  release = 21,    ///< one hold ends, the oldest: two holds need two releases
  use = 22,        ///< inputs are built in at `place`: the end of them
  dispose = 23,    ///< inputs are landfilled or destroyed at `place`
  count = 24,      ///< outputs tell what a survey found; the book stays as it is
  adjust = 25,     ///< the book is put right: inputs leave it, outputs enter it, `reason` says why
  withdraw = 30,   ///< the event that is named in `corrects` did not happen
};

/// "extract"; empty for a number that is no kind.
std::string_view name(EventKind kind) noexcept;
std::optional<EventKind> event_kind(std::string_view name) noexcept;

/// A mass that was not weighed but converted from a volume: mass_g = litres * grams_per_litre,
/// exactly. Both are kept, so the conversion can be questioned later.
struct Measured {
  std::int64_t litres = 0;
  VolumeState state = VolumeState::loose;
  std::int64_t grams_per_litre = 0;  ///< the same number as kg/m3
  std::string source = {};           ///< where the density comes from; not empty
  bool operator==(const Measured&) const = default;
};

/// So much of one lot. Each lot is booked in one basis for its whole life.
struct Portion {
  std::string lot = {};
  std::int64_t mass_g = 0;  ///< 0 or more; 10^15 at most
  Basis basis = Basis::wet;
  std::int64_t u_g = 0;  ///< standard uncertainty; 0: exact by agreement
  std::optional<Measured> measured = {};
  bool operator==(const Portion&) const = default;
};

/// What left an event without becoming a lot: dust, water, spill. Negative: a gain.
struct Loss {
  std::string cause = {};  ///< "water" alone lets a wet input become a dry output
  std::int64_t mass_g = 0;
  std::int64_t u_g = 0;
  bool operator==(const Loss&) const = default;
};

/// One quality figure of a sample. The number is decimal text, because 0.1 has no binary form.
struct Value {
  std::string property = {};  ///< "condition_class", "content/lead", "water_content", ...
  std::string value = {};     ///< decimal text, or a word
  std::string unit = {};      ///< "1" for a bare number
  std::string document = {};  ///< the document that says so: a value without one is refused
  bool operator==(const Value&) const = default;
};

/// A person's data as seen from outside: see commitment.hpp.
struct Commitment {
  std::string label = {};  ///< "vehicle", "driver"
  Digest digest = {};
  bool operator==(const Commitment&) const = default;
};

/// The numbers are those of the signed form.
enum class Algorithm : std::int32_t { ed25519 = 1, ecdsa_p256 = 2 };

/// Ed25519: the 32 bytes of RFC 8032. ECDSA P-256: the point, compressed (33 bytes).
struct PublicKey {
  Algorithm algorithm = Algorithm::ed25519;
  std::string bytes = {};
  bool operator==(const PublicKey&) const = default;
};

/// First 8 bytes of SHA-256(algorithm as one byte, public key).
using KeyId = std::array<std::uint8_t, 8>;

/// One struct for all kinds; a member that its kind has no use for stays empty, and is refused
/// when it is not. Texts are UTF-8 without control characters, ids 1 to 64 bytes.
struct Event {
  EventKind kind = EventKind::extract;
  std::string id = {};         ///< chosen by the author, unique in the ledger
  std::int64_t time_us = 0;    ///< UTC, microseconds since 1970; by the author's clock
  std::string author = {};     ///< the party whose key signs
  std::string principal = {};  ///< on behalf of this party; empty: of the author
  std::string subject = {};
  std::string place = {};
  std::vector<Portion> inputs = {};
  std::vector<Portion> outputs = {};
  std::vector<Loss> losses = {};
  std::vector<std::string> lots = {};
  std::string load = {};
  std::string to_party = {};
  std::string to_place = {};
  std::string run = {};  ///< processes of one run are balanced together
  std::vector<std::string> documents = {};
  std::vector<Value> values = {};
  std::vector<Commitment> commitments = {};
  std::string corrects = {};  ///< id of the event that this one replaces
  std::string reason = {};
  std::optional<PublicKey> key = {};
  std::optional<KeyId> key_id = {};
  std::optional<Digest> digest = {};
  std::map<std::string, std::string> terms = {};  ///< fields of a load ticket: ticket_terms()
  std::int64_t sequence = 0;                      ///< counts up per device; 0: not counted
  bool operator==(const Event&) const = default;
};

inline constexpr std::int64_t max_mass_g = 1'000'000'000'000'000;
/// Times lie in the years 1 to 9999, which every calendar of the outside can write.
inline constexpr std::int64_t min_time_us = -62'135'596'800'000'000;
inline constexpr std::int64_t max_time_us = 253'402'300'799'999'999;
inline constexpr std::size_t max_id_bytes = 64;
inline constexpr std::size_t max_text_bytes = 1024;
inline constexpr std::size_t max_list = 4096;

/// The names that `terms` may use besides "x-...": the neutral fields of a load ticket that have
/// no member of their own.
const std::vector<std::string_view>& ticket_terms() noexcept;

/// Whether the event is well formed by itself: texts, ranges, and the members its kind needs and
/// may have. Errors: invalid_argument, unit_mismatch, limit_exceeded; `path` names the member.
Result<void> check(const Event& event);

}  // namespace masseflyt::traceability
