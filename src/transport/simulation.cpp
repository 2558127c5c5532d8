// A discrete event simulation. Nothing of src/transport/dispatch/ is used here, on purpose: it is
// the check of what that code says.
#include <masseflyt/transport/simulation.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace masseflyt::transport {
namespace {

constexpr std::size_t most_told = 1000;
constexpr std::int64_t hour = 3600;

struct Truck {
  const Itinerary* itinerary = nullptr;
  const TruckRow* row = nullptr;
  bool broken = false;
  PlaceIndex at = 0;
  std::int64_t driving = 0, since_break = 0, range = 0, cleaned = 0;
  std::int64_t on_board = 0;
  std::optional<std::size_t> haul;
  std::optional<std::uint32_t> material;  ///< of the last load
};

/// Beginnings within the last hour.
struct Rolling {
  std::deque<std::int64_t> begun;
  std::size_t with(std::int64_t t) {
    while (!begun.empty() && begun.front() <= t - hour) begun.pop_front();
    begun.push_back(t);
    return begun.size();
  }
};

class Replay {
 public:
  Replay(const Day& day, const Dispatch& told, const Event& event)
      : day_(day), told_(told), event_(event) {
    for (const Site& s : day.sites) site_.emplace(s.place, &s);
    sim_.delivered_kg.assign(day.hauls.size(), 0);
  }

  Simulation run() {
    for (const Itinerary& i : told_.itineraries) enter(i);
    line_up();
    for (const Step& step : steps_) step.begins ? begin(step) : end(step);
    check_roads();
    compare();
    std::stable_sort(
        sim_.violations.begin(), sim_.violations.end(), [](const auto& a, const auto& b) {
          return std::pair(a.truck.empty(), a.time) < std::pair(b.truck.empty(), b.time);
        });
    sim_.events = steps_.size();
    return std::move(sim_);
  }

 private:
  /// An activity begins or ends. What ends makes room for what begins at the same second.
  struct Step {
    std::int64_t time;
    int phase;
    std::size_t truck, activity;
    bool begins;
    bool operator<(const Step& o) const {
      return std::tie(time, phase, truck, activity, o.begins) <
             std::tie(o.time, o.phase, o.truck, o.activity, begins);
    }
  };

  void tell(const Truck* t, std::int64_t time, PlaceIndex place, std::string rule,
            std::string limit) {
    if (sim_.violations.size() < most_told)
      sim_.violations.push_back({t != nullptr ? t->itinerary->truck : "", time, place,
                                 std::move(rule), std::move(limit)});
  }
  static std::string against(std::int64_t found, const char* relation, std::int64_t limit) {
    return std::to_string(found) + ", " + relation + " " + std::to_string(limit);
  }

  void enter(const Itinerary& i) {
    Truck t;
    t.itinerary = &i;
    if (i.row >= day_.fleet.size() || i.number >= day_.fleet[i.row].count ||
        !seen_.insert({i.row, i.number}).second) {
      trucks_.push_back(t);
      tell(&trucks_.back(), 0, 0, "fleet", "no such truck, or twice the same");
      trucks_.pop_back();
      return;
    }
    t.row = &day_.fleet[i.row];
    t.at = t.row->depot, t.range = t.row->range_m.value_or(0);
    t.broken =
        std::find(event_.broken.begin(), event_.broken.end(), i.truck) != event_.broken.end();
    trucks_.push_back(t);
  }

  void line_up() {
    for (std::size_t t = 0; t < trucks_.size(); ++t) {
      const auto& activities = trucks_[t].itinerary->activities;
      check_frame(trucks_[t]);
      for (std::size_t a = 0; a < activities.size(); ++a) {
        const Activity& x = activities[a];
        steps_.push_back({x.begin, 1, t, a, true});
        steps_.push_back({x.end, x.end > x.begin ? 0 : 1, t, a, false});
        if (a > 0 && activities[a - 1].end != x.begin)
          tell(&trucks_[t], x.begin, x.from, "one thing at a time",
               against(x.begin, "the activity before ends at", activities[a - 1].end));
        if (x.end < x.begin)
          tell(&trucks_[t], x.begin, x.from, "one thing at a time", "ends before it begins");
      }
    }
    std::sort(steps_.begin(), steps_.end());
  }

