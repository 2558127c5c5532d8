// One run of one solver on one market, told as a line of JSON: what flow_peers.py and the lead run.
//
//   masseflyt_market_run sparse geographic|spread|equal N ours|lemon|again|write [FILE]
//   masseflyt_market_run dense N everybody|unequal|windows ours|verify|lemon|write [FILE]
//   masseflyt_market_run dense N roads ours|verify|lemon LINKS.csv
//   masseflyt_market_run dense N roads write LINKS.csv FILE      all costs, and a row for "nobody"
//   masseflyt_market_run listed N ours|again     a document's market of N offers and N needs
//   masseflyt_market_run national SECONDS LINKS.csv [OFFERS FACILITIES PERIODS]
//
// Seconds are processor time, the instance's own making not counted; peak_mb is the whole process,
// instance included. `write` puts the instance where peers in other languages read it: columns of
// little-endian int64 and double, see flow_peers.py.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lemon/network_simplex.h>

#include <masseflyt/matching/open_market.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/replan.hpp>
#include <masseflyt/matching/rules.hpp>
#include <masseflyt/matching/verify.hpp>
#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/straight_bound.hpp>

#include "../told.hpp"
#include "detail/lemon_digraph.hpp"
#include "instances.hpp"
#include "matching/network_simplex.hpp"
#include "matching/start.hpp"
#include "plane_market.hpp"

