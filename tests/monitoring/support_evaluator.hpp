// support_evaluator.hpp — rules that several tests of the evaluator look at.
#pragma once

#include <string_view>
#include <vector>

#include "monitoring/support_monitoring.hpp"

namespace masseflyt::monitoring {

using namespace std::chrono_literals;

inline Instant at(std::string_view text) { return parse_instant(text).value(); }

/// One NTU stream every 60 s; alarm above 50, clear below 25.
inline RuleSet turbidity(Duration hold = 0s, Duration lateness = 0s) {
  auto s = instants("turb", Unit::turbidity_unit, 60);
  s.lateness = lateness;
  auto r = rule_of(
      "high", {over("turb", Unit::turbidity_unit, {not_set, 50, not_set}, {not_set, 25, not_set})});
  r.hold = hold;
  return rules_of({s}, {r});
}

inline Outcome run(Evaluator& e, const std::vector<double>& values, double step = 60) {
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_TRUE(e.feed(0, at_s(static_cast<double>(i) * step), values[i]));
  return e.take();
}

inline std::vector<NoticeKind> kinds(const Outcome& out) {
  std::vector<NoticeKind> found;
  for (const auto& n : out.notices) found.push_back(n.kind);
  return found;
}

/// A mean level at night, of hours; one night beyond is permitted in a year.
inline RuleSet nights(double coverage = 0.75) {
  Condition c = over("mic", Unit::decibel_a, {not_set, 45, not_set});
  c.statistic = Statistic::leq;
  c.window.kind = Window::Kind::civil;
  c.window.civil = {Cycle::clock, 23h, 7h, {}};
  c.min_coverage = coverage;
  auto r = rule_of("night", {c});
  r.allowance = {Allowance::Kind::per_year, 1, 1, 0.9};
  return rules_of({intervals("mic", Unit::decibel_a, 3600, Meaning::leq)}, {r});
}

inline void hours(Evaluator& e, const char* from, int n, double level) {
  for (int i = 0; i < n; ++i) ASSERT_TRUE(e.feed(0, at(from) + i * 1h, level));
}

}  // namespace masseflyt::monitoring
