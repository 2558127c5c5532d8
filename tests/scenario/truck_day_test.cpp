// Mirrors include/masseflyt/scenario/truck_day.hpp; days themselves are tested from Python.
#include <masseflyt/scenario/truck_day.hpp>

#include <gtest/gtest.h>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

TEST(OtherInput, IsAWarningWithBothHashes) {
  const Document doc = small_case();
  const std::string hash = doc.settled().value().hash();
  EXPECT_FALSE(other_input(doc, hash));
  const Document changed = with(doc, "offers", 0, "amount", "100001");
  const auto warning = other_input(changed, hash);
  ASSERT_TRUE(warning);
  EXPECT_EQ(warning->severity, Severity::warning);
  EXPECT_EQ(warning->value, hash.substr(0, 12));
  EXPECT_NE(warning->expected.find(changed.settled().value().hash().substr(0, 12)),
            std::string::npos);
}

TEST(OtherInput, NoHashIsNotTheSameInput) { EXPECT_TRUE(other_input(small_case(), "")); }

}  // namespace
}  // namespace masseflyt::scenario
