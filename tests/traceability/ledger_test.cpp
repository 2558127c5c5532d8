// Mirrors include/masseflyt/traceability/ledger.hpp. I1 to I18 are the invariants of a trace ledger
// as the facts of the project number them; the ones that concern lineage are in lineage_test.cpp.
#include <masseflyt/traceability/ledger.hpp>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <masseflyt/traceability/commitment.hpp>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Names;
using test::Story;

struct ALedger : testing::Test, Story {};

// ---- I1 conservation of mass

TEST_F(ALedger, I1BooksWhatEventsSayToTheGram) {
  extract("A", 100);
  split({kg("A", 60)}, {kg("B", 25), kg("C", 35)});
  EXPECT_EQ(stock_kg("A"), 40);
  EXPECT_EQ(stock_kg("B") + stock_kg("C"), 60);
  EXPECT_TRUE(flags().empty());
}

TEST_F(ALedger, I1AGramThatDoesNotAddUpIsRecordedAndFlagged) {
  extract("A", 100);
  Event e = at(EventKind::split, "contractor");
  e.place = "pit", e.inputs = {kg("A", 60)}, e.outputs = {kg("B", 60)};
  e.outputs[0].mass_g += 1;
  const auto receipt = must(e);
  ASSERT_EQ(receipt.flags.size(), 1u);
  EXPECT_EQ(receipt.flags[0], (Flag{Contradiction::unbalanced, receipt.index, e.id, -1, 0}));
  EXPECT_NE(explain(receipt.flags[0]).find("-1 g"), std::string::npos);
}

TEST_F(ALedger, I1DeclaredLossesAndUncertaintyCloseABalance) {
  extract("A", 100);
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 60, 1)}, e.outputs = {kg("B", 56)},
  e.losses = {{"dust", 2'000, 0}};
  EXPECT_TRUE(must(e).flags.empty());  // 2 kg off, u = 1 kg, k = 2
  e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 10, 1)}, e.outputs = {kg("B", 7)};
  EXPECT_EQ(must(e).flags.size(), 1u);  // 3 kg off
}

TEST_F(ALedger, I1ARunIsBalancedAsAWhole) {
  extract("A", 100);
  Event in = at(EventKind::process, "contractor");
  in.place = "pit", in.run = "run-1", in.inputs = {kg("A", 60)};
  must(in);
  EXPECT_EQ(balance_of_run(ledger, "run-1").value().difference_g, 60'000);  // still in the plant
  EXPECT_TRUE(flags().empty());
  Event out = at(EventKind::process, "contractor");
  out.place = "pit", out.run = "run-1", out.outputs = {kg("B", 58)},
  out.losses = {{"dust", 2'000, 0}};
  must(out);
  EXPECT_EQ(balance_of_run(ledger, "run-1").value().closure, Closure::closed);
  out = at(EventKind::process, "contractor");
  out.place = "pit", out.run = "run-1", out.outputs = {kg("B", 1)};
  must(out);
  EXPECT_EQ(flags(), Names{"unbalanced run-1"});
}

// ---- I2 no negative stock

TEST_F(ALedger, I2AnOverdraftIsFlaggedAndNeverClipped) {
  extract("A", 10);
  use(kg("A", 12));
  EXPECT_EQ(stock_kg("A"), -2);
  EXPECT_EQ(flags(), Names{"negative_stock A"});
}

TEST_F(ALedger, I2AnOverdraftWithinUncertaintyIsNone) {
  extract("A", 1000, 10);
  use(kg("A", 1015, 5));
  EXPECT_TRUE(flags().empty());
  EXPECT_EQ(stock_kg("A"), -15);
}

// ---- I3 no time travel

TEST_F(ALedger, I3AnEventIsNotRecordedBeforeItHappens) {
  Event e = at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 1)}, e.time_us = now + 1;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I3ALotIsNotUsedBeforeItExists) {
  const Event made = extract("A", 10);
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 1)}, e.time_us = made.time_us - 1;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
  e.time_us = made.time_us;
  must(e);
}

