#include <masseflyt/matching/margins.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "priced_flow.hpp"
#include "residual.hpp"

namespace masseflyt::matching {
namespace {

constexpr auto nowhere = Residual::nowhere;
static_assert(nowhere == Margin::impossible);

std::int64_t sum(std::int64_t cost, std::int64_t way) {
  return way == nowhere ? nowhere : cost + way;
}

class Marginal {
 public:
  /// `scale` costs of the model make a micro-NOK.
  Marginal(const Market& market, const FlowModel& model, Residual& residual, std::int64_t scale = 1)
      : m_(market), f_(model), r_(residual), scale_(scale) {
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
      const Flow& what = f_.meaning[a];
      if (what.source == none || what.to == To::end)
        capacity_[{f_.arcs[a].tail, f_.arcs[a].head}] = a;
    }
  }

  Result<Margins> run(const Control& control) {
    Margins out;
    out.supply = supplies();
    for (Index l = 0; l < m_.limits.size(); ++l) {
      if (control.cancelled()) return stopped_by_caller();
      const auto& limit = m_.limits[l];
      const Index up = limit.parent == none ? f_.sink : f_.limits + limit.parent;
      out.capacity.push_back(room(f_.limits + l, up, limit.capacity_kg));
      out.minimum.push_back(minimum(l, capacity_.at({f_.limits + l, up})));
    }
    for (Index k = 0; k < m_.stocks.size(); ++k) {
      if (control.cancelled()) return stopped_by_caller();
      for (Index t = 0; t < m_.periods; ++t) stock(k, t, out);
    }
    for (Index p = 0; p < m_.processes.size(); ++p) {
      if (control.cancelled()) return stopped_by_caller();
      const auto& made = m_.processes[p];
      for (Index t = 0; t < m_.periods; ++t)
        out.process.push_back(
            room(cell(f_.stocks, made.stock, t), cell(f_.processes, p, t), made.capacity_kg));
    }
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      out.virgin.push_back(room(f_.ground, f_.virgin + q, m_.virgin_supply_kg[q]));
    return out;
  }

 private:
  Index cell(Index block, Index row, Index period) const {
    return block + row * m_.periods + period;
  }

  /// Whatever arises ends in the sink, so one search from there prices every supply. The arcs of a
  /// supply hold as much as it has, so one kilogram more has room in each of them.
  std::vector<Margin> supplies() {
    const auto to_sink = r_.towards(f_.sink), from_sink = r_.from(f_.sink);
    std::vector<Margin> out;
    for (Index i = 0; i < m_.supplies.size(); ++i) out.push_back({nowhere, from_sink[i]});
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
      const auto [tail, head] = f_.arcs[a];
      if (tail >= f_.limits) continue;
      out[tail].more = std::min(out[tail].more, sum(f_.cost[a], to_sink[head]));
    }
    return out;
  }

  void stock(Index k, Index t, Margins& out) {
    const auto& s = m_.stocks[k];
    const Index here = cell(f_.stocks, k, t);
    out.intake.push_back(room(cell(f_.intakes, k, t), here, s.room_kg(t)));
    out.stock.push_back(room(here, t == s.last ? f_.sink : here + 1, s.stock_kg));
  }

  /// Of the capacity from one node to another; where nothing can pass, room is worth nothing.
  Margin room(Index tail, Index head, std::int64_t capacity_kg) {
    const auto at = capacity_.find({tail, head});
    if (at == capacity_.end()) return {0, Margin::impossible};
    const std::size_t a = at->second;
    Margin out{0, capacity_kg > f_.lower[a] ? 0 : Margin::impossible};
    if (r_.kg(a) < capacity_kg) return out;
    if (r_.reduced(a) < 0)
      out.more = std::min<std::int64_t>(0, sum(f_.cost[a], r_.way(head, tail)));
    if (out.less == 0) out.less = sum(-f_.cost[a], r_.way(tail, head));
    return out;
  }

  /// Of what must at least pass the arc of a limit: one kilogram more is brought from elsewhere,
  /// or missing at its price.
  Margin minimum(Index l, std::size_t a) {
    const auto& limit = m_.limits[l];
    const auto [tail, head] = f_.arcs[a];
    Margin out;
    if (limit.minimum_kg == 0) out.less = Margin::impossible;
    if (limit.minimum_kg == limit.capacity_kg) out.more = Margin::impossible;
    if (r_.kg(a) > limit.minimum_kg) return out;
    if (out.more == 0) {
      const auto missing =
          static_cast<std::int64_t>(std::llround(m_.unplaced_nok_t * 1000.0)) * scale_;
      const auto way = std::min(r_.way(head, tail), sum(missing, r_.way(head, f_.ground)));
      out.more = way == nowhere ? nowhere : std::max<std::int64_t>(0, f_.cost[a] + way);
    }
    if (out.less == 0) out.less = std::min<std::int64_t>(0, sum(-f_.cost[a], r_.way(tail, head)));
    return out;
  }

  const Market& m_;
  const FlowModel& f_;
  Residual& r_;
  const std::int64_t scale_;
  std::map<std::pair<Index, Index>, std::size_t> capacity_;  ///< arcs that bound something
};

/// Down, so that a bound stays one.
void in_micro_nok(std::vector<Margin>& margins, std::int64_t scale) {
  const auto scaled = [&](std::int64_t& price) {
    if (price == nowhere) return;
    const std::int64_t whole = price / scale;
    price = whole - (price % scale < 0 ? 1 : 0);
  };
  for (auto& m : margins) scaled(m.more), scaled(m.less);
}

Result<Margins> coupled_margins(const Market& market, const FlowModel& model,
                                const Weights& weights, const Plan& plan, const Control& control) {
  auto flow = PricedFlow::make(market, model, weights, plan, control);
  if (!flow) return flow.error();
  auto residual = Residual::make(flow->model, flow->kg, flow->potential);
  if (!residual) return residual.error();
  auto out = Marginal(market, flow->model, *residual, flow->scale).run(control);
  if (!out) return out.error();
  for (auto* all : {&out->supply, &out->capacity, &out->minimum, &out->intake, &out->stock,
                    &out->process, &out->virgin})
    in_micro_nok(*all, flow->scale);
  for (Index r = 0; r < market.rows.size(); ++r)
    out->row.push_back(
        static_cast<double>(flow->row_price[r]) /
        (static_cast<double>(flow->scale) * (flow->coupling.counts_mass[r] ? 1e6 : 1)));
  out->explained_micro_nok = flow->bound_micro_nok;
  return out;
}

}  // namespace

Result<Margins> margins(const Market& market, const CostSource& costs, const Weights& weights,
                        const Plan& plan, const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  const auto model = FlowModel::make(market, costs, weights, control);
  if (!model) return model.error();
  if (market.coupled()) return coupled_margins(market, *model, weights, plan, control);
  auto residual = Residual::make(*model, plan);
  if (!residual) return residual.error();
  auto out = Marginal(market, *model, *residual).run(control);
  if (out) out->explained_micro_nok = plan.objective_micro_nok;
  return out;
}

}  // namespace masseflyt::matching
