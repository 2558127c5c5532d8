#include <masseflyt/classification/waste.hpp>

#include <algorithm>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_ground(std::string_view m) {
  return is_one_of(m, {"soil", "clay", "rock", "rock_tbm", "alum_shale"});
}

/// Yes only if all are; no as soon as one is.
struct Condition {
  Answer UseFacts::*answer;
  const char *en, *nb;
};

Answer all_of(const UseFacts& facts, std::initializer_list<Condition> conditions,
              std::vector<Text>& questions) {
  Answer all = Answer::yes;
  for (const auto& c : conditions) {
    const Answer said = facts.*c.answer;
    if (said == Answer::yes) continue;
    questions.push_back({c.en, c.nb});
    if (said == Answer::no) all = Answer::no;
    if (said == Answer::unknown && all == Answer::yes) all = Answer::unknown;
  }
  return all;
}

constexpr const char* waste_law = "forurensningsloven §§ 27, 27 a and 32; WFD art. 5 and 6";

Answer by_product(const UseFacts& f, std::vector<Text>& questions) {
  return all_of(
      f,
      {{&UseFacts::use_is_certain, "is the further use certain?", "er videre bruk sikker?"},
       {&UseFacts::usable_without_further_processing,
        "is it usable without more than normal processing?",
        "kan det brukes uten annen bearbeiding enn vanlig praksis?"},
       {&UseFacts::part_of_a_production_process, "does it arise in a production process?",
        "oppstår det som del av en produksjonsprosess?"},
       {&UseFacts::lawful_without_harm, "is the use lawful and without overall harm?",
        "er bruken lovlig og uten samlet skade?"}},
      questions);
}

Answer end_of_waste(const UseFacts& f, std::vector<Text>& questions) {
  return all_of(
      f,
      {{&UseFacts::recovered, "has it been through recovery?", "er det gjenvunnet?"},
       {&UseFacts::used_for_specific_purposes, "is it used for specific purposes?",
        "brukes det til bestemte formål?"},
       {&UseFacts::market_exists, "is there a market or demand?", "finnes marked eller behov?"},
       {&UseFacts::meets_product_rules, "does it meet technical requirements and product rules?",
        "oppfyller det tekniske krav og produktregler?"},
       {&UseFacts::lawful_without_harm, "is the use without overall harm?",
        "er bruken uten samlet skade?"}},
      questions);
}

Answer purposeful_fill(const UseFacts& f, std::vector<Text>& questions) {
  return all_of(
      f,
      {{&UseFacts::planned_anyway, "is the measure planned regardless of surplus masses?",
        "er tiltaket planlagt uavhengig av overskuddsmasser?"},
       {&UseFacts::amount_fits, "does the amount fit the need?", "er mengden tilpasset behovet?"},
       {&UseFacts::suited, "are the masses suited to the purpose?",
        "er massene egnet til formålet?"}},
      questions);
}

void keep_questions(Standing& s, std::vector<Text> more) {
  for (auto& q : more)
    if (std::find(s.questions.begin(), s.questions.end(), q) == s.questions.end())
      s.questions.push_back(std::move(q));
}

/// The status of surplus that is to become a product or to serve again.
void decide_status(Standing& s, const UseFacts& f) {
  std::vector<Text> first, second;
  const Answer product = by_product(f, first);
  const Answer ended = end_of_waste(f, second);
  s.for_by_product = first, s.for_end_of_waste = second;
  s.source = waste_law;
  s.confidence = Confidence::recalled;  // the four conditions of each are
  if (product == Answer::yes || ended == Answer::yes) {
    s.status = product == Answer::yes ? WasteStatus::by_product : WasteStatus::end_of_waste;
    return;
  }
  keep_questions(s, std::move(first));
  keep_questions(s, std::move(second));
  const bool settled = product == Answer::no && ended == Answer::no;
  s.status = settled ? WasteStatus::waste : WasteStatus::unknown;
  if (settled) s.confidence = Confidence::verified;
}

