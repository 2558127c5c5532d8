// What only shows when the members of a rule meet each other and the streams.
#include <algorithm>
#include <cmath>
#include <map>

#include "detail/number.hpp"
#include "detail/text.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring::detail {
namespace {

std::string number(double v) { return std::isnan(v) ? "" : masseflyt::detail::format_number(v); }

bool is_set(double v) { return !std::isnan(v); }

/// Statistics that need something to gather, and those that need nothing.
bool needs_window(Statistic s) { return s != Statistic::last && s != Statistic::rate; }

void check_levels(const Condition& c, const std::string& path, Diagnostics& found) {
  const char* names[] = {"/warning", "/alarm", "/stop"};
  const bool upper = is_upper(c.comparison);
  double before = not_set;
  for (std::size_t l = 0; l < 3; ++l) {
    const double limit = c.limit[l], clear = c.clear[l];
    if (is_set(clear) && !is_set(limit))
      fault(found, path + "/clear_" + (names[l] + 1), number(clear), "a limit for this level too");
    if (is_set(clear) && is_set(limit) && (upper ? clear > limit : clear < limit))
      fault(found, path + "/clear_" + (names[l] + 1), number(clear),
            "a value on the good side of the limit " + number(limit));
    if (!is_set(limit)) continue;
    if (is_set(before) && (upper ? limit < before : limit > before))
      fault(found, path + names[l], number(limit),
            "levels that get worse from warning to stop; the one before is " + number(before));
    before = limit;
  }
  if (!is_set(before)) fault(found, path, "", "a limit for warning, alarm or stop");
}

void check_relation(const Condition& c, const std::string& path, Diagnostics& found) {
  const bool weighted = c.statistic == Statistic::weighted_mean;
  const bool vectors = c.statistic == Statistic::vector_mean;
  if ((c.relation == Relation::none) != c.other.empty())
    fault(found, path + "/other", c.other, "`other` and `relation` together, or neither");
  if (weighted && c.relation != Relation::weight)
    fault(found, path + "/relation", "", "weight, for a weighted_mean");
  if (c.relation == Relation::weight && !weighted && !vectors)
    fault(found, path + "/relation", "weight", "weighted_mean or vector_mean to use it");
  if (c.relation == Relation::share_of_limit && c.unit != Unit::one)
    fault(found, path + "/unit", symbol(c.unit), "1: levels are shares of the limit");
  if ((c.relation == Relation::share_of_limit) == c.curve.points.empty())
    fault(found, path + "/curve", "", "a curve for share_of_limit, and only there");
  const auto& points = c.curve.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].first <= points[i - 1].first)
      fault(found, path + "/curve/" + std::to_string(i), number(points[i].first), "rising x");
    if (!(points[i].second > 0))
      fault(found, path + "/curve/" + std::to_string(i), number(points[i].second),
            "limits above 0");
  }
}

void check_statistic(const Condition& c, const std::string& path, Diagnostics& found) {
  const auto name = name_of(statistics, static_cast<std::int32_t>(c.statistic));
  const bool percentile = c.statistic == Statistic::percentile;
  const bool counts =
      c.statistic == Statistic::count_above || c.statistic == Statistic::share_above;
  if (needs_window(c.statistic) && c.window.kind == Window::Kind::none)
    fault(found, path + "/window", "", "a window for " + std::string(name));
  if (percentile != is_set(c.percentile))
    fault(found, path + "/percentile", number(c.percentile),
          "a percentile for statistic percentile, and only there");
  if (counts != is_set(c.threshold))
    fault(found, path + "/threshold", number(c.threshold),
          "a threshold for count_above and share_above, and only there");
  if (c.statistic == Statistic::lden &&
      !(c.window.kind == Window::Kind::civil &&
        (c.window.civil.cycle == Cycle::day || c.window.civil.cycle == Cycle::clock ||
         c.window.civil.cycle == Cycle::month || c.window.civil.cycle == Cycle::year)))
    fault(found, path + "/window", "", "a civil day, month, year or clock window for lden");
  const bool leq_or_mean = c.statistic == Statistic::leq || c.statistic == Statistic::mean;
  if (is_set(c.background) &&
      !(leq_or_mean && c.window.kind == Window::Kind::civil && c.relation == Relation::none))
    fault(found, path + "/background", number(c.background),
          "a background for leq or mean over a civil window of one stream, and only there");
  if (c.window.kind == Window::Kind::rolling && c.window.width < std::chrono::milliseconds(1))
    fault(found, path + "/window/rolling_s", "", "at least 0.001");
}

