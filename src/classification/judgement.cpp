#include <masseflyt/classification/judgement.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <masseflyt/classification/aggregate.hpp>
#include <masseflyt/classification/soil.hpp>

#include "classification/fit_known.hpp"
#include "classification/json_input.hpp"
#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

using fit::Known;
using fit::Said;

std::string_view word(Answer a) {
  return a == Answer::yes ? "yes" : a == Answer::no ? "no" : "unknown";
}
std::string_view met_word(Answer a) {
  return a == Answer::yes ? "met" : a == Answer::no ? "not_met" : "unknown";
}

Text yes_no(Answer a) {
  return a == Answer::yes  ? Text{"yes", "ja"}
         : a == Answer::no ? Text{"no", "nei"}
                           : Text{"not known", "ikke kjent"};
}

Text met_text(Answer a) {
  return a == Answer::yes  ? Text{"met", "oppfylt"}
         : a == Answer::no ? Text{"not met", "ikke oppfylt"}
                           : Text{"open", "åpent"};
}

// ---- reasons from everywhere --------------------------------------------------------------------

JudgementReason reason_of(const Reason& r) {
  return {r.rule,   r.sample,     r.analyte, r.measured, r.limit,
          r.source, r.confidence, r.text,    r.change};
}

JudgementReason reason_of(const Check& c) {
  return {
      c.rule_id,         "",     c.rule.subject, c.measured, fit::limit_text(c.rule), c.rule.source,
      c.rule.confidence, c.text, c.change};
}

JudgementReason reason_of(const Said& s, std::string subject) {
  return {s.rule, "",      std::move(subject), s.measured, s.limit, s.source, s.confidence,
          s.text, s.change};
}

JudgementReason reason_of(const HazardHit& h, const std::string& sample) {
  std::string substances;
  for (const auto& s : h.substances) substances += (substances.empty() ? "" : ", ") + s;
  return {h.rule_id,
          sample,
          substances,
          h.percent_high.to_string(6),
          fit::limit_text(h.rule),
          h.rule.source,
          h.rule.confidence,
          h.text,
          h.change};
}

JudgementReason question(const Text& text) {
  JudgementReason r;
  r.text = Text{"not answered: ", "ikke besvart: "} + text;
  r.change = Text{"an answer to: ", "svar på: "} + text;
  return r;
}

/// What is broken or open says more than what is met; where all is met, that is the reason.
void add_checks(Judgement& j, const std::vector<Check>& checks) {
  for (const Answer wanted : {Answer::no, Answer::unknown, Answer::yes})
    for (const auto& c : checks)
      if (c.met == wanted) j.reasons.push_back(reason_of(c));
}

// ---- contamination ------------------------------------------------------------------------------

std::string class_word(std::int32_t low, std::int32_t high) {
  if (high == 0) return "none";
  if (low != high || low == 0) return "open";
  return low == above_class_5 ? "above_5" : std::to_string(low);
}

Text class_text(std::int32_t low, std::int32_t high) {
  const auto one = [](std::int32_t k) {
    return k == above_class_5 ? Text{"above class 5", "over klasse 5"}
                              : Text{"class ", "klasse "} + same(std::to_string(k));
  };
  if (high == 0)
    return {"no substance with classes was analysed", "ingen stoffer med klasser er analysert"};
  if (low == high) return one(low);
  return one(std::max(low, 1)) + Text{" to ", " til "} + one(high) + Text{", open", ", åpent"};
}

bool about_class(ReasonKind kind) {
  return kind == ReasonKind::class_reached || kind == ReasonKind::loq_too_high ||
         kind == ReasonKind::upper_sum_matters || kind == ReasonKind::sum_incomplete ||
         kind == ReasonKind::nothing_judged;
}

struct Writer {
  const Fitter& fitter;
  const Known& k;
  const FitJsonOptions& options;
  std::vector<Judgement> all = {};

  bool strict() const { return k.data->options.strict; }

  Judgement& add(std::string about, std::string subject, std::string_view answer, Text title,
                 Text text) {
    all.push_back({std::move(about),
                   std::move(subject),
                   "",
                   std::string(answer),
                   std::move(title),
                   std::move(text),
                   {}});
    return all.back();
  }

