#include "scenario/cell.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <masseflyt/core/time.hpp>

#include "detail/text.hpp"

namespace masseflyt::scenario {
namespace {

using detail::parse_number;
using detail::split;

/// Number cells hold numbers as JSON writes them; the digits stay as they were where they can.
void normalise_number(Cell& cell, detail::DecimalMark mark) {
  if (cell.kind == CellKind::boolean) return;
  const auto value = parse_number(cell.text, mark);
  if (!value) {
    cell.kind = CellKind::text;
    return;
  }
  std::replace(cell.text.begin(), cell.text.end(), ',', '.');
  if (!detail::is_json_number(cell.text)) cell.text = detail::format_number(*value);
  cell.kind = CellKind::number;
}

void normalise_yes_no(Cell& cell) {
  if (cell.text == "true") cell.text = "yes";
  if (cell.text == "false") cell.text = "no";
  cell.kind = cell.text == "yes" || cell.text == "no" ? CellKind::boolean : CellKind::text;
}

/// A separator at the end of a list is a habit, not an empty word.
Names list_of(std::string_view text) {
  Names words = split(text, ';');
  if (!words.empty() && words.back().empty()) words.pop_back();
  return words;
}

void normalise_list(Cell& cell) {
  cell.text = join(list_of(cell.text));
  cell.kind = cell.text.empty() ? CellKind::missing : CellKind::text;
}

void normalise_pairs(Cell& cell) {
  Names pairs = list_of(cell.text);
  for (std::string& pair : pairs) {
    const auto colon = pair.find(':');
    if (colon == pair.npos) continue;
    pair = std::string(detail::trim(std::string_view(pair).substr(0, colon))) + ":" +
           std::string(detail::trim(std::string_view(pair).substr(colon + 1)));
  }
  cell.text = join(pairs);
  cell.kind = cell.text.empty() ? CellKind::missing : CellKind::text;
}

std::string bounds_of(const Range& range) {
  std::string text;
  if (range.low && range.high && !range.low_is_outside)
    return " from " + detail::format_number(*range.low) + " to " +
           detail::format_number(*range.high);
  if (range.low)
    text += (range.low_is_outside ? " > " : " >= ") + detail::format_number(*range.low);
  if (range.high) text += (range.low ? " and <= " : " <= ") + detail::format_number(*range.high);
  return text;
}

std::string one_of(const Names& words) {
  std::string text;
  for (const auto& w : words) text += (text.empty() ? "" : ", ") + w;
  return text;
}

std::string suggestion(std::string_view word, const Names& known) {
  const std::string near = detail::nearest_word(word, known);
  return near.empty() || near == word ? "" : " (did you mean '" + near + "'?)";
}

std::string bad_id(std::string_view text) {
  constexpr std::size_t longest = 64;
  const auto allowed = [](unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == '.';
  };
  if (!text.empty() && text.size() <= longest && text.front() != '-' &&
      std::all_of(text.begin(), text.end(),
                  [&](char c) { return allowed(static_cast<unsigned char>(c)); }))
    return {};
  return "an id of letters, digits, '_', '-' and '.', at most 64 bytes";
}

/// Control characters have no place in a name or a note, but line breaks and tabs do.
std::string bad_text(std::string_view text) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  };
  if (std::none_of(text.begin(), text.end(), control)) return {};
  return "text without control characters";
}

std::string read_month(std::string_view text, Value& value) {
  if (const auto month = parse_month(text)) {
    value.month = *month;
    return {};
  }
  if (text.size() > 10 && (text[10] == 'T' || text[10] == ' '))
    return "a month as 2026-03, not a time of day without a time zone";
  return "a month as 2026-03";
}

std::string read_day(std::string_view text, Value& value) {
  const auto month = parse_month(text.substr(0, std::min<std::size_t>(text.size(), 7)));
  if (!month || text.size() != 10 || !parse_date(text)) return "a day as 2026-03-14";
  value.month = *month;
  return {};
}

std::string read_number(const Column& column, std::string_view text, Value& value) {
  const auto number = parse_number(text);
  if (!number || !column.range.contains(*number)) return expectation(column);
  if (column.type == Type::integer && *number != std::floor(*number)) return expectation(column);
  value.number = *number;
  return {};
}

const Names& words_of(const Column& column, const Names& materials) {
  return column.of == "materials" ? materials : vocabulary(column.of);
}

std::string check_word(const std::string& word, const Names& known) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return {};
  return "one of: " + one_of(known) + suggestion(word, known);
}

