// masseflyt/version.hpp — which masseflyt is this, and what was it built with?
#pragma once

#include <string>
#include <vector>

namespace masseflyt {

/// "0.1.0". The one source of the number is project() in CMakeLists.txt.
std::string version();

/// A third party that works inside the library.
struct Component {
  std::string name;
  std::string version;
  bool operator==(const Component&) const = default;
};

/// What is compiled in or linked, in the order of the alphabet. Belongs into every bug report.
std::vector<Component> built_with();

}  // namespace masseflyt