TEST_F(ALedger, I3ALoadIsNotReceivedBeforeItWasShipped) {
  extract("A", 10);
  const Event left = ship("L", kg("A", 10));
  Event e = at(EventKind::receive, "plant");
  e.load = "L", e.place = "plant-yard", e.outputs = {kg("IN", 10)}, e.time_us = left.time_us - 1;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST(LedgerClocks, I3MayDifferByTheSkew) {
  Story s({{}, 2 * Story::minute, true});
  const Event made = s.extract("A", 10);
  Event e = s.at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 1)}, e.time_us = made.time_us - 2 * Story::minute;
  s.must(e);
}

TEST_F(ALedger, F12AClockThatJumpsBackDoesNotReorderTheLog) {
  extract("A", 10);
  const auto before = ledger.record(ledger.size() - 1).value().recorded_us;
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 1)}, e.time_us = before;
  ASSERT_TRUE(ledger.append(sign(e, key_of("contractor")).value(), before - test::hour));
  EXPECT_EQ(ledger.record(ledger.size() - 1).value().recorded_us, before);
}

// ---- I4 acyclic lineage

TEST_F(ALedger, I4ACorrectionCannotMakeALotItsOwnAncestor) {
  const Event a = extract("A", 10);
  const Event b = split({kg("A", 10)}, {kg("B", 10)});
  const Event c = split({kg("B", 10)}, {kg("C", 10)});
  Event e = corrected(b);
  e.inputs = {kg("C", 10)}, e.time_us = now;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I4AReturnFlowIsANewVersionOfTheLot) {
  extract("A", 10);
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 6)}, e.outputs = {kg("B", 4), kg("A", 2)};
  must(e);
  EXPECT_EQ(stock_kg("A"), 6);
  EXPECT_EQ(ledger.lot("A")->version, 3u);
}

// ---- I5 unique identifiers, I6 idempotent re-ingest

TEST_F(ALedger, I5SameIdWithOtherContentIsAConflict) {
  Event e = extract("A", 10);
  e.outputs[0].mass_g += 1;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I5PartiesPlacesDocumentsAndKeysComeOnce) {
  for (EventKind kind : {EventKind::party, EventKind::place, EventKind::document}) {
    Event e = at(kind, "contractor");
    e.subject = kind == EventKind::party ? "plant" : kind == EventKind::place ? "pit" : "R-1";
    if (kind == EventKind::party) e.key = test::signer('z').key;
    if (kind == EventKind::document) e.digest = Digest{};
    EXPECT_EQ(refused(e), ErrorCode::conflict);
  }
  Event e = at(EventKind::party, "contractor");
  e.subject = "new", e.key = key_of("plant").key;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I6TheSameEventAgainChangesNothing) {
  const Event e = extract("A", 10);
  const Digest root = ledger.tree().root();
  const auto again = must(e);
  EXPECT_TRUE(again.already);
  EXPECT_EQ(again.index, ledger.size() - 1);
  EXPECT_EQ(ledger.tree().root(), root);
  EXPECT_EQ(stock_kg("A"), 10);
}

TEST_F(ALedger, I6AlsoInsideOneBatchAndWithAnotherGoodSignature) {
  Event e = at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 10)};
  const auto s = sign(e, key_of("contractor")).value();
  const auto receipts = ledger.append(std::vector{s, s, s}, now).value();
  EXPECT_FALSE(receipts[0]->already);
  EXPECT_TRUE(receipts[1]->already && receipts[2]->already);
  EXPECT_EQ(stock_kg("A"), 10);
}

// ---- I7 corrections never delete

TEST_F(ALedger, I7ACorrectionTakesThePlaceOfWhatItCorrects) {
  const Event a = extract("A", 10);
  use(kg("A", 12));
  ASSERT_EQ(flags(), Names{"negative_stock A"});
  Event e = corrected(a);
  e.outputs[0].mass_g = 13'000;
  must(e);
  EXPECT_TRUE(flags().empty());  // as if it had been right from the start
  EXPECT_EQ(stock_kg("A"), 1);
  EXPECT_EQ(ledger.event(*ledger.find_event(a.id)).value(), a);  // the wrong one stays
  EXPECT_EQ(ledger.corrected_by(*ledger.find_event(a.id)), ledger.find_event(e.id));
}

