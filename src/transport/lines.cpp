#include "transport/lines.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

namespace masseflyt::transport {
namespace {

/// Positions that are the same to the last digit are the same point.
std::uint64_t hash_of(Position p) {
  const auto mix = [](std::uint64_t x) {
    x ^= x >> 33, x *= 0xff51afd7ed558ccdULL, x ^= x >> 33;
    return x;
  };
  // Zero has two signs.
  return mix(std::bit_cast<std::uint64_t>(p.longitude + 0.0) * 31 +
             mix(std::bit_cast<std::uint64_t>(p.latitude + 0.0)));
}

struct PositionHash {
  std::size_t operator()(const Position& p) const { return static_cast<std::size_t>(hash_of(p)); }
};

double length_m(const std::vector<Position>& points) {
  double sum = 0;
  for (std::size_t i = 1; i < points.size(); ++i) sum += distance_m(points[i - 1], points[i]);
  return sum;
}

/// Gives every point of the lines a number: the same one where lines meet.
class Points {
 public:
  explicit Points(std::vector<Line>& lines) {
    for (auto& line : lines) number(line);
  }
  const std::vector<std::uint32_t>& of(std::size_t line) const { return numbers_[line]; }
  std::size_t count() const { return position_.size(); }
  Position position(std::uint32_t number) const { return position_[number]; }

 private:
  void number(Line& line) {
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      const auto next = static_cast<std::uint32_t>(position_.size());
      const auto [at, fresh] = line.point_ids.empty() ? insert(by_position_, line.points[i], next)
                                                      : insert(by_id_, line.point_ids[i], next);
      if (fresh) position_.push_back(line.points[i]);
      numbers.push_back(at);
    }
    numbers_.push_back(std::move(numbers));
  }
  template <typename Map, typename Key>
  static std::pair<std::uint32_t, bool> insert(Map& map, const Key& key, std::uint32_t next) {
    const auto [at, fresh] = map.emplace(key, next);
    return {at->second, fresh};
  }

  std::unordered_map<Position, std::uint32_t, PositionHash> by_position_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_id_;
  std::vector<Position> position_;
  std::vector<std::vector<std::uint32_t>> numbers_;
};

/// Nodes of the network: ends of lines, and where vertices meet if they do.
std::vector<bool> junctions(const std::vector<Line>& lines, const Points& points, bool vertices) {
  std::vector<bool> is_node(points.count(), false);
  std::vector<std::uint8_t> used(points.count(), 0);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& numbers = points.of(i);
    is_node[numbers.front()] = is_node[numbers.back()] = true;
    if (!vertices) continue;
    for (const auto n : numbers)
      if (used[n] < 2 && ++used[n] == 2) is_node[n] = true;
  }
  return is_node;
}

void note(Diagnostics& found, std::string_view file, std::string value, std::string expected) {
  found.push_back({Severity::note, ErrorCode::invalid_document, std::string(file), std::move(value),
                   std::move(expected)});
}

}  // namespace

// Corners of the areas cut every stretch into pieces that lie inside or outside as a whole.
double BuiltUp::share(const std::vector<Position>& line) const {
  double inside = 0, all = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const auto a = line[i - 1], b = line[i];
    const double length = distance_m(a, b);
    all += length;
    const Box box{std::min(a.longitude, b.longitude), std::min(a.latitude, b.latitude),
                  std::max(a.longitude, b.longitude), std::max(a.latitude, b.latitude)};
    std::vector<const Area*> near;
    std::vector<double> cuts = {0, 1};
    for (const auto& area : areas_) {
      const auto& o = area.bounds();
      if (o.east < box.west || box.east < o.west || o.north < box.south || box.north < o.south)
        continue;
      near.push_back(&area);
      for (const auto& ring : area.rings())
        for (std::size_t k = 1; k < ring.size(); ++k) {
          const auto c = ring[k - 1], d = ring[k];
          const double dx = b.longitude - a.longitude, dy = b.latitude - a.latitude;
          const double ex = d.longitude - c.longitude, ey = d.latitude - c.latitude;
          const double cross = dx * ey - dy * ex;
          if (cross == 0) continue;
          const double cx = c.longitude - a.longitude, cy = c.latitude - a.latitude;
          const double t = (cx * ey - cy * ex) / cross, u = (cx * dy - cy * dx) / cross;
          if (t > 0 && t < 1 && u >= 0 && u <= 1) cuts.push_back(t);
        }
    }
    if (near.empty()) continue;
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t k = 1; k < cuts.size(); ++k) {
      const double middle = (cuts[k - 1] + cuts[k]) / 2;
      const Position p{a.longitude + middle * (b.longitude - a.longitude),
                       a.latitude + middle * (b.latitude - a.latitude)};
      if (std::any_of(near.begin(), near.end(), [&](const Area* x) { return x->contains(p); }))
        inside += (cuts[k] - cuts[k - 1]) * length;
    }
  }
  return all > 0 ? std::min(1.0, inside / all) : 0;
}

