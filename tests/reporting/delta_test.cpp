// Mirrors include/masseflyt/reporting/delta.hpp.
#include <masseflyt/reporting/delta.hpp>

#include <gtest/gtest.h>

#include <cmath>

#include "reporting/sample_report.hpp"

namespace masseflyt::reporting {
namespace {

/// A report of nothing but these movements.
Report with(std::vector<Movement> movements) {
  Report r;
  r.plan.status = "optimal";
  r.plan.movements = std::move(movements);
  r.plan.account = account(r.plan.movements);
  return r;
}

Movement movement(const std::string& offer, std::int64_t kg, double nok_t = 10) {
  Movement m;
  m.offer = m.source = offer, m.destination = "L1", m.kind = Kind::landfill;
  m.month = Month::of(2024, 3), m.kg = kg, m.fee_nok_t = nok_t;
  return m;
}

TEST(Delta, OfAReportToItselfIsEmpty) {
  const Report same = sample::report();
  const Delta d = delta(same, same);
  EXPECT_TRUE(d.flows.empty() && d.unmet.empty() && d.account.empty());
}

TEST(Delta, FromNothingEverythingAppears) {
  const Delta d = delta({}, with({movement("A", 1000), movement("B", 2000)}));
  ASSERT_EQ(d.flows.size(), 2u);
  EXPECT_EQ(d.flows[0].change, Change::appeared);
  EXPECT_EQ(d.flows[0].offer + d.flows[1].offer, "AB");
  EXPECT_EQ(d.flows[1].before.kg, 0);
  EXPECT_EQ(d.flows[1].after.kg, 2000);
  EXPECT_EQ(d.flows[1].after.nok, 20);
  EXPECT_EQ(d.status_before + d.status, "optimal");
}

TEST(Delta, NamesWhatAppearedChangedAndVanished) {
  const Delta d = delta(with({movement("A", 1000), movement("B", 2000), movement("C", 3000)}),
                        with({movement("B", 2500), movement("C", 3000), movement("D", 1)}));
  ASSERT_EQ(d.flows.size(), 3u);
  EXPECT_EQ(std::string(name(d.flows[0].change)) + d.flows[0].offer, "vanishedA");
  EXPECT_EQ(std::string(name(d.flows[1].change)) + d.flows[1].offer, "changedB");
  EXPECT_EQ(std::string(name(d.flows[2].change)) + d.flows[2].offer, "appearedD");
  ASSERT_FALSE(d.account.empty());
  EXPECT_EQ(d.account[0].figure, "surplus_t");
  EXPECT_DOUBLE_EQ(d.account[0].before, 6);
  EXPECT_DOUBLE_EQ(d.account[0].after, 5.501);
}

TEST(Delta, ADearerWayIsAChangeWithTheSameMass) {
  const Delta d = delta(with({movement("A", 1000)}), with({movement("A", 1000, 12)}));
  ASSERT_EQ(d.flows.size(), 1u);
  EXPECT_EQ(d.flows[0].before.nok, 10);
  EXPECT_EQ(d.flows[0].after.nok, 12);
}

TEST(Delta, RowsOfOneNameAreSummedWhateverTheirOrder) {
  const Delta d =
      delta(with({movement("A", 1), movement("A", 2), movement("A", 7, 11), movement("A", 30)}),
            with({movement("A", 30), movement("A", 7, 11), movement("A", 2), movement("A", 1)}));
  EXPECT_TRUE(d.flows.empty());
}

TEST(Delta, WhatIsUnknownBeforeAndAfterIsNoChange) {
  const Report unknown = with({movement("A", 1000, std::nan(""))});
  EXPECT_TRUE(delta(unknown, unknown).flows.empty());
  EXPECT_EQ(delta(unknown, with({movement("A", 1000)})).flows.size(), 1u);
}

TEST(Delta, UnmetIsToldWithItsReason) {
  Report before = with({}), after = with({});
  before.unmet = {{"A", "g", {}, 5, "far", "L1 is full", "L1 er fullt"},
                  {"B", "g", {}, 5, "unplaced", "gone", "borte"}};
  after.unmet = {{"A", "g", {}, 4, "far", "L1 is full", "L1 er fullt"},
                 {"A", "g", {}, 9, "far", "L2 is closed", "L2 er stengt"}};
  const Delta d = delta(before, after);
  ASSERT_EQ(d.unmet.size(), 2u);
  EXPECT_EQ(d.unmet[0].kg_before, 5);
  EXPECT_EQ(d.unmet[0].kg_after, 13);
  EXPECT_EQ(d.unmet[0].reason, "L2 is closed");
  EXPECT_EQ(d.unmet[1].change, Change::vanished);
  EXPECT_EQ(d.unmet[1].reason_nb, "borte");
}

TEST(Delta, JsonSaysTheSame) {
  const std::string json = delta_json(delta({}, with({movement("A \"q\"", 1000)})));
  EXPECT_NE(json.find(R"("change":"appeared","offer":"A \"q\"")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("after":{"kg":1000,)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("figure":"surplus_t")"), std::string::npos) << json;
}

}  // namespace
}  // namespace masseflyt::reporting
