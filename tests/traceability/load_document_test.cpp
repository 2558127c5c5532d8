// Mirrors include/masseflyt/traceability/load_document.hpp.
#include <masseflyt/traceability/load_document.hpp>

#include <set>

#include <gtest/gtest.h>

#include <masseflyt/traceability/ticket.hpp>

#include "detail/csv_reader.hpp"
#include "support/shared_data.hpp"
#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

struct LoadDocument : testing::Test, Story {
  masseflyt::test::Row row(Register which, std::size_t i = 0) {
    Diagnostics found;
    const auto table =
        masseflyt::detail::read_csv(load_table(ledger, which).value(), "t", {}, found).value();
    EXPECT_TRUE(found.empty());
    masseflyt::test::Row r;
    EXPECT_LT(i, table.rows.size());
    for (std::size_t c = 0; i < table.rows.size() && c < table.columns.size(); ++c)
      r[table.columns[c]] = table.rows[i][c];
    return r;
  }
  void load_and_receive() {
    extract("A", 100);
    Event e = at(EventKind::ship, "contractor");
    e.load = "L-1", e.place = "pit", e.to_party = "plant", e.to_place = "plant-yard";
    e.inputs = {{"A", 28'640, Basis::wet, 0, {}}};
    e.documents = {"R-1"};
    e.terms = {
        {"material_name", "=sprengstein"}, {"waste_codes", "17 05 04"}, {"method", "weighed"}};
    must(e);
    receive("L-1", {"IN", 28'600, Basis::wet, 0, {}});
  }
};

TEST_F(LoadDocument, NeutralRowHasEveryFieldThatIsKnown) {
  load_and_receive();
  const auto r = row(Register::neutral);
  EXPECT_EQ(r.at("load_id"), "L-1");
  EXPECT_EQ(r.at("mass_kg"), "28.64");
  EXPECT_EQ(r.at("received_mass_kg"), "28.6");
  EXPECT_EQ(r.at("basis"), "wet");
  EXPECT_EQ(r.at("documents"), "R-1");
  EXPECT_EQ(r.at("waste_codes"), "17 05 04");
  EXPECT_EQ(r.at("volume_m3"), "");  // not known: empty, not zero
}

TEST_F(LoadDocument, RegistersGetTheirNamesAndUnits) {
  load_and_receive();
  const auto texs = row(Register::texs);
  EXPECT_EQ(texs.at("weightValue"), "0.02864");
  EXPECT_EQ(texs.at("weightIsEstimate"), "false");
  EXPECT_EQ(texs.at("dispatchDate"), "2026-03-02");
  EXPECT_EQ(row(Register::uk_receipt).at("weight amount (t)"), "0.0286");
  EXPECT_EQ(row(Register::smartdok).at("ticket no"), "L-1");
  EXPECT_EQ(row(Register::ontario).at("quantity loaded (t)"), "0.02864");
}

TEST_F(LoadDocument, ACellIsNoFormula) {
  load_and_receive();
  EXPECT_EQ(row(Register::neutral).at("material_name"), "'=sprengstein");
}

TEST_F(LoadDocument, OnlyShipmentsThatStandAreListed) {
  extract("A", 100);
  const Event wrong = ship("L", kg("A", 4));
  Event right = corrected(wrong);
  right.inputs[0].mass_g = 5000;
  must(right);
  const auto r = row(Register::neutral);
  EXPECT_EQ(r.at("mass_kg"), "5");
  EXPECT_EQ(r.at("correction_kind"), "modify");
  EXPECT_EQ(r.at("handover"), "under_way");
  const std::string csv = load_table(ledger).value();
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2);
}

TEST_F(LoadDocument, MassOfALoadThatWasLoadedBeforeIsTheSum) {
  extract("A", 100);
  for (int i = 0; i < 2; ++i) {
    Event e = at(EventKind::load, "contractor");
    e.load = "L", e.place = "pit", e.inputs = {kg("A", 7)};
    must(e);
  }
  Event e = at(EventKind::ship, "contractor");
  e.load = "L", e.place = "pit", e.to_party = "plant", e.to_place = "plant-yard";
  must(e);
  EXPECT_EQ(row(Register::neutral).at("mass_kg"), "14");
}

TEST(LoadFields, EveryNeutralFieldHasAPlace) {
  std::set<std::string_view> known(ticket_terms().begin(), ticket_terms().end());
  for (const char* own :
       {"load_id", "correction_kind", "reporter", "principal", "event_time", "mass_kg", "volume_m3",
        "state", "origin_place", "sender", "receiver", "drop_place", "documents"})
    known.insert(own);
  for (const LoadField& f : load_fields())
    for (const std::string_view field : f.fields) EXPECT_TRUE(known.contains(field)) << field;
}

TEST(LoadFields, AreThoseOfTheFacts) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  const auto rows = masseflyt::test::read_rows(masseflyt::test::shared_data() /
                                               "facts/traceability/registry_fields.csv");
  ASSERT_EQ(rows.size(), load_fields().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LoadField& f = load_fields()[i];
    EXPECT_EQ(rows[i].at("meaning"), f.meaning);
    EXPECT_EQ(rows[i].at("France TEXS (Trackdéchets API names)"), f.texs);
    EXPECT_EQ(rows[i].at("Ontario hauling record / tracking"), f.ontario);
    EXPECT_EQ(rows[i].at("UK receipt of waste"), f.uk_receipt);
    EXPECT_EQ(rows[i].at("SmartDok transport"), f.smartdok);
  }
}

}  // namespace
}  // namespace masseflyt::traceability
