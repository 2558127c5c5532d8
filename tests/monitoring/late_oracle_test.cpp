// Two streams that meet in a rule, readings of either of which come late or again: what is said is
// held against a slow oracle that knows all readings and reckons everything anew.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <masseflyt/monitoring/alarm.hpp>

#include "monitoring/support_monitoring.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
/// Between changes of the clock, at a full hour: 2026-01-05T00:00Z.
constexpr std::int64_t origin = 1'767'571'200;

struct Event {
  std::size_t stream;
  std::int64_t second;
  double value;
};

Instant instant(std::int64_t second) { return Instant(Duration(second * ns_per_s)); }

/// What the oracle knows of the two streams: by time.
using Known = std::array<std::map<std::int64_t, double>, 2>;

/// One rule with one condition in which the second stream meets the first.
struct Trial {
  explicit Trial(std::uint32_t seed) : random(seed) {
    const auto any = [&](auto... of) {
      const std::common_type_t<decltype(of)...> all[] = {of...};
      return all[random.below(sizeof...(of))];
    };
    condition.stream = "a";
    condition.other = "b";
    condition.relation =
        any(Relation::difference, Relation::share_of_limit, Relation::weight, Relation::difference);
    condition.statistic = any(Statistic::last, Statistic::mean, Statistic::max, Statistic::min,
                              Statistic::percentile, Statistic::sum, Statistic::count);
    if (condition.relation == Relation::weight) condition.statistic = Statistic::weighted_mean;
    if (condition.statistic == Statistic::percentile) condition.percentile = 0.5;
    condition.max_age = std::chrono::seconds(any(60, 150, 400));
    if (condition.relation == Relation::share_of_limit) condition.curve.points = {{0, 8}, {32, 40}};
    const bool one =
        condition.relation == Relation::share_of_limit || condition.statistic == Statistic::count;
    condition.unit = one ? Unit::one : Unit::turbidity_unit;
    condition.limit = {not_set, one ? 1.0 : 4.0, one ? 4.0 : 8.0};
    if (condition.statistic != Statistic::last)
      condition.window =
          random.below(2) == 0
              ? Window{Window::Kind::rolling, std::chrono::seconds(any(300, 900)), {}}
              : Window{Window::Kind::civil, {}, {Cycle::hour, {}, {}, {}}};
    std::vector<Stream> streams = {instants("a", Unit::turbidity_unit, 60),
                                   instants("b", Unit::turbidity_unit, 60)};
    for (auto& s : streams) s.duplicates = Duplicates::last;
    if (random.below(3) == 0) streams[1].silence_after = std::chrono::seconds(200);
    silence = streams[1].silence() / std::chrono::seconds(1);
    rules.emplace(rules_of(streams, {rule_of("r", {condition})}));
    make_events();
  }

  /// Some readings are held back for a while, some sent again with another value.
  void make_events() {
    std::vector<std::pair<std::int64_t, Event>> all;
    for (int i = 0; i < 300; ++i)
      for (std::size_t s = 0; s < 2; ++s) {
        if (random.below(12) == 0) continue;
        const std::int64_t t = origin + 60 * i + (s == 1 ? random.below(50) : 0);
        const bool missing = random.below(25) == 0;
        const double value = missing ? not_set : static_cast<double>(random.below(512)) / 16;
        const std::int64_t late = random.below(8) == 0 ? 60 * (1 + random.below(4)) : 0;
        all.push_back({t + late, {s, t, value}});
        if (random.below(20) == 0)
          all.push_back({t + late + 1 + random.below(200),
                         {s, t, static_cast<double>(random.below(512)) / 16}});
      }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& x, const auto& y) { return x.first < y.first; });
    for (const auto& [when, e] : all) events.push_back(e);
    for (std::size_t s = 0; s < 2; ++s)  // the end, in order
      for (int i = 320; i < 326; ++i) events.push_back({s, origin + 60 * i, 16});
  }

  // ---- the oracle

  double other_at(const Known& known, std::int64_t t) const {
    const auto next = known[1].upper_bound(t);
    if (next == known[1].begin()) return not_set;
    const auto& [u, value] = *std::prev(next);
    const auto age = std::min(condition.max_age / std::chrono::seconds(1), silence);
    return t - u <= age ? value : not_set;
  }
  /// Value and weight of the reading at `t`.
  std::pair<double, double> met(const Known& known, std::int64_t t) const {
    const double value = known[0].at(t), other = other_at(known, t);
    if (condition.relation == Relation::difference) return {value - other, 1};
    if (condition.relation == Relation::share_of_limit) return {value / (8 + other), 1};
    return {std::isnan(other) ? not_set : value, other};
  }
  /// Of the readings in (from, to].
  double statistic(const Known& known, std::int64_t from, std::int64_t to) const {
    std::vector<double> values;
    double sum = 0, weights = 0;
    for (auto i = known[0].upper_bound(from); i != known[0].end() && i->first <= to; ++i) {
      const auto [value, weight] = met(known, i->first);
      if (std::isnan(value)) continue;
      values.push_back(value);
      sum += value * weight;
      weights += weight;
    }
    if (values.empty())
      return condition.statistic == Statistic::count && condition.window.kind == Window::Kind::civil
                 ? 0
                 : not_set;
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    const double rank = (n - 1) / 2;
    const auto low = static_cast<std::size_t>(rank), high = static_cast<std::size_t>(rank + 0.5);
    switch (condition.statistic) {
      case Statistic::mean:
        return sum / n;
      case Statistic::sum:
        return sum;
      case Statistic::min:
        return values.front();
      case Statistic::max:
        return values.back();
      case Statistic::count:
        return n;
      case Statistic::percentile:
        return (values[low] + values[high]) / 2;
      default:
        return weights > 0 ? sum / weights : not_set;
    }
  }
  double value_at(const Known& known, std::int64_t t) const {
    if (condition.window.kind == Window::Kind::none)
      return known[0].count(t) != 0 ? met(known, t).first : not_set;
    return statistic(known, t - condition.window.width / std::chrono::seconds(1), t);
  }

  test::Random random;
  Condition condition;
  std::int64_t silence = 0;
  std::optional<RuleSet> rules;
  std::vector<Event> events;
};

