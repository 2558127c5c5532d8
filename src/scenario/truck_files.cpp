// The files of a day of trucks.
#include <map>

#include <masseflyt/scenario/truck_day.hpp>

#include "detail/number.hpp"
#include "reporting/json_writer.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::csv_cell;
using reporting::fixed;
using reporting::JsonWriter;
using transport::Activity;
using transport::Doing;
using transport::Itinerary;

std::string clock(std::int64_t seconds) {
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}
std::string km(std::int64_t metres) { return fixed(static_cast<double>(metres) / 1000, 3); }
std::string tonnes(std::int64_t kg) { return fixed(static_cast<double>(kg) / 1000, 3); }

const std::string& place(const ToldDay& told, PlaceIndex p) { return told.input.places[p]; }

bool drives(const Activity& a) {
  return a.doing == Doing::drive_empty || a.doing == Doing::drive_loaded;
}

/// One load while its truck is followed.
struct Carried {
  const Activity *load = nullptr, *drive = nullptr;
  std::int64_t empty_m = 0, waiting_s = 0;
};

std::string load_row(const ToldDay& told, const Itinerary& truck, std::size_t number,
                     const Carried& l, const Activity& unload) {
  const auto& haul = told.input.day.hauls[*unload.haul];
  std::string row = csv_cell(told.date);
  for (const std::string& text :
       {truck.truck, std::to_string(number), haul.id, told.input.materials[haul.material],
        place(told, haul.from), place(told, haul.to)})
    row += ',' + csv_cell(text);
  row += ',' + tonnes(unload.kg) + ',' + clock(l.load->begin) + ',' + clock(l.load->end) + ',' +
         clock(unload.begin) + ',' + clock(unload.end);
  row += ',' + km(l.drive != nullptr ? l.drive->metres : 0) + ',' + km(l.empty_m) + ',' +
         fixed(static_cast<double>(l.waiting_s) / 60, 1);
  return row + '\n';
}

void write_sums(JsonWriter& out, const ToldDay& told) {
  const auto& d = told.dispatch;
  const auto in_km = [](std::int64_t m) { return static_cast<double>(m) / 1000; };
  const auto in_h = [](std::int64_t s) { return static_cast<double>(s) / 3600; };
  out.member("driven_km", in_km(d.sums.driven_m));
  out.member("loaded_km", in_km(d.sums.loaded_m));
  out.member("empty_km", in_km(d.sums.empty_m));
  out.member("empty_km_lower_bound", in_km(d.bound.empty_m));
  out.member("distance_from_bound", d.distance_from_bound());
  out.member("trucks", std::int64_t{d.sums.trucks});
  out.member("trucks_lower_bound", d.bound.min_trucks);
  out.member("loads", std::int64_t{d.sums.loads});
  out.member("tonnes", static_cast<double>(d.sums.kg) / 1000);
  out.member("waiting_h", in_h(d.sums.waiting_s), 3);
  out.member("driving_h", in_h(d.sums.driving_s), 3);
  out.member("duty_h", in_h(d.sums.duty_s), 3);
  const double built_up = built_up_km(told);
  if (built_up < 0)
    out.member_null("built_up_vkm");
  else
    out.member("built_up_vkm", built_up, 3);
}

void write_search(JsonWriter& out, const ToldDay& told) {
  out.open_object("search");
  out.member("per_km", told.options.weights.per_km);
  out.member("per_truck", told.options.weights.per_truck);
  out.member("per_waiting_hour", told.options.weights.per_waiting_hour);
  out.member("seed", static_cast<std::int64_t>(told.options.seed));
  out.member("rounds", static_cast<std::int64_t>(told.dispatch.rounds));
  out.member("stopped", name(told.dispatch.stopped));
  out.close();
}

}  // namespace

double built_up_km(const ToldDay& told) {
  double sum = 0;
  for (const Itinerary& it : told.dispatch.itineraries)
    for (const Activity& a : it.activities) {
      if (!drives(a)) continue;
      const auto way = told.input.day.travel.at(a.from, a.to);
      if (!way || !way->built_up_km) return -1;
      sum += *way->built_up_km;
    }
  return sum;
}

std::string itineraries_csv(const ToldDay& told) {
  std::string out = "date,truck,fleet,step,doing,begin,end,from,to,km,haul,material,tonnes\n";
  for (const Itinerary& it : told.dispatch.itineraries)
    for (std::size_t i = 0; i < it.activities.size(); ++i) {
      const Activity& a = it.activities[i];
      out += csv_cell(told.date) + ',' + csv_cell(it.truck) + ',' +
             csv_cell(told.input.day.fleet[it.row].id) + ',' + std::to_string(i + 1) + ',' +
             name(a.doing) + ',' + clock(a.begin) + ',' + clock(a.end) + ',' +
             csv_cell(place(told, a.from)) + ',' + csv_cell(place(told, a.to)) + ',' +
             (drives(a) ? km(a.metres) : "");
      if (a.haul) {
        const auto& haul = told.input.day.hauls[*a.haul];
        out += ',' + csv_cell(haul.id) + ',' + csv_cell(told.input.materials[haul.material]) + ',' +
               tonnes(a.kg) + '\n';
      } else {
        out += ",,,\n";
      }
    }
  return out;
}

std::string loads_csv(const ToldDay& told) {
  std::string out =
      "date,truck,number,haul,material,from,to,tonnes,load_begin,load_end,unload_begin,unload_end,"
      "loaded_km,empty_km_before,waiting_min\n";
  for (const Itinerary& it : told.dispatch.itineraries) {
    Carried load;
    std::size_t number = 0;
    for (const Activity& a : it.activities) {
      if (a.doing == Doing::drive_empty) load.empty_m += a.metres;
      if (a.doing == Doing::wait) load.waiting_s += a.end - a.begin;
      if (a.doing == Doing::load) load.load = &a;
      if (a.doing == Doing::drive_loaded) load.drive = &a;
      if (a.doing != Doing::unload || load.load == nullptr) continue;
      out += load_row(told, it, ++number, load, a);
      load = {};
    }
  }
  return out;
}

std::string dispatch_json(const ToldDay& told) {
  JsonWriter out;
  out.open_object();
  out.member("schema", "masseflyt.dispatch/1");
  out.member("date", told.date);
  write_sums(out, told);
  out.member("accepted_by_simulation", told.simulation.accepted());
  out.open_array("violations");
  for (const auto& v : told.simulation.violations) {
    out.open_object(JsonWriter::Layout::row);
    out.member("truck", v.truck), out.member("time", clock(v.time));
    out.member("place", place(told, v.place)), out.member("rule", v.rule);
    out.member("limit", v.limit);
    out.close();
  }
  out.close();
  out.open_array("unserved");
  for (const auto& u : told.dispatch.unserved) {
    out.open_object(JsonWriter::Layout::row);
    out.member("haul", told.input.day.hauls[u.haul].id);
    out.member("tonnes", static_cast<double>(u.kg) / 1000), out.member("reason", u.reason);
    out.close();
  }
  out.close();
  out.open_array("return_flows");
  for (const auto& f : told.dispatch.bound.return_flows) {
    out.open_object(JsonWriter::Layout::row);
    out.member("from", place(told, f.from)), out.member("to", place(told, f.to));
    out.member("saves_km_at_most", static_cast<double>(f.saved_m) / 1000);
    out.close();
  }
  out.close();
  write_search(out, told);
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
