// Mirrors src/matching/tree_tour.hpp. The oracle keeps parents, and walks over every node.
#include "matching/tree_tour.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace masseflyt::matching {
namespace {

using Node = TreeTour::Node;

struct Naive {
  std::vector<Node> parent;  ///< of the root: itself
  std::vector<std::int64_t> potential;

  bool within(Node v, Node top) const {
    for (; v != top; v = parent[v])
      if (parent[v] == v) return false;
    return true;
  }
  void move(Node top, Node in, Node out, std::int64_t by) {
    for (Node v = 0; v < parent.size(); ++v)
      if (within(v, top)) potential[v] += by;
    Node below = out;
    for (Node v = in;;) {
      const Node above = parent[v];
      parent[v] = below;
      if (v == top) return;
      below = v, v = above;
    }
  }
};

/// Every third node hangs below the one before it, so that some ways up are long.
Naive random_tree(Node nodes, std::mt19937& random) {
  Naive t;
  t.parent.push_back(0);
  for (Node v = 1; v < nodes; ++v)
    t.parent.push_back(v % 3 == 0 ? v - 1 : static_cast<Node>(random() % v));
  for (Node v = 0; v < nodes; ++v) t.potential.push_back(static_cast<std::int64_t>(random() % 999));
  return t;
}

void walk(const Naive& t, TreeTour& tour) {
  std::vector<std::vector<Node>> below(t.parent.size());
  for (Node v = 1; v < t.parent.size(); ++v) below[t.parent[v]].push_back(v);
  struct At {
    Node v;
    std::size_t next;
  };
  tour.clear(static_cast<Node>(t.parent.size()), 0, t.potential[0]);
  std::vector<At> stack{{0, 0}};
  while (!stack.empty()) {
    auto& at = stack.back();
    if (at.next < below[at.v].size()) {
      const Node child = below[at.v][at.next++];
      tour.enter(child, t.potential[child]);
      stack.push_back({child, 0});
    } else {
      if (at.v != 0) tour.leave(at.v);
      stack.pop_back();
    }
  }
}

void expect_same(const Naive& naive, const TreeTour& tour) {
  for (Node v = 0; v < naive.parent.size(); ++v)
    ASSERT_EQ(tour.potential(v), naive.potential[v]) << v;
}

TEST(TreeTour, KnowsWhatEveryNodeHasAfterAnyMoves) {
  for (const Node nodes : {2U, 3U, 10U, 300U, 2000U}) {
    std::mt19937 random(nodes);
    Naive naive = random_tree(nodes, random);
    TreeTour tour;
    walk(naive, tour);
    expect_same(naive, tour);
    for (int k = 0; k < 2000; ++k) {
      const auto top = static_cast<Node>(1 + random() % (nodes - 1));
      const auto far = static_cast<Node>(random() % nodes);
      const Node in = naive.within(far, top) ? far : top;
      const auto out = static_cast<Node>(random() % nodes);
      if (naive.within(out, top)) continue;
      const auto by = static_cast<std::int64_t>(random() % 2001) - 1000;
      tour.move(top, in, out, by, [&](Node v) { return naive.parent[v]; });
      naive.move(top, in, out, by);
      if (nodes < 1000 || k % 20 == 0) expect_same(naive, tour);
      if (testing::Test::HasFatalFailure()) return;
    }
    expect_same(naive, tour);
  }
}

TEST(TreeTour, BeginsAnew) {
  std::mt19937 random(1);
  TreeTour tour;
  for (const Node nodes : {500U, 20U, 900U}) {
    const Naive naive = random_tree(nodes, random);
    walk(naive, tour);
    expect_same(naive, tour);
  }
}

}  // namespace
}  // namespace masseflyt::matching
