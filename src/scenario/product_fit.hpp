// product_fit.hpp — whether a mass of which nothing is known but its kind may become a product.
#pragma once

#include <map>
#include <string>
#include <utility>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/classification/fitness.hpp>

namespace masseflyt::scenario {

/// Why a product may not be made of it; no rule: nothing is known against it.
struct Unfit {
  std::string rule, source;
  classification::Text text;
};

/// Asks classification's fit() once per kind and product. What it does not know refuses nothing:
/// only an answer of refused counts. One per thread.
class ProductFit {
 public:
  /// `fitter` nullptr: nothing is refused. Kept by the caller.
  explicit ProductFit(const classification::Fitter* fitter) : fitter_(fitter) {}
  const Unfit& unfit(const classification::LotKind& kind, const std::string& product);

 private:
  Unfit judge(const classification::LotKind& kind, const std::string& product) const;
  const classification::Fitter* fitter_;
  std::map<std::string, Unfit> known_;
};

}  // namespace masseflyt::scenario
