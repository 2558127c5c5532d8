// bindings/python/bind_monitoring.cpp — rules, readings in columns in, verdicts in columns out.
#include <cmath>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/monitoring/evaluator.hpp>
#include <masseflyt/monitoring/limit_pack.hpp>
#include <masseflyt/monitoring/public_view.hpp>
#include <masseflyt/monitoring/quality.hpp>

#include "columns.hpp"
#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using namespace monitoring;

static std::int64_t ns(Instant t) { return t.time_since_epoch().count(); }
static Instant instant(std::int64_t t) { return Instant(Duration(t)); }
/// Of a time that may not be there: the smallest number, which is NaT.
static std::int64_t ns(const std::optional<Instant>& t) {
  return t ? ns(*t) : std::numeric_limits<std::int64_t>::min();
}
static std::int64_t day(std::chrono::year_month_day d) {
  return std::chrono::sys_days(d).time_since_epoch().count();
}

/// As name() writes it.
template <typename Enum>
static std::string word(Enum value) {
  return std::string(name(value));
}

/// A window without a value proves no level.
static std::string level_of(const WindowResult& w) {
  return std::isnan(w.value) ? "unknown" : word(w.level);
}

/// Columns with the names that the ids of rules and streams give.
class Outcomes {
 public:
  explicit Outcomes(const RuleSet& rules) : rules_(rules) {}

  py::dict notices(const std::vector<Notice>& rows) const {
    return Columns<Notice>(rows)
        .words("key", [&](const Notice& n) { return key(n, rules_); })
        .words("kind", [](const Notice& n) { return word(n.kind); })
        .words("rule", [&](const Notice& n) { return rule(n.rule); })
        .words("stream", [&](const Notice& n) { return stream(n.stream); })
        .integers("at_ns", [](const Notice& n) { return ns(n.at); })
        .words("from", [](const Notice& n) { return word(n.from); })
        .words("to", [](const Notice& n) { return word(n.to); })
        .numbers("value", &Notice::value)
        .integers("begin_ns", [](const Notice& n) { return ns(n.window.begin); })
        .integers("end_ns", [](const Notice& n) { return ns(n.window.end); })
        .numbers("coverage", &Notice::coverage)
        .words("certainty", [](const Notice& n) { return word(n.certainty); })
        .words("by", &Notice::by)
        .take();
  }
  py::dict episodes(const std::vector<Episode>& rows) const {
    return Columns<Episode>(rows)
        .words("key", [&](const Episode& e) { return key(e, rules_); })
        .words("rule", [&](const Episode& e) { return rule(e.rule); })
        .integers("begin_ns", [](const Episode& e) { return ns(e.begin); })
        .integers("raised_ns", [](const Episode& e) { return ns(e.raised); })
        .integers("end_ns", [](const Episode& e) { return ns(e.end); })
        .words("level", [](const Episode& e) { return word(e.level); })
        .numbers("peak", &Episode::peak)
        .integers("peak_at_ns", [](const Episode& e) { return ns(e.peak_at); })
        .words("certainty", [](const Episode& e) { return word(e.certainty); })
        .integers("missing", [](const Episode& e) { return count(e.missing); })
        .integers("transitions", [](const Episode& e) { return count(e.transitions); })
        .words("history", &history_text)
        .take();
  }
  py::dict windows(const std::vector<WindowResult>& rows) const {
    return Columns<WindowResult>(rows)
        .words("rule", [&](const WindowResult& w) { return rule(w.rule); })
        .integers("date", [](const WindowResult& w) { return day(w.date); })
        .integers("begin_ns", [](const WindowResult& w) { return ns(w.window.begin); })
        .integers("end_ns", [](const WindowResult& w) { return ns(w.window.end); })
        .numbers("value", &WindowResult::value)
        .numbers("coverage", &WindowResult::coverage)
        .integers("n", [](const WindowResult& w) { return w.n; })
        .integers("windows", [](const WindowResult& w) { return w.windows; })
        .words("level", [](const WindowResult& w) { return level_of(w); })
        .words("certainty", [](const WindowResult& w) { return word(w.certainty); })
        .integers("suspect", [](const WindowResult& w) { return std::int64_t{w.suspect}; })
        .integers("clock_change",
                  [](const WindowResult& w) { return std::int64_t{w.clock_change}; })
        .integers("revision", [](const WindowResult& w) { return std::int64_t{w.revision}; })
        .numbers("with_background", &WindowResult::with_background)
        .take();
  }
  py::dict corrections(const std::vector<Correction>& rows) const {
    return Columns<Correction>(rows)
        .words("rule", [&](const Correction& c) { return rule(c.rule); })
        .words("cause", [&](const Correction& c) { return stream(c.cause); })
        .integers("cause_at_ns", [](const Correction& c) { return ns(c.cause_at); })
        .integers("begin_ns", [](const Correction& c) { return ns(c.window.begin); })
        .integers("end_ns", [](const Correction& c) { return ns(c.window.end); })
        .numbers("value_before", &Correction::value_before)
        .numbers("value", &Correction::value)
        .words("level_before", [](const Correction& c) { return word(c.level_before); })
        .words("level", [](const Correction& c) { return word(c.level); })
        .take();
  }
  py::dict late(const std::vector<LateReading>& rows) const {
    return Columns<LateReading>(rows)
        .words("stream", [&](const LateReading& l) { return stream(l.stream); })
        .integers("time_ns", [](const LateReading& l) { return ns(l.time); })
        .numbers("value", &LateReading::value)
        .words("fate", [](const LateReading& l) { return word(l.fate); })
        .words("level", [](const LateReading& l) { return word(l.level); })
        .take();
  }
  std::string rule(std::uint32_t i) const { return i == nobody ? "" : rules_.rules()[i].id; }
  std::string stream(std::uint32_t i) const { return i == nobody ? "" : rules_.streams()[i].id; }

