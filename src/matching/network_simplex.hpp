// src/matching/network_simplex.hpp — min-cost flow in integers, with few and cheap pivots.
//
// A primal network simplex with bounds on the arcs. Where it differs from the textbook:
//  - Low penalties. The artificial arcs of the starting tree cost little, and only those that still
//    carry mass at an optimum are made dearer, step by step. A high penalty from the start drowns
//    the costs it stands beside and takes up to four times the pivots.
//  - It may start from what a kilogram is believed to be worth at each node and from a flow
//    (`Start`): from a coarser problem (coarse_start.hpp), an auction (auction.hpp) or an earlier
//    plan. The flow becomes a tree: what lies between its bounds, then arcs that cost nothing.
//  - Lazy potentials. A pivot normally spends its time on the potentials of the moved subtree.
//    While most candidates are good they are not kept: a candidate's true reduced cost comes from
//    walking its cycle, which the ratio test does anyway, and all potentials are computed once per
//    sweep. When a sweep yields few pivots, they are kept up to date from then on (eager), in about
//    √n steps a pivot and not one for every node that moves (tree_tour.hpp).
//  - One candidate per row of arcs, best first over all rows.
//  - No cycling: each node of the starting tree gets one unit more, in units of 1/scale kilogram.
//    Then no arc of a tree is ever empty or full, every pivot moves mass, and rounding at the end
//    gives the exact answer (a basis that is right for the disturbed problem is right for ours).
//    A tree made of a flow keeps to it: its empty arcs lead to the root, its full ones away.
// Sources: Ahuja, Magnanti, Orlin, Network Flows (1993), chapter 11; R. Orden's perturbation in the
// form of W. H. Cunningham, Mathematical Programming 11 (1976).
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/result.hpp>

#include "tree_tour.hpp"

namespace masseflyt::matching {

class NetworkSimplex {
 public:
  enum class Outcome { optimal, infeasible, stopped };

  /// Columns of arcs are in the order of `graph`. Everything is borrowed for the life of the
  /// solver.
  struct Problem {
    const Digraph& graph;
    std::span<const std::int64_t> supply;  ///< per node; sums to zero
    std::span<const std::int64_t> lower, upper, cost;
  };

  /// Where to begin. It never changes the optimum, only the time to find it.
  struct Start {
    std::vector<std::int64_t> potential;  ///< as potentials() gives them; empty: nothing is known
    std::int64_t penalty = 0;             ///< how wrong they may be; 0: take it from the costs
    std::int64_t penalty_max = 0;  ///< "infeasible" beyond it, though it may be dear; 0: certain
    /// Kilograms per arc, read as if within the bounds; empty: none. Supplies need not be met.
    std::vector<std::int64_t> flow = {};
  };

  /// Errors: invalid_argument (sizes, lower > upper, supplies that do not sum to zero),
  /// limit_exceeded (masses or costs so large that a sum might not fit into 64 bit).
  static Result<NetworkSimplex> make(const Problem& problem, const Start& begin);
  static Result<NetworkSimplex> make(const Problem& problem) { return make(problem, Start()); }

  /// Errors: cancelled; invalid_argument (a circle of arcs without bound whose costs are negative).
  /// A deadline gives `stopped`; calling again goes on where it stopped.
  Result<Outcome> run(const Control& control = {});

  /// The same, but `stopped` already when fewer than one row of arcs in a hundred would make the
  /// flow cheaper: the last per cent takes half of the time. For who will add arcs anyway. flows()
  /// and potentials() are what there is then; some supplies may not be met.
  Result<Outcome> run_roughly(const Control& control = {});

  /// The same as run(), but nothing is made dearer: `infeasible` says that mass still waits at the
  /// penalties, though the flow is the cheapest at them. For who may know of better arcs: add()
  /// them, or raise_penalties() if there are none, and run again.
  Result<Outcome> run_waiting(const Control& control = {});

  /// Makes it so many times dearer to leave mass where it is. False: no higher penalty would move
  /// it.
  bool raise_penalties(std::int64_t times);

  /// Call after the costs behind `Problem::cost` have changed, and only they: run() goes on from
  /// the flow that is there. Errors: limit_exceeded, as in make(); the solver must not be used
  /// then.
  Result<Outcome> reprice(const Control& control = {});

  /// More arcs, that carry nothing yet, numbered on from those that are there. They are added to
  /// the columns of the problem, of which the solver then keeps its own; those that share a tail
  /// had better stand together. run() goes on from the flow that is there.
  /// Errors: limit_exceeded, as in make(); the solver must not be used then. Precondition: the
  /// nodes exist, no arc is a loop, no capacity is negative.
  Result<void> add(std::span<const Digraph::Arc> arcs, std::span<const std::int64_t> upper,
                   std::span<const std::int64_t> cost);

