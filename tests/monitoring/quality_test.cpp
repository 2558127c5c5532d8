// Mirrors include/masseflyt/monitoring/quality.hpp; the vectors are those of the public
// implementation (tests/data/monitoring/ORIGIN.md).
#include <masseflyt/monitoring/quality.hpp>

#include <cmath>

#include <nlohmann/json.hpp>

#include "support/folders.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using nlohmann::json;

struct Series {
  std::vector<std::int64_t> time;
  std::vector<double> value;
  SeriesView view() const { return {time, value}; }
};

/// null is missing; one reading every so many seconds.
Series series(const std::vector<double>& values, double step_s = 60) {
  Series s;
  for (std::size_t i = 0; i < values.size(); ++i) {
    s.time.push_back(static_cast<std::int64_t>(static_cast<double>(i) * step_s * 1e9));
    s.value.push_back(values[i]);
  }
  return s;
}

Series from_json(const json& input, double step_s) {
  std::vector<double> values;
  for (const auto& v : input) values.push_back(v.is_null() ? NAN : v.get<double>());
  return series(values, step_s);
}

std::vector<int> numbers(const Flags& flags) {
  std::vector<int> all;
  for (const auto f : flags) all.push_back(static_cast<int>(f));
  return all;
}

QualityPlan plan(const json& tests) {
  Diagnostics found;
  auto read =
      QualityPlan::read(json{{"schema", "masseflyt.quality/1"}, {"tests", tests}}.dump(), found);
  for (const auto& d : found) ADD_FAILURE() << to_line(d);
  return read.value();
}

TEST(QartodVectors, AllTwentyNineAreExact) {
  const auto path =
      std::filesystem::path(test::data_folder()) / "monitoring" / "qartod_vectors.csv";
  int compared = 0;
  for (const auto& row : test::read_rows(path)) {
    const auto expected = json::parse(row.at("expected_flags_json")).get<std::vector<int>>();
    const auto input = json::parse(row.at("input_json"));
    ++compared;
    if (row.at("test") == "aggregate") {
      std::vector<Flags> rows;
      for (const auto& flags : input) {
        rows.emplace_back();
        for (const int f : flags) rows.back().push_back(static_cast<Flag>(f));
      }
      EXPECT_EQ(numbers(roll_up(rows)), expected) << row.at("id");
      continue;
    }
    const auto axis = row.at("time_axis");
    const double step = axis.empty() ? 60 : std::stod(axis);
    const auto config = json{{row.at("test"), json::parse(row.at("params_json"))}};
    const auto s = from_json(input, step);
    const auto report = plan(config).run(s.view());
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(numbers(report->tests.at(0).flags), expected) << row.at("id");
  }
  EXPECT_EQ(compared, 29);
}

TEST(Spike, DifferentialFlagsTheSpikeAndNotItsNeighbours) {
  const auto s = series({10, 10, 90, 10, 10, 12, 14});
  const Spike t{5, 50, Spike::Method::differential};
  EXPECT_EQ(numbers(spike(s.view(), t)), (std::vector{2, 1, 4, 1, 1, 1, 2}));
}

TEST(RateOfChange, DecimalLimitsMayHaveATolerance) {
  const auto s = series({0.3, 0.1 + 0.3 + 1e-16, 0.2}, 1);
  EXPECT_EQ(numbers(rate_of_change(s.view(), {0.1, {}, 0}))[1], 3);
  EXPECT_EQ(numbers(rate_of_change(s.view(), {0.1, {}, 1e-9}))[1], 1);
}

TEST(RateOfChange, CountsPartsOfASecond) {
  const auto s = series({0, 1, 2}, 0.5);
  EXPECT_EQ(numbers(rate_of_change(s.view(), {1.5, {}, 0})), (std::vector{1, 3, 3}));
}

