// json_writer.hpp — JSON text in the order it is told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace masseflyt::reporting {

/// Writes one document. Members of a `block` stand on lines of their own, those of a `row` on one.
/// Precondition: calls nest as JSON does, and members of objects are given with their key.
class JsonWriter {
 public:
  enum class Layout { block, row };

  void open_object(Layout layout = Layout::block) { open('{', '}', layout); }
  void open_array(Layout layout = Layout::block) { open('[', ']', layout); }
  void open_object(std::string_view key, Layout layout = Layout::block) {
    write_key(key), open('{', '}', layout);
  }
  void open_array(std::string_view key, Layout layout = Layout::block) {
    write_key(key), open('[', ']', layout);
  }
  void close();

  void value(std::string_view text);
  void value(std::int64_t number);
  /// Shortest text that reads back as the same number; null for what is not finite.
  void value(double number);
  /// With so many decimals.
  void value(double number, int decimals);

  void member(std::string_view key, std::string_view text) { write_key(key), value(text); }
  void member(std::string_view key, const std::string& text) {
    member(key, std::string_view(text));
  }
  void member(std::string_view key, const char* text) { member(key, std::string_view(text)); }
  void member(std::string_view key, std::int32_t n) { member(key, std::int64_t{n}); }
  void member(std::string_view key, std::int64_t n) { write_key(key), value(n); }
  void member(std::string_view key, double x) { write_key(key), value(x); }
  void member(std::string_view key, double x, int decimals) { write_key(key), value(x, decimals); }
  void member(std::string_view key, bool truth) { write_key(key), raw(truth ? "true" : "false"); }
  void member_null(std::string_view key) { write_key(key), raw("null"); }
  void member(std::string_view key, const std::vector<std::string>& texts);

  /// The document, with a line feed at its end.
  std::string take();

 private:
  struct Level {
    char end;
    bool lines;
    bool empty = true;
  };
  void open(char begin, char end, Layout layout);
  void write_key(std::string_view key);
  void raw(std::string_view text);
  void separate();
  void quote(std::string_view text);

  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace masseflyt::reporting
