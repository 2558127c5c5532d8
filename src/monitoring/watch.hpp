// watch.hpp — one rule at work: verdicts in, level, episode, notices and counts out.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <masseflyt/monitoring/alarm.hpp>
#include <masseflyt/monitoring/outcome.hpp>

#include "monitoring/gauge.hpp"
#include "monitoring/queue.hpp"

namespace masseflyt::monitoring::detail {

/// What a rule is told at one evaluation.
struct Finding {
  Instant at;
  Verdict verdict;
  double value = not_set;  ///< of the condition that decides
  bool upper = true;       ///< whether large values of it are the bad ones
  InstantSpan window;
  Instant begin;  ///< of what the value tells of: episodes begin there
  double coverage = not_set;
  bool suspect = false;
  Certainty certainty = Certainty::not_told;
};

/// The highest level that a verdict finds passed.
Level level_in(const Verdict& verdict) noexcept;

/// Whether nothing can be said of any level that is set.
bool is_unknown(const Verdict& verdict) noexcept;

/// Of `value` against the highest level it passes, or, if none, against the lowest that is set.
Certainty certainty_of(double value, double uncertainty, const Condition& condition) noexcept;

/// One year of an allowance, or all samples.
struct Count {
  std::int32_t year = 0;
  std::int64_t valid = 0, unknown = 0, exceeded = 0, possibly = 0;
  bool told = false;  ///< that it is broken
  std::vector<std::chrono::year_month_day> dates;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(year, valid, unknown, exceeded, possibly, told, dates);
  }
};

class Watch {
 public:
  Watch(const Rule& rule, std::uint32_t index) : rule_(&rule), index_(index) {}
  const Rule& rule() const { return *rule_; }

  /// Precondition: in order of `finding.at`.
  void find(const Finding& finding, const Zone& zone, Outcome& out);

  /// Many findings with one verdict, of which `last` is the last one.
  struct Same {
    Finding last;
    Instant first_begin, first_at;
    Duration gap{0};         ///< no two of them lie further apart
    double worst = not_set;  ///< of their values, or a little worse
  };
  /// Whether finding them one by one would change nothing but what is known last, and the peak.
  bool rests(const Same& findings) const;
  /// Whether one of them may be the peak of the episode. Precondition: rests().
  bool may_peak(const Same& findings) const;
  /// The worst of them. Precondition: rests().
  void peak(const Finding& worst);
  /// The last of them. Precondition: rests().
  void rest(const Finding& last);

  /// Tells once that a civil window has no verdict, and once that there is one again.
  void tell_known(const Finding& finding, bool known, Outcome& out);

  /// Counts one window or sample. `sign` -1 takes an earlier answer back.
  void count(const WindowResult& result, bool beyond, int sign, Instant at, Outcome* out);

  Instant last() const { return last_; }
  std::optional<Instant> escalation() const { return escalate_; }
  void escalate(Outcome& out);
  Result<void> acknowledge(std::string by, Instant at, Outcome& out);
  Result<void> reset(std::string by, Instant at, Outcome& out);

  /// The highest level shown in `span`; nothing where it is not known any more, or not yet.
  std::optional<Level> level_during(InstantSpan span) const;
  /// The last so many changes of level.
  void remember_levels(std::size_t changes) { remembers_ = changes; }
  /// Whether what was measured at `t` is this rule's business: it is valid then and speaks.
  bool counts_at(Instant t, const Zone& zone);
  void tell_correction(Level before, Level after, const Finding& finding, Outcome& out);

  Standing standing() const;
  std::vector<Statement> statements(const Zone& zone) const;

  template <typename Archive>
  void visit(Archive& archive) {
    archive(alarm_, last_, known_, told_unknown_, value_, shown_, latched_, draft_, open_, notices_,
            corrections_, escalate_, history_, forgotten_, counts_, active_begin_, active_end_,
            active_in_);
    if constexpr (Archive::reading) {
      if (draft_) draft_->rule = index_;
      if (open_) open_->rule = index_;
    }
  }

 private:
  bool speaks(Instant t, const Zone& zone);
  void draft(const Finding& finding);
  Verdict heard(const Finding& finding) const;
  bool is_peak(const Episode& episode, const Finding& finding, double value) const;
  const Episode* episode() const { return open_ ? &*open_ : draft_ ? &*draft_ : nullptr; }
  void follow_peak(Episode& episode, const Finding& finding) const;
  void show(Level level, const Finding& finding, Outcome& out);
  void tell(NoticeKind kind, Level from, Level to, const Finding& finding, Outcome& out,
            std::string by = {});
  void end_episode(Instant at, Outcome& out);
  void look_back_on(Instant at, Level level);
  Finding nothing_new(Instant at) const;
  std::int64_t permitted(const Count& count) const;

  const Rule* rule_;
  std::uint32_t index_;
  Alarm alarm_;
  Instant last_{};
  bool known_ = false;
  bool told_unknown_ = false;
  double value_ = not_set;
  Level shown_ = Level::normal;
  Level latched_ = Level::normal;
  std::optional<Episode> draft_;  ///< pending: the episode it would become
  std::optional<Episode> open_;
  std::uint32_t notices_ = 0;
  std::uint32_t corrections_ = 0;  ///< that were told, of all episodes
  std::optional<Instant> escalate_;
  std::size_t remembers_ = 0;
  Queue<std::pair<Instant, Level>> history_;
  bool forgotten_ = false;
  std::vector<Count> counts_;
  Instant active_begin_{}, active_end_{};  ///< the last answer of speaks() holds in between
  bool active_in_ = false;
};

}  // namespace masseflyt::monitoring::detail
