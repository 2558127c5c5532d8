// past.hpp — the newest readings of a stream, for what comes late to be held against.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include <masseflyt/monitoring/evaluator.hpp>

#include "monitoring/gauge.hpp"
#include "monitoring/queue.hpp"
#include "monitoring/tape.hpp"

namespace masseflyt::monitoring::detail {

inline std::int64_t time_of(std::int64_t t) { return t; }
inline std::int64_t time_of(const std::pair<std::int64_t, std::int64_t>& m) { return m.first; }

/// Where in marks, in order of time, one of this time is or would be.
template <typename Marks>
auto place_of(Marks& marks, std::int64_t t) {
  return std::lower_bound(marks.begin(), marks.end(), t,
                          [](const auto& m, std::int64_t v) { return time_of(m) < v; });
}

/// What is known to be missing is kept as NaN.
class Past {
 public:
  /// What is to be kept, at least: the newest `least`, and what is younger than `horizon`, as long
  /// as it is among the newest `most`. Asked again, whatever either wants.
  void keep(Duration horizon, std::size_t least, std::size_t most) {
    horizon_ = std::max(horizon_, horizon);
    least_ = std::max(least_, least);
    most_ = std::max(most_, most);
  }
  bool keeps() const { return horizon_.count() != 0 || least_ != 0; }

  /// Precondition: newer than all that are kept.
  void push(const Sample& sample, std::int64_t revision = 0) {
    tape_.push(ns(sample.end), sample.value);
    if (sample.suspect) suspect_.push_back(ns(sample.end));
    if (revision != 0) revisions_.emplace_back(ns(sample.end), revision);
    forget();
  }
  /// Good ones, side by side and newer.
  void push(const Stretch& stretch) {
    tape_.push(stretch.end, stretch.value);
    forget();
  }
  /// Puts a late one in its place, or into that of another of the same time. False: it is older
  /// than what is kept.
  bool put(const Sample& sample, std::int64_t revision = 0) {
    if (!keeps()) return false;
    const auto t = ns(sample.end);
    if (const auto i = find(sample.end)) {
      tape_.values()[*i] = sample.value;
      unmark(t);
    } else if (has_room_for(sample.end)) {
      tape_.insert(t, sample.value);
    } else {
      lost_ = std::max(lost_, t);
      return false;
    }
    if (sample.suspect) suspect_.insert(place_of(suspect_, t), t);
    if (revision != 0) revisions_.insert(place_of(revisions_, t), {t, revision});
    forget();
    return true;
  }

  /// All that has come and ended after this time is here.
  Instant since() const { return at(lost_); }
  /// Whether something was too old to be kept.
  bool has_lost() const { return lost_ != nothing_lost; }
  /// Precondition: something is kept.
  Instant newest() const { return at(tape_.times().back()); }

