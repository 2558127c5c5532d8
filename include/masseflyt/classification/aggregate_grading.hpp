// masseflyt/classification/aggregate_grading.hpp — which grading category does this curve meet?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/grading.hpp>
#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

/// An aggregate as it is sold, d/D: 0/8, 8/16, 31.5/63. Sieves in mm.
struct AggregateSize {
  double d = 0;
  double D = 0;
};

/// One category that an aggregate of this size may have.
struct GradingCategory {
  std::string name;  ///< "GC90/15"
  std::string kind;  ///< "coarse_wide", "fine", "all_in": which table of the standard
  Checks checks;     ///< passing 2D, 1.4D, D, d and d/2; what is open names the sieve that decides
};

/// Every category of `standard`, "EN 12620" or "EN 13242", for aggregates of that size, in the
/// order of the table, the strictest first. Where a multiple is no sieve of the curve, a sieve
/// within 12 % of it counts, as the next nearest of the series does; else what passes lies between
/// the sieves on both sides, and decides only if all of that is on one side of the limit.
///
/// Errors: invalid_argument (d is negative, or not below D), not_found (no table of the standard is
/// for that size). Precondition: a pack like en.aggregates.grading.
Result<std::vector<GradingCategory>> grading_categories(const GradingCurve& curve,
                                                        std::string_view standard,
                                                        AggregateSize size, const RulePack& pack,
                                                        const CheckOptions& options = {});

/// What is crushed and what is round, per cent by mass. None: not counted.
struct CrushedParticles {
  std::optional<Decimal> crushed_or_broken, totally_rounded;
};

/// Every category of crushed particles of EN 13242 with whether it is met, "C90/3" first.
/// Precondition: as above.
std::vector<GradingCategory> crushed_categories(const CrushedParticles& found, const RulePack& pack,
                                                const CheckOptions& options = {});

/// Holds a curve against a coarse grading of armourstone, "CP45/125". Errors: not_found.
/// Precondition: a pack like en.armourstone.13383.
Result<Checks> check_coarse_armourstone(const GradingCurve& curve, std::string_view grading,
                                        const RulePack& pack, const CheckOptions& options = {});

/// What a curve tells of the properties that the rules of `scope` ask for: pass_22.4mm, fines,
/// fines_0_063, fines_0_063_of_lt_90mm, pass_0_02 and the like, Cu, Cc. What the curve does not
/// reach is left out, and so open when it is checked.
std::vector<Property> properties_of(const GradingCurve& curve, const RulePack& pack,
                                    std::string_view scope);

}  // namespace masseflyt::classification
