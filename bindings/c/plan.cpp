#include <chrono>
#include <cmath>
#include <string>
#include <utility>

#include <masseflyt/c/plan.h>
#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/run.hpp>

#include "flows.hpp"
#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using c_face::refused;

namespace {

constexpr std::uint32_t most_threads = 1024;
constexpr double longest_s = 1e9;  // 30 years; a steady clock holds no more than ten times that

Result<Weights> weights(const mfl_plan_options& o) {
  for (const double w : {o.weight_nok, o.weight_co2e, o.weight_exposure, o.weight_road_km})
    if (!std::isfinite(w) || w < 0) return refused("weights", "are not all finite and >= 0");
  return Weights{o.weight_nok, o.weight_co2e, o.weight_exposure, o.weight_road_km};
}

Result<scenario::RunOptions> run_options(const mfl_plan_options& given, const mfl_cancel* cancel) {
  scenario::RunOptions options;
  if (given.weights_given != 0) {
    const auto chosen = weights(given);
    if (!chosen) return chosen.error();
    options.weights = *chosen;
  }
  options.comparisons = given.comparisons != 0;
  options.sensitivity = given.sensitivity != 0;
  if (given.threads > most_threads) return refused("threads", "is above 1024");
  options.threads = given.threads;
  if (!(given.time_limit_s >= 0)) return refused("time_limit_s", "is no number >= 0");
  if (given.time_limit_s > 0 && given.time_limit_s < longest_s)
    options.control.deadline = std::chrono::steady_clock::now() +
                               std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                   std::chrono::duration<double>(given.time_limit_s));
  if (cancel != nullptr) options.control.cancel = &cancel->flag;
  if (given.progress != nullptr)
    options.control.progress = [tell = given.progress, user = given.user](std::string_view stage,
                                                                          double share) {
      tell(std::string(stage).c_str(), share, user);
    };
  return options;
}

/// C has one error to tell: that of the document that comes first.
Error naming_the_first(const Error& error, const Diagnostics& found) {
  if (error.code != ErrorCode::invalid_document) return error;
  for (const Diagnostic& d : found)
    if (d.severity == Severity::error) return {error.code, to_line(d), d.path};
  return error;
}

std::int32_t status_number(const std::string& status) {
  if (status == "optimal") return MFL_PLAN_OPTIMAL;
  if (status == "feasible") return MFL_PLAN_FEASIBLE;
  if (status == "infeasible") return MFL_PLAN_INFEASIBLE;
  return MFL_PLAN_STOPPED;
}

}  // namespace

mfl_status mfl_scenario_plan(const mfl_scenario* scenario, const mfl_plan_options* options,
                             mfl_plan** out, mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    const mfl_plan_options defaults = MFL_PLAN_OPTIONS_INIT;
    if (options == nullptr) options = &defaults;
    if (!MFL_COVERS(options, mfl_plan_options, user)) return c_face::without_size("options");
    const auto chosen = run_options(c_face::known_part(*options, defaults), cancel);
    if (!chosen) return chosen.error();
    Diagnostics found = scenario->found;
    auto outcome = scenario::run(scenario->document, found, *chosen);
    if (!outcome) return naming_the_first(outcome.error(), found);
    *out = new mfl_plan{std::move(*outcome)};
    return {};
  });
}

void mfl_plan_free(mfl_plan* plan) { delete plan; }

mfl_status mfl_plan_summarise(const mfl_plan* plan, mfl_plan_summary* out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (plan == nullptr) return missing("plan");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_plan_summary, solves)) return c_face::without_size("out");
    const reporting::Report& report = plan->outcome.report;
    mfl_plan_summary s = MFL_PLAN_SUMMARY_INIT;
    s.status = status_number(report.plan.status);
    s.objective = report.plan.objective_value;
    s.bound = report.plan.bound;
    s.gap = report.plan.gap;
    s.flows = report.plan.movements.size();
    s.unmet = report.unmet.size();
    s.solves = plan->outcome.solves;
    c_face::give(out, s);
    return {};
  });
}

