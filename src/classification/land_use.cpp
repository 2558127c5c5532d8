#include <masseflyt/classification/land_use.hpp>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

std::string scope_of(const Placement& p) {
  return p.land_use + (p.below_one_metre ? "/>1" : "/0-1");
}

Text class_text(std::int32_t condition_class) {
  if (condition_class >= above_class_5) return {"above class 5", "over klasse 5"};
  return Text{"class ", "klasse "} + same(std::to_string(condition_class));
}

Text land_use_text(const std::string& id) {
  if (id == "bolig") return {"a housing area", "boligområde"};
  if (id == "sentrum") return {"a town centre", "sentrumsområde"};
  if (id == "industri_trafikk")
    return {"an area of industry and traffic", "industri- og trafikkareal"};
  return same(id);
}

Text where(const Placement& p) {
  return Text{" in ", " i "} + land_use_text(p.land_use) +
         (p.below_one_metre ? Text{" below 1 m", " dypere enn 1 m"}
                            : Text{" in the upper metre", " i den øverste meteren"});
}

Text assessments(bool health, bool spreading) {
  if (health && spreading) return {"health and spreading", "helse og spredning"};
  return health ? Text{"health", "helse"} : Text{"spreading", "spredning"};
}

/// The rule with the smallest class that still holds `condition_class`, and the highest of all.
struct Found {
  const Rule* rule = nullptr;
  std::int32_t highest = 0;
  bool knows_place = false;
};

Found find(const RulePack& pack, std::int32_t condition_class, const Placement& placement) {
  Found found;
  const std::string scope = scope_of(placement);
  const Decimal value = Decimal::whole(condition_class);
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    found.knows_place = true;
    const auto up_to = static_cast<std::int32_t>(rule.value.steps() / Decimal::steps_per_one);
    if (rule.outcome != "not_allowed") found.highest = std::max(found.highest, up_to);
    if (holds(value, rule.comparator, rule.value) &&
        (found.rule == nullptr || rule.value < found.rule->value))
      found.rule = &rule;
  }
  return found;
}

}  // namespace

LandUseAnswer may_remain(std::int32_t condition_class, const Placement& placement,
                         const RulePack& pack, bool strict) {
  LandUseAnswer a;
  if (condition_class < 1) {
    a.reason = {"no condition class", "ingen tilstandsklasse"};
    a.change = {"analyses of substances that have classes", "analyse av stoffer som har klasser"};
    return a;
  }
  const Found found = find(pack, condition_class, placement);
  a.highest_class = found.highest;
  const Text what = class_text(condition_class) + where(placement);
  if (!found.knows_place) {
    a.answer = Acceptability::outside_scope;
    a.reason = land_use_text(placement.land_use) + Text{" is not covered by ", " dekkes ikke av "} +
               same(pack.edition);
    a.change = {"limits of the authority for this use", "myndighetens grenser for denne bruken"};
    return a;
  }
  if (found.rule != nullptr) {
    a.rule = rule_id(pack, *found.rule);
    a.source = found.rule->source;
    a.confidence = found.rule->confidence;
    if (strict && a.confidence == Confidence::recalled) {
      a.reason = what + Text{": the rule has not been verified", ": regelen er ikke bekreftet"};
      a.change = {"a verified source for the rule", "en bekreftet kilde for regelen"};
      return a;
    }
  }
  if (found.rule == nullptr || found.rule->outcome == "not_allowed") {
    a.answer = Acceptability::not_allowed;
    a.reason = what + Text{" is not allowed", " er ikke tillatt"};
    if (found.highest > 0)
      a.change = Text{"at most ", "høyst "} + class_text(found.highest) +
                 Text{", or another place", ", eller et annet sted"};
    return a;
  }
  const std::string& outcome = found.rule->outcome;
  a.assess_health = outcome == "assess_health_and_spreading";
  a.assess_spreading = a.assess_health || outcome == "assess_spreading" ||
                       (placement.vulnerable_recipient && condition_class >= 3);
  if (!a.assess_spreading) {
    a.answer = Acceptability::allowed;
    a.reason = what + Text{" is allowed", " er tillatt"};
    return a;
  }
  a.answer = Acceptability::allowed_if;
  a.reason = what +
             Text{" is allowed if a risk assessment shows acceptable risk of ",
                  " er tillatt hvis en risikovurdering viser akseptabel risiko for "} +
             assessments(a.assess_health, a.assess_spreading);
  a.change = Text{"a risk assessment of ", "en risikovurdering av "} +
             assessments(a.assess_health, a.assess_spreading);
  return a;
}

LandUseAnswer may_remain(const Verdict& verdict, const Placement& placement, const RulePack& pack,
                         bool strict) {
  LandUseAnswer low = may_remain(verdict.class_low, placement, pack, strict);
  if (verdict.class_high == verdict.class_low) return low;
  const LandUseAnswer high = may_remain(verdict.class_high, placement, pack, strict);
  const bool agree = low.answer == high.answer && low.assess_health == high.assess_health &&
                     low.assess_spreading == high.assess_spreading;
  if (agree) return high;
  LandUseAnswer open;
  open.highest_class = low.highest_class;
  open.reason = class_text(verdict.class_low) + Text{" to ", " til "} +
                class_text(verdict.class_high) +
                Text{": the results leave it open", ": resultatene avgjør det ikke"};
  open.change = {"results that settle the class", "resultater som avgjør klassen"};
  return open;
}

}  // namespace masseflyt::classification
