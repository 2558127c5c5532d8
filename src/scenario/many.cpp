#include <masseflyt/scenario/many.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "chain.hpp"
#include "movements.hpp"
#include "planned.hpp"
#include "reporting/account_fields.hpp"
#include "reporting/text_format.hpp"
#include "tell.hpp"
#include "workers.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::JsonWriter;
using reporting::Movement;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double nok(std::int64_t micro) { return static_cast<double>(micro) / 1e6; }

/// Tonnes per offer, group and destination.
using Going = std::map<std::tuple<std::string, std::string, std::string>, std::int64_t>;

Going going(const std::vector<Movement>& movements) {
  Going out;
  for (const auto& m : movements) out[{m.offer, m.group, m.destination}] += m.kg;
  return out;
}

double moved_t(const Going& a, const Going& b) {
  double sum = 0;
  const auto see = [&](const Going& one, const Going& other, bool both) {
    for (const auto& [key, kg] : one) {
      const auto at = other.find(key);
      if (at == other.end())
        sum += static_cast<double>(kg);
      else if (both)
        sum += std::abs(static_cast<double>(kg - at->second));
    }
  };
  see(a, b, true);
  see(b, a, false);
  return sum / 2000;
}

struct One {
  ManyRow row;
  Going going;
};

/// A plan with the model that it is of.
struct Done {
  Modelled modelled;
  matching::Plan plan;
};

/// The first fault in words.
std::string fault(const Error& error, const Diagnostics& found) {
  for (const auto& d : found)
    if (d.severity == Severity::error) return to_line(d);
  return error.message;
}

One invalid(const std::string& name, const Error& error, const Diagnostics& found) {
  One out;
  out.row.name = name;
  out.row.status = error.code == ErrorCode::deadline ? "stopped" : "invalid";
  out.row.message = fault(error, found);
  out.row.objective = out.row.bound = out.row.gap = out.row.moved_t = unknown;
  return out;
}

/// `start`: what to go on from, or nullptr; `made` gets the plan, where one is wanted.
One plan_one(const std::string& name, const Modelled& m, const Control& control,
             const Done* start = nullptr, matching::Plan* made = nullptr) {
  auto plan = start == nullptr ? planned(m, control)
                               : planned(m, control, Start{start->modelled, start->plan});
  if (!plan) return invalid(name, plan.error(), {});
  One out;
  out.row.name = name;
  out.row.status = matching::name(plan->status);
  out.row.objective = nok(plan->objective_micro_nok), out.row.bound = nok(plan->bound_micro_nok);
  out.row.gap = plan->gap();
  const auto moves = movements(*m.input, m.model, *plan, m.weights);
  out.row.account = reporting::account(moves, once_rows(*m.input, m.model, *plan));
  out.going = going(moves);
  if (made != nullptr) *made = std::move(*plan);
  return out;
}

One plan_one(const NamedDocument& d, const ManyOptions& options, const Control& control,
             const Done* start) {
  Diagnostics found;
  const auto m = modelled(d.document, options.variants, options.weights, found);
  return m ? plan_one(d.name, *m, control, start) : invalid(d.name, m.error(), found);
}

/// The first of many, and what the others go on from; nothing where it has no plan.
One plan_first(const NamedDocument& d, const ManyOptions& options, std::optional<Done>& done) {
  Diagnostics found;
  auto m = modelled(d.document, options.variants, options.weights, found);
  if (!m) return invalid(d.name, m.error(), found);
  matching::Plan plan;
  auto one = plan_one(d.name, *m, options.control, nullptr, &plan);
  if (std::isfinite(one.row.objective)) done = Done{std::move(*m), std::move(plan)};
  return one;
}

std::string joined(const Names& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ";") + n;
  return out;
}

bool has_range(const Assumption& a) { return a.low != a.point || a.high != a.point; }

}  // namespace

