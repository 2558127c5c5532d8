// Mirrors src/detail/json_reader.hpp and json_value.hpp.
#include "detail/json_reader.hpp"

#include <gtest/gtest.h>

namespace masseflyt::detail {
namespace {

struct Json : testing::Test, JsonRows {
  std::string read(std::string_view text, JsonLimits limits = {}) {
    found.clear();
    rows.clear();
    const auto value = read_json(text, "d.json", limits, found, this);
    return value ? to_json_text(*value) : "error";
  }
  std::string only() const {
    return found.size() == 1 ? found[0].path + " | " + found[0].value
                             : std::to_string(found.size()) + " diagnostics";
  }
  bool wants(std::string_view key) override { return key == "rows"; }
  void row(std::string_view key, std::size_t index, JsonValue&& value) override {
    rows.push_back(std::string(key) + "[" + std::to_string(index) + "]=" + to_json_text(value));
  }
  Diagnostics found;
  std::vector<std::string> rows;
};

TEST_F(Json, WhatIsReadIsWrittenAsItWas) {
  const std::string text =
      R"({"b":[1,-2,0.50,1e3,true,false,null,"\"\\\n\u0001å"],"a":{"x":[],"y":{}}})";
  EXPECT_EQ(read(text), text);
}

TEST_F(Json, LongIntegersKeepTheirDigits) {
  const std::string text = R"({"n":123456789012345678901234567890})";
  EXPECT_EQ(read(text), text);
}

TEST_F(Json, NumbersThatOverflowAreReported) {
  EXPECT_EQ(read("{\n \"n\": 1e400}"), "error");
  EXPECT_EQ(found[0].path.substr(0, 9), "d.json:2:");
}

TEST_F(Json, CanonicalFormSortsKeysAndShortensNumbers) {
  const JsonValue value = read_json(R"({"b":1.50,"a":[10e0]})", "", {}, found).value();
  EXPECT_EQ(to_json_text(value, JsonForm::canonical), R"({"a":[10],"b":1.5})");
}

TEST_F(Json, RowsAreHandedOverOneByOne) {
  EXPECT_EQ(read(R"({"rows":[{"a":1},2],"other":[3]})"), R"({"rows":[],"other":[3]})");
  EXPECT_EQ(rows, (std::vector<std::string>{R"(rows[0]={"a":1})", "rows[1]=2"}));
}

TEST_F(Json, OnlyArraysOfTheRootAreStreamed) {
  const std::string text = R"({"x":{"rows":[1]}})";
  EXPECT_EQ(read(text), text);
}

TEST_F(Json, SyntaxErrorsHaveLineAndColumn) {
  EXPECT_EQ(read("{\"a\":1,\n  }"), "error");
  EXPECT_EQ(only().substr(0, 10), "d.json:2:3");
}

TEST_F(Json, DeepNestingIsAnErrorNotACrash) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string text = "{\"a\":";
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_EQ(read(text), "error");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].code, ErrorCode::limit_exceeded);
  }
}

TEST_F(Json, DepthLimitIsInclusive) {
  EXPECT_EQ(read(R"({"a":[[]]})", {.depth = 3}), R"({"a":[[]]})");
  EXPECT_EQ(read(R"({"a":[[[]]]})", {.depth = 3}), "error");
}

TEST_F(Json, SizeRowsValuesAndTextsAreLimited) {
  const std::string text = R"({"rows":[11,22],"b":["ccc"]})";
  for (const JsonLimits& limits : {JsonLimits{.bytes = 10}, JsonLimits{.rows = 1},
                                   JsonLimits{.values = 1}, JsonLimits{.text_bytes = 2}}) {
    EXPECT_EQ(read(text, limits), "error");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].code, ErrorCode::limit_exceeded);
  }
}

TEST_F(Json, StreamedRowsDoNotCountAsValuesInMemory) {
  EXPECT_NE(read(R"({"rows":[{"a":1},{"a":1},{"a":1},{"a":1}]})", {.values = 3}), "error");
  EXPECT_EQ(rows.size(), 4u);
}

TEST_F(Json, RepeatedKeysAreReportedWithTheirPlace) {
  read(R"({"rows":[{"a":1},{"a":1,"b/c":2,"b/c":3}]})");
  EXPECT_EQ(only(), "/rows/1/b~1c | b/c");
}

TEST_F(Json, Latin1IsReadWithAWarning) {
  EXPECT_EQ(read("{\"a\":\"\xC5s\"}"), "{\"a\":\"Ås\"}");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::warning);
}

TEST_F(Json, OnlyAnObjectIsADocument) {
  for (const char* text : {"", "  \n", "[]", "1", "null", "\"a\"", "{}{}", "{\"a\":nan}", "{'a':1}",
                           "{\"a\":01}", "// x\n{}"}) {
    EXPECT_EQ(read(text), "error") << text;
    EXPECT_EQ(found.size(), 1u) << text;
  }
}

TEST_F(Json, WrittenTextIsAlwaysUtf8) {
  std::string out;
  append_json_string(out, "a\xFF\x01\"");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD\\u0001\\\"\"");
}

}  // namespace
}  // namespace masseflyt::detail
