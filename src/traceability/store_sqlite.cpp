#include <algorithm>

#include <sqlite3.h>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/merkle.hpp>
#include <masseflyt/traceability/store.hpp>

#include "traceability/hasher.hpp"

namespace masseflyt::traceability {
namespace {

constexpr int layout_version = 1;
constexpr int application_id = 0x4D666C31;  // "Mfl1"

/// `seal` covers what the leaf hash does not: the number of the record and its time.
constexpr const char* layout = R"(
CREATE TABLE event (i INTEGER PRIMARY KEY, leaf BLOB NOT NULL, recorded INTEGER NOT NULL,
                    hash BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL,
                   root BLOB NOT NULL);
CREATE TABLE entity (id INTEGER PRIMARY KEY, is_load INTEGER NOT NULL, name TEXT NOT NULL,
                     UNIQUE (is_load, name));
CREATE TABLE touch (entity INTEGER NOT NULL, i INTEGER NOT NULL,
                    PRIMARY KEY (entity, i)) WITHOUT ROWID;
CREATE TABLE note (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
)";

class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* db, const char* sql) {
    sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s_, nullptr);
  }
  ~Statement() { sqlite3_finalize(s_); }
  Statement(Statement&& other) noexcept : s_(std::exchange(other.s_, nullptr)) {}
  Statement& operator=(Statement&& other) noexcept {
    std::swap(s_, other.s_);
    return *this;
  }
  void bind(int at, std::int64_t value) { sqlite3_bind_int64(s_, at, value); }
  void bind_text(int at, std::string_view v) {
    sqlite3_bind_text64(s_, at, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind_blob(int at, std::string_view v) {
    sqlite3_bind_blob64(s_, at, v.data(), v.size(), SQLITE_STATIC);
  }
  int step() { return sqlite3_step(s_); }
  /// Runs to the end and makes ready for the next time.
  int run() {
    const int code = sqlite3_step(s_);
    sqlite3_reset(s_);
    return code == SQLITE_ROW ? SQLITE_DONE : code;
  }
  void reset() { sqlite3_reset(s_); }
  std::int64_t integer(int at) { return sqlite3_column_int64(s_, at); }
  std::string bytes(int at) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(s_, at));
    return data == nullptr
               ? std::string()
               : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(s_, at)));
  }
  Digest digest(int at) {
    Digest d{};
    const std::string b = bytes(at);
    if (b.size() == d.size()) std::copy(b.begin(), b.end(), d.begin());
    return d;
  }

 private:
  sqlite3_stmt* s_ = nullptr;
};

Error failed(sqlite3* db, const char* what) {
  const int code = sqlite3_errcode(db) & 0xFF;
  const ErrorCode is = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? ErrorCode::corrupt
                       : code == SQLITE_BUSY || code == SQLITE_LOCKED  ? ErrorCode::conflict
                       : code == SQLITE_NOMEM                          ? ErrorCode::out_of_memory
                                                                       : ErrorCode::io;
  std::string message = std::string("sqlite, ") + what + ": " + sqlite3_errmsg(db);
  if (is == ErrorCode::conflict) message = "another writer has the ledger open";
  return {is, std::move(message), {}};
}

/// Undoes what is still open at its end, also when memory runs out on the way.
struct Rollback {
  sqlite3* db;
  ~Rollback() {
    if (sqlite3_get_autocommit(db) == 0) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
  }
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(sqlite3* db) : db_(db) {}
  ~SqliteStore() override {
    for (Statement* s : {&put_event_, &put_head_, &find_entity_, &put_entity_, &put_touch_})
      *s = Statement();
    sqlite3_close_v2(db_);
  }

  Result<void> begin() {
    // Exclusive: the lock is taken at the first write and kept, so there is never a second
    // connection. Rollback journal and not WAL, and EXTRA: docs/decisions/0007-sqlite-store.md.
    for (const char* sql : {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA synchronous=EXTRA",
                            "PRAGMA cell_size_check=ON", "PRAGMA trusted_schema=OFF",
                            "PRAGMA secure_delete=ON"})  // personal data is gone when erased
      if (auto ok = run(sql, "opening"); !ok) return ok;
    if (auto ok = use_rollback_journal(); !ok) return ok;
    if (auto ok = run("BEGIN EXCLUSIVE", "opening"); !ok) return ok;
    Statement version(db_, "PRAGMA user_version");
    if (version.step() != SQLITE_ROW) return failed(db_, "opening");
    const std::int64_t found = version.integer(0);
    version.reset();
    if (found > layout_version)
      return Error{ErrorCode::unsupported_version,
                   "the ledger file has layout " + std::to_string(found) + ", this library reads " +
                       std::to_string(layout_version),
                   {}};
    if (found == 0)
      if (auto ok = create(); !ok) return ok;
    if (auto ok = run("COMMIT", "opening"); !ok) return ok;
    put_event_ = {db_, "INSERT INTO event VALUES (?, ?, ?, ?, ?)"};
    put_head_ = {db_, "INSERT OR REPLACE INTO head VALUES (1, ?, ?)"};
    find_entity_ = {db_, "SELECT id FROM entity WHERE is_load = ? AND name = ?"};
    put_entity_ = {db_, "INSERT INTO entity (is_load, name) VALUES (?, ?)"};
    put_touch_ = {db_, "INSERT OR IGNORE INTO touch VALUES (?, ?)"};
    return {};
  }