bool is_near(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(a));
}

/// By how much a verdict changes, or else a value: as the header of outcome.hpp tells it.
std::pair<int, double> change(double was, double is, const Condition& c) {
  const auto level = [&](double v) {
    int l = 0;
    for (int i = 0; i < 3; ++i)
      if (judge(v, c).beyond[static_cast<std::size_t>(i)] == Truth::yes) l = i + 1;
    return l;
  };
  if (std::isnan(was) != std::isnan(is)) return {4, level(is)};
  return {std::abs(level(is) - level(was)), std::isnan(is) ? 0 : std::abs(is - was)};
}

void feed(Evaluator& e, const Event& event) {
  ASSERT_TRUE(e.feed(event.stream, instant(event.second), event.value));
}

/// Follows what the evaluator does with one event, by the rules of the documentation.
struct Oracle {
  explicit Oracle(const Trial& t) : trial(&t) {}

  /// What the reading changes: where it is late, the times of the first stream that had been
  /// judged.
  struct Told {
    bool late = false;
    bool is_new = false;  ///< nothing was there, or something missing
    std::vector<std::int64_t> judged;
    Known before;
  };
  Told take(const Event& e) {
    Told told;
    told.before = judged();
    told.late = e.second <= time;
    auto& mine = known[e.stream];
    const auto old = mine.find(e.second);
    told.is_new = old == mine.end() || std::isnan(old->second);
    mine[e.second] = e.value;
    if (!told.late) newest[e.stream] = std::max(newest[e.stream], e.second);
    if (!told.late) time = std::max(time, std::min(newest[0], newest[1]));
    const Known now = judged();
    for (const auto& [t, v] : now[0]) told.judged.push_back(t);
    return told;
  }
  /// What has been judged: the rest waits.
  Known judged() const {
    Known up_to = known;
    for (auto& s : up_to) s.erase(s.upper_bound(time), s.end());
    return up_to;
  }

  const Trial* trial;
  Known known;
  std::array<std::int64_t, 2> newest{};
  std::int64_t time = 0;
};

std::uint32_t rounds(std::uint32_t usual) {
  return std::getenv("MASSEFLYT_LONG") != nullptr ? 50 * usual : usual;
}

