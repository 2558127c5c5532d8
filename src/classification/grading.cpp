#include <cmath>
#include <string>

#include <masseflyt/classification/grading.hpp>

namespace masseflyt::classification {
namespace {

Error wrong(ErrorCode code, const char* what, std::size_t i) {
  return {code, std::string(what) + " at index " + std::to_string(i), ""};
}

}  // namespace

Result<GradingCurve> GradingCurve::make(std::vector<SievePoint> points) {
  if (points.size() < 2)
    return Error{ErrorCode::invalid_argument, "a grading curve needs two sieves", ""};
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& p = points[i];
    if (!(p.size_mm > 0) || !std::isfinite(p.size_mm))
      return wrong(ErrorCode::invalid_argument, "size not above zero", i);
    if (!(p.passing_percent >= 0 && p.passing_percent <= 100))
      return wrong(ErrorCode::invalid_argument, "percentage outside 0 to 100", i);
    if (i > 0 && !(p.size_mm > points[i - 1].size_mm))
      return wrong(ErrorCode::not_sorted, "sizes do not rise", i);
    if (i > 0 && p.passing_percent < points[i - 1].passing_percent)
      return wrong(ErrorCode::not_sorted, "percentages fall", i);
  }
  return GradingCurve(std::move(points));
}

std::optional<double> GradingCurve::passing(double size_mm) const {
  const auto &first = points_.front(), &last = points_.back();
  if (size_mm <= first.size_mm) {
    if (size_mm == first.size_mm || first.passing_percent == 0) return first.passing_percent;
    return std::nullopt;
  }
  if (size_mm >= last.size_mm) {
    if (size_mm == last.size_mm || last.passing_percent == 100) return last.passing_percent;
    return std::nullopt;
  }
  std::size_t i = 1;
  while (points_[i].size_mm < size_mm) ++i;
  const auto &a = points_[i - 1], &b = points_[i];
  const double share = std::log(size_mm / a.size_mm) / std::log(b.size_mm / a.size_mm);
  return a.passing_percent + share * (b.passing_percent - a.passing_percent);
}

std::optional<double> GradingCurve::d(double percent) const {
  if (percent < points_.front().passing_percent || percent > points_.back().passing_percent)
    return std::nullopt;
  if (percent == points_.front().passing_percent) return points_.front().size_mm;
  std::size_t i = 1;
  while (points_[i].passing_percent < percent) ++i;
  const auto &a = points_[i - 1], &b = points_[i];
  const double share = (percent - a.passing_percent) / (b.passing_percent - a.passing_percent);
  return a.size_mm * std::pow(b.size_mm / a.size_mm, share);
}

std::optional<double> GradingCurve::uniformity() const {
  const auto d10 = d(10), d60 = d(60);
  if (!d10 || !d60) return std::nullopt;
  return *d60 / *d10;
}

std::optional<double> GradingCurve::curvature() const {
  const auto d10 = d(10), d30 = d(30), d60 = d(60);
  if (!d10 || !d30 || !d60) return std::nullopt;
  return *d30 * *d30 / (*d10 * *d60);
}

std::optional<double> GradingCurve::fines_of(double size_mm, double base_mm) const {
  const auto fines = passing(size_mm), base = passing(base_mm);
  if (!fines || !base || *base <= 0 || size_mm > base_mm) return std::nullopt;
  return *fines / *base * 100;
}

}  // namespace masseflyt::classification