/// The unit that the value of a condition has.
Unit value_unit(const Condition& c, const Stream& s) {
  if (c.relation == Relation::share_of_limit) return Unit::one;
  switch (c.statistic) {
    case Statistic::count:
    case Statistic::count_above:
    case Statistic::share_above:
      return Unit::one;
    default:
      return s.unit;
  }
}

/// A velocity that is weighted by frequency has the unit of one that is not, and is no such
/// velocity.
void check_quantity(const Condition& c, const Stream& s, const std::string& path, bool strict,
                    Diagnostics& found) {
  if (c.quantity.empty() || c.quantity == s.quantity) return;
  const std::string expected =
      "a stream of " + c.quantity + ", of which this limit is; '" + s.id + "' " +
      (s.quantity.empty() ? "does not tell its quantity" : "is of " + s.quantity);
  fault(found, path + "/stream", s.id, expected);
  if (s.quantity.empty() && !strict) found.back().severity = Severity::warning;
}

void check_against_stream(const Condition& c, const Stream& s, const std::string& path, bool strict,
                          Diagnostics& found) {
  check_quantity(c, s, path, strict, found);
  const auto name = std::string(name_of(statistics, static_cast<std::int32_t>(c.statistic)));
  if (value_unit(c, s) != c.unit)
    fault(found, path + "/unit", symbol(c.unit),
          std::string(symbol(value_unit(c, s))) + ", the unit of " + name + " of '" + s.id + "'");
  const bool level = s.unit == Unit::decibel_a;
  if ((c.statistic == Statistic::leq || c.statistic == Statistic::lden) && !level)
    fault(found, path + "/statistic", name, "a stream in dB(A)");
  if (c.statistic == Statistic::mean && level && c.relation == Relation::none)
    fault(found, path + "/statistic", name, "leq: levels are never averaged as numbers");
  if (c.statistic == Statistic::mean && s.unit == Unit::ph)
    fault(found, path + "/statistic", name, "mean_ph, min or max: a mean of pH is no pH");
  if (c.statistic == Statistic::mean && s.unit == Unit::degree)
    fault(found, path + "/statistic", name,
          "vector_mean: directions are never averaged as numbers");
  if (c.statistic == Statistic::vector_mean && s.unit != Unit::degree)
    fault(found, path + "/statistic", name, "a stream in deg");
  if (c.statistic == Statistic::mean_ph && s.unit != Unit::ph)
    fault(found, path + "/statistic", name, "a stream in pH");
  if (s.meaning == Meaning::max &&
      (c.statistic == Statistic::mean || c.statistic == Statistic::leq))
    fault(found, path + "/statistic", name, "max: a mean of interval maxima is no mean");
  if (is_set(c.background) && s.interval.count() == 0)
    fault(found, path + "/background", number(c.background),
          "an interval_s of stream '" + s.id + "', without which what is missing is not known");
  if (c.min_coverage > 0 && s.interval.count() == 0)
    fault(found, path + "/min_coverage", number(c.min_coverage),
          "an interval_s of stream '" + s.id + "', without which coverage is not known");
}

using Streams = std::map<std::string, const Stream*>;

const Stream* stream_of(const Streams& streams, const std::string& id) {
  const auto at = streams.find(id);
  return at == streams.end() ? nullptr : at->second;
}

std::string unknown_stream(const Streams& streams, const std::string& id) {
  std::vector<std::string> known;
  for (const auto& [name, stream] : streams)
    if (known.size() < 100) known.push_back(name);
  const auto near = masseflyt::detail::nearest_word(id, known);
  return "the id of a stream" + (near.empty() ? "" : ", perhaps " + near);
}

void check_condition(const Condition& c, const Streams& streams, const std::string& path,
                     bool strict, Diagnostics& found) {
  if (const Stream* s = stream_of(streams, c.stream))
    check_against_stream(c, *s, path, strict, found);
  else
    fault(found, path + "/stream", c.stream, unknown_stream(streams, c.stream));
  if (c.other.empty()) return;
  const Stream* other = stream_of(streams, c.other);
  if (other == nullptr) {
    fault(found, path + "/other", c.other, unknown_stream(streams, c.other));
    return;
  }
  if (c.other == c.stream) fault(found, path + "/other", c.other, "another stream");
  const Stream* s = stream_of(streams, c.stream);
  if (c.relation == Relation::difference && s != nullptr && s->unit != other->unit)
    fault(found, path + "/other", c.other, "a stream in " + std::string(symbol(s->unit)));
  if (c.max_age.count() == 0 && other->interval.count() == 0)
    fault(found, path + "/max_age_s", "", "how old a reading of '" + c.other + "' may be");
}

