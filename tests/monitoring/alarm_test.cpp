// Mirrors include/masseflyt/monitoring/alarm.hpp; the vectors are those of other systems.
#include <masseflyt/monitoring/alarm.hpp>

#include "monitoring/support_monitoring.hpp"
#include "support/folders.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono_literals;

Verdict yes() { return {{Truth::no, Truth::yes, Truth::no}, {Truth::no, Truth::yes, Truth::no}}; }
Verdict no() { return {}; }
Verdict unknown() {
  return {{Truth::no, Truth::unknown, Truth::no}, {Truth::no, Truth::unknown, Truth::no}};
}

/// One evaluation a minute from `begin` on: T, F and ?; the states as I(nactive), P(ending),
/// F(iring).
std::string states(std::string_view input, AlarmSettings settings, Duration begin = 0min) {
  Alarm alarm;
  std::string found;
  Instant t{begin};
  for (const char c : input) {
    const auto level = alarm.step(t, c == 'T' ? yes() : c == 'F' ? no() : unknown(), settings);
    found += level > Level::normal ? 'F' : alarm.pending() ? 'P' : 'I';
    t += 1min;
  }
  return found;
}

std::string vector_text(const char* id, const char* column) {
  const auto path =
      std::filesystem::path(test::data_folder()) / "monitoring" / "state_machine_vectors.csv";
  for (const auto& row : test::read_rows(path))
    if (row.at("id") == id) return row.at(column);
  ADD_FAILURE() << id;
  return "";
}

/// The T and F of "t=0 F,60 T,120 T".
std::string truths(const char* id) {
  std::string found;
  for (const char c : vector_text(id, "input"))
    if (c == 'T' || c == 'F') found += c;
  return found;
}

/// The first letters of "inactive,pending,firing".
std::string expected_states(const char* id) {
  std::string found;
  bool first = true;
  for (const char c : vector_text(id, "expected")) {
    if (first) found += static_cast<char>(std::toupper(c));
    first = c == ',';
  }
  return found;
}

TEST(AlarmVectors, HY1LeavesALevelOnlyByItsOwnReset) {
  Condition c = over("s", Unit::one, {60, 70, 80}, {50, 60, 70});
  std::string found;
  Alarm alarm;
  int i = 0;
  for (const double v : {61, 73, 64, 85, 62, 56, 47}) {
    constexpr const char* names[] = {"OK", "INFO", "WARNING", "CRITICAL"};
    found += std::string(found.empty() ? "" : " ") +
             names[static_cast<std::size_t>(alarm.step(at_s(i++), judge(v, c), {}))];
  }
  EXPECT_EQ(found, vector_text("HY1", "expected"));
}

TEST(AlarmVectors, FO1FiresWhenTheHoldHasPassedInclusively) {
  EXPECT_EQ(states(truths("FO1"), {.hold = 300s}), expected_states("FO1"));
}

TEST(AlarmVectors, FO2OneFalseEvaluationStartsAnew) {
  EXPECT_EQ(states(truths("FO2"), {.hold = 300s}, 1min), "PPPIPPPPPF");
}

TEST(AlarmVectors, FO3WithoutHoldNothingIsPending) {
  EXPECT_EQ(states(truths("FO3"), {}), expected_states("FO3"));
}

TEST(AlarmVectors, KF1KeepsFiringForItsTime) {
  EXPECT_EQ(states(truths("KF1"), {.hold_clear = 120s}), expected_states("KF1"));
}

TEST(AlarmVectors, KF2ATrueEvaluationClearsThatClock) {
  EXPECT_EQ(states(truths("KF2"), {.hold_clear = 120s}), expected_states("KF2"));
}

TEST(AlarmVectors, FX1TheHighestMatchingLevelWins) {
  Alarm alarm;
  EXPECT_EQ(alarm.step(at_s(0), judge(75, over("s", Unit::one, {60, 70, 80})), {}), Level::alarm);
}

TEST(Alarm, UnknownNeitherRaisesNorEnds) {
  EXPECT_EQ(states("??T??F", {}), "IIFFFI");
  EXPECT_EQ(states("T?????", {}), "FFFFFF");
}

TEST(Alarm, UnknownStartsTheClockOfClearingAnew) {
  EXPECT_EQ(states("TFF?FFF", {.hold_clear = 120s}), "FFFFFFI");
}

TEST(Alarm, AHoldRunsThroughUnknownUpToTheLargestGap) {
  EXPECT_EQ(states("T??T", {.hold = 180s}), "PPPF");
  EXPECT_EQ(states("T??T", {.hold = 180s, .max_gap = 180s}), "PPPF");
  EXPECT_EQ(states("T??TTTT", {.hold = 180s, .max_gap = 120s}), "PPPPPPF");
}

TEST(Judge, AValueEqualToALimitIsBeyondOnlyIfThePermitSaysSo) {
  Condition c = over("s", Unit::one, {not_set, 0.3, not_set});
  EXPECT_EQ(judge(0.1 + 0.2, c).beyond[1], Truth::no);  // 0.30000000000000004
  c.comparison = Comparison::at_or_above;
  EXPECT_EQ(judge(0.3 - 1e-17, c).beyond[1], Truth::yes);
  c.comparison = Comparison::below;
  EXPECT_EQ(judge(0.3, c).beyond[1], Truth::no);
  c.comparison = Comparison::at_or_below;
  EXPECT_EQ(judge(0.3, c).beyond[1], Truth::yes);
}

TEST(Judge, AMissingValueIsUnknownForEveryLevelThatIsSet) {
  const auto v = judge(not_set, over("s", Unit::one, {1, not_set, 3}));
  EXPECT_EQ(v.beyond, (std::array{Truth::unknown, Truth::no, Truth::unknown}));
}

TEST(Combine, FollowsKleene) {
  EXPECT_EQ(combine(no(), unknown(), Combine::all).beyond[1], Truth::no);
  EXPECT_EQ(combine(yes(), unknown(), Combine::all).beyond[1], Truth::unknown);
  EXPECT_EQ(combine(yes(), unknown(), Combine::any).beyond[1], Truth::yes);
  EXPECT_EQ(combine(no(), unknown(), Combine::any).beyond[1], Truth::unknown);
}

}  // namespace
}  // namespace masseflyt::monitoring
