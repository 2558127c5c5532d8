#include <masseflyt/traceability/ledger.hpp>

#include <algorithm>
#include <cmath>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/ledger_impl.hpp"

namespace masseflyt::traceability {

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
      0, every_record, [&](std::uint64_t i, Record&& r, const Digest& stored) -> Result<void> {
        if (i % 65536 == 0 && is_set(cancel)) return stopped_by_caller();
        const auto event = from_leaf(r.leaf);
        if (!event) return event.error();
        const auto taken = take(*event, r.recorded_us, nullptr);
        if (!taken)
          return Error{ErrorCode::corrupt,
                       "record " + std::to_string(i) + ": " + taken.error().message +
                           " (or the ledger was written under other rules)",
                       {}};
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

/// What the ledger has signed, it must still be.
Result<void> Ledger::Impl::check_last_checkpoint() {
  const auto note = store->note(last_checkpoint_note);
  if (!note) return note.error();
  if (!note->has_value()) return {};
  const auto said = read_checkpoint((*note)->substr(0, (*note)->rfind("\n\n") + 1));
  if (!said) return said.error();
  if (said->origin != origin)
    return Error{ErrorCode::invalid_argument,
                 "the ledger is called '" + said->origin + "', not '" + origin + "'",
                 {}};
  if (said->size > tree.size() || tree.root(said->size) != said->root)
    return Error{
        ErrorCode::corrupt, "the events are not those of the checkpoint that was signed last", {}};
  return {};
}

/// From the store alone. What cannot be read again is not there.
void Ledger::Impl::fall_back() noexcept {
  broken = true;
  const auto begin_empty = [&](int i) {
    state = std::move(spare[i]), tree = std::move(spare_tree[i]), last_recorded_us = 0;
  };
  begin_empty(0);
  try {
    if (replay(nullptr)) return;
  } catch (...) {  // out of memory once more
  }
  begin_empty(1);
}

namespace {

Result<void> check_rules(const Ledger::Rules& r) {
  const Tolerance& t = r.tolerance;
  if (!(std::isfinite(t.coverage) && std::isfinite(t.warning) && t.coverage >= 0 &&
        t.warning >= t.coverage && t.floor_g >= 0 && t.floor_g <= max_mass_g))
    return Error{ErrorCode::invalid_argument,
                 "a tolerance has 0 <= coverage <= warning, and a floor of 0 to 10^15 g",
                 {}};
  if (r.skew_us < 0 || r.skew_us > max_time_us)
    return Error{ErrorCode::invalid_argument, "the clocks differ by 0 or more microseconds", {}};
  return {};
}

}  // namespace

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;

Result<Ledger> Ledger::open(std::unique_ptr<Store> store, std::string origin, Rules rules,
                            const Cancel* cancel) {
  if (auto ok = check_rules(rules); !ok) return ok.error();
  auto impl = std::make_unique<Impl>(std::move(store), std::move(origin), rules);
  if (auto done = impl->replay(cancel); !done) return done.error();
  if (auto ok = impl->check_last_checkpoint(); !ok) return ok.error();
  return Ledger(std::move(impl));
}

Result<std::vector<Result<Receipt>>> Ledger::append(std::span<const SignedEvent> events,
                                                    std::int64_t recorded_us) {
  Impl& i = *impl_;
  if (i.broken) return Error{ErrorCode::io, "the ledger failed before; open it again to go on", {}};
  if (recorded_us < min_time_us || recorded_us > max_time_us)
    return Error{
        ErrorCode::invalid_argument, "the recorded time is not in the years 1 to 9999", {}};
  Impl::Attempt attempt(i);
  Impl::Pending pending;
  const std::uint64_t first = i.state.rows.size();
  std::vector<Result<Receipt>> receipts;
  receipts.reserve(events.size());
  // Order is that of the log: a clock that jumps back does not jump in front of earlier events.
  const std::int64_t at = std::max(recorded_us, i.last_recorded_us);
  for (const SignedEvent& e : events) receipts.push_back(i.take(e, at, &pending));
  if (auto done = i.commit(first, pending); !done) return done.error();
  attempt.succeeded();
  return receipts;
}

Result<Receipt> Ledger::append(const SignedEvent& event, std::int64_t recorded_us) {
  auto receipts = append({&event, 1}, recorded_us);
  if (!receipts) return receipts.error();
  return std::move(receipts->front());
}

}  // namespace masseflyt::traceability