  void contamination() {
    for (const auto& v : k.verdicts) {
      auto& c = add("contaminated", "", word(v.contaminated), {"Contaminated?", "Forurenset?"},
                    yes_no(v.contaminated));
      c.sample = v.sample;
      for (const auto& r : v.reasons)
        if (r.kind != ReasonKind::class_reached) c.reasons.push_back(reason_of(r));
      auto& level =
          add("condition_class", "", class_word(v.class_low, v.class_high),
              {"Condition class", "Tilstandsklasse"}, class_text(v.class_low, v.class_high));
      level.sample = v.sample;
      for (const auto& r : v.reasons)
        if (about_class(r.kind)) level.reasons.push_back(reason_of(r));
    }
    if (k.verdicts.empty()) return;
    const LotVerdict lot = classify_lot(k.verdicts);
    add("contaminated", "", word(lot.contaminated), {"Lot contaminated?", "Partiet forurenset?"},
        yes_no(lot.contaminated));
    auto& level = add("condition_class", "", class_word(lot.class_low, lot.class_high),
                      {"Condition class of the lot", "Partiets tilstandsklasse"},
                      class_text(lot.class_low, lot.class_high));
    for (const auto i : lot.worst)
      for (const auto& r : k.verdicts[i].reasons)
        if (r.kind == ReasonKind::class_reached) level.reasons.push_back(reason_of(r));
  }

  /// The worst sample decides; a lot that was only declared has the class it was declared with.
  Verdict lot_verdict() const {
    Verdict v;
    v.contaminated = k.contaminated;
    v.class_low = v.class_high = k.declared;
    if (!k.verdicts.empty()) {
      const LotVerdict lot = classify_lot(k.verdicts);
      v.contaminated = lot.contaminated;
      v.class_low = lot.class_low, v.class_high = lot.class_high;
    }
    return v;
  }

  void land_use() {
    const Verdict v = lot_verdict();
    if (v.class_high == 0 || !fit::is_ground(k.lot->material)) return;
    std::vector<std::string> places;
    for (const auto& rule : k.data->land_use.rules)
      if (std::find(places.begin(), places.end(), rule.scope) == places.end())
        places.push_back(rule.scope);
    for (const auto& place : places) {
      const auto slash = place.rfind('/');
      const Placement where{place.substr(0, slash), place.substr(slash + 1) == ">1",
                            options.vulnerable_recipient};
      const LandUseAnswer a = may_remain(v, where, k.data->land_use, strict());
      static constexpr std::string_view words[] = {"unknown", "not_allowed", "allowed",
                                                   "allowed_if", "outside_scope"};
      auto& j = add("land_use", place, words[static_cast<int>(a.answer) + 1],
                    Text{"May remain: ", "Kan ligge: "} + same(place), a.reason);
      j.reasons.push_back({a.rule, "", "condition_class", class_word(v.class_low, v.class_high), "",
                           a.source, a.confidence, a.reason, a.change});
    }
  }

  // ---- waste ------------------------------------------------------------------------------------

  void hazardous() {
    auto& j = add("hazardous", "", word(k.hazardous.answer), {"Hazardous waste?", "Farlig avfall?"},
                  yes_no(k.hazardous.answer));
    bool hit = false;
    for (const auto& sample : k.lot->samples) {
      if (k.lot->compounds.empty()) break;
      const auto screen = fit::screen(k, sample);
      for (const auto& h : screen.hits) j.reasons.push_back(reason_of(h, sample.id)), hit = true;
    }
    if (!hit) j.reasons.push_back(reason_of(k.hazardous, ""));
  }

  Result<void> landfill() {
    if (k.lot->landfill.totals.empty() && k.lot->landfill.leaching.empty()) return {};
    const LandfillWaste waste = fit::landfill_waste(k);
    const auto answer =
        landfill_category(waste, k.data->landfill, {{strict()}, k.lot->landfill_factor});
    if (!answer) return answer.error();
    static constexpr std::string_view words[] = {"unknown", "none", "hazardous", "ordinary",
                                                 "inert"};
    auto& j = add("landfill", "", words[static_cast<int>(answer->best) + 1],
                  {"Landfill category", "Deponikategori"}, answer->reason);
    for (const auto* against :
         {&answer->against_inert, &answer->against_ordinary, &answer->against_hazardous})
      add_checks(j, *against);
    for (const auto& q : answer->questions) j.reasons.push_back(question(q));
    return {};
  }

  void demolition() {
    if (k.recovery) {
      static constexpr std::string_view words[] = {"unknown",      "not_without_permit",
                                                   "free",         "with_conditions",
                                                   "remove_first", "outside_scope"};
      auto& j = add("recovery", "", words[static_cast<int>(k.recovery->answer) + 1],
                    {"Recovery of concrete and brick", "Gjenvinning av betong og tegl"},
                    k.recovery->reason);
      add_checks(j, k.recovery->checks);
      for (const auto& q : k.recovery->questions) j.reasons.push_back(question(q));
    }
    if (!k.asphalt) return;
    const auto about = [&](const char* name, const char* subject, Answer a, Text title) {
      auto& j = add(name, "", word(a), std::move(title), yes_no(a));
      for (const auto& c : k.asphalt->checks)
        if (c.rule.scope == subject) j.reasons.push_back(reason_of(c));
    };
    about("coal_tar", "hazardous", k.asphalt->hazardous, {"Coal tar asphalt?", "Tjæreasfalt?"});
    about("stored_too_long", "landfilled", k.asphalt->landfilled,
          {"Counts as landfilled?", "Regnes som deponert?"});
  }