Text status_text(WasteStatus status) {
  switch (status) {
    case WasteStatus::not_surplus:
      return {"used inside its project as planned: not waste",
              "brukt i eget prosjekt som planlagt: ikke avfall"};
    case WasteStatus::by_product:
      return {"a by-product", "et biprodukt"};
    case WasteStatus::end_of_waste:
      return {"no longer waste", "ikke lenger avfall"};
    case WasteStatus::waste:
      return {"industrial waste: recovered, or handed to a lawful facility",
              "næringsavfall: gjenvinnes eller leveres til lovlig anlegg"};
    case WasteStatus::unknown:
      break;
  }
  return {"waste until the questions are answered with yes",
          "avfall inntil spørsmålene er besvart med ja"};
}

}  // namespace

SpeciesAnswer judge_species(std::string_view material, const SpeciesSurvey& survey) {
  SpeciesAnswer a;
  a.source = "forskrift 2015-06-19-716 om fremmede organismer § 24";
  if (!survey.found.empty()) {
    Text names;
    for (const auto& s : survey.found) {
      const std::string one = s.category.empty() ? s.name : s.name + " (" + s.category + ")";
      names = names + same((names.en.empty() ? "" : ", ") + one);
    }
    a.blocked = Answer::yes;
    a.reason = Text{"alien species found: ", "fremmede arter funnet: "} + names;
    a.change = {"treatment or disposal as advised for the species",
                "behandling eller deponering etter råd for arten"};
  } else if (!is_one_of(material, {"soil", "clay", "sand", "gravel"})) {
    a.blocked = Answer::no;
    a.reason = {"not a mass that the duty of care names", "ikke en masse aktsomhetsplikten nevner"};
  } else if (survey.surveyed == Answer::yes) {
    a.blocked = Answer::no;
    a.reason = {"surveyed, no alien species found", "kartlagt, ingen fremmede arter funnet"};
  } else {
    a.reason = {"not surveyed for alien species", "ikke kartlagt for fremmede arter"};
    a.change = {"a survey of alien species", "kartlegging av fremmede arter"};
  }
  return a;
}

Standing standing_of(const UseFacts& f) {
  Standing s;
  s.permit_needed = f.may_pollute;
  switch (f.use) {
    case PlannedUse::inside_project:
      s.status = WasteStatus::not_surplus;
      s.level = PyramidLevel::prevention;
      s.source = waste_law;
      break;
    case PlannedUse::same_function:
      decide_status(s, f);
      s.level = PyramidLevel::reuse;
      break;
    case PlannedUse::product:
      decide_status(s, f);
      s.level = PyramidLevel::recycling;
      break;
    case PlannedUse::fill: {
      const Answer purpose = purposeful_fill(f, s.questions);
      s.status = WasteStatus::waste;
      s.level = purpose == Answer::yes  ? PyramidLevel::recovery
                : purpose == Answer::no ? PyramidLevel::disposal
                                        : PyramidLevel::unknown;
      s.source = waste_law;
      break;
    }
    case PlannedUse::facility:
      s.status = WasteStatus::waste;
      s.level = PyramidLevel::disposal;
      s.permit_needed = Answer::no;  // the facility has one
      s.source = waste_law;
      break;
  }
  if (s.permit_needed == Answer::unknown)
    s.questions.push_back(
        {"may storing or filling pollute?", "kan lagring eller utfylling forurense?"});
  s.reason = status_text(s.status);
  return s;
}

PyramidLevel highest_level(const LotKind& lot) {
  if (lot.condition_class.empty()) return PyramidLevel::unknown;
  if (lot.condition_class != "clean") return PyramidLevel::disposal;
  if (lot.material == "rock" && lot.grade.empty()) return PyramidLevel::unknown;
  for (const auto product : products()) {
    if (product == "fill" || product == "fill_soil") continue;
    if (can_become(lot, product) != Ladder::no) return PyramidLevel::recycling;
  }
  return PyramidLevel::recovery;
}

