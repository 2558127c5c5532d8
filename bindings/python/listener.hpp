// bindings/python/listener.hpp — progress and time limits of calls that plan.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include <pybind11/pybind11.h>

#include <masseflyt/core/cancel.hpp>

#include "common.hpp"

namespace masseflyt::python {

/// Hands progress on to a Python function. Its exception stops the run and is raised at its end.
class Listener {
 public:
  Listener(const py::object& function, Cancel* cancel) : function_(function), cancel_(cancel) {}

  void operator()(std::string_view stage, double share) {
    const py::gil_scoped_acquire locked;
    if (failed_) return;
    try {
      function_(py::str(stage.data(), stage.size()), share);
    } catch (const py::error_already_set&) {
      failed_ = std::current_exception();
      cancel_->set();
    }
  }
  void rethrow() const {
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  const py::object& function_;
  Cancel* cancel_;
  std::exception_ptr failed_;
};

/// Runs `work(control)` as interruptible() does, with a time limit and a listener.
template <typename Work>
auto listening(std::optional<double> time_limit_s, const py::object& progress, Work&& work) {
  Control control;
  if (time_limit_s)
    control.deadline = std::chrono::steady_clock::now() +
                       std::chrono::microseconds(static_cast<std::int64_t>(*time_limit_s * 1e6));
  std::optional<Listener> listener;
  auto answer = interruptible([&](Cancel* cancel) {
    control.cancel = cancel;
    if (!progress.is_none()) control.progress = std::ref(listener.emplace(progress, cancel));
    return work(control);
  });
  if (listener) listener->rethrow();
  return answer;
}

}  // namespace masseflyt::python
