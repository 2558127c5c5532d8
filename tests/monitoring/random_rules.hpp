// random_rules.hpp — rule sets of every kind, and readings to watch under them.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "monitoring/support_monitoring.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring {

/// Makes rules that are sound most of the time; rules_of() of what is not is tried again.
class RandomRules {
 public:
  explicit RandomRules(std::uint32_t seed) : random_(seed) {}

  /// `lateness`: of every stream. A single stream without it is judged as its readings come.
  RuleSet make(std::size_t streams, Duration lateness) {
    while (true) {
      streams_.clear();
      for (std::size_t s = 0; s < streams; ++s) streams_.push_back(stream(s, lateness));
      std::vector<Rule> rules;
      const auto n = 1 + random_.below(6);
      for (std::uint32_t r = 0; r < n; ++r)
        if (auto made = rule("r" + std::to_string(r))) rules.push_back(*made);
      Diagnostics found;
      auto set = RuleSet::make(Zone::oslo(), streams_, rules, found);
      if (set && !set->rules().empty()) return std::move(*set);
    }
  }

 private:
  bool one_in(std::uint32_t n) { return random_.below(n) == 0; }
  template <typename T>
  T any(std::initializer_list<T> of) {
    return of.begin()[random_.below(static_cast<std::uint32_t>(of.size()))];
  }

  Stream stream(std::size_t i, Duration lateness) {
    const Unit unit = any({Unit::decibel_a, Unit::turbidity_unit, Unit::ph, Unit::degree});
    const auto meaning = any({Meaning::instant, Meaning::instant, Meaning::mean});
    auto s = intervals("s" + std::to_string(i), unit, 60, meaning, any({Stamp::start, Stamp::end}));
    s.lateness = lateness;
    if (one_in(4)) s.silence_after = any({std::chrono::seconds(90), std::chrono::seconds(100000)});
    if (one_in(4)) s.correction = -2.5;
    if (one_in(4)) s.uncertainty = 1;
    return s;
  }

  Window window() {
    using namespace std::chrono;
    if (one_in(2)) return {Window::Kind::rolling, minutes(1 + random_.below(90)), {}};
    const auto cycle = any({Cycle::hour, Cycle::day, Cycle::clock});
    return {
        Window::Kind::civil, {}, {cycle, hours(random_.below(24)), hours(random_.below(24)), {}}};
  }

  Condition condition() {
    const auto& s = streams_[random_.below(static_cast<std::uint32_t>(streams_.size()))];
    Condition c;
    c.stream = s.id;
    c.statistic = static_cast<Statistic>(1 + random_.below(15));
    if (one_in(3)) c.statistic = Statistic::last;
    if (c.statistic != Statistic::rate && (c.statistic != Statistic::last || one_in(4)))
      c.window = window();
    if (c.statistic == Statistic::percentile) c.percentile = any({0.1, 0.5, 0.9});
    if (c.statistic == Statistic::count_above || c.statistic == Statistic::share_above)
      c.threshold = 50;
    c.comparison = static_cast<Comparison>(1 + random_.below(4));
    const bool counts = c.statistic == Statistic::count || c.threshold == 50;
    c.unit = counts ? Unit::one : s.unit;
    const double sign = is_upper(c.comparison) ? 1 : -1, from = 50 + random_.between(-4, 4);
    for (std::size_t l = 0; l < 3; ++l) {
      if (one_in(4)) continue;
      c.limit[l] = from + sign * 2 * static_cast<double>(l);
      if (one_in(2)) c.clear[l] = c.limit[l] - sign * random_.between(0, 3);
    }
    if (c.window.kind != Window::Kind::none && one_in(3)) c.min_coverage = 0.5;
    if (streams_.size() > 1 && one_in(4)) c.relation = Relation::difference;
    if (c.relation != Relation::none) c.other = streams_[random_.below(2)].id;
    return c;
  }

  std::optional<Rule> rule(std::string id) {
    using namespace std::chrono;
    Rule r = rule_of(std::move(id), {condition()});
    while (one_in(3) && r.conditions.size() < 3) r.conditions.push_back(condition());
    r.combine = any({Combine::all, Combine::any});
    if (one_in(3)) r.hold = minutes(random_.below(10));
    if (one_in(3)) r.hold_clear = minutes(random_.below(10));
    if (one_in(3)) r.max_gap = minutes(random_.below(5));
    if (one_in(5)) r.latch = Level::stop;
    if (one_in(5)) r.escalate_after = minutes(5);
    if (one_in(5)) r.active = CivilWindow{Cycle::clock, hours(7), hours(19), {}};
    if (one_in(5)) r.allowance = {Allowance::Kind::per_year, 2, 1, 0};
    if (one_in(6)) r.valid_from = at_s(1'774'000'000 + 40'000);
    if (one_in(6)) r.valid_to = at_s(1'774'000'000 + 140'000);
    return sound(r) ? std::optional(r) : std::nullopt;
  }

  bool sound(const Rule& r) {
    Diagnostics found;
    return RuleSet::make(Zone::oslo(), streams_, {r}, found).has_value();
  }

  test::Random random_;
  std::vector<Stream> streams_;
};

struct Reading {
  std::size_t stream;
  std::int64_t time;
  double value;
  std::uint8_t flag;
};

/// A few days by the minute over the spring change of clocks, in order of time; calm for hours,
/// with gaps, jitter, missing and suspect readings here and there.
inline std::vector<Reading> random_readings(std::uint32_t seed, std::size_t streams,
                                            std::size_t n = 3000) {
  test::Random random(seed);
  std::vector<Reading> rows;
  std::int64_t t = 1'774'000'020;  // 2026-03-20
  for (std::size_t i = 0; i < n; ++i) {
    t += 60;
    if (random.below(200) == 0) t += random.below(20000);
    const bool wild = i / 400 % 3 == 1;
    const std::int64_t jitter = i / 700 % 2 == 0 ? 0 : random.below(900) * 10'000'000;
    for (std::size_t s = 0; s < streams; ++s) {
      double value = (wild ? 50 : 40) + random.between(-5, 5) + (i / 90 % 7 == 0 ? 8 : 0);
      if (wild && random.below(40) == 0) value = std::numeric_limits<double>::quiet_NaN();
      if (random.below(3000) == 0) value = 1e-5;
      const bool odd = wild && random.below(50) == 0;
      rows.push_back(
          {s, t * 1'000'000'000 + jitter, value, static_cast<std::uint8_t>(odd ? 3 : 1)});
    }
  }
  return rows;
}

}  // namespace masseflyt::monitoring
