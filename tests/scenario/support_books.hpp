// support_books.hpp — a ledger that tells the story of a scenario.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::scenario {

using traceability::Event;
using traceability::EventKind;
using traceability::Ledger;
using traceability::Portion;

/// The substances that have condition classes, from the pack itself.
inline const std::vector<std::string>& with_classes() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> ids;
    const auto pack = classification::built_in_pack("no.tilstandsklasser.ta2553").value();
    for (const auto& rule : pack.rules)
      if (rule.level == 1) ids.push_back(rule.subject);
    return ids;
  }();
  return all;
}

/// A ledger of one party that may do everything, by one key, one minute apart.
struct Books {
  Ledger ledger = Ledger::open(traceability::memory_store(), "ledger.example/plan").value();
  traceability::Signer key =
      traceability::signer_in_memory(traceability::Algorithm::ed25519, std::string(32, 'k'))
          .value();
  std::int64_t now = 1'710'000'000'000'000;  // 2024-03-09T16:00:00Z
  int count = 0;
  std::set<std::string> places;

  Books() {
    Event e = make(EventKind::party);
    e.subject = "builder", e.key = key.key;
    must(e);
    e = make(EventKind::document);
    e.subject = "R-1", e.digest = traceability::sha256("report");
    must(e);
  }
  Event make(EventKind kind) {
    Event e;
    e.kind = kind, e.id = "E-" + std::to_string(count++), e.author = "builder";
    e.time_us = now += 60'000'000;
    return e;
  }
  Event must(const Event& e) {
    for (const std::string& p : {e.place, e.to_place})
      if (!p.empty() && places.insert(p).second) {
        Event place = make(EventKind::place);
        place.subject = p, place.time_us = e.time_us;
        must(place);
      }
    const auto receipt = ledger.append(traceability::sign(e, key).value(), now);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().message);
    return e;
  }
  static Portion t(std::string lot, double tonnes) {
    return {std::move(lot), std::llround(tonnes * 1e6), Basis::wet, 0, {}};
  }
  void extract(const std::string& lot, double tonnes, const std::string& place) {
    Event e = make(EventKind::extract);
    e.place = place, e.outputs = {t(lot, tonnes)};
    must(e);
  }
  Event ship(const std::string& load, std::vector<Portion> in, const std::string& from,
             const std::string& to) {
    Event e = make(EventKind::ship);
    e.load = load, e.inputs = std::move(in), e.place = from;
    e.to_party = "builder", e.to_place = to;
    return must(e);
  }
  Event receive(const std::string& load, Portion out, const std::string& at) {
    Event e = make(EventKind::receive);
    e.load = load, e.place = at, e.outputs = {std::move(out)};
    return must(e);
  }
  void haul(const std::string& load, Portion in, const std::string& from, const std::string& to,
            const std::string& lot_there) {
    const double tonnes = static_cast<double>(in.mass_g) / 1e6;
    ship(load, {std::move(in)}, from, to);
    receive(load, t(lot_there, tonnes), to);
  }
  void test(const std::string& lot, const std::string& property, const std::string& value,
            const std::string& unit) {
    Event e = make(EventKind::sample);
    e.lots = {lot}, e.values = {{property, value, unit, "R-1"}};
    must(e);
  }
  /// All substances with classes, far below every limit, unless told otherwise; "-": left out.
  void analyse(const std::string& lot, const std::map<std::string, std::string>& but = {}) {
    Event e = make(EventKind::sample);
    e.lots = {lot};
    for (const auto& id : with_classes()) {
      const auto other = but.find(id);
      const std::string value = other == but.end() ? "0.000001" : other->second;
      if (value != "-") e.values.push_back({"content/" + id, value, "mg/kg", "R-1"});
    }
    must(e);
  }
  void declare(const std::string& lot, int condition_class) {
    test(lot, "condition_class", std::to_string(condition_class), "1");
  }
  std::string hold(const std::string& lot, const std::string& reason) {
    Event e = make(EventKind::hold);
    e.lots = {lot}, e.reason = reason;
    return must(e).id;
  }
  void release(const std::string& lot) {
    Event e = make(EventKind::release);
    e.lots = {lot}, e.reason = "tested again";
    must(e);
  }
};

}  // namespace masseflyt::scenario
