// archive.hpp — our own state as bytes and back, the same member list for both directions.
//
// Little endian, no padding, lengths checked against what is left. Only inside the envelope of a
// snapshot, whose digest has been checked: never for what strangers hand in.
#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <masseflyt/monitoring/outcome.hpp>

namespace masseflyt::monitoring::detail {

static_assert(std::endian::native == std::endian::little, "snapshots are little endian");

// The largest enumerator of what a state holds: whatever is beyond it was never written.
constexpr Level last_of(Level) { return Level::stop; }
constexpr Truth last_of(Truth) { return Truth::unknown; }
constexpr Certainty last_of(Certainty) { return Certainty::certain; }
constexpr NoticeKind last_of(NoticeKind) { return NoticeKind::corrected; }
constexpr LateFate last_of(LateFate) { return LateFate::counted; }

/// `write` or `read` of plain bytes is what `Self` adds.
template <typename Self>
class Archive {
 public:
  template <typename... T>
  void operator()(T&... values) {
    (one(values), ...);
  }

 protected:
  template <typename T>
  void one(T& value) {
    if constexpr (requires { value.visit(self()); })
      value.visit(self());
    else if constexpr (std::is_enum_v<T>)
      enumerator(value);
    else if constexpr (std::is_same_v<T, bool>)
      truth(value);
    else if constexpr (std::is_arithmetic_v<T>)
      self().plain(&value, sizeof(T));
    else
      compound(value);
  }
  template <typename Enum>
  void enumerator(Enum& value) {
    auto number = static_cast<std::underlying_type_t<Enum>>(value);
    self().plain(&number, sizeof number);
    if constexpr (Self::reading) {
      if (number < 0 || number > static_cast<decltype(number)>(last_of(value)))
        return self().fail();
      value = static_cast<Enum>(number);
    }
  }
  void truth(bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    self().plain(&byte, 1);
    if constexpr (Self::reading) {
      if (byte > 1) return self().fail();
      value = byte == 1;
    }
  }
  __extension__ void compound(__int128& value) { self().plain(&value, sizeof value); }
  template <typename R, typename P>
  void compound(std::chrono::duration<R, P>& d) {
    R ticks = d.count();
    one(ticks);
    d = std::chrono::duration<R, P>(ticks);
  }
  template <typename C, typename D>
  void compound(std::chrono::time_point<C, D>& t) {
    D since = t.time_since_epoch();
    one(since);
    t = std::chrono::time_point<C, D>(since);
  }
  void compound(std::chrono::year_month_day& date) {
    auto day = std::chrono::sys_days(date);
    one(day);
    date = std::chrono::year_month_day(day);
  }
  template <typename T>
  void compound(std::optional<T>& value) {
    bool there = value.has_value();
    one(there);
    if (there != value.has_value()) there ? void(value.emplace()) : value.reset();
    if (there) one(*value);
  }
  template <typename T, std::size_t n>
  void compound(std::array<T, n>& values) {
    for (auto& v : values) one(v);
  }
  template <typename T>
  void compound(std::vector<T>& values) {
    sequence(values);
  }
  template <typename T>
  void compound(std::deque<T>& values) {
    sequence(values);
  }
  void compound(std::string& text) { sequence(text); }
  template <typename A, typename B>
  void compound(std::pair<A, B>& p) {
    one(p.first);
    one(p.second);
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
  /// Seven bits a byte, the lowest first: most sequences are short, and there are many.
  void length(std::uint64_t& n) {
    std::uint64_t rest = n;
    n = 0;
    for (int shift = 0;; shift += 7) {
      auto byte = static_cast<std::uint8_t>((rest & 127) | (rest > 127 ? 128 : 0));
      one(byte);
      rest >>= 7;
      n |= std::uint64_t{byte & 127u} << shift;
      if ((byte & 128) == 0) return;
      if (shift == 56) return self().fail();
    }
  }
  template <typename Sequence>
  void sequence(Sequence& values) {
    std::uint64_t n = values.size();
    length(n);
    if constexpr (Self::reading) {  // memory grows with what is there, not with what is promised
      if (n > self().left()) return self().fail();  // every item takes a byte at least
      values.clear();
      for (; n > 0 && self().good(); --n) {
        values.resize(values.size() + 1);
        one(values.back());
      }
    } else {
      for (auto& v : values) one(v);
    }
  }
};

class Writer : public Archive<Writer> {
 public:
  static constexpr bool reading = false;
  void plain(const void* bytes, std::size_t n) { out_.append(static_cast<const char*>(bytes), n); }
  std::size_t left() const { return 0; }
  void fail() {}
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader : public Archive<Reader> {
 public:
  static constexpr bool reading = true;
  explicit Reader(std::string_view in) : in_(in) {}
  void plain(void* bytes, std::size_t n) {
    if (n > in_.size()) return fail();
    std::memcpy(bytes, in_.data(), n);
    in_.remove_prefix(n);
  }
  std::size_t left() const { return in_.size(); }
  void fail() { in_ = {}, failed_ = true; }
  bool good() const { return !failed_; }

 private:
  std::string_view in_;
  bool failed_ = false;
};

}  // namespace masseflyt::monitoring::detail
