#include <masseflyt/monitoring/rule_set.hpp>

#include <set>

#include <masseflyt/monitoring/limit_pack.hpp>

#include "detail/json_reader.hpp"
#include "detail/number.hpp"
#include "detail/sha256.hpp"
#include "detail/text.hpp"
#include "monitoring/tables.hpp"

namespace masseflyt::monitoring {
namespace {

using detail::Json;
using Kind = Json::Kind;

constexpr std::string_view schema_name = "masseflyt.monitoring/1";
constexpr std::size_t most_streams = 1'000'000, most_rules = 200'000, most_conditions = 32;

Error invalid(const Diagnostics& found) {
  for (const auto& d : found)
    if (d.severity == Severity::error)
      return {ErrorCode::invalid_document,
              "the document cannot be used; its first problem: " + to_line(d), d.path};
  return {ErrorCode::invalid_document, "the document cannot be used"};
}

Result<Json> parse(std::string_view text, Diagnostics& found) {
  masseflyt::detail::JsonLimits limits;
  limits.bytes = 64u << 20;
  limits.depth = 16;
  limits.values = 8'000'000;
  return masseflyt::detail::read_json(text, "", limits, found);
}

void check_schema(const Json& root, Diagnostics& found) {
  const auto name = detail::text_of(root, "schema");
  if (!name.empty() && name != schema_name)
    detail::fault(found, "/schema", name, std::string(schema_name));
}

const std::vector<Json>& items(const Json& root, std::string_view key) {
  static const std::vector<Json> none;
  const Json* list = root.find(key);
  return list != nullptr && list->kind == Kind::array ? list->items : none;
}

/// Objects of a document by their number that are not what their shape asks for: of them no more is
/// read than others need to know.
class Broken {
 public:
  explicit Broken(const Diagnostics& found) {
    for (const auto& d : found)
      if (d.severity == Severity::error) add(d.path);
  }
  void add(const std::string& path) {
    const auto end = path.find('/', path.find('/', 1) + 1);
    if (path.starts_with("/streams/") || path.starts_with("/rules/"))
      paths_.insert(path.substr(0, end));
  }
  bool holds(std::string_view list, std::size_t i) const {
    return paths_.contains("/" + std::string(list) + "/" + std::to_string(i));
  }
  /// Takes faults over that are of none of them.
  void tell_others(const Diagnostics& more, Diagnostics& found) const {
    for (const auto& d : more) {
      const auto end = d.path.find('/', d.path.find('/', 1) + 1);
      if (!paths_.contains(d.path.substr(0, end))) found.push_back(d);
    }
  }

 private:
  std::set<std::string> paths_;
};

std::vector<Stream> read_streams(const Json& root, const Broken& broken, Diagnostics& found) {
  std::vector<Stream> streams;
  for (const auto& item : items(root, "streams")) {
    if (broken.holds("streams", streams.size())) {
      streams.push_back({});
      streams.back().id = detail::text_of(item, "id");
      continue;
    }
    streams.push_back(detail::read_stream(item));
    const bool instant = streams.back().meaning == Meaning::instant;
    if (!instant && item.find("stamp") == nullptr)
      detail::fault(found, "/streams/" + std::to_string(streams.size() - 1) + "/stamp", "",
                    "start or end: which end of its interval a reading is stamped with");
  }
  return streams;
}

/// Windows that name neither a width nor a cycle, and conditions that are too many.
void check_forms(const Json& rule, const std::string& path, Diagnostics& found) {
  const auto check_window = [&](const Json& window, const std::string& place, bool may_roll) {
    const bool rolling = window.find("rolling_s") != nullptr;
    const bool by_clock = window.find("from") != nullptr || window.find("to") != nullptr;
    const bool civil = window.find("civil") != nullptr || by_clock;
    if (rolling == civil || (rolling && !may_roll))
      detail::fault(found, place, "",
                    may_roll ? "rolling_s, or civil, or from and to" : "civil, or from and to");
    if (by_clock && (window.find("from") == nullptr || window.find("to") == nullptr))
      detail::fault(found, place, "", "from and to together");
    const auto cycle = detail::text_of(window, "civil");
    if (by_clock != (cycle == "clock") && !(by_clock && cycle.empty()))
      detail::fault(found, place + "/civil", cycle, "clock where from and to are told");
    const bool has_days = window.find("days") != nullptr;
    if (has_days && !by_clock && cycle != "day")
      detail::fault(found, place + "/days", "", "days only of civil day or clock windows");
  };
  if (const Json* active = detail::object_of(rule, "active"))
    check_window(*active, path + "/active", false);
  const auto& conditions = items(rule, "conditions");
  if (conditions.size() > most_conditions)
    detail::fault(found, path + "/conditions", std::to_string(conditions.size()),
                  "at most " + std::to_string(most_conditions));
  for (std::size_t i = 0; i < conditions.size(); ++i)
    if (const Json* window = detail::object_of(conditions[i], "window"))
      check_window(*window, path + "/conditions/" + std::to_string(i) + "/window", true);
}

/// One per object of the document. What cannot be read joins `broken`.
std::vector<Rule> read_rules(const Json& root, Broken& broken, Diagnostics& found) {
  std::vector<Rule> rules;
  const auto& list = items(root, "rules");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string path = "/rules/" + std::to_string(i);
    rules.emplace_back();
    rules.back().id = detail::text_of(list[i], "id");
    rules.back().valid_from = detail::instant_of(list[i], "valid_from");
    rules.back().valid_to = detail::instant_of(list[i], "valid_to");
    if (broken.holds("rules", i)) continue;
    check_forms(list[i], path, found);
    if (list[i].find("use") == nullptr) {
      rules.back() = detail::read_rule(list[i]);
      continue;
    }
    Diagnostics unfit;  // what a pack's rule lacks here would be told twice
    if (auto rule = detail::resolve(list[i], path, unfit)) rules.back() = std::move(*rule);
    if (has_errors(unfit)) broken.add(path);
    found.insert(found.end(), unfit.begin(), unfit.end());
  }
  return rules;
}

/// A rule on a stream that cannot be read cannot be judged either.
void break_rules_on(const std::vector<Stream>& streams, const std::vector<Rule>& rules,
                    Broken& broken) {
  std::set<std::string_view> unread;
  for (std::size_t i = 0; i < streams.size(); ++i)
    if (broken.holds("streams", i)) unread.insert(streams[i].id);
  for (std::size_t i = 0; i < rules.size(); ++i)
    for (const auto& c : rules[i].conditions)
      if (unread.contains(c.stream) || unread.contains(c.other))
        broken.add("/rules/" + std::to_string(i));
}

Result<void> refuse_recalled(const std::vector<Rule>& rules) {
  std::string names;
  for (const auto& r : rules)
    if (r.confidence == Confidence::recalled) names += (names.empty() ? "" : ", ") + r.id;
  if (names.empty()) return {};
  return Error{ErrorCode::rule_not_verified,
               "nobody has read the numbers of these rules in their source: " + names};
}

}  // namespace

