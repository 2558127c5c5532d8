#include "network_simplex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr std::size_t row_arcs = 64;        // arcs that compete for one candidate
constexpr std::size_t eager_rows = 256;     // rows priced at a time once potentials are kept
constexpr std::uint64_t few_pivots = 2000;  // a lazy sweep with fewer ends the lazy phase
constexpr std::size_t rough_share = 100;    // of the rows
constexpr std::int64_t first_penalty = 10;  // a tenth of the mean cost of an arc
constexpr std::int64_t penalty_step = 2;

bool is_time(const Control& control) { return control.cancelled() || control.late(); }

}  // namespace

Result<NetworkSimplex> NetworkSimplex::make(const Problem& p, const Start& begin) {
  const std::size_t n = p.graph.node_count(), m = p.graph.arc_count();
  const auto wrong = [](const char* what) { return Error{ErrorCode::invalid_argument, what}; };
  if (p.supply.size() != n || p.lower.size() != m || p.upper.size() != m || p.cost.size() != m)
    return wrong("columns and graph differ in size");
  if (!begin.potential.empty() && begin.potential.size() != n)
    return wrong("starting potentials and graph differ in size");
  if (!begin.flow.empty() && begin.flow.size() != m)
    return wrong("starting flow and graph differ in size");
  NetworkSimplex s(p);
  while (s.scale_ < static_cast<std::int64_t>(2 * n + 4)) s.scale_ *= 2;
  double mass = 0, dearest = 0,
         total = 0;  // doubles: only for the bounds that keep the integers safe
  std::int64_t sum = 0;
  for (const auto kg : p.supply) {
    mass += std::abs(static_cast<double>(kg));
    if (mass > static_cast<double>(most)) break;
    sum += kg;
  }
  for (std::size_t a = 0; a < m; ++a) {
    if (p.lower[a] < 0 || p.lower[a] > p.upper[a]) return wrong("a lower bound above the upper");
    mass += static_cast<double>(p.lower[a]);
    total += std::abs(static_cast<double>(p.cost[a]));
    dearest = std::max(dearest, std::abs(static_cast<double>(p.cost[a])));
  }
  const double limit = static_cast<double>(most);
  if (mass * static_cast<double>(s.scale_) > limit)
    return Error{ErrorCode::limit_exceeded, "the masses are too large to be solved exactly"};
  if ((dearest + 1) * static_cast<double>(n + 2) * 8 > limit)
    return Error{ErrorCode::limit_exceeded, "the costs are too large to be solved exactly"};
  if (sum != 0) return wrong("supplies do not sum to zero");
  // No path costs more than `certain`; a starting potential may stand against it once.
  const std::int64_t certain =
      (static_cast<std::int64_t>(dearest) + 1) * static_cast<std::int64_t>(n + 1);
  s.penalty_max_ = begin.penalty_max > 0 ? std::min(begin.penalty_max, certain) : 2 * certain;
  const double mean = m == 0 ? 0 : total / static_cast<double>(m);
  s.penalty_ = begin.penalty > 0 ? begin.penalty : static_cast<std::int64_t>(mean) / first_penalty;
  s.penalty_ = std::clamp<std::int64_t>(s.penalty_, 1, s.penalty_max_);
  s.start(begin, certain);
  return s;
}

/// The arcs that leave one node, in rows of at most `row_arcs`.
void NetworkSimplex::make_rows() {
  const auto first = p_.graph.first_out();
  row_.clear();
  for (std::size_t v = 0; v + 1 < first.size(); ++v)
    for (std::uint32_t a = first[v]; a < first[v + 1]; a += row_arcs) row_.push_back(a);
  row_.push_back(static_cast<std::uint32_t>(p_.graph.arc_count()));
}

Result<NetworkSimplex::Outcome> NetworkSimplex::run(const Control& control) {
  while (true) {
    const auto outcome = run_waiting(control);
    if (!outcome || *outcome != Outcome::infeasible) return outcome;
    if (!raise_penalties(penalty_step)) return outcome;
  }
}

