#include <masseflyt/matching/conflict.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {
namespace {

constexpr std::int64_t no_plan = std::numeric_limits<std::int64_t>::max();

/// The same ways, for nothing.
class FreeWays : public CostSource {
 public:
  explicit FreeWays(const CostSource& costs) : costs_(costs) {}
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& w) const override {
    return costs_.route(from, to, w) ? std::optional(Route{}) : std::nullopt;
  }

 private:
  const CostSource& costs_;
};

constexpr std::int64_t micro_nok_per_excess_kg = 1'000'000, micro_nok_per_excess_unit = 1'000'000;

/// One kilogram without a place, or one unit that is missing in a row, costs one NOK, all else
/// nothing.
Market only_excess_costs(Market m) {
  for (auto& e : m.entries) e.extra = {};
  for (auto& s : m.stocks) s.in = s.hold = s.end = {};
  for (auto& p : m.processes) p.extra = {};
  for (auto& v : m.virgin) v.extra = {};
  for (auto& c : m.choices) c.cost = {};
  for (auto& r : m.rows)
    if (r.minimum > 0) r.shortfall_micro_nok = micro_nok_per_excess_unit;
  m.far = {};
  m.unplaced_nok_t = 1000;
  return m;
}

Result<Plan> least_excess_plan(const Market& market, const CostSource& costs,
                               const Control& control) {
  auto found = plan(only_excess_costs(market), FreeWays(costs), {}, control);
  if (found && found->status != Status::optimal && control.late())
    return Error{ErrorCode::deadline, "no answer in the time given: the conflict was not found"};
  return found;
}

std::vector<Claim> all_claims(const Market& m) {
  std::vector<Claim> all;
  const auto add = [&](ClaimKind kind, std::size_t rows) {
    for (Index i = 0; i < rows; ++i) all.push_back({kind, i});
  };
  add(ClaimKind::lot, m.lots.size());
  for (Index l = 0; l < m.limits.size(); ++l)
    if (m.limits[l].minimum_kg > 0) all.push_back({ClaimKind::minimum, l});
  add(ClaimKind::capacity, m.limits.size());
  add(ClaimKind::stock, m.stocks.size());
  add(ClaimKind::intake, m.stocks.size());
  add(ClaimKind::process, m.processes.size());
  add(ClaimKind::virgin, m.virgin_supply_kg.size());
  add(ClaimKind::row, m.rows.size());
  return all;
}

/// Claims that have a price in the plan of least excess: by Farkas' lemma they contradict each
/// other already.
std::vector<Claim> priced_claims(const Market& m, const Duals& d) {
  std::vector<Claim> out;
  std::vector<char> lot(m.lots.size(), 0);
  for (Index i = 0; i < m.supplies.size(); ++i)
    if (d.supply[i] != 0) lot[m.supplies[i].lot] = 1;
  const auto any = [&](const std::vector<std::int64_t>& price, Index row) {
    const auto begin = price.begin() + static_cast<std::ptrdiff_t>(std::size_t{row} * m.periods);
    return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(m.periods),
                       [](std::int64_t p) { return p != 0; });
  };
  for (const Claim& c : all_claims(m)) {
    bool priced = true;
    const Index i = c.index;
    if (c.kind == ClaimKind::lot) priced = lot[i] != 0;
    if (c.kind == ClaimKind::minimum || c.kind == ClaimKind::capacity) {
      const Index up = m.limits[i].parent;
      priced = d.limit[i] != (up == none ? 0 : d.limit[up]);
    }
    if (c.kind == ClaimKind::intake) priced = any(d.intake, i);
    if (c.kind == ClaimKind::stock) priced = any(d.stock, i);
    if (c.kind == ClaimKind::process) priced = any(d.process, i);
    if (c.kind == ClaimKind::virgin) priced = d.virgin[i] != 0;
    if (c.kind == ClaimKind::row) priced = i < d.row.size() && d.row[i] != 0;
    if (priced) out.push_back(c);
  }
  return out;
}

class QuickXplain {
 public:
  QuickXplain(const Market& market, const CostSource& costs, const Control& control)
      : market_(market), costs_(costs), control_(control) {}

  /// A minimal conflict among `claims`, which contradict each other.
  Result<std::vector<Claim>> run(const std::vector<Claim>& claims) {
    auto found = explain({}, false, claims);
    if (error_) return *error_;
    std::sort(found.begin(), found.end());
    return found;
  }

