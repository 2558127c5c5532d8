#include <masseflyt/transport/network_file.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <limits>
#include <map>
#include <new>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <osmium/io/pbf_input.hpp>
#include <osmium/osm.hpp>

#include "transport/osm_tags.hpp"

namespace masseflyt::transport {
namespace {

/// Ways first, then the positions of the nodes they need: no more is kept in memory.
class Extract {
 public:
  Extract(const std::string& path, const NetworkOptions& options)
      : path_(path), options_(options) {}

  Result<void> read_ways() {
    auto done = each(osmium::osm_entity_bits::way | osmium::osm_entity_bits::relation,
                     [&](const osmium::OSMObject& object) {
                       if (object.type() == osmium::item_type::way)
                         add(static_cast<const osmium::Way&>(object));
                       else
                         keep_restriction(static_cast<const osmium::Relation&>(object));
                     });
    count_restrictions();
    return done;
  }

  Result<void> read_nodes() {
    for (const auto& line : lines_)
      ids_.insert(ids_.end(), line.point_ids.begin(), line.point_ids.end());
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    position_.assign(ids_.size(), nowhere);
    toll_.assign(ids_.size(), false);
    return each(osmium::osm_entity_bits::node, [&](const osmium::OSMObject& object) {
      const auto& node = static_cast<const osmium::Node&>(object);
      const auto at = find(static_cast<std::uint64_t>(node.id()));
      if (at == ids_.size() || !node.location().valid()) return;
      position_[at] = {node.location().lon(), node.location().lat()};
      toll_[at] = node.tags().has_tag("barrier", "toll_booth") ||
                  node.tags().has_tag("highway", "toll_gantry");
    });
  }

  /// Ways without the nodes that the extract cut off.
  std::vector<Line> lines() {
    std::vector<Line> whole;
    for (auto& way : lines_) {
      Line piece = without_points(way);
      for (const auto id : way.point_ids) {
        const auto at = find(id);
        if (position_[at] == nowhere) {
          ++cut_off_;
          keep(whole, std::move(piece));
          piece = without_points(way);
          continue;
        }
        if (toll_[at]) piece.toll_points.push_back(piece.points.size());
        piece.points.push_back(position_[at]);
        piece.point_ids.push_back(id);
      }
      keep(whole, std::move(piece));
      way = {};
    }
    return whole;
  }

  void tell(Diagnostics& found) const {
    const auto note = [&](std::size_t count, const char* what, const char* then) {
      if (count > 0)
        found.push_back({Severity::note, ErrorCode::invalid_document,
                         std::filesystem::path(path_).filename().string(),
                         std::to_string(count) + what, then});
    };
    note(unread_, " tags", "speeds and limits that can be read: taken as not there");
    note(conditional_, " ways with conditional restrictions", "not read");
    if (turn_restrictions_ > 0)
      found.push_back({Severity::warning, ErrorCode::invalid_document,
                       std::filesystem::path(path_).filename().string(),
                       std::to_string(turn_restrictions_) + " turn restrictions" + kinds(),
                       "none on the way: they are not read, and a way may turn where it must not"});
    note(cut_off_, " points of ways", "in the extract: ways end where it was cut");
  }

 private:
  static constexpr Position nowhere{1000, 1000};

  template <typename Use>
  Result<void> each(osmium::osm_entity_bits::type kinds, Use&& use) {
    try {
      osmium::io::Reader reader(path_, kinds);
      while (const auto buffer = reader.read()) {
        for (const auto& object : buffer.select<osmium::OSMObject>()) use(object);
        if (points_ > options_.max_points)
          return Error{
              ErrorCode::limit_exceeded,
              "the roads have more than " + std::to_string(options_.max_points) + " points", path_};
      }
      reader.close();
      return {};
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& e) {
      return Error{ErrorCode::corrupt, std::string("no OpenStreetMap file: ") + e.what(), path_};
    }
  }

