// lot_class.hpp — the condition class of a lot of the ledger, and what leaves it open.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/classification/text.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/blending.hpp>

namespace masseflyt::scenario {

struct LotClass {
  std::int32_t least = 1;  ///< proved: 1 clean, 2 to 5, 6 above class 5
  std::int32_t most = 6;   ///< not ruled out
  std::vector<Unjudged> missing;
  std::vector<Present> present;
  std::string grade;              ///< as a test says; empty: not known
  classification::Text rests_on;  ///< what `least` and `most` rest on
  classification::Text open;      ///< settled() is false because ...
  classification::Text change;    ///< ... and what would settle it

  bool settled() const noexcept { return least == most; }
};

/// Contents by the built-in packs, with the largest value of any part. The class is settled when
/// every substance that has condition classes was judged in all parts, or when a class was declared
/// for all of them and no test proves it wrong; until then it is whatever is not milder than what
/// is proved. Contents that cannot be read count as not judged, and are named.
/// Errors: those of the built-in packs.
Result<LotClass> class_of(const traceability::Quality& quality);

/// "clean", "class2" ... "class5", "above_class5".
std::string class_name(std::int32_t number);
/// "class 3", for people.
classification::Text class_title(std::int32_t number);

/// "not known: at least class 2 and at most above class 5 (...)", with all that is missing.
/// Precondition: the class is open.
std::string open_class(const LotClass& is);
/// "class 4, class 5": what the lot may be that is not among `classes`; empty: all of it is.
std::string classes_left_out(const LotClass& is, const std::vector<std::string>& classes);

}  // namespace masseflyt::scenario
