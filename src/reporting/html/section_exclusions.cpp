// Which places are closed to which masses, and by which rule.
#include <algorithm>
#include <vector>

#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

std::vector<std::string> groups_of(const Report& report) {
  std::vector<std::string> all;
  for (const ExclusionRow& row : report.exclusions)
    if (std::find(all.begin(), all.end(), row.group) == all.end()) all.push_back(row.group);
  return all;
}

std::string offers_text(const Context& c, const ExclusionRow& row) {
  if (row.pairs > 0)
    return c.number(static_cast<double>(row.pairs), 0) + ' ' +
           std::string(c(Text::exclusion_pairs));
  std::string out;
  for (const std::string& id : row.offers) out += (out.empty() ? "" : "; ") + c.name(id);
  return out;
}

std::string table_of(const Context& c, const std::string& group) {
  Table table({{std::string(c(Text::place))},
               {std::string(c(Text::why))},
               {std::string(c(Text::exclusion_rule))},
               {std::string(c(Text::offer_or_need))},
               {std::string(c(Text::source))}});
  for (const ExclusionRow& row : c.report().exclusions) {
    if (row.group != group) continue;
    table.begin_row();
    table.cell(row.pairs > 0 ? std::string(c(Text::exclusion_many)) : c.name(row.place));
    table.cell(c.norwegian() && !row.reason_nb.empty() ? row.reason_nb : row.reason);
    table.cell(row.rule);
    table.cell(offers_text(c, row));
    table.cell(row.source);
  }
  return table.take();
}

}  // namespace

std::string exclusion_section(const Context& c) {
  if (c.report().exclusions.empty()) return {};
  std::string body;
  for (const std::string& group : groups_of(c.report()))
    body += "<details><summary>" + html(c.group(group)) + "</summary>\n" + table_of(c, group) +
            "</details>\n";
  return section(c, "exclusions", Text::sec_exclusions, std::string(c(Text::exclusions_lead)),
                 body);
}

}  // namespace masseflyt::reporting
