// queue.hpp — what joins at the end and leaves at the front, in one block of memory.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace masseflyt::monitoring::detail {

/// As std::deque, which takes half a kilobyte before anything is in it: there are many sensors and
/// most have nothing waiting. Iterators are good until something joins or leaves.
template <typename T>
class Queue {
 public:
  std::size_t size() const noexcept { return items_.size() - head_; }
  bool empty() const noexcept { return size() == 0; }
  auto begin() noexcept { return items_.begin() + skip(); }
  auto end() noexcept { return items_.end(); }
  auto begin() const noexcept { return items_.begin() + skip(); }
  auto end() const noexcept { return items_.end(); }
  /// Precondition: not empty.
  T& front() noexcept { return items_[head_]; }
  const T& front() const noexcept { return items_[head_]; }
  T& back() noexcept { return items_.back(); }

  void push_back(T item) { items_.push_back(std::move(item)); }
  template <typename... A>
  void emplace_back(A&&... arguments) {
    items_.emplace_back(std::forward<A>(arguments)...);
  }
  template <typename Iterator>
  void insert(Iterator place, T item) {
    items_.insert(place, std::move(item));
  }
  template <typename Iterator>
  void erase(Iterator place) {
    items_.erase(place);
  }
  /// Precondition: not empty. Moves as much as has left: one move per item.
  void pop_front() {
    items_[head_] = T();  // it may own memory
    if (2 * ++head_ <= items_.size()) return;
    items_.erase(items_.begin(), begin());
    head_ = 0;
    if (items_.empty()) items_.shrink_to_fit();
  }

  template <typename Archive>
  void visit(Archive& archive) {
    items_.erase(items_.begin(), begin());
    head_ = 0;
    archive(items_);
  }

 private:
  std::ptrdiff_t skip() const noexcept { return static_cast<std::ptrdiff_t>(head_); }
  std::vector<T> items_;
  std::size_t head_ = 0;  ///< that have left
};

}  // namespace masseflyt::monitoring::detail
