#include <initializer_list>

#include <masseflyt/reporting/report.hpp>

#include "detail/number.hpp"
#include "reporting/figures.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::string_view columns =
    "set,offer,party,group,material,grade,class,kind,source,destination,period,kg,tonnes,legs,km,"
    "road_km,loads,loaded_vkm,empty_vkm,exposure_vkm,haul_nok,haul_co2e_kg,fee_nok,store_nok,"
    "process_nok,process_co2e_kg,virgin_co2e_kg,avoided_virgin_t,avoided_co2e_kg,total_nok,"
    "total_co2e_kg\n";

/// "road S01-P08 20.1; sea P08-P15 480.2", kilometres.
std::string legs(const Report& report, const Movement& m, const Figures& f) {
  std::string text;
  for (std::size_t i = 0; i < m.route.legs.size(); ++i) {
    const Leg& leg = m.route.legs[i];
    if (!text.empty()) text += "; ";
    text += std::string(name(leg.mode)) + ' ' + place_id(report, leg.from) + '-' +
            place_id(report, leg.to) + ' ' + fixed(f.legs[i].km, 1);
  }
  return text;
}

/// An unknown figure is an empty cell.
std::string cell(double figure) {
  return figure - figure == 0 ? detail::format_number(figure) : std::string();
}

void write_row(std::string& out, const Report& report, const char* set, const Movement& m) {
  const Figures f = figures(m);
  out += set;
  for (const std::string& text :
       {m.offer, m.party, m.group, m.material, m.grade, m.condition_class,
        std::string(name(m.kind, false)), m.source, m.destination, to_string(m.month)})
    out.append(1, ',').append(csv_cell(text));
  out.append(1, ',').append(std::to_string(m.kg)).append(1, ',').append(cell(f.tonnes));
  out.append(1, ',').append(csv_cell(legs(report, m, f)));
  for (const double figure :
       {f.haul.km, f.road_km, f.loads, f.loaded_vkm, f.empty_vkm, f.haul.exposure_vkm, f.haul.nok,
        f.haul.co2e_kg, f.fee_nok, f.store_nok, f.process_nok, f.process_co2e_kg, f.virgin_co2e_kg,
        f.avoided_virgin_t, f.avoided_co2e_kg, f.total_nok, f.total_co2e_kg})
    out.append(1, ',').append(cell(figure));
  out += '\n';
}

}  // namespace

std::string flows_csv(const Report& report) {
  std::string out(columns);
  for (const Movement& m : report.plan.movements) write_row(out, report, "plan", m);
  for (const Movement& m : report.facts) write_row(out, report, "fact", m);
  return out;
}

}  // namespace masseflyt::reporting
