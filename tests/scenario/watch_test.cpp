// Mirrors include/masseflyt/scenario/watch.hpp: an alarm stops a site, and the plan goes around it.
#include <masseflyt/scenario/watch.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include <masseflyt/core/zone.hpp>
#include <masseflyt/monitoring/evaluator.hpp>
#include <masseflyt/scenario/run.hpp>

#include "support/folders.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using monitoring::Level;

Session opened(const Document& document) {
  Diagnostics found;
  auto session = Session::open(document, found);
  EXPECT_TRUE(session) << to_json(found);
  return std::move(session).value();
}

void add(Session& session, const char* table, const Cells& cells) {
  Diagnostics found;
  EXPECT_TRUE(session.add(table, cells, found)) << to_json(found);
}

Stop stop(std::string id, std::string site, std::string begin, std::string end,
          double remaining = 0) {
  return {std::move(id), std::move(site), std::move(begin), std::move(end), remaining, "test", ""};
}

const std::vector<reporting::Movement>& planned(Session& session) {
  const auto delta = session.plan();
  EXPECT_TRUE(delta) << delta.error().message;
  EXPECT_EQ(session.outcome()->report.plan.status, "optimal");
  EXPECT_TRUE(session.outcome()->verdict.optimal());
  return session.outcome()->report.plan.movements;
}

std::int64_t to(const std::vector<reporting::Movement>& all, const std::string& site, Month first,
                Month last) {
  std::int64_t kg = 0;
  for (const auto& m : all)
    if (m.destination == site && first <= m.month && m.month <= last) kg += m.kg;
  return kg;
}

Instant at(const char* text) { return parse_instant(text).value(); }

// ---- sensors and alarms
// --------------------------------------------------------------------------

const Cells microphone = {{"id", "MIC"},       {"place", "T1"},    {"parameter", "noise"},
                          {"unit", "dB(A)"},   {"meaning", "leq"}, {"stamp", "end"},
                          {"interval_s", "60"}};
const Cells own_rule = {{"id", "loud"},          {"sensor", "MIC"}, {"statistic", "last"},
                        {"comparison", "above"}, {"unit", "dB(A)"}, {"alarm", "70"},
                        {"stop", "80"},          {"closes", "T1"},  {"source", "permit 4.2"}};

TEST(WatchRules, AreThoseOfTheTables) {
  Session session = opened(small_case());
  add(session, "sensors", microphone);
  add(session, "alarms", own_rule);
  add(session, "alarms",
      {{"id", "night"}, {"sensor", "MIC"}, {"use", "no.noise.t1442-2021/dwelling.day"}});
  Diagnostics found;
  const Case input = session.document().bind(found).value();
  const auto rules = watch_rules(input, found);
  ASSERT_TRUE(rules) << to_json(found);
  EXPECT_EQ(rules->streams()[0].id, "MIC");
  EXPECT_EQ(rules->streams()[0].interval, std::chrono::seconds(60));
  EXPECT_EQ(rules->rules()[0].conditions[0].limit[2], 80);
  EXPECT_EQ(rules->rules()[1].conditions[0].stream, "MIC");
  EXPECT_FALSE(rules->rules()[1].source.empty());
}

TEST(WatchRules, LimitsOfNs8141TakeTheUsersFactorAndTheRightVelocity) {
  Session session = opened(small_case());
  const Cells vibration = {{"id", "V"},
                           {"place", "T1"},
                           {"parameter", "vibration"},
                           {"unit", "mm/s"},
                           {"meaning", "instant"},
                           {"interval_s", "60"},
                           {"quantity", "unweighted_velocity"}};
  add(session, "sensors", vibration);
  const Cells alarm = {
      {"id", "blast"}, {"sensor", "V"}, {"use", "no.vibration.ns8141/user.2022"}, {"factor", "20"}};
  add(session, "alarms", alarm);
  Diagnostics found;
  const auto rules = watch_rules(session.document().bind(found).value(), found);
  ASSERT_TRUE(rules) << to_json(found);
  EXPECT_EQ(rules->rules()[0].conditions[0].limit[1], 20);
  EXPECT_EQ(rules->streams()[0].quantity, "unweighted_velocity");
  EXPECT_FALSE(session.change("sensors", "V", {{"quantity", "weighted_velocity"}}, found));
}

