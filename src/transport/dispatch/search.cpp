#include "transport/dispatch/search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace masseflyt::transport::dispatching {
namespace {

/// Hauls that a truck may well drive one after the other, or in each other's place; nearest first.
class Neighbours {
 public:
  explicit Neighbours(const Model& model) : model_(model), known_(model.hauls.size()) {}

  const std::vector<std::uint32_t>& of(std::uint32_t haul) {
    auto& list = known_[haul];
    if (list.empty()) find(haul, list);
    return list;
  }

 private:
  static constexpr std::size_t most = 64;
  std::int64_t apart(const HaulRules& a, const HaulRules& b) const {
    const Travel& t = model_.travel;
    const std::int64_t then = std::min(t.metres(a.to, b.from), t.metres(b.to, a.from));
    const std::int64_t instead = std::int64_t{t.metres(a.from, b.from)} + t.metres(a.to, b.to);
    return std::min(then, instead);
  }
  void find(std::uint32_t haul, std::vector<std::uint32_t>& list) {
    ranked_.clear();
    for (std::uint32_t h = 0; h < model_.hauls.size(); ++h)
      ranked_.push_back({h == haul ? -1 : apart(model_.hauls[haul], model_.hauls[h]), h});
    const auto kept = std::min(most, ranked_.size());
    std::partial_sort(ranked_.begin(), ranked_.begin() + static_cast<std::ptrdiff_t>(kept),
                      ranked_.end());
    for (std::size_t i = 0; i < kept; ++i) list.push_back(ranked_[i].second);
  }

  const Model& model_;
  std::vector<std::vector<std::uint32_t>> known_;
  std::vector<std::pair<std::int64_t, std::uint32_t>> ranked_;
};

class Search {
 public:
  Search(Routes& routes, std::uint64_t seed, std::optional<std::uint64_t> limit,
         const Control& control)
      : routes_(routes),
        model_(routes.model()),
        random_(seed),
        neighbours_(model_),
        control_(control),
        begin_(std::chrono::steady_clock::now()),
        touched_at_(routes.trucks(), 0),
        best_at_(routes.trucks(), 0) {
    std::uint64_t loads = 0;
    for (std::size_t t = 0; t < routes.trucks(); ++t) loads += routes.route(t).trips.size();
    limit_ = limit.value_or(control.deadline ? std::numeric_limits<std::uint64_t>::max()
                                             : rounds_at_least + rounds_per_load * loads);
    by_caller_ = limit.has_value();
    set_temperatures(std::max<std::uint64_t>(loads, 1));
  }

  SearchOutcome run() {
    best_objective_ = routes_.objective();
    keep_all();
    Stopped stopped = by_caller_ ? Stopped::work_limit : Stopped::done;
    std::uint64_t round = 0;
    for (; round < limit_; ++round) {
      if (round % rounds_per_look == 0) {
        if (control_.cancelled()) {
          stopped = Stopped::cancelled;
          break;
        }
        if (control_.late()) {
          stopped = Stopped::deadline;
          break;
        }
        look(round);
      }
      if (!ruin()) break;
      recreate();
      decide();
    }
    put_back_best();
    return {round, stopped};
  }

 private:
  static constexpr std::uint64_t rounds_at_least = 5'000, rounds_per_load = 60;
  static constexpr std::uint64_t rounds_per_look = 64;
  static constexpr std::size_t string_length = 10, strings = 4, more_routes = 4;

  void set_temperatures(std::uint64_t loads) {
    const double each = static_cast<double>(routes_.cost()) / static_cast<double>(loads);
    // On a day of few loads there is nothing between two orders of them: larger steps are needed.
    // On one of many, hot rounds would be spent on a small part of it.
    const double few = 1.5 / static_cast<double>(loads);
    const double many = std::min(1.0, 500.0 / static_cast<double>(loads));
    hot_ = std::max(1.0, (0.1 * many + few) * each), cold_ = std::max(1.0, 0.0005 * each);
    temperature_ = hot_;
  }

  /// Where the search stands between its begin and its end, by rounds or by the clock.
  void look(std::uint64_t round) {
    double share = static_cast<double>(round) / static_cast<double>(limit_);
    if (control_.deadline && !by_caller_) {
      const std::chrono::duration<double> gone = std::chrono::steady_clock::now() - begin_;
      const std::chrono::duration<double> all = *control_.deadline - begin_;
      share = all.count() > 0 ? std::min(1.0, gone.count() / all.count()) : 1;
    }
    temperature_ = hot_ * std::pow(cold_ / hot_, share);
    control_.report("dispatch", share);
  }

  // ---- taking out

