#include <masseflyt/transport/many_to_many.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "transport/matrix_writer.hpp"
#include "transport/reachability.hpp"
#include "transport/sweep.hpp"

namespace masseflyt::transport {
namespace {

constexpr std::uint32_t figure_columns = 6;

Error fault(const char* list, std::size_t at, const char* expected) {
  return {ErrorCode::invalid_argument, std::string("expected ") + expected,
          '/' + std::string(list) + '/' + std::to_string(at)};
}

bool is_sparse(const MatrixOptions& o) { return o.cut_off || o.nearest; }

Result<void> check(const MatrixOptions& o) {
  const auto refused = [](const char* member, const char* expected) {
    return Error{ErrorCode::invalid_argument, std::string("expected ") + expected,
                 '/' + std::string(member)};
  };
  if (o.threads < 1 || o.threads > 1024) return refused("threads", "1 to 1024 threads");
  if (o.cut_off && !(*o.cut_off >= 0)) return refused("cut_off", "a cost of 0 or more");
  if (o.nearest && *o.nearest == 0) return refused("nearest", "1 destination or more");
  return {};
}

/// A key that sorts places so that neighbours stand close together: sixteen of them share most of
/// what is swept. Morton order of the first node.
std::uint64_t spread(std::uint32_t x) {
  std::uint64_t v = x;
  v = (v | v << 16) & 0x0000'ffff'0000'ffff;
  v = (v | v << 8) & 0x00ff'00ff'00ff'00ff;
  v = (v | v << 4) & 0x0f0f'0f0f'0f0f'0f0f;
  v = (v | v << 2) & 0x3333'3333'3333'3333;
  return (v | v << 1) & 0x5555'5555'5555'5555;
}

std::uint64_t morton(Position p) {
  const auto x = static_cast<std::uint32_t>((p.longitude + 180) / 360 * 4294967295.0);
  const auto y = static_cast<std::uint32_t>((p.latitude + 90) / 180 * 4294967295.0);
  return spread(x) | spread(y) << 1;
}

/// Where all places join the hierarchy.
struct Joints {
  std::vector<std::vector<Start>> of;  ///< per place
  bool too_far = false;
};

Joints joints(const Hierarchy& h, const ArcCosts& costs, std::span<const Access> places, bool out) {
  Joints j;
  for (const auto& access : places) {
    std::vector<Start> starts;
    for (const auto& e : costs.ends(access, out, j.too_far))
      starts.push_back({h.data().place[e.node], e.cost, e.sums});
    j.of.push_back(std::move(starts));
  }
  return j;
}

/// From places of the hierarchy to numbers of a selection.
Selection select_for(const UpArcs& arcs, const Links& links, Joints& joints, bool upwards) {
  std::vector<std::uint32_t> start;
  for (const auto& starts : joints.of)
    for (const auto& s : starts) start.push_back(s.number);
  auto selection = select(arcs, links, start, upwards);
  for (auto& starts : joints.of)
    for (auto& s : starts) s.number = selection.number[s.number];
  return selection;
}

/// Pairs that the network does not decide: the same place, or two places on one road.
class ShortWays {
 public:
  ShortWays(const ArcCosts& costs, std::span<const Access> origins,
            std::span<const Access> destinations)
      : costs_(costs), origins_(origins), destinations_(destinations) {
    for (std::uint32_t d = 0; d < destinations.size(); ++d) {
      for (const auto& p : destinations[d].points) on_road_[p.road].push_back(d);
      for (const auto& t : destinations[d].ties) at_node_[t.node].push_back(d);
    }
  }

  /// Calls `use(destination, End)` for every such pair of the origin.
  template <typename Use>
  void of(std::size_t origin, Use&& use) const {
    const auto& from = origins_[origin];
    for (const auto& tie : from.ties) {
      const auto there = at_node_.find(tie.node);
      if (there == at_node_.end()) continue;
      for (const auto d : there->second)
        if (destinations_[d] == from) use(d, End{});
    }
    for (const auto& p : from.points) {
      const auto there = on_road_.find(p.road);
      if (there == on_road_.end()) continue;
      for (const auto d : there->second) {
        if (destinations_[d] == from) use(d, End{});
        for (const auto& q : destinations_[d].points)
          if (const auto way = costs_.between(p, q)) use(d, *way);
      }
    }
  }

