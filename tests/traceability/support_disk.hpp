// support_disk.hpp — everything SQLite asks of the disk goes through here: to be counted, refused,
// torn, or remembered.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

namespace masseflyt::traceability::test {

/// A call that changes what is on the disk, or promises that it stays there.
struct DiskCall {
  enum class What { create, write, truncate, sync, remove };
  What what;
  std::string file;
  std::int64_t at = 0;     ///< of a write; new size of a truncation
  std::string bytes = {};  ///< of a write
};

/// Stands between SQLite and the file system as long as it lives. One at a time.
class Disk {
 public:
  /// Told before each call. SQLITE_OK lets it through; `half` writes the first half of it and then
  /// calls `hook` again with the same call and an empty `bytes`; anything else is the answer.
  static constexpr int half = -1;
  std::function<int(const DiskCall&)> hook = [](const DiskCall&) { return SQLITE_OK; };

  Disk();
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs own_;
};

/// What is on the disk after the power went, as far as anybody may hope: each file is what it was
/// at its last sync, and of what was written since then any part.
class PowerLoss {
 public:
  /// Contents at the start, all of it synced.
  explicit PowerLoss(std::map<std::string, std::string> files) : start_(std::move(files)) {}

  void record(const DiskCall& call) { calls_.push_back(call); }
  std::size_t calls() const { return calls_.size(); }

  /// After the first `calls`. `survives` decides for each unsynced sector of 512 bytes, creation
  /// and truncation.
  std::map<std::string, std::string> files(std::size_t calls,
                                           const std::function<bool()>& survives) const;

 private:
  std::map<std::string, std::string> start_;
  std::vector<DiskCall> calls_;
};

}  // namespace masseflyt::traceability::test
