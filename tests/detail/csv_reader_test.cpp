// Mirrors src/detail/csv_reader.hpp.
#include "detail/csv_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace masseflyt::detail {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using Strings = std::vector<std::string>;

struct Csv : testing::Test {
  CsvTable read(std::string_view bytes, CsvLimits limits = {}) {
    found.clear();
    auto table = read_csv(bytes, "t.csv", limits, found);
    failed = !table;
    return table ? *table : CsvTable{};
  }
  std::string only() const {
    return found.size() == 1 ? found[0].path + " | " + found[0].value + " | " + found[0].expected
                             : std::to_string(found.size()) + " diagnostics";
  }
  Diagnostics found;
  bool failed = false;
};

TEST_F(Csv, ReadsHeaderAndRows) {
  const CsvTable t = read("id,name\na,Ås\nb,Lier\n");
  EXPECT_EQ(t.columns, (Strings{"id", "name"}));
  EXPECT_EQ(t.rows, (Rows{{"a", "Ås"}, {"b", "Lier"}}));
  EXPECT_EQ(t.line, (std::vector<std::uint32_t>{2, 3}));
  EXPECT_TRUE(found.empty());
}

TEST_F(Csv, LastLineNeedsNoLineEnd) { EXPECT_EQ(read("a,b\n1,2").rows, (Rows{{"1", "2"}})); }

TEST_F(Csv, LineEndsMayBeMixed) {
  EXPECT_EQ(read("a\r\n1\r2\n3").rows, (Rows{{"1"}, {"2"}, {"3"}}));
}

TEST_F(Csv, QuotesHoldSeparatorsQuotesAndLineBreaks) {
  const CsvTable t = read("a,b\n\"x, \"\"y\"\"\r\nz\",2\n3,4\n");
  EXPECT_EQ(t.rows, (Rows{{"x, \"y\"\r\nz", "2"}, {"3", "4"}}));
  EXPECT_EQ(t.line, (std::vector<std::uint32_t>{2, 3}));  // as the spreadsheet counts them
  EXPECT_TRUE(found.empty());
}

TEST_F(Csv, ByteOrderMarkIsNoPartOfTheFirstName) {
  EXPECT_EQ(read("\xEF\xBB\xBFid\n1\n").columns, Strings{"id"});
  EXPECT_TRUE(found.empty());
}

TEST_F(Csv, SemicolonsAndTabsAreDetectedInTheHeader) {
  EXPECT_EQ(read("a;b\n1,5;2\n").rows, (Rows{{"1,5", "2"}}));
  EXPECT_EQ(read("a;b\n1,5;2\n").separator, ';');
  EXPECT_EQ(read("a\tb\n1\t2\n").rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read("\"a,b,c\";d\n1;2\n").columns, (Strings{"a,b,c", "d"}));
}

TEST_F(Csv, SeparatorHintOfExcelIsHonoured) {
  EXPECT_EQ(read("sep=;\na,x;b\n1;2\n").columns, (Strings{"a,x", "b"}));
}

TEST_F(Csv, BlanksAroundPlainCellsAreDroppedAndQuotedOnesKept) {
  EXPECT_EQ(read("a , b\n 1 ,\" 2 \"\n").rows, (Rows{{"1", " 2 "}}));
}