Result<Network> join_lines(std::vector<Line> lines, const NetworkOptions& options,
                           KnownOfRoads told, std::string_view file_name, Diagnostics& found) {
  const Points points(lines);
  const bool by_id = !lines.empty() && !lines.front().point_ids.empty();
  const auto is_node = junctions(lines, points, by_id || options.joining == Joining::vertices);
  std::vector<Position> nodes;
  std::vector<Digraph::Id> node_of(points.count(), 0);
  for (std::uint32_t n = 0; n < points.count(); ++n)
    if (is_node[n]) {
      node_of[n] = static_cast<Digraph::Id>(nodes.size());
      nodes.push_back(points.position(n));
    }
  const BuiltUp built_up(options.built_up);
  std::size_t without_speed = 0, rules_speed = 0, without_built_up = 0;
  std::vector<Road> roads;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto& line = lines[i];
    const auto& numbers = points.of(i);
    if (line.speed_kmh == 0) {
      auto rule = options.speed_kmh.find(line.road.road_class);
      if (rule == options.speed_kmh.end()) rule = options.speed_kmh.find(RoadClass::unknown);
      if (rule != options.speed_kmh.end()) line.speed_kmh = rule->second, ++rules_speed;
    }
    if (line.speed_kmh == 0) ++without_speed;
    const double whole_m = length_m(line.points);
    const double stretch = line.length_km >= 0 && whole_m > 0 ? line.length_km * 1000 / whole_m : 1;
    std::vector<Position> piece = {line.points[0]};
    std::size_t begin = 0;
    double before_m = 0;
    for (std::size_t k = 1; k < numbers.size(); ++k) {
      piece.push_back(line.points[k]);
      if (!is_node[numbers[k]]) continue;
      Road r = line.road;
      r.from = node_of[numbers[begin]], r.to = node_of[numbers[k]];
      const double piece_m = length_m(piece);
      r.length_km = whole_m > 0 ? piece_m * stretch / 1000 : std::max(0.0, line.length_km);
      // What is met once on the line is met once on its pieces.
      const bool middle =
          whole_m == 0 || (before_m <= whole_m / 2 && whole_m / 2 < before_m + piece_m);
      before_m += piece_m;
      if (!middle) r.wait_h = 0;
      r.toll = (line.road.toll && middle) ||
               std::any_of(line.toll_points.begin(), line.toll_points.end(),
                           [&](std::size_t t) { return begin < t && t <= k; });
      r.speed_kmh = line.speed_kmh > 0 ? line.speed_kmh : 1;  // hours are then not known
      r.tunnel_km = line.tunnel ? r.length_km : 0;
      if (!line.has_built_up && !line.tunnel && !line.road.ferry) {
        if (options.built_up.empty()) ++without_built_up;
        r.built_up_share = built_up.share(piece);
      }
      r.shape.assign(piece.begin() + 1, piece.end() - 1);
      roads.push_back(std::move(r));
      piece = {line.points[k]};
      begin = k;
    }
  }
  told.hours = without_speed == 0;
  told.built_up = without_built_up == 0;
  if (rules_speed > 0)
    note(found, file_name, std::to_string(rules_speed) + " lines without a speed",
         "driven as fast as the options say");
  if (!told.hours)
    note(found, file_name, std::to_string(without_speed) + " lines without a speed",
         "a speed in the file or in the options: hours are not known");
  if (!told.built_up)
    note(found, file_name, "nothing about built-up areas",
         "areas or a column: exposure is not known");
  if (!told.tolls) note(found, file_name, "nothing about tolls", "tolls are not known");
  if (!told.tunnels) note(found, file_name, "nothing about tunnels", "tunnels are not known");
  return Network::make(std::move(nodes), std::move(roads), told);
}

}  // namespace masseflyt::transport
