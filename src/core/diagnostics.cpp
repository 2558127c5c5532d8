#include <masseflyt/core/diagnostics.hpp>

#include <string_view>

#include <nlohmann/json.hpp>

namespace masseflyt {
namespace {

const char* name(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "unknown";
}

/// Input may hold line breaks and terminal sequences; a line for a person shows them as \x0a.
std::string printable(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F)
      out += c;
    else
      out.append("\\x").append({digits[byte >> 4], digits[byte & 15]});
  }
  return out;
}

}  // namespace

std::string to_line(const Diagnostic& diagnostic) {
  std::string line = name(diagnostic.severity);
  if (!diagnostic.path.empty()) line += ' ' + printable(diagnostic.path);
  line += ": ";
  if (!diagnostic.value.empty()) line += "is '" + printable(diagnostic.value) + "', ";
  return line + "expected " + printable(diagnostic.expected);
}

std::string to_json(const Diagnostics& diagnostics) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const Diagnostic& d : diagnostics)
    rows.push_back(Json{{"severity", name(d.severity)},
                        {"code", static_cast<std::int32_t>(d.code)},
                        {"path", d.path},
                        {"value", d.value},
                        {"expected", d.expected}});
  // By default dump() throws on a broken byte, and telling a fault must not be what fails.
  return rows.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace masseflyt