TEST(AttenuatedSignal, LooksBackOverItsPeriodOnly) {
  std::vector<double> values(40, 5);
  for (std::size_t i = 0; i < 20; ++i) values[i] = i % 2 == 0 ? 0 : 10;
  AttenuatedSignal t{2, 1, AttenuatedSignal::Kind::std, 600, 5};
  const auto flags = numbers(attenuated_signal(series(values).view(), t));
  EXPECT_EQ(flags[0], 2);  // too little
  EXPECT_EQ(flags[19], 1);
  EXPECT_EQ(flags[39], 4);
  t.kind = AttenuatedSignal::Kind::range;
  EXPECT_EQ(numbers(attenuated_signal(series(values).view(), t))[39], 4);
}

TEST(TimeGap, FlagsTheLaterReading) {
  auto s = series({1, 1, 1});
  s.time[2] += 7200'000'000'000;
  EXPECT_EQ(numbers(time_gap(s.view(), {600, 3600})), (std::vector{2, 1, 4}));
}

TEST(ImpossibleDate, KnowsNoClockButTheOneItIsGiven) {
  const auto s = series({1, 1, 1});
  const Instant epoch{};
  const ImpossibleDate t{epoch + std::chrono::seconds(60), epoch + std::chrono::seconds(60)};
  EXPECT_EQ(numbers(impossible_date(s.view(), t)), (std::vector{4, 1, 4}));
}

TEST(Climatology, TheLastMemberThatFitsHolds) {
  Climatology t;
  t.members.push_back({{}, {}, {}, Span{0, 100}, {10, 50}, std::pair{1, 12}});
  t.members.push_back({{}, {}, {}, {}, {0, 5}, std::pair{1, 1}});
  const auto s = series({3, 20});  // January 1970
  EXPECT_EQ(numbers(climatology(s.view(), {}, t)), (std::vector{1, 3}));
  t.members.pop_back();
  EXPECT_EQ(numbers(climatology(s.view(), {}, t)), (std::vector{3, 1}));
}

TEST(Stuck, FlagsAllOfTheRunAndNotOnlyItsEnd) {
  const auto s = series({1, 5, 5, NAN, 5, 5, 2, 3});
  EXPECT_EQ(numbers(stuck(s.view(), {0, 240, Flag::fail})), (std::vector{1, 4, 4, 9, 4, 4, 1, 1}));
  EXPECT_EQ(numbers(stuck(s.view(), {0, 241, Flag::fail})), (std::vector{1, 1, 1, 9, 1, 1, 1, 1}));
}

TEST(Stuck, AgreesWithLookingAtEveryRun) {
  test::Random random(2);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values;
    for (int i = 0; i < 60; ++i)
      values.push_back(random.below(10) == 0 ? NAN : static_cast<double>(random.below(4)));
    const auto s = series(values);
    const Stuck t{1, 180, Flag::suspect};
    std::vector<int> expected(values.size(), 1);
    for (std::size_t a = 0; a < values.size(); ++a) {
      double low = 9, high = -9;
      for (std::size_t b = a; b < values.size() && !std::isnan(values[a]); ++b) {
        if (std::isnan(values[b])) continue;
        low = std::min(low, values[b]), high = std::max(high, values[b]);
        if (high - low > 1) break;
        if (b - a >= 3)
          for (auto i = a; i <= b; ++i) expected[i] = 3;
      }
    }
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::isnan(values[i])) expected[i] = 9;
    ASSERT_EQ(numbers(stuck(s.view(), t)), expected) << round;
  }
}

TEST(Drift, IsSeenAgainstAReference) {
  std::vector<double> values, reference;
  for (int i = 0; i < 200; ++i) {
    reference.push_back(10 + i % 5);
    values.push_back(10 + i % 5 + (i > 100 ? 0.05 * (i - 100) : 0));
  }
  const auto flags =
      numbers(drift(series(values).view(), series(reference).view(), {1200, 1, 3, {}}));
  EXPECT_EQ(flags[5], 2);
  EXPECT_EQ(flags[100], 1);
  EXPECT_EQ(flags[140], 3);
  EXPECT_EQ(flags[199], 4);
}

