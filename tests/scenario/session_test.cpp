// Mirrors include/masseflyt/scenario/session.hpp.
#include <masseflyt/scenario/session.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "support/folders.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Change;

const Cells school = {{"id", "T7"},         {"name", "Ny skole"}, {"place", "T2"},
                      {"material", "soil"}, {"amount", "9000"},   {"unit", "t"},
                      {"begin", "2024-09"}, {"end", "2024-11"}};

/// Without history, unless it says otherwise: its plans are functions of the document.
const SessionOptions scratch = {.from_scratch = true};

Session opened(const Document& document = small_case(), const SessionOptions& options = scratch) {
  Diagnostics found;
  auto session = Session::open(document, found, options);
  EXPECT_TRUE(session) << to_json(found);
  return std::move(session).value();
}

std::string bytes(const Outcome& outcome) {
  return reporting::plan_json(outcome.report) + reporting::flows_csv(outcome.report) +
         reporting::account_json(outcome.report);
}

std::string planned(Session& session) {
  const auto delta = session.plan();
  EXPECT_TRUE(delta) << delta.error().message;
  return bytes(*session.outcome());
}

/// What run() makes of the same content, read as a stranger would.
std::string fresh(const Document& document) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  return bytes(run(*Document::read_json(document.to_json(), found), found, options).value());
}

Load load(std::string id, std::string offer, std::string to, double tonnes, std::string day) {
  Load l;
  l.id = std::move(id), l.offer = std::move(offer), l.destination = std::move(to);
  l.tonnes = tonnes, l.day = std::move(day);
  return l;
}

/// Runs a change that must be refused: nothing of the session may be different.
template <typename Try>
std::pair<Error, Diagnostics> refused(Session& session, Try&& attempt) {
  const std::string before = session.document().to_json();
  const auto revision = session.revision();
  Diagnostics found;
  const Result<std::uint64_t> done = attempt(session, found);
  EXPECT_FALSE(done);
  EXPECT_TRUE(has_errors(found));
  EXPECT_EQ(session.document().to_json(), before);
  EXPECT_EQ(session.revision(), revision);
  return {done ? Error{} : done.error(), found};
}

TEST(Session, OpensWithThePlanOfItsDocument) {
  Session session = opened();
  EXPECT_EQ(session.revision(), 1u);
  EXPECT_EQ(session.outcome(), nullptr);
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  EXPECT_EQ(planned(session), bytes(run(small_case(), found, options).value()));
  EXPECT_EQ(session.planned_revision(), 1u);
}

TEST(Session, VariantsAreChosenOnce) {
  Session session = opened(small_case(), {.variants = {"yard=closed"}});
  EXPECT_EQ(session.document().chosen().at("yard"), "closed");
  EXPECT_EQ(planned(session), fresh(session.document()));
  Diagnostics found;
  EXPECT_EQ(Session::open(small_case(), found, {.variants = {"yard=ajar"}}).error().code,
            ErrorCode::not_found);
}

TEST(Session, ADocumentWithFaultsIsNotOpened) {
  Document broken = small_case();
  ASSERT_TRUE(broken.set("offers", "T1", "end", "2023-01"));
  Diagnostics found;
  EXPECT_EQ(Session::open(broken, found).error().code, ErrorCode::invalid_document);
  EXPECT_TRUE(has_errors(found));
}

