// embedded.hpp — text files that the build compiles into the library (cmake/embed_text.cmake).
#pragma once

#include <span>
#include <string_view>

namespace masseflyt::embedded {

struct File {
  std::string_view name;  ///< without folder: "no.normverdier.json"
  std::string_view text;
};

std::span<const File> limit_packs();
std::span<const File> rule_packs();
std::span<const File> transport_factors();

}  // namespace masseflyt::embedded
