// Needs: what may come to them as dug or out of a process, and what they buy instead.
//
// A limit counts kilograms that go into a process. Where all that may come to a need has one yield
// the limit is divided by it; where yields differ the limit is only wide enough, and a row counts
// kilograms of product.
#include <algorithm>
#include <cmath>
#include <utility>

#include <masseflyt/scenario/deal.hpp>

#include "model_builder.hpp"
#include "spans.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Room for the low grade: its share of all that comes, less what came of it already.
std::int64_t low_kg(double share, std::int64_t left_kg, std::int64_t driven_kg,
                    std::int64_t driven_low_kg, double yield) {
  const double whole = static_cast<double>(left_kg) + static_cast<double>(driven_kg) / yield;
  return to_kg((whole * share - static_cast<double>(driven_low_kg) / yield) / 1000);
}

bool made_by_a_process(const std::string& product) {
  return product.starts_with("crushed") || product == "concrete_aggregate";
}

/// What a need of that product wants of a mass.
std::string wanted(const std::string& product, const LotKind& kind) {
  if (product != "crushed_any") return product;
  return kind.grade == "hard" ? "crushed_hard" : "crushed_low";
}

/// A yield as its row counts it.
std::int64_t units(double yield) { return std::llround(yield * NeedRow::units_per_kg); }

}  // namespace

void ModelBuilder::list_products() {
  for (const auto& p : in_.processes)
    if (std::find(products_.begin(), products_.end(), product_of(p)) == products_.end())
      products_.push_back(product_of(p));
}

void ModelBuilder::needs() {
  list_products();
  double price = 0;
  std::size_t priced = 0;
  for (const auto& q : in_.quarries)
    if (q.included) price += q.virgin_price_nok_t, ++priced;
  if (priced > 0) price /= static_cast<double>(priced);
  for (const auto& n : in_.needs) {
    const auto open = planned(n.begin, n.end);
    if (n.included && open && is_planned(n.stage)) need(n, *open, price);
  }
}

void ModelBuilder::need(const Need& n, MonthSpan open, double price) {
  const Index d = destination(n.id, n.name, n.place, Kind::need, false);
  rules_.push_back({n.id, n.materials, {"clean"}, {}, n.from_offers, {}, n.product, false});
  rules_.back().source = n.source;
  const auto ways = ways_into(n, d, price);
  const double first = ways.empty() ? yield_without_ways(n) : ways.front().yield;
  NeedSpan span{&n, d, open, n.per == "year", first, first, false};
  for (const auto& way : ways) {
    span.by_row = span.by_row || way.yield != first;
    span.least_yield = std::min(span.least_yield, way.yield);
  }
  if (span.by_row) span.yield = 1, span.least_yield = std::min(span.least_yield, 1.0);
  for (const auto& months : span.per_year ? years(open) : std::vector<MonthSpan>{open}) {
    span.months = months;
    need_span(span, ways);
  }
}

/// As dug where no process makes what is asked for, and out of every process that does. A process
/// answers for its product: of materials without a grade it makes what it says.
std::vector<ModelBuilder::NeedWay> ModelBuilder::ways_into(const Need& n, Index d, double price) {
  const bool processed = made_by_a_process(n.product);
  const auto called = [&](const std::string& name) {
    return std::count_if(products_.begin(), products_.end(),
                         [&](const Product& p) { return p.name == name; });
  };
  const auto fed = [&](const Product& product, const LotKind& kind) {
    return std::any_of(in_.processes.begin(), in_.processes.end(), [&](const Process& p) {
      return product_of(p) == product && feeds(p, kind) &&
             std::any_of(in_.stores.begin(), in_.stores.end(),
                         [&](const Store& s) { return s.id == p.store && s.included; });
    });
  };
  std::vector<NeedWay> ways;
  for (Index g = 0; g < group_kinds_.size(); ++g) {
    const LotKind& k = group_kinds_[g];
    const bool as_it_is = refusal(k, rules_[d]).empty();
    const bool low = k.grade != "hard" && n.product == "crushed_any";
    // What is not hard replaces only the cheap grades of virgin rock: the difference is lost.
    const double loss = !processed || k.grade.empty() || k.grade == "hard"
                            ? 0
                            : (1 - factor_("product_value_share_" + k.grade)) * price;
    if (as_it_is && !processed) ways.push_back({g, matching::none, false, 0, 1});
    const std::string name = wanted(n.product, k);
    for (Index p = 0; p < products_.size(); ++p) {
      const Product& product = products_[p];
      if (product.name != name) continue;
      LotKind out = k;
      if (!product.condition_class.empty()) out.condition_class = product.condition_class;
      Rule rule = rules_[d];
      if (k.grade.empty()) rule.product.clear();
      const bool alone = as_it_is && processed && !k.grade.empty() && called(name) == 1 &&
                         product.condition_class.empty();
      if (!refusal(out, rule).empty() || (!alone && !fed(product, k))) continue;
      ways.push_back({g, p, low, loss, product.yield});
    }
  }
  return ways;
}

