// masseflyt/traceability/blending.hpp — what is known of a blend when its parts are known.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/lineage.hpp>

namespace masseflyt::traceability {

/// How a property of a blend follows from those of its parts.
enum class BlendMethod : std::int32_t {
  mass = 1,               ///< masses add; they are the books of the lots
  dry_mean = 2,           ///< mean, weighted by dry mass
  dry_matter = 3,         ///< laboratory TS %: to water content, mean, and back
  mean_and_max = 4,       ///< mean as estimate, largest part as bound
  worst = 5,              ///< largest of the parts
  span = 6,               ///< from the smallest to the largest: nobody knows which is worse
  any = 7,                ///< present as soon as one part has it
  harmonic_mean = 8,      ///< weighted by dry mass: volumes add
  unknown = 9,            ///< cannot be told from the parts
  void_after_merge = 10,  ///< does not carry over at all
};

/// One row of the rules, as published, and the properties it is for.
struct BlendRule {
  std::string_view title;   ///< "total content of a substance (mg/kg TS)"
  std::string_view rule;    ///< in words
  std::string_view carry;   ///< what goes on
  std::string_view retest;  ///< when a new test is needed
  BlendMethod method;
  bool needs_test;                           ///< a blend of it needs a new test before it is used
  std::vector<std::string_view> properties;  ///< names; one that ends in '/' is a family
};

/// All of them. A property that no rule names is treated as unknown after a merge.
const std::vector<BlendRule>& blend_rules();
const BlendRule* blend_rule_of(std::string_view property);

/// Where a figure comes from.
enum class Rests : std::int32_t {
  measured = 1,    ///< a document says so of this lot
  inherited = 2,   ///< of the lot it was split from, unchanged
  derived = 3,     ///< calculated from parts
  worst_case = 4,  ///< the worst of the parts, until a new test
  unknown = 5,     ///< cannot be told from the parts: low, high and bound say nothing
};

/// The worst of the parts whose figures have one unit; members as in Figure.
struct UnitBound {
  std::string unit = {};
  double bound = 0, bound_low = 0;
  bool bound_below = false;
  std::vector<std::string> sources = {};
  bool operator==(const UnitBound&) const = default;
};

/// One property of one lot. A result below the limit of quantification, "<0.05", is the interval
/// from 0 to that limit: never 0, never half of it.
struct Figure {
  double low = 0, high = 0;  ///< the same for a plain number
  double bound = 0;          ///< largest value of any part that went in
  std::string text = {};     ///< as written, of a measured or inherited one; words stay words
  std::string unit = {};
  std::string document = {};  ///< of a measured or inherited one; else empty: the rule derives it
  Rests rests = Rests::measured;
  bool complete = true;  ///< every part was known
  bool needs_test = false;
  double bound_low = 0;      ///< some part holds at least so much
  bool bound_below = false;  ///< `bound` is a limit of quantification: every part is below it
  /// Lots that `bound` was measured in: one of them, or of what is present all where it was found.
  std::vector<std::string> sources = {};
  /// Of an unknown one, when its parts have figures in several units: the worst in each of them.
  std::vector<UnitBound> by_unit = {};
  bool units_complete = false;  ///< every part is in `by_unit`
  bool operator==(const Figure&) const = default;
};

using Figures = std::map<std::string, Figure>;  ///< by property

/// Reads a value of a sample. Errors: invalid_argument (no decimal number where one is needed; a
/// figure that cannot be, as 130 % passing).
Result<Figure> read_figure(const Value& value);

struct BlendPart {
  std::int64_t mass_g = 0;  ///< as booked
  Basis basis = Basis::wet;
  Figures figures = {};
};

struct Blend {
  Figures figures = {};
  std::vector<std::string> voided = {};  ///< declarations that end with the merge
  bool weighted_wet = false;  ///< a part is booked wet and its water content is not known, so wet
                              ///< masses stand for dry ones
};

/// By blend_rules(), exactly. A property that a part lacks is incomplete and needs a test; so a
/// class never gets better by mixing with what nobody has tested. Parts whose units differ have no
/// common figure: it is unknown, with a bound for each unit.
/// Cost: O(parts * properties).
Blend blend(std::span<const BlendPart> parts);

/// What is known of the newest version of a lot or load: measured, inherited or derived along its
/// whole origin.
struct Quality {
  std::string id = {};
  Figures figures = {};
  std::vector<std::uint64_t> holds = {};    ///< events; of its origin too, until released
  std::vector<std::string> documents = {};  ///< that its figures rest on
  std::vector<std::string> voided = {};     ///< declarations that ended on the way
  bool weighted_wet = false;
};

/// As of the lineage's log size. Errors: not_found; invalid_argument (a sample with no number
/// where its property needs one); those of the ledger's store.
Result<Quality> quality(const Ledger& ledger, const Lineage& lineage, const Suspect& of);

}  // namespace masseflyt::traceability
