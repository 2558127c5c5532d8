#include "reporting/html/map_markers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "reporting/html/summary.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

enum class Role { giver, taker, store, quay };

/// What happens at one spot in one role; several ids may share a spot.
struct Marker {
  Role role = Role::giver;
  Point at;
  LonLat position;
  const Movement* largest = nullptr;
  std::map<std::string, std::int64_t> kg;        ///< by id
  std::map<std::string, std::int64_t> by_place;  ///< by name of the place
  KgByKind kinds;
  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto& [id, part] : kg) sum += part;
    return sum;
  }
};

using Markers = std::vector<Marker>;

class Collector {
 public:
  Collector(const Context& c, const MapView& view) : context_(&c), view_(&view) {
    for (const Movement& m : c.report().plan.movements) add(m);
  }
  /// Largest first, so that small ones end on top.
  Markers take() {
    Markers out;
    for (auto& [key, marker] : markers_) out.push_back(std::move(marker));
    std::stable_sort(out.begin(), out.end(),
                     [](const Marker& a, const Marker& b) { return a.total() > b.total(); });
    return out;
  }

 private:
  void add(const Movement& m) {
    const bool surplus = m.kind == Kind::store || ends_surplus(m.kind);
    if (surplus && m.source == m.offer) touch(Role::giver, m.from, m.source, m);
    const bool arrives = m.destination != m.source && m.kind != Kind::unplaced &&
                         m.kind != Kind::far_receiver && m.kind != Kind::end_stock;
    if (arrives && surplus)
      touch(m.kind == Kind::store ? Role::store : Role::taker, m.to, m.destination, m);
    for (const Leg& leg : m.route.legs)
      if (leg.mode == Mode::sea && surplus) {
        touch(Role::quay, leg.from, id(leg.from), m);
        touch(Role::quay, leg.to, id(leg.to), m);
      }
  }
  std::string id(PlaceIndex place) const {
    const auto& places = context_->report().places;
    return place < places.size() ? places[place].id : std::string();
  }
  void touch(Role role, PlaceIndex place, const std::string& what, const Movement& m) {
    const auto& places = context_->report().places;
    if (place >= places.size()) return;
    const Point at = view_->at({places[place].longitude, places[place].latitude});
    Marker& marker = markers_[{role, std::llround(at.x / 3), std::llround(at.y / 3)}];
    marker.role = role;
    marker.at = at;
    marker.position = {places[place].longitude, places[place].latitude};
    if (!marker.largest || m.kg > marker.largest->kg) marker.largest = &m;
    marker.kg[what] += m.kg;
    marker.by_place[places[place].name.empty() ? what : places[place].name] += m.kg;
    marker.kinds[m.kind] += m.kg;
  }

  const Context* context_;
  const MapView* view_;
  std::map<std::tuple<Role, long long, long long>, Marker> markers_;
};

double radius(const Marker& marker, std::int64_t most) {
  if (marker.role == Role::quay) return 5;
  const double share = static_cast<double>(marker.total()) / static_cast<double>(most);
  return 3 + 14 * std::sqrt(share);
}

