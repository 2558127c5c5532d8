#include <masseflyt/scenario/run.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <thread>
#include <utility>

#include <masseflyt/matching/baseline.hpp>
#include <masseflyt/matching/margins.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/replan.hpp>
#include <masseflyt/version.hpp>

#include "chain.hpp"
#include "matching/supply_pairs.hpp"
#include "model.hpp"
#include "movements.hpp"
#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Account;
using reporting::Solution;

/// What a plan is asked for, under the name that stands beside its savings.
struct Objective {
  std::string name;
  Weights weights;
};

std::vector<Objective> objectives(const Weights& chosen, bool comparisons) {
  std::vector<Objective> out = {{"chosen", chosen}};
  if (!comparisons) return out;
  // The small price of money only breaks ties among plans that are equal in the figure asked for.
  out.push_back({"cost", {1, 0, 0, 0}});
  out.push_back({"road_km", {1e-3, 0, 0, 1}});
  out.push_back({"co2e", {1e-3, 1, 0, 0}});
  return out;
}

/// Figures that savings are told in, in the order of SavingRow.
constexpr const char* figures[] = {"nok", "co2e_kg", "vehicle_km", "exposure_vkm", "virgin_t"};
double figure(const Account& a, std::size_t i) {
  const double all[] = {a.nok, a.net_co2e_kg, a.loaded_vkm + a.empty_vkm, a.exposure_vkm,
                        a.virgin_t};
  return all[i];
}

struct Solved {
  std::shared_ptr<const Case> input;
  Model model;
  std::vector<matching::Plan> plans;  ///< per objective
  std::vector<Solution> solutions;    ///< per objective
  matching::Plan baseline_plan;
  Solution baseline;
};

Solution solution(const Case& input, const Model& model, const CostSource& costs,
                  const matching::Plan& plan, const Objective& objective, const Control& control) {
  Solution s;
  s.objective = objective.name;
  s.weights = objective.weights;
  s.status = matching::name(plan.status);
  const bool unproved = plan.status == matching::Status::feasible;
  if (plan.status == matching::Status::stopped || (unproved && control.late()))
    s.stopped_by = "deadline";
  s.objective_value = static_cast<double>(plan.objective_micro_nok) / 1e6;
  s.bound = static_cast<double>(plan.bound_micro_nok) / 1e6;
  s.gap = plan.gap();
  s.movements = movements(input, model, costs, plan, objective.weights);
  s.once = once_rows(input, model, plan);
  s.account = reporting::account(s.movements, s.once);
  return s;
}

/// The plan of one objective, from that of `before` on where there is one.
Result<matching::Plan> plan_of(const Model& model, const Weights& weights, std::size_t objective,
                               const Remembered* before, const Control& control) {
  const auto& costs = model.haulage.costs();
  if (before == nullptr || before->plans.size() <= objective)
    return matching::plan(model.market, costs, weights, control);
  const auto start = matching::carried_over(before->market, before->plans[objective], model.market,
                                            model.first - before->first);
  return matching::replan(model.market, costs, weights, start, control);
}

/// Plans and baseline of one bound case. Errors: as matching::plan.
Result<Solved> solve(std::shared_ptr<const Case> input, const std::vector<Objective>& wanted,
                     const Control& control, const Haulage* known = nullptr,
                     const Remembered* before = nullptr) {
  auto model = make_model(*input, known);
  if (!model) return model.error();
  Solved out;
  out.input = std::move(input);
  out.model = std::move(*model);
  const auto& costs = out.model.haulage.costs();
  for (const auto& objective : wanted) {
    auto plan = plan_of(out.model, objective.weights, out.plans.size(), before, control);
    if (!plan) return plan.error();
    out.solutions.push_back(solution(*out.input, out.model, costs, *plan, objective, control));
    out.plans.push_back(std::move(*plan));
  }
  const auto& today = out.model.haulage.unlimited_costs();
  auto baseline = matching::baseline(out.model.market, today, wanted.front().weights, control);
  if (!baseline) return baseline.error();
  out.baseline =
      solution(*out.input, out.model, today, *baseline, {"baseline", wanted.front().weights}, {});
  out.baseline.bound = out.baseline.gap = 0;
  out.baseline_plan = std::move(*baseline);
  return out;
}

/// One assumption at one end of its range.
struct Probe {
  std::string key, ids, side, value;
  std::string status = "not run";
  std::vector<std::vector<double>> saving;  ///< objective × figure; empty when it failed
};

std::vector<Probe> probes(const Case& input) {
  std::vector<Probe> out;
  for (const auto& a : input.assumptions) {
    if (!a.vary) continue;
    std::string ids;
    for (const auto& id : a.ids) ids += (ids.empty() ? "" : ";") + id;
    if (a.low != a.point) out.push_back({a.key, ids, "low", a.low, "not run", {}});
    if (a.high != a.point) out.push_back({a.key, ids, "high", a.high, "not run", {}});
  }
  return out;
}

