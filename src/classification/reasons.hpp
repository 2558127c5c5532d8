// reasons.hpp — a verdict in words.
#pragma once

#include <string>
#include <vector>

#include "classification/kernel.hpp"

namespace masseflyt::classification {

/// In the order of importance: exceedances, classes, what is open, what was left out.
std::vector<Reason> reasons_of(const Classifier::Tables& tables, const kernel::Scratch& scratch,
                               const kernel::Summary& summary,
                               const std::vector<kernel::Judged>& judged,
                               const std::string& sample);

}  // namespace masseflyt::classification