Result<NetworkSimplex::Outcome> NetworkSimplex::run_roughly(const Control& control) {
  roughly_ = true;
  auto outcome = run(control);
  roughly_ = false;
  return outcome;
}

Result<NetworkSimplex::Outcome> NetworkSimplex::run_waiting(const Control& control) {
  const auto done = improve(control);
  if (!done) return done.error();
  compute_potentials();
  if (!*done) return Outcome::stopped;
  return infeasible() ? Outcome::infeasible : Outcome::optimal;
}

Result<NetworkSimplex::Outcome> NetworkSimplex::reprice(const Control& control) {
  if (auto fits = set_penalty_max(); !fits) return fits.error();
  for (Node v = 0; v < root_; ++v)
    if (Branch& b = tree_[v]; b.arc != artificial) b.cost = p_.cost[b.arc];
  eager_ = false;
  return run(control);
}

Result<void> NetworkSimplex::add(std::span<const Digraph::Arc> arcs,
                                 std::span<const std::int64_t> upper,
                                 std::span<const std::int64_t> cost) {
  if (cost_.empty()) {
    lower_.assign(p_.lower.begin(), p_.lower.end());
    upper_.assign(p_.upper.begin(), p_.upper.end());
    cost_.assign(p_.cost.begin(), p_.cost.end());
  }
  Node before = nobody;
  row_.pop_back();
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const auto a = static_cast<std::uint32_t>(tail_.size());
    if (arcs[i].tail != before || a - row_.back() >= row_arcs) row_.push_back(a);
    before = arcs[i].tail;
    tail_.push_back(slot_[arcs[i].tail]);
    head_.push_back(slot_[arcs[i].head]);
    state_.push_back(upper[i] == 0 ? fixed : at_lower);
  }
  row_.push_back(static_cast<std::uint32_t>(tail_.size()));
  lower_.resize(tail_.size(), 0);
  upper_.insert(upper_.end(), upper.begin(), upper.end());
  cost_.insert(cost_.end(), cost.begin(), cost.end());
  p_.lower = lower_, p_.upper = upper_, p_.cost = cost_;
  eager_ = false;
  return set_penalty_max();
}

Result<void> NetworkSimplex::set_penalty_max() {
  std::int64_t dearest = 0;
  for (const auto c : p_.cost) dearest = std::max(dearest, c < 0 ? -c : c);
  const auto n = static_cast<double>(tree_.size() + 1);
  if ((static_cast<double>(dearest) + 1) * n * 8 > static_cast<double>(most))
    return Error{ErrorCode::limit_exceeded, "the costs are too large to be solved exactly"};
  penalty_max_ = 2 * (dearest + 1) * static_cast<std::int64_t>(tree_.size());
  return {};
}

/// Pivots until no arc is left that would make the flow cheaper. False: out of time.
Result<bool> NetworkSimplex::improve(const Control& control) {
  while (true) {
    if (control.cancelled()) return stopped_by_caller();
    if (control.late()) return false;
    if (unbounded_)
      return Error{ErrorCode::invalid_argument, "a circle of arcs without bound earns money"};
    interrupted_ = false;
    if (!eager_) {
      sweep_lazily(control);
      if (candidates_.empty() && !interrupted_) return true;
      if (roughly_ && candidates_.size() * rough_share < row_.size()) return false;
    } else if (!sweep_eagerly(control)) {
      return true;
    }
  }
}

bool NetworkSimplex::raise_penalties(std::int64_t times) {
  penalty_ = penalty_ > penalty_max_ / times ? penalty_max_ : times * penalty_;
  bool raised = false;
  for (Node v = 0; v < root_; ++v) {
    Branch& b = tree_[v];
    if (!carries(b) || paid_[v] == penalty_) continue;
    b.cost += penalty_ - paid_[v];
    paid_[v] = penalty_;
    raised = true;
  }
  if (raised) eager_ = false;
  return raised;
}

