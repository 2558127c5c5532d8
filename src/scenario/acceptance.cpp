// Who takes what: the words of the input and the fitness of masses, judged by classification.
#include <algorithm>

#include <masseflyt/classification/acceptance.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

/// The use that a need asks of a mass; none for products that classification has no use for.
std::optional<classification::Use> use_of(const std::string& product) {
  const bool crushed = product.starts_with("crushed");
  const auto use = classification::parse_use(product.starts_with("fill") ? "fill"
                                             : crushed                   ? "unbound"
                                                                         : product);
  return use ? std::optional(*use) : std::nullopt;
}

/// A mass of which nothing is known but what is declared.
classification::Lot declared(const LotKind& kind) {
  classification::Lot lot;
  lot.id = kind.group;
  lot.material = kind.material;
  lot.grade = kind.material == "rock" ? kind.grade : "";
  lot.declared_class = kind.condition_class;
  lot.contamination_suspected = lot.acid_suspected = classification::Answer::no;
  return lot;
}

}  // namespace

Refusal ModelBuilder::unfit(const LotKind& kind, const std::string& product) const {
  const auto known = classification::materials();
  const auto use = use_of(product);
  if (!use || !fitter_ || std::find(known.begin(), known.end(), kind.material) == known.end())
    return {};
  const auto key = kind.group + "|" + product;
  if (const auto at = unfit_.find(key); at != unfit_.end()) return at->second;
  Refusal& refusal = unfit_[key];
  const auto fit = fitter_->fit(declared(kind), *use);
  if (!fit || fit->answer != classification::Fitness::refused) return refusal;
  const auto& why = fit->reasons.front();
  refusal = {why.rule, why.text.en, why.text.nb, why.source};
  return refusal;
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
