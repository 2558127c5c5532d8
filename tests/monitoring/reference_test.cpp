// Real noise series against values that were reckoned independently: cases N and S1 to S3 of
// reference_values.csv (tests/data/monitoring/ORIGIN.md). The others are in test_monitoring.py.
#include <algorithm>
#include <cmath>
#include <map>

#include "detail/number.hpp"
#include "monitoring/support_monitoring.hpp"
#include "support/folders.hpp"
#include "support/gzip.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;

std::filesystem::path data(const char* name) {
  return std::filesystem::path(test::data_folder()) / "monitoring" / name;
}

struct Series {
  std::vector<std::int64_t> time;
  std::vector<double> value;
};

/// Levels one after the other without a gap. The naive clock of the series is taken as UTC: the
/// place is not known.
Series read_series(const char* name, std::string_view first, Duration step) {
  Series s;
  Diagnostics found;
  const auto bytes = test::read_gzip(data(name));
  const auto table = detail::read_csv(bytes, name, {}, found).value();
  auto t = parse_instant(first).value();
  for (const auto& row : table.rows) {
    s.time.push_back(t.time_since_epoch().count());
    s.value.push_back(detail::parse_number(row[0]).value());
    t += step;
  }
  return s;
}

/// The value of the row whose case, quantity and window are these.
double expected(std::string_view id, std::string_view quantity, std::string_view window) {
  for (const auto& row : test::read_rows(data("reference_values.csv")))
    if (row.at("case") == id && row.at("quantity") == quantity &&
        row.at("window_or_rule") == window)
      return detail::parse_number(row.at("value")).value();
  ADD_FAILURE() << id << " " << quantity << " " << window;
  return NAN;
}

/// The convention of the expected values: a reading belongs where its stamp is.
Stream noise(double interval) { return instants("mic", Unit::decibel_a, interval); }

Condition level(Statistic statistic, Window window = {}) {
  auto c = over("mic", Unit::decibel_a, {1000, not_set, not_set});
  c.statistic = statistic;
  c.window = window;
  return c;
}

Window clock(int from, int to) {
  return {Window::Kind::civil, {}, {Cycle::clock, hours(from), hours(to), {}}};
}
const Window day{Window::Kind::civil, {}, {}};

/// The results of one condition over the series.
std::vector<WindowResult> windows(const Series& series, double interval, Condition c) {
  auto e = watch(rules_of({noise(interval)}, {rule_of("r", {std::move(c)})}, Zone::utc()));
  EXPECT_TRUE(e.feed(0, series.time, series.value));
  e.advance_to(Instant(Duration(series.time.back())) + hours(48));
  return e.take().windows;
}

class NoiseDay : public testing::Test {
 protected:
  double first(Condition c) { return windows(series, 1, std::move(c)).front().value; }
  Outcome events(double limit, double clear, int hold_s) {
    auto r = rule_of(
        "r", {over("mic", Unit::decibel_a, {not_set, limit, not_set}, {not_set, clear, not_set})});
    r.hold = seconds(hold_s);
    auto e = watch(rules_of({noise(1)}, {r}, Zone::utc()));
    EXPECT_TRUE(e.feed(0, series.time, series.value));
    auto out = e.take();
    for (const auto& standing : e.standings())
      if (standing.episode) out.episodes.push_back(*standing.episode);
    return out;
  }
  const Series series = read_series("noise_laeq_1s_24h.csv.gz", "2025-03-22T00:00:00Z", seconds(1));
};

TEST_F(NoiseDay, N1ToN6) {
  EXPECT_NEAR(first(level(Statistic::leq, day)), expected("N1", "LAeq", "[00:00,24:00)"), 1e-6);
  const double morning = first(level(Statistic::leq, clock(0, 7)));
  const double late = first(level(Statistic::leq, clock(23, 0)));
  const double night =
      10 * std::log10((7 * std::pow(10, morning / 10) + std::pow(10, late / 10)) / 8);
  EXPECT_NEAR(first(level(Statistic::leq, clock(7, 19))), expected("N2", "Lday", "[07,19)"), 1e-6);
  EXPECT_NEAR(first(level(Statistic::leq, clock(19, 23))), expected("N2", "Levening", "[19,23)"),
              1e-6);
  EXPECT_NEAR(night, expected("N2", "Lnight (same calendar date)", "[00,07)+[23,24)"), 1e-6);
  EXPECT_NEAR(first(level(Statistic::lden, day)), expected("N3", "Lden", "12/4/8 h weights"), 1e-6);
  const std::map<int, const char*> hours_of = {
      {3, "[03:00,04:00)"}, {8, "[08:00,09:00)"}, {12, "[12:00,13:00)"}, {20, "[20:00,21:00)"}};
  for (const auto& [h, window] : hours_of)
    EXPECT_NEAR(first(level(Statistic::leq, clock(h, h + 1))), expected("N4", "LAeq,1h", window),
                1e-6);
  EXPECT_NEAR(first(level(Statistic::max, day)),
              expected("N5", "max of 1 s LAeq (not LAFmax)", "[00:00,24:00)"), 1e-6);
  for (const int n : {10, 50, 90, 95}) {
    auto c = level(Statistic::percentile, day);
    c.percentile = 1 - n / 100.0;
    EXPECT_NEAR(first(c), expected("N6", "L" + std::to_string(n), "[00:00,24:00)"), 1e-6);
  }
}