namespace {

constexpr const char* ns_source =
    "NS 9431 as printed in waste reports of Norsk Gjenvinning (2024-2025) and at returatrv.no";
constexpr const char* nffa_source = "NFFA avfallsstoffnummer list";
constexpr const char* eal_source =
    "European List of Waste (Decision 2000/532/EC as amended), read in public transcriptions";

void put(WasteCodes& all, const char* system, const char* code, Text name, Text note = {},
         Confidence confidence = Confidence::verified) {
  const char* source = std::string_view(system) == "EAL"    ? eal_source
                       : confidence == Confidence::recalled ? nffa_source
                                                            : ns_source;
  all.codes.push_back({system, code, std::move(name), std::move(note), source, confidence});
}

/// Both sides of a mirror entry until somebody has answered.
void put_mirror(WasteCodes& all, Answer hazardous, const char* yes, const char* no,
                const Text& name) {
  if (hazardous != Answer::no)
    put(all, "EAL", yes, name + Text{" with hazardous substances", " med farlige stoffer"});
  if (hazardous != Answer::yes) put(all, "EAL", no, name);
  if (hazardous == Answer::unknown)
    all.questions.push_back({"is it hazardous waste?", "er det farlig avfall?"});
}

void put_ground(WasteCodes& all, const Verdict& v, Answer hazardous, bool oil) {
  if (hazardous == Answer::yes) {
    if (oil)
      put(all, "NS 9431", "7022", {"oil-contaminated mass", "oljeforurenset masse"}, {},
          Confidence::recalled);
    return;
  }
  const bool settled = v.class_low == v.class_high;
  if (v.contaminated == Answer::no && settled && v.class_low <= 2) {
    put(all, "NS 9431", "1601", {"clean masses", "rene masser"});
  } else if (settled && (v.class_low == 2 || v.class_low == 3)) {
    put(all, "NS 9431", "1603", {"slightly contaminated masses", "lett forurensede masser"},
        {"trade use: condition classes 2 and 3", "bransjebruk: tilstandsklasse 2 og 3"});
  } else if (settled && (v.class_low == 4 || v.class_low == 5)) {
    put(all, "NS 9431", "1604", {"contaminated masses", "forurensede masser"},
        {"trade use: condition classes 4 and 5", "bransjebruk: tilstandsklasse 4 og 5"});
  } else {
    all.questions.push_back({"which condition class?", "hvilken tilstandsklasse?"});
  }
}

/// Clean and whole concrete or brick, or polluted below the hazardous limit.
void put_building(WasteCodes& all, const Verdict& v, Answer hazardous, const char* clean,
                  Text name) {
  if (hazardous == Answer::yes) return;
  if (v.contaminated == Answer::unknown)
    all.questions.push_back({"is it contaminated?", "er det forurenset?"});
  if (v.contaminated != Answer::yes) put(all, "NS 9431", clean, std::move(name));
  if (v.contaminated != Answer::no)
    put(all, "NS 9431", "1614", {"contaminated concrete and brick", "forurenset betong og tegl"});
}

}  // namespace

WasteCodes waste_codes(std::string_view material, const Verdict& v, Answer hazardous, bool oil) {
  WasteCodes all;
  if (is_ground(material)) {
    put_ground(all, v, hazardous, oil);
    put_mirror(all, hazardous, "17 05 03*", "17 05 04", {"soil and stones", "jord og stein"});
  } else if (material == "concrete" || material == "reinforced_concrete") {
    const bool bars = material != "concrete";
    put_building(all, v, hazardous, bars ? "1612" : "1611",
                 bars ? Text{"concrete with reinforcement", "betong med armeringsjern"}
                      : Text{"concrete without reinforcement", "betong uten armeringsjern"});
    put_mirror(all, hazardous, "17 01 06*", "17 01 01", {"concrete", "betong"});
  } else if (material == "brick") {
    put_building(all, v, hazardous, "1613", {"brick and roof tiles", "tegl og takstein"});
    put_mirror(all, hazardous, "17 01 06*", "17 01 02", {"bricks", "tegl"});
  } else if (material == "asphalt") {
    put_mirror(all, hazardous, "17 03 01*", "17 03 02",
               {"bituminous mixtures", "bitumenholdige blandinger"});
  } else if (material == "ballast") {
    put_mirror(all, hazardous, "17 05 07*", "17 05 08", {"track ballast", "jernbaneballast"});
  } else if (material == "dredged") {
    put_mirror(all, hazardous, "17 05 05*", "17 05 06", {"dredging spoil", "mudringsmasser"});
  } else {
    all.questions.push_back({"which material?", "hvilket materiale?"});
  }
  return all;
}

}  // namespace masseflyt::classification