TEST(WatchRules, FaultsAreToldWhereTheyStand) {
  Session session = opened(small_case());
  add(session, "sensors", microphone);
  const auto refused = [&](Cells cells) {
    Diagnostics found;
    EXPECT_FALSE(session.add("alarms", cells, found));
    return found.empty() ? Diagnostic{} : found.front();
  };
  Cells bad = own_rule;
  bad[4].second = "furlong";
  EXPECT_EQ(refused(bad).path, "/alarms/loud/unit");
  bad = own_rule;
  bad[6].second = "60";  // stop below alarm
  EXPECT_EQ(refused(bad).path.rfind("/alarms/loud/", 0), 0u);
  EXPECT_EQ(refused({{"id", "x"}, {"sensor", "MIC"}, {"use", "no.such/limit"}}).path,
            "/alarms/x/use");
  EXPECT_EQ(refused({{"id", "x"}, {"sensor", "MIC"}}).path, "/alarms/x/use");
  bad = own_rule;
  bad.pop_back();
  EXPECT_EQ(refused(bad).path, "/alarms/loud/source");
}

// ---- from episodes to stops
// ----------------------------------------------------------------------

struct StopsOf : testing::Test {
  StopsOf() {
    Session session = opened(small_case());
    add(session, "sensors", microphone);
    Cells rule = own_rule;
    rule[7].second = "T1;S1";
    add(session, "alarms", rule);
    input = session.document().bind(found).value();
  }
  std::vector<Stop> run(const Watched& w) {
    found.clear();
    return stops_of(input, std::span(&w, 1), found);
  }
  Case input;
  Diagnostics found;
};

TEST_F(StopsOf, EveryDayThatIsTouchedIsClosedAtEverySite) {
  const auto rows = run({"loud",
                         "loud@x",
                         {{at("2024-03-01T21:00:00Z"), Level::alarm},
                          {at("2024-03-01T23:30:00Z"), Level::stop},
                          {at("2024-03-03T08:00:00Z"), Level::warning}},
                         at("2024-03-03T09:00:00Z")});
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].site, "T1");
  EXPECT_EQ(rows[1].site, "S1");
  EXPECT_EQ(rows[0].id, "loud.20240301T233000Z.T1");
  EXPECT_EQ(rows[0].begin, "2024-03-02");  // half past midnight in Norway
  EXPECT_EQ(rows[0].end, "2024-03-03");
  EXPECT_EQ(rows[0].source, "loud@x");
}

TEST_F(StopsOf, WhatIsOpenHasNoEndAndTheSameIdLater) {
  Watched w{"loud", "k", {{at("2024-03-02T08:00:00Z"), Level::stop}}, {}};
  const auto open = run(w);
  EXPECT_EQ(open[0].end, "");
  w.end = at("2024-03-02T23:00:00Z");  // midnight in Norway: the new day is not touched
  const auto ended = run(w);
  EXPECT_EQ(ended[0].id, open[0].id);
  EXPECT_EQ(ended[0].end, "2024-03-02");
}

TEST_F(StopsOf, AlarmsBelowTheStopLevelAndUnknownRulesCloseNothing) {
  EXPECT_TRUE(run({"loud", "k", {{at("2024-03-02T08:00:00Z"), Level::alarm}}, {}}).empty());
  EXPECT_TRUE(found.empty());
  EXPECT_TRUE(run({"quiet", "k", {{at("2024-03-02T08:00:00Z"), Level::stop}}, {}}).empty());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].value, "quiet");
}

// ---- the plan goes around it
// ---------------------------------------------------------------------

TEST(Stops, TellingThemAgainIsHarmlessAndAnEndIsTakenOver) {
  Session session = opened(small_case());
  Diagnostics found;
  std::vector<Stop> rows = {stop("a", "Q1", "2024-05-01", "")};
  EXPECT_EQ(apply_stops(session, rows, found).value(), 2u);
  EXPECT_EQ(apply_stops(session, rows, found).value(), 2u);
  rows[0].end = "2024-05-09";
  EXPECT_EQ(apply_stops(session, rows, found).value(), 3u);
  Diagnostics none;
  EXPECT_EQ(session.document().bind(none).value().stops[0].end, "2024-05-09");
  rows.push_back(stop("b", "nowhere", "2024-05-01", ""));
  rows[0].end = "2024-05-10";
  EXPECT_FALSE(apply_stops(session, rows, found));
  EXPECT_EQ(session.revision(), 3u);  // all of them or none
  EXPECT_EQ(with_stops(small_case(), std::span(rows).first(1)).bind(none).value().stops.size(), 1u);
}