TEST(NeighbourTest, TwoThatAgreeOutvoteOne) {
  const auto a = series({1, 1, 9}), b = series({1, 1, 1}), c = series({1.1, NAN, 1.2});
  const std::vector<SeriesView> others = {b.view(), c.view()};
  EXPECT_EQ(numbers(neighbours(a.view(), others, {2, 5, 30, 2, {}})), (std::vector{1, 2, 4}));
}

TEST(Plausible, PhysicsSetsItsLimits) {
  const auto s = series({-1, 7, 15, NAN});
  EXPECT_EQ(numbers(plausible(s.view(), {*possible_values(Unit::ph)})), (std::vector{4, 1, 4, 9}));
  EXPECT_FALSE(possible_values(Unit::decibel_a));
}

TEST(QualityPlan, NamesEveryProblem) {
  Diagnostics found;
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "gross_range": {"fail_span": [5, 1]}, "spike": {"method": "median"},
    "flat_line": {"suspect_threshold_s": -1}}})",
                                 found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/tests/gross_range/fail_span", "/tests/spike/method",
                                             "/tests/flat_line/suspect_threshold_s",
                                             "/tests/flat_line/fail_threshold_s"}));
  found.clear();
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "gross_range": {"fail_span": [0, 5], "suspect_span": [1, 6]}}})",
                                 found));
  EXPECT_EQ(found.at(0).path, "/tests/gross_range/suspect_span");
}

TEST(QualityPlan, WhatIsUnknownHidesNothingOfOtherTests) {
  Diagnostics found;
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "spke": {}, "flat_line": {}, "gross_range": {"fail_span": [0, 5], "suspect_span": [1, 6]}}})",
                                 found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/tests/spke", "/tests/flat_line/suspect_threshold_s",
                                             "/tests/flat_line/fail_threshold_s",
                                             "/tests/gross_range/suspect_span"}));
}

TEST(QualityPlan, ANameThatNobodyKnowsIsAFault) {
  Diagnostics found;
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "gross_rnge": {"fail_span": [0, 5]}, "x-mine": 1,
    "spike": {"fail_treshold": 1}}})",
                                 found));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "/tests/gross_rnge");
  EXPECT_EQ(found[0].expected, "perhaps gross_range");
  EXPECT_EQ(found[1].path, "/tests/spike/fail_treshold");
}

/// A sensor that drifts from its reference, and two neighbours that do not.
struct Beside : testing::Test {
  Beside() {
    std::vector<double> drifting, steady;
    for (int i = 0; i < 200; ++i) {
      steady.push_back(10 + i % 5);
      drifting.push_back(10 + i % 5 + (i > 100 ? 0.05 * (i - 100) : 0));
    }
    sensor = series(drifting), reference = series(steady), other = series(steady);
  }
  std::vector<NamedSeries> both() const {
    return {{"b", other.view()}, {"a", reference.view()}, {"nobody asks", {}}};
  }
  Series sensor, reference, other;
  QualityPlan tests = plan(
      {{"drift",
        {{"reference", "a"}, {"window_s", 1200}, {"suspect_threshold", 1}, {"fail_threshold", 3}}},
       {"neighbours", {{"series", {"b", "a"}}, {"suspect_threshold", 2}, {"max_age_s", 60}}}});
};

TEST_F(Beside, DriftAndNeighboursAreTestsOfAPlan) {
  EXPECT_EQ(tests.others(), (std::vector<std::string>{"a", "b"}));
  const auto report = tests.run(sensor.view(), both());
  ASSERT_TRUE(report) << report.error().message;
  const auto moved = numbers(report->tests.at(0).flags), apart = numbers(report->tests.at(1).flags);
  EXPECT_EQ(moved, numbers(drift(sensor.view(), reference.view(), {1200, 1, 3, {}})));
  EXPECT_EQ((std::vector{moved[5], moved[100], moved[140], moved[199]}), (std::vector{2, 1, 3, 4}));
  EXPECT_EQ((std::vector{apart[100], apart[140], apart[141]}), (std::vector{1, 1, 3}));
  EXPECT_EQ(numbers(report->rollup)[199], 4);
}

