#include "transport/dispatch/model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "transport/dispatch/bound.hpp"

namespace masseflyt::transport::dispatching {
namespace {

class Maker {
 public:
  Maker(const Day& day, const DispatchWeights& weights) : day_(day), weights_(weights) {}

  Result<Model> make() {
    m_.travel = Travel(day_.travel);
    make_hauls();
    make_places();
    make_rows();
    make_roads();
    make_cleaning();
    if (auto done = make_weights(); !done) return done.error();
    return std::move(m_);
  }

 private:
  std::int32_t calendar(CalendarRule::Kind kind, const std::optional<std::uint32_t>& most) {
    if (!most) return no_calendar;
    m_.calendars.push_back({kind, *most});
    return static_cast<std::int32_t>(m_.calendars.size() - 1);
  }

  void make_hauls() {
    for (const DayHaul& h : day_.hauls) {
      HaulRules rules{h.from, h.to, h.kg, h.material, 0, never, 0, 0};
      if (h.window) rules.window_begin = h.window->begin, rules.window_end = h.window->end;
      rules.metres = m_.travel.metres(h.from, h.to);
      rules.seconds = m_.travel.seconds(h.from, h.to);
      m_.hauls.push_back(rules);
      m_.materials = std::max(m_.materials, h.material + 1);
    }
  }

  void make_places() {
    m_.places.resize(m_.travel.places());
    for (const Site& s : day_.sites) {
      using Kind = CalendarRule::Kind;
      PlaceRules& p = m_.places[s.place];
      p.open = s.open;
      std::sort(p.open.begin(), p.open.end(),
                [](const Hours& a, const Hours& b) { return a.begin < b.begin; });
      p.load = &s.load, p.unload = &s.unload;
      p.load_servers = calendar(Kind::servers, s.load.servers);
      p.unload_servers = calendar(Kind::servers, s.unload.servers);
      p.per_hour = calendar(Kind::per_hour, s.max_per_hour);
      p.charge_m_per_hour = s.charge_m_per_hour.value_or(0);
      if (p.charge_m_per_hour > 0) p.chargers = calendar(Kind::servers, s.chargers);
    }
  }

  void make_rows() {
    for (std::size_t r = 0; r < day_.fleet.size(); ++r) {
      const TruckRow& t = day_.fleet[r];
      Row row;
      row.depot = t.depot, row.payload_kg = t.payload_kg;
      row.shift_begin = t.shift.begin, row.shift_end = t.shift.end;
      row.max_duty = t.max_duty_s.value_or(never),
      row.max_driving = t.max_driving_s.value_or(never);
      row.drive_before_break = t.drive_before_break_s.value_or(never), row.break_s = t.break_s;
      row.range_m = t.range_m.value_or(0);
      row.drives.resize(day_.hauls.size());
      for (std::size_t h = 0; h < day_.hauls.size(); ++h) row.drives[h] = drives(t, r, h);
      if (row.range_m > 0) find_chargers(row), m_.any_range = true;
      if (!day_.fleet.empty() && t.payload_kg != day_.fleet.front().payload_kg)
        m_.one_payload = false;
      for (std::uint32_t n = 0; n < t.count; ++n)
        m_.row_of.push_back(static_cast<std::uint32_t>(r)), m_.number.push_back(n);
      m_.rows.push_back(std::move(row));
    }
  }
  char drives(const TruckRow& t, std::size_t r, std::size_t h) const {
    const DayHaul& haul = day_.hauls[h];
    const auto in = [](const std::vector<std::uint32_t>& list, std::size_t x) {
      return list.empty() || std::find(list.begin(), list.end(), x) != list.end();
    };
    return in(t.materials, haul.material) && in(haul.truck_rows, r);
  }
  void find_chargers(Row& row) const {
    for (Place p = 0; p < m_.places.size(); ++p)
      if (m_.places[p].charge_m_per_hour > 0 && m_.travel.metres(p, row.depot) <= row.range_m)
        row.chargers.push_back(p);
  }

