#include <masseflyt/traceability/ledger.hpp>

#include <algorithm>
#include <bit>
#include <set>

#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "traceability/hasher.hpp"
#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {
namespace {

constexpr std::string_view last_checkpoint_note = "checkpoint";

/// Root from a frontier of complete subtrees: shares nothing with MerkleTree but the hash.
class Frontier {
 public:
  void add(const Digest& leaf) {
    Digest node = leaf;
    std::uint64_t n = size_++;
    for (; n % 2 == 1; n /= 2) {
      node = hasher_.node(roots_.back(), node);
      roots_.pop_back();
    }
    roots_.push_back(node);
  }
  Digest root() {
    if (roots_.empty()) return empty_root();
    Digest node = roots_.back();
    for (std::size_t i = roots_.size() - 1; i > 0; --i) node = hasher_.node(roots_[i - 1], node);
    return node;
  }
  Digest leaf(std::string_view bytes) { return hasher_.leaf({bytes}); }

 private:
  Hasher hasher_;
  std::uint64_t size_ = 0;
  std::vector<Digest> roots_;  ///< largest subtree first
};

std::string opening_note(std::string_view event_id, std::string_view label) {
  return "opening/" + std::string(event_id) + "/" + std::string(label);
}

Error no_such_event(std::string_view id) {
  return {ErrorCode::not_found, "event '" + std::string(id) + "' is not known", {}};
}

}  // namespace

std::string_view name(Contradiction what) noexcept {
  constexpr std::string_view names[] = {
      "",        "negative_stock", "unbalanced",       "load_mismatch",
      "custody", "double_receipt", "not_shipped",      "elsewhere",
      "on_hold", "count_differs",  "source_withdrawn", "shipped_twice"};
  const auto i = static_cast<std::size_t>(what);
  return i < std::size(names) ? names[i] : std::string_view{};
}

std::string explain(const Flag& f) {
  const std::string who = "'" + f.subject + "'";
  const std::string by = std::to_string(f.difference_g) + " g";
  const std::string tolerated = " (tolerance " + std::to_string(f.tolerance_g) + " g)";
  const std::string at = ", at event " + std::to_string(f.event);
  switch (f.what) {
    case Contradiction::negative_stock:
      return "lot " + who + ": " + by + " more were taken than it held" + tolerated + at;
    case Contradiction::unbalanced:
      return "event or run " + who + ": inputs minus outputs and losses are " + by + tolerated + at;
    case Contradiction::load_mismatch:
      return "load " + who + ": shipped minus received is " + by + tolerated + at;
    case Contradiction::custody:
      return who + " was handled by a party that does not hold it" + at;
    case Contradiction::double_receipt:
      return "load " + who + " was received a second time" + at;
    case Contradiction::not_shipped:
      return "load " + who + " was received, but nobody shipped it" + at;
    case Contradiction::elsewhere:
      return who + " was handled at another place than where it is" + at;
    case Contradiction::on_hold:
      return "lot " + who + " was used although it is on hold" + at;
    case Contradiction::count_differs:
      return "lot " + who + ": a survey found " + by + " more than the book says" + tolerated + at;
    case Contradiction::source_withdrawn:
      return "lot " + who + ": " + by + " were taken, but what it came from was withdrawn" + at;
    case Contradiction::shipped_twice:
      return "load " + who + " was loaded or shipped after it had left" + at;
  }
  return {};
}

struct Ledger::Impl {
  Impl(std::unique_ptr<Store> s, std::string o, const Rules& r)
      : store(std::move(s)), origin(std::move(o)), state(r) {}

  std::unique_ptr<Store> store;
  std::string origin;
  State state;
  MerkleTree tree;
  Hasher hasher;
  std::int64_t last_recorded_us = 0;
  bool broken = false;  ///< memory and store may differ: nothing more is taken

  struct Pending {
    std::vector<Record> records;
    std::vector<Digest> hashes;
    std::vector<Commit::Touch> touches;
  };

  Result<Receipt> take(const SignedEvent& event, std::int64_t recorded_us, Pending* pending);
  Result<Receipt> known(Index index, const SignedEvent& event, const Pending& pending) const;
  Result<void> commit(std::uint64_t first, Pending& pending);
  Result<void> replay(const Cancel* cancel);
  bool signed_by_its_key(const SignedEvent& event, const Event& body) const;
};

