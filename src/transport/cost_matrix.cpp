#include <masseflyt/transport/cost_matrix.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "detail/number.hpp"

namespace masseflyt::transport {
namespace {

constexpr std::size_t most_faults = 100;
/// Figures of others are rounded: a part may pass its whole by this much.
constexpr double rounding_km = 0.01;

/// Collects faults, the first hundred by name and the rest by number.
class Faults {
 public:
  explicit Faults(Diagnostics& found) : found_(found) {}
  ~Faults() {
    if (count_ > most_faults)
      add({Severity::error, ErrorCode::invalid_document, "",
           std::to_string(count_ - most_faults) + " more faults", "columns without faults"});
  }
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  void operator()(std::string path, std::string value, std::string expected) {
    if (++count_ <= most_faults)
      add({Severity::error, ErrorCode::invalid_document, std::move(path), std::move(value),
           std::move(expected)});
  }
  bool any() const { return count_ > 0; }

 private:
  void add(Diagnostic d) { found_.push_back(std::move(d)); }
  Diagnostics& found_;
  std::size_t count_ = 0;
};

std::string told(double value) {
  if (std::isnan(value)) return "missing";
  return std::isfinite(value) ? detail::format_number(value) : value > 0 ? "inf" : "-inf";
}

std::string place(const char* column, std::size_t at) {
  return '/' + std::string(column) + '/' + std::to_string(at);
}

struct Named {
  const char* name;
  const std::vector<double>& values;
};

std::array<Named, 5> figures(const MatrixColumns& c) {
  return {{{"km", c.km},
           {"hours", c.hours},
           {"tunnel_km", c.tunnel_km},
           {"built_up_km", c.built_up_km},
           {"tolls", c.tolls}}};
}

/// Whether the rows of a sparse matrix are rows at all. Its columns are looked at only then.
bool check_rows(const MatrixColumns& c, Faults& fault) {
  if (c.first.empty()) {
    if (!c.destination.empty())
      fault("/destination", std::to_string(c.destination.size()) + " values",
            "none without `first`: then the matrix is dense");
    return c.destination.empty();
  }
  if (c.first.size() != c.origins + 1 || c.first.front() != 0 ||
      c.first.back() != c.destination.size() || !std::is_sorted(c.first.begin(), c.first.end())) {
    fault("/first", std::to_string(c.first.size()) + " values",
          std::to_string(c.origins + 1) + " values that rise from 0 to the number of pairs, " +
              std::to_string(c.destination.size()));
    return false;
  }
  for (std::size_t i = 0; i < c.origins; ++i)
    for (auto p = c.first[i]; p < c.first[i + 1]; ++p) {
      if (c.destination[p] >= c.destinations)
        fault(place("destination", p), std::to_string(c.destination[p]),
              "a destination below " + std::to_string(c.destinations));
      if (p > c.first[i] && c.destination[p] <= c.destination[p - 1])
        fault(place("destination", p), std::to_string(c.destination[p]),
              "more than the one before it in origin " + std::to_string(i));
    }
  return true;
}

/// Pairs that the shape asks for; none when that is more than memory can hold.
std::optional<std::size_t> pairs_of(const MatrixColumns& c) {
  if (!c.first.empty()) return c.destination.size();
  constexpr auto most = std::numeric_limits<std::size_t>::max() / sizeof(double);
  if (c.destinations > 0 && c.origins > most / c.destinations) return std::nullopt;
  return c.origins * c.destinations;
}

void check_figure(const Named& column, std::span<const double> cost, Faults& fault) {
  for (std::size_t p = 0; p < cost.size(); ++p) {
    const double value = column.values[p];
    if (std::isnan(cost[p])) {
      if (!std::isnan(value))
        fault(place(column.name, p), told(value), "nothing (NaN) where the cost is missing");
    } else if (!(value >= 0) || !std::isfinite(value)) {
      fault(place(column.name, p), told(value), "a finite number of 0 or more");
    }
  }
}

/// A part of the way that is longer than all of it.
void check_parts(const MatrixColumns& c, Faults& fault) {
  if (c.km.empty()) return;
  for (std::size_t p = 0; p < c.km.size(); ++p) {
    const double tunnel = c.tunnel_km.empty() ? 0 : c.tunnel_km[p];
    const double built_up = c.built_up_km.empty() ? 0 : c.built_up_km[p];
    if (tunnel + built_up > c.km[p] + rounding_km)
      fault(place("km", p), told(c.km[p]),
            "at least the " + told(tunnel + built_up) + " km in tunnels and built-up areas");
  }
}

void check(const MatrixColumns& c, Faults& fault) {
  if (!check_rows(c, fault)) return;
  const auto pairs = pairs_of(c);
  const auto has_pairs = [&](const char* name, const std::vector<double>& values) {
    if (pairs && values.size() == *pairs) return true;
    fault(
        '/' + std::string(name), std::to_string(values.size()) + " values",
        pairs ? std::to_string(*pairs) + " values, one per pair" : "a matrix that fits in memory");
    return false;
  };
  if (c.cost_unit.empty()) fault("/cost_unit", "", "the unit of the cost: h, km, NOK, ...");
  if (!has_pairs("cost", c.cost)) return;
  for (std::size_t p = 0; p < c.cost.size(); ++p)
    if (c.cost[p] < 0 || std::isinf(c.cost[p]))
      fault(place("cost", p), told(c.cost[p]), "0 or more, or NaN where no way leads");
  bool complete = true;
  for (const auto& column : figures(c)) {
    if (column.values.empty()) continue;
    if (has_pairs(column.name, column.values))
      check_figure(column, c.cost, fault);
    else
      complete = false;
  }
  if (complete) check_parts(c, fault);
}

std::optional<double> known(const std::vector<double>& column, std::size_t at) {
  return column.empty() ? std::nullopt : std::optional(column[at]);
}

}  // namespace

Result<CostMatrix> CostMatrix::make(MatrixColumns columns, Diagnostics& found) {
  {
    Faults faults(found);
    check(columns, faults);
    if (!faults.any()) return CostMatrix(std::move(columns));
  }
  return Error{ErrorCode::invalid_document, "the columns of the matrix have faults", ""};
}

std::optional<std::size_t> CostMatrix::position(std::size_t origin,
                                                std::size_t destination) const noexcept {
  const auto& c = *columns_;
  if (c.first.empty()) return origin * c.destinations + destination;
  const auto begin = c.destination.begin() + static_cast<std::ptrdiff_t>(c.first[origin]);
  const auto end = c.destination.begin() + static_cast<std::ptrdiff_t>(c.first[origin + 1]);
  const auto at = std::lower_bound(begin, end, destination);
  if (at == end || *at != destination) return std::nullopt;
  return static_cast<std::size_t>(at - c.destination.begin());
}

Reach CostMatrix::reach(std::size_t origin, std::size_t destination) const noexcept {
  const auto p = position(origin, destination);
  if (!p) return Reach::left_out;
  return std::isnan(columns_->cost[*p]) ? Reach::unreachable : Reach::reached;
}

std::optional<MatrixEntry> CostMatrix::at(std::size_t origin,
                                          std::size_t destination) const noexcept {
  const auto p = position(origin, destination);
  const auto& c = *columns_;
  if (!p || std::isnan(c.cost[*p])) return std::nullopt;
  return MatrixEntry{c.cost[*p],
                     known(c.km, *p),
                     known(c.hours, *p),
                     known(c.tunnel_km, *p),
                     known(c.built_up_km, *p),
                     known(c.tolls, *p)};
}

Result<MatrixCosts> MatrixCosts::make(CostMatrix matrix, Tariff tariff,
                                      std::vector<SpacePoint> points) {
  if (matrix.origins() != matrix.destinations())
    return Error{ErrorCode::invalid_argument,
                 "the matrix has " + std::to_string(matrix.origins()) + " origins and " +
                     std::to_string(matrix.destinations()) + " destinations, expected as many"};
  return build(std::move(matrix), tariff, std::move(points), false);
}

Result<MatrixCosts> MatrixCosts::between(CostMatrix matrix, Tariff tariff,
                                         std::vector<SpacePoint> points) {
  return build(std::move(matrix), tariff, std::move(points), true);
}

Result<MatrixCosts> MatrixCosts::build(CostMatrix matrix, Tariff tariff,
                                       std::vector<SpacePoint> points, bool apart) {
  if (matrix.columns().km.empty() && matrix.pairs() > 0)
    return Error{ErrorCode::invalid_argument, "the matrix holds no kilometres", "/km"};
  MatrixCosts costs(std::move(matrix), tariff);
  const std::size_t origins = costs.matrix_.origins(), destinations = costs.matrix_.destinations();
  costs.first_destination_ = apart ? origins : 0;
  if (points.empty()) return costs;
  if (const auto expected = costs.first_destination_ + destinations; points.size() != expected)
    return Error{ErrorCode::invalid_argument,
                 std::to_string(points.size()) + " points, expected " + std::to_string(expected),
                 "/points"};
  for (std::size_t p = 0; p < points.size(); ++p)
    if (!std::isfinite(points[p].x_km) || !std::isfinite(points[p].y_km) ||
        !std::isfinite(points[p].z_km))
      return Error{ErrorCode::invalid_argument, "expected kilometres that are numbers",
                   "/points/" + std::to_string(p)};
  costs.points_ = std::move(points);
  costs.learn_shortest();
  return costs;
}

/// How short ways are, from all pairs that the matrix holds.
void MatrixCosts::learn_shortest() {
  const auto& c = matrix_.columns();
  const auto learn = [&](std::size_t from, std::size_t to, std::size_t at) {
    if (!std::isnan(c.km[at]))
      straight_.add(straight_km(points_[from], points_[first_destination_ + to]), c.km[at]);
  };
  for (std::size_t i = 0; i < matrix_.origins(); ++i)
    if (c.first.empty())
      for (std::size_t j = 0; j < c.destinations; ++j) learn(i, j, i * c.destinations + j);
    else
      for (auto at = c.first[i]; at < c.first[i + 1]; ++at) learn(i, c.destination[at], at);
}

std::optional<RoadWay> MatrixCosts::way(PlaceIndex from, PlaceIndex to) const {
  if (to < first_destination_) return std::nullopt;
  const std::size_t destination = to - first_destination_;
  if (from >= matrix_.origins() || destination >= matrix_.destinations()) return std::nullopt;
  const auto at = matrix_.position(from, destination);
  const auto& c = matrix_.columns();
  if (!at || std::isnan(c.cost[*at])) return std::nullopt;
  const auto or_none = [&](const std::vector<double>& column) {
    return column.empty() ? 0.0 : column[*at];
  };
  return RoadWay{c.km[*at], or_none(c.tunnel_km), or_none(c.built_up_km), or_none(c.tolls),
                 or_none(c.hours)};
}

std::optional<Route> MatrixCosts::route(PlaceIndex from, PlaceIndex to, const Weights&) const {
  if (from == to && from < matrix_.origins() && first_destination_ == 0) return Route{};
  const auto known = way(from, to);
  if (!known) return std::nullopt;
  const Leg leg{Mode::road, from, to, tariff_.road_hours(*known), tariff_.road(*known)};
  return Route{{leg}, leg.sums};
}

std::optional<HaulSums> MatrixCosts::sums(PlaceIndex from, PlaceIndex to, const Weights&) const {
  if (from == to && from < matrix_.origins() && first_destination_ == 0) return HaulSums{};
  const auto known = way(from, to);
  return known ? std::optional(tariff_.road(*known)) : std::nullopt;
}

double MatrixCosts::least_cost(double km, const Weights& weights) const {
  return points_.empty() ? 0 : tariff_.least_by_road(straight_.least_km(km), weights);
}

}  // namespace masseflyt::transport
