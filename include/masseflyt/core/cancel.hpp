// masseflyt/core/cancel.hpp — how a caller stops, bounds and follows a long call.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// A flag that any thread or signal handler may raise. It is never lowered again.
class Cancel {
 public:
  void set() noexcept { flag_.store(true, std::memory_order_relaxed); }
  bool is_set() const noexcept { return flag_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> flag_ = false;
  static_assert(std::atomic<bool>::is_always_lock_free);
};

/// What a long call takes besides its input. Callbacks run on the calling thread only.
struct Control {
  const Cancel* cancel = nullptr;
  /// On the steady clock; none: as long as it takes.
  std::optional<std::chrono::steady_clock::time_point> deadline = {};
  /// Stage and the share of it that is done, 0 to 1. Must not throw.
  std::function<void(std::string_view stage, double share)> progress = {};

  bool cancelled() const noexcept { return cancel != nullptr && cancel->is_set(); }
  bool late() const { return deadline && std::chrono::steady_clock::now() >= *deadline; }
  void report(std::string_view stage, double share) const {
    if (progress) progress(stage, share);
  }
};

/// The polling half for loops: `if (i % 65536 == 0 && is_set(cancel)) return stopped_by_caller();`
inline bool is_set(const Cancel* cancel) noexcept { return cancel != nullptr && cancel->is_set(); }
inline Error stopped_by_caller() { return {ErrorCode::cancelled, "stopped by the caller"}; }

}  // namespace masseflyt