RuleSet::RuleSet(Zone zone, std::vector<Stream> streams, std::vector<Rule> rules)
    : zone_(zone), streams_(std::move(streams)), rules_(std::move(rules)) {
  hash_ = masseflyt::detail::sha256_hex(to_json(*this));
}

Result<RuleSet> RuleSet::read(std::string_view json, Diagnostics& found,
                              const RuleOptions& options) {
  const auto root = parse(json, found);
  if (!root) return root.error();
  detail::check(*root, detail::document_shape, "", found);
  check_schema(*root, found);
  if (items(*root, "streams").size() > most_streams || items(*root, "rules").size() > most_rules)
    return Error{ErrorCode::limit_exceeded, "more than " + std::to_string(most_streams) +
                                                " streams or " + std::to_string(most_rules) +
                                                " rules"};
  Broken broken(found);
  auto streams = read_streams(*root, broken, found);
  auto rules = read_rules(*root, broken, found);
  const bool oslo = detail::text_of(*root, "zone") == "Europe/Oslo";
  break_rules_on(streams, rules, broken);
  Diagnostics more;
  detail::check_streams(streams, "/streams", more);
  detail::check_rules(streams, rules, "/rules", options.strict, more);
  broken.tell_others(more, found);
  if (has_errors(found)) return invalid(found);
  if (options.strict)
    if (auto checked = refuse_recalled(rules); !checked) return checked.error();
  return RuleSet(oslo ? Zone::oslo() : Zone::utc(), std::move(streams), std::move(rules));
}

Result<RuleSet> RuleSet::make(Zone zone, std::vector<Stream> streams, std::vector<Rule> rules,
                              Diagnostics& found) {
  detail::check_streams(streams, "/streams", found);
  detail::check_rules(streams, rules, "/rules", false, found);
  if (has_errors(found)) return invalid(found);
  return RuleSet(zone, std::move(streams), std::move(rules));
}

std::optional<std::size_t> RuleSet::find_stream(std::string_view id) const {
  for (std::size_t i = 0; i < streams_.size(); ++i)
    if (streams_[i].id == id) return i;
  return std::nullopt;
}

std::optional<std::size_t> RuleSet::find_rule(std::string_view id) const {
  for (std::size_t i = 0; i < rules_.size(); ++i)
    if (rules_[i].id == id) return i;
  return std::nullopt;
}

std::string to_json(const RuleSet& rules) {
  Json root = Json::object(), streams = Json::array(), list = Json::array();
  for (const auto& s : rules.streams()) streams.items.push_back(detail::to_json_value(s));
  for (const auto& r : rules.rules()) list.items.push_back(detail::to_json_value(r));
  root.add("schema", Json::of_text(std::string(schema_name)));
  root.add("zone", Json::of_text(std::string(rules.zone().name())));
  root.add("streams", std::move(streams));
  root.add("rules", std::move(list));
  return to_json_text(root) + "\n";
}

std::string rules_schema() {
  Json schema = detail::schema_of(detail::document_shape);
  Json root = Json::object();
  root.add("$schema", Json::of_text("https://json-schema.org/draft/2020-12/schema"));
  root.add("$id", Json::of_text("urn:masseflyt:monitoring:1"));
  root.add("title", Json::of_text("Streams and rules of masseflyt monitoring"));
  for (std::size_t i = 0; i < schema.keys.size(); ++i)
    root.add(schema.keys[i], std::move(schema.items[i]));
  return to_json_text(root) + "\n";
}

}  // namespace masseflyt::monitoring
