#include <masseflyt/matching/open_market.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "network_simplex.hpp"
#include "open_pairs.hpp"

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;
using Money = OpenPairs::Money;
using Prices = std::vector<Money>;

constexpr std::size_t near_pairs = 6;      // per party, to begin with
constexpr std::size_t added_pairs = 4;     // per offer and round
constexpr std::size_t few_parties = 1500;  // below, no coarser market
constexpr std::size_t part_parties = 6;    // of which a coarser market makes one
constexpr std::size_t rough_share = 20;    // of the offers may still find better: rough is enough
constexpr std::size_t rough_rounds = 4;
constexpr std::size_t first_rounds = 2;  // that need not be solved to the end
constexpr Money doubt = 4;  // times the distance between the prices of a party and of its part

struct Pair {
  Index offer, need;
  Money cost;
  std::int64_t kg = 0;
};

/// What a kilogram is worth at both sides, as far as is known.
struct Guess {
  Prices offer, need;
  Money error = 0;
};

/// A market over the same places in which neighbours are one party, to learn prices from.
struct Coarser {
  OpenMarket market;
  std::vector<Index> of_need;  ///< per need: its part
};

class Clearer {
 public:
  Clearer(const OpenMarket& market, const CostSource& costs, const Weights& weights,
          const Control& control)
      : m_(market),
        costs_(costs),
        weights_(weights),
        control_(control),
        pairs_(market, costs, weights) {}

  /// Rough: prices only, and only nearly.
  Result<Clearing> run(bool rough) {
    auto guess = guess_prices();
    if (!guess) return guess.error();
    first_pairs(*guess);
    NetworkSimplex::Start start = first_start(*guess);
    while (true) {
      const auto outcome = solve(start);
      if (!outcome) return outcome.error();
      if (!*outcome) return finish();
      ++best_.rounds;
      const std::size_t found = look_over_all_pairs();
      control_.report("clear", 1.0 / (1.0 + static_cast<double>(found)));
      if (control_.cancelled()) return stopped_by_caller();
      if (found == 0 && solved_) break;
      if (rough && (found * rough_share < m_.offers.size() || best_.rounds >= rough_rounds)) break;
      if (control_.late()) return finish();
      start = {potential_, 1, 0, {}};
    }
    return finish();
  }

 private:
  Index ground() const { return static_cast<Index>(m_.offers.size()); }
  Index node_of_need(Index need) const { return ground() + 1 + need; }
  Index sink() const { return node_of_need(static_cast<Index>(m_.needs.size())); }

  Coarser coarser() const {
    Coarser out;
    out.market.unplaced_nok_t = m_.unplaced_nok_t;
    out.market.places = m_.places;
    for (const auto& part : pairs_.offer_parts(part_parties)) {
      OpenOffer one = m_.offers[heart(m_.offers, part)];
      one.kg = 0;
      for (const Index i : part) {
        one.kg += m_.offers[i].kg;
        one.first = std::min(one.first, m_.offers[i].first);
        one.last = std::max(one.last, m_.offers[i].last);
      }
      out.market.offers.push_back(one);
    }
    out.of_need.resize(m_.needs.size());
    for (const auto& part : pairs_.need_parts(part_parties)) {
      OpenNeed one = m_.needs[heart(m_.needs, part)];
      double bought = 0;
      one.kg = 0;
      for (const Index j : part) {
        out.of_need[j] = static_cast<Index>(out.market.needs.size());
        one.kg += m_.needs[j].kg;
        bought += m_.needs[j].bought_nok_t / static_cast<double>(part.size());
        one.first = std::min(one.first, m_.needs[j].first);
        one.last = std::max(one.last, m_.needs[j].last);
      }
      one.bought_nok_t = bought;
      out.market.needs.push_back(one);
    }
    return out;
  }

  /// The party of a part that lies nearest to the middle of its masses.
  template <typename Party>
  Index heart(const std::vector<Party>& party, const std::vector<Index>& part) const {
    double x = 0, y = 0, all = 0;
    for (const Index i : part) {
      const auto kg = static_cast<double>(party[i].kg) + 1e-3;
      const PlanePoint p = m_.places[party[i].place];
      x += kg * p.x_km, y += kg * p.y_km, all += kg;
    }
    const auto off = [&](Index i) {
      const PlanePoint p = m_.places[party[i].place];
      return std::hypot(p.x_km - x / all, p.y_km - y / all);
    };
    return *std::min_element(part.begin(), part.end(),
                             [&](Index a, Index b) { return off(a) < off(b); });
  }

