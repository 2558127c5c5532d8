// uncertainty.hpp — what the measurement uncertainty of a sample leaves of its verdict.
#pragma once

#include <vector>

#include "classification/kernel.hpp"

namespace masseflyt::classification {

struct Uncertain {
  Exceedance exceedance = Exceedance::not_told;
  std::int32_t class_least = 0, class_most = 0;
  std::vector<Reason> reasons;
};

/// `judged`: what the kernel said of the values as they are.
Uncertain judge_uncertainty(const Classifier::Tables& tables, const Sample& sample,
                            const std::vector<kernel::Judged>& judged);

}  // namespace masseflyt::classification
