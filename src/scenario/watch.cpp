#include <masseflyt/scenario/watch.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include <masseflyt/core/zone.hpp>
#include <masseflyt/monitoring/limit_pack.hpp>

#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "scenario/row_id.hpp"
#include "scenario/session_rows.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;
using monitoring::Level;

/// An object without what is empty: what is not told stays the rule's own default.
class Object {
 public:
  Object& text(const char* key, const std::string& value) {
    if (!value.empty()) json_.add(key, JsonValue::of_text(value));
    return *this;
  }
  Object& number(const char* key, double value) {
    json_.add(key, JsonValue::of_number(detail::format_number(value)));
    return *this;
  }
  Object& number(const char* key, const std::optional<double>& value) {
    return value ? number(key, *value) : *this;
  }
  Object& unless_zero(const char* key, double value) {
    return value != 0 ? number(key, value) : *this;
  }
  Object& put(const char* key, JsonValue value) {
    json_.add(key, std::move(value));
    return *this;
  }
  JsonValue take() { return std::move(json_); }

 private:
  JsonValue json_ = JsonValue::object();
};

JsonValue truth() { return {JsonValue::Kind::boolean, "true", {}, {}}; }

JsonValue stream_of(const Sensor& s) {
  Object o;
  o.text("id", s.id).text("parameter", s.parameter).text("quantity", s.quantity);
  o.text("unit", s.unit).text("place", s.place);
  o.text("meaning", s.meaning);
  if (s.meaning != "instant") o.text("stamp", s.stamp);
  o.unless_zero("interval_s", s.interval_s).number("silence_after_s", s.silence_after_s);
  o.unless_zero("lateness_s", s.lateness_s).unless_zero("correction", s.correction);
  o.unless_zero("uncertainty", s.uncertainty);
  o.unless_zero("uncertainty_share", s.uncertainty_share);
  if (s.delivered_late) o.put("delivered_late", truth());
  return o.take();
}

/// The roles of a limit in the order in which its conditions name them: sensor first, then other.
JsonValue roles_of(const AlarmRow& a) {
  JsonValue roles = JsonValue::object();
  const auto slash = a.use.rfind('/');
  if (slash == a.use.npos) return roles;
  const auto pack = monitoring::built_in_limit_pack(a.use.substr(0, slash));
  if (!pack) return roles;  // reading the rules says so
  std::vector<std::string> names;
  for (const auto& rule : pack->rules) {
    if (rule.id != a.use.substr(slash + 1)) continue;
    for (const auto& c : rule.conditions)
      for (const auto& role : {c.stream, c.other})
        if (!role.empty() && std::find(names.begin(), names.end(), role) == names.end())
          names.push_back(role);
  }
  const std::string* sensors[] = {&a.sensor, &a.other};
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 2); ++i)
    if (!sensors[i]->empty()) roles.add(names[i], JsonValue::of_text(*sensors[i]));
  return roles;
}

JsonValue condition_of(const AlarmRow& a) {
  Object o;
  o.text("stream", a.sensor).text("quantity", a.quantity).text("statistic", a.statistic);
  if (a.rolling_s || !a.civil.empty() || !a.from.empty()) {
    Object window;
    window.number("rolling_s", a.rolling_s).text("civil", a.civil);
    window.text("from", a.from).text("to", a.to);
    o.put("window", window.take());
  }
  o.number("percentile", a.percentile);
  if (!a.other.empty()) o.text("other", a.other).text("relation", "difference");
  o.text("comparison", a.comparison).text("unit", a.unit);
  o.number("warning", a.warning).number("alarm", a.alarm).number("stop", a.stop);
  o.number("clear_warning", a.clear_warning).number("clear_alarm", a.clear_alarm);
  o.number("clear_stop", a.clear_stop).unless_zero("min_coverage", a.min_coverage);
  return o.take();
}

JsonValue rule_of(const AlarmRow& a) {
  Object o;
  o.text("id", a.id).text("title", a.name);
  if (a.use.empty()) {
    JsonValue conditions = JsonValue::array();
    conditions.items.push_back(condition_of(a));
    o.put("conditions", std::move(conditions));
    o.text("source", a.source);
    const bool known = a.confidence == "verified" || a.confidence == "recalled";
    o.text("confidence", known ? a.confidence : "user");
  } else {
    o.text("use", a.use).put("streams", roles_of(a)).number("factor", a.factor);
  }
  o.unless_zero("hold_s", a.hold_s).unless_zero("hold_clear_s", a.hold_clear_s);
  if (a.latch) o.text("latch", "stop");
  return o.text("note", a.note).take();
}

