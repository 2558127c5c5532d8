// Mirrors include/masseflyt/core/diagnostics.hpp.
#include <masseflyt/core/diagnostics.hpp>

#include <gtest/gtest.h>

namespace masseflyt {
namespace {

Diagnostic negative_amount() {
  return {Severity::error, ErrorCode::invalid_document, "offers.csv:7:amount", "-3",
          "a number > 0"};
}

TEST(Diagnostics, LineNamesPlaceValueAndExpectation) {
  EXPECT_EQ(to_line(negative_amount()),
            "error offers.csv:7:amount: is '-3', expected a number > 0");
}

TEST(Diagnostics, LineOfAMissingValueOnlyTellsWhatWasExpected) {
  Diagnostic d = negative_amount();
  d.severity = Severity::warning;
  d.value.clear();
  EXPECT_EQ(to_line(d), "warning offers.csv:7:amount: expected a number > 0");
  d.path.clear();
  EXPECT_EQ(to_line(d), "warning: expected a number > 0");
}

TEST(Diagnostics, LineStaysOneLineAndSendsNothingToTheTerminal) {
  Diagnostic d = negative_amount();
  d.value = "a\nb\x1b[2J\x7f";
  EXPECT_EQ(to_line(d),
            R"(error offers.csv:7:amount: is 'a\x0ab\x1b[2J\x7f', expected a number > 0)");
}

TEST(Diagnostics, LineKeepsNorwegianLetters) {
  Diagnostic d = negative_amount();
  d.value = "Åsland";
  EXPECT_NE(to_line(d).find("'Åsland'"), std::string::npos);
}

TEST(Diagnostics, JsonHasAllMembersInOrder) {
  EXPECT_EQ(to_json({negative_amount()}),
            R"([{"severity":"error","code":11,"path":"offers.csv:7:amount","value":"-3",)"
            R"("expected":"a number > 0"}])");
}

TEST(Diagnostics, JsonOfNothingIsAnEmptyArray) { EXPECT_EQ(to_json({}), "[]"); }

TEST(Diagnostics, JsonReplacesBytesThatAreNoUtf8) {
  Diagnostic d = negative_amount();
  d.value = "\xE5sland";  // Latin-1
  EXPECT_NE(to_json({d}).find("\"\xEF\xBF\xBDsland\""), std::string::npos);
}

TEST(Diagnostics, OnlyAnErrorKeepsAnInputFromBeingUsed) {
  Diagnostic d = negative_amount();
  EXPECT_TRUE(has_errors({d}));
  d.severity = Severity::warning;
  EXPECT_FALSE(has_errors({d}));
  EXPECT_FALSE(has_errors({}));
}

}  // namespace
}  // namespace masseflyt