  /// What a coarser market says: a need is worth what its best part of offers would ask for going
  /// there, and an offer costs what its best need leaves.
  Result<Guess> guess_prices() {
    Guess g;
    g.offer.assign(m_.offers.size(), 0);
    g.need.assign(m_.needs.size(), 0);
    const std::size_t parties = m_.offers.size() + m_.needs.size();
    if (parties < few_parties) return g;
    const Coarser coarse = coarser();
    if (coarse.market.offers.size() + coarse.market.needs.size() > parties / 2) return g;
    auto told = Clearer(coarse.market, costs_, weights_, control_).run(true);
    if (!told) return told.error();
    if (told->status == Status::stopped) return g;
    double off = 0;
    OpenMarket asking = coarse.market;  // coarse offers against the needs themselves
    asking.needs = m_.needs;
    OpenPairs reach(asking, costs_, weights_);
    reach.set_offer_prices(told->offer_price);
    for (Index j = 0; j < m_.needs.size(); ++j) {
      const auto best = reach.offers_for(j, 1);
      g.need[j] = best.empty() ? pairs_.bought(j) : std::min(pairs_.bought(j), best[0].key);
      off += std::abs(static_cast<double>(g.need[j] - told->need_price[coarse.of_need[j]]));
    }
    g.error = doubt * static_cast<Money>(off / static_cast<double>(m_.needs.size() + 1)) + 1;
    return g;
  }

  void first_pairs(Guess& g) {
    const bool blind = g.error == 0;
    pairs_.set_need_prices(g.need);
    for (Index i = 0; i < m_.offers.size(); ++i) {
      const auto best = pairs_.needs_for(i, near_pairs, BoxTree::never);
      for (const auto& f : best) pair_.push_back({i, f.party, f.cost});
      if (!blind)
        g.offer[i] =
            best.empty() ? pairs_.unplaced() : std::min(pairs_.unplaced(), best.front().key);
    }
    pairs_.set_offer_prices(g.offer);
    for (Index j = 0; j < m_.needs.size(); ++j)
      for (const auto& f : pairs_.offers_for(j, near_pairs)) pair_.push_back({f.party, j, f.cost});
    sort_pairs();
    const auto same = [](const Pair& a, const Pair& b) {
      return a.offer == b.offer && a.need == b.need;
    };
    pair_.erase(std::unique(pair_.begin(), pair_.end(), same), pair_.end());
  }

  void sort_pairs() {
    std::sort(pair_.begin(), pair_.end(), [](const Pair& a, const Pair& b) {
      return std::tie(a.offer, a.need) < std::tie(b.offer, b.need);
    });
  }

  /// The pairs that promise most get what there is. What then has no place is left to the simplex.
  NetworkSimplex::Start first_start(const Guess& g) {
    NetworkSimplex::Start start;
    double mean = 0;
    for (const Pair& p : pair_) mean += static_cast<double>(p.cost);
    start.penalty =
        g.error > 0
            ? g.error
            : 1 + static_cast<Money>(std::abs(mean) / 10 / static_cast<double>(pair_.size() + 1));
    if (g.error == 0) return start;
    start.potential.assign(sink() + 1, 0);
    for (Index i = 0; i < m_.offers.size(); ++i) start.potential[i] = -g.offer[i];
    for (Index j = 0; j < m_.needs.size(); ++j) start.potential[node_of_need(j)] = g.need[j];
    return start;
  }

  /// Arcs: the pairs, then unplaced per offer, bought per need, and what was bought for nothing.
  /// False: out of time.
  Result<bool> solve(NetworkSimplex::Start& start) {
    const auto offers = static_cast<Index>(m_.offers.size());
    const auto needs = static_cast<Index>(m_.needs.size());
    std::vector<Digraph::Arc> arcs;
    std::vector<Money> cost;
    const auto add = [&](Index tail, Index head, Money c) {
      arcs.push_back({tail, head});
      cost.push_back(c);
    };
    for (const Pair& p : pair_) add(p.offer, node_of_need(p.need), p.cost);
    for (Index i = 0; i < offers; ++i) add(i, sink(), pairs_.unplaced());
    for (Index j = 0; j < needs; ++j) add(ground(), node_of_need(j), pairs_.bought(j));
    add(ground(), sink(), 0);
    auto graph = Digraph::make(sink() + 1, arcs);
    if (!graph) return graph.error();
    std::vector<std::int64_t> supply(sink() + 1, 0);
    for (Index i = 0; i < offers; ++i) supply[i] = m_.offers[i].kg, supply[sink()] -= supply[i];
    for (Index j = 0; j < needs; ++j)
      supply[node_of_need(j)] = -m_.needs[j].kg, supply[ground()] += m_.needs[j].kg;
    const std::vector<std::int64_t> lower(arcs.size(), 0), upper(arcs.size(), unlimited);
    const auto in_order = graph->by_arc<std::int64_t>(cost);
    if (best_.rounds > 0) {  // the flow that is there; new pairs carry nothing
      std::vector<std::int64_t> kg;
      for (const Pair& p : pair_) kg.push_back(p.kg);
      kg.insert(kg.end(), rest_.begin(), rest_.end());
      start.flow = graph->by_arc<std::int64_t>(kg);
    }
    auto simplex = NetworkSimplex::make({*graph, supply, lower, upper, in_order}, start);
    if (!simplex) return simplex.error();
    const bool roughly = best_.rounds < first_rounds && m_.offers.size() > few_parties;
    const auto outcome = roughly ? simplex->run_roughly(control_) : simplex->run(control_);
    if (!outcome) return outcome.error();
    if (control_.late() && *outcome != NetworkSimplex::Outcome::optimal) return false;
    solved_ = *outcome == NetworkSimplex::Outcome::optimal;
    const auto kg = simplex->flows();
    rest_.assign(arcs.size() - pair_.size(), 0);
    for (std::size_t k = 0; k < kg.size(); ++k) {
      const auto a = graph->input()[k];
      (a < pair_.size() ? pair_[a].kg : rest_[a - pair_.size()]) = kg[k];
    }
    potential_ = simplex->potentials();
    return true;
  }

