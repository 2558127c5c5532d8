// masseflyt/classification/acid_rock.hpp — can this rock form acid, and is it radioactive?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

/// A number that is known, or known to lie between two.
struct Range {
  Decimal low, high;
  static Range of(Decimal value) { return {value, value}; }
  static Range below(Decimal loq) { return {Decimal(), loq}; }
};

struct AcidRockSample {
  std::optional<Range> sulphur_percent;           ///< total, or sulphide where sulphate is known
  std::optional<Range> inorganic_carbon_percent;  ///< TIC
  std::optional<Range> neutralisation_potential;  ///< by titration, kg CaCO3/t; goes before TIC
};

enum class AcidForming : std::int32_t { unknown = -1, no = 0, uncertain = 1, yes = 2 };

struct AcidRockOptions {
  /// At or below it and not acid-forming by the lower bound is uncertain. None: the pack's, 3;
  /// another convention uses 2.
  std::optional<Decimal> uncertain_up_to;
};

struct AcidRockVerdict {
  AcidForming acid_forming = AcidForming::unknown;
  std::optional<Range> acid_potential;            ///< AP, kg CaCO3/t
  std::optional<Range> neutralisation_potential;  ///< NP, kg CaCO3/t
  std::optional<Range> net_potential;             ///< NP - AP, kg CaCO3/t
  /// NP / AP; none when not known. Without sulphur it is infinite: `ratio_infinite`.
  std::optional<Range> ratio;
  bool ratio_infinite = false;
  /// Rock that can form acid is contaminated until the opposite is documented, and natural
  /// background never excuses it.
  Answer presumed_contaminated = Answer::unknown;
  Text reason;
  Text change;
};

/// Precondition: a pack with the scopes factor and npr, such as no.acid_rock. Errors:
/// invalid_argument (a factor is missing, a range that falls or starts below zero).
Result<AcidRockVerdict> judge_acid_rock(const AcidRockSample& sample, const RulePack& pack,
                                        const AcidRockOptions& options = {});

struct Radioactivity {
  std::optional<Range> uranium_mg_per_kg;  ///< used when the activity was not measured
  std::optional<Range> activity_bq_per_g;  ///< of the natural series
  std::optional<Range> radium226_bq_per_kg;
};

struct RadioactivityVerdict {
  Answer radioactive_waste = Answer::unknown;
  Answer final_disposal = Answer::unknown;        ///< by the specific activity alone
  Answer fits_under_buildings = Answer::unknown;  ///< much lower recommendation for fill
  std::vector<Check> checks;
};

/// Precondition: a pack with the scopes factor, radioactivity and under_buildings. Errors as above.
Result<RadioactivityVerdict> judge_radioactivity(const Radioactivity& found, const RulePack& pack,
                                                 const CheckOptions& options = {});

}  // namespace masseflyt::classification