 private:
  const ArcCosts& costs_;
  std::span<const Access> origins_, destinations_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> on_road_, at_node_;
};

class Maker {
 public:
  Maker(const Hierarchy& h, std::span<const Access> origins, std::span<const Access> destinations,
        const MatrixOptions& options)
      : h_(h),
        costs_(h.network(), h.vehicle()),
        origins_(origins),
        destinations_(destinations),
        options_(options) {}

  Result<CostMatrix> run(const Control& control) {
    if (auto sound = check_places("origins", origins_); !sound) return sound.error();
    if (auto sound = check_places("destinations", destinations_); !sound) return sound.error();
    if (auto enough = check_memory(); !enough) return enough.error();
    prepare();
    if (auto done = sweep_all(control); !done) return done.error();
    if (out_.any_unreached() || from_.too_far || to_.too_far)
      if (auto done = check_unreached(); !done) return done.error();
    return out_.finish(cost_unit(h_.vehicle()));
  }

 private:
  static std::string megabytes(std::uint64_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
  }

  Result<void> check_places(const char* list, std::span<const Access> places) const {
    for (std::size_t i = 0; i < places.size(); ++i)
      if (const char* expected = costs_.wrong_with(places[i])) return fault(list, i, expected);
    return {};
  }

  Result<void> check_memory() const {
    const auto need = estimate(h_, origins_.size(), destinations_.size(), options_);
    if (need.matrix_bytes + need.scratch_bytes <= options_.max_bytes) return {};
    return Error{ErrorCode::limit_exceeded,
                 "the matrix needs up to " + megabytes(need.matrix_bytes) + " and " +
                     megabytes(need.scratch_bytes) + " while it is made, more than the " +
                     megabytes(options_.max_bytes) + " allowed",
                 "/max_bytes"};
  }

  void prepare() {
    from_ = joints(h_, costs_, origins_, true);
    to_ = joints(h_, costs_, destinations_, false);
    up_ = select_for(h_.data().up, h_.data().links, from_, true);
    down_ = select_for(h_.data().down, h_.data().links, to_, false);
    for (const auto& ends : to_.of) {
      arrivals_.first.push_back(static_cast<std::uint32_t>(arrivals_.number.size()));
      for (const auto& end : ends)
        arrivals_.number.push_back(end.number), arrivals_.cost.push_back(end.cost);
    }
    arrivals_.first.push_back(static_cast<std::uint32_t>(arrivals_.number.size()));
    for (const auto p : down_.place) meet_.push_back(up_.number[p]);
    short_ways_.emplace(costs_, origins_, destinations_);
    order_.resize(origins_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::vector<std::uint64_t> key;
    for (const auto& access : origins_) key.push_back(near(access));
    std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return key[a] < key[b]; });
    out_.start(origins_.size(), destinations_.size(), options_, h_.network().known(),
               costs_.per_unit());
  }

  std::uint64_t near(const Access& a) const {
    if (!a.points.empty())
      return morton(h_.network().nodes()[h_.network().roads()[a.points[0].road].from]);
    return a.ties.empty() ? 0 : morton(h_.network().nodes()[a.ties[0].node]);
  }

  /// Batches of origins are handed out one by one; each fills rows of its own.
  Result<void> sweep_all(const Control& control) {
    const std::size_t batches = (order_.size() + lanes - 1) / lanes;
    std::vector<std::thread> helpers;
    const auto most = std::min<std::size_t>(options_.threads, std::max<std::size_t>(batches, 1));
    for (std::size_t t = 1; t < most; ++t)
      helpers.emplace_back([&] { work(batches, [](std::size_t) { return true; }); });
    Result<void> done;
    work(batches, [&](std::size_t b) {
      if (control.cancelled()) done = stopped_by_caller();
      if (control.late()) done = Error{ErrorCode::deadline, "no time left for the matrix"};
      control.report("matrix", static_cast<double>(b) / static_cast<double>(batches));
      return done.has_value();
    });
    if (!done) stop_ = true;
    for (auto& t : helpers) t.join();
    if (no_memory_) return Error{ErrorCode::out_of_memory, "no memory left for the matrix"};
    return done;
  }

  /// What one thread does. `before_each(batch)` says whether to go on.
  template <typename BeforeEach>
  void work(std::size_t batches, BeforeEach&& before_each) {
    try {
      Sweep sweep(up_, down_, meet_, options_.figures);
      Row row(destinations_.size(), options_.figures);
      for (std::size_t b = next_++; b < batches && !stop_ && before_each(b); b = next_++)
        one_batch(sweep, row, b);
    } catch (const std::bad_alloc&) {
      stop_ = no_memory_ = true;
    }
  }