  /// Of arc `a`, in kilograms. After optimal.
  std::vector<std::int64_t> flows() const;
  /// Reduced cost of an arc is cost + potential(tail) - potential(head): never negative on an arc
  /// that could take more, never positive on one that could give. After optimal; after infeasible
  /// that holds too, but what could not be moved is paid for at the penalty.
  std::vector<std::int64_t> potentials() const;

  std::uint64_t pivots() const { return pivots_; }

  NetworkSimplex(NetworkSimplex&&) = default;  // no copy: `p_` may point into the solver itself
  NetworkSimplex& operator=(NetworkSimplex&&) = delete;

 private:
  using Node = std::uint32_t;
  static constexpr Node nobody = ~Node{0};
  static constexpr std::uint32_t artificial = ~std::uint32_t{0};
  static constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4;
  /// fixed: cannot change. between: neither, of a starting flow that is no tree yet.
  enum State : std::int8_t { at_lower, at_upper, in_tree, fixed, between };

  /// The children of a node form a doubly linked list. Apart from Branch, because who computes the
  /// potentials of a tree reads nothing else.
  struct Kin {
    Node child = nobody, next = nobody, previous = nobody;
  };

  /// A node and the tree arc to its parent.
  struct Branch {
    Node parent = nobody;
    std::uint32_t arc = artificial;
    std::uint32_t size = 1;  ///< of the subtree
    bool up = false;         ///< the arc leads to the parent
    std::int64_t cost = 0;
    std::int64_t flow = 0, room = 0;  ///< above lower, and up to upper; in 1/scale kg
  };

  /// An arc that may enter, turned so that mass moves from `from` to `to`.
  struct Candidate {
    std::int64_t reduced_cost;
    std::uint32_t arc;
  };

  /// The cycle that an arc closes in the tree, and what moving mass around it would do.
  struct Cycle {
    std::int64_t reduced_cost;
    std::int64_t delta;  ///< at most, in 1/scale kg
    Node join, leaving = nobody;
    bool leaving_at_from = false;
  };

  /// Of the starting tree, before it has a direction.
  struct Edge {
    Node a, b;
    std::uint32_t arc;
  };
  class Parts;  ///< which nodes hang together already

  explicit NetworkSimplex(const Problem& problem) : p_(problem) {}
  void start(const Start& begin, std::int64_t certain);
  void plant(const Start& begin);
  void hang_parts(const Start& begin, Parts& parts, std::vector<Edge>& edges);
  void grow(const std::vector<Edge>& edges, const std::vector<std::int64_t>& flow);
  void settle(std::uint32_t arc, std::int64_t kg);
  void make_rows();
  Result<void> set_penalty_max();
  Result<bool> improve(const Control& control);
  void sweep_lazily(const Control& control);
  bool sweep_eagerly(const Control& control);
  template <typename Potential>
  void price(std::size_t row_begin, std::size_t row_end, const Potential& potential);
  bool try_pivot(std::uint32_t arc);
  std::int64_t span(std::uint32_t arc) const;
  Cycle walk(Node from, Node to, std::int64_t cost, std::int64_t delta);
  void turn(std::uint32_t arc, bool back, std::int64_t before, const Cycle& cycle);
  void exchange(Node in, Node out, Node leaving, Node join, Branch entering);
  void link(Node child, Node parent);
  void unlink(Node child);
  void compute_potentials();
  void renumber();
  void begin_tour();
  bool carries(const Branch& b) const { return b.arc == artificial && b.flow >= scale_ / 2; }
  bool infeasible() const;

  Problem p_;
  std::vector<std::int64_t> lower_, upper_, cost_;  ///< behind `p_` once arcs were added
  std::int64_t scale_ = 1, penalty_ = 0, penalty_max_ = 0;
  Node root_ = 0;                  ///< the last
  std::vector<Node> slot_;         ///< where each node of the problem is in the columns below
  std::vector<Node> tail_, head_;  ///< slots, per arc
  std::vector<Branch> tree_;
  std::vector<Kin> kin_;
  std::vector<std::int64_t> paid_;  ///< penalty in the cost of each node's artificial arc
  std::vector<State> state_;
  /// Price of a kilogram there: cost - tail + head. While eager_ is set, the tour knows it.
  std::vector<std::int64_t> potential_;
  TreeTour tour_;
  std::vector<std::uint32_t> row_;  ///< first arc of each pricing row
  std::vector<Candidate> candidates_;
  std::vector<Node> stack_;
  bool eager_ = false, interrupted_ = false, unbounded_ = false, roughly_ = false;
  std::size_t next_row_ = 0, idle_rows_ = 0;
  std::uint64_t pivots_ = 0, walked_ = 0;
};

}  // namespace masseflyt::matching
