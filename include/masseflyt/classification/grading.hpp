// masseflyt/classification/grading.hpp — what a sieve curve says: D-values, uniformity, fines.
#pragma once

#include <optional>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// One sieve: mass percentage of the whole sample that is smaller than `size_mm`.
struct SievePoint {
  double size_mm;
  double passing_percent;
};

/// A checked grading curve. Between two sieves it is a straight line on the usual chart, size
/// logarithmic; beyond the outermost ones nothing is known.
class GradingCurve {
 public:
  /// Errors: invalid_argument (fewer than two sieves, a size that is not above zero, a percentage
  /// outside 0 to 100; names the index), not_sorted (sizes do not rise, or percentages fall).
  static Result<GradingCurve> make(std::vector<SievePoint> points);

  /// Percentage smaller than `size_mm`; none outside the sieves, unless all or nothing passes.
  std::optional<double> passing(double size_mm) const;
  /// Size that `percent` of the mass is smaller than, D10 for 10; none where the curve does not
  /// reach. A flat stretch gives its lower end.
  std::optional<double> d(double percent) const;

  std::optional<double> uniformity() const;  ///< Cu = D60 / D10
  std::optional<double> curvature() const;   ///< Cc = D30² / (D10 · D60)

  /// Percentage smaller than `size_mm` of the part below `base_mm`: fines of the material below
  /// 22.4 mm are fines_of(0.063, 22.4). None if nothing lies below the base.
  std::optional<double> fines_of(double size_mm, double base_mm) const;

  const std::vector<SievePoint>& points() const noexcept { return points_; }

 private:
  explicit GradingCurve(std::vector<SievePoint> points) : points_(std::move(points)) {}
  std::vector<SievePoint> points_;
};

}  // namespace masseflyt::classification