/// Whether there is an instant at which both speak.
bool overlap(const Rule& a, const Rule& b) {
  const auto ends_before = [](const Rule& x, const Rule& y) {
    return x.valid_to && y.valid_from && *x.valid_to <= *y.valid_from;
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

}  // namespace

void check_rule(const Rule& rule, const std::string& path, Diagnostics& found) {
  if (rule.source.empty())
    fault(found, path + "/source", "",
          "where the numbers come from: nobody can trace such a limit");
  if (rule.conditions.empty()) fault(found, path + "/conditions", "", "at least one condition");
  for (std::size_t i = 0; i < rule.conditions.size(); ++i) {
    const std::string place = path + "/conditions/" + std::to_string(i);
    check_levels(rule.conditions[i], place, found);
    check_relation(rule.conditions[i], place, found);
    check_statistic(rule.conditions[i], place, found);
  }
  if (rule.latch == Level::normal)
    fault(found, path + "/latch", "normal", "warning, alarm or stop");
  if (rule.valid_from && rule.valid_to && *rule.valid_to <= *rule.valid_from)
    fault(found, path + "/valid_to", to_string(*rule.valid_to), "a time after valid_from");
  for (std::size_t i = 0; i < rule.conditions.size(); ++i) {
    const auto& c = rule.conditions[i];
    const bool sample_of_one =
        c.window.kind == Window::Kind::none && c.stream == rule.conditions.front().stream;
    if (rule.allowance.kind != Allowance::Kind::none &&
        (rule.conditions.size() > 1 ? !sample_of_one : c.window.kind == Window::Kind::rolling))
      fault(found, path + "/conditions/" + std::to_string(i), c.stream,
            "one civil window, or samples of one stream: what an allowance can count");
    if (c.statistic == Statistic::rate && c.window.kind != Window::Kind::none)
      fault(found, path + "/conditions/" + std::to_string(i) + "/window", "",
            "no window: a rate is between two readings");
  }
  const bool counted = rule.allowance.kind != Allowance::Kind::none;
  if (counted && !rule.conditions.empty() &&
      std::none_of(rule.conditions.begin(), rule.conditions.end(),
                   [](const Condition& c) { return is_set(c.limit[1]); }))
    fault(found, path, rule.id, "an alarm limit: it is what the allowance counts");
}

void check_streams(const std::vector<Stream>& streams, const std::string& path,
                   Diagnostics& found) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const auto& s = streams[i];
    const std::string place = path + "/" + std::to_string(i);
    if (!seen.try_emplace(s.id, i).second)
      fault(found, place + "/id", s.id, "an id that no other stream has");
    if (s.meaning != Meaning::instant && s.interval.count() == 0)
      fault(found, place + "/interval_s", "", "how long the interval of a reading is");
    if (s.interval.count() != 0 && s.interval < std::chrono::microseconds(1))
      fault(found, place + "/interval_s", "", "at least 0.000001");
    if (s.meaning == Meaning::leq && s.unit != Unit::decibel_a)
      fault(found, place + "/unit", symbol(s.unit), "dB(A) for an energy mean");
    if (s.expected_from && s.silence().count() == 0)
      fault(found, place + "/silence_after_s", "",
            "how long silence is allowed, for a sensor that is expected");
    if (s.expected_from && s.expected_to && *s.expected_to <= *s.expected_from)
      fault(found, place + "/expected_to", to_string(*s.expected_to), "a time after expected_from");
  }
}

void check_rules(const std::vector<Stream>& streams, const std::vector<Rule>& rules,
                 const std::string& path, bool strict, Diagnostics& found) {
  Streams known;
  for (const auto& s : streams) known.emplace(s.id, &s);
  std::map<std::string, std::vector<std::size_t>> versions;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string place = path + "/" + std::to_string(i);
    check_rule(rules[i], place, found);
    for (std::size_t c = 0; c < rules[i].conditions.size(); ++c)
      check_condition(rules[i].conditions[c], known, place + "/conditions/" + std::to_string(c),
                      strict, found);
    auto& same = versions[rules[i].id];
    if (same.size() == 1000)
      fault(found, place + "/id", rules[i].id, "at most 1000 versions of a rule");
    if (same.size() >= 1000) continue;
    for (const auto j : same)
      if (overlap(rules[i], rules[j]))
        fault(found, place + "/id", rules[i].id,
              "an id that no rule has which is valid at the same time");
    same.push_back(i);
  }
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (!rules[i].confirms.empty() &&
        (!versions.contains(rules[i].confirms) || rules[i].confirms == rules[i].id))
      fault(found, path + "/" + std::to_string(i) + "/confirms", rules[i].confirms,
            "the id of another rule");
}

}  // namespace masseflyt::monitoring::detail
