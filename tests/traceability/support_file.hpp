// support_file.hpp — a ledger in a file of its own, for the tests of storage and failure.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability::test {

inline constexpr const char* origin = "ledger.example/1";

/// How often a random failure is tried. MASSEFLYT_LONG=1 is for a night.
inline int rounds(int normally, int in_a_night) {
  return std::getenv("MASSEFLYT_LONG") == nullptr ? normally : in_a_night;
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void put_content(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A folder that is gone afterwards.
struct AFile : testing::Test {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("masseflyt-store-" + std::to_string(getpid()) +
                                                "-" + std::to_string(std::random_device{}()));
  std::filesystem::path file = folder / "ledger.db";
  std::filesystem::path journal = folder / "ledger.db-journal";

  void SetUp() override {
    std::filesystem::create_directories(folder);
    if (auto s = sqlite_store(file); !s && s.error().code == ErrorCode::not_found)
      GTEST_SKIP() << s.error().message;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string last_fault;  ///< what faults() saw last

  std::unique_ptr<Store> open() { return sqlite_store(file).value(); }
  std::size_t faults() {
    auto store = sqlite_store(file);
    if (!store) return 1;
    const auto found = Ledger::fsck(**store, origin, {});
    if (found)
      for (const auto& d : *found)
        last_fault = d.path + ": " + d.value + ", expected " + d.expected;
    else
      last_fault = found.error().message;
    return found ? found->size() : 1;
  }
  Result<Ledger> reopened() {
    auto store = sqlite_store(file);
    if (!store) return store.error();
    return Ledger::open(*std::move(store), origin);
  }
};

/// One more kilogram for lot A.
inline Event one_kilogram(Story& s) {
  Event e = s.at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 1)};
  return e;
}

}  // namespace masseflyt::traceability::test
