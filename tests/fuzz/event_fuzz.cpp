// libFuzzer: any bytes as the signed form of an event; what was read is written as the same bytes.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/ticket.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt::traceability;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto event = decode(bytes);
  if (!event) return 0;
  const auto body = encode(*event);
  if (!body || *body != bytes) std::abort();
  const auto again = read_event_json(to_json(*event));
  if (!again || !(*again == *event)) std::abort();
  static_cast<void>(ticket_fields(*event));
  return 0;
}
