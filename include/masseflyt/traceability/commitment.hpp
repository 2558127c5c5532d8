// masseflyt/traceability/commitment.hpp — personal data that can be proved and can be forgotten.
#pragma once

#include <string>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// What opens a commitment. It never enters the log: whoever may know it keeps it outside, and
/// erases it when the law says so. Without the salt the value cannot be guessed from the digest.
struct Opening {
  std::string label = {};
  std::string value = {};  ///< a plate, a name, a telephone number
  std::string salt = {};   ///< 16 bytes or more, random, never used twice
};

/// SHA-256 over the domain "masseflyt/commitment/1" and the three members, each behind its length
/// in 8 bytes. Errors: invalid_argument (short salt, no label).
Result<Commitment> commit(const Opening& opening);

/// Whether the opening is what was committed to.
bool opens(const Commitment& commitment, const Opening& opening);

/// 16 bytes from the random generator of the system. Errors: io.
Result<std::string> random_salt();

}  // namespace masseflyt::traceability
