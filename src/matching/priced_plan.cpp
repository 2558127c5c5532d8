#include "priced_plan.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "coupled_plan.hpp"
#include "cut_short.hpp"
#include "flow_model.hpp"
#include "network_simplex.hpp"
#include "start.hpp"
#include "supply_pairs.hpp"

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;
using Money = SupplyPairs::Money;

constexpr std::size_t near_pairs = 10;   // per supply, to begin with
constexpr std::size_t added_pairs = 4;   // per supply and round
constexpr std::size_t first_rounds = 2;  // that need not be solved to the end

class Pricing {
 public:
  Pricing(const Market& market, const CostSource& costs, const Weights& weights,
          const Control& control)
      : m_(market),
        costs_(costs),
        weights_(weights),
        control_(control),
        pairs_(market, costs, weights),
        met_(market.supplies.size()) {}

  Result<Plan> run() {
    Plan answer;
    if (auto done = set_up(); !done) return done.error();
    if (control_.cancelled()) return stopped_by_caller();
    if (control_.late()) return answer;
    for (std::size_t round = 0;; ++round) {
      const auto outcome =
          round < first_rounds ? simplex_->run_roughly(control_) : simplex_->run(control_);
      if (!outcome) return outcome.error();
      if (*outcome == NetworkSimplex::Outcome::infeasible) {
        answer.status = Status::infeasible;
        return answer;
      }
      const bool solved = *outcome == NetworkSimplex::Outcome::optimal;
      if (!solved && control_.late()) return finish();
      const auto found = look_over_all_pairs(solved);
      if (!found) return found.error();
      control_.report("solve", 1.0 / (1.0 + static_cast<double>(*found)));
      if (solved && (*found == 0 || control_.late())) return finish();
    }
  }

 private:
  Result<void> set_up() {
    std::vector<SupplyPair> first;
    const std::vector<Money> nothing(m_.limits.size(), 0);
    pairs_.set_prices(nothing);
    for (Index i = 0; i < m_.supplies.size(); ++i) {
      if (i % 256 == 0 && (control_.cancelled() || control_.late())) return {};
      for (const auto& f : pairs_.cheapest(i, near_pairs, BoxTree::never)) {
        first.push_back(f.pair);
        met_[i].push_back(f.pair.entry);
      }
    }
    std::sort(first.begin(), first.end(), [](const SupplyPair& a, const SupplyPair& b) {
      return std::tie(a.supply, a.entry) < std::tie(b.supply, b.entry);
    });
    auto model = FlowModel::make(m_, costs_, weights_, control_, &first);
    if (!model) return model.error();
    f_ = std::move(*model);
    auto graph = Digraph::make(static_cast<Digraph::Id>(f_.node_kg.size()), f_.arcs);
    if (!graph) return graph.error();
    graph_ = std::move(*graph);
    meant_.assign(graph_.input().begin(), graph_.input().end());
    lower_ = graph_.by_arc<std::int64_t>(f_.lower);
    upper_ = graph_.by_arc<std::int64_t>(f_.upper);
    cost_ = graph_.by_arc<std::int64_t>(f_.cost);
    const NetworkSimplex::Problem problem{graph_, f_.node_kg, lower_, upper_, cost_};
    auto simplex = NetworkSimplex::make(problem, good_start(problem, control_, f_.series));
    if (!simplex) return simplex.error();
    simplex_.emplace(std::move(*simplex));
    return {};
  }

  /// Adds pairs that would be cheaper than what prices say; how many supplies have such. Where the
  /// flow is the best for the pairs that there are, the plan and what its prices prove are kept:
  /// a supply is then worth what its cheapest pair leaves, which breaks no other arc of it.
  Result<std::size_t> look_over_all_pairs(bool solved) {
    std::vector<Money> potential = simplex_->potentials();
    const auto first_limit = potential.begin() + f_.limits;
    pairs_.set_prices({first_limit, first_limit + static_cast<std::ptrdiff_t>(m_.limits.size())});
    std::vector<Digraph::Arc> arcs;
    std::vector<std::int64_t> upper, cost;
    std::size_t found = 0;
    Int128 too_much = 0;
    for (Index i = 0; i < m_.supplies.size(); ++i) {
      if (i % 256 == 0 && control_.cancelled()) return stopped_by_caller();
      const auto better = pairs_.cheapest(i, added_pairs, -potential[i]);
      if (better.empty()) continue;
      ++found;
      for (const auto& f : better) {
        auto& met = met_[i];
        if (std::find(met.begin(), met.end(), f.pair.entry) != met.end()) continue;
        met.push_back(f.pair.entry);
        f_.add(m_, f.pair);
        meant_.push_back(static_cast<Index>(f_.arcs.size() - 1));
        arcs.push_back(f_.arcs.back());
        upper.push_back(f_.upper.back());
        cost.push_back(f_.cost.back());
      }
      too_much += Int128{m_.supplies[i].kg} * (-potential[i] - better.front().key);
      potential[i] = -better.front().key;
    }
    if (solved) keep(too_much, std::move(potential));
    if (arcs.empty()) return found;
    if (auto done = simplex_->add(arcs, upper, cost); !done) return done.error();
    return found;
  }