  void check_frame(const Truck& t) {
    const auto& activities = t.itinerary->activities;
    if (activities.empty()) return;
    const std::int64_t out = activities.front().begin, back = activities.back().end;
    const TruckRow& row = *t.row;
    if (out < row.shift.begin)
      tell(&t, out, row.depot, "shift", against(out, "begins at", row.shift.begin));
    if (back > row.shift.end)
      tell(&t, back, row.depot, "shift", against(back, "ends at", row.shift.end));
    if (row.max_duty_s && back - out > *row.max_duty_s)
      tell(&t, back, row.depot, "duty hours", against(back - out, "at most", *row.max_duty_s));
    if (!t.broken && activities.back().to != row.depot)
      tell(&t, back, activities.back().to, "depot",
           against(activities.back().to, "has to come home to", row.depot));
  }

  const Activity& activity(const Step& s) const {
    return trucks_[s.truck].itinerary->activities[s.activity];
  }
  const Site* site(PlaceIndex p) const {
    const auto found = site_.find(p);
    return found == site_.end() ? nullptr : found->second;
  }
  /// Cut short by a breakdown.
  bool cut(const Step& s) const {
    const Truck& t = trucks_[s.truck];
    return t.broken && s.activity + 1 == t.itinerary->activities.size();
  }

  void begin(const Step& step) {
    Truck& t = trucks_[step.truck];
    const Activity& a = activity(step);
    if (a.from != t.at)
      tell(&t, a.begin, a.from, "one place at a time", against(a.from, "the truck is at", t.at));
    switch (a.doing) {
      case Doing::drive_empty:
      case Doing::drive_loaded:
        return begin_drive(t, a, cut(step));
      case Doing::load:
        return begin_load(t, a);
      case Doing::unload:
        return begin_unload(t, a, cut(step));
      case Doing::charge:
        return begin_charge(t, a);
      case Doing::wait:
      case Doing::rest:
      case Doing::clean:
        if (a.to != a.from) tell(&t, a.begin, a.to, "one place at a time", "moves without a drive");
        return;
    }
    tell(&t, a.begin, a.from, "one thing at a time", "no such activity");
  }

  void begin_drive(Truck& t, const Activity& a, bool cut_short) {
    if (a.from >= day_.travel.origins() || a.to >= day_.travel.origins() ||
        day_.travel.reach(a.from, a.to) != Reach::reached)
      return tell(&t, a.begin, a.to, "way", "no way leads there");
    const auto way = day_.travel.at(a.from, a.to);
    const auto metres = std::llround(way->km.value_or(0) * 1000);
    const auto seconds = std::llround(way->hours.value_or(0) * hour);
    const bool exact = a.metres == metres && a.end - a.begin == seconds;
    if (!exact && !(cut_short && a.metres <= metres && a.end - a.begin <= seconds))
      tell(&t, a.begin, a.to, "way",
           against(a.metres, "metres, the way has", metres) + "; " +
               against(a.end - a.begin, "seconds, it takes", seconds));
    const bool loaded = a.doing == Doing::drive_loaded;
    if (loaded != (t.on_board > 0))
      tell(&t, a.begin, a.from, "load",
           loaded ? "drives loaded, but is empty" : "drives empty, but is loaded");
    passed_.push_back({a.begin, a.from, a.to, &t});
  }

  void begin_load(Truck& t, const Activity& a) {
    if (!a.haul || *a.haul >= day_.hauls.size())
      return tell(&t, a.begin, a.from, "load", "no such haul");
    const DayHaul& h = day_.hauls[*a.haul];
    if (t.on_board > 0) tell(&t, a.begin, a.from, "load", "is loaded already");
    if (a.from != h.from) tell(&t, a.begin, a.from, "load", against(a.from, "it lies at", h.from));
    if (a.kg <= 0 || a.kg > t.row->payload_kg)
      tell(&t, a.begin, a.from, "payload", against(a.kg, "at most", t.row->payload_kg));
    const auto lists = [](const std::vector<std::uint32_t>& list, std::size_t x) {
      return list.empty() || std::count(list.begin(), list.end(), x) > 0;
    };
    if (!lists(t.row->materials, h.material) || !lists(h.truck_rows, t.itinerary->row))
      tell(&t, a.begin, a.from, "material", "this truck may not carry it");
    if (h.window && a.begin < h.window->begin)
      tell(&t, a.begin, a.from, "window", against(a.begin, "begins at", h.window->begin));
    if (t.material) check_clean(t, a, h.material);
    t.cleaned = 0;
    if (const Site* s = site(a.from))
      visit(t, a, *s, s->load, load_busy_[a.from]);
    else if (a.end != a.begin)
      tell(&t, a.begin, a.from, "handling", "takes time without a reason");
  }

