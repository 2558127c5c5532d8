#include "traceability/cbor.hpp"

#include <limits>

#include "detail/text.hpp"

namespace masseflyt::traceability::cbor {

void Writer::head(Major major, std::uint64_t value) {
  const auto top = static_cast<std::uint8_t>(static_cast<unsigned>(major) << 5);
  int bytes = 0;
  if (value >= 24) bytes = value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFF'FFFF ? 4 : 8;
  const unsigned small = bytes == 0   ? static_cast<unsigned>(value)
                         : bytes == 1 ? 24u
                         : bytes == 2 ? 25u
                         : bytes == 4 ? 26u
                                      : 27u;
  out_ += static_cast<char>(top | small);
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out_ += static_cast<char>((value >> shift) & 0xFF);
}

void Writer::integer(std::int64_t value) {
  if (value >= 0)
    head(Major::unsigned_int, static_cast<std::uint64_t>(value));
  else
    head(Major::negative, static_cast<std::uint64_t>(-(value + 1)));
}

void Writer::text(std::string_view value) {
  head(Major::text, value.size());
  out_ += value;
}

void Writer::bytes(std::string_view value) {
  head(Major::bytes, value.size());
  out_ += value;
}

std::optional<Reader::Head> Reader::head() {
  if (!ok()) return std::nullopt;
  if (at_ == in_.size()) return fail("ends too early"), std::nullopt;
  const auto first = static_cast<unsigned char>(in_[at_++]);
  const unsigned small = first & 0x1F;
  const auto major = static_cast<Major>(first >> 5);
  if (first >> 5 > 5) return fail("has a tag, float or simple value"), std::nullopt;
  if (small < 24) return Head{major, small};
  if (small > 27) return fail("has an indefinite or reserved length"), std::nullopt;
  const std::size_t bytes = std::size_t{1} << (small - 24);
  if (in_.size() - at_ < bytes) return fail("ends too early"), std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value = value << 8 | static_cast<unsigned char>(in_[at_++]);
  const std::uint64_t least = bytes == 1 ? 24 : std::uint64_t{1} << (4 * bytes);
  if (value < least) return fail("has a number that is not as short as it could be"), std::nullopt;
  return Head{major, value};
}

std::int64_t Reader::integer() {
  const auto h = head();
  if (!h) return 0;
  if (h->major != Major::unsigned_int && h->major != Major::negative)
    return fail("has another type where an integer is expected"), 0;
  if (h->value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return fail("has an integer beyond 64 bit"), 0;
  const auto value = static_cast<std::int64_t>(h->value);
  return h->major == Major::negative ? -1 - value : value;
}

std::uint64_t Reader::expect(Major major, const char* what) {
  const auto h = head();
  if (!h) return 0;
  if (h->major != major) return fail(what), 0;
  // Every item takes at least one byte, so a promise beyond the input is a lie.
  if (h->value > in_.size() - at_) return fail("ends too early"), 0;
  return h->value;
}

std::string_view Reader::run(Major major, const char* what) {
  const std::uint64_t length = expect(major, what);
  if (!ok()) return {};
  const std::string_view found = in_.substr(at_, length);
  at_ += length;
  return found;
}

std::string_view Reader::text() {
  const auto found = run(Major::text, "has another type where a text is expected");
  if (!masseflyt::detail::is_utf8(found))
    return fail("has a text that is not UTF-8"), std::string_view{};
  return found;
}

std::string_view Reader::bytes() {
  return run(Major::bytes, "has another type where a byte string is expected");
}

std::size_t Reader::array() {
  return expect(Major::array, "has another type where an array is expected");
}

std::size_t Reader::map() { return expect(Major::map, "has another type where a map is expected"); }

}  // namespace masseflyt::traceability::cbor
