// tests/support/facility_location.hpp — capacitated facility location as a market.
//
// Customers are offers of one period, warehouses sites that have to be opened; a customer may be
// served by several. Published in files of: sites and customers; what each site holds; what opening
// it costs; what each customer asks; and a row per customer of what all of it costs from each site.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/matching/rules.hpp>

namespace masseflyt::test {

struct FacilityLocation {
  std::vector<double> holds, opening;       ///< per site
  std::vector<double> asks;                 ///< per customer
  std::vector<double> cost;                 ///< per customer and site, customer-major
  static constexpr std::int64_t kg = 1000;  ///< of one unit that is asked
  static constexpr double nok = 1000;       ///< of one unit of money: prices are whole micro-NOK

  static std::optional<FacilityLocation> read(std::istream& in) {
    std::size_t sites = 0, customers = 0;
    if (!(in >> sites >> customers) || sites > 10'000 || customers > 100'000) return std::nullopt;
    FacilityLocation f;
    for (auto [column, size] : {std::pair{&f.holds, sites},
                                {&f.opening, sites},
                                {&f.asks, customers},
                                {&f.cost, sites * customers}}) {
      column->resize(size);
      for (auto& value : *column) in >> value;
    }
    return in ? std::optional(std::move(f)) : std::nullopt;
  }

  matching::Market market() const {
    matching::Market m;
    m.periods = 1;
    m.groups = {"goods"};
    m.far_allowed = {0};
    double dearest = 0;
    for (std::size_t j = 0; j < asks.size(); ++j)
      for (std::size_t i = 0; i < holds.size(); ++i)
        dearest = std::max(dearest, nok * cost[j * holds.size() + i] / asks[j]);
    double all = 0;
    for (const double a : asks) all += a;
    for (const double o : opening) dearest = std::max(dearest, 4 * nok * o / all);
    m.unplaced_nok_t = 4 * dearest;
    for (std::size_t j = 0; j < asks.size(); ++j) {
      const auto n = static_cast<matching::Index>(j);
      m.lots.push_back({"customer " + std::to_string(j), n, 0, n, {}});
      m.supplies.push_back({n, 0, std::llround(asks[j] * kg)});
    }
    for (std::size_t i = 0; i < holds.size(); ++i) {
      const auto n = static_cast<matching::Index>(i);
      const auto place = static_cast<PlaceIndex>(asks.size() + i);
      m.destinations.push_back({"site " + std::to_string(i), place, true});
      m.limits.push_back({"site " + std::to_string(i)});
      m.entries.push_back({n, 0, 0, 0, n, {}});
      HaulSums once;
      once.nok = nok * opening[i];
      add_opening(m, "site " + std::to_string(i), n, {{"open " + std::to_string(i), 0, once}},
                  std::llround(holds[i] * kg));
    }
    m.lot_to = Compatibility(m.lots.size(), m.destinations.size());
    m.group_to = Compatibility(1, m.destinations.size());
    return m;
  }

  /// In units of money.
  double money(std::int64_t micro_nok) const { return static_cast<double>(micro_nok) / 1e6 / nok; }

  class Costs : public CostSource {
   public:
    explicit Costs(const FacilityLocation& of) : of_(of) {}
    std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights&) const override {
      const std::size_t sites = of_.holds.size();
      if (from >= of_.asks.size() || to < of_.asks.size()) return std::nullopt;
      Route way;
      way.sums.nok = nok * of_.cost[from * sites + (to - of_.asks.size())] / of_.asks[from];
      return way;
    }

   private:
    const FacilityLocation& of_;
  };
};

}  // namespace masseflyt::test
