#include "tree_tour.hpp"

#include <algorithm>
#include <cmath>

namespace masseflyt::matching {

void TreeTour::clear(Node nodes, Node root, std::int64_t potential) {
  nodes_ = nodes;
  cells_per_block_ = static_cast<Index>(std::clamp(std::sqrt(3.0 * nodes), 64.0, 4096.0));
  base_.assign(nodes, 0);
  edge_.resize(nodes);
  for (Node v = 0; v < nodes; ++v) edge_[v] = 2 * v;
  at_.assign(std::size_t{3} * nodes, {});
  blocks_.clear(), cells_.clear(), added_.clear(), free_.clear();
  last_ = fresh();
  base_[root] = potential;
  add_last(root);
}

void TreeTour::enter(Node v, std::int64_t potential) {
  base_[v] = potential;
  add_last(down(v));
  add_last(v);
}

void TreeTour::leave(Node v) { add_last(up(v)); }

/// At the end of the walk. Blocks begin three quarters full.
void TreeTour::add_last(Step step) {
  if (4 * size(last_) >= 3 * cells_per_block_) {
    const Index next = fresh();
    link(last_, next);
    last_ = next;
  }
  append(last_, step);
}

TreeTour::Index TreeTour::fresh() {
  if (free_.empty()) {
    blocks_.push_back({});
    added_.push_back(0);
    cells_.resize(cells_.size() + cells_per_block_);
    return static_cast<Index>(blocks_.size() - 1);
  }
  const Index block = free_.back();
  free_.pop_back();
  blocks_[block] = {};
  added_[block] = 0;
  return block;
}

/// `more`: what its new block adds less than the old one.
void TreeTour::put(Index block, Index i, Step step, std::int64_t more) {
  cell(block, i) = step;
  at_[step] = {block, i};
  if (step < nodes_) base_[step] += more;
}

/// Precondition: the block has a free cell at its end.
void TreeTour::append(Index block, Step step) { put(block, blocks_[block].end++, step, 0); }

void TreeTour::link(Index a, Index b) {
  if (a != nothing) blocks_[a].after = b;
  if (b != nothing) blocks_[b].before = a;
}

void TreeTour::unlink(Index block) {
  link(blocks_[block].before, blocks_[block].after);
  blocks_[block] = {};
  free_.push_back(block);
}

/// A block begins with `step` then.
void TreeTour::split_before(Step step) {
  const auto [block, at] = at_[step];
  const Block b = blocks_[block];
  if (at == b.first) return;
  const Index other = fresh();
  added_[other] = added_[block];
  if (at - b.first <= b.end - at) {  // the shorter part moves
    link(b.before, other), link(other, block);
    for (Index i = b.first; i < at; ++i) put(other, i - b.first, cell(block, i), 0);
    blocks_[other].end = at - b.first;
    blocks_[block].first = at;
    return;
  }
  link(other, b.after), link(block, other);
  for (Index i = at; i < b.end; ++i) put(other, i - at, cell(block, i), 0);
  blocks_[other].end = b.end - at;
  blocks_[block].end = at;
}

/// The block that ends with `step` then.
TreeTour::Index TreeTour::split_after(Step step) {
  const auto [block, at] = at_[step];
  if (at + 1 < blocks_[block].end) split_before(cell(block, at + 1));
  return at_[step].block;
}

/// Puts the next block behind what is in this one, if both are small.
void TreeTour::join(Index a) {
  if (a == nothing) return;
  const Index b = blocks_[a].after;
  if (b == nothing || 2 * (size(a) + size(b)) > cells_per_block_) return;
  Block& to = blocks_[a];
  if (to.end + size(b) > cells_per_block_) {
    const Index first = to.first, count = size(a);
    for (Index i = 0; i < count; ++i) put(a, i, cell(a, first + i), 0);
    to.first = 0, to.end = count;
  }
  const std::int64_t more = added_[b] - added_[a];
  for (Index i = blocks_[b].first; i < blocks_[b].end; ++i) put(a, to.end++, cell(b, i), more);
  unlink(b);
}

/// The block that the stretch begins with then, and the one it ends with.
TreeTour::Index TreeTour::without_first(Index block) {
  if (size(block) > 1) {
    ++blocks_[block].first;
    return block;
  }
  const Index next = blocks_[block].after;
  unlink(block);
  return next;
}
TreeTour::Index TreeTour::without_last(Index block) {
  if (size(block) > 1) {
    --blocks_[block].end;
    return block;
  }
  const Index next = blocks_[block].before;
  unlink(block);
  return next;
}

/// The block that ends with `step` then; what came after the block has to be linked again.
TreeTour::Index TreeTour::with_last(Index block, Step step) {
  if (blocks_[block].end == cells_per_block_) {
    const Index next = fresh();
    link(block, next);
    block = next;
  }
  append(block, step);
  return block;
}

void TreeTour::hang(Node top, Node in, Node out, std::int64_t by) {
  // The stretch of `top` is  X a U m V b Y  with X, Y the edge above it and U, V that above `in`.
  // Turned around it is      X m V b a U Y.
  const Step x = down(top), y = up(top), u = down(in);
  const bool turns = in != top;
  split_before(x);
  split_after(y);
  if (turns) split_after(u);
  Index begin = at_[x].block, end = at_[y].block;
  if (turns) begin = without_first(begin), end = without_last(end);
  const Index gap = blocks_[begin].before;
  link(gap, blocks_[end].after);
  blocks_[end].after = nothing;
  for (Index b = begin; b != nothing; b = blocks_[b].after) added_[b] += by;

  Index left = split_after(out);
  const Index right = blocks_[left].after;
  if (!turns) {
    link(left, begin), link(end, right);
    join(end), join(left), join(gap);
    return;
  }
  const Index middle = at_[u].block, second = blocks_[middle].after;
  left = with_last(left, x);
  link(left, second);
  link(end, begin);
  const Index last = with_last(middle, y);
  link(last, right);
  join(last), join(end), join(left), join(gap);
}

}  // namespace masseflyt::matching
