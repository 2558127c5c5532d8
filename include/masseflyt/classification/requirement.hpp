// masseflyt/classification/requirement.hpp — does what was measured meet a table of requirements?
//
// Landfills, recovered concrete, road layers and aggregates all ask the same: each property on the
// right side of its number. What was not tested, or not well enough, leaves the answer open.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/sample.hpp>
#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

/// One property of a mass, in the unit of the rule it is held against.
struct Property {
  std::string subject;  ///< as the pack names it
  ResultKind kind = ResultKind::quantified;
  Decimal value;
};

/// One requirement and what was found.
struct Check {
  Answer met = Answer::unknown;
  Rule rule;
  std::string rule_id;
  std::string measured;  ///< "12", "<5", "nd"; empty: not tested
  Text text;             ///< a sentence
  Text change;           ///< what would meet it or decide it; empty when it is met
};

/// `met` is no as soon as one requirement is broken, and yes only when all are met.
struct Checks {
  Answer met = Answer::unknown;
  std::vector<Check> all;  ///< in the order of the pack

  /// Checks that are not met, or not known to be.
  std::vector<Check> open_or_broken() const;
};

struct CheckOptions {
  bool strict = false;  ///< a rule that is only `recalled` is left open
};

/// Holds one property against one rule. With several results of a property the worst counts;
/// "nd" counts as zero, and as open when strict.
Check check(const RulePack& pack, const Rule& rule, std::span<const Property> properties,
            const CheckOptions& options = {});

/// All rules of `scope`. Unknown when the pack has no such scope.
Checks check(const RulePack& pack, std::string_view scope, std::span<const Property> properties,
             const CheckOptions& options = {});

/// Results of a sample as properties, in mg/kg dry matter, under the ids of the catalogue. Sums
/// that the laboratory did not report are made of their members, what is not quantified as zero,
/// when all members are there.
std::vector<Property> properties_of(const Sample& sample, const Analytes& analytes);

}  // namespace masseflyt::classification
