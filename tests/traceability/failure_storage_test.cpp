// F3, F4, F7, F13: calls to the disk fail, it is full, bits flip, another process writes.
#include <algorithm>
#include <csignal>
#include <random>

#include <sys/resource.h>
#include <sys/wait.h>

#include "traceability/support_disk.hpp"
#include "traceability/support_file.hpp"

namespace masseflyt::traceability {
namespace {

using test::content;
using test::Disk;
using test::DiskCall;
using test::kg;
using test::one_kilogram;
using test::put_content;
using test::rounds;
using test::Story;

struct Storage : test::AFile {};

int code_of(DiskCall::What what) {
  switch (what) {
    case DiskCall::What::create:
      return SQLITE_CANTOPEN;
    case DiskCall::What::write:
      return SQLITE_IOERR_WRITE;
    case DiskCall::What::truncate:
      return SQLITE_IOERR_TRUNCATE;
    case DiskCall::What::sync:
      return SQLITE_IOERR_FSYNC;
    case DiskCall::What::remove:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

/// Each call of one append fails in its turn: once, or from there on. `calls` counts those of one
/// kind only, if given.
void fail_each_call(Storage& test, std::optional<DiskCall::What> only, bool for_good, int& failed) {
  std::filesystem::remove(test.file), std::filesystem::remove(test.journal);
  { Story s({}, test.open()); }
  const std::string base = content(test.file);
  for (int n = 0;; ++n) {
    put_content(test.file, base);
    std::filesystem::remove(test.journal);
    Disk disk;
    int calls = -1;
    bool hit = false;
    {
      Story s({}, test.open());
      const Digest root = s.ledger.tree().root();
      disk.hook = [&](const DiskCall& call) {
        if (only && call.what != *only) return SQLITE_OK;
        ++calls;
        if (calls != n && !(for_good && hit)) return SQLITE_OK;
        hit = true;
        return code_of(call.what);
      };
      const auto receipt = s.append(one_kilogram(s));
      if (!hit) break;
      ++failed;
      ASSERT_FALSE(receipt) << "call " << n << " failed, and yet it was acknowledged";
      EXPECT_EQ(receipt.error().code, ErrorCode::io) << receipt.error().message;
      EXPECT_EQ(s.append(one_kilogram(s)).error().code, ErrorCode::io);  // until it is reopened
      EXPECT_EQ(s.ledger.checkpoint(test::signer('L')).error().code, ErrorCode::io);
      EXPECT_TRUE(s.ledger.size() == 0 || s.ledger.size() == 9 || s.ledger.tree().root() == root)
          << "call " << n << (for_good ? " and on: " : ": ") << s.ledger.size();
      disk.hook = [](const DiskCall&) { return SQLITE_OK; };
    }
    const auto ledger = test.reopened();
    ASSERT_TRUE(ledger) << "call " << n << ": " << ledger.error().message;
    EXPECT_TRUE(ledger->size() == 8 || ledger->size() == 9)
        << "call " << n << ": " << ledger->size();
    ASSERT_LT(n, 1000);
  }
  EXPECT_EQ(test.faults(), 0u) << test.last_fault;
}

TEST_F(Storage, F3AnyFailedCallIsATypedErrorAndNoFalseAcknowledgement) {
  int failed = 0;
  for (const bool for_good : {false, true}) fail_each_call(*this, {}, for_good, failed);
  EXPECT_GT(failed, 10);
  std::printf("[          ] %d calls failed\n", failed);
}

TEST_F(Storage, F3AfterAFailedFsyncNothingIsTakenUntilReopened) {
  int failed = 0;
  fail_each_call(*this, DiskCall::What::sync, false, failed);
  EXPECT_GE(failed, 2);  // journal and file at least
}

TEST_F(Storage, F3OpeningThatFailsIsAnError) {
  { Story s({}, open()); }
  const std::string base = content(file);
  int failed = 0;
  for (int n = 0; n < 100; ++n) {
    std::filesystem::remove(file), std::filesystem::remove(journal);
    if (n % 2 == 0) put_content(file, base);
    Disk disk;
    int calls = 0;
    disk.hook = [&](const DiskCall& call) {
      return calls++ == n / 2 ? code_of(call.what) : SQLITE_OK;
    };
    const auto store = sqlite_store(file);
    if (store) continue;
    ++failed;
    EXPECT_EQ(store.error().code, ErrorCode::io) << store.error().message;
  }
  EXPECT_GT(failed, 3);
}

TEST_F(Storage, F3ANoteThatWasNotWrittenIsNotTakenForWritten) {
  {
    Disk disk;
    Story s({}, open());
    disk.hook = [](const DiskCall& call) {
      return call.what == DiskCall::What::sync ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    };
    EXPECT_EQ(s.ledger.checkpoint(test::signer('L')).error().code, ErrorCode::io);
    disk.hook = [](const DiskCall&) { return SQLITE_OK; };
    EXPECT_EQ(s.append(one_kilogram(s)).error().code, ErrorCode::io);
  }
  Story again({}, open());
  again.must(one_kilogram(again));
}

TEST_F(Storage, F4AFullDiskIsACleanErrorAndNothingIsLost) {
  { Story s({}, open()); }
  const auto size_before = std::filesystem::file_size(file);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);  // the write fails instead
    const rlimit limit{size_before + 20'000, size_before + 20'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Story s({}, open());
    for (int i = 0; i < 10'000; ++i)
      if (const auto r = s.append(one_kilogram(s)); !r)
        _exit(r.error().code == ErrorCode::io && !s.append(one_kilogram(s)) ? 42 : 43);
    _exit(44);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 42);  // io, and read-only from then on
  EXPECT_EQ(faults(), 0u) << last_fault;
  Story after({}, open());
  after.extract("B", 1);  // with space again, writing goes on
}

/// So many bytes are left on the disk, for every number from none to enough.
TEST_F(Storage, F4WhereverTheDiskGetsFullWhatWasAcknowledgedStays) {
  { Story s({}, open()); }
  const std::string base = content(file);
  int full = 0;
  for (std::size_t left = 0; left < 40'000; left += static_cast<std::size_t>(rounds(1777, 111))) {
    put_content(file, base);
    std::filesystem::remove(journal);
    std::uint64_t told = 8;
    {
      Disk disk;
      Story s({}, open());
      std::size_t used = 0;
      disk.hook = [&](const DiskCall& call) {
        used += call.what == DiskCall::What::write ? call.bytes.size() : 0;
        return used > left ? SQLITE_FULL : SQLITE_OK;
      };
      for (int i = 0; i < 3; ++i) {
        const auto receipt = s.append(one_kilogram(s));
        if (!receipt) {
          EXPECT_EQ(receipt.error().code, ErrorCode::io);
          ++full;
          break;
        }
        told = receipt->index + 1;
      }
      disk.hook = [](const DiskCall&) { return SQLITE_OK; };
    }
    Story again({}, open());
    EXPECT_GE(again.ledger.size(), told);
    again.must(one_kilogram(again));
  }
  EXPECT_GT(full, 5);
  EXPECT_EQ(faults(), 0u) << last_fault;
}

/// Each flip is either found by fsck, or in bytes that mean nothing: then everything reads as
/// before.
TEST_F(Storage, F7NoFlippedBitChangesAnAnswerSilently) {
  Digest root;
  std::vector<Record> records;
  std::string note;
  {
    Story s({}, open());
    for (int i = 0; i < 5; ++i) s.extract("A", 1);
    note = s.ledger.checkpoint(test::signer('L')).value();
    root = s.ledger.tree().root();
    for (std::uint64_t i = 0; i < s.ledger.size(); ++i)
      records.push_back(s.ledger.record(i).value());
  }
  const NoteKey key{test::origin, NoteKind::ed25519, test::signer('L').key.bytes};
  const std::string whole = content(file);
  std::mt19937 random(13);
  int noticed = 0, flips = 0;
  const bool every_bit = rounds(0, 1) == 1;
  const std::size_t all = every_bit ? 8 * whole.size() : 400;
  for (std::size_t n = 0; n < all; ++n, ++flips) {
    const std::size_t bit = every_bit ? n : random() % (8 * whole.size());
    std::string bad = whole;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    put_content(file, bad);
    auto store = sqlite_store(file);
    const auto found = store ? Ledger::fsck(**store, test::origin, {}, {&key, 1})
                             : Result<Diagnostics>(store.error());
    if (!found || !found->empty()) {
      ++noticed;
      continue;
    }
    const auto ledger = Ledger::open(*std::move(store), test::origin);
    ASSERT_TRUE(ledger) << "bit " << bit;
    ASSERT_EQ(ledger->tree().root(), root) << "bit " << bit;
    ASSERT_EQ(ledger->last_checkpoint().value(), note) << "bit " << bit;
    for (std::uint64_t i = 0; i < records.size(); ++i)
      ASSERT_EQ(ledger->record(i).value(), records[i]) << "bit " << bit;
  }
  EXPECT_GT(noticed, flips / 20);  // else the flips hit nothing but free pages
  std::printf("[          ] %d flips, %d noticed, the others without effect\n", flips, noticed);
}

TEST_F(Storage, F13ASecondWriterIsRefused) {
  const auto first = open();
  const auto second = sqlite_store(file);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  const pid_t child = fork();
  if (child == 0) {
    const auto other = sqlite_store(file);
    _exit(!other && other.error().code == ErrorCode::conflict ? 42 : 43);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
}

/// Processes that come and go and append to one file, each when it gets hold of it.
TEST_F(Storage, F13TwoProcessesNeverInterleave) {
  { Story s({}, open()); }
  const int each = rounds(10, 200);
  std::vector<pid_t> children;
  for (const char who : {'x', 'y'}) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int done = 0, tries = 0; done < each; ++tries) {
      if (tries > 100'000) _exit(1);
      auto store = sqlite_store(file);
      if (!store && store.error().code != ErrorCode::conflict) _exit(2);
      if (!store) {
        usleep(200);
        continue;
      }
      Story s({}, *std::move(store));
      Event e = one_kilogram(s);
      e.id = who + std::to_string(done);
      if (!s.append(e)) _exit(3);
      ++done;
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << WEXITSTATUS(status);
  }
  {
    const auto ledger = reopened();
    ASSERT_TRUE(ledger);
    EXPECT_EQ(ledger->size(), 8u + 2 * static_cast<std::uint64_t>(each));
    for (const char who : {'x', 'y'})
      for (int i = 0; i < each; ++i) EXPECT_TRUE(ledger->find_event(who + std::to_string(i)));
  }
  EXPECT_EQ(faults(), 0u) << last_fault;
}

}  // namespace
}  // namespace masseflyt::traceability
