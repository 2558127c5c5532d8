#include "box_tree.hpp"

#include <cmath>
#include <utility>

namespace masseflyt::matching {

BoxTree::BoxTree(const std::vector<PlanePoint>& places, std::vector<Member> members)
    : member_(std::move(members)), price_(member_.size(), 0) {
  if (!member_.empty()) build(places, 0, static_cast<std::uint32_t>(member_.size()));
}

std::uint32_t BoxTree::build(const std::vector<PlanePoint>& places, std::uint32_t begin,
                             std::uint32_t end) {
  const auto at = [&](const Member& m) { return places[m.place]; };
  PlanePoint low = at(member_[begin]), high = low;
  for (std::uint32_t k = begin; k < end; ++k) {
    const PlanePoint p = at(member_[k]);
    low = {std::min(low.x_km, p.x_km), std::min(low.y_km, p.y_km)};
    high = {std::max(high.x_km, p.x_km), std::max(high.y_km, p.y_km)};
  }
  const PlanePoint centre{(low.x_km + high.x_km) / 2, (low.y_km + high.y_km) / 2};
  const auto apart = [](PlanePoint a, PlanePoint b) {
    const double x = a.x_km - b.x_km, y = a.y_km - b.y_km;
    return std::sqrt(x * x + y * y);
  };
  const auto self = static_cast<std::uint32_t>(box_.size());
  box_.push_back({begin, end});
  const Member* middle = &member_[begin];
  for (std::uint32_t k = begin; k < end; ++k)
    if (apart(at(member_[k]), centre) < apart(at(*middle), centre)) middle = &member_[k];
  box_[self].middle = middle->place;
  const PlanePoint from = at(*middle);
  double radius = 0;
  for (std::uint32_t k = begin; k < end; ++k)
    radius = std::max(radius, apart(at(member_[k]), from));
  box_[self].radius_km = radius * (1 + 1e-12);
  if (end - begin <= leaf_members) return self;
  const std::uint32_t half = begin + (end - begin) / 2;
  const bool wide = high.x_km - low.x_km > high.y_km - low.y_km;
  std::nth_element(member_.begin() + begin, member_.begin() + half, member_.begin() + end,
                   [&](const Member& a, const Member& b) {
                     const double p = wide ? at(a).x_km : at(a).y_km;
                     const double q = wide ? at(b).x_km : at(b).y_km;
                     return p != q ? p < q : a.party < b.party;
                   });
  build(places, begin, half);
  const std::uint32_t second = build(places, half, end);
  box_[self].high = second;
  return self;
}

void BoxTree::set_prices(std::span<const Money> by_party) {
  for (std::size_t k = 0; k < member_.size(); ++k) price_[k] = by_party[member_[k].party];
  for (auto b = static_cast<std::uint32_t>(box_.size()); b-- > 0;) {
    Box& box = box_[b];
    if (box.high != 0)
      box.least = std::min(box_[b + 1].least, box_[box.high].least);
    else
      box.least = *std::min_element(price_.begin() + box.begin, price_.begin() + box.end);
  }
}

void BoxTree::part(std::uint32_t b, std::size_t most, std::vector<std::vector<Index>>& out) const {
  const Box& box = box_[b];
  if (box.end - box.begin > most && box.high != 0) {
    part(b + 1, most, out);
    part(box.high, most, out);
    return;
  }
  const std::size_t all = box.end - box.begin, count = (all + most - 1) / most;
  for (std::size_t i = 0; i < count; ++i) {
    out.emplace_back();
    for (std::size_t k = i * all / count; k < (i + 1) * all / count; ++k)
      out.back().push_back(member_[box.begin + k].party);
  }
}

std::vector<std::vector<Index>> BoxTree::parts(std::size_t most) const {
  std::vector<std::vector<Index>> out;
  if (!box_.empty()) part(0, most, out);
  return out;
}

}  // namespace masseflyt::matching
