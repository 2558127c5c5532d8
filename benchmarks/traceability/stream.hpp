// stream.hpp — events for the benchmarks of this folder. They stand for a region's construction
// year: excavation, loads of 25 tonnes to a plant, crushing there, blending into piles, use.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability::bench {

inline constexpr std::int64_t start_us = 1'772'431'200'000'000;
inline constexpr std::int64_t later = start_us + 1'000'000'000'000;
inline constexpr std::size_t batch = 10'000;  ///< events per commit, where nothing else is said

/// Of trusted bulk data, whose leaves carry no signature.
inline Ledger::Rules unsigned_rules() { return {{}, 0, false}; }

inline Signer key() { return signer_in_memory(Algorithm::ed25519, std::string(32, 'k')).value(); }

/// Events of one operator; signed, or with empty signatures for bulk data.
class Stream {
 public:
  explicit Stream(bool with_signatures) : signed_(with_signatures), signer_(key()) {
    Event e = event(EventKind::party);
    e.subject = "op", e.key = signer_.key;
    push(e);
    for (const char* place : {"pit", "plant", "road"}) {
      e = event(EventKind::place);
      e.subject = place;
      push(e);
    }
  }

  /// Six events per round: extract, ship, receive, process, merge into a pile, use.
  std::vector<SignedEvent> make(std::size_t events) {
    while (out.size() < events) {
      const std::string n = std::to_string(round_++);
      Event e = event(EventKind::extract);
      e.place = "pit", e.outputs = {kg("E" + n, 25'000)};
      push(e);
      e = event(EventKind::ship);
      e.load = "L" + n, e.inputs = {kg("E" + n, 25'000)}, e.to_party = "op", e.to_place = "plant";
      push(e);
      e = event(EventKind::receive);
      e.load = "L" + n, e.place = "plant", e.outputs = {kg("R" + n, 25'000)};
      push(e);
      e = event(EventKind::process);
      e.place = "plant", e.inputs = {kg("R" + n, 25'000)};
      e.outputs = {kg("A" + n, 15'000), kg("B" + n, 9'900)}, e.losses = {{"dust", 100'000, 0}};
      push(e);
      // Every two thousandth round begins another pile, so that piles are long but not endless.
      const std::string pile = "P" + std::to_string(round_ / 2000);
      e = event(EventKind::merge);
      e.place = "plant", e.inputs = {kg("A" + n, 15'000)}, e.outputs = {kg(pile, 15'000)};
      push(e);
      e = event(EventKind::use);
      e.place = "plant", e.inputs = {kg(pile, 10'000)};
      push(e);
    }
    return std::exchange(out, {});
  }

 private:
  static Portion kg(std::string lot, std::int64_t kilograms) {
    return {std::move(lot), 1000 * kilograms, Basis::wet, 0, {}};
  }
  Event event(EventKind kind) {
    Event e;
    e.kind = kind, e.id = "E-" + std::to_string(next_), e.author = "op";
    e.time_us = start_us + 1000 * next_++;
    return e;
  }
  void push(const Event& e) {
    if (signed_)
      out.push_back(sign(e, signer_).value());
    else
      out.push_back({encode(e).value(), {}, {}});
  }

  std::vector<SignedEvent> out;
  bool signed_;
  Signer signer_;
  std::int64_t next_ = 0, round_ = 0;
};

/// Appends in commits of `per_commit` events; whether all went well.
inline bool append_all(Ledger& ledger, std::span<const SignedEvent> events,
                       std::size_t per_commit = batch) {
  for (std::size_t i = 0; i < events.size(); i += per_commit) {
    const auto done =
        ledger.append(events.subspan(i, std::min(per_commit, events.size() - i)), later);
    if (!done) return false;
    for (const auto& receipt : *done)
      if (!receipt || receipt->already) return false;
  }
  return true;
}

}  // namespace masseflyt::traceability::bench
