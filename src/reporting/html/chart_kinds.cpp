// Pictures of where mass ends: by year, by group, by project.
#include <algorithm>
#include <cmath>
#include <utility>

#include "reporting/html/charts.hpp"
#include "reporting/html/svg.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

std::string tip(const Context& c, std::string_view what, double t) {
  return std::string(what) + ": " + c.with_unit(t, Quantity::tonnes);
}

/// Columns of the year chart share these measures.
struct YearAxis {
  double width = 520, height = 290, left = 46, top = 26, bottom = 28;
  double plot_height() const { return height - top - bottom; }
  double step = 0;     ///< from one year to the next
  double largest = 1;  ///< tonnes at the top of the axis
  double y(double t) const { return top + plot_height() * (1 - t / largest); }
};

double bar_width(const YearAxis& axis) { return std::min(58.0, axis.step * 0.7); }

void draw_axis(Svg& svg, const Context& c, const YearAxis& axis, const Scale& scale) {
  const auto steps = axis_steps(axis.largest, 4);
  for (const double t : steps) {
    const double y = axis.y(t);
    svg.line({axis.left, y}, {axis.width, y}, " class=\"grid\"");
    svg.text({axis.left - 6, y + 3.5}, axis_number(c, t, steps[1], scale), "t-s t-end");
  }
  svg.text({0, 11}, scale.unit, "t-s");
}

void draw_year(Svg& svg, const Context& c, const YearAxis& axis, const Scale& scale, double x,
               std::int32_t year, const KgByKind& kg, double leaves) {
  double base = 0;
  for (const Kind kind : kinds_in_order) {
    const auto found = kg.find(kind);
    if (found == kg.end() || found->second == 0) continue;
    const double t = tonnes(found->second);
    const double y = axis.y(base + t);
    svg.rect(x, y, bar_width(axis), axis.y(base) - y, colour(kind), {},
             std::to_string(year) + " – " + tip(c, label(kind, c.language()), t));
    base += t;
  }
  const double middle = x + bar_width(axis) / 2;
  const double over = std::max(base, leaves);
  if (base > 0) svg.text({middle, axis.y(over) - 6}, c.amount(base, scale), "t-s t-mid t-b");
  svg.text({middle, axis.height - 10}, std::to_string(year), "t-s t-mid");
}

std::string kind_name(const Context& c, Kind kind) {
  return std::string(label(kind, c.language()));
}

/// One side of the flow diagram: a bar with a word beside it.
struct Node {
  std::string text;
  std::string_view colour;
  double t = 0, y = 0, height = 0, label_y = 0;
  double used = 0;  ///< of its height, by ribbons drawn so far
};

constexpr double sankey_height = 300, sankey_width = 520, node_gap = 7, node_width = 11;
constexpr double left_x = 158, right_x = 380;

void lay_out(std::vector<Node>& nodes, double all) {
  const double gaps = node_gap * static_cast<double>(nodes.size() - 1);
  const double unit = (sankey_height - gaps - 10) / all;
  double y = 5;
  for (Node& node : nodes) {
    node.y = y;
    node.height = node.t * unit;
    y += node.height + node_gap;
  }
  double last = -20;  // words keep a line between them and stay inside
  for (Node& node : nodes) last = node.label_y = std::max(last + 14, node.y + node.height / 2 + 4);
  double next = sankey_height + 10;
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node)
    next = node->label_y = std::min(node->label_y, next - 14);
}

void draw_ribbon(Svg& svg, Node& from, Node& to, double t, std::string_view words) {
  const double h1 = from.height * t / from.t, h2 = to.height * t / to.t;
  const double y1 = from.y + from.used, y2 = to.y + to.used;
  from.used += h1, to.used += h2;
  const double x1 = left_x + node_width, x2 = right_x, mid = (x1 + x2) / 2;
  const auto curve = [&](double a, double b, double xa, double xb) {
    return "C" + px(mid) + ' ' + px(a) + ' ' + px(mid) + ' ' + px(b) + ' ' + px(xb) + ' ' + px(b) +
           (xa < xb ? "L" : "Z");
  };
  const std::string d = "M" + px(x1) + ' ' + px(y1) + curve(y1, y2, x1, x2) + px(x2) + ' ' +
                        px(y2 + h2) + curve(y2 + h2, y1 + h1, x2, x1);
  svg.path(d, attribute("fill", to.colour) + " fill-opacity=\"0.45\"", words);
}

void draw_nodes(Svg& svg, const Context& c, const std::vector<Node>& nodes, const Scale& scale,
                bool left) {
  for (const Node& node : nodes) {
    const std::string words = node.text + ' ';
    svg.rect(left ? left_x : right_x, node.y, node_width, std::max(node.height, 1.0), node.colour,
             {}, tip(c, node.text, node.t));
    svg.text({left ? left_x - 6 : right_x + node_width + 6, node.label_y},
             words + c.amount(node.t, scale), left ? "t-s t-end" : "t-s");
  }
}

constexpr std::size_t most_groups = 11;

/// The largest groups; the small rest is one.
std::vector<std::pair<std::string, KgByKind>> shown_groups(const Context& c, const Summary& s) {
  std::vector<std::pair<std::string, KgByKind>> rows;
  for (const auto& [group, kg] : s.by_group)
    if (total(kg) > 0) rows.push_back({c.group(group), kg});
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return total(a.second) > total(b.second); });
  if (rows.size() <= most_groups) return rows;
  KgByKind rest;
  for (std::size_t i = most_groups - 1; i < rows.size(); ++i)
    for (const auto& [kind, kg] : rows[i].second) rest[kind] += kg;
  rows.resize(most_groups - 1);
  rows.push_back({std::string(c(Text::others_small)), rest});
  return rows;
}

