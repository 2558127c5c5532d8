// Mirrors include/masseflyt/scenario/why.hpp. tests/python/test_questions.py plans every change of
// the input again.
#include <masseflyt/scenario/why.hpp>

#include <string>

#include <gtest/gtest.h>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

/// The landfill takes next to nothing.
Document tight() {
  Document d = small_case();
  EXPECT_TRUE(d.set("receivers", "L1", "throughput_t_per_year", "4000"));
  return d;
}

std::vector<WhyNot> ask(const Document& d, std::string_view id, WhyOptions options = {}) {
  Diagnostics found;
  return why_not(d, id, found, options).value();
}

TEST(ScenarioWhy, MoreRoomIsTheSmallestThatPlacesAll) {
  int rooms = 0;
  for (const auto& w : ask(tight(), "T2"))
    for (const auto& r : w.relaxations) {
      EXPECT_GT(r.met_t, 0);
      EXPECT_LE(r.met_t, w.tonnes + 0.001);
      EXPECT_EQ(r.all, r.met_t >= w.tonnes - 0.001);
      EXPECT_FALSE(r.en.empty() || r.nb.empty());
      if (r.unit == "t") ++rooms;
    }
  EXPECT_GT(rooms, 0);
}

TEST(ScenarioWhy, SameBytesOnAnyNumberOfThreads) {
  WhyOptions one, four;
  one.threads = 1, four.threads = 4;
  EXPECT_EQ(why_json(ask(tight(), "T2", one)), why_json(ask(tight(), "T2", four)));
}

TEST(ScenarioWhy, NamesTheRuleThatRefuses) {
  WhyOptions at;
  at.place = "L1";
  bool refused = false;
  for (const auto& w : ask(small_case(), "T1", at))
    for (const auto& o : w.obstacles) refused = refused || o.rule.starts_with("acceptance/");
  EXPECT_TRUE(refused);
}

/// The fill F1 lies on an island: what does not pass the quay in a month does not get there.
TEST(ScenarioWhy, APortThatIsFullIsNamedAndWhatMoreOfItWouldPlace) {
  const Document full = with(small_case(), "ports", 1, "throughput_t_per_month", "500");
  WhyOptions at;
  at.place = "F1";
  int obstacles = 0, changes = 0;
  for (const auto& w : ask(full, "T1", at)) {
    for (const auto& o : w.obstacles) {
      if (o.rule != "port") continue;
      ++obstacles;
      EXPECT_EQ(o.place, "F1");
      EXPECT_EQ(o.en, "F1 lies behind a port that is full in that month");
      EXPECT_EQ(o.nb, "F1 ligger bak en havn som er full den måneden");
    }
    for (const auto& r : w.relaxations) {
      if (r.rule != "port") continue;
      ++changes;
      EXPECT_EQ(r.unit, "t");
      EXPECT_GT(r.amount, 0);
      EXPECT_GT(r.met_t, 0);
      EXPECT_NE(r.en.find(" t more a month over P2"), std::string::npos) << r.en;
      EXPECT_NE(r.nb.find(" t mer i måneden over P2"), std::string::npos) << r.nb;
    }
  }
  EXPECT_GT(obstacles, 0);
  EXPECT_GT(changes, 0);
  // With room for all nobody is held back by it.
  for (const auto& w :
       ask(with(small_case(), "ports", 1, "throughput_t_per_month", "1000000"), "T1", at))
    for (const auto& o : w.obstacles) EXPECT_NE(o.rule, "port");
}

TEST(ScenarioWhy, RefusesWhoIsNotThereAndEndsWhenTold) {
  Diagnostics found;
  EXPECT_EQ(why_not(small_case(), "nobody", found).error().code, ErrorCode::not_found);
  Cancel cancel;
  cancel.set();
  WhyOptions options;
  options.control.cancel = &cancel;
  EXPECT_EQ(why_not(small_case(), "T1", found, options).error().code, ErrorCode::cancelled);
}

TEST(ScenarioConflict, NamesWhatCannotAllBe) {
  Diagnostics found;
  const auto answer = conflict(tight(), found).value();
  ASSERT_GE(answer.members.size(), 2u);
  EXPECT_EQ(answer.members.front().kind, "lot");
  EXPECT_GT(answer.excess_t, 0);
}

}  // namespace
}  // namespace masseflyt::scenario
