// Agreed deals: which the plan keeps, which it changes, and what that costs.
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

std::string outcome(const Context& c, const DealRow& row) {
  if (row.changed_kg == 0) return std::string(c(Text::deal_kept));
  const std::string by = c.with_unit(static_cast<double>(row.changed_kg) / 1e3, Quantity::tonnes);
  const std::string& instead = c.norwegian() ? row.instead_nb : row.instead;
  return instead.empty() ? c(Text::deal_short, {by}) : c(Text::deal_changed, {by, instead});
}

}  // namespace

std::string deal_section(const Context& c) {
  const auto& rows = c.report().deals;
  if (rows.empty()) return {};
  Table table({{std::string(c(Text::deal))},
               {std::string(c(Text::deal_from))},
               {std::string(c(Text::deal_to))},
               {std::string(c(Text::deal_agreed)), true},
               {std::string(c(Text::deal_outcome))},
               {std::string(c(Text::deal_penalty)), true}});
  for (const DealRow& row : rows) {
    table.begin_row();
    table.cell(row.id);
    table.cell(c.name(row.offer));
    table.cell(c.name(row.destination));
    table.cell(c.with_unit(static_cast<double>(row.agreed_kg) / 1e3, Quantity::tonnes));
    table.cell(outcome(c, row));
    table.cell(row.penalty_nok > 0 ? c.with_unit(row.penalty_nok, Quantity::nok)
                                   : std::string("–"));
  }
  return section(c, "deals", Text::sec_deals, std::string(c(Text::deals_lead)), table.take());
}

}  // namespace masseflyt::reporting
