#include <masseflyt/transport/hauls.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace masseflyt::transport {
namespace {

// Only for the hours shown, never for a price: a loaded coaster, a train of rock.
constexpr double sea_kmh = 20, rail_kmh = 60;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t most_bytes = std::uint64_t{6} << 30;

/// Of all ways, before they are made: a number per pair, and a way per row or, where the network
/// completes them, per pair.
std::uint64_t table_bytes(std::uint64_t pairs, std::uint64_t both_ways, std::uint64_t rows,
                          bool completed) {
  return pairs * sizeof(std::int32_t) + (completed ? pairs / both_ways : rows) * sizeof(RoadWay);
}

bool sound(double km) { return std::isfinite(km) && km >= 0; }

bool sound(const RoadWay& w) {
  return sound(w.km) && sound(w.tunnel_km) && sound(w.built_up_km) && sound(w.tolls) &&
         sound(w.hours);
}

Error fault(const char* table, std::size_t row, const char* expected) {
  return {ErrorCode::invalid_argument, std::string("expected ") + expected,
          std::string("/") + table + "/" + std::to_string(row)};
}

/// A row without hours takes those of the network, in proportion.
void add_hours(RoadWay& given, const RoadWay& found) {
  if (given.hours == 0 && found.km > 0) given.hours = found.hours * given.km / found.km;
}

Route joined(std::vector<Leg> legs) {
  Route r;
  for (const Leg& leg : legs) r.sums += leg.sums;
  r.legs = std::move(legs);
  return r;
}

}  // namespace

/// One side of a voyage.
struct Hauls::Access {
  std::size_t quay = 0;
  std::optional<RoadWay> way;  ///< none: the place stands on the quay
  double price = 0;            ///< of the way, by the weights
};

struct Hauls::Voyage {
  Access out, in;
  Mode mode = Mode::sea;
};

Result<Hauls> Hauls::make(std::vector<Stop> stops, const std::vector<RoadRow>& roads,
                          std::vector<Quay> quays, const std::vector<SeaRow>& sea, Tariff tariff,
                          RoadMap map, const Asked& asked) {
  Hauls h(tariff);
  const bool completed = map.network && !map.ties.empty();
  if (auto done = h.set_stops(std::move(stops)); !done) return done.error();
  if (auto done = h.choose_table(roads.size(), completed, asked); !done) return done.error();
  if (auto done = h.set_roads(roads); !done) return done.error();
  if (auto done = h.set_sea(std::move(quays), sea); !done) return done.error();
  if (auto done = h.set_map(std::move(map)); !done) return done.error();
  h.set_bounds();
  return h;
}

Result<void> Hauls::set_stops(std::vector<Stop> stops) {
  for (std::size_t i = 0; i < stops.size(); ++i)
    if ((stops[i].quay && *stops[i].quay >= stops.size()) || !sound(stops[i].quay_km))
      return fault("stops", i, "a quay that exists and a length of 0 km or more");
  stops_ = std::move(stops);
  return {};
}