template <std::size_t n>
std::string bar_of(const Context& c, const KgByKind& kg, std::int64_t scale_kg,
                   std::string_view title, const Kind (&order)[n]) {
  constexpr double width = 300, height = 14;
  Svg svg(width, height, title);
  double x = 0;
  for (const Kind kind : order) {
    const auto found = kg.find(kind);
    if (found == kg.end() || found->second == 0) continue;
    const double w = width * tonnes(found->second) / tonnes(std::max<std::int64_t>(scale_kg, 1));
    svg.rect(x, 0, std::max(w, 0.4), height, colour(kind), {},
             tip(c, label(kind, c.language()), tonnes(found->second)));
    x += w;
  }
  return svg.take();
}

}  // namespace

std::string legend(const std::vector<LegendEntry>& entries) {
  std::string out = "<p class=\"legend\">";
  for (const LegendEntry& entry : entries)
    out += "<span><i style=\"background:" + std::string(entry.colour) + "\"></i>" +
           html(entry.text) + "</span> ";
  return out + "</p>\n";
}

std::string kind_legend(const Context& c, const KgByKind& present) {
  std::vector<LegendEntry> entries;
  for (const Kind kind : kinds_in_order)
    if (const auto found = present.find(kind); found != present.end() && found->second > 0)
      entries.push_back({colour(kind), kind_name(c, kind)});
  return legend(entries);
}

std::string axis_number(const Context& c, double value, double step, const Scale& scale) {
  return c.number(value / scale.divisor, decimals_of_step(step / scale.divisor));
}

std::vector<double> axis_steps(double largest, int count) {
  if (!(largest > 0)) return {0, 1};
  const double rough = largest / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = power;
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0})
    if (step < rough * 0.999) step = power * factor;
  std::vector<double> out;
  for (int i = 0; i * step < largest * 1.0001; ++i) out.push_back(i * step);
  return out;
}

std::string year_chart(const Context& c, const Summary& s) {
  YearAxis axis;
  std::int64_t most = 1;
  for (const auto& [year, kg] : s.by_year) most = std::max(most, total(kg));
  for (const auto& [year, kg] : s.arising) most = std::max(most, kg);
  axis.largest = tonnes(most) * 1.02;
  const std::int32_t first = c.planned().first.year();
  const std::int32_t last = c.planned().last.year();
  axis.step = (axis.width - axis.left) / std::max(1, last - first + 1);
  const Scale scale = c.scale(Quantity::tonnes, axis.largest);
  Svg svg(axis.width, axis.height, c(Text::year_alt));
  draw_axis(svg, c, axis, scale);
  std::vector<Point> arising;
  for (std::int32_t year = first; year <= last; ++year) {
    const double x = axis.left + axis.step * (year - first) + (axis.step - bar_width(axis)) / 2;
    const auto found = s.by_year.find(year);
    const auto from = s.arising.find(year);
    const double leaves = from == s.arising.end() ? 0 : tonnes(from->second);
    draw_year(svg, c, axis, scale, x, year, found == s.by_year.end() ? KgByKind() : found->second,
              leaves);
    const double y = axis.y(leaves);
    arising.push_back({x - axis.step * 0.08, y});
    arising.push_back({x + bar_width(axis) + axis.step * 0.08, y});
  }
  for (std::size_t i = 0; i + 1 < arising.size(); i += 2)
    svg.line(arising[i], arising[i + 1], " class=\"mark\"");
  return svg.take();
}

std::string group_sankey(const Context& c, const Summary& s) {
  const auto groups = shown_groups(c, s);
  if (groups.empty()) return {};
  KgByKind ends;
  for (const auto& [name, kg] : groups)
    for (const auto& [kind, part] : kg) ends[kind] += part;
  const double all = tonnes(total(ends));
  std::vector<Node> left, right;
  std::vector<Kind> kinds;
  for (const auto& [name, kg] : groups) left.push_back({name, "#7d8b94", tonnes(total(kg))});
  for (const Kind kind : kinds_in_order) {
    if (ends[kind] == 0) continue;
    right.push_back({kind_name(c, kind), colour(kind), tonnes(ends[kind])});
    kinds.push_back(kind);
  }
  lay_out(left, all);
  lay_out(right, all);
  const Scale scale = c.scale(Quantity::tonnes, all);
  Svg svg(sankey_width, sankey_height, c(Text::sankey_alt));
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const auto part = groups[i].second.find(kinds[k]);
      if (part == groups[i].second.end() || part->second == 0) continue;
      const double t = tonnes(part->second);
      draw_ribbon(svg, left[i], right[k], t, tip(c, left[i].text + " → " + right[k].text, t));
    }
  draw_nodes(svg, c, left, scale, true);
  draw_nodes(svg, c, right, scale, false);
  return svg.take();
}

std::string kind_bar(const Context& c, const KgByKind& kg, std::int64_t scale_kg) {
  return bar_of(c, kg, scale_kg, c(Text::where_it_goes), kinds_in_order);
}

std::string need_bar(const Context& c, const KgByKind& kg, std::int64_t scale_kg) {
  constexpr Kind kinds[] = {Kind::need, Kind::virgin, Kind::shortfall};
  return bar_of(c, kg, scale_kg, c(Text::sec_needs), kinds);
}

}  // namespace masseflyt::reporting
