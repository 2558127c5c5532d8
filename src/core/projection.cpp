// The transverse Mercator projection of geo.hpp.
//
// Notation and equation numbers: C. F. F. Karney, "Transverse Mercator with an accuracy of a few
// nanometers", J. Geodesy 85 (2011) 475-485.
#include <array>
#include <cmath>
#include <string>

#include <masseflyt/core/geo.hpp>

namespace masseflyt {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double degree = pi / 180;
constexpr double false_easting = 500'000;
constexpr double scale = 0.9996;      // on the central meridian of UTM
constexpr double reach_degrees = 30;  // where the sixth order is good to a micrometre

// GRS 80, the ellipsoid of ETRS89. That of WGS 84 differs by a tenth of a millimetre.
constexpr double equator_m = 6'378'137;
constexpr double flattening = 1 / 298.257222101;
constexpr double n = flattening / (2 - flattening);
constexpr double n2 = n * n, n3 = n2 * n, n4 = n3 * n, n5 = n4 * n, n6 = n5 * n;
constexpr double e2 = flattening * (2 - flattening);  // eccentricity squared

// Equation 14: the radius of the circle as long as a meridian.
constexpr double rectifying_m = equator_m / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256);

using Series = std::array<double, 6>;

// Equation 35, from the conformal to the rectifying sphere.
constexpr Series alpha = {
    n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180 - 127 * n5 / 288 + 7891 * n6 / 37800,
    13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440 + 281 * n5 / 630 - 1983433 * n6 / 1935360,
    61 * n3 / 240 - 103 * n4 / 140 + 15061 * n5 / 26880 + 167603 * n6 / 181440,
    49561 * n4 / 161280 - 179 * n5 / 168 + 6601661 * n6 / 7257600,
    34729 * n5 / 80640 - 3418889 * n6 / 1995840,
    212378941 * n6 / 319334400};

// Equation 36, the way back.
constexpr Series beta = {
    n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 + 96199 * n6 / 604800,
    n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 - 1118711 * n6 / 3870720,
    17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
    4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
    4583 * n5 / 161280 - 108847 * n6 / 3991680,
    20648693 * n6 / 638668800};

struct Complex {
  double xi, eta;  // northwards, eastwards
};

/// p plus `sign` times the sum of coefficient j times sin(2 j p): equations 11 and 15.
Complex add_series(Complex p, const Series& coefficient, double sign) {
  Complex sum = p;
  for (std::size_t j = 0; j < coefficient.size(); ++j) {
    const double twice = 2.0 * static_cast<double>(j + 1);
    sum.xi += sign * coefficient[j] * std::sin(twice * p.xi) * std::cosh(twice * p.eta);
    sum.eta += sign * coefficient[j] * std::cos(twice * p.xi) * std::sinh(twice * p.eta);
  }
  return sum;
}

/// Tangent of the conformal latitude from that of the geographic: equations 7 to 9.
double conformal(double tau) {
  const double eccentricity = std::sqrt(e2);
  const double root = std::hypot(1, tau);
  const double sigma = std::sinh(eccentricity * std::atanh(eccentricity * tau / root));
  return tau * std::hypot(1, sigma) - sigma * root;
}

/// The inverse of conformal() by Newton's method: equations 19 to 21. Three steps are enough for
/// full precision; a fourth costs little.
double geographic(double tau_conformal) {
  double tau = tau_conformal;
  for (int step = 0; step < 4; ++step) {
    const double trial = conformal(tau);
    tau += (tau_conformal - trial) / std::hypot(1, trial) * (1 + (1 - e2) * tau * tau) /
           ((1 - e2) * std::hypot(1, tau));
  }
  return tau;
}

double central_meridian(Crs crs) { return crs == Crs::utm32 ? 9 : 15; }

Error out_of_reach(const std::string& what) { return {ErrorCode::invalid_argument, what}; }

}  // namespace

std::optional<Crs> parse_crs(std::string_view text) {
  if (text == "EPSG:4326") return Crs::wgs84;
  if (text == "EPSG:25832") return Crs::utm32;
  if (text == "EPSG:25833") return Crs::utm33;
  return std::nullopt;
}

Result<Coordinates> from_position(Position p, Crs crs) {
  if (!is_on_earth(p)) return out_of_reach("a position is not on Earth, expected degrees");
  if (crs == Crs::wgs84) return Coordinates{p.longitude, p.latitude};
  const double east = p.longitude - central_meridian(crs);
  if (std::abs(east) > reach_degrees || std::abs(p.latitude) == 90)
    return out_of_reach("a position lies more than 30 degrees from the meridian of its UTM zone");
  const double lambda = east * degree;
  const double tau = conformal(std::tan(p.latitude * degree));
  const double across = std::hypot(tau, std::cos(lambda));  // equation 10
  const auto q = add_series(
      {std::atan2(tau, std::cos(lambda)), std::asinh(std::sin(lambda) / across)}, alpha, 1);
  return Coordinates{false_easting + scale * rectifying_m * q.eta, scale * rectifying_m * q.xi};
}

Result<Position> to_position(Coordinates point, Crs crs) {
  if (crs == Crs::wgs84) {
    const Position p{point.x, point.y};
    if (!is_on_earth(p)) return out_of_reach("a position is not on Earth, expected degrees");
    return p;
  }
  const double unit = scale * rectifying_m;
  const Complex q{point.y / unit, (point.x - false_easting) / unit};
  // At the reach, on the equator, eta is 0.55; beyond a quarter meridian comes the other side.
  if (!(std::abs(q.xi) < pi / 2) || !(std::abs(q.eta) < 0.56))
    return out_of_reach("easting or northing is far outside its UTM zone");
  const auto p = add_series(q, beta, -1);
  const double tau = std::sin(p.xi) / std::hypot(std::sinh(p.eta), std::cos(p.xi));  // eq. 18
  const double lambda = std::atan2(std::sinh(p.eta), std::cos(p.xi));
  if (std::abs(lambda) > reach_degrees * degree * (1 + 1e-12))
    return out_of_reach("easting or northing is far outside its UTM zone");
  return Position{central_meridian(crs) + lambda / degree, std::atan(geographic(tau)) / degree};
}

}  // namespace masseflyt
