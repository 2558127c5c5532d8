// Mirrors src/reporting/json_writer.hpp.
#include "reporting/json_writer.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace masseflyt::reporting {
namespace {

TEST(JsonWriter, WritesBlocksAndRows) {
  JsonWriter out;
  out.open_object();
  out.member("a", 1);
  out.open_array("rows");
  out.open_object(JsonWriter::Layout::row);
  out.member("x", 0.1);
  out.member("y", true);
  out.close();
  out.close();
  out.open_array("none");
  out.close();
  out.close();
  EXPECT_EQ(out.take(),
            "{\n \"a\": 1,\n \"rows\": [\n  {\"x\":0.1,\"y\":true}\n ],\n \"none\": []\n}\n");
}

TEST(JsonWriter, EscapesAndReplacesWhatIsNoText) {
  JsonWriter out;
  out.open_object();
  out.member("k\"", "a\\b\n\t\x01 \xFF <script>");
  out.close();
  const auto read = nlohmann::json::parse(out.take());
  EXPECT_EQ(read["k\""], "a\\b\n\t\uFFFD \uFFFD <script>");
}

TEST(JsonWriter, HasNoWordForInfinity) {
  JsonWriter out;
  out.open_array();
  out.value(NAN);
  out.value(INFINITY, 2);
  out.value(-0.0);
  out.value(1e300, 0);
  out.value(std::int64_t{-9007199254740993});
  out.close();
  const auto read = nlohmann::json::parse(out.take());
  EXPECT_TRUE(read[0].is_null());
  EXPECT_TRUE(read[1].is_null());
  EXPECT_EQ(read[2], 0);
  EXPECT_EQ(read[4], -9007199254740993) << "integers keep every digit";
}

}  // namespace
}  // namespace masseflyt::reporting
