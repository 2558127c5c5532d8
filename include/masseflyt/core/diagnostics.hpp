// masseflyt/core/diagnostics.hpp — all that is wrong with an input, each fault with its place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// Only an `error` keeps an input from being used.
enum class Severity : std::int32_t { note = 1, warning = 2, error = 3 };

struct Diagnostic {
  Severity severity = Severity::error;
  ErrorCode code = ErrorCode::invalid_document;
  std::string path;      ///< JSON pointer or "file:row:column"; rows count from 1, header included
  std::string value;     ///< what stands there, shortened to 80 bytes
  std::string expected;  ///< what should
  bool operator==(const Diagnostic&) const = default;
};

/// In the order of the input.
using Diagnostics = std::vector<Diagnostic>;

inline bool has_errors(const Diagnostics& found) {
  return std::any_of(found.begin(), found.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

/// One line for a person: "error offers.csv:7:amount: is '-3', expected a number > 0".
std::string to_line(const Diagnostic& diagnostic);

/// A JSON array of objects with the member names above. Bytes that are no UTF-8 become U+FFFD.
std::string to_json(const Diagnostics& diagnostics);

}  // namespace masseflyt
