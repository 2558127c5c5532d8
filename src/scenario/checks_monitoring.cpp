// Sensors and alarms as monitoring reads them, and stops beside the horizon.
#include <cstdlib>

#include <masseflyt/scenario/watch.hpp>

#include "detail/text.hpp"
#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

/// "/rules/3/conditions/0/unit": table, row, and the column it came from.
struct Cause {
  std::string table;
  std::size_t row = 0;
  std::string column;
};

Cause cause_of(const std::string& path) {
  const auto steps = detail::split(path, '/');
  Cause cause;
  if (steps.size() < 2) return cause;
  cause.table = steps[1] == "streams" ? "sensors" : "alarms";
  if (steps.size() > 2) cause.row = static_cast<std::size_t>(std::atoi(steps[2].c_str()));
  cause.column = steps.back();
  if (cause.column == "stream") cause.column = "sensor";
  if (cause.column == "streams") cause.column = "other";  // a role that nobody fills
  if (cause.column == "civil" || cause.column == "window") cause.column = "civil";
  return cause;
}

void check_rules(Binding& b) {
  Diagnostics found;
  (void)watch_rules(b.out, found).has_value();
  for (const auto& d : found) {
    const Cause cause = cause_of(d.path);
    BoundTable* table = b.find(cause.table);
    if (table == nullptr || cause.row >= table->table->rows.size()) continue;
    const Row row = b.row(*table, cause.row);
    const auto column = table->spec->find(cause.column) != nullptr ? cause.column : "id";
    if (!row.good({column})) continue;
    const std::string expected =
        d.expected + (d.value.empty() || d.value == row.text(column) ? "" : "; is " + d.value);
    d.severity == Severity::error ? row.error(column, expected) : row.warn(column, expected);
  }
}

void check_stop(const Row& row, const Stop& s, const MonthSpan& horizon) {
  if (!row.good({"begin", "end"}) || s.begin.size() != 10) return;
  if (!s.end.empty() && s.end < s.begin) row.error("end", "a day not before " + s.begin);
  if (horizon != MonthSpan{} && s.begin.substr(0, 7) > to_string(horizon.last))
    row.warn("begin", "a day inside the horizon, which ends " + to_string(horizon.last) +
                          "; this stop changes nothing");
}

void check_alarm(const Row& row, const AlarmRow& a) {
  if (!row.good({"use", "statistic"})) return;
  if (a.use.empty() && a.statistic.empty())
    row.error("use", "a limit of a pack, or a statistic, comparison, unit and limits of its own");
  if (!a.use.empty() && !a.statistic.empty())
    row.error("statistic", "nothing: the limit pack in `use` says how readings become one value");
  if (a.use.empty() && a.factor)
    row.error("factor", "nothing: limits of its own are told as they are");
  if (a.use.empty() && a.source.empty())
    row.error("source", "where the limits come from: permit, standard or contract clause");
}

}  // namespace

void check_monitoring(Binding& b) {
  b.each("alarms", b.out.alarms, check_alarm);
  b.each("stops", b.out.stops,
         [&](const Row& row, const Stop& s) { check_stop(row, s, b.out.header.horizon); });
  const BoundTable* sensors = b.find("sensors");
  const BoundTable* alarms = b.find("alarms");
  const bool readable =
      (sensors == nullptr || sensors->bad.empty()) && (alarms == nullptr || alarms->bad.empty());
  if (readable && !(b.out.sensors.empty() && b.out.alarms.empty())) check_rules(b);
}

}  // namespace masseflyt::scenario
