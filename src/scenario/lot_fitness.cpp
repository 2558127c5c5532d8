// What a lot of the ledger is in the words of classification, and who may take it.
#include <algorithm>
#include <cmath>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/classification/classify.hpp>
#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/blending.hpp>

#include "detail/number.hpp"
#include "scenario/lot_class.hpp"

namespace masseflyt::scenario {
namespace {

using traceability::Figure;
using traceability::Figures;
using traceability::Quality;

constexpr std::string_view contents = "content/", declared = "condition_class";

bool is_known(const Figure& f) { return f.rests != traceability::Rests::unknown; }

std::string class_name(std::int32_t number) {
  if (number <= 1) return "clean";
  return number > 5 ? "above_class5" : "class" + std::to_string(number);
}

/// The class that the contents lead to, by the worst part of each; 0: nothing has a class.
Result<std::int32_t> class_of_contents(const std::string& lot, const Figures& figures,
                                       std::string& why) {
  const auto classifier = classification::Classifier::built_in();
  if (!classifier) return classifier.error();
  Diagnostics found;
  classification::SampleReader reader(classifier->analytes());
  bool any = false;
  for (const auto& [property, figure] : figures) {
    if (!property.starts_with(contents) || !is_known(figure)) continue;
    const std::string value =
        figure.text.empty() ? detail::format_number(figure.bound) : figure.text;
    reader.add(lot, property.substr(contents.size()), value, figure.unit, property, found);
    any = true;
  }
  if (!any) return 0;
  const auto samples = reader.finish(found);
  for (const Diagnostic& d : found)
    if (d.severity == Severity::error)
      return Error{ErrorCode::invalid_argument, "lot '" + lot + "': " + to_line(d), d.path};
  std::int32_t worst = 0;
  for (const auto& sample : samples) {
    const auto verdict = classifier->classify(sample);
    std::int32_t reached = verdict.class_high;
    if (verdict.contaminated == classification::Answer::yes) reached = std::max(reached, 2);
    if (reached <= worst) continue;
    worst = reached;
    if (!verdict.reasons.empty()) why = verdict.reasons.front().text.en;
  }
  return worst;
}

/// Whether what is known is known of all parts: a declared class, or every content that anybody
/// has measured in any of them.
bool all_parts_known(const Figures& figures) {
  const auto said = figures.find(std::string(declared));
  if (said != figures.end() && said->second.complete && is_known(said->second)) return true;
  bool any = false;
  for (const auto& [property, f] : figures) {
    if (!property.starts_with(contents)) continue;
    if (!f.complete || !is_known(f)) return false;
    any = true;
  }
  return any;
}

LotAnswer answer(const std::string& id, const LotFitness& lot,
                 const classification::Acceptance& place) {
  if (!lot.holds.empty())
    return {id, false, "the lot is on hold by event " + std::to_string(lot.holds.front()),
            "partiet er sperret av hendelse " + std::to_string(lot.holds.front())};
  if (lot.condition_class.empty())
    return {id, false, "nobody has tested all parts of the lot: its class is not known",
            "ingen har prøvd alle deler av partiet: klassen er ikke kjent"};
  const auto a = classification::accepts({lot.material, lot.grade, lot.condition_class}, place);
  return {id, a.allowed, a.allowed ? "" : a.reason.en, a.allowed ? "" : a.reason.nb};
}

}  // namespace

Result<LotClass> class_of(const Quality& quality) {
  LotClass out;
  std::string why;
  const auto found = class_of_contents(quality.id, quality.figures, why);
  if (!found) return found.error();
  std::int32_t worst = *found;
  const auto said = quality.figures.find(std::string(declared));
  if (said != quality.figures.end() && is_known(said->second)) {
    const auto number = static_cast<std::int32_t>(std::ceil(said->second.high));
    if (number > worst) why = "declared class " + std::to_string(number);
    worst = std::max(worst, number);
  }
  if (worst == 0) return out;
  // What is known to be bad stays bad, whatever the untested parts are; clean has to be proved.
  if (worst > 1 || all_parts_known(quality.figures)) out.condition_class = class_name(worst);
  out.rests_on = why.empty() ? "nothing above its limit" : why;
  const auto grade = quality.figures.find("grade");
  if (grade != quality.figures.end() && grade->second.complete) out.grade = grade->second.text;
  return out;
}

Result<LotFitness> fitness_of_lot(const traceability::Ledger& ledger,
                                  const traceability::Lineage& lineage, const Case& input,
                                  const traceability::Suspect& lot, std::string_view material,
                                  std::string_view grade) {
  const auto known = traceability::quality(ledger, lineage, lot);
  if (!known) return known.error();
  const auto is = class_of(*known);
  if (!is) return is.error();
  LotFitness out;
  out.material = material;
  out.grade = grade.empty() ? is->grade : std::string(grade);
  out.condition_class = is->condition_class, out.rests_on = is->rests_on;
  out.holds = known->holds;
  const auto add = [&](const std::string& id, const classification::Acceptance& place) {
    out.destinations.push_back(answer(id, out, place));
  };
  for (const Receiver& r : input.receivers) add(r.id, {r.materials, r.classes, {}, {}, {}, {}});
  for (const Store& s : input.stores) add(s.id, {s.materials, s.classes, {}, {}, {}, {}});
  for (const Quarry& q : input.quarries) add(q.id, {q.materials, q.classes, q.grades, {}, {}, {}});
  for (const Need& n : input.needs) add(n.id, {n.materials, {"clean"}, {}, n.product, {}, {}});
  return out;
}

}  // namespace masseflyt::scenario
