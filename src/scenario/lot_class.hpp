// lot_class.hpp — the condition class of a lot of the ledger.
#pragma once

#include <string>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/blending.hpp>

namespace masseflyt::scenario {

struct LotClass {
  std::string condition_class;  ///< clean, class2 ...; empty: not known
  std::string grade;            ///< as a test says; empty: not known
  std::string rests_on;
};

/// Contents by the built-in packs with the largest value of any part; a declared class counts when
/// it is worse. A class better than 2 needs that all parts were tested.
/// Errors: invalid_argument (a content that classification cannot read).
Result<LotClass> class_of(const traceability::Quality& quality);

}  // namespace masseflyt::scenario
