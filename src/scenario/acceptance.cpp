// Who takes what: the words of the input and the fitness of masses, judged by classification.
#include <masseflyt/classification/acceptance.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {
Refusal ModelBuilder::unfit(const LotKind& kind, const std::string& product) const {
  if (!products_fit_) products_fit_.emplace(fitter_ ? &*fitter_ : nullptr);
  const Unfit& why =
      products_fit_->unfit({kind.material, kind.grade, kind.condition_class}, product);
  return {why.rule, why.text.en, why.text.nb, why.source};
}

Refusal ModelBuilder::refused(const LotKind& kind, const Rule& rule) const {
  const auto answer =
      classification::accepts({kind.material, kind.grade, kind.condition_class},
                              {rule.materials, rule.classes, rule.grades, rule.product, {}, {}});
  if (!answer.allowed) return {answer.rule, answer.reason.en, answer.reason.nb, rule.source};
  return rule.product.empty() ? Refusal() : unfit(kind, rule.product);
}

std::string ModelBuilder::refusal(const LotKind& kind, const Rule& rule) const {
  const Refusal why = refused(kind, rule);
  return why.rule.empty() ? std::string() : rule.id + ": " + why.en;
}

/// Why a lot may not go there; an offer whose samples made its class says so.
void ModelBuilder::exclude(Index lot, Index destination, Refusal why) {
  const auto at = sampled_.find(model_.lot_offer[lot]);
  if (at != sampled_.end() && why.rule == "acceptance/class" && !at->second.rule.empty() &&
      model_.lot_kinds[lot].condition_class != "clean") {
    why.rule += "; " + at->second.rule;
    why.en += "; " + at->second.reason_en, why.nb += "; " + at->second.reason_nb;
    why.source += (why.source.empty() ? "" : "; ") + at->second.source;
  }
  model_.exclusions.push_back({lot, destination, std::move(why)});
}

}  // namespace masseflyt::scenario
