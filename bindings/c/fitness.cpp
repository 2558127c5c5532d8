#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/c/fitness.h>
#include <masseflyt/classification/fitness_json.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;

namespace {

using classification::FitJsonOptions;

Result<std::vector<std::string>> texts(const char* const* all, std::size_t count,
                                       const char* name) {
  std::vector<std::string> list;
  if (count > 0 && all == nullptr) return missing(name);
  for (std::size_t i = 0; i < count; ++i) {
    if (all[i] == nullptr) return missing(name);
    list.emplace_back(all[i]);
  }
  return list;
}

Result<FitJsonOptions> read(const mfl_fit_options* options) {
  const mfl_fit_options defaults = MFL_FIT_OPTIONS_INIT;
  if (options == nullptr) options = &defaults;
  if (!MFL_COVERS(options, mfl_fit_options, strict)) return c_face::without_size("options");
  const auto given = c_face::known_part(*options, defaults);
  FitJsonOptions chosen;
  chosen.strict = given.strict != 0;
  if (given.date != nullptr) chosen.date = given.date;
  chosen.vulnerable_recipient = given.vulnerable_recipient != 0;
  chosen.under_buildings = given.under_buildings != 0;
  auto wanted = texts(given.wanted, given.wanted_count, "wanted");
  if (!wanted) return wanted.error();
  chosen.wanted = std::move(*wanted);
  auto layers = texts(given.layers, given.layers_count, "layers");
  if (!layers) return layers.error();
  chosen.layers = std::move(*layers);
  return chosen;
}

/// What the three calls share; `ask` takes the lot, the options and the diagnostics.
template <typename Ask>
mfl_status answer(const char* lot, size_t length, const mfl_fit_options* options, mfl_text** out,
                  mfl_diagnostics** found, mfl_error* error, Ask ask) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (lot == nullptr) return missing("lot");
    const auto chosen = read(options);
    if (!chosen) return chosen.error();
    Diagnostics noticed;
    auto told = ask(std::string_view(lot, length), *chosen, noticed);
    mfl_text* const text = told ? c_face::text(std::move(*told)) : nullptr;
    *out = text;
    if (found != nullptr) *found = c_face::lend(std::move(noticed));
    if (!told) return told.error();
    return {};
  });
}

}  // namespace

mfl_status mfl_fit(const char* lot, size_t length, const char* use, const mfl_fit_options* options,
                   mfl_text** out, mfl_diagnostics** found, mfl_error* error) {
  return answer(lot, length, options, out, found, error,
                [&](auto bytes, const auto& chosen, auto& noticed) -> Result<std::string> {
                  if (use == nullptr) return missing("use");
                  return classification::fit_json(bytes, use, chosen, noticed);
                });
}

mfl_status mfl_uses(const char* lot, size_t length, const mfl_fit_options* options, mfl_text** out,
                    mfl_diagnostics** found, mfl_error* error) {
  return answer(lot, length, options, out, found, error,
                [&](auto bytes, const auto& chosen, auto& noticed) {
                  return classification::uses_json(bytes, chosen, noticed);
                });
}

mfl_status mfl_duties(const char* lot, size_t length, const char* use,
                      const mfl_fit_options* options, mfl_text** out, mfl_diagnostics** found,
                      mfl_error* error) {
  return answer(lot, length, options, out, found, error,
                [&](auto bytes, const auto& chosen, auto& noticed) -> Result<std::string> {
                  if (use == nullptr) return missing("use");
                  return classification::duties_json(bytes, use, chosen, noticed);
                });
}
