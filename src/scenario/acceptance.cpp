// Who takes what: the rules of the input, asked of classification.
#include <algorithm>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Rock grades that can become a product; empty: not a question of grade.
Names grades_for(const std::string& product) {
  if (product == "concrete_aggregate" || product == "crushed_hard" || product == "armour" ||
      product == "armour_and_quarry_run")
    return {"hard"};
  if (product == "crushed_low" || product == "crushed_any") return {"hard", "soft"};
  return {};
}

}  // namespace

std::string ModelBuilder::refusal(const LotKind& kind, const Rule& rule) const {
  if (!contains(rule.materials, kind.material)) return rule.id + " does not take " + kind.material;
  if (!contains(rule.classes, kind.condition_class))
    return rule.id + " does not take " + kind.condition_class;
  if (!rule.grades.empty() && !kind.grade.empty() && !contains(rule.grades, kind.grade))
    return rule.id + " does not take " + kind.grade + " rock";
  const auto grades = grades_for(rule.product);
  if (!grades.empty() && !contains(grades, kind.grade))
    return rule.id + " needs " + rule.product + ", which " + kind.group + " cannot become";
  return {};
}

}  // namespace masseflyt::scenario
