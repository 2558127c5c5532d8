#include "transport/dispatch/routes.hpp"

#include <algorithm>

namespace masseflyt::transport::dispatching {

Routes::Routes(const Model& model, std::vector<State> begin)
    : model_(&model),
      calendars_(model),
      timing_(model, calendars_),
      begin_(std::move(begin)),
      closed_(begin_.size(), 0),
      route_(begin_.size()),
      trucks_of_(model.hauls.size()) {
  for (const HaulRules& h : model.hauls) left_.push_back(h.kg), unserved_kg_ += h.kg;
  for (std::size_t t = 0; t < route_.size(); ++t) {
    route_[t].end = begin_[t];
    retime(t, 0);
    cost_ += route_[t].cost;
  }
}

Trip Routes::next_trip(std::size_t truck, std::uint32_t haul) const {
  return {haul, std::min(left_[haul], model_->row(truck).payload_kg)};
}

State Routes::before(std::size_t truck, std::size_t at) const {
  return at == 0 ? begin_[truck] : route_[truck].after[at - 1];
}

Place Routes::place_before(std::size_t truck, std::size_t at) const {
  return at == 0 ? begin_[truck].at : model_->hauls[route_[truck].trips[at - 1].haul].to;
}

bool Routes::used(std::size_t truck) const {
  return !route_[truck].trips.empty() || begin_[truck].left_depot != never;
}

std::int64_t Routes::cost_of(const State& end, bool goes_out) const {
  const Weighed& w = model_->weigh;
  return w.metre * end.metres + w.waiting_second * end.waiting + (goes_out ? w.truck : 0);
}

std::int64_t Routes::extra_metres(std::size_t truck, std::size_t at, std::uint32_t haul) const {
  const Route& r = route_[truck];
  const HaulRules& h = model_->hauls[haul];
  const Travel& travel = model_->travel;
  const Place from = place_before(truck, at);
  const Place to =
      at < r.trips.size() ? model_->hauls[r.trips[at].haul].from : model_->row(truck).depot;
  const std::int64_t direct = used(truck) ? travel.metres(from, to) : 0;
  return std::int64_t{travel.metres(from, h.from)} + h.metres + travel.metres(h.to, to) - direct;
}

/// Where a day knows no breaks, batteries, cleaning or queues, and the truck neither waits nor left
/// late, the seconds of the drives tell.
bool Routes::surely_late(std::size_t truck, std::size_t at, Trip trip) const {
  const Route& r = route_[truck];
  const Row& row = model_->row(truck);
  if (row.drive_before_break != never || row.range_m > 0 || model_->any_cleaning ||
      !calendars_.empty())
    return false;
  if (r.trips.empty() || r.end.waiting > 0 || r.end.left_depot > row.shift_begin) return false;
  const HaulRules& h = model_->hauls[trip.haul];
  const Travel& travel = model_->travel;
  const Place from = place_before(truck, at);
  const Place to = at < r.trips.size() ? model_->hauls[r.trips[at].haul].from : row.depot;
  const Time more = Time{travel.seconds(from, h.from)} + h.seconds + travel.seconds(h.to, to) -
                    travel.seconds(from, to) + model_->load_s(model_->places[h.from], trip.kg) +
                    model_->unload_s(model_->places[h.to], trip.kg);
  return r.end.time + more > row.shift_end;
}

std::int64_t Routes::try_insert(std::size_t truck, std::size_t at, Trip trip, Obstacle* why) {
  const auto told = [&](Obstacle o) {
    if (why != nullptr) *why = o;
    return never;
  };
  const Row& row = model_->row(truck);
  if (row.drives[trip.haul] == 0 || closed_[truck] != 0) return told(Obstacle::payload_or_material);
  if (surely_late(truck, at, trip)) return told(Obstacle::shift_end);
  const Route& r = route_[truck];
  if (!calendars_.empty()) release_from(truck, at);
  State s = before(truck, at);
  Obstacle o = timing_.carry(s, row, trip.haul, trip.kg);
  for (std::size_t i = at; o == Obstacle::none && i < r.trips.size(); ++i)
    o = timing_.carry(s, row, r.trips[i].haul, r.trips[i].kg);
  if (o == Obstacle::none) o = timing_.home(s, row);
  timing_.undo(0);
  if (!calendars_.empty()) book_from(truck, at);
  if (o != Obstacle::none) return told(o);
  return cost_of(s, true) - r.cost;
}

bool Routes::insert(std::size_t truck, std::size_t at, Trip trip) {
  Route& r = route_[truck];
  const std::int64_t cost = r.cost;
  release_from(truck, at);
  r.trips.insert(r.trips.begin() + static_cast<std::ptrdiff_t>(at), trip);
  if (retime(truck, at) < r.trips.size()) {
    release_from(truck, at);
    r.trips.erase(r.trips.begin() + static_cast<std::ptrdiff_t>(at));
    cut(truck, retime(truck, at));
    cost_ += r.cost - cost;
    return false;
  }
  count(trip, truck, 1);
  cost_ += r.cost - cost;
  return true;
}

void Routes::remove(std::size_t truck, std::size_t first, std::size_t last) {
  Route& r = route_[truck];
  cost_ -= r.cost;
  release_from(truck, first);
  for (std::size_t i = first; i < last; ++i) count(r.trips[i], truck, -1);
  const auto begin = r.trips.begin();
  r.trips.erase(begin + static_cast<std::ptrdiff_t>(first),
                begin + static_cast<std::ptrdiff_t>(last));
  cut(truck, retime(truck, first));
  cost_ += r.cost;
}

/// Without the loads that do not fit.
void Routes::cut(std::size_t truck, std::size_t size) {
  Route& r = route_[truck];
  while (size < r.trips.size()) {
    release_from(truck, size);
    if (!calendars_.empty()) r.booked.resize(size), r.booked_home.clear();
    for (std::size_t i = size; i < r.trips.size(); ++i) count(r.trips[i], truck, -1);
    r.trips.resize(size);
    size = retime(truck, size);
    if (size == r.trips.size()) return;
    size = size > 0 ? size - 1 : 0;
  }
}

void Routes::restore(std::size_t truck, const Route& before) {
  Route& r = route_[truck];
  cost_ += before.cost - r.cost;
  release_from(truck, 0);
  for (const Trip& t : r.trips) count(t, truck, -1);
  r = before;
  for (const Trip& t : r.trips) count(t, truck, 1);
  book_from(truck, 0);
}

bool Routes::set(std::size_t truck, const std::vector<Trip>& trips) {
  remove(truck, 0, route_[truck].trips.size());
  for (const Trip& t : trips)
    if (!insert(truck, route_[truck].trips.size(), t)) {
      remove(truck, 0, route_[truck].trips.size());
      return false;
    }
  return true;
}

void Routes::count(const Trip& trip, std::size_t truck, int sign) {
  left_[trip.haul] -= sign * trip.kg;
  unserved_kg_ -= sign * trip.kg;
  auto& trucks = trucks_of_[trip.haul];
  if (sign > 0) {
    trucks.push_back(static_cast<std::uint32_t>(truck));
    return;
  }
  const auto found = std::find(trucks.begin(), trucks.end(), static_cast<std::uint32_t>(truck));
  *found = trucks.back();
  trucks.pop_back();
}

void Routes::release_from(std::size_t truck, std::size_t at) {
  if (calendars_.empty()) return;
  const Route& r = route_[truck];
  for (std::size_t i = at; i < r.booked.size(); ++i)
    for (const Booking& b : r.booked[i]) calendars_.release(b);
  for (const Booking& b : r.booked_home) calendars_.release(b);
}

void Routes::book_from(std::size_t truck, std::size_t at) {
  if (calendars_.empty()) return;
  const Route& r = route_[truck];
  for (std::size_t i = at; i < r.booked.size(); ++i)
    for (const Booking& b : r.booked[i]) calendars_.book(b);
  for (const Booking& b : r.booked_home) calendars_.book(b);
}

/// Times all loads from `at` on; nothing of them is booked. Returns how many fit: less than all
/// means that nothing from there on is timed and booked, and the way home is not either.
std::size_t Routes::retime(std::size_t truck, std::size_t at) {
  Route& r = route_[truck];
  const Row& row = model_->row(truck);
  const bool shared = !calendars_.empty();
  r.after.resize(r.trips.size());
  if (shared) r.booked.resize(r.trips.size()), r.booked_home.clear();
  State s = before(truck, at);
  for (std::size_t i = at; i < r.trips.size(); ++i) {
    if (timing_.carry(s, row, r.trips[i].haul, r.trips[i].kg) != Obstacle::none) {
      timing_.undo(0);
      r.after.resize(i);
      if (shared) r.booked.resize(i);
      return i;
    }
    r.after[i] = s;
    if (shared) timing_.hand_over(0, r.booked[i]);
  }
  if (timing_.home(s, row) != Obstacle::none) {
    timing_.undo(0);
    if (!r.trips.empty()) return r.trips.size() - 1;
  }
  if (shared) timing_.hand_over(0, r.booked_home);
  r.end = s;
  r.cost = cost_of(s, used(truck));
  return r.trips.size();
}

std::vector<Activity> Routes::activities(std::size_t truck) {
  const Route& r = route_[truck];
  const Row& row = model_->row(truck);
  std::vector<Booking> promised;
  for (const auto& of_trip : r.booked)
    promised.insert(promised.end(), of_trip.begin(), of_trip.end());
  promised.insert(promised.end(), r.booked_home.begin(), r.booked_home.end());
  std::vector<Activity> told;
  timing_.replay(&promised, &told);
  State s = begin_[truck];
  for (const Trip& t : r.trips) timing_.carry(s, row, t.haul, t.kg);
  timing_.home(s, row);
  timing_.replay(nullptr, nullptr);
  return told;
}

}  // namespace masseflyt::transport::dispatching
