#include "relaxation.hpp"

#include <algorithm>
#include <utility>

#include "start.hpp"
#include "warm_start.hpp"

namespace masseflyt::matching {
namespace {

constexpr std::int64_t finest = 1024;  // prices per micro-NOK
constexpr double dearer = 32;          // rows may make an arc so many times as dear as the dearest

std::int64_t floor_div(Int128 a, std::int64_t b) {
  const auto q = static_cast<std::int64_t>(a / b);
  return a % b != 0 && a < 0 ? q - 1 : q;
}

}  // namespace

Result<Relaxation> Relaxation::make(const FlowModel& model, const Coupling& coupling) {
  auto graph = Digraph::make(static_cast<Digraph::Id>(model.node_kg.size()), model.arcs);
  if (!graph) return graph.error();
  Relaxation r(model, coupling, std::move(*graph));
  double dearest = 1;
  for (const auto c : model.cost) dearest = std::max(dearest, std::abs(static_cast<double>(c)));
  constexpr std::int64_t quarter = std::numeric_limits<std::int64_t>::max() / 4;
  const auto most = static_cast<double>(quarter);
  r.scale_ = finest;
  while (r.scale_ > 1 && dearest * dearer * static_cast<double>(r.scale_) * 8 *
                                 static_cast<double>(model.sink + 4) >  // entrances add no price
                             most)
    r.scale_ /= 2;
  r.at_.resize(model.arcs.size());
  for (std::uint32_t k = 0; k < r.at_.size(); ++k) r.at_[r.graph_->input()[k]] = k;
  using Column = std::vector<std::int64_t>;
  r.lower_ = std::make_unique<Column>(r.graph_->by_arc<std::int64_t>(model.lower));
  r.upper_ = std::make_unique<Column>(r.graph_->by_arc<std::int64_t>(model.upper));
  r.cost_ = std::make_unique<Column>(r.graph_->by_arc<std::int64_t>(model.cost));
  return r;
}

void Relaxation::bound(const std::vector<std::pair<Index, std::int64_t>>& arcs) {
  bool changed = false;
  for (const auto& [a, most] : arcs)
    if (std::exchange((*upper_)[at_[a]], most) != most) changed = true;
  if (!changed || !simplex_) return;
  begin_ = {};
  begin_.potential = simplex_->potentials();
  begin_.flow = simplex_->flows();
  simplex_.reset();
}

void Relaxation::begin_with(const Market& market, const Plan& before) {
  begin_ = warm_start(market, f_, *graph_, before, scale_);
}

Relaxation::Flow Relaxation::begun_flow() const {
  Flow out(graph_->arc_count(), 0);
  for (std::size_t k = 0; k < begin_.flow.size(); ++k) out[graph_->input()[k]] = begin_.flow[k];
  return out;
}

Result<Relaxation::Outcome> Relaxation::solve(std::span<const std::int64_t> row_price,
                                              const Control& control,
                                              std::span<const std::int64_t> asked) {
  const auto input = graph_->input();
  for (std::size_t k = 0; k < input.size(); ++k) {
    const auto a = input[k];
    Int128 added = 0;
    for (const auto& u : c_.of(a)) added += Int128{u.per_kg} * row_price[u.row];
    (*cost_)[k] = f_.cost[a] * scale_ + floor_div(added, million) + (asked.empty() ? 0 : asked[a]);
  }
  ++solved_;
  if (simplex_) return simplex_->reprice(control);
  const NetworkSimplex::Problem problem{*graph_, f_.node_kg, *lower_, *upper_, *cost_};
  auto simplex = NetworkSimplex::make(
      problem, begin_.flow.empty() ? good_start(problem, control, f_.series) : begin_);
  if (!simplex) return simplex.error();
  simplex_ = std::make_unique<NetworkSimplex>(std::move(*simplex));
  return simplex_->run(control);
}

Relaxation::Flow Relaxation::flow() const {
  const auto kg = simplex_->flows();
  Flow out(kg.size());
  for (std::size_t k = 0; k < kg.size(); ++k) out[graph_->input()[k]] = kg[k];
  return out;
}

std::vector<std::int64_t> Relaxation::potential() const { return simplex_->potentials(); }

std::vector<std::int64_t> Relaxation::priced() const {
  std::vector<std::int64_t> out(cost_->size());
  for (std::size_t k = 0; k < out.size(); ++k) out[graph_->input()[k]] = (*cost_)[k];
  return out;
}

Int128 Relaxation::cost() const {
  const auto kg = simplex_->flows();
  Int128 sum = 0;
  for (std::size_t k = 0; k < kg.size(); ++k) sum += Int128{kg[k]} * (*cost_)[k];
  return sum;
}

Int128 Relaxation::cost_with_free_ground(std::vector<std::int64_t>& potential) const {
  const std::int64_t was = potential[f_.ground];
  potential[f_.ground] = potential[f_.sink];
  const std::int64_t rise = potential[f_.sink] - was;
  if (rise == 0) return cost();
  Int128 more = -Int128{rise} * f_.node_kg[f_.ground];
  const auto part = [&](Int128 reduced, std::size_t k) {
    return reduced * (reduced > 0 ? (*lower_)[k] : (*upper_)[k]);
  };
  for (auto k = graph_->first_out()[f_.ground]; k < graph_->first_out()[f_.ground + 1]; ++k) {
    const Int128 reduced = Int128{(*cost_)[k]} + was - potential[graph_->head()[k]];
    more += part(reduced + rise, k) - part(reduced, k);
  }
  return cost() + more;
}

Result<Relaxation::Outcome> Relaxation::solve_within(std::span<const std::int64_t> lower,
                                                     std::span<const std::int64_t> upper,
                                                     Costs costs, Flow& flow,
                                                     const Control& control) const {
  const auto low = graph_->by_arc<std::int64_t>(lower), high = graph_->by_arc<std::int64_t>(upper),
             cost = costs == Costs::priced ? *cost_ : graph_->by_arc<std::int64_t>(f_.cost);
  const NetworkSimplex::Problem problem{*graph_, f_.node_kg, low, high, cost};
  NetworkSimplex::Start begin;
  if (simplex_)
    begin.potential = simplex_->potentials();
  else
    begin = begin_;
  if (costs == Costs::own)
    for (auto& p : begin.potential) p /= scale_;
  auto simplex = NetworkSimplex::make(problem, begin);
  if (!simplex) return simplex.error();
  ++solved_;
  const auto outcome = simplex->run(control);
  if (!outcome || *outcome != Outcome::optimal) return outcome;
  const auto kg = simplex->flows();
  flow.resize(kg.size());
  for (std::size_t k = 0; k < kg.size(); ++k) flow[graph_->input()[k]] = kg[k];
  return outcome;
}

}  // namespace masseflyt::matching
