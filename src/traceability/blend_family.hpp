// blend_family.hpp — properties that come in families: content/lead, content/zinc, ...
#pragma once

#include <string_view>

namespace masseflyt::traceability {

/// "content/" of "content/lead"; the whole name of one without a slash.
inline std::string_view family(std::string_view property) {
  const auto slash = property.find('/');
  return slash == property.npos ? property : property.substr(0, slash + 1);
}

}  // namespace masseflyt::traceability
