// Mirrors epcis_hashes() of include/masseflyt/traceability/epcis.hpp.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <masseflyt/traceability/epcis.hpp>

#include "support/vectors.hpp"
#include "traceability/epcis_words.hpp"
#include "traceability/support_epcis.hpp"

namespace masseflyt::traceability {
namespace {

std::size_t compare(const std::string& folder, const char* prehash, const char* ids) {
  std::size_t events = 0;
  for (const auto& vector : masseflyt::test::vectors(folder + "/vectors.json")) {
    const std::string document = vector["document"];
    const auto hashes = epcis_hashes(test::read(test::exchange_folder() / folder / document));
    EXPECT_TRUE(hashes) << document;
    if (!hashes) continue;
    EXPECT_EQ(hashes->size(), vector[ids].size()) << document;
    for (std::size_t i = 0; i < hashes->size() && i < vector[ids].size(); ++i, ++events) {
      EXPECT_EQ((*hashes)[i].prehash, vector[prehash][i]) << document << " event " << i;
      EXPECT_EQ((*hashes)[i].id, vector[ids][i]) << document << " event " << i;
    }
  }
  return events;
}

TEST(EpcisHash, PublishedVectorsAgree) {
  EXPECT_EQ(compare("epcis-hash", "expected_prehash_strings", "expected_hash_ids"), 24u);
}

TEST(EpcisHash, OwnVectorsForBulkMassesAgree) {
  EXPECT_EQ(compare("epcis-bulk", "prehash", "hash_ids"), 11u);
}

TEST(EpcisHash, AnErrorDeclarationHasTheHashOfWhatItDeclaresWrong) {
  const auto folder = test::exchange_folder() / "epcis-bulk";
  const auto event = epcis_hashes(test::read(folder / "03-ship-one-load.jsonld"));
  const auto declared = epcis_hashes(test::read(folder / "10-error-declaration-of-03.jsonld"));
  EXPECT_EQ((*event)[0].id, (*declared)[0].id);
}

std::string hash_of(const std::string& members) {
  return epcis_hashes(R"({"type":"ObjectEvent",)" + members + "}").value().front().prehash;
}

TEST(EpcisHash, NumbersAreExact) {  // where the reference program goes through a binary float
  EXPECT_EQ(hash_of(R"("x:n":12345678901234567890.50)"),
            "eventType=ObjectEventx:n=12345678901234567890.5");
  EXPECT_EQ(hash_of(R"("x:n":1e-7)"), "eventType=ObjectEventx:n=0.0000001");
  EXPECT_EQ(hash_of(R"("x:n":"007")"), "eventType=ObjectEventx:n=007");
}

TEST(EpcisHash, TheThirdDecimalOfASecondIsRoundedUpFromAHalf) {
  const auto time = [](const char* text) {
    return hash_of(R"("eventTime":")" + std::string(text) + '"').substr(31);
  };
  EXPECT_EQ(time("2023-01-18T11:04:03.1425Z"), "2023-01-18T11:04:03.143Z");
  EXPECT_EQ(time("2023-01-18T11:04:03.1424999999Z"), "2023-01-18T11:04:03.142Z");
  EXPECT_EQ(time("2023-12-31T23:59:59.9996Z"), "2024-01-01T00:00:00.000Z");
}

TEST(EpcisWords, DecimalsBecomePlainWithoutLoss) {
  for (const auto& [written, plain] :
       {std::pair{"1.50e2", "150"},
        {"0.0", "0"},
        {"-0", "0"},
        {"-1.20", "-1.2"},
        {"1e-3", "0.001"},
        {"100", "100"},
        {"0.000000000000000000000000000010", "0.00000000000000000000000000001"}})
    EXPECT_EQ(plain_decimal(written), plain);
  for (const char* none : {"", "1.", ".5", "abc", "1e999999999999", "0x1", "+1", "1_000"})
    EXPECT_FALSE(plain_decimal(none)) << none;
}

TEST(EpcisWords, LinksAreNarrowedToTheFinestKey) {
  for (const auto& [uri, canonical] :
       {std::pair{"https://shop.example/gtin/9521141012345/lot/A1/ser/7?x=1",
                  "https://id.gs1.org/01/09521141012345/21/7"},
        {"https://shop.example/products/01/09521141012345/22/v2/10/A1",
         "https://id.gs1.org/01/09521141012345/10/A1"},
        {"urn:epc:id:sgln:0012345.11111.0", "https://id.gs1.org/414/0012345111112"},
        {"http://transaction.example/po/12345678", "http://transaction.example/po/12345678"},
        {"urn:epc:id:sgtin:12.3.4", "urn:epc:id:sgtin:12.3.4"}})
    EXPECT_EQ(canonical_gs1_key(uri), canonical);
}

}  // namespace
}  // namespace masseflyt::traceability
