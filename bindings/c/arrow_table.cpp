// A child may be moved out of its parent and outlive it, so each node owns its own memory and is
// released on its own.
#include "arrow_table.hpp"

#include <cmath>

namespace masseflyt::c_face {
namespace {

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
  delete static_cast<ArrowColumn*>(array->private_data);
  array->release = nullptr;
}

void release_field(ArrowSchema* schema) { schema->release = nullptr; }  // its strings are static

/// Buffers are never NULL, even without rows: some readers insist on it.
template <typename T>
const void* data(std::vector<T>& values) {
  if (values.capacity() == 0) values.reserve(1);
  return values.data();
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

void ArrowColumn::add_there(std::size_t i, bool there) {
  if (i % 8 == 0) valid.push_back(0);
  if (there)
    valid[i / 8] = static_cast<std::uint8_t>(valid[i / 8] | 1u << i % 8);
  else
    ++nulls;
}

void ArrowColumn::add_number(double value) {
  add_there(real.size(), std::isfinite(value));
  real.push_back(value);
}

void ArrowColumn::add_instant(std::optional<Instant> t) {
  add_there(whole.size(), t.has_value());
  whole.push_back(t ? t->time_since_epoch().count() : 0);
}

void ArrowColumn::add_truth(bool value) {
  if (truths % 8 == 0) bits.push_back(0);
  if (value) bits.back() = static_cast<std::uint8_t>(bits.back() | 1u << truths % 8);
  ++truths;
}

void ArrowColumn::add_day(std::chrono::sys_days day) {
  small.push_back(static_cast<std::int32_t>(day.time_since_epoch().count()));
}

/// Sets the pointers, now that nothing moves any more.
void ArrowColumn::close() {
  const std::string_view f = format;
  const void* const there = nulls > 0 ? valid.data() : nullptr;
  if (f == "u")
    buffers = {nullptr, data(small), text.data()};
  else if (f == "g")
    buffers = {there, data(real)};
  else if (f == "l" || f.starts_with("ts"))
    buffers = {there, data(whole)};
  else if (f == "b")
    buffers = {nullptr, data(bits)};
  else
    buffers = {nullptr, data(small)};
}

void hand_over(std::vector<std::unique_ptr<ArrowColumn>>& columns, std::size_t rows,
               ArrowSchema* schema, ArrowArray* array) {
  auto fields = room_for<ArrowSchema>(columns.size());
  auto values = room_for<ArrowArray>(columns.size());
  const auto count = static_cast<std::int64_t>(columns.size());
  const auto length = static_cast<std::int64_t>(rows);
  for (auto& column : columns) column->close();

  for (std::size_t i = 0; i < columns.size(); ++i) {  // from here on nothing is allocated
    ArrowColumn* const column = columns[i].release();
    const bool may_lack = column->format[0] == 'g' || column->format[1] == 's';
    const std::int64_t flags = may_lack ? ARROW_FLAG_NULLABLE : 0;
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
}

}  // namespace masseflyt::c_face
