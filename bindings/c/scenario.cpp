#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <masseflyt/c/scenario.h>
#include <masseflyt/scenario/deal.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using scenario::Document;

namespace {

std::string_view or_empty(const char* text) { return text == nullptr ? "" : text; }

/// Runs `read(found)` and hands over both answers of it.
template <typename Read>
mfl_status create(mfl_scenario** out, mfl_diagnostics** found, mfl_error* error, Read&& read) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    Diagnostics faults;
    Result<Document> document = read(faults);
    std::unique_ptr<mfl_scenario> made;
    if (document) made.reset(new mfl_scenario{std::move(*document), faults});
    if (found != nullptr) *found = c_face::lend(std::move(faults));
    if (!document) return document.error();
    *out = made.release();
    return {};
  });
}

}  // namespace

mfl_status mfl_scenario_create_from_json(const char* json, size_t length, mfl_scenario** out,
                                         mfl_diagnostics** found, mfl_error* error) {
  return create(out, found, error, [&](Diagnostics& faults) -> Result<Document> {
    if (json == nullptr) return missing("json");
    return Document::read_json({json, length}, faults);
  });
}

mfl_status mfl_scenario_create_from_path(const char* path, mfl_scenario** out,
                                         mfl_diagnostics** found, mfl_error* error) {
  return create(out, found, error, [&](Diagnostics& faults) -> Result<Document> {
    if (path == nullptr) return missing("path");
    const std::string_view utf8 = path;
    return Document::read(std::u8string(utf8.begin(), utf8.end()), faults);
  });
}

mfl_status mfl_scenario_create(mfl_scenario** out, mfl_error* error) {
  return create(out, nullptr, error, [](Diagnostics&) { return Result<Document>(Document()); });
}

mfl_status mfl_scenario_copy(const mfl_scenario* scenario, mfl_scenario** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    *out = new mfl_scenario(*scenario);
    return {};
  });
}

mfl_status mfl_scenario_set(mfl_scenario* scenario, const char* table, const char* id,
                            const char* column, const char* value, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (scenario == nullptr) return missing("scenario");
    if (table == nullptr) return missing("table");
    if (column == nullptr) return missing("column");
    if (id == nullptr && std::string_view(table) != "header") return missing("id");
    return scenario->document.set(table, or_empty(id), column, or_empty(value));
  });
}

mfl_status mfl_scenario_put(mfl_scenario* scenario, const char* table,
                            const char* const* column_names, size_t columns,
                            const char* const* cells, size_t rows, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (scenario == nullptr) return missing("scenario");
    if (table == nullptr) return missing("table");
    if (column_names == nullptr && columns > 0) return missing("column_names");
    if (cells == nullptr && columns > 0 && rows > 0) return missing("cells");
    scenario::Table made;
    made.name = table;
    for (size_t c = 0; c < columns; ++c) {
      if (column_names[c] == nullptr) return missing("column_names");
      made.columns.emplace_back(column_names[c]);
    }
    for (size_t r = 0; r < rows; ++r) {
      auto& row = made.rows.emplace_back(columns);
      for (size_t c = 0; c < columns; ++c)
        if (const char* const cell = cells[r * columns + c]; cell != nullptr && *cell != '\0')
          row[c] = {scenario::CellKind::text, cell};
    }
    scenario->document.put(std::move(made));
    return {};
  });
}

mfl_status mfl_scenario_choose(mfl_scenario* scenario, const char* variant_option,
                               mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (scenario == nullptr) return missing("scenario");
    if (variant_option == nullptr) return missing("variant_option");
    return scenario->document.choose(variant_option);
  });
}

mfl_status mfl_scenario_assume(mfl_scenario* scenario, const char* key, const char* ids,
                               const char* value, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (scenario == nullptr) return missing("scenario");
    if (key == nullptr) return missing("key");
    if (value == nullptr) return missing("value");
    return scenario->document.assume(key, or_empty(ids), value);
  });
}

mfl_status mfl_scenario_set_deal_penalty(mfl_scenario* scenario, double nok_t, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (scenario == nullptr) return missing("scenario");
    return scenario::set_deal_penalty(scenario->document, nok_t);
  });
}

mfl_status mfl_scenario_check(const mfl_scenario* scenario, mfl_diagnostics** out,
                              mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    Diagnostics found = scenario->found;
    // The Case is not needed here: an error without a diagnostic would be one of ours.
    if (const auto bound = scenario->document.bind(found); !bound && !has_errors(found))
      return bound.error();
    *out = c_face::lend(std::move(found));
    return {};
  });
}

mfl_status mfl_scenario_json(const mfl_scenario* scenario, mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    *out = c_face::text(scenario->document.to_json());
    return {};
  });
}

mfl_status mfl_scenario_schema(mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    *out = c_face::text(scenario::json_schema());
    return {};
  });
}

void mfl_scenario_free(mfl_scenario* scenario) { delete scenario; }
