// "masseflyt.quality/1": which tests a series goes through, as data.
#include <algorithm>
#include <cmath>
#include <map>

#include <masseflyt/monitoring/quality.hpp>

#include "detail/json_reader.hpp"
#include "monitoring/shape.hpp"

namespace masseflyt::monitoring {
namespace {

using detail::Field;
using detail::Json;
using detail::Shape;
using detail::Type;
using detail::Word;

constexpr std::string_view schema_name = "masseflyt.quality/1";

constexpr Word methods[] = {{"average", 1}, {"differential", 2}};
constexpr Word kinds[] = {{"std", 1}, {"range", 2}};
constexpr Word flag_words[] = {{"suspect", 3}, {"fail", 4}};

const Field gross_range_fields[] = {
    {"fail_span", Type::span, true, "outside: fail; on the bound is inside"},
    {"suspect_span", Type::span, false, "outside: suspect; lies inside fail_span"},
};
const Field spike_fields[] = {
    {"suspect_threshold", Type::number, false, "strictly above; 0 is none", {}, nullptr, 0},
    {"fail_threshold", Type::number, false, "strictly above; 0 is none", {}, nullptr, 0},
    {"method", Type::word, false, "average if not told", methods},
};
const Field rate_fields[] = {
    {"threshold_per_s", Type::number, true, "suspect strictly above", {}, nullptr, 0},
    {"fail_threshold_per_s", Type::number, false, "fail strictly above", {}, nullptr, 0},
    {"relative_tolerance", Type::number, false, "so close is not above", {}, nullptr, 0, 0.1},
};
const Field flat_fields[] = {
    {"suspect_threshold_s", Type::seconds, true, "flat for so long"},
    {"fail_threshold_s", Type::seconds, true, "flat for so long"},
    {"tolerance",
     Type::number,
     false,
     "flat is a range strictly below; 0 never flags",
     {},
     nullptr,
     0},
};
const Field attenuated_fields[] = {
    {"suspect_threshold", Type::number, true, "strictly below", {}, nullptr, 0},
    {"fail_threshold", Type::number, true, "strictly below", {}, nullptr, 0},
    {"check_type", Type::word, false, "std if not told", kinds},
    {"test_period_s",
     Type::seconds,
     false,
     "over (t - period, t]; all if not told",
     {},
     nullptr,
     1e-3},
    {"min_obs", Type::integer, false, "readings inside; 1 if not told", {}, nullptr, 1, 1e9},
};
const Field member_fields[] = {
    {"suspect_span", Type::span, true, "outside: suspect"},
    {"fail_span", Type::span, false, "outside: fail"},
    {"begin", Type::instant, false, "inside"},
    {"end", Type::instant, false, "inside"},
    {"months", Type::span, false, "instead of begin and end: [6, 8], in UTC, both inside"},
};
const Shape member_shape{"member", member_fields};
const Field climatology_fields[] = {
    {"members", Type::list, true, "of several that fit the last one holds", {}, &member_shape},
};
const Field gap_fields[] = {
    {"suspect_threshold_s", Type::seconds, true, "strictly longer"},
    {"fail_threshold_s", Type::seconds, false, "strictly longer"},
};
const Field date_fields[] = {
    {"earliest", Type::instant, true, "inside"},
    {"now", Type::instant, true, "inside: the host's clock, never ours"},
};
const Field stuck_fields[] = {
    {"tolerance", Type::number, false, "highest less lowest of a run, at most", {}, nullptr, 0},
    {"duration_s", Type::seconds, true, "of a run, at least"},
    {"flag", Type::word, false, "fail if not told", flag_words},
};
const Field plausible_fields[] = {
    {"possible_span", Type::span, true, "outside: fail"},
};

const Field drift_fields[] = {
    {"reference", Type::text, true, "name of the series it is held against"},
    {"window_s", Type::seconds, true, "the median is over (t - window, t]", {}, nullptr, 1e-3},
    {"suspect_threshold", Type::number, true, "moved by more, strictly", {}, nullptr, 0},
    {"fail_threshold", Type::number, false, "moved by more, strictly", {}, nullptr, 0},
};
const Field neighbour_fields[] = {
    {"series", Type::texts, true, "names of the neighbours; the median of them is what counts"},
    {"suspect_threshold", Type::number, true, "apart by more, strictly", {}, nullptr, 0},
    {"fail_threshold", Type::number, false, "apart by more, strictly", {}, nullptr, 0},
    {"max_age_s", Type::seconds, true, "a neighbour's newest reading counts so long"},
    {"min_series",
     Type::integer,
     false,
     "neighbours that must have one; 2 if not told",
     {},
     nullptr,
     1,
     1e6},
};

const Shape gross_range_shape{"", gross_range_fields}, spike_shape{"", spike_fields},
    rate_shape{"", rate_fields}, flat_shape{"", flat_fields},
    attenuated_shape{"", attenuated_fields}, climatology_shape{"", climatology_fields},
    gap_shape{"", gap_fields}, date_shape{"", date_fields}, stuck_shape{"", stuck_fields},
    plausible_shape{"", plausible_fields}, drift_shape{"", drift_fields},
    neighbour_shape{"", neighbour_fields};

const Field test_fields[] = {
    {"gross_range", Type::object, false, "outside what is credible", {}, &gross_range_shape},
    {"spike", Type::object, false, "one reading apart from its neighbours", {}, &spike_shape},
    {"rate_of_change", Type::object, false, "faster than it can be", {}, &rate_shape},
    {"flat_line", Type::object, false, "the end of a run without change", {}, &flat_shape},
    {"attenuated_signal", Type::object, false, "too little variation", {}, &attenuated_shape},
    {"climatology", Type::object, false, "outside what is usual then", {}, &climatology_shape},
    {"time_gap", Type::object, false, "too long since the reading before", {}, &gap_shape},
    {"impossible_date", Type::object, false, "before the sensor or after now", {}, &date_shape},
    {"stuck", Type::object, false, "all of a run without change", {}, &stuck_shape},
    {"plausible", Type::object, false, "what cannot be", {}, &plausible_shape},
    {"drift", Type::object, false, "away from a reference", {}, &drift_shape},
    {"neighbours", Type::object, false, "apart from its neighbours", {}, &neighbour_shape},
};
const Shape tests_shape{"tests", test_fields};
const Field plan_fields[] = {
    {"schema", Type::text, true, "masseflyt.quality/1"},
    {"tests", Type::object, true, "each at most once", {}, &tests_shape},
};
const Shape plan_shape{"quality", plan_fields};

std::optional<double> number(const Json& o, std::string_view key) {
  const double v = detail::number_of(o, key, std::nan(""));
  return std::isnan(v) ? std::nullopt : std::optional(v);
}

std::optional<Span> span(const Json& o, std::string_view key) {
  const auto v = detail::span_of(o, key);
  return v ? std::optional(Span{v->first, v->second}) : std::nullopt;
}

GrossRange read_gross_range(const Json& o, const std::string& path, Diagnostics& found) {
  const GrossRange t{*span(o, "fail_span"), span(o, "suspect_span")};
  if (t.suspect && (t.suspect->low < t.fail.low || t.suspect->high > t.fail.high))
    detail::fault(found, path + "/suspect_span", to_json_text(*o.find("suspect_span")),
                  "a span inside fail_span");
  return t;
}

Climatology read_climatology(const Json& o, const std::string& path, Diagnostics& found) {
  Climatology t;
  for (const auto& item : o.find("members")->items) {
    const std::string place = path + "/members/" + std::to_string(t.members.size());
    const auto begin = detail::instant_of(item, "begin"), end = detail::instant_of(item, "end");
    const auto months = detail::span_of(item, "months");
    Climatology::Member m;
    m.suspect = *span(item, "suspect_span");
    m.fail = span(item, "fail_span");
    if (months && (begin || end))
      detail::fault(found, place, "", "months, or begin and end, not both");
    if (!months && !(begin && end)) detail::fault(found, place, "", "months, or begin and end");
    if (months && (months->first < 1 || months->second > 12))
      detail::fault(found, place + "/months", "", "months from 1 to 12");
    if (begin && end) m.begin = *begin, m.end = *end;
    if (months)
      m.months = {static_cast<int>(std::clamp(months->first, 0.0, 13.0)),
                  static_cast<int>(std::clamp(months->second, 0.0, 13.0))};
    t.members.push_back(m);
  }
  return t;
}

Neighbours read_neighbours(const Json& o, const std::string& path, Diagnostics& found) {
  Neighbours t;
  t.suspect = detail::number_of(o, "suspect_threshold", 0);
  t.fail = number(o, "fail_threshold");
  t.max_age_s = detail::number_of(o, "max_age_s", 0);
  t.series = detail::texts_of(o, "series");
  const auto least = number(o, "min_series");
  if (least) t.least = static_cast<std::int64_t>(*least);
  if (t.least > static_cast<std::int64_t>(t.series.size()))
    detail::fault(
        found, path + "/min_series", least ? to_json_text(*o.find("min_series")) : "",
        "at most " + std::to_string(t.series.size()) + ", as many as `series` has; 2 if not told");
  return t;
}

QualityTest read_test(std::string_view name, const Json& o, const std::string& path,
                      Diagnostics& found) {
  const auto num = [&](std::string_view key) { return detail::number_of(o, key, 0); };
  if (name == "gross_range") return read_gross_range(o, path, found);
  if (name == "spike")
    return Spike{number(o, "suspect_threshold"), number(o, "fail_threshold"),
                 static_cast<Spike::Method>(detail::word_of(o, "method", methods, 1))};
  if (name == "rate_of_change")
    return RateOfChange{num("threshold_per_s"), number(o, "fail_threshold_per_s"),
                        num("relative_tolerance")};
  if (name == "flat_line")
    return FlatLine{num("suspect_threshold_s"), num("fail_threshold_s"), num("tolerance")};
  if (name == "attenuated_signal") {
    AttenuatedSignal t{
        num("suspect_threshold"),
        num("fail_threshold"),
        static_cast<AttenuatedSignal::Kind>(detail::word_of(o, "check_type", kinds, 1)),
        number(o, "test_period_s"),
        {}};
    if (const auto least = number(o, "min_obs")) t.min_readings = static_cast<std::int64_t>(*least);
    return t;
  }
  if (name == "climatology") return read_climatology(o, path, found);
  if (name == "time_gap") return TimeGap{num("suspect_threshold_s"), number(o, "fail_threshold_s")};
  if (name == "impossible_date")
    return ImpossibleDate{*detail::instant_of(o, "earliest"), *detail::instant_of(o, "now")};
  if (name == "stuck")
    return Stuck{num("tolerance"), num("duration_s"),
                 static_cast<Flag>(detail::word_of(o, "flag", flag_words, 4))};
  if (name == "drift")
    return Drift{num("window_s"), num("suspect_threshold"), number(o, "fail_threshold"),
                 detail::text_of(o, "reference")};
  if (name == "neighbours") return read_neighbours(o, path, found);
  return Plausible{*span(o, "possible_span")};
}

bool is_faulty(const Diagnostics& found, const std::string& test) {
  const std::string path = "/tests/" + masseflyt::detail::pointer_step(test);
  return std::any_of(found.begin(), found.end(), [&](const Diagnostic& d) {
    return d.path == path || d.path.starts_with(path + "/");
  });
}

/// Names of the other series that a test looks at.
struct Others {
  std::vector<std::string> operator()(const Drift& t) const { return {t.reference}; }
  std::vector<std::string> operator()(const Neighbours& t) const { return t.series; }
  template <typename Test>
  std::vector<std::string> operator()(const Test&) const {
    return {};
  }
};

std::string member_of(const QualityTest& test) {
  return std::holds_alternative<Drift>(test) ? "/reference" : "/series";
}

struct Run {
  const SeriesView& series;
  const std::map<std::string, SeriesView>& others;
  Flags operator()(const Drift& t) const { return drift(series, others.at(t.reference), t); }
  Flags operator()(const Neighbours& t) const {
    std::vector<SeriesView> near;
    for (const auto& name : t.series) near.push_back(others.at(name));
    return neighbours(series, near, t);
  }
  Flags operator()(const GrossRange& t) const { return gross_range(series, t); }
  Flags operator()(const Spike& t) const { return spike(series, t); }
  Flags operator()(const RateOfChange& t) const { return rate_of_change(series, t); }
  Flags operator()(const FlatLine& t) const { return flat_line(series, t); }
  Flags operator()(const AttenuatedSignal& t) const { return attenuated_signal(series, t); }
  Flags operator()(const Climatology& t) const { return climatology(series, {}, t); }
  Flags operator()(const TimeGap& t) const { return time_gap(series, t); }
  Flags operator()(const ImpossibleDate& t) const { return impossible_date(series, t); }
  Flags operator()(const Stuck& t) const { return stuck(series, t); }
  Flags operator()(const Plausible& t) const { return plausible(series, t); }
};

Result<void> check_series(const SeriesView& s) {
  if (s.time_ns.size() != s.value.size())
    return Error{ErrorCode::invalid_argument,
                 "columns differ in length: " + std::to_string(s.time_ns.size()) + " times, " +
                     std::to_string(s.value.size()) + " values"};
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    if (std::isinf(s.value[i]))
      return Error{ErrorCode::invalid_argument, "an infinite value", "row " + std::to_string(i)};
    if (i > 0 && s.time_ns[i] < s.time_ns[i - 1])
      return Error{ErrorCode::not_sorted, "time goes back at row " + std::to_string(i),
                   "row " + std::to_string(i)};
  }
  return {};
}

/// Those that are needed, by name.
Result<std::map<std::string, SeriesView>> by_name(const QualityPlan& plan,
                                                  std::span<const NamedSeries> others) {
  std::map<std::string, SeriesView> found;
  std::string given;
  for (const auto& o : others) {
    if (!found.emplace(o.name, o.series).second)
      return Error{ErrorCode::invalid_argument, "there are two series '" + o.name + "'", o.name};
    given += (given.empty() ? "" : ", ") + o.name;
  }
  std::string missing, place;
  for (const auto& [test, what] : plan.tests)
    for (const auto& name : std::visit(Others{}, what)) {
      if (found.contains(name)) continue;
      missing += (missing.empty() ? "" : "; ") + test + " needs the series '" + name + "'";
      if (place.empty()) place = "/tests/" + test + member_of(what);
    }
  if (!missing.empty())
    return Error{
        ErrorCode::not_found,
        missing + "; " + (given.empty() ? "no other series" : "only " + given) + " was given",
        place};
  return found;
}

}  // namespace

