// Figures side by side: trucks, stages, objectives, savings.
#include <algorithm>
#include <cmath>
#include <functional>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

/// A line of a comparison: how to read it from an account, and which way is better.
struct Line {
  Text title;
  Quantity quantity;
  double (*figure)(const Account&);
  enum { none, less, more } better = less;
  bool share = false;
  int decimals = -1;  ///< of a plain number
};

double vehicle_km(const Account& a) { return a.loaded_vkm + a.empty_vkm; }

constexpr Line truck_lines[] = {
    {Text::loads, Quantity::count, [](const Account& a) { return a.loads; }},
    {Text::loaded_km, Quantity::km, [](const Account& a) { return a.loaded_vkm; }},
    {Text::empty_km, Quantity::km, [](const Account& a) { return a.empty_vkm; }},
    {Text::exposure_km, Quantity::km, [](const Account& a) { return a.exposure_vkm; }},
    {Text::road_tkm, Quantity::tkm, [](const Account& a) { return a.road_tkm; }},
    {Text::sea_tkm, Quantity::tkm, [](const Account& a) { return a.sea_tkm; }, Line::none},
    {Text::mean_way, Quantity::count, [](const Account& a) { return a.mean_road_km; }, Line::less,
     false, 1},
};

constexpr Line plan_lines[] = {
    {Text::row_cost, Quantity::nok, [](const Account& a) { return a.nok; }},
    {Text::row_co2e, Quantity::co2e_kg, [](const Account& a) { return a.co2e_kg; }},
    {Text::row_net, Quantity::co2e_kg, [](const Account& a) { return a.net_co2e_kg; }},
    {Text::row_vkm, Quantity::km, vehicle_km},
    {Text::row_exposure, Quantity::km, [](const Account& a) { return a.exposure_vkm; }},
    {Text::row_placed, Quantity::tonnes, [](const Account& a) { return a.placed_t; }, Line::more},
    {Text::row_used, Quantity::count, [](const Account& a) { return a.reused_share; }, Line::more,
     true},
    {Text::row_disposed, Quantity::count, [](const Account& a) { return a.disposed_share; },
     Line::less, true},
    {Text::row_short, Quantity::count, [](const Account& a) { return a.short_share; }, Line::more,
     true},
    {Text::row_virgin, Quantity::tonnes, [](const Account& a) { return a.virgin_t; }},
    {Text::row_avoided, Quantity::tonnes, [](const Account& a) { return a.avoided_virgin_t; },
     Line::more},
    {Text::row_far, Quantity::tonnes, [](const Account& a) { return a.far_t; }},
    {Text::row_unplaced, Quantity::tonnes, [](const Account& a) { return a.unplaced_t; }},
};

std::string show(const Context& c, const Line& line, double value, const Scale& scale) {
  if (line.share) return c.percent(value, 1) + " %";
  if (line.decimals >= 0) return c.number(value, line.decimals);
  return c.amount(value, scale);
}

std::string title(const Context& c, const Line& line, const Scale& scale) {
  std::string out(c(line.title));
  if (!line.share && line.decimals < 0 && !scale.unit.empty())
    out += ", " + std::string(scale.unit);
  return out;
}

std::string bar(double value, double most, const char* css) {
  return "<div class=\"bar " + std::string(css) + "\"><i style=\"width:" +
         fixed(most > 0 ? 100 * std::clamp(value / most, 0.0, 1.0) : 0, 1) + "%\"></i></div>";
}

std::string per_day(const Context& c, const Account& a) {
  const MonthSpan h = c.planned();
  const double days = std::max(1, h.count()) * 365.25 / 12;  // to within a day and a half
  return c.number(a.loads / days, 0);
}

std::string truck_table(const Context& c) {
  const Account& plan = c.report().plan.account;
  const Account& before = c.report().baseline.account;
  Table table({{std::string(c(Text::figure))},
               {std::string(c(Text::this_plan)), true},
               {std::string(c(Text::obj_baseline)), true},
               {"", false, "wide"}},
              "trucks");
  for (const Line& line : truck_lines) {
    const double a = line.figure(plan), b = line.figure(before);
    const Scale scale = c.scale(line.quantity, std::max(a, b));
    table.begin_row();
    table.cell(title(c, line, scale));
    table.cell(show(c, line, a, scale));
    table.cell(show(c, line, b, scale));
    table.markup(bar(a, std::max(a, b), "plan") + bar(b, std::max(a, b), "base"));
  }
  table.begin_row();
  table.cell(c(Text::loads_per_day));
  table.cell(per_day(c, plan));
  table.cell(per_day(c, before));
  table.markup("");
  return table.take();
}

/// The plan that was asked for, the others that differ from it by name, and the baseline last.
std::vector<const Solution*> solutions(const Report& report) {
  std::vector<const Solution*> out;
  for (const Solution& s : report.others) out.push_back(&s);
  const bool listed =
      std::any_of(report.others.begin(), report.others.end(),
                  [&](const Solution& s) { return s.objective == report.plan.objective; });
  if (!listed) out.insert(out.begin(), &report.plan);
  out.push_back(&report.baseline);
  return out;
}