/// Of a need to which nothing comes: that of the first process whose product it wants, in which
/// what it buys is counted.
double ModelBuilder::yield_without_ways(const Need& n) const {
  if (!made_by_a_process(n.product)) return 1;
  for (const auto& p : in_.processes)
    if (p.product == n.product ||
        (n.product == "crushed_any" && (p.product == "crushed_hard" || p.product == "crushed_low")))
      return p.yield;
  return 1;
}

void ModelBuilder::need_span(const NeedSpan& s, const std::vector<NeedWay>& ways) {
  const Need& n = *s.need;
  const MonthSpan span = s.months;
  const double part = s.per_year ? months_in_years(span)
                                 : static_cast<double>(span.count()) / (n.end - n.begin + 1);
  std::int64_t inside = 0;
  if (const auto at = internal_kg_.find(n.id); at != internal_kg_.end())
    for (const auto& [year, kg] : at->second)
      if (!s.per_year || year == span.first.year()) inside += kg;
  // Of a total, what the months before the plan may have used is not known; but never more
  // than the whole less what was driven.
  const MonthSpan whole = s.per_year ? calendar_year(span) : MonthSpan{n.begin, n.end};
  const auto driven = taken(n.id, span), driven_whole = taken(n.id, whole);
  const auto open_kg = [&](double t) {
    const double months = s.per_year ? months_of(whole, {n.begin, n.end}) / 12.0 : 1;
    const double left = std::min(t * part * 1000 - static_cast<double>(driven),
                                 t * months * 1000 - static_cast<double>(driven_whole));
    return std::max<std::int64_t>(to_kg((left - static_cast<double>(inside)) / s.yield / 1000), 0);
  };
  const std::int64_t most = open_kg(n.max_t),
                     least = n.otherwise == "virgin" ? most : open_kg(n.min_t);
  const auto wide = [&](std::int64_t kg) {  // of mass in, whatever it yields
    return s.by_row ? static_cast<std::int64_t>(std::ceil(static_cast<double>(kg) / s.least_yield))
                    : kg;
  };
  const Index all = limit(s.per_year ? of_year(n.id, span) : n.id, wide(most), matching::none,
                          {n.id, n.name, s.per_year ? span.first.year() : 0, false});
  if (!s.by_row) model_.market.limits[all].minimum_kg = least;
  Index low = all;
  std::int64_t low_most = 0;
  if (n.low_share_max) {
    low_most = low_kg(*n.low_share_max, most, driven, taken(n.id, span, true), s.yield);
    low = limit(model_.market.limits[all].id + " low", wide(low_most), all,
                {n.id, n.name, span.first.year(), true});
  }
  for (const NeedWay& way : ways) {
    EntryMeaning meaning{Kind::need, 0, 0, 0, 0};
    if (s.by_row) meaning.yield = way.yield;
    entry(s.destination, way.group, span, way.low ? low : all, way.product, meaning,
          way.loss_nok_t);
  }
  if (s.by_row)
    counted_needs_.push_back(
        {&n, all, low == all ? matching::none : low, most, least, low_most, span});
  if (n.otherwise == "virgin") virgin(n, all, span, s.yield);
}

