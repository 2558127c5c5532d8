#include <masseflyt/traceability/checkpoint.hpp>

#include <algorithm>
#include <charconv>

#include <masseflyt/traceability/digest.hpp>

#include "detail/text.hpp"
#include "traceability/base64.hpp"

namespace masseflyt::traceability {
namespace {

constexpr std::size_t max_note_bytes = 1u << 20;
constexpr std::size_t max_signatures = 100;
constexpr std::string_view dash = "\xE2\x80\x94 ";  // an em dash and a blank

Error bad_form(std::string what) { return {ErrorCode::corrupt, "note: " + std::move(what)}; }

bool is_name(std::string_view name) {
  return !name.empty() && masseflyt::detail::is_utf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return c == '+' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
         });
}

bool is_text(std::string_view text) {
  return text.ends_with('\n') && masseflyt::detail::is_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
         });
}

struct Line {
  std::string_view name;
  std::string id;         ///< 4 bytes
  std::string signature;  ///< what follows it
};

Result<Line> read_line(std::string_view line) {
  if (!line.starts_with(dash)) return bad_form("a signature line does not begin with a dash");
  line.remove_prefix(dash.size());
  const auto blank = line.find(' ');
  if (blank == line.npos || !is_name(line.substr(0, blank)))
    return bad_form("a signature line has no name");
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() < 5) return bad_form("a signature is no base64");
  return Line{line.substr(0, blank), bytes->substr(0, 4), bytes->substr(4)};
}

struct Parts {
  std::string_view text;
  std::vector<Line> lines;
};

Result<Parts> split_note(std::string_view note) {
  if (note.size() > max_note_bytes)
    return Error{ErrorCode::limit_exceeded, "a note has at most 1 MiB"};
  if (!is_text(note)) return bad_form("no UTF-8 text that ends with a newline");
  const auto gap = note.rfind("\n\n");
  if (gap == note.npos) return bad_form("no blank line before the signatures");
  Parts parts{note.substr(0, gap + 1), {}};
  std::string_view rest = note.substr(gap + 2);
  if (rest.empty()) return bad_form("no signatures");
  while (!rest.empty()) {
    if (parts.lines.size() == max_signatures)
      return Error{ErrorCode::limit_exceeded, "a note has at most 100 signatures"};
    auto line = read_line(rest.substr(0, rest.find('\n')));
    if (!line) return line.error();
    parts.lines.push_back(*std::move(line));
    rest.remove_prefix(rest.find('\n') + 1);
  }
  return parts;
}

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

/// The time of a good signature (0 when its kind has none); nothing for a bad one.
std::optional<std::int64_t> verify_line(const Line& line, std::string_view text,
                                        const NoteKey& key) {
  const bool timed = key.kind == NoteKind::cosignature;
  if (line.signature.size() != (timed ? 72u : 64u)) return std::nullopt;
  const std::int64_t time = timed ? big_endian(std::string_view(line.signature).substr(0, 8)) : 0;
  if (time < 0) return std::nullopt;
  Signature signature;
  std::copy(line.signature.end() - 64, line.signature.end(), signature.begin());
  const auto verifier = Verifier::make({Algorithm::ed25519, key.public_key});
  if (!verifier) return std::nullopt;
  const bool good =
      verifier->verify(timed ? cosigned_message(text, time) : std::string(text), signature);
  return good ? std::optional(time) : std::nullopt;
}

Result<NoteKey> key_of(std::string_view name, NoteKind kind, const Signer& signer) {
  if (!is_name(name))
    return Error{ErrorCode::invalid_argument, "no name for a note: " + std::string(name)};
  if (signer.key.algorithm != Algorithm::ed25519)
    return Error{ErrorCode::invalid_argument, "notes are signed with Ed25519"};
  return NoteKey{std::string(name), kind, signer.key.bytes};
}

std::string signature_line(const NoteKey& key, std::string_view signature) {
  std::string bytes(bytes_of(key.id()));
  bytes += signature;
  return std::string(dash) + key.name + ' ' + to_base64(bytes) + '\n';
}

}  // namespace

