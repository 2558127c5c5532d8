// masseflyt/traceability/checkpoint.hpp — what a log signs: C2SP signed notes and checkpoints.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/traceability/event.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {

/// The kinds of note signature that are read here; others are unknown and therefore ignored.
enum class NoteKind : std::uint8_t { ed25519 = 0x01, cosignature = 0x04 };

/// A name and the Ed25519 key that speaks for it.
struct NoteKey {
  std::string name = {};
  NoteKind kind = NoteKind::ed25519;
  std::string public_key = {};  ///< 32 bytes
  bool operator==(const NoteKey&) const = default;

  /// First 4 bytes of SHA-256(name, newline, kind, key).
  std::array<std::uint8_t, 4> id() const;
};

/// "name+0123abcd+base64". Errors: invalid_argument (form, or the id is not that of the key).
Result<NoteKey> read_note_key(std::string_view text);
std::string to_text(const NoteKey& key);

/// A note whose signatures by known keys are all good, and that has at least one.
struct Note {
  struct By {
    std::string name;
    NoteKind kind;
    std::int64_t time_s = 0;  ///< of a cosignature: seconds since 1970
    bool operator==(const By&) const = default;
  };
  std::string text;  ///< with the newline at its end
  std::vector<By> by;
};

/// Signatures by unknown keys are ignored; a bad one by a known key spoils the note.
/// Errors: corrupt (form), bad_signature (bad, or none by a known key), limit_exceeded.
Result<Note> open_note(std::string_view note, std::span<const NoteKey> known);

/// A note with one signature. `text` ends with a newline. Errors: invalid_argument (text, name,
/// a key that is not Ed25519), those of the signer.
Result<std::string> sign_note(std::string_view text, std::string_view name, const Signer& signer);

/// The note with a cosignature "cosignature/v1, time, text" behind it: at `time_s`, the checkpoint
/// was the newest one that the cosigner had seen, and consistent with all it saw before.
/// Errors: as sign_note(), corrupt.
Result<std::string> cosign_note(std::string_view note, std::string_view name, std::int64_t time_s,
                                const Signer& signer);

/// The message that a cosignature signs.
std::string cosigned_message(std::string_view text, std::int64_t time_s);

/// Size and root of a log that is called `origin`.
struct Checkpoint {
  std::string origin = {};
  std::uint64_t size = 0;
  Digest root = {};
  std::vector<std::string> extensions = {};
  bool operator==(const Checkpoint&) const = default;
};

std::string to_text(const Checkpoint& checkpoint);
/// Errors: corrupt (lines missing, size with a leading zero, root of another length).
Result<Checkpoint> read_checkpoint(std::string_view text);

}  // namespace masseflyt::traceability
