// Mirrors include/masseflyt/classification/grading.hpp.
#include <masseflyt/classification/grading.hpp>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

GradingCurve curve(std::vector<SievePoint> points) {
  return GradingCurve::make(std::move(points)).value();
}

TEST(GradingCurve, IsStraightOnTheLogarithmicChart) {
  const auto c = curve({{0.1, 0}, {1, 50}, {10, 100}});
  EXPECT_DOUBLE_EQ(c.d(50).value(), 1);
  EXPECT_NEAR(c.d(25).value(), 0.316227766, 1e-9);
  EXPECT_NEAR(c.passing(3.16227766).value(), 75, 1e-6);
}
TEST(GradingCurve, UniformityAndCurvatureOfAStraightLine) {
  const auto c = curve({{0.01, 0}, {100, 100}});
  EXPECT_NEAR(c.uniformity().value(), 100, 1e-9);      // half the sizes, half the percentages
  EXPECT_NEAR(c.curvature().value(), 0.398107, 1e-6);  // 10^(4 * (2 * 0.3 - 0.1 - 0.6))
}
TEST(GradingCurve, KnowsNothingBeyondItsSieves) {
  const auto c = curve({{0.063, 12}, {2, 60}, {22.4, 90}});
  EXPECT_FALSE(c.d(10));
  EXPECT_FALSE(c.uniformity());
  EXPECT_FALSE(c.d(95));
  EXPECT_FALSE(c.passing(0.02));
  EXPECT_FALSE(c.passing(63));
  EXPECT_EQ(curve({{1, 0}, {2, 100}}).passing(0.5), 0);
  EXPECT_EQ(curve({{1, 0}, {2, 100}}).passing(50), 100);
}
TEST(GradingCurve, FinesDependOnTheirBase) {
  const auto c = curve({{0.063, 6}, {22.4, 80}, {90, 100}});
  EXPECT_DOUBLE_EQ(c.fines_of(0.063, 22.4).value(), 7.5);
  EXPECT_DOUBLE_EQ(c.fines_of(0.063, 90).value(), 6);
  EXPECT_FALSE(c.fines_of(22.4, 0.063));
}
TEST(GradingCurve, FlatStretchGivesItsLowerEnd) {
  EXPECT_DOUBLE_EQ(curve({{1, 0}, {2, 50}, {4, 50}, {8, 100}}).d(50).value(), 2);
}
TEST(GradingCurve, RefusesWhatIsNoCurve) {
  EXPECT_FALSE(GradingCurve::make({{1, 0}}));
  EXPECT_FALSE(GradingCurve::make({{0, 0}, {1, 1}}));
  EXPECT_FALSE(GradingCurve::make({{1, 0}, {2, 101}}));
  EXPECT_EQ(GradingCurve::make({{2, 0}, {1, 50}}).error().code, ErrorCode::not_sorted);
  EXPECT_EQ(GradingCurve::make({{1, 50}, {2, 40}}).error().code, ErrorCode::not_sorted);
}

}  // namespace
}  // namespace masseflyt::classification