bool Ledger::Impl::signed_by_its_key(const SignedEvent& event, const Event& body) const {
  if (state.rows.empty()) {
    const auto own = Verifier::make(*body.key);
    return own && own->verify(event.body, event.signature);
  }
  const auto key = state.keys.find(event.key);
  return key != state.keys.end() && key->second.verifier &&
         key->second.verifier->verify(event.body, event.signature);
}

/// `pending` is null while the ledger reads what it took before.
Result<Receipt> Ledger::Impl::take(const SignedEvent& event, std::int64_t recorded_us,
                                   Pending* pending) {
  const auto body = decode(event.body);
  if (!body) return body.error();
  if (const Index i = state.event_ids.find(body->id); i != none) {
    if (pending == nullptr)
      return Error{ErrorCode::corrupt, "event '" + body->id + "' stands twice in the store", {}};
    return known(i, event, *pending);
  }
  if (auto ok = state.admit(*body, event.key, recorded_us); !ok) return ok.error();
  if (pending != nullptr && state.rules.check_signatures && !signed_by_its_key(event, *body))
    return Error{ErrorCode::bad_signature,
                 "event '" + body->id + "': the signature is not by key " + hex(event.key),
                 {}};
  Receipt receipt;
  receipt.index = state.rows.size();
  receipt.leaf_hash = hasher.leaf({event.body, bytes_of(event.key), bytes_of(event.signature)});
  receipt.flags = state.apply(*body, event.key);
  tree.append(receipt.leaf_hash);
  last_recorded_us = recorded_us;
  if (pending == nullptr) return receipt;
  pending->records.push_back({leaf(event), recorded_us});
  pending->hashes.push_back(receipt.leaf_hash);
  for (const Move& m : state.moves_of(static_cast<Index>(receipt.index)))
    pending->touches.push_back(
        {receipt.index, state.entities[m.entity].is_load, state.name_of(m.entity)});
  return receipt;
}

Result<Receipt> Ledger::Impl::known(Index index, const SignedEvent& event,
                                    const Pending& pending) const {
  const std::uint64_t first = state.rows.size() - pending.records.size();
  std::string bytes;
  if (index >= first) {
    bytes = pending.records[index - first].leaf;
  } else {
    auto done = store->read(index, index + std::uint64_t{1},
                            [&](std::uint64_t, Record&& r, const Digest&) -> Result<void> {
                              bytes = std::move(r.leaf);
                              return {};
                            });
    if (!done) return done.error();
  }
  const auto before = from_leaf(bytes);
  if (!before) return before.error();
  if (before->body != event.body)
    return Error{
        ErrorCode::conflict,
        "event '" + std::string(state.event_ids[index]) + "' is known already, with other content",
        {}};
  return Receipt{index, true, tree.leaf(index), {}};
}

Result<void> Ledger::Impl::commit(std::uint64_t first, Pending& pending) {
  if (pending.records.empty()) return {};
  // Names moved while more were added: look them up again.
  std::size_t t = 0;
  for (std::size_t r = 0; r < pending.records.size(); ++r)
    for (const Move& m : state.moves_of(static_cast<Index>(first + r)))
      pending.touches[t++].name = state.name_of(m.entity);
  return store->append({first, pending.records, pending.hashes, pending.touches, tree.root()});
}

Result<void> Ledger::Impl::replay(const Cancel* cancel) {
  const auto head = store->head();
  if (!head) return head.error();
  auto done = store->read(
      0, head->size, [&](std::uint64_t i, Record&& r, const Digest& stored) -> Result<void> {
        if (i % 65536 == 0 && is_set(cancel)) return stopped_by_caller();
        const auto event = from_leaf(r.leaf);
        if (!event) return event.error();
        const auto taken = take(*event, r.recorded_us, nullptr);
        if (!taken)
          return Error{
              ErrorCode::corrupt, "record " + std::to_string(i) + ": " + taken.error().message, {}};
        if (taken->leaf_hash != stored)
          return Error{
              ErrorCode::corrupt, "record " + std::to_string(i) + " is not what was stored", {}};
        return {};
      });
  if (!done) return done;
  if (state.rows.size() != head->size || tree.root() != head->root)
    return Error{
        ErrorCode::corrupt, "the events do not have the root that the store remembers", {}};
  return {};
}

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;