namespace masseflyt::bench {
namespace {

using namespace matching;
using detail::LemonDigraph;

template <typename T>
void put(std::ofstream& out, const std::vector<T>& column) {
  out.write(reinterpret_cast<const char*>(column.data()),
            static_cast<std::streamsize>(column.size() * sizeof(T)));
}

double cost_of(const Instance& i, const std::vector<std::int64_t>& x) {
  double sum = 0;
  for (std::size_t a = 0; a < x.size(); ++a)
    sum += static_cast<double>(x[a]) * static_cast<double>(i.cost[a]);
  return sum;
}

std::optional<double> lemon_cost(const Digraph& graph, const std::vector<std::int64_t>& price,
                                 const std::vector<std::int64_t>& kg) {
  const LemonDigraph g(graph);
  LemonDigraph::ArcMap<std::int64_t> cost(g);
  for (int a = 0; a < g.arcNum(); ++a)
    cost.set(LemonDigraph::arcFromId(a), price[static_cast<std::size_t>(a)]);
  LemonDigraph::NodeMap<std::int64_t> supply(g);
  for (int v = 0; v < g.nodeNum(); ++v)
    supply.set(LemonDigraph::nodeFromId(v), kg[static_cast<std::size_t>(v)]);
  lemon::NetworkSimplex<LemonDigraph, std::int64_t> s(g);
  if (s.costMap(cost).supplyMap(supply).run() != s.OPTIMAL) return std::nullopt;
  return s.totalCost<double>();
}

int sparse(const std::string& kind, std::int64_t n, const std::string& how,
           const std::string& file) {
  Instance i = make(kind == "geographic" ? geographic : kind == "spread" ? spread : equal, n);
  const NetworkSimplex::Problem problem{i.graph, i.supply, i.lower, i.upper, i.cost};
  const std::string what = "sparse " + kind + " " + std::to_string(n) + " " + how;
  if (how == "write") {
    std::vector<std::int64_t> tail(i.graph.tail().begin(), i.graph.tail().end());
    std::vector<std::int64_t> head(i.graph.head().begin(), i.graph.head().end());
    const std::vector<std::int64_t> size = {2 * n, static_cast<std::int64_t>(tail.size())};
    std::ofstream out(file, std::ios::binary);
    put(out, size), put(out, i.supply), put(out, tail), put(out, head), put(out, i.cost);
    return out ? 0 : failed("cannot write " + file);
  }
  double begin = seconds();
  if (how == "lemon") {
    const auto sum = lemon_cost(i.graph, i.cost, i.supply);
    if (!sum) return failed("LEMON: not optimal");
    tell(what, seconds() - begin, *sum);
    return 0;
  }
  auto s = NetworkSimplex::make(problem, good_start(problem)).value();
  if (s.run().value() != NetworkSimplex::Outcome::optimal) return failed("not optimal");
  const double full = seconds() - begin;
  if (how == "ours") {
    tell(what, full, cost_of(i, s.flows()));
    return 0;
  }
  // One event: an arc that carries mass gets half as much room, ten kilograms more have to go.
  const NetworkSimplex::Start before = {s.potentials(), 0, 0, s.flows()};
  std::size_t busy = before.flow.size() / 2;
  while (before.flow[busy] == 0) ++busy;
  i.upper[busy] = before.flow[busy] / 2;
  i.supply.front() += 10, i.supply.back() -= 10;
  begin = seconds();
  auto again = NetworkSimplex::make({i.graph, i.supply, i.lower, i.upper, i.cost}, before).value();
  if (again.run().value() != NetworkSimplex::Outcome::optimal) return failed("not optimal");
  const double spent = seconds() - begin;
  tell(what, spent, cost_of(i, again.flows()), number("share_of_full", spent / full));
  return 0;
}

int dense(std::int64_t n, const std::string& kind, const std::string& how,
          const std::string& file) {
  if (kind != "everybody" && kind != "unequal" && kind != "windows")
    return failed("no market is called " + kind);
  const OpenMarket m = plane_market(n, kind == "windows", kind == "everybody");
  const Plane costs(m.places);
  const std::string what = "dense " + std::to_string(n) + " " + kind + " " + how;
  if (how == "write") {
    std::vector<std::int64_t> kg;
    std::vector<double> at;
    for (const auto& o : m.offers) kg.push_back(o.kg);
    for (const auto& o : m.needs) kg.push_back(o.kg);
    for (const auto& p : m.places) at.push_back(p.x_km), at.push_back(p.y_km);
    std::ofstream out(file, std::ios::binary);
    put(out, std::vector<std::int64_t>{n}), put(out, kg), put(out, at);
    return out ? 0 : failed("cannot write " + file);
  }
  if (how == "lemon") {
    if (kind != "everybody") return failed("LEMON is given the balanced market without windows");
    std::vector<Digraph::Arc> arcs;
    std::vector<std::int64_t> price, kg;
    const auto size = static_cast<Digraph::Id>(n);
    for (Digraph::Id i = 0; i < size; ++i)
      for (Digraph::Id j = 0; j < size; ++j) {
        arcs.push_back({i, size + j});
        price.push_back(micro_nok_per_kg(*costs.sums(i, size + j, {}), {}));
      }
    for (const auto& o : m.offers) kg.push_back(o.kg);
    for (const auto& o : m.needs) kg.push_back(-o.kg);
    const double begin = seconds();
    const Digraph graph = Digraph::make(2 * size, arcs).value();
    const auto sum = lemon_cost(graph, graph.by_arc<std::int64_t>(price), kg);
    if (!sum) return failed("LEMON: not optimal");
    tell(what, seconds() - begin, *sum);
    return 0;
  }
  double begin = seconds();
  const auto c = clear(m, costs, {});
  if (!c) return failed(c.error().message);
  if (c->status != Status::optimal) return failed("not optimal");
  if (how == "verify") {
    begin = seconds();
    if (!verify(m, costs, {}, *c).optimal()) return failed("the certificate does not hold");
  }
  tell(what, seconds() - begin, static_cast<double>(c->objective_micro_nok),
       number("pairs", static_cast<double>(c->pairs)) +
           number("rounds", static_cast<double>(c->rounds)));
  return 0;
}

/// n offers, each in one month of 24, and n needs with windows of half a year, in three groups.
Market listed_market(std::int64_t size, std::vector<PlanePoint>& at) {
  const auto n = static_cast<Index>(size);
  std::mt19937_64 random(1);
  const auto below = [&](std::uint64_t k) { return static_cast<Index>(random() % k); };
  Market m;
  m.periods = 24;
  m.groups = {"rock", "soil", "clay"};
  m.far_allowed = {1, 1, 0};
  m.far.nok = 600;
  m.unplaced_nok_t = 5000;
  for (Index p = 0; p < 2 * n; ++p)
    at.push_back({below(100'001) / 1000.0, below(100'001) / 1000.0});
  for (Index i = 0; i < n; ++i) {
    m.lots.push_back({"", i, below(3), i, {}});
    m.supplies.push_back({i, below(24), 1000 * (1 + std::int64_t{below(1000)})});
  }
  for (Index j = 0; j < n; ++j) {
    m.destinations.push_back({"", n + j, false});
    const std::int64_t kg = 1000 * (1 + std::int64_t{below(1000)});
    m.limits.push_back({"", kg, kg / 2});
    const Index first = below(19), group = below(3);
    for (const Index g : {group, (group + 1) % 3})
      m.entries.push_back({j, g, first, first + 5, j, {}});
  }
  m.lot_to = Compatibility(n, n);
  m.group_to = Compatibility(3, n);
  return m;
}

int listed(std::int64_t n, const std::string& how) {
  std::vector<PlanePoint> at;
  Market m = listed_market(n, at);
  const Plane costs(at);
  const std::string what = "listed " + std::to_string(n) + " " + how;
  double begin = seconds();
  auto p = plan(m, costs, {});
  if (!p) return failed(p.error().message);
  if (p->status != Status::optimal) return failed(name(p->status));
  const double full = seconds() - begin;
  std::string more = number("arcs", static_cast<double>(p->arcs));
  double spent = full;
  if (how == "again") {
    m.limits[7].capacity_kg = m.limits[7].minimum_kg = 0;
    begin = seconds();
    p = replan(m, costs, {}, *p);
    spent = seconds() - begin;
    more += number("share_of_full", spent / full);
  }
  begin = seconds();
  const auto verdict = verify(m, costs, {}, *p);
  if (!verdict.optimal()) return failed("the certificate does not hold");
  more += number("verify_seconds", seconds() - begin);
  tell(what, spent, static_cast<double>(p->objective_micro_nok), more);
  return 0;
}

/// By road between nodes of a network: kilometres, 11 NOK and 1.8 NOK per kilometre. Destinations
/// are the same places as the origins, or those after them.
class Roads : public CostSource {
 public:
  Roads(transport::CostMatrix km, std::vector<SpacePoint> points)
      : km_(std::move(km)),
        points_(std::move(points)),
        first_destination_(points_.size() - km_.destinations()) {
    for (std::size_t a = 0; a < km_.origins(); ++a)
      for (std::size_t b = first_destination_; b < points_.size(); ++b)
        if (const double way = at(a, b); !std::isnan(way))
          straight_.add(straight_km(points_[a], points_[b]), way);
  }
  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights& w) const override {
    const auto s = sums(a, b, w);
    return s ? std::optional(Route{{}, *s}) : std::nullopt;
  }
  std::optional<HaulSums> sums(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    HaulSums s;
    s.km = s.road_km = km(a, b);
    if (std::isnan(s.km)) return std::nullopt;
    s.nok = a == b ? 0 : 11 + 1.8 * s.km;
    return s;
  }
  std::span<const SpacePoint> points() const override { return points_; }
  double least_cost(double km, const Weights&) const override {
    return (11 + 1.8 * straight_.least_km(km)) * (1 - 1e-9);
  }
  double km(PlaceIndex a, PlaceIndex b) const {
    const bool known = a < km_.origins() && b >= first_destination_;
    return known ? at(a, b) : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  double at(std::size_t a, std::size_t b) const {
    return km_.columns().cost[a * km_.destinations() + b - first_destination_];
  }
  transport::CostMatrix km_;
  std::vector<SpacePoint> points_;
  std::size_t first_destination_;
  transport::StraightBound straight_;
};

/// Car roads and ferries, places at nodes. Ways lead from the first `origins` places to the others,
/// or from all to all if there are no others.
std::optional<Roads> national_roads(const std::string& file, std::size_t places,
                                    std::size_t origins) {
  Diagnostics found;
  transport::NetworkOptions options;
  options.joining = transport::Joining::vertices;
  options.speed_kmh = {{transport::RoadClass::unknown, 50}};
  auto read = transport::read_network_file(file, transport::n1000_format(), options, found);
  if (!read) return std::nullopt;
  auto network = std::make_shared<const transport::Network>(std::move(*read));
  transport::VehicleClass vehicle;
  vehicle.ferries = true;
  vehicle.measure = transport::Measure::length;
  auto hierarchy = transport::Hierarchy::prepare(network, vehicle);
  if (!hierarchy) return std::nullopt;
  std::mt19937_64 random(1);
  std::vector<transport::Access> access;
  std::vector<SpacePoint> points;
  while (access.size() < places) {
    const auto v = static_cast<Digraph::Id>(random() % network->nodes().size());
    if (network->component()[v] != 0) continue;
    access.push_back(transport::at_node(v));
    points.push_back(space_point(network->nodes()[v]));
  }
  const auto middle = access.begin() + static_cast<std::ptrdiff_t>(origins);
  const std::vector from(access.begin(), middle);
  const std::vector to(origins < places ? middle : access.begin(), access.end());
  transport::MatrixOptions only_km;
  only_km.figures = false;
  auto matrix = transport::cost_matrix(*hierarchy, from, to, only_km);
  if (!matrix) return std::nullopt;
  return Roads(std::move(*matrix), std::move(points));
}

/// Micro-NOK per kilogram; none: not permitted.
std::optional<std::int64_t> price(const OpenMarket& m, const Roads& roads, Index offer,
                                  Index need) {
  const auto& o = m.offers[offer];
  const auto& n = m.needs[need];
  if (o.last < n.first || n.last < o.first ||
      std::find(n.groups.begin(), n.groups.end(), o.group) == n.groups.end())
    return std::nullopt;
  const auto way = roads.sums(o.place, n.place, {});
  return way ? std::optional(micro_nok_per_kg(*way, {})) : std::nullopt;
}

std::int64_t micro_nok(double nok_t) { return std::llround(nok_t * 1000); }

/// The market as others take it: what stays goes to one taker more, what is bought comes from one
/// giver more, at their prices. A pair that is not permitted costs what both cost together.
int write_roads(const OpenMarket& m, const Roads& roads, const std::string& file) {
  const auto n = static_cast<Index>(m.offers.size());
  std::ofstream out(file, std::ios::binary);
  std::vector<std::int64_t> kg;
  std::int64_t offered = 0, wanted = 0;
  for (const auto& o : m.offers) offered += o.kg;
  for (const auto& o : m.needs) wanted += o.kg;
  for (const auto& o : m.offers) kg.push_back(o.kg);
  kg.push_back(wanted);
  for (const auto& o : m.needs) kg.push_back(o.kg);
  kg.push_back(offered);
  put(out, std::vector<std::int64_t>{n + 1}), put(out, kg);
  const std::int64_t stays = micro_nok(m.unplaced_nok_t);
  std::vector<double> row(n + std::size_t{1});
  for (Index i = 0; i <= n; ++i) {
    for (Index j = 0; j <= n; ++j) {
      const std::int64_t bought = j < n ? micro_nok(m.needs[j].bought_nok_t) : 0;
      const auto both = (i < n ? stays : 0) + bought;
      const auto direct = i < n && j < n ? price(m, roads, i, j) : std::nullopt;
      row[j] = static_cast<double>(direct ? *direct : both);
    }
    put(out, row);
  }
  return out ? 0 : failed("cannot write " + file);
}

int lemon_on_roads(const OpenMarket& m, const Roads& roads, const std::string& what) {
  const auto n = static_cast<Index>(m.offers.size());
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> cost, kg;
  const auto add = [&](Index from, Index to, std::int64_t micro_nok_kg) {
    arcs.push_back({from, to});
    cost.push_back(micro_nok_kg);
  };
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j)
      if (const auto direct = price(m, roads, i, j)) add(i, n + j, *direct);
    add(i, 2 * n, micro_nok(m.unplaced_nok_t));
  }
  std::int64_t sum = 0;
  for (const auto& o : m.offers) kg.push_back(o.kg), sum += o.kg;
  for (const auto& o : m.needs) kg.push_back(-o.kg), sum -= o.kg;
  kg.push_back(-sum);
  for (Index j = 0; j < n; ++j) add(2 * n, n + j, micro_nok(m.needs[j].bought_nok_t));
  const double begin = seconds();
  const Digraph graph = Digraph::make(2 * n + 1, arcs).value();
  const auto least = lemon_cost(graph, graph.by_arc<std::int64_t>(cost), kg);
  if (!least) return failed("LEMON: not optimal");
  tell(what, seconds() - begin, *least, number("arcs", static_cast<double>(arcs.size())));
  return 0;
}

