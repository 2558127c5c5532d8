#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/c/open_market.h>
#include <masseflyt/matching/open_market.hpp>
#include <masseflyt/transport/cost_matrix.hpp>
#include <masseflyt/transport/straight_costs.hpp>

#include "arrow_table.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "options.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;

struct mfl_haul_costs {
  std::unique_ptr<const CostSource> source;
  size_t places;

  /// A market needs to know where places lie. Where nobody does they lie together, which is right
  /// as long as nothing is said of what far ones cost: every pair is asked for.
  matching::OpenMarket placed(const matching::OpenMarket& market) const {
    matching::OpenMarket m = market;
    if (source->points().empty()) m.places.assign(places, {});
    return m;
  }
};

struct mfl_open_market {
  matching::OpenMarket market;
};

struct mfl_clearing {
  matching::Clearing made;
};

namespace {

Result<transport::Tariff> tariff(const mfl_truck_factors* given) {
  if (given == nullptr) return missing("factors");
  if (!MFL_COVERS(given, mfl_truck_factors, detour)) return c_face::without_size("factors");
  const mfl_truck_factors f = c_face::known_part(*given, MFL_TRUCK_FACTORS_INIT);
  return transport::truck_tariff(
      {f.nok_t, f.nok_tkm, f.co2e_kg_tkm, f.load_t, f.toll_nok, f.detour});
}

Result<std::vector<SpacePoint>> points(const double* x, const double* y, size_t count,
                                       int32_t unit) {
  if (unit != MFL_KILOMETRES && unit != MFL_DEGREES)
    return c_face::refused("unit", "is neither MFL_KILOMETRES nor MFL_DEGREES");
  std::vector<SpacePoint> out;
  out.reserve(count);
  for (size_t p = 0; p < count; ++p) {
    if (unit == MFL_DEGREES && !is_on_earth({x[p], y[p]}))
      return Error{ErrorCode::invalid_argument, "expected longitude and latitude in degrees",
                   "/points/" + std::to_string(p)};
    out.push_back(unit == MFL_DEGREES ? space_point({x[p], y[p]}) : SpacePoint{x[p], y[p], 0});
  }
  return out;
}

std::vector<matching::OpenOffer> offers_of(const mfl_open_offers& o) {
  std::vector<matching::OpenOffer> out(o.count);
  for (size_t i = 0; i < o.count; ++i) {
    out[i].place = o.place[i], out[i].kg = o.kg[i];
    if (o.group != nullptr) out[i].group = o.group[i];
    if (o.first != nullptr) out[i].first = o.first[i], out[i].last = o.last[i];
  }
  return out;
}

std::vector<matching::OpenNeed> needs_of(const mfl_open_needs& n) {
  std::vector<matching::OpenNeed> out(n.count);
  for (size_t j = 0; j < n.count; ++j) {
    out[j].place = n.place[j], out[j].kg = n.kg[j];
    if (n.group == nullptr)
      out[j].groups = {0};
    else if (n.group_first == nullptr)
      out[j].groups = {n.group[j]};
    else
      out[j].groups.assign(n.group + n.group_first[j], n.group + n.group_first[j + 1]);
    if (n.first != nullptr) out[j].first = n.first[j], out[j].last = n.last[j];
    if (n.bought_nok_t != nullptr) out[j].bought_nok_t = n.bought_nok_t[j];
  }
  return out;
}

/// What a table needs before its columns can be read.
template <typename Table>
Result<void> readable(const Table& t, const char* kg, const char* place, const char* window) {
  if (t.count > 0 && t.kg == nullptr) return missing(kg);
  if (t.count > 0 && t.place == nullptr) return missing(place);
  if ((t.first == nullptr) != (t.last == nullptr)) return missing(window);
  return {};
}

Result<mfl_clear_options> read(const mfl_clear_options* given) {
  const mfl_clear_options defaults = MFL_CLEAR_OPTIONS_INIT;
  if (given == nullptr) return defaults;
  if (!MFL_COVERS(given, mfl_clear_options, user)) return c_face::without_size("options");
  return c_face::known_part(*given, defaults);
}

}  // namespace

