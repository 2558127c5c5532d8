#include "reporting/html/elements.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace masseflyt::reporting {

Table::Table(std::vector<Column> columns, std::string_view css) : columns_(std::move(columns)) {
  out_ = "<div class=\"scroll\"><table" +
         (css.empty() ? std::string() : " class=\"" + std::string(css) + '"') + "><thead><tr>";
  for (const Column& column : columns_)
    out_ += std::string("<th scope=\"col\"") + (column.figures ? " class=\"n\"" : "") + '>' +
            html(column.title) + "</th>";
  out_ += "</tr></thead><tbody>\n";
}

void Table::begin_row(std::string_view css) {
  end_row();
  out_ += css.empty() ? std::string("<tr>") : "<tr class=\"" + std::string(css) + "\">";
  column_ = 0;
  in_row_ = true;
}

void Table::end_row() {
  if (in_row_) out_ += "</tr>\n";
  in_row_ = false;
}

void Table::markup(std::string_view markup, std::string_view extra) {
  const Column& column = columns_[column_];
  const char* element = column_ == 0 ? "th scope=\"row\"" : "td";
  const std::string css = column.figures ? "n" : column.css;
  out_ += '<';
  out_ += element;
  if (!css.empty()) out_ += " class=\"" + css + '"';
  out_ += extra;
  out_ += '>';
  out_ += markup;
  out_ += column_ == 0 ? "</th>" : "</td>";
  column_ = column_ + 1 < columns_.size() ? column_ + 1 : column_;
}

std::string Table::take() {
  end_row();
  return std::move(out_) + "</tbody></table></div>\n";
}

std::string section(const Context& c, std::string_view id, Text title, const std::string& lead,
                    const std::string& body) {
  if (body.empty()) return {};
  return "<section id=\"" + std::string(id) + "\">\n<h2>" + html(c(title)) + "</h2>\n" +
         (lead.empty() ? std::string() : paragraph(lead, "lead")) + body + "</section>\n";
}

std::string paragraph(std::string_view text, std::string_view css) {
  return (css.empty() ? std::string("<p>") : "<p class=\"" + std::string(css) + "\">") +
         html(text) + "</p>\n";
}

std::string figure(const std::string& picture) {
  return picture.empty() ? std::string() : "<figure>\n" + picture + "</figure>\n";
}

std::string columns(const std::string& left, const std::string& right) {
  return "<div class=\"columns\">\n<div>" + left + "</div>\n<div>" + right + "</div>\n</div>\n";
}

std::string heat(double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto mix = [&](double light, double dark) {
    return std::to_string(static_cast<int>(std::lround(light + (dark - light) * s)));
  };
  return " style=\"background:rgb(" + mix(238, 11) + "," + mix(245, 83) + "," + mix(243, 81) +
         ");color:" + (s > 0.7 ? "#fff" : "#1d2a33") + "\"";
}

std::string heading(std::string_view text) { return "<h3>" + html(text) + "</h3>\n"; }

}  // namespace masseflyt::reporting