/// Between all stops where that fits, else from those that give to those that take.
Result<void> Hauls::choose_table(std::size_t rows, bool completed, const Asked& asked) {
  const std::uint64_t all = std::uint64_t{stops_.size()} * stops_.size();
  std::uint64_t bytes = table_bytes(all, 2, rows, completed);
  const auto count = [](const std::vector<char>& some) {
    return static_cast<std::uint64_t>(
        std::count_if(some.begin(), some.end(), [](char c) { return c != 0; }));
  };
  const bool told = !asked.gives.empty() || !asked.takes.empty();
  if (told && (asked.gives.size() != stops_.size() || asked.takes.size() != stops_.size()))
    return Error{ErrorCode::invalid_argument, "expected one row per stop", "/asked"};
  const bool some = told && (bytes > most_bytes || asked.even_if_small);
  const std::uint64_t pairs = some ? count(asked.gives) * count(asked.takes) : all;
  if (some) bytes = table_bytes(pairs, 1, rows, completed);
  if (bytes > most_bytes || pairs > std::numeric_limits<std::int32_t>::max())
    return Error{ErrorCode::limit_exceeded,
                 "the table of ways between " + std::to_string(stops_.size()) + " places takes " +
                     std::to_string(bytes >> 20) + " MB, more than " +
                     std::to_string(most_bytes >> 20) +
                     ": let offers and needs that stand together share a place",
                 "/stops"};
  if (some) {
    const auto number = [](const std::vector<char>& of, std::vector<std::uint32_t>& out) {
      std::uint32_t next = 0;
      for (const char c : of) out.push_back(c != 0 ? next++ : none);
      return next;
    };
    number(asked.gives, line_);
    columns_ = number(asked.takes, column_);
  }
  row_.assign(static_cast<std::size_t>(pairs), -1);
  // Room that is not used is never touched; growing step by step would need twice as much.
  if (completed) ways_.reserve(static_cast<std::size_t>(some ? pairs : pairs / 2) + rows);
  return {};
}

std::size_t Hauls::cell(PlaceIndex a, PlaceIndex b) const {
  if (whole()) return std::size_t{a} * stops_.size() + b;
  if (line_[a] == none || column_[b] == none) return no_cell;
  return std::size_t{line_[a]} * columns_ + column_[b];
}

/// Of `ways_`; below 0: none is known.
std::int32_t Hauls::row(PlaceIndex a, PlaceIndex b) const {
  for (const auto at : {cell(a, b), cell(b, a)})
    if (at != no_cell) return row_[at];
  const auto [low, high] = std::minmax(a, b);
  const auto at = beside_.find({low, high});
  return at == beside_.end() ? -1 : at->second;
}

void Hauls::set_way(PlaceIndex from, PlaceIndex to, const RoadWay& way) {
  const auto number = static_cast<std::int32_t>(ways_.size());
  for (const auto at : {cell(from, to), cell(to, from)})
    if (at != no_cell) row_[at] = number;
  if (!is_kept(from, to)) beside_[{std::min(from, to), std::max(from, to)}] = number;
  ways_.push_back(way);
}

Result<void> Hauls::set_roads(const std::vector<RoadRow>& roads) {
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const auto& [from, to, way] = roads[i];
    if (from >= stops_.size() || to >= stops_.size() || !sound(way))
      return fault("roads", i, "places that exist and lengths of 0 km or more");
    const auto known = row(from, to);
    if (known < 0 || way.km < ways_[static_cast<std::size_t>(known)].km) set_way(from, to, way);
  }
  return {};
}

Result<void> Hauls::set_sea(std::vector<Quay> quays, const std::vector<SeaRow>& sea) {
  std::vector<std::int32_t> quay_of(stops_.size(), -1);
  for (std::size_t q = 0; q < quays.size(); ++q) {
    if (quays[q].place >= stops_.size()) return fault("quays", q, "a place that exists");
    quay_of[quays[q].place] = static_cast<std::int32_t>(q);
  }
  between_.assign(quays.size() * quays.size(), {});
  for (std::size_t i = 0; i < sea.size(); ++i) {
    const auto& [from, to, km, mode, vessel_t, return_share] = sea[i];
    if (from >= stops_.size() || to >= stops_.size() || !sound(km))
      return fault("sea", i, "quays that exist and a length of 0 km or more");
    if ((mode != Mode::sea && mode != Mode::rail) || !sound(vessel_t) || !(return_share >= 0) ||
        !(return_share <= 1))
      return fault("sea", i, "sea or rail, a cargo of 0 t or more, a share of 0 to 1");
    const Passage passage{km, vessel_t, return_share};
    if (const char* lacks = tariff_.lacks_for(passage, mode == Mode::rail))
      return Error{ErrorCode::not_found,
                   "the tariff or the link lacks '" + std::string(lacks) + "'",
                   "/sea/" + std::to_string(i)};
    if (quay_of[from] < 0 || quay_of[to] < 0) continue;  // a quay that is not in use
    const auto a = static_cast<std::size_t>(quay_of[from]);
    const auto b = static_cast<std::size_t>(quay_of[to]);
    for (auto* both : {&between_[a * quays.size() + b], &between_[b * quays.size() + a]}) {
      auto& there = mode == Mode::sea ? both->sea : both->rail;
      if (there.km < 0 || km < there.km) there = passage;
    }
  }
  quays_ = std::move(quays);
  return {};
}