TEST_F(NoiseDay, N7TheHighestQuarterOfAnHour) {
  auto c = level(Statistic::leq, {Window::Kind::rolling, minutes(15), {}});
  c.min_coverage = 1;
  c.limit = {0, not_set, not_set};
  auto e = watch(rules_of({noise(1)}, {rule_of("r", {c})}, Zone::utc()));
  ASSERT_TRUE(e.feed(0, series.time, series.value));
  const auto episode = e.standings()[0].episode;
  ASSERT_TRUE(episode);
  EXPECT_NEAR(episode->peak,
              expected("N7", "max rolling LAeq,15min", "(t-15min, t], full windows only"), 1e-6);
  EXPECT_EQ(to_string(episode->peak_at), "2025-03-22T19:59:26Z");
}

TEST_F(NoiseDay, S1TheEventsOfTheDay) {
  const auto out = events(60, 55, 10);
  ASSERT_EQ(out.episodes.size(), 3u);
  EXPECT_EQ(to_string(out.episodes[0].raised), "2025-03-22T16:41:54Z");
  EXPECT_EQ(to_string(*out.episodes[0].end), "2025-03-22T16:42:11Z");
  EXPECT_EQ(to_string(out.episodes[2].raised), "2025-03-22T23:27:29Z");
  EXPECT_EQ(to_string(*out.episodes[2].end), "2025-03-22T23:27:40Z");
  Duration firing{0};
  for (const auto& e : out.episodes) firing += *e.end - e.raised;
  EXPECT_EQ(firing, seconds(35));
  EXPECT_EQ(events(60, 60, 10).episodes.size(), 3u);   // S2
  EXPECT_EQ(events(60, 55, 0).episodes.size(), 177u);  // S3
}

TEST_F(NoiseDay, S2bHoldAndHysteresisMakeThousandEventsEightyEight) {
  struct Case {
    int hold;
    double clear;
    std::size_t count;
    int firing_s;
  };
  for (const auto& c : {Case{5, 50, 88, 3692}, Case{5, 55, 123, 672}, Case{0, 50, 399, 9500},
                        Case{0, 55, 1005, 2896}}) {
    const auto out = events(55, c.clear, c.hold);
    EXPECT_EQ(out.episodes.size(), c.count) << c.hold << " " << c.clear;
    Duration firing{0};
    for (const auto& e : out.episodes) firing += *e.end - e.raised;
    EXPECT_EQ(firing, seconds(c.firing_s)) << c.hold << " " << c.clear;
  }
}

TEST(NoiseFortnight, N8DaysEveningsAndNights) {
  const auto series = read_series("noise_laeq_1min_11d.csv.gz", "2025-03-21T00:00:30Z", minutes(1));
  struct Period {
    const char* name;
    const char* span;
    Window window;
  };
  const Period periods[] = {{"LAeq day", "[07,19)", clock(7, 19)},
                            {"LAeq evening", "[19,23)", clock(19, 23)},
                            {"LAeq night", "[23,07+1d)", clock(23, 7)}};
  int compared = 0;
  for (const auto& p : periods)
    for (const auto& w : windows(series, 60, level(Statistic::leq, p.window))) {
      const auto date = to_string(Instant(sys_days(w.date))).substr(0, 10);
      if (date != "2025-03-21" && date != "2025-03-24" && date != "2025-03-29" &&
          date != "2025-03-31")
        continue;
      EXPECT_NEAR(w.value, expected("N8", p.name, date + " " + p.span), 1e-6);
      EXPECT_EQ(w.coverage, 1);
      ++compared;
    }
  EXPECT_EQ(compared, 12);
}

}  // namespace
}  // namespace masseflyt::monitoring