void probe(const Document& chosen, const std::vector<Objective>& wanted, const Remembered& point,
           const Control& control, Probe& p) {
  Document changed = chosen;
  if (const auto done = changed.assume(p.key, p.ids, p.value); !done) {
    p.status = done.error().message;
    return;
  }
  Diagnostics found;
  auto bound = changed.bind(found);
  if (!bound) {
    p.status = found.empty() ? bound.error().message : to_line(found.front());
    return;
  }
  const auto solved =
      solve(std::make_shared<const Case>(std::move(*bound)), wanted, control, nullptr, &point);
  if (!solved) {
    p.status = solved.error().message;
    return;
  }
  p.status = solved->solutions.front().status;
  for (const auto& s : solved->solutions)
    if (!s.stopped_by.empty()) {  // what was cut short would look as if the assumption cost much
      p.status = matching::name(matching::Status::stopped);
      return;
    }
  for (const auto& s : solved->solutions) {
    p.saving.emplace_back();
    for (std::size_t i = 0; i < std::size(figures); ++i)
      p.saving.back().push_back(figure(solved->baseline.account, i) - figure(s.account, i));
  }
}

/// Runs all probes on `threads` threads; the calling one works too and alone reports. Each goes on
/// from the plans at the point, so no answer depends on another one.
void run_probes(const Document& chosen, const std::vector<Objective>& wanted,
                const Remembered& point, const RunOptions& options, std::vector<Probe>& all) {
  Control quiet = options.control;
  quiet.progress = {};
  std::atomic<std::size_t> next = 0;
  const auto work = [&](bool reports) {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      if (quiet.cancelled() || quiet.late()) return;
      probe(chosen, wanted, point, quiet, all[i]);
      if (reports)
        options.control.report("assumptions",
                               static_cast<double>(i + 1) / static_cast<double>(all.size()));
    }
  };
  const std::uint32_t machine = std::max(1u, std::thread::hardware_concurrency());
  const std::uint32_t threads = options.threads == 0 ? machine : options.threads;
  std::vector<std::thread> helpers;
  for (std::uint32_t t = 1; t < std::min<std::size_t>(threads, all.size()); ++t)
    helpers.emplace_back(work, false);
  work(true);
  for (auto& h : helpers) h.join();
}

void tell_savings(const Solved& solved, const std::vector<Probe>& all, reporting::Report& report) {
  for (std::size_t o = 0; o < solved.solutions.size(); ++o) {
    const auto& status = solved.solutions[o].status;
    if (status != "optimal" && status != "feasible") continue;  // what was stopped saves nothing
    for (std::size_t i = 0; i < std::size(figures); ++i) {
      reporting::SavingRow row;
      row.objective = solved.solutions[o].objective;
      row.figure = figures[i];
      row.baseline = figure(solved.baseline.account, i);
      row.plan = figure(solved.solutions[o].account, i);
      row.low = row.high = row.baseline - row.plan;
      for (const auto& p : all) {
        if (p.saving.empty()) continue;
        row.low = std::min(row.low, p.saving[o][i]);
        row.high = std::max(row.high, p.saving[o][i]);
      }
      report.savings.push_back(std::move(row));
    }
  }
  for (const auto& p : all) {
    reporting::SensitivityRow row;
    row.assumption = p.key, row.side = p.side, row.value = p.value, row.status = p.status;
    if (!p.saving.empty())
      row.saving_nok = p.saving[0][0], row.saving_co2e_kg = p.saving[0][1],
      row.saving_vkm = p.saving[0][2];
    report.sensitivity.push_back(std::move(row));
  }
}

bool has_many_pairs(const matching::Market& market) {
  return matching::count_pairs(market, matching::listed_pairs) > matching::listed_pairs;
}

/// Each binding limit is a search of its own over all pairs, so where plan() does not list them,
/// margins would take hours.
matching::Margins margins_of(const Solved& solved, const Weights& weights) {
  const auto& m = solved.model.market;
  if (has_many_pairs(m)) return {};
  const auto found =
      matching::margins(m, solved.model.haulage.costs(), weights, solved.plans.front());
  return found ? *found : matching::Margins();
}

