// try_everything.hpp — the best timetable of a small day with queues, breaks and batteries, by
// trying every order in which its trucks could do anything.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include <masseflyt/transport/dispatch.hpp>

namespace masseflyt::transport {

/// Whole loads of `load_kg`; one payload for all trucks. What is tried: every load on every truck
/// in every order, every order in which trucks take their turns at servers and chargers, a break or
/// none before every drive, and before every empty drive a charge at any charger or none. Whoever
/// has his turn takes the first moment that is free. Knows no materials, windows or limits of
/// roads.
class TryEverything {
 public:
  TryEverything(const Day& day, DispatchWeights weights, std::int64_t load_kg)
      : day_(day), weights_(weights), load_kg_(load_kg) {
    for (const DayHaul& h : day.hauls) left_.push_back(h.kg / load_kg);
    for (const TruckRow& row : day.fleet)
      for (std::uint32_t n = 0; n < row.count; ++n) {
        Truck t;
        t.row = &row, t.at = row.depot, t.time = row.shift.begin, t.range = row.range_m.value_or(0);
        trucks_.push_back(t);
      }
    for (const Site& s : day.sites)
      if (s.charge_m_per_hour) chargers_.push_back(&s);
  }

  /// The cost of the best day that costs less than `below`; none if there is no such day.
  std::optional<double> better_than(double below) {
    best_ = below;
    go(0);
    if (best_ < below) return best_;
    return std::nullopt;
  }
  std::size_t tried() const { return tried_; }

 private:
  struct Truck {
    const TruckRow* row = nullptr;
    PlaceIndex at = 0;
    std::int64_t time = 0, driving = 0, since_break = 0, range = 0;
    std::optional<std::int64_t> out;
    std::optional<std::size_t> carries;
    bool home = false;
  };
  struct Interval {
    std::int64_t begin, end;
  };
  using Busy = std::map<std::pair<PlaceIndex, int>, std::vector<Interval>>;
  enum { loading, unloading, charging };

  double price(std::int64_t metres, std::int64_t waited) const {
    return weights_.per_km * static_cast<double>(metres) / 1000 +
           weights_.per_waiting_hour * static_cast<double>(waited) / 3600;
  }

  /// Every next thing that any truck can do.
  void go(double cost) {
    ++tried_;
    if (cost + still_to_drive() >= best_ - 1e-9) return;
    bool busy = false;
    for (std::size_t t = 0; t < trucks_.size(); ++t) {
      const Truck& truck = trucks_[t];
      busy = busy || truck.carries || (truck.out && !truck.home);
      if (truck.home) continue;
      // Of alike trucks that are still in, the first goes out.
      if (!truck.out && t > 0 && trucks_[t - 1].row == truck.row && !trucks_[t - 1].out) continue;
      if (truck.carries)
        unload(t, cost);
      else
        empty(t, cost);
    }
    const bool all = std::all_of(left_.begin(), left_.end(), [](auto n) { return n == 0; });
    if (!busy && all) best_ = cost;
  }

  /// At least this much is still driven: every load its way, and no less than every truck home. Not
  /// the sum of both: a load's way may lead home. Precondition: no way over another place is
  /// shorter.
  double still_to_drive() const {
    double loaded = 0, home = 0;
    const auto way = [&](PlaceIndex a, PlaceIndex b) {
      const auto found = a == b ? std::nullopt : day_.travel.at(a, b);
      return found ? *found->km : 0;
    };
    for (std::size_t h = 0; h < left_.size(); ++h)
      loaded += static_cast<double>(left_[h]) * way(day_.hauls[h].from, day_.hauls[h].to);
    for (const Truck& t : trucks_) {
      if (t.carries) loaded += way(t.at, day_.hauls[*t.carries].to);
      if (t.out && !t.home) home += way(t.at, t.row->depot);
    }
    return weights_.per_km * std::max(loaded, home);
  }

  void unload(std::size_t t, double cost) {
    const std::size_t haul = *trucks_[t].carries;
    const PlaceIndex to = day_.hauls[haul].to;
    for (const bool rests : {false, true})
      with(t, [&](Truck& truck) {
        double c = cost;
        if (!drive(truck, to, rests, c)) return;
        if (!serve(truck, day_.sites[to].unload, day_.sites[to], unloading, c, true)) return;
        truck.carries.reset();
        go(c);
      });
  }

  void empty(std::size_t t, double cost) {
    for (const Site* charger : chargers_)
      if (trucks_[t].row->range_m && trucks_[t].range < *trucks_[t].row->range_m)
        for (const bool rests : {false, true})
          with(t, [&](Truck& truck) {
            double c = cost + leave(truck);
            if (drive(truck, charger->place, rests, c) && fill(truck, *charger, c)) go(c);
          });
    for (std::size_t h = 0; h < left_.size(); ++h) {
      if (left_[h] == 0) continue;
      for (const bool rests : {false, true})
        with(t, [&](Truck& truck) {
          const bool first = !truck.out;
          double c = cost + leave(truck);
          const PlaceIndex from = day_.hauls[h].from;
          if (!drive(truck, from, rests, c)) return;
          const std::int64_t ready = truck.time;
          if (!serve(truck, day_.sites[from].load, day_.sites[from], loading, c, !first)) return;
          if (first) *truck.out += truck.time - taken(day_.sites[from].load) - ready;
          truck.carries = h, --left_[h];
          go(c);
          ++left_[h];
        });
    }
    if (trucks_[t].out)
      for (const bool rests : {false, true})
        with(t, [&](Truck& truck) {
          double c = cost;
          if (!drive(truck, truck.row->depot, rests, c)) return;
          if (truck.time - *truck.out > truck.row->max_duty_s.value_or(never)) return;
          truck.home = true;
          go(c);
        });
  }

