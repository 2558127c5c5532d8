// masseflyt/scenario/siting.hpp — which areas could be opened at all, and what speaks against them?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>
#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

/// One rule, asked of one area.
struct SitingFinding {
  std::string rule;
  std::string answer;  ///< kept, violated, or unknown: nobody has said, or the layer is not there
  std::string shape;   ///< id, or else name, of the nearest shape of the layer; may be empty
  std::optional<double> distance_m;  ///< to it; 0 where they meet
  std::optional<double> required_m;
  std::string en, nb;  ///< one sentence
  std::string source;
};

struct SitingAnswer {
  std::string area, name;
  std::string answer;  ///< violated if any rule is, else unknown if any is, else kept
  std::vector<SitingFinding> findings;  ///< in the order of the rules
};

/// Every area of the table `areas` against every row of `siting_rules`. The outline of an area is
/// the shape of the layer "areas" with its id; without one, distance and overlap are unknown. There
/// are no rules of ours: which distance counts is said, with its source, in the table.
///
/// Distances are between outlines in UTM metres (ETRS89, zone 32 or 33 by longitude), up to 0.04 %
/// off the ellipsoid inside the zone; edges are straight there. What lies inside, or touches, is at
/// distance 0. Errors: those of the outlines (core/geo.hpp), naming the shape.
/// Cost: O(areas × positions of the layers).
Result<std::vector<SitingAnswer>> screen(const Case& input);

/// The same for a document. Errors: as Document::bind().
Result<std::vector<SitingAnswer>> screen(const Document& document, Diagnostics& found);
std::string siting_json(const std::vector<SitingAnswer>& answers);

}  // namespace masseflyt::scenario
