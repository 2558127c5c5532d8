#include "auction.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <vector>

namespace masseflyt::matching {
namespace {

using Problem = NetworkSimplex::Problem;
using Start = NetworkSimplex::Start;
using Node = Digraph::Id;
using Money = std::int64_t;

constexpr Money step_first = 4;    // the dearest arc, over this, is the first step
constexpr Money step_shrinks = 5;  // from round to round
constexpr Money never = std::numeric_limits<Money>::max();
constexpr Money price_most = never / 8;
constexpr Money no_choice = never / 4;
constexpr Money nobody_takes = never / 2;  // the price of who takes nothing
/// Bids per giver in one round, where all volumes are the same: with random costs there are about
/// five, and where neighbours outbid each other by little, hundreds.
constexpr double patience_equal = 20;
/// Bids per giver in one round, per root of the nodes: beyond, the simplex is quicker; and beyond
/// that, the round was for nothing.
constexpr double long_round = 0.3, hopeless_round = 3;

/// Every arc leads from a giver straight to a taker and has room for all that either has.
bool fits(const Problem& p) {
  for (std::size_t a = 0; a < p.cost.size(); ++a) {
    const std::int64_t gives = p.supply[p.graph.tail()[a]], takes = -p.supply[p.graph.head()[a]];
    if (gives < 0 || takes < 0 || p.lower[a] != 0 || p.upper[a] < std::min(gives, takes))
      return false;
  }
  for (Node v = 0; v < p.supply.size(); ++v) {
    const auto out = p.graph.first_out(), in = p.graph.first_in();
    const bool gives = out[v] != out[v + 1], takes = in[v] != in[v + 1];
    if ((gives && takes) || (p.supply[v] > 0 && !gives) || (p.supply[v] < 0 && !takes))
      return false;
  }
  return true;
}

class Auction {
 public:
  Auction(const Problem& p, const Control& control)
      : p_(p),
        control_(control),
        price_(p.supply.size(), 0),
        floor_(price_),
        room_(price_),
        left_(price_),
        taken_(p.supply.size()) {
    for (const auto c : p.cost) dearest_ = std::max(dearest_, std::abs(c));
    for (Node v = 0; v < p.supply.size(); ++v)
      if (p.supply[v] > 0)
        givers_.push_back(v);
      else if (p.supply[v] == 0)
        price_[v] = nobody_takes;
    const auto givers = static_cast<double>(givers_.size());
    per_root_ = givers * std::sqrt(static_cast<double>(p.supply.size()));
    equal_ = equal_volumes(p);
    patience_ =
        static_cast<std::uint64_t>(equal_ ? patience_equal * givers : hopeless_round * per_root_);
    while (scale_ < 2 * static_cast<Money>(p.supply.size() + 1)) scale_ *= 2;
  }

  Start run() {
    if (givers_.empty() || dearest_ > price_most / scale_ / 8) return {};
    Money step = std::max<Money>(1, dearest_ * scale_ / step_first);
    while (true) {
      const auto bids = round(step);
      if (bids == gave_up) return {};
      if (step == 1) return exact();
      if (!equal_ && static_cast<double>(bids) > long_round * per_root_) return rough(step);
      step = std::max<Money>(1, step / step_shrinks);
    }
  }

 private:
  struct Taken {
    Money price;
    std::int64_t kg;
    std::uint32_t arc;
    bool operator<(const Taken& o) const {  // the cheapest is on top of a heap
      return price != o.price ? price > o.price : arc > o.arc;
    }
  };
  struct Choice {
    std::uint32_t arc;
    Money best, second;
  };
  static constexpr std::uint64_t gave_up = ~std::uint64_t{0};

  /// Everybody bids anew, at the prices of the last round.
  std::uint64_t round(Money step) {
    std::uint64_t bids = 0;
    floor_ = price_;
    waiting_.assign(givers_.rbegin(), givers_.rend());
    for (Node v = 0; v < p_.supply.size(); ++v) {
      taken_[v].clear();
      room_[v] = std::max<std::int64_t>(0, -p_.supply[v]);
      left_[v] = std::max<std::int64_t>(0, p_.supply[v]);
    }
    while (!waiting_.empty()) {
      const Node giver = waiting_.back();
      waiting_.pop_back();
      while (left_[giver] > 0) {
        if (++bids > patience_) return gave_up;
        if (bids % 4096 == 0 && (control_.cancelled() || control_.late())) return gave_up;
        if (!bid(giver, step)) return gave_up;
      }
    }
    return bids;
  }

  Choice look(Node giver) const {
    Choice c{0, no_choice, no_choice};
    const Node* const head = p_.graph.head().data();
    const Money* const cost = p_.cost.data();
    const Money* const price = price_.data();
    const auto end = p_.graph.first_out()[giver + 1];
    for (auto a = p_.graph.first_out()[giver]; a < end; ++a) {
      const Money asks = cost[a] * scale_ + price[head[a]];
      if (asks < c.best)
        c.second = c.best, c.best = asks, c.arc = a;
      else if (asks < c.second)
        c.second = asks;
    }
    return c;
  }

