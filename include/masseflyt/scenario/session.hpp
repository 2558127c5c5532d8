// masseflyt/scenario/session.hpp — one case that lives: offers come and go, loads are driven, and
// the plan follows.
//
// A Session holds a document, the network of its places and the last plan. Rows are added, changed
// and removed by name, executed loads are applied, and plan() tells what became different.
//
// A plan goes on from the last one, which makes it quick and keeps what can stay. It is proved like
// any other: where the plan of its document is optimal, so is that of the session, at the same
// objective. Where several plans are optimal it is as a rule the one nearer to the last plan, so
// which of them it is depends on the plans made before: the same calls in the same order give the
// same bytes. With SessionOptions::from_scratch nothing else is kept, and the plan of a session is,
// byte for byte, the plan of its document.
//
// Every change either applies in full or leaves the session as it was, and the diagnostics name
// what was wrong with it. Failures of memory (std::bad_alloc) leave it as it was, too.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/reporting/delta.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/run.hpp>

namespace masseflyt::scenario {

class Haulage;
struct Remembered;

/// Cells of one row, column and text; an empty text is an empty cell. Texts as in a CSV file.
using Cells = Keyed<std::string>;

/// As in RunOptions; they count for every plan of the session.
struct SessionOptions {
  std::vector<std::string> variants = {};  ///< chosen once, when the session is opened
  std::optional<Weights> weights = {};
  bool comparisons = false, sensitivity = false;  ///< each makes every plan several times as long
  std::uint32_t threads = 0;
  /// Forget the last plan before the next one: slower, and the same bytes whatever came before.
  bool from_scratch = false;
};

/// A value: a copy goes its own way. Not synchronised: one thread at a time, except that the Cancel
/// of a running plan() may be set from anywhere.
class Session {
 public:
  /// Chooses the variants, then checks the document. `found` gets everything that was noticed.
  /// Errors: invalid_document (`found` holds all), not_found (variant), conflict.
  static Result<Session> open(const Document& document, Diagnostics& found,
                              const SessionOptions& options = {});

  // ---- changes. Each answers the revision after it; `found` gets what the change brought with
  // it: errors when it was refused, warnings when it was not. Rows are named by their id, in paths
  // as well: "/offers/T7/amount". Cost: a check of the whole document.

  /// A new row of a table whose rows have ids: offers, needs, places, parties, ... A row that is
  /// there already with the same cells changes nothing.
  /// Errors: conflict (other cells under this id), not_found (table, column), invalid_document.
  Result<std::uint64_t> add(std::string_view table, const Cells& cells, Diagnostics& found);
  /// Other cells for a row; those that are not named stay.
  /// Errors: not_found (table, row, column), invalid_document.
  Result<std::uint64_t> change(std::string_view table, std::string_view id, const Cells& cells,
                               Diagnostics& found);
  /// Refused while another row names this one: what was sampled, observed or driven does not
  /// vanish. Change `included` to no instead. From "state" it takes back a load that was told by
  /// mistake. A row that is added again stands where it stood.
  /// Errors: not_found, invalid_document.
  Result<std::uint64_t> remove(std::string_view table, std::string_view id, Diagnostics& found);

  /// Loads that were driven, all of them or none. They become rows of "state" and facts of the
  /// plan. A load that is there already changes nothing: telling it twice is harmless. Refused with
  /// all reasons: an offer or place that is not there, a day outside the horizon, no mass. Recorded
  /// with a warning, because it happened all the same: more than was left of the offer (beyond
  /// amount_high, or amount without it), a place that is full, closed, or does not take it. Errors:
  /// conflict (another load under this id), invalid_document.
  Result<std::uint64_t> apply(const std::vector<Load>& loads, Diagnostics& found);

  /// Time passes: months before `as_of` are facts from now on. What no load tells of them counts
  /// as gone by unknown ways.
  /// Errors: invalid_document (outside the horizon).
  Result<std::uint64_t> advance_to(Month as_of, Diagnostics& found);

  // ---- plans

  /// Plans what the session holds now and tells what became different since the last plan; the
  /// first one appears as a whole. Only then does the new plan take the place of the last one.
  /// Without a change since the last plan there is nothing to do, and the delta is empty.
  /// Errors: cancelled, deadline (the last plan and its revision stand), limit_exceeded,
  /// invalid_document (a sample or a factor that only planning looks at), internal.
  Result<reporting::Delta> plan(const Control& control = {});

  /// The last plan; nullptr before the first one. Immutable, and good beyond the session.
  std::shared_ptr<const Outcome> outcome() const { return last_; }

  /// Counts the changes that applied, from 1 when the session was opened.
  std::uint64_t revision() const { return revision_; }
  /// The revision of the last plan; 0 before the first one.
  std::uint64_t planned_revision() const { return planned_; }
  /// What the session holds now, loads in the table "state". Save this to go on another day.
  const Document& document() const { return *document_; }
  /// All warnings and notes that stand now.
  const Diagnostics& diagnostics() const { return found_; }

 private:
  Session() = default;
  Result<std::uint64_t> keep(Document candidate, std::string_view table, Diagnostics& found);
  Result<std::uint64_t> refuse(Diagnostics wrong, Diagnostics& found) const;

  // What is shared is never changed, so that a copy costs little.
  std::shared_ptr<const Document> document_;
  std::shared_ptr<const Case> input_;
  Diagnostics found_;
  RunOptions options_;
  /// Per table, the place of each id when the session was opened.
  std::shared_ptr<const std::map<std::string, std::map<std::string, std::size_t>>> rank_;
  /// Canonical text of the tables that did not change since the last plan.
  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> texts_;
  std::shared_ptr<const Haulage> haulage_;  ///< of input_; made when needed
  std::shared_ptr<const Outcome> last_;
  std::shared_ptr<const Remembered> remembered_;  ///< plans of the last outcome, to go on from
  bool from_scratch_ = false;
  std::uint64_t revision_ = 1, planned_ = 0;
};

}  // namespace masseflyt::scenario
