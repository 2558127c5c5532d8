#include <masseflyt/transport/empty_bound.hpp>

#include <algorithm>
#include <string>
#include <tuple>

#include "transport/dispatch/bound.hpp"

namespace masseflyt::transport {
namespace dispatching {
namespace {

constexpr std::size_t most_return_flows = 20;

/// A load from a to b wants a truck at a and frees one at b.
std::vector<ReturnFlow> return_flows(const Circulation& c) {
  std::vector<ReturnFlow> found;
  for (std::size_t a = 0; a < c.places.size(); ++a)
    for (std::size_t b = 0; b < c.places.size(); ++b)
      if (const auto saved = c.freed[b] - c.wanted[a]; a != b && saved > 0)
        found.push_back({c.places[a], c.places[b], saved});
  const auto shown = std::min(found.size(), most_return_flows);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown), found.end(),
                    [](const ReturnFlow& a, const ReturnFlow& b) {
                      return std::tie(b.saved_m, a.from, a.to) < std::tie(a.saved_m, b.from, b.to);
                    });
  found.resize(shown);
  return found;
}

}  // namespace

EmptyBound told(Circulation&& c, std::int64_t min_trucks) {
  EmptyBound bound;
  bound.empty_m = c.cost, bound.min_trucks = min_trucks;
  bound.return_flows = return_flows(c);
  bound.flows = std::move(c.flows);
  return bound;
}

}  // namespace dispatching

Result<EmptyBound> empty_bound(std::span<const Trips> trips, std::span<const Depot> depots,
                               std::int64_t min_trucks, const CostMatrix& travel,
                               const Control& control) {
  using namespace dispatching;
  const auto fault = [](const char* table, std::size_t i, const char* expected) {
    return Error{ErrorCode::invalid_argument, std::string("expected ") + expected,
                 std::string("/") + table + "/" + std::to_string(i)};
  };
  if (travel.origins() != travel.destinations())
    return Error{ErrorCode::invalid_argument, "expected a square matrix", "/travel"};
  const auto places = travel.origins();
  for (std::size_t i = 0; i < trips.size(); ++i)
    if (trips[i].from >= places || trips[i].to >= places || trips[i].count < 0 ||
        trips[i].count > std::int64_t{max_trips})
      return fault("trips", i, "places of the matrix and a count from 0 to 1000000");
  std::int64_t trucks = 0;
  std::vector<Place> at;
  for (std::size_t i = 0; i < depots.size(); ++i) {
    if (depots[i].place >= places || depots[i].trucks < 0 ||
        depots[i].trucks > std::int64_t{max_trips})
      return fault("depots", i, "a place of the matrix and a count from 0 to 1000000");
    trucks += depots[i].trucks;
    if (depots[i].trucks > 0) at.push_back(depots[i].place);
  }
  if (min_trucks > trucks)
    return Error{ErrorCode::not_found, "fewer trucks than are needed at least"};
  const Travel table(travel);
  auto c = circulate(trips, at, min_trucks, empty_costs(places, table.all_metres(), {}), control);
  if (!c) return c.error();
  return told(std::move(*c), min_trucks);
}

}  // namespace masseflyt::transport
