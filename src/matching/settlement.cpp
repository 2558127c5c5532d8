#include <masseflyt/matching/settlement.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include "priced_flow.hpp"
#include "residual.hpp"

namespace masseflyt::matching {
namespace {

Error wrong(const char* what) { return {ErrorCode::invalid_argument, what}; }

bool fit(const Owners& o, const Market& m) {
  const auto inside = [&](const std::vector<Index>& rows, std::size_t size) {
    return rows.size() == size &&
           std::all_of(rows.begin(), rows.end(), [&](Index party) { return party < o.parties; });
  };
  return inside(o.lot, m.lots.size()) && inside(o.limit, m.limits.size()) &&
         inside(o.stock, m.stocks.size()) && inside(o.virgin, m.virgin_supply_kg.size()) &&
         inside(o.row, m.rows.size()) && inside(o.choice, m.choices.size());
}

/// A price that no kilogram can reach is as far as the farthest that one can.
void close_gaps(std::vector<std::int64_t>& prices, const std::vector<std::int64_t>& known,
                bool upward) {
  std::int64_t most = 0;
  for (std::size_t v = 0; v < prices.size(); ++v)
    if (prices[v] != Residual::nowhere)
      most = std::max(most, upward ? prices[v] - known[v] : known[v] - prices[v]);
  for (std::size_t v = 0; v < prices.size(); ++v)
    if (prices[v] == Residual::nowhere) prices[v] = upward ? known[v] + most : known[v] - most;
}

/// Prices of all nodes, half way between the highest and the lowest that prove the optimum.
std::vector<std::int64_t> middle_prices(const FlowModel& f, Residual& residual,
                                        const std::vector<std::int64_t>& known) {
  auto high = residual.towards(f.sink);
  auto low = residual.from(f.sink);
  for (auto& p : low)
    if (p != Residual::nowhere) p = -p;
  close_gaps(high, known, true);
  close_gaps(low, known, false);
  std::vector<std::int64_t> out;
  for (std::size_t v = 0; v < high.size(); ++v) {
    const Int128 sum = Int128{high[v]} + low[v];
    out.push_back(
        static_cast<std::int64_t>(sum >= 0 ? sum / 2 : (sum - 1) / 2));  // down, all alike
  }
  return out;
}

std::vector<std::int64_t> prices_of(const FlowModel& f, const Duals& d) {
  std::vector<std::int64_t> out;
  for (const auto* block :
       {&d.supply, &d.limit, &d.intake, &d.stock, &d.process, &d.virgin, &d.byproduct})
    out.insert(out.end(), block->begin(), block->end());
  out.resize(f.node_kg.size(), 0);
  return out;
}

Duals duals_of(const FlowModel& f, const std::vector<std::int64_t>& price) {
  const auto block = [&](Index begin, Index end) {
    return std::vector<std::int64_t>(price.begin() + begin, price.begin() + end);
  };
  return {block(0, f.limits),           block(f.limits, f.intakes),   block(f.intakes, f.stocks),
          block(f.stocks, f.processes), block(f.processes, f.virgin), block(f.virgin, f.byproducts),
          block(f.byproducts, f.ground)};
}

class Accounts {
 public:
  Accounts(const Market& m, const FlowModel& f, const Owners& owners)
      : m_(m), f_(f), o_(owners), settled_(owners.parties, 0), outlay_(owners.parties, 0) {}

  /// Each party's part of the bound: its masses at their price, its rooms at their rent.
  void settle(const std::vector<std::int64_t>& price) {
    for (Index i = 0; i < m_.supplies.size(); ++i)
      settled_[o_.lot[m_.supplies[i].lot]] += Int128{price[i]} * m_.supplies[i].kg;
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
      const auto [tail, head] = f_.arcs[a];
      const Int128 rent = Int128{f_.cost[a]} - price[tail] + price[head];
      const Int128 part = rent * (rent > 0 ? f_.lower[a] : f_.upper[a]);
      if (part != 0) settled_[owner(a)] += part;
    }
  }

