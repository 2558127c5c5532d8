// masseflyt/classification/rule_pack.hpp — limits as data: who set them, when, and who checked.
//
// A pack is a table of values and the name of a method in code that knows how to use them. There
// is no rule language: what cannot be said by a method and a value is written in C++ and tested.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/analyte.hpp>
#include <masseflyt/classification/decimal.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// `verified`: read in the source that is named. `recalled`: nobody has found the source yet.
enum class Confidence : std::int32_t { verified = 1, recalled = 2 };

/// How the values of a pack are used.
enum class Method : std::int32_t {
  contaminated_above = 1,  ///< one limit per analyte: above it the ground is contaminated
  condition_class = 2,     ///< five upper bounds per analyte; the first is exclusive
  local_background = 3,    ///< natural level per inorganic analyte in one area
  requirement = 4,         ///< tables of requirements, one per scope (requirement.hpp)
  land_use = 5,            ///< which condition class may lie where (land_use.hpp)
  hazard_property = 6,     ///< what makes waste hazardous (hazardous.hpp)
};

/// One value. The rule speaks when `measured <comparator> value`.
struct Rule {
  std::string scope;       ///< table inside the pack: "inert/ls10", "bolig/0-1"; may be empty
  std::string subject;     ///< analyte, property or hazard statement
  std::int32_t level = 0;  ///< condition class; 0 where the method has no levels
  Comparator comparator = Comparator::above;
  Decimal value;        ///< in the unit and on the basis of the pack
  std::string unit;     ///< where it is not the unit of the pack
  std::string outcome;  ///< what follows, where the method needs a word for it
  std::string source;   ///< where the number was read, in full
  Confidence confidence = Confidence::recalled;
  std::string note;  ///< conflicts between sources and the like; may be empty
  bool operator==(const Rule&) const = default;
};

struct RulePack {
  std::string id;  ///< "no.normverdier"
  Text title;
  std::string edition;
  std::string jurisdiction;  ///< ISO 3166 code, or the area a local pack is for
  std::string valid_from;    ///< ISO date, inclusive; empty: not known, taken as always
  std::string valid_to;      ///< ISO date, inclusive; empty: still in force
  Method method = Method::contaminated_above;
  std::string unit;  ///< "mg/kg"
  Basis basis = Basis::dry;
  std::vector<Rule> rules;
  bool operator==(const RulePack&) const = default;
};

/// Ids of the packs that are compiled in, sorted.
std::span<const std::string_view> built_in_packs();

/// Errors: not_found, with the ids there are.
Result<RulePack> built_in_pack(std::string_view id);

/// The built-in edition that is in force on `iso_date`. Errors: not_found (no such pack, or no
/// edition of it then: the message tells from when to when there is one), invalid_argument (no
/// day such as 2026-03-01).
Result<RulePack> built_in_pack(std::string_view id, std::string_view iso_date);

/// Reads "masseflyt.rules/1". Errors: invalid_document; `found` then holds every problem, each
/// with its JSON pointer. Unknown keys are warnings; keys that start with "x-" are allowed.
Result<RulePack> read_rule_pack(std::string_view json, const Analytes& analytes,
                                Diagnostics& found);

/// The same pack as JSON: one rule per line, equal packs give equal bytes.
std::string to_json(const RulePack& pack);

/// SHA-256 of to_json(), hexadecimal. Verdicts carry it.
std::string hash(const RulePack& pack);

/// Whether `iso_date` ("2026-03-01") lies in the pack's validity.
bool in_force(const RulePack& pack, std::string_view iso_date);

/// One line per difference between two editions: "as 2: <= 20 -> <= 25", "edition: 2009 -> 2026",
/// "pb: recalled -> verified". Values, units, confidence, sources, notes and what the head of the
/// pack says but its titles. Empty when nothing of this differs.
std::vector<std::string> differences(const RulePack& before, const RulePack& after);

/// Of several editions of one pack, the one in force on `iso_date`; when several are, the one that
/// came last. Errors: not_found, invalid_argument (no day), conflict (two from the same day).
Result<RulePack> edition_of(std::span<const RulePack> editions, std::string_view iso_date);

/// JSON Schema (2020-12) of what read_rule_pack() reads, from the table that drives the reader.
std::string rule_pack_schema();

/// "no.normverdier/as", "eu.landfill.2003-33/inert/ls10/as": how reasons name a rule.
std::string rule_id(const RulePack& pack, const Rule& rule);

}  // namespace masseflyt::classification
