#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/c/plan.h>
#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/run.hpp>

#include "flows.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "options.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using c_face::refused;

namespace {

Result<scenario::RunOptions> run_options(const mfl_plan_options& given, const mfl_cancel* cancel) {
  scenario::RunOptions options;
  if (given.weights_given != 0) {
    const auto chosen = c_face::weights(given);
    if (!chosen) return chosen.error();
    options.weights = *chosen;
  }
  options.comparisons = given.comparisons != 0;
  options.sensitivity = given.sensitivity != 0;
  if (given.threads > c_face::most_threads) return refused("threads", "is above 1024");
  options.threads = given.threads;
  auto control = c_face::control(given.time_limit_s, given.progress, given.user, cancel);
  if (!control) return control.error();
  options.control = std::move(*control);
  return options;
}

using reporting::Report;

/// Row i of a list of the report, as `fill` writes it.
template <typename Row, typename View, typename Fill>
mfl_status row(const mfl_plan* plan, std::vector<Row> Report::*list, size_t i, View* out,
               bool covered, View full, mfl_error* error, Fill&& fill) {
  return guard(error, [&]() -> Result<void> {
    if (plan == nullptr) return missing("plan");
    if (out == nullptr) return missing("out");
    if (!covered) return c_face::without_size("out");
    const auto& rows = plan->outcome.report.*list;
    if (i >= rows.size()) return c_face::no_such_row(i, rows.size());
    fill(rows[i], full);
    c_face::give(out, full);
    return {};
  });
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
    if (!outcome) return c_face::naming_the_first(outcome.error(), found);
    *out = new mfl_plan(std::make_shared<const scenario::Outcome>(std::move(*outcome)));
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
    s.status = c_face::status_number(report.plan.status);
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
    const auto* const solution = c_face::solution(plan->outcome.report, set);
    if (solution == nullptr) return c_face::no_such_set(set);
    const auto& from = solution->account;
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

size_t mfl_plan_comparison_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.others.size();
}

mfl_status mfl_plan_comparison(const mfl_plan* plan, size_t i, mfl_comparison* out,
                               mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_comparison, weight_road_km);
  return row(plan, &Report::others, i, out, covered, mfl_comparison MFL_COMPARISON_INIT, error,
             [&](const reporting::Solution& s, mfl_comparison& c) {
               c.status = c_face::status_number(s.status);
               c.set = MFL_SET_COMPARISONS + static_cast<int32_t>(i);
               c.name = s.objective.c_str();
               c.objective = s.objective_value, c.bound = s.bound, c.gap = s.gap;
               c.weight_nok = s.weights.nok, c.weight_co2e = s.weights.co2e;
               c.weight_exposure = s.weights.exposure, c.weight_road_km = s.weights.road_km;
             });
}

size_t mfl_plan_stock_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.stocks.size();
}

mfl_status mfl_plan_stock(const mfl_plan* plan, size_t i, mfl_stock* out, mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_stock, capacity_kg);
  return row(plan, &Report::stocks, i, out, covered, mfl_stock MFL_STOCK_INIT, error,
             [](const reporting::StockRow& r, mfl_stock& s) {
               s.year = r.month.year(), s.month = r.month.month();
               s.store = r.store.c_str(), s.group = r.group.c_str();
               s.kg = r.kg, s.capacity_kg = r.capacity_kg;
             });
}

size_t mfl_plan_opening_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.openings.size();
}

mfl_status mfl_plan_opening(const mfl_plan* plan, size_t i, mfl_opening* out, mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_opening, reason_nb);
  return row(plan, &Report::openings, i, out, covered, mfl_opening MFL_OPENING_INIT, error,
             [](const reporting::OpeningRow& r, mfl_opening& o) {
               if (r.decided)
                 o.decided_year = r.decided->year(), o.decided_month = r.decided->month();
               if (r.ready) o.ready_year = r.ready->year(), o.ready_month = r.ready->month();
               o.id = r.id.c_str(), o.name = r.name.c_str(), o.site = r.site.c_str();
               o.area = r.area.c_str(), o.status = r.status.c_str();
               o.nok = r.nok, o.co2e_kg = r.co2e_kg, o.came_kg = r.came_kg;
               o.reason = r.reason.c_str(), o.reason_nb = r.reason_nb.c_str();
             });
}

size_t mfl_plan_deal_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.deals.size();
}

mfl_status mfl_plan_deal(const mfl_plan* plan, size_t i, mfl_deal* out, mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_deal, instead_nb);
  return row(plan, &Report::deals, i, out, covered, mfl_deal MFL_DEAL_INIT, error,
             [](const reporting::DealRow& r, mfl_deal& d) {
               d.first_year = r.months.first.year(), d.first_month = r.months.first.month();
               d.last_year = r.months.last.year(), d.last_month = r.months.last.month();
               d.id = r.id.c_str(), d.offer = r.offer.c_str();
               d.destination = r.destination.c_str(), d.group = r.group.c_str();
               d.agreed_kg = r.agreed_kg, d.driven_kg = r.driven_kg;
               d.planned_kg = r.planned_kg, d.changed_kg = r.changed_kg;
               d.penalty_nok_t = r.penalty_nok_t, d.penalty_nok = r.penalty_nok;
               d.instead = r.instead.c_str(), d.instead_nb = r.instead_nb.c_str();
             });
}

size_t mfl_plan_unmet_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.unmet.size();
}

mfl_status mfl_plan_unmet(const mfl_plan* plan, size_t i, mfl_unmet* out, mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_unmet, reason_nb);
  return row(plan, &Report::unmet, i, out, covered, mfl_unmet MFL_UNMET_INIT, error,
             [](const reporting::UnmetRow& r, mfl_unmet& u) {
               u.first_year = r.months.first.year(), u.first_month = r.months.first.month();
               u.last_year = r.months.last.year(), u.last_month = r.months.last.month();
               u.id = r.id.c_str(), u.group = r.group.c_str(), u.what = r.what.c_str();
               u.kg = r.kg;
               u.reason = r.reason.c_str(), u.reason_nb = r.reason_nb.c_str();
             });
}

size_t mfl_plan_saving_count(const mfl_plan* plan) {
  return plan == nullptr ? 0 : plan->outcome.report.savings.size();
}

mfl_status mfl_plan_saving(const mfl_plan* plan, size_t i, mfl_saving* out, mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_saving, high);
  return row(plan, &Report::savings, i, out, covered, mfl_saving MFL_SAVING_INIT, error,
             [](const reporting::SavingRow& r, mfl_saving& s) {
               s.objective = r.objective.c_str(), s.figure = r.figure.c_str();
               s.baseline = r.baseline, s.plan = r.plan;
               s.saving = r.baseline - r.plan, s.low = r.low, s.high = r.high;
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
    if (i >= rows->size()) return c_face::no_such_row(i, rows->size());
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
        case MFL_FILE_PRICES_CSV:
          return prices_csv(report);
        case MFL_FILE_TRAFFIC_CSV:
          return traffic_csv(report);
        case MFL_FILE_TRAFFIC_PEAKS_CSV:
          return traffic_peaks_csv(report);
      }
      return Error{ErrorCode::not_found, "no file has the number " + std::to_string(file), "file"};
    };
    auto written = text();
    if (!written) return written.error();
    *out = c_face::text(std::move(*written));
    return {};
  });
}