  /// Offers the cheapest taker what makes it as dear as the second cheapest, and a step more.
  /// False: prices run away.
  bool bid(Node giver, Money step) {
    const Choice c = look(giver);
    if (c.best == no_choice) return false;
    const Node taker = p_.graph.head()[c.arc];
    const Money lead = c.second == no_choice ? dearest_ * scale_ : c.second - c.best;
    const Money price = price_[taker] + lead + step;
    if (price > price_most) return false;
    auto& taken = taken_[taker];
    std::int64_t kg = std::min(left_[giver], room_[taker]);
    if (kg > 0) {
      room_[taker] -= kg;
    } else {
      Taken& cheapest = taken.front();
      const Node loser = p_.graph.tail()[cheapest.arc];
      if (loser == giver) {  // it stands in its own way
        Taken own = cheapest;
        std::pop_heap(taken.begin(), taken.end());
        own.price = price;
        taken.back() = own;
        std::push_heap(taken.begin(), taken.end());
        price_[taker] = taken.front().price;
        return true;
      }
      kg = std::min(left_[giver], cheapest.kg);
      if (left_[loser] == 0) waiting_.push_back(loser);
      left_[loser] += kg;
      cheapest.kg -= kg;
      if (cheapest.kg == 0) {
        std::pop_heap(taken.begin(), taken.end());
        taken.pop_back();
      }
    }
    left_[giver] -= kg;
    taken.push_back({price, kg, c.arc});
    std::push_heap(taken.begin(), taken.end());
    price_[taker] = room_[taker] > 0 ? floor_[taker] : taken.front().price;
    return true;
  }

  /// Prices in the unit of the costs: `cut` is where a unit begins.
  Start in_units(Money cut) const {
    Start out;
    const auto whole = [&](Money price) {
      const Money at = price - cut;
      return at >= 0 ? at / scale_ : -((-at + scale_ - 1) / scale_);
    };
    out.potential.assign(p_.supply.size(), 0);
    for (Node v = 0; v < p_.supply.size(); ++v)
      if (p_.supply[v] < 0) out.potential[v] = -whole(price_[v]);
    for (const Node v : givers_) out.potential[v] = -whole(look(v).best);
    out.flow.assign(p_.cost.size(), 0);
    for (const auto& taken : taken_)
      for (const Taken& t : taken) out.flow[t.arc] += t.kg;
    return out;
  }

  Start rough(Money step) const {
    Start out = in_units(0);
    out.penalty = step / scale_ + 1;
    return out;
  }

  /// A step of 1 leaves prices wrong by at most 1 along an arc that is used, of `scale_` that make
  /// a unit. All prices but for whole units lie on a circle of `scale_` points, more than twice as
  /// many as nodes: two neighbours are further apart than 1, and cutting there, no arc is cut.
  Start exact() const {
    std::vector<Money> on_circle;
    for (Node v = 0; v < p_.supply.size(); ++v) {
      const Money at = p_.supply[v] < 0 ? price_[v] : p_.supply[v] > 0 ? look(v).best : 0;
      if (p_.supply[v] != 0) on_circle.push_back(((at % scale_) + scale_) % scale_);
    }
    std::sort(on_circle.begin(), on_circle.end());
    Money cut = on_circle.front();
    Money widest = on_circle.front() + scale_ - on_circle.back();
    for (std::size_t i = 1; i < on_circle.size(); ++i)
      if (on_circle[i] - on_circle[i - 1] > widest)
        widest = on_circle[i] - on_circle[i - 1], cut = on_circle[i];
    Start out = in_units(cut);
    out.penalty = 1;
    return out;
  }

  const Problem& p_;
  const Control& control_;
  Money scale_ = 1, dearest_ = 0;
  double per_root_ = 0;
  bool equal_ = false;
  std::uint64_t patience_ = 0;             ///< bids in one round
  std::vector<Money> price_, floor_;       ///< per taker
  std::vector<std::int64_t> room_, left_;  ///< per taker, per giver
  std::vector<std::vector<Taken>> taken_;  ///< per taker, a heap
  std::vector<Node> givers_, waiting_;
};

}  // namespace

bool equal_volumes(const Problem& p) {
  std::int64_t gives = 0, takes = 0;
  for (const auto kg : p.supply) {
    std::int64_t& usual = kg > 0 ? gives : takes;
    if (usual == 0) usual = kg;
    if (kg != 0 && kg != usual) return false;
  }
  return true;
}

Start auction_start(const Problem& p, const Control& control) {
  return fits(p) ? Auction(p, control).run() : Start();
}

}  // namespace masseflyt::matching