  bool ruin() {
    ++round_;
    touched_.clear(), before_.clear();
    old_objective_ = routes_.objective();
    const auto seed = seed_haul();
    if (seed == none) return false;
    const std::size_t wanted = 1 + random_.below(strings);
    for (const auto haul : neighbours_.of(seed)) {
      if (touched_.size() >= wanted) break;
      const auto& trucks = routes_.trucks_of(haul);
      if (trucks.empty()) continue;
      const std::size_t truck = trucks[random_.below(trucks.size())];
      if (!is_touched(truck)) take_string(truck, haul);
    }
    if (!model_.one_payload) take_partial_loads();
    return true;
  }

  static constexpr std::uint32_t none = ~std::uint32_t{0};
  std::uint32_t seed_haul() {
    for (int tries = 0; tries < 1000; ++tries) {
      const std::size_t truck = random_.below(routes_.trucks());
      const auto& trips = routes_.route(truck).trips;
      if (!trips.empty()) return trips[random_.below(trips.size())].haul;
    }
    for (std::size_t truck = 0; truck < routes_.trucks(); ++truck)
      if (!routes_.route(truck).trips.empty()) return routes_.route(truck).trips.front().haul;
    for (std::uint32_t h = 0; h < model_.hauls.size(); ++h)
      if (routes_.left_kg(h) > 0) return h;
    return none;
  }

  bool is_touched(std::size_t truck) const { return touched_at_[truck] == round_; }
  void touch(std::size_t truck) {
    if (is_touched(truck)) return;
    touched_at_[truck] = round_;
    touched_.push_back(truck), before_.push_back(routes_.route(truck));
  }

  /// A run of loads around one of `haul`; in the middle of longer runs some stay.
  void take_string(std::size_t truck, std::uint32_t haul) {
    touch(truck);
    const auto& trips = routes_.route(truck).trips;
    std::size_t at = random_.below(trips.size());
    for (std::size_t i = 0; i < trips.size(); ++i)
      if (trips[(at + i) % trips.size()].haul == haul) {
        at = (at + i) % trips.size();
        break;
      }
    const std::size_t length = 1 + random_.below(std::min(string_length, trips.size()));
    const std::size_t back = random_.below(length);
    std::size_t first = at >= back ? at - back : 0;
    first = std::min(first, trips.size() - length);
    const std::size_t last = first + length;
    if (length >= 3 && random_.below(2) == 0) {
      const std::size_t middle = first + 1 + random_.below(length - 2);
      routes_.remove(truck, middle + 1, std::min(last, routes_.route(truck).trips.size()));
      const std::size_t size = routes_.route(truck).trips.size();
      routes_.remove(truck, std::min(first, size), std::min(middle, size));
      return;
    }
    routes_.remove(truck, first, last);
  }

  /// A load that was small because little was left may now be larger.
  void take_partial_loads() {
    for (const std::size_t truck : touched_)
      for (std::size_t i = routes_.route(truck).trips.size(); i-- > 0;) {
        if (i >= routes_.route(truck).trips.size()) continue;
        const Trip trip = routes_.route(truck).trips[i];
        if (routes_.left_kg(trip.haul) > 0 && trip.kg < model_.row(truck).payload_kg)
          routes_.remove(truck, i, i + 1);
      }
  }

  // ---- putting in

  void recreate() {
    list_open_hauls();
    list_routes();
    order_hauls();
    // One load alone hardly ever pays for another truck, but several may.
    send_one_out_ = random_.below(8) == 0;
    for (const auto haul : open_)
      while (routes_.left_kg(haul) > 0 && place_load(haul)) {
      }
  }

  void list_open_hauls() {
    open_.clear();
    if (routes_.unserved_kg() == 0) return;
    for (std::size_t i = 0; i < touched_.size(); ++i)
      for (const Trip& trip : before_[i].trips)
        if (routes_.left_kg(trip.haul) > 0) open_.push_back(trip.haul);
    if (round_ % 16 == 0)  // those that found no truck before
      for (std::uint32_t h = 0; h < model_.hauls.size(); ++h)
        if (routes_.left_kg(h) > 0) open_.push_back(h);
    std::sort(open_.begin(), open_.end());
    open_.erase(std::unique(open_.begin(), open_.end()), open_.end());
  }

  /// Who may get the loads: the routes they came from, some near them, and one idle truck a row.
  void list_routes() {
    into_.assign(touched_.begin(), touched_.end());
    const std::size_t ruined = touched_.size();
    for (std::size_t tries = 0; tries < 3 * more_routes && into_.size() < ruined + more_routes;
         ++tries) {
      if (open_.empty()) break;
      const auto& near = neighbours_.of(open_[random_.below(open_.size())]);
      const auto& trucks = routes_.trucks_of(near[random_.below(near.size())]);
      if (trucks.empty()) continue;
      add_route(trucks[random_.below(trucks.size())]);
    }
    add_idle_trucks();
  }
  void add_route(std::size_t truck) {
    if (std::find(into_.begin(), into_.end(), truck) == into_.end()) into_.push_back(truck);
  }
  void add_idle_trucks() {
    std::size_t first = 0;
    for (std::size_t r = 0; r < model_.rows.size(); ++r) {
      std::size_t t = first;
      while (t < routes_.trucks() && model_.row_of[t] == r) ++t;
      for (std::size_t i = first; i < t; ++i)
        if (routes_.route(i).trips.empty()) {
          add_route(i);
          break;
        }
      first = t;
    }
  }

