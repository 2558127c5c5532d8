#include <masseflyt/transport/table_answer.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "detail/json_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::transport {
namespace {

using detail::JsonValue;
using Kind = JsonValue::Kind;

constexpr double no_way = std::numeric_limits<double>::quiet_NaN();
constexpr double km_per_mile = 1.609344;

/// A matrix as rows of cells, taken apart by what stands in a cell.
class Answer {
 public:
  explicit Answer(Diagnostics& found) : found_(found) {}

  void fault(std::string path, std::string_view value, std::string expected) {
    constexpr std::size_t most = 100;
    if (++faults_ <= most)
      found_.push_back({Severity::error, ErrorCode::invalid_document, std::move(path),
                        detail::shorten(value), std::move(expected)});
  }
  bool sound() const { return faults_ == 0; }

  /// Calls `use(cell, its pointer)` for all cells, row by row. All rows must be equally long.
  template <typename Use>
  void each(const JsonValue& matrix, const std::string& pointer, Use&& use) {
    if (matrix.kind != Kind::array) return fault(pointer, matrix.text, "an array of rows");
    const std::size_t width = matrix.items.empty() ? 0 : matrix.items[0].items.size();
    for (std::size_t i = 0; i < matrix.items.size(); ++i) {
      const auto& row = matrix.items[i];
      const auto at = pointer + '/' + std::to_string(i);
      if (row.kind != Kind::array || row.items.size() != width) {
        fault(at, std::to_string(row.items.size()) + " cells",
              "an array of " + std::to_string(width) + ", as in the first row");
        continue;
      }
      for (std::size_t j = 0; j < width; ++j) use(row.items[j], at + '/' + std::to_string(j));
    }
    shape(matrix.items.size(), width, pointer);
  }

  double number(const JsonValue* cell, const std::string& pointer, double scale) {
    if (cell == nullptr || cell->kind == Kind::null) return no_way;
    const auto value = cell->kind == Kind::number ? detail::parse_number(cell->text) : std::nullopt;
    if (value && *value >= 0) return *value * scale;
    fault(pointer, cell->text, "a number of 0 or more, or null");
    return no_way;
  }

  std::vector<double> column(const JsonValue& matrix, const std::string& pointer, double scale) {
    std::vector<double> values;
    each(matrix, pointer, [&](const JsonValue& cell, const std::string& at) {
      values.push_back(number(&cell, at, scale));
    });
    return values;
  }

  Result<CostMatrix> matrix(std::vector<double> hours, std::vector<double> km);

 private:
  void shape(std::size_t rows, std::size_t width, const std::string& pointer) {
    if (!shaped_) {
      columns_.origins = rows, columns_.destinations = width;
      shaped_ = true;
    } else if (columns_.origins != rows || columns_.destinations != width) {
      fault(pointer, std::to_string(rows) + " x " + std::to_string(width),
            "as many as durations have, " + std::to_string(columns_.origins) + " x " +
                std::to_string(columns_.destinations));
    }
  }

  Diagnostics& found_;
  std::size_t faults_ = 0;
  bool shaped_ = false;
  MatrixColumns columns_;
};

Result<CostMatrix> Answer::matrix(std::vector<double> hours, std::vector<double> km) {
  if (hours.empty() && km.empty() && !shaped_)
    fault("", "", "'durations', 'distances' or 'sources_to_targets'");
  for (std::size_t p = 0; p < std::min(hours.size(), km.size()) && sound(); ++p)
    if (std::isnan(hours[p]) != std::isnan(km[p]))
      fault("/" + std::to_string(p / columns_.destinations) + '/' +
                std::to_string(p % columns_.destinations),
            "only one of both", "a time and a distance, or none");
  if (!sound())
    return Error{ErrorCode::invalid_document, "the answer of the server has faults", ""};
  const bool timed = !hours.empty() || km.empty();
  columns_.cost = timed ? hours : km;
  columns_.cost_unit = timed ? "h" : "km";
  columns_.hours = std::move(hours), columns_.km = std::move(km);
  return CostMatrix::make(std::move(columns_), found_);
}

/// What the distances of an answer are in, as kilometres; openrouteservice and Valhalla may tell.
double km_per_unit(const JsonValue& root, Answer& answer) {
  const JsonValue* unit = root.find("units");
  double scale = root.find("sources_to_targets") != nullptr ? 1 : 0.001;
  std::string pointer = "/units";
  if (const auto* meta = root.find("metadata"))
    if (const auto* query = meta->find("query"))
      unit = query->find("units"), pointer = "/metadata/query/units";
  if (unit == nullptr) return scale;
  if (unit->text == "m") return 0.001;
  if (unit->text == "km" || unit->text == "kilometers" || unit->text == "kilometres") return 1;
  if (unit->text == "mi" || unit->text == "miles") return km_per_mile;
  answer.fault(pointer, unit->text, "m, km, kilometers, mi or miles");
  return scale;
}

constexpr double h_per_s = 1.0 / 3600;

}  // namespace

Result<CostMatrix> read_table_answer(std::string_view bytes, std::string_view file_name,
                                     Diagnostics& found, std::uint64_t max_bytes) {
  detail::JsonLimits limits;
  limits.bytes = max_bytes;
  limits.values = 200'000'000;
  const auto root = detail::read_json(bytes, file_name, limits, found);
  if (!root) return root.error();
  Answer answer(found);
  if (const auto* code = root->find("code"); code != nullptr && code->text != "Ok")
    answer.fault("/code", code->text, "'Ok': the server has refused");
  const double km_scale = km_per_unit(*root, answer);
  const JsonValue* tables = &*root;
  std::string at;
  std::vector<double> hours, km;
  if (const auto* valhalla = root->find("sources_to_targets")) {
    at = "/sources_to_targets";
    if (valhalla->kind == Kind::array) {
      answer.each(*valhalla, at, [&](const JsonValue& cell, const std::string& pointer) {
        hours.push_back(answer.number(cell.find("time"), pointer + "/time", h_per_s));
        km.push_back(answer.number(cell.find("distance"), pointer + "/distance", km_scale));
      });
      return answer.matrix(std::move(hours), std::move(km));
    }
    tables = valhalla;
  }
  if (const auto* durations = tables->find("durations"))
    hours = answer.column(*durations, at + "/durations", h_per_s);
  if (const auto* distances = tables->find("distances"))
    km = answer.column(*distances, at + "/distances", km_scale);
  return answer.matrix(std::move(hours), std::move(km));
}

}  // namespace masseflyt::transport
