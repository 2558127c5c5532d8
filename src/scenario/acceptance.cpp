// Who takes what: the words of the input, judged by classification.
#include <masseflyt/classification/acceptance.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {

std::string ModelBuilder::refusal(const LotKind& kind, const Rule& rule) const {
  const auto answer =
      classification::accepts({kind.material, kind.grade, kind.condition_class},
                              {rule.materials, rule.classes, rule.grades, rule.product, {}, {}});
  return answer.allowed ? std::string() : rule.id + ": " + answer.reason.en;
}

}  // namespace masseflyt::scenario
