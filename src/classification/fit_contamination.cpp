// What laboratory results, hazard, acid, radioactivity and alien species make of a use.
#include <algorithm>

#include "classification/fit_known.hpp"
#include "classification/words.hpp"

namespace masseflyt::classification::fit {
namespace {

FitReason from_reason(const Reason& r, Fitness effect) {
  FitReason f;
  f.effect = effect;
  f.aspect = "contamination";
  f.rule = r.rule, f.sample = r.sample, f.subject = r.analyte;
  f.measured = r.measured, f.limit = r.limit;
  f.source = r.source, f.confidence = r.confidence;
  f.text = r.sample.empty() ? r.text : same(r.sample + ": ") + r.text;
  f.change = r.change;
  return f;
}

bool tells_exceedance(ReasonKind kind) {
  return kind == ReasonKind::above_limit || kind == ReasonKind::above_limit_no_class;
}

bool tells_open(ReasonKind kind) {
  return kind == ReasonKind::loq_too_high || kind == ReasonKind::sum_incomplete ||
         kind == ReasonKind::limit_not_verified || kind == ReasonKind::nothing_judged;
}

Text list_of(const AnalyteSet& set, const Analytes& analytes) {
  Text names;
  std::size_t told = 0;
  for (const auto a : set.list()) {
    if (told++ == 8) return names + Text{" and more", " og flere"};
    names = (names.en.empty() ? names : names + same(", ")) + analytes[a].name;
  }
  return names;
}

/// The results that leave a sample open, with the analysis that would decide.
void tell_open(Reasons& out, const Verdict& v, Fitness effect = Fitness::unknown) {
  bool told = false;
  for (const auto& r : v.reasons) {
    if (!tells_open(r.kind)) continue;
    FitReason f = from_reason(r, effect);
    f.confidence = Confidence::verified;  // it is the result that is open, not the rule
    f.missing = r.kind == ReasonKind::limit_not_verified ? "source"
                : r.analyte.empty()                      ? "analyses"
                                                         : "analysis:" + r.analyte;
    out.add(std::move(f));
    told = true;
  }
  if (told) return;
  FitReason f;
  f.effect = effect;
  f.aspect = "contamination", f.sample = v.sample, f.missing = "analyses";
  f.text = same(v.sample + ": ") + Text{"the results do not tell whether it is contaminated",
                                        "resultatene avgjør ikke om den er forurenset"};
  f.change = {"analyses of substances that have limits", "analyse av stoffer som har grenser"};
  out.add(std::move(f));
}

/// What was found above its clean limit; whatever reached the class, when nothing was.
void tell_found(Reasons& out, const Verdict& v, Fitness effect, std::string_view missing) {
  bool told = false;
  for (const bool limits : {true, false}) {
    if (told) break;
    for (const auto& r : v.reasons) {
      if (limits ? !tells_exceedance(r.kind) : r.kind != ReasonKind::class_reached) continue;
      FitReason f = from_reason(r, effect);
      f.missing = missing;
      out.add(std::move(f));
      told = true;
    }
  }
}

FitReason about_declared(const Reasons& out, Fitness effect, std::string_view missing) {
  const auto n = std::to_string(out.known().declared);
  FitReason f;
  f.effect = effect;
  f.aspect = "contamination", f.rule = "declared", f.subject = "condition_class";
  f.measured = n, f.limit = "<= 1", f.source = "the holder of the lot", f.missing = missing;
  f.text = {"declared as condition class " + n, "deklarert som tilstandsklasse " + n};
  f.change = {"another declaration, when tests support it",
              "en annen deklarasjon, når prøver støtter det"};
  return f;
}

/// A class that no row of the table lets in rests on all rows of that place.
void rest_on_table(LandUseAnswer& a, const Reasons& out) {
  const Use& use = out.use();
  const bool deep = use.kind != UseKind::cover && use.below_one_metre;
  const RulePack& pack = out.known().data->land_use;
  for (const auto& rule : pack.rules) {
    if (rule.scope != use.land_use + (deep ? "/>1" : "/0-1")) continue;
    a.rule = rule_id(pack, rule);
    if (a.source.find(rule.source) == std::string::npos)
      a.source += (a.source.empty() ? "" : "; ") + rule.source;
    a.confidence = std::max(a.confidence, rule.confidence);
  }
}

/// What TA-2553 says of leaving it there. Class 0: substances without classes only.
void judge_place(Reasons& out, const Rule& demand, LandUseAnswer a, const std::string& sample) {
  if (a.answer == Acceptability::not_allowed && a.rule.empty()) rest_on_table(a, out);
  const std::string lead = sample.empty() ? "" : sample + ": ";
  FitReason f;
  f.aspect = "contamination", f.rule = a.rule, f.sample = sample, f.subject = "condition_class";
  f.source = a.source, f.confidence = a.confidence;
  f.limit = a.highest_class > 0 ? "<= " + std::to_string(a.highest_class) : "";
  f.text = same(lead) + a.reason, f.change = a.change;
  switch (a.answer) {
    case Acceptability::not_allowed:
      f.effect = Fitness::refused;
      break;
    case Acceptability::unknown:
      f.effect = Fitness::unknown;
      f.missing = a.rule.empty() ? "analyses" : "source";
      break;
    case Acceptability::outside_scope:
      f.effect = Fitness::unknown, f.missing = "limits_of_the_authority";
      f.source = out.known().data->land_use.edition;
      break;
    case Acceptability::allowed:
      f.effect = Fitness::allowed;
      break;
    case Acceptability::allowed_if:
      f.effect = Fitness::conditional;
      f.missing =
          a.assess_health ? "risk_assessment_health_and_spreading" : "risk_assessment_spreading";
      break;
  }
  out.add(std::move(f));
  const bool inside = out.use().kind == UseKind::in_project;
  if (a.answer == Acceptability::not_allowed) return;
  out.add(demand, "contamination", Fitness::conditional,
          inside ? "approved_remediation_plan" : "permit_pollution_act_11",
          inside ? Text{"contaminated masses are used inside the project under an approved plan",
                        "forurensede masser brukes i tiltaket etter en godkjent tiltaksplan"}
                 : Text{"contaminated masses are laid elsewhere only under a permit",
                        "forurensede masser legges andre steder bare med tillatelse"},
          inside ? Text{"an approved tiltaksplan whose acceptance criteria the mass meets",
                        "en godkjent tiltaksplan med akseptkriterier massene oppfyller"}
                 : Text{"a permit under forurensningsloven § 11",
                        "tillatelse etter forurensningsloven § 11"});
}

/// It has to be told that the mass is not hazardous before it leaves its site as waste.
void ask_characterisation(Reasons& out) {
  const Known& k = out.known();
  if (out.use().kind == UseKind::in_project || k.hazardous.answer != Answer::unknown) return;
  FitReason f;
  f.effect = Fitness::conditional;
  f.aspect = "hazardous", f.missing = k.hazardous.missing, f.source = k.hazardous.source;
  f.subject = "hazardous", f.text = k.hazardous.text, f.change = k.hazardous.change;
  out.add(std::move(f));
}

void judge_placed(Reasons& out, const Rule& demand) {
  const Known& k = out.known();
  const Use& use = out.use();
  if (use.land_use.empty()) {
    out.add(demand, "contamination", Fitness::unknown, "land_use_and_depth",
            {"it depends on land use and depth where it would lie",
             "det kommer an på arealbruk og dybde der massene skal ligge"},
            {"land use and depth, as fill/sentrum/>1", "arealbruk og dybde, som fill/sentrum/>1"});
    return;
  }
  const Placement place{use.land_use, use.kind != UseKind::cover && use.below_one_metre,
                        use.vulnerable_recipient};
  for (const auto& v : k.verdicts) {
    if (v.contaminated == Answer::no) continue;
    const bool open = v.contaminated == Answer::unknown;
    if (open) {
      const auto a = may_remain(v, place, k.data->land_use, out.strict());
      const bool settled = v.class_high > 0 && (a.answer == Acceptability::allowed ||
                                                a.answer == Acceptability::allowed_if);
      tell_open(out, v, settled ? Fitness::allowed : Fitness::unknown);
      if (!settled) continue;  // else it is counted as contaminated
    }
    tell_found(out, v, Fitness::allowed, "");
    for (const auto& r : v.reasons) {
      if (r.kind != ReasonKind::above_limit_no_class) continue;
      FitReason f = from_reason(r, Fitness::conditional);
      f.missing = "site_specific_risk_assessment";
      f.change = {"a site-specific risk assessment", "en stedsspesifikk risikovurdering"};
      out.add(std::move(f));
    }
    if (v.class_high > 0)
      judge_place(out, demand, may_remain(v, place, k.data->land_use, out.strict()), v.sample);
    else
      judge_place(out, demand, {Acceptability::allowed, false, false, 0, "", "", {}, {}, {}},
                  v.sample);
  }
  if (k.declared > 1) {
    out.add(about_declared(out, Fitness::allowed, ""));
    judge_place(out, demand, may_remain(k.declared, place, k.data->land_use, out.strict()), "");
  }
  ask_characterisation(out);
}

/// Refuses what is not clean.
void judge_clean(Reasons& out, const Rule& demand) {
  const Known& k = out.known();
  const Fitness effect = effect_of(demand);
  for (const auto& v : k.verdicts) {
    if (v.contaminated == Answer::yes) tell_found(out, v, effect, "clean_masses");
    if (v.contaminated == Answer::unknown) tell_open(out, v);
  }
  if (k.declared > 1) out.add(about_declared(out, effect, "clean_masses"));
  out.add(demand, "contamination", k.contaminated == Answer::yes ? effect : Fitness::allowed, "",
          {"this use takes clean masses only", "denne bruken tar bare rene masser"},
          k.contaminated == Answer::yes
              ? Text{"treatment that makes it clean", "behandling som gjør massene rene"}
              : Text());
}

void tell_clean(Reasons& out) {
  for (const auto& v : out.known().verdicts) {
    if (v.contaminated != Answer::no) continue;
    for (const auto& r : v.reasons)
      if (r.kind == ReasonKind::nothing_found || r.kind == ReasonKind::natural_background ||
          r.kind == ReasonKind::upper_sum_matters || r.kind == ReasonKind::loq_not_told ||
          r.kind == ReasonKind::exceedance_possible) {
        FitReason f = from_reason(r, Fitness::allowed);
        f.confidence = Confidence::verified;  // tells what was found
        out.add(std::move(f));
      }
  }
}

void judge_coverage(Reasons& out, const Rule& demand) {
  const Known& k = out.known();
  if (k.lot->contamination_suspected == Answer::no) {
    if (k.verdicts.empty() && k.declared == 0)
      out.add(demand, "contamination", Fitness::allowed, "",
              {"no contamination is suspected; not tested",
               "ingen mistanke om forurensning; ikke prøvd"},
              {});
    return;
  }
  if (k.verdicts.empty()) {
    if (k.declared > 1) return;
    const bool declared = k.declared == 1;
    out.add(demand, "contamination", declared ? Fitness::conditional : Fitness::unknown, "analyses",
            declared ? Text{"declared clean, not tested", "deklarert ren, ikke prøvd"}
                     : Text{"not tested for contamination", "ikke prøvd for forurensning"},
            {"analyses of samples, or a documented history that rules contamination out",
             "analyse av prøver, eller dokumentert historikk som utelukker forurensning"});
    return;
  }
  if (k.untested.empty()) return;
  const Text names = list_of(k.untested, k.data->analytes);
  out.add(demand, "contamination", Fitness::conditional, "analyses_or_history",
          Text{"not analysed, though it has condition classes: ",
               "ikke analysert, men har tilstandsklasser: "} +
              names,
          {"analyses of them, or a documented history that rules them out",
           "analyse av dem, eller dokumentert historikk som utelukker dem"});
}

void add_said(Reasons& out, const Said& said, std::string_view aspect, std::string_view subject,
              const Rule* demand) {
  if (demand == nullptr || !said.relevant) return;
  FitReason f;
  f.aspect = aspect, f.subject = subject;
  f.rule = said.rule.empty() ? out.id(*demand) : said.rule;
  f.measured = said.measured, f.limit = said.limit;
  f.source = said.answer == Answer::yes && !demand->source.empty()
                 ? demand->source + (said.source.empty() ? "" : "; " + said.source)
                 : said.source;
  f.confidence = std::max(said.confidence, demand->confidence);
  f.text = said.text, f.change = said.change;
  f.effect = said.answer == Answer::yes  ? effect_of(*demand)
             : said.answer == Answer::no ? Fitness::allowed
                                         : open_effect_of(*demand);
  if (f.effect == Fitness::allowed)
    f.change = {};
  else
    f.missing = said.missing;
  out.add(std::move(f));
}

}  // namespace

void judge_contamination(Reasons& out) {
  const Known& k = out.known();
  const Rule* demand = out.demand("contaminated");
  // Concrete, brick and asphalt have rules of their own: class 1 does not cover them.
  if (demand == nullptr || !is_ground(k.lot->material)) return;
  if (k.contaminated == Answer::no)
    tell_clean(out);
  else if (is_placed(out.use().kind) && !(k.verdicts.empty() && k.declared == 0))
    judge_placed(out, *demand);
  if (!is_placed(out.use().kind)) judge_clean(out, *demand);
  judge_coverage(out, *demand);
}

void judge_said(Reasons& out) {
  const Known& k = out.known();
  // Whether clean masses are hazardous is no question; above class 5 it is one.
  Said hazardous = k.hazardous;
  const auto high = [&] {
    std::int32_t worst = k.declared;
    for (const auto& v : k.verdicts) worst = std::max(worst, v.class_high);
    return worst;
  }();
  hazardous.relevant = hazardous.answer == Answer::yes || high >= above_class_5 ||
                       (hazardous.answer == Answer::no && k.contaminated == Answer::yes) ||
                       (k.asphalt && hazardous.answer == Answer::unknown);
  if (k.asphalt && k.lot->hazardous == Answer::unknown) {
    for (const auto& c : k.asphalt->checks) {
      if (c.rule.subject != "pah16") continue;
      hazardous.rule = c.rule_id, hazardous.measured = c.measured;
      hazardous.limit = limit_text(c.rule), hazardous.source = c.rule.source;
      hazardous.missing = "analysis:pah16";
      hazardous.text = Text{"PAH16 of the asphalt is ", "PAH16 i asfalten er "} +
                       (c.measured.empty() ? Text{"not tested", "ikke prøvd"}
                                           : number_text(c.measured) + same(" mg/kg TS")) +
                       Text{"; hazardous above ", "; farlig over "} +
                       number_text(c.rule.value.to_string()) + same(" mg/kg TS");
      hazardous.change = {"an analysis of PAH16 at or below the limit",
                          "en analyse av PAH16 på eller under grensen"};
    }
  }
  add_said(out, hazardous, "hazardous", "hazardous", out.demand("hazardous"));
  add_said(out, k.acid, "acid_rock", "acid_forming", out.demand("acid_forming"));
  add_said(out, k.radioactive, "radioactivity", "radioactive_waste",
           out.demand("radioactive_waste"));
  const Rule* species = out.demand("alien_species");
  Said alien = k.species;
  if (species != nullptr && alien.answer == Answer::unknown) {
    // A survey is an assessment before the mass is moved, not a test of what it is.
    FitReason f;
    f.effect = Fitness::conditional;
    f.aspect = "species", f.subject = "alien_species", f.rule = out.id(*species);
    f.source = species->source, f.missing = alien.missing;
    f.text = alien.text;
    f.change = Text{"a survey that finds none", "en kartlegging som ikke finner noen"};
    out.add(std::move(f));
  } else {
    add_said(out, alien, "species", "alien_species", species);
  }
  if (!out.use().under_buildings || !is_placed(out.use().kind)) return;
  // Here a yes is what is wanted.
  FitReason f;
  f.aspect = "radioactivity", f.subject = "radium_226", f.rule = k.radium.rule;
  f.measured = k.radium.measured, f.limit = k.radium.limit, f.source = k.radium.source;
  f.confidence = k.radium.confidence, f.text = k.radium.text;
  f.effect = k.radium.answer == Answer::yes  ? Fitness::allowed
             : k.radium.answer == Answer::no ? Fitness::refused
                                             : Fitness::unknown;
  if (f.effect != Fitness::allowed) f.change = k.radium.change;
  if (f.effect == Fitness::unknown) f.missing = k.radium.missing;
  out.add(std::move(f));
}

}  // namespace masseflyt::classification::fit
