// Mirrors include/masseflyt/traceability/crosscheck.hpp.
#include <masseflyt/traceability/crosscheck.hpp>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

const Signer log_signer = test::signer('L');
const NoteKey log_key{"ledger.example/1", NoteKind::ed25519, log_signer.key.bytes};

TEST(Crosscheck, F10TwoCheckpointsOfOneSizeAreEvidence) {
  Story a, b;
  a.extract("A", 10);
  b.extract("A", 11);
  const ForkEvidence evidence{a.ledger.checkpoint(log_signer).value(),
                              b.ledger.checkpoint(log_signer).value()};
  EXPECT_TRUE(proves_fork(evidence, log_key).value());
  EXPECT_FALSE(proves_fork({evidence.first, evidence.first}, log_key).value());
  const NoteKey other{"ledger.example/1", NoteKind::ed25519, test::signer('M').key.bytes};
  EXPECT_FALSE(proves_fork(evidence, other));  // signed by somebody else: no evidence
  EXPECT_EQ(compare(a.ledger, evidence.second, log_key)->agreement, Agreement::forked);
}

TEST(Crosscheck, F9ARolledBackLedgerIsSeenByAPeerWithANewerCheckpoint) {
  Story old, live;
  live.extract("A", 10);
  const auto note = live.ledger.checkpoint(log_signer).value();
  EXPECT_EQ(compare(old.ledger, note, log_key)->agreement, Agreement::rolled_back);
  live.extract("B", 10);
  EXPECT_EQ(compare(live.ledger, note, log_key)->agreement, Agreement::consistent);
}

TEST(Crosscheck, F8ASwappedEventNoLongerFitsAnOlderCheckpoint) {
  Story honest, forged;
  honest.extract("A", 10);
  const auto note = honest.ledger.checkpoint(log_signer).value();
  forged.extract("A", 9);  // rewritten, with all hashes made again
  forged.extract("B", 1);
  EXPECT_EQ(compare(forged.ledger, note, log_key)->agreement, Agreement::forked);
}

struct TwoBooks : testing::Test {
  Story sender, receiver;
  void both(const Event& e) { sender.must(e), receiver.must(e); }
  void SetUp() override {
    for (const char* load : {"L1", "L2", "L3"}) {
      Event e = sender.at(EventKind::extract, "contractor");
      e.place = "pit", e.outputs = {kg(std::string("A") + load, 10)};
      receiver.now = sender.now, both(e);
      e = sender.at(EventKind::ship, "contractor");
      e.load = load, e.inputs = {kg(std::string("A") + load, 10)};
      e.to_party = "plant", e.to_place = "plant-yard";
      receiver.now = sender.now, both(e);
    }
  }
  HandoverReport report() {
    return match_handovers(sender.ledger, "contractor", receiver.ledger, "plant").value();
  }
};

TEST_F(TwoBooks, MatchLoadByLoad) {
  receiver.count = 100;
  receiver.receive("L1", kg("IN", 10));
  receiver.receive("L2", kg("IN", 9));
  const auto r = report();
  EXPECT_EQ(r.matched, 1u);
  ASSERT_EQ(r.mismatches.size(), 2u);
  EXPECT_EQ(r.mismatches[0].load, "L2");
  EXPECT_EQ(r.mismatches[0].fault, HandoverFault::mass_differs);
  EXPECT_EQ(r.mismatches[0].difference_g, 1000);
  EXPECT_EQ(r.mismatches[1].fault, HandoverFault::no_receipt);
}

TEST_F(TwoBooks, ALoadThatTheSenderTookBackIsNoticed) {
  receiver.count = 100, sender.count = 200;
  receiver.receive("L1", kg("IN", 10));
  const auto ship = sender.ledger.event(*sender.ledger.load("L1")->shipped_at).value();
  sender.must(sender.withdrawal(ship));
  const auto r = report();
  ASSERT_FALSE(r.mismatches.empty());
  EXPECT_EQ(r.mismatches.back().load, "L1");
  EXPECT_EQ(r.mismatches.back().fault, HandoverFault::no_shipment);
}

TEST_F(TwoBooks, NeedKnownParties) {
  EXPECT_FALSE(match_handovers(sender.ledger, "nobody", receiver.ledger, "plant"));
}

TEST(Crosscheck, F10EvidenceOfAForkNeedsNoLogOfTheSameSize) {
  for (const int shared : {0, 1, 3, 8}) {
    Story a, b;
    for (int i = 0; i < shared; ++i) a.extract("A", 10), b.extract("A", 10);
    b.extract("B", 1);
    const auto theirs = b.ledger.checkpoint(log_signer).value();
    EXPECT_FALSE(fork_evidence(a.ledger, theirs, log_key).value());  // longer: unknown
    a.extract("C", 1);
    EXPECT_EQ(fork_evidence(a.ledger, theirs, log_key).error().code, ErrorCode::not_found);
    for (int i = 0; i < 5; ++i) {
      a.extract("D", 1);
      const auto mine = a.ledger.checkpoint(log_signer).value();
      const auto evidence = fork_evidence(a.ledger, theirs, log_key).value().value();
      const auto read = read_fork_evidence(to_bytes(evidence)).value();  // handed on as a file
      EXPECT_TRUE(proves_fork(read, log_key).value());
      EXPECT_TRUE(proves_fork({read.second, read.first, read.path}, log_key).value());
      for (std::size_t d = 0; d < read.path.size(); ++d) {
        ForkEvidence bad = read;
        bad.path[d][0] ^= 1;
        EXPECT_FALSE(proves_fork(bad, log_key).value());
      }
      // Two checkpoints of one honest log prove nothing, whatever path is claimed.
      const auto before = a.ledger.last_checkpoint().value();
      a.extract("E", 1);
      const auto after = a.ledger.checkpoint(log_signer).value();
      EXPECT_FALSE(proves_fork({before, after, evidence.path}, log_key).value());
    }
  }
}

}  // namespace
}  // namespace masseflyt::traceability
