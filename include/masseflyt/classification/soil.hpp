// masseflyt/classification/soil.hpp — what kind of soil is this: USCS, AASHTO, ISO 14688, frost.
//
// What the tests leave open is not guessed: the answer then lists all that it can be, and names
// the test that would decide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

enum class SoilSystem : std::int32_t { uscs = 1, aashto = 2, iso14688 = 3, frost = 4 };

/// Percentages by mass of the material below 75 mm (USCS, AASHTO), 63 mm (ISO), or below the base
/// of the frost table; sizes in mm; limits in per cent water. None: not tested.
struct SoilTests {
  std::optional<double> pass_2, pass_0_425, pass_4_75, pass_0_075;
  std::optional<double> liquid_limit, plastic_limit;
  std::optional<double> d10, d30, d60;
  bool organic = false;  ///< liquid limit after oven drying is below 0.75 of that before
  bool non_plastic = false;
  std::optional<double> pass_0_2, pass_0_063, pass_0_02, pass_0_002;
};

struct SoilKind {
  std::string symbol;                       ///< "SW-SC", "A-2-6(1)", "T3"; empty when undecided
  std::string name;                         ///< group name of the standard
  std::optional<std::int32_t> group_index;  ///< AASHTO
  /// Everything else it can be. When `symbol` is empty, all that it can be.
  std::vector<std::string> alternatives;
  Text decided_by;  ///< tests that would decide; empty when decided
};

/// ASTM D2487. Ties go as the standard says, within 1e-9: 50 % fines are fine, PI 7 is still in
/// the hatched zone, on the A-line is above it. Source: ASTM D2487-17 (flow and names recalled;
/// symbols checked against published examples).
SoilKind classify_uscs(const SoilTests& tests);

/// AASHTO M 145: values are rounded to whole numbers for the table, read from left to right, and
/// not for the group index, which has no upper cap. Without the 2 and 0.425 mm sieves
/// are not tested for and stand among the alternatives.
SoilKind classify_aashto(const SoilTests& tests);

/// Name after ISO 14688-2:2004 annex B, which is informative and recalled: principal fraction in
/// capitals, the others as adjectives. Needs pass_2, pass_0_063 and, with 5 % fines or more,
/// pass_0_002.
SoilKind classify_iso14688(const SoilTests& tests);

/// Frost susceptibility T1 (none) to T4 (very). Percentages are of the material below 19 mm
/// (railway, NGF) or 22.4 mm (road): see GradingCurve::fines_of(). Exactly 50 % below 0.2 mm and
/// 40 % below 0.002 mm, where the table is silent, count as T4. Source: Bane NOR technical
/// regulations, table of frost susceptibility (verified).
SoilKind classify_frost(const SoilTests& tests);

SoilKind classify_soil(SoilSystem system, const SoilTests& tests);

/// Whether fines below 0.063 mm of the material below 22.4 mm make it water-susceptible (7 % and
/// more). Source: Statens vegvesen R761/R762 (2018), terminology (verified).
constexpr bool is_water_susceptible(double fines_percent) { return fines_percent >= 7; }

}  // namespace masseflyt::classification
