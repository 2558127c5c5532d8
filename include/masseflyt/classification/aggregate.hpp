// masseflyt/classification/aggregate.hpp — which category does this stone belong to?
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

struct AggregateCategory {
  std::string name;  ///< "LA20"; "declared" above the largest category of the standard
  bool declared = false;
  std::optional<Rule> rule;  ///< none when declared
  std::string rule_id;
};

/// The smallest category that holds `value`: LA20 is at most 20. `standard` "EN 12620", "EN 13043",
/// "EN 13242" or "EN 13450", whose sets differ; `property` "los_angeles", "micro_deval",
/// "nordic_abrasion", "flakiness_index", "shape_index", "fines_coarse", ... or, on 31.5/50 mm and
/// not comparable with the former, "los_angeles_ballast", "micro_deval_ballast". With `strict`,
/// recalled categories do not exist.
/// None when the pack has no such standard or property. Precondition: a pack like en.aggregates.
std::optional<AggregateCategory> category_of(const RulePack& pack, std::string_view standard,
                                             std::string_view property, Decimal value,
                                             bool strict = false);

/// Holds stones that were weighed one by one against a light or heavy grading of EN 13383,
/// "LMA10-60", "HMA300-1000". Shares are by mass: lighter than the extreme and nominal limits.
/// `category_a` adds the mean mass of stones that are not lighter than the extreme lower limit.
/// Errors: invalid_argument (no stones, a mass that is not above zero or above 100 t), not_found
/// (the grading). Precondition: a pack like en.armourstone.13383.
Result<Checks> check_armourstone(std::span<const double> stone_kg, std::string_view grading,
                                 bool category_a, const RulePack& pack,
                                 const CheckOptions& options = {});

}  // namespace masseflyt::classification
