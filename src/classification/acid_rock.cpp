#include <masseflyt/classification/acid_rock.hpp>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

const Rule* find(const RulePack& pack, std::string_view scope, std::string_view subject) {
  for (const auto& rule : pack.rules)
    if (rule.scope == scope && rule.subject == subject) return &rule;
  return nullptr;
}

Error missing(std::string_view what) {
  return {ErrorCode::invalid_argument, "the pack has no " + std::string(what), ""};
}

bool is_sound(const std::optional<Range>& r) {
  return !r || (r->low >= Decimal() && r->low <= r->high && r->high <= Decimal::whole(1'000'000));
}

constexpr Decimal top = Decimal::of_steps(std::numeric_limits<std::int64_t>::max());

Range times(const Range& r, Decimal factor) {
  return {r.low.scaled(factor, Decimal::whole(1)).value_or(top),
          r.high.scaled(factor, Decimal::whole(1)).value_or(top)};
}

/// NP / AP held against a bound without dividing: NP against bound * AP.
int side_of(Decimal np, Decimal ap, Decimal bound) {
  const Decimal other = ap.scaled(bound, Decimal::whole(1)).value_or(top);
  return np < other ? -1 : np > other ? 1 : 0;
}

AcidForming class_of(Decimal np, Decimal ap, Decimal lower, Decimal upper) {
  if (ap == Decimal()) return AcidForming::no;
  if (side_of(np, ap, lower) < 0) return AcidForming::yes;
  return side_of(np, ap, upper) > 0 ? AcidForming::no : AcidForming::uncertain;
}

std::string shown(Decimal value) { return value.to_string(4); }

Text range_text(const Range& r) {
  if (r.low == r.high) return number_text(shown(r.low));
  return number_text(shown(r.low)) + Text{" to ", " til "} + number_text(shown(r.high));
}

void write_reason(AcidRockVerdict& v, Decimal upper) {
  const Text ratio = v.ratio_infinite ? Text{"no sulphur", "ikke svovel"}
                     : v.ratio        ? same("NP:AP ") + range_text(*v.ratio)
                                      : Text{"NP:AP is not known", "NP:AP er ikke kjent"};
  switch (v.acid_forming) {
    case AcidForming::yes:
      v.reason = ratio + Text{": acid-forming", ": syredannende"};
      v.change = {"documentation that it does not pollute",
                  "dokumentasjon på at massene ikke forurenser"};
      return;
    case AcidForming::uncertain:
      v.reason = ratio + Text{": uncertain up to ", ": usikkert opp til "} +
                 number_text(upper.to_string());
      v.change = {"a kinetic test", "en kinetisk test"};
      return;
    case AcidForming::no:
      v.reason = ratio + Text{": not acid-forming", ": ikke syredannende"};
      return;
    case AcidForming::unknown:
      break;
  }
  v.reason = ratio + Text{": not decided", ": ikke avgjort"};
  v.change = {
      "sulphur, and inorganic carbon or neutralisation potential, with lower limits of "
      "quantification",
      "svovel, og uorganisk karbon eller nøytralisasjonspotensial, med lavere "
      "kvantifiseringsgrenser"};
}

Property as_property(std::string_view subject, const Range& r) {
  if (r.low == r.high) return {std::string(subject), ResultKind::quantified, r.low};
  return {std::string(subject), ResultKind::below_loq, r.high};
}

}  // namespace

