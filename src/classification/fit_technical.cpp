// Rock grades, aggregate categories, layers, armourstone and ballast.
#include <algorithm>
#include <cmath>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/classification/aggregate.hpp>
#include <masseflyt/classification/soil.hpp>

#include "classification/fit_known.hpp"
#include "classification/words.hpp"

namespace masseflyt::classification::fit {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Property* find(const std::vector<Property>& all, std::string_view subject) {
  for (const auto& p : all)
    if (p.subject == subject && p.kind != ResultKind::missing) return &p;
  return nullptr;
}

std::string_view standard_of(UseKind kind) {
  switch (kind) {
    case UseKind::concrete_aggregate:
      return "EN 12620";
    case UseKind::asphalt_aggregate:
      return "EN 13043";
    case UseKind::unbound:
      return "EN 13242";
    case UseKind::ballast:
      return "EN 13450";
    default:
      return "";
  }
}

/// The rung of the ladder that rock has to reach when its strength was not tested.
std::string_view rung_of(UseKind kind) {
  switch (kind) {
    case UseKind::concrete_aggregate:
      return "concrete_aggregate";
    case UseKind::asphalt_aggregate:
    case UseKind::ballast:
      return "crushed_hard";
    case UseKind::unbound:
      return "crushed_low";
    case UseKind::armour:
      return "armour";
    default:
      return "";
  }
}

FitReason material_reason(const Reasons& out, Fitness effect, std::string missing, Text text,
                          Text change) {
  FitReason f;
  f.effect = effect;
  f.aspect = "material", f.rule = "fitness/material", f.subject = "material";
  f.measured = out.known().lot->material, f.source = "the ladder of products of acceptance.hpp";
  f.missing = std::move(missing), f.text = std::move(text), f.change = std::move(change);
  return f;
}

void refuse_material(Reasons& out) {
  out.add(material_reason(out, Fitness::refused, "another_material",
                          material_title(out.known().lot->material) +
                              Text{" does not become ", " blir ikke "} + title(out.use()),
                          {"another material", "et annet materiale"}));
}

void judge_rock(Reasons& out) {
  const Lot& lot = *out.known().lot;
  const auto rung = rung_of(out.use().kind);
  const bool strength_tested = find(out.known().properties, "los_angeles") != nullptr ||
                               find(out.known().properties, "los_angeles_ballast") != nullptr;
  if (rung.empty() || (strength_tested && out.use().kind != UseKind::armour)) return;
  const LotKind kind{lot.material, lot.grade, "clean"};
  if (lot.material == "rock" && lot.grade.empty()) {
    out.add(material_reason(
        out, Fitness::unknown, "los_angeles",
        {"the grade of the rock is not known", "bergets kvalitet er ikke kjent"},
        {"a Los Angeles test, or the grade", "en Los Angeles-prøve, eller kvaliteten"}));
    return;
  }
  if (can_become(kind, rung) != Ladder::no) return;
  const bool tbm = lot.material == "rock_tbm" || lot.grade == "tbm";
  out.add(material_reason(
      out, Fitness::refused, "los_angeles",
      (tbm ? Text{"bored rock", "stein fra tunnelboring"} : Text{"soft rock", "bløt stein"}) +
          Text{" does not become ", " blir ikke "} + title(out.use()),
      {"tests of strength that show better than the grade",
       "styrkeprøver som viser bedre enn kvaliteten"}));
}

/// Frost group by the base of whoever owns the layer: railway 19 mm, road 22.4 mm.
std::optional<Property> frost_of(const Known& k, std::string_view table) {
  if (!k.lot->grading) return std::nullopt;
  const double base = table.starts_with("Bane NOR") ? 19 : 22.4;
  SoilTests tests;
  tests.pass_0_02 = k.lot->grading->fines_of(0.02, base);
  tests.pass_0_2 = k.lot->grading->fines_of(0.2, base);
  tests.pass_0_002 = k.lot->grading->fines_of(0.002, base);
  const SoilKind kind = classify_frost(tests);
  if (kind.symbol.size() != 2 || !kind.alternatives.empty()) return std::nullopt;
  return Property{"frost_class", ResultKind::quantified, Decimal::whole(kind.symbol[1] - '0')};
}

const RulePack* pack_with(const Fitter::Data& data, const std::string& table) {
  const auto has = [&](const RulePack& pack) {
    return std::any_of(pack.rules.begin(), pack.rules.end(),
                       [&](const Rule& r) { return r.scope == table; });
  };
  for (const auto& pack : data.options.layers)
    if (has(pack)) return &pack;
  return has(data.layers) ? &data.layers : nullptr;
}

std::string scopes_of(const Fitter::Data& data) {
  std::vector<std::string> all;
  const auto collect = [&](const RulePack& pack) {
    for (const auto& r : pack.rules)
      if (std::find(all.begin(), all.end(), r.scope) == all.end()) all.push_back(r.scope);
  };
  for (const auto& pack : data.options.layers) collect(pack);
  collect(data.layers);
  std::string text;
  for (const auto& scope : all) text += (text.empty() ? "" : ", ") + scope;
  return text;
}

Result<void> judge_layer(Reasons& out) {
  const Known& k = out.known();
  const RulePack* pack = pack_with(*k.data, out.use().detail);
  if (pack == nullptr)
    return Error{ErrorCode::not_found,
                 "no table for layer '" + out.use().detail + "'; there are " + scopes_of(*k.data),
                 ""};
  std::vector<Property> all = k.properties;
  if (find(all, "frost_class") == nullptr)
    if (auto frost = frost_of(k, out.use().detail)) all.push_back(std::move(*frost));
  for (const auto& c : check(*pack, out.use().detail, all, {out.strict()}).all)
    out.add(c, "technical", true);
  if (const Rule* open = out.demand("n200"))
    out.add(*open, "technical", Fitness::conditional, "requirements_of_the_road_owner",
            {"the current limits of N200 for strength and fines by traffic are not known to us",
             "gjeldende grenser i N200 for styrke og finstoff etter trafikk er ikke kjent for oss"},
            {"the road owner's requirements, given as a table of your own",
             "vegeierens krav, gitt som egen tabell"});
  return {};
}

/// Categories of what was tested: information, no verdict.
void tell_categories(Reasons& out) {
  const Known& k = out.known();
  for (const auto& p : k.properties) {
    if (p.kind != ResultKind::quantified) continue;
    const auto category = category_of(k.data->aggregates, standard_of(out.use().kind), p.subject,
                                      p.value, out.strict());
    if (!category || !category->rule) continue;
    FitReason f;
    f.aspect = "technical", f.rule = category->rule_id, f.subject = p.subject;
    f.measured = number(p.value), f.limit = limit_text(*category->rule);
    f.source = category->rule->source, f.confidence = category->rule->confidence;
    f.text = subject_title(p.subject) + same(" ") + number_text(f.measured) +
             Text{": category ", ": kategori "} +
             same(category->name + " (" + std::string(standard_of(out.use().kind)) + ")");
    out.add(std::move(f));
  }
}

void judge_wanted(Reasons& out) {
  const Known& k = out.known();
  RulePack wanted;
  wanted.id = "wanted";
  for (const auto& rule : out.use().wanted) {
    Check c = check(wanted, rule, k.properties, {out.strict()});
    c.rule_id = "wanted/" + rule.subject;
    out.add(c, "technical", true);
  }
  const Rule* demand = out.demand("wanted");
  if (demand != nullptr && out.use().wanted.empty())
    out.add(
        *demand, "technical", Fitness::conditional, "wanted",
        {"the standard has categories and no limit: which one is enough is not told",
         "standarden har kategorier og ingen grense: hvilken som er god nok, er ikke opplyst"},
        {"the buyer's requirements, as los_angeles<=35", "kjøperens krav, som los_angeles<=35"});
}

void judge_aggregate(Reasons& out) {
  const Known& k = out.known();
  tell_categories(out);
  for (const auto& rule : k.data->aggregates.rules)
    if (rule.scope == "EN 12620/total_sulphur" && out.use().kind == UseKind::concrete_aggregate)
      out.add(check(k.data->aggregates, rule, k.properties, {out.strict()}), "technical", true);
  judge_wanted(out);
}

void judge_ballast(Reasons& out) {
  const Known& k = out.known();
  tell_categories(out);
  for (const auto* subject : {"los_angeles_ballast", "micro_deval_ballast", "grading"}) {
    const Rule* demand = out.demand(subject);
    const bool tested = std::string_view(subject) == "grading"
                            ? k.lot->grading.has_value()
                            : find(k.properties, subject) != nullptr;
    if (demand == nullptr || tested) continue;
    out.add(*demand, "technical", Fitness::unknown, subject,
            subject_title(subject) + Text{" is not tested", " er ikke prøvd"},
            Text{"a test of ", "prøving av "} + subject_title(subject));
  }
  judge_wanted(out);
  if (const Rule* open = out.demand("ballast_levels"))
    out.add(*open, "technical", Fitness::conditional, "requirements_of_the_railway",
            {"the levels that the railway demands are not known to us",
             "nivåene som jernbanen krever, er ikke kjent for oss"},
            {"the railway's specification, given as what is wanted",
             "jernbanens spesifikasjon, gitt som krav"});
}

/// Sizes of a coarse grading are read from the curve.
std::vector<Property> of_curve(const RulePack& pack, const std::string& grading,
                               const GradingCurve& curve) {
  std::vector<Property> all;
  for (const auto& rule : pack.rules)
    if (rule.scope == grading + "/limits" && rule.unit == "mm")
      if (const auto passing = curve.passing(rule.value.to_double()))
        all.push_back(
            {"below_" + rule.subject, ResultKind::quantified, Decimal::from_double(*passing)});
  return all;
}

Result<void> judge_armour(Reasons& out) {
  const Known& k = out.known();
  const RulePack& pack = k.data->armourstone;
  const std::string& grading = out.use().detail;
  std::string unit, known;
  for (const auto& rule : pack.rules) {
    if (!rule.scope.ends_with("/limits") || rule.subject != "nll") continue;
    const auto one = rule.scope.substr(0, rule.scope.size() - 7);
    known += (known.empty() ? "" : ", ") + one;
    if (one == grading) unit = rule.unit;
  }
  if (unit.empty())
    return Error{ErrorCode::not_found, "no grading '" + grading + "'; there are " + known, ""};
  if (out.use().category_a && unit == "mm")
    return Error{ErrorCode::invalid_argument,
                 "category A is a mean mass, and " + grading + " is a grading by size", ""};
  const bool tested = unit == "kg" ? !k.lot->stones_kg.empty() : k.lot->grading.has_value();
  if (!tested) {
    FitReason f;
    f.effect = Fitness::unknown;
    f.aspect = "technical", f.rule = pack.id + "/" + grading, f.source = pack.edition;
    f.subject = unit == "kg" ? "stones_kg" : "grading", f.missing = f.subject;
    f.text = unit == "kg" ? Text{"no stones were weighed", "ingen steiner er veid"}
                          : Text{"the grading is not tested", "korngraderingen er ikke prøvd"};
    f.change = unit == "kg" ? Text{"masses of stones, weighed one by one",
                                   "masse av steiner, veid en for en"}
                            : Text{"a sieve curve", "en siktekurve"};
    out.add(std::move(f));
  } else if (unit == "kg") {
    const auto checks =
        check_armourstone(k.lot->stones_kg, grading, out.use().category_a, pack, {out.strict()});
    if (!checks) return checks.error();
    for (const auto& c : checks->all) out.add(c, "technical", true);
  } else {
    const auto found = of_curve(pack, grading, *k.lot->grading);
    for (const auto& c : check(pack, grading, found, {out.strict()}).all)
      out.add(c, "technical", true);
  }
  judge_wanted(out);
  return {};
}

}  // namespace

