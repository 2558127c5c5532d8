// names.hpp — what is left of a name when spelling habits are taken away.
#pragma once

#include <string>
#include <string_view>

namespace masseflyt::classification::detail {

/// Lower case letters (æøå and accents too), digits and '+'; µ and Greek mu become u, and all else
/// is dropped: "Benzo[a]pyren" -> "benzoapyren".
std::string analyte_key(std::string_view name);

/// As analyte_key(), but keeps '/' and '%', which is what tells units apart.
std::string unit_key(std::string_view name);

}  // namespace masseflyt::classification::detail