TEST(Stops, AClosedQuarryTakesNothingMeanwhile) {
  Session session = opened(small_case());
  const Month may = Month::of(2024, 5), july = Month::of(2024, 7);
  const auto before = to(planned(session), "Q1", may, july);
  Diagnostics found;
  const std::vector<Stop> rows = {stop("a", "Q1", "2024-05-01", "2024-07-31")};
  ASSERT_TRUE(apply_stops(session, rows, found));
  const auto& after = planned(session);
  EXPECT_EQ(to(after, "Q1", may, july), 0);
  EXPECT_GT(before, 0);
  const auto& notes = session.outcome()->report.notes;
  EXPECT_NE(std::find_if(notes.begin(), notes.end(),
                         [](const auto& n) { return n.starts_with("Q1 stands still"); }),
            notes.end());
}

TEST(Stops, APartOfAMonthLeavesThatPartOfAnEvenMonth) {
  Session session = opened(small_case());
  const Month june = Month::of(2024, 6);
  Diagnostics found;
  const std::vector<Stop> rows = {stop("a", "Q1", "2024-06-11", "2024-06-30")};  // 10 of 30 days
  ASSERT_TRUE(apply_stops(session, rows, found));
  // 100 000 t a year, half of it for others: 50 000 / 12 a month, a third of it.
  EXPECT_LE(to(planned(session), "Q1", june, june), 1'388'889);
  const std::vector<Stop> held = {stop("a", "Q1", "2024-06-01", "2024-06-30", 1.0 / 3)};
  ASSERT_TRUE(apply_stops(session, held, found));
  EXPECT_LE(to(planned(session), "Q1", june, june), 1'388'889);
}

TEST(Stops, WhatWasNotDugComesLaterAndNothingIsLost) {
  Session session = opened(small_case());
  const auto of_t3 = [&](Month first, Month last) {
    std::int64_t kg = 0;
    for (const auto& m : planned(session))
      if (m.offer == "T3" && first <= m.month && m.month <= last) kg += m.kg;
    return kg;
  };
  const Month begin = Month::of(2024, 6), end = Month::of(2025, 12);
  const auto all = of_t3(begin, end);
  Diagnostics found;
  const std::vector<Stop> rows = {stop("a", "T3", "2024-07-01", "2024-08-31")};
  ASSERT_TRUE(apply_stops(session, rows, found));
  EXPECT_EQ(of_t3(Month::of(2024, 7), Month::of(2024, 8)), 0);
  EXPECT_EQ(of_t3(begin, end), all);
  EXPECT_GT(of_t3(Month::of(2025, 6), Month::of(2025, 7)), 0);  // two months late
}

TEST(Stops, NothingLeavesAClosedStore) {
  Session session = opened(small_case());
  Diagnostics found;
  const std::vector<Stop> rows = {stop("a", "S1", "2024-08-01", "2024-12-31")};
  ASSERT_TRUE(apply_stops(session, rows, found));
  for (const auto& m : planned(session)) {
    const bool closed = Month::of(2024, 8) <= m.month && m.month <= Month::of(2024, 12);
    EXPECT_FALSE(m.source == "S1" && closed) << to_string(m.month);
  }
}

/// Whatever is stopped, the plan is feasible, its bound is proved, and no stop is driven through.
TEST(Stops, AnyOfThemGiveAPlanThatIsProved) {
  std::mt19937 rng(7);
  const char* sites[] = {"T1", "T2", "T3", "F1", "L1", "S1", "Q1", "N1", "E1", "E3", "P1", "M1"};
  const auto day = [](int i) {
    const std::chrono::year_month_day d(std::chrono::sys_days(std::chrono::year{2024} / 1 / 1) +
                                        std::chrono::days(i));
    return to_string(Instant(std::chrono::sys_days(d))).substr(0, 10);
  };
  const int rounds = std::getenv("MASSEFLYT_LONG") != nullptr ? 500 : 12;
  for (int round = 0; round < rounds; ++round) {
    Session session = opened(small_case());
    std::vector<Stop> rows;
    const int n = 1 + static_cast<int>(rng() % 4);
    for (int i = 0; i < n; ++i) {
      const int begin = static_cast<int>(rng() % 700), length = static_cast<int>(rng() % 150);
      rows.push_back(stop("s" + std::to_string(i), sites[rng() % std::size(sites)], day(begin),
                          rng() % 5 == 0 ? "" : day(begin + length), rng() % 3 == 0 ? 0.5 : 0));
    }
    Diagnostics found;
    ASSERT_TRUE(apply_stops(session, rows, found)) << to_json(found);
    for (const auto& m : planned(session))
      for (const auto& s : rows)
        if (s.remaining == 0 && (m.destination == s.site || m.source == s.site)) {
          const bool whole = s.begin <= to_string(m.month) + "-01" &&
                             (s.end.empty() || s.end >= to_string(m.month) + "-31");
          EXPECT_FALSE(whole) << s.site << " " << to_string(m.month) << " round " << round;
        }
  }
}

