// libFuzzer: any bytes as a history. Each five of them are an event, most of them absurd; whatever
// the ledger makes of it must stand up to fsck, to a rebuild, and to every question.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/traceability/balance.hpp>
#include <masseflyt/traceability/blending.hpp>
#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/lineage.hpp>
#include <masseflyt/traceability/prov.hpp>

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;

constexpr Ledger::Rules unsigned_rules{{}, 0, false};
constexpr std::int64_t begin_us = 1'772'431'200'000'000;

struct History {
  Ledger ledger = Ledger::open(memory_store(), "o", unsigned_rules).value();
  std::int64_t now = begin_us;
  int number = 0;

  Event event(EventKind kind) {
    Event e;
    e.kind = kind, e.id = std::to_string(number++), e.author = "op", e.time_us = now += 1'000'000;
    return e;
  }
  void take(const Event& e) {
    if (const auto body = encode(e)) static_cast<void>(ledger.append({*body, {}, {}}, now));
  }
  void begin() {
    Event e = event(EventKind::party);
    e.subject = "op", e.key = PublicKey{Algorithm::ed25519, std::string(32, 'k')};
    take(e);
    for (const char* place : {"p0", "p1"}) e = event(EventKind::place), e.subject = place, take(e);
    e = event(EventKind::document), e.subject = "R", e.digest = Digest{};
    take(e);
  }
};

Portion portion(std::uint8_t lot, std::uint8_t mass) {
  return {"l" + std::to_string(lot % 6), mass * std::int64_t{1000}, Basis::wet, lot % 3 * 500, {}};
}

void step(History& h, const std::uint8_t* b) {
  constexpr int kinds[] = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 30};
  Event e = h.event(static_cast<EventKind>(kinds[b[0] % std::size(kinds)]));
  e.place = b[4] % 2 == 0 ? "p0" : "p1";
  if (b[0] & 0x80) e.corrects = std::to_string(b[3] % std::max(1, h.number));
  e.time_us -= b[4] / 32 * 1'000'000;
  if (b[1] % 4 != 0) e.inputs = {portion(b[1], b[2])};
  if (b[3] % 4 != 0) e.outputs = {portion(b[3], b[2])};
  const bool moves_load =
      e.kind == EventKind::load || e.kind == EventKind::ship || e.kind == EventKind::receive;
  if (moves_load) e.load = "L" + std::to_string(b[4] % 3);
  if (e.kind == EventKind::ship) e.to_party = "op", e.to_place = b[2] % 2 == 0 ? "p0" : "p1";
  if (e.kind == EventKind::load || e.kind == EventKind::ship) e.outputs.clear();
  if (e.kind == EventKind::receive || e.kind == EventKind::extract || e.kind == EventKind::count)
    e.inputs.clear();
  if (e.kind == EventKind::use || e.kind == EventKind::dispose) e.outputs.clear();
  if (e.kind == EventKind::process && b[4] % 3 == 0) e.run = "r";
  if (e.kind == EventKind::process && b[4] % 5 == 0) e.losses = {{"dust", b[2], 0}};
  if (e.kind >= EventKind::hold && e.kind <= EventKind::release) e.reason = "r";
  if (e.kind == EventKind::adjust || e.kind == EventKind::withdraw) e.reason = "r";
  if (e.kind == EventKind::store || e.kind == EventKind::sample || e.kind == EventKind::hold ||
      e.kind == EventKind::release) {
    e.lots = {portion(b[3], 1).lot};
    e.outputs.clear();
    if (e.kind != EventKind::sample) e.inputs.clear();
  }
  if (e.kind == EventKind::sample) e.values = {{"condition_class", "3", "1", "R"}};
  if (e.kind == EventKind::withdraw)
    e.place.clear(), e.inputs.clear(), e.outputs.clear(), e.corrects = std::to_string(b[3]);
  h.take(e);
}

void ask_everything(History& h) {
  const auto lineage = Lineage::make(h.ledger);
  if (!lineage) std::abort();
  Tracer tracer(*lineage);
  for (const auto& lot : h.ledger.lots()) {
    static_cast<void>(balance_of_lot(h.ledger, lot));
    if (lineage->versions(lot).empty()) continue;
    const Suspect suspect{lot};
    for (const Reading reading : {Reading::well_mixed, Reading::fifo}) {
      const auto recall = tracer.recall({&suspect, 1}, reading);
      if (!recall) std::abort();
      for (std::uint32_t r = 0; r < recall->size(); ++r) {
        if (!(recall->share[r] >= 0 && recall->share[r] <= 1)) std::abort();
        if (recall->low_g[r] > recall->high_g[r]) std::abort();
        if (recall->path(r).empty()) std::abort();
      }
      static_cast<void>(summarise(*lineage, *recall));
    }
    if (!tracer.origins(suspect)) std::abort();
    if (!quality(h.ledger, *lineage, suspect)) std::abort();
  }
  if (!to_prov_json(h.ledger, *lineage, "https://example.org/")) std::abort();
  for (const char* place : {"p0", "p1"}) static_cast<void>(balance_of_site(h.ledger, place));
  for (const Flag& f : h.ledger.flags())
    if (explain(f).empty()) std::abort();
}

void rebuild(History& h) {
  const auto found = Ledger::fsck(h.ledger.store(), "o", unsigned_rules);
  if (!found || !found->empty()) std::abort();
  auto again = Ledger::open(memory_store(), "o", unsigned_rules).value();
  for (std::uint64_t i = 0; i < h.ledger.size(); ++i) {
    const auto record = h.ledger.record(i).value();
    if (!again.append(from_leaf(record.leaf).value(), record.recorded_us)) std::abort();
  }
  if (again.tree().root() != h.ledger.tree().root() || again.flags() != h.ledger.flags())
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  History h;
  h.begin();
  for (std::size_t at = 0; at + 5 <= std::min<std::size_t>(size, 500); at += 5) step(h, data + at);
  ask_everything(h);
  rebuild(h);
  return 0;
}
