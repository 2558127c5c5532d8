// hasher.hpp — SHA-256 many times over, without looking the algorithm up again.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

struct evp_md_ctx_st;
struct evp_md_st;

namespace masseflyt::traceability {

/// One per thread or object: not thread-safe.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  /// SHA-256 of the parts one after the other. A libcrypto without SHA-256 cannot be worked
  /// with: it ends in std::bad_alloc, like one that is out of memory.
  Digest hash(std::initializer_list<std::string_view> parts);

  /// RFC 9162, 2.1.1.
  Digest leaf(std::initializer_list<std::string_view> parts);
  Digest node(const Digest& left, const Digest& right);

 private:
  void begin();
  void add(std::string_view part);
  Digest end();
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
    void operator()(evp_md_st* algorithm) const noexcept;
  };
  std::unique_ptr<evp_md_st, Free> algorithm_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace masseflyt::traceability
