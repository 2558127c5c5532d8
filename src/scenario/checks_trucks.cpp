// Hours that come in pairs, and figures that need each other.
#include <cmath>

#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

using Hour = std::optional<double>;

void check_pair(const Row& row, std::string_view from_name, std::string_view to_name,
                const Hour& from, const Hour& to) {
  if (!row.good({from_name, to_name})) return;
  if (from && !to)
    row.error(to_name, "the hour at which what begins at " + std::string(from_name) + " ends");
  if (!from && to)
    row.error(from_name, "the hour at which what ends at " + std::string(to_name) + " begins");
  if (from && to && *from >= *to)
    row.error(to_name, "an hour after " + std::string(from_name) + ", " + row.text(from_name));
}

void check_whole(const Row& row, std::string_view name, const Hour& figure) {
  if (figure && row.good({name}) && *figure != std::floor(*figure))
    row.error(name, "a whole number of trucks");
}

void check_fleet(const Row& row, const Fleet& f) {
  check_pair(row, "shift_begin_h", "shift_end_h", f.shift_begin_h, f.shift_end_h);
  if (f.drive_before_break_h && !f.break_min && row.good({"break_min"}))
    row.error("break_min", "the length of the break that is due after drive_before_break_h");
}

void check_site(const Row& row, const SiteRules& s) {
  check_pair(row, "open_from_h", "open_to_h", s.open_from_h, s.open_to_h);
  check_pair(row, "open2_from_h", "open2_to_h", s.open2_from_h, s.open2_to_h);
  if (s.open2_from_h && s.open_to_h && *s.open2_from_h < *s.open_to_h)
    row.error("open2_from_h", "an hour after open_to_h, " + row.text("open_to_h"));
  check_whole(row, "loaders", s.loaders), check_whole(row, "tippers", s.tippers);
  check_whole(row, "chargers", s.chargers), check_whole(row, "trucks_per_h", s.trucks_per_h);
  if (s.chargers && !s.charge_km_per_h && row.good({"charge_km_per_h"}))
    row.error("charge_km_per_h", "how fast the chargers are");
}

}  // namespace

void check_trucks(Binding& b) {
  b.each("fleets", b.out.fleets, check_fleet);
  b.each("sites", b.out.sites, check_site);
  b.each("hauls", b.out.hauls, [](const Row& row, const HaulOrder& h) {
    check_pair(row, "window_from_h", "window_to_h", h.window_from_h, h.window_to_h);
    if (h.from == h.to && row.good({"from", "to"})) row.error("to", "another place than from");
  });
}

}  // namespace masseflyt::scenario
