#include <masseflyt/classification/aggregate_grading.hpp>

#include <algorithm>
#include <cmath>

#include "classification/words.hpp"
#include "detail/number.hpp"

namespace masseflyt::classification {
namespace {

/// What passes a sieve, for certain.
struct Bounds {
  double low, high;
};

constexpr double same_sieve = 1.12;  // neighbours of the series R20 are 12 % apart

Bounds passing_bounds(const GradingCurve& curve, double size) {
  const auto& points = curve.points();
  const auto distance = [&](const SievePoint& p) {
    return p.size_mm > size ? p.size_mm / size : size / p.size_mm;
  };
  const auto nearest =
      std::min_element(points.begin(), points.end(),
                       [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (distance(*nearest) <= same_sieve) return {nearest->passing_percent, nearest->passing_percent};
  Bounds bounds{0, 100};
  for (const auto& p : points) {
    if (p.size_mm < size) bounds.low = p.passing_percent;
    if (p.size_mm > size && bounds.high == 100) bounds.high = p.passing_percent;
  }
  return bounds;
}

Property quantified(const std::string& subject, double value) {
  return {subject, ResultKind::quantified, Decimal::from_double(value)};
}

Answer all_of(const std::vector<Check>& checks) {
  bool open = false;
  for (const auto& c : checks) {
    if (c.met == Answer::no) return Answer::no;
    open |= c.met == Answer::unknown;
  }
  return open || checks.empty() ? Answer::unknown : Answer::yes;
}

/// The rule holds for both ends, for none, or the sieve `size` has to tell.
Check check_bounds(const RulePack& pack, const Rule& rule, Bounds passing, double size,
                   const CheckOptions& options) {
  const Property low = quantified(rule.subject, passing.low);
  const Property high = quantified(rule.subject, passing.high);
  const Check at_low = check(pack, rule, std::span(&low, 1), options);
  const Check at_high = check(pack, rule, std::span(&high, 1), options);
  if (at_low.met == at_high.met) return at_low;
  Check open = check(pack, rule, {}, options);
  const Text sieve = number_text(masseflyt::detail::format_number(size));
  open.text = open.text + Text{" (sieve ", " (sikt "} + sieve + same(" mm)");
  open.change = Text{"sieve ", "sikt "} + sieve + same(" mm");
  return open;
}

std::optional<double> size_of(std::string_view subject, AggregateSize size) {
  if (subject == "pass_2D") return 2 * size.D;
  if (subject == "pass_1_4D") return 1.4 * size.D;
  if (subject == "pass_D") return size.D;
  if (subject == "pass_d") return size.d;
  if (subject == "pass_half_d") return size.d / 2;
  return std::nullopt;
}

/// Tables of a standard and the categories in them, in the order of the pack: "EN 12620/fine/GF85".
struct Place {
  std::string scope, standard, kind, category;
};

std::vector<Place> places_of(const RulePack& pack) {
  std::vector<Place> places;
  for (const auto& rule : pack.rules) {
    if (!places.empty() && places.back().scope == rule.scope) continue;
    const auto first = rule.scope.find('/'), last = rule.scope.rfind('/');
    if (first == std::string::npos || last == first) continue;
    places.push_back({rule.scope, rule.scope.substr(0, first),
                      rule.scope.substr(first + 1, last - first - 1), rule.scope.substr(last + 1)});
  }
  return places;
}

bool applies(const RulePack& pack, const std::string& table, AggregateSize size) {
  const std::vector<Property> properties = {
      quantified("d", size.d), quantified("D", size.D),
      quantified("D_over_d", size.d > 0 ? size.D / size.d : 0)};
  if (check(pack, table + "/applies", properties).met != Answer::yes) return false;
  const Checks any = check(pack, table + "/applies_any", properties);
  return any.all.empty() || std::any_of(any.all.begin(), any.all.end(),
                                        [](const Check& c) { return c.met == Answer::yes; });
}

const std::string& outcome_of(const RulePack& pack, const std::string& scope) {
  return std::find_if(pack.rules.begin(), pack.rules.end(),
                      [&](const Rule& r) { return r.scope == scope; })
      ->outcome;
}

Checks check_curve(const GradingCurve& curve, const RulePack& pack, const std::string& scope,
                   AggregateSize size, const CheckOptions& options) {
  Checks checks;
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    const auto sieve = size_of(rule.subject, size);
    if (!sieve) continue;
    checks.all.push_back(check_bounds(pack, rule, passing_bounds(curve, *sieve), *sieve, options));
  }
  checks.met = all_of(checks.all);
  return checks;
}

}  // namespace

Result<std::vector<GradingCategory>> grading_categories(const GradingCurve& curve,
                                                        std::string_view standard,
                                                        AggregateSize size, const RulePack& pack,
                                                        const CheckOptions& options) {
  if (!(size.d >= 0 && size.d < size.D && size.D <= 10'000))
    return Error{ErrorCode::invalid_argument, "a size d/D needs 0 <= d < D <= 10 000 mm", ""};
  std::vector<GradingCategory> all;
  for (const auto& place : places_of(pack)) {
    if (place.standard != standard || place.category.starts_with("applies")) continue;
    if (!applies(pack, place.standard + "/" + place.kind, size)) continue;
    all.push_back({outcome_of(pack, place.scope), place.kind,
                   check_curve(curve, pack, place.scope, size, options)});
  }
  if (all.empty())
    return Error{ErrorCode::not_found,
                 "no grading table of '" + std::string(standard) + "' for " +
                     masseflyt::detail::format_number(size.d) + "/" +
                     masseflyt::detail::format_number(size.D),
                 ""};
  return all;
}

std::vector<GradingCategory> crushed_categories(const CrushedParticles& found, const RulePack& pack,
                                                const CheckOptions& options) {
  std::vector<Property> properties;
  if (found.crushed_or_broken)
    properties.push_back({"crushed_or_broken", ResultKind::quantified, *found.crushed_or_broken});
  if (found.totally_rounded)
    properties.push_back({"totally_rounded", ResultKind::quantified, *found.totally_rounded});
  std::vector<GradingCategory> all;
  for (const auto& place : places_of(pack))
    if (place.kind == "crushed_particles")
      all.push_back({outcome_of(pack, place.scope), place.kind,
                     check(pack, place.scope, properties, options)});
  return all;
}

Result<Checks> check_coarse_armourstone(const GradingCurve& curve, std::string_view grading,
                                        const RulePack& pack, const CheckOptions& options) {
  std::string scope(grading);
  std::replace(scope.begin(), scope.end(), '/', '-');
  Checks checks;
  for (const auto& limit : pack.rules) {
    if (limit.scope != scope + "/limits" || limit.unit == "kg") continue;
    const double sieve = limit.value.to_double();
    for (const auto& rule : pack.rules)
      if (rule.scope == scope && rule.subject == "below_" + limit.subject)
        checks.all.push_back(
            check_bounds(pack, rule, passing_bounds(curve, sieve), sieve, options));
  }
  if (checks.all.empty())
    return Error{ErrorCode::not_found, "no coarse grading '" + std::string(grading) + "'", ""};
  checks.met = all_of(checks.all);
  return checks;
}

namespace {

/// "22.4" or "22_4" between a prefix and "mm".
std::optional<double> size_in(std::string_view subject, std::string_view prefix) {
  if (!subject.starts_with(prefix)) return std::nullopt;
  std::string text(subject.substr(prefix.size()));
  if (text.ends_with("mm")) text.resize(text.size() - 2);
  std::replace(text.begin(), text.end(), '_', '.');
  const auto size = masseflyt::detail::parse_number(text);
  return size && *size > 0 ? size : std::nullopt;
}

std::optional<double> value_of(const GradingCurve& curve, std::string_view subject) {
  if (subject == "Cu") return curve.uniformity();
  if (subject == "Cc") return curve.curvature();
  if (subject == "fines" || subject == "fines_0_063") return curve.passing(0.063);
  if (const auto base = size_in(subject, "fines_0_063_of_lt_")) return curve.fines_of(0.063, *base);
  if (const auto size = size_in(subject, "pass_")) return curve.passing(*size);
  return std::nullopt;
}

}  // namespace

std::vector<Property> properties_of(const GradingCurve& curve, const RulePack& pack,
                                    std::string_view scope) {
  std::vector<Property> properties;
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    const bool known = std::any_of(properties.begin(), properties.end(),
                                   [&](const Property& p) { return p.subject == rule.subject; });
    if (known) continue;
    const auto value = value_of(curve, rule.subject);
    if (value && std::abs(*value) < 9e6) properties.push_back(quantified(rule.subject, *value));
  }
  return properties;
}

}  // namespace masseflyt::classification
