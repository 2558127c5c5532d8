// Mirrors include/masseflyt/version.hpp.
#include <masseflyt/version.hpp>

#include <algorithm>
#include <regex>

#include <gtest/gtest.h>

namespace masseflyt {
namespace {

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(std::regex_match(version(), std::regex(R"(\d+\.\d+\.\d+)"))) << version();
}

TEST(Version, EveryComponentTellsItsOwn) {
  for (const Component& c : built_with())
    EXPECT_TRUE(std::regex_match(c.version, std::regex(R"(\d+(\.\d+)+)"))) << c.name << c.version;
}

TEST(Version, ComponentsAreSortedByName) {
  const auto components = built_with();
  EXPECT_GE(components.size(), 4u);
  EXPECT_TRUE(std::is_sorted(components.begin(), components.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
}

}  // namespace
}  // namespace masseflyt
