#include <masseflyt/reporting/report.hpp>

#include "reporting/html/sections.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

/// Long tables fold on the screen and unfold for paper; without scripts they stand open.
constexpr std::string_view script = R"js(
(function(){var all=document.querySelectorAll('details');
function set(open){for(var i=0;i<all.length;i++)all[i].open=open;}
set(false);
window.addEventListener('beforeprint',function(){set(true);});
window.addEventListener('afterprint',function(){set(false);});
if(window.matchMedia&&matchMedia('print').matches)set(true);})();
)js";

std::string title(const Context& c) {
  const Report& r = c.report();
  return c.norwegian() && !r.title_nb.empty() ? r.title_nb : r.title;
}

std::string fact(const std::string& words, const std::string& figure) {
  return "<li>" + html(words) + (figure.empty() ? "" : " <b>" + html(figure) + "</b>") + "</li>\n";
}

std::string page_header(const Context& c) {
  const Report& r = c.report();
  std::string out = "<header>\n<p class=\"eyebrow\">" + html(c(Text::eyebrow)) + "</p>\n<h1>" +
                    html(title(c)) + "</h1>\n<p class=\"headline\">" + html(headline(c)) +
                    "</p>\n<ul class=\"facts\">\n";
  out += fact(std::string(c(Text::horizon)), month_text(r.horizon.first, c.language()) + " – " +
                                                 month_text(r.horizon.last, c.language()));
  if (!r.variant.empty()) out += fact(std::string(c(Text::variant)), r.variant);
  if (r.as_of > r.horizon.first)
    out += fact(c(Text::facts_before, {month_text(r.as_of, c.language())}), {});
  out += fact(c(Text::prices_of, {std::to_string(r.price_year)}), {});
  out += fact({}, c.status(r.plan));
  return out + "</ul>\n</header>\n";
}

struct Part {
  const char* id;
  Text title;
  std::string body;
};

std::vector<Part> parts(const Context& c) {
  const Summary s = summary(c.report().plan.movements);
  return {{"key", Text::sec_key, key_figures(c)},
          {"map", Text::sec_map, map_section(c, s)},
          {"years", Text::sec_year, time_section(c, s)},
          {"projects", Text::sec_projects, project_section(c, s)},
          {"stores", Text::sec_stores, store_section(c)},
          {"rooms", Text::sec_rooms, room_section(c)},
          {"openings", Text::sec_openings, opening_section(c)},
          {"deals", Text::sec_deals, deal_section(c)},
          {"needs", Text::sec_needs, need_section(c)},
          {"trucks", Text::sec_trucks, truck_section(c)},
          {"traffic", Text::sec_traffic, traffic_section(c)},
          {"stages", Text::sec_stages, stage_section(c)},
          {"compare", Text::sec_compare, compare_section(c)},
          {"unmet", Text::sec_unmet, unmet_section(c)},
          {"exclusions", Text::sec_exclusions, exclusion_section(c)},
          {"prices", Text::sec_prices, price_section(c)},
          {"sensitivity", Text::sec_sensitivity, sensitivity_section(c)},
          {"observed", Text::sec_observed, observed_section(c)},
          {"inside", Text::sec_inside, inside_section(c)},
          {"assumptions", Text::sec_assumptions, assumption_section(c)},
          {"method", Text::sec_method, method_section(c)}};
}

std::string contents(const Context& c, const std::vector<Part>& all) {
  std::string out = "<nav aria-label=\"" + html(c(Text::contents)) + "\">";
  for (const Part& part : all)
    if (!part.body.empty())
      out += "<a href=\"#" + std::string(part.id) + "\">" + html(c(part.title)) + "</a> ";
  return out + "</nav>\n";
}

}  // namespace

std::string report_html(const Report& report, Language language) {
  const Context c(report, language);
  const auto all = parts(c);
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(c.norwegian() ? "nb" : "en") +
                    "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" "
                    "content=\"masseflyt " +
                    html(report.version) + "\">\n<title>" + html(title(c)) + "</title>\n<style>";
  out += style();
  out += "</style>\n</head>\n<body>\n<div class=\"page\">\n<a class=\"skip\" href=\"#key\">" +
         html(c(Text::skip)) + "</a>\n";
  out += page_header(c) + contents(c, all) + "<main>\n";
  for (const Part& part : all) out += part.body;
  out += "</main>\n" + colophon(c) + "</div>\n<script>";
  out += script;
  return out + "</script>\n</body>\n</html>\n";
}

}  // namespace masseflyt::reporting
