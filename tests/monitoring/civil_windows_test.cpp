// Windows by the clock on the wall, under the evaluator.
#include <masseflyt/monitoring/evaluator.hpp>

#include <cmath>

#include "monitoring/support_evaluator.hpp"
#include "support/folders.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;
using K = NoticeKind;

TEST(CivilWindows, EveryWindowOfTheTableIsClosedWithAllItsHours) {
  const auto path =
      std::filesystem::path(test::data_folder()) / "monitoring" / "dst_windows_europe_oslo.csv";
  std::vector<Condition> conditions;
  std::vector<Rule> rules;
  const std::vector<CivilWindow> windows = {
      {}, {Cycle::clock, 23h, 7h, {}}, {Cycle::clock, 7h, 19h, {}}, {Cycle::clock, 19h, 23h, {}}};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    Condition c = over("s", Unit::one, {1e9, not_set, not_set});
    c.statistic = Statistic::sum;
    c.window = {Window::Kind::civil, {}, windows[i]};
    rules.push_back(rule_of("r" + std::to_string(i), {c}));
  }
  auto e = watch(rules_of({intervals("s", Unit::one, 3600, Meaning::sum)}, rules));
  for (Instant t = at("2024-01-01T00:00Z"); t < at("2031-01-01T00:00Z"); t += 1h)
    ASSERT_TRUE(e.feed(0, t, 1));
  const auto out = e.take();
  const auto rows = test::read_rows(path);
  std::size_t seen = 0;
  for (const auto& row : rows) {
    const Instant begin = at(row.at("start_utc"));
    for (const auto& w : out.windows) {
      constexpr std::string_view names = "cnde";
      if (w.window.begin != begin || names[w.rule] != row.at("window")[0]) continue;
      ++seen;
      EXPECT_EQ(w.window.end, at(row.at("end_utc")));
      EXPECT_EQ(w.value, std::stod(row.at("hours")));
      EXPECT_EQ(w.coverage, 1);
      EXPECT_EQ(w.clock_change, std::stoi(row.at("hours")) % 2 == 1);
    }
  }
  EXPECT_EQ(seen, rows.size());
}

TEST(CivilWindows, TheLastOneOfADeadStreamClosesByTheClock) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 8, 50);
  EXPECT_EQ(e.take().windows.size(), 1u);  // its last hour has come
  hours(e, "2026-01-06T23:00+01:00", 7, 50);
  EXPECT_TRUE(e.take().windows.empty());
  e.advance_to(at("2026-01-07T08:00+01:00"));
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].coverage, 0.875);
}

TEST(CivilWindows, TooLittleIsUnknownAndToldOnce) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 3, 50);
  hours(e, "2026-01-06T23:00+01:00", 3, 50);
  hours(e, "2026-01-07T23:00+01:00", 8, 40);
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 3u);
  EXPECT_TRUE(std::isnan(out.windows[0].value));
  std::vector<K> told;
  for (const auto k : kinds(out))
    if (k == K::unknown || k == K::known) told.push_back(k);
  EXPECT_EQ(told, (std::vector{K::unknown, K::known}));
}

TEST(CivilWindows, ASilentDecadeIsOneLine) {
  auto e = watch(nights());
  hours(e, "2010-01-05T23:00+01:00", 8, 40);
  hours(e, "2020-01-05T23:00+01:00", 8, 40);
  std::int64_t n = 0;
  const auto out = e.take();
  for (const auto& w : out.windows) n += w.windows;
  EXPECT_EQ(n, 3653);
  EXPECT_LE(out.windows.size(), 3u);
}

// Two results, as of construction noise: of what was measured, and with the rest as background.
TEST(Background, FillsWhatIsMissingInASecondResult) {
  auto c = over("mic", Unit::decibel_a, {not_set, 55, not_set});
  c.statistic = Statistic::leq;
  c.window = {Window::Kind::civil, {}, {Cycle::clock, 7h, 19h, {}}};
  c.min_coverage = 0.5;
  c.background = 40;
  auto e = watch(
      rules_of({intervals("mic", Unit::decibel_a, 3600, Meaning::leq)}, {rule_of("day", {c})}));
  hours(e, "2026-01-05T07:00+01:00", 3, 60);
  e.advance_to(at("2026-01-07T00:00+01:00"));
  auto out = e.take();
  ASSERT_EQ(out.windows.size(), 2u);
  EXPECT_TRUE(std::isnan(out.windows[0].value));  // a quarter is too little for a verdict
  EXPECT_NEAR(out.windows[0].with_background, 10 * std::log10(0.25 * 1e6 + 0.75 * 1e4),
              1e-9);  // 54.11
  EXPECT_EQ(out.windows[1].with_background, 40);
  ASSERT_TRUE(e.feed(0, at("2026-01-05T10:00+01:00"), 60));
  out = e.take();
  EXPECT_NEAR(out.windows.at(0).with_background, 10 * std::log10(1e6 / 3 + 2e4 / 3), 1e-9);
  Diagnostics found;
  c.window = {Window::Kind::rolling, 1h, {}};
  EXPECT_FALSE(RuleSet::make(Zone::utc(), {intervals("mic", Unit::decibel_a, 3600, Meaning::leq)},
                             {rule_of("day", {c})}, found));
  EXPECT_EQ(found.at(0).path, "/rules/0/conditions/0/background");
}

TEST(Inspections, ADayWithoutOneIsFound) {
  Condition c = over("walk", Unit::one, {not_set, 1, not_set});
  c.statistic = Statistic::count;
  c.comparison = Comparison::below;
  c.window.kind = Window::Kind::civil;
  auto s = instants("walk", Unit::one, 0);
  auto e = watch(rules_of({s}, {rule_of("inspection", {c})}));
  ASSERT_TRUE(e.feed(0, at("2026-01-05T12:00+01:00"), 1));
  e.advance_to(at("2026-01-07T00:00+01:00"));
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 2u);
  EXPECT_EQ(out.windows[1].value, 0);
  EXPECT_EQ(kinds(out), (std::vector{K::raised}));
}

}  // namespace
}  // namespace masseflyt::monitoring
