// Checks an open market, and a clearing of it: shares no code with clear().
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/open_market.hpp>

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;
using Money = std::int64_t;
constexpr Money never = std::numeric_limits<Money>::max() / 4;
constexpr double cell_members = 24;

class Checker {
 public:
  explicit Checker(const OpenMarket& market) : m_(market) {}

  Diagnostics run() {
    for (std::size_t i = 0; i < m_.places.size(); ++i)
      if (!std::isfinite(m_.places[i].x_km) || !std::isfinite(m_.places[i].y_km))
        fault("places", i, "x_km", "no number", "two finite numbers");
    for (std::size_t i = 0; i < m_.offers.size(); ++i) party("offers", i, m_.offers[i]);
    for (std::size_t j = 0; j < m_.needs.size(); ++j) {
      party("needs", j, m_.needs[j]);
      money("needs", j, "bought_nok_t", m_.needs[j].bought_nok_t);
      auto groups = m_.needs[j].groups;
      std::sort(groups.begin(), groups.end());
      if (const auto twice = std::adjacent_find(groups.begin(), groups.end());
          twice != groups.end())
        fault("needs", j, "groups", std::to_string(*twice), "each group once");
    }
    if (!std::isfinite(m_.unplaced_nok_t) || std::abs(m_.unplaced_nok_t) > most_nok_t)
      found_.push_back({Severity::error, ErrorCode::invalid_argument, "/unplaced_nok_t",
                        std::to_string(m_.unplaced_nok_t), "NOK per tonne, to 10^9 either way"});
    return std::move(found_);
  }

 private:
  static constexpr double most_nok_t = 1e9;

  void fault(const char* table, std::size_t row, const char* member, std::string is,
             const char* expected) {
    found_.push_back({Severity::error, ErrorCode::invalid_argument,
                      std::string("/") + table + "/" + std::to_string(row) + "/" + member,
                      std::move(is), expected});
  }
  void money(const char* table, std::size_t row, const char* member, double nok_t) {
    if (!std::isfinite(nok_t) || std::abs(nok_t) > most_nok_t)
      fault(table, row, member, std::to_string(nok_t), "NOK per tonne, to 10^9 either way");
  }
  template <typename Party>
  void party(const char* table, std::size_t row, const Party& p) {
    if (p.place >= m_.places.size())
      fault(table, row, "place", std::to_string(p.place), "the number of a place that exists");
    if (p.first > p.last) fault(table, row, "first", std::to_string(p.first), "first <= last");
    if (p.kg < 0 || p.kg > unlimited - total_) {
      fault(table, row, "kg", std::to_string(p.kg), "kilograms >= 0, and a total below 10^18");
      return;
    }
    total_ += p.kg;
  }

  const OpenMarket& m_;
  std::int64_t total_ = 0;
  Diagnostics found_;
};

/// The needs of one group in the cells of a grid: the member nearest to the middle, how far the
/// others are, and the highest price.
class Cells {
 public:
  struct Cell {
    std::vector<Index> needs;
    PlaceIndex middle = 0;
    double radius_km = 0;
    Money dearest = -never;
  };

  Cells(const OpenMarket& market, const std::vector<Index>& needs, const std::vector<Money>& price)
      : m_(market) {
    PlanePoint low{1e300, 1e300}, high{-1e300, -1e300};
    for (const Index j : needs) {
      const PlanePoint p = at(j);
      low = {std::min(low.x_km, p.x_km), std::min(low.y_km, p.y_km)};
      high = {std::max(high.x_km, p.x_km), std::max(high.y_km, p.y_km)};
    }
    const double side =
        std::max(1.0, std::floor(std::sqrt(static_cast<double>(needs.size()) / cell_members)));
    const auto slot = [&](double x, double from, double to) {
      return to > from ? std::min(side - 1, std::floor((x - from) / (to - from) * side)) : 0;
    };
    std::map<std::pair<double, double>, std::vector<Index>> grid;
    for (const Index j : needs)
      grid[{slot(at(j).x_km, low.x_km, high.x_km), slot(at(j).y_km, low.y_km, high.y_km)}]
          .push_back(j);
    for (auto& [where, inside] : grid) {
      Cell cell;
      double x = 0, y = 0;
      for (const Index j : inside) x += at(j).x_km, y += at(j).y_km;
      const auto n = static_cast<double>(inside.size());
      const auto off = [&](PlanePoint p, double cx, double cy) {
        return std::hypot(p.x_km - cx, p.y_km - cy);
      };
      Index middle = inside.front();
      for (const Index j : inside)
        if (off(at(j), x / n, y / n) < off(at(middle), x / n, y / n)) middle = j;
      cell.middle = m_.needs[middle].place;
      for (const Index j : inside) {
        cell.radius_km = std::max(cell.radius_km, off(at(j), at(middle).x_km, at(middle).y_km));
        cell.dearest = std::max(cell.dearest, price[j]);
      }
      cell.radius_km *= 1 + 1e-12;
      cell.needs = std::move(inside);
      cells_.push_back(std::move(cell));
    }
  }
  const std::vector<Cell>& all() const { return cells_; }

