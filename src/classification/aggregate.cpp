#include <masseflyt/classification/aggregate.hpp>

#include <cmath>

namespace masseflyt::classification {

std::optional<AggregateCategory> category_of(const RulePack& pack, std::string_view standard,
                                             std::string_view property, Decimal value,
                                             bool strict) {
  const std::string scope = std::string(standard) + "/" + std::string(property);
  const Rule* best = nullptr;
  bool known = false;
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    known = true;
    if (strict && rule.confidence == Confidence::recalled) continue;
    if (!holds(value, rule.comparator, rule.value)) continue;
    if (best == nullptr || rule.value < best->value) best = &rule;
  }
  if (!known) return std::nullopt;
  if (best == nullptr) return AggregateCategory{"declared", true, std::nullopt, ""};
  return AggregateCategory{best->outcome, false, *best, rule_id(pack, *best)};
}

namespace {

/// Percentage by mass of the stones that are lighter than `limit_kg`.
Decimal share_lighter(std::span<const double> stone_kg, double limit_kg) {
  double lighter = 0, all = 0;
  for (const double kg : stone_kg) {
    all += kg;
    if (kg < limit_kg) lighter += kg;
  }
  return Decimal::from_double(lighter / all * 100);
}

double mean_not_below(std::span<const double> stone_kg, double limit_kg) {
  double sum = 0;
  std::size_t count = 0;
  for (const double kg : stone_kg)
    if (kg >= limit_kg) sum += kg, ++count;
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace

Result<Checks> check_armourstone(std::span<const double> stone_kg, std::string_view grading,
                                 bool category_a, const RulePack& pack,
                                 const CheckOptions& options) {
  if (stone_kg.empty()) return Error{ErrorCode::invalid_argument, "no stones", ""};
  for (std::size_t i = 0; i < stone_kg.size(); ++i)
    if (!(stone_kg[i] > 0 && stone_kg[i] <= 100'000))
      return Error{ErrorCode::invalid_argument,
                   "a mass outside 0 to 100 t at index " + std::to_string(i), ""};
  const std::string name(grading);
  std::vector<Property> found;
  double extreme_lower = -1;
  for (const auto& rule : pack.rules) {
    if (rule.scope != name + "/limits" || rule.unit != "kg") continue;
    const double limit = rule.value.to_double();
    if (rule.subject == "ell") extreme_lower = limit;
    found.push_back(
        {"below_" + rule.subject, ResultKind::quantified, share_lighter(stone_kg, limit)});
  }
  if (found.empty()) return Error{ErrorCode::not_found, "no grading of masses '" + name + "'", ""};
  Checks checks = check(pack, name, found, options);
  if (!category_a) return checks;
  const Property mean{"mean_mass", ResultKind::quantified,
                      Decimal::from_double(mean_not_below(stone_kg, extreme_lower))};
  Checks of_mean = check(pack, name + "/A", std::span(&mean, 1), options);
  const bool broken = checks.met == Answer::no || of_mean.met == Answer::no;
  const bool open = checks.met == Answer::unknown || of_mean.met == Answer::unknown;
  checks.met = broken ? Answer::no : open ? Answer::unknown : Answer::yes;
  checks.all.insert(checks.all.end(), of_mean.all.begin(), of_mean.all.end());
  return checks;
}

}  // namespace masseflyt::classification