  Result<void> append(const Commit& c) override {
    if (broken_) return Error{ErrorCode::io, "the store failed before; open it again", {}};
    const auto head_now = head();
    if (!head_now) return head_now.error();
    if (head_now->size != c.first)
      return Error{ErrorCode::conflict, "the commit does not begin where the store ends", {}};
    broken_ = true;
    if (auto ok = run("BEGIN IMMEDIATE", "beginning"); !ok) return ok;
    const Rollback otherwise{db_};
    if (auto ok = write(c); !ok) return ok;
    if (auto ok = run("COMMIT", "committing"); !ok) return ok;
    broken_ = false;
    return {};
  }

  Result<Head> head() override {
    Statement s(db_, "SELECT size, root FROM head");
    const int code = s.step();
    if (code == SQLITE_DONE) return Head{0, empty_root()};
    if (code != SQLITE_ROW) return failed(db_, "reading the head");
    return Head{static_cast<std::uint64_t>(s.integer(0)), s.digest(1)};
  }

  Result<void> read(
      std::uint64_t begin, std::uint64_t end,
      const std::function<Result<void>(std::uint64_t, Record&&, const Digest&)>& take) override {
    Statement s(db_,
                "SELECT i, leaf, recorded, hash, seal FROM event WHERE i >= ? AND i < ? "
                "ORDER BY i");
    s.bind(1, static_cast<std::int64_t>(begin));
    s.bind(2, static_cast<std::int64_t>(end));
    int code = s.step();
    for (; code == SQLITE_ROW; code = s.step()) {
      const std::int64_t i = s.integer(0), recorded = s.integer(2);
      const Digest hash = s.digest(3);
      if (s.bytes(4) != seal(i, recorded, hash))
        return Error{ErrorCode::corrupt, "record " + std::to_string(i) + " has a broken seal", {}};
      if (auto ok = take(static_cast<std::uint64_t>(i), {s.bytes(1), recorded}, hash); !ok)
        return ok;
    }
    if (code != SQLITE_DONE) return failed(db_, "reading events");
    return {};
  }

  Result<std::vector<std::uint64_t>> touching(bool is_load, std::string_view name) override {
    Statement s(db_,
                "SELECT i FROM touch WHERE entity = (SELECT id FROM entity WHERE is_load = ? "
                "AND name = ?) ORDER BY i");
    s.bind(1, is_load);
    s.bind_text(2, name);
    std::vector<std::uint64_t> found;
    int code = s.step();
    for (; code == SQLITE_ROW; code = s.step())
      found.push_back(static_cast<std::uint64_t>(s.integer(0)));
    if (code != SQLITE_DONE) return failed(db_, "reading the index");
    return found;
  }

  Result<void> touches(
      const std::function<Result<void>(bool, std::string_view, std::uint64_t)>& take) override {
    Statement s(db_,
                "SELECT is_load, name, i FROM touch LEFT JOIN entity ON id = entity "
                "ORDER BY entity, i");
    int code = s.step();
    for (; code == SQLITE_ROW; code = s.step())
      if (auto ok = take(s.integer(0) != 0, s.bytes(1), static_cast<std::uint64_t>(s.integer(2)));
          !ok)
        return ok;
    if (code != SQLITE_DONE) return failed(db_, "reading the index");
    return {};
  }

  Result<Diagnostics> check_storage() override {
    Diagnostics found;
    Statement s(db_, "PRAGMA integrity_check");
    int code = s.step();
    for (; code == SQLITE_ROW; code = s.step())
      if (const std::string line = s.bytes(0); line != "ok")
        found.push_back({Severity::error, ErrorCode::corrupt, "sqlite", line, "ok"});
    if (code != SQLITE_DONE)
      found.push_back({Severity::error, ErrorCode::corrupt, "sqlite", sqlite3_errmsg(db_), "ok"});
    return found;
  }

  Result<void> put_note(std::string_view name, std::string_view value) override {
    if (broken_) return Error{ErrorCode::io, "the store failed before; open it again", {}};
    Statement s(db_, value.empty() ? "DELETE FROM note WHERE name = ?"
                                   : "INSERT OR REPLACE INTO note VALUES (?, ?)");
    s.bind_text(1, name);
    if (!value.empty()) s.bind_blob(2, value);
    broken_ = true;
    if (s.run() != SQLITE_DONE) return failed(db_, "writing a note");
    broken_ = false;
    return {};
  }

