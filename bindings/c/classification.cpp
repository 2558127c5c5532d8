#include <string>
#include <utility>

#include <masseflyt/c/classification.h>
#include <masseflyt/classification/laboratory.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;

mfl_status mfl_classify_csv(const char* bytes, size_t length, const char* file_name,
                            const mfl_classify_options* options, mfl_text** out,
                            mfl_diagnostics** found, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (bytes == nullptr) return missing("bytes");
    const mfl_classify_options defaults = MFL_CLASSIFY_OPTIONS_INIT;
    if (options == nullptr) options = &defaults;
    if (!MFL_COVERS(options, mfl_classify_options, date)) return c_face::without_size("options");
    const auto given = c_face::known_part(*options, defaults);
    classification::ClassifyCsvOptions chosen;
    chosen.table.norwegian = given.norwegian != 0;
    chosen.table.explain = given.explain != 0;
    chosen.rules.strict = given.strict != 0;
    if (given.date != nullptr) chosen.date = given.date;
    Diagnostics noticed;
    auto verdicts = classification::classify_csv(
        {bytes, length}, file_name == nullptr ? "" : file_name, chosen, noticed);
    if (!verdicts) {
      if (found != nullptr) *found = c_face::lend(std::move(noticed));
      return verdicts.error();
    }
    mfl_text* const table = c_face::text(std::move(*verdicts));
    *out = table;
    if (found != nullptr) *found = c_face::lend(std::move(noticed));
    return {};
  });
}
