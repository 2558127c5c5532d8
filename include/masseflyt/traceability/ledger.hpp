// masseflyt/traceability/ledger.hpp — an append-only log that nobody can rewrite unnoticed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/balance.hpp>
#include <masseflyt/traceability/checkpoint.hpp>
#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/event.hpp>
#include <masseflyt/traceability/merkle.hpp>
#include <masseflyt/traceability/signature.hpp>
#include <masseflyt/traceability/store.hpp>

namespace masseflyt::traceability {

/// What cannot be true in the world although it was said. It is recorded and flagged, never
/// refused and never corrected by the ledger. Append only: the numbers cross into C and Python.
enum class Contradiction : std::int32_t {
  negative_stock = 1,     ///< more was taken than there was
  unbalanced = 2,         ///< inputs, outputs and losses of an event do not add up
  load_mismatch = 3,      ///< received is not what was shipped
  custody = 4,            ///< somebody handled what another party holds
  double_receipt = 5,     ///< a load was received twice
  not_shipped = 6,        ///< a load was received that nobody shipped
  elsewhere = 7,          ///< the event is at another place than the mass
  on_hold = 8,            ///< a lot was used although it is on hold
  count_differs = 9,      ///< a survey found something else than the book says
  source_withdrawn = 10,  ///< taken from a lot whose origin was corrected away
  shipped_twice = 11,     ///< a load left, or was loaded, after it had left
  too_early = 12,  ///< by corrected times, used before it existed or received before it was shipped
};

std::string_view name(Contradiction what) noexcept;

struct Flag {
  Contradiction what = Contradiction::negative_stock;
  std::uint64_t event = 0;        ///< number of the event where it shows
  std::string subject = {};       ///< the lot, load or event
  std::int64_t difference_g = 0;  ///< by how much, where that makes sense
  std::int64_t tolerance_g = 0;   ///< up to which it would have been closed
  bool operator==(const Flag&) const = default;
};

/// One sentence: "lot 'EXC-1': 1200000 g more were taken than it held (tolerance 400 g), ..."
std::string explain(const Flag& flag);

struct Receipt {
  std::uint64_t index = 0;
  bool already = false;  ///< the ledger had it; nothing has changed
  Digest leaf_hash = {};
  std::vector<Flag> flags = {};  ///< that this event brought about, in whatever lot or load
};

/// The state of one lot or load as the log tells it.
struct LotState {
  std::string id = {};
  Basis basis = Basis::wet;
  std::int64_t stock_g = 0;
  std::string holder = {};    ///< party
  std::string place = {};     ///< empty: not known
  bool on_hold = false;       ///< itself; holds of its origin are in Quality
  std::uint32_t version = 0;  ///< events that changed its mass so far
};

enum class Handover : std::int32_t { loaded = 1, under_way = 2, received = 3, disputed = 4 };

struct LoadState {
  std::string id = {};
  Handover handover = Handover::loaded;
  std::int64_t loaded_g = 0;
  std::int64_t received_g = 0;
  std::string from_party = {}, to_party = {}, to_place = {};
  std::optional<std::uint64_t> shipped_at = {}, received_at = {};  ///< event numbers
};

/// One writer, in one thread; everything const may be called from many threads meanwhile nobody
/// writes. The library has no clock: the caller says when an event was recorded.
class Ledger {
 public:
  struct Rules {
    Tolerance tolerance = {};
    std::int64_t skew_us = 0;      ///< how far clocks may disagree before it is called time travel
    bool check_signatures = true;  ///< no: for trusted bulk data whose leaves carry none
  };

  /// Reads all events of the store and builds the state from nothing else. The first event of a
  /// new ledger is a `party` that signs for itself: the operator, who admits all others.
  /// Errors: those of the store; corrupt when the events do not have the root that the store
  /// remembers, or break a rule that append() enforces, or are not those of the last checkpoint;
  /// invalid_argument (rules that are none, another origin than that of the last checkpoint).
  /// Cost: about 3 µs per event.
  static Result<Ledger> open(std::unique_ptr<Store> store, std::string origin, Rules rules,
                             const Cancel* cancel = nullptr);
  static Result<Ledger> open(std::unique_ptr<Store> store, std::string origin) {
    return open(std::move(store), std::move(origin), Rules{});
  }

