#include <masseflyt/traceability/ledger.hpp>

#include <algorithm>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/ledger_impl.hpp"

namespace masseflyt::traceability {

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
  const Index by = impl_->state.corrected_by(static_cast<Index>(index));
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
  LoadState l{std::string(id), Handover::loaded, s.turnover(i).in_g};
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

std::vector<std::uint64_t> Ledger::State::history(Index entity) const {
  std::vector<std::uint64_t> events;
  if (entity == none) return events;
  for (Index m = entities[entity].last_move; m != none; m = moves[m].previous)
    if (events.empty() || events.back() != moves[m].event) events.push_back(moves[m].event);
  std::reverse(events.begin(), events.end());
  return events;
}

std::vector<std::uint64_t> Ledger::history(std::string_view lot) const {
  return impl_->state.history(impl_->state.lot_entity(lot));
}
std::vector<std::uint64_t> Ledger::history_of_load(std::string_view load) const {
  return impl_->state.history(impl_->state.load_entity(load));
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

}  // namespace masseflyt::traceability
