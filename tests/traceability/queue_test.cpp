// Mirrors include/masseflyt/traceability/queue.hpp.
#include <masseflyt/traceability/queue.hpp>

#include <random>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

/// Two phones offline for a day: the excavator's and the plant's, whose clock is an hour slow.
std::vector<SignedEvent> a_day() {
  std::vector<SignedEvent> events;
  Story s;  // only to make events
  const auto add = [&](Event e) {
    e.sequence = static_cast<std::int64_t>(events.size()) + 1;
    events.push_back(sign(e, Story::key_of(e.author)).value());
  };
  for (int i = 0; i < 10; ++i) {
    const std::string n = std::to_string(i);
    Event e = s.at(EventKind::extract, "contractor");
    e.place = "pit", e.outputs = {kg("A" + n, 10)};
    add(e);
    e = s.at(EventKind::ship, "contractor");
    e.load = "L" + n, e.inputs = {kg("A" + n, 10)}, e.to_party = "plant", e.to_place = "plant-yard";
    add(e);
    e = s.at(EventKind::receive, "plant");
    e.load = "L" + n, e.outputs = {kg("IN", 10)}, e.place = "plant-yard";
    e.time_us -= test::hour;
    add(e);
  }
  return events;
}

constexpr Ledger::Rules phones{{}, 2 * test::hour, true};

TEST(Queue, AnyOrderAndAnyNumberOfCopiesLeadToTheSameLog) {  // I6, F15
  auto events = a_day();
  Story first(phones);
  const auto merged = merge_queues(first.ledger, events, first.now + 24 * test::hour).value();
  for (const auto& m : merged) EXPECT_TRUE(m.receipt) << m.receipt.error().message;
  EXPECT_EQ(first.stock_kg("IN"), 100);
  EXPECT_TRUE(first.flags().empty());
  std::mt19937 random(1);
  for (int round = 0; round < 10; ++round) {
    auto shuffled = events;
    for (int copies = 0; copies < 5; ++copies) shuffled.push_back(events[random() % events.size()]);
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    Story other(phones);
    ASSERT_TRUE(merge_queues(other.ledger, shuffled, other.now + 24 * test::hour));
    EXPECT_EQ(other.ledger.tree().root(), first.ledger.tree().root());
  }
}

TEST(Queue, EachRefusalSaysWhyAndCostsTheOthersNothing) {
  auto events = a_day();
  events[4].signature[0] ^= 1;  // shipping of load 1
  events.push_back({"no event", {}, {}});
  Story s(phones);
  const auto merged = merge_queues(s.ledger, events, s.now + 24 * test::hour).value();
  EXPECT_EQ(merged[4].receipt.error().code, ErrorCode::bad_signature);
  EXPECT_EQ(merged[5].receipt.error().code, ErrorCode::not_found);  // received what nobody shipped
  EXPECT_NE(merged[5].receipt.error().message.find("'L1'"), std::string::npos);
  EXPECT_EQ(merged.back().receipt.error().code, ErrorCode::corrupt);
  EXPECT_EQ(s.stock_kg("IN"), 90);
  // handed in again, now with the missing one
  events = a_day();
  const auto again = merge_queues(s.ledger, events, s.now + 24 * test::hour).value();
  for (const auto& m : again) EXPECT_TRUE(m.receipt);
  EXPECT_EQ(s.stock_kg("IN"), 100);
}

TEST(Queue, AClockFartherOffThanTheRulesAllowIsRefusedWithTheNumber) {
  auto events = a_day();
  Story s({{}, test::second, true});
  const auto merged = merge_queues(s.ledger, events, s.now + 24 * test::hour).value();
  EXPECT_EQ(merged[2].receipt.error().code, ErrorCode::conflict);
  EXPECT_NE(merged[2].receipt.error().message.find("before it was shipped"), std::string::npos);
}

