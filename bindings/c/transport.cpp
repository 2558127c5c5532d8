#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <masseflyt/c/transport.h>
#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/snap.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using namespace masseflyt::transport;
using c_face::guard;
using c_face::missing;

struct mfl_network {
  std::shared_ptr<const Network> network;
};

struct mfl_prepared_network {
  Hierarchy hierarchy;
  Snapper snapper;
};

namespace {

/// Hands what was noticed to the caller when the call ends, whichever way.
class Noticed {
 public:
  explicit Noticed(mfl_diagnostics** out) : out_(out) {
    if (out != nullptr) *out = nullptr;
  }
  ~Noticed() {
    if (out_ != nullptr) *out_ = c_face::lend(std::move(found));
  }
  Noticed(const Noticed&) = delete;
  Noticed& operator=(const Noticed&) = delete;
  Diagnostics found;

 private:
  mfl_diagnostics** out_;
};

template <typename T>
Result<T> known(const T* given, const T& defaults, std::size_t first_version, const char* name) {
  if (given == nullptr) return defaults;
  if (given->struct_size < first_version) return c_face::without_size(name);
  return c_face::known_part(*given, defaults);
}

std::optional<double> size_of(double value) {
  return value == 0 ? std::nullopt : std::optional(value);
}

Result<VehicleClass> vehicle_class(const mfl_vehicle* given) {
  const mfl_vehicle defaults = MFL_VEHICLE_INIT;
  const auto v = known(given, defaults, sizeof(mfl_vehicle), "vehicle");
  if (!v) return v.error();
  VehicleClass c;
  c.weight_t = size_of(v->weight_t), c.axle_t = size_of(v->axle_t);
  c.height_m = size_of(v->height_m), c.length_m = size_of(v->length_m);
  c.top_speed_kmh = size_of(v->top_speed_kmh);
  c.ferries = v->ferries != 0;
  if (v->week_minute != -1) c.week_minute = v->week_minute;
  if (v->by == MFL_BY_PRICE)
    c.price = WayPrice{v->nok_km, v->nok_h, v->nok_toll, v->nok_built_up_km};
  else
    c.measure = static_cast<Measure>(v->by);
  return c;
}

/// For the caller to own.
Result<mfl_prepared_network*> made(Hierarchy hierarchy, std::shared_ptr<const Network> network) {
  auto snapper = Snapper::make(std::move(network), hierarchy.vehicle());
  if (!snapper) return snapper.error();
  return new mfl_prepared_network{std::move(hierarchy), *std::move(snapper)};
}

Result<std::vector<Access>> join(const Snapper& snapper, const double* lon, const double* lat,
                                 std::size_t count, const SnapOptions& options,
                                 Diagnostics& found) {
  if (count > 0 && (lon == nullptr || lat == nullptr)) return missing("lon or lat");
  std::vector<NamedPlace> places;
  for (std::size_t i = 0; i < count; ++i)
    places.push_back({"place " + std::to_string(i), {lon[i], lat[i]}});
  return snapper.join(places, options, found);
}

/// Copies the wanted columns, or tells which of them nobody knows.
Result<void> give_all(const mfl_matrix_columns& out, const MatrixColumns& c) {
  const auto pairs = c.cost.size();
  // All are looked at before the first is written.
  for (const bool write : {false, true})
    for (const auto& [to, column, name] :
         {std::tuple(out.cost, &c.cost, "cost"), std::tuple(out.km, &c.km, "km"),
          std::tuple(out.hours, &c.hours, "hours"),
          std::tuple(out.tunnel_km, &c.tunnel_km, "tunnel_km"),
          std::tuple(out.built_up_km, &c.built_up_km, "built_up_km"),
          std::tuple(out.tolls, &c.tolls, "tolls")}) {
      if (to == nullptr) continue;
      if (!write && column->size() != pairs)
        return Error{ErrorCode::invalid_argument, "the network does not tell this column", name};
      if (write) std::copy(column->begin(), column->end(), to);
    }
  return {};
}

}  // namespace