/// One pass over all rows with potentials that are right at its start only.
void NetworkSimplex::sweep_lazily(const Control& control) {
  compute_potentials();
  candidates_.clear();
  price(0, row_.size() - 1, [&](Node v) { return potential_[v]; });
  const std::uint64_t before = pivots_;
  const std::uint64_t budget = tree_.size() + tail_.size();
  std::uint64_t wasted = 0;  // steps walked for candidates that turned out to be stale
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (i % 256 == 0 && is_time(control)) {
      interrupted_ = true;
      return;
    }
    const std::uint64_t walked = walked_;
    const bool good = try_pivot(candidates_[i].arc);
    const std::uint64_t steps = walked_ - walked;
    wasted = good ? wasted - std::min(wasted, 4 * steps) : wasted + steps;
    if (wasted > budget) break;
  }
  if (!candidates_.empty() && pivots_ - before < few_pivots) {
    renumber();
    compute_potentials();
    begin_tour();
    eager_ = true;
    next_row_ = idle_rows_ = 0;
  }
}

/// Blocks of rows, round and round, with potentials that are always right. False: no arc is left
/// that would make the flow cheaper.
bool NetworkSimplex::sweep_eagerly(const Control& control) {
  const std::size_t rows = row_.size() - 1;
  while (idle_rows_ < rows) {
    if (is_time(control)) return true;
    const std::size_t end = std::min(next_row_ + eager_rows, rows);
    candidates_.clear();
    price(next_row_, end, [&](Node v) { return tour_.potential(v); });
    idle_rows_ = candidates_.empty() ? idle_rows_ + (end - next_row_) : 0;
    next_row_ = end == rows ? 0 : end;
    for (const Candidate& c : candidates_) try_pivot(c.arc);
    if (unbounded_) return true;
  }
  return false;
}

/// Adds the best arc of each row, then sorts: most negative first, ties by arc.
template <typename Potential>
void NetworkSimplex::price(std::size_t row_begin, std::size_t row_end, const Potential& potential) {
  const std::int64_t* const cost = p_.cost.data();
  for (std::size_t r = row_begin; r < row_end; ++r) {
    Candidate best{0, artificial};
    const std::uint32_t end = row_[r + 1];
    if (row_[r] == end) continue;
    const std::int64_t here = potential(tail_[row_[r]]);
    for (std::uint32_t a = row_[r]; a < end; ++a) {
      if (state_[a] >= in_tree) continue;
      std::int64_t rc = cost[a] - here + potential(head_[a]);
      if (state_[a] == at_upper) rc = -rc;
      if (rc < best.reduced_cost) best = {rc, a};
    }
    if (best.arc != artificial) candidates_.push_back(best);
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return a.reduced_cost != b.reduced_cost ? a.reduced_cost < b.reduced_cost : a.arc < b.arc;
  });
}

/// What lies between the bounds of an arc, in 1/scale kg; `most`: no bound.
std::int64_t NetworkSimplex::span(std::uint32_t arc) const {
  const std::int64_t kg = p_.upper[arc] - p_.lower[arc];
  return kg > most / scale_ ? most : kg * scale_;
}

/// Moves mass around the cycle that `arc` closes, if that makes the flow cheaper.
bool NetworkSimplex::try_pivot(std::uint32_t arc) {
  if (state_[arc] >= in_tree) return false;   // it entered earlier in this sweep
  const bool back = state_[arc] == at_upper;  // mass is taken off the arc
  Node from = tail_[arc], to = head_[arc];
  std::int64_t cost = p_.cost[arc];
  if (back) std::swap(from, to), cost = -cost;
  if (eager_ && cost - tour_.potential(from) + tour_.potential(to) >= 0) return false;
  const std::int64_t width = span(arc);
  const Cycle cycle = walk(from, to, cost, width);
  if (cycle.reduced_cost >= 0) return false;
  if (cycle.delta == most) {
    unbounded_ = true;
    return false;
  }
  turn(arc, back, back ? width : 0, cycle);
  return true;
}

