#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include <masseflyt/classification/rule_pack.hpp>

#include "classification/json_input.hpp"
#include "classification/rule_pack_fields.hpp"
#include "detail/embedded.hpp"
#include "detail/sha256.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

using detail::bases;
using detail::comparators;
using detail::confidences;
using detail::Field;
using detail::is_chemical;
using detail::methods;
using detail::Word;

template <typename Enum, std::size_t n>
std::string_view word_of(const Word<Enum> (&words)[n], Enum value) {
  for (const auto& w : words)
    if (w.value == value) return w.word;
  return "";
}

template <typename Enum, std::size_t n>
std::string list_of_words(const Word<Enum> (&words)[n]) {
  std::string all = "one of";
  for (const auto& w : words) all += " " + std::string(w.word);
  return all;
}

/// Reads the member `key` of one of the enums above; the first word if it is none of them.
template <typename Enum, std::size_t n>
Enum read_word(const Word<Enum> (&words)[n], const Json& object, std::string_view key,
               const std::string& path, Diagnostics& found) {
  const std::string text = detail::text_of(object, key, path, true, found);
  for (const auto& w : words)
    if (w.word == text) return w.value;
  if (object.find(key) != nullptr)
    detail::fault(found, path + "/" + std::string(key), text, list_of_words(words));
  return words[0].value;
}

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!is_digits(year) || !is_digits(month) || !is_digits(day)) return false;
  const auto number = [](std::string_view two) { return (two[0] - '0') * 10 + (two[1] - '0'); };
  const std::chrono::year_month_day date{
      std::chrono::year(number(year.substr(0, 2)) * 100 + number(year.substr(2))),
      std::chrono::month(static_cast<unsigned>(number(month))),
      std::chrono::day(static_cast<unsigned>(number(day)))};
  return date.ok();
}

const Field& field_of(std::span<const Field> fields, std::string_view key) {
  return *std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == key; });
}

/// A text; an empty one tells as little as none.
std::string told(const Json& object, std::string_view key, const std::string& path, bool required,
                 Diagnostics& found) {
  std::string text = detail::text_of(object, key, path, required, found);
  const Json* member = object.find(key);
  if (required && text.empty() && member != nullptr && member->kind == Json::Kind::text)
    detail::fault(found, path + "/" + std::string(key), "", "a text that is not empty");
  return text;
}

/// A text that the table of fields knows, required or not.
std::string field(const Json& object, std::span<const Field> fields, std::string_view key,
                  const std::string& path, Diagnostics& found) {
  return told(object, key, path, field_of(fields, key).required, found);
}

void warn_unknown(const Json& object, std::span<const Field> fields, const std::string& path,
                  Diagnostics& found) {
  std::vector<std::string_view> known;
  for (const auto& f : fields) known.push_back(f.name);
  detail::warn_unknown(object, known, path, found);
}

std::string read_date(const Json& root, std::string_view key, Diagnostics& found) {
  std::string date = detail::text_of(root, key, "", false, found);
  if (!date.empty() && !is_date(date))
    detail::fault(found, "/" + std::string(key), date, "a date such as 2026-03-01");
  return date;
}

using Sources = std::map<std::string, std::string>;

Sources read_sources(const Json& root, Diagnostics& found) {
  Sources sources;
  const Json* member = root.find("sources");
  if (member == nullptr || member->kind != Json::Kind::object) {
    detail::fault(found, "/sources", "", "an object: key -> where the numbers were read");
    return sources;
  }
  for (const auto& key : member->keys) sources[key] = told(*member, key, "/sources", true, found);
  return sources;
}

Rule read_rule(const Json& row, const std::string& path, Method method, const Sources& sources,
               const Analytes& analytes, Diagnostics& found) {
  warn_unknown(row, detail::rule_fields, path, found);
  const auto text = [&](std::string_view key) {
    return field(row, detail::rule_fields, key, path, found);
  };
  Rule rule;
  rule.scope = text("scope");
  rule.subject = text("subject");
  rule.unit = text("unit");
  rule.outcome = text("outcome");
  if (const auto index = analytes.find(rule.subject); index && is_chemical(method))
    rule.subject = analytes[*index].id;
  else if (!rule.subject.empty() && is_chemical(method))
    detail::fault(found, path + "/subject", rule.subject, "an analyte of the catalogue");
  rule.level = detail::whole_of(row, "level", path, 0, 100, 0, found);
  rule.comparator = read_word(comparators, row, "comparator", path, found);
  const std::string value = text("value");
  if (const auto number = Decimal::parse(value))
    rule.value = *number;
  else if (!value.empty())
    detail::fault(found, path + "/value", value, "a decimal number as text, with a point");
  if (rule.value.steps() % 2 != 0)
    detail::fault(found, path + "/value", value, "at most 11 decimals");
  const std::string source = text("source");
  if (const auto place = sources.find(source); place != sources.end())
    rule.source = place->second;
  else if (!source.empty())
    detail::fault(found, path + "/source", source, "a key of /sources");
  rule.confidence = read_word(confidences, row, "confidence", path, found);
  rule.note = text("note");
  return rule;
}