mfl_status mfl_haul_costs_straight(const double* x, const double* y, size_t count, int32_t unit,
                                   const mfl_truck_factors* factors, mfl_haul_costs** out,
                                   mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (count > 0 && x == nullptr) return missing("x");
    if (count > 0 && y == nullptr) return missing("y");
    auto truck = tariff(factors);
    if (!truck) return truck.error();
    auto at = points(x, y, count, unit);
    if (!at) return at.error();
    auto made = transport::StraightCosts::make(std::move(*at), std::move(*truck));
    if (!made) return made.error();
    *out = new mfl_haul_costs{std::make_unique<transport::StraightCosts>(std::move(*made)), count};
    return {};
  });
}

mfl_status mfl_haul_costs_matrix(const double* km, size_t origins, size_t destinations,
                                 const double* x, const double* y, int32_t unit,
                                 const mfl_truck_factors* factors, mfl_haul_costs** out,
                                 mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (km == nullptr && origins * destinations > 0) return missing("km");
    if ((x == nullptr) != (y == nullptr)) return missing(x == nullptr ? "x" : "y");
    auto truck = tariff(factors);
    if (!truck) return truck.error();
    std::vector<SpacePoint> where;
    if (x != nullptr) {
      auto at = points(x, y, origins + destinations, unit);
      if (!at) return at.error();
      where = std::move(*at);
    }
    transport::MatrixColumns columns;
    columns.origins = origins, columns.destinations = destinations, columns.cost_unit = "km";
    columns.cost.assign(km, km + origins * destinations);
    columns.km = columns.cost;
    Diagnostics found;
    auto matrix = transport::CostMatrix::make(std::move(columns), found);
    if (!matrix) return c_face::naming_the_first(matrix.error(), found);
    auto made =
        transport::MatrixCosts::between(std::move(*matrix), std::move(*truck), std::move(where));
    if (!made) return made.error();
    *out = new mfl_haul_costs{std::make_unique<transport::MatrixCosts>(std::move(*made)),
                              origins + destinations};
    return {};
  });
}

void mfl_haul_costs_free(mfl_haul_costs* costs) { delete costs; }

mfl_status mfl_open_market_create(const mfl_open_offers* offers, const mfl_open_needs* needs,
                                  double unplaced_nok_t, mfl_open_market** out,
                                  mfl_diagnostics** found, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (offers == nullptr) return missing("offers");
    if (needs == nullptr) return missing("needs");
    if (!MFL_COVERS(offers, mfl_open_offers, last)) return c_face::without_size("offers");
    if (!MFL_COVERS(needs, mfl_open_needs, bought_nok_t)) return c_face::without_size("needs");
    if (auto fits = readable(*offers, "offers.kg", "offers.place", "offers.first and last"); !fits)
      return fits;
    if (auto fits = readable(*needs, "needs.kg", "needs.place", "needs.first and last"); !fits)
      return fits;
    if (needs->group_first != nullptr) {
      if (needs->group == nullptr) return missing("needs.group");
      for (size_t j = 0; j < needs->count; ++j)
        if (needs->group_first[j] > needs->group_first[j + 1])
          return c_face::refused("needs.group_first", "falls");
    }
    auto made = std::make_unique<mfl_open_market>();
    made->market.offers = offers_of(*offers), made->market.needs = needs_of(*needs);
    made->market.unplaced_nok_t = unplaced_nok_t;
    auto wrong = check(made->market);
    if (!wrong.empty()) {
      const Error first{ErrorCode::invalid_argument, to_line(wrong.front()), wrong.front().path};
      if (found != nullptr) *found = c_face::lend(std::move(wrong));
      return first;
    }
    *out = made.release();
    return {};
  });
}

void mfl_open_market_free(mfl_open_market* market) { delete market; }