/// From both ends of an arc up to where the ways to the root meet.
NetworkSimplex::Cycle NetworkSimplex::walk(Node from, Node to, std::int64_t cost,
                                           std::int64_t delta) {
  Cycle c{cost, delta, nobody};
  Node a = from, b = to;
  while (a != b) {
    ++walked_;
    if (tree_[a].size < tree_[b].size) {  // the cycle comes down to `from` here
      const Branch& t = tree_[a];
      c.reduced_cost += t.up ? -t.cost : t.cost;
      const std::int64_t can = t.up ? t.flow : t.room;
      if (can < c.delta) c.delta = can, c.leaving = a, c.leaving_at_from = true;
      a = t.parent;
    } else {  // and goes up from `to` here
      const Branch& t = tree_[b];
      c.reduced_cost += t.up ? t.cost : -t.cost;
      const std::int64_t can = t.up ? t.room : t.flow;
      if (can < c.delta) c.delta = can, c.leaving = b, c.leaving_at_from = false;
      b = t.parent;
    }
  }
  c.join = a;
  return c;
}

/// Moves all that the cycle can take. `before` is what the arc carries above its lower bound.
void NetworkSimplex::turn(std::uint32_t arc, bool back, std::int64_t before, const Cycle& c) {
  Node from = tail_[arc], to = head_[arc];
  if (back) std::swap(from, to);
  const auto move = [&](Node start, bool with) {
    for (Node v = start; v != c.join; v = tree_[v].parent) {
      Branch& t = tree_[v];
      const std::int64_t by = t.up == with ? c.delta : -c.delta;
      t.flow += by;
      if (t.room != most) t.room -= by;
    }
  };
  move(from, false);
  move(to, true);
  ++pivots_;
  if (c.leaving == nobody) {  // the arc itself meets its bound
    state_[arc] = back ? at_lower : at_upper;
    return;
  }
  if (const auto gone = tree_[c.leaving].arc; gone != artificial)
    state_[gone] = tree_[c.leaving].flow == 0 ? at_lower : at_upper;
  state_[arc] = in_tree;

  const Node in = c.leaving_at_from ? from : to, out = c.leaving_at_from ? to : from;
  const std::int64_t width = span(arc);
  Branch entering;
  entering.arc = arc;
  entering.up = (in == tail_[arc]);
  entering.cost = p_.cost[arc];
  entering.flow = back ? before - c.delta : before + c.delta;
  entering.room = width == most ? most : width - entering.flow;
  if (eager_)
    tour_.move(c.leaving, in, out, c.leaving_at_from ? c.reduced_cost : -c.reduced_cost,
               [&](Node v) { return tree_[v].parent; });
  exchange(in, out, c.leaving, c.join, entering);
}

/// Hangs the subtree of `leaving`, turned so that `in` is on top, below `out`.
void NetworkSimplex::exchange(Node in, Node out, Node leaving, Node join, Branch entering) {
  const std::uint32_t moved = tree_[leaving].size;
  for (Node v = tree_[leaving].parent; v != join; v = tree_[v].parent) tree_[v].size -= moved;
  for (Node v = out; v != join; v = tree_[v].parent) tree_[v].size += moved;
  Node v = in, parent = out;
  Branch carry = entering;
  std::uint32_t hung = 0;  // size of what turned its back on v
  while (true) {
    const Branch old = tree_[v];
    unlink(v);
    Branch& b = tree_[v];
    b.arc = carry.arc, b.up = carry.up, b.cost = carry.cost, b.flow = carry.flow;
    b.room = carry.room;
    b.size = moved - hung;
    link(v, parent);
    if (v == leaving) return;
    hung = old.size;
    carry = old;
    carry.up = !old.up;
    parent = v;
    v = old.parent;
  }
}

void NetworkSimplex::link(Node child, Node parent) {
  tree_[child].parent = parent;
  Kin& c = kin_[child];
  c.previous = nobody;
  c.next = kin_[parent].child;
  if (c.next != nobody) kin_[c.next].previous = child;
  kin_[parent].child = child;
}

