// shared_data.hpp — the folder of facts beside the project, for tests on real cases.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/result.hpp>

#include "detail/csv_reader.hpp"
#include "detail/file.hpp"

namespace masseflyt::test {

/// Empty when MASSEFLYT_SHARED_DATA is unset; a test then skips itself.
inline std::filesystem::path shared_data() {
  const char* folder = std::getenv("MASSEFLYT_SHARED_DATA");
  return folder == nullptr ? "" : folder;
}

using Row = std::map<std::string, std::string>;

/// The rows of a CSV file by column name; a file that cannot be read fails the test.
inline std::vector<Row> read_rows(const std::filesystem::path& path) {
  Diagnostics found;
  auto table = detail::read_file(path, 64U << 20).and_then([&](const std::string& bytes) {
    return detail::read_csv(bytes, path.filename().string(), {}, found);
  });
  std::vector<Row> rows;
  EXPECT_TRUE(table) << path << (table ? "" : table.error().message);
  if (!table) return rows;
  for (const auto& cells : table->rows) {
    Row row;
    for (std::size_t c = 0; c < cells.size(); ++c) row[table->columns[c]] = cells[c];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace masseflyt::test

/// Skips the test where the shared data is not at hand.
#define MASSEFLYT_NEEDS_SHARED_DATA() \
  if (masseflyt::test::shared_data().empty()) GTEST_SKIP() << "MASSEFLYT_SHARED_DATA is unset"
