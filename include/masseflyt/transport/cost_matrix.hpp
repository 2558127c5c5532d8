// masseflyt/transport/cost_matrix.hpp — what it takes from every origin to every destination.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/straight_bound.hpp>
#include <masseflyt/transport/tariff.hpp>

namespace masseflyt::transport {

/// What is known of one pair. Missing ways are never told by a zero or a huge number.
enum class Reach : std::int32_t {
  reached = 1,
  unreachable = 2,  ///< no way leads there
  left_out = 3,     ///< a sparse matrix does not hold the pair: too far, or not among the nearest
};

/// The columns of a matrix, one value per pair it holds. Dense: origins × destinations, row by row.
/// Sparse: row `i` is the pairs `first[i]` up to, not including, `first[i + 1]`.
///
/// In `cost` NaN means that no way leads there; the other columns are NaN for such a pair as well.
/// A column that is not known stays empty. Along one pair all figures belong to the same way: the
/// one that is best by `cost`.
struct MatrixColumns {
  std::size_t origins = 0;
  std::size_t destinations = 0;
  std::vector<std::uint64_t> first;        ///< origins + 1 values; empty: the matrix is dense
  std::vector<std::uint32_t> destination;  ///< per pair, rising within a row; empty: dense
  std::vector<double> cost;                ///< what the way was chosen by, 0 or more
  std::string cost_unit;                   ///< "h", "km", "NOK", ...
  std::vector<double> km;
  std::vector<double> hours;        ///< under way, waiting for ferries included
  std::vector<double> tunnel_km;    ///< part of km
  std::vector<double> built_up_km;  ///< part of km, outside tunnels: the exposure
  std::vector<double> tolls;        ///< passages
};

/// One pair, along the way it was chosen by. What is not known is empty.
struct MatrixEntry {
  double cost = 0;
  std::optional<double> km, hours, tunnel_km, built_up_km, tolls;
  bool operator==(const MatrixEntry&) const = default;
};

/// Immutable, and copies share their memory. Ask from any number of threads.
class CostMatrix {
 public:
  /// From columns of one's own: measured by a routing server, taken from a price list, ...
  /// Everything that is wrong goes to `found` with a path such as "/km/17" (the position in the
  /// column) or "/first", the value and what was expected; after a hundred faults the rest are
  /// counted. With an error among them there is no matrix: invalid_document.
  /// Cost: O(pairs). Takes the columns over without a copy.
  static Result<CostMatrix> make(MatrixColumns columns, Diagnostics& found);

  /// Memory of a matrix with so many pairs and columns (cost included), before one is made.
  static std::uint64_t bytes(std::uint64_t pairs, std::uint32_t columns, bool sparse) noexcept {
    return pairs * (8u * columns + (sparse ? 4u : 0u));
  }

  std::size_t origins() const noexcept { return columns_->origins; }
  std::size_t destinations() const noexcept { return columns_->destinations; }
  bool sparse() const noexcept { return !columns_->first.empty(); }
  std::size_t pairs() const noexcept { return columns_->cost.size(); }  ///< that it holds

  /// Precondition of all three: `origin` and `destination` exist. Cost: O(1), sparse O(log row).
  Reach reach(std::size_t origin, std::size_t destination) const noexcept;
  std::optional<MatrixEntry> at(std::size_t origin, std::size_t destination) const noexcept;
  /// Where the pair stands in the columns; none: left out.
  std::optional<std::size_t> position(std::size_t origin, std::size_t destination) const noexcept;

  /// The columns as they are; see MatrixColumns.
  const MatrixColumns& columns() const noexcept { return *columns_; }

 private:
  friend struct TrustedMatrix;  // for columns that the library made itself
  explicit CostMatrix(MatrixColumns columns)
      : columns_(std::make_shared<const MatrixColumns>(std::move(columns))) {}
  std::shared_ptr<const MatrixColumns> columns_;
};

/// Roads between places as a plan asks for them.
class MatrixCosts final : public CostSource {
 public:
  /// Place `i` is origin `i` and destination `i`. With points, one per place, least_cost() says
  /// what far places cost at least, so that who looks for cheap ones need not ask for every pair.
  /// Errors: invalid_argument if the matrix is not square, or holds no kilometres, or the points
  /// ("/points/3") are not one per place or no numbers. Cost: O(pairs) with points.
  static Result<MatrixCosts> make(CostMatrix matrix, Tariff tariff,
                                  std::vector<SpacePoint> points = {});

  /// The origins are places 0, 1, ..., the destinations those after them, and ways lead from the
  /// former to the latter only. Errors: as make(); the matrix need not be square.
  static Result<MatrixCosts> between(CostMatrix matrix, Tariff tariff,
                                     std::vector<SpacePoint> points = {});

  /// One leg by road along the way the matrix was made by, whatever the weights. What the matrix
  /// does not know (tunnels, houses, tolls) counts as none, hours come from the tariff's speed.
  /// None: unreachable or left out. Cost: that of CostMatrix::at().
  std::optional<Route> route(PlaceIndex from, PlaceIndex to, const Weights& weights) const override;
  std::optional<HaulSums> sums(PlaceIndex from, PlaceIndex to,
                               const Weights& weights) const override;
  std::span<const SpacePoint> points() const override { return points_; }
  /// What the shortest way that the matrix could hold so far away costs at least, judged by those
  /// that it does hold. 0 without points.
  double least_cost(double km, const Weights& weights) const override;

  const CostMatrix& matrix() const noexcept { return matrix_; }

 private:
  MatrixCosts(CostMatrix matrix, Tariff tariff) : matrix_(std::move(matrix)), tariff_(tariff) {}
  static Result<MatrixCosts> build(CostMatrix matrix, Tariff tariff, std::vector<SpacePoint> points,
                                   bool apart);
  void learn_shortest();
  std::optional<RoadWay> way(PlaceIndex from, PlaceIndex to) const;
  CostMatrix matrix_;
  Tariff tariff_;
  std::vector<SpacePoint> points_;
  StraightBound straight_;
  std::size_t first_destination_ = 0;  ///< its number among the places
};

}  // namespace masseflyt::transport
