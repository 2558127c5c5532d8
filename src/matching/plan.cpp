#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/replan.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <lemon/network_simplex.h>

#include "../detail/lemon_digraph.hpp"
#include "coupled_plan.hpp"
#include "cut_short.hpp"
#include "flow_model.hpp"
#include "network_simplex.hpp"
#include "priced_plan.hpp"
#include "start.hpp"
#include "supply_pairs.hpp"
#include "warm_start.hpp"

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;
using detail::LemonDigraph;
using Simplex = lemon::NetworkSimplex<LemonDigraph, std::int64_t>;
using Column = LemonDigraph::ArcMap<std::int64_t>;

bool fits(Int128 value) {
  return value <= std::numeric_limits<std::int64_t>::max() &&
         value >= std::numeric_limits<std::int64_t>::min();
}

/// Prices of the nodes in `block`, measured against the sink, so that they read as what one more
/// kilogram there costs.
std::vector<std::int64_t> prices(const std::vector<std::int64_t>& potential, Index begin, Index end,
                                 Index sink) {
  std::vector<std::int64_t> out;
  for (Index v = begin; v < end; ++v) out.push_back(potential[sink] - potential[v]);
  return out;
}

/// Stock at the end of each period: what came in less what went out.
void fill_stock(const Market& m, Plan& plan) {
  plan.stock_kg.assign(m.stocks.size() * m.periods, 0);
  const auto at = [&](Index stock, Index period) -> std::int64_t& {
    return plan.stock_kg[std::size_t{stock} * m.periods + period];
  };
  for (const auto& f : plan.flows) {
    if (f.to == To::stock) at(f.target, f.period) += f.kg;
    if (f.from == From::stock && f.to != To::end) at(f.source, f.period) -= f.kg;
  }
  for (Index s = 0; s < m.stocks.size(); ++s)
    for (Index t = 1; t < m.periods; ++t) at(s, t) += at(s, t - 1);
}

/// Up to this many arcs LEMON solves in about a second and is not interrupted; beyond, our own
/// simplex does it, which looks at deadline and cancel as it goes. Both are exact.
constexpr std::size_t lemon_arcs = 200'000;

/// The columns of the model in the order of the graph's arcs.
struct Columns {
  std::vector<std::int64_t> lower, upper, cost;
  Columns(const Digraph& graph, const FlowModel& f)
      : lower(graph.by_arc<std::int64_t>(f.lower)),
        upper(graph.by_arc<std::int64_t>(f.upper)),
        cost(graph.by_arc<std::int64_t>(f.cost)) {}
};

struct Solved {
  Status status = Status::optimal;
  std::vector<std::int64_t> flow;       ///< per arc of the graph
  std::vector<std::int64_t> potential;  ///< per node; cost + tail - head >= 0 where there is room
  std::optional<Int128> bound = {};     ///< what they prove, where the flow costs more
};

Result<Solved> solve_with_lemon(const Digraph& graph, const FlowModel& f, const Columns& columns) {
  const LemonDigraph g(graph);
  Column lower(g), upper(g), cost(g);
  for (int k = 0; k < g.arcNum(); ++k) {
    const auto i = static_cast<std::size_t>(k);
    lower.set(LemonDigraph::arcFromId(k), columns.lower[i]);
    upper.set(LemonDigraph::arcFromId(k), columns.upper[i]);
    cost.set(LemonDigraph::arcFromId(k), columns.cost[i]);
  }
  LemonDigraph::NodeMap<std::int64_t> supply(g);
  for (int v = 0; v < g.nodeNum(); ++v)
    supply.set(LemonDigraph::nodeFromId(v), f.node_kg[static_cast<std::size_t>(v)]);
  Simplex simplex(g);
  Solved out;
  if (simplex.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply).run() !=
      Simplex::OPTIMAL) {  // capacities of the tables contradict each other
    out.status = Status::infeasible;
    return out;
  }
  for (int k = 0; k < g.arcNum(); ++k) out.flow.push_back(simplex.flow(LemonDigraph::arcFromId(k)));
  for (int v = 0; v < g.nodeNum(); ++v)
    out.potential.push_back(simplex.potential(LemonDigraph::nodeFromId(v)));
  return out;
}

Result<Solved> solve(const Market& market, const Digraph& graph, const FlowModel& f,
                     const Columns& columns, const Plan* before, const Control& control) {
  const NetworkSimplex::Problem problem{graph, f.node_kg, columns.lower, columns.upper,
                                        columns.cost};
  auto simplex =
      NetworkSimplex::make(problem, before == nullptr ? good_start(problem, control, f.series)
                                                      : warm_start(market, f, graph, *before));
  if (!simplex) return simplex.error();
  const auto outcome = simplex->run(control);
  if (!outcome) return outcome.error();
  if (*outcome == NetworkSimplex::Outcome::infeasible) return Solved{Status::infeasible, {}, {}};
  if (*outcome == NetworkSimplex::Outcome::optimal)
    return Solved{Status::optimal, simplex->flows(), simplex->potentials()};
  auto mended = cut_short(f, problem, simplex->flows(), simplex->potentials());
  if (!mended) return Solved{Status::stopped, {}, {}};
  const auto status = mended->bound == mended->cost ? Status::optimal : Status::feasible;
  return Solved{status, std::move(mended->flow), std::move(mended->potential), mended->bound};
}

}  // namespace