std::vector<std::string> QualityPlan::others() const {
  std::vector<std::string> names;
  for (const auto& [test, what] : tests)
    for (auto& name : std::visit(Others{}, what))
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
  return names;
}

Result<QualityPlan> QualityPlan::read(std::string_view json, Diagnostics& found) {
  masseflyt::detail::JsonLimits limits;
  limits.bytes = 4u << 20;
  limits.depth = 16;
  limits.values = 100'000;
  const auto root = masseflyt::detail::read_json(json, "", limits, found);
  if (!root) return root.error();
  detail::check(*root, plan_shape, "", found);
  // A test or a limit under a name that nobody knows would not be made, and all would look good.
  for (auto& d : found) d.severity = Severity::error;
  if (const auto name = detail::text_of(*root, "schema"); !name.empty() && name != schema_name)
    detail::fault(found, "/schema", name, std::string(schema_name));
  QualityPlan plan;
  const Diagnostics of_shape = found;  // a test that has the wrong shape is not read; others are
  if (const Json* tests = detail::object_of(*root, "tests"))
    for (std::size_t i = 0; i < tests->keys.size(); ++i) {
      const auto& name = tests->keys[i];
      if (name.starts_with("x-") || is_faulty(of_shape, name)) continue;
      plan.tests.emplace_back(name, read_test(name, tests->items[i], "/tests/" + name, found));
    }
  for (const auto& d : found)
    if (d.severity == Severity::error)
      return Error{ErrorCode::invalid_document, to_line(d), d.path};
  return plan;
}