  Result<std::optional<std::string>> note(std::string_view name) override {
    Statement s(db_, "SELECT value FROM note WHERE name = ?");
    s.bind_text(1, name);
    const int code = s.step();
    if (code == SQLITE_DONE) return std::optional<std::string>{};
    if (code != SQLITE_ROW) return failed(db_, "reading a note");
    return std::optional(s.bytes(0));
  }

 private:
  Result<void> run(const char* sql, const char* what) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failed(db_, what);
    return {};
  }

  /// A file that was left in WAL mode by others is turned back, or refused.
  Result<void> use_rollback_journal() {
    Statement mode(db_, "PRAGMA journal_mode=TRUNCATE");
    if (mode.step() != SQLITE_ROW) return failed(db_, "opening");
    if (mode.bytes(0) != "truncate")
      return Error{ErrorCode::conflict,
                   "the ledger file does not leave journal mode " + mode.bytes(0) +
                       "; another program has it open",
                   {}};
    return {};
  }

  Result<void> create() {
    Statement tables(db_, "SELECT count(*) FROM sqlite_master");
    if (tables.step() != SQLITE_ROW) return failed(db_, "opening");
    if (tables.integer(0) != 0)
      return Error{ErrorCode::unsupported_version, "the file is a database of something else", {}};
    tables.reset();
    if (auto ok = run(layout, "creating"); !ok) return ok;
    const std::string pragmas = "PRAGMA user_version=" + std::to_string(layout_version) +
                                ";PRAGMA application_id=" + std::to_string(application_id);
    return run(pragmas.c_str(), "creating");
  }

  std::string seal(std::int64_t i, std::int64_t recorded, const Digest& hash) {
    std::string numbers;
    for (const std::int64_t n : {i, recorded})
      for (int shift = 56; shift >= 0; shift -= 8) numbers += static_cast<char>(n >> shift & 0xFF);
    const Digest d = hasher_.hash({numbers, bytes_of(hash)});
    return std::string(bytes_of(d).substr(0, 8));
  }

  Result<std::int64_t> entity(bool is_load, std::string_view name) {
    find_entity_.bind(1, is_load);
    find_entity_.bind_text(2, name);
    const int code = find_entity_.step();
    const std::int64_t id = code == SQLITE_ROW ? find_entity_.integer(0) : 0;
    find_entity_.reset();
    if (code == SQLITE_ROW) return id;
    put_entity_.bind(1, is_load);
    put_entity_.bind_text(2, name);
    if (put_entity_.run() != SQLITE_DONE) return failed(db_, "writing the index");
    return sqlite3_last_insert_rowid(db_);
  }

  Result<void> write(const Commit& c) {
    for (std::size_t r = 0; r < c.records.size(); ++r) {
      const auto i = static_cast<std::int64_t>(c.first + r);
      const std::string sealed = seal(i, c.records[r].recorded_us, c.leaf_hashes[r]);
      put_event_.bind(1, i);
      put_event_.bind_blob(2, c.records[r].leaf);
      put_event_.bind(3, c.records[r].recorded_us);
      put_event_.bind_blob(4, bytes_of(c.leaf_hashes[r]));
      put_event_.bind_blob(5, sealed);
      if (put_event_.run() != SQLITE_DONE) return failed(db_, "writing an event");
    }
    for (const auto& t : c.touches) {
      const auto id = entity(t.is_load, t.name);
      if (!id) return id.error();
      put_touch_.bind(1, *id);
      put_touch_.bind(2, static_cast<std::int64_t>(t.index));
      if (put_touch_.run() != SQLITE_DONE) return failed(db_, "writing the index");
    }
    put_head_.bind(1, static_cast<std::int64_t>(c.first + c.records.size()));
    put_head_.bind_blob(2, bytes_of(c.root));
    if (put_head_.run() != SQLITE_DONE) return failed(db_, "writing the head");
    return {};
  }

  sqlite3* db_;
  Statement put_event_, put_head_, find_entity_, put_entity_, put_touch_;
  Hasher hasher_;
  bool broken_ = false;
};

}  // namespace

Result<std::unique_ptr<Store>> sqlite_store(const std::filesystem::path& file) {
  // SQLite takes a stump for a new database; a ledger that was cut off is not a new ledger.
  constexpr std::uintmax_t smallest = 512;
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  if (!unknown && size > 0 && size < smallest)
    return Error{ErrorCode::corrupt,
                 "the ledger file has " + std::to_string(size) + " bytes and was cut off",
                 {}};
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(
      file.string().c_str(), &db,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  if (db == nullptr) return Error{ErrorCode::out_of_memory, "sqlite does not open", {}};
  auto store = std::make_unique<SqliteStore>(db);
  if (code != SQLITE_OK) return failed(db, "opening");
  if (auto ok = store->begin(); !ok) return ok.error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace masseflyt::traceability
