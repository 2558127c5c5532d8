// Stores over time, one small picture each.
#include <algorithm>
#include <map>
#include <utility>

#include "reporting/html/charts.hpp"
#include "reporting/html/svg.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

/// Lighter and darker, so that neighbours differ in print too.
constexpr std::string_view shades[] = {"#2f6db3", "#2a9d8f", "#e0a33e", "#8c6bb1",
                                       "#0b5351", "#b5531c", "#9cc5e8", "#6f7f8c"};

struct Store {
  std::map<std::string, std::vector<std::int64_t>> kg;  ///< by group, per month of the horizon
  std::map<std::string, std::int64_t> capacity;         ///< by group, the largest of all months
  std::int64_t peak = 0;
};

std::map<std::string, Store> stores(const Context& c) {
  const Report& report = c.report();
  const MonthSpan planned = c.planned();
  std::map<std::string, Store> out;
  const auto months = static_cast<std::size_t>(std::max(1, planned.count()));
  for (const StockRow& row : report.stocks) {
    if (!planned.contains(row.month)) continue;
    Store& store = out[row.store];
    auto& kg = store.kg[row.group];
    kg.resize(months);
    kg[static_cast<std::size_t>(row.month - planned.first)] += row.kg;
    auto& capacity = store.capacity[row.group];
    capacity = std::max(capacity, row.capacity_kg);
  }
  for (auto& [id, store] : out)
    for (std::size_t i = 0; i < months; ++i) {
      std::int64_t sum = 0;
      for (const auto& [group, kg] : store.kg) sum += kg[i];
      store.peak = std::max(store.peak, sum);
    }
  return out;
}

constexpr double width = 330, height = 168, left = 40, right = 6, top = 22, bottom = 22;

struct Plot {
  std::size_t months;
  double largest;
  double x(std::size_t i) const {
    return left + (width - left - right) * static_cast<double>(i) / static_cast<double>(months);
  }
  double y(double t) const { return top + (height - top - bottom) * (1 - t / largest); }
};

/// Stock is a level that lasts a month: drawn as steps.
std::vector<Point> band(const Plot& plot, const std::vector<double>& low,
                        const std::vector<double>& high) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < plot.months; ++i) {
    points.push_back({plot.x(i), plot.y(high[i])});
    points.push_back({plot.x(i + 1), plot.y(high[i])});
  }
  for (std::size_t i = plot.months; i-- > 0;) {
    points.push_back({plot.x(i + 1), plot.y(low[i])});
    points.push_back({plot.x(i), plot.y(low[i])});
  }
  return points;
}

void draw_years(Svg& svg, const Context& c, const Plot& plot) {
  const Month first = c.planned().first;
  const std::size_t years = plot.months / 12 + 1;
  const std::size_t every = years > 12 ? 4 : years > 7 ? 2 : 1;
  std::size_t count = 0;
  for (std::size_t i = 0; i < plot.months; ++i) {
    const Month month = first + static_cast<std::int32_t>(i);
    if (month.month() != 1 && i != 0) continue;
    svg.line({plot.x(i), height - bottom}, {plot.x(i), height - bottom + 4}, " class=\"axis\"");
    if (count++ % every == 0 && plot.x(i) < width - 34)
      svg.text({plot.x(i) + 2, height - 8}, std::to_string(month.year()), "t-s");
  }
}

std::string draw_store(const Context& c, const std::string& id, const Store& store,
                       const std::map<std::string, std::string_view>& colours) {
  std::int64_t capacity = 0;
  for (const auto& [group, kg] : store.capacity)
    if (std::any_of(store.kg.at(group).begin(), store.kg.at(group).end(),
                    [](std::int64_t at) { return at > 0; }))
      capacity += kg;
  const auto months = store.kg.begin()->second.size();
  const Plot plot{months, std::max({tonnes(store.peak), tonnes(capacity), 1.0}) * 1.04};
  const Scale scale = c.scale(Quantity::tonnes, plot.largest);
  const std::string limit = c.with_unit(tonnes(capacity), scale);
  Svg svg(width, height, c(Text::stock_alt, {c.name(id), limit}));
  svg.text({0, 11}, cut(c.name(id), 31), "t-m t-b");
  svg.text({width, 11}, c(Text::peak, {c.with_unit(tonnes(store.peak), scale)}), "t-s t-end");
  const auto steps = axis_steps(plot.largest, 3);
  for (const double t : steps) {
    svg.line({left, plot.y(t)}, {width - right, plot.y(t)}, " class=\"grid\"");
    svg.text({left - 5, plot.y(t) + 3.5}, axis_number(c, t, steps[1], scale), "t-s t-end");
  }
  std::vector<double> low(months);
  for (const auto& [group, kg] : store.kg) {
    std::vector<double> high = low;
    for (std::size_t i = 0; i < months; ++i) high[i] += tonnes(kg[i]);
    if (high != low)
      svg.path(path_of(band(plot, low, high), true), attribute("fill", colours.at(group)),
               c.group(group));
    low = high;
  }
  svg.line({left, plot.y(tonnes(capacity))}, {width - right, plot.y(tonnes(capacity))},
           " class=\"limit\"");
  svg.line({left, plot.y(0)}, {width - right, plot.y(0)}, " class=\"axis\"");
  draw_years(svg, c, plot);
  return svg.take();
}

}  // namespace

std::string stock_charts(const Context& c) {
  const auto all = stores(c);
  std::map<std::string, std::string_view> colours;
  std::vector<LegendEntry> entries;
  std::string pictures;
  for (const auto& [id, store] : all) {
    if (store.peak == 0) continue;
    for (const auto& [group, kg] : store.kg) {
      const auto next = shades[entries.size() % std::size(shades)];
      const bool held = std::any_of(kg.begin(), kg.end(), [](std::int64_t at) { return at > 0; });
      if (held && colours.emplace(group, next).second) entries.push_back({next, c.group(group)});
    }
  }
  for (const auto& [id, store] : all)
    for (const auto& [group, kg] : store.kg) colours.emplace(group, "#888888");
  for (const auto& [id, store] : all)
    if (store.peak > 0) pictures += "<figure>" + draw_store(c, id, store, colours) + "</figure>\n";
  if (pictures.empty()) return {};
  entries.push_back({"repeating-linear-gradient(90deg,#7a1f2b 0 4px,#fff 4px 6px)",
                     std::string(c(Text::capacity, {""}))});
  return "<div class=\"multiples\">\n" + pictures + "</div>\n" + legend(entries);
}

}  // namespace masseflyt::reporting