  ~Ledger();
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;

  /// Takes one event, durably. The same event again changes nothing and is no error.
  /// Refuses, with a sentence that says why:
  ///   invalid_argument, unit_mismatch, limit_exceeded, corrupt  form of the event, wrong basis
  ///   bad_signature  by no key of the author, or one that is revoked
  ///   not_found      party, place, document, lot, load or event that the ledger does not know
  ///   conflict       same id with other content, time travel, a lot as its own ancestor, a second
  ///                  correction of one event
  ///   io             the store failed: open the ledger again. Until then this one answers from
  ///                  what the store had acknowledged, and takes nothing more
  Result<Receipt> append(const SignedEvent& event, std::int64_t recorded_us);

  /// Many events in one commit; each is taken or refused by itself, in the order given.
  /// Errors: io, for all of them.
  Result<std::vector<Result<Receipt>>> append(std::span<const SignedEvent> events,
                                              std::int64_t recorded_us);

  std::uint64_t size() const noexcept;
  const MerkleTree& tree() const noexcept;
  const std::string& origin() const noexcept;
  const Rules& rules() const noexcept;
  /// The party of event 0; empty in an empty ledger.
  std::string_view operator_party() const noexcept;

  /// Errors: not_found, io, corrupt.
  Result<Record> record(std::uint64_t index) const;
  Result<Event> event(std::uint64_t index) const;
  std::optional<std::uint64_t> find_event(std::string_view id) const;
  /// The event that replaced or withdrew this one, if any.
  std::optional<std::uint64_t> corrected_by(std::uint64_t index) const;

  std::optional<LotState> lot(std::string_view id) const;
  std::optional<LoadState> load(std::string_view id) const;
  std::vector<std::string> lots() const;   ///< in the order they appeared
  std::vector<std::string> loads() const;  ///< likewise
  /// Loads that left and have not arrived.
  std::vector<std::string> open_handovers() const;
  /// Numbers of the events that concern a lot or load, superseded ones included.
  std::vector<std::uint64_t> history(std::string_view lot) const;
  std::vector<std::uint64_t> history_of_load(std::string_view load) const;

  /// All contradictions that stand now, in the order of their events.
  std::vector<Flag> flags() const;

  /// Whether a party may sign with the key now.
  bool key_is_valid(std::string_view party, const KeyId& key) const;
  std::optional<PublicKey> key(const KeyId& id) const;

  /// Signs size and root, after a second computation from the stored bytes of everything since
  /// the last checkpoint has led to the same root. Keeps it in the store.
  /// Errors: corrupt (the two differ: nothing is signed), those of the store and the signer.
  Result<std::string> checkpoint(const Signer& signer);
  /// The last one; empty when there is none.
  Result<std::string> last_checkpoint() const;

  /// Keeps the opening of a commitment beside the log, or erases it: personal data can be
  /// forgotten, the log stays as it is. Errors: not_found, invalid_argument, io.
  Result<void> keep_opening(std::string_view event_id, std::string_view label,
                            std::string_view value, std::string_view salt);
  /// What is kept; nothing when it was erased or never given. Errors: not_found (the event),
  /// corrupt (it does not open the commitment any more), io.
  Result<std::optional<Opening>> opening(std::string_view event_id, std::string_view label) const;
  Result<void> erase_opening(std::string_view event_id, std::string_view label);

  /// Recomputes everything from the events: canonical form, leaf hashes, root, signatures, rules,
  /// the store's index, the last checkpoint. Empty: all is well.
  /// Cost: about that of appending everything again. Errors: io, cancelled.
  static Result<Diagnostics> fsck(Store& store, const std::string& origin, const Rules& rules,
                                  std::span<const NoteKey> log_keys = {},
                                  const Cancel* cancel = nullptr);
  Store& store() noexcept;

  class State;  ///< src/traceability/ledger_state.hpp
  const State& state() const noexcept;

 private:
  struct Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace masseflyt::traceability
