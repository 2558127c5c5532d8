// vectors.hpp — published vectors of tests/data/traceability as JSON.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <masseflyt/traceability/digest.hpp>

#include "support/folders.hpp"

namespace masseflyt::test {

inline nlohmann::json vectors(const std::string& file) {
  std::ifstream in(std::filesystem::path(test::data_folder()) / "traceability" / file);
  EXPECT_TRUE(in) << file;
  return nlohmann::json::parse(in);
}

inline std::string unhex(const std::string& text) { return traceability::from_hex(text).value(); }

/// Precondition: the text has 32 bytes.
inline traceability::Digest digest(const std::string& bytes) {
  traceability::Digest d{};
  EXPECT_EQ(bytes.size(), d.size());
  if (bytes.size() == d.size()) std::copy(bytes.begin(), bytes.end(), d.begin());
  return d;
}

}  // namespace masseflyt::test
