#include "transport/matrix_writer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace masseflyt::transport {
namespace {

constexpr double no_way = std::numeric_limits<double>::quiet_NaN();

}  // namespace

/// The one door past the checks of CostMatrix::make().
struct TrustedMatrix {
  static CostMatrix of(MatrixColumns columns) { return CostMatrix(std::move(columns)); }
};

void MatrixWriter::start(std::size_t origins, std::size_t destinations,
                         const MatrixOptions& options, const KnownOfRoads& known, double per_unit) {
  options_ = options, known_ = known, per_unit_ = per_unit;
  sparse_ = options.cut_off || options.nearest;
  columns_.origins = origins, columns_.destinations = destinations;
  unreached_.resize(origins);
  if (sparse_)
    rows_.resize(origins);
  else
    make_room(origins * destinations);
}

void MatrixWriter::make_room(std::size_t pairs) {
  auto& c = columns_;
  c.cost.resize(pairs);
  if (!options_.figures) return;
  c.km.resize(pairs);
  if (known_.hours) c.hours.resize(pairs);
  if (known_.tunnels) c.tunnel_km.resize(pairs);
  if (known_.built_up) c.built_up_km.resize(pairs);
  if (known_.tolls) c.tolls.resize(pairs);
}

void MatrixWriter::put_cost(std::size_t at, std::int32_t cost) {
  columns_.cost[at] = cost < transport::unreached ? cost / per_unit_ : no_way;
}

void MatrixWriter::put_figures(std::size_t at, std::int32_t cost, const Sums& sums) {
  auto& c = columns_;
  const bool reached = cost < transport::unreached;
  const RoadWay way = reached ? to_way(sums) : RoadWay{no_way, no_way, no_way, no_way, no_way};
  c.km[at] = way.km;
  if (known_.hours) c.hours[at] = way.hours;
  if (known_.tunnels) c.tunnel_km[at] = way.tunnel_km;
  if (known_.built_up) c.built_up_km[at] = way.built_up_km;
  if (known_.tolls) c.tolls[at] = way.tolls;
}

std::vector<MatrixWriter::Kept> MatrixWriter::chosen(std::span<const std::int32_t> cost,
                                                     std::span<const Sums> sums) const {
  std::vector<Kept> kept;
  for (std::uint32_t d = 0; d < cost.size(); ++d)
    if (cost[d] < transport::unreached &&
        !(cost[d] / per_unit_ > options_.cut_off.value_or(HUGE_VAL)))
      kept.push_back({d, cost[d], sums.empty() ? Sums{} : sums[d]});
  if (options_.nearest && kept.size() > *options_.nearest) {
    std::nth_element(kept.begin(), kept.begin() + *options_.nearest, kept.end(),
                     [](const Kept& a, const Kept& b) {
                       return a.cost != b.cost ? a.cost < b.cost : a.destination < b.destination;
                     });
    kept.resize(*options_.nearest);
    std::sort(kept.begin(), kept.end(),
              [](const Kept& a, const Kept& b) { return a.destination < b.destination; });
  }
  return kept;
}

void MatrixWriter::row(std::size_t origin, std::span<const std::int32_t> cost,
                       std::span<const Sums> sums) {
  for (std::uint32_t d = 0; d < cost.size(); ++d)
    if (cost[d] >= transport::unreached) unreached_[origin].push_back(d);
  if (sparse_) {
    rows_[origin] = chosen(cost, sums);
    return;
  }
  const std::size_t begin = origin * cost.size();
  for (std::size_t d = 0; d < cost.size(); ++d) put_cost(begin + d, cost[d]);
  for (std::size_t d = 0; d < sums.size(); ++d) put_figures(begin + d, cost[d], sums[d]);
}

bool MatrixWriter::any_unreached() const {
  return std::any_of(unreached_.begin(), unreached_.end(),
                     [](const auto& row) { return !row.empty(); });
}

CostMatrix MatrixWriter::finish(const char* cost_unit) {
  auto& c = columns_;
  c.cost_unit = cost_unit;
  if (sparse_) {
    c.first.push_back(0);
    for (const auto& row : rows_) c.first.push_back(c.first.back() + row.size());
    make_room(static_cast<std::size_t>(c.first.back()));
    c.destination.reserve(c.cost.size());
    for (auto& row : rows_) {
      for (const auto& kept : row) {
        put_cost(c.destination.size(), kept.cost);
        if (options_.figures) put_figures(c.destination.size(), kept.cost, kept.sums);
        c.destination.push_back(kept.destination);
      }
      std::vector<Kept>().swap(row);
    }
  }
  return TrustedMatrix::of(std::move(columns_));
}

}  // namespace masseflyt::transport
