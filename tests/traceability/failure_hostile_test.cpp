// F8, F14, F15: insiders who rewrite the store, input that means harm, deliveries that come twice.
// (F9 and F10 are in crosscheck_test.cpp, F12 in ledger_test.cpp.)
#include <algorithm>
#include <random>

#include <masseflyt/traceability/crosscheck.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/queue.hpp>
#include <masseflyt/traceability/ticket.hpp>

#include "traceability/support_file.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::one_kilogram;
using test::Story;

const Signer log_signer = test::signer('L');
const NoteKey log_key{test::origin, NoteKind::ed25519, log_signer.key.bytes};

/// A store with these leaves, every hash and the root made to fit.
std::unique_ptr<Store> forged(const std::vector<Record>& records) {
  auto store = memory_store();
  MerkleTree tree;
  std::vector<Digest> hashes;
  for (const Record& r : records) {
    hashes.push_back(leaf_hash(r.leaf));
    tree.append(hashes.back());
  }
  EXPECT_TRUE(store->append({0, records, hashes, {}, tree.root()}));
  return store;
}

struct Insider : testing::Test {
  Story honest;
  std::vector<Record> records;
  std::string note;  ///< signed before anything was rewritten
  void SetUp() override {
    for (int i = 0; i < 6; ++i) honest.must(one_kilogram(honest));
    note = honest.ledger.checkpoint(log_signer).value();
    for (std::uint64_t i = 0; i < honest.ledger.size(); ++i)
      records.push_back(honest.ledger.record(i).value());
    for (Record& r : records) r.recorded_us = records.back().recorded_us;  // times fit any order
  }
  /// Nobody who holds the old checkpoint is deceived.
  void expect_found_out(const char* what) {
    const auto ledger = Ledger::open(forged(records), test::origin);
    if (!ledger) return;  // not even a possible history
    const auto said = compare(*ledger, note, log_key);
    ASSERT_TRUE(said);
    EXPECT_NE(said->agreement, Agreement::consistent) << what;
  }
};

TEST_F(Insider, F8RecordsThatAreSwappedAreFoundOut) {
  for (std::size_t i = 8; i + 1 < records.size(); ++i) {
    std::swap(records[i], records[i + 1]);
    expect_found_out("swapped");
    std::swap(records[i], records[i + 1]);
  }
}

TEST_F(Insider, F8ARecordThatIsRemovedIsFoundOut) {
  const auto all = records;
  for (std::size_t i = 0; i < all.size(); ++i) {
    records = all;
    records.erase(records.begin() + static_cast<std::ptrdiff_t>(i));
    expect_found_out("removed");
    Story other;  // and another one put in its place
    other.count = 100;
    other.now += test::hour;
    const auto more = sign(one_kilogram(other), Story::key_of("contractor")).value();
    records.push_back({leaf(more), other.now});
    expect_found_out("replaced");
  }
}

TEST_F(Insider, F8ARecordThatStandsTwiceIsFoundOut) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto all = records;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(i), all[i]);
    EXPECT_EQ(Ledger::open(forged(all), test::origin).error().code, ErrorCode::corrupt);
    const auto found = Ledger::fsck(*forged(all), test::origin, {}).value();
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().value, "an event that stands in the log already") << i;
  }
}

TEST_F(Insider, F8ALeafWithAnotherSignatureIsFoundByFsck) {
  for (Record& r : records) {
    const char kept = r.leaf.back();
    r.leaf.back() = static_cast<char>(kept ^ 1);
    EXPECT_FALSE(Ledger::fsck(*forged(records), test::origin, {})->empty());
    expect_found_out("signature");
    r.leaf.back() = kept;
  }
}

/// A random change of valid bytes: flips, cuts, repeats and inserts.
std::string mutated(std::string bytes, std::mt19937& random) {
  for (auto changes = 1 + random() % 3; changes > 0; --changes) {
    const std::size_t at = bytes.empty() ? 0 : random() % bytes.size();
    switch (random() % 4) {
      case 0:
        if (!bytes.empty()) bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.resize(at);
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, random() % 40));
        break;
      default:
        bytes.insert(at, 1 + random() % 9, static_cast<char>(random()));
    }
  }
  return bytes;
}

