#include <algorithm>

#include <masseflyt/classification/hazardous.hpp>

#include "classification/words.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

/// One term of "100*H410+10*H411+H412".
struct Term {
  Decimal weight = Decimal::whole(1);
  std::string statement;
};

std::vector<Term> terms_of(const std::string& subject) {
  std::vector<Term> terms;
  for (const auto& word : masseflyt::detail::split(subject, '+')) {
    const auto star = word.find('*');
    if (star == std::string::npos) {
      terms.push_back({Decimal::whole(1), word});
    } else {
      const auto weight = Decimal::parse(word.substr(0, star));
      terms.push_back({weight.value_or(Decimal::whole(1)), word.substr(star + 1)});
    }
  }
  return terms;
}

/// "H314" of a rule covers "H314/1A" of a substance; "H314/1A" covers only itself.
bool covers(const std::string& rule, const std::string& statement) {
  return statement == rule || (statement.starts_with(rule) && statement.size() > rule.size() &&
                               statement[rule.size()] == '/');
}

const Rule* cut_off(const RulePack& pack, const std::string& property,
                    const std::string& statement) {
  for (const auto& rule : pack.rules)
    if (rule.scope == property + "/cut_off" && rule.subject == statement) return &rule;
  return nullptr;
}

/// The largest share that any form of the substance adds to the terms of a rule.
Decimal contribution(const WasteSubstance& s, Decimal mg_per_kg, const RulePack& pack,
                     const Rule& rule, const std::vector<Term>& terms) {
  Decimal worst;
  for (const auto& compound : s.compounds) {
    const auto share = mg_per_kg.scaled(compound.per_analyte, Decimal::whole(10'000));
    if (!share) return Decimal::whole(9'000'000);
    Decimal total;
    for (const auto& term : terms) {
      const bool has = std::any_of(compound.statements.begin(), compound.statements.end(),
                                   [&](const auto& h) { return covers(term.statement, h); });
      if (!has) continue;
      const Rule* least = cut_off(pack, rule.scope, term.statement);
      if (least != nullptr && *share < least->value) continue;
      total = total + share->scaled(term.weight, Decimal::whole(1)).value_or(*share);
    }
    worst = std::max(worst, total);
  }
  return worst;
}

struct Found {
  Decimal low, high;
  std::vector<std::pair<Decimal, std::string>> by_substance;
};

Found evaluate(std::span<const WasteSubstance> substances, const RulePack& pack, const Rule& rule) {
  const auto terms = terms_of(rule.subject);
  const bool adds = rule.outcome == "sum";
  Found found;
  for (const auto& s : substances) {
    const Decimal low = contribution(s, s.low, pack, rule, terms);
    const Decimal high = contribution(s, s.high, pack, rule, terms);
    found.low = adds ? found.low + low : std::max(found.low, low);
    found.high = adds ? found.high + high : std::max(found.high, high);
    if (high > Decimal()) found.by_substance.push_back({high, s.name});
  }
  std::stable_sort(found.by_substance.begin(), found.by_substance.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  return found;
}

HazardHit hit_of(const RulePack& pack, const Rule& rule, const Found& found, bool strict) {
  HazardHit hit;
  const bool certain = holds(found.low, rule.comparator, rule.value);
  const bool trusted = !strict || rule.confidence == Confidence::verified;
  hit.met = certain && trusted ? Answer::yes : Answer::unknown;
  hit.property = rule.scope;
  hit.statement = rule.subject;
  hit.percent_low = found.low;
  hit.percent_high = found.high;
  hit.rule = rule;
  hit.rule_id = rule_id(pack, rule);
  Text names;
  for (const auto& [share, name] : found.by_substance) {
    hit.substances.push_back(name);
    names = names + same((names.en.empty() ? "" : ", ") + name);
  }
  hit.text = same(rule.scope + " " + rule.subject + ": ") + names + Text{" make ", " utgjør "} +
             (found.low == found.high ? number_text(number(found.low))
                                      : number_text(number(found.low)) + Text{" to ", " til "} +
                                            number_text(number(found.high))) +
             Text{" %; hazardous from ", " %; farlig fra "} + number_text(rule.value.to_string()) +
             same(" %");
  if (!trusted) hit.text = hit.text + Text{" (not verified)", " (ikke bekreftet)"};
  hit.change = {
      "the form in which the substances are present (speciation), if it is less "
      "hazardous than the worst one assumed",
      "kjemisk form av stoffene (spesiering), hvis den er mindre farlig enn den verste "
      "som er antatt"};
  return hit;
}

}  // namespace

HazardVerdict screen_hazardous(std::span<const WasteSubstance> substances, const RulePack& pack,
                               bool strict) {
  HazardVerdict v;
  for (const auto& s : substances)
    if (s.compounds.empty() && s.high > Decimal()) v.not_classified.push_back(s.name);
  for (const auto& rule : pack.rules) {
    if (rule.scope.find('/') != std::string::npos) continue;  // cut-offs
    const Found found = evaluate(substances, pack, rule);
    if (holds(found.high, rule.comparator, rule.value))
      v.hits.push_back(hit_of(pack, rule, found, strict));
  }
  std::stable_sort(v.hits.begin(), v.hits.end(), [](const HazardHit& a, const HazardHit& b) {
    return a.met == Answer::yes && b.met != Answer::yes;
  });
  if (!v.hits.empty() && v.hits[0].met == Answer::yes) {
    v.hazardous = Answer::yes;
    v.reason = Text{"hazardous waste: ", "farlig avfall: "} + v.hits[0].text;
  } else if (!v.hits.empty() || !v.not_classified.empty() || substances.empty()) {
    v.reason = {"the screen leaves it open", "screeningen avgjør det ikke"};
  } else {
    v.hazardous = Answer::no;
    v.reason = {"none of the screened hazard properties is met",
                "ingen av de vurderte fareegenskapene er oppfylt"};
  }
  return v;
}

}  // namespace masseflyt::classification
