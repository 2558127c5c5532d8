// Sites that are not open yet: what the plan decides, and what it costs.
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

std::string decision(const Context& c, const OpeningRow& row) {
  const std::string month = row.decided ? month_text(*row.decided, c.language()) : std::string();
  if (row.status == "opened") return c(Text::op_opened, {month});
  if (row.status == "decided") return c(Text::op_decided, {month});
  if (row.status == "closed")
    return c(Text::op_closed, {c.norwegian() ? row.reason_nb : row.reason});
  // Only a proved plan knows why.
  const bool proved = c.report().plan.status == "optimal";
  return std::string(c(proved ? Text::op_not_opened : Text::op_left_closed));
}

}  // namespace

std::string opening_section(const Context& c) {
  const auto& rows = c.report().openings;
  if (rows.empty()) return {};
  Table table({{std::string(c(Text::op_phase))},
               {std::string(c(Text::op_site))},
               {std::string(c(Text::op_decision))},
               {std::string(c(Text::op_ready))},
               {std::string(c(Text::op_cost)), true},
               {std::string(c(Text::op_came)), true}});
  for (const OpeningRow& row : rows) {
    table.begin_row();
    table.cell(row.name.empty() ? row.id : row.name);
    table.cell(c.name(row.site));
    table.cell(decision(c, row));
    table.cell(row.ready ? month_text(*row.ready, c.language()) : std::string("–"));
    table.cell(row.nok > 0 ? c.with_unit(row.nok, Quantity::nok) : std::string("–"));
    table.cell(c.with_unit(static_cast<double>(row.came_kg) / 1e3, Quantity::tonnes));
  }
  return section(c, "openings", Text::sec_openings, std::string(c(Text::openings_lead)),
                 table.take());
}

}  // namespace masseflyt::reporting
