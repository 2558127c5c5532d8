#include "residual.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

namespace masseflyt::matching {
namespace {

using Key = std::tuple<std::int32_t, Index, std::int32_t, Index, Index, Index>;

Key key_of(const Flow& f) {
  return {static_cast<std::int32_t>(f.from),
          f.source,
          static_cast<std::int32_t>(f.to),
          f.target,
          f.period,
          f.process};
}

}  // namespace

Result<Residual> Residual::make(const FlowModel& model, const Plan& plan) {
  Residual r(model);
  auto graph = Digraph::make(static_cast<Node>(model.node_kg.size()), model.arcs);
  if (!graph) return graph.error();
  r.graph_ = std::move(*graph);
  const auto wrong = [](const char* what) { return Error{ErrorCode::invalid_argument, what}; };
  if (plan.status != Status::optimal) return wrong("only an optimal plan has margins");
  if (plan.duals.supply.size() + plan.duals.limit.size() + plan.duals.intake.size() +
          plan.duals.stock.size() + plan.duals.process.size() + plan.duals.virgin.size() +
          plan.duals.byproduct.size() !=
      model.ground)
    return wrong("the plan is of another market: its duals do not fit");
  if (!r.place_flows(plan) || !r.balance_the_rest())
    return wrong("the plan is of another market: its flows do not fit");
  r.read_potentials(plan);
  if (!r.proves_optimum()) return wrong("the plan is not optimal for these prices");
  r.distance_.resize(model.node_kg.size());
  r.seen_.assign(model.node_kg.size(), 0);
  return r;
}

Result<Residual> Residual::make(const FlowModel& model, std::vector<std::int64_t> kg,
                                std::vector<std::int64_t> potential) {
  Residual r(model);
  auto graph = Digraph::make(static_cast<Node>(model.node_kg.size()), model.arcs);
  if (!graph) return graph.error();
  r.graph_ = std::move(*graph);
  r.kg_ = std::move(kg), r.potential_ = std::move(potential);
  if (!r.proves_optimum())
    return Error{ErrorCode::invalid_argument, "the flow is not optimal for these prices"};
  r.distance_.resize(model.node_kg.size());
  r.seen_.assign(model.node_kg.size(), 0);
  return r;
}

/// Flows of the plan on the arcs that stand for them.
bool Residual::place_flows(const Plan& plan) {
  std::map<Key, std::int64_t> flows;
  for (const Flow& f : plan.flows) flows[key_of(f)] += f.kg;
  kg_.assign(f_.arcs.size(), 0);
  for (std::size_t a = 0; a < kg_.size(); ++a) {
    if (f_.meaning[a].source == none) continue;
    const auto at = flows.find(key_of(f_.meaning[a]));
    if (at == flows.end()) continue;
    kg_[a] = at->second;
    flows.erase(at);
  }
  return flows.empty();
}

/// Arcs that only pass on form a forest, so the balance of its leaves gives their flows one by one.
bool Residual::balance_the_rest() {
  std::vector<std::int64_t> left = f_.node_kg;
  std::vector<std::vector<std::size_t>> open(left.size());
  for (std::size_t a = 0; a < kg_.size(); ++a) {
    const auto [tail, head] = f_.arcs[a];
    if (f_.meaning[a].source == none) {
      open[tail].push_back(a), open[head].push_back(a);
    } else {
      left[tail] -= kg_[a], left[head] += kg_[a];
    }
  }
  std::vector<char> known(kg_.size(), 0);
  std::vector<Node> leaves;
  std::vector<std::size_t> degree;
  for (Node v = 0; v < open.size(); ++v) {
    degree.push_back(open[v].size());
    if (degree[v] == 1) leaves.push_back(v);
  }
  while (!leaves.empty()) {
    const Node v = leaves.back();
    leaves.pop_back();
    const auto at = std::find_if(open[v].begin(), open[v].end(), [&](auto a) { return !known[a]; });
    if (at == open[v].end()) continue;
    const auto [tail, head] = f_.arcs[*at];
    known[*at] = 1;
    kg_[*at] = tail == v ? left[v] : -left[v];
    left[tail] -= kg_[*at], left[head] += kg_[*at];
    const Node other = tail == v ? head : tail;
    if (--degree[other] == 1) leaves.push_back(other);
  }
  for (const auto kg : left)
    if (kg != 0) return false;
  for (std::size_t a = 0; a < kg_.size(); ++a)
    if (kg_[a] < f_.lower[a] || kg_[a] > f_.upper[a]) return false;
  return true;
}

/// Duals are measured against the sink; ground and sink cost nothing.
void Residual::read_potentials(const Plan& plan) {
  for (const auto* block :
       {&plan.duals.supply, &plan.duals.limit, &plan.duals.intake, &plan.duals.stock,
        &plan.duals.process, &plan.duals.virgin, &plan.duals.byproduct})
    for (const auto price : *block) potential_.push_back(-price);
  potential_.resize(f_.node_kg.size(), 0);
}

std::int64_t Residual::reduced(std::size_t a) const {
  return f_.cost[a] + potential_[f_.arcs[a].tail] - potential_[f_.arcs[a].head];
}

bool Residual::proves_optimum() const {
  for (std::size_t a = 0; a < kg_.size(); ++a) {
    if (kg_[a] < f_.upper[a] && reduced(a) < 0) return false;
    if (kg_[a] > f_.lower[a] && reduced(a) > 0) return false;
  }
  return true;
}

void Residual::relax(Node from, Node to, std::int64_t by) {
  const std::int64_t d = distance_[from] + by;
  if (d >= distance(to)) return;
  distance_[to] = d;
  seen_[to] = round_;
  heap_.push_back({d, to});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

/// Dijkstra over reduced costs; ends when `target` is reached.
void Residual::search(Node source, Node target, bool forward) {
  ++round_;
  heap_.assign(1, {0, source});
  distance_[source] = 0;
  seen_[source] = round_;
  const auto input = graph_.input();
  const auto first_out = graph_.first_out(), first_in = graph_.first_in();
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const auto [d, v] = heap_.back();
    heap_.pop_back();
    if (v == target) return;
    if (d > distance_[v]) continue;
    for (auto k = first_out[v]; k < first_out[v + 1]; ++k) {
      const std::size_t a = input[k];
      if (forward ? kg_[a] < f_.upper[a] : kg_[a] > f_.lower[a])
        relax(v, f_.arcs[a].head, forward ? reduced(a) : -reduced(a));
    }
    for (auto k = first_in[v]; k < first_in[v + 1]; ++k) {
      const std::size_t a = input[graph_.in_arc()[k]];
      if (forward ? kg_[a] > f_.lower[a] : kg_[a] < f_.upper[a])
        relax(v, f_.arcs[a].tail, forward ? -reduced(a) : reduced(a));
    }
  }
}

std::vector<std::int64_t> Residual::all(Node source, bool forward) {
  search(source, static_cast<Node>(f_.node_kg.size()), forward);
  std::vector<std::int64_t> out;
  for (Node v = 0; v < distance_.size(); ++v) {
    const std::int64_t by = potential_[v] - potential_[source];
    out.push_back(distance(v) == nowhere ? nowhere : distance(v) + (forward ? by : -by));
  }
  return out;
}

std::int64_t Residual::way(Node source, Node target) {
  search(source, target, true);
  if (distance(target) == nowhere) return nowhere;
  return distance(target) + potential_[target] - potential_[source];
}

}  // namespace masseflyt::matching