reporting::Report tell(Solved& solved, const std::string& variant, const std::string& hash) {
  const Case& in = *solved.input;
  const auto& h = in.header;
  reporting::Report r;
  r.title = h.title, r.title_nb = h.title_nb, r.case_id = h.id, r.variant = variant;
  r.horizon = h.horizon, r.as_of = h.as_of, r.price_year = h.price_year;
  r.input_hash = hash, r.version = version();
  r.attribution = h.attribution;
  r.places = place_rows(in);
  r.names = name_rows(in);
  for (const auto& s : in.shapes) r.layers.push_back({s.layer, s.name, s.rings});
  r.stocks = stock_rows(solved.model, solved.plans.front());
  r.rooms = room_rows(solved.model, solved.plans.front());
  r.openings = opening_rows(in, solved.model, solved.plans.front());
  r.deals = deal_rows(in, solved.model, solved.plans.front());
  r.processing = processing_rows(solved.model, solved.plans.front());
  r.exclusions = exclusion_rows(solved.model);
  const auto& weights = solved.solutions.front().weights;
  const matching::Margins known = margins_of(solved, weights);
  r.unmet = unmet_rows(solved.model, solved.plans.front(), weights, known);
  r.prices = price_rows(solved.model, known);
  r.prices_are_bounds = solved.model.market.coupled();
  r.facts = solved.model.facts;
  r.observed =
      observed_rows(in, solved.solutions.front().movements, solved.baseline.movements, r.facts);
  r.assumptions = assumption_rows(in);
  r.notes = solved.model.notes, r.notes_nb = solved.model.notes_nb;
  if (has_many_pairs(solved.model.market)) {
    r.notes.push_back(
        "What one more tonne of room or of a mass is worth is not told: there are too many pairs "
        "of "
        "masses and places to ask for each.");
    r.notes_nb.push_back(
        "Hva ett tonn til av plass eller masse er verdt, er ikke oppgitt: det er for mange par av "
        "masser og steder til å spørre for hvert av dem.");
  }
  tell_ports(solved.model, solved.plans.front(), r);
  r.paths = path_rows(solved.model, solved.solutions.front().movements);
  tell_road_sections(in, solved.model, solved.solutions.front().movements, r);
  r.plan = std::move(solved.solutions.front());
  r.others.assign(std::make_move_iterator(solved.solutions.begin() + 1),
                  std::make_move_iterator(solved.solutions.end()));
  r.baseline = std::move(solved.baseline);
  return r;
}

/// "ringeriksbanen=no, horizon=h2030": the options in force.
std::string variant_text(const Document& document) {
  std::string text;
  for (const auto& [variant, option] : document.chosen())
    text += (text.empty() ? "" : ", ") + variant + "=" + option;
  return text;
}

}  // namespace

Result<Document> with_variants(const Document& document, const std::vector<std::string>& wanted) {
  Document chosen = document;
  for (const auto& option : wanted)
    if (const auto done = chosen.choose(option); !done) return done.error();
  return chosen.settled();
}

Result<Outcome> run(const Document& document, Diagnostics& found, const RunOptions& options) {
  const auto chosen = with_variants(document, options.variants);
  if (!chosen) return chosen.error();
  auto input = chosen->bind(found);
  if (!input) return input.error();
  return run_case(*chosen, chosen->hash(), std::make_shared<const Case>(std::move(*input)),
                  options);
}

Result<Outcome> run_case(const Document& chosen, const std::string& hash,
                         std::shared_ptr<const Case> input, const RunOptions& options,
                         const Haulage* known, const Remembered* before,
                         std::shared_ptr<const Remembered>* after) {
  const Weights weights = options.weights ? *options.weights : default_weights(*input);
  const auto wanted = objectives(weights, options.comparisons);
  auto solved = solve(std::move(input), wanted, options.control, known, before);
  if (!solved) return solved.error();

  Outcome out;
  const auto& costs = solved->model.haulage.costs();
  out.nodes = solved->plans.front().nodes, out.arcs = solved->plans.front().arcs;
  out.solves = solved->plans.size() + 1;
  const auto& plan = solved->plans.front();
  const bool optimal = plan.status == matching::Status::optimal;
  if (optimal || plan.status == matching::Status::feasible) {
    options.control.report("verify", 0);
    out.verdict = matching::verify(solved->model.market, costs, weights, plan);
    const bool proved =
        optimal ? out.verdict.optimal() : out.verdict.bound_micro_nok >= plan.bound_micro_nok;
    if (!out.verdict.feasible() || !proved)
      return Error{ErrorCode::internal,
                   "the plan did not pass its own verification: " +
                       (out.verdict.feasible() ? "its bound is not proved"
                                               : out.verdict.violations.front())};
  }
  std::shared_ptr<const Remembered> point;
  if (options.sensitivity || after != nullptr)
    point = std::make_shared<const Remembered>(
        Remembered{solved->model.market, solved->model.first, solved->plans});
  if (after != nullptr) *after = point;
  std::vector<Probe> all;
  if (options.sensitivity) {
    all = probes(*solved->input);
    run_probes(chosen, wanted, *point, options, all);
    if (options.control.cancelled()) return stopped_by_caller();
    for (const auto& p : all) out.solves += p.saving.empty() ? 0 : wanted.size() + 1;
  }
  reporting::Report savings;  // before tell() takes the accounts
  tell_savings(*solved, all, savings);
  out.report = tell(*solved, variant_text(chosen), hash);
  out.report.savings = std::move(savings.savings);
  out.report.sensitivity = std::move(savings.sensitivity);
  return out;
}

}  // namespace masseflyt::scenario