 private:
  static std::int64_t count(std::uint64_t n) { return static_cast<std::int64_t>(n); }
  const RuleSet& rules_;
};

/// Only a name of its own for Python.
struct Watching {
  Evaluator evaluator;
};

static py::dict take(Watching& w) {
  const Outcome out = w.evaluator.take();
  const Outcomes columns(w.evaluator.rules());
  py::dict all;
  all["notices"] = columns.notices(out.notices);
  all["episodes"] = columns.episodes(out.episodes);
  all["windows"] = columns.windows(out.windows);
  all["corrections"] = columns.corrections(out.corrections);
  all["late"] = columns.late(out.late);
  return all;
}

static py::dict open_episodes(const Watching& w) {
  std::vector<Episode> open;
  for (const auto& s : w.evaluator.standings())
    if (s.episode) open.push_back(*s.episode);
  return Outcomes(w.evaluator.rules()).episodes(open);
}

static py::dict standings(const Watching& w) {
  const auto rows = w.evaluator.standings();
  const Outcomes names(w.evaluator.rules());
  return Columns<Standing>(rows)
      .words("rule", [&](const Standing& s) { return names.rule(s.rule); })
      .words("level", [](const Standing& s) { return word(s.level); })
      .words("measured", [](const Standing& s) { return word(s.measured); })
      .integers("known", [](const Standing& s) { return std::int64_t{s.known}; })
      .numbers("value", &Standing::value)
      .integers("at_ns", [](const Standing& s) { return ns(s.at); })
      .take();
}

static py::list statements(const Watching& w) {
  py::list all;
  for (const auto& s : w.evaluator.statements()) {
    py::list dates;
    for (const auto d : s.dates)
      dates.append(to_string(Instant(std::chrono::sys_days(d))).substr(0, 10));
    all.append(py::dict("rule"_a = w.evaluator.rules().rules()[s.rule].id, "year"_a = s.year,
                        "valid"_a = s.valid, "unknown"_a = s.unknown, "possible"_a = s.possible,
                        "exceeded"_a = s.exceeded, "possibly"_a = s.possibly,
                        "permitted"_a = s.permitted, "remaining"_a = s.remaining,
                        "coverage"_a = s.coverage, "answer"_a = word(s.answer), "dates"_a = dates));
  }
  return all;
}

static py::dict tally(const Watching& w, std::size_t stream) {
  const Tally& t = w.evaluator.tally(stream);
  return py::dict("readings"_a = t.readings, "missing"_a = t.missing, "suspect"_a = t.suspect,
                  "late"_a = t.late, "repeated"_a = t.repeated, "contradicted"_a = t.contradicted);
}

/// Columns are borrowed for the time of the call.
static void feed(Watching& w, std::size_t stream, const py::object& time_ns,
                 const py::object& value, const py::object& flags) {
  const py::buffer_info t = lend(time_ns, "time"), v = lend(value, "value");
  const auto times = column<std::int64_t>(t, "time");
  const auto values = column<double>(v, "value");
  py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast> marks;
  std::span<const std::uint8_t> f;
  if (!flags.is_none()) {
    marks = flags.cast<decltype(marks)>();
    f = {marks.data(), static_cast<std::size_t>(marks.size())};
  }
  unwrap(interruptible(
      [&](const Cancel* cancel) { return w.evaluator.feed(stream, times, values, f, cancel); }));
}

