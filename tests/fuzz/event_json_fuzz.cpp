// libFuzzer: any bytes as the JSON of an event; what was read survives both of its forms.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt::traceability;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_time(bytes));
  const auto event = read_event_json(bytes);
  if (!event) return 0;
  const auto body = encode(*event);
  if (!body) std::abort();
  const auto again = decode(*body);
  if (!again || !(*again == *event)) std::abort();
  return 0;
}
