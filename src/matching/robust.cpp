#include <masseflyt/matching/robust.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

#include "future_market.hpp"

namespace masseflyt::matching {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Error wrong(std::string what) { return {ErrorCode::invalid_argument, std::move(what)}; }

/// A decision and what it costs in each future.
struct Candidate {
  NowKg now;
  std::vector<std::int64_t> cost;
};

class Rounds {
 public:
  Rounds(std::vector<FutureMarket> futures, std::vector<double> probability,
         const RobustOptions& options)
      : futures_(std::move(futures)), p_(std::move(probability)), options_(options) {}

  /// The plans of each future alone: what having known would cost, and the first candidates.
  Result<void> begin() {
    std::vector<NowKg> alone;
    for (const auto& f : futures_) {
      NowKg decided;
      auto plan = f.priced({}, decided, options_.control);
      if (auto fault = check(plan)) return *fault;
      best_.push_back(plan->objective_micro_nok);
      alone.push_back(std::move(decided));
    }
    weight_ = p_;
    price_.assign(futures_.size(), {});
    bound_ = options_.aim == Aim::expected ? mean(best_) : 0;
    for (const auto& now : alone)
      if (auto tried = attempt(now); !tried) return tried;
    if (auto tried = attempt(mean_of(alone)); !tried) return tried;
    decided_ = std::move(alone);
    return {};
  }

  Result<void> round() {
    move_weights();
    move_prices();
    std::vector<NowKg> decided(futures_.size());
    double value = 0;
    for (std::size_t s = 0; s < futures_.size(); ++s) {
      auto plan = futures_[s].priced(price_[s], decided[s], options_.control);
      if (auto fault = check(plan)) return *fault;
      value += weight_[s] * (static_cast<double>(plan->objective_micro_nok) -
                             (options_.aim == Aim::regret ? static_cast<double>(best_[s]) : 0));
    }
    last_ = value - slack();
    bound_ = std::max(bound_, last_);
    decided_ = std::move(decided);
    if (auto tried = search_towards(mean_of(decided_)); !tried) return tried;
    if (options_.aim == Aim::expected) return {};
    return search_towards(decided_[most_regretting()]);
  }

  bool good_enough() const {
    return value(found_) - bound_ <= options_.gap * std::max(1.0, std::abs(mean(found_.cost)));
  }

  RobustPlan answer(const std::vector<std::pair<std::string, Index>>& masses,
                    const Market& market) const {
    RobustPlan out;
    for (const auto& [key, kg] : found_.now)
      if (kg > 0)
        out.now.push_back({masses[key.first].first,
                           key.second == none ? "" : market.destinations[key.second].id,
                           masses[key.first].second, kg});
    out.cost = found_.cost, out.best = best_;
    out.value = value(found_), out.bound = std::min(bound_, out.value);
    out.expected = mean(found_.cost);
    out.information = out.expected - mean(best_);
    if (options_.aim == Aim::expected) out.information_low = std::max(0.0, out.bound - mean(best_));
    return out;
  }

 private:
  static std::optional<Error> check(const Result<Plan>& plan) {
    if (!plan) return plan.error();
    if (plan->status == Status::stopped || plan->status == Status::feasible)
      return Error{ErrorCode::deadline, "no answer in the time given: a plan was not ready"};
    if (plan->status != Status::optimal) return wrong("a future has no plan that keeps its limits");
    return std::nullopt;
  }

  double mean(const std::vector<std::int64_t>& values) const {
    double sum = 0;
    for (std::size_t s = 0; s < values.size(); ++s) sum += p_[s] * static_cast<double>(values[s]);
    return sum;
  }

  double value(const Candidate& c) const {
    if (c.cost.empty()) return infinity;
    if (options_.aim == Aim::expected) return mean(c.cost);
    double most = -infinity;
    for (std::size_t s = 0; s < c.cost.size(); ++s)
      most = std::max(most, static_cast<double>(c.cost[s]) - static_cast<double>(best_[s]));
    return most;
  }

  /// Evaluates a decision in every future and keeps the best.
  Result<void> attempt(const NowKg& now) {
    Candidate c{now, {}};
    if (auto priced = cost(c); !priced) return priced;
    if (value(c) < value(found_)) found_ = std::move(c);
    return {};
  }

  Result<void> cost(Candidate& c) const {
    for (const auto& f : futures_) {
      auto plan = f.sent(c.now, options_.control);
      if (auto fault = check(plan)) return *fault;
      c.cost.push_back(plan->objective_micro_nok);
    }
    return {};
  }

