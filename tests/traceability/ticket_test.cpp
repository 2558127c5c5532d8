// Mirrors include/masseflyt/traceability/ticket.hpp.
#include <masseflyt/traceability/ticket.hpp>

#include <gtest/gtest.h>

#include <masseflyt/traceability/commitment.hpp>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

/// As much as a real ticket says: ids of usual length, plate and driver as commitments, waste code.
Event real_ticket() {
  Event e = test::event(EventKind::ship, "T-900123", "NO-912345678");
  e.place = "E18-RAMSTADSLETTA", e.load = "L-2026-900123";
  e.inputs = {kg("EXC-2026-0001", 28'640, 20)};
  e.to_party = "NO-987654321", e.to_place = "FRANZEFOSS-BONDKALL";
  e.terms = {{"waste_codes", "17 05 04"}, {"material_name", "sprengstein"}};
  e.commitments = {commit({"vehicle", "EV 12345", "0123456789abcdef"}).value()};
  e.sequence = 4711;
  return e;
}

TEST(Ticket, FitsAQrCodeAndIsVerifiedWithThePublicKeyAlone) {
  for (const Algorithm a : {Algorithm::ed25519, Algorithm::ecdsa_p256}) {
    const auto signer = test::signer('p', a);
    const auto ticket = make_ticket(real_ticket(), signer).value();
    EXPECT_LE(ticket.size(), max_ticket_bytes);
    EXPECT_EQ(verify_ticket(ticket, signer.key).value(), real_ticket());
    EXPECT_EQ(verify_ticket(ticket, test::signer('q', a).key).error().code,
              ErrorCode::bad_signature);
  }
}

TEST(Ticket, EveryFlippedBitIsNoticed) {
  const auto signer = test::signer('p');
  const auto ticket = make_ticket(real_ticket(), signer).value();
  for (std::size_t bit = 0; bit < 8 * ticket.size(); ++bit) {
    std::string bad = ticket;
    bad[bit / 8] ^= static_cast<char>(1u << bit % 8);
    EXPECT_FALSE(verify_ticket(bad, signer.key)) << bit;
  }
}

TEST(Ticket, TooMuchTextIsRefusedInsteadOfCut) {
  Event e = real_ticket();
  e.terms["x-note"] = std::string(120, 'x');
  EXPECT_EQ(make_ticket(e, test::signer()).error().code, ErrorCode::limit_exceeded);
}

TEST(Ticket, OtherEventsAreNoTickets) {
  Event e = test::event(EventKind::place, "E", "p");
  e.subject = "pit";
  EXPECT_FALSE(make_ticket(e, test::signer()));
  EXPECT_FALSE(read_ticket(leaf(sign(e, test::signer()).value())));
}

TEST(Ticket, FieldsHaveNeutralNames) {
  const auto fields = ticket_fields(real_ticket());
  const std::map<std::string, std::string> by_name(fields.begin(), fields.end());
  EXPECT_EQ(by_name.at("load_id"), "L-2026-900123");
  EXPECT_EQ(by_name.at("mass_kg"), "28640");
  EXPECT_EQ(by_name.at("event_time"), "2026-03-02T06:00:00Z");
  EXPECT_EQ(by_name.at("waste_codes"), "17 05 04");
  EXPECT_EQ(by_name.at("drop_place"), "FRANZEFOSS-BONDKALL");
}

TEST(Ticket, TimesAreWrittenInUtc) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(951'782'400), "2000-02-29T00:00:00Z");
  EXPECT_EQ(utc_text(-1), "1969-12-31T23:59:59Z");
}

struct AProof : testing::Test, Story {
  Signer log = test::signer('L');
  std::string proof;
  void SetUp() override {
    extract("A", 100);
    const Event t = ship("L-1", kg("A", 10));
    for (int i = 0; i < 30; ++i) use(kg("A", 1));
    const auto index = *ledger.find_event(t.id);
    const auto statement =
        state_log(ledger.origin(), ledger.size(), ledger.tree().root(), 1'772'500'000, log).value();
    proof = make_proof(ledger.record(index).value().leaf, index,
                       ledger.tree().inclusion(index, ledger.size()).value(), statement)
                .value();
  }
};

TEST_F(AProof, IsCheckedWithNothingButTheLogsPublicKey) {
  const auto proven = verify_proof(proof, log.key).value();
  EXPECT_EQ(proven.event.load, "L-1");
  EXPECT_EQ(proven.size, ledger.size());
  EXPECT_EQ(proven.statement(),
            "Entry 9 of ledger.example/1 as of 2026-03-03T01:06:40Z, when the "
            "log had 40 entries. Whether it has been recalled or corrected "
            "since cannot be known offline.");
  EXPECT_FALSE(verify_proof(proof, test::signer('M').key));
}

TEST_F(AProof, EveryFlippedBitIsNoticed) {
  for (std::size_t bit = 0; bit < 8 * proof.size(); ++bit) {
    std::string bad = proof;
    bad[bit / 8] ^= static_cast<char>(1u << bit % 8);
    EXPECT_FALSE(verify_proof(bad, log.key)) << bit;
  }
}

TEST_F(AProof, EveryTruncationIsRefused) {
  for (std::size_t n = 0; n < proof.size(); ++n)
    EXPECT_FALSE(verify_proof(proof.substr(0, n), log.key));
  EXPECT_FALSE(verify_proof(proof + '\0', log.key));
}

TEST_F(AProof, OfANationalLogStaysBelowItsLimit) {
  // 26 levels are 6.7 * 10^7 events; a full ticket of 350 bytes
  EXPECT_LE(max_ticket_bytes + 26 * 32 + 64 + 80, max_proof_bytes);
  MerkleTree tree;
  const auto ticket = make_ticket(real_ticket(), test::signer('p')).value();
  tree.append(leaf_hash(ticket));
  for (int i = 0; i < 70'000; ++i) tree.append(Digest{});
  const auto statement =
      state_log("ledger.example/national", tree.size(), tree.root(), 1'772'500'000, log).value();
  const auto big = make_proof(ticket, 0, tree.inclusion(0, tree.size()).value(), statement).value();
  EXPECT_LE(big.size() + 9 * 32, max_proof_bytes);  // nine levels more
}

}  // namespace
}  // namespace masseflyt::traceability
