// What could not be placed, what the result rests on, and how it was made.
#include <algorithm>
#include <map>

#include "detail/number.hpp"
#include "detail/text.hpp"
#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

std::string span_text(const Context& c, const MonthSpan& span) {
  const std::string first = month_text(span.first, c.language());
  return span.first == span.last ? first : first + " – " + month_text(span.last, c.language());
}

std::string_view what_text(const Context& c, std::string_view what) {
  if (what == "far") return c(Text::un_far);
  if (what == "unplaced") return c(Text::un_unplaced);
  if (what == "end_stock") return c(Text::un_end_stock);
  if (what == "shortfall") return c(Text::un_shortfall);
  return what;
}

std::string unmet_table(const Context& c) {
  Table table({{std::string(c(Text::offer_or_need))},
               {std::string(c(Text::group))},
               {std::string(c(Text::when))},
               {std::string(c(Text::tonnes)), true},
               {std::string(c(Text::what))},
               {std::string(c(Text::why))}});
  for (const UnmetRow& row : c.report().unmet) {
    const std::string& reason =
        c.norwegian() && !row.reason_nb.empty() ? row.reason_nb : row.reason;
    table.begin_row();
    table.cell(c.name(row.id));
    table.cell(c.group(row.group));
    table.cell(span_text(c, row.months));
    table.cell(c.number(tonnes(row.kg), 0));
    table.cell(what_text(c, row.what));
    table.cell(reason);
  }
  return table.take();
}

/// The tornado leaves these out.
std::string not_solved(const Context& c) {
  std::string list;
  for (const SensitivityRow& row : c.report().sensitivity) {
    if (row.status.empty() || row.status == "optimal" || row.status == "feasible") continue;
    if (!list.empty()) list += ", ";
    list += row.assumption + " = " + row.value + " (" + row.status + ")";
  }
  return list.empty() ? list : paragraph(c(Text::not_solved, {list}), "note");
}

std::string tonnes_cell(const Context& c, double t) { return c.number(t, 0); }

/// "K10 600000 t; far 570146 t" with names and figures as people write them. What looks otherwise
/// stays as it is.
std::string receivers(const Context& c, std::string_view list) {
  std::string out;
  for (const std::string& part : detail::split(list, ';')) {
    const auto words = detail::split(part, ' ');
    const auto t = words.size() == 3 && words[2] == "t" ? detail::parse_number(words[1])
                                                        : std::optional<double>();
    out += (out.empty() ? "" : "; ") +
           (t ? c.name(words[0]) + " " + c.with_unit(*t, Quantity::tonnes) : part);
  }
  return out;
}

std::string observed_table(const Context& c) {
  Table table({{std::string(c(Text::from))},
               {std::string(c(Text::to))},
               {std::string(c(Text::really)) + ", t", true},
               {std::string(c(Text::plan_same)) + ", t", true},
               {std::string(c(Text::baseline_same)) + ", t", true},
               {std::string(c(Text::plan_sends))},
               {std::string(c(Text::remark))}},
              "dense");
  for (const ObservedRow& row : c.report().observed) {
    table.begin_row();
    table.cell(c.names(row.offers));
    table.cell(c.names(row.receivers));
    table.cell(row.tonnes > 0 ? tonnes_cell(c, row.tonnes) : std::string(c(Text::not_public)));
    table.cell(tonnes_cell(c, row.plan_to_same_t) + " / " + tonnes_cell(c, row.plan_total_t));
    table.cell(tonnes_cell(c, row.baseline_to_same_t));
    table.cell(receivers(c, row.plan_receivers));
    table.cell(row.note);
  }
  return table.take();
}

struct Inside {
  std::string offer, destination;
  Kind kind = Kind::internal;
  std::int64_t kg = 0;
};

std::string inside_table(const Context& c) {
  std::map<std::tuple<Kind, std::string, std::string>, Inside> rows;
  for (const Movement& m : c.report().facts) {
    Inside& row = rows[{m.kind, m.offer, m.destination}];
    row = {m.offer, m.destination, m.kind, row.kg + m.kg};
  }
  if (rows.empty()) return paragraph(c(Text::inside_none));
  Table table({{std::string(c(Text::project))},
               {std::string(c(Text::to))},
               {std::string(c(Text::what))},
               {std::string(c(Text::tonnes)), true}});
  const std::string before = c(Text::inside_past, {month_text(c.report().as_of, c.language())});
  for (const auto& [key, row] : rows) {
    table.begin_row();
    table.cell(c.name(row.offer));
    table.cell(row.destination == row.offer ? std::string("–") : c.name(row.destination));
    table.cell(row.kind == Kind::past ? before : std::string(label(row.kind, c.language())));
    table.cell(c.number(tonnes(row.kg), 0));
  }
  return table.take();
}

