// Pictures of money, emissions and what moves them.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "reporting/html/charts.hpp"
#include "reporting/html/svg.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

struct StageColour {
  std::string_view stage, colour;
};

constexpr StageColour stage_order[] = {
    {"haul_road", "#2f6db3"}, {"haul_sea", "#9cc5e8"},    {"haul_rail", "#5a7f9e"},
    {"fee", "#e0a33e"},       {"store", "#6f7f8c"},       {"process", "#8c6bb1"},
    {"virgin", "#3c3c3c"},    {"virgin_haul", "#8d8d8d"}, {"far", "#b5531c"},
    {"end_stock", "#a8a29a"}, {"unplaced", "#7a1f2b"},    {"shortfall", "#c26d77"}};

double at(const std::map<std::string, double>& map, std::string_view key) {
  const auto found = map.find(std::string(key));
  return found == map.end() ? 0 : found->second;
}

const std::map<std::string, double>& by_stage(const Account& a, bool co2e) {
  return co2e ? a.co2e_kg_by_stage : a.nok_by_stage;
}

double sum(const std::map<std::string, double>& map) {
  double all = 0;
  for (const auto& [key, value] : map) all += std::max(value, 0.0);
  return all;
}

constexpr double stage_width = 520, bar_height = 30, row_height = 56, value_width = 112;

void draw_bar(Svg& svg, const Context& c, const Solution& solution, bool co2e, double y,
              double largest, const Scale& scale) {
  const auto& stages = by_stage(solution.account, co2e);
  const double room = stage_width - value_width;
  double x = 0;
  for (const auto& [stage, fill] : stage_order) {
    const double value = std::max(at(stages, stage), 0.0);
    const double w = room * value / largest;
    if (w <= 0) continue;
    svg.rect(x, y, w, bar_height, fill, {}, c.stage(stage) + ": " + c.with_unit(value, scale));
    x += w;
  }
  const double total = co2e ? solution.account.co2e_kg : solution.account.nok;
  svg.text({x + 6, y + bar_height / 2 + 4}, c.with_unit(total, scale), "t-m t-b");
}

/// What one assumption does to the saving at its low and high value.
struct Swing {
  std::string name;
  const SensitivityRow* low = nullptr;
  const SensitivityRow* high = nullptr;
};

bool solved(const SensitivityRow* row) {
  return row && (row->status == "optimal" || row->status == "feasible" || row->status.empty());
}

using Member = double SensitivityRow::*;

double swing(const Swing& s, Member figure, double base) {
  double widest = 0;
  for (const SensitivityRow* row : {s.low, s.high})
    if (solved(row)) widest = std::max(widest, std::abs(row->*figure - base));
  return widest;
}

std::vector<Swing> swings(const Report& report, double base) {
  std::map<std::string, Swing> by_name;
  for (const SensitivityRow& row : report.sensitivity) {
    Swing& s = by_name[row.assumption];
    s.name = row.assumption;
    (row.side == "low" ? s.low : s.high) = &row;
  }
  std::vector<Swing> out;
  for (const auto& [name, s] : by_name) out.push_back(s);
  std::stable_sort(out.begin(), out.end(), [&](const Swing& a, const Swing& b) {
    return swing(a, &SensitivityRow::saving_nok, base) >
           swing(b, &SensitivityRow::saving_nok, base);
  });
  constexpr std::size_t most = 14;
  if (out.size() > most) out.resize(most);
  return out;
}

constexpr double label_width = 270, panel_width = 360, panel_gap = 30, line_height = 30, head = 44;

/// One half of the tornado: a figure of all rows on one axis.
struct Panel {
  double left = 0, low = 0, high = 1, base = 0;
  Scale scale;
  double x(double value) const {
    return left + 34 + (panel_width - 68) * (value - low) / (high - low);
  }
};

Panel panel(const Context& c, const std::vector<Swing>& rows, Member figure, double base,
            Quantity quantity, double left) {
  Panel p;
  p.left = left;
  p.base = p.low = p.high = base;
  for (const Swing& s : rows)
    for (const SensitivityRow* row : {s.low, s.high})
      if (solved(row)) {
        p.low = std::min(p.low, row->*figure);
        p.high = std::max(p.high, row->*figure);
      }
  if (p.high - p.low < 1e-9 * std::max(1.0, std::abs(base))) p.low -= 1, p.high += 1;
  p.scale = c.scale(quantity, std::max(std::abs(p.low), std::abs(p.high)));
  return p;
}

