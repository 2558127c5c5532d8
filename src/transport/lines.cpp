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

/// The parts of a stretch at which it crosses rings of an area, as shares of its length.
void cut_at(const Area& area, Position a, Position b, std::vector<double>& cuts) {
  const double dx = b.longitude - a.longitude, dy = b.latitude - a.latitude;
  for (const auto& ring : area.rings())
    for (std::size_t k = 1; k < ring.size(); ++k) {
      const auto c = ring[k - 1], d = ring[k];
      const double ex = d.longitude - c.longitude, ey = d.latitude - c.latitude;
      const double cross = dx * ey - dy * ex;
      if (cross == 0) continue;
      const double cx = c.longitude - a.longitude, cy = c.latitude - a.latitude;
      const double t = (cx * ey - cy * ex) / cross, u = (cx * dy - cy * dx) / cross;
      if (t > 0 && t < 1 && u >= 0 && u <= 1) cuts.push_back(t);
    }
}

/// Cuts lines at the nodes and measures the pieces.
class Joiner {
 public:
  Joiner(std::vector<Line>& lines, const NetworkOptions& options)
      : lines_(lines), options_(options), points_(lines), built_up_(options.built_up) {
    const bool by_id = !lines.empty() && !lines.front().point_ids.empty();
    is_node_ = junctions(lines, points_, by_id || options.joining == Joining::vertices);
    node_of_.assign(points_.count(), 0);
    for (std::uint32_t n = 0; n < points_.count(); ++n) {
      if (!is_node_[n]) continue;
      node_of_[n] = static_cast<Digraph::Id>(nodes_.size());
      nodes_.push_back(points_.position(n));
    }
  }

  Result<Network> run(KnownOfRoads told, std::string_view file, Diagnostics& found) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      give_speed(lines_[i]);
      cut(lines_[i], points_.of(i));
    }
    told.hours = without_speed_ == 0;
    told.built_up = without_built_up_ == 0;
    tell(told, file, found);
    return Network::make(std::move(nodes_), std::move(roads_), told);
  }

 private:
  void give_speed(Line& line) {
    if (line.speed_kmh > 0) return;
    auto rule = options_.speed_kmh.find(line.road.road_class);
    if (rule == options_.speed_kmh.end()) rule = options_.speed_kmh.find(RoadClass::unknown);
    if (rule == options_.speed_kmh.end())
      ++without_speed_;
    else
      line.speed_kmh = rule->second, ++rules_speed_;
  }

  /// A piece of a line between two nodes, points `begin` to `end` of it.
  struct Piece {
    std::size_t begin, end;
    double before_m, length_m;  ///< of the line before it, and its own
    std::vector<Position> points;
  };

  void cut(const Line& line, const std::vector<std::uint32_t>& numbers) {
    const double whole_m = length_m(line.points);
    Piece piece{0, 0, 0, 0, {line.points[0]}};
    for (std::size_t k = 1; k < numbers.size(); ++k) {
      piece.points.push_back(line.points[k]);
      if (!is_node_[numbers[k]]) continue;
      piece.end = k, piece.length_m = length_m(piece.points);
      Road road = road_of(line, piece, whole_m);
      road.from = node_of_[numbers[piece.begin]], road.to = node_of_[numbers[k]];
      roads_.push_back(std::move(road));
      piece = {k, k, piece.before_m + piece.length_m, 0, {line.points[k]}};
    }
  }

  Road road_of(const Line& line, const Piece& piece, double whole_m) {
    Road r = line.road;
    const double stretch = line.length_km >= 0 && whole_m > 0 ? line.length_km * 1000 / whole_m : 1;
    r.length_km = whole_m > 0 ? piece.length_m * stretch / 1000 : std::max(0.0, line.length_km);
    // What is met once on the line is met once on its pieces.
    const bool middle = whole_m == 0 || (piece.before_m <= whole_m / 2 &&
                                         whole_m / 2 < piece.before_m + piece.length_m);
    if (!middle) r.wait_h = 0;
    r.toll = (line.road.toll && middle) ||
             std::any_of(line.toll_points.begin(), line.toll_points.end(),
                         [&](std::size_t t) { return piece.begin < t && t <= piece.end; });
    r.speed_kmh = line.speed_kmh > 0 ? line.speed_kmh : 1;  // hours are then not known
    r.tunnel_km = line.tunnel ? r.length_km : 0;
    if (!line.has_built_up && !line.tunnel && !line.road.ferry) {
      if (options_.built_up.empty()) ++without_built_up_;
      r.built_up_share = built_up_.share(piece.points);
    }
    r.shape.assign(piece.points.begin() + 1, piece.points.end() - 1);
    return r;
  }

  void tell(const KnownOfRoads& told, std::string_view file, Diagnostics& found) const {
    if (rules_speed_ > 0)
      note(found, file, std::to_string(rules_speed_) + " lines without a speed",
           "driven as fast as the options say");
    if (!told.hours)
      note(found, file, std::to_string(without_speed_) + " lines without a speed",
           "a speed in the file or in the options: hours are not known");
    if (!told.built_up)
      note(found, file, "nothing about built-up areas", "areas or a column: exposure is not known");
    if (!told.tolls) note(found, file, "nothing about tolls", "tolls are not known");
    if (!told.tunnels) note(found, file, "nothing about tunnels", "tunnels are not known");
  }

  std::vector<Line>& lines_;
  const NetworkOptions& options_;
  const Points points_;
  const BuiltUp built_up_;
  std::vector<bool> is_node_;
  std::vector<Digraph::Id> node_of_;
  std::vector<Position> nodes_;
  std::vector<Road> roads_;
  std::size_t without_speed_ = 0, rules_speed_ = 0, without_built_up_ = 0;
};

}  // namespace

// Corners of the areas cut every stretch into pieces that lie inside or outside as a whole.
double BuiltUp::share(const std::vector<Position>& line) const {
  double inside = 0, all = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const double length = distance_m(line[i - 1], line[i]);
    all += length;
    inside += length * share(line[i - 1], line[i]);
  }
  return all > 0 ? std::min(1.0, inside / all) : 0;
}

double BuiltUp::share(Position a, Position b) const {
  const Box box{std::min(a.longitude, b.longitude), std::min(a.latitude, b.latitude),
                std::max(a.longitude, b.longitude), std::max(a.latitude, b.latitude)};
  std::vector<const Area*> near;
  std::vector<double> cuts = {0, 1};
  for (const auto& area : areas_) {
    const auto& o = area.bounds();
    if (o.east < box.west || box.east < o.west || o.north < box.south || box.north < o.south)
      continue;
    near.push_back(&area);
    cut_at(area, a, b, cuts);
  }
  if (near.empty()) return 0;
  std::sort(cuts.begin(), cuts.end());
  double inside = 0;
  for (std::size_t k = 1; k < cuts.size(); ++k) {
    const double middle = (cuts[k - 1] + cuts[k]) / 2;
    const Position p{a.longitude + middle * (b.longitude - a.longitude),
                     a.latitude + middle * (b.latitude - a.latitude)};
    if (std::any_of(near.begin(), near.end(), [&](const Area* x) { return x->contains(p); }))
      inside += cuts[k] - cuts[k - 1];
  }
  return inside;
}

Result<Network> join_lines(std::vector<Line> lines, const NetworkOptions& options,
                           KnownOfRoads told, std::string_view file_name, Diagnostics& found) {
  return Joiner(lines, options).run(told, file_name, found);
}

}  // namespace masseflyt::transport
