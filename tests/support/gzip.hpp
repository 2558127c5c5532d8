// gzip.hpp — series of the tests are kept compressed.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace masseflyt::test {

/// What is in a gzip file; one that cannot be read fails the test.
inline std::string read_gzip(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  EXPECT_NE(file, nullptr) << path;
  if (file == nullptr) return text;
  std::array<char, 65536> some{};
  int n = 0;
  while ((n = gzread(file, some.data(), some.size())) > 0)
    text.append(some.data(), static_cast<std::size_t>(n));
  EXPECT_EQ(n, 0) << path;
  EXPECT_EQ(gzclose(file), Z_OK) << path;
  return text;
}

}  // namespace masseflyt::test
