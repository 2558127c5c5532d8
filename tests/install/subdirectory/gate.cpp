// A gate that checks load tickets offline links masseflyt::ticket and nothing else.
#include <cstdio>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/signature.hpp>

int main() {
  using namespace masseflyt::traceability;
  const auto nobody = Verifier::make({Algorithm::ed25519, "too short"});
  std::puts(hex(sha256("abc")).c_str());
  return !nobody && hex(sha256("abc")).starts_with("ba7816bf8f01cfea") ? 0 : 1;
}
