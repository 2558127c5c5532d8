// tape.hpp — what lies inside a rolling window, oldest first and side by side, 16 bytes a reading.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

namespace masseflyt::monitoring::detail {

/// Readings join at the end and leave at the front. What has left stays in front until it is as
/// much as what is inside: one move per reading, and at most twice the memory of the window.
class Tape {
 public:
  std::size_t size() const noexcept { return times_.size() - head_; }
  bool empty() const noexcept { return size() == 0; }
  /// Borrowed until the next push.
  std::span<const std::int64_t> times() const noexcept { return {times_.data() + head_, size()}; }
  std::span<double> values() noexcept { return {values_.data() + head_, size()}; }
  std::span<const double> values() const noexcept { return {values_.data() + head_, size()}; }

  void push(std::int64_t time, double value) {
    make_room(1);
    times_.push_back(time);
    values_.push_back(value);
  }
  void push(std::span<const std::int64_t> times, std::span<const double> values) {
    make_room(times.size());
    times_.insert(times_.end(), times.begin(), times.end());
    values_.insert(values_.end(), values.begin(), values.end());
  }
  /// In order of time. False: there is one of that time.
  bool insert(std::int64_t time, double value) {
    const auto place =
        std::lower_bound(times_.begin() + skip(), times_.end(), time) - times_.begin();
    if (place < std::ssize(times_) && times_[static_cast<std::size_t>(place)] == time) return false;
    times_.insert(times_.begin() + place, time);
    values_.insert(values_.begin() + place, value);
    return true;
  }
  /// Precondition: n <= size().
  void pop(std::size_t n = 1) noexcept { head_ += n; }

  template <typename Archive>
  void visit(Archive& archive) {
    std::vector<std::int64_t> times(times_.begin() + skip(), times_.end());
    std::vector<double> values(values_.begin() + skip(), values_.end());
    archive(times, values);
    if constexpr (Archive::reading) {
      if (times.size() != values.size()) return archive.fail();
      *this = Tape();
      times_ = std::move(times);
      values_ = std::move(values);
    }
  }

 private:
  std::ptrdiff_t skip() const { return static_cast<std::ptrdiff_t>(head_); }
  void make_room(std::size_t n) {
    if (times_.size() + n <= times_.capacity()) return;
    const std::size_t inside = size();
    times_.erase(times_.begin(), times_.begin() + skip());
    values_.erase(values_.begin(), values_.begin() + skip());
    head_ = 0;
    const std::size_t wanted = std::max<std::size_t>(16, 2 * (inside + n));
    if (wanted > times_.capacity() || 8 * wanted < times_.capacity()) move_to(wanted);
  }
  void move_to(std::size_t capacity) {
    std::vector<std::int64_t> times;
    std::vector<double> values;
    times.reserve(capacity), values.reserve(capacity);
    times.assign(times_.begin(), times_.end());
    values.assign(values_.begin(), values_.end());
    times_.swap(times), values_.swap(values);
  }

  std::vector<std::int64_t> times_;
  std::vector<double> values_;
  std::size_t head_ = 0;  ///< that have left
};

}  // namespace masseflyt::monitoring::detail
