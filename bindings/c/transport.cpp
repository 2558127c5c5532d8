#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <masseflyt/c/transport.h>
#include <masseflyt/transport/emission.hpp>
#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/snap.hpp>

#include "../arrow/export.hpp"
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

/// Fills the caller's struct.
template <typename T>
Result<void> give(T* out, const T& full, const char* name) {
  if (out->struct_size < sizeof(T)) return c_face::without_size(name);
  c_face::give(out, full);
  return {};
}

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

/// Both ends of a matrix, and how it is to be made.
struct Asked {
  const double *from_lon, *from_lat;
  std::size_t from_count;
  const double *to_lon, *to_lat;
  std::size_t to_count;
};

Result<CostMatrix> matrix_of(const mfl_prepared_network& prepared, const Asked& asked,
                             const mfl_matrix_options& given, MatrixOptions how,
                             const mfl_cancel* cancel, Diagnostics& found) {
  const SnapOptions snap{given.detour, given.max_metres, given.motorways != 0};
  const auto from =
      join(prepared.snapper, asked.from_lon, asked.from_lat, asked.from_count, snap, found);
  if (!from) return from.error();
  const bool same = asked.to_count == 0 && asked.to_lon == nullptr && asked.to_lat == nullptr;
  const auto to =
      same ? from : join(prepared.snapper, asked.to_lon, asked.to_lat, asked.to_count, snap, found);
  if (!to) return to.error();
  how.threads =
      given.threads > 0 ? given.threads : std::max(1U, std::thread::hardware_concurrency());
  if (given.max_bytes > 0) how.max_bytes = given.max_bytes;
  Control control;
  if (cancel != nullptr) control.cancel = &cancel->flag;
  if (given.progress != nullptr)
    control.progress = [&](std::string_view stage, double share) {
      given.progress(std::string(stage).c_str(), share, given.user);
    };
  return cost_matrix(prepared.hierarchy, *from, *to, how, control);
}

Result<mfl_matrix_options> matrix_options(const mfl_matrix_options* given) {
  const mfl_matrix_options defaults = MFL_MATRIX_OPTIONS_INIT;
  return known(given, defaults,
               offsetof(mfl_matrix_options, user) + sizeof(mfl_matrix_options::user), "options");
}

/// The columns of a matrix as Arrow reads them, in the memory of the matrix itself.
struct LentMatrix {
  CostMatrix matrix;
  std::vector<std::uint32_t> origin, destination;
  std::vector<std::uint8_t> there;  ///< one bit per pair: whether a way leads there
  std::int64_t missing = 0;

  explicit LentMatrix(CostMatrix m) : matrix(std::move(m)) {
    const auto& c = matrix.columns();
    there.assign(c.cost.size() / 8 + 1, 0);
    for (std::size_t i = 0; i < c.cost.size(); ++i) {
      const bool way = !std::isnan(c.cost[i]);
      if (way) there[i / 8] = static_cast<std::uint8_t>(there[i / 8] | 1U << (i % 8));
      missing += way ? 0 : 1;
    }
    for (std::uint32_t o = 0; o < c.origins; ++o) {
      const std::size_t pairs = matrix.sparse() ? c.first[o + 1] - c.first[o] : c.destinations;
      origin.insert(origin.end(), pairs, o);
      for (std::uint32_t d = 0; d < pairs && !matrix.sparse(); ++d) destination.push_back(d);
    }
    if (matrix.sparse()) destination = c.destination;
    origin.reserve(1), destination.reserve(1);  // some readers refuse a buffer that is NULL
  }
};

void lend(CostMatrix matrix, ArrowSchema* schema, ArrowArray* array) {
  const auto owner = std::make_shared<const LentMatrix>(std::move(matrix));
  const auto& c = owner->matrix.columns();
  const auto length = static_cast<std::int64_t>(c.cost.size());
  std::vector<arrow::Column> columns;
  for (const auto& [name, data] : {std::pair("origin", owner->origin.data()),
                                   std::pair("destination", owner->destination.data())})
    columns.push_back({name, "I", length, 0, {nullptr, data}, owner});
  static const double none = 0;
  for (const auto& [name, values] :
       {std::pair("cost", &c.cost), std::pair("km", &c.km), std::pair("hours", &c.hours),
        std::pair("tunnel_km", &c.tunnel_km), std::pair("built_up_km", &c.built_up_km),
        std::pair("tolls", &c.tolls)})
    if (values->size() == c.cost.size() && (!values->empty() || values == &c.cost))
      columns.push_back({name,
                         "g",
                         length,
                         owner->missing,
                         {owner->missing > 0 ? owner->there.data() : nullptr,
                          values->empty() ? &none : values->data()},
                         owner});
  arrow::hand_over(std::move(columns), length, schema, array);
}

