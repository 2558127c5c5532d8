// Mirrors include/masseflyt/core/id.hpp.
#include <concepts>
#include <string>
#include <unordered_set>

#include <gtest/gtest.h>

#include <masseflyt/core/id.hpp>

namespace masseflyt {
namespace {

using LotId = Id<struct LotTag>;
using PlaceId = Id<struct PlaceTag>;

template <typename A, typename B>
concept compares = requires(A a, B b) {
  a == b;
};
static_assert(compares<LotId, LotId>);
static_assert(!compares<LotId, PlaceId>);
static_assert(!compares<LotId, std::string>);
static_assert(!std::constructible_from<LotId, PlaceId>);
static_assert(!std::convertible_to<std::string, LotId>);

TEST(Id, KeepsItsText) { EXPECT_EQ(LotId::make("S17-b ø").value().text(), "S17-b ø"); }

TEST(Id, SortsByText) {
  EXPECT_LT(LotId::make("A").value(), LotId::make("B").value());
  EXPECT_NE(LotId::make("a").value(), LotId::make("A").value());
}

TEST(Id, RefusesWhatNobodyCouldRead) {
  EXPECT_EQ(LotId::make("").error().message, "an id is empty");
  EXPECT_EQ(LotId::make(" a").error().message, "id ' a' begins or ends with a blank");
  EXPECT_FALSE(LotId::make("a "));
  EXPECT_FALSE(LotId::make("a\nb"));
  EXPECT_FALSE(LotId::make(std::string("a\0b", 3)));
}

TEST(Id, HasALongestLength) {
  EXPECT_TRUE(LotId::make(std::string(200, 'x')));
  EXPECT_EQ(LotId::make(std::string(201, 'x')).error().code, ErrorCode::limit_exceeded);
}

TEST(Id, HashesByText) {
  const std::unordered_set<LotId> seen = {LotId::make("L1").value(), LotId::make("L1").value()};
  EXPECT_EQ(seen.size(), 1U);
}

}  // namespace
}  // namespace masseflyt