TEST_F(ALedger, I7ACorrectionCanBringAContradictionAbout) {
  const Event a = extract("A", 10);
  use(kg("A", 9));
  Event e = corrected(a);
  e.outputs[0].mass_g = 8'000;
  const auto receipt = must(e);
  ASSERT_EQ(receipt.flags.size(), 1u);
  EXPECT_EQ(receipt.flags[0].what, Contradiction::negative_stock);
}

TEST_F(ALedger, I7AChainOfCorrectionsHasOneHead) {
  const Event a = extract("A", 10);
  Event b = corrected(a);
  b.outputs[0].mass_g = 11'000;
  must(b);
  EXPECT_EQ(refused(corrected(a)), ErrorCode::conflict);  // correct the correction instead
  Event c = corrected(b);
  c.outputs[0].mass_g = 12'000;
  must(c);
  EXPECT_EQ(stock_kg("A"), 12);
  must(withdrawal(c));
  EXPECT_EQ(stock_kg("A"), 0);
  EXPECT_EQ(refused(withdrawal(c)), ErrorCode::conflict);
}

TEST_F(ALedger, I7WithdrawnOriginIsFlaggedWhereItWasUsed) {
  const Event a = extract("A", 10);
  use(kg("A", 9));
  must(withdrawal(a));
  EXPECT_EQ(flags(), (Names{"source_withdrawn A", "negative_stock A"}));
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 1)};
  EXPECT_EQ(refused(e), ErrorCode::not_found);
}

TEST_F(ALedger, I7OthersMayNotCorrect) {
  const Event a = extract("A", 10);
  Event e = corrected(a);
  e.author = "plant";
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I7KeysAndPlacesAreNotCorrected) {
  Event e = at(EventKind::withdraw, "contractor");
  e.corrects = "E-4", e.reason = "typo";
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

// ---- I8 append only

TEST_F(ALedger, I8EveryCheckpointIsConsistentWithEveryEarlierOne) {
  std::vector<Digest> roots{ledger.tree().root()};
  const std::uint64_t first = ledger.size();
  for (int i = 0; i < 20; ++i) extract("A", 1), roots.push_back(ledger.tree().root());
  ProofChecker check;
  for (std::uint64_t m = 0; m < roots.size(); ++m)
    for (std::uint64_t n = m; n < roots.size(); ++n)
      EXPECT_TRUE(check.consistency(first + m, first + n, roots[m], roots[n],
                                    ledger.tree().consistency(first + m, first + n).value()));
}

TEST_F(ALedger, I8ACheckpointIsSignedByTheLog) {
  const auto note = ledger.checkpoint(test::signer('L')).value();
  const NoteKey key{ledger.origin(), NoteKind::ed25519, test::signer('L').key.bytes};
  const auto checkpoint = read_checkpoint(open_note(note, {&key, 1}).value().text).value();
  EXPECT_EQ(checkpoint.size, ledger.size());
  EXPECT_EQ(checkpoint.root, ledger.tree().root());
  EXPECT_EQ(ledger.last_checkpoint().value(), note);
}

// ---- I9 every fact has an author

TEST_F(ALedger, I9UnknownSwappedAndRevokedKeysAreRefused) {
  Event e = at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 10)};
  EXPECT_EQ(refused(e, test::signer('?')), ErrorCode::bad_signature);
  EXPECT_EQ(refused(e, key_of("plant")), ErrorCode::bad_signature);
  auto forged = sign(e, key_of("contractor")).value();
  forged.signature[0] ^= 1;
  EXPECT_EQ(ledger.append(forged, now).error().code, ErrorCode::bad_signature);
  must(e);

  Event revoke = at(EventKind::key_revoke, "contractor");
  revoke.subject = "plant", revoke.key_id = key_id(key_of("plant").key);
  must(revoke);
  Event late = at(EventKind::place, "plant");
  late.subject = "new place";
  EXPECT_EQ(refused(late), ErrorCode::bad_signature);
  EXPECT_FALSE(ledger.key_is_valid("plant", key_id(key_of("plant").key)));
}

