#include "priced_flow.hpp"

#include <algorithm>
#include <utility>

#include "decomposition.hpp"

namespace masseflyt::matching {
namespace {

constexpr std::uint64_t most_flows = 400;  // prices that prove a little less are good enough then

Error wrong(const char* what) { return {ErrorCode::invalid_argument, what}; }

bool fits(const Plan& plan, const Market& market, const Coupling& coupling) {
  return plan.duals.row.size() == coupling.row.size() &&
         plan.duals.supply.size() == market.supplies.size() &&
         plan.chosen.size() == market.choices.size();
}

std::int64_t rounded(Int128 value, Int128 by) {
  return static_cast<std::int64_t>(value >= 0 ? value / by : -(-value / by));
}

}  // namespace

Int128 rent_of_row(const PricedFlow& flow, Index r, const std::vector<std::int64_t>& chosen) {
  const auto& is = flow.coupling.row[r];
  const Int128 p =
      flow.row_price[r] * (flow.coupling.counts_mass[r] ? Int128{1} : Relaxation::million);
  Int128 sum = -p * (p > 0 ? is.capacity : p < 0 ? is.minimum : 0);
  if (is.shortfall_micro_nok > 0)
    sum +=
        std::min<Int128>(0, is.shortfall_micro_nok * Int128{flow.scale} * Relaxation::million + p) *
        is.minimum;
  for (const auto& c : flow.coupling.chosen[r]) sum -= p * c.amount * chosen[c.choice];
  return sum;
}

Result<PricedFlow> PricedFlow::make(const Market& market, const FlowModel& model,
                                    const Weights& weights, const Plan& plan,
                                    const Control& control) {
  PricedFlow out{model, Coupling(market, weights, model), {}, {}, {}, {}, 1, 0};
  const bool planned = plan.status == Status::optimal || plan.status == Status::feasible;
  if (!planned) return wrong("there is no plan whose prices could be told");
  if (!fits(plan, market, out.coupling))
    return wrong("the plan is of another market: its prices do not fit");
  auto relaxation = Relaxation::make(model, out.coupling);
  if (!relaxation) return relaxation.error();
  relaxation->begin_with(market, plan);
  out.planned_kg = relaxation->begun_flow();
  out.row_price = plan.duals.row;
  out.scale = relaxation->scale();
  if (plan.duals.scale != out.scale) return wrong("the plan is of another market: other prices");
  Control whole = control;
  whole.deadline = {};
  if (!market.choices.empty()) {
    Decomposition mixing(model, out.coupling, *relaxation,
                         std::llround(market.unplaced_nok_t * 1000.0));
    mixing.begin_at(plan.duals.row, plan.mixed_at, plan.duals.scale);
    const auto answer = mixing.solve(
        {plan.chosen, plan.chosen},
        Int128{plan.objective_micro_nok} * out.scale * Relaxation::million, most_flows, whole);
    if (!answer) return answer.error();
    if (!answer->best) return wrong("the limits of the market contradict each other");
    out.row_price = answer->best->row_price;
  }
  const auto outcome = relaxation->solve(out.row_price, whole);
  if (!outcome) return outcome.error();
  if (*outcome != Relaxation::Outcome::optimal)
    return wrong("the limits of the market contradict each other");
  out.kg = relaxation->flow();
  out.potential = relaxation->potential();
  const auto sink = out.potential[model.sink];
  for (auto& p : out.potential) p -= sink;
  out.model.cost = relaxation->priced();
  Int128 bound = relaxation->cost() * Relaxation::million;
  for (Index r = 0; r < out.row_price.size(); ++r) bound += rent_of_row(out, r, plan.chosen);
  const Int128 fine = Int128{out.scale} * Relaxation::million;
  for (std::size_t c = 0; c < plan.chosen.size(); ++c)
    bound += plan.chosen[c] * out.coupling.decision[c].micro_nok * fine;
  out.bound_micro_nok = rounded(bound, fine);
  return out;
}

}  // namespace masseflyt::matching