/// A lower and an upper requirement on one subject are two rules.
std::string key_of(const Rule& rule) {
  std::string key = rule.scope.empty() ? rule.subject : rule.scope + " " + rule.subject;
  if (rule.level != 0) key += " " + std::to_string(rule.level);
  if (!rule.outcome.empty()) key += " " + rule.outcome;
  const bool from_below =
      rule.comparator == Comparator::at_least || rule.comparator == Comparator::above;
  return from_below && !rule.scope.empty() ? key + " (least)" : key;
}

/// What the method needs of its rules, beyond what each rule says by itself.
void check_method(const RulePack& pack, Diagnostics& found) {
  std::map<std::string, std::size_t> seen;
  std::map<std::string, std::map<std::int32_t, Decimal>> bounds;
  for (std::size_t i = 0; i < pack.rules.size(); ++i) {
    const auto& rule = pack.rules[i];
    const std::string path = "/rules/" + std::to_string(i);
    if (!seen.try_emplace(key_of(rule), i).second)
      detail::fault(found, path, rule.subject, "one rule per scope, subject, level and side");
    const bool first = rule.level == 1;
    switch (pack.method) {
      case Method::contaminated_above:
        if (rule.comparator != Comparator::above || rule.level != 0)
          detail::fault(found, path + "/comparator", rule.subject, "> and no level");
        break;
      case Method::condition_class:
        if (rule.level < 1 || rule.level > 5)
          detail::fault(found, path + "/level", std::to_string(rule.level),
                        "a condition class from 1 to 5");
        if (rule.comparator != (first ? Comparator::less : Comparator::at_most))
          detail::fault(found, path + "/comparator", rule.subject, "< for class 1, else <=");
        bounds[rule.subject][rule.level] = rule.value;
        break;
      case Method::local_background:
        if (rule.comparator != Comparator::above || rule.level != 0)
          detail::fault(found, path + "/comparator", rule.subject, "> and no level");
        break;
      case Method::requirement:
      case Method::land_use:
      case Method::hazard_property:
        if (rule.scope.empty())
          detail::fault(found, path + "/scope", "", "the table that the rule belongs to");
        break;
    }
  }
  for (const auto& [subject, levels] : bounds) {
    if (levels.size() != 5)
      detail::fault(found, "/rules", subject, "five condition classes for each subject");
    if (!std::is_sorted(levels.begin(), levels.end(),
                        [](const auto& a, const auto& b) { return a.second < b.second; }))
      detail::fault(found, "/rules", subject, "bounds that do not fall from class to class");
  }
}

std::string json_text(std::string_view text) {
  std::string quoted;
  masseflyt::detail::append_json_string(quoted, text);
  return quoted;
}

void append_rule(std::string& json, const Rule& rule, std::size_t source) {
  json += "    {";
  if (!rule.scope.empty()) json += "\"scope\": " + json_text(rule.scope) + ", ";
  json += "\"subject\": " + json_text(rule.subject);
  if (rule.level != 0) json += ", \"level\": " + std::to_string(rule.level);
  json += ", \"comparator\": " + json_text(word_of(comparators, rule.comparator));
  json += ", \"value\": " + json_text(rule.value.to_string());
  if (!rule.unit.empty()) json += ", \"unit\": " + json_text(rule.unit);
  if (!rule.outcome.empty()) json += ", \"outcome\": " + json_text(rule.outcome);
  json += ", \"source\": \"s" + std::to_string(source + 1) + "\"";
  json += ", \"confidence\": " + json_text(word_of(confidences, rule.confidence));
  if (!rule.note.empty()) json += ", \"note\": " + json_text(rule.note);
  json += "}";
}

std::string meaning_of(const Rule& rule) {
  return std::string(word_of(comparators, rule.comparator)) + " " + rule.value.to_string();
}

}  // namespace

