// cbor.hpp — deterministic CBOR (RFC 8949, 4.2) of integers, texts, byte strings, arrays, maps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace masseflyt::traceability::cbor {

enum class Major : std::uint8_t {
  unsigned_int = 0,
  negative = 1,
  bytes = 2,
  text = 3,
  array = 4,
  map = 5
};

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void integer(std::int64_t value);
  void text(std::string_view value);
  void bytes(std::string_view value);
  void array(std::size_t items) { head(Major::array, items); }
  void map(std::size_t pairs) { head(Major::map, pairs); }

 private:
  void head(Major major, std::uint64_t value);
  std::string& out_;
};

/// Reads item by item. After the first fault every further answer is empty and `fault()` tells
/// what was wrong; so a caller may read on and look once.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  std::int64_t integer();
  std::string_view text();
  std::string_view bytes();
  std::size_t array();  ///< number of items, at most as many as there are bytes left
  std::size_t map();    ///< number of pairs, likewise

  bool ok() const noexcept { return fault_ == nullptr; }
  bool at_end() const noexcept { return at_ == in_.size(); }
  std::size_t position() const noexcept { return at_; }
  std::string_view since(std::size_t from) const { return in_.substr(from, at_ - from); }
  const char* fault() const noexcept { return fault_; }
  void fail(const char* what) noexcept {
    if (ok()) fault_ = what;
  }

 private:
  struct Head {
    Major major;
    std::uint64_t value;
  };
  std::optional<Head> head();
  std::uint64_t expect(Major major, const char* what);
  std::string_view run(Major major, const char* what);

  std::string_view in_;
  std::size_t at_ = 0;
  const char* fault_ = nullptr;
};

}  // namespace masseflyt::traceability::cbor