TEST_F(Csv, BlankLinesAreSkippedAndCounted) {
  const CsvTable t = read("a,b\n\n1,2\n,\n3,4\n");
  EXPECT_EQ(t.rows, (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(t.line, (std::vector<std::uint32_t>{3, 5}));
}

TEST_F(Csv, EmptyColumnsAndFieldsOfExcelAreIgnored) {
  const CsvTable t = read("a,b,,\n1,2,,\n3,4,,,,\n");
  EXPECT_EQ(t.columns, (Strings{"a", "b"}));
  EXPECT_EQ(t.rows, (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_TRUE(found.empty());
}

TEST_F(Csv, Latin1IsReadWithAWarning) {
  const CsvTable t = read("id,name\n1,\xC5s \x96 B\xE6rum\n");
  EXPECT_EQ(t.rows[0][1], "Ås – Bærum");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(found[0].path, "t.csv");
}

TEST_F(Csv, WrongFieldCountsAreAllReported) {
  const CsvTable t = read("a,b\n1\n1,2\n1,2,3\n");
  EXPECT_EQ(t.rows, (Rows{{"1", ""}, {"1", "2"}, {"1", "2"}}));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "t.csv:2:b");
  EXPECT_EQ(found[0].value, "fields: 1");
  EXPECT_EQ(found[1].path, "t.csv:4:3");
  EXPECT_EQ(found[1].expected, "as many fields as the header has, 2");
}

TEST_F(Csv, UnclosedQuoteNamesItsCell) {
  read("a,b\n1,\"x\n2,3\n");
  EXPECT_EQ(only(), "t.csv:2:b | x\n2,3\n | a quote that ends the cell");
}

TEST_F(Csv, TextAfterAQuoteIsReported) {
  read("a,b\n\"1\"x,2\n");
  EXPECT_EQ(only(), "t.csv:2:a | x | nothing after the closing quote");
}

TEST_F(Csv, DuplicateAndMissingColumnNamesAreReported) {
  read("a,a\n1,2\n");
  EXPECT_EQ(only(), "t.csv:1:2 | a | another name: column 1 has this one");
  read("a,\n1,2\n");
  EXPECT_EQ(only(), "t.csv:1:2 |  | a name for this column");
}

TEST_F(Csv, NulBytesAreReported) {
  read(
      std::string_view("a,b\n1,\0"
                       "2\n",
                       9));
  EXPECT_EQ(only(), "t.csv:2 | 1 NUL bytes | text without NUL bytes");
}

TEST_F(Csv, EmptyFilesHaveNoHeader) {
  for (const char* text : {"", "\n\r\n", "\xEF\xBB\xBF"}) {
    read(text);
    EXPECT_TRUE(failed);
    EXPECT_EQ(only(), "t.csv |  | a header line");
  }
}

TEST_F(Csv, Utf16IsRefused) {
  read(
      std::string_view("\xFF\xFE"
                       "a\0",
                       4));
  EXPECT_TRUE(failed);
  EXPECT_EQ(found[0].value, "UTF-16");
}

TEST_F(Csv, LimitsStopTheReading) {
  for (const CsvLimits& limits :
       {CsvLimits{.bytes = 5}, CsvLimits{.rows = 1}, CsvLimits{.columns = 1},
        CsvLimits{.cell_bytes = 1}, CsvLimits{.cells = 3}}) {
    read("a,b\n1,22\n3,4\n", limits);
    EXPECT_TRUE(failed);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].code, ErrorCode::limit_exceeded);
  }
}

TEST_F(Csv, AfterAThousandProblemsReadingStops) {
  std::string text = "a,b\n";
  for (int i = 0; i < 5000; ++i) text += "1\n";
  read(text);
  EXPECT_TRUE(failed);
  EXPECT_EQ(found.size(), 1002u);
  EXPECT_EQ(found.back().code, ErrorCode::limit_exceeded);
}

TEST_F(Csv, WhatIsWrittenIsReadBack) {
  const Strings odd = {"", " x ", "a\"b", "c,d", "e\nf", "=1+2", "<b>", "Ø;å", "\r", "\t", "g\th"};
  const CsvTable t =
      read(csv_line({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}) + csv_line(odd));
  EXPECT_EQ(t.rows, Rows{odd});
  EXPECT_TRUE(found.empty());
}

TEST(File, LargeFilesAreRefusedBeforeTheyAreRead) {
  const auto path = std::filesystem::temp_directory_path() / "masseflyt_sparse_test.csv";
  std::ofstream(path) << "a\n";
  std::filesystem::resize_file(path, 1u << 30);  // sparse: a gigabyte that takes no room
  const auto bytes = read_file(path, 256u << 20);
  std::filesystem::remove(path);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::limit_exceeded);
}

TEST(File, FoldersAndMissingFilesAreErrors) {
  EXPECT_EQ(read_file(std::filesystem::temp_directory_path(), 10).error().code, ErrorCode::io);
  EXPECT_EQ(read_file("no/such/file", 10).error().code, ErrorCode::io);
}

TEST(CsvGrid, KeepsEveryLineAsLongAsItIs) {
  Diagnostics found;
  const auto grid = read_csv_grid("Report 7\n\nid;x\n1,5;2\n,;\n3;4;;\n", "t.csv", {}, found);
  ASSERT_TRUE(grid);
  EXPECT_EQ(grid->rows, (Rows{{"Report 7"}, {"id", "x"}, {"1,5", "2"}, {","}, {"3", "4"}}));
  EXPECT_EQ(grid->line, (std::vector<std::uint32_t>{1, 3, 4, 5, 6}));
  EXPECT_TRUE(found.empty());
}
TEST(CsvGrid, SeparatorIsTheTabOrSemicolonOfMostLines) {
  Diagnostics found;
  EXPECT_EQ(read_csv_grid("a;b, c\nd,e\nf,g\n", "t", {}, found)->rows,
            (Rows{{"a;b", "c"}, {"d", "e"}, {"f", "g"}}));
  EXPECT_EQ(read_csv_grid("\"x\ty\"\t1,5\n2\t3\n", "t", {}, found)->rows,
            (Rows{{"x\ty", "1,5"}, {"2", "3"}}));
}
TEST(CsvGrid, HasTheLimitsOfATable) {
  Diagnostics found;
  EXPECT_FALSE(read_csv_grid("", "t", {}, found));
  EXPECT_EQ(read_csv_grid("a\nb\n", "t", {.rows = 1}, found).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(read_csv_grid("a,b\nc,d\n", "t", {.cells = 3}, found).error().code,
            ErrorCode::limit_exceeded);
  EXPECT_EQ(found.size(), 3u);
}

}  // namespace
}  // namespace masseflyt::detail
