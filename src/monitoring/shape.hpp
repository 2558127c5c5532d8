// shape.hpp — one table per kind of object: it drives the reader and the JSON Schema alike.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/time.hpp>

#include "detail/json_value.hpp"

namespace masseflyt::monitoring::detail {

using Json = masseflyt::detail::JsonValue;

/// A word of a document and the number of the enumerator it stands for.
struct Word {
  std::string_view word;
  std::int32_t value;
};

enum class Type : std::uint8_t {
  text,
  number,
  integer,
  seconds,  ///< a number of seconds, at most 100 years
  boolean,
  word,
  words,
  instant,  ///< with its offset from UTC
  clock,    ///< "07:00"
  object,
  list,      ///< of objects
  points,    ///< [[x, y], ...]
  span,      ///< [low, high]
  text_map,  ///< {"a": "b"}
  texts,     ///< ["a", "b"], none empty, none twice
};

struct Shape;

struct Field {
  std::string_view name;
  Type type;
  bool required;
  std::string_view doc;
  std::span<const Word> words = {};
  const Shape* of = nullptr;
  double least = -1e15;
  double most = 1e15;
};

struct Shape {
  std::string_view name;
  std::span<const Field> fields;
};

/// Reports whatever `object` has that its shape does not allow, and what it lacks.
void check(const Json& object, const Shape& shape, const std::string& path, Diagnostics& found);

/// As a JSON Schema, nested shapes in place.
Json schema_of(const Shape& shape);

void fault(Diagnostics& found, std::string path, std::string_view value, std::string expected);

/// Members of an object that check() has passed; what is wrong or missing is `otherwise`.
std::string text_of(const Json& object, std::string_view key);
double number_of(const Json& object, std::string_view key, double otherwise);
Duration seconds_of(const Json& object, std::string_view key);
bool truth_of(const Json& object, std::string_view key);
std::int32_t word_of(const Json& object, std::string_view key, std::span<const Word> words,
                     std::int32_t otherwise);
std::uint8_t bits_of(const Json& object, std::string_view key, std::span<const Word> words);
std::vector<std::string> texts_of(const Json& object, std::string_view key);
std::optional<Instant> instant_of(const Json& object, std::string_view key);
std::optional<std::chrono::minutes> parse_clock(std::string_view text);
/// Of [low, high]; nothing if it is missing.
std::optional<std::pair<double, double>> span_of(const Json& object, std::string_view key);
const Json* object_of(const Json& object, std::string_view key);

std::string_view name_of(std::span<const Word> words, std::int32_t value);

}  // namespace masseflyt::monitoring::detail