  /// What one thread fills again and again.
  struct Row {
    Row(std::size_t destinations, bool figures)
        : at(destinations), cost(destinations), sums(figures ? destinations : 0) {}
    std::vector<Lanes> at;
    std::vector<std::int32_t> cost;
    std::vector<Sums> sums;  ///< right only where reached; empty without figures
  };

  void one_batch(Sweep& sweep, Row& row, std::size_t batch) {
    const auto begin = batch * lanes, end = std::min(begin + lanes, order_.size());
    std::array<std::span<const Start>, lanes> starts;
    for (auto i = begin; i < end; ++i) starts[i - begin] = from_.of[order_[i]];
    sweep.run(std::span(starts).first(end - begin));
    sweep.arrive(arrivals_, row.at);
    for (auto i = begin; i < end; ++i) {
      const std::size_t lane = i - begin, origin = order_[i];
      for (std::size_t d = 0; d < row.at.size(); ++d) row.cost[d] = row.at[d][lane];
      if (options_.figures) add_up(sweep, lane, row);
      short_ways_->of(origin, [&](std::uint32_t d, const End& way) {
        if (way.cost > row.cost[d]) return;
        row.cost[d] = way.cost;
        if (options_.figures) row.sums[d] = way.sums;
      });
      out_.row(origin, row.cost, row.sums);
    }
  }

  /// The figures of the ways whose costs are in the row: of equal ends the first.
  void add_up(Sweep& sweep, std::size_t lane, Row& row) const {
    const auto sums = sweep.sums(lane);
    for (std::size_t d = 0; d < row.sums.size(); ++d) {
      if (row.cost[d] >= unreached) continue;
      for (const auto& end : to_.of[d])
        if (sweep.cost(end.number, lane) + end.cost == row.cost[d]) {
          row.sums[d] = sums[end.number] + end.sums;
          break;
        }
    }
  }

  /// Unreached must mean that no way leads there, not that it is too long to be told.
  Result<void> check_unreached() {
    Reachability parts(h_.network(), costs_);
    if (from_.too_far || to_.too_far) return too_long();
    const auto node = [&](const Selection& s, const Start& start) {
      return h_.data().node_at[s.place[start.number]];
    };
    for (std::size_t origin = 0; origin < origins_.size(); ++origin)
      for (const auto destination : out_.unreached()[origin])
        for (const auto& a : from_.of[origin])
          for (const auto& b : to_.of[destination])
            if (parts.leads(node(up_, a), node(down_, b))) return too_long();
    return {};
  }

  const Hierarchy& h_;
  ArcCosts costs_;
  std::span<const Access> origins_, destinations_;
  const MatrixOptions& options_;
  Joints from_, to_;
  Selection up_, down_;
  Arrivals arrivals_;
  std::vector<std::uint32_t> meet_;
  std::optional<ShortWays> short_ways_;
  std::vector<std::uint32_t> order_;
  MatrixWriter out_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stop_ = false, no_memory_ = false;
};

}  // namespace

MatrixEstimate estimate(const Hierarchy& h, std::size_t origins, std::size_t destinations,
                        const MatrixOptions& o) {
  const bool sparse = is_sparse(o);
  const auto per_row = std::min<std::uint64_t>(destinations, o.nearest.value_or(no_link));
  const std::uint32_t columns = o.figures ? figure_columns : 1;
  const auto nodes = h.network().nodes().size();
  const auto arcs = h.data().up.other.size() + h.data().down.other.size();
  const std::uint64_t selections = arcs * (sizeof(Sums) + 12) + nodes * 24;
  const std::uint64_t threads =
      std::min<std::uint64_t>(o.threads, (origins + lanes - 1) / lanes + 1);
  MatrixEstimate e;
  e.matrix_bytes =
      CostMatrix::bytes(origins * per_row, columns, sparse) + (sparse ? 8 * origins : 0);
  e.scratch_bytes =
      selections +
      threads * (Sweep::bytes(nodes, nodes, o.figures) +
                 destinations * (sizeof(Lanes) + 4 + (o.figures ? sizeof(Sums) : 0))) +
      (sparse ? e.matrix_bytes : 0);
  return e;
}

Result<CostMatrix> cost_matrix(const Hierarchy& hierarchy, std::span<const Access> origins,
                               std::span<const Access> destinations, const MatrixOptions& options,
                               const Control& control) {
  if (auto sound = check(options); !sound) return sound.error();
  return Maker(hierarchy, origins, destinations, options).run(control);
}

}  // namespace masseflyt::transport
