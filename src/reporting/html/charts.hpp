// charts.hpp — the pictures of the report that are no map. Each is one or more inline SVG.
#pragma once

#include <string>
#include <vector>

#include "reporting/html/context.hpp"
#include "reporting/html/summary.hpp"

namespace masseflyt::reporting {

struct LegendEntry {
  std::string_view colour;
  std::string text;
};

/// A line of coloured squares with their words.
std::string legend(const std::vector<LegendEntry>& entries);
/// Of the kinds that `present` holds, in the usual order.
std::string kind_legend(const Context& context, const KgByKind& present);

/// Round steps of an axis from 0 to at least `largest`, about `count` of them.
std::vector<double> axis_steps(double largest, int count);

/// A figure at an axis, with the decimals that its steps need.
std::string axis_number(const Context& context, double value, double step, const Scale& scale);

std::string year_chart(const Context& context, const Summary& summary);
std::string group_sankey(const Context& context, const Summary& summary);
/// One bar of a table, its full width standing for `scale_kg`.
std::string kind_bar(const Context& context, const KgByKind& kg, std::int64_t scale_kg);
/// The same for a need: surplus, virgin rock, shortfall.
std::string need_bar(const Context& context, const KgByKind& kg, std::int64_t scale_kg);
/// One picture per store that holds anything; empty when none does.
std::string stock_charts(const Context& context);
/// NOK, or CO2e: plan above baseline, by stage.
std::string stage_chart(const Context& context, bool co2e);
std::string tornado(const Context& context);

}  // namespace masseflyt::reporting
