#include <masseflyt/transport/network_file.hpp>

namespace masseflyt::transport {

Result<Network> read_openstreetmap(const std::string& path, const NetworkOptions&, Diagnostics&) {
  return Error{ErrorCode::unsupported_version,
               "this build reads no OpenStreetMap files: it was made without libosmium", path};
}

}  // namespace masseflyt::transport
