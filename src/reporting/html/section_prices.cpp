// What one more tonne is worth: the rooms that are short, and what each mass costs to place.
#include <algorithm>
#include <map>
#include <vector>

#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::size_t most_rows = 15;

bool is_room(const PriceRow& row) {
  return row.what != "supply" && row.what != "minimum" && row.more_nok_t && *row.more_nok_t < 0;
}

std::string months(const PriceRow& row) {
  const auto first = to_string(row.months.first), last = to_string(row.months.last);
  return first == last ? first : first + " – " + last;
}

std::string money(const Context& c, double nok_t) { return c.number(nok_t, 0); }

Text kind_of(const std::string& what) {
  if (what == "intake") return Text::price_intake;
  if (what == "stock") return Text::price_stock;
  if (what == "process") return Text::price_process;
  return what == "virgin" ? Text::price_virgin : Text::price_room;
}

/// Where one more tonne would save most; of one place and kind only the best months.
std::string rooms(const Context& c) {
  std::map<std::pair<std::string, std::string>, const PriceRow*> best;
  for (const PriceRow& row : c.report().prices) {
    if (!is_room(row)) continue;
    auto& at = best[{row.place + "|" + row.group, row.what}];
    if (at == nullptr || *row.more_nok_t < *at->more_nok_t) at = &row;
  }
  std::vector<const PriceRow*> rows;
  for (const auto& [key, row] : best) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(), [](const PriceRow* a, const PriceRow* b) {
    return *a->more_nok_t < *b->more_nok_t;
  });
  if (rows.empty()) return paragraph(c(Text::prices_no_room));
  Table table({{std::string(c(Text::place))},
               {std::string(c(Text::price_of))},
               {std::string(c(Text::price_months))},
               {std::string(c(Text::price_saves)), true}});
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
    const PriceRow& row = *rows[i];
    table.begin_row();
    table.cell(c.name(row.place));
    const std::string of(c(kind_of(row.what)));
    table.cell(row.group.empty() ? of : of + ": " + c.group(row.group));
    table.cell(months(row));
    table.cell(money(c, -*row.more_nok_t));
  }
  return table.take();
}

/// What one more tonne of each mass would cost, least to most over its months.
std::string masses(const Context& c) {
  struct Range {
    double least = 0, most = 0;
    bool any = false;
  };
  std::map<std::pair<std::string, std::string>, Range> ranges;
  for (const PriceRow& row : c.report().prices) {
    if (row.what != "supply" || !row.more_nok_t) continue;
    auto& r = ranges[{row.place, row.group}];
    r.least = r.any ? std::min(r.least, *row.more_nok_t) : *row.more_nok_t;
    r.most = r.any ? std::max(r.most, *row.more_nok_t) : *row.more_nok_t;
    r.any = true;
  }
  Table table({{std::string(c(Text::offer_or_need))},
               {std::string(c(Text::price_mass))},
               {std::string(c(Text::price_costs)), true}});
  for (const auto& [key, r] : ranges) {
    table.begin_row();
    table.cell(c.name(key.first));
    table.cell(c.group(key.second));
    const auto low = money(c, r.least), high = money(c, r.most);
    table.cell(low == high ? low : low + " – " + high);
  }
  return table.take();
}

}  // namespace

std::string price_section(const Context& c) {
  if (c.report().prices.empty()) return {};
  const std::string body = heading(c(Text::price_rooms)) + rooms(c) + "<details><summary>" +
                           html(c(Text::price_masses)) + "</summary>\n" + masses(c) +
                           "</details>\n";
  return section(
      c, "prices", Text::sec_prices,
      std::string(c(c.report().prices_are_bounds ? Text::prices_bound_lead : Text::prices_lead)),
      body);
}

}  // namespace masseflyt::reporting
