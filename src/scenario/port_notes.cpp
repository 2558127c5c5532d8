#include <algorithm>
#include <map>

#include "reporting/text_format.hpp"
#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

struct Used {
  std::int64_t all_kg = 0, most_kg = 0, room_kg = 0;
  Month busiest;
  std::size_t months = 0, full = 0;
};

/// Kilograms that a row counts; its units are millionths of a kilogram.
std::int64_t counted_kg(const Model& model, const matching::Plan& plan, const PortMonth& month) {
  const auto& m = model.market;
  __extension__ using Int128 = __int128;
  Int128 units = 0;
  for (const auto& f : plan.flows) {
    if (f.to != matching::To::entry || f.period != month.period) continue;
    for (const auto& t : m.rows[month.row].terms)
      if (t.index == f.target &&
          (t.of == matching::none || (f.from == matching::From::stock && f.source == t.of)))
        units += Int128{t.units_per_kg} * f.kg;
  }
  return static_cast<std::int64_t>(units / 1'000'000);
}

}  // namespace

void tell_ports(const Model& model, const matching::Plan& plan, reporting::Report& report) {
  std::map<std::string, Used> ports;
  for (const auto& month : model.port_months) {
    Used& used = ports[month.port];
    const std::int64_t kg = counted_kg(model, plan, month);
    used.room_kg = model.market.rows[month.row].capacity / 1'000'000;
    used.all_kg += kg, ++used.months;
    if (kg + 1000 > used.room_kg) ++used.full;
    if (kg > used.most_kg)
      used.most_kg = kg, used.busiest = model.first + static_cast<std::int32_t>(month.period);
  }
  for (const auto& [port, used] : ports) {
    const auto t = [](std::int64_t kg, bool nb) {
      return reporting::readable(static_cast<double>(kg) / 1e3, 0, nb) + " t";
    };
    const auto told = [&](bool nb) {
      const std::string of =
          std::to_string(used.full) + (nb ? " av " : " of ") + std::to_string(used.months);
      std::string out =
          (nb ? "Havn " : "Port ") + port + ": " + t(used.all_kg, nb) +
          (nb ? " i alt, kapasitet " : " in all, room for ") + t(used.room_kg, nb) +
          (nb ? " i måneden, full i " + of + " måneder" : " a month, full in " + of + " months");
      if (used.most_kg > 0)
        out += (nb ? "; mest i " : "; most in ") + to_string(used.busiest) + ", " +
               t(used.most_kg, nb);
      return out + ".";
    };
    report.notes.push_back(told(false));
    report.notes_nb.push_back(told(true));
  }
}

}  // namespace masseflyt::scenario
