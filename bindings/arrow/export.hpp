// bindings/arrow/export.hpp — tables of ours as Arrow arrays, whose readers share their memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/c/arrow.h>

namespace masseflyt::arrow {

/// An array to be handed over. `owner` keeps the buffers alive, and may own much else.
struct Column {
  std::string name;
  std::string format;  ///< as the Arrow C data interface spells types
  std::int64_t length = 0;
  std::int64_t nulls = 0;
  std::vector<const void*> buffers;
  std::shared_ptr<const void> owner;
  std::vector<Column> children = {};
  std::unique_ptr<Column> dictionary = nullptr;
};

/// Takes over a vector's memory. Buffers are never NULL: some readers insist on it.
template <typename T>
std::pair<std::shared_ptr<const void>, const void*> keep(std::vector<T>&& values) {
  if (values.capacity() == 0) values.reserve(1);
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const void* data = owner->data();
  return {std::move(owner), data};
}

/// A column without missing values that owns its numbers.
template <typename T>
Column numbers(std::string name, std::string format, std::vector<T> values) {
  const auto length = static_cast<std::int64_t>(values.size());
  auto [owner, data] = keep(std::move(values));
  return {std::move(name), std::move(format), length, 0, {nullptr, data}, std::move(owner)};
}

/// UTF-8 with 64-bit offsets.
Column texts(std::string name, const std::vector<std::string>& words);

/// Hands `columns` of `length` rows over as one struct array. Both are the caller's to release.
/// Every part is released on its own: a child that was moved out outlives its parent.
void hand_over(std::vector<Column> columns, std::int64_t length, ArrowSchema* schema,
               ArrowArray* array);

/// The same as a stream of one array.
void hand_over(std::vector<Column> columns, std::int64_t length, ArrowArrayStream* stream);

}  // namespace masseflyt::arrow
