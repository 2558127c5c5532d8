// lemon_digraph.hpp — a masseflyt::Digraph as LEMON's algorithms want to see one.
//
// The graphs that come with LEMON 1.3.1 do not compile as C++20: their ArrayMap calls
// std::allocator::construct, which is gone. This view has maps of its own and borrows the graph.
// Algorithms that build a LEMON graph inside themselves (CostScaling, CycleCanceling) stay out of
// reach. Nothing else in the tree includes a LEMON graph, and no installed header includes LEMON.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <lemon/core.h>

#include <masseflyt/core/digraph.hpp>

namespace masseflyt::detail {

/// Names and signatures are those of lemon::concepts::Digraph. Walks go upwards by number.
class LemonDigraph {
  /// A number, or -1 for lemon::INVALID. `Kind` keeps nodes and arcs apart.
  template <typename Kind>
  class Item {
   public:
    Item() = default;
    Item(lemon::Invalid) {}
    explicit Item(int id) : id_(id) {}
    friend bool operator==(Item a, Item b) { return a.id_ == b.id_; }
    friend bool operator!=(Item a, Item b) { return a.id_ != b.id_; }
    friend bool operator<(Item a, Item b) { return a.id_ < b.id_; }

   private:
    friend class LemonDigraph;
    int id_ = -1;
  };

  /// Walks from what `First` finds, by `Next`, until INVALID.
  template <typename Base, auto First, auto Next>
  class Walk : public Base {
   public:
    Walk() = default;
    Walk(lemon::Invalid) {}
    template <typename... Around>
    explicit Walk(const LemonDigraph& g, Around... around) : graph_(&g) {
      (g.*First)(*this, around...);
    }
    Walk(const LemonDigraph& g, Base from) : Base(from), graph_(&g) {}
    Walk& operator++() { return (graph_->*Next)(*this), *this; }

   private:
    const LemonDigraph* graph_ = nullptr;
  };

 public:
  using Node = Item<struct NodeKind>;
  using Arc = Item<struct ArcKind>;
  using NodeNumTag = lemon::True;
  using ArcNumTag = lemon::True;

  /// `graph` is borrowed and must outlive the view. Cost: O(arcs) time and memory.
  explicit LemonDigraph(const Digraph& graph) : graph_(&graph), next_in_(graph.arc_count(), -1) {
    const auto in = graph.in_arc();
    for (std::size_t i = 1; i < in.size(); ++i)
      if (graph.head()[in[i]] == graph.head()[in[i - 1]])
        next_in_[in[i - 1]] = static_cast<int>(in[i]);
  }
  LemonDigraph(const LemonDigraph&) = delete;  // algorithms keep a reference to their graph
  LemonDigraph& operator=(const LemonDigraph&) = delete;

  int nodeNum() const { return static_cast<int>(graph_->node_count()); }
  int arcNum() const { return static_cast<int>(graph_->arc_count()); }
  int maxNodeId() const { return nodeNum() - 1; }
  int maxArcId() const { return arcNum() - 1; }

  static int id(Node v) { return v.id_; }
  static int id(Arc a) { return a.id_; }
  static Node nodeFromId(int id) { return Node(id); }
  static Arc arcFromId(int id) { return Arc(id); }

  Node source(Arc a) const { return Node(at(graph_->tail(), a.id_)); }
  Node target(Arc a) const { return Node(at(graph_->head(), a.id_)); }
  Node oppositeNode(Node v, Arc a) const { return v == source(a) ? target(a) : source(a); }

  void first(Node& v) const { v.id_ = nodeNum() > 0 ? 0 : -1; }
  void next(Node& v) const { v.id_ = v.id_ < maxNodeId() ? v.id_ + 1 : -1; }
  void first(Arc& a) const { a.id_ = arcNum() > 0 ? 0 : -1; }
  void next(Arc& a) const { a.id_ = a.id_ < maxArcId() ? a.id_ + 1 : -1; }

  void firstOut(Arc& a, Node v) const { a.id_ = at(graph_->first_out(), v.id_), end_out(a, v); }
  void nextOut(Arc& a) const {
    const Node v = source(a);
    ++a.id_, end_out(a, v);
  }
  void firstIn(Arc& a, Node v) const {
    const int slot = at(graph_->first_in(), v.id_);
    a.id_ = slot < at(graph_->first_in(), v.id_ + 1) ? at(graph_->in_arc(), slot) : -1;
  }
  void nextIn(Arc& a) const { a.id_ = next_in_[static_cast<std::size_t>(a.id_)]; }

  // `first` and `next` are overloaded; a member pointer needs them told apart.
  void firstNode(Node& v) const { first(v); }
  void nextNode(Node& v) const { next(v); }
  void firstArc(Arc& a) const { first(a); }
  void nextArc(Arc& a) const { next(a); }
  using NodeIt = Walk<Node, &LemonDigraph::firstNode, &LemonDigraph::nextNode>;
  using ArcIt = Walk<Arc, &LemonDigraph::firstArc, &LemonDigraph::nextArc>;
  using OutArcIt = Walk<Arc, &LemonDigraph::firstOut, &LemonDigraph::nextOut>;
  using InArcIt = Walk<Arc, &LemonDigraph::firstIn, &LemonDigraph::nextIn>;

  Node baseNode(const OutArcIt& a) const { return source(a); }
  Node runningNode(const OutArcIt& a) const { return target(a); }
  Node baseNode(const InArcIt& a) const { return target(a); }
  Node runningNode(const InArcIt& a) const { return source(a); }

  /// One value per node or arc. The graph never changes, so neither does the length.
  template <typename K, typename V>
  class Map {
   public:
    using Key = K;
    using Value = V;
    using Reference = typename std::vector<V>::reference;
    using ConstReference = typename std::vector<V>::const_reference;
    using ReferenceMapTag = lemon::True;

    explicit Map(const LemonDigraph& g, const V& value = V()) : value_(g.count(K()), value) {}
    Reference operator[](K k) { return value_[static_cast<std::size_t>(id(k))]; }
    ConstReference operator[](K k) const { return value_[static_cast<std::size_t>(id(k))]; }
    void set(K k, const V& value) { value_[static_cast<std::size_t>(id(k))] = value; }

   private:
    std::vector<V> value_;
  };
  template <typename V>
  using NodeMap = Map<Node, V>;
  template <typename V>
  using ArcMap = Map<Arc, V>;

 private:
  static int at(std::span<const Digraph::Id> column, int i) {
    return static_cast<int>(column[static_cast<std::size_t>(i)]);
  }
  std::size_t count(Node) const { return graph_->node_count(); }
  std::size_t count(Arc) const { return graph_->arc_count(); }
  void end_out(Arc& a, Node v) const {
    if (a.id_ == at(graph_->first_out(), v.id_ + 1)) a.id_ = -1;
  }

  const Digraph* graph_;
  std::vector<int> next_in_;  ///< per arc, the next one into the same node
};

}  // namespace masseflyt::detail