struct Hostile : testing::Test {
  Story s;
  /// No call crashes, and whatever is read is written as it was.
  template <typename Read>
  void attack(const std::string& valid, Read&& read) {
    std::mt19937 random(29);
    EXPECT_TRUE(read(valid));
    int refused = 0;
    for (int i = 0; i < test::rounds(2000, 200'000); ++i)
      refused += read(mutated(valid, random)) ? 0 : 1;
    EXPECT_GT(refused, 100);
  }
  std::string ticket() {
    Event e = s.at(EventKind::ship, "contractor");
    e.load = "L", e.inputs = {kg("A", 1)}, e.to_party = "plant", e.to_place = "plant-yard";
    return make_ticket(e, Story::key_of("contractor")).value();
  }
};

TEST_F(Hostile, F14EventBytes) {
  for (const Event& e : test::one_of_each())
    attack(encode(e).value(), [](const std::string& bytes) {
      const auto event = decode(bytes);
      if (event) {
        EXPECT_EQ(encode(*event).value(), bytes);
      }
      return event.has_value();
    });
}

TEST_F(Hostile, F14EventJson) {
  for (const Event& e : test::one_of_each())
    attack(to_json(e), [](const std::string& text) {
      const auto event = read_event_json(text);
      if (event) {
        EXPECT_EQ(read_event_json(to_json(*event)).value(), *event);
      }
      return event.has_value();
    });
  std::string deep(1'000'000, '[');
  EXPECT_FALSE(read_event_json(deep));
  EXPECT_FALSE(read_event_json("{\"inputs\":" + deep));
}

TEST_F(Hostile, F14Tickets) {
  attack(ticket(), [](const std::string& bytes) { return read_ticket(bytes).has_value(); });
}

TEST_F(Hostile, F14Proofs) {
  s.extract("A", 1);
  const auto& tree = s.ledger.tree();
  const std::string leaf = ticket();
  MerkleTree with_it;
  for (std::uint64_t i = 0; i < tree.size(); ++i) with_it.append(tree.leaf(i));
  with_it.append(leaf_hash(leaf));
  const auto statement =
      state_log(test::origin, with_it.size(), with_it.root(), 1'772'431'200, log_signer).value();
  const auto path = with_it.inclusion(with_it.size() - 1, with_it.size()).value();
  attack(make_proof(leaf, with_it.size() - 1, path, statement).value(),
         [](const std::string& bytes) { return verify_proof(bytes, log_signer.key).has_value(); });
}

TEST_F(Hostile, F14NotesAndCheckpoints) {
  const auto note = s.ledger.checkpoint(log_signer).value();
  attack(note, [](const std::string& text) {
    const auto opened = open_note(text, {&log_key, 1});
    return opened && read_checkpoint(opened->text);
  });
}

TEST_F(Hostile, F14EvidenceOfForks) {
  Story other;
  s.extract("A", 1), other.extract("B", 1);
  const auto theirs = other.ledger.checkpoint(log_signer).value();
  s.extract("A", 1);
  static_cast<void>(s.ledger.checkpoint(log_signer));
  const auto evidence = fork_evidence(s.ledger, theirs, log_key).value().value();
  attack(to_bytes(evidence), [](const std::string& bytes) {
    const auto read = read_fork_evidence(bytes);
    if (!read) return false;
    const auto proven = proves_fork(*read, log_key);
    return proven && *proven;
  });
}

/// A whole ledger under random leaves, signatures off so that all get as far as they can.
TEST_F(Hostile, F14ALedgerUnderRandomEventsStaysSound) {
  Story open({{}, 0, false});
  std::mt19937 random(31);
  std::vector<std::string> valid;
  for (const Event& e : test::one_of_each()) valid.push_back(encode(e).value());
  for (int i = 0; i < test::rounds(3000, 100'000); ++i) {
    const SignedEvent e{mutated(valid[random() % valid.size()], random), {}, {}};
    static_cast<void>(open.ledger.append(e, open.now));
  }
  EXPECT_TRUE(Ledger::fsck(open.ledger.store(), test::origin, {{}, 0, false})->empty());
}

struct Twice : test::AFile {};

TEST_F(Twice, F15DuplicatesInAnyOrderLeadToTheSameRoot) {
  Story s({}, open());
  std::vector<SignedEvent> batch;
  for (int i = 0; i < 20; ++i)
    batch.push_back(sign(one_kilogram(s), Story::key_of("contractor")).value());
  ASSERT_TRUE(s.ledger.append(batch, s.now));
  const Digest root = s.ledger.tree().root();
  std::mt19937 random(3);
  for (int k = 0; k < 5; ++k) {
    std::shuffle(batch.begin(), batch.end(), random);
    const auto receipts = s.ledger.append(batch, s.now).value();
    for (const auto& r : receipts) EXPECT_TRUE(r->already);  // each duplicate is reported
    EXPECT_EQ(s.ledger.tree().root(), root);
  }
}

}  // namespace
}  // namespace masseflyt::traceability
