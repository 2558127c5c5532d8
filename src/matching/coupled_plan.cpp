#include "coupled_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <utility>

#include "decomposition.hpp"
#include "open_sets.hpp"
#include "repair.hpp"
#include "site_questions.hpp"

namespace masseflyt::matching {
namespace {

constexpr double is_whole = 1e-6;
constexpr std::size_t most_proof_bytes = 256u << 20;

/// Branch and bound over the choices. Every open case has prices of its own that prove its bound,
/// so that the plan can be stopped at any moment and still says how good it is.
class Search {
 public:
  Search(const Market& market, const FlowModel& model, const Coupling& coupling,
         Relaxation& relaxation, const Plan* before, const Effort& effort, const Control& control)
      : m_(market),
        f_(model),
        c_(coupling),
        relaxation_(relaxation),
        before_(before),
        effort_(effort),
        control_(control),
        mixing_(model, coupling, relaxation, std::llround(market.unplaced_nok_t * 1000.0)) {}

  Result<Plan> run() {
    ChoiceBox all;
    for (const auto& d : c_.decision) all.low.push_back(0), all.high.push_back(d.most);
    if (mixing_.openings_decide_all()) sites_.emplace(mixing_.sites());
    if (before_ != nullptr)
      if (auto begun = go_on(*before_); !begun) return begun.error();
    if (control_.deadline && !best_) {  // who may be stopped at any moment begins with some plan
      const std::vector<double> nothing(f_.arcs.size(), 0);
      if (auto took = take(nothing, all.low, nullptr); !took) return took.error();
    }
    auto root = judge(std::move(all));
    if (!root) return root.error();
    if (infeasible_) return with_status(Status::infeasible);
    if (!root->best) return with_status(Status::stopped);
    mixed_at_ = std::move(root->mixed_at);
    steps_.push_back({});
    open(std::move(*root), 0);
    while (!queue_.empty() && !finished()) {
      const Case at = queue_.top();
      queue_.pop();
      if (auto split = branch(at); !split) return split.error();
      control_.report("prove", std::min(1.0, 1 - gap()));
    }
    return answer();
  }

 private:
  struct Case {
    Int128 bound;
    Index step;
    std::shared_ptr<const Certificate> proof;
    ChoiceBox box;
    std::vector<double> chosen;
    bool operator<(const Case& o) const {  // the queue gives the least bound, then the oldest
      return bound != o.bound ? bound > o.bound : step > o.step;
    }
  };
  /// Is the choice at most that?
  struct Question {
    Index choice;
    std::int64_t split;
  };
  /// A case that is not looked at again.
  struct Leaf {
    Int128 bound;
    Index step;
    std::shared_ptr<const Certificate> proof;
  };
  struct Judged {
    std::shared_ptr<const Certificate> best;
    Int128 bound = 0;
    ChoiceBox box;
    std::vector<double> chosen;
    std::vector<std::vector<std::int64_t>> mixed_at;
  };

  /// Its plan, as far as it still holds, is the first of ours; its prices are where ours begin.
  Result<bool> go_on(const Plan& before) {
    relaxation_.begin_with(m_, before);
    mixing_.begin_at(before.duals.row, before.mixed_at, before.duals.scale);
    const auto kg = relaxation_.begun_flow();
    std::vector<std::int64_t> chosen(c_.decision.size(), 0);
    for (std::size_t c = 0; c < std::min(chosen.size(), before.chosen.size()); ++c)
      chosen[c] = std::clamp<std::int64_t>(before.chosen[c], 0, c_.decision[c].most);
    return take({kg.begin(), kg.end()}, chosen, nullptr);
  }

