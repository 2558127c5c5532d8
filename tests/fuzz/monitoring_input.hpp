// monitoring_input.hpp — what fuzzers of the evaluator make of their bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <masseflyt/monitoring/rule_set.hpp>

namespace masseflyt::monitoring {

/// Precondition: the document is good.
inline RuleSet rules_in(const char* document) {
  Diagnostics found;
  return RuleSet::read(document, found).value();
}

/// Takes bytes from the input; zeros when there are none left.
struct Input {
  const std::uint8_t* data;
  std::size_t left;
  template <typename T>
  T take() {
    T value{};
    const auto n = std::min(sizeof value, left);
    std::memcpy(&value, data, n);
    data += n, left -= n;
    return value;
  }
  std::uint8_t byte() { return take<std::uint8_t>(); }
};

}  // namespace masseflyt::monitoring