  bool contradict(const std::vector<Claim>& claims) {
    if (error_) return false;
    const auto excess = least_excess(with_claims(market_, claims), costs_, control_);
    if (!excess) error_ = excess.error();
    return excess && *excess > 0;
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  std::vector<Claim> explain(std::vector<Claim> kept, bool grown, const std::vector<Claim>& open) {
    if (error_ || (grown && contradict(kept))) return {};
    if (open.size() == 1) return open;
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    const std::vector<Claim> first(open.begin(), middle), second(middle, open.end());
    auto with_first = kept;
    with_first.insert(with_first.end(), first.begin(), first.end());
    auto needed = explain(std::move(with_first), true, second);
    kept.insert(kept.end(), needed.begin(), needed.end());
    const auto more = explain(std::move(kept), !needed.empty(), first);
    needed.insert(needed.end(), more.begin(), more.end());
    return needed;
  }

  const Market& market_;
  const CostSource& costs_;
  const Control& control_;
  std::optional<Error> error_;
};

}  // namespace

Market with_claims(const Market& market, const std::vector<Claim>& claims) {
  Market m = market;
  std::vector<char> lot(m.lots.size(), 0);
  for (auto& l : m.limits) l.capacity_kg = unlimited, l.minimum_kg = 0;
  for (auto& s : m.stocks) s.stock_kg = s.intake_kg = unlimited, s.taken_kg.clear();
  for (auto& p : m.processes) p.capacity_kg = unlimited;
  for (auto& q : m.virgin_supply_kg) q = unlimited;
  for (auto& r : m.rows) r.capacity = unlimited, r.minimum = -unlimited;
  for (const auto& [kind, i] : claims) switch (kind) {
      case ClaimKind::lot:
        lot[i] = 1;
        break;
      case ClaimKind::minimum:
        m.limits[i].minimum_kg = market.limits[i].minimum_kg;
        break;
      case ClaimKind::capacity:
        m.limits[i].capacity_kg = market.limits[i].capacity_kg;
        break;
      case ClaimKind::stock:
        m.stocks[i].stock_kg = market.stocks[i].stock_kg;
        break;
      case ClaimKind::intake:
        m.stocks[i].intake_kg = market.stocks[i].intake_kg;
        m.stocks[i].taken_kg = market.stocks[i].taken_kg;
        break;
      case ClaimKind::process:
        m.processes[i].capacity_kg = market.processes[i].capacity_kg;
        break;
      case ClaimKind::virgin:
        m.virgin_supply_kg[i] = market.virgin_supply_kg[i];
        break;
      case ClaimKind::row:
        m.rows[i] = market.rows[i];
        break;
    }
  std::erase_if(m.supplies, [&](const Supply& s) { return lot[s.lot] == 0; });
  return m;
}

Result<std::int64_t> least_excess(const Market& market, const CostSource& costs,
                                  const Control& control) {
  const auto found = least_excess_plan(market, costs, control);
  if (!found) return found.error();
  if (found->status == Status::infeasible) return no_plan;
  if (found->objective_micro_nok > 0 && found->bound_micro_nok <= 0)
    return Error{ErrorCode::limit_exceeded,
                 "rows and choices couple the flows so that it was not proved whether these claims "
                 "can be kept"};
  return found->objective_micro_nok / micro_nok_per_excess_kg;
}

Result<Conflict> minimal_conflict(const Market& market, const CostSource& costs,
                                  const Control& control) {
  const auto least = least_excess_plan(market, costs, control);
  if (!least) return least.error();
  Conflict out;
  if (least->status != Status::infeasible && least->objective_micro_nok == 0) return out;
  QuickXplain xplain(market, costs, control);
  auto claims = least->status == Status::infeasible ? all_claims(market)
                                                    : priced_claims(market, least->duals);
  if (claims.empty() || !xplain.contradict(claims)) claims = all_claims(market);
  if (xplain.error()) return *xplain.error();
  auto members = xplain.run(claims);
  if (!members) return members.error();
  out.members = std::move(*members);
  const auto excess = least_excess(with_claims(market, out.members), costs, control);
  if (!excess) return excess.error();
  out.excess_kg = *excess;
  return out;
}

}  // namespace masseflyt::matching