 private:
  PlanePoint at(Index need) const { return m_.places[m_.needs[need].place]; }
  const OpenMarket& m_;
  std::vector<Cell> cells_;
};

class Verifier {
 public:
  Verifier(const OpenMarket& market, const CostSource& costs, const Weights& weights,
           const Clearing& clearing)
      : m_(market), costs_(costs), weights_(weights), c_(clearing) {}

  ClearingVerdict run() {
    trades();
    if (c_.need_price.size() == m_.needs.size())
      bound();
    else
      say("prices of needs: " + std::to_string(c_.need_price.size()) + " for " +
          std::to_string(m_.needs.size()) + " needs");
    return std::move(out_);
  }

 private:
  void say(std::string what) { out_.violations.push_back(std::move(what)); }
  static Money rounded(double nok_t) { return std::llround(nok_t * 1000); }

  Money way(Index offer, Index need) const {
    const OpenOffer& i = m_.offers[offer];
    const OpenNeed& j = m_.needs[need];
    if (std::max(i.first, j.first) > std::min(i.last, j.last)) return never;
    const auto route = costs_.route(i.place, j.place, weights_);
    return route ? micro_nok_per_kg(route->sums, weights_) : never;
  }

  void trades() {
    std::vector<std::int64_t> left, lacks;
    for (const auto& i : m_.offers) left.push_back(i.kg);
    for (const auto& j : m_.needs) lacks.push_back(j.kg);
    Int128 sum = 0;
    for (std::size_t k = 0; k < c_.trades.size(); ++k) {
      const Trade& t = c_.trades[k];
      const std::string who = "trade " + std::to_string(k) + " (offer " + std::to_string(t.offer) +
                              ", need " + std::to_string(t.need) + ")";
      if (t.offer >= left.size() || t.need >= lacks.size() || t.kg <= 0) {
        say(who + ": no such offer or need, or no mass");
        continue;
      }
      const auto& groups = m_.needs[t.need].groups;
      if (std::find(groups.begin(), groups.end(), m_.offers[t.offer].group) == groups.end())
        say(who + ": the need does not take the group");
      const Money cost = way(t.offer, t.need);
      if (cost == never) say(who + ": no way, or no period in common");
      sum += Int128{t.kg} * (cost == never ? 0 : cost);
      left[t.offer] -= t.kg, lacks[t.need] -= t.kg;
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (left[i] < 0) say("offer " + std::to_string(i) + " gives more than it has");
      sum += Int128{left[i]} * rounded(m_.unplaced_nok_t);
    }
    for (std::size_t j = 0; j < lacks.size(); ++j) {
      if (lacks[j] < 0) say("need " + std::to_string(j) + " takes more than it wants");
      sum += Int128{lacks[j]} * rounded(m_.needs[j].bought_nok_t);
    }
    out_.objective_micro_nok = whole(sum);
  }

  /// An offer's kilogram costs at least what the cheapest need leaves, or staying unplaced.
  void bound() {
    std::vector<Money> price;
    Int128 sum = 0;
    std::map<Index, std::vector<Index>> taking;
    for (Index j = 0; j < m_.needs.size(); ++j) {
      price.push_back(std::clamp(c_.need_price[j], -never, rounded(m_.needs[j].bought_nok_t)));
      sum += Int128{price[j]} * m_.needs[j].kg;
      for (const Index g : m_.needs[j].groups) taking[g].push_back(j);
    }
    std::map<Index, Cells> cells;
    for (const auto& [group, needs] : taking) cells.emplace(group, Cells(m_, needs, price));
    for (Index i = 0; i < m_.offers.size(); ++i) {
      Money best = rounded(m_.unplaced_nok_t);
      if (const auto of = cells.find(m_.offers[i].group); of != cells.end())
        for (const auto& cell : of->second.all()) {
          const double low =
              costs_.lower_bound(m_.offers[i].place, cell.middle, cell.radius_km, weights_) * 1000;
          if (low - 1 - 1e-9 * std::abs(low) - static_cast<double>(cell.dearest) >
              static_cast<double>(best))
            continue;
          for (const Index j : cell.needs)
            if (const Money c = way(i, j); c != never) best = std::min(best, c - price[j]);
        }
      sum += Int128{best} * m_.offers[i].kg;
    }
    out_.bound_micro_nok = whole(sum);
  }

  Money whole(Int128 sum) {
    if (sum > std::numeric_limits<Money>::max() || sum < std::numeric_limits<Money>::min()) {
      say("a total does not fit into 64 bit micro-NOK");
      return 0;
    }
    return static_cast<Money>(sum);
  }

  const OpenMarket& m_;
  const CostSource& costs_;
  const Weights& weights_;
  const Clearing& c_;
  ClearingVerdict out_;
};

}  // namespace

Diagnostics check(const OpenMarket& market) { return Checker(market).run(); }

ClearingVerdict verify(const OpenMarket& market, const CostSource& costs, const Weights& weights,
                       const Clearing& clearing) {
  return Verifier(market, costs, weights, clearing).run();
}

}  // namespace masseflyt::matching