  template <typename Kg>
  void spend(const FlowModel& true_costs, const Kg& kg) {
    for (std::size_t a = 0; a < f_.arcs.size(); ++a)
      if (const Int128 part = Int128{kg(a)} * true_costs.cost[a]; part != 0)
        outlay_[owner(a)] += part;
  }

  /// Rents of rows, in millionths of a price, and what choices and shortfalls cost.
  void settle_rows(const PricedFlow& flow, const Plan& plan) {
    const Int128 fine = Int128{flow.scale} * Relaxation::million;
    for (Int128& part : settled_) part *= Relaxation::million;
    for (Index r = 0; r < flow.row_price.size(); ++r)
      settled_[owner_of_row(r)] += rent_of_row(flow, r, plan.chosen);
    for (Index c = 0; c < plan.chosen.size(); ++c) {
      const Int128 cost = Int128{plan.chosen[c]} * flow.coupling.decision[c].micro_nok;
      settled_[o_.choice[c]] += cost * fine;
      outlay_[o_.choice[c]] += cost;
    }
    for (Int128& part : settled_) part = part / fine - (part % fine < 0 ? 1 : 0);
    std::vector<Int128> units(flow.coupling.row.size(), 0);
    for (std::size_t a = 0; a < flow.planned_kg.size(); ++a)
      for (const auto& u : flow.coupling.of(a))
        units[u.row] += Int128{u.per_kg} * flow.planned_kg[a];
    for (Index r = 0; r < units.size(); ++r) {
      const auto& is = flow.coupling.row[r];
      if (is.shortfall_micro_nok > 0)
        outlay_[owner_of_row(r)] +=
            std::max<Int128>(0, is.minimum - units[r]) * is.shortfall_micro_nok;
    }
  }

  Result<std::vector<Share>> shares() const {
    std::vector<Share> out(settled_.size());
    for (std::size_t p = 0; p < out.size(); ++p) {
      for (const Int128 value : {settled_[p], outlay_[p]})
        if (value > std::numeric_limits<std::int64_t>::max() ||
            value < std::numeric_limits<std::int64_t>::min())
          return Error{ErrorCode::limit_exceeded, "a share does not fit into 64 bit micro-NOK"};
      out[p] = {static_cast<std::int64_t>(settled_[p]), static_cast<std::int64_t>(outlay_[p])};
    }
    return out;
  }

 private:
  /// Whose resource the arc uses up. Arcs that end where something is bought for a need are the
  /// need's; arcs out of the ground alone belong to the quarry.
  Index owner(std::size_t a) const {
    const auto [tail, head] = f_.arcs[a];
    if (tail < f_.limits) return o_.lot[m_.supplies[tail].lot];
    if (tail < f_.intakes) return o_.limit[tail - f_.limits];
    if (tail < f_.processes) return o_.stock[(tail - block(tail)) / m_.periods];
    if (tail < f_.virgin) return o_.stock[m_.processes[(tail - f_.processes) / m_.periods].stock];
    if (head >= f_.limits && head < f_.intakes) return o_.limit[head - f_.limits];
    if (head >= f_.virgin && head < f_.byproducts) return o_.virgin[head - f_.virgin];
    const Index made = tail >= f_.byproducts && tail < f_.ground ? tail : head;
    if (made >= f_.byproducts && made < f_.ground)
      return o_
          .stock[m_.processes[m_.byproducts[(made - f_.byproducts) / m_.periods].process].stock];
    return 0;  // from the ground to the sink: costs nothing and is never full
  }
  /// Rows of by-products follow those of the market.
  Index owner_of_row(Index r) const {
    if (r < o_.row.size()) return o_.row[r];
    const auto& made = m_.byproducts[(r - o_.row.size()) / m_.periods];
    return o_.stock[m_.processes[made.process].stock];
  }
  Index block(Index node) const { return node < f_.stocks ? f_.intakes : f_.stocks; }

