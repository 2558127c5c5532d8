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
  std::map<std::string, std::int64_t> kg;  ///< by id
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
    if (m.kind == Kind::virgin) touch(Role::taker, m.to, m.destination, m);
    for (const Leg& leg : m.route.legs)
      if (leg.mode == Mode::sea) {
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
    marker.kg[what] += m.kg;
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
  const auto most = std::max_element(
      marker.kinds.begin(), marker.kinds.end(),
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
      svg.circle(p, r, " fill=\"#fff\" fill-opacity=\"0.85\" stroke=\"#22303a\""
                       " stroke-width=\"1.8\"", words);
      return;
    case Role::taker:
      svg.circle(p, r, attribute("fill", colour(main_kind(marker))) +
                           " fill-opacity=\"0.88\" stroke=\"#fff\" stroke-width=\"1\"", words);
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

/// The name of the largest id there, "+ 2" for the others.
std::string words_of(const Context& c, const Marker& marker) {
  const auto most = std::max_element(marker.kg.begin(), marker.kg.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  std::string words = cut(c.name(most->first), 30);
  if (marker.kg.size() > 1) words += " + " + std::to_string(marker.kg.size() - 1);
  return words;
}

void draw_label(Svg& svg, const Context& c, const Marker& marker, double r, LabelPlacer& placer) {
  const std::string name = words_of(c, marker);
  const std::string amount = c.with_unit(tonnes(marker.total()), Quantity::tonnes);
  const bool bold = marker.role != Role::giver;
  const double width =
      text_width(name, 11, bold) + (marker.role == Role::quay ? 0 : text_width(amount, 10) + 6) + 4;
  const auto spot = placer.place(marker.at, r, width, 14);
  if (!spot) return;
  if (spot->leader) svg.line(marker.at, *spot->leader, " class=\"leader\"");
  const std::string tail = marker.role == Role::quay
                               ? std::string()
                               : "<tspan class=\"amount\"> " + html(amount) + "</tspan>";
  svg.raw("<text" + attribute("x", spot->text.x + 2) + attribute("y", spot->text.y) +
          " class=\"place halo" + (bold ? " t-b" : "") + "\">" + html(name) + tail + "</text>\n");
}

/// Where the way from the middle of the map to a point beyond it leaves the frame.
Point edge(const MapView& view, const Point& outside) {
  const Point middle{view.width / 2, view.height / 2};
  const double dx = outside.x - middle.x, dy = outside.y - middle.y;
  const double room_x = (view.width / 2 - 14) / std::max(std::abs(dx), 1e-9);
  const double room_y = (view.height / 2 - 14) / std::max(std::abs(dy), 1e-9);
  const double t = std::min(room_x, room_y);
  return {middle.x + dx * t, middle.y + dy * t};
}

void draw_far(Svg& svg, const Context& c, const MapView& view, const Marker& marker,
              LabelPlacer& placer) {
  const Point tip_at = edge(view, marker.at);
  const double angle = std::atan2(marker.at.y - tip_at.y, marker.at.x - tip_at.x);
  svg.path("M8 0L-6 -7L-6 7Z",
           attribute("transform", "translate(" + px(tip_at.x) + ' ' + px(tip_at.y) +
                                      ") rotate(" + px(angle * 57.29578) + ")") +
               attribute("fill", colour(main_kind(marker))),
           c(Text::map_far_off, {tip(c, marker)}));
  draw_label(svg, c, {marker.role, tip_at, marker.kg, marker.kinds}, 9, placer);
}

}  // namespace

void draw_markers(Svg& svg, const Context& c, const MapView& view, const std::vector<char>&,
                  LabelPlacer& placer) {
  const Markers all = Collector(c, view).take();
  std::int64_t most = 1;
  for (const Marker& m : all)
    if (m.role != Role::quay) most = std::max(most, m.total());
  std::vector<const Marker*> near, far;
  for (const Marker& m : all) (view.shows(m.at) ? near : far).push_back(&m);
  for (const Marker* m : near) {
    const double r = radius(*m, most) * 0.8;
    placer.block({m->at.x - r, m->at.y - r, m->at.x + r, m->at.y + r});
  }
  for (const Marker* m : near) draw_shape(svg, c, *m, radius(*m, most));
  for (const Marker* m : far)
    if (m->role != Role::quay) draw_far(svg, c, view, *m, placer);
  for (const bool quays : {false, true})
    for (const Marker* m : near)
      if ((m->role == Role::quay) == quays) draw_label(svg, c, *m, radius(*m, most), placer);
}

}  // namespace masseflyt::reporting
