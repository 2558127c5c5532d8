// bindings/c/guard.hpp — the one place where a failure of C++ becomes a status of C.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <masseflyt/c/core.h>
#include <masseflyt/core/result.hpp>

namespace masseflyt::c_face {

/// Whether the caller's struct reaches at least to the end of `member`, which is the last one of
/// the version that first had it.
#define MFL_COVERS(pointer, type, member) \
  ((pointer)->struct_size >= offsetof(type, member) + sizeof(type::member))

/// As much of `text` as fits before the terminator, without half a character at the end.
template <std::size_t N>
void fill(char (&out)[N], std::string_view text) noexcept {
  std::size_t length = text.size();
  if (length >= N) {
    length = N - 1;
    const auto continues = [&](std::size_t i) {
      return (static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u;
    };
    while (length > 0 && continues(length)) --length;
  }
  out[text.copy(out, length)] = '\0';
}

/// Tells the caller, if there is somewhere to tell it.
inline mfl_status fail(mfl_error* error, ErrorCode code, std::string_view message,
                       std::string_view path = {}) noexcept {
  const auto status = static_cast<mfl_status>(code);
  if (error != nullptr && MFL_COVERS(error, mfl_error, path)) {
    error->code = status;
    fill(error->message, message);
    fill(error->path, path);
  }
  return status;
}

/// Runs `body`, which returns Result<void>. Nothing is ever thrown across the C boundary: the
/// library throws only when memory runs out, and whatever else turns up counts as a fault of ours.
template <typename Body>
mfl_status guard(mfl_error* error, Body&& body) noexcept {
  try {
    const Result<void> done = std::forward<Body>(body)();
    if (done) return MFL_OK;
    return fail(error, done.error().code, done.error().message, done.error().path);
  } catch (const std::bad_alloc&) {
    return fail(error, ErrorCode::out_of_memory, "out of memory");
  } catch (const Exception& e) {
    return fail(error, e.error().code, e.error().message, e.error().path);
  } catch (const std::exception& e) {
    return fail(error, ErrorCode::internal, e.what());
  } catch (...) {
    return fail(error, ErrorCode::internal, "something that is no std::exception was thrown");
  }
}

/// For a required pointer that is NULL: `return missing("out");`
inline Error missing(const char* argument) {
  return {ErrorCode::invalid_argument, std::string(argument) + " is NULL", argument};
}

/// For a struct whose caller forgot the _INIT macro.
inline Error without_size(const char* argument) {
  return {ErrorCode::invalid_argument,
          std::string(argument) + ": struct_size is not set, use the _INIT macro", argument};
}

/// For a figure that is outside its range: `return refused("threads", "is above 1024");`
inline Error refused(const char* argument, const char* why) {
  return {ErrorCode::invalid_argument, std::string(argument) + ' ' + why, argument};
}

/// The part of the caller's struct that we know, defaults for what it does not have yet.
/// Precondition: MFL_COVERS the first version of T.
template <typename T>
T known_part(const T& given, const T& defaults) noexcept {
  T out = defaults;
  std::memcpy(&out, &given, std::min<std::size_t>(given.struct_size, sizeof(T)));
  return out;
}

/// Fills as much of the caller's struct as it has room for; its struct_size stays as it is.
template <typename T>
void give(T* out, T full) noexcept {
  full.struct_size = out->struct_size;
  std::memcpy(out, &full, std::min<std::size_t>(out->struct_size, sizeof(T)));
}

}  // namespace masseflyt::c_face