  Int128 fine() const { return Int128{relaxation_.scale()} * Relaxation::million; }
  /// In the certificate's unit: a case that proves so much need not be looked at again.
  Int128 enough() const {
    if (!best_) return std::numeric_limits<std::int64_t>::max() * fine();
    const auto slack =
        static_cast<Int128>(std::abs(static_cast<double>(best_->cost)) * effort_.gap);
    return (best_->cost - slack) * fine();
  }
  std::uint64_t left() const {
    const auto used = relaxation_.flows_solved();
    return used < effort_.work_limit ? effort_.work_limit - used : 0;
  }
  bool finished() const {
    return left() == 0 || control_.late() || queue_.top().bound >= enough() ||
           bytes_kept() > most_proof_bytes;
  }
  /// By certificates, and by what is open of each choice in the cases that wait.
  std::size_t bytes_kept() const {
    return 8 * ((proofs_ + 2) * (f_.node_kg.size() + c_.row.size() + f_.limits) +
                3 * queue_.size() * c_.decision.size());
  }
  double gap() const {
    if (!best_ || queue_.empty()) return 1;
    const double cost = static_cast<double>(best_->cost);
    return (cost - static_cast<double>(queue_.top().bound) / static_cast<double>(fine())) /
           std::max(1.0, std::abs(cost));
  }

  /// Prices take all the time there is; some is kept for making a plan of what they say.
  Control for_mixing() const { return part_of_time(control_, 0.6); }

  /// The bound of a box, and plans that lie near its mixed flow.
  Result<Judged> judge(ChoiceBox box, const Parent* parent = nullptr) {
    Judged out;
    const std::uint64_t share = std::max<std::uint64_t>(20, left() / 3);
    auto answer = mixing_.solve(box, enough(), std::min(share, left() + 1), for_mixing(), parent);
    if (!answer) return answer.error();
    infeasible_ = infeasible_ || answer->infeasible;
    out.best = answer->best;
    out.bound = answer->bound;
    out.chosen = answer->chosen;
    out.mixed_at = std::move(answer->mixed_at);
    out.box = std::move(box);
    if (!out.best || out.bound >= enough()) return out;
    if (auto tried = try_near(*answer, out.box); !tried) return tried.error();
    return out;
  }

  /// Rounded choices; where rounding moved one, the flow is mixed again for what was chosen.
  Result<bool> try_near(const BoxAnswer& mixed, const ChoiceBox& box) {
    if (mixed.of_openings) return open_near(mixed, box);
    if (mixed.flow.empty()) return true;
    for (const bool up : {true, false}) {
      auto chosen = whole_choices(c_, mixed.chosen, up);
      if (tried_.contains(chosen) && fractional(mixed.chosen, box) == none) continue;
      bool moved = false;
      for (std::size_t c = 0; c < chosen.size(); ++c)
        moved = moved || std::abs(static_cast<double>(chosen[c]) - mixed.chosen[c]) > is_whole;
      if (!moved) return take(mixed.flow, chosen, mixed.best.get());
      if (!tried_.insert(chosen).second) continue;
      if (auto took = choose(chosen); !took) return took;
    }
    return true;
  }

  /// The best flow for these choices. True: it is the best plan so far.
  Result<bool> choose(const std::vector<std::int64_t>& chosen) {
    const Int128 before = best_ ? best_->cost : std::numeric_limits<std::int64_t>::max();
    const auto better = [&] { return best_ && best_->cost < before; };
    if (mixing_.openings_decide_all()) {  // then they are bounds of the flow, and no row is left
      auto flow = mixing_.cheapest(chosen, control_);
      if (!flow) return flow.error();
      if (*flow) keep(within_choices(f_, c_, std::move(**flow), chosen));
      return better();
    }
    auto fixed = mixing_.solve({chosen, chosen}, enough(), std::max<std::uint64_t>(10, left() / 10),
                               for_mixing());
    if (!fixed) return fixed.error();
    if (fixed->flow.empty()) return false;
    if (auto took = take(fixed->flow, chosen, fixed->best.get()); !took) return took;
    return better();
  }

