#include <algorithm>

#include <masseflyt/classification/analyte.hpp>

#include "classification/json_input.hpp"
#include "classification/names.hpp"
#include "detail/embedded.hpp"

namespace masseflyt::classification {
namespace detail {
namespace {

bool is_ascii_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A character of two bytes: Latin letters in lower case, micro as u, the rest (no-break space,
/// degree sign) dropped. Greek stays: gamma-HCH.
void append_pair(std::string& key, unsigned char lead, unsigned char next) {
  const bool micro = (lead == 0xC2 && next == 0xB5) || (lead == 0xCE && next == 0xBC);
  if (micro) {
    key += 'u';
  } else if (lead == 0xC3) {
    const bool upper = next >= 0x80 && next <= 0x9E && next != 0x97;
    key += static_cast<char>(lead);
    key += static_cast<char>(upper ? next + 0x20 : next);
  } else if (lead > 0xC3) {
    key += static_cast<char>(lead);
    key += static_cast<char>(next);
  }
}

std::string key_of(std::string_view name, std::string_view kept) {
  std::string key;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const auto byte = static_cast<unsigned char>(c);
    if (is_ascii_letter_or_digit(c)) {
      key += (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 0x20) : c;
    } else if (kept.find(c) != std::string_view::npos) {
      key += c;
    } else if (byte >= 0xC2 && byte <= 0xDF && i + 1 < name.size()) {
      append_pair(key, byte, static_cast<unsigned char>(name[++i]));
    } else if (byte >= 0xE0) {
      i += byte >= 0xF0 ? 3 : 2;  // dashes, thin spaces and quotes say nothing in a name
    }
  }
  return key;
}

}  // namespace

std::string analyte_key(std::string_view name) { return key_of(name, "+"); }
std::string unit_key(std::string_view name) { return key_of(name, "/%"); }

}  // namespace detail

namespace {

using detail::Json;

bool is_true(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  return member != nullptr && member->kind == Json::Kind::boolean && member->text == "true";
}

Analyte read_analyte(const Json& row, const std::string& path, Diagnostics& found) {
  detail::warn_unknown(row, {"id", "group", "name", "name_nb", "inorganic", "synonyms"}, path,
                       found);
  Analyte a;
  a.id = detail::text_of(row, "id", path, true, found);
  a.group = detail::text_of(row, "group", path, true, found);
  a.name = {detail::text_of(row, "name", path, true, found),
            detail::text_of(row, "name_nb", path, true, found)};
  a.inorganic = is_true(row, "inorganic");
  a.synonyms = detail::texts_of(row, "synonyms", path, found);
  return a;
}

std::optional<ConcentrationUnit> read_unit(const Json& row, const std::string& path,
                                           Diagnostics& found) {
  ConcentrationUnit unit;
  unit.name = detail::text_of(row, "unit", path, true, found);
  unit.shift = detail::whole_of(row, "shift", path, -12, 12, 0, found);
  const std::string basis = detail::text_of(row, "basis", path, true, found);
  if (basis != "dry" && basis != "wet") {
    detail::fault(found, path + "/basis", basis, "dry or wet");
    return std::nullopt;
  }
  unit.basis = basis == "dry" ? Basis::dry : Basis::wet;
  return unit;
}

std::string at(std::string_view list, std::size_t i) {
  return "/" + std::string(list) + "/" + std::to_string(i);
}

}  // namespace

Result<Analytes> Analytes::from_json(std::string_view text, Diagnostics& found) {
  const Error refused{ErrorCode::invalid_document, "the catalogue of analytes has errors"};
  const auto before = found.size();
  const auto root = detail::parse_object(text, found);
  if (!root) return refused;
  Analytes made;

  const auto& rows = detail::list_of(*root, "analytes", "", true, found);
  if (rows.size() > max_analytes)
    detail::fault(found, "/analytes", std::to_string(rows.size()), "at most 128 analytes");
  for (std::size_t i = 0; i < rows.size() && i < max_analytes; ++i) {
    Analyte a = read_analyte(rows[i], at("analytes", i), found);
    std::vector<std::string> names = {a.id, a.name.en, a.name.nb};
    names.insert(names.end(), a.synonyms.begin(), a.synonyms.end());
    for (const auto& name : names) {
      const auto [place, fresh] =
          made.by_key_.try_emplace(detail::analyte_key(name), static_cast<AnalyteIndex>(i));
      if (!fresh && place->second != i)
        detail::fault(found, at("analytes", i), name, "a name that no other analyte has");
    }
    made.analytes_.push_back(std::move(a));
  }

  const auto member = [&](const std::string& id, const std::string& path) -> AnalyteIndex {
    if (const auto index = made.find(id)) return *index;
    detail::fault(found, path, id, "the id of an analyte");
    return 0;
  };
  const auto& sums = detail::list_of(*root, "sums", "", true, found);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::string path = at("sums", i);
    Sum sum;
    sum.sum = member(detail::text_of(sums[i], "sum", path, true, found), path);
    for (const auto& id : detail::texts_of(sums[i], "members", path, found))
      sum.members.push_back(member(id, path));
    if (const Json* lines = sums[i].find("stand_ins")) {
      for (const auto& line : lines->keys) {
        Sum::StandIn in{member(line, path), {}};
        for (const auto& id : detail::texts_of(*lines, line, path, found))
          in.members.push_back(member(id, path));
        sum.stand_ins.push_back(std::move(in));
      }
    }
    made.sums_.push_back(std::move(sum));
  }

  const auto& units = detail::list_of(*root, "units", "", true, found);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string path = at("units", i);
    const auto unit = read_unit(units[i], path, found);
    if (!unit) continue;
    made.units_.try_emplace(detail::unit_key(unit->name), *unit);
    for (const auto& name : detail::texts_of(units[i], "names", path, found))
      made.units_.try_emplace(detail::unit_key(name), *unit);
  }
  if (const Json* words = root->find("words")) {
    for (const auto& meaning : words->keys)
      for (const auto& label : detail::texts_of(*words, meaning, "/words", found)) {
        const auto [place, fresh] = made.words_.try_emplace(detail::analyte_key(label), meaning);
        if (!fresh && place->second != meaning)
          detail::fault(found, "/words/" + meaning, label, "a label that means one thing");
      }
  }
  if (has_errors({found.begin() + static_cast<std::ptrdiff_t>(before), found.end()}))
    return refused;
  return made;
}

Result<Analytes> Analytes::built_in() {
  for (const auto& file : embedded::rule_packs()) {
    if (file.name != "analytes.json") continue;
    Diagnostics found;
    return from_json(file.text, found);
  }
  return Error{ErrorCode::internal, "the catalogue of analytes is not built in"};
}

std::optional<AnalyteIndex> Analytes::find(std::string_view name) const {
  const auto place = by_key_.find(detail::analyte_key(name));
  if (place == by_key_.end()) return std::nullopt;
  return place->second;
}

std::string_view Analytes::word(std::string_view label) const {
  const auto place = words_.find(detail::analyte_key(label));
  return place == words_.end() ? std::string_view() : std::string_view(place->second);
}

std::optional<ConcentrationUnit> Analytes::unit(std::string_view name) const {
  const auto place = units_.find(detail::unit_key(name));
  if (place == units_.end()) return std::nullopt;
  return place->second;
}

}  // namespace masseflyt::classification
