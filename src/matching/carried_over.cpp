#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <masseflyt/matching/replan.hpp>

namespace masseflyt::matching {
namespace {

/// Numbers of rows in another market.
using Numbers = std::vector<Index>;

/// Of each key of `before` the place of the same key in `now`; of several alike the first is the
/// first, and so on.
template <typename Key>
Numbers same(const std::vector<Key>& before, const std::vector<Key>& now) {
  std::map<Key, std::vector<Index>> known;
  for (Index i = 0; i < now.size(); ++i) known[now[i]].push_back(i);
  std::map<Key, std::size_t> met;
  Numbers out;
  for (const Key& key : before) {
    const auto at = known.find(key);
    const std::size_t k = at == known.end() ? 0 : met[key]++;
    out.push_back(at != known.end() && k < at->second.size() ? at->second[k] : none);
  }
  return out;
}

template <typename Rows>
Numbers same_ids(const Rows& before, const Rows& now) {
  std::vector<std::string> was, is;
  for (const auto& row : before) was.push_back(row.id);
  for (const auto& row : now) is.push_back(row.id);
  return same(was, is);
}

Index in(const Numbers& numbers, Index row) { return row < numbers.size() ? numbers[row] : none; }

class Carry {
 public:
  Carry(const Market& before, const Market& now, std::int64_t later)
      : b_(before), n_(now), later_(later) {
    groups_ = same(b_.groups, n_.groups);
    destinations_ = same_ids(b_.destinations, n_.destinations);
    lots_ = same_ids(b_.lots, n_.lots);
    limits_ = same_ids(b_.limits, n_.limits);
    stocks_ = same_ids(b_.stocks, n_.stocks);
    rows_ = same_ids(b_.rows, n_.rows);
    choices_ = same_ids(b_.choices, n_.choices);
    number_the_rest();
  }

  Plan run(const Plan& plan) const {
    Plan out;
    out.status = plan.status;
    for (const Flow& f : plan.flows)
      if (const Flow g = carried(f); g.source != none) out.flows.push_back(g);
    out.stock_kg = grid(plan.stock_kg, stocks_, n_.stocks.size());
    out.duals = carried(plan.duals);
    out.chosen.assign(n_.choices.size(), 0);
    for (Index c = 0; c < std::min(plan.chosen.size(), choices_.size()); ++c)
      if (choices_[c] != none) out.chosen[choices_[c]] = plan.chosen[c];
    for (const auto& price : plan.mixed_at) out.mixed_at.push_back(row_prices(price));
    return out;
  }

 private:
  /// What has no id of its own goes by what it belongs to, in the numbers of `now`.
  void number_the_rest() {
    using Key = std::tuple<Index, Index, Index, Index, std::int64_t>;
    std::vector<Key> was, is;
    const auto found = [&] { return same(std::exchange(was, {}), std::exchange(is, {})); };
    for (const auto& s : b_.supplies)
      was.push_back(
          {in(lots_, s.lot), in(stocks_, s.stored), s.stored == none, 0, s.period - later_});
    for (const auto& s : n_.supplies)
      is.push_back({s.lot, s.stored, s.stored == none, 0, s.period});
    supplies_ = found();
    for (const auto& e : b_.entries)
      was.push_back({in(destinations_, e.destination), in(groups_, e.group), in(limits_, e.limit),
                     e.product, 0});
    for (const auto& e : n_.entries) is.push_back({e.destination, e.group, e.limit, e.product, 0});
    entries_ = found();
    for (const auto& p : b_.processes) was.push_back({in(stocks_, p.stock), p.product, 0, 0, 0});
    for (const auto& p : n_.processes) is.push_back({p.stock, p.product, 0, 0, 0});
    processes_ = found();
    for (const auto& b : b_.byproducts)
      was.push_back({in(processes_, b.process), in(groups_, b.group), 0, 0, 0});
    for (const auto& b : n_.byproducts) is.push_back({b.process, b.group, 0, 0, 0});
    byproducts_ = found();
    std::vector<std::tuple<std::string, Index, std::int64_t>> bought, buys;
    for (const auto& v : b_.virgin)
      bought.push_back({v.id, in(limits_, v.limit), v.first - later_});
    for (const auto& v : n_.virgin) buys.push_back({v.id, v.limit, v.first});
    virgin_ = same(bought, buys);
    quarries_.assign(b_.virgin_supply_kg.size(), none);
    for (Index v = 0; v < b_.virgin.size(); ++v)
      if (b_.virgin[v].supply_limit != none && virgin_[v] != none)
        quarries_[b_.virgin[v].supply_limit] = n_.virgin[virgin_[v]].supply_limit;
  }