Result<Ledger> Ledger::open(std::unique_ptr<Store> store, std::string origin, Rules rules,
                            const Cancel* cancel) {
  auto impl = std::make_unique<Impl>(std::move(store), std::move(origin), rules);
  if (auto done = impl->replay(cancel); !done) return done.error();
  return Ledger(std::move(impl));
}

Result<std::vector<Result<Receipt>>> Ledger::append(std::span<const SignedEvent> events,
                                                    std::int64_t recorded_us) {
  Impl& i = *impl_;
  if (i.broken) return Error{ErrorCode::io, "the ledger failed before; open it again to go on", {}};
  i.broken = true;  // until it is known that memory and store agree, whatever happens in between
  Impl::Pending pending;
  const std::uint64_t first = i.state.rows.size();
  std::vector<Result<Receipt>> receipts;
  receipts.reserve(events.size());
  // Order is that of the log: a clock that jumps back does not jump in front of earlier events.
  const std::int64_t at = std::max(recorded_us, i.last_recorded_us);
  for (const SignedEvent& e : events) receipts.push_back(i.take(e, at, &pending));
  if (auto done = i.commit(first, pending); !done) return done.error();
  i.broken = false;
  return receipts;
}

Result<Receipt> Ledger::append(const SignedEvent& event, std::int64_t recorded_us) {
  auto receipts = append({&event, 1}, recorded_us);
  if (!receipts) return receipts.error();
  return std::move(receipts->front());
}

std::uint64_t Ledger::size() const noexcept { return impl_->state.rows.size(); }
const MerkleTree& Ledger::tree() const noexcept { return impl_->tree; }
const std::string& Ledger::origin() const noexcept { return impl_->origin; }
const Ledger::Rules& Ledger::rules() const noexcept { return impl_->state.rules; }
Store& Ledger::store() noexcept { return *impl_->store; }
const Ledger::State& Ledger::state() const noexcept { return impl_->state; }

std::string_view Ledger::operator_party() const noexcept {
  return size() == 0 ? std::string_view{} : impl_->state.parties[0];
}

Result<Record> Ledger::record(std::uint64_t index) const {
  if (index >= size())
    return Error{ErrorCode::not_found, "there is no record " + std::to_string(index), {}};
  Record found;
  auto done = impl_->store->read(index, index + 1,
                                 [&](std::uint64_t, Record&& r, const Digest&) -> Result<void> {
                                   found = std::move(r);
                                   return {};
                                 });
  if (!done) return done.error();
  if (leaf_hash(found.leaf) != impl_->tree.leaf(index))
    return Error{ErrorCode::corrupt, "record " + std::to_string(index) + " has been changed", {}};
  return found;
}

Result<Event> Ledger::event(std::uint64_t index) const {
  return record(index)
      .and_then([](const Record& r) { return from_leaf(r.leaf); })
      .and_then([](const SignedEvent& e) { return decode(e.body); });
}

std::optional<std::uint64_t> Ledger::find_event(std::string_view id) const {
  const Index i = impl_->state.event_ids.find(id);
  return i == none ? std::nullopt : std::optional<std::uint64_t>(i);
}

std::optional<std::uint64_t> Ledger::corrected_by(std::uint64_t index) const {
  if (index >= size()) return std::nullopt;
  const Index by = impl_->state.rows[index].corrected_by;
  return by == none ? std::nullopt : std::optional<std::uint64_t>(by);
}

std::optional<LotState> Ledger::lot(std::string_view id) const {
  const State& s = impl_->state;
  const Index i = s.lot_entity(id);
  if (i == none) return std::nullopt;
  const Entity& e = s.entities[i];
  return LotState{std::string(id),
                  e.basis,
                  e.stock_g,
                  std::string(e.holder == none ? "" : s.parties[e.holder]),
                  std::string(e.place == none ? "" : s.places[e.place]),
                  e.holds > 0,
                  e.version};
}

