// src/scenario/row_id.hpp — an id of a table, made of a text that may hold anything.
#pragma once

#include <algorithm>
#include <string>

#include "detail/sha256.hpp"

namespace masseflyt::scenario {

/// What a table of a scenario takes as an id: letters, digits, '_', '-', '.', at most 64 bytes.
inline std::string row_id(const std::string& id) {
  std::string out = id;
  for (char& c : out)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
          c == '-' || c == '.'))
      c = '_';
  if (out == id && out.size() <= 64) return out;
  out.resize(std::min<std::size_t>(out.size(), 47));
  return out + "." + detail::sha256_hex(id).substr(0, 16);
}

}  // namespace masseflyt::scenario