TEST(Session, AnOfferComesChangesAndGoes) {
  Session session = opened();
  const std::string before = planned(session);
  Diagnostics found;
  EXPECT_EQ(session.add("offers", school, found).value(), 2u);
  auto delta = session.plan().value();
  EXPECT_EQ(delta.revision_before, 1u);
  EXPECT_EQ(delta.revision, 2u);
  std::int64_t kg = 0;
  for (const auto& f : delta.flows)
    if (f.offer == "T7") {
      EXPECT_EQ(f.change, Change::appeared);
      kg += f.after.kg;
    }
  EXPECT_EQ(kg, 9'000'000);

  EXPECT_EQ(session.change("offers", "T7", {{"amount", "6"}, {"unit", "kt"}}, found).value(), 3u);
  delta = session.plan().value();
  EXPECT_FALSE(delta.flows.empty());
  EXPECT_EQ(delta.account.front().figure, "surplus_t");
  EXPECT_NEAR(delta.account.front().before - delta.account.front().after, 3000, 1e-6);
  EXPECT_EQ(bytes(*session.outcome()), fresh(session.document()));

  EXPECT_EQ(session.remove("offers", "T7", found).value(), 4u);
  delta = session.plan().value();
  for (const auto& f : delta.flows) {
    if (f.offer == "T7") {
      EXPECT_EQ(f.change, Change::vanished);
    }
  }
  EXPECT_EQ(bytes(*session.outcome()), before);
  EXPECT_TRUE(found.empty());
}

TEST(Session, NeedsAreTreatedWithTheSameWords) {
  Session session = opened();
  planned(session);
  Diagnostics found;
  ASSERT_TRUE(session.add("needs",
                          {{"id", "N7"},
                           {"place", "T3"},
                           {"product", "fill_soil"},
                           {"materials", "soil"},
                           {"max_amount", "5000"},
                           {"unit", "t"},
                           {"begin", "2024-06"},
                           {"end", "2024-12"}},
                          found))
      << to_json(found);
  ASSERT_TRUE(session.change("needs", "N7", {{"max_amount", "4000"}}, found));
  const auto delta = session.plan().value();
  EXPECT_TRUE(std::any_of(delta.flows.begin(), delta.flows.end(),
                          [](const auto& f) { return f.destination == "N7"; }));
  ASSERT_TRUE(session.remove("needs", "N7", found));
  EXPECT_EQ(planned(session), fresh(session.document()));
}

TEST(Session, ANewPlaceGetsItsRoads) {
  Session session = opened();
  planned(session);
  Diagnostics found;
  ASSERT_TRUE(session.add("places", {{"id", "T8"}, {"x", "262100"}, {"y", "6648600"}}, found))
      << to_json(found);
  Cells cells = school;
  cells[2].second = "T8";
  ASSERT_TRUE(session.add("offers", cells, found)) << to_json(found);
  EXPECT_EQ(planned(session), fresh(session.document()));
}

TEST(Session, RefusalsNameEverythingAndChangeNothing) {
  Session session = opened();
  auto [error, found] = refused(session, [](Session& s, Diagnostics& d) {
    return s.add("offers",
                 {{"id", "T7"},
                  {"place", "T2"},
                  {"material", "cheese"},
                  {"amount", "-3"},
                  {"unit", "t"},
                  {"begin", "2024-09"},
                  {"party", "nobody"}},
                 d);
  });
  Names paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (Names{"/offers/T7/party", "/offers/T7/material", "/offers/T7/amount",
                          "/offers/T7/end"}))
      << to_json(found);
  EXPECT_EQ(error.path, paths.front());

  auto spelling = refused(session, [](Session& s, Diagnostics& d) {
    return s.change("offers", "T1", {{"amuont", "5"}, {"id", "T9"}}, d);
  });
  ASSERT_EQ(spelling.second.size(), 2u);
  EXPECT_EQ(spelling.second[0].expected, "a column of offers (did you mean 'amount'?)");
  EXPECT_EQ(spelling.second[1].path, "/offers/T1/id");

  EXPECT_EQ(refused(session,
                    [](Session& s, Diagnostics& d) {
                      return s.change("offers", "T11", {{"amount", "5"}}, d);
                    })
                .first.code,
            ErrorCode::not_found);
  EXPECT_EQ(refused(session, [](Session& s, Diagnostics& d) { return s.remove("offers", "T8", d); })
                .first.code,
            ErrorCode::not_found);
  EXPECT_EQ(refused(session, [](Session& s, Diagnostics& d) { return s.add("ofers", school, d); })
                .first.code,
            ErrorCode::not_found);
  EXPECT_EQ(refused(session,
                    [](Session& s, Diagnostics& d) {
                      return s.add("distances", {{"from", "T1"}}, d);
                    })
                .first.code,
            ErrorCode::not_found);
  EXPECT_EQ(refused(session,
                    [](Session& s, Diagnostics& d) {
                      return s.add("offers", {{"place", "T2"}}, d);
                    })
                .first.code,
            ErrorCode::invalid_argument);
}