TEST_F(ALedger, I9AKeyIsRotatedWithItsOwnSignature) {
  const Signer phone = test::signer('7', Algorithm::ecdsa_p256);
  Event e = at(EventKind::key_rotate, "plant");
  e.subject = "plant", e.key = phone.key, e.key_id = key_id(key_of("plant").key);
  must(e);
  Event p = at(EventKind::place, "plant");
  p.subject = "new place";
  EXPECT_EQ(refused(p), ErrorCode::bad_signature);  // by the old key
  EXPECT_TRUE(append(p, phone));
}

TEST_F(ALedger, I9OnlyTheOperatorAdmitsParties) {
  Event e = at(EventKind::party, "plant");
  e.subject = "friend", e.key = test::signer('f').key;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
  e = at(EventKind::key_enrol, "plant");
  e.subject = "lab", e.key = test::signer('f').key;
  EXPECT_EQ(refused(e), ErrorCode::conflict);
}

TEST_F(ALedger, I9UnknownNamesAreRefused) {
  Event e = at(EventKind::extract, "contractor");
  e.place = "nowhere", e.outputs = {kg("A", 10)};
  EXPECT_EQ(refused(e), ErrorCode::not_found);
  e.place = "pit", e.principal = "nobody";
  EXPECT_EQ(refused(e), ErrorCode::not_found);
  e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("no lot", 1)};
  EXPECT_EQ(refused(e), ErrorCode::not_found);
  e = at(EventKind::receive, "plant");
  e.load = "no load", e.place = "plant-yard", e.outputs = {kg("IN", 1)};
  EXPECT_EQ(refused(e), ErrorCode::not_found);
}

TEST(LedgerBeginning, I9TheFirstPartySignsForItself) {
  auto ledger = Ledger::open(memory_store(), "o").value();
  Event e = test::event(EventKind::party, "E-0", "op");
  e.subject = "op", e.key = test::signer('a').key;
  EXPECT_EQ(ledger.append(sign(e, test::signer('b')).value(), test::morning).error().code,
            ErrorCode::bad_signature);
  Event place = test::event(EventKind::place, "E-0", "op");
  place.subject = "pit";
  EXPECT_FALSE(ledger.append(sign(place, test::signer('a')).value(), test::morning));
  EXPECT_TRUE(ledger.append(sign(e, test::signer('a')).value(), test::morning));
  EXPECT_EQ(ledger.operator_party(), "op");
}

// ---- I10 custody is continuous

TEST_F(ALedger, I10ALoadGoesFromHandToHand) {
  extract("A", 10);
  ship("L", kg("A", 10));
  EXPECT_EQ(ledger.load("L")->handover, Handover::under_way);
  EXPECT_EQ(ledger.open_handovers(), Names{"L"});
  receive("L", kg("IN", 10));
  EXPECT_EQ(ledger.load("L")->handover, Handover::received);
  EXPECT_TRUE(ledger.open_handovers().empty());
  EXPECT_EQ(ledger.lot("IN")->holder, "plant");
  EXPECT_EQ(ledger.lot("IN")->place, "plant-yard");
  EXPECT_TRUE(flags().empty());
}

TEST_F(ALedger, I10AnotherReceiverADoubleReceiptAndAMismatchAreDisputed) {
  extract("A", 40);
  ship("L1", kg("A", 10));
  receive("L1", kg("IN", 10), "haulier");
  EXPECT_EQ(flags(), Names{"custody L1"});
  ship("L2", kg("A", 10));
  receive("L2", kg("IN-2", 10));
  receive("L2", kg("IN-2", 10));
  ship("L3", kg("A", 10));
  receive("L3", kg("IN-2", 9));
  EXPECT_EQ(flags(), (Names{"custody L1", "double_receipt L2", "load_mismatch L3"}));
  EXPECT_EQ(ledger.load("L3")->handover, Handover::disputed);
}