// ---- stops
// ---------------------------------------------------------------------------------------

Level level_named(const std::string& word) {
  if (word == "warning") return Level::warning;
  return word == "alarm" ? Level::alarm : Level::stop;
}

struct Stretch {
  Instant begin;
  std::optional<Instant> end;
};

/// When the level was at least `least`.
std::vector<Stretch> stretches(const Watched& w, Level least) {
  std::vector<Stretch> all;
  for (const auto& [at, level] : w.history) {
    const bool open = !all.empty() && !all.back().end;
    if (level >= least && !open) all.push_back({at, std::nullopt});
    if (level < least && open) all.back().end = at;
  }
  if (w.end && !all.empty() && !all.back().end) all.back().end = w.end;
  return all;
}

std::string civil_day(Instant t) { return to_string(t, Zone::oslo()).substr(0, 10); }

/// "20260302T080100Z".
std::string compact(Instant t) {
  std::string text = to_string(t);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text;
}

Cells cells_of(const Stop& s) {
  Cells cells = {{"id", s.id}, {"site", s.site}, {"begin", s.begin}};
  const auto add = [&](const char* column, const std::string& text) {
    if (!text.empty()) cells.emplace_back(column, text);
  };
  add("end", s.end);
  if (s.remaining != 0) add("remaining", detail::format_number(s.remaining));
  add("source", s.source);
  add("note", s.note);
  return cells;
}

}  // namespace

std::string watch_rules_json(const Case& input) {
  JsonValue streams = JsonValue::array(), rules = JsonValue::array();
  for (const Sensor& s : input.sensors) streams.items.push_back(stream_of(s));
  for (const AlarmRow& a : input.alarms) rules.items.push_back(rule_of(a));
  Object document;
  document.text("schema", "masseflyt.monitoring/1").text("zone", "Europe/Oslo");
  document.put("streams", std::move(streams)).put("rules", std::move(rules));
  return to_json_text(document.take());
}

Result<monitoring::RuleSet> watch_rules(const Case& input, Diagnostics& found) {
  return monitoring::RuleSet::read(watch_rules_json(input), found);
}

std::vector<Watched> watched(std::span<const monitoring::Episode> episodes,
                             const monitoring::RuleSet& rules) {
  std::vector<Watched> all;
  for (const auto& e : episodes)
    all.push_back({rules.rules()[e.rule].id, key(e, rules), e.history, e.end});
  return all;
}

std::vector<Stop> stops_of(const Case& input, std::span<const Watched> episodes,
                           Diagnostics& found) {
  std::vector<Stop> rows;
  std::set<std::string> unknown;
  for (const Watched& w : episodes) {
    const auto alarm = std::find_if(input.alarms.begin(), input.alarms.end(),
                                    [&](const AlarmRow& a) { return a.id == w.rule; });
    if (alarm == input.alarms.end()) {
      if (unknown.insert(w.rule).second)
        found.push_back({Severity::warning, ErrorCode::not_found, "/alarms", w.rule,
                         "a row of alarms that says what this rule closes; it closes nothing"});
      continue;
    }
    for (const auto& [begin, end] : stretches(w, level_named(alarm->closes_at)))
      for (const auto& site : alarm->closes)
        rows.push_back({row_id(w.rule + "." + compact(begin) + "." + site), site, civil_day(begin),
                        end ? civil_day(*end - Duration(1)) : "", alarm->remaining, w.key,
                        alarm->name});
  }
  return rows;
}

Result<std::uint64_t> apply_stops(Session& session, std::span<const Stop> stops,
                                  Diagnostics& found) {
  Session next = session;
  std::uint64_t revision = next.revision();
  for (const Stop& s : stops) {
    const SessionTable rows(next.document(), *table_with_ids("stops", found));
    const auto done = rows.find(s.id) ? next.change("stops", s.id, cells_of(s), found)
                                      : next.add("stops", cells_of(s), found);
    if (!done) return done.error();
    revision = *done;
  }
  session = std::move(next);
  return revision;
}

Document with_stops(Document document, std::span<const Stop> stops) {
  Diagnostics none;
  SessionTable rows(document, *table_with_ids("stops", none));
  for (const Stop& s : stops) {
    const auto there = rows.find(s.id);
    there ? rows.write(*there, cells_of(s)) : rows.insert(cells_of(s), {});
  }
  document.put(rows.take());
  return document;
}

}  // namespace masseflyt::scenario