  /// Costs are convex between two decisions, so the best one between them is found by looking at
  /// the thirds of a stretch that shrinks.
  Result<void> search_towards(const NowKg& other) {
    const NowKg from = found_.now;
    if (auto tried = attempt(other); !tried) return tried;
    const int steps = options_.aim == Aim::expected ? 1 : 6;
    double low = 0, high = 1;
    for (int i = 0; i < steps; ++i) {
      const double a = low + (high - low) / 3, b = high - (high - low) / 3;
      double values[2];
      for (const int k : {0, 1}) {
        Candidate c;
        c.now = mix(from, other, k == 0 ? a : b);
        if (auto priced = cost(c); !priced) return priced;
        values[k] = value(c);
        if (values[k] < value(found_)) found_ = std::move(c);
      }
      (values[0] <= values[1] ? high : low) = values[0] <= values[1] ? b : a;
    }
    return {};
  }

  NowKg mix(const NowKg& a, const NowKg& b, double share_of_b) const {
    std::map<NowKey, double> sum;
    for (const auto& [key, kg] : a) sum[key] += (1 - share_of_b) * static_cast<double>(kg);
    for (const auto& [key, kg] : b) sum[key] += share_of_b * static_cast<double>(kg);
    return whole(sum);
  }

  std::size_t most_regretting() const {
    std::size_t most = 0;
    for (std::size_t s = 1; s < best_.size(); ++s)
      if (found_.cost[s] - best_[s] > found_.cost[most] - best_[most]) most = s;
    return most;
  }

  NowKg mean_of(const std::vector<NowKg>& all) const {
    std::map<NowKey, double> sum;
    for (std::size_t s = 0; s < all.size(); ++s)
      for (const auto& [key, kg] : all[s]) sum[key] += weight_[s] * static_cast<double>(kg);
    return whole(sum);
  }

  /// A decision in whole kilograms; what rounding leaves goes where most goes.
  NowKg whole(const std::map<NowKey, double>& sum) const {
    NowKg out;
    std::vector<std::int64_t> left;
    for (Mass k = 0; k < futures_.front().masses(); ++k) left.push_back(futures_.front().kg(k));
    std::vector<std::pair<std::int64_t, NowKey>> most(left.size(), {-1, {}});
    for (const auto& [key, kg] : sum) {
      const auto part = std::min(static_cast<std::int64_t>(kg), left[key.first]);
      out[key] = part, left[key.first] -= part;
      if (part > most[key.first].first) most[key.first] = {part, key};
    }
    for (std::size_t k = 0; k < left.size(); ++k)
      if (left[k] > 0 && most[k].first >= 0) out[most[k].second] += left[k];
    return out;
  }

  /// For the regret: futures that the best decision so far regrets most count more.
  void move_weights() {
    if (options_.aim != Aim::regret) return;
    const double most = std::max(1.0, value(found_));
    double sum = 0;
    for (std::size_t s = 0; s < weight_.size(); ++s) {
      const auto regret = static_cast<double>(found_.cost[s]) - static_cast<double>(best_[s]);
      weight_[s] *= std::exp(regret / most - 1);
      sum += weight_[s] = std::max(weight_[s], 1e-6);
    }
    for (auto& w : weight_) w /= sum;
  }

  /// Polyak's step along what the futures decide differently from their mean.
  void move_prices() {
    std::set<NowKey> keys;
    for (const auto& d : decided_)
      for (const auto& [key, kg] : d)
        if (key.second != none) keys.insert(key);
    double size = 0;
    std::map<NowKey, std::vector<double>> away;
    for (const auto& key : keys) {
      auto& row = away[key];
      double middle = 0;
      for (std::size_t s = 0; s < decided_.size(); ++s) {
        const auto at = decided_[s].find(key);
        row.push_back(at == decided_[s].end() ? 0 : static_cast<double>(at->second));
        middle += weight_[s] * row.back();
      }
      for (std::size_t s = 0; s < row.size(); ++s)
        row[s] -= middle, size += weight_[s] * row[s] * row[s];
    }
    if (size <= 0) return;
    const double here = std::isfinite(last_) ? last_ : bound_;
    const double step = std::max(0.0, value(found_) - here) / size;
    for (const auto& [key, row] : away)
      for (std::size_t s = 0; s < row.size(); ++s) price_[s][key] += step * row[s];
    centre();
  }