Kind main_kind(const Marker& marker) {
  const auto most =
      std::max_element(marker.kinds.begin(), marker.kinds.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == marker.kinds.end() ? Kind::need : most->first;
}

std::string tip(const Context& c, const Marker& marker) {
  std::string words;
  for (const auto& [id, kg] : marker.kg) {
    if (!words.empty()) words += "\n";
    words += c.name(id) + " (" + id + "): " + c.with_unit(tonnes(kg), Quantity::tonnes);
  }
  return words;
}

void draw_shape(Svg& svg, const Context& c, const Marker& marker, double r) {
  const Point p = marker.at;
  const std::string words = tip(c, marker);
  switch (marker.role) {
    case Role::giver:
      svg.circle(p, r,
                 " fill=\"#fff\" fill-opacity=\"0.85\" stroke=\"#22303a\""
                 " stroke-width=\"1.8\"",
                 words);
      return;
    case Role::taker:
      svg.circle(p, r,
                 attribute("fill", colour(main_kind(marker))) +
                     " fill-opacity=\"0.88\" stroke=\"#fff\" stroke-width=\"1\"",
                 words);
      return;
    case Role::store:
      svg.path(path_of({{p.x, p.y - r}, {p.x + r, p.y}, {p.x, p.y + r}, {p.x - r, p.y}}, true),
               " fill=\"#6f7f8c\" fill-opacity=\"0.9\" stroke=\"#fff\" stroke-width=\"1\"", words);
      return;
    case Role::quay:
      svg.path(path_of({{p.x - 5, p.y - 4}, {p.x + 5, p.y - 4}, {p.x, p.y + 5}}, true),
               " fill=\"#22303a\" stroke=\"#fff\" stroke-width=\"0.8\"", words);
  }
}

/// Without what stands in brackets or behind a colon.
std::string short_name(const std::string& name) {
  const std::size_t end = std::min(name.find(" ("), name.find(':'));
  return end == name.npos || end < 4 ? name : name.substr(0, end);
}

/// The name of the largest place there, "+ 2" for the others. Places have shorter names than what
/// stands on them.
std::string words_of(const Marker& marker) {
  const auto& names = marker.by_place;
  const auto most = std::max_element(
      names.begin(), names.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::string words = cut(short_name(most->first), 30);
  if (names.size() > 1) words += " + " + std::to_string(names.size() - 1);
  return words;
}

void draw_label(Svg& svg, const Context& c, const Marker& marker, double r, LabelPlacer& placer) {
  const bool quay = marker.role == Role::quay;
  const bool bold = !quay && marker.role != Role::giver;
  const std::string name = words_of(marker);
  const std::string amount = c.with_unit(tonnes(marker.total()), Quantity::tonnes);
  const double width =
      text_width(name, quay ? 10.5 : 11.5, bold) + (quay ? 0 : text_width(amount, 10.5) + 6) + 4;
  const auto spot = placer.place(marker.at, r, width, 14, quay ? 14 : 70);
  if (!spot) return;
  if (spot->leader) svg.line(marker.at, *spot->leader, " class=\"leader\"");
  const std::string tail =
      quay ? std::string() : "<tspan class=\"amount\"> " + html(amount) + "</tspan>";
  const char* css = quay   ? " class=\"quay halo\">"
                    : bold ? " class=\"place halo t-b\">"
                           : " class=\"place halo\">";
  svg.raw("<text" + attribute("x", spot->text.x + 2) + attribute("y", spot->text.y) + css +
          html(name) + tail + "</text>\n");
}

/// Where a line leaves the frame of the map: the point, and the one before it.
std::pair<Point, Point> exit_of(const MapView& view, const std::vector<Point>& line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (!view.shows(line[i - 1]) || view.shows(line[i])) continue;
    Point in = line[i - 1], out = line[i];
    for (int round = 0; round < 40; ++round) {  // halving is exact enough and never divides by 0
      const Point middle{(in.x + out.x) / 2, (in.y + out.y) / 2};
      (view.shows(middle, -12) ? in : out) = middle;
    }
    return {in, line[i - 1]};
  }
  return {{view.width / 2, view.height - 12}, {view.width / 2, view.height / 2}};
}

/// The way of the largest movement, or a straight line from the middle of the map.
std::pair<Point, Point> exit_to(const MapView& view, MapLines& lines, const Marker& marker) {
  std::vector<Point> points;
  for (const auto& [mode, line] : lines.of(*marker.largest))
    for (const LonLat& p : line) points.push_back(view.at(p));
  if (points.empty()) points = {{view.width / 2, view.height / 2}, marker.at};
  return exit_of(view, points);
}

void draw_far(Svg& svg, const Context& c, const MapView& view, MapLines& lines,
              const Marker& marker, LabelPlacer& placer) {
  const auto [at, before] = exit_to(view, lines, marker);
  const double angle = std::atan2(marker.at.y - before.y, marker.at.x - before.x);
  svg.path("M9 0L-6 -8L-6 8Z",
           attribute("transform", "translate(" + px(at.x) + ' ' + px(at.y) + ") rotate(" +
                                      px(angle * 57.29578) + ")") +
               attribute("fill", colour(main_kind(marker))) + " stroke=\"#fff\"",
           c(Text::map_far_off, {tip(c, marker)}));
  Marker moved = marker;
  moved.at = at;
  draw_label(svg, c, moved, 9, placer);
}

bool named_elsewhere(const Marker& marker, const MapView* other) {
  return other && other->shows(other->at(marker.position), -8);
}

}  // namespace

void draw_markers(Svg& svg, const Context& c, const MapView& view, MapLines& lines,
                  LabelPlacer& placer, const MarkerOptions& options) {
  const Markers all = Collector(c, view).take();
  std::int64_t most = 1;
  for (const Marker& m : all)
    if (m.role != Role::quay) most = std::max(most, m.total());
  std::vector<const Marker*> near, far;
  for (const Marker& m : all) (view.shows(m.at) ? near : far).push_back(&m);
  for (const Marker* m : near) {
    const double r = radius(*m, most) * 0.85;
    placer.block({m->at.x - r, m->at.y - r, m->at.x + r, m->at.y + r});
  }
  for (const Marker* m : near) draw_shape(svg, c, *m, radius(*m, most));
  for (const Marker* m : far)
    if (options.beyond && m->role != Role::quay) draw_far(svg, c, view, lines, *m, placer);
  for (const bool quays : {false, true})
    for (const Marker* m : near)
      if ((m->role == Role::quay) == quays && !named_elsewhere(*m, options.elsewhere))
        draw_label(svg, c, *m, radius(*m, most), placer);
}

}  // namespace masseflyt::reporting