Result<void> Hauls::set_map(RoadMap map) {
  const auto fits = [&](std::size_t rows) { return rows == 0 || rows == stops_.size(); };
  if (!fits(map.position.size()) || !fits(map.ties.size()))
    return Error{ErrorCode::invalid_argument, "expected one row per stop", "/map"};
  const std::size_t nodes = map.network ? map.network->nodes().size() : 0;
  for (const auto& ties : map.ties)
    for (const auto& tie : ties)
      if (tie.node >= nodes || !sound(tie.km))
        return Error{ErrorCode::invalid_argument,
                     "expected ties to nodes that exist, of 0 km or more", "/map"};
  map_ = std::move(map);
  if (!map_.network || map_.ties.empty()) return {};
  RouteQuery query(*map_.network, map_.options);
  for (PlaceIndex from = 0; from < stops_.size(); ++from) complete_from(from, query);
  return {};
}

/// Ways to all later stops; the earlier ones have done the same.
void Hauls::complete_from(PlaceIndex from, RouteQuery& query) {
  if (!stops_[from].road_access || map_.ties[from].empty()) return;
  bool begun = false;
  for (PlaceIndex to = from + 1; to < stops_.size(); ++to) {
    if (!is_kept(from, to)) continue;
    if (!std::exchange(begun, true)) query.from(map_.ties[from]);
    const auto way = query.to(map_.ties[to]);
    if (!way) continue;
    const auto known = row(from, to);
    if (known < 0)
      set_way(from, to, *way);
    else
      add_hours(ways_[static_cast<std::size_t>(known)], *way);
  }
}

/// As complete_from() would have found it: in the direction of the lower number.
std::optional<RoadWay> Hauls::searched(PlaceIndex a, PlaceIndex b) const {
  const auto known = row(a, b);
  auto given = known < 0 ? std::nullopt : std::optional(ways_[static_cast<std::size_t>(known)]);
  const auto [low, high] = std::minmax(a, b);
  if (!map_.network || map_.ties.empty() || map_.ties[low].empty() || low == high) return given;
  RouteQuery query(*map_.network, map_.options);
  query.from(map_.ties[low]);
  const auto way = query.to(map_.ties[high]);
  if (!given) return way;
  if (way) add_hours(*given, *way);
  return given;
}

std::optional<RoadWay> Hauls::road(PlaceIndex from, PlaceIndex to) const {
  if (!stops_[from].road_access || !stops_[to].road_access) return std::nullopt;
  if (!is_kept(from, to)) return searched(from, to);
  const auto known = row(from, to);
  if (known < 0) return std::nullopt;
  return ways_[static_cast<std::size_t>(known)];
}

/// All quays in use that the place can reach: the one that serves it, the others by road.
std::vector<Hauls::Access> Hauls::accesses(PlaceIndex place, bool Quay::*allowed,
                                           const Weights& w) const {
  std::vector<Access> found;
  for (std::size_t q = 0; q < quays_.size(); ++q) {
    const auto quay = quays_[q].place;
    if (!(quays_[q].*allowed)) continue;
    const bool served = stops_[place].quay == quay;
    if (place == quay || (served && stops_[place].quay_km == 0)) {
      found.push_back({q, std::nullopt, 0});
      continue;
    }
    auto way = road(place, quay);
    if (served) way = RoadWay{stops_[place].quay_km, 0, 0, 0, 0};
    if (way) found.push_back({q, way, weigh(tariff_.road(*way), w)});
  }
  return found;
}

