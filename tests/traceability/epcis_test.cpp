// Mirrors to_epcis() and from_epcis() of include/masseflyt/traceability/epcis.hpp.
#include <masseflyt/traceability/epcis.hpp>

#include <random>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/support_epcis.hpp"
#include "traceability/support_events.hpp"

namespace masseflyt::traceability {
namespace {

using nlohmann::json;

const std::string base = "https://contractor.example/";

EpcisOut written(const std::vector<Event>& events, const std::vector<std::string>& leaves = {}) {
  auto out = to_epcis(events, {base, test::morning, leaves});
  EXPECT_TRUE(out) << (out ? "" : out.error().message);
  return out ? *out : EpcisOut{};
}
EpcisIn reread(const std::string& document) {
  EpcisInOptions options;
  options.base = base;
  return from_epcis(document, "d", options);
}

TEST(Epcis, EveryKindSurvivesTheRoundTrip) {
  const std::vector<Event> events = test::one_of_each();
  const EpcisOut out = written(events);
  const EpcisIn in = reread(out.document);
  EXPECT_EQ(test::lines(in.found, Severity::note), "");
  ASSERT_EQ(in.events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(in.events[i], events[i]) << i;
  for (const EpcisNote& note : in.notes) ADD_FAILURE() << note.path << " " << note.what;
}

TEST(Epcis, WhatIsWrittenIsValidEpcis) {
  EXPECT_EQ(test::lines(check_epcis(written(test::one_of_each()).document, "d"), Severity::note),
            "");
}

TEST(Epcis, MassesAreExactDecimalsOfKilograms) {
  Event e = test::event(EventKind::extract, "E", "p");
  e.place = "pit";
  e.outputs = {{"A", 28'640'120, Basis::wet, 0, {}}, {"B", max_mass_g - 1, Basis::wet, 0, {}}};
  const std::string document = written({e}).document;
  EXPECT_NE(document.find(R"("quantity":28640.12,"uom":"KGM")"), std::string::npos) << document;
  EXPECT_NE(document.find(R"("quantity":999999999999.999,)"), std::string::npos) << document;
}

TEST(Epcis, AnyIdComesBackAsItWas) {
  for (const char* id : {"EXC 1/2", "blåleire", "https://id.gs1.org/01/07050000000016/10/EXC",
                         "urn:uuid:0d3a4a0c-2f7b", "https://contractor.example/lot/A", "100%",
                         "%41", "a:b", "https://x y"}) {
    Event e = test::event(EventKind::extract, id, "p");
    e.place = id, e.outputs = {test::kg(id, 1)};
    const EpcisIn in = reread(written({e}).document);
    ASSERT_EQ(in.events.size(), 1u) << id << test::lines(in.found);
    EXPECT_EQ(in.events[0], e);
  }
}

/// An extraction that was weighed wrongly and a shipment that never left.
std::vector<Event> corrected() {
  Event wrong = test::event(EventKind::extract, "E-1", "p");
  wrong.place = "pit", wrong.outputs = {test::kg("A", 10)};
  Event right = wrong;
  right.id = "E-2", right.corrects = "E-1", right.reason = "scale", right.time_us += test::hour;
  right.outputs = {test::kg("A", 11)};
  Event ship = test::event(EventKind::ship, "E-3", "p");
  ship.load = "L", ship.to_party = "q", ship.to_place = "quay", ship.inputs = {test::kg("A", 1)};
  Event withdrawn = test::event(EventKind::withdraw, "E-4", "p", test::morning + 2 * test::hour);
  withdrawn.corrects = "E-3", withdrawn.reason = "did not leave", withdrawn.sequence = 9;
  return {wrong, right, ship, withdrawn};
}

TEST(Epcis, CorrectionsBecomeErrorDeclarations) {
  const EpcisOut out = written(corrected());
  const json events = json::parse(out.document)["epcisBody"]["eventList"];
  ASSERT_EQ(events.size(), 5u);  // the wrong one is told again with its declaration
  EXPECT_EQ(events[1]["eventID"], events[0]["eventID"]);
  EXPECT_EQ(events[1]["errorDeclaration"]["reason"], "incorrect_data");
  EXPECT_EQ(events[1]["errorDeclaration"]["correctiveEventIDs"][0], events[2]["eventID"]);
  EXPECT_EQ(events[4]["eventID"], events[3]["eventID"]);
  EXPECT_EQ(events[4]["errorDeclaration"]["reason"], "did_not_occur");
  const auto hashes = epcis_hashes(out.document).value();
  EXPECT_EQ(test::lines(check_epcis(out.document, "d"), Severity::note), "");
  const EpcisIn in = reread(out.document);
  EXPECT_EQ(in.events, corrected()) << test::lines(in.found);
  EXPECT_EQ(hashes.size(), 5u);
}

TEST(Epcis, SignedEventsTravelAlongAndMustSayTheSame) {
  const std::vector<Event> events = corrected();
  std::vector<std::string> leaves;
  for (const Event& e : events) leaves.push_back(leaf(sign(e, test::signer()).value()));
  const EpcisOut out = written(events, leaves);
  EXPECT_EQ(reread(out.document).leaves, leaves);
  std::string forged = out.document;
  const auto at = forged.find(R"("quantity":11,)");
  ASSERT_NE(at, std::string::npos);
  forged.replace(at, 14, R"("quantity":12,)");
  const EpcisIn in = reread(forged);
  EXPECT_EQ(in.events.size(), 3u);
  EXPECT_NE(test::lines(in.found).find("/epcisBody/eventList/2/masse:leaf"), std::string::npos);
}

TEST(Epcis, WhatEpcisCannotCarryIsListed) {
  Event e = test::event(EventKind::extract, "E", "p");
  e.place = "pit", e.outputs = {test::kg("A", 10, 1)};
  const EpcisOut out = written({e});
  std::vector<std::string> extended, lost;
  for (const EpcisNote& n : out.notes)
    (n.fate == EpcisFate::extension ? extended : lost).push_back(n.what);
  EXPECT_EQ(extended, (std::vector<std::string>{"kind", "author", "outputs"}));
  EXPECT_EQ(lost, std::vector<std::string>{"signatures of the events"});
}

// ---- what other systems write

EpcisIn foreign(const std::string& file) {
  EpcisInOptions options;
  options.author = "importer";
  options.basis = Basis::wet;
  return from_epcis(test::read(test::exchange_folder() / "epcis-bulk" / file), file, options);
}

TEST(Epcis, ForeignEventsAreUnderstoodWhereTheyHaveAMeaning) {
  const std::vector<std::pair<std::string, EventKind>> documents = {
      {"01-commission-excavation.jsonld", EventKind::extract},
      {"02-topup-same-lot.jsonld", EventKind::extract},
      {"03-ship-one-load.jsonld", EventKind::ship},
      {"05-crush-and-sieve.jsonld", EventKind::process},
      {"06-split.jsonld", EventKind::split},
      {"07-merge-blend.jsonld", EventKind::merge},
      {"08-final-use.jsonld", EventKind::use},
      {"09-recall.jsonld", EventKind::hold}};
  for (const auto& [file, kind] : documents) {
    const EpcisIn in = foreign(file);
    ASSERT_EQ(in.events.size(), 1u) << file << "\n" << test::lines(in.found);
    EXPECT_EQ(in.events[0].kind, kind) << file;
    EXPECT_FALSE(in.notes.empty()) << file;  // at least the offset of the clock
  }
}

TEST(Epcis, ForeignMassesAreExact) {
  const EpcisIn in = foreign("05-crush-and-sieve.jsonld");
  ASSERT_EQ(in.events.size(), 1u);
  EXPECT_EQ(in.events[0].outputs[0].mass_g, 410'000'250);
  EXPECT_EQ(in.events[0].run, "urn:uuid:0d3a4a0c-2f7b-4d0b-8e59-7f0a4b8f0001");
}

TEST(Epcis, AnEventWithoutAnIdIsKnownByItsHash) {
  const std::string id = "9ba22612bad8a6da7c8e10e71b1417cab0c0c5264237a1c6ef36a2a5d8511315";
  EXPECT_EQ(foreign("03-ship-one-load.jsonld").events[0].id, id);
  // So is one that is told again only to be declared wrong.
  json document = json::parse(
      test::read(test::exchange_folder() / "epcis-bulk/10-error-declaration-of-03.jsonld"));
  document["epcisBody"]["eventList"][0]["errorDeclaration"].erase("correctiveEventIDs");
  document["epcisBody"]["eventList"][0].erase("eventID");
  EpcisInOptions options;
  options.author = "importer";
  const EpcisIn withdrawn = from_epcis(document.dump(), "d", options);
  ASSERT_EQ(withdrawn.events.size(), 1u) << test::lines(withdrawn.found);
  EXPECT_EQ(withdrawn.events[0].kind, EventKind::withdraw);
  EXPECT_EQ(withdrawn.events[0].corrects, id);
}

TEST(Epcis, ADeclarationWhoseCorrectionIsElsewhereIsNotTakenInSilence) {
  const EpcisIn in = foreign("10-error-declaration-of-03.jsonld");
  EXPECT_TRUE(in.events.empty());
  EXPECT_NE(test::lines(in.found).find("urn:uuid:99999999"), std::string::npos)
      << test::lines(in.found);
}

TEST(Epcis, AReceiptThatNamesNoLoadIsNotGuessed) {
  const EpcisIn in = foreign("04-receive-mismatch.jsonld");
  EXPECT_TRUE(in.events.empty());
  EXPECT_NE(test::lines(in.found).find("needs load"), std::string::npos) << test::lines(in.found);
}

TEST(Epcis, WhatTheDocumentDoesNotSayIsAskedFor) {
  const auto file = test::exchange_folder() / "epcis-bulk/01-commission-excavation.jsonld";
  const EpcisIn in = from_epcis(test::read(file), "d");
  EXPECT_TRUE(in.events.empty());
  const std::string said = test::lines(in.found);
  EXPECT_NE(said.find("wet or dry"), std::string::npos) << said;
  EXPECT_NE(said.find("author"), std::string::npos) << said;
}

TEST(Epcis, NothingIsRoundedAndNoVolumeBecomesAMass) {
  std::string text = test::read(test::exchange_folder() / "epcis-bulk/08-final-use.jsonld");
  EpcisInOptions options;
  options.author = "importer", options.basis = Basis::wet;
  for (const auto& [quantity, expected] :
       {std::pair{R"("quantity": 0.0001, "uom": "KGM")", "whole number of grams"},
        {R"("quantity": 12, "uom": "MTQ")", "density"},
        {R"("quantity": 1e300, "uom": "KGM")", "10^15"},
        {R"("quantity": -1, "uom": "TNE")", "10^15"}}) {
    std::string bad = text;
    const auto at = bad.find("\"quantity\""), end = bad.find('}', at);
    bad.replace(at, end - at, quantity);
    const EpcisIn in = from_epcis(bad, "d", options);
    EXPECT_TRUE(in.events.empty());
    EXPECT_NE(test::lines(in.found).find(expected), std::string::npos) << test::lines(in.found);
  }
}

TEST(Epcis, PublishedDocumentsAreReadWithoutAFaultOrWithAReason) {
  EpcisInOptions options;
  options.author = "importer", options.basis = Basis::wet;
  for (const auto& file : test::documents(test::exchange_folder() / "epcis/valid")) {
    const EpcisIn in = from_epcis(test::read(file), "d", options);
    EXPECT_EQ(in.events.size(), in.leaves.size());
    EXPECT_TRUE(!in.events.empty() || !in.notes.empty() || has_errors(in.found)) << file;
    for (const Event& e : in.events) EXPECT_TRUE(check(e));
  }
}

TEST(Epcis, RandomEventsSurviveTheRoundTrip) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  std::vector<Event> events;
  const std::vector<Event> kinds = test::one_of_each();
  for (int i = 0; i < 400; ++i) {
    Event e = kinds[below(kinds.size())];
    e.id = "R-" + std::to_string(i);
    e.time_us += static_cast<std::int64_t>(below(1'000'000'000'000));
    for (auto* list : {&e.inputs, &e.outputs})
      for (Portion& p : *list)
        if (!p.measured) p.mass_g = static_cast<std::int64_t>(below(1'000'000'000'000'001));
    if (!e.corrects.empty() && !events.empty() && below(2) == 0)
      e.corrects = events[below(events.size())].id;
    events.push_back(std::move(e));
  }
  // A second correction of one event is no event that a ledger takes.
  std::set<std::string> corrected_once;
  std::erase_if(events, [&](const Event& e) {
    return !e.corrects.empty() && e.corrects != "E-x" && !corrected_once.insert(e.corrects).second;
  });
  const EpcisIn in = reread(written(events).document);
  EXPECT_EQ(test::lines(in.found), "");
  ASSERT_EQ(in.events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(in.events[i], events[i]) << events[i].id;
}

}  // namespace
}  // namespace masseflyt::traceability