std::optional<LoadState> Ledger::load(std::string_view id) const {
  const State& s = impl_->state;
  const Index i = s.load_entity(id);
  if (i == none) return std::nullopt;
  const Entity& e = s.entities[i];
  LoadState l{std::string(id), Handover::loaded, e.in_g};
  if (e.ship_event != none) {
    const Row& ship = s.rows[e.ship_event];
    l.handover = Handover::under_way, l.shipped_at = e.ship_event;
    l.from_party = s.parties[ship.acting];
    l.to_party = s.parties[ship.to_party], l.to_place = s.places[ship.to_place];
  }
  if (e.receive_event != none) {
    l.handover = Handover::received, l.received_at = e.receive_event;
    for (const Move& m : s.moves_of(e.receive_event))
      if (m.role == Role::output) l.received_g = m.mass_g;
  }
  if (e.disputed) l.handover = Handover::disputed;
  return l;
}

std::vector<std::string> Ledger::lots() const {
  std::vector<std::string> all;
  for (Index i = 0; i < impl_->state.lot_names.size(); ++i)
    all.emplace_back(impl_->state.lot_names[i]);
  return all;
}

std::vector<std::string> Ledger::loads() const {
  std::vector<std::string> all;
  for (Index i = 0; i < impl_->state.load_names.size(); ++i)
    all.emplace_back(impl_->state.load_names[i]);
  return all;
}

std::vector<std::string> Ledger::open_handovers() const {
  std::vector<std::string> open;
  for (const Index i : impl_->state.load_entities) {
    const Entity& e = impl_->state.entities[i];
    if (e.ship_event != none && e.receive_event == none) open.emplace_back(impl_->state.name_of(i));
  }
  return open;
}

namespace {

std::vector<std::uint64_t> history_of(const Ledger::State& s, Index entity) {
  std::vector<std::uint64_t> events;
  if (entity == none) return events;
  for (Index m = s.entities[entity].last_move; m != none; m = s.moves[m].previous)
    if (events.empty() || events.back() != s.moves[m].event) events.push_back(s.moves[m].event);
  std::reverse(events.begin(), events.end());
  return events;
}

}  // namespace

std::vector<std::uint64_t> Ledger::history(std::string_view lot) const {
  return history_of(impl_->state, impl_->state.lot_entity(lot));
}
std::vector<std::uint64_t> Ledger::history_of_load(std::string_view load) const {
  return history_of(impl_->state, impl_->state.load_entity(load));
}

std::vector<Flag> Ledger::flags() const { return impl_->state.all_flags(); }

bool Ledger::key_is_valid(std::string_view party, const KeyId& key) const {
  const auto found = impl_->state.keys.find(key);
  return found != impl_->state.keys.end() && !found->second.revoked &&
         impl_->state.parties[found->second.party] == party;
}

std::optional<PublicKey> Ledger::key(const KeyId& id) const {
  const auto found = impl_->state.keys.find(id);
  return found == impl_->state.keys.end() ? std::nullopt : std::optional(found->second.key);
}

Result<std::string> Ledger::checkpoint(const Signer& signer) {
  Impl& i = *impl_;
  if (i.broken) return Error{ErrorCode::io, "the ledger failed before; open it again to go on", {}};
  Frontier second;
  auto done =
      i.store->read(0, size(), [&](std::uint64_t, Record&& r, const Digest&) -> Result<void> {
        second.add(second.leaf(r.leaf));
        return {};
      });
  if (!done) return done.error();
  const Checkpoint now{i.origin, size(), i.tree.root(), {}};
  if (second.root() != now.root)
    return Error{ErrorCode::corrupt,
                 "the stored events do not have the root of the ledger: nothing is signed",
                 {}};
  auto note = sign_note(to_text(now), i.origin, signer);
  if (!note) return note.error();
  if (auto kept = i.store->put_note(last_checkpoint_note, *note); !kept) return kept.error();
  return note;
}

Result<std::string> Ledger::last_checkpoint() const {
  auto note = impl_->store->note(last_checkpoint_note);
  if (!note) return note.error();
  return note->value_or("");
}

Result<void> Ledger::keep_opening(std::string_view event_id, std::string_view label,
                                  std::string_view value, std::string_view salt) {
  const auto index = find_event(event_id);
  if (!index) return no_such_event(event_id);
  const auto body = event(*index);
  if (!body) return body.error();
  const Opening opening{std::string(label), std::string(value), std::string(salt)};
  for (const Commitment& c : body->commitments)
    if (opens(c, opening))
      return impl_->store->put_note(opening_note(event_id, label), opening.salt + opening.value);
  return Error{ErrorCode::invalid_argument,
               "event '" + std::string(event_id) + "' has not committed to that",
               {}};
}

