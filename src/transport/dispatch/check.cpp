// Everything that is wrong with a day.
#include <algorithm>
#include <set>
#include <string>

#include <masseflyt/transport/day.hpp>

#include "detail/text.hpp"

namespace masseflyt::transport {
namespace {

constexpr std::int64_t week = 7 * 86'400;  ///< no time of a day is later
constexpr std::int64_t most_kg = 1'000'000'000'000;
constexpr std::uint32_t most_materials = 1000;

class Checker {
 public:
  Checker(const Day& day, Diagnostics& found) : day_(day), found_(found) {}

  void check() {
    check_travel();
    for (std::size_t i = 0; i < day_.hauls.size(); ++i) check_haul(i);
    for (std::size_t i = 0; i < day_.fleet.size(); ++i) check_row(i);
    for (std::size_t i = 0; i < day_.sites.size(); ++i) check_site(i);
    for (std::size_t i = 0; i < day_.cleaning.size(); ++i) check_cleaning(i);
    for (std::size_t i = 0; i < day_.road_limits.size(); ++i) check_road(i);
    check_sizes();
    note_unknown();
  }

 private:
  void fault(std::string path, std::string value, std::string expected,
             Severity severity = Severity::error) {
    found_.push_back({severity, ErrorCode::invalid_argument, std::move(path),
                      detail::shorten(value), std::move(expected)});
  }
  void need(bool good, const std::string& path, std::int64_t value, const char* expected) {
    if (!good) fault(path, std::to_string(value), expected);
  }
  static std::string at(const char* table, std::size_t i, const char* field = nullptr) {
    std::string path = std::string("/") + table + "/" + std::to_string(i);
    return field == nullptr ? path : path + "/" + field;
  }
  std::size_t places() const { return day_.travel.origins(); }
  void need_place(PlaceIndex p, const std::string& path) {
    need(p < places(), path, p, "a place of the matrix");
  }
  void need_hours(const Hours& h, const std::string& path) {
    if (h.begin < 0 || h.end > week || h.begin >= h.end)
      fault(path, std::to_string(h.begin) + " to " + std::to_string(h.end),
            "seconds of the day, begin before end, at most a week");
  }
  void need_span(const std::optional<std::int64_t>& s, const std::string& path) {
    if (s) need(*s > 0 && *s <= week, path, *s, "seconds above 0, at most a week");
  }

  void check_travel() {
    if (day_.travel.origins() != day_.travel.destinations())
      fault("/travel", std::to_string(day_.travel.destinations()) + " destinations",
            "as many as origins");
    const auto& columns = day_.travel.columns();
    if (columns.km.empty()) fault("/travel/km", "", "kilometres of every pair");
    if (columns.hours.empty()) fault("/travel/hours", "", "hours of every pair");
  }

  void check_haul(std::size_t i) {
    const DayHaul& h = day_.hauls[i];
    if (h.id.empty()) fault(at("hauls", i, "id"), "", "a name");
    need_place(h.from, at("hauls", i, "from")), need_place(h.to, at("hauls", i, "to"));
    need(h.kg > 0 && h.kg <= most_kg, at("hauls", i, "kg"), h.kg, "kilograms above 0");
    need(h.material < most_materials, at("hauls", i, "material"), h.material,
         "a number below 1000");
    for (const auto r : h.truck_rows)
      need(r < day_.fleet.size(), at("hauls", i, "truck_rows"), r, "a row of the fleet");
    if (h.window) need_hours(*h.window, at("hauls", i, "window"));
  }

  void check_row(std::size_t i) {
    const TruckRow& t = day_.fleet[i];
    if (t.id.empty()) fault(at("fleet", i, "id"), "", "a name");
    if (!row_ids_.insert(t.id).second) fault(at("fleet", i, "id"), t.id, "a name only once");
    need_place(t.depot, at("fleet", i, "depot"));
    need(t.payload_kg > 0 && t.payload_kg <= 1'000'000, at("fleet", i, "payload_kg"), t.payload_kg,
         "kilograms above 0, at most 1000000");
    need_hours(t.shift, at("fleet", i, "shift"));
    need_span(t.max_duty_s, at("fleet", i, "max_duty_s"));
    need_span(t.max_driving_s, at("fleet", i, "max_driving_s"));
    need_span(t.drive_before_break_s, at("fleet", i, "drive_before_break_s"));
    need(t.break_s >= 0 && t.break_s <= week, at("fleet", i, "break_s"), t.break_s,
         "seconds of 0 or more");
    if (t.drive_before_break_s && t.break_s == 0)
      fault(at("fleet", i, "break_s"), "0", "the length of the break that is due");
    if (t.range_m)
      need(*t.range_m > 0 && *t.range_m <= 10'000'000, at("fleet", i, "range_m"), *t.range_m,
           "metres above 0");
  }

