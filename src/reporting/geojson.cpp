#include <masseflyt/reporting/report.hpp>

#include "reporting/account_fields.hpp"
#include "reporting/figures.hpp"
#include "reporting/geometry.hpp"

namespace masseflyt::reporting {
namespace {

using Layout = JsonWriter::Layout;

void write_position(JsonWriter& out, const LonLat& at) {
  out.open_array(Layout::row);
  out.value(at.first, 6);
  out.value(at.second, 6);
  out.close();
}

struct PlaceSums {
  std::int64_t in_kg = 0, out_kg = 0;
};

void write_places(JsonWriter& out, const Report& report) {
  std::vector<PlaceSums> sums(report.places.size());
  for (const Movement& m : report.plan.movements) {
    if (m.from < sums.size() && m.source != m.destination) sums[m.from].out_kg += m.kg;
    if (m.to < sums.size() && m.to != m.from) sums[m.to].in_kg += m.kg;
  }
  for (std::size_t i = 0; i < report.places.size(); ++i) {
    const PlaceRow& place = report.places[i];
    out.open_object(Layout::row);
    out.member("type", "Feature");
    out.open_object("geometry");
    out.member("type", "Point");
    out.open_array("coordinates");
    out.value(place.longitude, 6);
    out.value(place.latitude, 6);
    out.close();
    out.close();
    out.open_object("properties");
    out.member("feature", "place");
    out.member("id", place.id);
    out.member("name", place.name);
    out.member("municipality", place.municipality);
    out.member("role", place.role);
    out.member("in_t", static_cast<double>(sums[i].in_kg) / 1e3);
    out.member("out_t", static_cast<double>(sums[i].out_kg) / 1e3);
    out.close();
    out.close();
  }
}

/// All movements of one group from one place to another.
struct Flow {
  const Movement* first = nullptr;
  std::int64_t kg = 0;
  Month begin, end;
  double loads = 0, nok = 0, co2e_kg = 0;
};

using FlowKey = std::tuple<std::string, std::string, Kind, std::string, std::vector<PlaceIndex>>;

/// The way is part of the key: a destination may be reached by two quays.
FlowKey key_of(const Movement& m) {
  std::vector<PlaceIndex> way;
  for (const Leg& leg : m.route.legs) way.push_back(leg.to);
  return {m.source, m.destination, m.kind, m.group, way};
}

std::map<FlowKey, Flow> sum_over_time(const std::vector<Movement>& movements) {
  std::map<FlowKey, Flow> flows;
  for (const Movement& m : movements) {
    Flow& flow = flows[key_of(m)];
    if (!flow.first) flow = {&m, 0, m.month, m.month, 0, 0, 0};
    const Figures f = figures(m);
    flow.kg += m.kg;
    flow.begin = std::min(flow.begin, m.month);
    flow.end = std::max(flow.end, m.month);
    flow.loads += f.loads, flow.nok += f.total_nok, flow.co2e_kg += f.total_co2e_kg;
  }
  return flows;
}

void write_flow(JsonWriter& out, const Flow& flow,
                const std::vector<std::pair<Mode, Line>>& lines) {
  const Movement& m = *flow.first;
  out.open_object(Layout::row);
  out.member("type", "Feature");
  out.open_object("geometry");
  out.member("type", "MultiLineString");
  out.open_array("coordinates");
  std::vector<std::string> modes;
  for (const auto& [mode, line] : lines) {
    modes.push_back(name(mode));
    out.open_array();
    for (const LonLat& at : line) write_position(out, at);
    out.close();
  }
  out.close();
  out.close();
  out.open_object("properties");
  out.member("feature", "flow");
  out.member("source", m.source);
  out.member("destination", m.destination);
  out.member("kind", name(m.kind, false));
  out.member("group", m.group);
  out.member("material", m.material);
  out.member("class", m.condition_class);
  out.member("modes", modes);
  out.member("first", to_string(flow.begin));
  out.member("last", to_string(flow.end));
  out.member("tonnes", static_cast<double>(flow.kg) / 1e3);
  out.member("loads", flow.loads, 1);
  out.member("nok", flow.nok, 2);
  out.member("co2e_kg", flow.co2e_kg, 3);
  out.close();
  out.close();
}

}  // namespace

std::string plan_geojson(const Report& report) {
  const Ways ways(report);
  JsonWriter out;
  out.open_object();
  out.member("type", "FeatureCollection");
  write_head(out, report, "masseflyt.geojson/1");
  out.open_array("features");
  write_places(out, report);
  for (const auto& [key, flow] : sum_over_time(report.plan.movements)) {
    const auto lines = ways.lines(*flow.first);
    if (!lines.empty()) write_flow(out, flow, lines);
  }
  out.close();
  out.close();
  return out.take();
}

}  // namespace masseflyt::reporting