void ModelBuilder::virgin(const Need& need, Index into, MonthSpan window, double yield) {
  auto& m = model_.market;
  double price = 0, co2e = 0;
  std::size_t priced = 0;
  const auto add = [&](const std::string& id, bool anywhere, PlaceIndex from, MonthSpan span,
                       Index supply, double nok_t, double co2e_kg_t) {
    HaulSums extra = anywhere ? model_.anywhere_haul : HaulSums{};
    extra.nok += nok_t;
    extra.co2e_kg += co2e_kg_t;
    m.virgin.push_back({id, from, anywhere, period(span.first), period(span.last), into, supply,
                        place(need.place), extra, yield});
    model_.virgin.push_back({anywhere ? "market" : id, need.id, nok_t, co2e_kg_t});
  };
  for (const auto& q : in_.quarries) {
    if (!q.included) continue;
    price += q.virgin_price_nok_t, co2e += q.virgin_co2_kg_t, ++priced;
    const std::string asked = need.product == "crushed_any" ? "crushed_hard" : need.product;
    const auto open =
        planned(std::max(q.open_from, window.first), std::min(q.open_to, window.last));
    if (!open || !contains(q.products, asked)) continue;
    for (const auto& year : years(*open)) {
      const std::string key = of_year(q.id, year);
      auto at = virgin_year_.find(key);
      if (at == virgin_year_.end()) {
        const auto months = planned(std::max(q.open_from, Month::of(year.first.year(), 1)),
                                    std::min(q.open_to, Month::of(year.first.year(), 12)));
        at = virgin_year_.emplace(key, static_cast<Index>(m.virgin_supply_kg.size())).first;
        m.virgin_supply_kg.push_back(to_kg(q.virgin_t_per_year * months_in_years(*months)));
      }
      add(q.id, false, place(q.place), year, at->second, q.virgin_price_nok_t, q.virgin_co2_kg_t);
    }
  }
  if (priced == 0) return;
  const auto n = static_cast<double>(priced);
  add("market", true, place(need.place), window, matching::none, price / n, co2e / n);
}

/// What a quarry can sell is tonnes of rock; flows of virgin rock count in mass that would have
/// gone into a process. With one yield the limit is divided by it, with several a row counts rock.
void ModelBuilder::virgin_rows() {
  auto& m = model_.market;
  for (Index q = 0; q < m.virgin_supply_kg.size(); ++q) {
    double least = 1, most = 0;
    matching::Row row;
    for (Index v = 0; v < m.virgin.size(); ++v) {
      if (m.virgin[v].supply_limit != q) continue;
      const double yield = m.virgin[v].yield;
      least = most == 0 ? yield : std::min(least, yield), most = std::max(most, yield);
      row.id =
          "rock of " + of_year(m.virgin[v].id,
                               {model_.first + static_cast<std::int32_t>(m.virgin[v].first), {}});
      row.terms.push_back(
          {matching::Counted::virgin, v, matching::none, 0, matching::none, units(yield)});
    }
    if (most == 0) continue;
    const std::int64_t rock = m.virgin_supply_kg[q];
    m.virgin_supply_kg[q] = std::llround(static_cast<double>(rock) / least);
    if (least == most) continue;
    row.capacity = rock * NeedRow::units_per_kg;
    m.rows.push_back(std::move(row));
  }
}

/// After stops have cut the entries into pieces: what a need gets, in product.
void ModelBuilder::need_rows() {
  auto& m = model_.market;
  const auto below = [&](Index limit, Index top) {
    while (limit != matching::none && limit != top) limit = m.limits[limit].parent;
    return limit == top;
  };
  const auto fill = [&](matching::Row& row, Index top) {
    for (Index e = 0; e < m.entries.size(); ++e)
      if (below(m.entries[e].limit, top))
        row.terms.push_back({matching::Counted::entry, e, matching::none, 0, matching::none,
                             units(model_.entries[e].yield)});
  };
  for (const CountedNeed& c : counted_needs_) {
    matching::Row row{m.limits[c.limit].id + " in product", {}};
    fill(row, c.limit);
    for (Index v = 0; v < m.virgin.size(); ++v)
      if (m.virgin[v].limit == c.limit)
        row.terms.push_back({matching::Counted::virgin, v, matching::none, 0, matching::none,
                             NeedRow::units_per_kg});
    row.capacity = c.most_kg * NeedRow::units_per_kg;
    if (c.least_kg > 0) {
      row.minimum = c.least_kg * NeedRow::units_per_kg;
      row.shortfall_micro_nok =
          std::max<std::int64_t>(1, std::llround(m.unplaced_nok_t * 1000 / NeedRow::units_per_kg));
    }
    model_.need_rows.push_back({c.need->id, c.limit, static_cast<Index>(m.rows.size()), c.months});
    m.rows.push_back(std::move(row));
    if (c.low == matching::none) continue;
    matching::Row low{m.limits[c.low].id + " in product", {}};
    fill(low, c.low);
    low.capacity = c.low_kg * NeedRow::units_per_kg;
    m.rows.push_back(std::move(low));
  }
}

}  // namespace masseflyt::scenario
