// Documents of strangers: no fault may crash the reader, and what it takes must survive a second
// round. Seeds: tests/data/traceability/epcis, epcis-bulk and epcis-hash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <masseflyt/traceability/epcis.hpp>

using namespace masseflyt::traceability;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  EpcisInOptions options;
  options.base = "https://a.example/";
  options.author = "p";
  options.basis = masseflyt::Basis::wet;
  (void)epcis_hashes(text);
  const EpcisIn in = from_epcis(text, "d", options);
  const auto out = to_epcis(in.events, {options.base, 0, {}});
  if (!out) std::abort();  // what was read can be written
  if (masseflyt::has_errors(check_epcis(out->document, "d"))) std::abort();
  return 0;
}