  void keep(Int128 too_much, std::vector<Money> potential) {
    const auto kg = simplex_->flows();
    Int128 total = 0;
    for (std::size_t k = 0; k < kg.size(); ++k) total += Int128{kg[k]} * f_.cost[meant_[k]];
    if (!best_ || total - too_much > bound_) {
      bound_ = total - too_much;
      potential_ = std::move(potential);
    }
    best_ = kg;
    objective_ = total;
  }

  /// The time was over before the first pairs were solved: what there is, mended, and its prices
  /// held against all pairs. False: there is nothing.
  bool cut_off() {
    const auto graph = Digraph::make(static_cast<Digraph::Id>(f_.node_kg.size()), f_.arcs);
    if (!graph) return false;
    std::vector<std::int64_t> by_arc(f_.arcs.size(), 0);
    const auto kg = simplex_->flows();
    for (std::size_t k = 0; k < kg.size(); ++k) by_arc[meant_[k]] = kg[k];
    const auto lower = graph->by_arc<std::int64_t>(f_.lower);
    const auto upper = graph->by_arc<std::int64_t>(f_.upper);
    const auto cost = graph->by_arc<std::int64_t>(f_.cost);
    auto mended = cut_short(f_, {*graph, f_.node_kg, lower, upper, cost},
                            graph->by_arc<std::int64_t>(by_arc), simplex_->potentials());
    if (!mended) return false;
    for (std::size_t k = 0; k < mended->flow.size(); ++k)
      by_arc[graph->input()[k]] = mended->flow[k];
    best_.emplace();
    for (const auto i : meant_) best_->push_back(by_arc[i]);
    objective_ = mended->cost, bound_ = mended->bound;
    potential_ = std::move(mended->potential);
    const auto first_limit = potential_.begin() + f_.limits;
    pairs_.set_prices({first_limit, first_limit + static_cast<std::ptrdiff_t>(m_.limits.size())});
    for (Index i = 0; i < m_.supplies.size(); ++i) {
      const auto better = pairs_.cheapest(i, 1, -potential_[i]);
      if (better.empty()) continue;
      bound_ -= Int128{m_.supplies[i].kg} * (-potential_[i] - better.front().key);
      potential_[i] = -better.front().key;
    }
    return true;
  }

  Result<Plan> finish() {
    Plan plan;
    plan.nodes = f_.node_kg.size(), plan.arcs = f_.arcs.size();
    if (!best_ && !cut_off()) return plan;
    constexpr Int128 least = std::numeric_limits<std::int64_t>::min();
    bound_ = std::max(bound_, least);  // the prices of a flow cut short may prove next to nothing
    if (objective_ > std::numeric_limits<std::int64_t>::max() || objective_ < least)
      return Error{ErrorCode::limit_exceeded, "the total cost does not fit into 64 bit micro-NOK"};
    plan.objective_micro_nok = static_cast<std::int64_t>(objective_);
    plan.bound_micro_nok = static_cast<std::int64_t>(bound_);
    plan.status = objective_ == bound_ ? Status::optimal : Status::feasible;
    plan.duals = node_prices(f_, potential_);
    std::vector<std::int64_t> by_arc(f_.arcs.size(), 0);
    for (std::size_t k = 0; k < best_->size(); ++k) by_arc[meant_[k]] = (*best_)[k];
    fill_flows(m_, f_, by_arc, plan);
    std::stable_sort(plan.flows.begin(), plan.flows.end(), [](const Flow& a, const Flow& b) {
      return std::tie(a.from, a.source) < std::tie(b.from, b.source);
    });
    return plan;
  }

  const Market& m_;
  const CostSource& costs_;
  const Weights weights_;
  const Control& control_;
  SupplyPairs pairs_;
  std::vector<std::vector<Index>> met_;  ///< per supply: entries it has an arc to
  FlowModel f_;
  Digraph graph_;  ///< of the first pairs, which the simplex borrows as well as its columns
  std::vector<std::int64_t> lower_, upper_, cost_;
  std::vector<Index> meant_;  ///< per arc of the simplex: that of the model
  std::optional<NetworkSimplex> simplex_;
  std::optional<std::vector<std::int64_t>> best_;  ///< per arc of the simplex, the last plan
  Int128 objective_ = 0, bound_ = 0;
  std::vector<Money> potential_;  ///< that prove the bound
};

}  // namespace

Result<Plan> priced_plan(const Market& market, const CostSource& costs, const Weights& weights,
                         const Control& control) {
  return Pricing(market, costs, weights, control).run();
}

}  // namespace masseflyt::matching
