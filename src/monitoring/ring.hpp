// ring.hpp — what lies inside a rolling window, oldest first, 16 bytes a reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace masseflyt::monitoring::detail {

/// A queue in one block of memory that grows by doubling and shrinks when it has become too large.
template <typename T>
class Ring {
 public:
  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  /// Precondition: i < size().
  T& operator[](std::size_t i) noexcept { return slots_[(head_ + i) & (slots_.size() - 1)]; }
  const T& operator[](std::size_t i) const noexcept {
    return slots_[(head_ + i) & (slots_.size() - 1)];
  }
  T& front() noexcept { return slots_[head_]; }
  const T& front() const noexcept { return slots_[head_]; }

  void push(T value) {
    if (count_ == slots_.size()) resize(count_ == 0 ? 8 : 2 * count_);
    slots_[(head_ + count_) & (slots_.size() - 1)] = std::move(value);
    ++count_;
  }
  void pop() noexcept {
    head_ = (head_ + 1) & (slots_.size() - 1);
    --count_;
  }
  /// Gives memory back once it is used by an eighth only. Call it now and then.
  void trim() {
    if (slots_.size() > 64 && count_ * 8 < slots_.size()) resize(slots_.size() / 2);
  }

  template <typename Archive>
  void visit(Archive& archive) {
    std::vector<T> items;
    for (std::size_t i = 0; i < count_; ++i) items.push_back((*this)[i]);
    archive(items);
    if constexpr (Archive::reading) {
      *this = Ring();
      for (auto& item : items) push(std::move(item));
    }
  }

 private:
  void resize(std::size_t slots) {
    std::vector<T> next(slots);
    for (std::size_t i = 0; i < count_; ++i) next[i] = std::move((*this)[i]);
    slots_ = std::move(next);
    head_ = 0;
  }

  std::vector<T> slots_;  ///< a power of two of them
  std::size_t head_ = 0;
  std::size_t count_ = 0;
};

}  // namespace masseflyt::monitoring::detail
