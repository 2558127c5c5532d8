// Movements as one Arrow struct array. A child may be moved out of its parent and outlive it, so
// each node owns its own memory and is released on its own.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows.hpp"

namespace masseflyt::c_face {
namespace {

using reporting::Movement;
using Rows = std::vector<Movement>;

/// One column: its type, its buffers, and the pointers that Arrow reads them through.
struct Column {
  const char* name;
  const char* format;
  std::int64_t nulls = 0;
  std::vector<std::uint8_t> valid = {};  ///< one bit per row; empty: no nulls
  std::vector<std::int32_t> small = {};  ///< offsets of text, or days
  std::vector<std::int64_t> whole = {};
  std::vector<double> real = {};
  std::string text = {};
  std::vector<const void*> buffers = {};
};

/// A whole table: its columns until they are handed over, then the structs they are reached by.
template <typename T>
struct Table {
  std::vector<T> children;
  std::vector<T*> pointers;
  const void* no_bitmap = nullptr;
};

/// Shared by both kinds of structs: children that nobody moved out end with their parent.
template <typename T>
void release_table(T* parent) {
  for (std::int64_t i = 0; i < parent->n_children; ++i)
    if (parent->children[i]->release != nullptr) parent->children[i]->release(parent->children[i]);
  delete static_cast<Table<T>*>(parent->private_data);
  parent->release = nullptr;
}

void release_column(ArrowArray* array) {
  delete static_cast<Column*>(array->private_data);
  array->release = nullptr;
}

void release_field(ArrowSchema* schema) { schema->release = nullptr; }  // its strings are static

using Columns = std::vector<std::unique_ptr<Column>>;

/// Buffers are never NULL, even without rows: some readers insist on it.
template <typename T>
const void* data(std::vector<T>& values) {
  if (values.capacity() == 0) values.reserve(1);
  return values.data();
}

template <typename Get>
Result<void> words(Columns& out, const char* name, const Rows& rows, Get&& get) {
  auto column = std::make_unique<Column>(Column{name, "u"});
  column->small.reserve(rows.size() + 1);
  column->small.push_back(0);
  for (const Movement& m : rows) {
    column->text += get(m);
    if (column->text.size() > std::numeric_limits<std::int32_t>::max())
      return Error{ErrorCode::limit_exceeded, "more than 2 GiB of text in one column", name};
    column->small.push_back(static_cast<std::int32_t>(column->text.size()));
  }
  column->buffers = {nullptr, column->small.data(), column->text.data()};
  out.push_back(std::move(column));
  return {};
}

template <typename Get>
void numbers(Columns& out, const char* name, const Rows& rows, Get&& get) {
  auto column = std::make_unique<Column>(Column{name, "g"});
  column->valid.assign(rows.size() / 8 + 1, 0);
  for (const Movement& m : rows) {
    const double value = get(m);
    const std::size_t i = column->real.size();
    if (std::isfinite(value))
      column->valid[i / 8] = static_cast<std::uint8_t>(column->valid[i / 8] | 1u << i % 8);
    else
      ++column->nulls;
    column->real.push_back(value);
  }
  const void* const valid = column->nulls > 0 ? column->valid.data() : nullptr;
  column->buffers = {valid, data(column->real)};
  out.push_back(std::move(column));
}

void masses(Columns& out, const char* name, const Rows& rows) {
  auto column = std::make_unique<Column>(Column{name, "l"});
  for (const Movement& m : rows) column->whole.push_back(m.kg);
  column->buffers = {nullptr, data(column->whole)};
  out.push_back(std::move(column));
}

void months(Columns& out, const char* name, const Rows& rows) {
  using namespace std::chrono;
  auto column = std::make_unique<Column>(Column{name, "tdD"});
  for (const Movement& m : rows) {
    const auto first =
        year(m.month.year()) / month(static_cast<unsigned>(m.month.month())) / day(1);
    column->small.push_back(static_cast<std::int32_t>(sys_days(first).time_since_epoch().count()));
  }
  column->buffers = {nullptr, data(column->small)};
  out.push_back(std::move(column));
}

Result<Columns> columns_of(const Rows& rows) {
  Columns out;
  const std::pair<const char*, std::string Movement::*> texts[] = {
      {"offer", &Movement::offer},   {"party", &Movement::party},
      {"group", &Movement::group},   {"material", &Movement::material},
      {"grade", &Movement::grade},   {"class", &Movement::condition_class},
      {"source", &Movement::source}, {"destination", &Movement::destination}};
  for (const auto& [name, member] : texts) {
    const auto done = words(out, name, rows, [member = member](const Movement& m) {
      return std::string_view(m.*member);
    });
    if (!done) return done.error();
    if (std::string_view(name) != "class") continue;
    const auto kind = [](const Movement& m) { return reporting::name(m.kind, false); };
    if (const auto kinds = words(out, "kind", rows, kind); !kinds) return kinds.error();
  }
  months(out, "period", rows);
  masses(out, "kg", rows);
  numbers(out, "km", rows, [](const Movement& m) { return m.route.sums.km; });
  numbers(out, "road_km", rows, [](const Movement& m) { return m.route.sums.road_km; });
  numbers(out, "exposure_vkm", rows, &exposure_vkm);
  numbers(out, "total_nok", rows, &total_nok);
  numbers(out, "total_co2e_kg", rows, &total_co2e_kg);
  return out;
}

/// Room for `n` children, so that nothing can fail once they are handed over.
template <typename T>
std::unique_ptr<Table<T>> room_for(std::size_t n) {
  auto table = std::make_unique<Table<T>>();
  table->children.resize(n);
  for (T& child : table->children) table->pointers.push_back(&child);
  return table;
}

}  // namespace

Result<void> to_arrow(const Rows& movements, ArrowSchema* schema, ArrowArray* array) {
  auto columns = columns_of(movements);
  if (!columns) return columns.error();
  auto fields = room_for<ArrowSchema>(columns->size());
  auto values = room_for<ArrowArray>(columns->size());
  const auto count = static_cast<std::int64_t>(columns->size());
  const auto length = static_cast<std::int64_t>(movements.size());

  for (std::size_t i = 0; i < columns->size(); ++i) {  // from here on nothing is allocated
    Column* const column = (*columns)[i].release();
    const std::int64_t flags = column->format[0] == 'g' ? ARROW_FLAG_NULLABLE : 0;
    fields->children[i] = {column->format, column->name, nullptr,        flags,  0,
                           nullptr,        nullptr,      &release_field, nullptr};
    values->children[i] = {length,
                           column->nulls,
                           0,
                           static_cast<std::int64_t>(column->buffers.size()),
                           0,
                           column->buffers.data(),
                           nullptr,
                           nullptr,
                           &release_column,
                           column};
  }
  ArrowSchema** const field_pointers = fields->pointers.data();
  *schema = {"+s",
             "",
             nullptr,
             0,
             count,
             field_pointers,
             nullptr,
             &release_table<ArrowSchema>,
             fields.release()};
  ArrowArray** const value_pointers = values->pointers.data();
  const void** const no_bitmap = &values->no_bitmap;
  *array = {length,
            0,
            0,
            1,
            count,
            no_bitmap,
            value_pointers,
            nullptr,
            &release_table<ArrowArray>,
            values.release()};
  return {};
}

}  // namespace masseflyt::c_face
