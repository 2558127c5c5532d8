// file.hpp — whole files in and out of memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <masseflyt/core/result.hpp>

namespace masseflyt::detail {

/// The bytes of a file. The size is looked at first, so a file that is too large costs nothing.
/// Errors: io (missing, a folder, unreadable), limit_exceeded (more than `max_bytes`).
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

/// Writes a new file or replaces an old one. Errors: io.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace masseflyt::detail