TEST(Queue, TwoContentsUnderOneIdAreAConflictWhoeverComesFirst) {
  Story s;
  Event a = s.at(EventKind::extract, "contractor");
  a.place = "pit", a.outputs = {kg("A", 1)};
  Event b = a;
  b.outputs = {kg("A", 2)};
  const auto sa = sign(a, Story::key_of("contractor")).value();
  const auto sb = sign(b, Story::key_of("contractor")).value();
  Story one, two;
  ASSERT_TRUE(merge_queues(one.ledger, std::vector{sa, sb}, s.now));
  ASSERT_TRUE(merge_queues(two.ledger, std::vector{sb, sa}, s.now));
  EXPECT_EQ(one.ledger.tree().root(), two.ledger.tree().root());
}

TEST(Queue, AReceiptWaitsForTheShippingOfItsLoad) {
  Story s;  // only to make events
  std::vector<SignedEvent> events;
  const auto add = [&](Event e, std::int64_t sequence) {
    e.sequence = sequence;
    events.push_back(sign(e, Story::key_of(e.author)).value());
  };
  Event e = s.at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 10)};
  add(e, 1);
  e = s.at(EventKind::load, "contractor");
  e.load = "L", e.inputs = {kg("A", 10)};
  add(e, 2);
  e = s.at(EventKind::receive, "plant");  // its clock is slow: after loading, before shipping
  e.load = "L", e.outputs = {kg("IN", 10)}, e.place = "plant-yard";
  add(e, 1);
  e = s.at(EventKind::ship, "contractor");
  e.load = "L", e.to_party = "plant", e.to_place = "plant-yard";
  add(e, 3);
  Story into(phones);
  const auto merged = merge_queues(into.ledger, events, s.now + test::hour).value();
  for (const auto& m : merged)
    EXPECT_TRUE(m.receipt) << (m.receipt ? "" : m.receipt.error().message);
  EXPECT_TRUE(into.flags().empty());
  EXPECT_EQ(into.ledger.load("L")->handover, Handover::received);
}

TEST(Queue, DevicesThatWaitForEachOtherAllComeThrough) {
  std::vector<SignedEvent> events;
  Story s;
  const auto add = [&](Event e, std::int64_t sequence) {
    e.sequence = sequence;
    events.push_back(sign(e, Story::key_of(e.author)).value());
  };
  const auto send = [&](const char* load, const char* by, const char* to, std::int64_t sequence) {
    Event e = s.at(EventKind::ship, by);
    e.load = load, e.to_party = to, e.to_place = "pit";
    add(e, sequence);
  };
  const auto get = [&](const char* load, const char* by, std::int64_t sequence) {
    Event e = s.at(EventKind::receive, by);
    e.load = load, e.outputs = {kg("IN", 1)}, e.place = "pit";
    add(e, sequence);
  };
  get("L2", "contractor", 1), send("L1", "contractor", "plant", 2);
  get("L1", "plant", 1), send("L2", "plant", "contractor", 2);
  Story into(phones);
  into.count = 100;  // other ids than those of the devices
  for (const char* load : {"L1", "L2"}) {
    into.extract(std::string("A") + load, 1);
    Event e = into.at(EventKind::load, "contractor");
    e.load = load, e.inputs = {kg(std::string("A") + load, 1)};
    into.must(e);
  }
  const auto merged = merge_queues(into.ledger, events, s.now + test::hour).value();
  for (const auto& m : merged)
    EXPECT_TRUE(m.receipt) << (m.receipt ? "" : m.receipt.error().message);
  EXPECT_FALSE(into.flags().empty());  // recorded, and said to be impossible
}

TEST(Queue, WhichOfTwoSignaturesComesFirstDecidesNothing) {
  Story one, two;
  Event e = one.at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 1)};
  Ledger::Rules rules;
  rules.check_signatures = false;
  const SignedEvent a = sign(e, Story::key_of("contractor")).value();
  SignedEvent b = a;
  b.signature[0] ^= 1;
  Story first(rules), second(rules);
  ASSERT_TRUE(merge_queues(first.ledger, std::vector{a, b}, one.now));
  ASSERT_TRUE(merge_queues(second.ledger, std::vector{b, a}, one.now));
  EXPECT_EQ(first.ledger.tree().root(), second.ledger.tree().root());
}

}  // namespace
}  // namespace masseflyt::traceability