Leg Hauls::road_leg(PlaceIndex from, PlaceIndex to, const RoadWay& way) const {
  return {Mode::road, from, to, tariff_.road_hours(way), tariff_.road(way)};
}

HaulSums Hauls::passed(const Between& between, Mode mode) const {
  return mode == Mode::sea ? tariff_.sea(between.sea) : tariff_.rail(between.rail);
}

Route Hauls::by_quays(PlaceIndex from, const Access& out, const Access& in, PlaceIndex to,
                      Mode mode) const {
  const auto a = quays_[out.quay].place, b = quays_[in.quay].place;
  const auto& between = between_[out.quay * quays_.size() + in.quay];
  const double hours = mode == Mode::sea ? between.sea.km / sea_kmh : between.rail.km / rail_kmh;
  std::vector<Leg> legs;
  if (out.way) legs.push_back(road_leg(from, a, *out.way));
  legs.push_back({mode, a, b, hours, passed(between, mode)});
  if (in.way) legs.push_back(road_leg(b, to, *in.way));
  return joined(std::move(legs));
}

/// Learns from all ways of the table how short they may be.
void Hauls::set_bounds() {
  const auto& at = map_.position;
  if (at.empty() || !std::all_of(at.begin(), at.end(), is_on_earth)) return;
  for (const Position p : at) points_.push_back(space_point(p));
  for (PlaceIndex a = 0; a < stops_.size(); ++a)
    for (PlaceIndex b = a + 1; b < stops_.size(); ++b)
      if (const auto way = is_kept(a, b) ? road(a, b) : std::nullopt)
        straight_.add(straight_km(points_[a], points_[b]), way->km);
  for (PlaceIndex s = 0; s < stops_.size(); ++s)
    if (stops_[s].quay)
      served_km_ = std::max(served_km_, straight_km(points_[s], points_[*stops_[s].quay]));
}

/// By quays, the straight line is at most that to the first quay, the voyage's own, and that from
/// the last. A way to a quay is a road of the table, as long as such roads are, or that of a stop
/// to the quay which serves it: that may be 0 km long, so the line to there is taken off. Two roads
/// cost no less than one as long as both, but for the slack and the fixed price of a road, so only
/// the longer one is counted: at least half of what is left.
double Hauls::least_cost(double km, const Weights& w) const {
  if (points_.empty()) return 0;
  double least = tariff_.least_by_road(straight_.least_km(km), w);
  const double no_road = std::min(0.0, tariff_.least_by_road(0, w));
  for (std::size_t a = 0; a < quays_.size(); ++a)
    for (std::size_t b = 0; b < quays_.size(); ++b) {
      const auto& between = between_[a * quays_.size() + b];
      const double rest =
          km - straight_km(points_[quays_[a].place], points_[quays_[b].place]) - 2 * served_km_;
      const double road =
          rest > 0 ? tariff_.least_by_road(straight_.least_km(rest / 2), w) : no_road;
      for (const Mode mode : {Mode::sea, Mode::rail})
        if ((mode == Mode::sea ? between.sea : between.rail).km >= 0)
          least = std::min(least, weigh(passed(between, mode), w) + road);
    }
  return least - 1e-12 * std::abs(least);
}

