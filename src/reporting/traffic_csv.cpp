#include <masseflyt/reporting/report.hpp>

#include "text_format.hpp"

namespace masseflyt::reporting {
namespace {

std::string names(const RoadSection& s) {
  return csv_cell(s.id) + ',' + csv_cell(s.name) + ',' + csv_cell(s.from) + ',' + csv_cell(s.to);
}

std::string counts(const Passes& p) {
  return fixed(p.loaded, 3) + ',' + fixed(p.empty, 3) + ',' +
         fixed(static_cast<double>(p.kg) / 1e3, 3);
}

}  // namespace

std::string traffic_csv(const Report& report) {
  std::string out = "section,name,from,to,period,loaded,empty,tonnes,trucks_per_day\n";
  for (const SectionMonth& row : traffic(report).months)
    out += names(report.sections[row.section]) + ',' + to_string(row.month) + ',' +
           counts(row.passes) + ',' + fixed(row.trucks_per_day, 2) + '\n';
  return out;
}

std::string traffic_peaks_csv(const Report& report) {
  std::string out =
      "section,name,from,to,length_km,tunnel_km,built_up_km,loaded,empty,tonnes,built_up_vkm,"
      "busiest,trucks_per_day,peak_week,monday,trucks_in_week\n";
  for (const SectionTraffic& row : traffic(report).sections) {
    const RoadSection& road = report.sections[row.section];
    out += names(road) + ',' + fixed(road.length_km, 3) + ',' + fixed(road.tunnel_km, 3) + ',' +
           fixed(road.built_up_km, 3) + ',' + counts(row.passes) + ',' +
           fixed(row.built_up_vkm, 3) + ',' + to_string(row.busiest) + ',' +
           fixed(row.trucks_per_day, 2) + ',' + row.peak.name + ',' + row.peak.monday + ',' +
           fixed(row.peak.trucks, 2) + '\n';
  }
  return out;
}

}  // namespace masseflyt::reporting