  void check_site(std::size_t i) {
    const Site& s = day_.sites[i];
    need_place(s.place, at("sites", i, "place"));
    if (!site_places_.insert(s.place).second)
      fault(at("sites", i, "place"), std::to_string(s.place), "a place only once");
    for (const Hours& h : s.open) need_hours(h, at("sites", i, "open"));
    check_handling(s.load, at("sites", i, "load")),
        check_handling(s.unload, at("sites", i, "unload"));
    if (s.max_per_hour)
      need(*s.max_per_hour > 0, at("sites", i, "max_per_hour"), 0, "at least one truck");
    if (s.charge_m_per_hour)
      need(*s.charge_m_per_hour > 0 && *s.charge_m_per_hour <= 100'000'000,
           at("sites", i, "charge_m_per_hour"), *s.charge_m_per_hour, "metres above 0");
    if (s.chargers) need(*s.chargers > 0, at("sites", i, "chargers"), 0, "at least one charger");
    if (s.chargers && !s.charge_m_per_hour)
      fault(at("sites", i, "charge_m_per_hour"), "", "how fast the chargers are");
  }
  void check_handling(const Handling& h, const std::string& path) {
    if (h.servers) need(*h.servers > 0, path + "/servers", 0, "at least one server");
    need(h.fixed_s >= 0 && h.fixed_s <= week, path + "/fixed_s", h.fixed_s, "seconds of 0 or more");
    if (h.kg_per_hour)
      need(*h.kg_per_hour > 0 && *h.kg_per_hour <= most_kg, path + "/kg_per_hour", *h.kg_per_hour,
           "kilograms above 0");
  }

  void check_cleaning(std::size_t i) {
    const Cleaning& c = day_.cleaning[i];
    need(c.before < most_materials, at("cleaning", i, "before"), c.before, "a number below 1000");
    need(c.after < most_materials, at("cleaning", i, "after"), c.after, "a number below 1000");
    need(c.seconds >= 0 && c.seconds <= week, at("cleaning", i, "seconds"), c.seconds,
         "seconds of 0 or more");
  }

  void check_road(std::size_t i) {
    const RoadLimit& r = day_.road_limits[i];
    need(r.per_hour > 0, at("road_limits", i, "per_hour"), 0, "at least one truck");
    std::set<std::pair<PlaceIndex, PlaceIndex>> seen;
    for (const Passing& p : r.passings) {
      need_place(p.from, at("road_limits", i, "passings"));
      need_place(p.to, at("road_limits", i, "passings"));
      need(p.offset_s >= 0 && p.offset_s <= week, at("road_limits", i, "passings"), p.offset_s,
           "seconds of 0 or more");
      if (!seen.insert({p.from, p.to}).second)
        fault(at("road_limits", i, "passings"), "twice the same drive", "each drive once");
    }
  }

  void check_sizes() {
    std::size_t trucks = 0;
    std::int64_t kg = 0, least = most_kg;
    for (const TruckRow& t : day_.fleet) {
      trucks += t.count;
      if (t.payload_kg > 0) least = std::min(least, t.payload_kg);
    }
    for (const DayHaul& h : day_.hauls)
      if (h.kg > 0 && h.kg <= most_kg) kg += h.kg / least + 1;
    const auto limit = [&](std::size_t n, std::size_t most, const char* path, const char* what) {
      if (n > most)
        found_.push_back({Severity::error, ErrorCode::limit_exceeded, path, std::to_string(n),
                          "at most " + std::to_string(most) + what});
    };
    limit(trucks, max_trucks, "/fleet", " trucks");
    limit(static_cast<std::size_t>(kg), max_loads, "/hauls", " loads of the smallest truck");
    limit(places(), max_places, "/travel", " places");
  }

  /// Handling at places nobody says anything about takes no time: people should know.
  void note_unknown() {
    if (has_errors(found_)) return;
    std::set<PlaceIndex> loads, unloads;
    for (const Site& s : day_.sites) {
      if (s.load.fixed_s > 0 || s.load.kg_per_hour) loads.insert(s.place);
      if (s.unload.fixed_s > 0 || s.unload.kg_per_hour) unloads.insert(s.place);
    }
    std::set<PlaceIndex> told;
    for (std::size_t i = 0; i < day_.hauls.size(); ++i) {
      const DayHaul& h = day_.hauls[i];
      if (loads.count(h.from) == 0 && told.insert(h.from).second)
        fault(at("hauls", i, "from"), "place " + std::to_string(h.from),
              "how long loading takes there; nothing is known, so none is reckoned with",
              Severity::note);
    }
    told.clear();
    for (std::size_t i = 0; i < day_.hauls.size(); ++i) {
      const DayHaul& h = day_.hauls[i];
      if (unloads.count(h.to) == 0 && told.insert(h.to).second)
        fault(at("hauls", i, "to"), "place " + std::to_string(h.to),
              "how long unloading takes there; nothing is known, so none is reckoned with",
              Severity::note);
    }
  }

  const Day& day_;
  Diagnostics& found_;
  std::set<std::string> row_ids_;
  std::set<PlaceIndex> site_places_;
};

}  // namespace

Diagnostics check(const Day& day) {
  Diagnostics found;
  Checker(day, found).check();
  return found;
}

}  // namespace masseflyt::transport
