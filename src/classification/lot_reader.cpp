#include "classification/lot_reader.hpp"

#include <algorithm>

#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

/// Unknown keys are warned of, with the known one that was probably meant.
void check_keys(const Json& object, std::string_view section, const std::string& path,
                Diagnostics& found) {
  std::vector<std::string> known;
  for (const auto& m : lot_members())
    if (m.section == section) known.emplace_back(m.key);
  for (const auto& key : object.keys) {
    if (key.starts_with("x-") || lot_member(section, key) != nullptr) continue;
    const auto near = masseflyt::detail::nearest_word(key, known);
    found.push_back({Severity::warning, ErrorCode::invalid_document, detail::below(path, key), key,
                     near.empty() ? "a known key, or one that starts with x-"
                                  : "a known key: did you mean '" + near + "'?"});
  }
}

}  // namespace

LotReader::LotReader(const Json& object, std::string_view section, std::string path,
                     Diagnostics& found)
    : o_(object), section_(section), path_(std::move(path)), found_(found) {
  check_keys(o_, section_, path_, found_);
}

void LotReader::fault(std::string_view key, std::string expected) const {
  const Json* value = find(key);
  detail::fault(found_, at(key), value == nullptr ? "" : detail::shown(*value),
                std::move(expected));
}

std::string LotReader::word(std::string_view key, bool required) const {
  const std::string value = text(key, required);
  const std::string words(lot_member(section_, key)->words);
  if (value.empty()) {
    if (has(key) && find(key)->kind == Json::Kind::text) fault(key, "one of " + words);
    return {};
  }
  const auto all = masseflyt::detail::split(words, ' ');
  if (std::find(all.begin(), all.end(), value) != all.end()) return value;
  const auto near = masseflyt::detail::nearest_word(value, all);
  fault(key, "one of " + words + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
  return {};
}

Answer LotReader::answer(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return Answer::unknown;
  const bool said = value->kind == Json::Kind::text || value->kind == Json::Kind::boolean;
  if (said && (value->text == "yes" || value->text == "true")) return Answer::yes;
  if (said && (value->text == "no" || value->text == "false")) return Answer::no;
  if (!said || value->text != "unknown") fault(key, "yes, no or unknown");
  return Answer::unknown;
}

std::optional<ResultText> LotReader::result(std::string_view key) const {
  const Json* value = find(key);
  return value == nullptr ? std::nullopt : result_of(*value, at(key));
}

std::optional<ResultText> LotReader::result_of(const Json& value, const std::string& path) const {
  const bool readable = value.kind == Json::Kind::text || value.kind == Json::Kind::number;
  const auto read = readable ? read_result(value.text) : std::nullopt;
  if (!read || read->number > Decimal::whole(1'000'000)) {
    detail::fault(found_, path, detail::shown(value),
                  "a number from 0 to 1000000, <LOQ, >range, nd, or nothing");
    return std::nullopt;
  }
  return read;
}

std::optional<Range> LotReader::range(std::string_view key) const {
  const auto r = result(key);
  if (!r || r->kind == ResultKind::missing) return std::nullopt;
  if (r->kind == ResultKind::quantified) return Range::of(r->number);
  if (r->kind == ResultKind::below_loq) return Range::below(r->number);
  fault(key, "a number or <LOQ");
  return std::nullopt;
}

std::optional<double> LotReader::amount(std::string_view key) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto n = value->kind == Json::Kind::number ? masseflyt::detail::parse_number(value->text)
                                                   : std::nullopt;
  if (n && *n > 0 && *n <= 1e9) return n;
  fault(key, "a number above 0 and at most 1000000000");
  return std::nullopt;
}

std::vector<Property> LotReader::results(std::string_view key) const {
  std::vector<Property> all;
  const Json* value = find(key);
  if (value == nullptr) return all;
  if (value->kind != Json::Kind::object) {
    fault(key, "an object: property -> result");
    return all;
  }
  for (std::size_t i = 0; i < value->keys.size(); ++i) {
    const std::string path = detail::below(at(key), value->keys[i]);
    const auto& item = value->items[i];
    if (item.kind == Json::Kind::boolean) {  // requirements that are a yes or no
      all.push_back(
          {value->keys[i], ResultKind::quantified, Decimal::whole(item.text == "true" ? 1 : 0)});
      continue;
    }
    if (const auto r = result_of(item, path); r && r->kind != ResultKind::missing)
      all.push_back({value->keys[i], r->kind, r->number});
  }
  return all;
}

}  // namespace masseflyt::classification
