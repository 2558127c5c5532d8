// Roads and quays that an alarm or a decision closes: the plan goes around them. See
// docs/decisions/0012-stops-in-a-monthly-plan.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include <masseflyt/scenario/run.hpp>
#include <masseflyt/scenario/watch.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

const Month may = Month::of(2024, 5), july = Month::of(2024, 7);

/// The small case: E1 is the one road between its north (T1, N1, N2, Q1) and the rest, and F1 is
/// served by way of the quays P1 and P2 alone.
struct ClosedWays : testing::Test {
  ClosedWays() {
    Diagnostics found;
    session.emplace(std::move(Session::open(small_case(), found)).value());
    places = session->document().bind(found).value().places;
  }
  void close(const std::string& way, const std::string& begin, const std::string& end) {
    Diagnostics found;
    const std::vector<Stop> rows = {{"a", way, begin, end, 0, "test", ""}};
    ASSERT_TRUE(apply_stops(*session, rows, found)) << to_json(found);
  }
  const std::vector<reporting::Movement>& planned() {
    const auto delta = session->plan();
    EXPECT_TRUE(delta) << delta.error().message;
    EXPECT_EQ(session->outcome()->report.plan.status, "optimal");
    EXPECT_TRUE(session->outcome()->verdict.optimal());
    return session->outcome()->report.plan.movements;
  }
  double cost() const { return session->outcome()->report.plan.objective_value; }
  /// Tonnes that move in these months and for which `is`.
  template <typename Is>
  double tonnes(Month first, Month last, Is is) {
    std::int64_t kg = 0;
    for (const auto& m : planned())
      if (first <= m.month && m.month <= last && !m.route.legs.empty() && is(m)) kg += m.kg;
    return static_cast<double>(kg) / 1000;
  }
  bool crosses(const reporting::Movement& m) const {
    static const std::set<std::string> north = {"T1", "N1", "N2", "Q1"};
    return m.destination != "far" && m.from != m.to &&
           north.count(places[m.from].id) != north.count(places[m.to].id);
  }
  bool noted(const std::string& begin) const {
    const auto& notes = session->outcome()->report.notes;
    return std::any_of(notes.begin(), notes.end(),
                       [&](const auto& n) { return n.starts_with(begin); });
  }
  std::optional<Session> session;
  std::vector<Place> places;
};

TEST_F(ClosedWays, NobodyDrivesOnAClosedRoad) {
  const auto crossing = [&](const auto& m) { return crosses(m); };
  const double before = tonnes(may, july, crossing), later = tonnes(july + 1, july + 3, crossing);
  const double cheaper = cost();
  ASSERT_GT(before, 0);
  close("E1", "2024-05-01", "2024-07-31");
  EXPECT_EQ(tonnes(may, july, crossing), 0);
  EXPECT_GT(tonnes(july + 1, july + 3, crossing), 0) << later;  // it is open again
  EXPECT_GT(cost(), cheaper);
  EXPECT_TRUE(noted("E1 stands still from 2024-05-01 to 2024-07-31"));
}

TEST_F(ClosedWays, NothingPassesAClosedQuay) {
  const auto by_sea = [](const auto& m) {
    return std::any_of(m.route.legs.begin(), m.route.legs.end(),
                       [](const Leg& l) { return l.mode == Mode::sea; });
  };
  const auto to_fill = [](const auto& m) { return m.destination == "F1"; };
  ASSERT_GT(tonnes(may, july, to_fill), 0);
  for (const char* way : {"P1", "P2", "M1"}) {
    close(way, "2024-05-01", "2024-07-31");
    EXPECT_EQ(tonnes(may, july, by_sea), 0) << way;
    EXPECT_EQ(tonnes(may, july, to_fill), 0) << way;
    EXPECT_GT(tonnes(july + 1, july + 5, to_fill), 0) << way;
  }
}

TEST_F(ClosedWays, WhatIsClosedInPartIsReckonedAsOpenAndSaysSo) {
  planned();
  const double before = cost();
  close("E1", "2024-06-10", "2024-06-20");
  planned();
  EXPECT_EQ(cost(), before);
  EXPECT_TRUE(noted("E1 is a way: in months in which it is closed in part"));
}

TEST_F(ClosedWays, AnAlarmMayCloseOne) {
  Diagnostics found;
  ASSERT_TRUE(session->add("sensors",
                           {{"id", "V"},
                            {"place", "P1"},
                            {"parameter", "vibration"},
                            {"quantity", "unweighted_velocity"},
                            {"unit", "mm/s"},
                            {"meaning", "instant"},
                            {"interval_s", "60"}},
                           found))
      << to_json(found);
  ASSERT_TRUE(session->add("alarms",
                           {{"id", "quay"},
                            {"sensor", "V"},
                            {"use", "no.vibration.ns8141/user.2022"},
                            {"factor", "20"},
                            {"closes", "P1"},
                            {"closes_at", "alarm"}},
                           found))
      << to_json(found);
  const auto input = session->document().bind(found).value();
  const auto rules = watch_rules(input, found);
  ASSERT_TRUE(rules) << to_json(found);
  EXPECT_EQ(rules->rules()[0].conditions[0].limit[1], 20);
  const Watched w{"quay",
                  "k",
                  {{parse_instant("2024-05-02T10:00Z").value(), monitoring::Level::alarm}},
                  std::nullopt};
  const auto rows = stops_of(input, std::span(&w, 1), found);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].site, "P1");
}

}  // namespace
}  // namespace masseflyt::scenario