/// Windows as columns, as take() gave them: rule by index.
static std::vector<WindowResult> windows_of(const py::dict& columns) {
  const auto integers = [&](const char* name) {
    return columns[name].cast<py::array_t<std::int64_t, py::array::forcecast>>();
  };
  const auto numbers = [&](const char* name) {
    return columns[name].cast<py::array_t<double, py::array::forcecast>>();
  };
  const auto rule = integers("rule"), begin = integers("begin"), end = integers("end"),
             level = integers("level"), suspect = integers("suspect"),
             revision = integers("revision"), silent = integers("windows");
  const auto value = numbers("value"), coverage = numbers("coverage");
  std::vector<WindowResult> rows(static_cast<std::size_t>(rule.size()));
  for (py::ssize_t i = 0; i < rule.size(); ++i) {
    auto& w = rows[static_cast<std::size_t>(i)];
    w.rule = static_cast<std::uint32_t>(rule.at(i));
    w.window = {instant(begin.at(i)), instant(end.at(i))};
    w.value = value.at(i), w.coverage = coverage.at(i);
    w.level = static_cast<Level>(level.at(i));
    w.suspect = suspect.at(i) != 0;
    w.revision = static_cast<std::uint32_t>(revision.at(i));
    w.windows = silent.at(i);
  }
  return rows;
}

static std::string public_json(const RuleSet& rules, const py::dict& windows, std::int64_t now,
                               double delay_s, double rounding, double coverage,
                               std::size_t newest) {
  const PublicOptions options{Duration(static_cast<std::int64_t>(delay_s * 1e9)), rounding,
                              coverage, newest};
  const auto rows = unwrap(public_view(rules, windows_of(windows), instant(now), options));
  return to_json(rows, instant(now), options);
}

static std::unique_ptr<Watching> restored(const RuleSet& rules, const py::bytes& snapshot) {
  return std::make_unique<Watching>(
      Watching{unwrap(Evaluator::restore(rules, std::string_view(snapshot)))});
}

static std::pair<RuleSet, Diagnostics> read_rules(const py::bytes& json, bool strict) {
  Diagnostics found;
  auto rules = unwrap(RuleSet::read(std::string_view(json), found, {strict}), found);
  return {std::move(rules), std::move(found)};
}

/// A series that Python lends for the time of a call.
struct Lent {
  Lent(const py::handle& time_ns, const py::handle& values)
      : time(lend(py::reinterpret_borrow<py::object>(time_ns), "time")),
        value(lend(py::reinterpret_borrow<py::object>(values), "value")) {}
  SeriesView view() const {
    return {column<std::int64_t>(time, "time"), column<double>(value, "value")};
  }
  py::buffer_info time, value;
};

/// Flags by test name and, at the end, "rollup". `others`: name -> (time, value).
static py::dict quality(const py::bytes& json, const py::object& time_ns, const py::object& value,
                        const py::dict& others) {
  const Lent series(time_ns, value);
  std::deque<Lent> lent;
  std::vector<NamedSeries> beside;
  for (const auto& [name, columns] : others) {
    const auto pair = columns.cast<py::tuple>();
    lent.emplace_back(pair[0], pair[1]);
    beside.push_back({name.cast<std::string>(), lent.back().view()});
  }
  Diagnostics found;
  const auto plan = unwrap(QualityPlan::read(std::string_view(json), found), found);
  const auto report = unwrap(
      interruptible([&](const Cancel* cancel) { return plan.run(series.view(), beside, cancel); }));
  const auto numbers = [](const Flags& flags) {
    std::vector<std::uint8_t> all;
    for (const auto f : flags) all.push_back(static_cast<std::uint8_t>(f));
    return array(std::move(all));
  };
  py::dict all;
  for (const auto& test : report.tests) all[py::str(test.test)] = numbers(test.flags);
  all["rollup"] = numbers(report.rollup);
  return all;
}

static std::vector<std::string> limit_packs() {
  const auto ids = built_in_limit_packs();
  return {ids.begin(), ids.end()};
}

