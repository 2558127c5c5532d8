#include "cut_short.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace masseflyt::matching {
namespace {

using Node = Digraph::Id;
using Column = std::vector<std::int64_t>;

class Mending {
 public:
  Mending(const FlowModel& model, const NetworkSimplex::Problem& problem, Column flow,
          Column potential)
      : p_(problem),
        sink_(model.sink),
        ground_(model.ground),
        flow_(std::move(flow)),
        worth_(std::move(potential)) {
    for (const auto kg : p_.supply) all_ += std::max<std::int64_t>(0, kg);
  }

  std::optional<CutShort> run() {
    if (!sort()) return std::nullopt;
    const Column given = flow_;
    if (!balance()) {  // more is bought than there is: buy anew
      flow_ = given;
      for (Node a = begin_of(ground_); a < end_of(ground_); ++a) flow_[a] = p_.lower[a];
      if (!balance()) return std::nullopt;
    }
    level();
    return answer();
  }

 private:
  std::span<const Digraph::Id> into(Node v) const {
    const auto first = p_.graph.first_in();
    return p_.graph.in_arc().subspan(first[v], first[v + 1] - first[v]);
  }
  Node begin_of(Node v) const { return p_.graph.first_out()[v]; }
  Node end_of(Node v) const { return p_.graph.first_out()[v + 1]; }
  Node tail(Node arc) const { return p_.graph.tail()[arc]; }
  Node head(Node arc) const { return p_.graph.head()[arc]; }
  std::int64_t room(Node arc) const { return p_.upper[arc] - flow_[arc]; }
  /// It never holds anything back.
  bool takes_everything(Node arc) const {
    const std::int64_t there = p_.supply[tail(arc)];
    return p_.upper[arc] >= (into(tail(arc)).empty() ? std::min(all_, there) : all_);
  }

  /// Every node after those that lead to it. False: there is a circle.
  bool sort() {
    const std::size_t n = p_.graph.node_count();
    std::vector<Node> waits(n);
    for (Node v = 0; v < n; ++v) {
      waits[v] = static_cast<Node>(into(v).size());
      if (waits[v] == 0) order_.push_back(v);
    }
    for (std::size_t k = 0; k < order_.size(); ++k)
      for (Node a = begin_of(order_[k]); a < end_of(order_[k]); ++a)
        if (--waits[head(a)] == 0) order_.push_back(head(a));
    return order_.size() == n;
  }

  bool balance() {
    count_excess();
    for (const Node v : order_) send_less(v);
    for (auto v = order_.rbegin(); v != order_.rend(); ++v) take_back(*v);
    for (const Node v : order_) place(v);
    return std::all_of(excess_.begin(), excess_.end(), [](std::int64_t kg) { return kg == 0; });
  }

  void count_excess() {
    excess_.assign(p_.supply.begin(), p_.supply.end());
    for (Node a = 0; a < flow_.size(); ++a) {
      excess_[tail(a)] -= flow_[a];
      excess_[head(a)] += flow_[a];
    }
  }

  void move(Node arc, std::int64_t kg) {
    flow_[arc] += kg;
    excess_[tail(arc)] -= kg;
    excess_[head(arc)] += kg;
  }

  void send_less(Node v) {
    if (v == sink_) return;
    for (Node a = begin_of(v); a < end_of(v) && excess_[v] < 0; ++a)
      move(a, -std::min(-excess_[v], flow_[a] - p_.lower[a]));
    if (excess_[v] < 0) buy(v);
  }

  /// From the ground, or from a quarry: a node that nothing else leads to.
  void buy(Node v) {
    struct Offer {
      std::int64_t cost;
      Node arc, before;  ///< the one that leads to the quarry; arc: there is none
    };
    std::vector<Offer> offers;
    for (const Node a : into(v)) {
      const Node from = tail(a);
      if (from == ground_) offers.push_back({p_.cost[a], a, a});
      if (into(from).size() == 1 && tail(into(from).front()) == ground_)
        offers.push_back({p_.cost[a] + p_.cost[into(from).front()], a, into(from).front()});
    }
    std::stable_sort(offers.begin(), offers.end(),
                     [](const Offer& a, const Offer& b) { return a.cost < b.cost; });
    for (const Offer& o : offers) {
      const std::int64_t kg = std::min({-excess_[v], room(o.arc), room(o.before)});
      if (kg <= 0) continue;
      move(o.arc, kg);
      if (o.before != o.arc) move(o.before, kg);
    }
  }