Duals node_prices(const FlowModel& f, const std::vector<std::int64_t>& potential) {
  const auto block = [&](Index begin, Index end) { return prices(potential, begin, end, f.sink); };
  return {block(0, f.limits),           block(f.limits, f.intakes),   block(f.intakes, f.stocks),
          block(f.stocks, f.processes), block(f.processes, f.virgin), block(f.virgin, f.byproducts),
          block(f.byproducts, f.ground)};
}

void fill_flows(const Market& market, const FlowModel& f, const std::vector<std::int64_t>& arc_kg,
                Plan& plan) {
  for (std::size_t a = 0; a < arc_kg.size(); ++a) {
    if (arc_kg[a] == 0 || f.meaning[a].source == none) continue;
    plan.flows.push_back(f.meaning[a]);
    plan.flows.back().kg = arc_kg[a];
  }
  fill_stock(market, plan);
}

const char* name(Status status) {
  switch (status) {
    case Status::optimal:
      return "optimal";
    case Status::feasible:
      return "feasible";
    case Status::infeasible:
      return "infeasible";
    case Status::stopped:
      return "stopped";
  }
  return "unknown";
}

double Plan::gap() const {
  if (objective_micro_nok == bound_micro_nok) return 0;
  const auto distance =
      static_cast<double>(objective_micro_nok) - static_cast<double>(bound_micro_nok);
  return distance / std::max(1.0, std::abs(static_cast<double>(objective_micro_nok)));
}

namespace {

/// From scratch, or from the plan before.
Result<Plan> solve_market(const Market& market, const CostSource& costs, const Weights& weights,
                          const Plan* before, const Control& control, const Effort& effort) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  control.report("model", 0);
  if (!market.coupled() && count_pairs(market, listed_pairs) > listed_pairs)
    return priced_plan(market, costs, weights, control);
  auto model = FlowModel::make(market, costs, weights, control);
  if (!model) return model.error();
  const FlowModel& f = *model;

  Plan answer;
  answer.nodes = f.node_kg.size();
  answer.arcs = f.arcs.size();
  if (control.late()) return answer;
  if (control.cancelled()) return stopped_by_caller();
  if (market.coupled()) {
    control.report("solve", 0);
    model->add_entrances(market);
    auto coupled = coupled_plan(market, weights, f, before, control, effort);
    if (!coupled) return coupled.error();
    coupled->nodes = answer.nodes, coupled->arcs = answer.arcs;
    control.report("solve", 1);
    return coupled;
  }

  auto graph = Digraph::make(static_cast<Digraph::Id>(f.node_kg.size()), f.arcs);
  if (!graph) return graph.error();
  const Columns columns(*graph, f);
  control.report("solve", 0);
  auto solved = before == nullptr && f.arcs.size() <= lemon_arcs
                    ? solve_with_lemon(*graph, f, columns)
                    : solve(market, *graph, f, columns, before, control);
  if (!solved) return solved.error();
  control.report("solve", 1);
  if (control.cancelled()) return stopped_by_caller();
  answer.status = solved->status;
  if (solved->flow.empty()) return answer;
  Int128 total = 0;
  for (std::size_t k = 0; k < solved->flow.size(); ++k) {
    const auto i = graph->input()[k];
    total += Int128{solved->flow[k]} * f.cost[i];
    if (solved->flow[k] == 0 || f.meaning[i].source == none) continue;
    answer.flows.push_back(f.meaning[i]);
    answer.flows.back().kg = solved->flow[k];
  }
  if (!fits(total))
    return Error{ErrorCode::limit_exceeded, "the total cost does not fit into 64 bit micro-NOK"};
  const std::vector<std::int64_t>& potential = solved->potential;

  answer.objective_micro_nok = answer.bound_micro_nok = static_cast<std::int64_t>(total);
  if (solved->bound) {
    constexpr Int128 least = std::numeric_limits<std::int64_t>::min();
    answer.bound_micro_nok = static_cast<std::int64_t>(std::max(least, *solved->bound));
  }
  answer.duals = node_prices(f, potential);
  fill_stock(market, answer);
  return answer;
}

}  // namespace

Result<Plan> plan(const Market& market, const CostSource& costs, const Weights& weights,
                  const Control& control, const Effort& effort) {
  return solve_market(market, costs, weights, nullptr, control, effort);
}

Result<Plan> replan(const Market& market, const CostSource& costs, const Weights& weights,
                    const Plan& before, const Control& control, const Effort& effort) {
  return solve_market(market, costs, weights, &before, control, effort);
}

}  // namespace masseflyt::matching
