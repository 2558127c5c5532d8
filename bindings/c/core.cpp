#include <algorithm>
#include <string>

#include <masseflyt/c/core.h>
#include <masseflyt/version.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using c_face::guard;

// One list of codes: (number in C, name in C++).
#define MFL_FOR_EACH_CODE(X)                      \
  X(MFL_INVALID_ARGUMENT, invalid_argument)       \
  X(MFL_UNIT_MISMATCH, unit_mismatch)             \
  X(MFL_NOT_SORTED, not_sorted)                   \
  X(MFL_NOT_FOUND, not_found)                     \
  X(MFL_IO, io)                                   \
  X(MFL_BUFFER_TOO_SMALL, buffer_too_small)       \
  X(MFL_OUT_OF_MEMORY, out_of_memory)             \
  X(MFL_INTERNAL, internal)                       \
  X(MFL_CANCELLED, cancelled)                     \
  X(MFL_DEADLINE, deadline)                       \
  X(MFL_INVALID_DOCUMENT, invalid_document)       \
  X(MFL_LIMIT_EXCEEDED, limit_exceeded)           \
  X(MFL_CONFLICT, conflict)                       \
  X(MFL_CORRUPT, corrupt)                         \
  X(MFL_BAD_SIGNATURE, bad_signature)             \
  X(MFL_UNSUPPORTED_VERSION, unsupported_version) \
  X(MFL_RULE_NOT_VERIFIED, rule_not_verified)

const char* mfl_status_name(mfl_status status) {
  if (status == MFL_OK) return "ok";
  switch (static_cast<ErrorCode>(status)) {  // no default: the compiler misses what is missing
#define MFL_NAME(number, name)                                           \
  case ErrorCode::name:                                                  \
    static_assert(static_cast<mfl_status>(ErrorCode::name) == (number)); \
    return #name;
    MFL_FOR_EACH_CODE(MFL_NAME)
#undef MFL_NAME
  }
  return "unknown";
}

static_assert(MFL_SEVERITY_NOTE == static_cast<int>(Severity::note));
static_assert(MFL_SEVERITY_WARNING == static_cast<int>(Severity::warning));
static_assert(MFL_SEVERITY_ERROR == static_cast<int>(Severity::error));

size_t mfl_diagnostics_count(const mfl_diagnostics* diagnostics) {
  return diagnostics == nullptr ? 0 : diagnostics->rows.size();
}

size_t mfl_diagnostics_error_count(const mfl_diagnostics* diagnostics) {
  if (diagnostics == nullptr) return 0;
  const auto is_error = [](const Diagnostic& d) { return d.severity == Severity::error; };
  return static_cast<size_t>(std::ranges::count_if(diagnostics->rows, is_error));
}

mfl_status mfl_diagnostics_get(const mfl_diagnostics* diagnostics, size_t i, mfl_diagnostic* out,
                               mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return c_face::missing("out");
    if (!MFL_COVERS(out, mfl_diagnostic, expected)) return c_face::without_size("out");
    const size_t count = mfl_diagnostics_count(diagnostics);
    if (i >= count)
      return Error{ErrorCode::not_found, "there is no diagnostic " + std::to_string(i) +
                                             ", they are numbered from 0 and there are " +
                                             std::to_string(count)};
    const Diagnostic& row = diagnostics->rows[i];
    out->severity = static_cast<int32_t>(row.severity);
    out->code = static_cast<mfl_status>(row.code);
    out->path = row.path.c_str();
    out->value = row.value.c_str();
    out->expected = row.expected.c_str();
    return {};
  });
}

const char* mfl_diagnostics_json(const mfl_diagnostics* diagnostics) {
  return diagnostics == nullptr ? "[]" : diagnostics->json.c_str();
}

void mfl_diagnostics_free(mfl_diagnostics* diagnostics) { delete diagnostics; }

const char* mfl_text_data(const mfl_text* text) {
  return text == nullptr ? "" : text->bytes.c_str();
}

size_t mfl_text_size(const mfl_text* text) { return text == nullptr ? 0 : text->bytes.size(); }

void mfl_text_free(mfl_text* text) { delete text; }

mfl_status mfl_cancel_create(mfl_cancel** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return c_face::missing("out");
    *out = nullptr;
    *out = new mfl_cancel;
    return {};
  });
}

void mfl_cancel_set(mfl_cancel* cancel) {
  if (cancel != nullptr) cancel->flag.set();
}

int32_t mfl_cancel_is_set(const mfl_cancel* cancel) {
  return cancel != nullptr && cancel->flag.is_set() ? 1 : 0;
}

void mfl_cancel_free(mfl_cancel* cancel) { delete cancel; }

// Made at the first call and never changed. Out of memory there leaves the shortest true answer.
const char* mfl_version(void) {
  try {
    static const std::string text = version();
    return text.c_str();
  } catch (const std::exception&) {
    return "";
  }
}

int32_t mfl_abi_version(void) { return MFL_ABI_VERSION; }

// Names and versions consist of letters, digits, dots and underscores: nothing to escape.
const char* mfl_build_info(void) {
  try {
    static const std::string text = [] {
      std::string json = "{\"version\":\"" + version() +
                         "\",\"abi\":" + std::to_string(MFL_ABI_VERSION) + ",\"components\":{";
      const char* comma = "";
      for (const Component& c : built_with()) {
        json.append(comma).append("\"" + c.name + "\":\"" + c.version + "\"");
        comma = ",";
      }
      return json + "}}";
    }();
    return text.c_str();
  } catch (const std::exception&) {
    return "{}";
  }
}
