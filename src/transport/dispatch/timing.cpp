#include "transport/dispatch/timing.hpp"

#include <algorithm>

namespace masseflyt::transport::dispatching {

const char* reason(Obstacle o) {
  switch (o) {
    case Obstacle::none:
      return "no truck is left";
    case Obstacle::payload_or_material:
      return "no truck may carry it";
    case Obstacle::unreachable:
      return "no way leads there";
    case Obstacle::range:
      return "the range of the battery does not reach";
    case Obstacle::break_rule:
      return "a single drive is longer than a driver may drive without a break";
    case Obstacle::driving_hours:
      return "the driving hours of the drivers are used up";
    case Obstacle::duty_hours:
      return "the duty hours of the drivers are used up";
    case Obstacle::shift_end:
      return "no truck would be back before its shift ends";
    case Obstacle::window:
      return "it would be unloaded after the window of the haul";
    case Obstacle::closed:
      return "the place is not open long enough";
    case Obstacle::no_room:
      return "a place or road with a limit takes no more trucks";
  }
  return "";
}

State Timing::start(std::uint32_t row_number) const {
  const Row& row = model_->rows[row_number];
  State s;
  s.at = row.depot, s.time = row.shift_begin, s.range_left = row.range_m;
  return s;
}

Obstacle Timing::carry(State& s, const Row& row, std::uint32_t haul, std::int64_t kg) {
  const HaulRules& h = model_->hauls[haul];
  if (row.drives[haul] == 0) return Obstacle::payload_or_material;
  if (h.metres == Travel::nowhere || !model_->travel.reaches(s.at, h.from))
    return Obstacle::unreachable;
  if (row.range_m > 0)
    if (const auto o = charge_for(s, row, model_->travel.metres(s.at, h.from),
                                  h.metres + way_out(row, h.to), h.from);
        o != Obstacle::none)
      return o;
  const Time ready = s.time, waited = s.waiting;
  const bool leaves_depot = s.left_depot == never;
  if (leaves_depot) s.left_depot = s.time;
  const std::size_t first_activity = record_ != nullptr ? record_->size() : 0;
  const std::size_t first_booking = booked_.size();
  if (const auto o = drive(s, row, h.from, false); o != Obstacle::none) return o;
  if (const Time cleaning = model_->clean_s(s.material, h.material); cleaning > 0) {
    write(Doing::clean, s.time, s.time + cleaning, s.at, s.at);
    s.time += cleaning;
  }
  const PlaceRules& from = model_->places[h.from];
  const PlaceRules& to = model_->places[h.to];
  const bool road_free = booked_.size() == first_booking;
  if (const auto o = serve(s, {from, Doing::load, from.load_servers, model_->load_s(from, kg),
                               h.window_begin, h.window_end, haul, kg});
      o != Obstacle::none)
    return o;
  if (leaves_depot && road_free) leave_later(s, ready, waited, first_activity);
  s.material = static_cast<std::int32_t>(h.material);
  if (const auto o = drive(s, row, h.to, true); o != Obstacle::none) return o;
  if (const auto o = serve(s, {to, Doing::unload, to.unload_servers, model_->unload_s(to, kg), 0,
                               h.window_end, haul, kg});
      o != Obstacle::none)
    return o;
  haul_.reset(), kg_ = 0;
  return Obstacle::none;
}

/// Nobody waits before the first load who can leave the depot later. Until then there has been
/// nothing but one drive: a truck begins its day rested, clean and with a full battery.
void Timing::leave_later(State& s, Time ready, Time waited, std::size_t first_activity) {
  const Time later = s.waiting - waited;
  if (later == 0) return;
  s.left_depot = ready + later, s.waiting = waited;
  if (record_ == nullptr) return;
  auto& activities = *record_;
  std::size_t i = first_activity;
  if (activities[i].doing == Doing::drive_empty)
    activities[i].begin += later, activities[i].end += later, ++i;
  activities.erase(activities.begin() + static_cast<std::ptrdiff_t>(i));  // the wait
}

Obstacle Timing::home(State& s, const Row& row) {
  if (s.left_depot == never) return Obstacle::none;
  const auto metres = model_->travel.metres(s.at, row.depot);
  if (metres == Travel::nowhere) return Obstacle::unreachable;
  if (row.range_m > 0)
    if (const auto o = charge_for(s, row, metres, 0, row.depot); o != Obstacle::none) return o;
  if (const auto o = drive(s, row, row.depot, false); o != Obstacle::none) return o;
  if (s.time > row.shift_end) return Obstacle::shift_end;
  if (s.time - s.left_depot > row.max_duty) return Obstacle::duty_hours;
  return Obstacle::none;
}

Obstacle Timing::drive(State& s, const Row& row, Place to, bool loaded) {
  if (s.at == to) return Obstacle::none;
  const auto metres = model_->travel.metres(s.at, to);
  const Time seconds = model_->travel.seconds(s.at, to);
  if (metres == Travel::nowhere) return Obstacle::unreachable;
  if (seconds > row.drive_before_break) return Obstacle::break_rule;
  if (s.since_break + seconds > row.drive_before_break) {
    write(Doing::rest, s.time, s.time + row.break_s, s.at, s.at);
    s.time += row.break_s, s.since_break = 0;
  }
  if (const auto* roads = model_->roads(s.at, to)) {
    const Time t = free_road(*roads, s.time);
    if (t >= never / 2) return Obstacle::no_room;
    wait_until(s, t);
    for (const RoadUse& use : *roads) book(use.calendar, t + use.offset, 0);
  }
  if (row.range_m > 0 && (s.range_left -= metres) < 0) return Obstacle::range;
  s.driving += seconds, s.since_break += seconds, s.metres += metres;
  if (s.driving > row.max_driving) return Obstacle::driving_hours;
  write(loaded ? Doing::drive_loaded : Doing::drive_empty, s.time, s.time + seconds, s.at, to,
        metres);
  s.time += seconds, s.at = to;
  return s.time > row.shift_end ? Obstacle::shift_end : Obstacle::none;
}

/// When a drive over these roads may begin.
Time Timing::free_road(const std::vector<RoadUse>& roads, Time t) const {
  if (promised_ != nullptr) return promised() - roads.front().offset;
  for (Time last = -1; t != last && t < never / 2;) {
    last = t;
    for (const RoadUse& use : roads)
      t = std::max(t, earliest(use.calendar, t + use.offset, 0) - use.offset);
  }
  return t;
}

/// The earliest begin at or after `t` with all of `duration` inside one opening; never if none.
Time Timing::opening(const PlaceRules& p, Time t, Time duration) const {
  if (p.open.empty()) return t;
  for (const Hours& h : p.open)
    if (std::max(t, h.begin) + duration <= h.end) return std::max(t, h.begin);
  return never;
}

Time Timing::free_place(const Service& service, Time t, Obstacle& why) const {
  const PlaceRules& p = service.place;
  const bool shared = service.servers != no_calendar || p.per_hour != no_calendar;
  if (promised_ != nullptr && shared) return promised();
  for (Time last = -1; t != last;) {
    last = t;
    why = Obstacle::closed;
    if ((t = opening(p, t, service.duration)) == never) return never;
    why = Obstacle::no_room;
    t = earliest(service.servers, t, service.duration);
    if (t < never) t = earliest(p.per_hour, t, 0);
    if (t >= never) return never;
  }
  return t;
}

Obstacle Timing::serve(State& s, const Service& service) {
  Obstacle why = Obstacle::none;
  const Time t = free_place(service, std::max(s.time, service.begin), why);
  if (t == never) return why;
  if (t + service.duration > service.end) return Obstacle::window;
  wait_until(s, t);
  haul_ = service.haul, kg_ = service.kg;
  book(service.servers, t, service.duration);
  book(service.place.per_hour, t, 0);
  write(service.doing, t, t + service.duration, s.at, s.at);
  s.time = t + service.duration;
  return Obstacle::none;
}

/// From `from` home or to a charger, whichever is nearer.
std::int64_t Timing::way_out(const Row& row, Place from) const {
  std::int64_t nearest = model_->travel.metres(from, row.depot);
  for (const Place c : row.chargers)
    nearest = std::min<std::int64_t>(nearest, model_->travel.metres(from, c));
  return nearest;
}

/// Goes by a charger if the battery does not hold `direct` + `then` metres; the charger is the one
/// that makes the way to `next` least longer, the one named first among equals.
Obstacle Timing::charge_for(State& s, const Row& row, std::int64_t direct, std::int64_t then,
                            Place next) {
  if (s.range_left >= direct + then) return Obstacle::none;
  const Travel& travel = model_->travel;
  std::int64_t least = never;
  Place best = 0;
  for (const Place c : row.chargers) {
    const std::int64_t there = travel.metres(s.at, c), on = travel.metres(c, next);
    if (on == Travel::nowhere || there > s.range_left || on + then > row.range_m) continue;
    if (there + on < least) least = there + on, best = c;
  }
  if (least == never) return Obstacle::range;
  if (s.left_depot == never && best != s.at) s.left_depot = s.time;
  if (const auto o = drive(s, row, best, false); o != Obstacle::none) return o;
  const PlaceRules& p = model_->places[best];
  const std::int64_t metres = row.range_m - s.range_left;
  const Time duration = (metres * 3600 + p.charge_m_per_hour - 1) / p.charge_m_per_hour;
  const Time t = promised_ != nullptr && p.chargers != no_calendar
                     ? promised()
                     : earliest(p.chargers, s.time, duration);
  if (t >= never) return Obstacle::no_room;
  wait_until(s, t);
  book(p.chargers, t, duration);
  write(Doing::charge, t, t + duration, s.at, s.at);
  s.time = t + duration, s.range_left = row.range_m;
  return Obstacle::none;
}

void Timing::book(std::int32_t calendar, Time begin, Time duration) {
  if (calendar == no_calendar) return;
  booked_.push_back({calendar, begin, duration});
  if (promised_ == nullptr) calendars_->book(booked_.back());
}

void Timing::undo(std::size_t mark) {
  for (; booked_.size() > mark; booked_.pop_back()) calendars_->release(booked_.back());
  haul_.reset(), kg_ = 0;
}

void Timing::hand_over(std::size_t mark, std::vector<Booking>& to) {
  to.assign(booked_.begin() + static_cast<std::ptrdiff_t>(mark), booked_.end());
  booked_.resize(mark);
}

void Timing::wait_until(State& s, Time t) {
  if (t <= s.time) return;
  write(Doing::wait, s.time, t, s.at, s.at);
  s.waiting += t - s.time, s.time = t;
}

void Timing::write(Doing doing, Time begin, Time end, Place from, Place to, std::int64_t metres) {
  if (record_ == nullptr) return;
  Activity a{doing, begin, end, from, to, metres, {}, 0};
  const bool on_board =
      doing == Doing::drive_loaded || doing == Doing::unload || doing == Doing::load;
  if (on_board) a.haul = haul_;
  if (on_board || (kg_ > 0 && doing != Doing::drive_empty && doing != Doing::clean)) a.kg = kg_;
  record_->push_back(a);
}

}  // namespace masseflyt::transport::dispatching
