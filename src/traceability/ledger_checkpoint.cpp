#include <masseflyt/traceability/ledger.hpp>

#include <utility>

#include "traceability/cbor.hpp"
#include "traceability/ledger_impl.hpp"

namespace masseflyt::traceability {

namespace {

Error no_such_event(std::string_view id) {
  return {ErrorCode::not_found, "event '" + std::string(id) + "' is not known", {}};
}

}  // namespace

void Frontier::add(const Digest& leaf) {
  Digest node = leaf;
  for (std::uint64_t n = size_++; n % 2 == 1; n /= 2) {
    node = hasher_.node(roots_.back(), node);
    roots_.pop_back();
  }
  roots_.push_back(node);
}

Digest Frontier::root() {
  if (roots_.empty()) return empty_root();
  Digest node = roots_.back();
  for (std::size_t i = roots_.size() - 1; i > 0; --i) node = hasher_.node(roots_[i - 1], node);
  return node;
}

std::string opening_note(std::string_view event_id, std::string_view label) {
  return "opening\n" + std::string(event_id) + "\n" + std::string(label);
}

Result<Opening> read_opening(std::string_view label, std::string_view note) {
  cbor::Reader r(note);
  if (r.array() != 2) r.fail("has other parts");
  const std::string_view salt = r.bytes(), value = r.bytes();
  if (!r.ok() || !r.at_end())
    return Error{
        ErrorCode::corrupt, "the kept opening of '" + std::string(label) + "' is damaged", {}};
  return Opening{std::string(label), std::string(value), std::string(salt)};
}

Result<std::string> Ledger::checkpoint(const Signer& signer) {
  Impl& i = *impl_;
  if (i.broken) return Error{ErrorCode::io, "the ledger failed before; open it again to go on", {}};
  Frontier second = std::exchange(i.checked, {});  // and begin anew if this one fails
  auto done = i.store->read(second.size(), size(),
                            [&](std::uint64_t, Record&& r, const Digest&) -> Result<void> {
                              second.add(second.leaf(r.leaf));
                              return {};
                            });
  if (!done) return done.error();
  const Checkpoint now{i.origin, size(), i.tree.root(), {}};
  if (second.root() != now.root)
    return Error{ErrorCode::corrupt,
                 "the stored events do not have the root of the ledger: nothing is signed",
                 {}};
  i.checked = std::move(second);
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
  for (const Commitment& c : body->commitments) {
    if (!opens(c, opening)) continue;
    std::string note;
    cbor::Writer w(note);
    w.array(2), w.bytes(salt), w.bytes(value);
    return impl_->store->put_note(opening_note(event_id, label), note);
  }
  return Error{ErrorCode::invalid_argument,
               "event '" + std::string(event_id) + "' has not committed to that",
               {}};
}

Result<std::optional<Opening>> Ledger::opening(std::string_view event_id,
                                               std::string_view label) const {
  const auto index = find_event(event_id);
  if (!index) return no_such_event(event_id);
  const auto note = impl_->store->note(opening_note(event_id, label));
  if (!note) return note.error();
  if (!note->has_value()) return std::optional<Opening>{};
  auto kept = read_opening(label, **note);
  if (!kept) return kept.error();
  const auto body = event(*index);
  if (!body) return body.error();
  for (const Commitment& c : body->commitments)
    if (opens(c, *kept)) return std::optional(*std::move(kept));
  return Error{ErrorCode::corrupt,
               "what is kept beside event '" + std::string(event_id) + "' does not open '" +
                   std::string(label) + "'",
               {}};
}

Result<void> Ledger::erase_opening(std::string_view event_id, std::string_view label) {
  return impl_->store->put_note(opening_note(event_id, label), {});
}

}  // namespace masseflyt::traceability
