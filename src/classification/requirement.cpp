#include <masseflyt/classification/requirement.hpp>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

bool wants_little(Comparator c) { return c == Comparator::less || c == Comparator::at_most; }

/// Whether every value that the result allows is on the right side, or none, or only some.
Answer answer_of(const Rule& rule, const Property& p, bool strict) {
  const bool little = wants_little(rule.comparator);
  const auto certain = [&](Decimal value) {
    return holds(value, rule.comparator, rule.value) ? Answer::yes : Answer::no;
  };
  switch (p.kind) {
    case ResultKind::quantified:
      return certain(p.value);
    case ResultKind::not_detected:
      return strict ? Answer::unknown : certain(Decimal());
    case ResultKind::below_loq:  // [0, value)
      if (little) return p.value <= rule.value ? Answer::yes : Answer::unknown;
      return p.value <= rule.value ? Answer::no : Answer::unknown;
    case ResultKind::above_range:  // (value, ...)
      if (little) return p.value >= rule.value ? Answer::no : Answer::unknown;
      return p.value >= rule.value ? Answer::yes : Answer::unknown;
    case ResultKind::missing:
      break;
  }
  return Answer::unknown;
}

/// Broken before open before met.
int badness(Answer answer) { return answer == Answer::no ? 2 : answer == Answer::unknown ? 1 : 0; }

Text sign(Comparator c) {
  switch (c) {
    case Comparator::less:
      return {"below ", "under "};
    case Comparator::at_most:
      return {"at most ", "høyst "};
    case Comparator::above:
      return {"above ", "over "};
    case Comparator::at_least:
      return {"at least ", "minst "};
    case Comparator::equal:
      break;
  }
  return {"exactly ", "nøyaktig "};
}

Text demand(const RulePack& pack, const Rule& rule) {
  const std::string& unit = rule.unit.empty() ? pack.unit : rule.unit;
  return sign(rule.comparator) + number_text(rule.value.to_string()) +
         same(unit.empty() ? "" : " " + unit);
}

void write_text(Check& c, const RulePack& pack, bool not_trusted) {
  const Text wanted = demand(pack, c.rule);
  const Text subject = same(c.rule.subject);
  if (not_trusted) {
    c.text = subject + Text{": the requirement (", ": kravet ("} + wanted +
             Text{") has not been verified", ") er ikke bekreftet"};
    c.change = {"a verified source for the requirement", "en bekreftet kilde for kravet"};
  } else if (c.measured.empty()) {
    c.text = subject + Text{" is not tested; wanted is ", " er ikke prøvd; kravet er "} + wanted;
    c.change = Text{"a test of ", "prøving av "} + subject;
  } else if (c.met == Answer::unknown) {
    c.text = subject + Text{" is ", " er "} + number_text(c.measured) +
             Text{", which does not decide whether it is ", ", som ikke avgjør om den er "} +
             wanted;
    c.change = {"a method with a suitable range", "en metode med egnet måleområde"};
  } else {
    c.text = subject + Text{" is ", " er "} + number_text(c.measured) +
             (c.met == Answer::yes ? Text{", as wanted: ", ", som kravet: "}
                                   : Text{"; wanted is ", "; kravet er "}) +
             wanted;
    if (c.met == Answer::no) c.change = Text{"a result of ", "et resultat på "} + wanted;
  }
}

}  // namespace

std::vector<Check> Checks::open_or_broken() const {
  std::vector<Check> some;
  for (const auto& c : all)
    if (c.met != Answer::yes) some.push_back(c);
  return some;
}

Check check(const RulePack& pack, const Rule& rule, std::span<const Property> properties,
            const CheckOptions& options) {
  Check c;
  c.rule = rule;
  c.rule_id = rule_id(pack, rule);
  bool found = false;
  for (const auto& p : properties) {
    if (p.subject != rule.subject || p.kind == ResultKind::missing) continue;
    const Answer answer = answer_of(rule, p, options.strict);
    if (found && badness(answer) <= badness(c.met)) continue;
    found = true;
    c.met = answer;
    c.measured = measured_text(p.kind, p.value);
  }
  const bool not_trusted = options.strict && rule.confidence == Confidence::recalled;
  if (not_trusted) c.met = Answer::unknown;
  write_text(c, pack, not_trusted);
  return c;
}

Checks check(const RulePack& pack, std::string_view scope, std::span<const Property> properties,
             const CheckOptions& options) {
  Checks checks;
  int worst = 0;
  for (const auto& rule : pack.rules) {
    if (rule.scope != scope) continue;
    checks.all.push_back(check(pack, rule, properties, options));
    worst = std::max(worst, badness(checks.all.back().met));
  }
  if (checks.all.empty()) return checks;
  checks.met = worst == 2 ? Answer::no : worst == 1 ? Answer::unknown : Answer::yes;
  return checks;
}

std::vector<Property> properties_of(const Sample& sample, const Analytes& analytes) {
  std::vector<Property> properties;
  AnalyteSet seen;
  for (const auto& r : sample.results) {
    if (r.kind == ResultKind::missing) continue;
    seen.add(r.analyte);
    properties.push_back({analytes[r.analyte].id, r.kind, r.value});
  }
  const auto quantity = [&](AnalyteIndex a) {
    Decimal most;
    for (const auto& r : sample.results)
      if (r.analyte == a && r.kind == ResultKind::quantified) most = std::max(most, r.value);
    return most;
  };
  for (const auto& sum : analytes.sums()) {
    if (seen.has(sum.sum)) continue;
    AnalyteSet covered;
    Decimal total;
    for (const auto& in : sum.stand_ins) {
      if (!seen.has(in.line)) continue;
      total = total + quantity(in.line);
      for (const auto a : in.members) covered.add(a);
    }
    bool complete = true;
    for (const auto a : sum.members) {
      if (covered.has(a)) continue;
      complete &= seen.has(a);
      total = total + quantity(a);
    }
    if (complete) properties.push_back({analytes[sum.sum].id, ResultKind::quantified, total});
  }
  return properties;
}

}  // namespace masseflyt::classification