mfl_status mfl_open_market_clear(const mfl_open_market* market, const mfl_haul_costs* costs,
                                 const mfl_clear_options* options, mfl_clearing** out,
                                 const mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (market == nullptr) return missing("market");
    if (costs == nullptr) return missing("costs");
    auto o = read(options);
    if (!o) return o.error();
    auto weights = c_face::weights(*o);
    if (!weights) return weights.error();
    auto control = c_face::control(o->time_limit_s, o->progress, o->user, cancel);
    if (!control) return control.error();
    auto made = matching::clear(costs->placed(market->market), *costs->source, *weights, *control);
    if (!made) return made.error();
    *out = new mfl_clearing{std::move(*made)};
    return {};
  });
}

void mfl_clearing_free(mfl_clearing* clearing) { delete clearing; }

mfl_status mfl_clearing_summarise(const mfl_clearing* clearing, mfl_clearing_summary* out,
                                  mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (clearing == nullptr) return missing("clearing");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_clearing_summary, rounds)) return c_face::without_size("out");
    const matching::Clearing& c = clearing->made;
    mfl_clearing_summary s = MFL_CLEARING_SUMMARY_INIT;
    s.status = c_face::status_number(name(c.status));
    s.objective_micro_nok = c.objective_micro_nok, s.bound_micro_nok = c.bound_micro_nok;
    s.trades = c.trades.size(), s.pairs = c.pairs, s.rounds = c.rounds;
    c_face::give(out, s);
    return {};
  });
}

mfl_status mfl_clearing_trades_arrow(const mfl_clearing* clearing, struct ArrowSchema* schema,
                                     struct ArrowArray* array, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (clearing == nullptr) return missing("clearing");
    if (schema == nullptr) return missing("schema");
    if (array == nullptr) return missing("array");
    using matching::Trade;
    return c_face::ArrowTable<Trade>(clearing->made.trades)
        .integers("offer", [](const Trade& t) { return std::int64_t{t.offer}; })
        .integers("need", [](const Trade& t) { return std::int64_t{t.need}; })
        .integers("kg", [](const Trade& t) { return t.kg; })
        .move_to(schema, array);
  });
}

const int64_t* mfl_clearing_offer_prices(const mfl_clearing* clearing) {
  if (clearing == nullptr || clearing->made.offer_price.empty()) return nullptr;
  return clearing->made.offer_price.data();
}
const int64_t* mfl_clearing_need_prices(const mfl_clearing* clearing) {
  if (clearing == nullptr || clearing->made.need_price.empty()) return nullptr;
  return clearing->made.need_price.data();
}

mfl_status mfl_clearing_verify(const mfl_clearing* clearing, const mfl_open_market* market,
                               const mfl_haul_costs* costs, const mfl_clear_options* options,
                               mfl_clearing_verdict* out, mfl_text** violations, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (violations != nullptr) *violations = nullptr;
    if (clearing == nullptr) return missing("clearing");
    if (market == nullptr) return missing("market");
    if (costs == nullptr) return missing("costs");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_clearing_verdict, bound_micro_nok)) return c_face::without_size("out");
    auto o = read(options);
    if (!o) return o.error();
    auto weights = c_face::weights(*o);
    if (!weights) return weights.error();
    const auto verdict =
        matching::verify(costs->placed(market->market), *costs->source, *weights, clearing->made);
    mfl_clearing_verdict v = MFL_CLEARING_VERDICT_INIT;
    v.optimal = verdict.optimal() ? 1 : 0, v.violations = verdict.violations.size();
    v.objective_micro_nok = verdict.objective_micro_nok;
    v.bound_micro_nok = verdict.bound_micro_nok;
    c_face::give(out, v);
    std::string lines;
    for (const auto& what : verdict.violations) lines += what + '\n';
    if (violations != nullptr && !lines.empty()) *violations = c_face::text(std::move(lines));
    return {};
  });
}