  void rock() {
    const auto say = [&](const char* name, const Said& said, Text title) {
      if (!said.relevant) return;
      auto& j = add(name, "", word(said.answer), std::move(title), yes_no(said.answer));
      j.reasons.push_back(reason_of(said, name));
    };
    say("acid_forming", k.acid, {"Acid-forming rock?", "Syredannende berg?"});
    if (k.acid.relevant && k.acid.missing == "kinetic_test" && k.acid.answer == Answer::unknown)
      all.back().answer = "uncertain", all.back().text = k.acid.text;
    say("radioactive_waste", k.radioactive, {"Radioactive waste?", "Radioaktivt avfall?"});
    if (!k.radium.measured.empty())
      say("fits_under_buildings", k.radium,
          {"Fits under buildings (radium)?", "Egnet under bygninger (radium)?"});
    say("alien_species", k.species,
        {"Kept back by alien species?", "Holdt tilbake av fremmede arter?"});
  }

  // ---- technical --------------------------------------------------------------------------------

  void aggregates() {
    std::set<std::string> done;
    for (const auto& rule : k.data->aggregates.rules) {
      const std::string standard = rule.scope.substr(0, rule.scope.find('/'));
      for (const auto& p : k.properties) {
        if (p.subject != rule.subject || p.kind != ResultKind::quantified) continue;
        if (!done.insert(standard + "/" + p.subject).second) continue;
        const auto c = category_of(k.data->aggregates, standard, p.subject, p.value, strict());
        if (!c) continue;
        const Text text = fit::subject_title(p.subject) + same(" ") + number_text(number(p.value)) +
                          same(": " + c->name);
        auto& j = add("aggregate", standard + "/" + p.subject, c->name,
                      same(standard + ": ") + fit::subject_title(p.subject), text);
        JudgementReason r;
        r.rule = c->rule_id, r.subject = p.subject, r.measured = number(p.value), r.text = text;
        if (c->rule) {
          r.limit = fit::limit_text(*c->rule), r.source = c->rule->source;
          r.confidence = c->rule->confidence;
        }
        j.reasons.push_back(std::move(r));
      }
    }
  }

  /// Only of a mass that was tested for it: what follows from its kind alone proves nothing.
  Result<void> uses(UseKind kind, const char* about) {
    const Lot& lot = *k.lot;
    if (lot.properties.empty() && !lot.grading && lot.stones_kg.empty()) return {};
    for (const auto& use : fitter.catalogue()) {
      if (use.kind != kind) continue;
      fit::Reasons told(k, use);
      if (const auto done = fit::judge_technical(told); !done) return done.error();
      auto reasons = told.take();
      const bool tested = std::any_of(reasons.begin(), reasons.end(), [](const FitReason& r) {
        return r.aspect == "technical" && !r.measured.empty() &&
               r.subject != "alum_shale_or_sulphide_gneiss" && r.subject != "recycled_aggregate";
      });
      if (!tested) continue;
      Answer met = Answer::yes;
      sort_reasons(reasons);
      auto& j = add(about, use.detail + (use.category_a ? "/A" : ""), "", title(use), {});
      for (auto& r : reasons) {
        if (r.aspect != "technical" || r.missing == "wanted" ||
            r.missing == "requirements_of_the_road_owner")
          continue;
        if (r.effect == Fitness::refused) met = Answer::no;
        if (r.effect == Fitness::unknown && met == Answer::yes) met = Answer::unknown;
        j.reasons.push_back({r.rule, r.sample, r.subject, r.measured, r.limit, r.source,
                             r.confidence, r.text, r.change});
      }
      j.answer = met_word(met), j.text = met_text(met);
    }
    return {};
  }

  void frost() {
    if (!k.lot->grading) return;
    for (const auto& [base, name] : {std::pair(22.4, "22.4 mm"), std::pair(19.0, "19 mm")}) {
      SoilTests tests;
      tests.pass_0_02 = k.lot->grading->fines_of(0.02, base);
      tests.pass_0_2 = k.lot->grading->fines_of(0.2, base);
      tests.pass_0_002 = k.lot->grading->fines_of(0.002, base);
      const SoilKind kind = classify_frost(tests);
      const bool known = !kind.symbol.empty();
      auto& j = add("frost_group", name, known ? kind.symbol : "unknown",
                    Text{"Frost group, of the material below ",
                         "Telefarlighetsgruppe, av materialet under "} +
                        number_text(name),
                    known ? same(kind.symbol) : yes_no(Answer::unknown));
      if (known) continue;
      JudgementReason r;
      for (const auto& one : kind.alternatives) r.measured += (r.measured.empty() ? "" : ";") + one;
      r.subject = "frost_class";
      r.text = Text{"may be ", "kan være "} + same(r.measured);
      r.change = kind.decided_by;
      j.reasons.push_back(std::move(r));
    }
  }

