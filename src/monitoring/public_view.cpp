#include <masseflyt/monitoring/public_view.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "detail/number.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring {
namespace {

using detail::Json;

/// A multiple of `step`, written without the dust of binary.
double rounded(double value, double step) {
  const double multiple = std::nearbyint(value / step) * step;
  const double scale = 1e9;
  return std::abs(multiple) < 1e6 ? std::nearbyint(multiple * scale) / scale : multiple;
}

PublicRow row_of(const RuleSet& rules, const WindowResult& w, Instant now,
                 const PublicOptions& options) {
  const auto& rule = rules.rules()[w.rule];
  const auto& c = rule.conditions.front();
  const auto& stream = rules.streams()[*rules.find_stream(c.stream)];
  PublicRow row{rule.id,
                stream.place,
                stream.parameter,
                std::string(symbol(c.unit)),
                rule.title.empty() ? rule.id : rule.title,
                w.window,
                not_set,
                Level::normal,
                w.coverage,
                now - w.window.end,
                w.suspect || w.revision > 0,
                w.windows > 1,
                "too little data"};
  const bool enough = std::isnan(w.coverage) || w.coverage >= options.coverage;
  if (std::isnan(w.value) || !enough) return row;
  row.value = rounded(w.value, options.rounding);
  row.level = w.level;
  row.reason.clear();
  return row;
}

}  // namespace

Result<std::vector<PublicRow>> public_view(const RuleSet& rules,
                                           std::span<const WindowResult> windows, Instant now,
                                           const PublicOptions& options) {
  if (!(options.rounding > 0) || options.delay.count() < 0)
    return Error{ErrorCode::invalid_argument,
                 "a public view needs a rounding above 0 and a delay that is not negative"};
  std::map<std::pair<std::uint32_t, Instant>, const WindowResult*> newest;
  for (const auto& w : windows)
    if (w.rule < rules.rules().size() && w.window.end <= now - options.delay)
      newest[{w.rule, w.window.begin}] = &w;  // what came last corrects what came before
  std::map<std::uint32_t, std::vector<const WindowResult*>> by_rule;
  for (const auto& [key, w] : newest) by_rule[key.first].push_back(w);
  std::vector<PublicRow> rows;
  for (const auto& [rule, list] : by_rule)
    for (std::size_t i = list.size() > options.newest ? list.size() - options.newest : 0;
         i < list.size(); ++i)
      rows.push_back(row_of(rules, *list[i], now, options));
  return rows;
}

std::string to_json(std::span<const PublicRow> rows, Instant now, const PublicOptions& options) {
  const auto text = [](std::string_view s) { return Json::of_text(std::string(s)); };
  const auto number = [](double v) {
    return std::isfinite(v) ? Json::of_number(masseflyt::detail::format_number(v)) : Json{};
  };
  const auto yes = [](bool b) { return Json{Json::Kind::boolean, b ? "true" : "false", {}, {}}; };
  const auto seconds = [](Duration d) { return static_cast<double>(d.count()) / 1e9; };
  Json list = Json::array();
  for (const auto& r : rows) {
    Json row = Json::object();
    row.add("rule", text(r.rule));
    row.add("place", text(r.place));
    row.add("parameter", text(r.parameter));
    row.add("title", text(r.title));
    row.add("begin", text(to_string(r.window.begin)));
    row.add("end", text(to_string(r.window.end)));
    row.add("value", number(r.value));
    row.add("unit", text(r.unit));
    row.add("level", text(detail::name_of(detail::levels, static_cast<std::int32_t>(r.level))));
    row.add("coverage", number(std::round(r.coverage * 1000) / 1000));
    row.add("age_s", number(seconds(r.age)));
    row.add("provisional", yes(r.provisional));
    if (!r.reason.empty()) row.add("reason", text(r.reason));
    list.items.push_back(std::move(row));
  }
  Json root = Json::object();
  root.add("schema", text("masseflyt.public/1"));
  root.add("now", text(to_string(now)));
  root.add("delay_s", number(seconds(options.delay)));
  root.add("rounding", number(options.rounding));
  root.add("windows", std::move(list));
  return to_json_text(root) + "\n";
}

}  // namespace masseflyt::monitoring
