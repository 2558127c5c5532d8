// Streams and rules as JSON: only what differs from its default, in the order of the tables.
#include <cmath>

#include "detail/number.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring::detail {
namespace {

/// Adds members to one object and leaves out what says nothing.
class Writer {
 public:
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) object_.add(std::string(key), Json::of_text(std::string(value)));
  }
  template <typename Enum>
  void word(std::string_view key, std::span<const Word> words, Enum value) {
    text(key, name_of(words, static_cast<std::int32_t>(value)));
  }
  void number(std::string_view key, double value) {
    if (std::isfinite(value))
      object_.add(std::string(key), Json::of_number(masseflyt::detail::format_number(value)));
  }
  void number_unless_zero(std::string_view key, double value) {
    if (value != 0) number(key, value);
  }
  void seconds(std::string_view key, Duration value) {
    number_unless_zero(key, static_cast<double>(value.count()) / 1e9);
  }
  void truth(std::string_view key, bool value) {
    if (value) object_.add(std::string(key), {Json::Kind::boolean, "true", {}, {}});
  }
  void instant(std::string_view key, const std::optional<Instant>& t) {
    if (t) text(key, to_string(*t));
  }
  void value(std::string_view key, Json json) { object_.add(std::string(key), std::move(json)); }
  Json take() { return std::move(object_); }

 private:
  Json object_ = Json::object();
};

std::string clock_text(std::chrono::minutes m) {
  const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(m.count() / 60) + ":" + two(m.count() % 60);
}

Json civil_json(const CivilWindow& w) {
  Writer out;
  out.word("civil", cycles, w.cycle);
  if (w.cycle == Cycle::clock) {
    out.text("from", clock_text(w.from));
    out.text("to", clock_text(w.to));
  }
  if (w.days.bits != 255) {
    Json days = Json::array();
    for (const auto& d : day_words)
      if ((w.days.bits & d.value) != 0) days.items.push_back(Json::of_text(std::string(d.word)));
    out.value("days", std::move(days));
  }
  return out.take();
}

Json window_json(const Window& w) {
  if (w.kind == Window::Kind::civil) return civil_json(w.civil);
  Writer out;
  out.seconds("rolling_s", w.width);
  return out.take();
}

void write_curve(Writer& out, const Curve& c) {
  if (c.points.empty()) return;
  Json points = Json::array();
  for (const auto& [x, y] : c.points) {
    Json point = Json::array();
    for (const double v : {x, y})
      point.items.push_back(Json::of_number(masseflyt::detail::format_number(v)));
    points.items.push_back(std::move(point));
  }
  out.value("curve", std::move(points));
  out.word("curve_kind", curve_kinds, c.kind);
  out.number("curve_from", c.lowest);
}

Json condition_json(const Condition& c) {
  Writer out;
  out.text("stream", c.stream);
  out.text("quantity", c.quantity);
  out.word("statistic", statistics, c.statistic);
  if (c.window.kind != Window::Kind::none) out.value("window", window_json(c.window));
  if (c.statistic == Statistic::percentile) {
    out.number("percentile", c.percentile * 100);
    out.word("interpolation", interpolations, c.interpolation);
  }
  out.number("threshold", c.threshold);
  out.truth("threshold_inclusive", c.threshold_inclusive);
  out.text("other", c.other);
  out.word("relation", relations, c.relation);
  out.seconds("max_age_s", c.max_age);
  write_curve(out, c.curve);
  out.word("comparison", comparisons, c.comparison);
  out.word("unit", units, c.unit);
  const std::string_view names[] = {"warning", "alarm", "stop"};
  for (std::size_t l = 0; l < 3; ++l) out.number(names[l], c.limit[l]);
  for (std::size_t l = 0; l < 3; ++l) out.number("clear_" + std::string(names[l]), c.clear[l]);
  out.number_unless_zero("min_coverage", c.min_coverage);
  out.number("background", c.background);
  return out.take();
}

void write_allowance(Writer& out, const Allowance& a) {
  if (a.kind == Allowance::Kind::per_year) out.number("permitted_per_year", a.count);
  if (a.kind == Allowance::Kind::share) out.number("share_to_meet", a.share_to_meet);
  out.number_unless_zero("year_coverage", a.year_coverage);
}

}  // namespace

Json to_json_value(const Stream& s) {
  Writer out;
  out.text("id", s.id);
  out.text("parameter", s.parameter);
  out.text("quantity", s.quantity);
  out.word("unit", units, s.unit);
  out.text("place", s.place);
  out.word("meaning", meanings, s.meaning);
  if (s.meaning != Meaning::instant) out.word("stamp", stamps, s.stamp);
  out.seconds("interval_s", s.interval);
  out.seconds("silence_after_s", s.silence_after);
  out.seconds("lateness_s", s.lateness);
  out.instant("expected_from", s.expected_from);
  out.instant("expected_to", s.expected_to);
  out.word("duplicates", duplicates, s.duplicates);
  out.truth("delivered_late", s.delivered_late);
  out.number_unless_zero("correction", s.correction);
  out.number_unless_zero("uncertainty", s.uncertainty);
  out.number_unless_zero("uncertainty_share", s.uncertainty_share);
  return out.take();
}

Json to_json_value(const Rule& r) {
  Writer out;
  out.text("id", r.id);
  out.text("title", r.title);
  Json conditions = Json::array();
  for (const auto& c : r.conditions) conditions.items.push_back(condition_json(c));
  out.value("conditions", std::move(conditions));
  if (r.conditions.size() > 1) out.word("combine", combines, r.combine);
  out.seconds("hold_s", r.hold);
  out.seconds("hold_clear_s", r.hold_clear);
  out.seconds("max_gap_s", r.max_gap);
  if (r.latch) out.word("latch", levels, *r.latch);
  out.seconds("escalate_after_s", r.escalate_after);
  if (r.active) out.value("active", civil_json(*r.active));
  write_allowance(out, r.allowance);
  out.text("confirms", r.confirms);
  out.instant("valid_from", r.valid_from);
  out.instant("valid_to", r.valid_to);
  out.text("edition", r.edition);
  out.text("source", r.source);
  out.word("confidence", confidences, r.confidence);
  out.text("note", r.note);
  return out.take();
}

}  // namespace masseflyt::monitoring::detail
