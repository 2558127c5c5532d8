// masseflyt/scenario/watch.hpp — the loop from monitoring back to the plan: an alarm stops a site.
//
//   auto watch = monitoring::Evaluator::make(*watch_rules(input, found));   // sensors and alarms
//   ...feed it...
//   const auto rows = stops_of(input, watched(news.episodes, watch->rules()), found);
//   apply_stops(session, rows, found);
//   session.plan();                                                        // what flows instead
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/monitoring/outcome.hpp>
#include <masseflyt/monitoring/rule_set.hpp>
#include <masseflyt/scenario/session.hpp>

namespace masseflyt::scenario {

/// The tables `sensors` and `alarms` as the document "masseflyt.monitoring/1".
std::string watch_rules_json(const Case& input);

/// The same, read and checked. Errors: invalid_document; `found` has paths of that document.
Result<monitoring::RuleSet> watch_rules(const Case& input, Diagnostics& found);

/// An episode as far as the plan needs it: which level since when.
struct Watched {
  std::string rule;  ///< id, as in `alarms`
  std::string key;   ///< of the episode: the same on every run
  std::vector<std::pair<Instant, monitoring::Level>> history;
  std::optional<Instant> end;  ///< none: open
};

/// Open ones too: those of Evaluator::standings().
std::vector<Watched> watched(std::span<const monitoring::Episode> episodes,
                             const monitoring::RuleSet& rules);

/// Rows of `stops`: one per site and stretch of time at or above the level from which the alarm
/// closes it. Every civil day in Norway that the stretch touches is closed. A stretch that is open
/// has no end, and a later call gives the same id with its end. Episodes of rules that are no row
/// of `alarms`, or that close nothing, give none; `found` then names the unknown ones.
std::vector<Stop> stops_of(const Case& input, std::span<const Watched> episodes,
                           Diagnostics& found);

/// Adds the stops that are new and changes those that are known by now to have ended; all of them
/// or none. What stands there already changes nothing, so telling them again is harmless.
/// Errors: invalid_document (a site that is not there).
Result<std::uint64_t> apply_stops(Session& session, std::span<const Stop> stops,
                                  Diagnostics& found);

/// The same for a document.
Document with_stops(Document document, std::span<const Stop> stops);

}  // namespace masseflyt::scenario