  void begin_unload(Truck& t, const Activity& a, bool cut_short) {
    if (!a.haul || a.haul != t.haul || a.kg != t.on_board)
      return tell(&t, a.begin, a.from, "load", "unloads what is not on board");
    const DayHaul& h = day_.hauls[*a.haul];
    if (a.from != h.to) tell(&t, a.begin, a.from, "load", against(a.from, "it belongs to", h.to));
    if (h.window && a.end > h.window->end)
      tell(&t, a.begin, a.from, "window", against(a.end, "ends at", h.window->end));
    if (cut_short) return;
    if (const Site* s = site(a.from))
      visit(t, a, *s, s->unload, unload_busy_[a.from]);
    else if (a.end != a.begin)
      tell(&t, a.begin, a.from, "handling", "takes time without a reason");
  }

  void check_clean(Truck& t, const Activity& a, std::uint32_t material) {
    std::int64_t needed = 0;
    for (const Cleaning& c : day_.cleaning)
      if (c.before == *t.material && c.after == material) needed = c.seconds;
    if (t.cleaned < needed)
      tell(&t, a.begin, a.from, "cleaning", against(t.cleaned, "seconds, at least", needed));
  }

  /// Hours, servers, rate and duration of a handling.
  void visit(Truck& t, const Activity& a, const Site& s, const Handling& h, int& busy) {
    bool open = s.open.empty();
    for (const Hours& o : s.open) open = open || (o.begin <= a.begin && a.end <= o.end);
    if (!open) tell(&t, a.begin, a.from, "opening hours", "is closed");
    std::int64_t takes = h.fixed_s;
    if (h.kg_per_hour)
      takes += static_cast<std::int64_t>(std::ceil(static_cast<long double>(a.kg) * hour /
                                                   static_cast<long double>(*h.kg_per_hour)));
    if (a.end - a.begin != takes)
      tell(&t, a.begin, a.from, "handling", against(a.end - a.begin, "seconds, takes", takes));
    if (a.end > a.begin && ++busy > static_cast<int>(h.servers.value_or(1u << 30)))
      tell(&t, a.begin, a.from, "servers", against(busy, "at most", *h.servers));
    if (s.max_per_hour)
      if (const auto n = arrivals_[a.from].with(a.begin); n > *s.max_per_hour)
        tell(&t, a.begin, a.from, "trucks per hour",
             against(static_cast<std::int64_t>(n), "at most", *s.max_per_hour));
  }

  void begin_charge(Truck& t, const Activity& a) {
    const Site* s = site(a.from);
    if (s == nullptr || !s->charge_m_per_hour)
      return tell(&t, a.begin, a.from, "range", "there is no charger");
    if (a.end > a.begin && ++charging_[a.from] > static_cast<int>(s->chargers.value_or(1u << 30)))
      tell(&t, a.begin, a.from, "chargers", against(charging_[a.from], "at most", *s->chargers));
  }

  void end(const Step& step) {
    Truck& t = trucks_[step.truck];
    const Activity& a = activity(step);
    const std::int64_t seconds = a.end - a.begin;
    sim_.sums.duty_s += seconds;
    switch (a.doing) {
      case Doing::drive_empty:
      case Doing::drive_loaded:
        return end_drive(t, a);
      case Doing::load:
        if (seconds > 0) --load_busy_[a.from];
        t.on_board = a.kg, t.haul = a.haul;
        if (a.haul && *a.haul < day_.hauls.size()) t.material = day_.hauls[*a.haul].material;
        return;
      case Doing::unload:
        if (cut(step) && a.end - a.begin == 0) return;
        return end_unload(t, a, seconds);
      case Doing::charge:
        if (seconds > 0) --charging_[a.from];
        return end_charge(t, a, seconds);
      case Doing::rest:
        if (seconds >= t.row->break_s) t.since_break = 0;
        return;
      case Doing::clean:
        t.cleaned += seconds;
        return;
      case Doing::wait:
        sim_.sums.waiting_s += seconds;
    }
  }

  void end_drive(Truck& t, const Activity& a) {
    const std::int64_t seconds = a.end - a.begin;
    t.at = a.to, t.cleaned = 0;
    t.driving += seconds, t.since_break += seconds, t.range -= a.metres;
    sim_.sums.driving_s += seconds;
    (a.doing == Doing::drive_loaded ? sim_.sums.loaded_m : sim_.sums.empty_m) += a.metres;
    const TruckRow& row = *t.row;
    if (row.max_driving_s && t.driving > *row.max_driving_s)
      tell(&t, a.end, a.to, "driving hours", against(t.driving, "at most", *row.max_driving_s));
    if (row.drive_before_break_s && t.since_break > *row.drive_before_break_s)
      tell(&t, a.end, a.to, "break", against(t.since_break, "at most", *row.drive_before_break_s));
    if (row.range_m && t.range < 0)
      tell(&t, a.end, a.to, "range", against(*row.range_m - t.range, "at most", *row.range_m));
  }