std::span<const std::string_view> built_in_packs() {
  static constexpr auto ids = std::to_array<std::string_view>({
      "en.aggregates",
      "en.aggregates.grading",
      "en.armourstone.13383",
      "eu.hazardous.1357-2014",
      "eu.landfill.2003-33",
      "iso.14688",
      "no.acid_rock",
      "no.arealbruk.ta2553",
      "no.asphalt",
      "no.concrete_brick.14a",
      "no.frost",
      "no.landfill.stendafjellet",
      "no.layers",
      "no.normverdier",
      "no.tilstandsklasser.ta2553",
      "no.trondheim.background",
      "no.uses",
      "se.asphalt",
  });
  return ids;
}

Result<RulePack> built_in_pack(std::string_view id) {
  const auto analytes = Analytes::built_in();
  if (!analytes) return analytes.error();
  for (const auto& file : embedded::rule_packs()) {
    if (file.name != std::string(id) + ".json") continue;
    Diagnostics found;
    return read_rule_pack(file.text, *analytes, found);
  }
  std::string known;
  for (const auto& name : built_in_packs())
    known += (known.empty() ? "" : ", ") + std::string(name);
  return Error{ErrorCode::not_found, "no rule pack '" + std::string(id) + "'; there are " + known};
}

Result<RulePack> built_in_pack(std::string_view id, std::string_view iso_date) {
  if (!is_date(iso_date))
    return Error{ErrorCode::invalid_argument,
                 "'" + std::string(iso_date) + "' is no day such as 2026-03-01"};
  auto pack = built_in_pack(id);
  if (!pack || in_force(*pack, iso_date)) return pack;
  std::string valid = pack->valid_from.empty() ? "" : " from " + pack->valid_from;
  if (!pack->valid_to.empty()) valid += " to " + pack->valid_to;
  return Error{ErrorCode::not_found, "no edition of rule pack '" + pack->id + "' is in force on " +
                                         std::string(iso_date) + "; " + pack->edition +
                                         " is valid" + valid};
}

Result<RulePack> read_rule_pack(std::string_view json, const Analytes& analytes,
                                Diagnostics& found) {
  const Error refused{ErrorCode::invalid_document, "the rule pack has errors"};
  Diagnostics mine;
  RulePack pack;
  if (const auto root = detail::parse_object(json, mine)) {
    warn_unknown(*root, detail::pack_fields, "", mine);
    const auto text = [&](std::string_view key) {
      return field(*root, detail::pack_fields, key, "", mine);
    };
    const std::string version = text("schema");
    if (version != detail::rules_schema)
      detail::fault(mine, "/schema", version, std::string(detail::rules_schema));
    pack.id = text("id");
    pack.title = {text("title"), text("title_nb")};
    if (pack.title.nb.empty()) pack.title.nb = pack.title.en;
    pack.edition = text("edition");
    pack.jurisdiction = text("jurisdiction");
    pack.valid_from = read_date(*root, "valid_from", mine);
    pack.valid_to = read_date(*root, "valid_to", mine);
    pack.method = read_word(methods, *root, "method", "", mine);
    pack.unit = text("unit");
    if (is_chemical(pack.method) && pack.unit != "mg/kg")
      detail::fault(mine, "/unit", pack.unit, "mg/kg");
    pack.basis = read_word(bases, *root, "basis", "", mine);
    const Sources sources = read_sources(*root, mine);
    const auto& rows = detail::list_of(*root, "rules", "", true, mine);
    for (std::size_t i = 0; i < rows.size(); ++i)
      pack.rules.push_back(
          read_rule(rows[i], "/rules/" + std::to_string(i), pack.method, sources, analytes, mine));
    check_method(pack, mine);
  }
  const bool good = !has_errors(mine);
  found.insert(found.end(), mine.begin(), mine.end());
  if (!good) return refused;
  return pack;
}

std::string to_json(const RulePack& pack) {
  std::string json = "{\n";
  const auto member = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) json += "  " + json_text(key) + ": " + json_text(value) + ",\n";
  };
  member("schema", detail::rules_schema);
  member("id", pack.id);
  member("title", pack.title.en);
  member("title_nb", pack.title.nb);
  member("edition", pack.edition);
  member("jurisdiction", pack.jurisdiction);
  member("valid_from", pack.valid_from);
  member("valid_to", pack.valid_to);
  member("method", word_of(methods, pack.method));
  member("unit", pack.unit);
  member("basis", word_of(bases, pack.basis));

  std::vector<std::string> sources;
  const auto number_of = [&](const std::string& source) {
    auto place = std::find(sources.begin(), sources.end(), source);
    if (place == sources.end()) place = sources.insert(sources.end(), source);
    return static_cast<std::size_t>(place - sources.begin());
  };
  std::string rules;
  for (const auto& rule : pack.rules) {
    if (!rules.empty()) rules += ",\n";
    append_rule(rules, rule, number_of(rule.source));
  }
  json += "  \"sources\": {";
  for (std::size_t i = 0; i < sources.size(); ++i)
    json += std::string(i ? "," : "") + "\n    \"s" + std::to_string(i + 1) +
            "\": " + json_text(sources[i]);
  return json + "\n  },\n  \"rules\": [\n" + rules + "\n  ]\n}\n";
}

