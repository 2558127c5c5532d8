// Mirrors include/masseflyt/traceability/exchange.hpp.
#include <masseflyt/traceability/exchange.hpp>

#include <random>

#include <gtest/gtest.h>

#include "traceability/support_epcis.hpp"
#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

const std::string base = "https://contractor.example/";

struct Exchange : testing::Test, Story {
  Exchange() {
    extract("A", 100), extract("B", 50);
    merge({kg("A", 20), kg("B", 10)}, {kg("C", 30)});
    const Event shipped = ship("L-1", kg("A", 28));
    receive("L-1", kg("IN-1", 28));
    Event right = corrected(shipped);
    right.inputs[0].mass_g = 28'500;
    must(right);
    Event held = at(EventKind::hold, "contractor");
    held.lots = {"A"}, held.reason = "asbestos found";
    must(held);
  }
  std::string exported(Format how) {
    ExportOptions options;
    options.base = base;
    auto out = export_ledger(ledger, how, options);
    EXPECT_TRUE(out) << (out ? "" : out.error().message);
    return out ? out->bytes : std::string();
  }
  Imported reread(const std::string& bytes, Format how) {
    EpcisInOptions options;
    options.base = base;
    return read_events(bytes, "file", how, options);
  }
};

TEST_F(Exchange, WhatGoesOutComesBackWithTheSameRoot) {
  for (const Format how : {Format::cbor, Format::json, Format::epcis}) {
    const std::string bytes = exported(how);
    EXPECT_EQ(guess_format(bytes), how);
    const Imported in = reread(bytes, how);
    EXPECT_EQ(test::lines(in.found), "") << name(how);
    Ledger other = Ledger::open(memory_store(), "ledger.example/1").value();
    const auto receipts = append_events(other, in.events, nullptr, now).value();
    for (const auto& r : receipts) EXPECT_TRUE(r) << (r ? "" : r.error().message);
    EXPECT_EQ(other.tree().root(), ledger.tree().root()) << name(how);
    const auto again = append_events(other, in.events, nullptr, now).value();
    for (const auto& r : again) EXPECT_TRUE(r && r->already);
  }
}

TEST_F(Exchange, EventsWithoutASignatureNeedAKey) {
  ExportOptions options;
  options.base = base, options.signatures = false;
  const auto out = export_ledger(ledger, Format::epcis, options).value();
  const Imported in = reread(out.bytes, Format::epcis);
  ASSERT_EQ(in.events.size(), ledger.size());
  Ledger other = Ledger::open(memory_store(), "ledger.example/1").value();
  const auto unsigned_ones = append_events(other, in.events, nullptr, now).value();
  for (const auto& r : unsigned_ones) {
    ASSERT_FALSE(r);
    EXPECT_NE(r.error().message.find("no key was given"), std::string::npos);
  }
  const Signer contractor = key_of("contractor");
  const auto receipts = append_events(other, in.events, &contractor, now).value();
  EXPECT_TRUE(receipts[0]);
  for (std::size_t i = 0; i < receipts.size(); ++i)  // nobody signs for another
    EXPECT_EQ(receipts[i] || receipts[i].error().code != ErrorCode::bad_signature,
              in.events[i].event.author == "contractor");
}

TEST_F(Exchange, AJsonLineThatSaysSomethingElseThanItsLeafIsRefused) {
  std::string bytes = exported(Format::json);
  const auto at = bytes.find("\"mass_g\":100000");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 9] = '9';
  const Imported in = reread(bytes, Format::json);
  ASSERT_EQ(in.found.size(), 1u);
  EXPECT_EQ(in.found[0].code, ErrorCode::corrupt);
  EXPECT_EQ(in.found[0].path, "file:9/event");
  EXPECT_EQ(in.events.size(), ledger.size() - 1);
}

TEST_F(Exchange, TruncatedFilesAreNoticed) {
  for (const Format how : {Format::cbor, Format::json, Format::epcis}) {
    const std::string bytes = exported(how);
    for (std::size_t cut = 1; cut < bytes.size() - 1; cut += 37) {
      const std::string part = bytes.substr(0, bytes.size() - 1 - cut);
      const Imported in = reread(part, how);
      const bool whole_lines = how == Format::json && part.ends_with('}');
      const bool between = how == Format::cbor && in.found.empty();  // ends behind an event
      EXPECT_TRUE(whole_lines || between || !in.found.empty()) << name(how) << " " << cut;
      EXPECT_LT(in.events.size(), ledger.size());
    }
  }
}

TEST_F(Exchange, BytesOfAStrangerNeverBreakTheReader) {
  std::mt19937 random(3);
  for (const Format how : {Format::cbor, Format::json, Format::epcis}) {
    const std::string bytes = exported(how);
    for (int i = 0; i < 300; ++i) {
      std::string bad = bytes;
      for (int k = 0; k < 3; ++k) {
        const std::size_t at = random() % bad.size();
        if (k == 0) bad[at] = static_cast<char>(random());
        if (k == 1) bad.erase(at, random() % 40);
        if (k == 2) bad.insert(at, bad.substr(random() % bad.size(), random() % 40));
      }
      for (const Incoming& e : reread(bad, how).events) EXPECT_TRUE(check(e.event));
    }
  }
}

TEST(EpcisMutations, NoDocumentBreaksTheReaderAndWhatItTakesCanBeWritten) {
  std::vector<std::string> seeds;
  for (const char* folder : {"epcis/valid", "epcis/invalid", "epcis-bulk", "epcis-hash"})
    for (const auto& file : test::documents(test::exchange_folder() / folder))
      seeds.push_back(test::read(file));
  std::mt19937 random(11);
  EpcisInOptions options;
  options.base = base, options.author = "p", options.basis = Basis::wet;
  std::size_t taken = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bad = seeds[random() % seeds.size()];
    for (std::uint32_t k = random() % 4; k > 0; --k) {
      const std::size_t at = random() % bad.size();
      const std::string& other = seeds[random() % seeds.size()];
      switch (random() % 3) {
        case 0:
          bad[at] = static_cast<char>(random());
          break;
        case 1:
          bad.erase(at, random() % 100);
          break;
        default:
          bad.insert(at, other.substr(random() % other.size(), random() % 100));
      }
      if (bad.empty()) bad = "{";
    }
    (void)epcis_hashes(bad);
    const EpcisIn in = from_epcis(bad, "d", options);
    taken += in.events.size();
    const auto out = to_epcis(in.events, {base, 0, {}});
    ASSERT_TRUE(out);
    ASSERT_FALSE(has_errors(check_epcis(out->document, "d"))) << out->document;
  }
  EXPECT_GT(taken, 10u);
}

TEST(Format, NamesGoBothWays) {
  for (int i = 1; i <= 5; ++i)
    EXPECT_EQ(format(name(static_cast<Format>(i))), static_cast<Format>(i));
  EXPECT_FALSE(format("xml"));
  EXPECT_FALSE(guess_format(""));
  EXPECT_FALSE(guess_format("lot,mass\nA,1\n"));
}

}  // namespace
}  // namespace masseflyt::traceability
