// masseflyt/classification/use.hpp — what a mass may be wanted for, and how that is written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/text.hpp>
#include <masseflyt/classification/waste.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// In the order of the resource pyramid, from its top down.
enum class UseKind : std::int32_t {
  in_project = 1,          ///< laid out inside the project it was dug in, as planned
  reuse = 2,               ///< in the same function: topsoil as topsoil, kerbs as kerbs
  concrete_aggregate = 3,  ///< EN 12620
  asphalt_aggregate = 4,   ///< EN 13043
  unbound = 5,             ///< EN 13242
  layer = 6,               ///< a layer of a road or railway, with its own table
  ballast = 7,             ///< EN 13450
  armour = 8,              ///< EN 13383
  fill = 9,                ///< a fill, noise barrier, land from the sea: outside its project
  cover = 10,              ///< on top of something: a fill that is always at the surface
  clean_disposal = 11,     ///< a facility for clean masses
  landfill = 12,           ///< of one category
};

/// One use. Where the mass lies is looked at for in_project, fill and cover.
struct Use {
  UseKind kind = UseKind::fill;
  std::string land_use;          ///< a place of the land use pack: "sentrum"; empty: not told
  bool below_one_metre = false;  ///< from the future ground level
  bool vulnerable_recipient = false;
  bool under_buildings = false;  ///< then the recommendation on radium applies
  /// layer: its table, "SVV/frostsikringslag"; armour: the grading, "HMA300-1000"; landfill:
  /// inert, ordinary or hazardous. Empty for the others.
  std::string detail;
  bool category_a = false;   ///< of armour: with a mean mass
  std::vector<Rule> wanted;  ///< what the buyer asks for beside the standard: wanted_rule()
  bool operator==(const Use&) const = default;
};

/// "in_project", "fill/sentrum/>1", "cover/bolig", "layer/SVV/frostsikringslag",
/// "armour/HMA300-1000/A", "landfill/inert". A land use of fill and in_project goes with its
/// layer, 0-1 or >1. Errors: not_found (no such use; the message lists them), invalid_argument (a
/// part is missing or one too many). Whether a table or land use exists is seen when it is judged.
Result<Use> parse_use(std::string_view text);

/// What parse_use() reads.
std::string to_string(const Use& use);

/// "los_angeles<=35": a property and its limit, by < <= > >= or =. Errors: invalid_argument.
Result<Rule> wanted_rule(std::string_view text);

/// "concrete_aggregate", ...
std::string_view name(UseKind kind);
/// For people, with what it is made more precise by.
Text title(const Use& use);

/// Where the use stands in the pyramid when all it takes is there.
PyramidLevel level_of(UseKind kind);
/// "recycling", "materialgjenvinning".
Text title(PyramidLevel level);
std::string_view name(PyramidLevel level);

}  // namespace masseflyt::classification