  /// Sets of open sites near what prices say; what the proof rules out is not tried.
  Result<bool> open_near(const BoxAnswer& mixed, const ChoiceBox& box) {
    constexpr std::size_t most_rivals = 8;
    const bool root = steps_.empty();
    const std::uint64_t least_left = left() - left() / (root ? 3 : 20);
    const auto part = part_of_time(control_, root ? 0.5 : 0.05);
    const OpenSetTrials trials{
        [&](const std::vector<std::int64_t>& chosen) -> Result<bool> {
          if (!tried_.insert(chosen).second) return false;
          return choose(chosen);
        },
        [&](const ChoiceBox& changed) { return mixing_.bound(*mixed.best, changed) >= enough(); },
        [&] { return best_ ? &best_->chosen : nullptr; },
        [&] { return left() <= least_left || part.late(); }};
    const auto better = round_openings(c_, mixed.chosen, trials);
    if (!better || !best_ || !(*better || root)) return better;
    return change_openings(c_, mixed.chosen, box, mixing_.rivals(most_rivals), trials);
  }

  /// Filled in at own costs; where that leaves a gap, also at the prices of `proof`.
  Result<bool> take(const std::vector<double>& flow, const std::vector<std::int64_t>& chosen,
                    const Certificate* proof) {
    if (auto took = take_at(Relaxation::Costs::own, flow, chosen); !took || proof == nullptr)
      return took;
    if (mixing_.bound(*proof, {chosen, chosen}) >= enough() || left() == 0 || control_.late())
      return true;
    const auto priced = relaxation_.solve(proof->row_price, control_);
    if (!priced) return priced.error();
    if (*priced != Relaxation::Outcome::optimal) return true;
    return take_at(Relaxation::Costs::priced, flow, chosen);
  }

  Result<bool> take_at(Relaxation::Costs costs, const std::vector<double>& flow,
                       const std::vector<std::int64_t>& chosen) {
    auto found = repair(f_, c_, relaxation_, costs, flow, chosen, control_);
    if (!found) return found.error();
    if (*found) keep(std::move(**found));
    return true;
  }

  void keep(Feasible&& found) {
    if (best_ && found.cost >= best_->cost) return;
    best_ = std::move(found);
    if (!mixing_.openings_decide_all()) mixing_.offer(best_->flow);
  }

  /// The choice of what the box leaves open that is furthest from whole, weighed by what it costs;
  /// none: all are whole.
  Index fractional(const std::vector<double>& chosen, const ChoiceBox& box) const {
    Index best = none;
    double most = 0;
    for (Index c = 0; c < chosen.size(); ++c) {
      const double off = std::abs(chosen[c] - std::round(chosen[c]));
      if (off < is_whole || box.low[c] == box.high[c]) continue;
      const double weight = off * (1 + std::abs(static_cast<double>(c_.decision[c].micro_nok)));
      if (weight > most) best = c, most = weight;
    }
    return best;
  }

  /// How much the answers about a site told, for the next question.
  void learn(const Case& at, const std::vector<Question>& asked, const std::vector<Judged>& parts) {
    if (!sites_ || at.chosen.empty()) return;
    const Int128 most = enough();
    const auto rise = [&](const Judged& j) {
      return static_cast<double>(std::min(most, j.bound) - at.bound) / static_cast<double>(fine());
    };
    double opened = std::numeric_limits<double>::infinity(), part = 0;
    for (std::size_t k = 0; k < asked.size(); ++k) {
      opened = std::min(opened, rise(parts[k]));
      part += at.chosen[asked[k].choice];
    }
    sites_->learn(asked.front().choice, part, opened, rise(parts.back()));
  }

  void open(Judged&& judged, Index step) {
    if (judged.bound >= enough()) return close(judged.bound, step, judged.best);
    queue_.push({judged.bound, step, judged.best, std::move(judged.box), std::move(judged.chosen)});
  }

  /// One question more in the proof, at a step that was a leaf: is `choice` at most `split`? The
  /// step of the answer yes; that of no comes after it.
  Index ask(Index step, Index choice, std::int64_t split) {
    const auto low = static_cast<Index>(steps_.size());
    steps_[step] = {choice, split, low, low + 1, none};
    steps_.resize(steps_.size() + 2);
    return low;
  }

  void close(Int128 bound, Index step, std::shared_ptr<const Certificate> proof) {
    closed_.push_back({bound, step, std::move(proof)});
  }