  const Market& m_;
  const FlowModel& f_;
  const Owners& o_;
  std::vector<Int128> settled_, outlay_;
};

Settlement answer(std::vector<Share> shares, Duals prices, const Plan& plan) {
  Settlement out;
  out.parties = std::move(shares);
  out.prices = std::move(prices);
  Int128 sum = 0;
  for (const Share& s : out.parties) sum += s.settled;
  out.unexplained = static_cast<std::int64_t>(Int128{plan.objective_micro_nok} - sum);
  return out;
}

Result<Settlement> settle_coupled(const Market& market, const FlowModel& model,
                                  const Weights& weights, const Plan& plan, const Owners& owners,
                                  const Control& control) {
  const auto flow = PricedFlow::make(market, model, weights, plan, control);
  if (!flow) return flow.error();
  auto residual = Residual::make(flow->model, flow->kg, flow->potential);
  if (!residual) return residual.error();
  std::vector<std::int64_t> known = flow->potential;
  for (auto& p : known) p = -p;
  const auto price = middle_prices(flow->model, *residual, known);
  Accounts accounts(market, flow->model, owners);
  accounts.settle(price);
  accounts.spend(model, [&](std::size_t a) { return flow->planned_kg[a]; });
  accounts.settle_rows(*flow, plan);
  auto shares = accounts.shares();
  if (!shares) return shares.error();
  Duals prices = duals_of(model, price);
  prices.row = flow->row_price;
  prices.scale = flow->scale;
  return answer(std::move(*shares), std::move(prices), plan);
}

}  // namespace

Result<Settlement> settle(const Market& market, const CostSource& costs, const Weights& weights,
                          const Plan& plan, const Owners& owners, const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  if (!fit(owners, market)) return wrong("the owners do not fit the market");
  const auto model = FlowModel::make(market, costs, weights, control);
  if (!model) return model.error();
  if (market.coupled()) return settle_coupled(market, *model, weights, plan, owners, control);
  auto residual = Residual::make(*model, plan);
  if (!residual) return residual.error();
  const auto price = middle_prices(*model, *residual, prices_of(*model, plan.duals));
  Accounts accounts(market, *model, owners);
  accounts.settle(price);
  accounts.spend(*model, [&](std::size_t a) { return residual->kg(a); });
  auto shares = accounts.shares();
  if (!shares) return shares.error();
  return answer(std::move(*shares), duals_of(*model, price), plan);
}

Market without_others(const Market& market, const Owners& owners,
                      const std::vector<char>& members) {
  Market m = market;
  for (Index l = 0; l < m.limits.size(); ++l)
    if (!members[owners.limit[l]]) m.limits[l].capacity_kg = m.limits[l].minimum_kg = 0;
  for (Index s = 0; s < m.stocks.size(); ++s)
    if (!members[owners.stock[s]]) m.stocks[s].stock_kg = m.stocks[s].intake_kg = 0;
  for (auto& p : m.processes)
    if (!members[owners.stock[p.stock]]) p.capacity_kg = 0;
  for (Index q = 0; q < m.virgin_supply_kg.size(); ++q)
    if (!members[owners.virgin[q]]) m.virgin_supply_kg[q] = 0;
  for (Index r = 0; r < m.rows.size(); ++r) {
    if (members[owners.row[r]]) continue;
    if (m.rows[r].capacity < unlimited) m.rows[r].capacity = 0;
    if (m.rows[r].minimum > -unlimited) m.rows[r].minimum = 0;
  }
  for (Index c = 0; c < m.choices.size(); ++c)
    if (!members[owners.choice[c]]) m.choices[c].most = 0;
  std::erase_if(m.supplies, [&](const Supply& s) { return !members[owners.lot[s.lot]]; });
  return m;
}

}  // namespace masseflyt::matching
