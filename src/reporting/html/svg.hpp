// svg.hpp — a picture as text: shapes in pixels, written with one decimal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace masseflyt::reporting {

struct Point {
  double x = 0, y = 0;
};

/// "12.5": one decimal, no trailing zero. What is not finite becomes 0.
std::string px(double value);

/// " name=\"value\"". The value is escaped.
std::string attribute(std::string_view name, std::string_view value);
std::string attribute(std::string_view name, double value);

/// Roughly how wide a text runs in the fonts of the report.
double text_width(std::string_view text, double size, bool bold = false);

/// The text, cut to `characters` with an ellipsis.
std::string cut(std::string_view text, std::size_t characters);

/// "M1 2L3 4", closed with Z where asked for.
std::string path_of(const std::vector<Point>& points, bool closed = false);

class Svg {
 public:
  /// `title` says what the picture shows, for those who do not see it.
  Svg(double width, double height, std::string_view title);

  /// `extra` are more attributes, escaped already; `tip` shows when the pointer rests on it.
  void rect(double x, double y, double w, double h, std::string_view fill,
            std::string_view extra = {}, std::string_view tip = {});
  void line(Point a, Point b, std::string_view extra);
  void path(std::string_view d, std::string_view extra, std::string_view tip = {});
  void circle(Point centre, double radius, std::string_view extra, std::string_view tip = {});
  /// `css` is a class of the style sheet: t, t-m, t-s, t-end, t-mid, ...
  void text(Point at, std::string_view content, std::string_view css, std::string_view extra = {});
  void open(std::string_view extra);  ///< a group
  void close();
  void raw(std::string_view markup);

  std::string take();

 private:
  void finish(std::string_view element, std::string_view tip);
  std::string out_;
};

}  // namespace masseflyt::reporting
