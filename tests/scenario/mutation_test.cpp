// Whatever bytes come in, reading and checking ends with an answer. Fixed seeds: a failure repeats.
#include <masseflyt/scenario/document.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "detail/csv_reader.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

/// Changes, removes, repeats and inserts a few bytes, often those that mean something.
std::string mutate(std::string text, std::mt19937& random) {
  constexpr std::string_view meaningful = "\"\\,;:{}[]\n\r\t-.0e9<=\x01\xFF\xC3";
  const auto below = [&](std::size_t n) { return std::size_t{random()} % n; };
  for (std::size_t i = 0, many = 1 + below(4); i < many && !text.empty(); ++i) {
    const std::size_t at = below(text.size());
    const char c =
        below(4) == 0 ? static_cast<char>(random()) : meaningful[below(meaningful.size())];
    switch (below(5)) {
      case 0:
        text[at] = c;
        break;
      case 1:
        text.insert(at, 1, c);
        break;
      case 2:
        text.erase(at, 1 + below(12));
        break;
      case 3:
        text.insert(at, text.substr(at, 1 + below(40)));
        break;
      default:
        text.resize(std::max(at, text.size() / 2));
        break;
    }
  }
  return text;
}

/// What must hold for every text: an answer or errors, and what was read can be written and read.
void check(const std::string& text) {
  Diagnostics found;
  const auto document = Document::read_json(text, found, {.rows = 1000});
  if (!document) {
    ASSERT_TRUE(has_errors(found)) << text;
    return;
  }
  Diagnostics problems;
  const auto bound = document->bind(problems);
  ASSERT_EQ(bound.has_value(), !has_errors(problems)) << text;
  if (has_errors(found)) return;  // parts are missing
  Diagnostics again_found;
  const auto again = Document::read_json(document->to_json(), again_found);
  ASSERT_TRUE(again) << to_json(again_found) << text;
  ASSERT_EQ(again->hash(), document->hash()) << text;
}

TEST(Mutation, BrokenJsonNeverCrashes) {
  const std::string text = small_case_json();
  std::mt19937 random(20240101);
  for (int i = 0; i < 150; ++i) {
    check(mutate(text, random));
    if (HasFatalFailure()) return;
  }
}

/// A short document, so that most mutations hit something.
TEST(Mutation, BrokenSmallJsonNeverCrashes) {
  const std::string text =
      R"({"schema":"masseflyt.scenario/1","id":"a","title":"t","crs":"EPSG:4326",)"
      R"("horizon":"2024-01/2024-12","choices":{"v":"a"},"x-a":[1,{"b":2}],)"
      R"("places":[{"id":"p","x":10.5,"y":59.9}],)"
      R"("offers":[{"id":"o","place":"p","material":"rock","amount":5,"unit":"kt",)"
      R"("begin":"2024-01","end":"2024-02","not_clean_share":0.5,)"
      R"("not_clean_split":{"class2":0.5,"class3":0.5},"x-b":[true]}],)"
      R"("stores":[{"id":"s","place":"p","materials":["rock"],"classes":["clean"],)"
      R"("stock_t":1,"throughput_t_per_year":2,"open_from":"2024-01","open_to":"2024-12"}],)"
      R"("variants":[{"variant":"v","option":"a","table":"stores","ids":["s"],)"
      R"("column":"stock_t","value":3}],)"
      R"("layers":{"l":{"type":"FeatureCollection","features":[]}}})";
  Diagnostics found;
  ASSERT_TRUE(Document::read_json(text, found)->bind(found)) << to_json(found);
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    check(mutate(text, random));
    if (HasFatalFailure()) return;
  }
}

TEST(Mutation, BrokenCsvNeverCrashesAndIsRectangular) {
  const std::string text = file_text(small_case_folder() / "offers.csv");
  std::mt19937 random(99);
  for (int i = 0; i < 5000; ++i) {
    const std::string broken = mutate(text, random);
    Diagnostics found;
    const auto table = detail::read_csv(broken, "t.csv", {}, found);
    if (!table) {
      ASSERT_TRUE(has_errors(found)) << broken;
      continue;
    }
    ASSERT_EQ(table->rows.size(), table->line.size());
    for (const auto& row : table->rows) ASSERT_EQ(row.size(), table->columns.size()) << broken;
  }
}

TEST(Mutation, RandomChangesOfOneCellAreReadOrReported) {
  const Document original = small_case();
  std::mt19937 random(5);
  for (const Table& table : original.tables())
    for (const std::string& column : table.columns)
      for (int i = 0; i < 2; ++i) {
        std::string text = file_text(small_case_folder() / "offers.csv").substr(0, 20);
        text = mutate(text, random).substr(0, 1 + random() % 8);
        Diagnostics found;
        const auto bound =
            with(original, table.name, random() % table.rows.size(), column, text).bind(found);
        ASSERT_EQ(bound.has_value(), !has_errors(found)) << table.name << column << text;
      }
}

}  // namespace
}  // namespace masseflyt::scenario
