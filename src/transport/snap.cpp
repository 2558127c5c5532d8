#include <masseflyt/transport/snap.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <limits>
#include <utility>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include "detail/in_space.hpp"
#include "transport/arc_cost.hpp"
#include "transport/components.hpp"

namespace masseflyt::transport {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

using Point = bg::model::point<double, 3, bg::cs::cartesian>;
using Box3 = bg::model::box<Point>;
using detail::InSpace;

/// A part of a straight stretch of a road, short enough that the Earth is flat along it.
struct Piece {
  std::uint32_t road = 0;
  std::uint32_t number = 0;  ///< from its vertex of this number to the next
  std::uint32_t part = 0, parts = 1;
  auto operator<=>(const Piece&) const = default;
};
constexpr double flat_m = 1000;  // of which the chord lies 2 cm deep
using Entry = std::pair<Box3, Piece>;

Position vertex(const Network& net, const Road& r, std::size_t i) {
  if (i == 0) return net.nodes()[r.from];
  return i <= r.shape.size() ? r.shape[i - 1] : net.nodes()[r.to];
}

/// On the stretch of a piece, at a share of the whole stretch.
Position along(const Network& net, const Piece& piece, double share) {
  const auto& r = net.roads()[piece.road];
  const auto a = vertex(net, r, piece.number), b = vertex(net, r, piece.number + 1);
  return {a.longitude + share * (b.longitude - a.longitude),
          a.latitude + share * (b.latitude - a.latitude)};
}

std::pair<InSpace, InSpace> ends(const Network& net, const Piece& p) {
  return {detail::in_space(along(net, p, static_cast<double>(p.part) / p.parts)),
          detail::in_space(along(net, p, static_cast<double>(p.part + 1) / p.parts))};
}

/// The nearest point of a stretch: its share of the stretch, and how far away it is.
struct Foot {
  double share = 0;
  double metres = std::numeric_limits<double>::infinity();
};

Foot foot(const InSpace& p, const InSpace& a, const InSpace& b) {
  std::array<double, 3> ab{}, ap{};
  double length2 = 0, dot = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    ab[k] = b[k] - a[k], ap[k] = p[k] - a[k];
    length2 += ab[k] * ab[k], dot += ab[k] * ap[k];
  }
  const double share = length2 > 0 ? std::clamp(dot / length2, 0.0, 1.0) : 0;
  double d2 = 0;
  for (std::size_t k = 0; k < 3; ++k) d2 += std::pow(ap[k] - share * ab[k], 2);
  return {share, std::sqrt(d2)};
}

Box3 box_of(const InSpace& a, const InSpace& b) {
  return {Point(std::min(a[0], b[0]), std::min(a[1], b[1]), std::min(a[2], b[2])),
          Point(std::max(a[0], b[0]), std::max(a[1], b[1]), std::max(a[2], b[2]))};
}

Components parts_for(const Network& net, const ArcCosts& costs) {
  std::vector<Digraph::Arc> open;
  for (const auto& r : net.roads()) {
    if (!costs.may_use(r)) continue;
    if (r.forward) open.push_back({r.from, r.to});
    if (r.backward) open.push_back({r.to, r.from});
  }
  return strong_components(static_cast<Digraph::Id>(net.nodes().size()), open);
}

}  // namespace

struct Snapper::Index {
  std::shared_ptr<const Network> network;
  Components parts;
  bgi::rtree<Entry, bgi::rstar<16>> pieces;

  /// Nodes of the part that a road lies on; 0: the main network. A road between two parts leads
  /// away from one and into the other: it belongs to the smaller.
  std::size_t island(const Road& r) const {
    const auto part = std::max(parts.of_node[r.from], parts.of_node[r.to]);
    return part == 0 ? 0 : parts.size[part];
  }
  Snap at(Position from, const Piece& piece, const Foot& foot, const SnapOptions& options) const;
};

Snap Snapper::Index::at(Position from, const Piece& piece, const Foot& foot,
                        const SnapOptions& options) const {
  const auto& r = network->roads()[piece.road];
  const double share = (piece.part + foot.share) / piece.parts;
  double before = 0, all = 0;
  for (std::size_t i = 0; i <= r.shape.size(); ++i) {
    const double length = distance_m(vertex(*network, r, i), vertex(*network, r, i + 1));
    if (i < piece.number) before += length;
    if (i == piece.number) before += share * length;
    all += length;
  }
  Snap s;
  s.at = along(*network, piece, share);
  s.metres = distance_m(from, s.at);
  s.point = {piece.road, all > 0 ? std::clamp(before / all, 0.0, 1.0) : 0,
             s.metres / 1000 * options.detour};
  s.island_nodes = island(r);
  return s;
}

