#include <masseflyt/classification/soil_terms.hpp>

#include <algorithm>

namespace masseflyt::classification {

std::vector<SoilTerm> terms_of(const RulePack& pack, std::string_view table,
                               std::span<const Property> properties) {
  const std::string prefix = std::string(table) + "/";
  std::vector<SoilTerm> terms;
  std::string_view last;
  for (const auto& rule : pack.rules) {
    if (!rule.scope.starts_with(prefix) || rule.scope == last) continue;
    last = rule.scope;
    const Checks checks = check(pack, rule.scope, properties);
    if (checks.met != Answer::yes) continue;
    const bool verified = std::all_of(checks.all.begin(), checks.all.end(), [](const Check& c) {
      return c.rule.confidence == Confidence::verified;
    });
    terms.push_back({rule.outcome, checks.all.front().rule_id,
                     verified ? Confidence::verified : Confidence::recalled});
  }
  return terms;
}

std::optional<double> consistency_index(double liquid_limit, double plastic_limit, double water) {
  if (!(liquid_limit > plastic_limit)) return std::nullopt;
  return (liquid_limit - water) / (liquid_limit - plastic_limit);
}

}  // namespace masseflyt::classification