Result<std::vector<ManyRow>> plan_many(const std::vector<NamedDocument>& documents,
                                       const ManyOptions& options) {
  if (documents.empty()) return std::vector<ManyRow>();
  std::vector<One> all(documents.size());
  std::optional<Done> first;  // all others go on from it, so that none depends on another
  all.front() = plan_first(documents.front(), options, first);
  for_each(documents.size() - 1, options.threads, options.control, "scenarios",
           [&](std::size_t i, const Control& control) {
             all[i + 1] = plan_one(documents[i + 1], options, control, first ? &*first : nullptr);
           });
  if (options.control.cancelled()) return stopped_by_caller();
  std::vector<ManyRow> out;
  for (auto& one : all) {
    const bool told = std::isfinite(one.row.objective);
    if (told) one.row.moved_t = moved_t(all.front().going, one.going);
    out.push_back(std::move(one.row));
  }
  return out;
}

std::string many_csv(const std::vector<ManyRow>& rows) {
  std::string out = "name,status,message,objective_nok,bound_nok,gap,moved_t";
  for (const auto& f : reporting::account_figures({})) out += std::string(",") + f.name;
  out += "\n";
  for (const auto& r : rows) {
    out += reporting::csv_cell(r.name) + "," + r.status + "," + reporting::csv_cell(r.message);
    out += "," + reporting::fixed(r.objective, 2) + "," + reporting::fixed(r.bound, 2);
    out += "," + reporting::fixed(r.gap, 9) + "," + reporting::fixed(r.moved_t, 3);
    for (const auto& f : reporting::account_figures(r.account))
      out += "," + (r.message.empty() ? reporting::fixed(f.value, f.decimals) : std::string());
    out += "\n";
  }
  return out;
}

Result<std::vector<TornadoRow>> tornado(const Document& document, bool all, Diagnostics& found,
                                        const ManyOptions& options) {
  const auto chosen = with_variants(document, options.variants);
  if (!chosen) return chosen.error();
  const auto input = chosen->bind(found);
  if (!input) return input.error();
  ManyOptions as_chosen = options;
  as_chosen.variants = {};
  std::vector<NamedDocument> documents = {{"point", *chosen}};
  std::vector<TornadoRow> rows;
  std::vector<std::pair<std::size_t, std::size_t>> runs;  // low, high; 0: the point
  for (const auto& a : input->assumptions) {
    if (!has_range(a) || !(all || a.vary)) continue;
    TornadoRow row;
    row.key = a.key, row.ids = joined(a.ids), row.unit = a.unit;
    row.low = a.low, row.point = a.point, row.high = a.high;
    const auto add = [&](const std::string& value, std::string& status) -> std::size_t {
      if (value == a.point) return status = "same", 0;
      Document changed = *chosen;
      if (const auto done = changed.assume(a.key, row.ids, value); !done)
        return status = done.error().message, 0;
      documents.push_back({a.key, std::move(changed)});
      return documents.size() - 1;
    };
    const auto low = add(a.low, row.status_low), high = add(a.high, row.status_high);
    runs.emplace_back(low, high);
    rows.push_back(std::move(row));
  }
  auto plans = plan_many(documents, as_chosen);
  if (!plans) return plans.error();
  const auto& point = plans->front();
  if (!point.message.empty()) return Error{ErrorCode::invalid_document, point.message};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& row = rows[i];
    const auto& low = (*plans)[runs[i].first];
    const auto& high = (*plans)[runs[i].second];
    if (row.status_low.empty()) row.status_low = low.status;
    if (row.status_high.empty()) row.status_high = high.status;
    row.objective_low = low.objective, row.objective_high = high.objective;
    row.objective_point = point.objective;
    row.moved_low_t = low.moved_t, row.moved_high_t = high.moved_t;
    double least = point.objective, most = point.objective;
    for (const double o : {low.objective, high.objective})
      if (std::isfinite(o)) least = std::min(least, o), most = std::max(most, o);
    row.swing = most - least;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.swing > b.swing; });
  return rows;
}

std::string tornado_json(const std::vector<TornadoRow>& rows) {
  JsonWriter out;
  out.open_array();
  for (const auto& r : rows) {
    out.open_object(JsonWriter::Layout::row);
    out.member("assumption", r.key), out.member("ids", r.ids), out.member("unit", r.unit);
    out.member("low", r.low), out.member("point", r.point), out.member("high", r.high);
    out.member("status_low", r.status_low), out.member("status_high", r.status_high);
    out.member("objective_low", r.objective_low, 2);
    out.member("objective_point", r.objective_point, 2);
    out.member("objective_high", r.objective_high, 2);
    out.member("moved_low_t", r.moved_low_t, 3), out.member("moved_high_t", r.moved_high_t, 3);
    out.member("swing", r.swing, 2);
    out.close();
  }
  out.close();
  return out.take();
}