/// Naive civil times to UTC. Each is NaT (the smallest number) where the clock never said it;
/// of an hour that is said twice the first (`fold` 0), the last (1), or NaT (2) is taken.
static py::array_t<std::int64_t> to_utc(const std::string& zone_name, const py::object& civil_ns,
                                        int fold) {
  const py::buffer_info c = lend(civil_ns, "time");
  const Zone zone = unwrap(Zone::find(zone_name));
  constexpr auto none = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> times;
  for (const auto t : column<std::int64_t>(c, "time")) {
    const auto at = zone.to_utc(CivilTime(Duration(t)));
    const bool clear = at && at->kind == Resolved::Kind::unique;
    const bool twice = at && at->kind == Resolved::Kind::ambiguous && fold < 2;
    times.push_back(clear || twice ? ns(fold == 1 ? at->last : at->first) : none);
  }
  return array(std::move(times));
}

/// What clocks in the zone say at these instants, as nanoseconds of a calendar without zones.
static py::array_t<std::int64_t> to_civil(const std::string& zone_name, const py::object& utc_ns) {
  const py::buffer_info c = lend(utc_ns, "time");
  const Zone zone = unwrap(Zone::find(zone_name));
  std::vector<std::int64_t> times;
  for (const auto t : column<std::int64_t>(c, "time"))
    times.push_back(unwrap(zone.to_civil(instant(t))).time_since_epoch().count());
  return array(std::move(times));
}

void bind_monitoring(py::module_& m) {
  py::class_<RuleSet>(m, "MonitoringRules")
      .def("to_json", [](const RuleSet& r) { return monitoring::to_json(r); })
      .def("hash", &RuleSet::hash)
      .def("streams",
           [](const RuleSet& r) {
             std::vector<std::string> ids;
             for (const auto& s : r.streams()) ids.push_back(s.id);
             return ids;
           })
      .def("rules", [](const RuleSet& r) {
        std::vector<std::string> ids;
        for (const auto& s : r.rules()) ids.push_back(s.id);
        return ids;
      });
  py::class_<Watching>(m, "Watching")
      .def(py::init([](const RuleSet& rules) {
             return std::make_unique<Watching>(Watching{unwrap(Evaluator::make(rules))});
           }),
           "rules"_a)
      .def("feed", &feed, "stream"_a, "time_ns"_a, "value"_a, "flags"_a)
      .def(
          "feed_one",
          [](Watching& w, std::size_t stream, std::int64_t time, double value, int flag,
             std::int64_t revision) {
            unwrap(
                w.evaluator.feed(stream, instant(time), value, static_cast<Flag>(flag), revision));
          },
          "stream"_a, "time_ns"_a, "value"_a, "flag"_a, "revision"_a)
      .def(
          "advance_to", [](Watching& w, std::int64_t now) { w.evaluator.advance_to(instant(now)); },
          "now_ns"_a)
      .def("flush", [](Watching& w) { w.evaluator.flush(); })
      .def(
          "acknowledge",
          [](Watching& w, std::size_t rule, const std::string& by, std::int64_t at) {
            unwrap(w.evaluator.acknowledge(rule, by, instant(at)));
          },
          "rule"_a, "by"_a, "at_ns"_a)
      .def(
          "reset",
          [](Watching& w, std::size_t rule, const std::string& by, std::int64_t at) {
            unwrap(w.evaluator.reset(rule, by, instant(at)));
          },
          "rule"_a, "by"_a, "at_ns"_a)
      .def("take", &take)
      .def("open_episodes", &open_episodes)
      .def("standings", &standings)
      .def("statements", &statements)
      .def("tally", &tally, "stream"_a)
      .def("snapshot", [](const Watching& w) { return py::bytes(w.evaluator.snapshot()); })
      .def_static("restore", &restored, "rules"_a, "snapshot"_a);
  m.def("read_monitoring_rules", &read_rules, "json"_a, "strict"_a);
  m.def("public_json", &public_json, "rules"_a, "windows"_a, "now_ns"_a, "delay_s"_a, "rounding"_a,
        "coverage"_a, "newest"_a);
  m.def("monitoring_schema", &rules_schema);
  m.def("quality_schema", &quality_schema);
  m.def("quality", &quality, "json"_a, "time_ns"_a, "value"_a, "others"_a);
  m.def("limit_packs", &limit_packs);
  m.def(
      "limit_pack_json",
      [](const std::string& id) { return std::string(unwrap(limit_pack_json(id))); }, "id"_a);
  m.def("utc_to_civil", &to_civil, "zone"_a, "utc_ns"_a);
  m.def("civil_to_utc", &to_utc, "zone"_a, "civil_ns"_a, "fold"_a);
}

}  // namespace masseflyt::python
