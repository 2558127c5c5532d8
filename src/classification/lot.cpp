// What all judgements say of one lot, before any use is looked at.
#include <algorithm>
#include <array>

#include "classification/fit_known.hpp"
#include "classification/words.hpp"
#include "detail/text.hpp"

#include <masseflyt/classification/soil.hpp>

namespace masseflyt::classification {
namespace {

constexpr std::array<std::string_view, 13> material_words = {
    "soil",       "clay",     "sand",
    "gravel",     "rock",     "rock_tbm",
    "alum_shale", "concrete", "reinforced_concrete",
    "brick",      "asphalt",  "ballast",
    "dredged"};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::span<const std::string_view> materials() { return material_words; }

namespace fit {

bool is_rock(std::string_view m) { return is_one_of(m, {"rock", "rock_tbm", "alum_shale"}); }
bool is_ground(std::string_view m) {
  return is_rock(m) || is_one_of(m, {"soil", "clay", "sand", "gravel", "dredged", "ballast"});
}
bool is_concrete(std::string_view m) {
  return is_one_of(m, {"concrete", "reinforced_concrete", "brick"});
}

namespace {

/// The number of a declared class; 0 for none and for what stands apart.
std::int32_t class_number(const std::string& name) {
  if (name == "clean") return 1;
  return name.starts_with("class") && name.size() == 6 ? name.back() - '0' : 0;
}

const Rule* find(const RulePack& pack, std::string_view scope, std::string_view subject) {
  for (const auto& rule : pack.rules)
    if (rule.scope == scope && rule.subject == subject) return &rule;
  return nullptr;
}

std::string range_text(const std::optional<Range>& r) {
  if (!r) return {};
  if (r->low == r->high) return r->low.to_string(4);
  return r->low.to_string(4) + " to " + r->high.to_string(4);
}

Result<void> know_acid(Known& k) {
  const Lot& lot = *k.lot;
  const RulePack& pack = k.data->acid;
  Said& said = k.acid;
  const auto verdict = judge_acid_rock(lot.acid_rock, pack, k.data->options.acid_rock);
  if (!verdict) return verdict.error();
  const bool tested = lot.acid_rock.sulphur_percent || lot.acid_rock.inorganic_carbon_percent ||
                      lot.acid_rock.neutralisation_potential;
  const bool shale = lot.material == "alum_shale" || lot.declared_class == "alum_shale";
  said.relevant = is_rock(lot.material) || shale || tested || lot.acid_suspected == Answer::yes;
  if (const Rule* rule = find(pack, "npr", "acid_forming")) {
    said.rule = rule_id(pack, *rule);
    said.source = rule->source;
    said.confidence = rule->confidence;
    said.limit = "NP:AP < " + rule->value.to_string();
  }
  said.missing = "acid_base_test";
  if (tested) {
    said.measured = verdict->ratio_infinite ? "no sulphur" : range_text(verdict->ratio);
    said.text = verdict->reason, said.change = verdict->change;
    switch (verdict->acid_forming) {
      case AcidForming::no:
        said.answer = Answer::no;
        break;
      case AcidForming::yes:
        said.answer = Answer::yes;
        break;
      case AcidForming::uncertain:
        said.missing = "kinetic_test";
        break;
      case AcidForming::unknown:
        break;
    }
    return {};
  }
  said.rule.clear(), said.limit.clear();
  said.change = {"tests of sulphur and of inorganic carbon or neutralisation potential",
                 "prøver av svovel og av uorganisk karbon eller nøytralisasjonspotensial"};
  if (shale) {
    said.answer = Answer::yes;
    said.text = {"alum shale forms acid unless otherwise documented",
                 "alunskifer danner syre om ikke annet er dokumentert"};
  } else if (lot.acid_suspected == Answer::no) {
    said.answer = Answer::no;
    said.text = {"not suspected of forming acid; not tested",
                 "ikke mistenkt for å danne syre; ikke prøvd"};
  } else if (lot.acid_suspected == Answer::yes) {
    said.text = {"suspected of forming acid and not tested",
                 "mistenkt for å danne syre og ikke prøvd"};
  } else {
    said.text = {"nobody has told whether the rock can form acid",
                 "ingen har opplyst om berget kan danne syre"};
    said.change =
        Text{"a geologist's statement, or ", "en geologs vurdering, eller "} + said.change;
  }
  return {};
}

Result<void> know_radioactivity(Known& k) {
  const Lot& lot = *k.lot;
  const CheckOptions options{k.data->options.strict};
  const auto verdict = judge_radioactivity(lot.radioactivity, k.data->acid, options);
  if (!verdict) return verdict.error();
  const auto& r = lot.radioactivity;
  // Radium is one of the series: from its own limit on, the whole series is asked for.
  const Rule* waste_limit = find(k.data->acid, "radioactivity", "radioactive_waste");
  const auto per_kg = waste_limit == nullptr
                          ? std::nullopt
                          : waste_limit->value.scaled(Decimal::whole(1000), Decimal::whole(1));
  const bool much_radium =
      r.radium226_bq_per_kg && per_kg && r.radium226_bq_per_kg->high >= *per_kg;
  k.radioactive.answer = verdict->radioactive_waste;
  k.radioactive.relevant = r.uranium_mg_per_kg || r.activity_bq_per_g || much_radium ||
                           lot.material == "alum_shale" || lot.declared_class == "alum_shale";
  k.radium.answer = verdict->fits_under_buildings;
  for (const auto& c : verdict->checks) {
    const bool waste = c.rule.subject == "radioactive_waste";
    const bool radium =
        c.rule.subject == (r.uranium_mg_per_kg && !r.radium226_bq_per_kg ? "uranium" : "ra226");
    if (!waste && !radium) continue;
    Said& said = waste ? k.radioactive : k.radium;
    said.rule = c.rule_id, said.measured = c.measured, said.limit = limit_text(c.rule);
    said.source = c.rule.source, said.confidence = c.rule.confidence;
    said.missing = waste ? "specific_activity" : "radium_226";
    const Text unit = same(" " + c.rule.unit), limit = number_text(c.rule.value.to_string());
    if (c.measured.empty())
      said.text =
          waste
              ? Text{"specific activity is not tested", "spesifikk aktivitet er ikke prøvd"}
              : Text{"radium-226 or uranium is not tested", "radium-226 eller uran er ikke prøvd"};
    else
      said.text = (waste ? Text{"specific activity ", "spesifikk aktivitet "}
                         : subject_title(c.rule.subject) + same(" ")) +
                  number_text(c.measured) + unit +
                  (waste ? Text{"; radioactive waste from ", "; radioaktivt avfall fra "}
                         : Text{"; recommended under buildings is below ",
                                "; anbefalt under bygninger er under "}) +
                  limit + unit;
    said.change = waste ? Text{"a test of specific activity, or of uranium",
                               "prøve av spesifikk aktivitet, eller av uran"}
                        : Text{"a result below ", "et resultat under "} + limit + unit;
  }
  return {};
}

void know_species(Known& k) {
  const SpeciesAnswer a = judge_species(k.lot->material, k.lot->species);
  k.species.answer = a.blocked;
  k.species.relevant = a.blocked != Answer::no;
  k.species.source = a.source;
  k.species.confidence = a.confidence;
  k.species.missing = "alien_species_survey";
  k.species.text = a.reason, k.species.change = a.change;
}

Result<void> know_classes(Known& k) {
  const Lot& lot = *k.lot;
  const bool acid = k.acid.relevant && k.acid.answer != Answer::no;
  k.declared = class_number(lot.declared_class);
  k.untested = k.data->with_classes;
  std::optional<Classifier> own;
  if (!lot.background.empty()) {
    auto made = classifier_of(*k.data, lot.background, acid);
    if (!made) return made.error();
    own = std::move(*made);
  }
  const Classifier& classifier = own ? *own : k.data->classifiers[acid ? 1 : 0];
  for (const auto& s : lot.samples) k.verdicts.push_back(classifier.classify(s));
  for (const auto& v : k.verdicts)
    for (std::size_t w = 0; w < v.judged.word.size(); ++w) k.untested.word[w] &= ~v.judged.word[w];
  bool yes = k.declared > 1, open = k.verdicts.empty() && k.declared == 0;
  for (const auto& v : k.verdicts) {
    yes |= v.contaminated == Answer::yes;
    open |= v.contaminated == Answer::unknown;
  }
  if (k.verdicts.empty() && k.declared == 0 && lot.contamination_suspected == Answer::no)
    open = false;
  k.contaminated = yes ? Answer::yes : open ? Answer::unknown : Answer::no;
  return {};
}

/// Of several samples, the worst screen.
void know_hazardous(Known& k) {
  const Lot& lot = *k.lot;
  Said& said = k.hazardous;
  said.missing = "hazardous_waste_characterisation";
  said.source = k.data->hazardous.edition;
  said.change = {"characterisation as waste (HP 1 to HP 15)",
                 "karakterisering som avfall (HP 1 til HP 15)"};
  const bool declared = lot.declared_class == "hazardous";
  if (declared || lot.hazardous != Answer::unknown) {
    said.answer = declared || lot.hazardous == Answer::yes ? Answer::yes : Answer::no;
    said.text = said.answer == Answer::yes
                    ? Text{"declared as hazardous waste", "deklarert som farlig avfall"}
                    : Text{"characterised as not hazardous", "karakterisert som ikke farlig"};
    said.source = "the holder of the lot";
    return;
  }
  said.text = {"not characterised as hazardous or not: the condition class does not tell",
               "ikke karakterisert som farlig eller ikke: tilstandsklassen avgjør det ikke"};
  if (lot.compounds.empty() || lot.samples.empty()) return;
  Answer worst = Answer::no;
  for (const auto& sample : lot.samples) {
    const auto v = screen(k, sample);
    if (v.hazardous == Answer::no) continue;
    if (worst == Answer::yes || (worst == Answer::unknown && v.hazardous != Answer::yes)) continue;
    worst = v.hazardous;
    said.text = same(sample.id + ": ") + v.reason;
    if (v.hits.empty()) continue;
    said.rule = v.hits[0].rule_id, said.source = v.hits[0].rule.source;
    said.measured = v.hits[0].percent_high.to_string(6), said.limit = limit_text(v.hits[0].rule);
    said.confidence = v.hits[0].rule.confidence, said.change = v.hits[0].change;
  }
  said.answer = worst;
  if (worst == Answer::no)
    said.text = {"none of the screened hazard properties is met",
                 "ingen av de vurderte fareegenskapene er oppfylt"};
}

void know_demolition(Known& k) {
  const Lot& lot = *k.lot;
  const CheckOptions options{k.data->options.strict};
  if (is_concrete(lot.material)) {
    ConcreteLot whole = lot.demolition;
    for (const auto& s : lot.samples)
      for (auto& p : properties_of(s, k.data->analytes)) whole.body.push_back(std::move(p));
    k.recovery = recover_concrete(whole, k.data->concrete, options);
  }
  if (lot.material == "asphalt") {
    std::vector<Property> all = lot.properties;
    for (const auto& s : lot.samples)
      for (auto& p : properties_of(s, k.data->analytes)) all.push_back(std::move(p));
    k.asphalt = judge_asphalt(all, k.data->asphalt, options);
    k.hazardous.answer = k.hazardous.answer == Answer::yes ? Answer::yes : k.asphalt->hazardous;
  }
}

bool has(const std::vector<Property>& all, std::string_view subject) {
  return std::any_of(all.begin(), all.end(), [&](const auto& p) { return p.subject == subject; });
}

/// "pass_31.5mm" asks for 31.5.
std::optional<double> sieve_of(std::string_view subject) {
  if (!subject.starts_with("pass_") || !subject.ends_with("mm")) return std::nullopt;
  const auto size = Decimal::parse(subject.substr(5, subject.size() - 7));
  return size && *size > Decimal() ? std::optional(size->to_double()) : std::nullopt;
}

class Derive {
 public:
  explicit Derive(Known& k) : k_(k), p_(k.properties) {}

