#include "verify_bound.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace masseflyt::matching {
namespace {

__extension__ using Int128 = __int128;

constexpr Int128 nothing_proved = -(Int128{1} << 120);
constexpr Int128 million = 1'000'000;

Int128 floor_div(Int128 a, Int128 b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

/// What is left open of each choice in one case of a proof.
struct Box {
  std::vector<std::int64_t> low, high;
};

/// The bound of one set of prices: weak duality, so any prices at all give a bound.
class Bound {
 public:
  Bound(const Market& market, PermittedPrices& prices, CountedRows& rows, const Duals& duals)
      : m_(market), prices_(prices), rows_(rows), d_(duals) {}

  /// What the prices prove whatever is chosen, and what one of each choice adds; in millionths.
  struct Proved {
    bool anything = false;
    std::int64_t scale = 1;
    Int128 outside_choices = 0;
    std::vector<Int128> cost;

    Int128 within(const Box& box) const {
      if (!anything) return nothing_proved;
      Int128 sum = outside_choices;
      for (Index c = 0; c < cost.size(); ++c) sum += least(cost[c], box.low[c], box.high[c]);
      return -floor_div(-sum, million * scale);  // an objective is whole: round up
    }
  };

  Proved run() {
    if (!has_shape() || !only_if_chosen()) return {};
    count_everything();
    lay_out();
    Int128 sum = 0;
    for (Index i = 0; i < m_.supplies.size(); ++i) sum += supply(i);
    for (Index k = 0; k < m_.stocks.size(); ++k) sum += stock(k);
    for (Index p = 0; p < m_.processes.size(); ++p) sum += process(p);
    for (Index b = 0; b < m_.byproducts.size(); ++b) sum += byproduct(b);
    sum += limits() + virgin();
    return {true, d_.scale, sum * million + rows(), costs_of_choices()};
  }

 private:
  bool has_shape() const {
    const std::size_t grid = m_.stocks.size() * m_.periods;
    return d_.scale > 0 && d_.scale <= (1 << 20) && d_.supply.size() == m_.supplies.size() &&
           d_.limit.size() == m_.limits.size() && d_.intake.size() == grid &&
           d_.stock.size() == grid && d_.process.size() == m_.processes.size() * m_.periods &&
           d_.virgin.size() == m_.virgin_supply_kg.size() &&
           d_.byproduct.size() == m_.byproducts.size() * m_.periods &&
           d_.row.size() == rows_.size();
  }

  /// Whether what is asked of supplies follows from the rows; sorted by supply then.
  bool only_if_chosen() {
    asked_ = d_.only_if_chosen;
    std::stable_sort(
        asked_.begin(), asked_.end(),
        [](const OnlyIfChosen& a, const OnlyIfChosen& b) { return a.supply < b.supply; });
    for (const auto& a : asked_) {
      if (a.row >= m_.rows.size() || a.supply >= m_.supplies.size() || a.price < 0) return false;
      const bool entry = a.to == To::entry && a.target < m_.entries.size();
      const bool stock = a.to == To::stock && a.target < m_.stocks.size();
      if (!(entry || stock) || !lets_in_what_is_chosen(m_.rows[a.row])) return false;
      const auto& units =
          rows_.of({From::supply, a.supply, a.to, a.target, m_.supplies[a.supply].period, none, 1});
      if (std::none_of(units.begin(), units.end(),
                       [&](const CountedRows::Unit& u) { return u.row == a.row; }))
        return false;
    }
    return true;
  }

  static bool lets_in_what_is_chosen(const Row& row) {
    return row.capacity <= 0 &&
           std::all_of(row.terms.begin(), row.terms.end(),
                       [](const Term& t) { return t.units_per_kg > 0; }) &&
           std::all_of(row.chosen.begin(), row.chosen.end(),
                       [](const Chosen& c) { return c.amount >= 0; });
  }

  std::span<const OnlyIfChosen> asked_of(Index i) const {
    const auto [first, last] = std::equal_range(
        asked_.begin(), asked_.end(), OnlyIfChosen{0, i},
        [](const OnlyIfChosen& a, const OnlyIfChosen& b) { return a.supply < b.supply; });
    return {first, last};
  }
  /// Of a kilogram there, beside its rows.
  static Int128 asked(std::span<const OnlyIfChosen> of, To to, Index target) {
    Int128 sum = 0;
    for (const auto& a : of)
      if (a.to == to && a.target == target) sum += a.price;
    return sum;
  }

  /// More than can flow anywhere.
  void count_everything() {
    Int128 all = 1;
    for (const auto& s : m_.supplies) all += s.kg;
    const Int128 arises = all;
    for (const auto& l : m_.limits) all += l.minimum_kg;
    if (m_.coupled()) {
      for (const auto& b : m_.byproducts) all += arises * b.per_million / million + m_.periods;
      Int128 asked = 0;
      for (const auto& r : m_.rows) asked += std::max<std::int64_t>(0, r.minimum);
      std::vector<char> bought(m_.limits.size(), 0);
      for (const auto& v : m_.virgin) bought[v.limit] = 1;
      for (Index i = 0; i < m_.limits.size(); ++i) {
        std::int64_t reach = unlimited;
        for (Index l = i; l != none; l = m_.limits[l].parent)
          reach = std::min(reach, m_.limits[l].capacity_kg);
        if (bought[i]) all += reach == unlimited ? asked : Int128{reach};
      }
    }
    all_ = all > unlimited ? unlimited : static_cast<std::int64_t>(all);
  }

  /// Entries of one group in squares: where no rows add to prices, a square in which no entry could
  /// be worth its way need not be looked into, for it adds nothing to the bound.
  struct Cell {
    std::vector<Index> entries;
    bool placed = false;
    PlaceIndex middle = 0;
    double radius_km = 0, least = 0;
  };

  void lay_out() {
    cells_.assign(m_.groups.size(), {});
    entries_.assign(m_.groups.size(), {});
    for (Index e = 0; e < m_.entries.size(); ++e) entries_[m_.entries[e].group].push_back(e);
    const auto points = prices_.points();
    const auto placed = [&](PlaceIndex p) { return p < points.size(); };
    const bool cut = !m_.coupled() && d_.scale == 1 &&
                     std::all_of(m_.lots.begin(), m_.lots.end(),
                                 [&](const Lot& l) { return placed(l.place); }) &&
                     std::all_of(m_.destinations.begin(), m_.destinations.end(),
                                 [&](const Destination& d) { return placed(d.place); });
    for (Index g = 0; g < entries_.size(); ++g)
      if (cut)
        halve(entries_[g], points, cells_[g]);
      else
        cells_[g].push_back({entries_[g]});
  }

  void halve(std::vector<Index> entries, std::span<const SpacePoint> points,
             std::vector<Cell>& out) const {
    constexpr std::size_t few = 32;
    if (entries.empty()) return;
    const auto place = [&](Index e) { return m_.destinations[m_.entries[e].destination].place; };
    double SpacePoint::*along = nullptr;
    double widest = -1;
    for (const auto axis : {&SpacePoint::x_km, &SpacePoint::y_km, &SpacePoint::z_km}) {
      const auto [a, b] = std::minmax_element(
          entries.begin(), entries.end(),
          [&](Index p, Index q) { return points[place(p)].*axis < points[place(q)].*axis; });
      const double wide = points[place(*b)].*axis - points[place(*a)].*axis;
      if (wide > widest) widest = wide, along = axis;
    }
    std::sort(entries.begin(), entries.end(), [&](Index p, Index q) {
      const double a = points[place(p)].*along, b = points[place(q)].*along;
      return a != b ? a < b : p < q;
    });
    const auto half = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2);
    if (entries.size() > few && widest > 0) {
      halve({entries.begin(), half}, points, out);
      halve({half, entries.end()}, points, out);
      return;
    }
    Cell cell;
    cell.placed = true;
    cell.middle = place(*half);
    cell.least = std::numeric_limits<double>::infinity();
    for (const Index e : entries) {
      cell.radius_km = std::max(cell.radius_km, straight_km(points[place(e)], points[cell.middle]));
      cell.least = std::min(cell.least, static_cast<double>(prices_.of_arrival(m_.entries[e])) +
                                            static_cast<double>(d_.limit[m_.entries[e].limit]));
    }
    cell.radius_km *= 1 + 1e-12;
    cell.entries = std::move(entries);
    out.push_back(std::move(cell));
  }

  std::size_t cell(Index row, Index period) const { return std::size_t{row} * m_.periods + period; }

  /// The price of a kilogram with what the rows add, rounded down.
  Int128 with_rows(std::int64_t price, const CountedRows::Units& units) const {
    Int128 added = 0;
    for (const auto& u : units) added += Int128{u.per_kg} * d_.row[u.row];
    return Int128{price} * d_.scale + floor_div(added, million);
  }
  Int128 plain(std::int64_t price) const { return Int128{price} * d_.scale; }

  /// The least that a flow between `lower` and `upper` can add to the bound.
  static Int128 least(Int128 reduced_cost, std::int64_t lower, std::int64_t upper) {
    return reduced_cost * (reduced_cost > 0 ? lower : upper);
  }

  Int128 supply(Index i) {
    const auto& s = m_.supplies[i];
    const Int128 worth = d_.supply[i];
    const auto of = asked_of(i);
    Int128 sum = worth * s.kg + least(plain(prices_.unplaced()) - worth, 0, s.kg);
    if (s.stored != none) sum += least(d_.stock[cell(s.stored, s.period)] - worth, 0, s.kg);
    if (m_.far_allowed[m_.lots[s.lot].group]) {
      const auto& units = rows_.of({From::supply, i, To::far, 0, s.period, none, 1});
      sum += least(with_rows(prices_.far(), units) - worth, 0, s.kg);
    }
    const auto add = [&](Index e) {
      if (const auto c = prices_.supply_to_entry(s, m_.entries[e])) {
        const auto& units = rows_.of({From::supply, i, To::entry, e, s.period, none, 1});
        sum += least(
            with_rows(*c, units) + asked(of, To::entry, e) - worth + d_.limit[m_.entries[e].limit],
            0, s.kg);
      }
    };
    const PlaceIndex from = m_.lots[s.lot].place;
    for (const Cell& cell : cells_[m_.lots[s.lot].group])
      if (!cell.placed || prices_.least(from, cell.middle, cell.radius_km) + cell.least <
                              static_cast<double>(d_.supply[i]))
        for (const Index e : cell.entries) add(e);
    for (Index k = 0; k < m_.stocks.size() && s.stored == none; ++k)
      if (const auto c = prices_.supply_to_stock(s, m_.stocks[k])) {
        const auto& units = rows_.of({From::supply, i, To::stock, k, s.period, none, 1});
        sum += least(
            with_rows(*c, units) + asked(of, To::stock, k) - worth + d_.intake[cell(k, s.period)],
            0, s.kg);
      }
    return sum;
  }

  Int128 stock(Index k) {
    const auto& s = m_.stocks[k];
    Int128 sum = 0;
    for (Index t = s.first; t <= s.last; ++t) {
      const Int128 here = d_.stock[cell(k, t)];
      sum += least(here - d_.intake[cell(k, t)], 0, std::min(s.room_kg(t), all_));
      if (t < s.last) {
        const Int128 hold = with_rows(prices_.of_holding(s), rows_.of_level(k, t));
        sum += least(hold - here + d_.stock[cell(k, t + 1)], 0, s.stock_kg);
      } else if (s.may_remain) {
        sum += least(with_rows(prices_.of_end(s), rows_.of_level(k, t)) - here, 0, s.stock_kg);
      }
    }
    return sum + leaving(k, none, [&](Index t) -> Int128 { return d_.stock[cell(k, t)]; });
  }

  /// Out of stock k, as it is or through process p, where a kilogram is worth `worth(period)`.
  template <typename Worth>
  Int128 leaving(Index k, Index p, const Worth& worth) {
    const auto& s = m_.stocks[k];
    Int128 sum = 0;
    for (const Index e : entries_[s.group]) {
      const auto c = prices_.stock_to_entry(s, p, m_.entries[e]);
      if (!c) continue;
      for (Index t = s.first; t <= s.last; ++t) {
        if (!PermittedPrices::may_leave(s, t, m_.entries[e])) continue;
        const auto& units = rows_.of({From::stock, k, To::entry, e, t, p, 1});
        sum += least(with_rows(*c, units) - worth(t) + d_.limit[m_.entries[e].limit], 0, all_);
      }
    }
    return sum;
  }

  Int128 process(Index p) {
    const auto& made = m_.processes[p];
    const auto& s = m_.stocks[made.stock];
    Int128 sum = 0;
    for (Index t = s.first; t <= s.last; ++t) {
      const Int128 machine = d_.process[cell(p, t)];
      const Int128 in = with_rows(prices_.of_process(p), rows_.of_process(p, t));
      sum +=
          least(in - d_.stock[cell(made.stock, t)] + machine, 0, std::min(made.capacity_kg, all_));
    }
    return sum + leaving(made.stock, p, [&](Index t) -> Int128 { return d_.process[cell(p, t)]; });
  }

  Int128 byproduct(Index b) {
    const auto& made = m_.byproducts[b];
    const auto& from = m_.processes[made.process];
    const auto& s = m_.stocks[from.stock];
    const auto most = static_cast<std::int64_t>(std::min<Int128>(
        all_, Int128{std::min(from.capacity_kg, all_)} * made.per_million / million + 1));
    Int128 sum = 0;
    for (Index t = s.first; t <= s.last; ++t) {
      const Int128 here = d_.byproduct[cell(b, t)];
      sum += least(with_rows(0, rows_.of_byproduct(b, t)) + here, 0, most);
      sum += least(plain(prices_.unplaced()) - here, 0, most);
      if (m_.far_allowed[made.group]) {
        const auto& units = rows_.of({From::byproduct, b, To::far, 0, t, none, 1});
        sum += least(with_rows(prices_.far(), units) - here, 0, most);
      }
      for (Index e = 0; e < m_.entries.size(); ++e)
        if (const auto c = prices_.byproduct_to_entry(made, t, m_.entries[e])) {
          const auto& units = rows_.of({From::byproduct, b, To::entry, e, t, none, 1});
          sum += least(with_rows(*c, units) - here + d_.limit[m_.entries[e].limit], 0, most);
        }
    }
    return sum;
  }

  Int128 limits() {
    Int128 sum = 0;
    for (Index l = 0; l < m_.limits.size(); ++l) {
      const auto& is = m_.limits[l];
      const Int128 up = is.parent == none ? 0 : d_.limit[is.parent];
      sum += least(up - d_.limit[l], is.minimum_kg, std::min(is.capacity_kg, all_));
      if (is.minimum_kg > 0)
        sum += least(plain(prices_.unplaced()) + d_.limit[l], 0, is.minimum_kg);
    }
    return sum;
  }

  Int128 virgin() {
    Int128 sum = 0;
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      sum += least(d_.virgin[q], 0, std::min(m_.virgin_supply_kg[q], all_));
    for (Index i = 0; i < m_.virgin.size(); ++i) {
      const auto& v = m_.virgin[i];
      const auto c = prices_.of_virgin(v);
      if (!c) continue;
      const Int128 from = v.supply_limit == none ? 0 : d_.virgin[v.supply_limit];
      const auto& units = rows_.of({From::virgin, i, To::limit, v.limit, v.first, none, 1});
      sum += least(with_rows(*c, units) - from + d_.limit[v.limit], 0, all_);
    }
    return sum;
  }

  /// A row of choices alone has whole prices: an opening costs more than millionths can hold.
  Int128 millionths(Index r) const {
    const bool choices_alone = r < m_.rows.size() && m_.rows[r].terms.empty();
    return d_.row[r] * (choices_alone ? million : Int128{1});
  }

  /// What the prices of rows give for their capacities and minima, in millionths.
  Int128 rows() {
    Int128 sum = 0;
    for (Index r = 0; r < rows_.size(); ++r) {
      const Int128 price = millionths(r);
      sum -= price * (price > 0 ? rows_.capacity(r) : rows_.minimum(r));
      if (r < m_.rows.size() && m_.rows[r].minimum > 0)
        sum +=
            least(plain(m_.rows[r].shortfall_micro_nok) * million + price, 0, m_.rows[r].minimum);
    }
    return sum;
  }

  std::vector<Int128> costs_of_choices() {
    std::vector<Int128> cost;
    for (Index c = 0; c < m_.choices.size(); ++c)
      cost.push_back(plain(prices_.of_choice(c)) * million);
    for (Index r = 0; r < m_.rows.size(); ++r)
      for (const auto& c : m_.rows[r].chosen) cost[c.choice] -= millionths(r) * c.amount;
    for (const auto& a : asked_)
      for (const auto& c : m_.rows[a.row].chosen)
        if (c.amount > 0) cost[c.choice] -= Int128{a.price} * million * m_.supplies[a.supply].kg;
    return cost;
  }

  const Market& m_;
  PermittedPrices& prices_;
  CountedRows& rows_;
  const Duals& d_;
  std::int64_t all_ = 0;
  std::vector<OnlyIfChosen> asked_;          ///< by supply
  std::vector<std::vector<Index>> entries_;  ///< per group
  std::vector<std::vector<Cell>> cells_;     ///< per group
};

/// The least bound of the leaves. Every case of a choice is covered, for its questions split what
/// their parent left; a step that is asked twice, or missing, proves nothing.
class Cases {
 public:
  Cases(const Market& market, PermittedPrices& prices, CountedRows& rows, const Plan& plan)
      : m_(market), prices_(prices), rows_(rows), plan_(plan), asked_(plan.proof.size(), 0) {}