Result<void> Ledger::erase_opening(std::string_view event_id, std::string_view label) {
  return impl_->store->put_note(opening_note(event_id, label), {});
}

Result<Diagnostics> Ledger::fsck(Store& store, const std::string& origin, const Rules& rules,
                                 std::span<const NoteKey> log_keys, const Cancel* cancel) {
  Diagnostics found;
  const auto fault = [&](ErrorCode code, std::string path, std::string value,
                         std::string expected) {
    found.push_back(
        {Severity::error, code, std::move(path), std::move(value), std::move(expected)});
  };
  auto below = store.check_storage();
  if (!below) return below.error();
  found = *std::move(below);
  const auto head = store.head();
  if (!head) return head.error();
  auto scratch = std::make_unique<Impl>(memory_store(), origin, rules);
  Impl::Pending pending;
  Frontier second;
  std::uint64_t next = 0;
  std::map<std::pair<bool, std::string>, std::vector<std::uint64_t>> touched;
  auto done = store.read(
      0, head->size, [&](std::uint64_t i, Record&& r, const Digest& stored) -> Result<void> {
        if (i % 4096 == 0 && is_set(cancel)) return stopped_by_caller();
        const std::string path = "record " + std::to_string(i);
        if (i != next) fault(ErrorCode::corrupt, path, "missing", "record " + std::to_string(next));
        next = i + 1;
        const Digest hash = second.leaf(r.leaf);
        second.add(hash);
        if (hash != stored)
          fault(ErrorCode::corrupt, path, hex(hash), "the stored leaf hash " + hex(stored));
        if (r.recorded_us < scratch->last_recorded_us)
          fault(ErrorCode::corrupt, path, std::to_string(r.recorded_us),
                "a time not before that of the record before");
        const auto event = from_leaf(r.leaf);
        const auto taken =
            event ? scratch->take(*event, r.recorded_us, &pending) : Result<Receipt>(event.error());
        if (!taken)
          fault(taken.error().code, path, taken.error().message, "an event that can be taken");
        else if (taken->already)
          fault(ErrorCode::corrupt, path, "an event that stands twice", "a new event");
        for (const auto& t : pending.touches) {
          auto& list = touched[{t.is_load, std::string(t.name)}];
          if (list.empty() || list.back() != i) list.push_back(i);
        }
        pending.records.clear(), pending.hashes.clear(), pending.touches.clear();
        return {};
      });
  if (!done) {
    if (done.error().code != ErrorCode::corrupt) return done.error();
    fault(ErrorCode::corrupt, done.error().path, done.error().message, "readable records");
  }
  if (next != head->size)
    fault(ErrorCode::corrupt, "head", std::to_string(next) + " records",
          std::to_string(head->size));
  if (second.root() != head->root)
    fault(ErrorCode::corrupt, "head", hex(second.root()), "the stored root " + hex(head->root));
  for (const auto& [entity, events] : touched) {
    const auto indexed = store.touching(entity.first, entity.second);
    if (!indexed && indexed.error().code == ErrorCode::not_found) break;
    if (!indexed || *indexed != events)
      fault(ErrorCode::corrupt, "index of " + entity.second, "other events",
            std::to_string(events.size()) + " events");
  }
  const auto note = store.note(last_checkpoint_note);
  if (!note) return note.error();
  if (!note->has_value()) return found;
  const std::string text = (*note)->substr(0, (*note)->rfind("\n\n") + 1);
  const auto checkpoint = read_checkpoint(text);
  if (!checkpoint || checkpoint->origin != origin || checkpoint->size > next ||
      checkpoint->size > scratch->tree.size() ||
      scratch->tree.root(checkpoint->size) != checkpoint->root)
    fault(ErrorCode::corrupt, "checkpoint", "another root or origin", "that of the events");
  if (!log_keys.empty() && !open_note(**note, log_keys))
    fault(ErrorCode::bad_signature, "checkpoint", "a bad signature", "one by the log's key");
  return found;
}

}  // namespace masseflyt::traceability
