#include <algorithm>
#include <array>

#include <masseflyt/classification/landfill.hpp>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

std::string_view word(LeachingBasis basis) {
  switch (basis) {
    case LeachingBasis::ls2:
      return "ls2";
    case LeachingBasis::c0:
      return "c0";
    case LeachingBasis::ls10:
      break;
  }
  return "ls10";
}

/// The pack with every limit that the authority may raise, raised.
RulePack raised(RulePack pack, Decimal factor) {
  constexpr std::array<std::string_view, 7> never = {"doc", "btex", "pcb7", "mineral_oil",
                                                     "toc", "loi",  "ph"};
  for (auto& rule : pack.rules) {
    Decimal by = factor;
    if (rule.scope == "inert/total" && rule.subject == "toc")
      by = std::min(factor, Decimal::whole(2));
    else if (std::find(never.begin(), never.end(), rule.subject) != never.end() ||
             rule.scope.starts_with("ban/"))
      continue;
    rule.value = rule.value.scaled(by, Decimal::whole(1)).value_or(rule.value);
  }
  return pack;
}

/// Dissolved solids stand for chloride and sulphate, or the other way round.
void take_dissolved_solids(Checks& checks) {
  const auto find = [&](std::string_view subject) {
    return std::find_if(checks.all.begin(), checks.all.end(),
                        [&](const Check& c) { return c.rule.subject == subject; });
  };
  const auto tds = find("tds"), chloride = find("chloride"), sulphate = find("sulphate");
  if (tds == checks.all.end() || chloride == checks.all.end() || sulphate == checks.all.end())
    return;
  if (tds->met == Answer::yes)
    chloride->met = sulphate->met = Answer::yes;
  else
    tds->met = Answer::yes;  // the two salts decide
}

Answer worst_of(const std::vector<Check>& checks) {
  if (checks.empty()) return Answer::unknown;
  Answer all = Answer::yes;
  for (const auto& c : checks) {
    if (c.met == Answer::no) return Answer::no;
    if (c.met == Answer::unknown) all = Answer::unknown;
  }
  return all;
}

/// Either loss on ignition or organic carbon is enough (hazardous waste).
void take_loi_or_toc(Checks& checks) {
  for (auto& one : checks.all)
    for (auto& other : checks.all)
      if (one.rule.subject == "loi" && other.rule.subject == "toc")
        if (one.met == Answer::yes || other.met == Answer::yes) one.met = other.met = Answer::yes;
}

struct Category {
  Answer met = Answer::unknown;
  std::vector<Check> open;
};

Category judge(const LandfillWaste& waste, const RulePack& pack, std::string_view category,
               const CheckOptions& options) {
  const std::string name(category);
  Checks leaching =
      check(pack, name + "/" + std::string(word(waste.basis)), waste.leaching, options);
  Checks totals = check(pack, name + "/total", waste.totals, options);
  const Checks properties = check(pack, name + "/property", waste.totals, options);
  take_dissolved_solids(leaching);
  if (category == "hazardous") take_loi_or_toc(totals);
  Category c;
  std::vector<Check> all = leaching.all;
  all.insert(all.end(), totals.all.begin(), totals.all.end());
  all.insert(all.end(), properties.all.begin(), properties.all.end());
  c.met = worst_of(all);
  for (auto& one : all)
    if (one.met != Answer::yes) c.open.push_back(std::move(one));
  return c;
}

void ask(LandfillAnswer& a, const char* en, const char* nb) { a.questions.push_back({en, nb}); }

}  // namespace

Result<LandfillAnswer> landfill_category(const LandfillWaste& waste, const RulePack& original,
                                         const LandfillOptions& options) {
  if (options.factor < Decimal::whole(1) || options.factor > Decimal::whole(3))
    return Error{ErrorCode::invalid_argument, "the factor is not between 1 and 3"};
  const RulePack pack =
      options.factor == Decimal::whole(1) ? original : raised(original, options.factor);
  LandfillAnswer a;
  const Checks ban = check(pack, "ban/total", waste.totals, options.checks);
  if (waste.excluded == Answer::yes || ban.met == Answer::no) {
    a.best = Landfill::none;
    a.against_inert = a.against_ordinary = a.against_hazardous = ban.open_or_broken();
    a.reason = {"may not be landfilled", "kan ikke deponeres"};
    return a;
  }
  if (waste.excluded == Answer::unknown)
    ask(a, "is it liquid, explosive, infectious or otherwise excluded?",
        "er det flytende, eksplosivt, smittefarlig eller på annen måte utelukket?");
  // Biodegradable: both have a limit, and one test is enough to know.
  const bool biodegradable_known = std::any_of(ban.all.begin(), ban.all.end(),
                                               [](const Check& c) { return c.met == Answer::yes; });
  if (!biodegradable_known)
    ask(a, "how much organic carbon or loss on ignition?",
        "hvor mye organisk karbon eller glødetap?");
  if (waste.hazardous == Answer::unknown) ask(a, "is it hazardous waste?", "er det farlig avfall?");
  const bool ready = a.questions.empty();

  const Category inert = judge(waste, pack, "inert", options.checks);
  const Category hazardous = judge(waste, pack, "hazardous", options.checks);
  a.against_inert = inert.open;
  a.against_hazardous = hazardous.open;
  if (waste.granular_beside_hazardous)
    a.against_ordinary = judge(waste, pack, "ordinary", options.checks).open;
  if (!ready) {
    a.reason = {"not enough is known", "for lite er kjent"};
    return a;
  }
  if (waste.hazardous == Answer::yes) {
    a.best = hazardous.met == Answer::yes  ? Landfill::hazardous
             : hazardous.met == Answer::no ? Landfill::none
                                           : Landfill::unknown;
    a.reason = hazardous.met == Answer::no
                   ? Text{"hazardous waste above the limits: treatment first",
                          "farlig avfall over grensene: må behandles først"}
                   : Text{"hazardous waste", "farlig avfall"};
    return a;
  }
  if (inert.met == Answer::yes) {
    a.best = Landfill::inert;
    a.reason = {"meets all limits for inert waste (category 3)",
                "oppfyller alle grenser for inert avfall (kategori 3)"};
  } else if (!waste.granular_beside_hazardous || a.against_ordinary.empty()) {
    a.best = Landfill::ordinary;
    a.reason = inert.met == Answer::no
                   ? Text{"not hazardous and not inert: category 2",
                          "ikke farlig og ikke inert: kategori 2"}
                   : Text{"not hazardous, and not proved to be inert: category 2",
                          "ikke farlig, og ikke vist å være inert: kategori 2"};
  } else {
    const Answer met = worst_of(a.against_ordinary);
    a.best = met == Answer::no ? Landfill::none : Landfill::unknown;
    a.reason = {"beside stable hazardous waste the leaching limits of category 2 apply",
                "sammen med stabilt farlig avfall gjelder utlekkingsgrensene for kategori 2"};
  }
  return a;
}

}  // namespace masseflyt::classification
