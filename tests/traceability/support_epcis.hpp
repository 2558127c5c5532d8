// support_epcis.hpp — EPCIS documents of tests/data, and of the shared data where it is at hand.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "detail/file.hpp"
#include "support/folders.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::traceability::test {

inline std::filesystem::path exchange_folder() {
  return std::filesystem::path(masseflyt::test::data_folder()) / "traceability";
}

inline std::string read(const std::filesystem::path& file) {
  const auto bytes = masseflyt::detail::read_file(file, 64U << 20);
  EXPECT_TRUE(bytes) << file;
  return bytes ? *bytes : std::string();
}

/// The documents of a folder by name, without files of vectors. None: the test fails.
inline std::vector<std::filesystem::path> documents(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename() != "vectors.json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  EXPECT_FALSE(files.empty()) << folder;
  return files;
}

/// All faults, one per line.
inline std::string lines(const Diagnostics& found, Severity least = Severity::error) {
  std::string all;
  for (const Diagnostic& d : found)
    if (d.severity >= least) all += to_line(d) + "\n";
  return all;
}

}  // namespace masseflyt::traceability::test