TEST(Session, WhatOthersNameDoesNotVanish) {
  Session session = opened();
  const auto [error, found] =
      refused(session, [](Session& s, Diagnostics& d) { return s.remove("offers", "T2", d); });
  EXPECT_EQ(error.path, "samples.csv:2:offer");  // it was sampled
  Diagnostics ignored;
  EXPECT_TRUE(session.change("offers", "T2", {{"included", "no"}}, ignored));
}

TEST(Session, AddingTheSameAgainChangesNothingAndOtherCellsAreAConflict) {
  Session session = opened();
  Diagnostics found;
  ASSERT_EQ(session.add("offers", school, found).value(), 2u);
  EXPECT_EQ(session.add("offers", school, found).value(), 2u);
  EXPECT_EQ(session.change("offers", "T7", {{"amount", "9000.0"}}, found).value(), 3u);
  EXPECT_EQ(session.change("offers", "T7", {{"amount", "9000.0"}}, found).value(), 3u);
  EXPECT_EQ(refused(session,
                    [](Session& s, Diagnostics& d) {
                      Cells cells = school;
                      cells[4].second = "9001";
                      return s.add("offers", cells, d);
                    })
                .first.code,
            ErrorCode::conflict);
}

TEST(Session, ALoadBecomesAFactAndIsToldTwiceWithoutHarm) {
  Session session = opened();
  planned(session);
  Diagnostics found;
  const std::vector<Load> loads = {load("W1", "T3", "L1", 26.4, "2024-06-10"),
                                   load("W2", "T1", "S1", 30.25, "2024-06-10")};
  EXPECT_EQ(session.apply(loads, found).value(), 2u);
  const auto delta = session.plan().value();
  std::int64_t kg = 0;
  for (const auto& f : delta.flows)
    if (f.kind == reporting::Kind::past && f.change == Change::appeared) kg += f.after.kg;
  EXPECT_EQ(kg, 26'400 + 30'250);
  const std::string once = bytes(*session.outcome());
  EXPECT_EQ(session.apply(loads, found).value(), 2u);
  EXPECT_EQ(session.apply({loads[1], loads[0], loads[0]}, found).value(), 2u);
  EXPECT_EQ(planned(session), once);
  EXPECT_EQ(once, fresh(session.document()));
  EXPECT_TRUE(found.empty());
}

TEST(Session, AnotherLoadUnderTheSameIdIsAConflict) {
  Session session = opened();
  Diagnostics found;
  ASSERT_TRUE(session.apply({load("W1", "T3", "L1", 26.4, "2024-06-10")}, found));
  EXPECT_EQ(refused(session,
                    [](Session& s, Diagnostics& d) {
                      return s.apply({load("W1", "T3", "L1", 26.5, "2024-06-10")}, d);
                    })
                .first.code,
            ErrorCode::conflict);
}

TEST(Session, LoadsAreAppliedAllOrNoneAndEveryReasonIsTold) {
  Session session = opened();
  const auto [error, found] = refused(session, [](Session& s, Diagnostics& d) {
    return s.apply(
        {load("W1", "T3", "L1", 26.4, "2024-06-10"), load("W2", "T9", "nowhere", -1, "2024-13-10"),
         load("", "T3", "L1", 26.4, "2024-06-10")},
        d);
  });
  Names paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (Names{"/state/id", "/state/W2/offer", "/state/W2/destination",
                          "/state/W2/tonnes", "/state/W2/day"}))
      << to_json(found);
}

