// Mirrors include/masseflyt/traceability/store.hpp. What must hold when storage fails is in
// failure_*_test.cpp.
#include <masseflyt/traceability/store.hpp>

#include <masseflyt/traceability/commitment.hpp>

#include "traceability/support_file.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

using test::AFile;

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

TEST_F(AFile, AFileOfSomethingElseIsRefused) {
  std::filesystem::remove(file);
  std::ofstream(file) << std::string(5000, 'x');
  EXPECT_EQ(sqlite_store(file).error().code, ErrorCode::corrupt);
}

TEST_F(AFile, WhatIsErasedIsNotInTheFileAnyMore) {
  const Opening opening{"vehicle", "AB 12345 is a plate to be forgotten", std::string(16, 's')};
  {
    Story s({}, open());
    Event e = test::one_kilogram(s);
    e.commitments = {commit(opening).value()};
    s.must(e);
    ASSERT_TRUE(s.ledger.keep_opening(e.id, "vehicle", opening.value, opening.salt));
    EXPECT_NE(test::content(file).find(opening.value), std::string::npos);
    ASSERT_TRUE(s.ledger.erase_opening(e.id, "vehicle"));
  }
  EXPECT_EQ(test::content(file).find(opening.value), std::string::npos);
  EXPECT_EQ(test::content(journal).find(opening.value), std::string::npos);
  EXPECT_EQ(faults(), 0u);
}

TEST_F(AFile, FsckFindsAnOpeningThatDoesNotOpen) {
  const Opening opening{"vehicle", "AB 12345", std::string(16, 's')};
  Event e;
  {
    Story s({}, open());
    e = test::one_kilogram(s);
    e.commitments = {commit(opening).value()};
    s.must(e);
    ASSERT_TRUE(s.ledger.keep_opening(e.id, "vehicle", opening.value, opening.salt));
    EXPECT_EQ(s.ledger.opening(e.id, "vehicle").value()->value, "AB 12345");
  }
  EXPECT_EQ(faults(), 0u);
  const std::string whole = test::content(file);
  std::string changed = whole;
  changed[changed.find("AB 12345")] = 'X';
  test::put_content(file, changed);
  EXPECT_EQ(faults(), 1u);
  Story s({}, open());
  EXPECT_EQ(s.ledger.opening(e.id, "vehicle").error().code, ErrorCode::corrupt);
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
  Result<void> touches(
      const std::function<Result<void>(bool, std::string_view, std::uint64_t)>& take) override {
    return inner->touches(take);
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

TEST_F(AFile, ALedgerIsOpenedByItsName) {
  {
    Story s({}, open());
    s.ledger.checkpoint(test::signer('L')).value();
  }
  const auto other = Ledger::open(open(), "ledger.example/2");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(other.error().message.find("ledger.example/1"), std::string::npos);
}

TEST_F(AFile, F9AStoreThatWasRolledBackBehindItsCheckpointIsRefused) {
  Story s;
  s.extract("A", 1);
  const auto note = s.ledger.checkpoint(test::signer('L')).value();
  auto store = open();
  Story old({}, std::move(store));
  ASSERT_TRUE(old.ledger.store().put_note("checkpoint", note));
  { auto gone = std::move(old.ledger); }
  EXPECT_EQ(reopened().error().code, ErrorCode::corrupt);
  EXPECT_EQ(faults(), 1u);
}

}  // namespace
}  // namespace masseflyt::traceability
