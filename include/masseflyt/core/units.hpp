// masseflyt/core/units.hpp — the unit of a measured column, known only at run time.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace masseflyt {

/// Numbers are part of the C ABI: append, never renumber.
enum class Unit : std::int32_t {
  millimetre_per_second = 1,
  microgram_per_cubic_metre = 2,
  decibel_a = 3,
  kilopascal = 4,
  milligram_per_kilogram = 5,  ///< of dry matter
  percent = 6,                 ///< mass share
  tonne = 7,
  cubic_metre = 8,
};

}  // namespace masseflyt
