// Mirrors include/masseflyt/traceability/checkpoint.hpp and src/traceability/base64.hpp.
#include <masseflyt/traceability/checkpoint.hpp>

#include <gtest/gtest.h>

#include "support/vectors.hpp"
#include "traceability/base64.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::test::unhex;
using masseflyt::test::vectors;

struct Vectors : testing::Test {
  nlohmann::json v = vectors("signed-note/checkpoints.json");
  NoteKey log = read_note_key(v.at("log_vkey").get<std::string>()).value();
  NoteKey witness = read_note_key(v.at("witness_vkey").get<std::string>()).value();
  const nlohmann::json& named(const std::string& name) const {
    for (const auto& c : v.at("cases"))
      if (c.at("name") == name) return c;
    throw std::runtime_error(name);
  }
};

TEST_F(Vectors, AreJudgedAsTheyShould) {
  ASSERT_EQ(v.at("cases").size(), 16u);
  for (const auto& c : v.at("cases")) {
    std::vector<NoteKey> known{log};
    if (c.contains("vkey")) known = {read_note_key(c.at("vkey").get<std::string>()).value()};
    const auto note = open_note(c.at("note").get<std::string>(), known);
    const bool checkpoint = c.value("is_checkpoint", true);
    const auto read = note && checkpoint ? read_checkpoint(note->text) : Result(Checkpoint{});
    EXPECT_EQ(note && read, c.at("valid").get<bool>()) << c.at("name");
    if (!note || !read || !c.contains("root_hex")) continue;
    EXPECT_EQ(read->origin, c.at("origin").get<std::string>());
    EXPECT_EQ(read->size, c.at("size").get<std::uint64_t>());
    EXPECT_EQ(hex(read->root), c.at("root_hex").get<std::string>());
    EXPECT_EQ(to_text(*read), note->text);
  }
}

TEST_F(Vectors, ACosignatureTellsItsTime) {
  const auto& c = named("checkpoint-8-cosigned");
  const auto note = open_note(c.at("note").get<std::string>(), std::vector{log, witness}).value();
  ASSERT_EQ(note.by.size(), 2u);
  EXPECT_EQ(note.by[1],
            (Note::By{c.at("cosigned_by"), NoteKind::cosignature, c.at("cosign_time")}));
}

TEST_F(Vectors, ABadCosignatureByAKnownWitnessSpoilsTheNote) {
  const std::string note = named("cosignature-time-changed").at("note");
  EXPECT_TRUE(open_note(note, std::vector{log}));
  EXPECT_EQ(open_note(note, std::vector{log, witness}).error().code, ErrorCode::bad_signature);
}

TEST_F(Vectors, AreWhatOurOwnSignersWrite) {
  const auto signer = signer_in_memory(Algorithm::ed25519, unhex(v.at("log_seed_hex"))).value();
  const auto second = signer_in_memory(Algorithm::ed25519, unhex(v.at("witness_seed_hex"))).value();
  const auto& c = named("checkpoint-8-cosigned");
  const std::string expected = c.at("note");
  const std::string text = expected.substr(0, expected.find("\n\n") + 1);
  const std::string note = sign_note(text, log.name, signer).value();
  EXPECT_EQ(note, named("checkpoint-8").at("note").get<std::string>());
  EXPECT_EQ(cosign_note(note, witness.name, c.at("cosign_time"), second).value(), expected);
}

TEST_F(Vectors, EveryFlippedBitOfANoteIsNoticed) {
  const std::string good = named("checkpoint-5").at("note");
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] ^= static_cast<char>(1u << bit % 8);
    EXPECT_FALSE(open_note(bad, std::vector{log})) << bit;
  }
}

TEST_F(Vectors, KeysAreWrittenAsTheyWereRead) {
  EXPECT_EQ(to_text(log), v.at("log_vkey").get<std::string>());
  EXPECT_EQ(to_text(witness), v.at("witness_vkey").get<std::string>());
  std::string other = v.at("log_vkey");
  other[0] = 'M';  // another name, so another id
  EXPECT_FALSE(read_note_key(other));
}

TEST(Checkpoint, ExtensionLinesSurvive) {
  const Checkpoint c{"log.example/1", 3, {}, {"extension"}};
  EXPECT_EQ(read_checkpoint(to_text(c)).value(), c);
}

TEST(Checkpoint, AnyOtherFormIsRefused) {
  const std::string good = to_text(Checkpoint{"o", 10, {}, {}});
  ASSERT_TRUE(read_checkpoint(good));
  for (const char* size : {"", "-1", "+1", "1 ", "0x1", "18446744073709551616"}) {
    std::string bad = good;
    EXPECT_FALSE(read_checkpoint(bad.replace(2, 2, size))) << size;
  }
  EXPECT_FALSE(read_checkpoint(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(read_checkpoint("o\n1\n"));
}

TEST(Base64, Rfc4648Vectors) {
  for (const auto& [plain, text] :
       {std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
        std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="}, std::pair{"fooba", "Zm9vYmE="},
        std::pair{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(plain), text);
    EXPECT_EQ(from_base64(text), plain);
  }
  for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-_"})
    EXPECT_FALSE(from_base64(bad)) << bad;
}

}  // namespace
}  // namespace masseflyt::traceability
