// properties.hpp — short ways to write results in tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

inline Decimal dec(std::string_view text) { return Decimal::parse(text).value(); }

inline Property result(std::string subject, std::string_view text) {
  const auto r = read_result(text).value();
  return {std::move(subject), r.kind, r.number};
}

/// A value exactly at every limit of `scope`, or one step beyond it on one subject.
inline std::vector<Property> at_limits(const RulePack& pack, std::string_view scope,
                                       std::string_view beyond = "") {
  std::vector<Property> all;
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    const bool little =
        rule.comparator == Comparator::at_most || rule.comparator == Comparator::less;
    const std::int64_t step = rule.subject == beyond ? (little ? 2 : -2) : 0;
    all.push_back(
        {rule.subject, ResultKind::quantified, Decimal::of_steps(rule.value.steps() + step)});
  }
  return all;
}

}  // namespace masseflyt::classification
