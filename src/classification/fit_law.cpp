// Waste or not, concrete and brick, asphalt, landfills.
#include <algorithm>

#include "classification/fit_known.hpp"
#include "classification/words.hpp"

namespace masseflyt::classification::fit {
namespace {

PlannedUse planned(UseKind kind) {
  switch (kind) {
    case UseKind::in_project:
      return PlannedUse::inside_project;
    case UseKind::reuse:
      return PlannedUse::same_function;
    case UseKind::fill:
    case UseKind::cover:
      return PlannedUse::fill;
    case UseKind::clean_disposal:
    case UseKind::landfill:
      return PlannedUse::facility;
    default:
      return PlannedUse::product;
  }
}

void ask(Reasons& out, const Rule& demand, const std::vector<Text>& questions,
         std::string_view missing) {
  for (const auto& q : questions)
    out.add(demand, "waste", Fitness::conditional, std::string(missing),
            Text{"not answered with yes: ", "ikke besvart med ja: "} + q,
            Text{"a documented yes to: ", "et dokumentert ja på: "} + q);
}

void judge_need(Reasons& out, const Rule& demand) {
  const Answer needed = out.known().lot->needed_in_project;
  const Text need{"used inside its project as planned: not waste",
                  "brukt i eget prosjekt som planlagt: ikke avfall"};
  if (needed == Answer::yes)
    out.add(demand, "waste", Fitness::allowed, "", need, {});
  else if (needed == Answer::no)
    out.add(demand, "waste", Fitness::refused, "need_in_project",
            {"the project has no need of it", "prosjektet har ikke behov for massene"},
            {"a place in the project's mass balance", "en plass i prosjektets massebalanse"});
  else
    out.add(demand, "waste", Fitness::conditional, "need_in_project",
            {"nobody has told whether the project itself needs it",
             "ingen har opplyst om prosjektet selv har behov for massene"},
            {"a place in the project's mass balance", "en plass i prosjektets massebalanse"});
}

/// The fill counts as recovery only if it would have been made anyway.
void judge_purpose(Reasons& out, const Rule& demand, const Standing& standing,
                   PyramidLevel& level) {
  if (standing.level == PyramidLevel::recovery) {
    out.add(demand, "waste", Fitness::allowed, "",
            {"a fill that is planned anyway, of fitting amount and masses: recovery",
             "utfylling som er planlagt uansett, med passende mengde og masser: gjenvinning"},
            {});
  } else if (standing.level == PyramidLevel::disposal) {
    level = PyramidLevel::disposal;
    out.add(demand, "waste", Fitness::conditional, "lawful_facility",
            {"without a purpose of its own the fill is disposal",
             "uten eget formål er utfyllingen sluttbehandling"},
            {"a lawful facility with a permit, or consent of Miljødirektoratet (§ 32)",
             "et lovlig anlegg med tillatelse, eller samtykke fra Miljødirektoratet (§ 32)"});
  }
  std::vector<Text> questions = standing.questions;
  std::erase_if(questions, [](const Text& q) { return q.en.find("pollute") != q.en.npos; });
  ask(out, demand, questions, "purpose");
}

Text joined(const std::vector<Text>& questions) {
  Text all;
  for (const auto& q : questions) all = all + same(all.en.empty() ? "" : " ") + q;
  return all;
}

Text two_ways(const Standing& s) {
  return Text{"a documented yes to all of: ", "et dokumentert ja på alle: "} +
         joined(s.for_by_product) +
         Text{" (by-product), or to all of: ", " (biprodukt), eller på alle: "} +
         joined(s.for_end_of_waste) + Text{" (end of waste)", " (opphør av avfallsfasen)"};
}

/// `ask_for_it`: also while nobody has told whether it may pollute.
void judge_permit(Reasons& out, const Rule& demand, const Standing& standing, bool ask_for_it) {
  if (standing.permit_needed == Answer::unknown && ask_for_it)
    out.add(demand, "waste", Fitness::conditional, "may_pollute",
            {"nobody has told whether storing or filling may pollute",
             "ingen har opplyst om lagring eller utfylling kan forurense"},
            {"a documented no, or a permit under forurensningsloven § 11",
             "et dokumentert nei, eller tillatelse etter forurensningsloven § 11"});
  if (standing.permit_needed != Answer::yes) return;
  out.add(demand, "waste", Fitness::conditional, "permit_pollution_act_11",
          {"storing or filling may pollute: a permit is needed",
           "lagring eller utfylling kan forurense: tillatelse kreves"},
          {"a permit under forurensningsloven § 11", "tillatelse etter forurensningsloven § 11"});
}

}  // namespace

void judge_standing(Reasons& out, PyramidLevel& level) {
  UseFacts facts = out.known().lot->facts;
  facts.use = planned(out.use().kind);
  const Standing standing = standing_of(facts);
  if (const Rule* need = out.demand("need")) judge_need(out, *need);
  // Chapter 14A asks the same of concrete and brick in its own words.
  if (out.known().recovery) return;
  if (const Rule* purpose = out.demand("purpose")) {
    judge_purpose(out, *purpose, standing, level);
    judge_permit(out, *purpose, standing, true);
  }
  const Rule* demand = out.demand("standing");
  if (demand == nullptr) return;
  if (standing.status == WasteStatus::by_product || standing.status == WasteStatus::end_of_waste) {
    out.add(*demand, "waste", Fitness::allowed, "", standing.reason, {});
  } else {
    if (standing.status == WasteStatus::waste)
      out.add(*demand, "waste", Fitness::refused, "waste_status", standing.reason,
              two_ways(standing));
    else
      out.add(*demand, "waste", Fitness::conditional, "waste_status",
              {"not documented as a by-product, nor as no longer waste",
               "ikke dokumentert som biprodukt, heller ikke som opphørt avfall"},
              two_ways(standing));
  }
  judge_permit(out, *demand, standing, false);
}

void judge_demolition(Reasons& out) {
  const Known& k = out.known();
  const UseKind kind = out.use().kind;
  if (kind == UseKind::landfill) return;
  if (k.asphalt) {
    for (const auto& c : k.asphalt->checks) {
      if (c.rule.subject != "storage_years" || c.met == Answer::no) continue;
      FitReason f;
      f.effect = Fitness::conditional;
      f.aspect = "demolition", f.rule = c.rule_id, f.subject = c.rule.subject;
      f.measured = c.measured, f.limit = limit_text(c.rule), f.source = c.rule.source;
      f.confidence = c.rule.confidence, f.missing = "storage_years";
      f.text = c.met == Answer::yes
                   ? Text{"unprocessed slabs that have lain too long count as landfilled",
                          "ubearbeidede flak som har ligget for lenge, regnes som deponert"}
                   : Text{"nobody has told for how long unprocessed slabs were stored",
                          "ingen har opplyst hvor lenge ubearbeidede flak har vært lagret"};
      f.change = Text{"storage of at most ", "lagring i høyst "} +
                 number_text(c.rule.value.to_string()) + Text{" years", " år"};
      out.add(std::move(f));
    }
    if (is_placed(kind) || kind == UseKind::clean_disposal) {
      const Rule* demand = out.demand("contaminated");
      if (demand != nullptr)
        out.add(*demand, "demolition",
                kind == UseKind::clean_disposal ? Fitness::refused : Fitness::conditional,
                "permit_pollution_act_32",
                {"asphalt is no clean mass and has no exemption as fill",
                 "asfalt er ikke rene masser og har ikke unntak som fyllmasse"},
                {"a permit, or use in asphalt", "tillatelse, eller bruk i asfalt"});
    }
    return;
  }
  if (!k.recovery) return;
  if (kind == UseKind::clean_disposal) {
    if (const Rule* demand = out.demand("contaminated"))
      out.add(*demand, "demolition", Fitness::refused, "clean_masses",
              {"concrete and brick are no clean natural masses",
               "betong og tegl er ikke rene naturlige masser"},
              {"recovery, or a landfill", "nyttiggjøring, eller deponi"});
    return;
  }
  const RecoveryAnswer& a = *k.recovery;
  for (const auto& c : a.checks) {
    FitReason f = out.told(c, "demolition");
    f.effect = c.met == Answer::unknown ? Fitness::unknown : Fitness::conditional;
    if (c.met == Answer::unknown) f.missing = "analysis:" + c.rule.subject;
    if (a.answer == Recovery::remove_first && c.met == Answer::yes) f.effect = Fitness::refused;
    if (f.effect == Fitness::conditional) f.missing = "permit_pollution_act_32";
    out.add(std::move(f));
  }
  for (const auto& q : a.questions) {
    FitReason f;
    f.effect = Fitness::conditional;
    f.aspect = "demolition", f.rule = "no.concrete_brick.14a/questions", f.missing = "chapter_14a";
    f.source = k.data->concrete.edition + " §§ 14A-3 to 14A-7";
    f.text = Text{"not answered with yes: ", "ikke besvart med ja: "} + q;
    f.change = Text{"a documented yes to: ", "et dokumentert ja på: "} + q;
    out.add(std::move(f));
  }
  FitReason f;
  f.aspect = "demolition", f.rule = "no.concrete_brick.14a", f.source = k.data->concrete.edition;
  f.text = a.reason;
  switch (a.answer) {
    case Recovery::free:
      f.effect = Fitness::allowed;
      break;
    case Recovery::with_conditions:
      f.effect = Fitness::conditional, f.missing = "cover_and_placement";
      f.change = {"cover and placement as § 14A-5 asks", "tildekking og plassering etter § 14A-5"};
      break;
    case Recovery::remove_first:
      f.effect = Fitness::refused;
      f.change = {"removal and destruction of the layer", "fjerning og destruksjon av sjiktet"};
      break;
    case Recovery::not_without_permit:
    case Recovery::outside_scope:
      f.effect = Fitness::conditional, f.missing = "permit_pollution_act_32";
      f.change = {"a permit under forurensningsloven", "tillatelse etter forurensningsloven"};
      break;
    case Recovery::unknown:
      return;  // what is open has been told one by one
  }
  out.add(std::move(f));
}

namespace {

Landfill category_of(std::string_view name) {
  if (name == "inert") return Landfill::inert;
  return name == "ordinary" ? Landfill::ordinary : Landfill::hazardous;
}

void add_all(Reasons& out, const std::vector<Check>& checks) {
  for (const auto& c : checks) out.add(c, "landfill");
}

bool any_broken(const std::vector<Check>& checks) {
  return std::any_of(checks.begin(), checks.end(),
                     [](const Check& c) { return c.met == Answer::no; });
}

void say(Reasons& out, Fitness effect, Text text, std::string missing, Text change) {
  FitReason f;
  f.effect = effect;
  f.aspect = "landfill", f.rule = out.known().data->landfill.id;
  f.source = out.known().data->landfill.edition;
  f.text = std::move(text), f.missing = std::move(missing), f.change = std::move(change);
  out.add(std::move(f));
}

void ask_all(Reasons& out, const std::vector<Text>& questions) {
  for (const auto& q : questions)
    say(out, Fitness::unknown, Text{"not answered: ", "ikke besvart: "} + q,
        "landfill_characterisation", Text{"an answer to: ", "svar på: "} + q);
}

}  // namespace

LandfillWaste landfill_waste(const Known& k) {
  LandfillWaste waste = k.lot->landfill;
  waste.hazardous = k.hazardous.answer;
  for (const auto& s : k.lot->samples)
    for (auto& p : properties_of(s, k.data->analytes)) waste.totals.push_back(std::move(p));
  return waste;
}

Result<void> judge_landfill(Reasons& out) {
  const Known& k = out.known();
  if (out.use().kind != UseKind::landfill) return {};
  const LandfillWaste waste = landfill_waste(k);
  LandfillOptions options{{out.strict()}, k.lot->landfill_factor};
  const auto answer = landfill_category(waste, k.data->landfill, options);
  if (!answer) return answer.error();
  const LandfillAnswer& a = *answer;
  const Landfill wanted = category_of(out.use().detail);

  if (a.best == Landfill::none && wanted != Landfill::hazardous) {
    add_all(out, a.against_inert);
    say(out, Fitness::refused, a.reason, "treatment",
        {"treatment, or another way than a landfill", "behandling, eller annen vei enn deponi"});
    return {};
  }
  if (wanted == Landfill::inert) {
    if (a.best == Landfill::inert) {
      say(out, Fitness::allowed, a.reason, "", {});
    } else if (waste.hazardous == Answer::yes) {
      say(out, Fitness::refused, a.reason, "treatment", {"treatment", "behandling"});
    } else {
      ask_all(out, a.questions);
      add_all(out, a.against_inert);
      if (!any_broken(a.against_inert) && a.questions.empty() && a.against_inert.empty())
        say(out, Fitness::unknown, a.reason, "landfill_characterisation", {});
    }
  } else if (wanted == Landfill::ordinary) {
    if (a.best == Landfill::inert || a.best == Landfill::ordinary) {
      say(out, Fitness::allowed,
          {"not hazardous: category 2 takes it", "ikke farlig: kategori 2 tar imot"}, "", {});
    } else if (waste.hazardous == Answer::yes) {
      say(out, Fitness::refused, a.reason, "treatment", {"treatment", "behandling"});
    } else {
      ask_all(out, a.questions);
      add_all(out, a.against_ordinary);
    }
  } else {
    if (waste.hazardous == Answer::no) {
      say(out, Fitness::refused,
          {"not hazardous: category 1 is for hazardous waste",
           "ikke farlig: kategori 1 er for farlig avfall"},
          "another_category", {"category 2 or 3", "kategori 2 eller 3"});
      return {};
    }
    ask_all(out, a.questions);
    add_all(out, a.against_hazardous);
    if (a.best == Landfill::hazardous) say(out, Fitness::allowed, a.reason, "", {});
    if (a.best == Landfill::none)
      say(out, Fitness::refused, a.reason, "treatment", {"treatment", "behandling"});
  }
  return {};
}

}  // namespace masseflyt::classification::fit