  void keep_restriction(const osmium::Relation& relation) {
    const auto& tags = relation.tags();
    if (!tags.has_tag("type", "restriction")) return;
    const char* kind =
        tags.get_value_by_key("restriction:hgv", tags.get_value_by_key("restriction"));
    Restriction r{kind == nullptr ? "without a kind" : kind, {}};
    for (const auto& member : relation.members())
      if (member.type() == osmium::item_type::way) r.ways.push_back(member.ref());
    restrictions_.push_back(std::move(r));
  }

  /// Only now all roads are known, in whatever order the file has them.
  void count_restrictions() {
    for (const auto& r : restrictions_) {
      const bool of_a_road = std::any_of(r.ways.begin(), r.ways.end(),
                                         [&](const auto way) { return roads_.contains(way); });
      if (of_a_road) ++turn_restrictions_, ++restriction_kinds_[r.kind];
    }
  }

  /// " (3 no_left_turn, 1 only_straight_on)".
  std::string kinds() const {
    std::string text;
    for (const auto& [kind, count] : restriction_kinds_)
      text += (text.empty() ? " (" : ", ") + std::to_string(count) + ' ' + kind;
    return text + ')';
  }

  void add(const osmium::Way& way) {
    if (way.nodes().size() < 2) return;
    const auto& tags = way.tags();
    auto line = line_of_way(
        [&](const char* key) { return std::string_view(tags.get_value_by_key(key, "")); }, unread_);
    if (!line) return;
    for (const auto& tag : tags)
      if (const std::string_view key = tag.key(); key.ends_with(":conditional")) {
        ++conditional_;
        break;
      }
    line->road.source_id = way.id();
    for (const auto& node : way.nodes())
      line->point_ids.push_back(static_cast<std::uint64_t>(node.ref()));
    points_ += line->point_ids.size();
    roads_.insert(way.id());
    lines_.push_back(*std::move(line));
  }

  static Line without_points(const Line& way) {
    Line line = way;
    line.point_ids.clear();
    return line;
  }

  static void keep(std::vector<Line>& whole, Line&& piece) {
    if (piece.points.size() >= 2) whole.push_back(std::move(piece));
  }

  std::size_t find(std::uint64_t id) const {
    const auto at = std::lower_bound(ids_.begin(), ids_.end(), id);
    return at == ids_.end() || *at != id ? ids_.size()
                                         : static_cast<std::size_t>(at - ids_.begin());
  }

  const std::string& path_;
  const NetworkOptions& options_;
  std::vector<Line> lines_;
  std::vector<std::uint64_t> ids_;
  std::vector<Position> position_;
  std::vector<bool> toll_;
  std::unordered_set<osmium::object_id_type> roads_;
  struct Restriction {
    std::string kind;
    std::vector<osmium::object_id_type> ways;
  };
  std::vector<Restriction> restrictions_;
  std::map<std::string, std::size_t> restriction_kinds_;
  std::uint64_t points_ = 0;
  std::size_t unread_ = 0, conditional_ = 0, turn_restrictions_ = 0, cut_off_ = 0;
};

}  // namespace

Result<Network> read_openstreetmap(const std::string& path, const NetworkOptions& options,
                                   Diagnostics& found) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed || !std::filesystem::is_regular_file(path, failed))
    return Error{ErrorCode::io, "cannot read the file", path};
  if (size > options.max_bytes)
    return Error{ErrorCode::limit_exceeded,
                 "the file has " + std::to_string(size) + " bytes, more than the " +
                     std::to_string(options.max_bytes) + " allowed",
                 path};
  Extract extract(path, options);
  if (auto done = extract.read_ways(); !done) return done.error();
  if (auto done = extract.read_nodes(); !done) return done.error();
  auto lines = extract.lines();
  extract.tell(found);
  return join_lines(std::move(lines), options, {}, std::filesystem::path(path).filename().string(),
                    found);
}

}  // namespace masseflyt::transport
