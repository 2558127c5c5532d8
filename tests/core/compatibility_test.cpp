// Mirrors include/masseflyt/core/compatibility.hpp.
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/compatibility.hpp>

namespace masseflyt {
namespace {

TEST(Compatibility, EverythingIsAllowedUntilItIsRefused) {
  Compatibility c(3, 2);
  EXPECT_EQ(c.lots(), 3u);
  EXPECT_EQ(c.destinations(), 2u);
  c.refuse(1, 0, "too wet");
  EXPECT_FALSE(c.allows(1, 0));
  EXPECT_EQ(c.why_not(1, 0), "too wet");
  for (const auto& [lot, to] : {std::pair(0u, 0u), {0u, 1u}, {1u, 1u}, {2u, 0u}, {2u, 1u}}) {
    EXPECT_TRUE(c.allows(lot, to));
    EXPECT_EQ(c.why_not(lot, to), "");
  }
}

TEST(Compatibility, LotsThatAreAlikeShareARowUntilOneIsRefusedMore) {
  Compatibility c(1000, 500);
  for (std::size_t d = 0; d < 500; ++d) c.refuse(0, d, "no");
  for (std::size_t l = 1; l < 1000; ++l) c.same(l, 0);
  EXPECT_EQ(c.rows(), 1u);
  c.refuse(7, 3, "other");
  EXPECT_EQ(c.rows(), 2u);
  EXPECT_EQ(c.why_not(7, 3), "other");
  EXPECT_EQ(c.why_not(7, 4), "no");
  EXPECT_EQ(c.why_not(8, 3), "no");
  c.same(7, 8);
  EXPECT_EQ(c.rows(), 1u);
  EXPECT_EQ(c.why_not(7, 3), "no");
}

TEST(Compatibility, ANumberPerPairWouldAnswerTheSame) {
  std::mt19937 random(1);
  for (int run = 0; run < 200; ++run) {
    const std::size_t lots = 1 + random() % 6, to = 1 + random() % 5;
    Compatibility c(lots, to);
    std::vector<std::vector<std::string>> plain(lots, std::vector<std::string>(to));
    for (int step = 0; step < 40; ++step) {
      const std::size_t l = random() % lots, d = random() % to;
      if (random() % 3 == 0) {
        const std::size_t like = random() % lots;
        c.same(l, like);
        plain[l] = std::vector<std::string>(plain[like]);
      } else {
        const std::string why = "reason " + std::to_string(random() % 3);
        c.refuse(l, d, why);
        plain[l][d] = why;
      }
      for (std::size_t a = 0; a < lots; ++a)
        for (std::size_t b = 0; b < to; ++b) {
          ASSERT_EQ(c.why_not(a, b), plain[a][b]);
          ASSERT_EQ(c.allows(a, b), plain[a][b].empty());
        }
      ASSERT_LE(c.rows(), lots);
    }
  }
}

}  // namespace
}  // namespace masseflyt