  void order_hauls() {
    const auto by = [&](auto key) {
      std::stable_sort(open_.begin(), open_.end(), [&](auto a, auto b) { return key(a) < key(b); });
    };
    switch (random_.below(4)) {
      case 0:
        by([&](auto h) { return -std::int64_t{model_.hauls[h].metres}; });
        break;
      case 1:
        by([&](auto h) { return std::int64_t{model_.hauls[h].metres}; });
        break;
      default:
        for (std::size_t i = open_.size(); i > 1; --i)
          std::swap(open_[i - 1], open_[random_.below(i)]);
    }
  }

  struct Best {
    std::int64_t cost = never;
    std::size_t truck = 0, at = 0;
    Trip trip;
  };

  bool place_load(std::uint32_t haul) {
    Best best;
    for (const std::size_t truck : into_)
      if (!send_one_out_ || routes_.route(truck).trips.empty()) try_route(truck, haul, best);
    if (send_one_out_ && best.cost == never)
      for (const std::size_t truck : into_) try_route(truck, haul, best);
    send_one_out_ = false;
    if (best.cost == never) return false;
    touch(best.truck);
    return routes_.insert(best.truck, best.at, best.trip);
  }

  void try_route(std::size_t truck, std::uint32_t haul, Best& best) {
    if (model_.row(truck).drives[haul] == 0) return;
    const Trip trip = routes_.next_trip(truck, haul);
    const Route& r = routes_.route(truck);
    const Weighed& w = model_.weigh;
    const std::int64_t goes_out = r.trips.empty() ? w.truck : 0;
    const std::int64_t saved = w.waiting_second * r.end.waiting;
    for (std::size_t at = 0; at <= r.trips.size(); ++at) {
      if (random_.bits() % 100 == 0) continue;  // a blink: the best is not always taken
      const std::int64_t least = w.metre * routes_.extra_metres(truck, at, haul) + goes_out - saved;
      if (share(least, trip) >= best.cost && best.cost != never && !detours()) continue;
      const std::int64_t cost = routes_.try_insert(truck, at, trip);
      if (cost != never && share(cost, trip) < best.cost)
        best = {share(cost, trip), truck, at, trip};
    }
  }
  /// Trucks of several sizes are compared per kilogram.
  std::int64_t share(std::int64_t cost, const Trip& trip) const {
    return model_.one_payload ? cost : cost * 1000 / std::max<std::int64_t>(trip.kg, 1);
  }
  /// Whether an insertion can cost less than its metres, because a charging drive falls away.
  bool detours() const { return model_.any_range; }

  // ---- keeping or not

  void decide() {
    const auto now = routes_.objective();
    const double allowed = -temperature_ * std::log(1 - random_.unit());
    if (static_cast<double>(now) < static_cast<double>(old_objective_) + allowed) {
      for (const std::size_t truck : touched_) mark_changed(truck);
      if (now < best_objective_) {
        best_objective_ = now;
        keep_changed();
      }
      return;
    }
    for (std::size_t i = 0; i < touched_.size(); ++i) routes_.restore(touched_[i], before_[i]);
  }

  void mark_changed(std::size_t truck) {
    if (best_at_[truck] != 0) return;
    best_at_[truck] = 1;
    changed_.push_back(truck);
  }
  void keep_all() {
    best_.resize(routes_.trucks());
    for (std::size_t t = 0; t < routes_.trucks(); ++t) best_[t] = routes_.route(t);
  }
  void keep_changed() {
    for (const std::size_t t : changed_) best_[t] = routes_.route(t), best_at_[t] = 0;
    changed_.clear();
  }
  void put_back_best() {
    for (const std::size_t t : changed_) routes_.restore(t, best_[t]);
  }

  Routes& routes_;
  const Model& model_;
  Random random_;
  Neighbours neighbours_;
  const Control& control_;
  std::chrono::steady_clock::time_point begin_;
  std::uint64_t limit_ = 0, round_ = 0;
  bool by_caller_ = false, send_one_out_ = false;
  double hot_ = 1, cold_ = 1, temperature_ = 1;
  std::int64_t old_objective_ = 0, best_objective_ = 0;
  std::vector<std::uint64_t> touched_at_;
  std::vector<std::size_t> touched_, into_, changed_;
  std::vector<Route> before_, best_;
  std::vector<char> best_at_;
  std::vector<std::uint32_t> open_;
};

}  // namespace

SearchOutcome improve(Routes& routes, std::uint64_t seed, std::optional<std::uint64_t> work_limit,
                      const Control& control) {
  if (routes.trucks() == 0) return {};
  return Search(routes, seed, work_limit, control).run();
}

}  // namespace masseflyt::transport::dispatching
