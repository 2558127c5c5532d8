// masseflyt/core/quantity.hpp — amounts that know their unit and what they were measured as.
#pragma once

#include <compare>
#include <cstdint>

namespace masseflyt {

/// As weighed, or without the water in it.
enum class Basis : std::int32_t { wet = 1, dry = 2 };

/// In the ground (fast, pfm³), on the vehicle (løs, lm³), or built in (anbrakt, pam³).
enum class VolumeState : std::int32_t { bank = 1, loose = 2, placed = 3 };

using enum Basis;
using enum VolumeState;

/// What all dimensions have in common. The bare number is reached through named units only, which
/// each dimension adds; two dimensions, bases or states never meet in one expression.
template <typename Self>
class Quantity {
 public:
  friend constexpr Self operator+(Self a, Self b) { return in_base(a.base_ + b.base_); }
  friend constexpr Self operator-(Self a, Self b) { return in_base(a.base_ - b.base_); }
  friend constexpr Self operator-(Self a) { return in_base(-a.base_); }
  friend constexpr Self operator*(double times, Self a) { return in_base(times * a.base_); }
  friend constexpr Self operator*(Self a, double times) { return times * a; }
  friend constexpr Self operator/(Self a, double parts) { return in_base(a.base_ / parts); }
  friend constexpr double operator/(Self a, Self b) { return a.base_ / b.base_; }
  friend constexpr Self& operator+=(Self& a, Self b) { return a = a + b; }
  friend constexpr Self& operator-=(Self& a, Self b) { return a = a - b; }
  friend constexpr bool operator==(Self a, Self b) { return a.base_ == b.base_; }
  friend constexpr auto operator<=>(Self a, Self b) { return a.base_ <=> b.base_; }

 protected:
  static constexpr Self in_base(double amount) {
    Self q;
    q.base_ = amount;
    return q;
  }
  double base_ = 0;  ///< in the unit that the dimension is kept in
};

/// The way from wet to dry is a water content, which is an event of the lot and not a constant.
template <Basis B>
class Mass : public Quantity<Mass<B>> {
 public:
  static constexpr Mass kilograms(double kg) { return Mass::in_base(kg); }
  static constexpr Mass tonnes(double t) { return Mass::in_base(1000 * t); }
  constexpr double kilograms() const { return this->base_; }
  constexpr double tonnes() const { return this->base_ / 1000; }
};

/// The way from one state to another is a factor of the material: see material.hpp.
template <VolumeState S>
class Volume : public Quantity<Volume<S>> {
 public:
  static constexpr Volume cubic_metres(double m3) { return Volume::in_base(m3); }
  constexpr double cubic_metres() const { return this->base_; }
};

/// Wet mass per volume in the state it is told of.
template <VolumeState S>
class Density : public Quantity<Density<S>> {
 public:
  static constexpr Density tonnes_per_cubic_metre(double t) { return Density::in_base(1000 * t); }
  constexpr double tonnes_per_cubic_metre() const { return this->base_ / 1000; }

  friend constexpr Mass<wet> operator*(Volume<S> v, Density d) {
    return Mass<wet>::kilograms(v.cubic_metres() * d.base_);
  }
  friend constexpr Mass<wet> operator*(Density d, Volume<S> v) { return v * d; }
};

class Length : public Quantity<Length> {
 public:
  static constexpr Length metres(double m) { return Length::in_base(m); }
  static constexpr Length kilometres(double km) { return Length::in_base(1000 * km); }
  constexpr double metres() const { return base_; }
  constexpr double kilometres() const { return base_ / 1000; }
};

/// In the price year that the scenario states; nothing here adjusts for inflation.
class Money : public Quantity<Money> {
 public:
  static constexpr Money nok(double nok) { return Money::in_base(nok); }
  constexpr double nok() const { return base_; }
};

/// Greenhouse gases as the mass of CO2 that warms as much in a hundred years.
class Co2e : public Quantity<Co2e> {
 public:
  static constexpr Co2e kilograms(double kg) { return Co2e::in_base(kg); }
  static constexpr Co2e tonnes(double t) { return Co2e::in_base(1000 * t); }
  constexpr double kilograms() const { return base_; }
  constexpr double tonnes() const { return base_ / 1000; }
};

}  // namespace masseflyt