  Index period(Index t) const {
    const std::int64_t at = std::int64_t{t} - later_;
    return at >= 0 && at < n_.periods ? static_cast<Index>(at) : none;
  }

  /// source none: there is no such flow in `now`.
  Flow carried(Flow f) const {
    const auto lost = [&] {
      f.source = none;
      return f;
    };
    f.period = period(f.period);
    if (f.period == none) return lost();
    if (f.process != none && (f.process = in(processes_, f.process)) == none) return lost();
    switch (f.from) {
      case From::supply:
        f.source = in(supplies_, f.source);
        break;
      case From::stock:
        f.source = in(stocks_, f.source);
        break;
      case From::virgin:
        f.source = in(virgin_, f.source);
        if (f.source != none) f.period = n_.virgin[f.source].first;
        break;
      case From::byproduct:
        f.source = in(byproducts_, f.source);
        break;
      case From::nothing:
        f.source = 0;
        break;
    }
    if (f.to == To::entry) f.target = in(entries_, f.target);
    if (f.to == To::stock) f.target = in(stocks_, f.target);
    if (f.to == To::limit) f.target = in(limits_, f.target);
    return f.target == none ? lost() : f;
  }

  /// Columns of one value per row.
  static std::vector<std::int64_t> column(const std::vector<std::int64_t>& values,
                                          const Numbers& to, std::size_t size) {
    std::vector<std::int64_t> out(size, 0);
    for (Index i = 0; i < std::min(values.size(), to.size()); ++i)
      if (to[i] != none) out[to[i]] = values[i];
    return out;
  }

  /// One value per row and period. Periods that `before` did not have get those next to them.
  std::vector<std::int64_t> grid(const std::vector<std::int64_t>& values, const Numbers& to,
                                 std::size_t size) const {
    std::vector<std::int64_t> out(size * n_.periods, 0);
    if (values.size() != to.size() * b_.periods || b_.periods == 0) return out;
    for (Index i = 0; i < to.size(); ++i)
      for (Index t = 0; t < n_.periods && to[i] != none; ++t) {
        const auto was = std::clamp<std::int64_t>(t + later_, 0, b_.periods - 1);
        out[std::size_t{to[i]} * n_.periods + t] =
            values[std::size_t{i} * b_.periods + static_cast<std::size_t>(was)];
      }
    return out;
  }

  /// Rows of the market, then those of by-products per period.
  std::vector<std::int64_t> row_prices(const std::vector<std::int64_t>& price) const {
    if (price.empty()) return {};
    auto out = column(price, rows_, n_.rows.size());
    const std::size_t known = std::min(price.size(), b_.rows.size());
    const auto made = grid({price.begin() + static_cast<std::ptrdiff_t>(known), price.end()},
                           byproducts_, n_.byproducts.size());
    out.insert(out.end(), made.begin(), made.end());
    return out;
  }

  Duals carried(const Duals& d) const {
    Duals out;
    out.supply = column(d.supply, supplies_, n_.supplies.size());
    out.limit = column(d.limit, limits_, n_.limits.size());
    out.intake = grid(d.intake, stocks_, n_.stocks.size());
    out.stock = grid(d.stock, stocks_, n_.stocks.size());
    out.process = grid(d.process, processes_, n_.processes.size());
    out.virgin = column(d.virgin, quarries_, n_.virgin_supply_kg.size());
    out.byproduct = grid(d.byproduct, byproducts_, n_.byproducts.size());
    out.row = row_prices(d.row);
    for (OnlyIfChosen a : d.only_if_chosen) {
      a.row = in(rows_, a.row);
      a.supply = in(supplies_, a.supply);
      a.target = in(a.to == To::entry ? entries_ : stocks_, a.target);
      if (a.row != none && a.supply != none && a.target != none) out.only_if_chosen.push_back(a);
    }
    out.scale = d.scale;
    return out;
  }

  const Market& b_;
  const Market& n_;
  const std::int64_t later_;
  Numbers groups_, destinations_, lots_, supplies_, limits_, entries_, stocks_, processes_, virgin_,
      quarries_, byproducts_, rows_, choices_;
};

}  // namespace

Plan carried_over(const Market& before, const Plan& plan, const Market& now, std::int64_t later) {
  return Carry(before, now, later).run(plan);
}

}  // namespace masseflyt::matching