void draw_side(Svg& svg, const Context& c, const Panel& p, const SensitivityRow* row, Member figure,
               double y, bool low) {
  if (!solved(row)) return;
  const double a = p.x(p.base), b = p.x(row->*figure);
  const std::string words = std::string(c(low ? Text::low : Text::high)) + " " + row->value + ": " +
                            c.with_unit(row->*figure, p.scale);
  const double offset = low ? 4 : 13;
  svg.rect(std::min(a, b), y + offset, std::max(std::abs(b - a), 0.8), 9,
           low ? "#9cc5e8" : "#2f6db3", {}, words);
  svg.text({b + (b < a ? -4 : 4), y + offset + 8}, c.amount(row->*figure, p.scale),
           b < a ? "t-xs t-end" : "t-xs");
}

void draw_panel(Svg& svg, const Context& c, const Panel& p, const std::vector<Swing>& rows,
                Member figure, Text title, double height) {
  svg.text({p.left + 34, 13}, std::string(c(title)) + ", " + std::string(p.scale.unit), "t-m t-b");
  svg.line({p.x(p.base), head - 8}, {p.x(p.base), height}, " class=\"axis\"");
  svg.text({p.x(p.base), head - 13}, c.amount(p.base, p.scale), "t-s t-mid t-b");
  double y = head;
  for (const Swing& s : rows) {
    draw_side(svg, c, p, s.low, figure, y, true);
    draw_side(svg, c, p, s.high, figure, y, false);
    y += line_height;
  }
}

std::string words(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace

std::string stage_chart(const Context& c, bool co2e) {
  const Solution* both[] = {&c.report().plan, &c.report().baseline};
  double largest = 1e-9;
  for (const Solution* s : both) largest = std::max(largest, sum(by_stage(s->account, co2e)));
  const Scale scale = c.scale(co2e ? Quantity::co2e_kg : Quantity::nok, largest);
  Svg svg(stage_width, 2 * row_height + 4, c(Text::stages_alt));
  double y = 4;
  for (const Solution* s : both) {
    const bool plan = s == both[0];
    svg.text({0, y + 9}, c(plan ? Text::this_plan : Text::obj_baseline), "t-s");
    draw_bar(svg, c, *s, co2e, y + 15, largest, scale);
    y += row_height;
  }
  std::vector<LegendEntry> entries;
  for (const auto& [stage, fill] : stage_order)
    if (at(by_stage(both[0]->account, co2e), stage) > 0 ||
        at(by_stage(both[1]->account, co2e), stage) > 0)
      entries.push_back({fill, c.stage(stage)});
  return svg.take() + legend(entries);
}

std::string tornado(const Context& c) {
  const Account& plan = c.report().plan.account;
  const Account& before = c.report().baseline.account;
  const double nok = before.nok - plan.nok;
  const double co2e = before.net_co2e_kg - plan.net_co2e_kg;
  const auto rows = swings(c.report(), nok);
  if (rows.empty()) return {};
  const double height = head + line_height * static_cast<double>(rows.size()) + 4;
  Svg svg(label_width + 2 * panel_width + panel_gap, height, c(Text::sensitivity_alt));
  double y = head;
  for (const Swing& s : rows) {
    svg.line({0, y}, {label_width + 2 * panel_width + panel_gap, y}, " class=\"grid\"");
    svg.text({0, y + 13}, cut(words(s.name), 42), "t-m");
    const std::string span = (s.low ? s.low->value : "–") + " … " + (s.high ? s.high->value : "–");
    svg.text({0, y + 25}, cut(span, 48), "t-xs");
    y += line_height;
  }
  const Panel money = panel(c, rows, &SensitivityRow::saving_nok, nok, Quantity::nok, label_width);
  const Panel carbon = panel(c, rows, &SensitivityRow::saving_co2e_kg, co2e, Quantity::co2e_kg,
                             label_width + panel_width + panel_gap);
  draw_panel(svg, c, money, rows, &SensitivityRow::saving_nok, Text::cost, height);
  draw_panel(svg, c, carbon, rows, &SensitivityRow::saving_co2e_kg, Text::net_emissions, height);
  return svg.take() +
         legend({{"#9cc5e8", std::string(c(Text::low))}, {"#2f6db3", std::string(c(Text::high))}});
}

}  // namespace masseflyt::reporting
