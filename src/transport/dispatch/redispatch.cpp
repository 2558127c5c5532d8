// The rest of a day after something went wrong: what has begun is kept, the rest is free again.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <masseflyt/transport/dispatch.hpp>

#include "transport/dispatch/checked.hpp"
#include "transport/dispatch/outcome.hpp"
#include "transport/dispatch/routes.hpp"
#include "transport/dispatch/search.hpp"

namespace masseflyt::transport {
namespace dispatching {
namespace {

/// What one truck has done by now, how it stands, and the loads it had before it.
struct Kept {
  std::vector<Activity> done;
  State state;
  std::vector<Trip> to_come;
  std::optional<Trip> stranded;  ///< on board of a broken truck
  std::int64_t way_home_m = 0;   ///< that a broken truck does not drive
};

class Keeper {
 public:
  Keeper(const Day& day, const Model& model, const Event& event)
      : day_(day), model_(model), now_(event.now) {}

  State fresh(std::size_t truck) const {
    const Row& row = model_.row(truck);
    State s;
    s.at = row.depot, s.time = std::max(row.shift_begin, now_), s.range_left = row.range_m;
    return s;
  }

  Kept keep(std::size_t truck, const std::vector<Activity>& all, bool broken) const {
    Kept k;
    k.state = fresh(truck);
    const std::size_t kept = broken ? begun(all) : committed(all);
    for (std::size_t i = 0; i < kept; ++i) {
      Activity a = all[i];
      if (a.end > now_ && (broken || (a.doing == Doing::wait && i + 1 == kept))) cut(a);
      k.done.push_back(a);
      walk(k, model_.row(truck), a);
    }
    k.state.time = std::max(k.state.time, now_);
    if (broken) strand(k, truck, all);
    for (std::size_t i = kept; i < all.size() && !broken; ++i)
      if (all[i].doing == Doing::load)
        k.to_come.push_back({static_cast<std::uint32_t>(*all[i].haul), all[i].kg});
    if (broken) k.state.left_depot = never, k.state.at = model_.row(truck).depot;
    return k;
  }

 private:
  std::size_t begun(const std::vector<Activity>& all) const {
    std::size_t n = 0;
    while (n < all.size() && all[n].begin < now_) ++n;
    return n;
  }

  /// What has begun, and what follows from it: the load that a truck is under way to or carries.
  std::size_t committed(const std::vector<Activity>& all) const {
    const std::size_t n = begun(all);
    if (n == 0) return 0;
    std::size_t i = n - 1;
    const bool free = all[i].doing == Doing::unload || all[i].doing == Doing::rest ||
                      all[i].doing == Doing::charge ||
                      (all[i].doing == Doing::wait && !stands_at_load(all, i));
    if (free && all[i].kg == 0) return n;
    if (all[i].doing == Doing::unload) return n;
    if (all[i].kg == 0 && !stands_at_load(all, i)) return n;  // a drive home or to a charger
    while (i < all.size() && all[i].doing != Doing::unload) ++i;
    return std::min(i + 1, all.size());
  }
  /// Whether nothing but waiting and cleaning lies between this activity and a loading.
  static bool stands_at_load(const std::vector<Activity>& all, std::size_t i) {
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      if (all[k].doing == Doing::load) return true;
      if (all[k].doing != Doing::wait && all[k].doing != Doing::clean) return false;
    }
    return all[i].doing == Doing::load;
  }

  void cut(Activity& a) const {
    const auto part =
        static_cast<long double>(now_ - a.begin) / static_cast<long double>(a.end - a.begin);
    a.metres = static_cast<std::int64_t>(part * static_cast<long double>(a.metres));
    a.end = now_;
  }

  void walk(Kept& k, const Row& row, const Activity& a) const {
    State& s = k.state;
    const Time seconds = a.end - a.begin;
    if (s.left_depot == never) s.left_depot = a.begin, s.time = a.begin;
    s.time = a.end, s.at = a.to;
    switch (a.doing) {
      case Doing::drive_empty:
      case Doing::drive_loaded:
        s.driving += seconds, s.since_break += seconds, s.metres += a.metres;
        if (row.range_m > 0) s.range_left -= a.metres;
        break;
      case Doing::rest:
        s.since_break = 0;
        break;
      case Doing::charge:
        s.range_left = row.range_m;
        break;
      case Doing::wait:
        s.waiting += seconds;
        break;
      case Doing::load:
        s.material = static_cast<std::int32_t>(day_.hauls[*a.haul].material);
        break;
      case Doing::unload:
      case Doing::clean:
        break;
    }
  }

  /// The bound reckons with a way home from where the truck would have come next.
  void strand(Kept& k, std::size_t truck, const std::vector<Activity>& all) const {
    if (k.done.empty()) return;
    const Activity& last = k.done.back();
    const Activity& whole = all[k.done.size() - 1];
    const Place depot = model_.row(truck).depot;
    const bool unfinished = last.end < whole.end;
    if (last.kg > 0 && (last.doing != Doing::unload || unfinished) &&
        !(last.doing == Doing::load && unfinished)) {
      const auto haul = on_board(all, k.done.size());
      k.stranded = Trip{haul, last.kg};
      k.way_home_m = model_.travel.metres(model_.hauls[haul].from, depot);
    } else {
      k.way_home_m = whole.metres - last.metres + model_.travel.metres(last.to, depot);
    }
    if (last.doing == Doing::unload && unfinished) k.done.pop_back();
    if (last.doing == Doing::load && unfinished) k.done.pop_back();
  }
  std::uint32_t on_board(const std::vector<Activity>& all, std::size_t size) const {
    for (std::size_t i = size; i-- > 0;)
      if (all[i].doing == Doing::load) return static_cast<std::uint32_t>(*all[i].haul);
    return 0;
  }