TEST(Session, WhatContradictsThePlanIsRecordedAndFlaggedOnce) {
  Session session = opened();
  Diagnostics found;
  ASSERT_TRUE(session.apply({load("W1", "T3", "L1", 41000, "2024-06-10")}, found));
  ASSERT_EQ(found.size(), 1u) << to_json(found);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(found[0].path, "/state/W1/tonnes");
  found.clear();
  ASSERT_TRUE(session.apply({load("W2", "T1", "F1", 10, "2024-06-10")}, found));
  EXPECT_TRUE(found.empty());  // the old warning is no news
  EXPECT_EQ(session.diagnostics().size(), 1u);
  EXPECT_EQ(planned(session), fresh(session.document()));
}

TEST(Session, ALoadToldByMistakeIsTakenBack) {
  Session session = opened();
  const std::string before = planned(session);
  Diagnostics found;
  ASSERT_TRUE(session.apply({load("W1", "T3", "L1", 26.4, "2024-06-10")}, found));
  ASSERT_NE(planned(session), before);
  ASSERT_TRUE(session.remove("state", "W1", found));
  EXPECT_EQ(planned(session), before);
}

TEST(Session, TheDocumentWithItsStateIsTheSession) {
  Session session = opened();
  Diagnostics found;
  ASSERT_TRUE(session.apply({load("W1", "T1", "S1", 5000, "2024-06-10")}, found));
  ASSERT_TRUE(session.advance_to(Month::of(2024, 7), found));
  ASSERT_TRUE(session.apply({load("W2", "T3", "L1", 500, "2024-07-10")}, found));
  Session again = opened(*Document::read_json(session.document().to_json(), found));
  EXPECT_EQ(planned(again), planned(session));
  EXPECT_EQ(planned(session), fresh(session.document()));
  EXPECT_EQ(again.document().hash(), session.document().hash());
}

TEST(Session, TimePassesOnlyInsideTheHorizon) {
  Session session = opened();
  refused(session, [](Session& s, Diagnostics& d) { return s.advance_to(Month::of(2027, 1), d); });
  Diagnostics found;
  EXPECT_EQ(session.advance_to(Month::of(2024, 6), found).value(), 2u);
  EXPECT_EQ(session.advance_to(Month::of(2024, 6), found).value(), 2u);
}

TEST(Session, RemovedAndAddedBackIsAsBefore) {
  Diagnostics found;
  Session session = opened();
  const std::string before = planned(session);
  const Table offers = *session.document().table("offers");
  Cells first;  // T3 stands between T2 and T4, and nothing names it
  for (std::size_t c = 0; c < offers.columns.size(); ++c)
    if (offers.rows[2][c].kind != CellKind::missing)
      first.emplace_back(offers.columns[c], offers.rows[2][c].text);
  ASSERT_TRUE(session.remove("offers", "T3", found)) << to_json(found);
  ASSERT_NE(planned(session), before);
  ASSERT_TRUE(session.add("offers", first, found)) << to_json(found);
  EXPECT_EQ(session.document().to_json(), opened().document().to_json());
  EXPECT_EQ(planned(session), before);
}

TEST(Session, TheOrderOfChangesDoesNotMatter) {
  Diagnostics found;
  Cells other = school;
  other[0].second = "T6";
  Session a = opened(), b = opened();
  ASSERT_TRUE(a.add("offers", school, found));
  ASSERT_TRUE(a.add("offers", other, found));
  ASSERT_TRUE(b.add("offers", other, found));
  ASSERT_TRUE(b.add("offers", school, found));
  EXPECT_EQ(a.document().to_json(), b.document().to_json());
  EXPECT_EQ(planned(a), planned(b));
}

TEST(Session, WithoutAChangeTheDeltaIsEmpty) {
  Session session = opened();
  planned(session);
  const auto outcome = session.outcome();
  const auto delta = session.plan().value();
  EXPECT_TRUE(delta.flows.empty() && delta.unmet.empty() && delta.account.empty());
  EXPECT_EQ(session.outcome(), outcome);
}

