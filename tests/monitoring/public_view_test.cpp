// Mirrors include/masseflyt/monitoring/public_view.hpp.
#include <masseflyt/monitoring/public_view.hpp>

#include <cmath>

#include "monitoring/support_monitoring.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono_literals;

struct PublicView : testing::Test {
  /// One result per hour from the epoch on.
  WindowResult hour(int h, double value) const {
    WindowResult w;
    w.window = {Instant(h * 1h), Instant(h * 1h + 1h)};
    w.value = value;
    w.coverage = 1;
    return w;
  }
  std::vector<PublicRow> view(const std::vector<WindowResult>& windows, int now_h,
                              PublicOptions options = {}) const {
    return public_view(rules, windows, Instant(now_h * 1h), options).value();
  }
  static RuleSet make() {
    Condition c = over("dust", Unit::microgram_per_cubic_metre, {not_set, 50, not_set});
    c.statistic = Statistic::mean;
    c.window = {Window::Kind::civil, {}, {Cycle::hour}};
    auto s = instants("dust", Unit::microgram_per_cubic_metre, 60);
    s.place = "Lysaker";
    return rules_of({s}, {rule_of("pm10", {c})});
  }
  RuleSet rules = make();
};

TEST_F(PublicView, ShowsNothingYoungerThanItsDelay) {
  const std::vector<WindowResult> windows = {hour(0, 10), hour(1, 20), hour(2, 30)};
  EXPECT_EQ(view(windows, 3).size(), 2u);
  EXPECT_EQ(view(windows, 3, {.delay = 0h}).size(), 3u);
  EXPECT_EQ(view(windows, 4).back().age, 1h);
}

TEST_F(PublicView, RoundsAndNamesTheCoarsePlace) {
  const auto rows = view({hour(0, 12.34)}, 5, {.rounding = 5});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].value, 10);
  EXPECT_EQ(rows[0].place, "Lysaker");
  EXPECT_EQ(view({hour(0, 0.31)}, 5, {.rounding = 0.1})[0].value, 0.3);
}

TEST_F(PublicView, AThinWindowHasAReasonInsteadOfAValue) {
  auto thin = hour(0, 12);
  thin.coverage = 0.4;
  const auto rows = view({thin}, 5);
  EXPECT_TRUE(std::isnan(rows[0].value));
  EXPECT_EQ(rows[0].reason, "too little data");
}

TEST_F(PublicView, ACorrectedWindowStandsOnceAndIsProvisional) {
  auto again = hour(0, 60);
  again.revision = 1;
  const auto rows = view({hour(0, 12), again}, 5);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].value, 60);
  EXPECT_TRUE(rows[0].provisional);
}

TEST_F(PublicView, IsWrittenInPlainDecimals) {
  const auto rows = view({hour(0, 0.31)}, 5, {.rounding = 0.1});
  const auto json = to_json(rows, Instant(5h), {.rounding = 0.1});
  EXPECT_NE(json.find("\"value\":0.3,"), std::string::npos) << json;
  EXPECT_FALSE(public_view(rules, {}, Instant{}, {.rounding = 0}));
}

}  // namespace
}  // namespace masseflyt::monitoring
