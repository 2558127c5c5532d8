#include "reporting/json_writer.hpp"

#include <cassert>
#include <cmath>

#include "detail/number.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {

void JsonWriter::open(char begin, char end, Layout layout) {
  const bool inside_row = !levels_.empty() && !levels_.back().lines;
  raw(std::string_view(&begin, 1));
  levels_.push_back({end, layout == Layout::block && !inside_row});
}

void JsonWriter::close() {
  assert(!levels_.empty());
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.lines && !level.empty) out_.append(1, '\n').append(levels_.size(), ' ');
  out_ += level.end;
}

void JsonWriter::separate() {
  if (after_key_ || levels_.empty()) {
    after_key_ = false;
    return;
  }
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  if (level.lines) out_.append(1, '\n').append(levels_.size(), ' ');
  level.empty = false;
}

void JsonWriter::raw(std::string_view text) {
  separate();
  out_ += text;
}

void JsonWriter::write_key(std::string_view key) {
  separate();
  quote(key);
  out_ += levels_.back().lines ? ": " : ":";
  after_key_ = true;
}

void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  for (const char c : clean_utf8(text)) {
    switch (c) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        out_ += c;
    }
  }
  out_ += '"';
}

void JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
}

void JsonWriter::value(std::int64_t number) { raw(std::to_string(number)); }

void JsonWriter::value(double number) {
  raw(std::isfinite(number) ? detail::format_number(number) : "null");
}

void JsonWriter::value(double number, int decimals) {
  raw(std::isfinite(number) ? fixed(number, decimals) : "null");
}

void JsonWriter::member(std::string_view key, const std::vector<std::string>& texts) {
  open_array(key, Layout::row);
  for (const std::string& text : texts) value(std::string_view(text));
  close();
}

std::string JsonWriter::take() {
  assert(levels_.empty());
  out_ += '\n';
  return std::move(out_);
}

}  // namespace masseflyt::reporting
