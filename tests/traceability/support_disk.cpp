#include "traceability/support_disk.hpp"

#include <algorithm>
#include <cstring>

namespace masseflyt::traceability::test {
namespace {

using What = DiskCall::What;

Disk* current = nullptr;

/// Lies in front of the real file in SQLite's memory.
struct File {
  sqlite3_file base;
  const char* name;  ///< SQLite's own, which outlives the file
  sqlite3_file* real;
};

sqlite3_file* real(sqlite3_file* f) { return reinterpret_cast<File*>(f)->real; }
int ask(What what, const char* name, std::int64_t at = 0, std::string bytes = {}) {
  return current->hook({what, name == nullptr ? "" : name, at, std::move(bytes)});
}

int close(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return real(f)->pMethods->xRead(real(f), to, n, at);
}
int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  const char* name = reinterpret_cast<File*>(f)->name;
  const std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(n));
  const int answer = ask(What::write, name, at, bytes);
  if (answer == Disk::half) {
    real(f)->pMethods->xWrite(real(f), from, n / 2, at);
    return ask(What::write, name, at);
  }
  return answer != SQLITE_OK ? answer : real(f)->pMethods->xWrite(real(f), from, n, at);
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
  const int answer = ask(What::truncate, reinterpret_cast<File*>(f)->name, size);
  return answer != SQLITE_OK ? answer : real(f)->pMethods->xTruncate(real(f), size);
}
int sync(sqlite3_file* f, int flags) {
  const int answer = ask(What::sync, reinterpret_cast<File*>(f)->name);
  return answer != SQLITE_OK ? answer : real(f)->pMethods->xSync(real(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
  return real(f)->pMethods->xFileSize(real(f), size);
}
int lock(sqlite3_file* f, int how) { return real(f)->pMethods->xLock(real(f), how); }
int unlock(sqlite3_file* f, int how) { return real(f)->pMethods->xUnlock(real(f), how); }
int check_lock(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int control(sqlite3_file* f, int op, void* arg) {
  return real(f)->pMethods->xFileControl(real(f), op, arg);
}
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }

const sqlite3_io_methods methods = {
    1,       close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,  check_lock, control, sector_size, characteristics, nullptr, nullptr,   nullptr,
    nullptr, nullptr,    nullptr};

sqlite3_vfs* real(sqlite3_vfs* v) { return static_cast<sqlite3_vfs*>(v->pAppData); }

int open(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out) {
  auto* file = reinterpret_cast<File*>(f);
  file->base.pMethods = nullptr;
  file->name = name;
  file->real = reinterpret_cast<sqlite3_file*>(file + 1);
  int there = 0;
  if (name != nullptr) real(v)->xAccess(real(v), name, SQLITE_ACCESS_EXISTS, &there);
  if ((flags & SQLITE_OPEN_CREATE) != 0 && there == 0)
    if (const int answer = ask(What::create, name); answer != SQLITE_OK) return SQLITE_CANTOPEN;
  const int code = real(v)->xOpen(real(v), name, file->real, flags, out);
  if (file->real->pMethods != nullptr) file->base.pMethods = &methods;
  return code;
}
int remove(sqlite3_vfs* v, const char* name, int sync_folder) {
  const int answer = ask(What::remove, name);
  return answer != SQLITE_OK ? answer : real(v)->xDelete(real(v), name, sync_folder);
}

}  // namespace

Disk::Disk() : real_(sqlite3_vfs_find(nullptr)), own_(*real_) {
  own_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  own_.zName = "masseflyt-test-disk";
  own_.pAppData = real_;
  own_.xOpen = open;
  own_.xDelete = remove;
  current = this;
  sqlite3_vfs_register(&own_, 1);
}

Disk::~Disk() {
  sqlite3_vfs_unregister(&own_);
  sqlite3_vfs_register(real_, 1);
  current = nullptr;
}

namespace {

void put(std::string& content, std::size_t at, std::string_view bytes) {
  if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at));
}

void apply(std::string& content, const DiskCall& call, const std::function<bool()>& survives) {
  if (call.what == What::truncate) {
    if (survives()) content.resize(static_cast<std::size_t>(call.at));
    return;
  }
  constexpr std::size_t sector = 512;
  for (std::size_t from = 0; from < call.bytes.size();) {
    const std::size_t at = static_cast<std::size_t>(call.at) + from;
    const std::size_t n = std::min(sector - at % sector, call.bytes.size() - from);
    if (survives()) put(content, at, std::string_view(call.bytes).substr(from, n));
    from += n;
  }
}

}  // namespace

std::map<std::string, std::string> PowerLoss::files(std::size_t calls,
                                                    const std::function<bool()>& survives) const {
  std::map<std::string, std::size_t> synced;  // calls up to there have reached the disk, by file
  for (std::size_t c = 0; c < calls; ++c)
    if (calls_[c].what == What::sync) synced[calls_[c].file] = c;
  auto files = start_;
  const auto surely = [] { return true; };
  for (std::size_t c = 0; c < calls; ++c) {
    const DiskCall& call = calls_[c];
    const auto last = synced.find(call.file);
    const bool safe = last != synced.end() && c < last->second;
    if (call.what == What::create) {
      if (safe || survives()) files.try_emplace(call.file);
    } else if (call.what == What::remove) {
      if (survives()) files.erase(call.file);
    } else if (call.what != What::sync) {
      if (!files.contains(call.file)) continue;  // never came to be: neither did what is in it
      apply(files[call.file], call, safe ? std::function<bool()>(surely) : survives);
    }
  }
  return files;
}

}  // namespace masseflyt::traceability::test