  /// Adds pairs that would be cheaper than what prices say; how many offers have such. What the
  /// prices prove on the way is kept if it is the most so far.
  std::size_t look_over_all_pairs() {
    Prices offer(m_.offers.size()), need(m_.needs.size());
    Int128 bound = 0;
    for (Index j = 0; j < need.size(); ++j) {
      need[j] = potential_[node_of_need(j)] - potential_[ground()];
      bound += Int128{need[j]} * m_.needs[j].kg;
    }
    pairs_.set_need_prices(need);
    std::size_t found = 0;
    const std::size_t known = pair_.size();
    for (Index i = 0; i < offer.size(); ++i) {
      if (i % 256 == 0 && control_.cancelled()) return 1;
      offer[i] = std::min(pairs_.unplaced(), potential_[sink()] - potential_[i]);
      const auto better = pairs_.needs_for(i, added_pairs, offer[i]);
      for (const auto& f : better) pair_.push_back({i, f.party, f.cost});
      if (!better.empty()) offer[i] = better.front().key, ++found;
      bound += Int128{offer[i]} * m_.offers[i].kg;
    }
    best_.pairs = pair_.size();
    if (best_.rounds == 1 || bound > bound_) {
      bound_ = bound;
      best_.offer_price = std::move(offer), best_.need_price = std::move(need);
    }
    if (pair_.size() > known) sort_pairs();
    return found;
  }

  /// What the pairs carry, whatever is left stays unplaced or is bought.
  Int128 objective() const {
    std::vector<std::int64_t> left, lacks;
    for (const auto& i : m_.offers) left.push_back(i.kg);
    for (const auto& j : m_.needs) lacks.push_back(j.kg);
    Int128 sum = 0;
    for (const Pair& p : pair_) {
      sum += Int128{p.kg} * p.cost;
      left[p.offer] -= p.kg, lacks[p.need] -= p.kg;
    }
    for (const auto kg : left) sum += Int128{kg} * pairs_.unplaced();
    for (Index j = 0; j < lacks.size(); ++j) sum += Int128{lacks[j]} * pairs_.bought(j);
    return sum;
  }

  Result<Clearing> finish() {
    if (best_.rounds == 0) return best_;
    const Int128 total = objective();
    const auto fits = [](Int128 v) {
      return v <= std::numeric_limits<std::int64_t>::max() &&
             v >= std::numeric_limits<std::int64_t>::min();
    };
    if (!fits(total) || !fits(bound_))
      return Error{ErrorCode::limit_exceeded, "the total cost does not fit into 64 bit micro-NOK"};
    best_.objective_micro_nok = static_cast<std::int64_t>(total);
    best_.bound_micro_nok = static_cast<std::int64_t>(bound_);
    best_.status = total == bound_ ? Status::optimal : Status::feasible;
    for (const Pair& p : pair_)
      if (p.kg > 0) best_.trades.push_back({p.offer, p.need, p.kg});
    return std::move(best_);
  }

  const OpenMarket& m_;
  const CostSource& costs_;
  const Weights& weights_;
  const Control& control_;
  OpenPairs pairs_;
  std::vector<Pair> pair_;          ///< by offer, then need
  std::vector<std::int64_t> rest_;  ///< kilograms of the arcs that are no pairs
  std::vector<Money> potential_;    ///< per node, of the last flow
  bool solved_ = false;             ///< the last flow is the best for the pairs that there are
  Int128 bound_ = 0;
  Clearing best_;
};

}  // namespace

Result<Clearing> clear(const OpenMarket& market, const CostSource& costs, const Weights& weights,
                       const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  return Clearer(market, costs, weights, control).run(false);
}

}  // namespace masseflyt::matching
