// src/scenario/workers.hpp — independent pieces of work on several threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <thread>
#include <vector>

#include <masseflyt/core/cancel.hpp>

namespace masseflyt::scenario {

/// Calls `work(i, control)` for every i below `count`, on `threads` threads (0: as many as the
/// machine has); the calling one works too and alone reports. Each i writes to a place of its own,
/// so the answer does not depend on who did what. `work` looks at cancel and deadline itself.
template <typename Work>
void for_each(std::size_t count, std::uint32_t threads, const Control& control,
              std::string_view stage, const Work& work) {
  Control quiet = control;
  quiet.progress = {};
  std::atomic<std::size_t> next = 0, done = 0;
  const auto run = [&](bool reports) {
    for (std::size_t i = next++; i < count; i = next++) {
      if (!quiet.cancelled()) work(i, quiet);
      ++done;
      if (reports) control.report(stage, static_cast<double>(done) / static_cast<double>(count));
    }
  };
  const std::uint32_t machine = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t wanted = std::min<std::size_t>(threads == 0 ? machine : threads, count);
  std::vector<std::thread> helpers;
  for (std::size_t t = 1; t < wanted; ++t) helpers.emplace_back(run, false);
  run(true);
  for (auto& h : helpers) h.join();
}

}  // namespace masseflyt::scenario