  /// What the prices of a case rule out of it becomes cases of their own, which need no more looks.
  void rule_out(Case& at) {
    const Int128 known = enough(), room = known - at.bound;
    if (room <= 0) return;
    const auto cost = mixing_.costs_of_choices(*at.proof);
    for (Index c = 0; c < cost.size(); ++c) {
      auto& low = at.box.low[c];
      auto& high = at.box.high[c];
      if (low == high || cost[c] == 0) continue;
      const Int128 each = cost[c] > 0 ? cost[c] : -cost[c];
      const Int128 steps = (room - 1) / each;  // away from where it costs least, and not proved
      if (steps >= high - low) continue;
      const auto kept = static_cast<std::int64_t>(steps);
      const Int128 beyond = at.bound + (steps + 1) * each;
      if (cost[c] > 0) {
        const Index yes = ask(at.step, c, low + kept);
        close(beyond, yes + 1, at.proof);
        at.step = yes, high = low + kept;
      } else {
        const Index yes = ask(at.step, c, high - kept - 1);
        close(beyond, yes, at.proof);
        at.step = yes + 1, low = high - kept;
      }
    }
  }

  /// What a case is split by: of a site that may be opened in several ways, each way in turn and
  /// then none of them; else one choice. Empty: nothing is left to be asked.
  std::vector<Question> questions(const Case& at) const {
    const Index choice = undecided(at);
    if (choice == none) return {};
    std::vector<Question> out;
    if (sites_)
      for (const Index c : sites_->ways(choice))
        if (at.box.low[c] == 0 && at.box.high[c] == 1) out.push_back({c, 0});
    if (out.size() > 1) return out;
    const auto low = at.box.low[choice], high = at.box.high[choice];
    const double part = choice < at.chosen.size() ? at.chosen[choice] : 0;
    auto split = static_cast<std::int64_t>(std::floor(part));
    if (std::abs(part - std::round(part)) < is_whole) split = low + (high - low) / 2;
    return {{choice, std::clamp(split, low, high - 1)}};
  }

  /// A choice to ask about: not whole where there is one, else what is widest; none: all is
  /// decided.
  Index undecided(const Case& at) const {
    if (sites_)
      if (const Index way = sites_->next(at.box, at.chosen); way != none) return way;
    if (const Index choice = fractional(at.chosen, at.box); choice != none) return choice;
    Index widest = none;
    const auto width = [&](Index c) { return at.box.high[c] - at.box.low[c]; };
    for (Index c = 0; c < at.box.low.size(); ++c)
      if (width(c) > 0 && (widest == none || width(c) > width(widest))) widest = c;
    return widest;
  }

  /// Narrows a case, splits it and judges the parts. Out of time it stays whole.
  Result<bool> branch(Case at) {
    const Index was = at.step;
    rule_out(at);
    const auto asked = questions(at);
    std::vector<Judged> parts;
    if (!asked.empty() || at.step != was) {
      auto judged = judge_parts(at, asked);
      if (!judged) return judged.error();
      parts = std::move(*judged);
    }
    if (parts.size() != asked.size() + 1) {
      close(at.bound, at.step, at.proof);
      return true;
    }
    if (!asked.empty()) learn(at, asked, parts);
    Index step = at.step;
    for (std::size_t k = 0; k < asked.size(); ++k) {
      step = ask(step, asked[k].choice, asked[k].split);
      open(std::move(parts[k]), step + 1);
    }
    open(std::move(parts.back()), step);
    if (at.proof.use_count() == 1) --proofs_;
    return true;
  }

  /// For each question what is left when the answer is no, then where all are answered yes. Fewer:
  /// out of time.
  Result<std::vector<Judged>> judge_parts(const Case& at, const std::vector<Question>& asked) {
    std::vector<Judged> parts;
    const Parent parent{*at.proof, at.chosen};
    ChoiceBox rest = at.box;
    for (std::size_t k = 0; k <= asked.size(); ++k) {
      ChoiceBox box = rest;
      if (k < asked.size()) {
        box.low[asked[k].choice] = asked[k].split + 1;
        rest.high[asked[k].choice] = asked[k].split;
      }
      const Int128 known = mixing_.bound(*at.proof, box);
      if (known >= enough()) {
        parts.push_back({at.proof, known, std::move(box), {}, {}});
        continue;
      }
      auto judged = judge(std::move(box), &parent);
      if (!judged) return judged.error();
      if (!judged->best) break;
      if (known > judged->bound)
        judged->best = at.proof, judged->bound = known;  // the whole case proves more
      else
        ++proofs_;
      parts.push_back(std::move(*judged));
    }
    return parts;
  }