  Int128 run() {
    Box all;
    for (const auto& c : m_.choices) all.low.push_back(0), all.high.push_back(c.most);
    if (plan_.proof.empty()) return proved_by(plan_.duals).within(all);
    std::vector<std::optional<Bound::Proved>> proved(plan_.leaves.size());  // cases share prices
    struct Open {
      Index step;
      Box box;
    };
    std::vector<Open> open{{0, std::move(all)}};
    Int128 least = -nothing_proved;
    while (!open.empty()) {
      auto [at, box] = std::move(open.back());
      open.pop_back();
      if (at >= plan_.proof.size() || asked_[at]++ != 0) return nothing_proved;
      const ProofStep& step = plan_.proof[at];
      if (step.choice == none) {
        if (step.duals >= plan_.leaves.size()) return nothing_proved;
        auto& by = proved[step.duals];
        if (!by) by = proved_by(plan_.leaves[step.duals]);
        least = std::min(least, by->within(box));
        continue;
      }
      if (step.choice >= m_.choices.size()) return nothing_proved;
      Box above = box;
      above.low[step.choice] = std::max(above.low[step.choice], step.split + 1);
      box.high[step.choice] = std::min(box.high[step.choice], step.split);
      if (box.low[step.choice] <= box.high[step.choice]) open.push_back({step.low, std::move(box)});
      if (above.low[step.choice] <= above.high[step.choice])
        open.push_back({step.high, std::move(above)});
    }
    return least;
  }

 private:
  Bound::Proved proved_by(const Duals& duals) { return Bound(m_, prices_, rows_, duals).run(); }

  const Market& m_;
  PermittedPrices& prices_;
  CountedRows& rows_;
  const Plan& plan_;
  std::vector<char> asked_;
};

}  // namespace

std::int64_t proved_bound(const Market& market, PermittedPrices& prices, CountedRows& rows,
                          const Plan& plan) {
  const Int128 bound = Cases(market, prices, rows, plan).run();
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  if (bound < -most) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(std::min(bound, most));
}

}  // namespace masseflyt::matching
