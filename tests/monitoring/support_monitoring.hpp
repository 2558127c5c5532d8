// support_monitoring.hpp — small rule sets and hand-made series.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/monitoring/evaluator.hpp>

namespace masseflyt::monitoring {

inline Instant at_s(double seconds) {
  return Instant(Duration(static_cast<std::int64_t>(seconds * 1e9)));
}

inline Stream instants(std::string id, Unit unit, double interval_s) {
  Stream s;
  s.id = std::move(id);
  s.parameter = "value";
  s.unit = unit;
  s.interval = at_s(interval_s).time_since_epoch();
  return s;
}

inline Stream intervals(std::string id, Unit unit, double interval_s, Meaning meaning,
                        Stamp stamp = Stamp::start) {
  Stream s = instants(std::move(id), unit, interval_s);
  s.meaning = meaning;
  s.stamp = stamp;
  return s;
}

inline Condition over(std::string stream, Unit unit, Limits limit,
                      Limits clear = {not_set, not_set, not_set}) {
  Condition c;
  c.stream = std::move(stream);
  c.unit = unit;
  c.limit = limit;
  c.clear = clear;
  return c;
}

inline Rule rule_of(std::string id, std::vector<Condition> conditions) {
  Rule r;
  r.id = std::move(id);
  r.conditions = std::move(conditions);
  r.source = "test";
  return r;
}

inline RuleSet rules_of(std::vector<Stream> streams, std::vector<Rule> rules,
                        Zone zone = Zone::oslo()) {
  Diagnostics found;
  auto set = RuleSet::make(zone, std::move(streams), std::move(rules), found);
  for (const auto& d : found) ADD_FAILURE() << to_line(d);
  return std::move(set.value());
}

inline Evaluator watch(RuleSet rules) {
  return std::move(Evaluator::make(std::move(rules)).value());
}

inline void append(Outcome& all, Outcome more) {
  const auto move = [](auto& to, auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  move(all.notices, more.notices);
  move(all.episodes, more.episodes);
  move(all.windows, more.windows);
  move(all.corrections, more.corrections);
  move(all.late, more.late);
}

/// NaN equals NaN here, as two runs that must agree want it.
inline std::string text(const Outcome& out, const RuleSet& rules) {
  std::string all;
  const auto add = [&](auto... parts) {
    ((all += parts, all += ' '), ...);
    all += '\n';
  };
  const auto num = [](double v) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%a", v);
    return std::string(buffer);
  };
  const auto lev = [](Level l) { return std::to_string(static_cast<int>(l)); };
  for (const auto& n : out.notices)
    add(key(n, rules), to_string(n.at), lev(n.from), lev(n.to), num(n.value), num(n.coverage));
  for (const auto& e : out.episodes)
    add(key(e, rules), to_string(e.raised), to_string(*e.end), lev(e.level), num(e.peak),
        to_string(e.peak_at), std::to_string(e.missing), std::to_string(e.transitions));
  for (const auto& w : out.windows)
    add(std::to_string(w.rule), to_string(w.window.begin), to_string(w.window.end), num(w.value),
        num(w.coverage), lev(w.level), std::to_string(w.n), std::to_string(w.revision));
  for (const auto& c : out.corrections)
    add(std::to_string(c.rule), to_string(c.cause_at), num(c.value_before), num(c.value));
  for (const auto& l : out.late) add(std::to_string(l.stream), to_string(l.time), num(l.value));
  return all;
}

}  // namespace masseflyt::monitoring