std::string hash(const RulePack& pack) { return masseflyt::detail::sha256_hex(to_json(pack)); }

bool in_force(const RulePack& pack, std::string_view iso_date) {
  return (pack.valid_from.empty() || pack.valid_from <= iso_date) &&
         (pack.valid_to.empty() || iso_date <= pack.valid_to);
}

namespace {

/// What a rule says beside its value: its unit, how sure it is, and where it was read.
void tell_changes(const std::string& key, const Rule& before, const Rule& after,
                  std::vector<std::string>& lines) {
  const auto change = [&](const std::string& what, std::string_view was, std::string_view is) {
    if (was != is) lines.push_back(key + ": " + what + std::string(was) + " -> " + std::string(is));
  };
  change("", meaning_of(before), meaning_of(after));
  change("unit ", before.unit, after.unit);
  change("", word_of(confidences, before.confidence), word_of(confidences, after.confidence));
  change("source ", before.source, after.source);
  change("note ", before.note, after.note);
}

void tell_header_changes(const RulePack& before, const RulePack& after,
                         std::vector<std::string>& lines) {
  const auto change = [&](const std::string& what, std::string_view was, std::string_view is) {
    if (was != is) lines.push_back(what + ": " + std::string(was) + " -> " + std::string(is));
  };
  change("id", before.id, after.id);
  change("edition", before.edition, after.edition);
  change("jurisdiction", before.jurisdiction, after.jurisdiction);
  change("valid_from", before.valid_from, after.valid_from);
  change("valid_to", before.valid_to, after.valid_to);
  change("method", word_of(methods, before.method), word_of(methods, after.method));
  change("unit", before.unit, after.unit);
  change("basis", word_of(bases, before.basis), word_of(bases, after.basis));
}

}  // namespace

std::vector<std::string> differences(const RulePack& before, const RulePack& after) {
  std::map<std::string, const Rule*> old;
  for (const auto& rule : before.rules) old[key_of(rule)] = &rule;
  std::vector<std::string> lines;
  tell_header_changes(before, after, lines);
  for (const auto& rule : after.rules) {
    const std::string key = key_of(rule);
    const auto was = old.extract(key);
    if (was.empty())
      lines.push_back(key + ": new, " + meaning_of(rule));
    else
      tell_changes(key, *was.mapped(), rule, lines);
  }
  for (const auto& [key, rule] : old) lines.push_back(key + ": gone, was " + meaning_of(*rule));
  return lines;
}

Result<RulePack> edition_of(std::span<const RulePack> editions, std::string_view iso_date) {
  if (!is_date(iso_date))
    return Error{ErrorCode::invalid_argument,
                 "'" + std::string(iso_date) + "' is no day such as 2026-03-01"};
  const RulePack* newest = nullptr;
  std::string there;
  for (const auto& pack : editions) {
    there += (there.empty() ? "" : ", ") + pack.edition;
    if (!in_force(pack, iso_date)) continue;
    if (newest != nullptr && newest->valid_from == pack.valid_from)
      return Error{ErrorCode::conflict, "editions '" + newest->edition + "' and '" + pack.edition +
                                            "' of rule pack '" + pack.id +
                                            "' are in force from the same day"};
    if (newest == nullptr || newest->valid_from < pack.valid_from) newest = &pack;
  }
  if (newest != nullptr) return *newest;
  return Error{ErrorCode::not_found, "no edition is in force on " + std::string(iso_date) +
                                         "; there are " + (there.empty() ? "none" : there)};
}

std::string rule_id(const RulePack& pack, const Rule& rule) {
  std::string id = pack.id + "/";
  if (!rule.scope.empty()) id += rule.scope + "/";
  id += rule.subject;
  return rule.level == 0 ? id : id + "/" + std::to_string(rule.level);
}

}  // namespace masseflyt::classification
