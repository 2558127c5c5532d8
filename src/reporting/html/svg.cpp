#include "reporting/html/svg.hpp"

#include <cmath>
#include <utility>

#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

/// Length of a UTF-8 character by its first byte.
std::size_t length(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// In parts of the font size, as in Helvetica and its kin.
double width_of(char c) {
  if (std::string_view("iljtfI.,:;'|!()[] ").find(c) != std::string_view::npos) return 0.3;
  if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.87;
  if (c >= 'A' && c <= 'Z') return 0.68;
  return 0.55;
}

}  // namespace

std::string px(double value) {
  std::string text = fixed(std::isfinite(value) ? value : 0, 1);
  if (text.size() > 2 && text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string(name) + "=\"" + html(value) + '"';
}

std::string attribute(std::string_view name, double value) {
  return ' ' + std::string(name) + "=\"" + px(value) + '"';
}

double text_width(std::string_view text, double size, bool bold) {
  double width = 0;
  for (std::size_t i = 0; i < text.size(); i += length(text[i])) width += width_of(text[i]);
  return width * size * (bold ? 1.07 : 1.0);
}

std::string cut(std::string_view text, std::size_t characters) {
  std::size_t count = 0, end = 0, keep = 0;
  while (end < text.size()) {
    if (++count == characters) keep = end;
    end += length(text[end]);
  }
  if (count <= characters) return std::string(text);
  std::string out(text.substr(0, keep));
  while (!out.empty() && (out.back() == ' ' || out.back() == ',')) out.pop_back();
  return out + "…";
}

std::string path_of(const std::vector<Point>& points, bool closed) {
  std::string d;
  for (const Point& p : points)
    d.append(1, d.empty() ? 'M' : 'L').append(px(p.x)).append(1, ' ').append(px(p.y));
  return closed && !d.empty() ? d + 'Z' : d;
}

Svg::Svg(double width, double height, std::string_view title) {
  out_ = "<svg role=\"img\" viewBox=\"0 0 " + px(width) + ' ' + px(height) + "\" width=\"" +
         px(width) + "\" height=\"" + px(height) + "\"" + attribute("aria-label", title) +
         "><title>" + html(title) + "</title>\n";
}

void Svg::finish(std::string_view element, std::string_view tip) {
  if (tip.empty()) {
    out_ += "/>\n";
    return;
  }
  out_ += "><title>" + html(tip) + "</title></" + std::string(element) + ">\n";
}

void Svg::rect(double x, double y, double w, double h, std::string_view fill,
               std::string_view extra, std::string_view tip) {
  out_ += "<rect" + attribute("x", x) + attribute("y", y) + attribute("width", w) +
          attribute("height", h) + attribute("fill", fill);
  out_ += extra;
  finish("rect", tip);
}

void Svg::line(Point a, Point b, std::string_view extra) {
  out_ += "<line" + attribute("x1", a.x) + attribute("y1", a.y) + attribute("x2", b.x) +
          attribute("y2", b.y);
  out_ += extra;
  finish("line", {});
}

void Svg::path(std::string_view d, std::string_view extra, std::string_view tip) {
  out_ += "<path d=\"";
  out_ += d;
  out_ += '"';
  out_ += extra;
  finish("path", tip);
}

void Svg::circle(Point centre, double radius, std::string_view extra, std::string_view tip) {
  out_ +=
      "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius);
  out_ += extra;
  finish("circle", tip);
}

void Svg::text(Point at, std::string_view content, std::string_view css, std::string_view extra) {
  out_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + attribute("class", css);
  out_ += extra;
  out_ += '>' + html(content) + "</text>\n";
}

void Svg::open(std::string_view extra) {
  out_ += "<g";
  out_ += extra;
  out_ += ">\n";
}

void Svg::close() { out_ += "</g>\n"; }

void Svg::raw(std::string_view markup) { out_ += markup; }

std::string Svg::take() { return std::move(out_) + "</svg>\n"; }

}  // namespace masseflyt::reporting
