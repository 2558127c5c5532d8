#include <masseflyt/monitoring/limit_pack.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "detail/embedded.hpp"
#include "detail/json_reader.hpp"
#include "detail/text.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring {
namespace {

using detail::Json;

std::string source_of(const Json& sources, const std::string& key, const std::string& path,
                      Diagnostics& found) {
  const Json* text = sources.find(key);
  if (text != nullptr) return text->text;
  if (!key.empty()) detail::fault(found, path + "/source", key, "a key of /sources");
  return {};
}

std::vector<Rule> read_rules(const Json& root, const Json& sources, Diagnostics& found) {
  std::vector<Rule> rules;
  const Json* list = root.find("rules");
  if (list == nullptr) return rules;
  std::map<std::string, std::size_t> seen;
  for (const auto& item : list->items) {
    const std::string path = "/rules/" + std::to_string(rules.size());
    Rule rule = detail::read_rule(item);
    rule.source = source_of(sources, rule.source, path, found);
    if (item.find("confidence") == nullptr)
      detail::fault(found, path + "/confidence", "", "verified or recalled");
    if (!seen.try_emplace(rule.id, rules.size()).second)
      detail::fault(found, path + "/id", rule.id, "an id that no other rule of the pack has");
    detail::check_rule(rule, path, found);
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::vector<LimitValue> read_values(const Json& root, const Json& sources, Diagnostics& found) {
  std::vector<LimitValue> values;
  const Json* list = root.find("values");
  if (list == nullptr) return values;
  for (const auto& item : list->items) {
    const std::string path = "/values/" + std::to_string(values.size());
    values.push_back(
        {detail::text_of(item, "id"), detail::text_of(item, "value"), detail::text_of(item, "unit"),
         source_of(sources, detail::text_of(item, "source"), path, found),
         static_cast<Confidence>(detail::word_of(item, "confidence", detail::confidences, 2)),
         detail::text_of(item, "note")});
  }
  return values;
}

/// Puts streams in the place of roles.
void fill_roles(Rule& rule, const Json& object, const std::string& path, Diagnostics& found) {
  const Json none = Json::object();
  const Json* map = detail::object_of(object, "streams");
  if (map == nullptr) map = &none;
  std::vector<std::string> roles;
  const auto fill = [&](std::string& stream) {
    if (stream.empty()) return;
    roles.push_back(stream);
    if (const Json* id = map->find(stream))
      stream = id->text;
    else
      detail::fault(found, path + "/streams", "", "a stream for the role " + stream);
  };
  for (auto& c : rule.conditions) fill(c.stream), fill(c.other);
  for (const auto& key : map->keys)
    if (std::find(roles.begin(), roles.end(), key) == roles.end())
      detail::fault(found, path + "/streams/" + key, key, "a role of the limit");
}

/// What the document says beside the numbers stays the document's.
void take_over(Rule& rule, const Json& object) {
  const Rule own = detail::read_rule(object);
  const auto has = [&](std::string_view key) { return object.find(key) != nullptr; };
  rule.id = own.id;
  if (has("title")) rule.title = own.title;
  if (has("hold_s")) rule.hold = own.hold;
  if (has("hold_clear_s")) rule.hold_clear = own.hold_clear;
  if (has("max_gap_s")) rule.max_gap = own.max_gap;
  if (has("latch")) rule.latch = own.latch;
  if (has("escalate_after_s")) rule.escalate_after = own.escalate_after;
  if (has("active")) rule.active = own.active;
  if (has("permitted_per_year") || has("share_to_meet") || has("year_coverage"))
    rule.allowance = own.allowance;
  if (has("confirms")) rule.confirms = own.confirms;
  if (has("valid_from")) rule.valid_from = own.valid_from;
  if (has("valid_to")) rule.valid_to = own.valid_to;
  if (has("note")) rule.note = own.note;
}

void adjust_limits(Rule& rule, const Json& object) {
  const double shift = detail::number_of(object, "shift", 0);
  const double factor = detail::number_of(object, "factor", 1);
  const double share = detail::number_of(object, "warning_share", not_set);
  const double under = detail::number_of(object, "warning_below", not_set);
  for (auto& c : rule.conditions) {
    for (auto& v : c.limit) v = v * factor + shift;
    for (auto& v : c.clear) v = v * factor + shift;
    if (!std::isnan(share)) c.limit[0] = c.limit[1] * share;
    if (!std::isnan(under)) c.limit[0] = c.limit[1] - under;
  }
  if (shift != 0 || factor != 1)
    rule.note += (rule.note.empty() ? "" : "; ") +
                 std::string("limits adjusted by the document: factor and shift are its own");
}

}  // namespace

std::span<const std::string_view> built_in_limit_packs() {
  static const auto ids = [] {
    std::vector<std::string_view> names;
    for (const auto& file : embedded::limit_packs())
      names.push_back(file.name.substr(0, file.name.size() - 5));
    return names;
  }();
  return ids;
}

Result<std::string_view> limit_pack_json(std::string_view id) {
  std::string known;
  for (const auto& file : embedded::limit_packs()) {
    const auto name = file.name.substr(0, file.name.size() - 5);
    if (name == id) return file.text;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return Error{ErrorCode::not_found,
               "no limit pack '" + masseflyt::detail::shorten(id) + "'; there are " + known};
}

Result<LimitPack> built_in_limit_pack(std::string_view id) {
  const auto json = limit_pack_json(id);
  if (!json) return json.error();
  Diagnostics found;
  return read_limit_pack(*json, found);
}

Result<LimitPack> read_limit_pack(std::string_view json, Diagnostics& found) {
  masseflyt::detail::JsonLimits limits;
  limits.bytes = 16u << 20;
  limits.depth = 16;
  limits.values = 1'000'000;
  const auto root = masseflyt::detail::read_json(json, "", limits, found);
  if (!root) return root.error();
  detail::check(*root, detail::limit_pack_shape, "", found);
  const auto invalid = [&] {
    for (const auto& d : found)
      if (d.severity == Severity::error)
        return Error{ErrorCode::invalid_document, to_line(d), d.path};
    return Error{ErrorCode::invalid_document, "the limit pack cannot be used"};
  };
  if (has_errors(found)) return invalid();
  if (detail::text_of(*root, "schema") != "masseflyt.limits/1")
    detail::fault(found, "/schema", detail::text_of(*root, "schema"), "masseflyt.limits/1");
  const Json& sources = *root->find("sources");
  LimitPack pack;
  const auto text = [&](std::string_view key) { return detail::text_of(*root, key); };
  pack.id = text("id");
  pack.title = text("title");
  pack.title_nb = text("title_nb");
  pack.edition = text("edition");
  pack.jurisdiction = text("jurisdiction");
  pack.valid_from = text("valid_from");
  pack.valid_to = text("valid_to");
  pack.note = text("note");
  pack.rules = read_rules(*root, sources, found);
  pack.values = read_values(*root, sources, found);
  for (const auto date : {&pack.valid_from, &pack.valid_to})
    if (!date->empty() && !parse_date(*date))
      detail::fault(found, date == &pack.valid_from ? "/valid_from" : "/valid_to", *date,
                    "a date such as 2026-03-01");
  if (has_errors(found)) return invalid();
  return pack;
}

namespace detail {

std::optional<Rule> resolve(const Json& object, const std::string& path, Diagnostics& found) {
  const auto name = text_of(object, "use");
  const auto slash = name.find('/');
  if (object.find("conditions") != nullptr)
    fault(found, path + "/conditions", "", "no conditions beside `use`: the limit pack has them");
  const auto pack = built_in_limit_pack(name.substr(0, slash));
  if (!pack) {
    fault(found, path + "/use", name, "pack/rule; " + pack.error().message);
    return std::nullopt;
  }
  std::vector<std::string> ids;
  for (const auto& candidate : pack->rules) {
    ids.push_back(candidate.id);
    if (slash == name.npos || candidate.id != name.substr(slash + 1)) continue;
    Rule rule = candidate;
    if (rule.edition.empty()) rule.edition = pack->edition;
    // What stands in the pack is no limit: without the user's own factors there is none.
    if (rule.id.starts_with("user.") && object.find("factor") == nullptr)
      fault(found, path + "/factor", "",
            "the factors of your own survey, multiplied: the pack has none");
    fill_roles(rule, object, path, found);
    take_over(rule, object);
    adjust_limits(rule, object);
    return rule;
  }
  std::string known;
  for (const auto& id : ids) known += (known.empty() ? "" : ", ") + id;
  fault(found, path + "/use", name, "pack/rule; the pack has " + known);
  return std::nullopt;
}

}  // namespace detail
}  // namespace masseflyt::monitoring