  void end_unload(Truck& t, const Activity& a, std::int64_t seconds) {
    if (seconds > 0 && unload_busy_[a.from] > 0) --unload_busy_[a.from];
    if (a.haul && *a.haul < day_.hauls.size()) sim_.delivered_kg[*a.haul] += a.kg;
    sim_.sums.kg += a.kg, ++sim_.sums.loads;
    t.on_board = 0, t.haul.reset();
  }

  void end_charge(Truck& t, const Activity& a, std::int64_t seconds) {
    const Site* s = site(a.from);
    if (s == nullptr || !s->charge_m_per_hour || !t.row->range_m) return;
    const auto gained = static_cast<std::int64_t>(
        static_cast<long double>(seconds) * static_cast<long double>(*s->charge_m_per_hour) / hour);
    t.range = std::min(*t.row->range_m, t.range + gained);
  }

  /// Roads are passed in another order than drives begin.
  void check_roads() {
    std::map<std::pair<PlaceIndex, PlaceIndex>, std::vector<std::pair<std::size_t, std::int64_t>>>
        over;
    for (std::size_t r = 0; r < day_.road_limits.size(); ++r)
      for (const Passing& p : day_.road_limits[r].passings)
        over[{p.from, p.to}].push_back({r, p.offset_s});
    std::vector<std::vector<std::pair<std::int64_t, const Passed*>>> times(day_.road_limits.size());
    for (const Passed& p : passed_)
      if (const auto found = over.find({p.from, p.to}); found != over.end())
        for (const auto& [road, offset] : found->second)
          times[road].push_back({p.begin + offset, &p});
    for (std::size_t r = 0; r < times.size(); ++r) {
      std::sort(times[r].begin(), times[r].end(), [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second->truck->itinerary->truck) <
               std::tie(b.first, b.second->truck->itinerary->truck);
      });
      Rolling rolling;
      for (const auto& [time, p] : times[r])
        if (const auto n = rolling.with(time); n > day_.road_limits[r].per_hour)
          tell(p->truck, time, p->to, "trucks per hour on " + day_.road_limits[r].id,
               against(static_cast<std::int64_t>(n), "at most", day_.road_limits[r].per_hour));
    }
  }

  void compare() {
    sim_.sums.trucks = static_cast<std::uint32_t>(trucks_.size());
    sim_.sums.driven_m = sim_.sums.empty_m + sim_.sums.loaded_m;
    if (!(sim_.sums == told_.sums))
      tell(nullptr, 0, 0, "sums",
           "driven " + against(sim_.sums.driven_m, "told", told_.sums.driven_m) + "; empty " +
               against(sim_.sums.empty_m, "told", told_.sums.empty_m) + "; kg " +
               against(sim_.sums.kg, "told", told_.sums.kg) + "; waiting " +
               against(sim_.sums.waiting_s, "told", told_.sums.waiting_s));
    std::vector<std::int64_t> kg = sim_.delivered_kg;
    for (const Unserved& u : told_.unserved)
      if (u.haul < kg.size()) kg[u.haul] += u.kg;
    for (std::size_t h = 0; h < kg.size(); ++h)
      if (kg[h] != day_.hauls[h].kg)
        tell(nullptr, 0, day_.hauls[h].from, "tonnes of " + day_.hauls[h].id,
             against(kg[h], "kg delivered or left over, ordered", day_.hauls[h].kg));
    if (sim_.sums.empty_m < told_.bound.empty_m)
      tell(nullptr, 0, 0, "bound",
           against(sim_.sums.empty_m, "empty metres, never below", told_.bound.empty_m));
  }

  struct Passed {
    std::int64_t begin;
    PlaceIndex from, to;
    const Truck* truck;
  };

  const Day& day_;
  const Dispatch& told_;
  const Event& event_;
  std::map<PlaceIndex, const Site*> site_;
  std::set<std::pair<std::size_t, std::uint32_t>> seen_;
  std::vector<Truck> trucks_;
  std::vector<Step> steps_;
  std::map<PlaceIndex, int> load_busy_, unload_busy_, charging_;
  std::map<PlaceIndex, Rolling> arrivals_;
  std::vector<Passed> passed_;
  Simulation sim_;
};

}  // namespace

Result<Simulation> simulate(const Day& day, const Dispatch& dispatch, const Event& event) {
  for (const Diagnostic& d : check(day))
    if (d.severity == Severity::error)
      return Error{d.code, "is '" + d.value + "', expected " + d.expected, d.path};
  return Replay(day, dispatch, event).run();
}

}  // namespace masseflyt::transport
