// random.hpp — the same random cases on every machine; std distributions differ between libraries.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include <masseflyt/core/digraph.hpp>

namespace masseflyt::test {

class Random {
 public:
  explicit Random(std::uint32_t seed) : bits_(seed) {}

  /// 0 up to, not including, `n`.
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(bits_() % n); }
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(bits_()) / 4294967296.0;
  }
  std::vector<Digraph::Arc> arcs(Digraph::Id nodes, std::size_t count) {
    std::vector<Digraph::Arc> found(count);
    for (auto& a : found) a = {below(nodes), below(nodes)};
    return found;
  }

 private:
  std::mt19937 bits_;
};

}  // namespace masseflyt::test
