// bindings/python/listening.hpp — progress and time limits of calls that plan.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include <pybind11/pybind11.h>

#include <masseflyt/core/cancel.hpp>

#include "common.hpp"

namespace masseflyt::python {

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
