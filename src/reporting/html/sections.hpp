// sections.hpp — the parts of the page in the order a planner needs them. Each is empty when the
// report has nothing for it.
#pragma once

#include <string>

#include "reporting/html/context.hpp"
#include "reporting/html/summary.hpp"

namespace masseflyt::reporting {

/// The saving of the plan that was asked for, or nothing.
const SavingRow* saving(const Report& report, std::string_view objective, std::string_view figure);

std::string headline(const Context& context);  ///< raw text, one or two sentences
std::string key_figures(const Context& context);
std::string map_section(const Context& context, const Summary& summary);
std::string time_section(const Context& context, const Summary& summary);
std::string project_section(const Context& context, const Summary& summary);
std::string store_section(const Context& context);
std::string room_section(const Context& context);
std::string opening_section(const Context& context);
std::string deal_section(const Context& context);
std::string need_section(const Context& context);
std::string truck_section(const Context& context);
std::string traffic_section(const Context& context);
std::string stage_section(const Context& context);
std::string compare_section(const Context& context);
std::string unmet_section(const Context& context);
std::string exclusion_section(const Context& context);
std::string price_section(const Context& context);
std::string sensitivity_section(const Context& context);
std::string observed_section(const Context& context);
std::string inside_section(const Context& context);
std::string assumption_section(const Context& context);
std::string method_section(const Context& context);
std::string colophon(const Context& context);

/// The style sheet.
std::string_view style();

}  // namespace masseflyt::reporting
