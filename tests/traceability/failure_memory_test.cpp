// F11: memory runs out at any allocation. This file replaces operator new of the whole test
// program; it fails only when it is told to.
#include <atomic>
#include <cstdlib>
#include <new>

#include "traceability/support_disk.hpp"
#include "traceability/support_file.hpp"

namespace {

std::atomic<long> allocations_left{-1};  // below 0: endless
std::atomic<bool> for_good{false};
std::atomic<int> refused{0};

/// Whether this allocation is the one that fails.
bool runs_out() {
  if (allocations_left.load(std::memory_order_relaxed) < 0) return false;
  if (allocations_left.fetch_sub(1) > 0) return false;
  if (for_good)
    allocations_left = 0;
  else
    allocations_left = -1;
  ++refused;
  return true;
}

/// Memory runs out at the `n`-th allocation from now; later ones fail too, if `from_then_on`.
struct Shortage {
  Shortage(int n, bool from_then_on) {
    refused = 0, for_good = from_then_on;
    allocations_left = n;
  }
  ~Shortage() { allocations_left = -1; }
};

}  // namespace

void* operator new(std::size_t size) {
  void* p = runs_out() ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return runs_out() ? nullptr : std::malloc(size == 0 ? 1 : size);
}
// Not inlined: GCC would see free() after a `new` and call it a mismatch.
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace masseflyt::traceability {
namespace {

using test::one_kilogram;
using test::Story;

/// Tries to append three events with memory for `n` allocations. Whether it came through.
bool append_with(Story& s, int n, bool from_then_on) {
  std::vector<SignedEvent> events;
  for (int i = 0; i < 3; ++i)
    events.push_back(sign(one_kilogram(s), Story::key_of("contractor")).value());
  bool taken = false;
  try {
    const Shortage shortage(n, from_then_on);
    taken = s.ledger.append(events, s.now).has_value();
  } catch (const std::bad_alloc&) {
  }
  return taken;
}

void check_after(Story& s, bool taken, std::uint64_t before, bool from_then_on) {
  if (taken) {
    EXPECT_EQ(s.ledger.size(), before + 3);
    return;
  }
  EXPECT_EQ(s.ledger.store().head()->size, before);
  if (!from_then_on) {
    EXPECT_EQ(s.ledger.size(), before);
    EXPECT_EQ(s.stock_kg("A"), 1);
    EXPECT_TRUE(s.ledger.flags().empty());
  }
  EXPECT_EQ(s.append(one_kilogram(s)).error().code, ErrorCode::io);  // until it is reopened
  for (const auto& lot : s.ledger.lots()) EXPECT_TRUE(s.ledger.lot(lot));
}

TEST(OutOfMemory, F11AtAnyAllocationTheLedgerIsAsItWasBefore) {
  int short_of = 0;
  for (const bool from_then_on : {false, true})
    for (int n = 0;; ++n) {
      Story s;
      s.must(one_kilogram(s));
      const bool taken = append_with(s, n, from_then_on);
      check_after(s, taken, 9, from_then_on);
      if (refused == 0) break;
      ++short_of;
      ASSERT_LT(n, 10'000);
    }
  EXPECT_GT(short_of, 50);
  std::printf("[          ] memory ran out at %d places\n", short_of);
}

struct OutOfMemoryFile : test::AFile {};

TEST_F(OutOfMemoryFile, F11AndAFileHoldsAllOrNothing) {
  for (int n = 0;; n += 3) {
    std::filesystem::remove(file), std::filesystem::remove(journal);
    {
      Story s({}, open());
      s.must(one_kilogram(s));
      const bool taken = append_with(s, n, false);
      check_after(s, taken, 9, false);
    }
    const auto ledger = reopened();
    ASSERT_TRUE(ledger);
    EXPECT_TRUE(ledger->size() == 9 || ledger->size() == 12);
    if (refused == 0) break;
    ASSERT_LT(n, 10'000);
  }
  EXPECT_EQ(faults(), 0u) << last_fault;
}

/// SQLite's own memory, bounded from outside so that its allocations fail.
TEST_F(OutOfMemoryFile, F11SqliteWithoutMemoryIsATypedError) {
  { Story s({}, open()); }
  int failed = 0;
  for (int kilobytes = 0; kilobytes < 400; kilobytes += test::rounds(50, 5)) {
    {
      auto store = sqlite_store(file);
      ASSERT_TRUE(store);
      Story s({}, *std::move(store));
      const auto held = sqlite3_memory_used();
      sqlite3_hard_heap_limit64(held + 1024 * kilobytes + 1);
      std::vector<SignedEvent> events;
      for (int i = 0; i < 200; ++i)
        events.push_back(sign(one_kilogram(s), Story::key_of("contractor")).value());
      const auto receipts = s.ledger.append(events, s.now);
      sqlite3_hard_heap_limit64(0);
      if (receipts) continue;
      ++failed;
      EXPECT_TRUE(receipts.error().code == ErrorCode::out_of_memory ||
                  receipts.error().code == ErrorCode::io)
          << receipts.error().message;
    }
    const auto ledger = reopened();
    ASSERT_TRUE(ledger) << ledger.error().message;
  }
  EXPECT_GT(failed, 0);
  EXPECT_EQ(faults(), 0u) << last_fault;
}

}  // namespace
}  // namespace masseflyt::traceability
