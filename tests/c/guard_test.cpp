// Mirrors bindings/c/guard.hpp and handles.hpp: what C callers cannot provoke by themselves.
#include "../../bindings/c/guard.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "../../bindings/c/handles.hpp"

namespace masseflyt::c_face {
namespace {

mfl_error fresh() { return MFL_ERROR_INIT; }

TEST(Guard, SuccessLeavesTheErrorAsItIs) {
  mfl_error error = fresh();
  EXPECT_EQ(guard(&error, []() -> Result<void> { return {}; }), MFL_OK);
  EXPECT_STREQ(error.message, "");
}

TEST(Guard, AnErrorKeepsItsCodeMessageAndPlace) {
  mfl_error error = fresh();
  const auto body = []() -> Result<void> { return Error{ErrorCode::io, "gone", "a.csv:1"}; };
  EXPECT_EQ(guard(&error, body), MFL_IO);
  EXPECT_EQ(error.code, MFL_IO);
  EXPECT_STREQ(error.message, "gone");
  EXPECT_STREQ(error.path, "a.csv:1");
}

TEST(Guard, NothingThrownGetsPast) {
  mfl_error error = fresh();
  EXPECT_EQ(guard(&error, []() -> Result<void> { throw std::bad_alloc(); }), MFL_OUT_OF_MEMORY);
  EXPECT_EQ(guard(&error, []() -> Result<void> { throw std::logic_error("oh"); }), MFL_INTERNAL);
  EXPECT_STREQ(error.message, "oh");
  EXPECT_EQ(guard(&error, []() -> Result<void> { throw 7; }), MFL_INTERNAL);
  const auto value_without_value = []() -> Result<void> {
    return static_cast<void>(Result<int>(Error{ErrorCode::conflict, "two"}).value()),
           Result<void>();
  };
  EXPECT_EQ(guard(&error, value_without_value), MFL_CONFLICT);
}

TEST(Guard, LongTextIsCutBetweenCharacters) {
  std::string text(510, 'x');
  text += "å";  // two bytes: its second would be the 512th, where the terminator has to be
  char out[512];
  fill(out, text);
  EXPECT_EQ(std::string(out), std::string(510, 'x'));
  fill(out, text.substr(1));
  EXPECT_EQ(std::string(out), text.substr(1));
}

TEST(Handles, DiagnosticsAreCountedAndLent) {
  const mfl_diagnostics found({{Severity::error, ErrorCode::not_found, "/a", "b", "c"},
                               {Severity::note, ErrorCode::conflict, "/d", "", "e"}});
  EXPECT_EQ(mfl_diagnostics_count(&found), 2u);
  EXPECT_EQ(mfl_diagnostics_error_count(&found), 1u);
  mfl_diagnostic row = MFL_DIAGNOSTIC_INIT;
  ASSERT_EQ(mfl_diagnostics_get(&found, 1, &row, nullptr), MFL_OK);
  EXPECT_EQ(row.severity, MFL_SEVERITY_NOTE);
  EXPECT_EQ(row.code, MFL_CONFLICT);
  EXPECT_STREQ(row.path, "/d");
  EXPECT_STREQ(row.expected, "e");
  EXPECT_EQ(mfl_diagnostics_get(&found, 2, &row, nullptr), MFL_NOT_FOUND);
  EXPECT_EQ(mfl_diagnostics_json(&found), to_json(found.rows));
}

}  // namespace
}  // namespace masseflyt::c_face