  /// The first that ends after `t`, counted from the oldest; size() if none does.
  std::size_t after(Instant t) const {
    const auto times = tape_.times();
    return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), ns(t)) -
                                    times.begin());
  }
  /// The one that ends at `t`.
  std::optional<std::size_t> find(Instant t) const {
    const auto next = after(t);
    return next > 0 && tape_.times()[next - 1] == ns(t) ? std::optional(next - 1) : std::nullopt;
  }
  std::size_t size() const { return tape_.size(); }
  std::int64_t revision(Instant t) const {
    const auto place = place_of(revisions_, ns(t));
    return place != revisions_.end() && place->first == ns(t) ? place->second : 0;
  }

  /// The mean over (begin, end], or, at one time, the newest reading not older than `age`; NaN
  /// where there is none, or some are not here any more.
  double during(InstantSpan span, Duration age) const {
    const auto last = after(span.end);
    if (span.begin == span.end) {
      for (auto i = last; i > 0 && span.end - at(tape_.times()[i - 1]) <= age; --i)
        if (!std::isnan(tape_.values()[i - 1])) return tape_.values()[i - 1];
      return not_set;
    }
    if (span.begin < since()) return not_set;
    double sum = 0, n = 0;
    for (auto i = after(span.begin); i < last; ++i)
      if (const double v = tape_.values()[i]; !std::isnan(v)) sum += v, n += 1;
    return n > 0 ? sum / n : not_set;
  }
  /// As an instant.
  Sample operator[](std::size_t i) const {
    const auto t = tape_.times()[i];
    const bool suspect = std::binary_search(suspect_.begin(), suspect_.end(), t);
    return {at(t), at(t), tape_.values()[i], suspect};
  }

  template <typename Archive>
  void visit(Archive& archive) {
    archive(tape_, suspect_, revisions_, lost_);
    if constexpr (Archive::reading) {
      if (!is_sound()) archive.fail();
      if (tape_.empty()) return;
      if (keeps()) return forget();  // restored with other options
      lost_ = tape_.times().back();
      tape_ = Tape(), suspect_ = {}, revisions_ = {};
    }
  }

 private:
  using Revision = std::pair<std::int64_t, std::int64_t>;
  static constexpr auto nothing_lost = std::numeric_limits<std::int64_t>::min() / 2;

  template <typename Marks>
  static void erase(Marks& marks, std::int64_t t) {
    const auto place = place_of(marks, t);
    if (place != marks.end() && time_of(*place) == t) marks.erase(place);
  }
  void unmark(std::int64_t t) { erase(suspect_, t), erase(revisions_, t); }

  /// Whether what was read can be: nothing that is reckoned of it overflows.
  bool is_sound() const {
    const auto falls = [](const auto& marks, auto order) {
      return std::adjacent_find(marks.begin(), marks.end(), order) != marks.end();
    };
    const auto by_time = [](const auto& a, const auto& b) { return time_of(a) >= time_of(b); };
    if (falls(suspect_, by_time) || falls(revisions_, by_time)) return false;
    if (lost_ < nothing_lost || at(lost_) > latest) return false;
    if (tape_.empty()) return true;
    const auto times = tape_.times();
    return !falls(times, std::greater_equal<>()) && at(times.front()) >= first_reading &&
           at(times.back()) <= latest && times.front() > lost_;
  }
  /// Of a reading, at the end of an interval of at most 100 years.
  static constexpr Instant latest = last_reading + std::chrono::hours(24 * 366 * 100);
  static std::int64_t ns(Instant t) { return t.time_since_epoch().count(); }
  static Instant at(std::int64_t t) { return Instant(Duration(t)); }

  /// Whether a late one of this time would stay.
  bool has_room_for(Instant t) const {
    if (ns(t) <= lost_) return false;
    if (tape_.empty()) return true;
    const auto newer = size() - after(t);
    return newer < least_ || (t > newest() - horizon_ && newer < most_);
  }
  void forget() {
    const auto times = tape_.times();
    const auto n = times.size();
    if (n <= least_) return;
    const std::int64_t last = times.back() - horizon_.count();
    std::size_t gone = 0;
    while (gone < 8 && gone < n && times[gone] <= last) ++gone;
    if (gone == 8) gone = after(at(last));  // of many readings at once
    if (n > most_) gone = std::max(gone, n - most_);
    gone = std::min(gone, n - least_);
    if (gone == 0) return;
    lost_ = times[gone - 1];
    tape_.pop(gone);
    while (!suspect_.empty() && suspect_.front() <= lost_) suspect_.pop_front();
    while (!revisions_.empty() && revisions_.front().first <= lost_) revisions_.pop_front();
  }

  Duration horizon_{0};
  std::size_t least_ = 0, most_ = 0;
  Tape tape_;
  Queue<std::int64_t> suspect_;       ///< times of those that are
  Queue<Revision> revisions_;         ///< that are not 0
  std::int64_t lost_ = nothing_lost;  ///< the newest that was too old
};

}  // namespace masseflyt::monitoring::detail
