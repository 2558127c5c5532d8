// masseflyt/classification/landfill.hpp — which landfill may take this waste?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

/// Norwegian categories: 3 inert, 2 ordinary, 1 hazardous.
enum class Landfill : std::int32_t {
  unknown = -1,
  none = 0,  ///< treatment first, or another way than a landfill
  hazardous = 1,
  ordinary = 2,
  inert = 3,
};

/// The one test that the authority judges leaching by.
enum class LeachingBasis : std::int32_t { ls2 = 1, ls10 = 2, c0 = 3 };

struct LandfillWaste {
  Answer hazardous = Answer::unknown;  ///< from the hazard screen
  Answer excluded = Answer::unknown;   ///< liquid, explosive, infectious, tyres, ...
  std::vector<Property> totals;        ///< mg/kg dry matter; toc and loi in per cent; ph
  std::vector<Property> leaching;      ///< on `basis`: mg/kg dry matter, or mg/l for C0
  LeachingBasis basis = LeachingBasis::ls10;
  bool granular_beside_hazardous = false;  ///< ordinary waste in a cell with stable hazardous waste
};

struct LandfillOptions {
  CheckOptions checks;
  /// Up to 3 by decision of the authority for one delivery; 1 without one. It never applies to
  /// dissolved organic carbon, to BTEX, PCB and mineral oil, nor to TOC, LOI and pH; the TOC of
  /// inert waste may at most be doubled.
  Decimal factor = Decimal::whole(1);
};

struct LandfillAnswer {
  Landfill best = Landfill::unknown;  ///< the least strict category that is proved to be open
  std::vector<Check> against_inert, against_ordinary, against_hazardous;  ///< broken or open
  Text reason;
  std::vector<Text> questions;  ///< what would have to be known for a better category
};

/// Chloride and sulphate may be replaced by dissolved solids (tds): one of the two has to be met.
/// Precondition: a pack with the scopes of eu.landfill.2003-33. Errors: invalid_argument, when
/// the factor is not between 1 and 3.
Result<LandfillAnswer> landfill_category(const LandfillWaste& waste, const RulePack& pack,
                                         const LandfillOptions& options = {});

}  // namespace masseflyt::classification