double best(const Line& line, const std::vector<const Solution*>& all) {
  double found = line.figure(all.front()->account);
  for (const Solution* s : all) {
    const double value = line.figure(s->account);
    found = line.better == Line::more ? std::max(found, value) : std::min(found, value);
  }
  return found;
}

void compare_row(Table& table, const Context& c, const Line& line,
                 const std::vector<const Solution*>& all) {
  double largest = 0;
  for (const Solution* s : all) largest = std::max(largest, std::abs(line.figure(s->account)));
  const Scale scale = c.scale(line.quantity, largest);
  const std::string winner = show(c, line, best(line, all), scale);
  table.begin_row();
  table.cell(title(c, line, scale));
  for (const Solution* s : all) {
    const std::string words = show(c, line, line.figure(s->account), scale);
    if (words == winner)
      table.strong(words);
    else
      table.cell(words);
  }
}

std::string compare_table(const Context& c) {
  const auto all = solutions(c.report());
  std::vector<Table::Column> columns = {{""}};
  for (const Solution* s : all) {
    std::string words = c.objective(s->objective);
    if (s->objective == c.report().plan.objective)
      words += " (" + std::string(c(Text::this_plan)) + ")";
    columns.push_back({words, true});
  }
  Table table(columns, "compare");
  for (const Line& line : plan_lines) compare_row(table, c, line, all);
  return table.take() + paragraph(c(Text::best_note), "note");
}

struct SavingColumn {
  const char* figure;
  Text title;
  Quantity quantity;
};

constexpr SavingColumn saving_columns[] = {
    {"nok", Text::cost, Quantity::nok},
    {"co2e_kg", Text::net_emissions, Quantity::co2e_kg},
    {"vehicle_km", Text::row_vkm, Quantity::km},
    {"exposure_vkm", Text::row_exposure, Quantity::km},
    {"virgin_t", Text::row_virgin, Quantity::tonnes},
};

Scale saving_scale(const Context& c, const SavingColumn& column) {
  double largest = 0;
  for (const SavingRow& row : c.report().savings)
    if (row.figure == column.figure)
      largest = std::max(
          {largest, std::abs(row.low), std::abs(row.high), std::abs(row.baseline - row.plan)});
  return c.scale(column.quantity, largest);
}

std::string saving_table(const Context& c) {
  std::vector<std::string> objectives;
  for (const SavingRow& row : c.report().savings)
    if (std::find(objectives.begin(), objectives.end(), row.objective) == objectives.end())
      objectives.push_back(row.objective);
  if (objectives.empty()) return {};
  std::vector<Table::Column> columns = {{""}};
  for (const SavingColumn& column : saving_columns)
    columns.push_back(
        {std::string(c(column.title)) + ", " + std::string(saving_scale(c, column).unit), true});
  Table table(columns, "compare");
  for (const std::string& objective : objectives) {
    table.begin_row();
    table.cell(c.objective(objective));
    for (const SavingColumn& column : saving_columns) {
      const SavingRow* row = saving(c.report(), objective, column.figure);
      const Scale scale = saving_scale(c, column);
      if (!row) {
        table.cell("–");
        continue;
      }
      table.markup("<strong>" + html(c.amount(row->baseline - row->plan, scale)) +
                   "</strong> <small>(" + html(c.range(row->low, row->high, scale)) + ")</small>");
    }
  }
  return heading(c(Text::sec_savings)) + paragraph(c(Text::savings_lead), "lead") + table.take();
}

}  // namespace

std::string truck_section(const Context& c) {
  if (c.report().plan.movements.empty()) return {};
  return section(c, "trucks", Text::sec_trucks, std::string(c(Text::trucks_lead)), truck_table(c));
}

std::string stage_section(const Context& c) {
  if (c.report().plan.movements.empty()) return {};
  const auto half = [&](Text title, bool co2e) {
    return heading(c(title)) + figure(stage_chart(c, co2e));
  };
  std::string right = half(Text::emissions, true);
  const Account& plan = c.report().plan.account;
  const Scale scale = c.scale(Quantity::co2e_kg, plan.avoided_co2e_kg);
  if (plan.avoided_co2e_kg > 0)
    right +=
        paragraph(std::string(c(Text::credit)) + ": −" + c.with_unit(plan.avoided_co2e_kg, scale) +
                      " (" + std::string(c(Text::obj_baseline)) + ": −" +
                      c.with_unit(c.report().baseline.account.avoided_co2e_kg, scale) + ")",
                  "note");
  return section(c, "stages", Text::sec_stages, std::string(c(Text::stages_lead)),
                 columns(half(Text::cost, false), right));
}

std::string compare_section(const Context& c) {
  if (c.report().plan.movements.empty()) return {};
  return section(c, "compare", Text::sec_compare, std::string(c(Text::compare_lead)),
                 compare_table(c) + saving_table(c));
}

}  // namespace masseflyt::reporting
