// libFuzzer: any bytes as a CSV file.
#include <cstdint>
#include <cstdlib>

#include "detail/csv_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  Diagnostics found;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto table = detail::read_csv(bytes, "fuzz.csv", {.rows = 10'000}, found);
  if (!table && !has_errors(found)) std::abort();
  if (!table) return 0;
  for (const auto& row : table->rows)
    if (row.size() != table->columns.size()) std::abort();
  return 0;
}
