// masseflyt/traceability/store.hpp — where a ledger keeps its events.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// One event as it is kept. Records are numbered 0, 1, 2, ...
struct Record {
  std::string leaf = {};
  std::int64_t recorded_us =
      0;  ///< when the ledger took it; never before that of the record before
  bool operator==(const Record&) const = default;
};

/// What becomes durable in one step: all of it, or nothing.
struct Commit {
  /// Event `index` has to do with the lot or load `name`.
  struct Touch {
    std::uint64_t index = 0;
    bool is_load = false;
    std::string_view name = {};
  };
  std::uint64_t first = 0;  ///< number of the first record
  std::span<const Record> records = {};
  std::span<const Digest> leaf_hashes = {};  ///< one per record
  std::span<const Touch> touches = {};
  Digest root = {};  ///< of the tree that ends with the last record
};

/// A single writer's store. After a failed append() or put_note() it takes no more until it is
/// opened again: what reached the disk is not known.
class Store {
 public:
  virtual ~Store() = default;

  /// Returns when the commit survives a power failure, if the store is durable at all.
  /// Errors: io, conflict (`first` is not the number of records).
  virtual Result<void> append(const Commit& commit) = 0;

  /// Size and root of the last commit.
  struct Head {
    std::uint64_t size = 0;
    Digest root = {};
  };
  virtual Result<Head> head() = 0;

  /// Records [begin, end) in order, until `take` returns an error, which is handed on. The digest
  /// is the leaf hash as it was stored. Errors: io, corrupt.
  virtual Result<void> read(
      std::uint64_t begin, std::uint64_t end,
      const std::function<Result<void>(std::uint64_t, Record&&, const Digest&)>& take) = 0;

  /// Numbers of the events that touch a lot or load, as the store's own index has them. A store
  /// without an index of its own says not_found.
  virtual Result<std::vector<std::uint64_t>> touching(bool is_load, std::string_view name) = 0;

  /// All of that index: pairs of lot or load and event, those of one together, their events rising.
  /// Errors: not_found, likewise; what `take` returns.
  virtual Result<void> touches(const std::function<Result<void>(bool is_load, std::string_view name,
                                                                std::uint64_t index)>& take) = 0;

  /// Faults of the storage itself, below what a ledger can see.
  virtual Result<Diagnostics> check_storage() = 0;

  /// Small things beside the log, which no root covers: the last checkpoint that was signed,
  /// openings of commitments. An empty value erases; the bytes themselves are overwritten where
  /// the store can do that. Durable like append(). Errors: io.
  virtual Result<void> put_note(std::string_view name, std::string_view value) = 0;
  virtual Result<std::optional<std::string>> note(std::string_view name) = 0;
};

/// Lasts as long as the object.
std::unique_ptr<Store> memory_store();

/// Opens or creates an SQLite file. One writer at a time: a second one is refused with `conflict`
/// while the first has it open. Every commit is synced to disk (rollback journal, synchronous
/// EXTRA: see docs/decisions/0007-sqlite-store.md). Errors: io, conflict, corrupt,
/// unsupported_version (a file of another layout); not_found when the library is built without
/// SQLite.
Result<std::unique_ptr<Store>> sqlite_store(const std::filesystem::path& file);

}  // namespace masseflyt::traceability