  const Day& day_;
  const Model& model_;
  Time now_;
};

/// What the activities booked when they were made.
void promise(const Model& model, const std::vector<Activity>& done, Routes& routes) {
  const auto book = [&](std::int32_t calendar, Time begin, Time duration) {
    if (calendar != no_calendar) routes.promise({calendar, begin, duration});
  };
  for (const Activity& a : done) {
    const PlaceRules& p = model.places[a.from];
    const Time seconds = a.end - a.begin;
    if (a.doing == Doing::load || a.doing == Doing::unload) {
      book(a.doing == Doing::load ? p.load_servers : p.unload_servers, a.begin, seconds);
      book(p.per_hour, a.begin, 0);
    }
    if (a.doing == Doing::charge) book(p.chargers, a.begin, seconds);
    if (a.metres > 0 || a.from != a.to)
      if (const auto* roads = model.roads(a.from, a.to))
        for (const RoadUse& use : *roads) book(use.calendar, a.begin + use.offset, 0);
  }
}

using ByTruck = std::map<std::pair<std::size_t, std::uint32_t>, const Itinerary*>;

Result<ByTruck> by_truck(const Day& day, const Dispatch& before) {
  ByTruck found;
  for (std::size_t i = 0; i < before.itineraries.size(); ++i) {
    const Itinerary& it = before.itineraries[i];
    const auto fault = [&](const char* what) {
      return Error{ErrorCode::invalid_argument,
                   std::string("expected itineraries of this day: ") + what,
                   "/itineraries/" + std::to_string(i)};
    };
    if (it.row >= day.fleet.size() || it.number >= day.fleet[it.row].count)
      return fault("there is no such truck");
    for (const Activity& a : it.activities) {
      const bool handles = a.doing == Doing::load || a.doing == Doing::unload;
      if ((handles && !a.haul) || (a.haul && *a.haul >= day.hauls.size()))
        return fault("there is no such haul");
      if (a.from >= day.travel.origins() || a.to >= day.travel.origins())
        return fault("there is no such place");
      if (a.end < a.begin) return fault("an activity ends before it begins");
    }
    found[{it.row, it.number}] = &it;
  }
  return found;
}

Result<std::vector<char>> broken_trucks(const Day& day, const Model& model, const Event& event) {
  std::map<std::string, std::size_t> number;
  for (std::size_t t = 0; t < model.row_of.size(); ++t)
    number[day.fleet[model.row_of[t]].id + "/" + std::to_string(model.number[t] + 1)] = t;
  std::vector<char> broken(model.row_of.size(), 0);
  for (const std::string& name : event.broken) {
    const auto found = number.find(name);
    if (found == number.end())
      return Error{ErrorCode::not_found, "there is no truck '" + name + "'", "/broken"};
    broken[found->second] = 1;
  }
  return broken;
}

}  // namespace
}  // namespace dispatching

using namespace dispatching;

Result<Dispatch> redispatch(const Day& day, const Dispatch& before, const Event& event,
                            const DispatchOptions& options) {
  auto model = checked_model(day, options);
  if (!model) return model.error();
  const auto itineraries = by_truck(day, before);
  if (!itineraries) return itineraries.error();
  const auto broken = broken_trucks(day, *model, event);
  if (!broken) return broken.error();
  const Keeper keeper(day, *model, event);
  std::vector<Kept> kept;
  std::vector<State> begin;
  for (std::size_t t = 0; t < model->row_of.size(); ++t) {
    const auto it = itineraries->find({model->row_of[t], model->number[t]});
    kept.push_back(it == itineraries->end()
                       ? Kept{{}, keeper.fresh(t), {}, {}, 0}
                       : keeper.keep(t, it->second->activities, (*broken)[t] != 0));
    begin.push_back(kept.back().state);
  }
  Routes routes(*model, std::move(begin));
  std::vector<std::vector<Activity>> done;
  std::vector<Unserved> stranded;
  std::int64_t not_driven = 0;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    promise(*model, kept[t].done, routes);
    for (const Activity& a : kept[t].done)
      if (a.doing == Doing::unload) routes.take(static_cast<std::uint32_t>(*a.haul), a.kg);
    if (kept[t].stranded) {
      routes.take(kept[t].stranded->haul, kept[t].stranded->kg);
      stranded.push_back(
          {kept[t].stranded->haul, kept[t].stranded->kg, "it lies on a truck that broke down"});
    }
    not_driven += kept[t].way_home_m;
    if ((*broken)[t] != 0) routes.close(t);
    done.push_back(std::move(kept[t].done));
  }
  for (std::size_t t = 0; t < kept.size(); ++t)
    for (const Trip& trip : kept[t].to_come) routes.insert(t, routes.route(t).trips.size(), trip);
  construct(routes, {}, options.control);
  const SearchOutcome search = improve(routes, options.seed, options.work_limit, options.control);
  auto d = outcome(day, *model, routes, std::move(done), search, options.control);
  if (!d) return d.error();
  d->unserved.insert(d->unserved.end(), stranded.begin(), stranded.end());
  std::stable_sort(d->unserved.begin(), d->unserved.end(),
                   [](const Unserved& a, const Unserved& b) { return a.haul < b.haul; });
  d->bound.empty_m = std::max<std::int64_t>(0, d->bound.empty_m - not_driven);
  return d;
}

}  // namespace masseflyt::transport