  Duals duals_of(const Certificate& proof) const {
    Duals d = node_prices(f_, proof.potential);
    d.row = proof.row_price;
    for (const auto& a : proof.asked) {
      const Flow& f = f_.meaning[a.arc];
      d.only_if_chosen.push_back({a.row, f.source, f.to, f.target, a.price});
    }
    d.scale = relaxation_.scale();
    return d;
  }

  Plan with_status(Status status) const {
    Plan plan;
    plan.status = status;
    return plan;
  }

  Result<Plan> answer() {
    std::vector<Leaf> leaves = std::move(closed_);
    for (; !queue_.empty(); queue_.pop())
      leaves.push_back({queue_.top().bound, queue_.top().step, queue_.top().proof});
    std::sort(leaves.begin(), leaves.end(),
              [](const Leaf& a, const Leaf& b) { return a.step < b.step; });
    Int128 bound = leaves.front().bound;
    const Leaf* weakest = &leaves.front();
    for (const auto& leaf : leaves)
      if (leaf.bound < bound) bound = leaf.bound, weakest = &leaf;
    Plan plan;
    if (!best_) return plan;
    const Int128 whole_bound = bound >= 0 ? (bound + fine() - 1) / fine() : -(-bound / fine());
    if (best_->cost > std::numeric_limits<std::int64_t>::max() ||
        best_->cost < std::numeric_limits<std::int64_t>::min())
      return Error{ErrorCode::limit_exceeded, "the total cost does not fit into 64 bit micro-NOK"};
    plan.objective_micro_nok = static_cast<std::int64_t>(best_->cost);
    plan.bound_micro_nok = static_cast<std::int64_t>(whole_bound);
    plan.status = whole_bound >= best_->cost ? Status::optimal : Status::feasible;
    plan.chosen = best_->chosen;
    plan.duals = duals_of(*weakest->proof);
    plan.mixed_at = std::move(mixed_at_);
    if (leaves.size() > 1) {
      std::map<const Certificate*, Index> told;  // cases may share their prices
      for (const auto& leaf : leaves) {
        const auto at = told.try_emplace(leaf.proof.get(), static_cast<Index>(told.size()));
        steps_[leaf.step].duals = at.first->second;
        if (at.second) plan.leaves.push_back(duals_of(*leaf.proof));
      }
      plan.proof = std::move(steps_);
    }
    fill_flows(m_, f_, best_->flow, plan);
    return plan;
  }

  const Market& m_;
  const FlowModel& f_;
  const Coupling& c_;
  Relaxation& relaxation_;
  const Plan* before_;
  const Effort& effort_;
  const Control& control_;
  Decomposition mixing_;
  std::optional<Feasible> best_;
  std::priority_queue<Case> queue_;
  std::vector<Leaf> closed_;
  std::vector<ProofStep> steps_;
  std::set<std::vector<std::int64_t>> tried_;
  std::vector<std::vector<std::int64_t>> mixed_at_;
  std::size_t proofs_ = 1;  ///< certificates that are kept
  bool infeasible_ = false;
  std::optional<SiteQuestions> sites_;  ///< where sites are all there is to decide
};

}  // namespace

Result<Plan> coupled_plan(const Market& market, const Weights& weights, const FlowModel& model,
                          const Plan* before, const Control& control, const Effort& effort) {
  const Coupling coupling(market, weights, model);
  auto relaxation = Relaxation::make(model, coupling);
  if (!relaxation) return relaxation.error();
  return Search(market, model, coupling, *relaxation, before, effort, control).run();
}

}  // namespace masseflyt::matching
