// bindings/c/flows.hpp — sets of movements and their figures, as rows and as Arrow show them.
#pragma once

#include <string>
#include <vector>

#include <masseflyt/c/plan.h>
#include <masseflyt/core/result.hpp>
#include <masseflyt/reporting/report.hpp>

namespace masseflyt::c_face {

/// Plan, baseline or one of the comparisons; NULL for other numbers.
inline const reporting::Solution* solution(const reporting::Report& report, std::int32_t set) {
  if (set == MFL_SET_PLAN) return &report.plan;
  if (set == MFL_SET_BASELINE) return &report.baseline;
  if (set < MFL_SET_COMPARISONS) return nullptr;
  const auto i = static_cast<std::size_t>(set - MFL_SET_COMPARISONS);
  return i < report.others.size() ? &report.others[i] : nullptr;
}

/// Movements of MFL_SET_*; NULL for other numbers.
inline const std::vector<reporting::Movement>* movements(const reporting::Report& report,
                                                         std::int32_t set) {
  if (set == MFL_SET_FACTS) return &report.facts;
  const reporting::Solution* const from = solution(report, set);
  return from == nullptr ? nullptr : &from->movements;
}

inline Error no_such_set(std::int32_t set) {
  return {ErrorCode::not_found, "no set has the number " + std::to_string(set), "set"};
}

inline double tonnes(const reporting::Movement& m) { return static_cast<double>(m.kg) / 1e3; }
inline double exposure_vkm(const reporting::Movement& m) {
  return m.route.sums.exposure_vkm * tonnes(m);
}
inline double total_nok(const reporting::Movement& m) {
  return (m.route.sums.nok + m.fee_nok_t + m.store_nok_t + m.process_nok_t) * tonnes(m);
}
inline double total_co2e_kg(const reporting::Movement& m) {
  return (m.route.sums.co2e_kg + m.process_co2e_kg_t + m.virgin_co2e_kg_t) * tonnes(m);
}

/// Fills both, or neither. Errors: limit_exceeded.
Result<void> to_arrow(const std::vector<reporting::Movement>& movements, ArrowSchema* schema,
                      ArrowArray* array);

}  // namespace masseflyt::c_face
