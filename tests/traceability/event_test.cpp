// Mirrors include/masseflyt/traceability/event.hpp.
#include <masseflyt/traceability/event.hpp>

#include <set>

#include <gtest/gtest.h>

#include "traceability/support_events.hpp"

namespace masseflyt::traceability {
namespace {

using test::event;
using test::kg;

Event extract() {
  Event e = event(EventKind::extract, "E-1", "contractor");
  e.place = "pit", e.outputs = {kg("EXC-1", 10)};
  return e;
}
ErrorCode code(const Event& e) {
  const auto ok = check(e);
  return ok ? ErrorCode{0} : ok.error().code;
}
std::string path(const Event& e) {
  const auto ok = check(e);
  return ok ? "" : ok.error().path;
}

TEST(Event, EveryKindWithAllItsMembersIsWellFormed) {
  std::set<EventKind> kinds;
  for (const Event& e : test::one_of_each()) {
    const auto ok = check(e);
    EXPECT_TRUE(ok) << name(e.kind) << ": " << (ok ? "" : ok.error().message);
    EXPECT_EQ(event_kind(name(e.kind)), e.kind);
    kinds.insert(e.kind);
  }
  EXPECT_EQ(kinds.size(), 23u);  // the list above has them all
}

TEST(Event, AMemberThatTheKindNeedsCannotBeLeftOut) {
  Event e = extract();
  e.outputs.clear();
  EXPECT_EQ(path(e), "/outputs");
  e = extract();
  e.place.clear();
  EXPECT_EQ(path(e), "/place");
}

TEST(Event, AMemberThatTheKindHasNoUseForIsRefused) {
  Event e = extract();
  e.inputs = {kg("X", 1)};
  EXPECT_EQ(path(e), "/inputs");
}

TEST(Event, UnknownKindsAreRefused) {
  Event e = extract();
  e.kind = static_cast<EventKind>(9);
  EXPECT_EQ(path(e), "/kind");
}

TEST(Event, AMassWithoutBasisIsRefused) {
  Event e = extract();
  e.outputs[0].basis = static_cast<Basis>(0);
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
}

TEST(Event, AVolumeKeepsItsConversionExactly) {
  Event e = extract();
  e.outputs[0].measured = Measured{10'000, VolumeState::bank, 1, "permit 3.1"};
  EXPECT_TRUE(check(e));
  e.outputs[0].mass_g += 1;
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
  e = extract();
  e.outputs[0].measured = Measured{10'000, static_cast<VolumeState>(0), 1, "permit 3.1"};
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);  // m3 of what?
  e.outputs[0].measured = Measured{10'000, VolumeState::bank, 1, ""};
  EXPECT_EQ(code(e), ErrorCode::invalid_argument);  // nobody can trace such a density
  e.outputs[0].measured = Measured{max_mass_g, VolumeState::bank, 100'000, "overflows"};
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
}

TEST(Event, WetAndDryMeetOnlyWhereWaterIsDeclared) {
  Event e = event(EventKind::process, "E-1", "plant");
  e.place = "yard";
  e.inputs = {kg("A", 10)}, e.outputs = {kg("B", 9)}, e.losses = {{"water", 1'000'000, 0}};
  e.outputs[0].basis = Basis::dry;
  EXPECT_TRUE(check(e));
  e.losses[0].cause = "dust";
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
  e.kind = EventKind::split, e.losses[0].cause = "water";
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
}

TEST(Event, ALotStandsOnceInAList) {
  Event e = extract();
  e.outputs.push_back(kg("EXC-1", 1));
  EXPECT_EQ(path(e), "/outputs/1");
}

TEST(Event, ValuesNameTheirDocumentAndUnit) {
  Event e = event(EventKind::sample, "E-1", "lab");
  e.lots = {"A"};
  e.values = {{"condition_class", "2", "1", ""}};
  EXPECT_EQ(path(e), "/values/0/document");
  e.values = {{"content/lead", "60", "", "R-1"}};
  EXPECT_EQ(code(e), ErrorCode::unit_mismatch);
}

TEST(Event, TermsAreTheKnownOnesOrBeginWithX) {
  Event e = extract();
  e.terms = {{"waste_codes", "17 05 04"}, {"x-own", "1"}};
  EXPECT_TRUE(check(e));
  e.terms = {{"wastecodes", "17 05 04"}};
  EXPECT_EQ(path(e), "/terms");
}

TEST(Event, TextsHaveLimits) {
  Event e = extract();
  e.id = std::string(max_id_bytes + 1, 'x');
  EXPECT_EQ(code(e), ErrorCode::limit_exceeded);
  for (const char* bad : {"", " a", "a\n", "\xFF"}) {
    e.id = bad;
    EXPECT_EQ(code(e), ErrorCode::invalid_argument) << bad;
  }
}

TEST(Event, MassesHaveLimits) {
  Event e = extract();
  e.outputs[0].mass_g = -1;
  EXPECT_EQ(code(e), ErrorCode::limit_exceeded);
  e.outputs[0].mass_g = max_mass_g + 1;
  EXPECT_EQ(code(e), ErrorCode::limit_exceeded);
}

TEST(Event, ACommitmentOfOneLabelStandsOnce) {
  Event e = test::event(EventKind::ship, "E", "op");
  e.load = "L", e.to_party = "op", e.to_place = "pit";
  e.commitments = {{"driver", {}}, {"vehicle", {}}};
  EXPECT_TRUE(check(e));
  e.commitments.push_back({"driver", {}});
  EXPECT_FALSE(check(e));
}

}  // namespace
}  // namespace masseflyt::traceability
