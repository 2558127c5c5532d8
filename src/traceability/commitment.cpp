#include <masseflyt/traceability/commitment.hpp>

#include <masseflyt/traceability/digest.hpp>

namespace masseflyt::traceability {
namespace {

constexpr std::string_view domain = "masseflyt/commitment/1";

std::string framed(const Opening& opening) {
  std::string bytes(domain);
  for (const auto* part : {&opening.label, &opening.value, &opening.salt}) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes += static_cast<char>(std::uint64_t{part->size()} >> shift & 0xFF);
    bytes += *part;
  }
  return bytes;
}

}  // namespace

Result<Commitment> commit(const Opening& opening) {
  if (opening.salt.size() < 16)
    return Error{ErrorCode::invalid_argument, "the salt has less than 16 bytes"};
  if (opening.label.empty())
    return Error{ErrorCode::invalid_argument, "a commitment needs a label"};
  return Commitment{opening.label, sha256(framed(opening))};
}

bool opens(const Commitment& commitment, const Opening& opening) {
  return commitment.label == opening.label && commitment.digest == sha256(framed(opening));
}

}  // namespace masseflyt::traceability