void NetworkSimplex::unlink(Node child) {
  const Kin c = kin_[child];
  if (c.previous != nobody)
    kin_[c.previous].next = c.next;
  else
    kin_[tree_[child].parent].child = c.next;
  if (c.next != nobody) kin_[c.next].previous = c.previous;
}

void NetworkSimplex::compute_potentials() {
  potential_[root_] = 0;
  stack_.assign(1, kin_[root_].child);
  while (!stack_.empty()) {
    Node v = stack_.back();
    stack_.pop_back();
    while (v != nobody) {
      const Branch& b = tree_[v];
      potential_[v] = potential_[b.parent] + (b.up ? b.cost : -b.cost);
      if (kin_[v].next != nobody) stack_.push_back(kin_[v].next);
      v = kin_[v].child;
    }
  }
}

/// Numbers the nodes as a walk over the tree meets them: subtrees then lie together in memory,
/// which makes shifting their potentials about twice as quick. Arcs keep their numbers.
void NetworkSimplex::renumber() {
  std::vector<Node> order, slot(tree_.size());
  order.reserve(tree_.size());
  stack_.assign(1, kin_[root_].child);
  while (!stack_.empty()) {
    Node v = stack_.back();
    stack_.pop_back();
    while (v != nobody) {
      order.push_back(v);
      if (kin_[v].next != nobody) stack_.push_back(kin_[v].next);
      v = kin_[v].child;
    }
  }
  order.push_back(root_);
  for (Node s = 0; s < order.size(); ++s) slot[order[s]] = s;
  const auto moved = [&](Node v) { return v == nobody ? nobody : slot[v]; };
  std::vector<Branch> tree;
  std::vector<Kin> kin;
  std::vector<std::int64_t> paid;
  for (const Node v : order) {
    tree.push_back(tree_[v]);
    tree.back().parent = moved(tree_[v].parent);
    kin.push_back({moved(kin_[v].child), moved(kin_[v].next), moved(kin_[v].previous)});
    if (v != root_) paid.push_back(paid_[v]);
  }
  tree_ = std::move(tree), kin_ = std::move(kin), paid_ = std::move(paid);
  for (auto* ends : {&tail_, &head_, &slot_})
    for (Node& v : *ends) v = slot[v];
}

/// The tree as a walk, with the potentials that there are.
void NetworkSimplex::begin_tour() {
  tour_.clear(static_cast<Node>(tree_.size()), root_, potential_[root_]);
  Node v = kin_[root_].child;
  while (v != nobody) {
    tour_.enter(v, potential_[v]);
    if (kin_[v].child != nobody) {
      v = kin_[v].child;
      continue;
    }
    while (v != root_ && kin_[v].next == nobody) {
      tour_.leave(v);
      v = tree_[v].parent;
    }
    if (v == root_) return;
    tour_.leave(v);
    v = kin_[v].next;
  }
}

/// A kilogram that still takes an artificial arc.
bool NetworkSimplex::infeasible() const {
  return std::any_of(tree_.begin(), tree_.end() - 1, [&](const Branch& b) { return carries(b); });
}

std::vector<std::int64_t> NetworkSimplex::flows() const {
  std::vector<std::int64_t> kg(p_.lower.begin(), p_.lower.end());
  for (std::size_t a = 0; a < state_.size(); ++a)
    if (state_[a] == at_upper) kg[a] = p_.upper[a];
  for (std::size_t v = 0; v + 1 < tree_.size(); ++v)
    if (const Branch& b = tree_[v]; b.arc != artificial)
      kg[b.arc] += (b.flow + scale_ / 2) / scale_;
  return kg;
}

std::vector<std::int64_t> NetworkSimplex::potentials() const {
  std::vector<std::int64_t> out;
  out.reserve(slot_.size());
  for (const Node s : slot_) out.push_back(-potential_[s]);
  return out;
}

}  // namespace masseflyt::matching
