#include <masseflyt/scenario/truck_day.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <masseflyt/transport/hauls.hpp>
#include <masseflyt/transport/routing.hpp>

#include "scenario/haulage.hpp"

namespace masseflyt::scenario {
namespace {

using transport::Day;

std::int64_t seconds(double hours) { return std::llround(hours * 3600); }
std::optional<std::int64_t> seconds(const std::optional<double>& hours) {
  if (!hours) return std::nullopt;
  return std::max<std::int64_t>(1, seconds(*hours));
}
std::optional<std::int64_t> thousands(const std::optional<double>& amount) {
  if (!amount) return std::nullopt;
  return std::max<std::int64_t>(1, std::llround(*amount * 1000));
}
std::optional<std::uint32_t> whole(const std::optional<double>& number) {
  if (!number) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

class Reader {
 public:
  Reader(const Case& input, const Haulage& haulage) : in_(input), haulage_(haulage) {}

  Result<TruckDay> read() {
    for (const HaulOrder& h : in_.hauls) place(h.from), place(h.to);
    for (const Fleet& f : in_.fleets) place(f.depot);
    for (const SiteRules& s : in_.sites)
      if (s.charge_km_per_h) place(s.place);
    read_fleets();
    for (const HaulOrder& h : in_.hauls) read_haul(h);
    for (const SiteRules& s : in_.sites)
      if (number_.count(s.place) > 0) read_site(s);
    for (const CleaningRule& c : in_.cleanings)
      out_.day.cleaning.push_back(
          {material(c.before), material(c.after), std::llround(c.minutes * 60)});
    if (auto matrix = ways(); matrix)
      out_.day.travel = std::move(*matrix);
    else
      return matrix.error();
    for (const RoadLimitRow& r : in_.road_limits) read_road_limit(r);
    return std::move(out_);
  }

 private:
  PlaceIndex place(const std::string& id) {
    const auto [at, fresh] = number_.try_emplace(id, static_cast<PlaceIndex>(number_.size()));
    if (!fresh) return at->second;
    const Place& p = in_.places[haulage_.index(id)];
    out_.places.push_back(id), out_.place_names.push_back(p.name);
    out_.longitude.push_back(p.longitude), out_.latitude.push_back(p.latitude);
    return at->second;
  }
  std::uint32_t material(const std::string& id) {
    auto& all = out_.materials;
    const auto at = std::find(all.begin(), all.end(), id);
    if (at != all.end()) return static_cast<std::uint32_t>(at - all.begin());
    all.push_back(id);
    return static_cast<std::uint32_t>(all.size() - 1);
  }

  void read_fleets() {
    for (const Fleet& f : in_.fleets) {
      transport::TruckRow row;
      row.id = f.id, row.count = static_cast<std::uint32_t>(f.count), row.depot = place(f.depot);
      row.payload_kg = std::max<std::int64_t>(1, std::llround(f.payload_t * 1000));
      for (const auto& m : f.materials) row.materials.push_back(material(m));
      row.shift = {seconds(f.shift_begin_h), seconds(f.shift_end_h)};
      row.max_duty_s = seconds(f.max_duty_h), row.max_driving_s = seconds(f.max_driving_h);
      row.drive_before_break_s = seconds(f.drive_before_break_h);
      if (f.break_min) row.break_s = std::llround(*f.break_min * 60);
      row.range_m = thousands(f.range_km);
      out_.day.fleet.push_back(std::move(row));
    }
  }

  void read_haul(const HaulOrder& h) {
    transport::DayHaul haul;
    haul.id = h.id, haul.from = place(h.from), haul.to = place(h.to);
    haul.kg = std::max<std::int64_t>(1, std::llround(h.tonnes * 1000));
    haul.material = material(h.material);
    for (const auto& f : h.fleets)
      for (std::uint32_t r = 0; r < in_.fleets.size(); ++r)
        if (in_.fleets[r].id == f) haul.truck_rows.push_back(r);
    if (h.window_from_h)
      haul.window = transport::Hours{seconds(*h.window_from_h), seconds(*h.window_to_h)};
    out_.day.hauls.push_back(std::move(haul));
  }

  void read_site(const SiteRules& s) {
    transport::Site site;
    site.place = number_.at(s.place), site.id = s.place;
    if (s.open_from_h) site.open.push_back({seconds(*s.open_from_h), seconds(*s.open_to_h)});
    if (s.open2_from_h) site.open.push_back({seconds(*s.open2_from_h), seconds(*s.open2_to_h)});
    const auto minutes = [](const std::optional<double>& m) {
      return m ? std::llround(*m * 60) : 0;
    };
    site.load = {whole(s.loaders), minutes(s.load_min), thousands(s.load_t_per_h)};
    site.unload = {whole(s.tippers), minutes(s.tip_min), thousands(s.tip_t_per_h)};
    site.max_per_hour = whole(s.trucks_per_h);
    site.charge_m_per_hour = thousands(s.charge_km_per_h), site.chargers = whole(s.chargers);
    out_.day.sites.push_back(std::move(site));
  }

  Result<transport::CostMatrix> ways() const {
    const std::size_t n = out_.places.size();
    if (n == 0) return no_ways();
    transport::MatrixColumns c;
    c.origins = c.destinations = n, c.cost_unit = "km";
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (const auto& from : out_.places)
      for (const auto& to : out_.places) {
        const auto way = from == to ? std::optional(transport::RoadWay())
                                    : haulage_.road(haulage_.index(from), haulage_.index(to));
        const auto& tariff = haulage_.tariff();
        const double km = way ? tariff.road(*way).km : none;
        c.cost.push_back(km), c.km.push_back(km);
        c.hours.push_back(way ? tariff.road_hours(*way) : none);
        c.built_up_km.push_back(way ? way->built_up_km * tariff.detour() : none);
      }
    Diagnostics found;
    return transport::CostMatrix::make(std::move(c), found);
  }

  /// Which drives pass a stretch, and when: along the way over the roads of the scenario.
  void read_road_limit(const RoadLimitRow& r) {
    transport::RoadLimit limit{r.id, static_cast<std::uint32_t>(r.trucks_per_h), {}};
    const transport::RoadMap& map = haulage_.map();
    const auto road = std::find_if(in_.roads.begin(), in_.roads.end(),
                                   [&](const Road& x) { return x.id == r.road; });
    if (map.network && road != in_.roads.end()) {
      const auto node = [&](const std::string& id) {
        return static_cast<Digraph::Id>(
            std::find_if(in_.road_nodes.begin(), in_.road_nodes.end(),
                         [&](const RoadNode& x) { return x.id == id; }) -
            in_.road_nodes.begin());
      };
      add_passings(limit, map, node(road->from), node(road->to));
    }
    out_.day.road_limits.push_back(std::move(limit));
  }
  void add_passings(transport::RoadLimit& limit, const transport::RoadMap& map, Digraph::Id a,
                    Digraph::Id b) const {
    transport::RouteQuery query(*map.network, map.options);
    for (PlaceIndex from = 0; from < out_.places.size(); ++from) {
      const auto& ties = map.ties[haulage_.index(out_.places[from])];
      if (ties.empty()) continue;
      query.from(ties);
      for (PlaceIndex to = 0; to < out_.places.size(); ++to) {
        if (to == from || out_.day.travel.reach(from, to) != transport::Reach::reached) continue;
        const auto nodes = query.nodes_to(map.ties[haulage_.index(out_.places[to])]);
        for (std::size_t i = 1; i < nodes.size(); ++i)
          if ((nodes[i - 1] == a && nodes[i] == b) || (nodes[i - 1] == b && nodes[i] == a)) {
            const double share = static_cast<double>(i) / static_cast<double>(nodes.size() + 1);
            limit.passings.push_back(
                {from, to, seconds(*out_.day.travel.at(from, to)->hours * share)});
            break;
          }
      }
    }
  }

  const Case& in_;
  const Haulage& haulage_;
  TruckDay out_{Day{{}, {}, {}, {}, {}, no_ways()}, {}, {}, {}, {}, {}};
  std::map<std::string, PlaceIndex> number_;

  /// Of a day without places: a matrix has one at least.
  static transport::CostMatrix no_ways() {
    transport::MatrixColumns c;
    c.origins = c.destinations = 1, c.cost_unit = "km";
    c.cost = c.km = c.hours = c.built_up_km = {0};
    Diagnostics found;
    return transport::CostMatrix::make(std::move(c), found).value();
  }
};

}  // namespace

Result<TruckDay> truck_day(const Document& document, Diagnostics& found) {
  auto input = document.bind(found);
  if (!input) return input.error();
  const auto haulage = Haulage::make(*input);
  if (!haulage) return haulage.error();
  return Reader(*input, *haulage).read();
}

std::optional<Diagnostic> other_input(const Document& document, std::string_view planned_hash) {
  const auto told = [](std::string_view value, std::string expected) {
    return Diagnostic{Severity::warning, ErrorCode::conflict, "/input_hash", std::string(value),
                      std::move(expected)};
  };
  if (planned_hash.empty())
    return told("", "the hash of the input that was planned; so it may be another case than this");
  const auto settled = document.settled();
  const std::string hash = settled ? settled->hash() : document.hash();
  if (hash == planned_hash) return std::nullopt;
  return told(planned_hash.substr(0, 12),
              hash.substr(0, 12) + ", the hash of this case: the plan was made from another one, " +
                  "and places, ways or masses may differ");
}

}  // namespace masseflyt::scenario
