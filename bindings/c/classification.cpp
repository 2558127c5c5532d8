#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <masseflyt/c/classification.h>
#include <masseflyt/classification/columns.hpp>
#include <masseflyt/classification/laboratory.hpp>

#include "../arrow/results.hpp"
#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using c_face::refused;

namespace {

constexpr std::uint32_t most_threads = 1024;

Result<classification::Classifier> classifier_of(const mfl_classify_table_options& given) {
  if (given.sums < MFL_SUMS_LOWER || given.sums > MFL_SUMS_UPPER)
    return refused("sums", "is none of MFL_SUMS_*");
  classification::ClassifyOptions rules;
  rules.strict = given.strict != 0;
  rules.sums = static_cast<classification::SumRule>(given.sums);
  return classification::Classifier::built_in(std::move(rules),
                                              given.date == nullptr ? "" : given.date);
}

Result<classification::TableOptions> table_options(const mfl_classify_table_options& given,
                                                   const mfl_cancel* cancel) {
  if (given.threads > most_threads) return refused("threads", "is above 1024");
  classification::TableOptions options;
  options.threads = given.threads;
  if (cancel != nullptr) options.control.cancel = &cancel->flag;
  if (given.progress != nullptr)
    options.control.progress = [tell = given.progress, user = given.user](std::string_view stage,
                                                                          double share) {
      tell(std::string(stage).c_str(), share, user);
    };
  return options;
}

Result<arrow::Results> lent(const ArrowSchema& schema, const ArrowArray* const* batches,
                            std::size_t count) {
  arrow::Results results;
  for (std::size_t i = 0; i < count; ++i) {
    if (batches[i] == nullptr || batches[i]->release == nullptr) return missing("batches");
    if (auto added = arrow::add(schema, *batches[i], results); !added) return added.error();
  }
  return results;
}

}  // namespace

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

mfl_status mfl_classify_arrow(const ArrowSchema* schema, const ArrowArray* const* batches,
                              size_t count, const mfl_classify_table_options* options,
                              ArrowSchema* out_schema, ArrowArray* out_array,
                              mfl_diagnostics** found, mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out_schema != nullptr) *out_schema = {};
    if (out_array != nullptr) *out_array = {};
    if (out_schema == nullptr || out_array == nullptr) return missing("out");
    if (schema == nullptr || schema->release == nullptr) return missing("schema");
    if (batches == nullptr && count > 0) return missing("batches");
    const mfl_classify_table_options defaults = MFL_CLASSIFY_TABLE_OPTIONS_INIT;
    if (options == nullptr) options = &defaults;
    if (!MFL_COVERS(options, mfl_classify_table_options, user))
      return c_face::without_size("options");
    const auto given = c_face::known_part(*options, defaults);
    const auto chosen = table_options(given, cancel);
    if (!chosen) return chosen.error();
    const auto classifier = classifier_of(given);
    if (!classifier) return classifier.error();
    const auto results = lent(*schema, batches, count);
    if (!results) return results.error();
    Diagnostics noticed;
    auto verdicts = classification::classify_table(*classifier, results->table(), *chosen, noticed);
    std::unique_ptr<mfl_diagnostics> told(c_face::lend(std::move(noticed)));
    if (verdicts) {
      const auto owned = arrow::verdicts_of(std::move(*verdicts), *classifier, *results);
      arrow::hand_over(arrow::columns_of(owned), owned->size(), out_schema, out_array);
    }
    if (found != nullptr) *found = told.release();
    return verdicts ? Result<void>() : Result<void>(verdicts.error());
  });
}
