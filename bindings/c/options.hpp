// bindings/c/options.hpp — what all calls that plan take and answer alike.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>

#include <masseflyt/c/plan.h>
#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/result.hpp>

#include "guard.hpp"
#include "handles.hpp"

namespace masseflyt::c_face {

constexpr std::uint32_t most_threads = 1024;
constexpr double longest_s = 1e9;  // 30 years; a steady clock holds no more than ten times that

/// Of mfl_plan_options or mfl_session_options.
template <typename Options>
Result<Weights> weights(const Options& o) {
  for (const double w : {o.weight_nok, o.weight_co2e, o.weight_exposure, o.weight_road_km})
    if (!std::isfinite(w) || w < 0) return refused("weights", "are not all finite and >= 0");
  return Weights{o.weight_nok, o.weight_co2e, o.weight_exposure, o.weight_road_km};
}

inline Result<Control> control(double time_limit_s, mfl_progress progress, void* user,
                               const mfl_cancel* cancel) {
  using std::chrono::steady_clock;
  Control out;
  if (!(time_limit_s >= 0)) return refused("time_limit_s", "is no number >= 0");
  if (time_limit_s > 0 && time_limit_s < longest_s)
    out.deadline = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                             std::chrono::duration<double>(time_limit_s));
  if (cancel != nullptr) out.cancel = &cancel->flag;
  if (progress != nullptr)
    out.progress = [progress, user](std::string_view stage, double share) {
      progress(std::string(stage).c_str(), share, user);
    };
  return out;
}

/// C has one error to tell: that of the document that comes first.
inline Error naming_the_first(const Error& error, const Diagnostics& found) {
  if (error.code != ErrorCode::invalid_document) return error;
  for (const Diagnostic& d : found)
    if (d.severity == Severity::error) return {error.code, to_line(d), d.path};
  return error;
}

inline std::int32_t status_number(const std::string& status) {
  if (status == "optimal") return MFL_PLAN_OPTIMAL;
  if (status == "feasible") return MFL_PLAN_FEASIBLE;
  if (status == "infeasible") return MFL_PLAN_INFEASIBLE;
  return MFL_PLAN_STOPPED;
}

inline Error no_such_row(std::size_t i, std::size_t rows) {
  return {ErrorCode::not_found, "there is no row " + std::to_string(i) +
                                    ", they are numbered from 0 and there are " +
                                    std::to_string(rows)};
}

}  // namespace masseflyt::c_face