TEST_F(ALedger, I10NobodyHandlesWhatOthersHold) {
  extract("A", 10);
  use(kg("A", 1), "plant");
  EXPECT_EQ(flags(), Names{"custody A"});
}

TEST_F(ALedger, I10AReceiptWithoutShippingIsFlagged) {
  extract("A", 10);
  Event e = at(EventKind::load, "contractor");
  e.load = "L", e.inputs = {kg("A", 10)};
  must(e);
  receive("L", kg("IN", 10));
  EXPECT_EQ(flags(), Names{"not_shipped L"});
}

TEST_F(ALedger, I10MassIsWhereItIs) {
  extract("A", 10);
  use(kg("A", 1), "contractor", "site");
  EXPECT_EQ(flags(), Names{"elsewhere A"});
  Event e = at(EventKind::store, "contractor");
  e.lots = {"A"}, e.place = "site";
  must(e);
  use(kg("A", 1), "contractor", "site");
  EXPECT_EQ(flags(), Names{"elsewhere A"});
}

// ---- I11 documents bind

TEST_F(ALedger, I11AValuePointsToADocumentThatIsThere) {
  extract("A", 10);
  Event e = at(EventKind::sample, "lab");
  e.lots = {"A"}, e.values = {{"condition_class", "2", "1", "R-2"}};
  EXPECT_EQ(refused(e), ErrorCode::not_found);
  e.values[0].document = "R-1";
  must(e);
  EXPECT_EQ(ledger.event(*ledger.find_event("E-7")).value().digest, sha256("report"));
}

// ---- holds, surveys

TEST_F(ALedger, AHoldIsFlaggedUntilItIsReleased) {
  extract("A", 10);
  Event e = at(EventKind::hold, "lab");
  e.lots = {"A"}, e.reason = "lead above limit";
  must(e);
  use(kg("A", 1));
  EXPECT_EQ(flags(), Names{"on_hold A"});
  e = at(EventKind::release, "lab");
  e.lots = {"A"}, e.reason = "second sample";
  must(e);
  use(kg("A", 1));
  EXPECT_EQ(flags(), Names{"on_hold A"});
}

TEST_F(ALedger, ASurveyNeverOverwritesTheBook) {
  extract("A", 100);
  Event e = at(EventKind::count, "contractor");
  e.outputs = {kg("A", 90, 1)};
  must(e);
  EXPECT_EQ(stock_kg("A"), 100);
  EXPECT_EQ(flags(), Names{"count_differs A"});
  EXPECT_EQ(balance_of_lot(ledger, "A").value().closure, Closure::broken);
  e = at(EventKind::adjust, "contractor");
  e.inputs = {kg("A", 10)}, e.reason = "survey of March";
  must(e);
  EXPECT_EQ(stock_kg("A"), 90);
}

// ---- I17 derived state is a pure function of the log, I18 units are explicit

TEST_F(ALedger, I18ALotKeepsItsBasis) {
  extract("A", 10);
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 1)}, e.inputs[0].basis = Basis::dry;
  EXPECT_EQ(refused(e), ErrorCode::unit_mismatch);
}

TEST_F(ALedger, I18DryingTurnsWetIntoDryByADeclaredLossOfWater) {
  extract("A", 100);
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 100)}, e.outputs = {kg("D", 92)},
  e.losses = {{"water", 8'000, 0}};
  e.outputs[0].basis = Basis::dry;
  must(e);
  EXPECT_EQ(ledger.lot("D")->basis, Basis::dry);
  EXPECT_TRUE(flags().empty());
}

TEST_F(ALedger, RainIsWaterAndNoMistake) {
  extract("A", 100);
  Event e = at(EventKind::water, "contractor");
  e.outputs = {kg("A", 3)};
  must(e);
  EXPECT_EQ(stock_kg("A"), 103);
  EXPECT_TRUE(flags().empty());
}

TEST_F(ALedger, RefusalsExplainThemselves) {
  extract("A", 10);
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("B", 1)};
  EXPECT_EQ(append(e).error().message, "event '" + e.id + "': lot 'B' is not known to the ledger");
}

