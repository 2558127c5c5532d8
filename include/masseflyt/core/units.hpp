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
  milligram_per_litre = 9,
  microgram_per_litre = 10,
  turbidity_unit = 11,  ///< NTU, FNU or FTU: whichever the instrument reports
  ph = 12,
  degree_celsius = 13,
  metre_per_second = 14,
  millimetre = 15,
  hertz = 16,
  degree = 17,  ///< of direction, 0 to 360 clockwise from north
  microsiemens_per_centimetre = 18,
  litre_per_second = 19,
  gram_per_square_metre = 20,
  one = 21,  ///< counts, shares, ratios
  metre = 22,
  centimetre = 23,
  millimetre_per_hour = 24,
  practical_salinity = 25,
  part_per_billion = 26,
  part_per_million = 27,
};

struct UnitSymbol {
  Unit unit;
  std::string_view symbol;
};

/// How a unit is written in documents: ASCII, "ug/m3", "dB(A)", "degC".
inline constexpr UnitSymbol unit_symbols[] = {
    {Unit::millimetre_per_second, "mm/s"},
    {Unit::microgram_per_cubic_metre, "ug/m3"},
    {Unit::decibel_a, "dB(A)"},
    {Unit::kilopascal, "kPa"},
    {Unit::milligram_per_kilogram, "mg/kg"},
    {Unit::percent, "%"},
    {Unit::tonne, "t"},
    {Unit::cubic_metre, "m3"},
    {Unit::milligram_per_litre, "mg/l"},
    {Unit::microgram_per_litre, "ug/l"},
    {Unit::turbidity_unit, "NTU"},
    {Unit::ph, "pH"},
    {Unit::degree_celsius, "degC"},
    {Unit::metre_per_second, "m/s"},
    {Unit::millimetre, "mm"},
    {Unit::hertz, "Hz"},
    {Unit::degree, "deg"},
    {Unit::microsiemens_per_centimetre, "uS/cm"},
    {Unit::litre_per_second, "l/s"},
    {Unit::gram_per_square_metre, "g/m2"},
    {Unit::one, "1"},
    {Unit::metre, "m"},
    {Unit::centimetre, "cm"},
    {Unit::millimetre_per_hour, "mm/h"},
    {Unit::practical_salinity, "psu"},
    {Unit::part_per_billion, "ppb"},
    {Unit::part_per_million, "ppm"},
};

constexpr std::string_view symbol(Unit unit) noexcept {
  for (const auto& u : unit_symbols)
    if (u.unit == unit) return u.symbol;
  return "";
}

constexpr std::optional<Unit> find_unit(std::string_view symbol) noexcept {
  for (const auto& u : unit_symbols)
    if (u.symbol == symbol) return u.unit;
  return std::nullopt;
}

}  // namespace masseflyt
