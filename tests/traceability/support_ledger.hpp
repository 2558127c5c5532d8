// support_ledger.hpp — a small ledger with parties, places and a report, to write stories in.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/traceability/ledger.hpp>

#include "traceability/support_events.hpp"

namespace masseflyt::traceability::test {

/// Parties contractor (operator), plant, haulier and lab, each with one key; places pit, plant-yard
/// and site; document R-1. Events follow each other by one minute.
struct Story {
  explicit Story(Ledger::Rules rules = {}, std::unique_ptr<Store> store = memory_store())
      : ledger(Ledger::open(std::move(store), "ledger.example/1", rules).value()) {
    if (ledger.size() > 0) {
      now += static_cast<std::int64_t>(ledger.size()) * minute;
      count = static_cast<int>(ledger.size());
      return;
    }
    for (const char* party : {"contractor", "plant", "haulier", "lab"}) {
      Event e = at(EventKind::party, "contractor");
      e.subject = party, e.key = key_of(party).key;
      must(e);
    }
    for (const char* place : {"pit", "plant-yard", "site"}) {
      Event e = at(EventKind::place, "contractor");
      e.subject = place;
      must(e);
    }
    Event e = at(EventKind::document, "lab");
    e.subject = "R-1", e.digest = sha256("report");
    must(e);
  }

  static constexpr std::int64_t minute = 60 * second;
  static Signer key_of(const std::string& party) { return signer(party[0]); }

  Event at(EventKind kind, std::string author) {
    now += minute;
    return event(kind, "E-" + std::to_string(count++), std::move(author), now);
  }
  Result<Receipt> append(const Event& e) { return append(e, key_of(e.author)); }
  Result<Receipt> append(const Event& e, const Signer& s) {
    return ledger.append(sign(e, s).value(), now);
  }
  Receipt must(const Event& e) {
    auto receipt = append(e);
    EXPECT_TRUE(receipt) << (receipt ? "" : receipt.error().message);
    return receipt ? *receipt : Receipt{};
  }
  ErrorCode refused(const Event& e) { return refused(e, key_of(e.author)); }
  ErrorCode refused(const Event& e, const Signer& s) {
    const Digest before = ledger.tree().root();
    const auto receipt = append(e, s);
    EXPECT_EQ(ledger.tree().root(), before);
    if (receipt) return ErrorCode{0};
    EXPECT_NE(receipt.error().message.find(e.id), std::string::npos) << receipt.error().message;
    return receipt.error().code;
  }

  // ---- one line per event; each returns what was appended
  Event extract(std::string lot, std::int64_t kilograms, std::int64_t u_kg = 0) {
    Event e = at(EventKind::extract, "contractor");
    e.place = "pit", e.outputs = {kg(std::move(lot), kilograms, u_kg)};
    return must(e), e;
  }
  Event split(std::vector<Portion> in, std::vector<Portion> out, std::string who = "contractor",
              std::string where = "pit") {
    Event e = at(EventKind::split, std::move(who));
    e.place = std::move(where), e.inputs = std::move(in), e.outputs = std::move(out);
    return must(e), e;
  }
  Event merge(std::vector<Portion> in, std::vector<Portion> out, std::string who = "contractor",
              std::string where = "pit") {
    Event e = at(EventKind::merge, std::move(who));
    e.place = std::move(where), e.inputs = std::move(in), e.outputs = std::move(out);
    return must(e), e;
  }
  Event ship(std::string load, Portion p, std::string who = "contractor", std::string to = "plant",
             std::string to_place = "plant-yard") {
    Event e = at(EventKind::ship, std::move(who));
    e.load = std::move(load), e.inputs = {std::move(p)};
    e.to_party = std::move(to), e.to_place = std::move(to_place);
    return must(e), e;
  }
  Event receive(std::string load, Portion p, std::string who = "plant",
                std::string where = "plant-yard") {
    Event e = at(EventKind::receive, std::move(who));
    e.load = std::move(load), e.outputs = {std::move(p)}, e.place = std::move(where);
    return must(e), e;
  }
  Event use(Portion p, std::string who = "contractor", std::string where = "pit") {
    Event e = at(EventKind::use, std::move(who));
    e.inputs = {std::move(p)}, e.place = std::move(where);
    return must(e), e;
  }
  Event corrected(Event e) {
    Event again = at(e.kind, e.author);
    e.corrects = e.id, e.id = again.id;
    return e;
  }
  Event withdrawal(const Event& of) {
    Event e = at(EventKind::withdraw, of.author);
    e.corrects = of.id, e.reason = "did_not_occur";
    return e;
  }

  std::int64_t stock_kg(const std::string& lot) { return ledger.lot(lot).value().stock_g / 1000; }
  std::vector<std::string> flags() {
    std::vector<std::string> all;
    for (const Flag& f : ledger.flags()) all.push_back(std::string(name(f.what)) + " " + f.subject);
    return all;
  }

  Ledger ledger;
  std::int64_t now = morning;
  int count = 0;
};

using Names = std::vector<std::string>;

}  // namespace masseflyt::traceability::test