Result<QualityReport> QualityPlan::run(const SeriesView& series,
                                       std::span<const NamedSeries> others,
                                       const Cancel* cancel) const {
  if (auto checked = check_series(series); !checked) return checked.error();
  const auto known = by_name(*this, others);
  if (!known) return known.error();
  for (const auto& name : this->others())
    if (auto checked = check_series(known->at(name)); !checked) {
      const Error& e = checked.error();
      return Error{e.code, "series '" + name + "': " + e.message,
                   e.path.empty() ? name : name + ": " + e.path};
    }
  QualityReport report;
  std::vector<Flags> all;
  for (const auto& [name, test] : tests) {
    if (is_set(cancel)) return stopped_by_caller();
    all.push_back(std::visit(Run{series, *known}, test));
    report.tests.push_back({name, all.back()});
  }
  if (all.empty()) all.push_back(plausible(series, {{-1e308, 1e308}}));
  report.rollup = roll_up(all);
  return report;
}

std::string quality_schema() {
  Json schema = detail::schema_of(plan_shape);
  Json root = Json::object();
  root.add("$schema", Json::of_text("https://json-schema.org/draft/2020-12/schema"));
  root.add("$id", Json::of_text("urn:masseflyt:quality:1"));
  root.add("title", Json::of_text("Quality tests of one series of readings"));
  for (std::size_t i = 0; i < schema.keys.size(); ++i)
    root.add(schema.keys[i], std::move(schema.items[i]));
  return to_json_text(root) + "\n";
}

}  // namespace masseflyt::monitoring