  /// Whole micro-NOK, whose mean over the futures is zero as far as whole numbers allow.
  void centre() {
    std::set<NowKey> keys;
    for (const auto& prices : price_)
      for (const auto& [key, p] : prices) keys.insert(key);
    for (const auto& key : keys) {
      double middle = 0;
      for (std::size_t s = 0; s < price_.size(); ++s) middle += weight_[s] * price_[s][key];
      for (auto& prices : price_) prices[key] = std::round(prices[key] - middle);
    }
  }

  /// What prices that do not quite cancel may have added to the bound.
  double slack() const {
    std::vector<double> most(futures_.front().masses(), 0);
    for (const auto& [key, first] : price_.front()) {
      double sum = 0;
      for (std::size_t s = 0; s < price_.size(); ++s) {
        const auto at = price_[s].find(key);
        sum += weight_[s] * (at == price_[s].end() ? 0 : at->second);
      }
      most[key.first] = std::max(most[key.first], sum);
    }
    double out = 0;
    for (Mass k = 0; k < most.size(); ++k)
      out += most[k] * static_cast<double>(futures_.front().kg(k));
    return out;
  }

  std::vector<FutureMarket> futures_;
  std::vector<double> p_, weight_;
  const RobustOptions& options_;
  std::vector<std::int64_t> best_;
  std::vector<NowPrice> price_;
  std::vector<NowKg> decided_;
  Candidate found_;
  double bound_ = -infinity, last_ = -infinity;
};

/// Supplies of the first periods, by lot and period.
std::map<std::pair<std::string, Index>, Index> first_supplies(const Market& m, Index periods) {
  std::map<std::pair<std::string, Index>, Index> out;
  for (Index i = 0; i < m.supplies.size(); ++i) {
    const auto& s = m.supplies[i];
    if (s.period < periods && s.stored == none) out[{m.lots[s.lot].id, s.period}] = i;
  }
  return out;
}

}  // namespace

double RobustPlan::gap() const {
  return std::max(0.0, value - bound) / std::max(1.0, std::abs(expected));
}

Result<RobustPlan> robust_plan(const std::vector<Future>& futures, const Weights& weights,
                               const RobustOptions& options) {
  if (futures.empty()) return wrong("there is no future to plan for");
  double sum = 0;
  for (const auto& f : futures) {
    if (!(f.probability >= 0) || !std::isfinite(f.probability))
      return wrong("the probability of " + f.name + " is no number of at least 0");
    sum += f.probability;
  }
  if (!(sum > 0)) return wrong("all futures have the probability 0");
  const Market& reference = *futures.front().market;
  const auto first = first_supplies(reference, options.periods);
  std::vector<FutureMarket> markets;
  std::vector<double> probability;
  for (const auto& f : futures) {
    const Market& m = *f.market;
    if (const auto found = check(m); has_errors(found)) return wrong(to_line(found.front()));
    if (m.coupled()) return wrong(f.name + " has rows or choices, which are not known here");
    if (m.destinations.size() != reference.destinations.size())
      return wrong(f.name + " has other destinations than " + futures.front().name);
    for (std::size_t d = 0; d < m.destinations.size(); ++d)
      if (m.destinations[d].id != reference.destinations[d].id)
        return wrong(f.name + " has the destination " + m.destinations[d].id + " instead of " +
                     reference.destinations[d].id);
    const auto here = first_supplies(m, options.periods);
    for (const auto* side : {&first, &here})
      for (const auto& [key, row] : *side) {
        const auto a = first.find(key), b = here.find(key);
        if (a == first.end() || b == here.end() ||
            reference.supplies[a->second].kg != m.supplies[b->second].kg)
          return wrong("what leaves of " + key.first + " in period " + std::to_string(key.second) +
                       " is decided now, but differs between " + futures.front().name + " and " +
                       f.name);
      }
    std::vector<Index> rows;
    for (const auto& [key, row] : here) rows.push_back(row);
    markets.emplace_back(m, *f.costs, weights, std::move(rows));
    probability.push_back(f.probability / sum);
  }
  std::vector<std::pair<std::string, Index>> masses;
  for (const auto& [key, row] : first) masses.push_back(key);

  Rounds rounds(std::move(markets), std::move(probability), options);
  if (auto begun = rounds.begin(); !begun) return begun.error();
  std::uint32_t done = 0;
  for (; done < options.rounds && !masses.empty() && !rounds.good_enough(); ++done) {
    options.control.report("robust", static_cast<double>(done) / options.rounds);
    auto next = rounds.round();
    if (!next && next.error().code == ErrorCode::deadline) break;
    if (!next) return next.error();
  }
  RobustPlan out = rounds.answer(masses, reference);
  out.rounds = done;
  return out;
}

}  // namespace masseflyt::matching
