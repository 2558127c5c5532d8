// elements.hpp — tables and sections of the page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reporting/html/context.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {

/// Rows of cells under named columns. Cells that were made by this library as markup are told so;
/// all other text is escaped.
class Table {
 public:
  struct Column {
    std::string title;
    bool figures = false;  ///< right-aligned
    std::string css = {};  ///< a class of the style sheet for its cells
  };

  explicit Table(std::vector<Column> columns, std::string_view css = {});

  void begin_row(std::string_view css = {});
  void cell(std::string_view text) { markup(html(text)); }
  void strong(std::string_view text) { markup("<strong>" + html(text) + "</strong>"); }
  void markup(std::string_view markup, std::string_view extra = {});
  std::string take();

 private:
  void end_row();
  std::vector<Column> columns_;
  std::string out_;
  std::size_t column_ = 0;
  bool in_row_ = false;
};

/// A part of the page with its heading; empty when the body is.
std::string section(const Context& context, std::string_view id, Text title,
                    const std::string& lead, const std::string& body);

std::string paragraph(std::string_view text, std::string_view css = {});
std::string figure(const std::string& picture);
/// Two blocks side by side where there is room.
std::string columns(const std::string& left, const std::string& right);
/// Style and words on it for a cell of a heat table: light to dark with a share of 0 to 1.
std::string heat(double share);
std::string heading(std::string_view text);  ///< inside a section

}  // namespace masseflyt::reporting
