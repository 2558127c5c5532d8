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

constexpr std::size_t near_pairs = 12;     // per party, to begin with
constexpr std::size_t enough_pairs = 8;    // a need that offers asked for so often asks for none
constexpr std::size_t added_pairs = 4;     // per offer and round
constexpr std::size_t few_parties = 1500;  // below, no coarser market
constexpr std::size_t part_parties = 6;    // of which a coarser market makes one
constexpr std::size_t rough_share = 20;    // of the offers may still find better: rough is enough
constexpr std::size_t rough_rounds = 4;
constexpr Money doubt = 32;  // times the distance between the prices of a party and of its part
constexpr std::int64_t longer_wait = 4;  // times as dear, when no pair pays for what waits

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
    guessed_ = guess->error > 0;
    first_pairs(*guess);
    if (auto done = set_up(first_start(*guess)); !done) return done.error();
    arcs_ = graph_.arc_count();
    while (true) {
      const auto outcome = solve();
      if (!outcome) return outcome.error();
      if (!*outcome) return finish();
      ++best_.rounds;
      tell_need_prices();
      const std::size_t found = look_over_all_pairs();
      control_.report("clear", 1.0 / (1.0 + static_cast<double>(found)));
      if (control_.cancelled()) return stopped_by_caller();
      if (found == 0 && solved_ && !(waits_ && simplex_->raise_penalties(longer_wait))) break;
      if (rough && (found * rough_share < m_.offers.size() || best_.rounds >= rough_rounds)) break;
      if (control_.late()) return finish();
      if (auto done = add_new_pairs(); !done) return done.error();
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
    double x = 0, y = 0, z = 0, all = 0;
    for (const Index i : part) {
      const auto kg = static_cast<double>(party[i].kg) + 1e-3;
      const SpacePoint& p = pairs_.points()[party[i].place];
      x += kg * p.x_km, y += kg * p.y_km, z += kg * p.z_km, all += kg;
    }
    const SpacePoint middle{x / all, y / all, z / all};
    const auto off = [&](Index i) { return straight_km(pairs_.points()[party[i].place], middle); };
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
    std::vector<OpenPairs::Found> best;
    for (Index j = 0; j < m_.needs.size(); ++j) {
      reach.offers_for(j, 1, best);
      g.need[j] = best.empty() ? pairs_.bought(j) : std::min(pairs_.bought(j), best[0].key);
      off += std::abs(static_cast<double>(g.need[j] - told->need_price[coarse.of_need[j]]));
    }
    g.error = doubt * static_cast<Money>(off / static_cast<double>(m_.needs.size() + 1)) + 1;
    return g;
  }

  void first_pairs(Guess& g) {
    const bool blind = g.error == 0;
    met_.resize(m_.offers.size());
    pairs_.set_need_prices(g.need);
    std::vector<OpenPairs::Found> best;
    for (Index i = 0; i < m_.offers.size(); ++i) {
      pairs_.needs_for(i, near_pairs, BoxTree::never, best);
      for (const auto& f : best) meet(i, f.party, f.cost);
      if (!blind)
        g.offer[i] =
            best.empty() ? pairs_.unplaced() : std::min(pairs_.unplaced(), best.front().key);
    }
    pairs_.set_offer_prices(g.offer);
    std::vector<std::size_t> met_by(m_.needs.size(), 0);
    for (const Pair& p : pair_) ++met_by[p.need];
    for (Index j = 0; j < m_.needs.size(); ++j) {
      if (met_by[j] >= enough_pairs) continue;
      pairs_.offers_for(j, near_pairs, best);
      for (const auto& f : best) meet(f.party, j, f.cost);
    }
    sort_pairs();
  }

  /// A new pair, unless it is known: a flow that is not the best yet leaves some that would pay.
  void meet(Index offer, Index need, Money cost) {
    auto& met = met_[offer];
    if (std::find(met.begin(), met.end(), need) != met.end()) return;
    met.push_back(need);
    pair_.push_back({offer, need, cost});
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
  Result<void> set_up(const NetworkSimplex::Start& start) {
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
    graph_ = std::move(*graph);
    arc_of_.resize(pair_.size());
    for (Digraph::Id k = 0; k < graph_.arc_count(); ++k)
      if (graph_.input()[k] < pair_.size()) arc_of_[graph_.input()[k]] = k;
    supply_.assign(sink() + 1, 0);
    for (Index i = 0; i < offers; ++i) supply_[i] = m_.offers[i].kg, supply_[sink()] -= supply_[i];
    for (Index j = 0; j < needs; ++j)
      supply_[node_of_need(j)] = -m_.needs[j].kg, supply_[ground()] += m_.needs[j].kg;
    lower_.assign(arcs.size(), 0);
    upper_.assign(arcs.size(), unlimited);
    cost_ = graph_.by_arc<std::int64_t>(cost);
    auto simplex = NetworkSimplex::make({graph_, supply_, lower_, upper_, cost_}, start);
    if (!simplex) return simplex.error();
    simplex_.emplace(std::move(*simplex));
    return {};
  }

  /// The pairs that the flow does not know yet.
  Result<void> add_new_pairs() {
    std::vector<Digraph::Arc> arcs;
    std::vector<Money> cost;
    for (std::size_t k = arc_of_.size(); k < pair_.size(); ++k) {
      arcs.push_back({pair_[k].offer, node_of_need(pair_[k].need)});
      cost.push_back(pair_[k].cost);
      arc_of_.push_back(static_cast<Digraph::Id>(arcs_));
      ++arcs_;
    }
    const std::vector<std::int64_t> upper(arcs.size(), unlimited);
    return simplex_->add(arcs, upper, cost);
  }

  /// False: out of time. Where prices were guessed, what near pairs cannot place waits at a price a
  /// little above the guess for pairs to come. If it went over "unplaced" and "bought" at once,
  /// which may cost a thousand hauls, the prices of all would jump.
  Result<bool> solve() {
    const auto outcome = guessed_ ? simplex_->run_waiting(control_) : simplex_->run(control_);
    if (!outcome) return outcome.error();
    if (control_.late() && *outcome == NetworkSimplex::Outcome::stopped) return false;
    solved_ = *outcome != NetworkSimplex::Outcome::stopped;
    waits_ = *outcome == NetworkSimplex::Outcome::infeasible;
    const auto kg = simplex_->flows();
    for (std::size_t k = 0; k < pair_.size(); ++k) pair_[k].kg = kg[arc_of_[k]];
    if (!solved_ || waits_) cut_to_what_there_is();
    potential_ = simplex_->potentials();
    return true;
  }

  /// A flow that is not finished may still send more than an offer has or a need wants; a plan may
  /// not. What is cut stays unplaced and is bought.
  void cut_to_what_there_is() {
    std::vector<std::int64_t> left, lacks;
    for (const auto& i : m_.offers) left.push_back(i.kg);
    for (const auto& j : m_.needs) lacks.push_back(j.kg);
    for (Pair& p : pair_) {
      p.kg = std::min({p.kg, left[p.offer], lacks[p.need]});
      left[p.offer] -= p.kg, lacks[p.need] -= p.kg;
    }
  }

  /// Adds pairs that would be cheaper than what prices say; how many offers have such. What the
  /// prices prove on the way is kept if it is the most so far.
  std::size_t look_over_all_pairs() {
    Prices offer(m_.offers.size());
    Int128 bound = 0;
    for (Index j = 0; j < need_.size(); ++j) bound += Int128{need_[j]} * m_.needs[j].kg;
    std::size_t found = 0;
    std::vector<OpenPairs::Found> better;
    for (Index i = 0; i < offer.size(); ++i) {
      if (i % 256 == 0 && control_.cancelled()) return 1;
      offer[i] = std::min(pairs_.unplaced(), potential_[sink()] - potential_[i]);
      pairs_.needs_for(i, added_pairs, offer[i], better);
      for (const auto& f : better) meet(i, f.party, f.cost);
      if (!better.empty()) offer[i] = better.front().key, ++found;
      bound += Int128{offer[i]} * m_.offers[i].kg;
    }
    best_.pairs = pair_.size();
    if (best_.rounds == 1 || bound > bound_) {
      bound_ = bound;
      best_.offer_price = std::move(offer), best_.need_price = need_;
    }
    return found;
  }

  /// A flow that is not finished may ask more than what is bought costs: no bound stands on
  /// that.
  void tell_need_prices() {
    need_.resize(m_.needs.size());
    for (Index j = 0; j < need_.size(); ++j)
      need_[j] = std::min(pairs_.bought(j), potential_[node_of_need(j)] - potential_[ground()]);
    pairs_.set_need_prices(need_);
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
    sort_pairs();
    for (const Pair& p : pair_)
      if (p.kg > 0) best_.trades.push_back({p.offer, p.need, p.kg});
    return std::move(best_);
  }

  const OpenMarket& m_;
  const CostSource& costs_;
  const Weights& weights_;
  const Control& control_;
  OpenPairs pairs_;
  std::vector<std::vector<Index>> met_;  ///< per offer: needs it has a pair with
  std::vector<Pair> pair_;               ///< in the order in which they were found
  std::vector<Digraph::Id> arc_of_;      ///< per pair that the flow knows
  std::size_t arcs_ = 0;                 ///< of the flow
  Digraph graph_;  ///< of the first pairs, which the simplex borrows as well as
  std::vector<std::int64_t> supply_, lower_, upper_, cost_;  ///< its columns
  std::optional<NetworkSimplex> simplex_;
  std::vector<Money> potential_;  ///< per node, of the last flow
  bool guessed_ = false;          ///< a coarser market told prices
  bool solved_ = false;           ///< the last flow is the best for the pairs that there are
  bool waits_ = false;            ///< but not all of it has a place yet
  Prices need_;
  Int128 bound_ = 0;
  Clearing best_;
};

/// Where the market names no places, the cost source has to tell where they lie.
Result<void> places_known(const OpenMarket& m, const CostSource& costs) {
  if (!m.places.empty()) return {};
  const std::size_t known = costs.points().size();
  const auto missing = [&](const char* table, std::size_t row) {
    return Error{ErrorCode::invalid_argument,
                 "the market names no places and the cost source knows where " +
                     std::to_string(known) + " lie, not this one",
                 std::string("/") + table + "/" + std::to_string(row) + "/place"};
  };
  for (std::size_t i = 0; i < m.offers.size(); ++i)
    if (m.offers[i].place >= known) return missing("offers", i);
  for (std::size_t j = 0; j < m.needs.size(); ++j)
    if (m.needs[j].place >= known) return missing("needs", j);
  return {};
}

}  // namespace

Result<Clearing> clear(const OpenMarket& market, const CostSource& costs, const Weights& weights,
                       const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  if (auto known = places_known(market, costs); !known) return known.error();
  return Clearer(market, costs, weights, control).run(false);
}

}  // namespace masseflyt::matching