mfl_status mfl_network_read(const char* path, const mfl_network_options* options, mfl_network** out,
                            mfl_diagnostics** found, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    Noticed noticed(found);
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (path == nullptr) return missing("path");
    const mfl_network_options defaults = MFL_NETWORK_OPTIONS_INIT;
    const auto given = known(options, defaults, sizeof(mfl_network_options), "options");
    if (!given) return given.error();
    if (given->joining != MFL_JOIN_ENDS && given->joining != MFL_JOIN_VERTICES)
      return c_face::refused("joining", "is no MFL_JOIN_*");
    if (!(given->speed_kmh >= 0)) return c_face::refused("speed_kmh", "is below 0");
    NetworkOptions how;
    how.joining = static_cast<Joining>(given->joining);
    if (given->speed_kmh > 0) how.speed_kmh[RoadClass::unknown] = given->speed_kmh;
    if (given->max_bytes > 0) how.max_bytes = given->max_bytes;
    LinkFormat format = n1000_format();
    if (given->format != nullptr) {
      auto read = parse_link_format(given->format, noticed.found);
      if (!read) return read.error();
      format = *std::move(read);
    }
    auto network = read_network_file(path, format, how, noticed.found);
    if (!network) return network.error();
    *out = new mfl_network{std::make_shared<const Network>(*std::move(network))};
    return {};
  });
}

size_t mfl_network_node_count(const mfl_network* network) {
  return network == nullptr ? 0 : network->network->nodes().size();
}

size_t mfl_network_road_count(const mfl_network* network) {
  return network == nullptr ? 0 : network->network->roads().size();
}

void mfl_network_free(mfl_network* network) { delete network; }

mfl_status mfl_network_prepare(const mfl_network* network, const mfl_vehicle* vehicle,
                               mfl_prepared_network** out, mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (network == nullptr) return missing("network");
    const auto v = vehicle_class(vehicle);
    if (!v) return v.error();
    Control control;
    if (cancel != nullptr) control.cancel = &cancel->flag;
    auto hierarchy = Hierarchy::prepare(network->network, *v, control);
    if (!hierarchy) return hierarchy.error();
    const auto prepared = made(*std::move(hierarchy), network->network);
    if (!prepared) return prepared.error();
    *out = *prepared;
    return {};
  });
}

mfl_status mfl_prepared_network_save(const mfl_prepared_network* prepared, mfl_text** out,
                                     mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (prepared == nullptr) return missing("prepared");
    *out = c_face::text(prepared->hierarchy.save());
    return {};
  });
}

mfl_status mfl_prepared_network_load(const mfl_network* network, const char* bytes, size_t length,
                                     mfl_prepared_network** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (network == nullptr) return missing("network");
    if (bytes == nullptr) return missing("bytes");
    auto hierarchy = Hierarchy::load({bytes, length}, network->network);
    if (!hierarchy) return hierarchy.error();
    const auto prepared = made(*std::move(hierarchy), network->network);
    if (!prepared) return prepared.error();
    *out = *prepared;
    return {};
  });
}

void mfl_prepared_network_free(mfl_prepared_network* prepared) { delete prepared; }

mfl_status mfl_cost_matrix(const mfl_prepared_network* prepared, const double* from_lon,
                           const double* from_lat, size_t from_count, const double* to_lon,
                           const double* to_lat, size_t to_count, const mfl_matrix_options* options,
                           const mfl_matrix_columns* columns, mfl_diagnostics** found,
                           mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    Noticed noticed(found);
    if (prepared == nullptr) return missing("prepared");
    if (columns == nullptr) return missing("columns");
    const mfl_matrix_columns no_columns = MFL_MATRIX_COLUMNS_INIT;
    const auto wanted = known(columns, no_columns, sizeof(mfl_matrix_columns), "columns");
    if (!wanted) return wanted.error();
    const mfl_matrix_options defaults = MFL_MATRIX_OPTIONS_INIT;
    const auto given = known(options, defaults, sizeof(mfl_matrix_options), "options");
    if (!given) return given.error();
    const SnapOptions snap{given->detour, given->max_metres, given->motorways != 0};
    const auto from = join(prepared->snapper, from_lon, from_lat, from_count, snap, noticed.found);
    if (!from) return from.error();
    const bool same = to_count == 0 && to_lon == nullptr && to_lat == nullptr;
    const auto to =
        same ? from : join(prepared->snapper, to_lon, to_lat, to_count, snap, noticed.found);
    if (!to) return to.error();
    MatrixOptions how;
    how.figures = wanted->km != nullptr || wanted->hours != nullptr ||
                  wanted->tunnel_km != nullptr || wanted->built_up_km != nullptr ||
                  wanted->tolls != nullptr;
    how.threads =
        given->threads > 0 ? given->threads : std::max(1U, std::thread::hardware_concurrency());
    if (given->max_bytes > 0) how.max_bytes = given->max_bytes;
    Control control;
    if (cancel != nullptr) control.cancel = &cancel->flag;
    if (given->progress != nullptr)
      control.progress = [&](std::string_view stage, double share) {
        given->progress(std::string(stage).c_str(), share, given->user);
      };
    const auto matrix = cost_matrix(prepared->hierarchy, *from, *to, how, control);
    if (!matrix) return matrix.error();
    return give_all(*wanted, matrix->columns());
  });
}