void judge_material(Reasons& out) {
  const std::string& m = out.known().lot->material;
  const UseKind kind = out.use().kind;
  const bool mineral =
      is_one_of(m, {"rock", "rock_tbm", "alum_shale", "gravel", "sand", "ballast"});
  const bool recycled = is_concrete(m) || m == "asphalt";
  switch (kind) {
    case UseKind::concrete_aggregate:
      if (!mineral && !is_concrete(m) && m != "soil") return refuse_material(out);
      break;
    case UseKind::asphalt_aggregate:
      if (!mineral && m != "asphalt" && m != "soil") return refuse_material(out);
      break;
    case UseKind::unbound:
    case UseKind::layer:
      if (!mineral && !recycled && m != "soil" && kind == UseKind::unbound)
        return refuse_material(out);
      break;
    case UseKind::ballast:
      if (!is_rock(m) && m != "ballast") return refuse_material(out);
      break;
    case UseKind::armour:
      if (!is_rock(m)) return refuse_material(out);
      break;
    case UseKind::clean_disposal:
      return;
    default:
      return;
  }
  if (is_rock(m)) judge_rock(out);
  const Rule* washed = out.demand("washed");
  if (m == "soil" && washed != nullptr && kind != UseKind::layer)
    out.add(*washed, "material", Fitness::conditional, "washing",
            {"soil becomes aggregate when it is washed and screened",
             "jord blir tilslag når den vaskes og siktes"},
            {"washing and screening", "vasking og sikting"});
}

Result<void> judge_technical(Reasons& out) {
  switch (out.use().kind) {
    case UseKind::layer:
      return judge_layer(out);
    case UseKind::concrete_aggregate:
    case UseKind::asphalt_aggregate:
    case UseKind::unbound:
      judge_aggregate(out);
      return {};
    case UseKind::ballast:
      judge_ballast(out);
      return {};
    case UseKind::armour:
      return judge_armour(out);
    default:
      judge_wanted(out);
      return {};
  }
}

}  // namespace masseflyt::classification::fit
