// Mirrors include/masseflyt/version.hpp.
#include <masseflyt/version.hpp>

#include <algorithm>
#include <string_view>

#include <gtest/gtest.h>

namespace masseflyt {
namespace {

bool is_dotted_number(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == text.npos && text.find('.') != text.npos &&
         text.find_first_not_of("0123456789.") == text.npos;
}

TEST(Version, IsThreeNumbers) {
  EXPECT_TRUE(is_dotted_number(version())) << version();
  EXPECT_EQ(std::ranges::count(version(), '.'), 2);
}

TEST(Version, EveryComponentTellsItsOwn) {
  EXPECT_GE(built_with().size(), 3u);  // those that no option leaves out
  for (const Component& c : built_with())
    EXPECT_TRUE(is_dotted_number(c.version)) << c.name << " " << c.version;
}

TEST(Version, ComponentsAreSortedByName) {
  const auto components = built_with();
  EXPECT_TRUE(std::ranges::is_sorted(components, {}, &Component::name));
}

}  // namespace
}  // namespace masseflyt