TEST(Session, ACopyGoesItsOwnWay) {
  Diagnostics found;
  Session session = opened();
  const std::string before = planned(session);
  Session what_if = session;
  ASSERT_TRUE(what_if.add("offers", school, found));
  EXPECT_NE(planned(what_if), before);
  EXPECT_EQ(planned(session), before);
  EXPECT_EQ(session.revision(), 1u);
}

TEST(Session, OutOfTimeTheLastPlanStands) {
  Session session = opened();
  Diagnostics found;
  Control late;
  late.deadline = std::chrono::steady_clock::now();
  EXPECT_EQ(session.plan(late).error().code, ErrorCode::deadline);
  EXPECT_EQ(session.outcome(), nullptr);
  const std::string before = planned(session);
  ASSERT_TRUE(session.add("offers", school, found));
  EXPECT_EQ(session.plan(late).error().code, ErrorCode::deadline);
  EXPECT_EQ(bytes(*session.outcome()), before);
  EXPECT_EQ(session.planned_revision(), 1u);
  EXPECT_EQ(session.plan().value().revision_before, 1u);  // nothing is lost between the two
}

TEST(Session, AnotherThreadMayCancel) {
  Session session = opened();
  Cancel cancel;
  Control control;
  control.cancel = &cancel;
  std::thread other;
  control.progress = [&](std::string_view, double) {
    if (!other.joinable()) other = std::thread([&] { cancel.set(); });
    while (!cancel.is_set()) std::this_thread::yield();
  };
  EXPECT_EQ(session.plan(control).error().code, ErrorCode::cancelled);
  other.join();
  EXPECT_EQ(session.outcome(), nullptr);
  EXPECT_EQ(planned(session), fresh(session.document()));
}

/// Plans `warm`, which goes on from its last plan, and finds it as good as that of the document.
void expect_as_good(Session& warm, const Session& session) {
  ASSERT_TRUE(warm.plan());
  ASSERT_EQ(warm.document().to_json(), session.document().to_json());
  const auto &ours = *warm.outcome(), &theirs = *session.outcome();
  EXPECT_EQ(ours.report.plan.status, theirs.report.plan.status);
  EXPECT_EQ(ours.report.plan.objective_value, theirs.report.plan.objective_value);
  EXPECT_EQ(ours.report.plan.bound, theirs.report.plan.bound);
  EXPECT_EQ(ours.report.input_hash, theirs.report.input_hash);
  EXPECT_TRUE(ours.verdict.optimal());
}

TEST(Session, RandomChangesGiveThePlanOfTheDocument) {
  const char* const rounds = std::getenv("MASSEFLYT_LONG_TESTS");
  std::mt19937 random(7);
  const auto pick = [&](const Names& words) { return words[random() % words.size()]; };
  for (int run = 0; run < (rounds ? 60 : 6); ++run) {
    Session session = opened(), warm = opened(small_case(), {});
    std::size_t applied = 0, said_no = 0;
    for (int step = 0; step < 25; ++step) {
      Diagnostics found;
      const std::string id = pick({"T1", "T3", "X1", "X2", "X3"});
      const auto revision = session.revision();
      const std::string before = session.document().to_json();
      std::function<Result<std::uint64_t>(Session&)> attempt;
      Cells cells = school;
      cells[0].second = id;
      cells[3].second = pick({"soil", "rock", "clay"});
      cells[4].second = std::to_string(random() % 30000);
      switch (random() % 6) {
        case 0:
          attempt = [&](Session& s) { return s.add("offers", cells, found); };
          break;
        case 1:
          attempt = [&, table = pick({"offers", "offers", "state"})](Session& s) {
            return s.remove(table, id, found);
          };
          break;
        case 2:
          attempt = [&, amount = std::to_string(random() % 90000)](Session& s) {
            return s.change("offers", id, {{"amount", amount}}, found);
          };
          break;
        case 3:
          attempt = [&, need = pick({"N1", "N2", "N9"}),
                     most = std::to_string(random() % 90000)](Session& s) {
            return s.change("needs", need, {{"max_amount", most}}, found);
          };
          break;
        case 4:
          attempt = [&, driven = load(pick({"X1", "X2", "W3"}), id, pick({"L1", "S1", "F1", "Q1"}),
                                      1 + static_cast<double>(random() % 2000), "2024-09-15")](
                        Session& s) { return s.apply({driven}, found); };
          break;
        default:
          attempt = [&, to = Month::of(2024, 1 + static_cast<int>(random() % 9))](Session& s) {
            return s.advance_to(to, found);
          };
      }
      const auto done = attempt(session);
      EXPECT_EQ(attempt(warm).has_value(), done.has_value());
      if (done) {
        ++applied;
      } else {
        ++said_no;
        EXPECT_EQ(session.document().to_json(), before);
        EXPECT_EQ(session.revision(), revision);
      }
      if (step % 5 == 4) {
        ASSERT_EQ(planned(session), fresh(session.document())) << run << " " << step;
        expect_as_good(warm, session);
      }
    }
    EXPECT_GT(applied, 5u);
    EXPECT_GT(said_no, 0u);
  }
}