mfl_status mfl_plan_account(const mfl_plan* plan, int32_t set, mfl_account* out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (plan == nullptr) return missing("plan");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_account, net_co2e_kg)) return c_face::without_size("out");
    if (set != MFL_SET_PLAN && set != MFL_SET_BASELINE) return c_face::no_such_set(set);
    const reporting::Report& report = plan->outcome.report;
    const auto& from = set == MFL_SET_PLAN ? report.plan.account : report.baseline.account;
    mfl_account a = MFL_ACCOUNT_INIT;
    a.surplus_t = from.surplus_t, a.placed_t = from.placed_t, a.stored_t = from.stored_t;
    a.far_t = from.far_t, a.unplaced_t = from.unplaced_t, a.end_stock_t = from.end_stock_t;
    a.shortfall_t = from.shortfall_t, a.virgin_t = from.virgin_t;
    a.avoided_virgin_t = from.avoided_virgin_t;
    a.reused_share = from.reused_share, a.disposed_share = from.disposed_share;
    a.loads = from.loads, a.loaded_vkm = from.loaded_vkm, a.empty_vkm = from.empty_vkm;
    a.road_tkm = from.road_tkm, a.sea_tkm = from.sea_tkm, a.mean_road_km = from.mean_road_km;
    a.exposure_vkm = from.exposure_vkm, a.nok = from.nok, a.co2e_kg = from.co2e_kg;
    a.avoided_co2e_kg = from.avoided_co2e_kg, a.net_co2e_kg = from.net_co2e_kg;
    c_face::give(out, a);
    return {};
  });
}

size_t mfl_plan_flow_count(const mfl_plan* plan, int32_t set) {
  if (plan == nullptr) return 0;
  const auto* const rows = c_face::movements(plan->outcome.report, set);
  return rows == nullptr ? 0 : rows->size();
}

mfl_status mfl_plan_flow(const mfl_plan* plan, int32_t set, size_t i, mfl_flow* out,
                         mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (plan == nullptr) return missing("plan");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_flow, total_co2e_kg)) return c_face::without_size("out");
    const auto* const rows = c_face::movements(plan->outcome.report, set);
    if (rows == nullptr) return c_face::no_such_set(set);
    if (i >= rows->size())
      return Error{ErrorCode::not_found, "there is no flow " + std::to_string(i) +
                                             ", they are numbered from 0 and there are " +
                                             std::to_string(rows->size())};
    const reporting::Movement& m = (*rows)[i];
    mfl_flow f = MFL_FLOW_INIT;
    f.year = m.month.year(), f.month = m.month.month();
    f.offer = m.offer.c_str(), f.party = m.party.c_str(), f.group = m.group.c_str();
    f.material = m.material.c_str(), f.grade = m.grade.c_str();
    f.condition_class = m.condition_class.c_str(), f.kind = reporting::name(m.kind, false);
    f.source = m.source.c_str(), f.destination = m.destination.c_str();
    f.kg = m.kg, f.km = m.route.sums.km, f.road_km = m.route.sums.road_km;
    f.exposure_vkm = c_face::exposure_vkm(m), f.total_nok = c_face::total_nok(m);
    f.total_co2e_kg = c_face::total_co2e_kg(m);
    c_face::give(out, f);
    return {};
  });
}

mfl_status mfl_plan_flows_arrow(const mfl_plan* plan, int32_t set, struct ArrowSchema* schema,
                                struct ArrowArray* array, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (schema != nullptr) schema->release = nullptr;
    if (array != nullptr) array->release = nullptr;
    if (plan == nullptr) return missing("plan");
    if (schema == nullptr) return missing("schema");
    if (array == nullptr) return missing("array");
    const auto* const rows = c_face::movements(plan->outcome.report, set);
    if (rows == nullptr) return c_face::no_such_set(set);
    return c_face::to_arrow(*rows, schema, array);
  });
}

mfl_status mfl_plan_write(const mfl_plan* plan, int32_t file, mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (plan == nullptr) return missing("plan");
    const reporting::Report& report = plan->outcome.report;
    const auto text = [&]() -> Result<std::string> {
      switch (file) {
        case MFL_FILE_PLAN_JSON:
          return plan_json(report);
        case MFL_FILE_FLOWS_CSV:
          return flows_csv(report);
        case MFL_FILE_ACCOUNT_JSON:
          return account_json(report);
        case MFL_FILE_PLAN_GEOJSON:
          return plan_geojson(report);
        case MFL_FILE_REPORT_HTML:
          return report_html(report, reporting::Language::en);
        case MFL_FILE_REPORT_HTML_NB:
          return report_html(report, reporting::Language::nb);
      }
      return Error{ErrorCode::not_found, "no file has the number " + std::to_string(file), "file"};
    };
    auto written = text();
    if (!written) return written.error();
    *out = c_face::text(std::move(*written));
    return {};
  });
}
