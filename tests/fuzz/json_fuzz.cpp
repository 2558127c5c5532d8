// libFuzzer: any bytes as JSON; what was read is written, and read again as the same.
#include <cstdint>
#include <cstdlib>

#include "detail/json_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  Diagnostics found;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto value = detail::read_json(bytes, "fuzz.json", {.values = 100'000}, found);
  if (!value && !has_errors(found)) std::abort();
  if (!value) return 0;
  Diagnostics again_found;
  const auto again = detail::read_json(detail::to_json_text(*value), "", {}, again_found);
  if (!again || !(*again == *value)) std::abort();
  return 0;
}
