// What one tonne more or less is worth, in the words of the input.
#include <algorithm>

#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Margin;
using reporting::PriceRow;

std::optional<double> nok_t(std::int64_t micro_nok_kg) {
  if (micro_nok_kg == Margin::impossible) return std::nullopt;
  return static_cast<double>(micro_nok_kg) / 1000;
}

class Prices {
 public:
  Prices(const Model& model, const matching::Margins& margins)
      : model_(model), m_(model.market), margins_(margins) {}

  std::vector<PriceRow> run() {
    supplies();
    limits();
    stores();
    virgin();
    rows();
    return std::move(out_);
  }

 private:
  Month month(Index t) const { return model_.first + static_cast<std::int32_t>(t); }
  Month last() const { return month(m_.periods - 1); }

  /// A month with the price of the month before joins it.
  void add(const char* what, const std::string& place, const std::string& group,
           const std::string& name, MonthSpan months, const Margin& margin) {
    PriceRow row{what, place, group, name, months, nok_t(margin.more), nok_t(margin.less)};
    if (!out_.empty()) {
      auto& before = out_.back();
      if (before.what == row.what && before.name == row.name && before.group == row.group &&
          before.place == row.place && before.months.last + 1 == months.first &&
          before.more_nok_t == row.more_nok_t && before.less_nok_t == row.less_nok_t) {
        before.months.last = months.last;
        return;
      }
    }
    out_.push_back(std::move(row));
  }

  void supplies() {
    std::vector<Index> order(m_.supplies.size());
    for (Index i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      const auto &x = m_.supplies[a], &y = m_.supplies[b];
      return x.lot != y.lot ? x.lot < y.lot : x.period < y.period;
    });
    for (const Index i : order) {
      const auto& s = m_.supplies[i];
      if (s.stored != matching::none) continue;  // it is where it is
      add("supply", model_.lot_offer[s.lot], m_.groups[m_.lots[s.lot].group], m_.lots[s.lot].id,
          {month(s.period), month(s.period)}, margins_.supply[i]);
    }
  }

  MonthSpan months_of(const LimitMeaning& meaning) const {
    if (meaning.year == 0) return {model_.first, last()};
    return {std::max(model_.first, Month::of(meaning.year, 1)),
            std::min(last(), Month::of(meaning.year, 12))};
  }

  void limits() {
    for (Index l = 0; l < m_.limits.size(); ++l) {
      const auto& meaning = model_.limits[l];
      const auto& limit = m_.limits[l];
      if (limit.capacity_kg < matching::unlimited)
        add("room", meaning.place, "", limit.id, months_of(meaning), margins_.capacity[l]);
      if (limit.minimum_kg > 0)
        add("minimum", meaning.place, "", limit.id, months_of(meaning), margins_.minimum[l]);
    }
  }

  void stores() {
    const auto grid = [&](const char* what, Index k, std::size_t row,
                          const std::vector<Margin>& margins) {
      const auto& s = m_.stocks[k];
      for (Index t = s.first; t <= s.last; ++t)
        add(what, m_.destinations[s.destination].id, m_.groups[s.group], s.id, {month(t), month(t)},
            margins[row * m_.periods + t]);
    };
    for (Index k = 0; k < m_.stocks.size(); ++k) {
      grid("intake", k, k, margins_.intake);
      grid("stock", k, k, margins_.stock);
    }
    for (Index p = 0; p < m_.processes.size(); ++p)
      grid("process", m_.processes[p].stock, p, margins_.process);
  }

  void virgin() {
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      for (const auto& v : m_.virgin)
        if (v.supply_limit == q) {
          add("virgin", v.id, "", v.id + " " + std::to_string(month(v.first).year()),
              {month(v.first), month(v.last)}, margins_.virgin[q]);
          break;
        }
  }

  /// What couples masses, where it is counted in kilograms or in kilograms of product. One price
  /// per row: more and less are the same.
  void rows() {
    for (Index r = 0; r < std::min(margins_.row.size(), m_.rows.size()); ++r) {
      const auto& row = m_.rows[r];
      const auto& meaning = model_.rows[r];
      const auto unit = unit_of(row, meaning.rule);
      if (unit == 0 || margins_.row[r] == 0 || meaning.rule == "opening" || meaning.rule == "lot")
        continue;
      const auto price = std::llround(margins_.row[r] * static_cast<double>(unit));
      MonthSpan months{last(), model_.first};
      for (const auto& t : row.terms)
        months = {std::min(months.first, month(t.first)),
                  std::max(months.last, t.last == matching::none ? last() : month(t.last))};
      // A capacity that costs: more of it saves. A minimum that costs: more of it costs.
      add(meaning.rule.c_str(), meaning.id.empty() ? place_of(row) : meaning.id, "",
          price > 0 ? row.id : row.id + " minimum", months, {-price, price});
    }
  }

  /// Units of a kilogram, which counts as product at needs and ports; 0: not counted in kilograms.
  static std::int64_t unit_of(const matching::Row& row, const std::string& rule) {
    if (row.terms.empty()) return 0;
    if (rule == "need") return NeedRow::units_per_kg;
    if (rule == "port") return PortMonth::units_per_kg;
    const bool plain = std::all_of(row.terms.begin(), row.terms.end(),
                                   [](const auto& t) { return t.units_per_kg == 1; });
    return plain ? 1 : 0;
  }

  std::string place_of(const matching::Row& row) const {
    const auto& t = row.terms.front();
    switch (t.what) {
      case matching::Counted::entry:
        return m_.destinations[m_.entries[t.index].destination].id;
      case matching::Counted::intake:
      case matching::Counted::stock:
        return m_.destinations[m_.stocks[t.index].destination].id;
      case matching::Counted::process:
        return m_.destinations[m_.stocks[m_.processes[t.index].stock].destination].id;
      case matching::Counted::deal:
        return m_.destinations[t.of].id;
      default:
        return "";
    }
  }

  const Model& model_;
  const matching::Market& m_;
  const matching::Margins& margins_;
  std::vector<PriceRow> out_;
};

}  // namespace

std::vector<PriceRow> price_rows(const Model& model, const matching::Margins& margins) {
  const auto& m =
      model.market;  // where rows couple the flows there are none, with or without supplies
  if (margins.supply.size() != m.supplies.size() || margins.capacity.size() != m.limits.size())
    return {};
  return Prices(model, margins).run();
}

}  // namespace masseflyt::scenario
