// libFuzzer: any bytes as a scenario. Start it with tests/data/small_case.json as corpus.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/scenario/document.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  Diagnostics found;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto document = scenario::Document::read_json(bytes, found, {.rows = 10'000});
  if (!document) return 0;
  const bool complete = !has_errors(found);
  const auto bound = document->bind(found);
  if (bound.has_value() == has_errors(found)) std::abort();
  if (!complete) return 0;
  Diagnostics again_found;
  const auto again = scenario::Document::read_json(document->to_json(), again_found);
  if (!again || again->hash() != document->hash()) std::abort();
  return 0;
}