namespace {

bool not_above(double a, double b) { return a <= b + 1e-6 * std::max(1.0, std::abs(b)); }

/// At least as good in all three.
bool covers(const FrontPoint& a, const FrontPoint& b) {
  return not_above(a.cost_nok, b.cost_nok) && not_above(a.co2e_kg, b.co2e_kg) &&
         not_above(a.exposure_vkm, b.exposure_vkm);
}

void mark_front(std::vector<FrontPoint>& points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].on_front = std::isfinite(points[i].objective);
    for (std::size_t k = 0; k < points.size() && points[i].on_front; ++k) {
      if (k == i || !std::isfinite(points[k].objective) || !covers(points[k], points[i])) continue;
      points[i].on_front = covers(points[i], points[k]) && i < k;  // alike: the first one
    }
  }
}

void fill(FrontPoint& p, const ManyRow& row) {
  const auto& a = row.account;
  p.status = row.status;
  p.objective = row.objective, p.bound = row.bound, p.gap = row.gap;
  p.co2e_kg = a.net_co2e_kg, p.exposure_vkm = a.exposure_vkm;
  p.unplaced_t = a.unplaced_t;
  p.cost_nok = p.objective - p.weights.co2e * p.co2e_kg - p.weights.exposure * p.exposure_vkm;
}

}  // namespace

Result<std::vector<FrontPoint>> front(const Document& document, const FrontGrid& grid,
                                      Diagnostics& found, const ManyOptions& options) {
  for (const auto* prices : {&grid.co2e, &grid.exposure}) {
    const bool good = std::all_of(prices->begin(), prices->end(),
                                  [](double p) { return std::isfinite(p) && p >= 0; });
    if (prices->empty() || !good)
      return Error{ErrorCode::invalid_argument,
                   "the grid of a front needs at least one price of at least 0 on each side"};
  }
  const auto now = modelled(document, options.variants, Weights{}, found);
  if (!now) return now.error();
  std::vector<FrontPoint> points;
  for (const double c : grid.co2e)
    for (const double e : grid.exposure)
      points.push_back({{1, c, e, 0}, "", 0, 0, 0, 0, 0, 0, 0, 0});
  // A sweep per price of CO2e: each point goes on from the one before it, whoever plans it.
  const std::size_t sweep = grid.exposure.size();
  for_each(grid.co2e.size(), options.threads, options.control, "front",
           [&](std::size_t c, const Control& control) {
             Done done{*now, {}};
             bool known = false;
             for (std::size_t i = c * sweep; i < (c + 1) * sweep; ++i) {
               if (control.cancelled()) return;
               done.modelled.weights = points[i].weights;
               matching::Plan made;
               const auto row =
                   plan_one("", done.modelled, control, known ? &done : nullptr, &made).row;
               fill(points[i], row);
               if (!std::isfinite(row.objective)) continue;
               done.plan = std::move(made);
               known = true;
             }
           });
  if (options.control.cancelled()) return stopped_by_caller();
  mark_front(points);
  return points;
}

std::string front_json(const std::vector<FrontPoint>& points) {
  JsonWriter out;
  out.open_array();
  for (const auto& p : points) {
    out.open_object(JsonWriter::Layout::row);
    out.member("co2e_nok_kg", p.weights.co2e), out.member("exposure_nok_vkm", p.weights.exposure);
    out.member("status", p.status);
    out.member("objective", p.objective, 2), out.member("bound", p.bound, 2);
    out.member("gap", p.gap, 9);
    out.member("cost_nok", p.cost_nok, 2), out.member("co2e_kg", p.co2e_kg, 3);
    out.member("exposure_vkm", p.exposure_vkm, 3), out.member("unplaced_t", p.unplaced_t, 3);
    out.member("on_front", p.on_front);
    out.close();
  }
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
