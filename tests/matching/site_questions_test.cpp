// Mirrors src/matching/site_questions.hpp.
#include "matching/site_questions.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace masseflyt::matching {
namespace {

/// Choices 0 and 2 open site A, 1 opens B, 3 opens C.
struct ThreeSites : testing::Test {
  SiteQuestions sites{{{0, 2}, {1}, {0, 2}, {3}}};
  ChoiceBox box{{0, 0, 0, 0}, {1, 1, 1, 1}};
};

TEST_F(ThreeSites, WhatIsHalfOpenIsAskedFirst) {
  EXPECT_EQ(sites.next(box, {0.1, 0.5, 0.1, 1}), 1u);
  EXPECT_EQ(sites.next(box, {0.3, 0.9, 0.2, 1}), 0u);  // A is half open, in two ways
}

TEST_F(ThreeSites, AWayThatIsLeftOpenIsNamed) {
  box.high[0] = 0;
  EXPECT_EQ(sites.next(box, {0, 0.9, 0.4, 1}), 2u);
}

TEST_F(ThreeSites, NothingIsLeftWhereAllIsDecided) {
  box.low = box.high;
  EXPECT_EQ(sites.next(box, {1, 1, 1, 1}), none);
  EXPECT_EQ(sites.next(box, {}), none);
}

TEST_F(ThreeSites, WhatIsSureIsStillAskedBeforeAnythingElse) {
  EXPECT_NE(sites.next(box, {0, 0, 0, 1}), none);
}

TEST_F(ThreeSites, BothAnswersHaveToTellMuch) {
  const std::vector<double> even = {0.25, 0.5, 0.25, 0.5};
  sites.learn(3, 0.5, 100, 100);
  sites.learn(0, 0.5, 1000, 0);  // of either way, for the site
  sites.learn(1, 0.5, 10, 10);
  EXPECT_EQ(sites.next(box, even), 3u);
  for (int k = 0; k < 20; ++k) sites.learn(2, 0.5, 1000, 100);
  EXPECT_EQ(sites.next(box, even), 0u);
}

}  // namespace
}  // namespace masseflyt::matching