  void run() {
    p_ = k_.lot->properties;
    from_curve();
    if (k_.acid.relevant ? k_.acid.answer != Answer::unknown : true)
      put("alum_shale_or_sulphide_gneiss", k_.acid.relevant && k_.acid.answer == Answer::yes);
    const auto& m = k_.lot->material;
    put("recycled_aggregate", is_concrete(m) || m == "asphalt");
    if (k_.lot->acid_rock.sulphur_percent) {
      const Range& s = *k_.lot->acid_rock.sulphur_percent;
      for (const auto* subject : {"total_sulphur", "total_sulphur_with_pyrrhotite"})
        if (!has(p_, subject))
          p_.push_back(
              {subject, s.low == s.high ? ResultKind::quantified : ResultKind::below_loq, s.high});
    }
    alias("flakiness", "flakiness_index");
    alias("fines", "fines_0_063");
  }

 private:
  void put(std::string subject, std::optional<double> value) {
    if (value && !has(p_, subject))
      p_.push_back({std::move(subject), ResultKind::quantified, Decimal::from_double(*value)});
  }
  void put(std::string subject, bool yes) {
    put(std::move(subject), std::optional(yes ? 1.0 : 0.0));
  }
  void alias(const char* wanted, const char* known) {
    if (has(p_, wanted)) return;
    for (std::size_t i = 0, n = p_.size(); i < n; ++i)
      if (p_[i].subject == known) p_.push_back({wanted, p_[i].kind, p_[i].value});
  }
  void sieves(const RulePack& pack, const GradingCurve& curve) {
    for (const auto& rule : pack.rules)
      if (const auto size = sieve_of(rule.subject)) put(rule.subject, curve.passing(*size));
  }
  void from_curve() {
    if (!k_.lot->grading) return;
    const GradingCurve& c = *k_.lot->grading;
    sieves(k_.data->layers, c);
    for (const auto& pack : k_.data->options.layers) sieves(pack, c);
    put("fines_0_063", c.passing(0.063));
    put("fines_0_063_of_lt_90mm", c.fines_of(0.063, 90));
    put("fines_0_063_of_lt_22_4mm", c.fines_of(0.063, 22.4));
    put("Cu", c.uniformity());
    if (const auto fines = c.fines_of(0.063, 22.4))
      put("water_susceptible", is_water_susceptible(*fines));
  }
  Known& k_;
  std::vector<Property>& p_;
};

}  // namespace

HazardVerdict screen(const Known& k, const Sample& sample) {
  std::vector<WasteSubstance> substances;
  for (const auto& r : sample.results) {
    const Analyte& a = k.data->analytes[r.analyte];
    if (r.kind == ResultKind::missing || a.group == "property") continue;
    const auto forms = k.lot->compounds.find(a.id);
    const bool exact = r.kind == ResultKind::quantified || r.kind == ResultKind::above_range;
    const Decimal high = r.kind == ResultKind::above_range    ? Decimal::whole(1'000'000)
                         : r.kind == ResultKind::not_detected ? Decimal()
                                                              : r.value;
    substances.push_back(
        {a.name.en, exact ? r.value : Decimal(), high,
         forms == k.lot->compounds.end() ? std::vector<Compound>() : forms->second});
  }
  return screen_hazardous(substances, k.data->hazardous, k.data->options.strict);
}

Result<Classifier> classifier_of(const Fitter::Data& data,
                                 const std::vector<Background>& background, bool acid_forming) {
  ClassifyOptions options;
  options.sums = data.options.sums;
  options.strict = data.options.strict;
  options.background = data.options.background;
  options.background.insert(options.background.end(), background.begin(), background.end());
  options.acid_forming = acid_forming;
  return Classifier::make(data.analytes, {data.limits, data.classes}, std::move(options));
}

Result<Known> know(const Fitter::Data& data, const Lot& lot) {
  const auto words = materials();
  if (std::find(words.begin(), words.end(), lot.material) == words.end()) {
    std::string known;
    for (const auto m : words) known += (known.empty() ? "" : ", ") + std::string(m);
    return Error{
        ErrorCode::invalid_argument,
        "material '" + masseflyt::detail::shorten(lot.material) + "': expected one of " + known,
        "/material"};
  }
  if (lot.landfill_factor < Decimal::whole(1) || lot.landfill_factor > Decimal::whole(3))
    return Error{ErrorCode::invalid_argument, "the landfill factor is not between 1 and 3",
                 "/landfill/factor"};
  Known k;
  k.data = &data;
  k.lot = &lot;
  if (const auto done = know_acid(k); !done) return done.error();
  if (const auto done = know_radioactivity(k); !done) return done.error();
  know_species(k);
  if (const auto done = know_classes(k); !done) return done.error();
  know_hazardous(k);
  know_demolition(k);
  Derive(k).run();
  return k;
}

}  // namespace fit
}  // namespace masseflyt::classification
