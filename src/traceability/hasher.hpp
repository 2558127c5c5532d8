// hasher.hpp — SHA-256 many times over, as the log needs it.
#pragma once

#include <initializer_list>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

#include "detail/sha256.hpp"

namespace masseflyt::traceability {

/// One per thread or object: not thread-safe.
class Hasher {
 public:
  /// SHA-256 of the parts one after the other.
  Digest hash(std::initializer_list<std::string_view> parts);

  /// RFC 9162, 2.1.1.
  Digest leaf(std::initializer_list<std::string_view> parts);
  Digest node(const Digest& left, const Digest& right);

 private:
  detail::Sha256 sha256_;
};

}  // namespace masseflyt::traceability