// Of all times at which the verdict, or else the value, changed, the record tells the largest one.
TEST(LatePairs, EachCorrectionIsTheLargestThatAllReadingsGive) {
  std::size_t compared = 0;
  for (std::uint32_t seed = 0; seed < rounds(16); ++seed) {
    const Trial trial(seed);
    if (trial.condition.window.kind == Window::Kind::civil) continue;
    auto e = watch(*trial.rules);
    Oracle oracle(trial);
    for (const auto& event : trial.events) {
      feed(e, event);
      const auto told = oracle.take(event);
      const auto out = e.take();
      if (!told.late) {
        ASSERT_TRUE(out.corrections.empty()) << seed;
        continue;
      }
      const bool single = trial.condition.window.kind == Window::Kind::none;
      if (single && event.stream == 0 && told.is_new) continue;  // is judged by itself
      const Known after = oracle.judged();
      std::pair<int, double> largest{0, 0};
      std::set<std::int64_t> times;
      for (const auto& [t, v] : after[0]) times.insert(t);
      for (const auto t : times)
        largest = std::max(largest, change(trial.value_at(told.before, t), trial.value_at(after, t),
                                           trial.condition));
      const bool own_and_new = event.stream == 0 && told.is_new && !std::isnan(event.value);
      if (largest.first == 0 && largest.second < 1e-9) {
        ASSERT_TRUE(out.corrections.empty() || own_and_new)
            << seed << " " << event.second - origin << " " << event.stream << " "
            << out.corrections[0].value_before << " " << out.corrections[0].value << "\n"
            << to_json(*trial.rules);
        continue;
      }
      ASSERT_EQ(out.corrections.size(), 1u) << seed << " " << event.second - origin << "\n"
                                            << to_json(*trial.rules);
      const auto& c = out.corrections[0];
      const auto at = c.window.end.time_since_epoch().count() / ns_per_s;
      ASSERT_TRUE(is_near(c.value_before, trial.value_at(told.before, at)))
          << seed << " " << event.second - origin << " " << at - origin << " " << c.value_before
          << " " << trial.value_at(told.before, at);
      ASSERT_TRUE(is_near(c.value, trial.value_at(after, at))) << seed << " " << at - origin;
      const auto size = change(c.value_before, c.value, trial.condition);
      ASSERT_EQ(size.first, largest.first) << seed << " " << event.second - origin;
      ASSERT_TRUE(is_near(size.second, largest.second)) << seed << " " << event.second - origin;
      ++compared;
    }
  }
  EXPECT_GT(compared, 100u);
}

// From then on nobody can tell that a reading was late.
TEST(LatePairs, TheLastWordIsThatOfAllReadings) {
  std::size_t windows = 0, values = 0;
  for (std::uint32_t seed = 0; seed < rounds(16); ++seed) {
    const Trial trial(seed);
    auto e = watch(*trial.rules);
    Oracle oracle(trial);
    std::map<std::int64_t, WindowResult> last;
    for (const auto& event : trial.events) {
      feed(e, event);
      const auto told = oracle.take(event);
      const auto out = e.take();
      for (const auto& w : out.windows)
        last[w.window.begin.time_since_epoch().count() / ns_per_s] = w;
      // After the last reading a stream may have been silent for too long: then nothing is known.
      if (std::any_of(out.notices.begin(), out.notices.end(),
                      [](const Notice& n) { return n.kind == NoticeKind::silent; }))
        continue;
      const bool fresh = !told.judged.empty() && told.judged.size() > told.before[0].size();
      if (told.late || trial.condition.window.kind == Window::Kind::civil || !fresh) continue;
      const double expected = trial.value_at(oracle.judged(), told.judged.back());
      ASSERT_TRUE(is_near(e.standings()[0].value, expected))
          << seed << " " << event.second - origin << " " << e.standings()[0].value << " "
          << expected << "\n"
          << to_json(*trial.rules);
      ++values;
    }
    for (const auto& [begin, w] : last) {
      const double expected = trial.statistic(oracle.judged(), begin - 1, begin + 3599);
      ASSERT_TRUE(is_near(w.value, expected))
          << seed << " " << begin - origin << " " << w.value << " " << expected << "\n"
          << to_json(*trial.rules);
      ++windows;
    }
  }
  EXPECT_GT(windows, 20u);
  EXPECT_GT(values, 1000u);
}

// However they are fed, and however often it starts anew: to the last bit.
TEST(LatePairs, ColumnsAndRestartsSayWhatRowsSay) {
  for (std::uint32_t seed = 0; seed < rounds(16); ++seed) {
    const Trial trial(seed);
    auto rows = watch(*trial.rules), columns = watch(*trial.rules), again = watch(*trial.rules);
    test::Random random(seed);
    for (const auto& event : trial.events) {
      feed(rows, event);
      feed(again, event);
      if (random.below(20) == 0) {
        auto restored = Evaluator::restore(*trial.rules, again.snapshot());
        ASSERT_TRUE(restored) << restored.error().message;
        again = std::move(*restored);
      }
    }
    for (std::size_t i = 0; i < trial.events.size();) {
      std::vector<std::int64_t> time;
      std::vector<double> value;
      const auto stream = trial.events[i].stream;
      for (; i < trial.events.size() && trial.events[i].stream == stream; ++i) {
        time.push_back(trial.events[i].second * ns_per_s);
        value.push_back(trial.events[i].value);
      }
      ASSERT_TRUE(columns.feed(stream, time, value));
    }
    const auto state = rows.snapshot();
    ASSERT_TRUE(columns.snapshot() == state) << seed << "\n" << to_json(*trial.rules);
    ASSERT_TRUE(again.snapshot() == state) << seed << "\n" << to_json(*trial.rules);
    const auto said = text(rows.take(), *trial.rules);
    ASSERT_EQ(text(columns.take(), *trial.rules), said) << seed;
    ASSERT_EQ(text(again.take(), *trial.rules), said) << seed;
  }
}

}  // namespace
}  // namespace masseflyt::monitoring