mfl_factor told(const Factor& f) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  return {sizeof(mfl_factor),   0,
          f.id.c_str(),         f.category.c_str(),
          f.item.c_str(),       f.value,
          f.low.value_or(none), f.high.value_or(none),
          f.unit.c_str(),       f.scope.c_str(),
          f.year.c_str(),       f.source.c_str(),
          f.confidence.c_str(), f.notes.c_str()};
}

Ranged ranged_of(const mfl_ranged& r) { return {r.low, r.point, r.high}; }
mfl_ranged ranged_of(const Ranged& r) { return {r.low, r.point, r.high}; }

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
    const auto given = matrix_options(options);
    if (!given) return given.error();
    if (given->nearest > 0 || given->cut_off >= 0)
      return c_face::refused("nearest or cut_off", "make a matrix sparse: it leaves as Arrow only");
    MatrixOptions how;
    how.figures = wanted->km != nullptr || wanted->hours != nullptr ||
                  wanted->tunnel_km != nullptr || wanted->built_up_km != nullptr ||
                  wanted->tolls != nullptr;
    const auto matrix =
        matrix_of(*prepared, {from_lon, from_lat, from_count, to_lon, to_lat, to_count}, *given,
                  how, cancel, noticed.found);
    if (!matrix) return matrix.error();
    return give_all(*wanted, matrix->columns());
  });
}

mfl_status mfl_cost_matrix_arrow(const mfl_prepared_network* prepared, const double* from_lon,
                                 const double* from_lat, size_t from_count, const double* to_lon,
                                 const double* to_lat, size_t to_count,
                                 const mfl_matrix_options* options, struct ArrowSchema* schema,
                                 struct ArrowArray* array, mfl_diagnostics** found,
                                 mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    Noticed noticed(found);
    if (schema != nullptr) schema->release = nullptr;
    if (array != nullptr) array->release = nullptr;
    if (prepared == nullptr) return missing("prepared");
    if (schema == nullptr) return missing("schema");
    if (array == nullptr) return missing("array");
    const auto given = matrix_options(options);
    if (!given) return given.error();
    MatrixOptions how;
    how.figures = given->figures != 0;
    if (given->nearest > 0) how.nearest = given->nearest;
    if (!(given->cut_off < 0)) how.cut_off = given->cut_off;
    auto matrix = matrix_of(*prepared, {from_lon, from_lat, from_count, to_lon, to_lat, to_count},
                            *given, how, cancel, noticed.found);
    if (!matrix) return matrix.error();
    lend(*std::move(matrix), schema, array);
    return {};
  });
}

size_t mfl_transport_factor_count(void) { return transport_factors().size(); }

mfl_status mfl_transport_factor(size_t i, mfl_factor* out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    if (i >= transport_factors().size())
      return c_face::refused("i", "is not below mfl_transport_factor_count()");
    return give(out, told(transport_factors()[i]), "out");
  });
}

mfl_status mfl_transport_factor_of(const char* id, int32_t strict, mfl_factor* out,
                                   mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (id == nullptr) return missing("id");
    if (out == nullptr) return missing("out");
    if (const auto found = transport_factor(id, strict != 0); !found) return found.error();
    for (const Factor& f : transport_factors())  // texts of the list outlive the call
      if (f.id == id) return give(out, told(f), "out");
    return Error{ErrorCode::not_found, std::string("there is no factor '") + id + "'"};
  });
}

mfl_status mfl_trip_emission(const mfl_energy_use* use, const mfl_trip* trip, mfl_emission* out,
                             mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (use == nullptr) return missing("use");
    if (trip == nullptr) return missing("trip");
    if (out == nullptr) return missing("out");
    const mfl_energy_use no_use = MFL_ENERGY_USE_INIT;
    const mfl_trip no_trip = MFL_TRIP_INIT;
    const auto u = known(use, no_use, sizeof(mfl_energy_use), "use");
    if (!u) return u.error();
    const auto t = known(trip, no_trip, sizeof(mfl_trip), "trip");
    if (!t) return t.error();
    EnergyUse energy;
    energy.full_per_km = ranged_of(u->full_per_km), energy.empty_share = ranged_of(u->empty_share);
    energy.kg_per_unit = ranged_of(u->kg_per_unit), energy.payload_t = u->payload_t;
    if (u->gradients_known != 0) energy.per_gradient_percent = ranged_of(u->per_gradient_percent);
    Trip way{t->loaded_km, t->load_t, t->empty_km, {}};
    if (t->has_gradient != 0) way.gradient_percent = t->gradient_percent;
    const auto e = trip_emission(energy, way);
    if (!e) return e.error();
    return give(out,
                mfl_emission{sizeof(mfl_emission), 0, ranged_of(e->loaded_kg),
                             ranged_of(e->empty_kg), ranged_of(e->kg_per_tkm)},
                "out");
  });
}
