// src/transport/dispatch/routes.hpp — the loads of every truck in order, with their times and cost.
#pragma once

#include <cstdint>
#include <vector>

#include "transport/dispatch/model.hpp"
#include "transport/dispatch/timing.hpp"

namespace masseflyt::transport::dispatching {

struct Trip {
  std::uint32_t haul = 0;
  std::int64_t kg = 0;
};

/// Of one truck. `after[i]` is the state after load `i`, with what it booked.
struct Route {
  std::vector<Trip> trips;
  std::vector<State> after;
  std::vector<std::vector<Booking>> booked;  ///< per load; empty where nothing is shared
  State end;                                 ///< back at the depot
  std::vector<Booking> booked_home;
  std::int64_t cost = 0;
};

/// Loads of a haul are alike, so only their number matters: what is left of it is kilograms.
class Routes {
 public:
  /// `begin` per truck; a truck that has left already costs and drives, loads or not.
  Routes(const Model& model, std::vector<State> begin);

  const Model& model() const { return *model_; }
  std::size_t trucks() const { return route_.size(); }
  const Route& route(std::size_t truck) const { return route_[truck]; }
  std::int64_t left_kg(std::size_t haul) const { return left_[haul]; }
  std::int64_t unserved_kg() const { return unserved_kg_; }
  std::int64_t cost() const { return cost_; }  ///< of all routes
  std::int64_t objective() const { return cost_ + unserved_kg_ * model_->weigh.unserved_kg; }
  const std::vector<std::uint32_t>& trucks_of(std::size_t haul) const { return trucks_of_[haul]; }

  /// What the next load of a haul on a truck would be.
  Trip next_trip(std::size_t truck, std::uint32_t haul) const;

  /// Metres more with `haul` before load `at` (or at the end).
  std::int64_t extra_metres(std::size_t truck, std::size_t at, std::uint32_t haul) const;
  /// Cost more, if all rules hold; `never` else, with the obstacle. Leaves no trace.
  std::int64_t try_insert(std::size_t truck, std::size_t at, Trip trip, Obstacle* why = nullptr);
  /// Precondition: try_insert() would do. Returns false, unchanged, if it would not.
  bool insert(std::size_t truck, std::size_t at, Trip trip);
  /// Takes out [first, last). Loads behind it that no longer fit come out as well.
  void remove(std::size_t truck, std::size_t first, std::size_t last);
  /// Puts back what was there.
  void restore(std::size_t truck, const Route& before);
  /// Sets the order of a truck's loads. Returns false and leaves it empty if it does not fit.
  bool set(std::size_t truck, const std::vector<Trip>& trips);

  /// What is done already when the day is dispatched anew: mass that is not left any more, and
  /// what trucks have been promised so far.
  void take(std::uint32_t haul, std::int64_t kg) { left_[haul] -= kg, unserved_kg_ -= kg; }
  void promise(const Booking& b) { calendars_.book(b); }
  /// The truck gets no loads.
  void close(std::size_t truck) { closed_[truck] = 1; }

  /// Times as they are in detail. Changes nothing.
  std::vector<Activity> activities(std::size_t truck);

 private:
  State before(std::size_t truck, std::size_t at) const;
  Place place_before(std::size_t truck, std::size_t at) const;
  std::int64_t cost_of(const State& end, bool goes_out) const;
  bool used(std::size_t truck) const;
  void release_from(std::size_t truck, std::size_t at);
  void book_from(std::size_t truck, std::size_t at);
  std::size_t retime(std::size_t truck, std::size_t at);
  void cut(std::size_t truck, std::size_t size);
  void count(const Trip& trip, std::size_t truck, int sign);
  bool surely_late(std::size_t truck, std::size_t at, Trip trip) const;

  const Model* model_;
  Calendars calendars_;
  Timing timing_;
  std::vector<State> begin_;
  std::vector<char> closed_;
  std::vector<Route> route_;
  std::vector<std::int64_t> left_;
  std::vector<std::vector<std::uint32_t>> trucks_of_;
  std::int64_t unserved_kg_ = 0, cost_ = 0;
};

}  // namespace masseflyt::transport::dispatching