  // ---- codes ------------------------------------------------------------------------------------

  void codes() {
    const WasteCodes found = waste_codes(k.lot->material, lot_verdict(), k.hazardous.answer);
    std::vector<std::string> systems;
    for (const auto& c : found.codes)
      if (std::find(systems.begin(), systems.end(), c.system) == systems.end())
        systems.push_back(c.system);
    for (const auto& system : systems) {
      std::string joined;
      Text names;
      std::vector<JudgementReason> reasons;
      for (const auto& c : found.codes) {
        if (c.system != system) continue;
        names = joined.empty() ? c.name : names + Text{" or ", " eller "} + c.name;
        joined += (joined.empty() ? "" : ";") + c.code;
        JudgementReason r;
        r.subject = c.code, r.source = c.source, r.confidence = c.confidence;
        r.text = same(c.code + ": ") + c.name + (c.note.en.empty() ? Text() : same("; ") + c.note);
        reasons.push_back(std::move(r));
      }
      auto& j = add("waste_code", system, joined,
                    Text{"Waste code, ", "Avfallskode, "} + same(system), names);
      j.reasons = std::move(reasons);
      if (joined.find(';') != joined.npos)
        for (const auto& q : found.questions) j.reasons.push_back(question(q));
    }
  }
};

using detail::Json;

Json text(std::string_view value) { return Json::of_text(std::string(value)); }

Json both(const Text& value) {
  Json node = Json::object();
  node.add("en", text(value.en));
  node.add("nb", text(value.nb));
  return node;
}

Json node_of(const JudgementReason& r) {
  Json node = Json::object();
  for (const auto& [key, value] :
       {std::pair("rule", &r.rule), std::pair("sample", &r.sample),
        std::pair("subject", &r.subject), std::pair("measured", &r.measured),
        std::pair("limit", &r.limit), std::pair("source", &r.source)})
    node.add(key, text(*value));
  node.add("confidence", text(r.confidence == Confidence::verified ? "verified" : "recalled"));
  node.add("text", both(r.text));
  node.add("change", both(r.change));
  return node;
}

Json list_of(const std::vector<Judgement>& judgements) {
  Json list = Json::array();
  for (const auto& j : judgements) {
    Json node = Json::object();
    node.add("about", text(j.about));
    node.add("subject", text(j.subject));
    node.add("sample", text(j.sample));
    node.add("answer", text(j.answer));
    node.add("title", both(j.title));
    node.add("text", both(j.text));
    Json reasons = Json::array();
    for (const auto& r : j.reasons) reasons.items.push_back(node_of(r));
    node.add("reasons", std::move(reasons));
    list.items.push_back(std::move(node));
  }
  return list;
}

Result<std::vector<Judgement>> judge_all(const Fitter& fitter, const Lot& lot,
                                         const FitJsonOptions& options) {
  const auto known = fit::know(fitter.data(), lot);
  if (!known) return known.error();
  Writer w{fitter, *known, options};
  w.contamination();
  w.land_use();
  w.hazardous();
  if (const auto done = w.landfill(); !done) return done.error();
  w.demolition();
  w.rock();
  w.aggregates();
  if (const auto done = w.uses(UseKind::armour, "armourstone"); !done) return done.error();
  if (const auto done = w.uses(UseKind::layer, "layer"); !done) return done.error();
  w.frost();
  w.codes();
  return std::move(w.all);
}

}  // namespace

Result<std::vector<Judgement>> judge(const Fitter& fitter, const Lot& lot) {
  return judge_all(fitter, lot, {});
}

std::string to_json(const std::vector<Judgement>& judgements) {
  return to_json_text(list_of(judgements));
}

Result<std::string> judgements_json(std::string_view lot, const FitJsonOptions& options,
                                    Diagnostics& found) {
  const auto fitter = fitter_of(options, found);
  if (!fitter) return fitter.error();
  const auto read = read_lot(lot, fitter->analytes(), found);
  if (!read) return read.error();
  const auto judged = judge_all(*fitter, *read, options);
  if (!judged) return judged.error();
  Json rules = Json::array();
  for (const auto& f : fitter->fingerprints()) rules.items.push_back(text(f));
  Json root = Json::object();
  root.add("schema", text("masseflyt.judgements/1"));
  root.add("lot", text(read->id));
  root.add("material", text(read->material));
  root.add("rules", std::move(rules));
  root.add("judgements", list_of(*judged));
  return to_json_text(root) + "\n";
}

}  // namespace masseflyt::classification
