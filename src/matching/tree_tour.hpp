// src/matching/tree_tour.hpp — potentials of a tree whose subtrees move, each move in about √n
// steps.
//
// A pivot of the network simplex hangs a subtree elsewhere, turned around, and changes all its
// potentials by one amount. Node by node that is most of its time once trees are large. Here the
// tree is a walk around it: every node once, every edge once down and once up. A subtree is then
// one stretch of the walk; turning it around swaps two parts of the stretch, and hanging it
// elsewhere moves it. The walk is kept in blocks with one amount each that is added to all
// potentials in it. Source of the idea: Euler tour trees, R. E. Tarjan, Dynamic trees as search
// trees via Euler tours, applied to the network simplex algorithm, Mathematical Programming 78
// (1997); blocks instead of balanced trees, because reading a potential is what happens most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace masseflyt::matching {

class TreeTour {
 public:
  using Node = std::uint32_t;

  /// Begins anew. Then enter() and leave() every node but the root on a walk around the tree.
  void clear(Node nodes, Node root, std::int64_t potential);
  void enter(Node v, std::int64_t potential);
  void leave(Node v);

  std::int64_t potential(Node v) const { return base_[v] + added_[at_[v].block]; }

  /// Cuts the edge above `top`, hangs its subtree by `in` below `out` and adds `by` to the
  /// potentials in it. `parent(v)` is that of before. Precondition: `in` is in the subtree of
  /// `top`, `out` is not. Cost: O(√n), and one step per node between `in` and `top`.
  template <typename Parent>
  void move(Node top, Node in, Node out, std::int64_t by, const Parent& parent) {
    hang(top, in, out, by);
    std::uint32_t carried = edge_[top];
    for (Node v = in;; v = parent(v)) {  // the edge that came down to v goes up from it now
      const std::uint32_t own = edge_[v];
      edge_[v] = carried;
      if (v == top) return;
      carried = own ^ 1U;
    }
  }

 private:
  /// A node, or a way along an edge: nodes() + 2 edge down, nodes() + 2 edge + 1 up, or both the
  /// other way round.
  using Step = std::uint32_t;
  using Index = std::uint32_t;
  static constexpr Index nothing = ~Index{0};

  struct Block {
    Index first = 0, end = 0;  ///< of its cells
    Index before = nothing, after = nothing;
  };
  struct Place {
    Index block, cell;
  };

  Step down(Node v) const { return nodes_ + edge_[v]; }
  Step up(Node v) const { return nodes_ + (edge_[v] ^ 1U); }
  Index size(Index block) const { return blocks_[block].end - blocks_[block].first; }
  Step& cell(Index block, Index i) { return cells_[std::size_t{block} * cells_per_block_ + i]; }

  Index fresh();
  void append(Index block, Step step);
  void add_last(Step step);
  void link(Index a, Index b);
  void unlink(Index block);
  void put(Index block, Index i, Step step, std::int64_t more);
  void split_before(Step step);
  Index split_after(Step step);
  Index without_first(Index block);
  Index without_last(Index block);
  Index with_last(Index block, Step step);
  void join(Index a);
  void hang(Node top, Node in, Node out, std::int64_t by);

  Node nodes_ = 0;
  Index cells_per_block_ = 0, last_ = nothing;
  std::vector<std::int64_t> base_;   ///< per node
  std::vector<std::int64_t> added_;  ///< per block
  std::vector<Place> at_;            ///< per step
  std::vector<std::uint32_t> edge_;  ///< above each node: twice its number, and 1 if turned around
  std::vector<Block> blocks_;
  std::vector<Step> cells_;
  std::vector<Index> free_;
};

}  // namespace masseflyt::matching
