#include "transport/link_rows.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "detail/text.hpp"

namespace masseflyt::transport {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number at the front of `text`, which is cut off.
std::optional<double> take_number(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() &&
         (is_digit(text[length]) || text[length] == '.' || text[length] == ','))
    ++length;
  const auto value =
      detail::parse_number(text.substr(0, length), detail::DecimalMark::point_or_comma);
  text.remove_prefix(length);
  return value;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n' ||
                           text.front() == '\r'))
    text.remove_prefix(1);
  return text;
}

}  // namespace

std::optional<LoadClass> parse_load_class(std::string_view text) {
  text = detail::trim(text);
  if (!text.starts_with("Bk") && !text.starts_with("BK") && !text.starts_with("bk")) return {};
  text = without_blanks(text.substr(2));
  if (text.starts_with('T') || text.starts_with('t')) text = without_blanks(text.substr(1));
  const auto axle = take_number(text);
  text = without_blanks(text);
  if (!axle || text.empty() || (text.front() != '/' && text.front() != '-')) return {};
  text = without_blanks(text.substr(1));
  const auto weight = take_number(text);
  text = without_blanks(text);
  if (!weight || (!text.empty() && text != "tonn" && text != "t")) return {};
  if (!(*axle > 0) || !(*weight > 0)) return {};
  return LoadClass{*axle, *weight};
}

std::optional<std::vector<Position>> parse_linestring(std::string_view text, Crs crs) {
  text = detail::trim(text);
  for (const char* tag : {"LINESTRING", "Z", "M", "Z"}) {
    const std::string_view word = tag;
    if (text.size() >= word.size() &&
        std::equal(word.begin(), word.end(), text.begin(),
                   [](char a, char b) { return a == std::toupper(static_cast<unsigned char>(b)); }))
      text = without_blanks(text.substr(word.size()));
    else if (word.size() > 1)
      return std::nullopt;
  }
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<Position> points;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto point = without_blanks(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    std::vector<double> numbers;  // two, and perhaps a height and a measure
    while (!point.empty()) {
      const auto end = std::min(point.find_first_of(" \t\r\n"), point.size());
      const auto value = detail::parse_number(point.substr(0, end));
      if (!value || numbers.size() == 4) return std::nullopt;
      numbers.push_back(*value);
      point = without_blanks(point.substr(end));
    }
    if (numbers.size() < 2) return std::nullopt;
    const auto position = to_position({numbers[0], numbers[1]}, crs);
    if (!position) return std::nullopt;
    points.push_back(*position);
  }
  if (points.size() < 2) return std::nullopt;
  return points;
}

std::vector<std::string> LinkRows::columns(const LinkFormat& f) {
  std::vector<std::string> names = {f.id,
                                    f.length_m,
                                    f.road_class,
                                    f.ferry.column,
                                    f.tunnel.column,
                                    f.toll.column,
                                    f.forward_only.column,
                                    f.backward_only.column,
                                    f.speed_kmh,
                                    f.max_weight_t,
                                    f.max_axle_t,
                                    f.max_height_m,
                                    f.max_length_m,
                                    f.load_class,
                                    f.built_up_share,
                                    f.wait_min};
  for (const auto& k : f.keep) names.push_back(k.column);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  names.erase(std::remove(names.begin(), names.end(), std::string()), names.end());
  return names;
}

KnownOfRoads LinkRows::told() const {
  return {true, !format_.tunnel.column.empty(), true, !format_.toll.column.empty()};
}

void LinkRows::fault(std::string path, std::string_view value, std::string expected) {
  constexpr std::size_t most = 1000;
  if (found_.size() > most) return;
  found_.push_back({Severity::error, ErrorCode::invalid_document, std::move(path),
                    detail::shorten(value), std::move(expected)});
}

bool LinkRows::has(const ColumnWords& words, const Cell& cell) const {
  if (words.column.empty()) return false;
  const auto text = cell(words.column).value_or(std::string_view());
  return std::find(words.words.begin(), words.words.end(), text) != words.words.end();
}

std::optional<double> LinkRows::number(const std::string& column, const Cell& cell,
                                       const Place& place, double low, const char* expected) {
  if (column.empty()) return std::nullopt;
  const auto text = cell(column);
  if (!text) return std::nullopt;
  const auto value = detail::parse_number(*text, mark_);
  if (value && (low > 0 ? *value > 0 : *value >= 0)) return value;
  fault(place(column), *text, expected);
  return std::nullopt;
}

void LinkRows::read_load_class(Road& road, const Cell& cell, const Place& place) {
  if (format_.load_class.empty()) return;
  const auto text = cell(format_.load_class);
  if (!text) return;
  const auto read = parse_load_class(*text);
  if (!read) return fault(place(format_.load_class), *text, "a load class such as 'Bk10/50'");
  // Where both are told the lower limit counts.
  road.max_axle_t = std::min(road.max_axle_t.value_or(read->axle_t), read->axle_t);
  road.max_weight_t = std::min(road.max_weight_t.value_or(read->weight_t), read->weight_t);
}

std::optional<Line> LinkRows::read(const Cell& cell, const Place& place) {
  for (const auto& wanted : format_.keep)
    if (!has(wanted, cell)) return ++left_out_, std::nullopt;
  const auto faults = found_.size();
  Line line;
  Road& r = line.road;
  if (const auto text = format_.id.empty() ? std::nullopt : cell(format_.id)) {
    const auto id = detail::parse_integer(*text);
    if (!id) fault(place(format_.id), *text, "a whole number");
    r.source_id = id.value_or(0);
  }
  if (const auto word = format_.road_class.empty() ? std::nullopt : cell(format_.road_class))
    if (const auto known = format_.classes.find(std::string(*word)); known != format_.classes.end())
      r.road_class = known->second;
  r.ferry = has(format_.ferry, cell);
  if (r.ferry) r.road_class = RoadClass::ferry;
  line.tunnel = has(format_.tunnel, cell);
  r.toll = has(format_.toll, cell);
  r.backward = !has(format_.forward_only, cell);
  r.forward = !has(format_.backward_only, cell);
  if (const auto km = number(format_.length_m, cell, place, 0, "metres, 0 or more"))
    line.length_km = *km / 1000;
  line.speed_kmh = number(format_.speed_kmh, cell, place, 1, "km/h above 0").value_or(0);
  r.max_weight_t = number(format_.max_weight_t, cell, place, 1, "tonnes above 0");
  r.max_axle_t = number(format_.max_axle_t, cell, place, 1, "tonnes above 0");
  r.max_height_m = number(format_.max_height_m, cell, place, 1, "metres above 0");
  r.max_length_m = number(format_.max_length_m, cell, place, 1, "metres above 0");
  read_load_class(r, cell, place);
  if (const auto wait = number(format_.wait_min, cell, place, 0, "minutes, 0 or more"))
    r.wait_h = *wait / 60;
  if (const auto share = number(format_.built_up_share, cell, place, 0, "a share of 0 to 1")) {
    if (*share > 1)
      fault(place(format_.built_up_share), *cell(format_.built_up_share), "a share of 0 to 1");
    r.built_up_share = std::min(*share, 1.0);
    line.has_built_up = true;
  }
  if (found_.size() > faults) return std::nullopt;
  return line;
}

}  // namespace masseflyt::transport
