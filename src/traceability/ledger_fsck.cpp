#include <vector>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/ledger_impl.hpp"

namespace masseflyt::traceability {

/// Takes every event of a store into a scratch ledger and compares what that makes of them with
/// what is stored beside them.
class Ledger::Impl::Fsck {
 public:
  Fsck(Store& store, const std::string& origin, const Rules& rules, Diagnostics& found)
      : store_(store), origin_(origin), scratch_(memory_store(), origin, rules), found_(found) {}

  Result<void> records(const Store::Head& head, const Cancel* cancel) {
    auto done = store_.read(0, every_record,
                            [&](std::uint64_t i, Record&& r, const Digest& stored) -> Result<void> {
                              if (i % 4096 == 0 && is_set(cancel)) return stopped_by_caller();
                              record(i, r, stored);
                              return {};
                            });
    if (!done) {
      if (done.error().code != ErrorCode::corrupt) return done;
      fault(ErrorCode::corrupt, done.error().path, done.error().message, "readable records");
    }
    if (next_ != head.size)
      fault(ErrorCode::corrupt, "head", std::to_string(next_) + " records",
            std::to_string(head.size));
    if (const Digest root = second_.root(); root != head.root)
      fault(ErrorCode::corrupt, "head", hex(root), "the stored root " + hex(head.root));
    return {};
  }

  /// The store's index against the moves of the scratch ledger.
  Result<void> index() {
    Listed now;
    auto done = store_.touches(
        [&](bool is_load, std::string_view name, std::uint64_t event) -> Result<void> {
          if (now.is_load != is_load || now.name != name) {
            check_listed(now);
            now = {is_load, std::string(name), {}};
          }
          now.events.push_back(event);
          return {};
        });
    if (!done && done.error().code == ErrorCode::not_found) return {};  // keeps none
    if (!done && done.error().code != ErrorCode::corrupt) return done;
    if (!done) fault(ErrorCode::corrupt, "index", done.error().message, "a readable index");
    check_listed(now);
    const auto& entities = scratch_.state.entities;
    for (Index e = 0; e < entities.size(); ++e)
      if (!seen_[e])
        fault(ErrorCode::corrupt, "index of " + std::string(scratch_.state.name_of(e)), "nothing",
              std::to_string(scratch_.state.history(e).size()) + " events");
    return {};
  }

  Result<void> checkpoint(std::span<const NoteKey> log_keys) {
    const auto note = store_.note(last_checkpoint_note);
    if (!note) return note.error();
    if (!note->has_value()) return {};
    const std::string text = (*note)->substr(0, (*note)->rfind("\n\n") + 1);
    const auto said = read_checkpoint(text);
    if (!said || said->origin != origin_ || said->size > scratch_.tree.size() ||
        scratch_.tree.root(said->size) != said->root)
      fault(ErrorCode::corrupt, "checkpoint", "another root or origin", "that of the events");
    if (!log_keys.empty() && !open_note(**note, log_keys))
      fault(ErrorCode::bad_signature, "checkpoint", "a bad signature", "one by the log's key");
    return {};
  }

 private:
  void fault(ErrorCode code, std::string path, std::string value, std::string expected) {
    found_.push_back(
        {Severity::error, code, std::move(path), std::move(value), std::move(expected)});
  }

  void record(std::uint64_t i, const Record& r, const Digest& stored) {
    const std::string path = "record " + std::to_string(i);
    if (i != next_) fault(ErrorCode::corrupt, path, "missing", "record " + std::to_string(next_));
    next_ = i + 1;
    const Digest hash = second_.leaf(r.leaf);
    second_.add(hash);
    if (hash != stored)
      fault(ErrorCode::corrupt, path, hex(hash), "the stored leaf hash " + hex(stored));
    if (r.recorded_us < scratch_.last_recorded_us)
      fault(ErrorCode::corrupt, path, std::to_string(r.recorded_us),
            "a time not before that of the record before");
    const auto event = from_leaf(r.leaf);
    const auto taken =
        event ? scratch_.take(*event, r.recorded_us, &pending_) : Result<Receipt>(event.error());
    if (event && (!taken || taken->already) && stands_already(*event))
      fault(ErrorCode::corrupt, path, "an event that stands in the log already", "a new event");
    else if (!taken)
      fault(taken.error().code, path, taken.error().message, "an event that can be taken");
    else
      openings(*event, path);
    pending_.records.clear(), pending_.hashes.clear(), pending_.touches.clear();
  }

  /// The scratch ledger keeps no bodies to compare with: its own word for it is no help.
  bool stands_already(const SignedEvent& event) const {
    const auto body = decode(event.body);
    return body && scratch_.state.event_ids.find(body->id) != none;
  }

  /// A lot or load as the store's index has it.
  struct Listed {
    bool is_load = false;
    std::string name;
    std::vector<std::uint64_t> events;
  };

  void check_listed(const Listed& l) {
    const State& s = scratch_.state;
    seen_.resize(s.entities.size());
    if (l.events.empty()) return;
    const Index entity = l.is_load ? s.load_entity(l.name) : s.lot_entity(l.name);
    if (entity != none) seen_[entity] = true;
    const auto wanted = s.history(entity);
    if (l.events != wanted)
      fault(ErrorCode::corrupt, "index of " + l.name, "other events",
            std::to_string(wanted.size()) + " events");
  }

  /// What is kept beside the log must be what was committed to.
  void openings(const SignedEvent& event, const std::string& path) {
    const auto body = decode(event.body);
    if (!body) return;
    for (const Commitment& c : body->commitments) {
      const auto note = store_.note(opening_note(body->id, c.label));
      if (note && !note->has_value()) continue;  // never given, or erased
      const auto kept = note ? read_opening(c.label, **note) : Result<Opening>(note.error());
      if (!kept || !opens(c, *kept))
        fault(ErrorCode::corrupt, path, "an opening of '" + c.label + "' that does not open it",
              "what was committed to");
    }
  }

  Store& store_;
  const std::string& origin_;
  Impl scratch_;
  Pending pending_;
  Frontier second_;
  std::uint64_t next_ = 0;
  std::vector<bool> seen_;  ///< by entity of the scratch ledger: the store's index lists it
  Diagnostics& found_;
};

Result<Diagnostics> Ledger::fsck(Store& store, const std::string& origin, const Rules& rules,
                                 std::span<const NoteKey> log_keys, const Cancel* cancel) {
  auto found = store.check_storage();
  if (!found) return found.error();
  const auto head = store.head();
  if (!head) return head.error();
  Impl::Fsck fsck(store, origin, rules, *found);
  if (auto done = fsck.records(*head, cancel); !done) return done.error();
  if (auto done = fsck.index(); !done) return done.error();
  if (auto done = fsck.checkpoint(log_keys); !done) return done.error();
  return found;
}

}  // namespace masseflyt::traceability
