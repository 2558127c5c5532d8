// masseflyt/classification/text.hpp — a sentence in the two languages verdicts are read in.
#pragma once

#include <string>

namespace masseflyt::classification {

/// English and Norwegian bokmål, UTF-8, saying the same.
struct Text {
  std::string en;
  std::string nb;
  bool operator==(const Text&) const = default;
};

}  // namespace masseflyt::classification
