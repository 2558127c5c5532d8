// masseflyt/core/result.hpp — the value you asked for, or the reason why there is none.
#pragma once

#include <cassert>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace masseflyt {

/// Why a call failed. The numbers are shared with the C API: append, never renumber. Zero means
/// success there and is therefore no member. An infeasible plan or a limit that was passed is an
/// ordinary answer and stands in the result, not here.
enum class ErrorCode : std::int32_t {
  invalid_argument = 1,
  unit_mismatch = 2,
  not_sorted = 3,
  not_found = 4,
  io = 5,
  buffer_too_small = 6,
  out_of_memory = 7,
  internal = 8,
  cancelled = 9,
  deadline = 10,
  invalid_document = 11,  ///< the Diagnostics hold everything that is wrong with it
  limit_exceeded = 12,    ///< larger or deeper than we read, or a sum that does not fit
  conflict = 13,          ///< contradicts what is recorded already
  corrupt = 14,
  bad_signature = 15,
  unsupported_version = 16,
  rule_not_verified = 17,  ///< strict mode met a rule whose source nobody has checked
};

struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::internal;
  std::string message = {};  ///< English, names the culprit and what was expected of it
  std::string path = {};     ///< its place: JSON pointer or "file:row:column"; may be empty
};

/// What `Result::value()` throws. The library itself never throws it.
class Exception : public std::exception {
 public:
  explicit Exception(Error error) : error_(std::move(error)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

/// A `T` or an `Error`. Reads like std::expected, but is one type for C++20 and C++23, so that
/// translation units of both kinds agree on its layout.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// Precondition of * and ->: has_value().
  T& operator*() & { return *held(); }
  const T& operator*() const& { return *held(); }
  T&& operator*() && { return std::move(*held()); }
  T* operator->() { return held(); }
  const T* operator->() const { return held(); }

  /// Precondition: !has_value().
  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

  /// The value; without one, throws Exception(error()).
  T& value() & { return require(), *held(); }
  const T& value() const& { return require(), *held(); }
  T&& value() && { return require(), std::move(*held()); }

  /// Runs `next(value)`, which returns a Result of its own, or hands the error on.
  template <typename Next>
  auto and_then(Next&& next) && -> std::invoke_result_t<Next, T&&> {
    if (!has_value()) return error();
    return std::forward<Next>(next)(std::move(*held()));
  }

 private:
  T* held() noexcept {
    assert(has_value());
    return std::get_if<0>(&state_);
  }
  const T* held() const noexcept {
    assert(has_value());
    return std::get_if<0>(&state_);
  }
  void require() const {
    if (!has_value()) throw Exception(error());
  }

  std::variant<T, Error> state_;
};

/// Success, or the reason why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  /// Precondition: !has_value().
  const Error& error() const {
    assert(!has_value());
    return *error_;
  }

  void value() const {
    if (error_) throw Exception(*error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace masseflyt
