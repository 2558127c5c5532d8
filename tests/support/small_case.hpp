// small_case.hpp — the invented case in tests/data/small_case, and how to spoil it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <masseflyt/scenario/document.hpp>

#include "support/folders.hpp"

namespace masseflyt::scenario {

inline const std::filesystem::path& small_case_folder() {
  static const std::filesystem::path folder = test::data_folder() + "/small_case";
  return folder;
}

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline Document small_case() {
  Diagnostics found;
  auto document = Document::read(small_case_folder(), found);
  EXPECT_TRUE(document && found.empty());
  return document.value();
}

inline std::string small_case_json() { return file_text(test::data_folder() + "/small_case.json"); }

/// The same document with one cell as it might have been typed. Unlike set(), nothing is checked.
inline Document with(Document document, std::string_view table, std::size_t row,
                     std::string_view column, std::string text) {
  Table changed = *document.table(table);
  auto at = std::find(changed.columns.begin(), changed.columns.end(), column);
  if (at == changed.columns.end()) {
    changed.columns.emplace_back(column);
    for (auto& cells : changed.rows) cells.emplace_back();
    at = changed.columns.end() - 1;
  }
  const auto c = static_cast<std::size_t>(at - changed.columns.begin());
  changed.rows.at(row).at(c) = {CellKind::text, std::move(text)};
  document.put(std::move(changed));
  return document;
}

inline Document with_header(std::string key, std::string json) {
  Diagnostics found;
  std::string text = small_case_json();
  const auto from = text.find("\n\"" + key + "\":");
  if (from == text.npos) {
    text.insert(1, "\"" + key + "\":" + json + ",");
  } else {
    const auto value = from + key.size() + 4;
    text.replace(value, text.find(",\n", value) - value, json);
  }
  return Document::read_json(text, found).value();
}

inline Diagnostics problems(const Document& document) {
  Diagnostics found;
  const auto bound = document.bind(found);
  EXPECT_EQ(bound.has_value(), !has_errors(found));
  return found;
}

/// A copy of the folder that is gone after the test.
class SmallCaseCopy {
 public:
  SmallCaseCopy() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            ("masseflyt_" + std::string(test->test_suite_name()) + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::copy(small_case_folder(), path_, std::filesystem::copy_options::recursive);
  }
  ~SmallCaseCopy() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  SmallCaseCopy(const SmallCaseCopy&) = delete;
  SmallCaseCopy& operator=(const SmallCaseCopy&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& file, std::string_view bytes) const {
    std::ofstream(path_ / file, std::ios::binary) << bytes;
  }
  std::string text(const std::string& file) const { return file_text(path_ / file); }

  /// Everything that is wrong with the folder, and whether a document came of it.
  Diagnostics problems() const {
    Diagnostics found;
    const auto document = Document::read(path_, found);
    if (document) (void)document->bind(found).has_value();
    return found;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace masseflyt::scenario
