#include "reporting/html/map_strands.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace masseflyt::reporting {
namespace {

/// A position in millionths of a degree: equal positions are equal keys.
using Key = std::pair<std::int64_t, std::int64_t>;

Key key(const LonLat& p) { return {std::llround(p.first * 1e6), std::llround(p.second * 1e6)}; }

LonLat position(const Key& k) {
  return {static_cast<double>(k.first) / 1e6, static_cast<double>(k.second) / 1e6};
}

using Load = std::array<std::int64_t, families>;
using Stretch = std::tuple<Mode, Key, Key>;  ///< the smaller key first
using Stretches = std::map<Stretch, Load>;

Stretches stretches(const Report& report, MapLines& lines) {
  Stretches out;
  for (const Movement& m : report.plan.movements) {
    if (m.kind != Kind::store && !ends_surplus(m.kind)) continue;
    const auto f = static_cast<std::size_t>(family(m.kind));
    for (const auto& [mode, line] : lines.of(m))
      for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const Key a = key(line[i]), b = key(line[i + 1]);
        if (a != b) out[{mode, std::min(a, b), std::max(a, b)}][f] += m.kg;
      }
  }
  return out;
}

/// Joins stretches end to end as long as nothing branches off and the load stays the same.
class Joiner {
 public:
  explicit Joiner(const Stretches& all) : all_(&all) {
    for (const auto& [stretch, load] : all) {
      const auto& [mode, a, b] = stretch;
      at_[{mode, a}].push_back(&stretch);
      at_[{mode, b}].push_back(&stretch);
    }
  }

  std::vector<Key> chain(const Stretch& start) {
    done_.insert(&start);
    std::vector<Key> keys = {std::get<1>(start), std::get<2>(start)};
    extend(keys, start);
    std::reverse(keys.begin(), keys.end());
    extend(keys, start);
    return keys;
  }
  bool done(const Stretch& stretch) const { return done_.count(&stretch) > 0; }

 private:
  void extend(std::vector<Key>& keys, const Stretch& start) {
    const Mode mode = std::get<0>(start);
    for (;;) {
      const auto& here = at_.at({mode, keys.back()});
      if (here.size() != 2) return;
      const Stretch* next = done(*here[0]) ? here[1] : here[0];
      if (done(*next) || all_->at(*next) != all_->at(start)) return;
      done_.insert(next);
      const auto& [m, a, b] = *next;
      keys.push_back(a == keys.back() ? b : a);
    }
  }

  const Stretches* all_;
  std::map<std::pair<Mode, Key>, std::vector<const Stretch*>> at_;
  std::set<const Stretch*> done_;
};

Point normal(const Point& a, const Point& b) {
  const double length = std::max(std::hypot(b.x - a.x, b.y - a.y), 1e-9);
  return {-(b.y - a.y) / length, (b.x - a.x) / length};
}

/// Chaikin's corner cutting; the ends stay.
std::vector<Point> rounded(const std::vector<Point>& points) {
  if (points.size() < 3) return points;
  std::vector<Point> out = {points.front()};
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const Point &a = points[i], &b = points[i + 1];
    if (i > 0) out.push_back({0.75 * a.x + 0.25 * b.x, 0.75 * a.y + 0.25 * b.y});
    if (i + 2 < points.size()) out.push_back({0.25 * a.x + 0.75 * b.x, 0.25 * a.y + 0.75 * b.y});
  }
  out.push_back(points.back());
  return out;
}

}  // namespace

std::vector<std::pair<Mode, Line>> MapLines::of(const Movement& m) {
  auto lines = ways_.lines(m);
  for (auto& [mode, line] : lines)
    if (mode == Mode::sea && line.size() == 2) line = by_sea(line);
  return lines;
}

Line MapLines::by_sea(const Line& straight) {
  const auto [found, fresh] = drawn_.try_emplace({straight[0], straight[1]});
  if (fresh) found->second = chart_.way(straight[0], straight[1]);
  return found->second;
}

Family family(Kind kind) {
  switch (kind) {
    case Kind::treatment:
      return Family::treated;
    case Kind::landfill:
    case Kind::far_receiver:
    case Kind::unplaced:
    case Kind::end_stock:
      return Family::disposed;
    case Kind::store:
      return Family::to_store;
    default:
      return Family::used;
  }
}

std::vector<Strand> strands(const Report& report, const MapView& view, MapLines& lines) {
  const Stretches all = stretches(report, lines);
  Joiner joiner(all);
  std::vector<Strand> out;
  for (const auto& [stretch, load] : all) {
    if (joiner.done(stretch)) continue;
    Strand strand{std::get<0>(stretch), load, {}};
    for (const Key& k : joiner.chain(stretch)) strand.points.push_back(view.at(position(k)));
    if (strand.points.front().x > strand.points.back().x)
      std::reverse(strand.points.begin(), strand.points.end());
    strand.points = simplified(strand.points, strand.mode == Mode::sea ? lines.stray(view) : 0.4);
    if (strand.mode == Mode::sea) strand.points = rounded(rounded(strand.points));
    out.push_back(std::move(strand));
  }
  std::stable_sort(out.begin(), out.end(), [](const Strand& a, const Strand& b) {
    return a.total() > b.total();  // thin lines on top
  });
  return out;
}

std::vector<Point> shifted(const std::vector<Point>& points, double by) {
  if (by == 0 || points.size() < 2) return points;
  std::vector<Point> out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point before = normal(points[i > 0 ? i - 1 : 0], points[i > 0 ? i : 1]);
    const std::size_t next = std::min(i + 1, points.size() - 1);
    const Point after = next > i ? normal(points[i], points[next]) : before;
    const double x = before.x + after.x, y = before.y + after.y;
    const double square = std::max(x * x + y * y, 1.0);  // a miter of at most twice the shift
    out.push_back({points[i].x + 2 * by * x / square, points[i].y + 2 * by * y / square});
  }
  return out;
}

}  // namespace masseflyt::reporting
