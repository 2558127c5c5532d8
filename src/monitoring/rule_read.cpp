// From checked JSON to streams and rules.
#include "detail/number.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring::detail {
namespace {

template <typename Enum>
Enum as(const Json& object, std::string_view key, std::span<const Word> words, Enum otherwise) {
  return static_cast<Enum>(word_of(object, key, words, static_cast<std::int32_t>(otherwise)));
}

std::chrono::minutes clock_of(const Json& object, std::string_view key) {
  return parse_clock(text_of(object, key)).value_or(std::chrono::minutes(0));
}

CivilWindow read_civil(const Json& object) {
  CivilWindow w;
  const bool by_clock = object.find("from") != nullptr;
  w.cycle = as(object, "civil", cycles, by_clock ? Cycle::clock : Cycle::day);
  w.from = clock_of(object, "from");
  w.to = clock_of(object, "to");
  w.days.bits = bits_of(object, "days", day_words);
  return w;
}

Window read_window(const Json& object) {
  Window w;
  if (object.find("rolling_s") != nullptr) {
    w.kind = Window::Kind::rolling;
    w.width = seconds_of(object, "rolling_s");
  } else {
    w.kind = Window::Kind::civil;
    w.civil = read_civil(object);
  }
  return w;
}

Curve read_curve(const Json& object) {
  Curve c;
  c.kind = as(object, "curve_kind", curve_kinds, Curve::Kind::linear);
  c.lowest = number_of(object, "curve_from", c.lowest);
  const Json* points = object.find("curve");
  if (points == nullptr) return c;
  for (const auto& p : points->items) {
    if (p.items.size() != 2) continue;
    const auto x = masseflyt::detail::parse_number(p.items[0].text);
    const auto y = masseflyt::detail::parse_number(p.items[1].text);
    if (x && y) c.points.emplace_back(*x, *y);
  }
  return c;
}

Condition read_condition(const Json& object) {
  Condition c;
  c.stream = text_of(object, "stream");
  c.quantity = text_of(object, "quantity");
  c.statistic = as(object, "statistic", statistics, Statistic::last);
  if (const Json* window = object_of(object, "window")) c.window = read_window(*window);
  c.percentile = number_of(object, "percentile", not_set) / 100;
  c.interpolation = as(object, "interpolation", interpolations, Interpolation::linear);
  c.threshold = number_of(object, "threshold", not_set);
  c.threshold_inclusive = truth_of(object, "threshold_inclusive");
  c.other = text_of(object, "other");
  c.relation = as(object, "relation", relations, Relation::none);
  c.max_age = seconds_of(object, "max_age_s");
  c.curve = read_curve(object);
  c.comparison = as(object, "comparison", comparisons, Comparison::above);
  c.unit = as(object, "unit", units, Unit::one);
  const std::string_view names[] = {"warning", "alarm", "stop"};
  for (std::size_t l = 0; l < 3; ++l) {
    c.limit[l] = number_of(object, names[l], not_set);
    c.clear[l] = number_of(object, "clear_" + std::string(names[l]), not_set);
  }
  c.min_coverage = number_of(object, "min_coverage", 0);
  c.background = number_of(object, "background", not_set);
  return c;
}

Allowance read_allowance(const Json& object) {
  Allowance a;
  if (object.find("permitted_per_year") != nullptr) {
    a.kind = Allowance::Kind::per_year;
    a.count = static_cast<std::int32_t>(number_of(object, "permitted_per_year", 0));
  } else if (object.find("share_to_meet") != nullptr) {
    a.kind = Allowance::Kind::share;
    a.share_to_meet = number_of(object, "share_to_meet", 1);
  }
  a.year_coverage = number_of(object, "year_coverage", 0);
  return a;
}

}  // namespace

Stream read_stream(const Json& object) {
  Stream s;
  s.id = text_of(object, "id");
  s.parameter = text_of(object, "parameter");
  s.quantity = text_of(object, "quantity");
  s.unit = as(object, "unit", units, Unit::one);
  s.place = text_of(object, "place");
  s.meaning = as(object, "meaning", meanings, Meaning::instant);
  s.stamp = as(object, "stamp", stamps, Stamp::start);
  s.interval = seconds_of(object, "interval_s");
  s.silence_after = seconds_of(object, "silence_after_s");
  s.lateness = seconds_of(object, "lateness_s");
  s.expected_from = instant_of(object, "expected_from");
  s.expected_to = instant_of(object, "expected_to");
  s.duplicates = as(object, "duplicates", duplicates, Duplicates::first);
  s.delivered_late = truth_of(object, "delivered_late");
  s.correction = number_of(object, "correction", 0);
  s.uncertainty = number_of(object, "uncertainty", 0);
  s.uncertainty_share = number_of(object, "uncertainty_share", 0);
  return s;
}

Rule read_rule(const Json& object) {
  Rule r;
  r.id = text_of(object, "id");
  r.title = text_of(object, "title");
  if (const Json* list = object.find("conditions"))
    for (const auto& item : list->items) r.conditions.push_back(read_condition(item));
  r.combine = as(object, "combine", combines, Combine::all);
  r.hold = seconds_of(object, "hold_s");
  r.hold_clear = seconds_of(object, "hold_clear_s");
  r.max_gap = seconds_of(object, "max_gap_s");
  if (object.find("latch") != nullptr) r.latch = as(object, "latch", levels, Level::stop);
  r.escalate_after = seconds_of(object, "escalate_after_s");
  if (const Json* active = object_of(object, "active")) r.active = read_civil(*active);
  r.allowance = read_allowance(object);
  r.confirms = text_of(object, "confirms");
  r.valid_from = instant_of(object, "valid_from");
  r.valid_to = instant_of(object, "valid_to");
  r.edition = text_of(object, "edition");
  r.source = text_of(object, "source");
  r.confidence = as(object, "confidence", confidences, Confidence::user);
  r.note = text_of(object, "note");
  return r;
}

}  // namespace masseflyt::monitoring::detail
