// json_reader.hpp — JSON from anybody, within limits.
#pragma once

#include <cstdint>
#include <string_view>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

#include "detail/json_value.hpp"

namespace masseflyt::detail {

struct JsonLimits {
  std::uint64_t bytes = 256u << 20;
  std::uint32_t depth = 64;
  std::uint64_t rows = 5'000'000;       ///< elements of one streamed array
  std::uint64_t values = 16'000'000;    ///< in memory at one time
  std::uint32_t text_bytes = 1u << 20;  ///< of one key or text
};

/// Takes the elements of large arrays one by one, so that they never lie in memory as a tree.
class JsonRows {
 public:
  virtual ~JsonRows() = default;
  /// Whether the elements of the array under this key of the root object are to be streamed.
  virtual bool wants(std::string_view key) = 0;
  virtual void row(std::string_view key, std::size_t index, JsonValue&& value) = 0;
};

/// Reads one JSON object. Arrays that `rows` wants are handed over and left empty in the answer.
/// Bytes that are no UTF-8 are read as Windows-1252, with a warning. Nesting is limited, not
/// recursed into. A key that comes twice is reported; `find` sees the first.
///
/// Everything that is wrong goes to `found`: syntax with the path "file:line:column", the rest
/// with a JSON pointer. Without a value there is an error as well, which stands in `found`
/// already: invalid_document, limit_exceeded. Rows that came before it have been handed over.
/// Cost: O(bytes). Thread-safe.
Result<JsonValue> read_json(std::string_view bytes, std::string_view file_name,
                            const JsonLimits& limits, Diagnostics& found, JsonRows* rows = nullptr);

}  // namespace masseflyt::detail