std::string read_list(const Column& column, std::string_view text, const Names& materials,
                      Value& value) {
  value.list = list_of(text);
  std::set<std::string_view> seen;
  for (const auto& word : value.list) {
    if (word.empty()) return "a list without empty places";
    if (!seen.insert(word).second) return "each word once, not '" + word + "' again";
    if (column.type != Type::words) continue;
    if (auto bad = check_word(word, words_of(column, materials)); !bad.empty())
      return "for '" + word + "' " + bad;
  }
  return {};
}

std::string read_pairs(const Column& column, std::string_view text, const Names& materials,
                       Value& value) {
  value.shares.clear();
  value.words.clear();
  std::set<std::string> seen;
  for (const auto& pair : list_of(text)) {
    const auto colon = pair.find(':');
    if (colon == pair.npos || colon == 0 || colon + 1 == pair.size()) return expectation(column);
    const std::string key = pair.substr(0, colon);
    const std::string word = pair.substr(colon + 1);
    if (!seen.insert(key).second) return "each key once, not '" + key + "' again";
    if (!column.of.empty())
      if (auto bad = check_word(key, words_of(column, materials)); !bad.empty())
        return "as key, " + bad;
    if (column.type == Type::keyed) {
      value.words.emplace_back(key, word);
      continue;
    }
    const auto number = parse_number(word);
    if (!number || !column.range.contains(*number))
      return "for '" + key + "' a number" + bounds_of(column.range);
    value.shares.emplace_back(key, *number);
  }
  return {};
}

}  // namespace

std::string join(const Names& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i > 0 ? ";" : "") + words[i];
  return text;
}

void normalise(Cell& cell, const Column* column, detail::DecimalMark mark) {
  if (cell.text.empty()) cell.kind = CellKind::missing;
  if (cell.kind == CellKind::missing) {
    cell.text.clear();
    return;
  }
  if (column == nullptr || cell.kind == CellKind::json) return;
  if (is_numeric(column->type)) return normalise_number(cell, mark);
  if (column->type == Type::yes_no) return normalise_yes_no(cell);
  if (is_list(column->type)) return normalise_list(cell);
  if (is_keyed(column->type)) return normalise_pairs(cell);
  if (column->type == Type::value) {
    const bool number = cell.kind != CellKind::boolean && parse_number(cell.text, mark);
    if (number) return normalise_number(cell, mark);
  }
  cell.kind = CellKind::text;
}

std::string read_cell(const Column& column, const Cell& cell, const Names& materials,
                      Value& value) {
  if (cell.kind == CellKind::json) return expectation(column);
  value.text = cell.text;
  switch (column.type) {
    case Type::number:
    case Type::integer:
      return read_number(column, cell.text, value);
    case Type::month:
      return read_month(cell.text, value);
    case Type::day:
      return read_day(cell.text, value);
    case Type::yes_no:
      value.yes = cell.text == "yes";
      return value.yes || cell.text == "no" ? std::string() : expectation(column);
    case Type::word:
      return check_word(cell.text, words_of(column, materials));
    case Type::id:
      return bad_id(cell.text);
    case Type::text:
    case Type::value:
    case Type::reference:
      return bad_text(cell.text);
    case Type::texts:
    case Type::words:
    case Type::references:
      return read_list(column, cell.text, materials, value);
    case Type::shares:
    case Type::keyed:
      return read_pairs(column, cell.text, materials, value);
  }
  return {};
}

std::string expectation(const Column& column) {
  const std::string unit = column.unit.empty() ? "" : " in " + std::string(column.unit);
  switch (column.type) {
    case Type::number:
      return "a number" + bounds_of(column.range) + unit;
    case Type::integer:
      return "a whole number" + bounds_of(column.range) + unit;
    case Type::month:
      return "a month as 2026-03";
    case Type::day:
      return "a day as 2026-03-14";
    case Type::yes_no:
      return "yes or no";
    case Type::word:
      return "one of: " + one_of(vocabulary(column.of));
    case Type::id:
      return "an id";
    case Type::reference:
      return "an id of " + std::string(column.of);
    case Type::text:
      return "text";
    case Type::value:
      return "a number, a month or a word";
    case Type::texts:
      return "a list";
    case Type::references:
      return "a list of ids of " + std::string(column.of);
    case Type::words:
      return "a list of: " + one_of(vocabulary(column.of));
    case Type::shares:
      return "shares by key, as 'clean:0.7;class2:0.3'";
    case Type::keyed:
      return "names by key, as 'clean:gate_fee_fill'";
  }
  return {};
}

}  // namespace masseflyt::scenario
