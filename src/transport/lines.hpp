// lines.hpp — from lines with attributes to a network whose roads meet.
#pragma once

#include <string>
#include <vector>

#include <masseflyt/transport/network_file.hpp>

namespace masseflyt::transport {

/// A line as it was read.
struct Line {
  Road road;              ///< its attributes; ends and length are not set yet
  double length_km = -1;  ///< below 0: that of the line
  double speed_kmh = 0;   ///< 0: not told
  bool tunnel = false;
  bool has_built_up = false;
  std::vector<Position> points;               ///< two or more
  std::vector<std::size_t> toll_points = {};  ///< points where a toll is paid, besides road.toll
  std::vector<std::uint64_t> point_ids = {};  ///< where lines meet; empty: by position
};

/// Cuts the lines where they meet and measures them. `told`: what the source can tell at all.
Result<Network> join_lines(std::vector<Line> lines, const NetworkOptions& options,
                           KnownOfRoads told, std::string_view file_name, Diagnostics& found);

/// Share of a line that lies inside any of the areas.
class BuiltUp {
 public:
  explicit BuiltUp(const std::vector<Area>& areas) : areas_(areas) {}
  double share(const std::vector<Position>& line) const;

 private:
  double share(Position a, Position b) const;  ///< of one straight stretch
  const std::vector<Area>& areas_;
};

}  // namespace masseflyt::transport