std::string assumption_table(const Context& c) {
  Table table({{std::string(c(Text::assumption))},
               {std::string(c(Text::applies_to))},
               {std::string(c(Text::low)), true},
               {std::string(c(Text::point)), true},
               {std::string(c(Text::high)), true},
               {std::string(c(Text::unit))},
               {std::string(c(Text::why))},
               {std::string(c(Text::source))},
               {std::string(c(Text::confidence))}},
              "small");
  for (const AssumptionRow& row : c.report().assumptions) {
    table.begin_row();
    for (const std::string& text : {row.key, row.applies_to, row.low, row.point, row.high, row.unit,
                                    row.why, row.source, row.confidence})
      table.cell(text);
  }
  return table.take();
}

std::string confidence_list(const Context& c) {
  const std::pair<const char*, Text> words[] = {
      {"verified", Text::conf_verified},   {"measured", Text::conf_measured},
      {"declared", Text::conf_declared},   {"recalled", Text::conf_recalled},
      {"estimated", Text::conf_estimated}, {"assumed", Text::conf_assumed}};
  std::string out = "<dl class=\"words\">";
  for (const auto& [word, text] : words)
    out += "<dt>" + std::string(word) + "</dt><dd>" + html(c(text)) + "</dd>";
  return heading(c(Text::sec_confidence)) + out + "</dl>\n";
}

std::string items(const std::vector<std::string>& texts) {
  std::string out = "<ul>\n";
  for (const std::string& text : texts) out += "<li>" + html(text) + "</li>\n";
  return out + "</ul>\n";
}

}  // namespace

std::string unmet_section(const Context& c) {
  if (c.report().unmet.empty())
    return section(c, "unmet", Text::sec_unmet, {}, paragraph(c(Text::unmet_none)));
  return section(c, "unmet", Text::sec_unmet, std::string(c(Text::unmet_lead)), unmet_table(c));
}

std::string sensitivity_section(const Context& c) {
  const std::string picture = tornado(c);
  if (picture.empty())
    return section(c, "sensitivity", Text::sec_sensitivity, {},
                   paragraph(c(Text::sensitivity_none)));
  return section(c, "sensitivity", Text::sec_sensitivity, std::string(c(Text::sensitivity_lead)),
                 figure(picture) + not_solved(c));
}

std::string observed_section(const Context& c) {
  if (c.report().observed.empty())
    return section(c, "observed", Text::sec_observed, {}, paragraph(c(Text::observed_none)));
  return section(c, "observed", Text::sec_observed, std::string(c(Text::observed_lead)),
                 observed_table(c));
}

std::string inside_section(const Context& c) {
  return section(c, "inside", Text::sec_inside, std::string(c(Text::inside_lead)), inside_table(c));
}

std::string assumption_section(const Context& c) {
  const auto count = std::to_string(c.report().assumptions.size());
  if (c.report().assumptions.empty()) return {};
  return section(c, "assumptions", Text::sec_assumptions, {},
                 "<details open><summary>" + html(c(Text::assumptions_lead, {count})) +
                     "</summary>\n" + assumption_table(c) + "</details>\n" + confidence_list(c));
}

std::string method_section(const Context& c) {
  std::vector<std::string> texts;
  for (const Text id : {Text::method_exact, Text::method_baseline, Text::method_co2e,
                        Text::method_exposure, Text::method_pyramid})
    texts.emplace_back(c(id));
  const auto& notes =
      c.norwegian() && !c.report().notes_nb.empty() ? c.report().notes_nb : c.report().notes;
  texts.insert(texts.end(), notes.begin(), notes.end());
  return section(c, "method", Text::sec_method, {}, items(texts));
}

std::string colophon(const Context& c) {
  const Report& r = c.report();
  std::string out = "<footer>\n<h2>" + html(c(Text::sec_colophon)) + "</h2>\n<dl>";
  const auto row = [&](Text title, const std::string& text) {
    out += "<dt>" + html(c(title)) + "</dt><dd>" + html(text) + "</dd>\n";
  };
  std::string credits;
  for (const std::string& text : r.attribution) credits += (credits.empty() ? "" : " · ") + text;
  row(Text::attribution, credits);
  row(Text::input_hash, r.input_hash);
  row(Text::version, "masseflyt " + r.version);
  return out + "</dl>\n</footer>\n";
}

}  // namespace masseflyt::reporting
