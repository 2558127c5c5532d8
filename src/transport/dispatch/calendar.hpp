// src/transport/dispatch/calendar.hpp — what a server, a gate or a road has promised to whom.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "transport/dispatch/model.hpp"

namespace masseflyt::transport::dispatching {

/// Bookings of one shared thing, by begin. Small: what one place does in a day.
class Calendar {
 public:
  explicit Calendar(CalendarRule rule) : rule_(rule) {}

  /// The earliest begin at or after `t` at which there is room for `duration`.
  Time earliest(Time t, Time duration) const {
    return rule_.kind == CalendarRule::Kind::servers ? free_server(t, duration) : free_hour(t);
  }
  void book(Time begin, Time duration) {
    const Booking b{begin, begin + duration};
    booked_.insert(std::lower_bound(booked_.begin(), booked_.end(), b), b);
    longest_ = std::max(longest_, duration);
  }
  void release(Time begin, Time duration) {
    booked_.erase(
        std::lower_bound(booked_.begin(), booked_.end(), Booking{begin, begin + duration}));
  }

 private:
  static constexpr Time hour = 3600;
  struct Booking {
    Time begin, end;
    bool operator<(const Booking& o) const {
      return begin != o.begin ? begin < o.begin : end < o.end;
    }
  };

  /// Moves `t` on to where fewer than `most` bookings overlap [t, t + duration) at any moment.
  Time free_server(Time t, Time duration) const {
    if (duration == 0) return t;  // who takes no time is in nobody's way
    if (rule_.most == 0) return never;
    for (;;) {
      const Time moved = after_conflict(t, t + duration);
      if (moved == t) return t;
      t = moved;
    }
  }
  /// `t` if there is room in [t, end), else a later moment to try.
  Time after_conflict(Time t, Time end) const {
    running_.clear();
    auto b = std::lower_bound(booked_.begin(), booked_.end(), Booking{t - longest_, 0});
    for (; b != booked_.end() && b->begin < end; ++b) {
      if (b->end <= t || b->begin == b->end) continue;
      std::erase_if(running_, [&](Time over) { return over <= std::max(b->begin, t); });
      running_.push_back(b->end);
      if (running_.size() >= rule_.most) return *std::min_element(running_.begin(), running_.end());
    }
    return t;
  }

  /// With `t` among the bookings no `most` + 1 of them begin within an hour.
  Time free_hour(Time t) const {
    const std::size_t n = rule_.most;
    if (n == 0) return never;
    for (;;) {
      const auto at = static_cast<std::size_t>(
          std::upper_bound(booked_.begin(), booked_.end(), t,
                           [](Time x, const Booking& b) { return x < b.begin; }) -
          booked_.begin());
      bool moved = false;
      // Runs of n bookings around `t`: from those just before it to those just after.
      for (std::size_t first = at >= n ? at - n : 0; first <= at; ++first) {
        if (first + n > booked_.size()) break;
        const Time low = std::min(t, booked_[first].begin);
        const Time high = std::max(t, booked_[first + n - 1].begin);
        if (high - low < hour) {
          // Nothing fits before the run is an hour old; behind it the next run is looked at.
          t = std::max(t + 1, booked_[first].begin + hour);
          moved = true;
          break;
        }
      }
      if (!moved) return t;
    }
  }

  CalendarRule rule_;
  std::vector<Booking> booked_;
  Time longest_ = 0;
  mutable std::vector<Time> running_;
};

}  // namespace masseflyt::transport::dispatching