/// Windows, groups and unequal totals, on the roads of a country.
int on_roads(std::int64_t n, const std::string& how, const std::string& links,
             const std::string& file) {
  const auto size = static_cast<std::size_t>(n);
  const auto roads = national_roads(links, 2 * size, size);
  if (!roads) return failed("no network from " + links);
  OpenMarket m = plane_market(n, true, false);
  m.places.clear();  // the roads know them
  m.unplaced_nok_t = 5000;
  if (how == "write") return write_roads(m, *roads, file);
  if (how == "lemon")
    return lemon_on_roads(m, *roads, "dense " + std::to_string(n) + " roads " + how);
  double begin = seconds();
  const auto c = clear(m, *roads, {});
  if (!c) return failed(c.error().message);
  if (c->status != Status::optimal) return failed("not optimal");
  if (how == "verify") {
    begin = seconds();
    if (!verify(m, *roads, {}, *c).optimal()) return failed("the certificate does not hold");
  }
  tell("dense " + std::to_string(n) + " roads " + how, seconds() - begin,
       static_cast<double>(c->objective_micro_nok),
       number("pairs", static_cast<double>(c->pairs)) +
           number("rounds", static_cast<double>(c->rounds)) +
           number("trades", static_cast<double>(c->trades.size())));
  return 0;
}

