#include <masseflyt/classification/demolition.hpp>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

void keep(std::vector<Check>& to, const Checks& from) {
  for (auto& c : from.open_or_broken()) to.push_back(std::move(c));
}

struct Question {
  Answer ConcreteLot::*answer;
  const char *en, *nb;
};
constexpr Question questions[] = {
    {&ConcreteLot::mapped_by_competent_person, "has a competent person mapped the building?",
     "er bygget kartlagt av en fagkyndig?"},
    {&ConcreteLot::soft_joints_rebar_plastic_removed,
     "are soft joints, reinforcement and plastic removed?",
     "er myke fuger, armering og plast fjernet?"},
    {&ConcreteLot::replaces_other_materials,
     "does it replace materials that would have been used anyway?",
     "erstatter det materialer som ellers ville blitt brukt?"},
    {&ConcreteLot::suitable, "is it suitable for the purpose?", "er det egnet til formålet?"},
    {&ConcreteLot::amount_fits_the_need, "does the amount fit the need?",
     "er mengden tilpasset behovet?"},
};

/// What one layer asks for, from the mildest to the strictest.
Recovery layer_asks(const SurfaceLayer& layer, const RulePack& pack, const CheckOptions& options,
                    std::vector<Check>& checks) {
  const Checks removal = check(pack, "surface_removal", layer.results, options);
  if (removal.met == Answer::yes) {  // this table says when, not when not
    for (const auto& c : removal.all) checks.push_back(c);
    return Recovery::remove_first;
  }
  const Checks low = check(pack, "surface_low", layer.results, options);
  if (low.met == Answer::yes) return Recovery::free;
  const Checks most = check(pack, "surface_max", layer.results, options);
  keep(checks, most.met == Answer::yes ? low : most);
  if (most.met == Answer::no) return Recovery::not_without_permit;
  if (most.met == Answer::unknown || low.met == Answer::unknown) return Recovery::unknown;
  return Recovery::with_conditions;
}

/// Of two answers, the one that decides.
Recovery stricter(Recovery a, Recovery b) {
  const auto weight = [](Recovery r) {
    switch (r) {
      case Recovery::free:
        return 0;
      case Recovery::with_conditions:
        return 1;
      case Recovery::unknown:
        return 2;
      case Recovery::not_without_permit:
        return 3;
      case Recovery::remove_first:
        return 4;
      case Recovery::outside_scope:
        break;
    }
    return 5;
  };
  return weight(a) >= weight(b) ? a : b;
}

Text reason_of(Recovery r) {
  switch (r) {
    case Recovery::free:
      return {"may be recovered without a permit", "kan nyttiggjøres uten tillatelse"};
    case Recovery::with_conditions:
      return {"may be recovered without a permit, covered and placed as the regulation asks",
              "kan nyttiggjøres uten tillatelse, tildekket og plassert slik forskriften krever"};
    case Recovery::not_without_permit:
      return {"may not be recovered without a permit", "kan ikke nyttiggjøres uten tillatelse"};
    case Recovery::remove_first:
      return {"a layer must be removed with the adjoining concrete and destroyed",
              "et sjikt må fjernes med tilstøtende betong og destrueres"};
    case Recovery::outside_scope:
      return {"not covered by the regulation on concrete and brick: a permit is needed",
              "omfattes ikke av betong- og teglforskriften: tillatelse kreves"};
    case Recovery::unknown:
      break;
  }
  return {"not enough is known", "for lite er kjent"};
}

}  // namespace

RecoveryAnswer recover_concrete(const ConcreteLot& lot, const RulePack& pack,
                                const CheckOptions& options) {
  RecoveryAnswer a;
  if (lot.sprayed_or_slurry) {
    a.answer = Recovery::outside_scope;
    a.reason = reason_of(a.answer);
    return a;
  }
  const Checks body = check(pack, "body", lot.body, options);
  keep(a.checks, body);
  a.answer = body.met == Answer::yes  ? Recovery::free
             : body.met == Answer::no ? Recovery::not_without_permit
                                      : Recovery::unknown;
  for (const auto& layer : lot.surfaces)
    a.answer = stricter(a.answer, layer_asks(layer, pack, options, a.checks));
  for (const auto& q : questions) {
    const Answer said = lot.*q.answer;
    if (said == Answer::yes) continue;
    a.questions.push_back({q.en, q.nb});
    a.answer =
        stricter(a.answer, said == Answer::no ? Recovery::not_without_permit : Recovery::unknown);
  }
  a.reason = reason_of(a.answer);
  return a;
}

AsphaltAnswer judge_asphalt(std::span<const Property> results, const RulePack& pack,
                            const CheckOptions& options) {
  AsphaltAnswer a;
  const Checks hazardous = check(pack, "hazardous", results, options);
  const Checks landfilled = check(pack, "landfilled", results, options);
  a.hazardous = hazardous.met;
  a.landfilled = landfilled.met;
  for (const auto* checks : {&hazardous, &landfilled})
    a.checks.insert(a.checks.end(), checks->all.begin(), checks->all.end());
  return a;
}

}  // namespace masseflyt::classification
