// masseflyt/classification/land_use.hpp — which condition class may remain where.
//
// The classes say what may stay on a site under a measure. They neither require a clean-up nor
// permit reuse elsewhere, and they do not cover ecosystems.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

enum class Acceptability : std::int32_t {
  unknown = -1,
  not_allowed = 0,
  allowed = 1,
  allowed_if = 2,     ///< when the risk assessments that are named show acceptable risk
  outside_scope = 3,  ///< the pack does not know the land use: own limits are needed
};

/// Where the mass would lie. Depth counts from the *future* ground level.
struct Placement {
  std::string land_use;  ///< bolig, sentrum, industri_trafikk, or one of the pack's own
  bool below_one_metre = false;
  bool vulnerable_recipient = false;  ///< then spreading is assessed from class 3 on
};

struct LandUseAnswer {
  Acceptability answer = Acceptability::unknown;
  bool assess_health = false, assess_spreading = false;
  std::int32_t highest_class = 0;  ///< that may lie there without or with assessments; 0: none
  std::string rule;
  std::string source;
  Confidence confidence = Confidence::verified;
  Text reason;
  Text change;
};

/// One class, 1 to 6 (above 5). Precondition: a pack of Method::land_use.
LandUseAnswer may_remain(std::int32_t condition_class, const Placement& placement,
                         const RulePack& pack, bool strict = false);

/// What a verdict allows: unknown when its classes lead to different answers, or it has none.
LandUseAnswer may_remain(const Verdict& verdict, const Placement& placement, const RulePack& pack,
                         bool strict = false);

}  // namespace masseflyt::classification
