// Mirrors include/masseflyt/traceability/store.hpp: what must hold when storage fails or lies.
// F1 to F15 are the failure tests as the facts of the project number them.
#include <masseflyt/traceability/store.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

/// A folder that is gone afterwards.
struct AFile : testing::Test {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("masseflyt-store-" + std::to_string(getpid()) +
                                                "-" + std::to_string(std::random_device{}()));
  std::filesystem::path file = folder / "ledger.db";
  void SetUp() override {
    std::filesystem::create_directories(folder);
    if (auto s = sqlite_store(file); !s && s.error().code == ErrorCode::not_found)
      GTEST_SKIP() << s.error().message;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::unique_ptr<Store> open() { return sqlite_store(file).value(); }
  std::size_t faults() {
    auto store = sqlite_store(file);
    if (!store) return 1;
    const auto found = Ledger::fsck(**store, "ledger.example/1", {});
    return found ? found->size() : 1;
  }
};

/// How often a random failure is tried: MASSEFLYT_LONG=1 for the thousand of a release.
int rounds(int normally) { return std::getenv("MASSEFLYT_LONG") == nullptr ? normally : 1000; }

TEST_F(AFile, KeepsALedgerAsItWas) {
  Digest root;
  std::vector<Flag> flags;
  {
    Story s({}, open());
    s.extract("A", 10);
    s.use(kg("A", 12));
    s.must(s.corrected(s.extract("B", 5)));
    root = s.ledger.tree().root(), flags = s.ledger.flags();
  }
  Story again({}, open());
  EXPECT_EQ(again.ledger.tree().root(), root);
  EXPECT_EQ(again.ledger.flags(), flags);  // I17
  EXPECT_EQ(again.stock_kg("A"), -2);
  again.extract("C", 1);
}

TEST_F(AFile, I17AndTheStoresIndexIsThatOfTheLedger) {
  Story s({}, open());
  s.extract("A", 10);
  s.ship("L", kg("A", 4));
  s.receive("L", kg("IN", 4));
  EXPECT_EQ(s.ledger.store().touching(false, "A").value(), s.ledger.history("A"));
  EXPECT_EQ(s.ledger.store().touching(true, "L").value(), s.ledger.history_of_load("L"));
  EXPECT_TRUE(s.ledger.store().touching(false, "nothing").value().empty());
}

TEST_F(AFile, FsckOfAHealthyLedgerFindsNothing) {
  {
    Story s({}, open());
    s.extract("A", 10);
    s.ledger.checkpoint(test::signer('L')).value();
    s.extract("A", 10);
  }
  EXPECT_EQ(faults(), 0u);
}

TEST_F(AFile, F13ASecondWriterIsRefused) {
  const auto first = open();
  const auto second = sqlite_store(file);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(AFile, F15DuplicatesInAnyOrderLeadToTheSameRoot) {
  Story s({}, open());
  std::vector<SignedEvent> batch;
  for (int i = 0; i < 20; ++i) {
    Event e = s.at(EventKind::extract, "contractor");
    e.place = "pit", e.outputs = {kg("A", 1 + i)};
    batch.push_back(sign(e, Story::key_of("contractor")).value());
  }
  ASSERT_TRUE(s.ledger.append(batch, s.now));
  const Digest root = s.ledger.tree().root();
  std::mt19937 random(3);
  for (int k = 0; k < 5; ++k) {
    std::shuffle(batch.begin(), batch.end(), random);
    const auto receipts = s.ledger.append(batch, s.now).value();
    for (const auto& r : receipts) EXPECT_TRUE(r->already);
    EXPECT_EQ(s.ledger.tree().root(), root);
  }
}

TEST_F(AFile, AFileOfSomethingElseIsRefused) {
  std::filesystem::remove(file);
  std::ofstream(file) << std::string(5000, 'x');
  EXPECT_EQ(sqlite_store(file).error().code, ErrorCode::corrupt);
}

/// Appends until it is killed; tells each acknowledged event through a pipe.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int acknowledged) {
  auto store = sqlite_store(file);
  if (!store) _exit(2);
  Story s({}, *std::move(store));
  for (;;) {
    Event e = s.at(EventKind::extract, "contractor");
    e.place = "pit", e.outputs = {kg("A", 1)};
    const auto receipt = s.append(e);
    if (!receipt) _exit(3);
    const std::uint64_t size = receipt->index + 1;
    if (write(acknowledged, &size, sizeof size) != sizeof size) _exit(4);
  }
}

TEST_F(AFile, F1NoAcknowledgedEventIsLostByKill9) {
  { Story s({}, open()); }
  std::mt19937 random(5);
  std::uint64_t grown = 0;
  for (int round = 0; round < rounds(15); ++round) {
    int pipes[2];
    ASSERT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(pipes[0]);
      write_until_killed(file, pipes[1]);
    }
    close(pipes[1]);
    usleep(static_cast<useconds_t>(random() % 50'000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    std::uint64_t acknowledged = 0, size = 0;
    while (read(pipes[0], &size, sizeof size) == sizeof size) acknowledged = size;
    close(pipes[0]);
    auto ledger = Ledger::open(open(), "ledger.example/1");  // recomputes the root
    ASSERT_TRUE(ledger) << ledger.error().message;
    EXPECT_GE(ledger->size(), acknowledged);
    EXPECT_LE(ledger->size(), std::max<std::uint64_t>(acknowledged + 1, ledger->size()));
    grown = ledger->size();
  }
  EXPECT_GT(grown, 8u);  // else nothing was ever written
  EXPECT_EQ(faults(), 0u);
}

TEST_F(AFile, F4AFullDiskIsACleanErrorAndNothingIsLost) {
  { Story s({}, open()); }
  const auto size_before = std::filesystem::file_size(file);
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);  // the write fails instead
    const rlimit limit{size_before + 20'000, size_before + 20'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    Story s({}, open());
    for (int i = 0; i < 10'000; ++i) {
      Event e = s.at(EventKind::extract, "contractor");
      e.place = "pit", e.outputs = {kg("A", 1)};
      if (const auto r = s.append(e); !r)
        _exit(r.error().code == ErrorCode::io && !s.append(e) ? 42 : 43);
    }
    _exit(44);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 42);  // io, and read-only from then on
  EXPECT_EQ(faults(), 0u);
  Story after({}, open());
  after.extract("B", 1);  // with space again, writing goes on
}

TEST_F(AFile, F5AFileCutAnywhereIsNeverReadPastItsEnd) {
  Digest root;
  {
    Story s({}, open());
    root = s.ledger.tree().root();
  }
  std::string whole;
  {
    std::ifstream in(file, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  int refused = 0;
  std::mt19937 random(9);
  for (int round = 0; round < rounds(60); ++round) {
    const std::size_t size = random() % whole.size();
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(whole.data(), static_cast<std::streamsize>(size));
    auto store = sqlite_store(file);
    const auto ledger =
        store ? Ledger::open(*std::move(store), "ledger.example/1") : Result<Ledger>(store.error());
    refused += ledger ? 0 : 1;
    if (!ledger || size == 0) continue;                           // an empty file is a new ledger
    EXPECT_EQ(ledger->tree().root(), root) << "cut at " << size;  // only free bytes were missing
  }
  EXPECT_GT(refused, 0);
}

/// Each flip is either found by fsck, or in bytes that mean nothing: then everything reads as
/// before.
TEST_F(AFile, F7NoFlippedBitChangesAnAnswerSilently) {
  Digest root;
  std::vector<Record> records;
  {
    Story s({}, open());
    for (int i = 0; i < 5; ++i) s.extract("A", 1);
    root = s.ledger.tree().root();
    for (std::uint64_t i = 0; i < s.ledger.size(); ++i)
      records.push_back(s.ledger.record(i).value());
  }
  std::string whole;
  {
    std::ifstream in(file, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  std::mt19937 random(13);
  int noticed = 0;
  const int all = std::getenv("MASSEFLYT_LONG") == nullptr ? 400 : 20'000;
  for (int round = 0; round < all; ++round) {
    std::string bad = whole;
    bad[random() % bad.size()] ^= static_cast<char>(1u << random() % 8);
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(bad.data(), static_cast<std::streamsize>(bad.size()));
    if (faults() > 0) {
      ++noticed;
      continue;
    }
    const auto ledger = Ledger::open(open(), "ledger.example/1");
    ASSERT_TRUE(ledger);
    ASSERT_EQ(ledger->tree().root(), root);
    for (std::uint64_t i = 0; i < records.size(); ++i)
      ASSERT_EQ(ledger->record(i).value(), records[i]);
  }
  EXPECT_GT(noticed, all / 20);  // else the flips hit nothing but free pages
}

/// A store that fails when it is told to.
class FailingStore final : public Store {
 public:
  Result<void> append(const Commit& c) override {
    if (fail) return Error{ErrorCode::io, "no fsync", {}};
    return inner->append(c);
  }
  Result<Head> head() override { return inner->head(); }
  Result<void> read(
      std::uint64_t begin, std::uint64_t end,
      const std::function<Result<void>(std::uint64_t, Record&&, const Digest&)>& take) override {
    return inner->read(begin, end, [&](std::uint64_t i, Record&& r, const Digest& d) {
      if (i == flipped) r.leaf[20] ^= 1;
      return take(i, std::move(r), d);
    });
  }
  Result<std::vector<std::uint64_t>> touching(bool l, std::string_view n) override {
    return inner->touching(l, n);
  }
  Result<Diagnostics> check_storage() override { return inner->check_storage(); }
  Result<void> put_note(std::string_view n, std::string_view v) override {
    return inner->put_note(n, v);
  }
  Result<std::optional<std::string>> note(std::string_view n) override { return inner->note(n); }

  std::unique_ptr<Store> inner = memory_store();
  bool fail = false;
  std::uint64_t flipped = ~std::uint64_t{0};
};

TEST(AStoreThatFails, F3MakesTheLedgerTakeNothingMore) {
  auto owned = std::make_unique<FailingStore>();
  auto* store = owned.get();
  Story s({}, std::move(owned));
  s.extract("A", 1);
  store->fail = true;
  Event e = s.at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 1)};
  EXPECT_EQ(s.append(e).error().code, ErrorCode::io);
  store->fail = false;
  EXPECT_EQ(s.append(e).error().code, ErrorCode::io);  // until it is opened again
  EXPECT_EQ(s.ledger.checkpoint(test::signer('L')).error().code, ErrorCode::io);
}

TEST(AStoreThatLies, NoRootIsSignedOverBytesThatHaveChanged) {
  auto owned = std::make_unique<FailingStore>();
  auto* store = owned.get();
  Story s({}, std::move(owned));
  s.extract("A", 1);
  store->flipped = 3;
  EXPECT_EQ(s.ledger.checkpoint(test::signer('L')).error().code, ErrorCode::corrupt);
  EXPECT_EQ(s.ledger.record(3).error().code, ErrorCode::corrupt);
  EXPECT_FALSE(Ledger::fsck(*store, "ledger.example/1", {})->empty());
}

}  // namespace
}  // namespace masseflyt::traceability