// ---- the whole loop on the Oslo case
// -------------------------------------------------------------

/// A level of sound at the busiest receiver, loud from the second of March to the sixth of May.
TEST(StopLoop, OnOsloMassesGoElsewhereWhileASiteStandsStill) {
  Diagnostics found;
  auto document = Document::read(test::case_folder() + "/oslo_region", found).value();
  ASSERT_TRUE(document.set("header", "", "as_of", "2026-01"));
  Session session = opened(document);
  const Month first = Month::of(2026, 3), last = Month::of(2026, 5);
  std::map<std::string, std::int64_t> by_receiver;
  for (const auto& m : planned(session))
    if (m.month >= first && m.month <= last && m.destination.front() == 'K')
      by_receiver[m.destination] += m.kg;
  ASSERT_FALSE(by_receiver.empty());
  const auto busiest = std::max_element(by_receiver.begin(), by_receiver.end(),
                                        [](auto& a, auto& b) { return a.second < b.second; });
  const std::string site = busiest->first;
  const double cost = session.outcome()->report.plan.objective_value;

  add(session, "sensors",
      {{"id", "MIC"},
       {"place", site},
       {"parameter", "noise"},
       {"unit", "dB(A)"},
       {"meaning", "leq"},
       {"stamp", "start"},
       {"interval_s", "3600"}});
  add(session, "alarms",
      {{"id", "night"},
       {"sensor", "MIC"},
       {"statistic", "leq"},
       {"civil", "clock"},
       {"from", "23:00"},
       {"to", "07:00"},
       {"comparison", "above"},
       {"unit", "dB(A)"},
       {"alarm", "45"},
       {"stop", "55"},
       {"min_coverage", "0.8"},
       {"closes", site},
       {"source", "invented permit"}});
  const Case input = session.document().bind(found).value();
  auto watch = monitoring::Evaluator::make(watch_rules(input, found).value()).value();
  const Instant begin = at("2026-02-20T00:00:00Z"), loud = at("2026-03-01T20:00:00Z"),
                calm = at("2026-06-06T06:00:00Z");
  for (Instant t = begin; t < at("2026-06-10T00:00:00Z"); t += std::chrono::hours(1))
    ASSERT_TRUE(watch.feed(0, t, t >= loud && t < calm ? 60 : 35));
  watch.flush();
  const auto news = watch.take();
  ASSERT_EQ(news.episodes.size(), 1u);
  const auto rows = stops_of(input, watched(news.episodes, watch.rules()), found);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].begin, "2026-03-02");  // the first loud night was over that morning
  EXPECT_EQ(rows[0].end, "2026-06-07");
  ASSERT_TRUE(apply_stops(session, rows, found)) << to_json(found);

  const auto delta = session.plan();
  ASSERT_TRUE(delta);
  EXPECT_TRUE(session.outcome()->verdict.optimal());
  const auto& after = session.outcome()->report.plan.movements;
  EXPECT_LT(to(after, site, first, first), busiest->second / 10);  // one day of March
  EXPECT_EQ(to(after, site, Month::of(2026, 4), Month::of(2026, 5)), 0);
  EXPECT_GE(delta->objective, cost);
  std::int64_t gone = 0, instead = 0;
  for (const auto& f : delta->flows) {
    if (f.month < first || f.month > last) continue;
    const auto kg = f.after.kg - f.before.kg;
    (f.destination == site ? gone : instead) += kg;
  }
  EXPECT_LT(gone, 0);
  EXPECT_GT(instead, 0);
}

}  // namespace
}  // namespace masseflyt::scenario
