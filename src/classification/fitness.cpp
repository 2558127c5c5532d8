#include <algorithm>
#include <array>
#include <utility>

#include "classification/fit_known.hpp"
#include "classification/words.hpp"
#include "detail/embedded.hpp"

namespace masseflyt::classification {
namespace {

using fit::Known;
using fit::Reasons;

struct Word {
  std::string_view id;
  const char *en, *nb;
};
constexpr Word subject_words[] = {
    {"los_angeles", "Los Angeles value", "Los Angeles-verdi"},
    {"los_angeles_ballast", "Los Angeles value of ballast", "Los Angeles-verdi for ballast"},
    {"micro_deval", "micro-Deval value", "micro-Deval-verdi"},
    {"micro_deval_ballast", "micro-Deval value of ballast", "micro-Deval-verdi for ballast"},
    {"nordic_abrasion", "Nordic abrasion value", "mølleverdi"},
    {"flakiness_index", "flakiness index", "flisighetsindeks"},
    {"flakiness", "flakiness index", "flisighetsindeks"},
    {"shape_index", "shape index", "formindeks"},
    {"fines", "fines below 0.063 mm", "finstoff under 0,063 mm"},
    {"fines_0_063", "fines below 0.063 mm", "finstoff under 0,063 mm"},
    {"fines_0_063_of_lt_90mm", "fines below 0.063 mm of the part below 90 mm",
     "finstoff under 0,063 mm av delen under 90 mm"},
    {"fines_0_063_of_lt_22_4mm", "fines below 0.063 mm of the part below 22.4 mm",
     "finstoff under 0,063 mm av delen under 22,4 mm"},
    {"frost_class", "frost group", "telefarlighetsgruppe"},
    {"water_susceptible", "water susceptibility (1 is yes)", "vannømfintlighet (1 er ja)"},
    {"water_absorption", "water absorption", "vannabsorpsjon"},
    {"water_content", "water content", "vanninnhold"},
    {"total_sulphur", "total sulphur", "totalt svovel"},
    {"total_sulphur_with_pyrrhotite", "total sulphur with pyrrhotite",
     "totalt svovel med magnetkis"},
    {"chloride", "chloride", "klorid"},
    {"humus", "humus", "humus"},
    {"oversize", "oversize", "overkorn"},
    {"undersize", "undersize", "underkorn"},
    {"compaction", "compaction", "komprimering"},
    {"max_stone_length", "largest stone", "største stein"},
    {"parent_stone_min", "smallest stone that is crushed", "minste stein som knuses"},
    {"alum_shale_or_sulphide_gneiss", "alum shale or sulphide gneiss (1 is yes)",
     "alunskifer eller sulfidgneis (1 er ja)"},
    {"recycled_aggregate", "recycled aggregate (1 is yes)", "resirkulert tilslag (1 er ja)"},
    {"grading", "the grading", "korngraderingen"},
    {"ra226", "radium-226", "radium-226"},
    {"uranium", "uranium", "uran"},
    {"Cu", "uniformity Cu", "graderingstall Cu"},
    {"mean_mass", "mean mass of stones", "middelmasse av steiner"},
    {"below_ell", "share below the extreme lower limit", "andel under ekstrem nedre grense"},
    {"below_nll", "share below the nominal lower limit", "andel under nominell nedre grense"},
    {"below_nul", "share below the nominal upper limit", "andel under nominell øvre grense"},
    {"below_eul", "share below the extreme upper limit", "andel under ekstrem øvre grense"},
    {"toc", "total organic carbon", "totalt organisk karbon"},
    {"loi", "loss on ignition", "glødetap"},
    {"doc", "dissolved organic carbon", "løst organisk karbon"},
    {"tds", "dissolved solids", "oppløst stoff"},
    {"sulphate", "sulphate", "sulfat"},
    {"fluoride", "fluoride", "fluorid"},
    {"phenol_index", "phenol index", "fenolindeks"},
    {"mineral_oil", "mineral oil", "mineralolje"},
    {"storage_years", "storage", "lagring"},
    {"d", "lower sieve size d", "nedre siktstørrelse d"},
    {"D", "upper sieve size D", "øvre siktstørrelse D"},
};
constexpr Word material_words[] = {
    {"soil", "soil", "jord"},
    {"clay", "clay", "leire"},
    {"sand", "sand", "sand"},
    {"gravel", "gravel", "grus"},
    {"rock", "rock", "stein"},
    {"rock_tbm", "bored rock", "stein fra tunnelboring"},
    {"alum_shale", "alum shale", "alunskifer"},
    {"concrete", "concrete", "betong"},
    {"reinforced_concrete", "reinforced concrete", "armert betong"},
    {"brick", "brick", "tegl"},
    {"asphalt", "asphalt", "asfalt"},
    {"ballast", "used ballast", "brukt ballast"},
    {"dredged", "dredged masses", "mudringsmasser"},
};

template <std::size_t n>
Text said_as(const Word (&words)[n], std::string_view id) {
  for (const auto& w : words)
    if (w.id == id) return {w.en, w.nb};
  return same(std::string(id));
}

/// The table of requirements names its subjects by id, first in a sentence or last in a wish.
void use_title(std::string& text, const std::string& subject, const std::string& title) {
  if (text.starts_with(subject + " ") || text.starts_with(subject + ":"))
    text.replace(0, subject.size(), title);
  else if (text.ends_with(" " + subject))
    text.replace(text.size() - subject.size(), subject.size(), title);
}

Text with_title(Text text, const std::string& subject, const Analytes& analytes) {
  Text title = fit::subject_title(subject);
  const auto index = title.en == subject ? analytes.find(subject) : std::nullopt;
  if (index && analytes[*index].id == subject) title = analytes[*index].name;
  use_title(text.en, subject, title.en);
  use_title(text.nb, subject, title.nb);
  return text;
}

std::vector<Use> catalogue_of(const Fitter::Data& data) {
  std::vector<Use> all;
  const auto add = [&](Use use) {
    if (std::find(all.begin(), all.end(), use) == all.end()) all.push_back(std::move(use));
  };
  const auto of = [](UseKind kind, std::string detail = {}) {
    Use use;
    use.kind = kind;
    use.detail = std::move(detail);
    return use;
  };
  const auto placed = [&](UseKind kind) {
    Use use = of(kind);
    add(use);
    for (const auto& rule : data.land_use.rules) {
      const auto slash = rule.scope.find('/');
      use.land_use = rule.scope.substr(0, slash);
      use.below_one_metre = rule.scope.substr(slash + 1) == ">1";
      if (kind == UseKind::cover && use.below_one_metre) continue;
      add(use);
    }
  };
  placed(UseKind::in_project);
  for (const auto kind :
       {UseKind::reuse, UseKind::concrete_aggregate, UseKind::asphalt_aggregate, UseKind::unbound})
    add(of(kind));
  for (const auto& pack : data.options.layers)
    for (const auto& rule : pack.rules) add(of(UseKind::layer, rule.scope));
  for (const auto& rule : data.layers.rules) add(of(UseKind::layer, rule.scope));
  add(of(UseKind::ballast));
  for (const auto& rule : data.armourstone.rules)
    if (rule.scope.ends_with("/limits"))
      add(of(UseKind::armour, rule.scope.substr(0, rule.scope.size() - 7)));
  placed(UseKind::fill);
  placed(UseKind::cover);
  add(of(UseKind::clean_disposal));
  for (const auto* category : {"inert", "ordinary", "hazardous"})
    add(of(UseKind::landfill, category));
  return all;
}

/// As built_in_pack(), without reading the catalogue of analytes once more for each pack.
Result<RulePack> newest(std::string_view id, const Analytes& analytes) {
  Diagnostics found;
  for (const auto& file : embedded::rule_packs())
    if (file.name == std::string(id) + ".json") return read_rule_pack(file.text, analytes, found);
  return built_in_pack(id);
}

Fitness worst_of(const std::vector<FitReason>& reasons) {
  Fitness worst = Fitness::allowed;
  for (const auto& r : reasons)
    if (goodness(r.effect) < goodness(worst)) worst = r.effect;
  return worst;
}

Result<void> check_use(const Use& use) {
  if (use.kind == UseKind::landfill && use.detail != "inert" && use.detail != "ordinary" &&
      use.detail != "hazardous")
    return Error{ErrorCode::not_found,
                 "no landfill category '" + use.detail + "'; there are inert, ordinary, hazardous",
                 ""};
  return {};
}

Result<Fit> fit_known(const Known& known, const Use& use) {
  if (const auto sound = check_use(use); !sound) return sound.error();
  Fit f;
  f.use = use;
  f.level = level_of(use.kind);
  Reasons out(known, use);
  fit::judge_material(out);
  fit::judge_contamination(out);
  fit::judge_said(out);
  fit::judge_demolition(out);
  if (const auto done = fit::judge_landfill(out); !done) return done.error();
  if (const auto done = fit::judge_technical(out); !done) return done.error();
  fit::judge_standing(out, f.level);
  f.reasons = out.take();
  sort_reasons(f.reasons);
  f.answer = worst_of(f.reasons);
  return f;
}

/// What stands in the way, each thing once.
std::vector<FitReason> steps_to(const Fit& fit) {
  std::vector<FitReason> steps;
  for (const auto& r : fit.reasons)
    if (r.effect != Fitness::allowed) steps.push_back(r);
  return steps;
}

}  // namespace

namespace fit {

Text subject_title(std::string_view subject) {
  if (subject.starts_with("pass_") && subject.ends_with("mm")) {
    const std::string size(subject.substr(5, subject.size() - 7));
    return Text{"share below ", "andel under "} + number_text(size) + same(" mm");
  }
  return said_as(subject_words, subject);
}
Text material_title(std::string_view material) { return said_as(material_words, material); }

std::string limit_text(const Rule& rule) {
  constexpr std::array<const char*, 6> signs = {"", "< ", "<= ", "> ", ">= ", "= "};
  return signs[static_cast<std::size_t>(rule.comparator)] + rule.value.to_string();
}

bool is_product(UseKind kind) { return kind > UseKind::reuse && kind < UseKind::fill; }
bool is_placed(UseKind kind) {
  return kind == UseKind::in_project || kind == UseKind::fill || kind == UseKind::cover;
}

const Rule* Reasons::demand(std::string_view subject) const {
  const std::string kind(name(use_.kind));
  for (const auto& scope :
       {kind + "/" + use_.detail, kind, std::string(is_product(use_.kind) ? "product" : "")})
    for (const auto& rule : k_.data->uses.rules)
      if (rule.scope == scope && rule.subject == subject) return &rule;
  return nullptr;
}

std::string Reasons::id(const Rule& demand) const { return rule_id(k_.data->uses, demand); }

void Reasons::add(FitReason reason) {
  const bool recalled = reason.confidence == Confidence::recalled;
  const bool informs = reason.effect == Fitness::allowed && reason.aspect == "technical";
  if (strict() && recalled && !informs && reason.effect != Fitness::unknown) {
    reason.effect = Fitness::unknown;
    reason.missing = "source";
    reason.text =
        reason.text + Text{" (the rule has not been verified)", " (regelen er ikke bekreftet)"};
    reason.change = {"a verified source for the rule", "en bekreftet kilde for regelen"};
  }
  const bool told = std::any_of(all_.begin(), all_.end(), [&](const FitReason& r) {
    return r.rule == reason.rule && r.sample == reason.sample && r.effect == reason.effect &&
           r.text == reason.text;
  });
  if (!told) all_.push_back(std::move(reason));
}

void Reasons::add(const Rule& demand, std::string_view aspect, Fitness effect, std::string missing,
                  Text text, Text change) {
  FitReason f;
  f.effect = effect;
  f.aspect = aspect, f.rule = id(demand), f.subject = demand.subject;
  f.source = demand.source, f.confidence = demand.confidence;
  f.missing = std::move(missing), f.text = std::move(text), f.change = std::move(change);
  add(std::move(f));
}

FitReason Reasons::told(const Check& c, std::string_view aspect) const {
  FitReason f;
  f.effect = c.met == Answer::yes  ? Fitness::allowed
             : c.met == Answer::no ? Fitness::refused
                                   : Fitness::unknown;
  f.aspect = aspect, f.rule = c.rule_id, f.subject = c.rule.subject;
  f.measured = c.measured, f.limit = limit_text(c.rule);
  f.source = c.rule.source, f.confidence = c.rule.confidence;
  f.text = with_title(c.text, c.rule.subject, k_.data->analytes);
  f.change = with_title(c.change, c.rule.subject, k_.data->analytes);
  return f;
}

void Reasons::add(const Check& c, std::string_view aspect, bool tell_met) {
  if (c.met == Answer::yes && !tell_met) return;
  FitReason f = told(c, aspect);
  if (c.met == Answer::unknown)
    f.missing = strict() && f.confidence == Confidence::recalled ? "source" : c.rule.subject;
  add(std::move(f));
}

Fitness effect_of(const Rule& demand) {
  return demand.outcome == "refused"       ? Fitness::refused
         : demand.outcome == "conditional" ? Fitness::conditional
                                           : Fitness::unknown;
}

Fitness open_effect_of(const Rule& demand) {
  return effect_of(demand) == Fitness::conditional ? Fitness::conditional : Fitness::unknown;
}

}  // namespace fit

std::string_view name(Fitness fitness) {
  switch (fitness) {
    case Fitness::refused:
      return "refused";
    case Fitness::conditional:
      return "conditional";
    case Fitness::allowed:
      return "allowed";
    case Fitness::unknown:
      break;
  }
  return "unknown";
}

Text title(Fitness fitness) {
  switch (fitness) {
    case Fitness::refused:
      return {"refused", "avvist"};
    case Fitness::conditional:
      return {"allowed on conditions", "tillatt på vilkår"};
    case Fitness::allowed:
      return {"allowed", "tillatt"};
    case Fitness::unknown:
      break;
  }
  return {"not known", "ikke kjent"};
}

void sort_reasons(std::vector<FitReason>& reasons) {
  std::stable_sort(reasons.begin(), reasons.end(), [](const FitReason& a, const FitReason& b) {
    return goodness(a.effect) < goodness(b.effect);
  });
}

Result<Fitter> Fitter::built_in(FitOptions options, std::string_view iso_date) {
  auto analytes = Analytes::built_in();
  if (!analytes) return analytes.error();
  auto data = std::make_shared<Data>(std::move(*analytes), std::move(options));
  for (const auto& pack : data->options.layers)
    if (pack.method != Method::requirement)
      return Error{ErrorCode::invalid_argument,
                   "pack '" + pack.id + "' is no table of requirements (method requirement)", ""};
  const std::pair<RulePack Data::*, std::string_view> packs[] = {
      {&Data::limits, "no.normverdier"},
      {&Data::classes, "no.tilstandsklasser.ta2553"},
      {&Data::land_use, "no.arealbruk.ta2553"},
      {&Data::layers, "no.layers"},
      {&Data::aggregates, "en.aggregates"},
      {&Data::armourstone, "en.armourstone.13383"},
      {&Data::hazardous, "eu.hazardous.1357-2014"},
      {&Data::landfill, "eu.landfill.2003-33"},
      {&Data::acid, "no.acid_rock"},
      {&Data::asphalt, "no.asphalt"},
      {&Data::concrete, "no.concrete_brick.14a"},
      {&Data::uses, "no.uses"},
  };
  for (const auto& [member, id] : packs) {
    auto pack = iso_date.empty() ? newest(id, data->analytes) : built_in_pack(id, iso_date);
    if (!pack) return pack.error();
    data->fingerprints.push_back(std::string(id) + "@" + hash(*pack));
    (*data).*member = std::move(*pack);
  }
  for (const auto& pack : data->options.layers)
    data->fingerprints.push_back(pack.id + "@" + hash(pack));
  for (const auto& rule : data->classes.rules)
    if (const auto index = data->analytes.find(rule.subject)) data->with_classes.add(*index);
  for (const bool acid : {false, true}) {
    auto classifier = fit::classifier_of(*data, {}, acid);
    if (!classifier) return classifier.error();
    data->classifiers.push_back(std::move(*classifier));
  }
  data->catalogue = catalogue_of(*data);
  return Fitter(std::move(data));
}

Result<Fit> Fitter::fit(const Lot& lot, const Use& use) const {
  const auto known = fit::know(*data_, lot);
  if (!known) return known.error();
  return fit_known(*known, use);
}

Result<UseRanking> Fitter::uses(const Lot& lot, std::span<const Use> among) const {
  const auto known = fit::know(*data_, lot);
  if (!known) return known.error();
  UseRanking r;
  for (const auto& use : among.empty() ? std::span<const Use>(data_->catalogue) : among) {
    auto one = fit_known(*known, use);
    if (!one) return one.error();
    r.fits.push_back(std::move(*one));
  }
  std::stable_sort(r.fits.begin(), r.fits.end(), [](const Fit& a, const Fit& b) {
    if (a.level != b.level) return a.level < b.level;
    return goodness(a.answer) > goodness(b.answer);
  });
  for (const auto& f : r.fits) {
    if (f.answer == Fitness::refused) continue;
    if (f.answer == Fitness::allowed && r.level == PyramidLevel::unknown) r.level = f.level;
    if (r.highest == PyramidLevel::unknown) r.highest = f.level;
    const bool outside = f.use.kind != UseKind::in_project;
    if (!outside || r.highest_outside != PyramidLevel::unknown) continue;
    r.highest_outside = f.level;
    r.takes = steps_to(f);
  }
  return r;
}

const std::vector<Use>& Fitter::catalogue() const noexcept { return data_->catalogue; }
const Analytes& Fitter::analytes() const noexcept { return data_->analytes; }
const Classifier& Fitter::classifier() const noexcept { return data_->classifiers.front(); }
const std::vector<std::string>& Fitter::fingerprints() const noexcept {
  return data_->fingerprints;
}

}  // namespace masseflyt::classification
