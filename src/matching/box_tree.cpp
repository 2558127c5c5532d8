#include "box_tree.hpp"

#include <cmath>
#include <utility>

namespace masseflyt::matching {

namespace {

constexpr std::size_t steps = 2048;
constexpr double rounding = 1;  // of a cost and of what is paid besides, half a micro-NOK each

}  // namespace

/// What is looked up is that of the step below, which is no more, less what rounding may do and the
/// last bits of doubles.
LeastCost::LeastCost(const CostSource& costs, const Weights& weights, double most_km, bool known) {
  if (!known) {
    at_.assign(1, -never);
    return;
  }
  const double step_km = most_km * 1.001 / static_cast<double>(steps) + 1e-9;
  steps_per_km_ = 1 / step_km;
  for (std::size_t i = 0; i < steps; ++i) {
    const double km = static_cast<double>(i) * step_km * (1 - 1e-9);
    const double price = costs.least_cost(km, weights) * 1000;
    const double sure = price - rounding - 1e-9 * std::abs(price);
    const Money whole = sure >= static_cast<double>(never) ? never
                        : sure <= -static_cast<double>(never)
                            ? -never
                            : static_cast<Money>(std::floor(sure));
    // The nearest places may be one place, and a way from there to there is empty.
    at_.push_back(i == 0 ? std::min<Money>(whole, 0) : whole);
  }
}

BoxTree::BoxTree(std::span<const SpacePoint> places, std::vector<Member> members)
    : member_(std::move(members)), price_(member_.size(), 0), halves_(1) {
  if (!member_.empty()) {
    box_.push_back({0, static_cast<std::uint32_t>(member_.size())});
    build(places, 0);
  }
  for (const Member& m : member_) {
    const SpacePoint& p = places[m.place];
    x_.push_back(p.x_km), y_.push_back(p.y_km), z_.push_back(p.z_km);
  }
  for (auto* column : {&x_, &y_, &z_}) column->resize(member_.size() + scanned);
}

BoxTree::Corners BoxTree::corners(std::span<const SpacePoint> places, std::uint32_t box) const {
  SpacePoint low = places[member_[box_[box].begin].place], high = low;
  for (std::uint32_t k = box_[box].begin; k < box_[box].end; ++k) {
    const SpacePoint& p = places[member_[k].place];
    low = {std::min(low.x_km, p.x_km), std::min(low.y_km, p.y_km), std::min(low.z_km, p.z_km)};
    high = {std::max(high.x_km, p.x_km), std::max(high.y_km, p.y_km), std::max(high.z_km, p.z_km)};
  }
  return {low, high};
}

void BoxTree::build(std::span<const SpacePoint> places, std::uint32_t box) {
  const auto [begin, end, leaf] = box_[box];
  if (end - begin <= leaf_members) return;
  const auto [low, high] = corners(places, box);
  const auto at = [&](const Member& m) -> const SpacePoint& { return places[m.place]; };
  const std::uint32_t half = begin + (end - begin) / 2;
  const double x = high.x_km - low.x_km, y = high.y_km - low.y_km, z = high.z_km - low.z_km;
  const auto along = x > y && x > z ? &SpacePoint::x_km
                     : y >= z       ? &SpacePoint::y_km
                                    : &SpacePoint::z_km;
  std::nth_element(member_.begin() + begin, member_.begin() + half, member_.begin() + end,
                   [&](const Member& a, const Member& b) {
                     const double p = at(a).*along, q = at(b).*along;
                     return p != q ? p < q : a.party < b.party;
                   });
  const auto halves = static_cast<std::uint32_t>(halves_.size());
  halves_.push_back({});
  box_[box].halves = halves;
  for (const int i : {0, 1}) {
    const auto part = static_cast<std::uint32_t>(box_.size());
    box_.push_back(i == 0 ? Box{begin, half} : Box{half, end});
    const auto [from, to] = corners(places, part);
    Halves& h = halves_[halves];
    h.box[i] = part;
    h.low[0][i] = from.x_km, h.low[1][i] = from.y_km, h.low[2][i] = from.z_km;
    h.high[0][i] = to.x_km, h.high[1][i] = to.y_km, h.high[2][i] = to.z_km;
    build(places, part);
  }
}

void BoxTree::set_prices(std::span<const Money> by_party) {
  for (std::size_t k = 0; k < member_.size(); ++k) price_[k] = by_party[member_[k].party];
  std::vector<Money> least(box_.size());
  for (auto b = static_cast<std::uint32_t>(box_.size()); b-- > 0;) {  // parts come after the whole
    const Box& box = box_[b];
    if (box.halves == 0) {
      least[b] = *std::min_element(price_.begin() + box.begin, price_.begin() + box.end);
      continue;
    }
    Halves& h = halves_[box.halves];
    for (const int i : {0, 1}) h.least[i] = least[h.box[i]];
    least[b] = std::min(h.least[0], h.least[1]);
  }
}

void BoxTree::part(std::uint32_t b, std::size_t most, std::vector<std::vector<Index>>& out) const {
  const Box& box = box_[b];
  if (box.end - box.begin > most && box.halves != 0) {
    for (const std::uint32_t half : halves_[box.halves].box) part(half, most, out);
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
