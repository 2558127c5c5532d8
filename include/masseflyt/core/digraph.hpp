// masseflyt/core/digraph.hpp — who is next to whom: an immutable directed graph in rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// Nodes and arcs are the numbers 0, 1, 2, ... What is known about them (length, cost, capacity)
/// lies in columns of the caller, one value per node or arc. Arcs are renumbered once, by tail
/// and then in the order given, so the arcs out of node `v` are neighbours:
/// `first_out()[v]` up to, but not including, `first_out()[v + 1]`.
class Digraph {
 public:
  using Id = std::uint32_t;

  /// Largest number of nodes, and of arcs: LEMON counts in int.
  static constexpr std::size_t max_count = 0x7fff'fffe;

  struct Arc {
    Id tail = 0;
    Id head = 0;
    bool operator==(const Arc&) const = default;
  };

  /// A graph without nodes.
  Digraph() : first_out_(1, 0), first_in_(1, 0) {}

  /// Loops and parallel arcs are kept. Errors: invalid_argument, which names the first arc with
  /// an end that is no node; limit_exceeded. Cost: O(nodes + arcs) time and memory.
  static Result<Digraph> make(Id node_count, std::span<const Arc> arcs);

  std::size_t node_count() const noexcept { return first_out_.size() - 1; }
  std::size_t arc_count() const noexcept { return head_.size(); }

  /// One value per arc.
  std::span<const Id> tail() const noexcept { return tail_; }
  std::span<const Id> head() const noexcept { return head_; }
  std::span<const Id> input() const noexcept { return input_; }  ///< its position in make()

  /// One value per node, and the number of arcs at the end.
  std::span<const Id> first_out() const noexcept { return first_out_; }
  std::span<const Id> first_in() const noexcept { return first_in_; }

  /// The arcs into node `v` stand at `first_in()[v]` up to, not including, `first_in()[v + 1]`.
  std::span<const Id> in_arc() const noexcept { return in_arc_; }

  /// A column in the order of make(), rearranged to one value per arc of this graph.
  template <typename T>
  std::vector<T> by_arc(std::span<const T> by_input) const {
    std::vector<T> column;
    column.reserve(input_.size());
    for (const Id i : input_) column.push_back(by_input[i]);
    return column;
  }

 private:
  std::vector<Id> first_out_, first_in_, in_arc_, tail_, head_, input_;
};

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

namespace detail {

/// Items grouped by a key below `key_count`: group `k` is `item[first[k]] .. item[first[k + 1]]`.
struct Grouping {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> item;
};

/// Counting sort; inside a group the items keep their order.
template <typename KeyOf>
Grouping group(std::size_t item_count, std::size_t key_count, KeyOf&& key_of) {
  Grouping g{std::vector<std::uint32_t>(key_count + 1, 0),
             std::vector<std::uint32_t>(item_count, 0)};
  for (std::size_t i = 0; i < item_count; ++i) ++g.first[key_of(i) + std::size_t{1}];
  std::partial_sum(g.first.begin(), g.first.end(), g.first.begin());
  std::vector<std::uint32_t> next(g.first.begin(), g.first.end() - 1);
  for (std::size_t i = 0; i < item_count; ++i)
    g.item[next[key_of(i)]++] = static_cast<std::uint32_t>(i);
  return g;
}

}  // namespace detail

inline Result<Digraph> Digraph::make(Id node_count, std::span<const Arc> arcs) {
  if (node_count > max_count || arcs.size() > max_count)
    return Error{ErrorCode::limit_exceeded, "a graph holds at most 2^31 - 2 nodes and arcs"};
  for (std::size_t i = 0; i < arcs.size(); ++i)
    if (arcs[i].tail >= node_count || arcs[i].head >= node_count)
      return Error{ErrorCode::invalid_argument,
                   "arc " + std::to_string(i) + " goes from " + std::to_string(arcs[i].tail) +
                       " to " + std::to_string(arcs[i].head) + ", expected nodes below " +
                       std::to_string(node_count)};
  Digraph g;
  auto out = detail::group(arcs.size(), node_count, [&](std::size_t i) { return arcs[i].tail; });
  for (const Id i : out.item) {
    g.tail_.push_back(arcs[i].tail);
    g.head_.push_back(arcs[i].head);
  }
  auto in = detail::group(arcs.size(), node_count, [&](std::size_t a) { return g.head_[a]; });
  g.first_out_ = std::move(out.first), g.input_ = std::move(out.item);
  g.first_in_ = std::move(in.first), g.in_arc_ = std::move(in.item);
  return g;
}

}  // namespace masseflyt
