// src/transport/dispatch/timing.hpp — when a truck does what, given the order of its loads.
//
// One rule for all: everything begins as early as it can, and the truck leaves its depot as late
// as its first loading allows. A break is taken before the drive that would need it; a battery is
// filled, wholly, when the next load could not be followed by a way home or to a charger.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <masseflyt/transport/dispatch.hpp>

#include "transport/dispatch/calendar.hpp"
#include "transport/dispatch/model.hpp"

namespace masseflyt::transport::dispatching {

/// Where a truck stands between two loads.
struct State {
  Place at = 0;
  Time time = 0;
  Time left_depot = never;  ///< never: it has not left yet
  Time driving = 0, since_break = 0, waiting = 0;
  std::int64_t metres = 0, range_left = 0;
  std::int32_t material = -1;  ///< of the last load
};

/// Why a load does not fit. In the order of how close a truck came.
enum class Obstacle : std::uint8_t {
  none,
  payload_or_material,
  unreachable,
  range,
  break_rule,
  driving_hours,
  duty_hours,
  shift_end,
  window,
  closed,
  no_room
};
const char* reason(Obstacle o);

struct Booking {
  std::int32_t calendar = no_calendar;
  Time begin = 0, duration = 0;
};

/// The calendars of a day; none where nothing is shared.
class Calendars {
 public:
  explicit Calendars(const Model& model) : at_(model.calendars.begin(), model.calendars.end()) {}
  bool empty() const { return at_.empty(); }
  const Calendar& operator[](std::int32_t i) const { return at_[static_cast<std::size_t>(i)]; }
  void book(const Booking& b) {
    at_[static_cast<std::size_t>(b.calendar)].book(b.begin, b.duration);
  }
  void release(const Booking& b) {
    at_[static_cast<std::size_t>(b.calendar)].release(b.begin, b.duration);
  }

 private:
  std::vector<Calendar> at_;
};

/// Moves one truck on. Books into the calendars as it goes, and remembers what it booked.
class Timing {
 public:
  Timing(const Model& model, Calendars& calendars) : model_(&model), calendars_(&calendars) {}

  /// Fresh at its depot.
  State start(std::uint32_t row) const;

  /// Loads `kg` of `haul` where the truck stands next and unloads it. On failure `s` and what was
  /// booked are of no use: undo(mark).
  Obstacle carry(State& s, const Row& row, std::uint32_t haul, std::int64_t kg);
  /// Back to the depot, within all hours.
  Obstacle home(State& s, const Row& row);

  std::size_t mark() const { return booked_.size(); }
  void undo(std::size_t mark);
  /// What was booked from `mark` on, which is then somebody else's to release.
  void hand_over(std::size_t mark, std::vector<Booking>& to);

  /// Goes through what was timed before, with the bookings it made then, and writes it down. Books
  /// nothing until it is called with nothing.
  void replay(const std::vector<Booking>* promised, std::vector<Activity>* activities) {
    promised_ = promised, record_ = activities;
    if (promised == nullptr) booked_.clear();
  }

 private:
  struct Service {
    const PlaceRules& place;
    Doing doing;
    std::int32_t servers;
    Time duration, begin, end;  ///< within [begin, end]
    std::uint32_t haul;
    std::int64_t kg;
  };
  Obstacle drive(State& s, const Row& row, Place to, bool loaded);
  Obstacle serve(State& s, const Service& service);
  void leave_later(State& s, Time ready, Time waited, std::size_t first_activity);
  Obstacle charge_for(State& s, const Row& row, std::int64_t need_direct, std::int64_t then,
                      Place next);
  std::int64_t way_out(const Row& row, Place from) const;
  Time opening(const PlaceRules& p, Time t, Time duration) const;
  void book(std::int32_t calendar, Time begin, Time duration);
  Time earliest(std::int32_t calendar, Time t, Time duration) const {
    return calendar == no_calendar ? t : (*calendars_)[calendar].earliest(t, duration);
  }
  Time promised() const { return (*promised_)[booked_.size()].begin; }
  Time free_road(const std::vector<RoadUse>& roads, Time t) const;
  Time free_place(const Service& service, Time t, Obstacle& why) const;
  void wait_until(State& s, Time t);
  void write(Doing doing, Time begin, Time end, Place from, Place to, std::int64_t metres = 0);

  const Model* model_;
  Calendars* calendars_;
  std::vector<Booking> booked_;
  const std::vector<Booking>* promised_ = nullptr;
  std::vector<Activity>* record_ = nullptr;
  std::optional<std::size_t> haul_;  ///< on board, while recording
  std::int64_t kg_ = 0;
};

}  // namespace masseflyt::transport::dispatching
