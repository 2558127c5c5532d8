#include <algorithm>
#include <queue>

#include "transport/dispatch/search.hpp"

namespace masseflyt::transport::dispatching {
namespace {

/// Which place the circulation still wants an empty truck to go to, from where.
class Wanted {
 public:
  Wanted(const Model& model, const std::vector<EmptyFlow>& flows) : to_(model.travel.places()) {
    for (const EmptyFlow& f : flows)
      if (!f.into_depot) to_[f.from].push_back({f.to, f.count});
  }
  bool wants(Place from, Place to) const {
    const auto* edge = find(from, to);
    return edge != nullptr && edge->second > 0;
  }
  void use(Place from, Place to) {
    if (auto* edge = const_cast<std::pair<Place, std::int64_t>*>(find(from, to))) --edge->second;
  }

 private:
  const std::pair<Place, std::int64_t>* find(Place from, Place to) const {
    for (const auto& edge : to_[from])
      if (edge.first == to) return &edge;
    return nullptr;
  }
  std::vector<std::vector<std::pair<Place, std::int64_t>>> to_;
};

class Builder {
 public:
  Builder(Routes& routes, const std::vector<EmptyFlow>& flows, const Control& control)
      : routes_(routes), model_(routes.model()), wanted_(model_, flows), control_(control) {}

  /// All trucks that are out go on together, the one that is free first takes the next load. When
  /// none of them can take any more, one more goes out.
  void build() {
    order_trucks();
    for (std::size_t next = 0; routes_.unserved_kg() > 0 && next < order_.size();) {
      if (control_.cancelled() || control_.late()) return;
      const std::size_t more = std::max<std::size_t>(1, needed(next));
      for (std::size_t i = 0; i < more && next < order_.size(); ++i) send(order_[next++]);
      run();
    }
  }

 private:
  struct Free {
    Time time;
    std::size_t truck;
    bool operator<(const Free& o) const { return time != o.time ? time > o.time : truck > o.truck; }
  };

  /// The largest first; among equals as in the fleet.
  void order_trucks() {
    for (std::size_t t = 0; t < routes_.trucks(); ++t)
      if (routes_.route(t).trips.empty()) order_.push_back(t);
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      return model_.row(a).payload_kg > model_.row(b).payload_kg;
    });
  }
  /// So many trucks would carry what is left if each did as much as those before.
  std::size_t needed(std::size_t out) const {
    if (out == 0) return first_guess();
    std::int64_t carried = 0;
    for (std::size_t t = 0; t < routes_.trucks(); ++t)
      for (const Trip& trip : routes_.route(t).trips) carried += trip.kg;
    if (carried == 0) return out;
    const auto share = static_cast<double>(routes_.unserved_kg()) / static_cast<double>(carried);
    return static_cast<std::size_t>(share * static_cast<double>(out) * 0.9);
  }
  /// By the time of the loaded drives alone, which surely has to be spent.
  std::size_t first_guess() const {
    double seconds = 0;
    for (std::size_t h = 0; h < model_.hauls.size(); ++h)
      seconds += static_cast<double>(routes_.left_kg(h)) /
                 static_cast<double>(model_.rows.front().payload_kg) * model_.hauls[h].seconds;
    const Row& row = model_.rows.front();
    const auto day = std::max<Time>(1, std::min(row.max_duty, row.shift_end - row.shift_begin));
    return static_cast<std::size_t>(seconds / static_cast<double>(day));
  }

  void send(std::size_t truck) { free_.push({routes_.route(truck).end.time, truck}); }

  void run() {
    while (!free_.empty()) {
      const Free next = free_.top();
      free_.pop();
      if (take_a_load(next.truck))
        free_.push({routes_.route(next.truck).after.back().time, next.truck});
    }
  }

  bool take_a_load(std::size_t truck) {
    const Route& r = routes_.route(truck);
    const Place at = r.trips.empty() ? r.end.at : model_.hauls[r.trips.back().haul].to;
    candidates(truck, at);
    for (const auto& c : candidates_) {
      const Trip trip = routes_.next_trip(truck, c.haul);
      if (routes_.try_insert(truck, r.trips.size(), trip) == never) continue;
      if (!routes_.insert(truck, r.trips.size(), trip)) continue;
      wanted_.use(at, model_.hauls[c.haul].from);
      return true;
    }
    return false;
  }

  struct Candidate {
    bool unwanted;
    std::int64_t metres, left;
    std::uint32_t haul;
    bool operator<(const Candidate& o) const {
      if (unwanted != o.unwanted) return o.unwanted;
      if (metres != o.metres) return metres < o.metres;
      return left != o.left ? left > o.left : haul < o.haul;
    }
  };
  void candidates(std::size_t truck, Place at) {
    candidates_.clear();
    const Row& row = model_.row(truck);
    for (std::uint32_t h = 0; h < model_.hauls.size(); ++h) {
      if (routes_.left_kg(h) <= 0 || row.drives[h] == 0) continue;
      const auto metres = model_.travel.metres(at, model_.hauls[h].from);
      if (metres == Travel::nowhere) continue;
      candidates_.push_back(
          {!wanted_.wants(at, model_.hauls[h].from), metres, routes_.left_kg(h), h});
    }
    const auto kept = std::min<std::size_t>(candidates_.size(), most_candidates);
    std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(kept),
                      candidates_.end());
    candidates_.resize(kept);
  }

  static constexpr std::size_t most_candidates = 60;
  Routes& routes_;
  const Model& model_;
  Wanted wanted_;
  const Control& control_;
  std::vector<std::size_t> order_;
  std::priority_queue<Free> free_;
  std::vector<Candidate> candidates_;
};

}  // namespace

void construct(Routes& routes, const std::vector<EmptyFlow>& flows, const Control& control) {
  if (routes.model().rows.empty()) return;
  Builder(routes, flows, control).build();
}

}  // namespace masseflyt::transport::dispatching