/// Of `of` places the `count` nearest by road.
std::vector<Index> nearest(const Roads& roads, PlaceIndex from, const std::vector<PlaceIndex>& of,
                           std::size_t count) {
  std::vector<std::pair<double, Index>> near;
  for (Index k = 0; k < of.size(); ++k)
    if (const double km = roads.km(from, of[k]); !std::isnan(km)) near.push_back({km, k});
  count = std::min(count, near.size());
  std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(count), near.end());
  std::vector<Index> out;
  for (std::size_t k = 0; k < count; ++k) out.push_back(near[k].second);
  return out;
}

constexpr std::size_t national_places = 4000;

/// Offers in one period each, needs that take one group for six periods and buy rock otherwise, and
/// facilities that take both groups once they are opened, now or after a third of the time. An
/// offer may go to the 30 nearest needs and the 8 nearest facilities.
Market national_market(const Roads& roads, Index offers, Index facilities, Index periods) {
  std::mt19937_64 random(2);
  const auto below = [&](std::uint64_t k) { return static_cast<Index>(random() % k); };
  Market m;
  m.periods = periods;
  m.groups = {"rock", "soil"};
  m.far_allowed = {1, 1};
  m.far.nok = 900;
  m.unplaced_nok_t = 5000;
  std::int64_t total = 0;
  for (Index i = 0; i < offers; ++i) {
    m.lots.push_back({"", i, below(2), below(national_places), {}});
    m.supplies.push_back({i, below(periods), 1000 * (1 + std::int64_t{below(1000)})});
    total += m.supplies.back().kg;
  }
  std::vector<PlaceIndex> needs, sites;
  for (Index j = 0; j < offers; ++j) {
    needs.push_back(below(national_places));
    m.destinations.push_back({"", needs.back(), false});
    const std::int64_t kg = 500 * (1 + std::int64_t{below(1000)});
    m.limits.push_back({"", kg, 0});
    const Index first = below(std::max<Index>(1, periods - 5));
    HaulSums credit;
    credit.nok = -40;  // rock that need not be bought
    m.entries.push_back({j, below(2), first, std::min(periods - 1, first + 5), j, credit});
  }
  for (Index f = 0; f < facilities; ++f) {
    sites.push_back(below(national_places));
    const auto d = static_cast<Index>(m.destinations.size());
    m.destinations.push_back({"", sites.back(), true});
    m.limits.push_back({"", unlimited});
    HaulSums fee;
    fee.nok = 30 + below(60);
    for (const Index g : {0U, 1U})
      m.entries.push_back({d, g, 0, periods - 1, static_cast<Index>(m.limits.size() - 1), fee});
    const std::int64_t monthly = total / facilities / periods * (1 + below(4));
    HaulSums now, later;
    now.nok = (2 + below(8)) * 1e6, later.nok = now.nok * 0.7;
    add_opening(m, "facility " + std::to_string(f), d,
                {{"now", 0, now}, {"later", periods / 3, later}}, monthly);
  }
  m.lot_to = Compatibility(m.lots.size(), m.destinations.size());
  m.group_to = Compatibility(2, m.destinations.size());
  for (Index l = 0; l < offers; ++l) {
    std::vector<char> open(m.destinations.size(), 0);
    for (const Index k : nearest(roads, m.lots[l].place, needs, 30)) open[k] = 1;
    for (const Index k : nearest(roads, m.lots[l].place, sites, 8)) open[offers + k] = 1;
    for (Index d = 0; d < open.size(); ++d)
      if (open[d] == 0) m.lot_to.refuse(l, d, "too far");
  }
  return m;
}

