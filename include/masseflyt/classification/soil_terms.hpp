// masseflyt/classification/soil_terms.hpp — the words of ISO 14688 for what was measured.
//
// Most tables do not tell whether a bound belongs to the word below or above it. A value on such a
// bound has both: nothing is decided that the table leaves open.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/requirement.hpp>
#include <masseflyt/classification/soil.hpp>

namespace masseflyt::classification {

struct SoilTerm {
  std::string name;  ///< "coarse gravel (CGr)", "stiff", "well graded"
  std::string rule;  ///< of the pack
  Confidence confidence = Confidence::recalled;
};

/// Words of one table of a pack like iso.14688 that fit: "particle_size" by size (mm), "plasticity"
/// by liquid_limit (%), "consistency_index", "density_index" (%), "undrained_shear_strength" (kPa),
/// "organic_content" (%), "grading_2018" and "grading_2004" by Cu and Cc, "naming_norwegian_road",
/// "particle_size_norwegian_road". None when a property is missing or no word fits, several where
/// the table leaves it open.
std::vector<SoilTerm> terms_of(const RulePack& pack, std::string_view table,
                               std::span<const Property> properties);

/// Consistency index Ic = (wL - w) / (wL - wP), all in per cent water. None when wL is not above
/// wP.
std::optional<double> consistency_index(double liquid_limit, double plastic_limit, double water);

}  // namespace masseflyt::classification
