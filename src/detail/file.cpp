#include "detail/file.hpp"

#include <array>
#include <fstream>

namespace masseflyt::detail {
namespace {

Error io_error(const std::filesystem::path& path, const char* what) {
  return Error{ErrorCode::io, path.filename().string() + ": " + what, path.string()};
}

Error too_large(const std::filesystem::path& path, std::uint64_t max_bytes) {
  return Error{ErrorCode::limit_exceeded,
               path.filename().string() + " is larger than the limit of " +
                   std::to_string(max_bytes) + " bytes",
               path.string()};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  std::error_code fault;
  const auto status = std::filesystem::status(path, fault);
  if (fault || !std::filesystem::exists(status)) return io_error(path, "does not exist");
  if (std::filesystem::is_directory(status)) return io_error(path, "is a folder, not a file");
  if (std::filesystem::is_regular_file(status)) {
    const auto size = std::filesystem::file_size(path, fault);
    if (!fault && size > max_bytes) return too_large(path, max_bytes);
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return io_error(path, "cannot be opened");

  // Read in pieces and count: a pipe has no size, and a file may grow meanwhile.
  std::string bytes;
  std::array<char, 1 << 16> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > max_bytes) return too_large(path, max_bytes);
  }
  if (in.bad()) return io_error(path, "cannot be read to its end");
  return bytes;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!out) return io_error(path, "cannot be created");
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return io_error(path, "cannot be written to its end");
  return {};
}

}  // namespace masseflyt::detail
