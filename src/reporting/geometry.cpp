#include "reporting/geometry.hpp"

namespace masseflyt::reporting {

Ways::Ways(const Report& report) : report_(&report) {
  for (const PathRow& path : report.paths)
    if (path.points.size() > 1) path_[{path.mode, path.from, path.to}] = &path;
}

Line Ways::line(Mode mode, PlaceIndex from, PlaceIndex to) const {
  const auto& places = report_->places;
  if (from >= places.size() || to >= places.size()) return {};
  if (const auto there = path_.find({mode, from, to}); there != path_.end())
    return there->second->points;
  if (const auto back = path_.find({mode, to, from}); back != path_.end())
    return {back->second->points.rbegin(), back->second->points.rend()};
  return {{places[from].longitude, places[from].latitude},
          {places[to].longitude, places[to].latitude}};
}

std::vector<std::pair<Mode, Line>> Ways::lines(const Movement& m) const {
  std::vector<std::pair<Mode, Line>> out;
  for (const Leg& leg : m.route.legs) {
    Line way = line(leg.mode, leg.from, leg.to);
    if (way.size() > 1) out.push_back({leg.mode, std::move(way)});
  }
  const bool goes_nowhere = m.kind == Kind::internal || m.kind == Kind::unplaced ||
                            m.kind == Kind::end_stock || m.kind == Kind::shortfall ||
                            m.kind == Kind::past || m.kind == Kind::far_receiver;
  if (out.empty() && m.from != m.to && !goes_nowhere) {
    Line way = line(Mode::road, m.from, m.to);
    if (way.size() > 1) out.push_back({Mode::road, std::move(way)});
  }
  return out;
}

}  // namespace masseflyt::reporting
