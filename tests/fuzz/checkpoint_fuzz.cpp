// libFuzzer: any bytes as a note, a checkpoint, or the key of a note.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/traceability/checkpoint.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt::traceability;
  static const Signer signer = signer_in_memory(Algorithm::ed25519, std::string(32, 'L')).value();
  static const NoteKey keys[] = {{"ledger.example/1", NoteKind::ed25519, signer.key.bytes},
                                 {"witness.example/w1", NoteKind::cosignature, signer.key.bytes}};
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto note = open_note(bytes, keys); note && note->by.empty()) std::abort();
  if (const auto checkpoint = read_checkpoint(bytes))
    if (read_checkpoint(to_text(*checkpoint)).value() != *checkpoint) std::abort();
  if (const auto key = read_note_key(bytes))
    if (to_text(*key) != bytes) std::abort();
  // The text of a note is whatever somebody signs.
  if (const auto signed_note = sign_note(bytes, keys[0].name, signer)) {
    const auto opened = open_note(*signed_note, keys);
    if (!opened || opened->text != bytes) std::abort();
  }
  return 0;
}
