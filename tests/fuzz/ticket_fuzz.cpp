// libFuzzer: any bytes as a ticket, a proof, evidence of a fork, or the DER of a signature.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/traceability/crosscheck.hpp>
#include <masseflyt/traceability/ticket.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt::traceability;
  static const Signer signer = signer_in_memory(Algorithm::ed25519, std::string(32, 'L')).value();
  static const NoteKey log{"ledger.example/1", NoteKind::ed25519, signer.key.bytes};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto ticket = read_ticket(bytes)) static_cast<void>(ticket_fields(*ticket));
  static_cast<void>(verify_ticket(bytes, signer.key));
  static_cast<void>(signature_from_der(bytes));
  if (const auto proof = verify_proof(bytes, signer.key))
    if (proof->statement().empty() || proof->index >= proof->size) std::abort();
  if (const auto evidence = read_fork_evidence(bytes)) {
    if (to_bytes(*evidence) != bytes) std::abort();
    static_cast<void>(proves_fork(*evidence, log));
  }
  return 0;
}
