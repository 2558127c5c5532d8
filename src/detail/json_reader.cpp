#include "detail/json_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "detail/text.hpp"

namespace masseflyt::detail {
namespace {

/// Builds the tree without recursion. Member names are those that nlohmann's parser calls.
class Builder {
 public:
  using json = nlohmann::json;

  Builder(std::string_view text, std::string_view file, const JsonLimits& limits,
          Diagnostics& found, JsonRows* rows)
      : text_(text), file_(file), limits_(limits), found_(found), rows_(rows) {}

  bool null() { return add({}); }
  bool boolean(bool value) {
    return add({JsonValue::Kind::boolean, value ? "true" : "false", {}, {}});
  }
  bool number_integer(json::number_integer_t value) {
    return add(JsonValue::of_number(std::to_string(value)));
  }
  bool number_unsigned(json::number_unsigned_t value) {
    return add(JsonValue::of_number(std::to_string(value)));
  }
  bool number_float(json::number_float_t, const std::string& written) {
    // The parser has put the decimal mark of the process locale into its copy: take it out again.
    std::string number = written;
    for (char& c : number)
      if (std::string_view("0123456789+-eE.").find(c) == std::string_view::npos) c = '.';
    return add(JsonValue::of_number(std::move(number)));
  }
  bool string(std::string& value) {
    if (!fits(value)) return false;
    return add(JsonValue::of_text(std::move(value)));
  }
  bool binary(json::binary_t&) { return false; }  // JSON text has none

  bool start_object(std::size_t) { return open(JsonValue::object()); }
  bool start_array(std::size_t) { return open(JsonValue::array()); }
  bool key(std::string& name) {
    if (!fits(name)) return false;
    open_.back().key = std::move(name);
    return true;
  }
  bool end_object() {
    check_keys(open_.back().value);
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t at, const std::string& token, const json::exception& fault) {
    std::string what = fault.what();
    if (const auto from = what.find("syntax error "); from != what.npos) {
      what = what.substr(from + 13);
    } else if (const auto end = what.find("] "); end != what.npos) {
      what = what.substr(end + 2);
    }
    return fail(ErrorCode::invalid_document, line_and_column(at), token, "valid JSON: " + what);
  }

  std::optional<Error> error;
  JsonValue root;

 private:
  struct Open {
    JsonValue value;
    std::string key = {};   ///< of the member that comes next
    std::size_t index = 0;  ///< of the element that comes next
    bool streamed = false;
  };

  bool fail(ErrorCode code, const std::string& path, std::string_view value,
            const std::string& expected) {
    found_.push_back({Severity::error, code, path, shorten(value), expected});
    error = Error{code, path + ": expected " + expected, path};
    return false;
  }

  bool fits(std::string_view text) {
    if (text.size() <= limits_.text_bytes) return true;
    return fail(ErrorCode::limit_exceeded, pointer(), text,
                "at most " + std::to_string(limits_.text_bytes) + " bytes of text");
  }

  bool add(JsonValue&& value) {
    if (open_.empty()) {
      root = std::move(value);
      return true;
    }
    if (++values_ > limits_.values)
      return fail(ErrorCode::limit_exceeded, pointer(), "",
                  "at most " + std::to_string(limits_.values) + " values");
    Open& parent = open_.back();
    if (parent.streamed) return stream(parent, std::move(value));
    if (parent.value.kind == JsonValue::Kind::object)
      parent.value.keys.push_back(std::move(parent.key));
    parent.value.items.push_back(std::move(value));
    ++parent.index;
    return true;
  }

  bool stream(Open& array, JsonValue&& value) {
    if (array.index == limits_.rows)
      return fail(ErrorCode::limit_exceeded, pointer(), "",
                  "at most " + std::to_string(limits_.rows) + " rows");
    rows_->row(open_[open_.size() - 2].key, array.index++, std::move(value));
    values_ = outside_;
    return true;
  }

  bool open(JsonValue&& container) {
    if (open_.size() == limits_.depth)
      return fail(ErrorCode::limit_exceeded, pointer(), "",
                  "at most " + std::to_string(limits_.depth) + " levels of nesting");
    const bool array = container.kind == JsonValue::Kind::array;
    const bool streamed = rows_ && array && open_.size() == 1 &&
                          open_[0].value.kind == JsonValue::Kind::object &&
                          rows_->wants(open_[0].key);
    if (streamed) outside_ = values_;
    open_.push_back({std::move(container)});
    open_.back().streamed = streamed;
    return true;
  }

  bool close() {
    JsonValue done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }

  void check_keys(JsonValue& object) {
    std::vector<std::string> sorted = object.keys;
    std::sort(sorted.begin(), sorted.end());
    for (auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end();) {
      found_.push_back({Severity::error, ErrorCode::invalid_document,
                        pointer_of(open_.size() - 1) + "/" + pointer_step(*twice), shorten(*twice),
                        "each key once"});
      twice = std::upper_bound(twice, sorted.end(), *twice);
      twice = std::adjacent_find(twice, sorted.end());
    }
  }

  std::string pointer() const { return pointer_of(open_.size()); }

  std::string pointer_of(std::size_t levels) const {
    constexpr std::size_t shown = 64;
    std::string path;
    for (std::size_t i = 0; i < std::min(levels, shown); ++i) {
      const bool object = open_[i].value.kind == JsonValue::Kind::object;
      path += "/" + (object ? pointer_step(open_[i].key) : std::to_string(open_[i].index));
    }
    return path;
  }

  std::string line_and_column(std::size_t at) const {
    at = std::min(at == 0 ? 0 : at - 1, text_.size());
    const std::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n');
    const auto column = before.size() - (start == before.npos ? 0 : start + 1) + 1;
    return file_ + ":" + std::to_string(line) + ":" + std::to_string(column);
  }

  std::string_view text_;
  std::string file_;
  const JsonLimits& limits_;
  Diagnostics& found_;
  JsonRows* rows_;
  std::vector<Open> open_;
  std::uint64_t values_ = 0;
  std::uint64_t outside_ = 0;  ///< values that stay when a streamed row goes
};

Error report(Diagnostics& found, ErrorCode code, std::string_view file, std::string value,
             const std::string& expected) {
  found.push_back({Severity::error, code, std::string(file), std::move(value), expected});
  return Error{code, std::string(file) + ": expected " + expected, std::string(file)};
}

}  // namespace

Result<JsonValue> read_json(std::string_view bytes, std::string_view file_name,
                            const JsonLimits& limits, Diagnostics& found, JsonRows* rows) {
  if (bytes.size() > limits.bytes)
    return report(found, ErrorCode::limit_exceeded, file_name,
                  std::to_string(bytes.size()) + " bytes",
                  "at most " + std::to_string(limits.bytes) + " bytes");
  const std::string text = decode_text(bytes, file_name, found);
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    return report(found, ErrorCode::invalid_document, file_name, "", "a JSON object");
  Builder builder(text, file_name, limits, found, rows);
  if (!nlohmann::json::sax_parse(text, &builder)) {
    if (builder.error) return *builder.error;
    return report(found, ErrorCode::invalid_document, file_name, "", "valid JSON");
  }
  if (builder.root.kind != JsonValue::Kind::object)
    return report(found, ErrorCode::invalid_document, file_name, shorten(text), "a JSON object");
  return std::move(builder.root);
}

}  // namespace masseflyt::detail