TEST_F(Beside, SeriesThatAreNeededAndNotGivenAreNamed) {
  const auto none = tests.run(sensor.view());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_EQ(none.error().path, "/tests/drift/reference");
  EXPECT_EQ(none.error().message,
            "drift needs the series 'a'; neighbours needs the series 'b'; neighbours needs the "
            "series 'a'; no other series was given");
  const auto twice = tests.run(sensor.view(), std::vector<NamedSeries>{{"a", {}}, {"a", {}}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::invalid_argument);
}

TEST_F(Beside, AnotherSeriesThatGoesBackInTimeIsNamed) {
  other.time[7] = 0;
  const auto report = tests.run(sensor.view(), both());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::not_sorted);
  EXPECT_EQ(report.error().path, "b: row 7");
  EXPECT_EQ(report.error().message, "series 'b': time goes back at row 7");
}

TEST_F(Beside, WrongPlansNameEveryProblem) {
  Diagnostics found;
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "drift": {"reference": "", "window_s": 0, "suspect_threshold": -1},
    "neighbours": {"series": ["a", "a"], "suspect_threshold": 1, "max_age_s": 60}}})",
                                 found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/tests/drift/reference", "/tests/drift/window_s",
                                             "/tests/drift/suspect_threshold",
                                             "/tests/neighbours/series"}));
  found.clear();
  EXPECT_FALSE(QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "neighbours": {"series": ["a"], "suspect_threshold": 1, "max_age_s": 60}}})",
                                 found));
  EXPECT_EQ(found.at(0).path, "/tests/neighbours/min_series");
}

TEST(QualityPlan, RefusesASeriesThatGoesBackInTime) {
  auto s = series({1, 2, 3});
  s.time[2] = 0;
  const auto report = plan({{"plausible", {{"possible_span", {0, 9}}}}}).run(s.view());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::not_sorted);
  EXPECT_EQ(report.error().path, "row 2");
}

TEST(QualityPlan, MovingAllTimesOrAddingAConstantChangesNoFlag) {
  const auto tests = plan(
      {{"spike", {{"suspect_threshold", 3}, {"fail_threshold", 6}}},
       {"rate_of_change", {{"threshold_per_s", 0.05}}},
       {"flat_line", {{"suspect_threshold_s", 180}, {"fail_threshold_s", 300}, {"tolerance", 0.5}}},
       {"stuck", {{"tolerance", 1}, {"duration_s", 180}}}});
  test::Random random(9);
  std::vector<double> values;
  for (int i = 0; i < 500; ++i)
    values.push_back(random.below(15) == 0 ? NAN : static_cast<double>(random.below(10)));
  auto moved = series(values), lifted = series(values);
  for (auto& t : moved.time) t += 1'000'000'000'000;
  for (auto& v : lifted.value) v += 1024;  // exact in binary
  const auto expected = tests.run(series(values).view())->rollup;
  EXPECT_EQ(tests.run(moved.view())->rollup, expected);
  EXPECT_EQ(tests.run(lifted.view())->rollup, expected);
}

// Case Q6 of the reference values: 4032 readings of 45, every five minutes (numenta/NAB,
// art_flatline.csv).
TEST(FlatLine, ASeriesThatNeverChangesIsFlaggedAfterItsFirstWindow) {
  const std::vector<double> values(4032, 45);
  const auto flags = numbers(flat_line(series(values, 300).view(), {3600, 7200, 0.01}));
  ASSERT_EQ(flags.size(), 4032u);
  EXPECT_EQ(flags[11], 1);
  for (std::size_t i = 12; i < flags.size(); ++i) ASSERT_EQ(flags[i], i < 24 ? 3 : 4);
}

}  // namespace
}  // namespace masseflyt::monitoring