Result<AcidRockVerdict> judge_acid_rock(const AcidRockSample& sample, const RulePack& pack,
                                        const AcidRockOptions& options) {
  const Rule* per_sulphur = find(pack, "factor", "acid_potential_per_s");
  const Rule* per_carbon = find(pack, "factor", "neutralisation_potential_per_tic");
  const Rule* lower = find(pack, "npr", "acid_forming");
  const Rule* not_acid = find(pack, "npr", "not_acid_forming");
  if (!per_sulphur || !per_carbon || !lower || !not_acid)
    return missing("factors and bounds of acid-forming rock");
  for (const auto* r : {&sample.sulphur_percent, &sample.inorganic_carbon_percent,
                        &sample.neutralisation_potential})
    if (!is_sound(*r))
      return Error{ErrorCode::invalid_argument, "a range falls or starts below zero", ""};

  AcidRockVerdict v;
  const Decimal upper = options.uncertain_up_to.value_or(not_acid->value);
  if (sample.sulphur_percent) v.acid_potential = times(*sample.sulphur_percent, per_sulphur->value);
  v.neutralisation_potential = sample.neutralisation_potential;
  if (!v.neutralisation_potential && sample.inorganic_carbon_percent)
    v.neutralisation_potential = times(*sample.inorganic_carbon_percent, per_carbon->value);
  const auto &ap = v.acid_potential, &np = v.neutralisation_potential;
  v.ratio_infinite = ap && ap->high == Decimal();
  if (v.ratio_infinite) {
    v.acid_forming = AcidForming::no;
  } else if (ap && np) {
    v.net_potential = Range{Decimal::of_steps(np->low.steps() - ap->high.steps()),
                            Decimal::of_steps(np->high.steps() - ap->low.steps())};
    const auto divided = [](Decimal a, Decimal b) {
      return a.scaled(Decimal::whole(1), b).value_or(top);
    };
    v.ratio = Range{divided(np->low, ap->high), divided(np->high, ap->low)};
    const AcidForming worst = class_of(np->low, ap->high, lower->value, upper);
    const AcidForming best = class_of(np->high, ap->low, lower->value, upper);
    v.acid_forming = worst == best ? worst : AcidForming::unknown;
  }
  if (v.acid_forming == AcidForming::no) v.presumed_contaminated = Answer::no;
  if (v.acid_forming == AcidForming::yes || v.acid_forming == AcidForming::uncertain)
    v.presumed_contaminated = Answer::yes;
  write_reason(v, upper);
  return v;
}

Result<RadioactivityVerdict> judge_radioactivity(const Radioactivity& found, const RulePack& pack,
                                                 const CheckOptions& options) {
  const Rule* per_uranium = find(pack, "factor", "bq_per_kg_per_mg_per_kg_uranium");
  if (!per_uranium) return missing("activity of uranium");
  for (const auto* r :
       {&found.uranium_mg_per_kg, &found.activity_bq_per_g, &found.radium226_bq_per_kg})
    if (!is_sound(*r))
      return Error{ErrorCode::invalid_argument, "a range falls or starts below zero", ""};

  std::optional<Range> activity = found.activity_bq_per_g;
  if (!activity && found.uranium_mg_per_kg) {
    const Range per_kg = times(*found.uranium_mg_per_kg, per_uranium->value);
    activity = times(per_kg, Decimal::parse("0.001").value());
  }
  std::vector<Property> properties;
  if (activity) {
    properties.push_back(as_property("radioactive_waste", *activity));
    properties.push_back(as_property("final_disposal", *activity));
  }
  if (found.radium226_bq_per_kg)
    properties.push_back(as_property("ra226", *found.radium226_bq_per_kg));
  if (found.uranium_mg_per_kg)
    properties.push_back(as_property("uranium", *found.uranium_mg_per_kg));

  RadioactivityVerdict v;
  for (const auto& rule : pack.rules) {
    if (rule.scope != "radioactivity" && rule.scope != "under_buildings") continue;
    Check c = check(pack, rule, properties, options);
    if (rule.subject == "radioactive_waste") v.radioactive_waste = c.met;
    if (rule.subject == "final_disposal") v.final_disposal = c.met;
    // Radium and uranium say the same in two ways: one of them is enough, radium goes first.
    if (rule.subject == "ra226") v.fits_under_buildings = c.met;
    if (rule.subject == "uranium" && !found.radium226_bq_per_kg) v.fits_under_buildings = c.met;
    v.checks.push_back(std::move(c));
  }
  return v;
}

}  // namespace masseflyt::classification