TEST_F(ALedger, PersonalDataCanBeForgotten) {
  const std::string salt = "0123456789abcdef";
  extract("A", 10);
  Event e = at(EventKind::ship, "contractor");
  e.load = "L", e.inputs = {kg("A", 1)}, e.to_party = "plant", e.to_place = "plant-yard";
  e.commitments = {commit({"vehicle", "AB 12345", salt}).value()};
  must(e);
  const Digest root = ledger.tree().root();
  EXPECT_FALSE(ledger.keep_opening(e.id, "vehicle", "AB 12346", salt));
  EXPECT_TRUE(ledger.keep_opening(e.id, "vehicle", "AB 12345", salt));
  EXPECT_EQ(ledger.opening(e.id, "vehicle").value()->value, "AB 12345");
  EXPECT_EQ(ledger.opening(e.id, "vehicle").value()->salt, salt);
  EXPECT_TRUE(ledger.erase_opening(e.id, "vehicle"));
  EXPECT_FALSE(ledger.opening(e.id, "vehicle").value());
  EXPECT_EQ(ledger.tree().root(), root);
}

TEST_F(ALedger, I3ACorrectedTimeThatCannotBeIsFlagged) {
  const Event a = extract("A", 10);
  use(kg("A", 1));
  ship("L", kg("A", 2));
  const Event sent = ledger.event(*ledger.load("L")->shipped_at).value();
  receive("L", kg("IN", 2));
  EXPECT_TRUE(flags().empty());
  now += test::hour;
  Event e = corrected(a);
  e.time_us = now - test::second;  // so it was used before it was there
  EXPECT_EQ(must(e).flags.size(), 2u);
  EXPECT_EQ(flags(), (Names{"too_early A", "too_early A"}));
  must(corrected(e = [&] {
    Event back = ledger.event(*ledger.find_event(e.id)).value();
    back.time_us = a.time_us;
    return back;
  }()));
  EXPECT_TRUE(flags().empty());
  e = corrected(sent);
  e.time_us = now - test::second;
  must(e);
  EXPECT_EQ(flags(), Names{"too_early L"});
  EXPECT_EQ(ledger.load("L")->handover, Handover::disputed);
}

TEST_F(ALedger, I1WhatComesOutOfARunBeforeItWentInIsFlagged) {
  extract("A", 100);
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.run = "run-1", e.outputs = {kg("B", 10)};
  must(e);
  e = at(EventKind::process, "contractor");
  e.place = "pit", e.run = "run-1", e.inputs = {kg("A", 10)};
  must(e);
  EXPECT_EQ(flags(), Names{"unbalanced run-1"});
}

TEST_F(ALedger, TimesAndMassesBeyondReasonAreRefusedAndNothingOverflows) {
  Event e = at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {kg("A", 1)};
  e.time_us = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(check(e).error().code, ErrorCode::limit_exceeded);
  e.time_us = now;
  e.outputs.clear();
  for (int i = 0; i < 1500; ++i)
    e.outputs.push_back({"big" + std::to_string(i), max_mass_g, Basis::wet, 0, {}});
  must(e);
  Event more = at(EventKind::extract, "contractor");
  more.place = "pit", more.outputs = e.outputs;
  EXPECT_EQ(refused(more), ErrorCode::limit_exceeded);
  EXPECT_FALSE(ledger.append(sign(more, key_of("contractor")).value(),
                             std::numeric_limits<std::int64_t>::max()));
  extract("A", 1);  // there is room for what is real
}

TEST(LedgerRules, ThatAreNoneAreRefused) {
  for (const Ledger::Rules rules :
       {Ledger::Rules{{-1, 3, 0}}, Ledger::Rules{{2, 1, 0}}, Ledger::Rules{{2, 3, -5}},
        Ledger::Rules{{}, -1}, Ledger::Rules{{NAN, 3, 0}}})
    EXPECT_EQ(Ledger::open(memory_store(), "o", rules).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace masseflyt::traceability
