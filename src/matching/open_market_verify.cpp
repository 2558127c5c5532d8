// Checks an open market, and a clearing of it: shares no code with clear().
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
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
    if (!m_.places.empty() && p.place >= m_.places.size())
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

  Cells(const OpenMarket& market, std::span<const SpacePoint> points,
        const std::vector<Index>& needs, const std::vector<Money>& price)
      : m_(market), points_(points) {
    const Axis axes[] = {&SpacePoint::x_km, &SpacePoint::y_km, &SpacePoint::z_km};
    std::vector<Extent> extents;
    for (const Axis axis : axes) {
      Extent e{axis, 1e300, -1e300};
      for (const Index j : needs)
        e.low = std::min(e.low, at(j).*axis), e.high = std::max(e.high, at(j).*axis);
      extents.push_back(e);
    }
    std::stable_sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
      return a.high - a.low > b.high - b.low;
    });
    const double side =
        std::max(1.0, std::floor(std::sqrt(static_cast<double>(needs.size()) / cell_members)));
    const auto slot = [&](Index j, const Extent& e) {
      const double x = at(j).*e.axis;
      return e.high > e.low ? std::min(side - 1, std::floor((x - e.low) / (e.high - e.low) * side))
                            : 0;
    };
    std::map<std::pair<double, double>, std::vector<Index>> grid;
    for (const Index j : needs) grid[{slot(j, extents[0]), slot(j, extents[1])}].push_back(j);
    for (auto& [where, inside] : grid) {
      Cell cell;
      SpacePoint centre;
      const auto n = static_cast<double>(inside.size());
      for (const Index j : inside)
        for (const Axis axis : axes) centre.*axis += at(j).*axis / n;
      Index middle = inside.front();
      for (const Index j : inside)
        if (straight_km(at(j), centre) < straight_km(at(middle), centre)) middle = j;
      cell.middle = m_.needs[middle].place;
      for (const Index j : inside) {
        cell.radius_km = std::max(cell.radius_km, straight_km(at(j), at(middle)));
        cell.dearest = std::max(cell.dearest, price[j]);
      }
      cell.radius_km *= 1 + 1e-12;
      cell.needs = std::move(inside);
      cells_.push_back(std::move(cell));
    }
  }
  const std::vector<Cell>& all() const { return cells_; }

 private:
  using Axis = double SpacePoint::*;
  struct Extent {
    Axis axis;
    double low, high;
  };
  const SpacePoint& at(Index need) const { return points_[m_.needs[need].place]; }
  const OpenMarket& m_;
  std::span<const SpacePoint> points_;
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
    const auto sums = costs_.sums(i.place, j.place, weights_);
    return sums ? micro_nok_per_kg(*sums, weights_) : never;
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
    std::vector<SpacePoint> plane;
    for (const PlanePoint p : m_.places) plane.push_back({p.x_km, p.y_km, 0});
    const auto points = plane.empty() ? costs_.points() : std::span<const SpacePoint>(plane);
    const auto lost = [&](const auto& party) { return party.place >= points.size(); };
    if (std::any_of(m_.offers.begin(), m_.offers.end(), lost) ||
        std::any_of(m_.needs.begin(), m_.needs.end(), lost))
      return say("nobody tells where a place lies: nothing is proved");
    std::map<Index, Cells> cells;
    for (const auto& [group, needs] : taking) cells.emplace(group, Cells(m_, points, needs, price));
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
