// masseflyt/traceability/digest.hpp — the bytes of an event that are signed and hashed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// Version of the signed form that encode() writes. docs/methods/event-form.md tells it byte by
/// byte.
inline constexpr std::int64_t event_form_version = 1;
inline constexpr std::string_view event_domain = "masseflyt/event";

/// The one form of the event: deterministic CBOR (RFC 8949, 4.2) of integers, texts and short
/// byte strings. Equal events have equal bytes. Errors: those of check(). Cost: O(bytes).
Result<std::string> encode(const Event& event);

/// Reads what encode() writes and nothing else: any other way of writing the same content is
/// refused, so that an event has one hash. Errors: corrupt (no such CBOR, not deterministic, wrong
/// type, bytes left over), unsupported_version, those of check(), limit_exceeded.
/// Cost: O(bytes); memory never exceeds a small multiple of the input.
Result<Event> decode(std::string_view bytes);

Digest sha256(std::string_view bytes);

/// 64 hexadecimal digits, or any other number of bytes.
std::string hex(std::span<const std::uint8_t> bytes);
/// Errors: invalid_argument (odd length, other characters).
Result<std::string> from_hex(std::string_view text);

/// The bytes of a digest or key id as a text of that length, and as a view.
std::string_view bytes_of(std::span<const std::uint8_t> digest) noexcept;

}  // namespace masseflyt::traceability
