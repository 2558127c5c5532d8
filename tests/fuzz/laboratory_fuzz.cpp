// libFuzzer: any bytes as a laboratory's table. What is read comes back from the long form.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/classification/laboratory_table.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  using namespace masseflyt::classification;
  static const Analytes analytes = Analytes::built_in().value();
  Diagnostics found;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto table = read_laboratory_table(bytes, "fuzz.csv", analytes, found);
  if (!table) {
    if (!has_errors(found)) std::abort();
    return 0;
  }
  if (table->rows.empty()) std::abort();
  const auto samples = samples_of(*table, analytes, found);
  if (!samples && !has_errors(found)) std::abort();
  if (!samples) return 0;
  Diagnostics again;
  const auto long_form = read_laboratory_table(long_csv(*table), "long.csv", analytes, again);
  if (!long_form || long_form->shape != TableShape::one_result_per_row) std::abort();
  if (long_form->rows.size() != table->rows.size()) std::abort();
  return 0;
}
