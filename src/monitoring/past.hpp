// past.hpp — the newest readings of a stream, for what comes late to be held against.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

#include <masseflyt/monitoring/evaluator.hpp>

#include "monitoring/gauge.hpp"
#include "monitoring/queue.hpp"
#include "monitoring/tape.hpp"

namespace masseflyt::monitoring::detail {

/// What is known to be missing is not kept.
class Past {
 public:
  /// Nothing is kept while `horizon` is zero.
  void keep(Duration horizon, std::size_t most) { horizon_ = horizon, most_ = most; }
  bool keeps() const { return horizon_.count() != 0; }

  /// Precondition: newer than all that are kept, and not missing.
  void push(const Sample& sample) {
    tape_.push(ns(sample.end), sample.value);
    if (sample.suspect) suspect_.push_back(ns(sample.end));
    forget();
  }
  /// Good ones, side by side and newer.
  void push(const Stretch& stretch) {
    tape_.push(stretch.end, stretch.value);
    forget();
  }
  /// Puts a late one in its place. False: it is too old, or there is one of that time.
  bool insert(const Sample& sample) {
    if (!keeps() || sample.end <= since() || !tape_.insert(ns(sample.end), sample.value))
      return false;
    if (sample.suspect) {
      const auto place = std::lower_bound(suspect_.begin(), suspect_.end(), ns(sample.end));
      suspect_.insert(place, ns(sample.end));
    }
    forget();
    return true;
  }

  /// All that came after this time is here.
  Instant since() const {
    if (tape_.empty()) return at(lost_);
    return std::max(at(lost_), newest() - horizon_);
  }
  /// Precondition: something is kept.
  Instant newest() const { return at(tape_.times().back()); }

  /// The first that ends after `t`, counted from the oldest; size() if none does.
  std::size_t after(Instant t) const {
    const auto times = tape_.times();
    return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), ns(t)) -
                                    times.begin());
  }
  std::size_t size() const { return tape_.size(); }

  /// The mean over (begin, end], or, at one time, the newest reading not older than `age`; NaN
  /// where there is none, or some are not here any more.
  double during(InstantSpan span, Duration age) const {
    const bool at_once = span.begin == span.end;
    const auto last = after(span.end);
    auto i = at_once ? (last > 0 ? last - 1 : 0) : after(span.begin);
    if (i >= last || (!at_once && span.begin < since())) return not_set;
    if (at_once) return span.end - at(tape_.times()[i]) <= age ? tape_.values()[i] : not_set;
    double sum = 0;
    const auto n = static_cast<double>(last - i);
    for (; i < last; ++i) sum += tape_.values()[i];
    return sum / n;
  }
  Sample operator[](std::size_t i) const {
    const auto t = tape_.times()[i];
    const bool suspect = std::binary_search(suspect_.begin(), suspect_.end(), t);
    return {at(t), at(t), tape_.values()[i], suspect};
  }

  template <typename Archive>
  void visit(Archive& archive) {
    archive(tape_, suspect_, lost_);
    if constexpr (Archive::reading) {
      if (!is_sound()) archive.fail();
      if (!keeps())
        tape_ = Tape(), suspect_ = Queue<std::int64_t>();  // restored with other options
    }
  }

 private:
  /// Whether what was read can be: nothing that is reckoned of it overflows.
  bool is_sound() const {
    if (!std::is_sorted(suspect_.begin(), suspect_.end())) return false;
    if (tape_.empty()) return true;
    const auto times = tape_.times();
    const auto falls = std::adjacent_find(times.begin(), times.end(), std::greater_equal<>());
    return falls == times.end() && at(times.front()) >= first_reading;
  }
  static std::int64_t ns(Instant t) { return t.time_since_epoch().count(); }
  static Instant at(std::int64_t t) { return Instant(Duration(t)); }

  void forget() {
    const auto times = tape_.times();
    const std::int64_t last = times.back() - horizon_.count();
    std::size_t gone = 0;
    while (gone < 8 && times[gone] <= last) ++gone;
    if (gone == 8) gone = after(at(last));  // of many readings at once
    for (; times.size() - gone > most_; ++gone) lost_ = times[gone];
    tape_.pop(gone);
    while (!suspect_.empty() && suspect_.front() <= std::max(last, lost_)) suspect_.pop_front();
  }

  Duration horizon_{0};
  std::size_t most_ = 0;
  Tape tape_;
  Queue<std::int64_t> suspect_;                                       ///< times of those that are
  std::int64_t lost_ = std::numeric_limits<std::int64_t>::min() / 2;  ///< left out for lack of room
};

}  // namespace masseflyt::monitoring::detail