  void take_back(Node v) {
    if (v == sink_) return;
    for (const Node a : into(v)) {
      if (excess_[v] <= 0) break;
      move(a, -std::min(excess_[v], flow_[a] - p_.lower[a]));
    }
  }

  /// Where the only way on leads; `on` is called with each arc.
  template <typename On>
  Node follow(Node v, const On& on) const {
    while (v != sink_ && end_of(v) - begin_of(v) == 1) {
      on(begin_of(v));
      v = head(begin_of(v));
    }
    return v;
  }

  void place(Node v) {
    if (excess_[v] <= 0 || v == sink_) return;
    std::vector<Node> ways;
    for (Node a = begin_of(v); a < end_of(v); ++a) ways.push_back(a);
    std::stable_sort(ways.begin(), ways.end(),
                     [&](Node a, Node b) { return p_.cost[a] < p_.cost[b]; });
    for (const Node a : ways) {
      std::int64_t kg = std::min(excess_[v], room(a));
      if (follow(head(a), [&](Node on) { kg = std::min(kg, room(on)); }) != sink_) continue;
      if (kg <= 0) continue;
      move(a, kg);
      follow(head(a), [&](Node on) { move(on, kg); });
    }
  }

  /// From potentials to what a kilogram costs from a node on; no arc that takes everything is
  /// cheaper than that, and none of the ground, where a kilogram costs nothing, earns.
  void level() {
    constexpr std::int64_t nothing = std::numeric_limits<std::int64_t>::min() / 4;
    const std::int64_t there = worth_[sink_];
    for (auto& w : worth_) w = there - w;
    Column least(worth_.size(), nothing);
    worth_[ground_] = least[ground_] = worth_[sink_] = least[sink_] = 0;
    for (const Node v : order_)
      for (Node a = begin_of(v); a < end_of(v) && least[v] != nothing; ++a)
        if (head(a) != sink_ && takes_everything(a))
          least[head(a)] = std::max(least[head(a)], least[v] - p_.cost[a]);
    for (auto v = order_.rbegin(); v != order_.rend(); ++v) {
      if (*v == sink_ || *v == ground_) continue;
      std::int64_t w = std::max(worth_[*v], least[*v]);
      const bool supplies = into(*v).empty();
      if (supplies) w = std::numeric_limits<std::int64_t>::max();
      for (Node a = begin_of(*v); a < end_of(*v); ++a)
        if (takes_everything(a)) w = std::min(w, p_.cost[a] + worth_[head(a)]);
      if (!supplies || begin_of(*v) != end_of(*v)) worth_[*v] = w;
    }
  }

  CutShort answer() {
    CutShort out;
    for (Node v = 0; v < worth_.size(); ++v) out.bound += Int128{p_.supply[v]} * worth_[v];
    for (Node a = 0; a < flow_.size(); ++a) {
      const Int128 loss = Int128{p_.cost[a]} + worth_[head(a)] - worth_[tail(a)];
      out.bound += loss * (loss > 0 ? p_.lower[a] : p_.upper[a]);
      out.cost += Int128{p_.cost[a]} * flow_[a];
    }
    for (const auto w : worth_) out.potential.push_back(-w);
    out.flow = std::move(flow_);
    return out;
  }

  const NetworkSimplex::Problem& p_;
  const Node sink_, ground_;
  Column flow_, worth_;
  std::int64_t all_ = 0;
  std::vector<Node> order_;
  Column excess_;
};

}  // namespace

std::optional<CutShort> cut_short(const FlowModel& model, const NetworkSimplex::Problem& problem,
                                  std::vector<std::int64_t> flow,
                                  std::vector<std::int64_t> potential) {
  return Mending(model, problem, std::move(flow), std::move(potential)).run();
}

}  // namespace masseflyt::matching
