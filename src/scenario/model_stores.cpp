// Stores as stocks that keep groups apart, with their processes, and what groups share there.
#include <algorithm>
#include <utility>

#include <masseflyt/matching/rules.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {

/// With shares each group has a part of the store to itself, and each month a part of its intake;
/// without, groups share what there is, and months their year: rows of the market.
void ModelBuilder::stores() {
  for (const auto& s : in_.stores) {
    const auto open = permitted(s.permit, s.id, s.open_from, s.open_to, true);
    if (!s.included || !open) continue;
    const Index d = destination(s.id, s.name, s.place, reporting::Kind::store, false);
    rules_.push_back({s.id, s.materials, s.classes, {}, s.exclusive_to, s.intended_for, {}, true});
    rules_.back().source = s.source;
    const double yearly = s.throughput_t_per_year * (1 - s.background_share);
    double left = s.lifetime_t.value_or(0);
    if (s.lifetime_t) {
      const MonthSpan before{in_.header.horizon.first, window_.first + -1};
      left = std::max(0.0, left - static_cast<double>(taken(s.id, before)) / 1000);
    }
    if (s.group_shares.empty()) {
      const StoreRoom whole{room_t(s), s.lifetime_t ? std::min(yearly, left) : yearly, yearly / 12};
      for (Index g = 0; g < group_kinds_.size(); ++g) stock(s, d, g, *open, whole, 1);
      shared_intake(s, *open, yearly, left);
      continue;
    }
    const double monthly = s.lifetime_t ? std::min(yearly / 12, left / open->count()) : yearly / 12;
    for (const auto& [name, share] : s.group_shares) {
      const auto at = group_index_.find(name);
      if (at == group_index_.end() || share <= 0) continue;  // nobody offers this group
      stock(s, d, at->second, *open, {room_t(s), monthly, monthly}, share);
    }
  }
}

/// One group in a store, and what its processes make of it; nothing where the store refuses it.
void ModelBuilder::stock(const Store& s, Index d, Index g, MonthSpan open, const StoreRoom& room,
                         double share) {
  auto& m = model_.market;
  const LotKind& kind = group_kinds_[g];
  if (!refusal(kind, rules_[d]).empty()) return;
  HaulSums in, hold, end;
  in.nok = model_.store_handling_nok_t;
  hold.nok = model_.store_hold_nok_t_month;
  end.nok =
      factor_(kind.condition_class == "clean" ? "end_stock_nok_t_clean" : "end_stock_nok_t_other");
  const auto index = static_cast<Index>(m.stocks.size());
  m.stocks.push_back({s.id + "/" + m.groups[g], d, g, place(s.place), period(open.first),
                      period(open.last), to_kg(room.stock_t * share), to_kg(room.month_t * share),
                      in, hold, s.open_to >= window_.last, end});
  taken_by_month(s, m.stocks.back());
  model_.end_nok_t.push_back(end.nok);
  for (const auto& p : in_.processes) {
    if (p.store != s.id || !feeds(p, kind)) continue;
    const double capacity = p.capacity_t_per_year
                                ? std::min(*p.capacity_t_per_year / 12, room.process_month_t)
                                : room.process_month_t;
    HaulSums extra;
    extra.nok = p.cost_factor.empty() ? 0 : factor_(p.cost_factor);
    extra.co2e_kg = p.co2e_factor.empty() ? 0 : factor_(p.co2e_factor);
    const double rest = 1 + p.added - p.yield - byproduct_share(p);
    if (rest > 1e-9) extra.nok += rest * factor_("gate_fee_clean_landfill");
    const auto product = static_cast<Index>(
        std::find(products_.begin(), products_.end(), product_of(p)) - products_.begin());
    if (s.group_shares.empty())
      shared_machines_[p.id].push_back(static_cast<Index>(m.processes.size()));
    byproducts_of(p, static_cast<Index>(m.processes.size()));
    m.processes.push_back({index, product, to_kg(capacity * share), extra, p.yield});
    model_.processes.push_back({extra.nok, extra.co2e_kg, p.id, p.product, p.added});
  }
}

void ModelBuilder::shared_intake(const Store& s, MonthSpan open, double yearly_t, double left_t) {
  auto& m = model_.market;
  std::vector<matching::RoomShare> stocks;
  for (Index k = 0; k < m.stocks.size(); ++k)
    if (m.destinations[m.stocks[k].destination].id == s.id) stocks.push_back({k, 1});
  if (stocks.empty()) return;
  const auto span = [&](MonthSpan months) {
    return matching::Span{period(months.first), period(months.last)};
  };
  auto& shared = shared_intakes_[s.id];
  shared.stocks = stocks, shared.even_month_kg = to_kg(yearly_t / 12);
  for (const auto& year : years(open)) {
    const auto kg = year_room(s.id, yearly_t, year, {s.open_from, s.open_to});
    shared.years.emplace_back(static_cast<Index>(m.rows.size()), span(year));
    matching::share_intake(m, s.id + " intake " + std::to_string(year.first.year()), stocks,
                           span(year), std::max<std::int64_t>(0, kg));
  }
  if (s.lifetime_t)
    matching::share_intake(m, s.id + " lifetime intake", stocks, span(open),
                           std::max<std::int64_t>(0, to_kg(left_t) - taken(s.id, open)));
}

/// After it is known what lies there already: it lies there, whatever is permitted.
void ModelBuilder::shared_rooms() {
  auto& m = model_.market;
  for (const auto& s : in_.stores) {
    if (!s.group_shares.empty()) continue;
    std::vector<matching::RoomShare> stocks;
    std::int64_t held = 0;
    for (Index k = 0; k < m.stocks.size(); ++k)
      if (m.destinations[m.stocks[k].destination].id == s.id) stocks.push_back({k, 1});
    for (const auto& lying : m.supplies)
      for (const auto& share : stocks) held += lying.stored == share.stock ? lying.kg : 0;
    if (stocks.size() < 2) continue;
    const matching::Span span{m.stocks[stocks.front().stock].first,
                              m.stocks[stocks.front().stock].last};
    matching::share_room(m, s.id + " room", stocks, span, std::max(to_kg(room_t(s)), held));
    for (const auto& p : in_.processes) {
      const auto at = shared_machines_.find(p.id);
      if (p.store != s.id || at == shared_machines_.end() || at->second.size() < 2) continue;
      matching::share_process(m, p.id, at->second, span,
                              m.processes[at->second.front()].capacity_kg);
    }
  }
}

}  // namespace masseflyt::scenario
