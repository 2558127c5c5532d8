#include <masseflyt/matching/why.hpp>

#include <algorithm>
#include <utility>

#include <masseflyt/matching/replan.hpp>

namespace masseflyt::matching {
namespace {

bool contains(const std::vector<Index>& sorted, Index row) {
  return std::binary_search(sorted.begin(), sorted.end(), row);
}

bool solved(const Plan& plan) {
  return plan.status == Status::optimal || plan.status == Status::feasible;
}

/// Looks for the least room: doubles until the target is met, then halves the distance.
class Search {
 public:
  Search(const Market& market, const CostSource& costs, const Weights& weights, const Plan& plan,
         const Unmet& unmet, const std::vector<Bottleneck>& rooms, const Control& control)
      : market_(market),
        costs_(costs),
        weights_(weights),
        plan_(plan),
        unmet_of_(unmet),
        rooms_(rooms),
        control_(control) {}

  Result<std::optional<Relaxed>> run(std::int64_t unmet, std::int64_t step, std::int64_t most) {
    unmet_ = unmet;
    const auto in_steps = [&](std::int64_t kg) { return (kg + step - 1) / step; };
    std::int64_t high = std::max<std::int64_t>(in_steps(unmet), 1), low = 0;
    const std::int64_t last = std::max(high, in_steps(most));
    auto best = at(high * step);
    if (!best) return best.error();
    while (!best->all && high < last) {
      low = high;
      high = std::min(2 * high, last);
      auto more = at(high * step);
      if (!more) return more.error();
      if (more->met_kg > best->met_kg) best = std::move(more);
    }
    if (best->met_kg <= 0) return std::optional<Relaxed>();
    if (!best->all) return std::optional(*std::move(best));
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      auto less = at(middle * step);
      if (!less) return less.error();
      if (less->all)
        best = std::move(less), high = middle;
      else
        low = middle;
    }
    best->smallest = true;
    return std::optional(*std::move(best));
  }

 private:
  Result<Relaxed> at(std::int64_t kg) {
    const Market wider = with_room(market_, rooms_, kg);
    auto again = wider.coupled() ? replan(wider, costs_, weights_, plan_, control_)
                                 : plan(wider, costs_, weights_, control_);
    if (!again) return again.error();
    if (!solved(*again))
      return Error{ErrorCode::deadline, "no answer in the time given: the plan was not ready"};
    Relaxed out;
    out.kg = kg;
    const auto left = unmet_of_(*again);
    out.met_kg = unmet_ - left;
    out.all = left == 0;
    out.plan = std::move(*again);
    return out;
  }

  const Market& market_;
  const CostSource& costs_;
  const Weights weights_;
  const Plan& plan_;
  const Unmet& unmet_of_;
  const std::vector<Bottleneck>& rooms_;
  const Control& control_;
  std::int64_t unmet_ = 0;
};

std::int64_t larger(std::int64_t room, std::int64_t kg) { return std::min(room + kg, unlimited); }

/// In the unit of the row, in which what counts most counts as a kilogram.
void widen(Row& row, std::int64_t kg) {
  std::int64_t unit = 1;
  for (const auto& t : row.terms) unit = std::max(unit, t.units_per_kg);
  row.capacity = kg < unlimited / unit ? larger(row.capacity, kg * unit) : unlimited;
}

}  // namespace

std::int64_t unmet_kg(const Plan& plan, const Target& target) {
  std::int64_t kg = 0;
  for (const Flow& f : plan.flows) {
    const bool nowhere = f.to == To::far || f.to == To::unplaced;
    const bool bought = f.from == From::virgin || f.from == From::nothing;
    if (f.from == From::supply && nowhere && contains(target.supplies, f.source)) kg += f.kg;
    if (bought && f.to == To::limit && contains(target.limits, f.target)) kg += f.kg;
  }
  return kg;
}

Market with_room(Market market, const std::vector<Bottleneck>& rooms, std::int64_t kg) {
  for (const auto& [room, index] : rooms) switch (room) {
      case Room::limit:
        market.limits[index].capacity_kg = larger(market.limits[index].capacity_kg, kg);
        break;
      case Room::intake:
        market.stocks[index].intake_kg = larger(market.stocks[index].intake_kg, kg);
        break;
      case Room::stock:
        market.stocks[index].stock_kg = larger(market.stocks[index].stock_kg, kg);
        break;
      case Room::process:
        market.processes[index].capacity_kg = larger(market.processes[index].capacity_kg, kg);
        break;
      case Room::row:
        widen(market.rows[index], kg);
        break;
    }
  return market;
}

Result<std::optional<Relaxed>> least_room(const Market& market, const CostSource& costs,
                                          const Weights& weights, const Plan& plan,
                                          const Unmet& unmet_of,
                                          const std::vector<Bottleneck>& rooms,
                                          std::int64_t step_kg, std::int64_t most_kg,
                                          const Control& control) {
  const std::int64_t unmet = unmet_of(plan);
  if (unmet == 0 || rooms.empty()) return std::optional<Relaxed>();
  return Search(market, costs, weights, plan, unmet_of, rooms, control)
      .run(unmet, std::max<std::int64_t>(step_kg, 1), most_kg);
}

}  // namespace masseflyt::matching
