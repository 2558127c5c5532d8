// lot_members.hpp — the members of "masseflyt.lot/1": one table drives the reader, its faults and
// the JSON Schema.
#pragma once

#include <span>
#include <string_view>

namespace masseflyt::classification {

inline constexpr std::string_view lot_schema_name = "masseflyt.lot/1";

enum class LotType {
  text,      ///< a text
  word,      ///< one of the words of the member
  answer,    ///< yes, no, unknown, true or false
  result,    ///< 12.5, "12,5", "<0.03", "nd"
  amount,    ///< a number above 0
  results,   ///< object: property -> result
  object,    ///< another section of the table
  objects,   ///< a list of them
  numbers,   ///< a list of numbers above 0
  curve,     ///< [[size_mm, passing_percent], ...]
  compounds  ///< object: analyte -> list of compounds
};

struct LotMember {
  std::string_view section, key;
  LotType type;
  std::string_view words;  ///< of word; section of object and objects
  std::string_view meaning;
};

std::span<const LotMember> lot_members();
/// nullptr: there is none.
const LotMember* lot_member(std::string_view section, std::string_view key);

}  // namespace masseflyt::classification
