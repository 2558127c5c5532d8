#include "scenario/product_fit.hpp"

#include <algorithm>
#include <optional>

namespace masseflyt::scenario {
namespace {

using classification::LotKind;

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
  lot.id = "lot";
  lot.material = kind.material;
  lot.grade = kind.material == "rock" ? kind.grade : "";
  lot.declared_class = kind.condition_class;
  lot.contamination_suspected = lot.acid_suspected = classification::Answer::no;
  return lot;
}

}  // namespace

const Unfit& ProductFit::unfit(const LotKind& kind, const std::string& product) {
  const auto key = kind.material + "|" + kind.grade + "|" + kind.condition_class + "|" + product;
  const auto [at, fresh] = known_.try_emplace(key);
  if (fresh) at->second = judge(kind, product);
  return at->second;
}

Unfit ProductFit::judge(const LotKind& kind, const std::string& product) const {
  const auto materials = classification::materials();
  const auto use = use_of(product);
  const bool known =
      std::find(materials.begin(), materials.end(), kind.material) != materials.end();
  if (!use || !known || fitter_ == nullptr) return {};
  const auto fit = fitter_->fit(declared(kind), *use);
  if (!fit || fit->answer != classification::Fitness::refused) return {};
  const auto& why = fit->reasons.front();
  return {why.rule, why.source, why.text};
}

}  // namespace masseflyt::scenario