int national(double limit_s, const std::string& file, Index offers, Index facilities,
             Index periods) {
  const auto roads = national_roads(file, national_places, national_places);
  if (!roads) return failed("no network from " + file);
  const Market m = national_market(*roads, offers, facilities, periods);
  Control control;
  control.deadline = std::chrono::steady_clock::now() +
                     std::chrono::milliseconds(static_cast<std::int64_t>(limit_s * 1000));
  Effort effort;
  effort.gap = 1e-4;
  effort.work_limit = std::numeric_limits<std::uint64_t>::max() / 2;
  const double begin = seconds();
  const auto wall = std::chrono::steady_clock::now();
  const auto p = plan(m, *roads, {}, control, effort);
  if (!p) return failed(p.error().message);
  const double spent = seconds() - begin;
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
  const auto verdict = verify(m, *roads, {}, *p);
  std::size_t opened = 0;
  for (const auto c : p->chosen) opened += c > 0;
  tell("national " + std::to_string(offers) + " " + std::to_string(facilities) + " " +
           std::to_string(periods) + " " + name(p->status),
       spent, static_cast<double>(p->objective_micro_nok) / 1e6,
       number("wall_seconds", took) +
           number("bound", static_cast<double>(p->bound_micro_nok) / 1e6) +
           number("gap", p->gap()) + number("opened", static_cast<double>(opened)) +
           number("arcs", static_cast<double>(p->arcs)) +
           number("violations", static_cast<double>(verdict.violations.size())) +
           number("bound_holds", verdict.bound_micro_nok >= p->bound_micro_nok ? 1 : 0));
  return 0;
}

int run(const std::vector<std::string>& a) {
  const auto at = [&](std::size_t i, const char* otherwise) {
    return i < a.size() ? a[i] : std::string(otherwise);
  };
  const auto index = [&](std::size_t i, const char* otherwise) {
    return static_cast<Index>(std::stoul(at(i, otherwise)));
  };
  const std::string what = at(0, "");
  if (what == "sparse") return sparse(at(1, ""), std::stoll(at(2, "0")), at(3, ""), at(4, ""));
  if (what == "dense" && at(2, "") == "roads")
    return on_roads(std::stoll(at(1, "0")), at(3, ""), at(4, ""), at(5, ""));
  if (what == "dense") return dense(std::stoll(at(1, "0")), at(2, ""), at(3, ""), at(4, ""));
  if (what == "listed") return listed(std::stoll(at(1, "0")), at(2, ""));
  if (what == "national")
    return national(std::stod(at(1, "60")), at(2, ""), index(3, "20000"), index(4, "500"),
                    index(5, "24"));
  return failed("sparse, dense, listed or national: see the head of market_run.cpp");
}

}  // namespace
}  // namespace masseflyt::bench

int main(int argc, char** argv) {
  return masseflyt::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
