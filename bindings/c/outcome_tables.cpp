#include "outcome_tables.hpp"

#include <cmath>

#include "arrow_table.hpp"

namespace masseflyt::c_face {

using namespace monitoring;

namespace {

std::int64_t count(std::uint64_t n) { return static_cast<std::int64_t>(n); }

/// "2026-01-05 2026-01-07".
std::string dates_text(const Statement& s) {
  std::string text;
  for (const auto d : s.dates)
    text += (text.empty() ? "" : " ") + to_string(Instant(std::chrono::sys_days(d))).substr(0, 10);
  return text;
}

}  // namespace

std::string_view OutcomeTables::rule(std::uint32_t i) const {
  return i == nobody ? std::string_view() : rules_.rules()[i].id;
}

std::string_view OutcomeTables::stream(std::uint32_t i) const {
  return i == nobody ? std::string_view() : rules_.streams()[i].id;
}

Result<void> OutcomeTables::notices(const std::vector<Notice>& rows) const {
  ArrowTable<Notice> table(rows);
  table.words("key", [&](const Notice& n) { return key(n, rules_); })
      .words("kind", [](const Notice& n) { return name(n.kind); })
      .words("rule", [&](const Notice& n) { return rule(n.rule); })
      .words("stream", [&](const Notice& n) { return stream(n.stream); })
      .instants("at", [](const Notice& n) { return n.at; })
      .words("from", [](const Notice& n) { return name(n.from); })
      .words("to", [](const Notice& n) { return name(n.to); })
      .numbers("value", [](const Notice& n) { return n.value; })
      .instants("begin", [](const Notice& n) { return n.window.begin; })
      .instants("end", [](const Notice& n) { return n.window.end; })
      .numbers("coverage", [](const Notice& n) { return n.coverage; })
      .truths("suspect", [](const Notice& n) { return n.suspect; })
      .words("certainty", [](const Notice& n) { return name(n.certainty); })
      .words("by", [](const Notice& n) -> std::string_view { return n.by; });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::episodes(const std::vector<Episode>& rows) const {
  ArrowTable<Episode> table(rows);
  table.words("key", [&](const Episode& e) { return key(e, rules_); })
      .words("rule", [&](const Episode& e) { return rule(e.rule); })
      .instants("begin", [](const Episode& e) { return e.begin; })
      .instants("raised", [](const Episode& e) { return e.raised; })
      .instants("end", [](const Episode& e) { return e.end; })
      .words("level", [](const Episode& e) { return name(e.level); })
      .numbers("peak", [](const Episode& e) { return e.peak; })
      .instants("peak_at", [](const Episode& e) { return e.peak_at; })
      .words("certainty", [](const Episode& e) { return name(e.certainty); })
      .integers("missing", [](const Episode& e) { return count(e.missing); })
      .integers("transitions", [](const Episode& e) { return count(e.transitions); })
      .truths("latched", [](const Episode& e) { return e.latched; })
      .instants("acknowledged", [](const Episode& e) { return e.acknowledged; })
      .words("history", [](const Episode& e) { return history_text(e); });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::windows(const std::vector<WindowResult>& rows) const {
  ArrowTable<WindowResult> table(rows);
  table.words("rule", [&](const WindowResult& w) { return rule(w.rule); })
      .days("date", [](const WindowResult& w) { return w.date; })
      .instants("begin", [](const WindowResult& w) { return w.window.begin; })
      .instants("end", [](const WindowResult& w) { return w.window.end; })
      .numbers("value", [](const WindowResult& w) { return w.value; })
      .numbers("coverage", [](const WindowResult& w) { return w.coverage; })
      .integers("n", [](const WindowResult& w) { return w.n; })
      .integers("windows", [](const WindowResult& w) { return w.windows; })
      .words("level",
             [](const WindowResult& w) -> std::string_view {
               return std::isnan(w.value) ? "unknown" : name(w.level);
             })
      .words("certainty", [](const WindowResult& w) { return name(w.certainty); })
      .truths("suspect", [](const WindowResult& w) { return w.suspect; })
      .truths("clock_change", [](const WindowResult& w) { return w.clock_change; })
      .integers("revision", [](const WindowResult& w) { return std::int64_t{w.revision}; })
      .numbers("with_background", [](const WindowResult& w) { return w.with_background; });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::corrections(const std::vector<Correction>& rows) const {
  ArrowTable<Correction> table(rows);
  table.words("rule", [&](const Correction& c) { return rule(c.rule); })
      .words("cause", [&](const Correction& c) { return stream(c.cause); })
      .instants("cause_at", [](const Correction& c) { return c.cause_at; })
      .instants("begin", [](const Correction& c) { return c.window.begin; })
      .instants("end", [](const Correction& c) { return c.window.end; })
      .numbers("value_before", [](const Correction& c) { return c.value_before; })
      .numbers("value", [](const Correction& c) { return c.value; })
      .words("level_before", [](const Correction& c) { return name(c.level_before); })
      .words("level", [](const Correction& c) { return name(c.level); });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::late(const std::vector<LateReading>& rows) const {
  ArrowTable<LateReading> table(rows);
  table.words("stream", [&](const LateReading& l) { return stream(l.stream); })
      .instants("time", [](const LateReading& l) { return l.time; })
      .numbers("value", [](const LateReading& l) { return l.value; })
      .words("fate", [](const LateReading& l) { return name(l.fate); })
      .words("level", [](const LateReading& l) { return name(l.level); });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::standings(const std::vector<Standing>& rows) const {
  ArrowTable<Standing> table(rows);
  table.words("rule", [&](const Standing& s) { return rule(s.rule); })
      .words("level", [](const Standing& s) { return name(s.level); })
      .words("measured", [](const Standing& s) { return name(s.measured); })
      .truths("known", [](const Standing& s) { return s.known; })
      .numbers("value", [](const Standing& s) { return s.value; })
      .instants("at", [](const Standing& s) { return s.at; });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::statements(const std::vector<Statement>& rows) const {
  ArrowTable<Statement> table(rows);
  table.words("rule", [&](const Statement& s) { return rule(s.rule); })
      .integers("year", [](const Statement& s) { return std::int64_t{s.year}; })
      .integers("valid", [](const Statement& s) { return s.valid; })
      .integers("unknown", [](const Statement& s) { return s.unknown; })
      .integers("possible", [](const Statement& s) { return s.possible; })
      .integers("exceeded", [](const Statement& s) { return s.exceeded; })
      .integers("possibly", [](const Statement& s) { return s.possibly; })
      .integers("permitted", [](const Statement& s) { return s.permitted; })
      .integers("remaining", [](const Statement& s) { return s.remaining; })
      .numbers("coverage", [](const Statement& s) { return s.coverage; })
      .words("answer", [](const Statement& s) { return name(s.answer); })
      .words("dates", [](const Statement& s) { return dates_text(s); });
  return table.move_to(schema_, array_);
}

Result<void> OutcomeTables::tallies(const std::vector<StreamTally>& rows) const {
  ArrowTable<StreamTally> table(rows);
  table.words("stream", [&](const StreamTally& t) { return stream(t.stream); })
      .integers("readings", [](const StreamTally& t) { return count(t.tally.readings); })
      .integers("missing", [](const StreamTally& t) { return count(t.tally.missing); })
      .integers("suspect", [](const StreamTally& t) { return count(t.tally.suspect); })
      .integers("late", [](const StreamTally& t) { return count(t.tally.late); })
      .integers("repeated", [](const StreamTally& t) { return count(t.tally.repeated); })
      .integers("contradicted", [](const StreamTally& t) { return count(t.tally.contradicted); });
  return table.move_to(schema_, array_);
}

}  // namespace masseflyt::c_face
