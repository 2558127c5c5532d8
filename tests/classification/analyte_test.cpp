// Mirrors include/masseflyt/classification/analyte.hpp.
#include <masseflyt/classification/analyte.hpp>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

struct Catalogue : testing::Test {
  std::string id(std::string_view name) const {
    const auto index = analytes.find(name);
    return index ? analytes[*index].id : "";
  }
  Analytes analytes = Analytes::built_in().value();
};

TEST_F(Catalogue, KnowsNamesOfBothLanguages) {
  EXPECT_EQ(id("Bly (Pb)"), "pb");
  EXPECT_EQ(id("Lead"), "pb");
  EXPECT_EQ(id("Kvikksølv (Hg)"), "hg");
  EXPECT_EQ(id("KVIKKSØLV"), "hg");
  EXPECT_EQ(id("Sum 7 PCB"), "pcb7");
  EXPECT_EQ(id("no such thing"), "");
}
TEST_F(Catalogue, SpellingHabitsDoNotCount) {
  for (const auto* name :
       {"Benzo[a]pyren", "benso(a)pyren", "BENZO(A)PYREN ", "Benzo-a-pyrene", "BaP"})
    EXPECT_EQ(id(name), "bap") << name;
  EXPECT_EQ(id("Alifater >C12-C35"), "ali_c12_c35");
  EXPECT_EQ(id("Alifater C12\xE2\x80\x93"
               "C35"),
            "ali_c12_c35");
}
TEST_F(Catalogue, TotalChromiumIsHeldAgainstChromiumThree) {
  for (const auto* name : {"Krom (Cr)", "Krom total", "Chromium (III)", "cr_tot"})
    EXPECT_EQ(id(name), "cr_iii") << name;
  EXPECT_EQ(id("Krom (VI)"), "cr_vi");
  EXPECT_EQ(id("Cr6+"), "cr_vi");
}
TEST_F(Catalogue, UnitsTellBasisAndPowerOfTen) {
  const auto unit = [&](std::string_view name) { return analytes.unit(name); };
  EXPECT_EQ(unit("mg/kg TS")->shift, 0);
  EXPECT_EQ(unit("mg/kg")->basis, Basis::dry);
  EXPECT_EQ(unit("µg/kg TS")->shift, -3);
  EXPECT_EQ(unit("\xCE\xBCg/kg")->shift, -3);  // Greek mu
  EXPECT_EQ(unit("ug/kg ts")->shift, -3);
  EXPECT_EQ(unit("%")->shift, 4);
  EXPECT_EQ(unit("mg/kg våt")->basis, Basis::wet);
  EXPECT_FALSE(unit("mg/l"));
  EXPECT_FALSE(unit(""));
}
TEST_F(Catalogue, HasTheSumsOfTheRegulation) {
  ASSERT_EQ(analytes.sums().size(), 4u);
  EXPECT_EQ(analytes.sums()[0].members.size(), 16u);
  EXPECT_EQ(analytes.sums()[1].members.size(), 7u);
}

TEST(Analytes, TellsAllProblemsAtOnce) {
  Diagnostics found;
  const auto made = Analytes::from_json(R"({
    "analytes": [{"id": "a", "group": "x", "name": "A", "name_nb": "A"},
                 {"id": "b", "group": "x", "name": "A", "name_nb": "B"}],
    "sums": [{"sum": "a", "members": ["c", 4]}],
    "units": [{"unit": "mg", "basis": "damp", "shift": 99}]})",
                                        found);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::invalid_document);
  EXPECT_EQ(found.size(), 5u);
}

}  // namespace
}  // namespace masseflyt::classification