  /// Tries something with one truck, and takes it back.
  template <typename Try>
  void with(std::size_t t, Try&& attempt) {
    const Truck before = trucks_[t];
    const Busy busy = busy_;
    attempt(trucks_[t]);
    trucks_[t] = before, busy_ = busy;
  }

  double leave(Truck& truck) const {
    if (truck.out) return 0;
    truck.out = truck.time;
    return weights_.per_truck;
  }

  bool drive(Truck& t, PlaceIndex to, bool rests, double& cost) const {
    if (t.at == to) return !rests;
    const auto way = day_.travel.at(t.at, to);
    if (!way) return false;
    const TruckRow& row = *t.row;
    if (rests) {
      if (!row.drive_before_break_s || t.since_break == 0) return false;
      t.time += row.break_s, t.since_break = 0;
    }
    const auto metres = std::llround(*way->km * 1000), seconds = std::llround(*way->hours * 3600);
    t.time += seconds, t.driving += seconds, t.since_break += seconds, t.at = to;
    if (row.range_m && (t.range -= metres) < 0) return false;
    cost += price(metres, 0);
    return t.since_break <= row.drive_before_break_s.value_or(never) &&
           t.driving <= row.max_driving_s.value_or(never) && t.time <= row.shift.end;
  }

  std::int64_t taken(const Handling& h) const {
    const std::int64_t rate = h.kg_per_hour.value_or(0);
    return h.fixed_s + (rate > 0 ? (load_kg_ * 3600 + rate - 1) / rate : 0);
  }

  bool serve(Truck& t, const Handling& h, const Site& site, int what, double& cost, bool counts) {
    const std::int64_t takes = taken(h);
    std::int64_t at = t.time;
    for (std::int64_t before = -1; before != at;) {
      before = at;
      if (!site.open.empty()) {
        const auto hours = std::find_if(site.open.begin(), site.open.end(), [&](const Hours& o) {
          return std::max(at, o.begin) + takes <= o.end;
        });
        if (hours == site.open.end()) return false;
        at = std::max(at, hours->begin);
      }
      at = first_free({site.place, what}, at, takes, h.servers);
    }
    return take({site.place, what}, t, at, takes, cost, counts);
  }

  bool fill(Truck& t, const Site& site, double& cost) {
    const std::int64_t rate = *site.charge_m_per_hour, wanted = *t.row->range_m - t.range;
    const std::int64_t takes = (wanted * 3600 + rate - 1) / rate;
    const std::pair key{site.place, int{charging}};
    t.range = *t.row->range_m;
    return take(key, t, first_free(key, t.time, takes, site.chargers), takes, cost, true);
  }

  bool take(std::pair<PlaceIndex, int> key, Truck& t, std::int64_t at, std::int64_t takes,
            double& cost, bool counts) {
    if (counts) cost += price(0, at - t.time);
    busy_[key].push_back({at, at + takes});
    t.time = at + takes;
    return t.time <= t.row->shift.end;
  }

  std::int64_t first_free(std::pair<PlaceIndex, int> key, std::int64_t t, std::int64_t takes,
                          std::optional<std::uint32_t> servers) const {
    const auto found = busy_.find(key);
    if (!servers || found == busy_.end()) return t;
    std::vector<std::int64_t> begins = {t};
    for (const Interval& i : found->second)
      if (i.end > t) begins.push_back(i.end);
    std::sort(begins.begin(), begins.end());
    for (const std::int64_t begin : begins)
      if (most_at_once(found->second, begin, begin + takes) < *servers) return begin;
    return begins.back();
  }
  static std::uint32_t most_at_once(const std::vector<Interval>& all, std::int64_t from,
                                    std::int64_t to) {
    std::uint32_t most = 0;
    const auto at = [&](std::int64_t moment) {
      const auto n = std::count_if(all.begin(), all.end(), [&](const Interval& i) {
        return i.begin <= moment && moment < i.end;
      });
      most = std::max(most, static_cast<std::uint32_t>(n));
    };
    at(from);
    for (const Interval& i : all)
      if (i.begin > from && i.begin < to) at(i.begin);
    return most;
  }

  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 4;
  const Day& day_;
  DispatchWeights weights_;
  std::int64_t load_kg_;
  std::vector<std::int64_t> left_;
  std::vector<Truck> trucks_;
  std::vector<const Site*> chargers_;
  Busy busy_;
  double best_ = 0;
  std::size_t tried_ = 0;
};

}  // namespace masseflyt::transport