TEST(Session, OsloGivesThePlanOfItsDocument) {
  Diagnostics found;
  const Document oslo = Document::read(test::case_folder() + "/oslo_region", found).value();
  Session session = opened(oslo, {.variants = {"as_of=2026-01"}, .from_scratch = true});
  planned(session);
  found.clear();
  ASSERT_TRUE(session.change("offers", "S07", {{"note", "changed"}}, found)) << to_json(found);
  ASSERT_TRUE(session.add("offers",
                          {{"id", "X1"},
                           {"place", "S07"},
                           {"material", "soil"},
                           {"amount", "20000"},
                           {"unit", "t"},
                           {"begin", "2026-03"},
                           {"end", "2026-09"}},
                          found))
      << to_json(found);
  ASSERT_TRUE(session.apply({load("W1", "X1", "K10", 31.5, "2026-03-02")}, found))
      << to_json(found);
  EXPECT_EQ(planned(session), fresh(session.document()));
}

/// Rows couple masses where groups share stores: each plan goes on from the last one, and is proved
/// like one from scratch.
TEST(Session, WithSharedStoresGoesOnFromItsLastPlan) {
  Diagnostics found;
  Document shared = small_case();
  const Table stores = *shared.table("stores");
  for (const auto& row : stores.rows)
    ASSERT_TRUE(shared.set("stores", row.front().text, "group_shares", ""));
  Session warm = opened(shared, {});
  const auto expect_proved = [&](const char* what) {
    Session fresh_one = opened(warm.document(), scratch);
    planned(fresh_one);
    planned(warm);
    const auto &ours = warm.outcome()->report.plan, &theirs = fresh_one.outcome()->report.plan;
    EXPECT_LE(ours.bound, theirs.objective_value) << what;
    EXPECT_LE(theirs.bound, ours.objective_value) << what;
    EXPECT_LE(ours.gap, 1e-5) << what;
    EXPECT_TRUE(warm.outcome()->verdict.feasible()) << what;
  };
  expect_proved("first");
  ASSERT_TRUE(warm.add("offers", school, found)) << to_json(found);
  expect_proved("a new offer");
  ASSERT_TRUE(warm.change("offers", "T1", {{"amount", "110000"}}, found)) << to_json(found);
  expect_proved("an offer changes");
  ASSERT_TRUE(warm.add("stops",
                       {{"id", "st"},
                        {"site", "S1"},
                        {"begin", "2024-05-10"},
                        {"end", "2024-07-31"},
                        {"source", "site meeting"}},
                       found))
      << to_json(found);
  expect_proved("a store stands still");
  ASSERT_TRUE(warm.advance_to(Month::of(2024, 6), found)) << to_json(found);
  expect_proved("time passes");
}

}  // namespace
}  // namespace masseflyt::scenario