Result<Snapper> Snapper::make(std::shared_ptr<const Network> network, const VehicleClass& vehicle) {
  if (auto sound = check(vehicle); !sound) return sound.error();
  const ArcCosts costs(*network, vehicle);
  auto index = std::make_shared<Index>();
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < network->roads().size(); ++i) {
    const auto& r = network->roads()[i];
    const bool covered = r.length_km > 0 && r.tunnel_km + Network::rounding_km >= r.length_km;
    if (r.ferry || covered || !(r.forward || r.backward) || !costs.may_use(r)) continue;
    for (std::uint32_t k = 0; k <= r.shape.size(); ++k) {
      const double length = distance_m(vertex(*network, r, k), vertex(*network, r, k + 1));
      const auto parts = static_cast<std::uint32_t>(std::ceil(length / flat_m)) + (length == 0);
      for (std::uint32_t part = 0; part < parts; ++part) {
        const Piece piece{i, k, part, parts};
        const auto [a, b] = ends(*network, piece);
        entries.emplace_back(box_of(a, b), piece);
      }
    }
  }
  index->pieces = decltype(index->pieces)(entries);
  index->parts = parts_for(*network, costs);
  index->network = std::move(network);
  return Snapper(std::move(index));
}

// Looks within a hundred metres, then four times as far, and so on: what lies within a distance
// meets the cube of that size around the place.
std::optional<Snap> Snapper::nearest(Position from, const SnapOptions& options,
                                     bool islands) const {
  const auto& net = *index_->network;
  const auto p = detail::in_space(from);
  for (double reach = std::min(100.0, options.max_metres);;
       reach = std::min(4 * reach, options.max_metres)) {
    const Box3 cube(Point(p[0] - reach, p[1] - reach, p[2] - reach),
                    Point(p[0] + reach, p[1] + reach, p[2] + reach));
    std::optional<Piece> best;
    Foot least;
    for (auto e = index_->pieces.qbegin(bgi::intersects(cube)); e != index_->pieces.qend(); ++e) {
      const auto& r = net.roads()[e->second.road];
      if (!islands && index_->island(r) > 0) continue;
      if (!options.motorways && r.road_class == RoadClass::motorway) continue;
      const auto [a, b] = ends(net, e->second);
      const auto f = foot(p, a, b);
      if (f.metres < least.metres || (f.metres == least.metres && best && e->second < *best))
        least = f, best = e->second;
    }
    if (best && least.metres <= reach) return index_->at(from, *best, least, options);
    if (reach >= options.max_metres) return std::nullopt;
  }
}

std::size_t Snapper::main_nodes() const noexcept {
  return index_->parts.size.empty() ? 0 : index_->parts.size[0];
}

Result<std::vector<Access>> Snapper::join(std::span<const NamedPlace> places,
                                          const SnapOptions& options, Diagnostics& found) const {
  if (!(options.detour >= 1) || !std::isfinite(options.detour))
    return Error{ErrorCode::invalid_argument, "expected a detour of 1 or more", "/detour"};
  if (!(options.max_metres >= 0))
    return Error{ErrorCode::invalid_argument, "expected 0 m or more", "/max_metres"};
  std::vector<Access> joined;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& place = places[i];
    const auto path = "/places/" + std::to_string(i);
    if (!is_on_earth(place.position))
      return Error{ErrorCode::invalid_argument, "expected a position on Earth, in degrees", path};
    const auto warn = [&](std::string value, std::string expected) {
      found.push_back({Severity::warning, ErrorCode::not_found, path,
                       place.name + ": " + std::move(value), std::move(expected)});
    };
    const auto metres = [](double m) { return std::to_string(std::llround(m)) + " m"; };
    const auto any = nearest(place.position, options, true);
    const auto main = any && any->island_nodes == 0 ? any : nearest(place.position, options, false);
    if (!main) {
      warn(any ? "only an island of " + std::to_string(any->island_nodes) + " nodes, " +
                     metres(any->metres) + " away"
               : "no road",
           "a road of the main network within " + metres(options.max_metres) +
               ": it stays out of reach");
      joined.emplace_back();
      continue;
    }
    if (any->island_nodes > 0)
      warn("the nearest road, " + metres(any->metres) + " away, is on an island of " +
               std::to_string(any->island_nodes) +
               " nodes that a vehicle cannot both reach and leave",
           "joined to the main network instead, " + metres(main->metres) + " away");
    joined.push_back({{}, {main->point}});
  }
  return joined;
}

}  // namespace masseflyt::transport
