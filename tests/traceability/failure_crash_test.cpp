// F1, F2, F5, F6: the writer dies, the power goes. No event that was acknowledged is lost, none is
// half there, and what is found again is a prefix of what was appended.
#include <algorithm>
#include <csignal>
#include <random>

#include <sys/wait.h>

#include "traceability/support_disk.hpp"
#include "traceability/support_file.hpp"

namespace masseflyt::traceability {
namespace {

using test::content;
using test::Disk;
using test::DiskCall;
using test::one_kilogram;
using test::PowerLoss;
using test::put_content;
using test::rounds;
using test::Story;

/// A child process that appends to the ledger and acknowledges each size through a pipe.
class Writer {
 public:
  template <typename Body>
  explicit Writer(Body&& body) {
    int pipes[2] = {-1, -1};
    EXPECT_EQ(pipe(pipes), 0);
    child_ = fork();
    if (child_ == 0) {
      close(pipes[0]);
      body([out = pipes[1]](std::uint64_t size) {
        if (write(out, &size, sizeof size) != sizeof size) _exit(4);
      });
      _exit(0);
    }
    close(pipes[1]);
    in_ = pipes[0];
  }
  ~Writer() { close(in_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void kill_it() { kill(child_, SIGKILL); }
  void wait_for_the_first() {
    std::uint64_t size = 0;
    if (read(in_, &size, sizeof size) == sizeof size) acknowledged.push_back(size);
  }
  /// How it ended, and all it acknowledged.
  int wait() {
    int status = 0;
    waitpid(child_, &status, 0);
    std::uint64_t size = 0;
    while (read(in_, &size, sizeof size) == sizeof size) acknowledged.push_back(size);
    return status;
  }
  std::vector<std::uint64_t> acknowledged;

 private:
  pid_t child_ = -1;
  int in_ = -1;
};

struct Crash : test::AFile {
  /// The ledger as it is found again: every event readable, each id once, and no more than one
  /// event that nobody was told about.
  std::uint64_t check(std::uint64_t before, const std::vector<std::uint64_t>& acknowledged) {
    const auto ledger = reopened();  // recomputes the root from the events
    EXPECT_TRUE(ledger) << (ledger ? "" : ledger.error().message);
    if (!ledger) return 0;
    const std::uint64_t told = acknowledged.empty() ? before : acknowledged.back();
    EXPECT_GE(ledger->size(), told);
    EXPECT_LE(ledger->size(), told + 1);
    for (std::uint64_t i = before; i < ledger->size(); ++i) {
      const auto event = ledger->event(i);
      EXPECT_TRUE(event) << i;
      if (event) {
        EXPECT_EQ(ledger->find_event(event->id), i);
      }
    }
    return ledger->size();
  }
};

TEST_F(Crash, F1NoAcknowledgedEventIsLostByKill9) {
  { Story s({}, open()); }
  std::mt19937 random(5);
  std::uint64_t size = 8;
  std::size_t told = 0;
  const int kills = rounds(25, 1200);
  for (int round = 0; round < kills && !HasFailure(); ++round) {
    Writer writer([&](const auto& acknowledge) {
      auto store = sqlite_store(file);
      if (!store) _exit(2);
      Story s({}, *std::move(store));
      for (;;) {
        const auto receipt = s.append(one_kilogram(s));
        if (!receipt) _exit(3);
        acknowledge(receipt->index + 1);
      }
    });
    // While it opens the file, or, in three rounds of four, while it appends.
    if (round % 4 != 0) writer.wait_for_the_first();
    usleep(static_cast<useconds_t>(random() % 50'000));
    writer.kill_it();
    const int status = writer.wait();
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    told += writer.acknowledged.size();
    size = check(size, writer.acknowledged);
    if (round % 50 == 0) {
      EXPECT_EQ(faults(), 0u) << last_fault;
    }
    if (size < 3000) continue;
    std::filesystem::remove(file);  // else each round reads more than it kills
    { Story s({}, open()); }
    size = 8;
  }
  EXPECT_EQ(faults(), 0u) << last_fault;
  EXPECT_GT(told, static_cast<std::size_t>(kills) / 2);  // else hardly anything was ever written
  RecordProperty("kills", kills);
  RecordProperty("acknowledged", static_cast<int>(told));
  std::printf("[          ] %d kills, %zu events acknowledged, none lost\n", kills, told);
}

/// Killed before each single call to the disk of opening and one append, and in the middle of each
/// write.
TEST_F(Crash, F2ACrashBetweenAnyTwoCallsLosesNothing) {
  { Story s({}, open()); }
  const std::string base = content(file);
  int points = 0;
  for (const bool torn : {false, true}) {
    for (int n = 0;; ++n) {
      put_content(file, base);
      std::filesystem::remove(journal);
      Writer writer([&](const auto& acknowledge) {
        Disk disk;
        int calls = 0;
        disk.hook = [&](const DiskCall& call) {
          const bool second_half = call.what == DiskCall::What::write && call.bytes.empty();
          if (second_half || (calls == n && !torn)) raise(SIGKILL);
          return calls++ == n && call.what == DiskCall::What::write ? Disk::half : SQLITE_OK;
        };
        {
          Story s({}, sqlite_store(file).value());
          const auto receipt = s.append(one_kilogram(s));
          if (!receipt) _exit(3);
          acknowledge(receipt->index + 1);
        }
        _exit(calls > n ? 5 : 0);
      });
      const int status = writer.wait();
      check(8, writer.acknowledged);
      EXPECT_EQ(faults(), 0u) << last_fault << " call " << n << (torn ? ", torn" : "");
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0) break;  // came to its end untouched
      ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 5) << WEXITSTATUS(status);
      points += WIFSIGNALED(status) ? 1 : 0;
      ASSERT_LT(n, 1000);
    }
  }
  EXPECT_GT(points, 15);
  std::printf("[          ] killed at %d points\n", points);
}

TEST_F(Crash, F5AFileCutAnywhereIsNeverReadPastItsEnd) {
  Digest root;
  {
    Story s({}, open());
    for (int i = 0; i < 4; ++i) s.must(one_kilogram(s));
    root = s.ledger.tree().root();
  }
  const std::string whole = content(file);
  int refused = 0;
  const std::size_t step = rounds(1, 0) == 0 ? 1 : 149;
  for (std::size_t size = 1; size < whole.size(); size += step) {
    put_content(file, whole.substr(0, size));
    const auto ledger = reopened();
    refused += ledger ? 0 : 1;
    if (ledger) {
      EXPECT_EQ(ledger->tree().root(), root) << "cut at " << size;  // only free bytes were missing
    }
  }
  EXPECT_GT(refused, 10);
}

/// The journal that would undo a half-done commit is cut, or some of its bytes are wrong.
TEST_F(Crash, F5ATornJournalUndoesAllOrIsNoticed) {
  std::string begun, undo;
  Digest root;
  {
    Disk disk;
    Story s({}, open());
    root = s.ledger.tree().root();
    bool stop = false;
    disk.hook = [&](const DiskCall& call) {
      // The last moment before the commit counts: all is written, the journal still stands.
      if (call.what == DiskCall::What::truncate && call.file == journal && begun.empty())
        begun = content(file), undo = content(journal), stop = true;
      return stop ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
    };
    EXPECT_FALSE(s.append(one_kilogram(s)));
    disk.hook = [](const DiskCall&) { return SQLITE_OK; };
  }
  ASSERT_FALSE(undo.empty());
  const auto found_with = [&](const std::string& cut) {
    put_content(file, begun), put_content(journal, cut);
    const auto ledger = reopened();
    if (!ledger) return std::uint64_t{0};
    EXPECT_TRUE(ledger->size() == 9 || ledger->tree().root() == root) << cut.size();
    return ledger->size();
  };
  EXPECT_EQ(found_with(undo), 8u);
  EXPECT_EQ(found_with({}), 9u);
  const std::size_t step = rounds(1, 0) == 0 ? 1 : 397;
  for (std::size_t size = 1; size < undo.size(); size += step) found_with(undo.substr(0, size));
}

/// Of what was not synced when the power went, any part may have reached the disk, in any order.
TEST_F(Crash, F6AfterAPowerLossStandsAPrefixWithAllThatWasAcknowledged) {
  { Story s({}, open()); }
  PowerLoss power({{file, content(file)}});
  std::map<std::uint64_t, Digest> roots;
  std::vector<std::pair<std::size_t, std::uint64_t>> acknowledged;  // after so many calls: size
  {
    Disk disk;
    Story s({}, open());
    roots[s.ledger.size()] = s.ledger.tree().root();
    acknowledged.emplace_back(0, s.ledger.size());
    disk.hook = [&](const DiskCall& call) { return power.record(call), SQLITE_OK; };
    for (int i = 0; i < 6; ++i) {
      s.must(one_kilogram(s));
      roots[s.ledger.size()] = s.ledger.tree().root();
      acknowledged.emplace_back(power.calls(), s.ledger.size());
    }
    disk.hook = [](const DiskCall&) { return SQLITE_OK; };
  }
  std::mt19937 random(17);
  int trials = 0, cut = 0;
  for (std::size_t calls = 0; calls <= power.calls(); ++calls) {
    std::uint64_t told = 0;
    for (const auto& [after, size] : acknowledged)
      if (after <= calls) told = size;
    for (int round = 0; round < rounds(4, 200); ++round, ++trials) {
      const unsigned percent = std::array{
          0u, 100u, 50u, 10u, 90u}[static_cast<std::size_t>(round < 2 ? round : 2 + round % 3)];
      const auto files = power.files(calls, [&] { return random() % 100 < percent; });
      std::filesystem::remove(journal);
      for (const auto& [name, bytes] : files) put_content(name, bytes);
      const auto ledger = reopened();
      ASSERT_TRUE(ledger) << "after call " << calls << ": " << ledger.error().message;
      ASSERT_GE(ledger->size(), told) << "after call " << calls;
      ASSERT_TRUE(roots.contains(ledger->size()));
      ASSERT_EQ(ledger->tree().root(), roots[ledger->size()]);
      cut += ledger->size() < 14 ? 1 : 0;
    }
    EXPECT_EQ(faults(), 0u) << last_fault;
  }
  EXPECT_GT(cut, trials / 4);
  std::printf("[          ] %d power losses\n", trials);
}

}  // namespace
}  // namespace masseflyt::traceability