/// The cheapest way over quays below a price, if any; of the counted ones over `over` exactly.
std::optional<Hauls::Voyage> Hauls::cheapest_voyage(PlaceIndex from, PlaceIndex to,
                                                    const Weights& weights,
                                                    std::optional<double> than,
                                                    std::span<const PlaceIndex> over) const {
  if (between_.empty()) return std::nullopt;
  const auto out = accesses(from, &Quay::load, weights);
  const auto in = accesses(to, &Quay::unload, weights);
  const auto asked = [&](const Quay& a, const Quay& b) {
    if (std::size_t{a.counted} + std::size_t{b.counted} != over.size()) return false;
    return std::all_of(over.begin(), over.end(), [&](PlaceIndex place) {
      return (a.counted && a.place == place) || (b.counted && b.place == place);
    });
  };
  const Access *best_out = nullptr, *best_in = nullptr;
  Mode best_mode = Mode::sea;
  for (const auto& a : out)
    for (const auto& b : in) {
      if (a.quay == b.quay || !asked(quays_[a.quay], quays_[b.quay])) continue;
      const auto& between = between_[a.quay * quays_.size() + b.quay];
      for (const Mode mode : {Mode::sea, Mode::rail}) {
        if ((mode == Mode::sea ? between.sea : between.rail).km < 0) continue;
        const double price = a.price + weigh(passed(between, mode), weights) + b.price;
        if (!than || price < *than) than = price, best_out = &a, best_in = &b, best_mode = mode;
      }
    }
  if (best_out == nullptr) return std::nullopt;
  return Voyage{*best_out, *best_in, best_mode};
}

std::optional<Route> Hauls::cheaper_by_quays(PlaceIndex from, PlaceIndex to, const Weights& weights,
                                             std::optional<double> than,
                                             std::span<const PlaceIndex> over) const {
  const auto best = cheapest_voyage(from, to, weights, than, over);
  if (!best) return std::nullopt;
  return by_quays(from, best->out, best->in, to, best->mode);
}

std::optional<HaulSums> Hauls::sums(PlaceIndex from, PlaceIndex to, const Weights& weights) const {
  if (from >= stops_.size() || to >= stops_.size()) return std::nullopt;
  if (from == to) return HaulSums{};
  std::optional<HaulSums> direct;
  std::optional<double> least;
  if (const auto way = road(from, to)) {
    direct = tariff_.road(*way);
    least = weigh(*direct, weights);
  }
  const auto best = cheapest_voyage(from, to, weights, least, {});
  if (!best) return direct;
  HaulSums all;
  if (best->out.way) all += tariff_.road(*best->out.way);
  all += passed(between_[best->out.quay * quays_.size() + best->in.quay], best->mode);
  if (best->in.way) all += tariff_.road(*best->in.way);
  return all;
}

std::optional<Route> Hauls::route(PlaceIndex from, PlaceIndex to, const Weights& weights) const {
  if (from >= stops_.size() || to >= stops_.size()) return std::nullopt;
  if (from == to) return Route{};
  std::optional<Route> direct;
  if (const auto way = road(from, to)) direct = joined({road_leg(from, to, *way)});
  std::optional<double> least;
  if (direct) least = weigh(direct->sums, weights);
  auto over_water = cheaper_by_quays(from, to, weights, least, {});
  return over_water ? over_water : direct;
}

std::optional<Route> Hauls::route_over(std::span<const PlaceIndex> over, PlaceIndex from,
                                       PlaceIndex to, const Weights& weights) const {
  if (from >= stops_.size() || to >= stops_.size() || from == to) return std::nullopt;
  return cheaper_by_quays(from, to, weights, std::nullopt, over);
}

std::vector<Position> Hauls::path(PlaceIndex from, PlaceIndex to, Mode mode) const {
  if (map_.position.empty() || from >= stops_.size() || to >= stops_.size()) return {};
  std::vector<Position> line = {map_.position[from]};
  if (mode == Mode::road && map_.network && !map_.ties.empty()) {
    RouteQuery query(*map_.network, map_.options);
    const auto [low, high] = std::minmax(from, to);
    query.from(map_.ties[low]);
    auto nodes = query.nodes_to(map_.ties[high]);
    if (from > to) std::reverse(nodes.begin(), nodes.end());
    for (const auto v : nodes) line.push_back(map_.network->nodes()[v]);
  }
  line.push_back(map_.position[to]);
  return line;
}

}  // namespace masseflyt::transport
