// masseflyt/classification/duty.hpp — what has to be tested before a lot may be dug, received or
// declared as a product, how often, and by whom?
//
// Duties are data, "masseflyt.duties/1". What nobody has found a source for stands among them as
// open: it is asked for, and nothing fulfils it. Who pays was found for none of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/lot.hpp>
#include <masseflyt/classification/use.hpp>

namespace masseflyt::classification {

/// What a number of tests is counted by.
enum class DutyUnit : std::int32_t {
  lot = 1,
  m3 = 2,  ///< the source does not say which: the largest volume that is told counts
  placed_m3 = 3,
  m2 = 4,
  week = 5,
  month = 6,
  year = 7,
};

struct Duty {
  std::string id;
  Text title;
  std::vector<std::string> materials;  ///< none: all
  std::vector<std::string> uses;       ///< names of uses, or how they begin; none: all
  std::vector<std::string> land_uses;  ///< none: all; "" is a use without one
  std::string when;        ///< contamination_suspected, contaminated, acid_rock; empty: always
  std::string test;        ///< what is counted
  std::string before;      ///< dig, move, receive, place, declare, recover
  bool open = false;       ///< it exists, and its number was not found
  std::int64_t count = 0;  ///< tests for each started `per` of `unit`; 0 with `steps`
  double per = 0;          ///< 0: for each `unit`
  DutyUnit unit = DutyUnit::lot;
  std::int64_t at_least = 0;
  std::vector<std::pair<double, std::int64_t>> steps;  ///< up to this area, so many
  Text by;                                             ///< who tests; empty: not found
  std::string cost;                                    ///< who pays; empty: not found
  std::string source;
  Confidence confidence = Confidence::verified;
  std::string note;
  bool operator==(const Duty&) const = default;
};

struct DutyPack {
  std::string id;
  Text title;
  std::string edition;
  std::string hash;  ///< SHA-256 of the document
  std::vector<Duty> duties;
};

/// no.duties.
Result<DutyPack> built_in_duties();

/// Reads "masseflyt.duties/1". Errors: invalid_document; `found` then holds every problem.
Result<DutyPack> read_duties(std::string_view json, Diagnostics& found);

/// A duty of one lot.
struct DutyState {
  Duty duty;
  /// no: tests are missing. unknown: its number was not found, or an amount is not told.
  Answer fulfilled = Answer::unknown;
  std::optional<std::int64_t> required;  ///< none: not known
  std::int64_t done = 0;
  Text text, change;
};

/// The duties of a lot that is to be used so, in the order of the pack. Samples, a survey of alien
/// species and the mapping of a building count as done when the lot has them, all else as
/// `tests_done` tells. With `strict`, a duty that is only recalled is never fulfilled.
std::vector<DutyState> duties(const Lot& lot, const Use& use, const DutyPack& pack,
                              bool strict = false);

/// Those that are not fulfilled, or not known to be.
std::vector<DutyState> open_duties(const Lot& lot, const Use& use, const DutyPack& pack,
                                   bool strict = false);

}  // namespace masseflyt::classification
