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

/// An offer whose samples made its class says so wherever that is refused.
void ModelBuilder::tell_samples() {
  for (Index l = 0; l < model_.lot_offer.size(); ++l) {
    const auto at = sampled_.find(model_.lot_offer[l]);
    if (at == sampled_.end() || at->second.rule.empty()) continue;
    if (model_.lot_kinds[l].condition_class == "clean") continue;
    const Sampled& s = at->second;
    model_.exclusions.sampled(l, {s.rule, s.reason_en, s.reason_nb, s.source});
  }
}

}  // namespace masseflyt::scenario