  void make_roads() {
    if (day_.road_limits.empty()) return;
    m_.road_row.resize(m_.travel.places());
    for (const RoadLimit& limit : day_.road_limits) {
      const auto c = calendar(CalendarRule::Kind::per_hour, limit.per_hour);
      for (const Passing& p : limit.passings) {
        auto& row = m_.road_row[p.from];
        if (row.empty()) row.assign(m_.travel.places(), -1);
        if (row[p.to] < 0) {
          row[p.to] = static_cast<std::int32_t>(m_.road_uses.size());
          m_.road_uses.emplace_back();
        }
        m_.road_uses[static_cast<std::size_t>(row[p.to])].push_back({c, p.offset_s});
      }
    }
  }

  void make_cleaning() {
    for (const Cleaning& c : day_.cleaning)
      m_.materials = std::max({m_.materials, c.before + 1, c.after + 1});
    m_.cleaning.assign(std::size_t{m_.materials} * m_.materials, 0);
    m_.any_cleaning = !day_.cleaning.empty();
    for (const Cleaning& c : day_.cleaning)
      m_.cleaning[std::size_t{c.before} * m_.materials + c.after] = c.seconds;
  }

  /// The weights in whole units so fine that the largest is about a million per metre.
  Result<void> make_weights() {
    const double metre = weights_.per_km / 1000, second = weights_.per_waiting_hour / 3600;
    const double largest = std::max({metre, second, weights_.per_truck / 1e5});
    const double unit = largest > 0 ? 1e4 / largest : 0;
    m_.weigh.metre = std::llround(metre * unit);
    m_.weigh.waiting_second = std::llround(second * unit);
    m_.weigh.truck = std::llround(weights_.per_truck * unit);
    make_unserved();
    return {};
  }

  /// A kilogram left behind costs more than a truck that goes out for it alone.
  void make_unserved() {
    std::int64_t longest = 0, least = Travel::nowhere;
    for (const auto metres : m_.travel.all_metres())
      if (metres != Travel::nowhere) longest = std::max<std::int64_t>(longest, metres);
    for (const Row& row : m_.rows) least = std::min(least, row.payload_kg);
    for (const HaulRules& h : m_.hauls) least = std::min(least, h.kg);
    const Weighed& w = m_.weigh;
    m_.weigh.unserved_kg =
        (w.metre * 4 * longest + w.truck + w.waiting_second * 86'400) / std::max<Time>(least, 1) +
        1;
  }

  const Day& day_;
  const DispatchWeights& weights_;
  Model m_;
};

/// How many of the longest days it takes to hold so much work.
std::int64_t trucks_for(const Model& model, std::int64_t work_s) {
  std::vector<Time> days;
  for (const auto r : model.row_of) {
    const Row& row = model.rows[r];
    days.push_back(std::min(row.max_duty, row.shift_end - row.shift_begin));
  }
  std::sort(days.rbegin(), days.rend());
  std::int64_t trucks = 0, held = 0;
  for (const Time day : days) {
    ++trucks;
    if ((held += day) >= work_s) break;
  }
  return std::max<std::int64_t>(1, trucks);
}

}  // namespace

Result<Model> make_model(const Day& day, const DispatchWeights& weights) {
  return Maker(day, weights).make();
}

Result<EmptyBound> bound_of(const Model& model, const std::vector<Trips>& trips,
                            std::optional<std::int64_t> service_s, const Control& control) {
  if (trips.empty()) return EmptyBound{};
  std::vector<Place> depots, via;
  for (const auto r : model.row_of)
    if (depots.empty() || depots.back() != model.rows[r].depot)
      depots.push_back(model.rows[r].depot);
  for (const Row& row : model.rows)
    if (row.range_m > 0) via.insert(via.end(), row.chargers.begin(), row.chargers.end());
  std::sort(via.begin(), via.end());
  via.erase(std::unique(via.begin(), via.end()), via.end());
  const auto places = model.travel.places();
  std::int64_t trucks = 1;
  if (service_s) {
    std::int64_t work = *service_s;
    for (const Trips& t : trips) work += t.count * model.travel.seconds(t.from, t.to);
    const auto seconds = empty_costs(places, model.travel.all_seconds(), via);
    auto hours = circulate(trips, depots, 1, seconds, control);
    if (!hours) return hours.error();
    trucks = trucks_for(model, work + hours->cost);
  }
  auto c = circulate(trips, depots, trucks, empty_costs(places, model.travel.all_metres(), via),
                     control);
  if (!c) return c.error();
  return told(std::move(*c), trucks);
}

}  // namespace masseflyt::transport::dispatching