std::array<std::uint8_t, 4> NoteKey::id() const {
  const Digest digest = sha256(name + '\n' + static_cast<char>(kind) + public_key);
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string to_text(const NoteKey& key) {
  return key.name + '+' + hex(key.id()) + '+' +
         to_base64(static_cast<char>(key.kind) + key.public_key);
}

Result<NoteKey> read_note_key(std::string_view text) {
  const Error bad{ErrorCode::invalid_argument, "no note key: " + masseflyt::detail::shorten(text)};
  const auto first = text.find('+');
  const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos || !is_name(text.substr(0, first))) return bad;
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || ((*bytes)[0] != 1 && (*bytes)[0] != 4)) return bad;
  NoteKey key{std::string(text.substr(0, first)), static_cast<NoteKind>((*bytes)[0]),
              bytes->substr(1)};
  if (hex(key.id()) != text.substr(first + 1, second - first - 1)) return bad;
  return key;
}

Result<Note> open_note(std::string_view note, std::span<const NoteKey> known) {
  const auto parts = split_note(note);
  if (!parts) return parts.error();
  Note opened{std::string(parts->text), {}};
  for (const Line& line : parts->lines) {
    const auto key = std::find_if(known.begin(), known.end(), [&](const NoteKey& k) {
      return k.name == line.name && bytes_of(k.id()) == line.id;
    });
    if (key == known.end()) continue;
    const auto time = verify_line(line, parts->text, *key);
    if (!time)
      return Error{ErrorCode::bad_signature, "note: bad signature by " + std::string(line.name)};
    opened.by.push_back({key->name, key->kind, *time});
  }
  if (opened.by.empty())
    return Error{ErrorCode::bad_signature, "note: no signature by a known key"};
  return opened;
}

Result<std::string> sign_note(std::string_view text, std::string_view name, const Signer& signer) {
  if (!is_text(text))
    return Error{ErrorCode::invalid_argument, "the text of a note ends with a newline"};
  const auto key = key_of(name, NoteKind::ed25519, signer);
  if (!key) return key.error();
  const auto signature = signer.sign(text);
  if (!signature) return signature.error();
  return std::string(text) + '\n' + signature_line(*key, bytes_of(*signature));
}

std::string cosigned_message(std::string_view text, std::int64_t time_s) {
  return "cosignature/v1\ntime " + std::to_string(time_s) + '\n' + std::string(text);
}

Result<std::string> cosign_note(std::string_view note, std::string_view name, std::int64_t time_s,
                                const Signer& signer) {
  const auto parts = split_note(note);
  if (!parts) return parts.error();
  const auto key = key_of(name, NoteKind::cosignature, signer);
  if (!key) return key.error();
  if (time_s < 0) return Error{ErrorCode::invalid_argument, "a cosignature before 1970"};
  const auto signature = signer.sign(cosigned_message(parts->text, time_s));
  if (!signature) return signature.error();
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(time_s >> shift & 0xFF);
  return std::string(note) + signature_line(*key, bytes.append(bytes_of(*signature)));
}

std::string to_text(const Checkpoint& c) {
  std::string text =
      c.origin + '\n' + std::to_string(c.size) + '\n' + to_base64(bytes_of(c.root)) + '\n';
  for (const auto& line : c.extensions) text += line + '\n';
  return text;
}

Result<Checkpoint> read_checkpoint(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    if (end == rest.npos) return bad_form("the last line of a checkpoint has no newline");
    lines.push_back(rest.substr(0, end));
    if (lines.back().empty()) return bad_form("a checkpoint has an empty line");
    rest.remove_prefix(end + 1);
  }
  if (lines.size() < 3) return bad_form("a checkpoint has origin, size and root");
  Checkpoint c;
  c.origin = lines[0];
  const std::string_view size = lines[1];
  const auto [end, fault] = std::from_chars(size.data(), size.data() + size.size(), c.size);
  if (fault != std::errc() || end != size.data() + size.size() ||
      (size.size() > 1 && size[0] == '0'))
    return bad_form("the size of a checkpoint is no plain number");
  const auto root = from_base64(lines[2]);
  if (!root || root->size() != c.root.size()) return bad_form("the root is no SHA-256");
  std::copy(root->begin(), root->end(), c.root.begin());
  for (std::size_t i = 3; i < lines.size(); ++i) c.extensions.emplace_back(lines[i]);
  return c;
}

}  // namespace masseflyt::traceability
