// libFuzzer: any bytes as Arrow batches of readings: types, nulls, offsets, dictionaries, streams
// that are not there. A batch is the rows one by one, or is refused as a whole.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/monitoring/evaluator.hpp>

#include "arrow/readings.hpp"
#include "monitoring_input.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::monitoring;

constexpr const char* document = R"json({
  "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
  "streams": [
    {"id": "a", "parameter": "noise", "unit": "dB(A)", "meaning": "leq", "stamp": "start",
     "interval_s": 60},
    {"id": "b", "parameter": "turbidity", "unit": "NTU", "meaning": "instant", "interval_s": 60,
     "lateness_s": 300, "duplicates": "revision"}],
  "rules": [
    {"id": "leq", "source": "s", "conditions": [{"stream": "a", "statistic": "leq",
      "window": {"rolling_s": 900}, "comparison": "above", "unit": "dB(A)", "alarm": 60}]},
    {"id": "ntu", "source": "s", "conditions": [{"stream": "b", "statistic": "last",
      "comparison": "above", "unit": "NTU", "alarm": 50}]}]})json";

const RuleSet& rules() {
  static const auto set = rules_in(document);
  return set;
}

/// One column and what its Arrow structs point to.
struct Column {
  std::string name, format;
  std::vector<std::uint8_t> nulls, values;
  std::vector<std::int32_t> text_offsets;
  std::string text;
  std::vector<const void*> buffers;
  ArrowSchema schema{};
  ArrowArray array{};

  template <typename T>
  void put(T value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    values.insert(values.end(), bytes, bytes + sizeof value);
  }
  void put_text(std::string_view word) {
    if (text_offsets.empty()) text_offsets.push_back(0);
    text += word;
    text_offsets.push_back(static_cast<std::int32_t>(text.size()));
  }
  void set_null(std::size_t i) {
    nulls[i / 8] = static_cast<std::uint8_t>(nulls[i / 8] & ~(1 << i % 8));
  }
  void seal(std::size_t length, std::size_t offset) {
    const bool words = format == "u";
    if (words && text_offsets.empty()) text_offsets.push_back(0);
    buffers = {nulls.data(), words ? static_cast<const void*>(text_offsets.data()) : values.data()};
    if (words) buffers.push_back(text.data());
    if (format == "n") buffers.clear();
    schema.format = format.c_str(), schema.name = name.c_str();
    array.length = static_cast<std::int64_t>(length),
    array.offset = static_cast<std::int64_t>(offset);
    array.null_count = format == "n" ? array.length : -1;
    array.n_buffers = static_cast<std::int64_t>(buffers.size()), array.buffers = buffers.data();
  }
};

struct Row {
  std::optional<std::size_t> stream;
  std::optional<std::int64_t> time;
  double value = NAN;
  int flag = 1;
  std::int64_t revision = 0;
  bool sound() const {
    return stream && time && Instant(Duration(*time)) >= first_reading &&
           Instant(Duration(*time)) < last_reading && !std::isinf(value) &&
           ((flag >= 1 && flag <= 4) || flag == 9);
  }
};

constexpr const char* ids[] = {"a", "b", "c", ""};

/// Columns of `offset` rows that are skipped and `n` that count, which join `rows`.
void fill(Input& in, std::int64_t& clock, std::size_t offset, std::size_t n,
          std::vector<Column>& columns, Column& words, std::vector<Row>& rows) {
  const auto kind = in.byte(), more = in.byte();
  auto& time = columns[0];
  auto& value = columns[1];
  auto& stream = columns[2];
  auto& flag = columns[3];
  auto& revision = columns[4];
  const char* times[] = {"tsn:UTC", "l", "tsu:Europe/Oslo", "tss:UTC"};
  const std::int64_t steps[] = {1, 1, 1000, 1'000'000'000};
  const char* numbers[] = {"g", "f", "i", "n"};
  time.name = "time", value.name = "value", stream.name = "stream", flag.name = "flag";
  revision.name = "revision";
  time.format = times[kind & 3], value.format = numbers[kind >> 2 & 3];
  const bool coded = (kind & 16) != 0;
  stream.format = coded ? "c" : "u", flag.format = (kind & 32) != 0 ? "C" : "s";
  revision.format = "l";
  for (auto& c : columns) c.nulls.assign((offset + n) / 8 + 1, 0xff);
  for (const char* id : ids) words.put_text(id);
  words.format = "u", words.nulls.assign(1, 0xff);
  for (std::size_t i = 0; i < offset + n; ++i) {
    Row row;
    const auto what = in.byte();
    clock += static_cast<std::int8_t>(in.byte());
    const std::int64_t seconds = what == 255 ? clock * 1'000'000'000 : clock;  // or far away
    const std::int64_t step = steps[kind & 3];
    if (what == 255 && step != 1'000'000'000) {
      time.put(std::int64_t{-1} << 62);
      row.time = std::numeric_limits<std::int64_t>::min();
    } else if (what == 255) {
      time.put(seconds);
      row.time = std::numeric_limits<std::int64_t>::min();
    } else {
      time.put(seconds * (1'000'000'000 / step));
      row.time = seconds * 1'000'000'000;
    }
    const auto v = in.byte();
    row.value = v == 255 && (kind >> 2 & 3) < 2 ? INFINITY : v;
    if (value.format == "g") value.put(row.value);
    if (value.format == "f") value.put(static_cast<float>(row.value));
    if (value.format == "i") value.put(static_cast<std::int32_t>(v));
    if (value.format == "n") row.value = NAN;
    const std::size_t id = (what & 7) == 7 ? 2 + (what >> 3 & 1) : what & 1;
    coded ? stream.put(static_cast<std::int8_t>(id)) : stream.put_text(ids[id]);
    if (id < 2) row.stream = id;
    row.flag = (more & 1) != 0 ? 1 + (what >> 4) % 10 : 1;
    if (flag.format == "C") flag.put(static_cast<std::uint8_t>(row.flag));
    if (flag.format == "s") flag.put(static_cast<std::int16_t>(row.flag));
    row.revision = (more & 2) != 0 ? what & 3 : 0;
    revision.put(row.revision);
    if ((what & 0x70) == 0x70) value.set_null(i), row.value = NAN;
    if (what == 0x6f) time.set_null(i), row.time.reset();
    if (what == 0x5f) stream.set_null(i), row.stream.reset();
    if (what == 0x4f) flag.set_null(i), row.flag = 1;
    if (i >= offset) rows.push_back(row);
  }
  if ((more & 1) == 0) flag.name = "other";
  if ((more & 2) == 0) revision.name = "more";
  for (auto& c : columns) c.seal(n, offset);
  words.seal(4, 0);
  if (coded) stream.schema.dictionary = &words.schema, stream.array.dictionary = &words.array;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in{data, size};
  auto batches = std::move(Evaluator::make(rules()).value());
  auto rows_alone = std::move(Evaluator::make(rules()).value());
  std::int64_t clock = 1'774'000'000;
  while (in.left > 0) {
    std::vector<Column> columns(5);
    Column words;
    std::vector<Row> rows;
    const std::size_t n = in.byte() % 40, offset = in.byte() % 3;
    fill(in, clock, offset, n, columns, words, rows);
    std::vector<ArrowSchema*> fields;
    std::vector<ArrowArray*> arrays;
    for (auto& c : columns) fields.push_back(&c.schema), arrays.push_back(&c.array);
    ArrowSchema schema{};
    ArrowArray batch{};
    schema.format = "+s", schema.n_children = 5, schema.children = fields.data();
    batch.length = static_cast<std::int64_t>(n);
    batch.n_children = 5, batch.children = arrays.data();
    const auto before = batches.snapshot();
    Diagnostics found;
    const auto readings = arrow::read_readings(schema, batch, rules(), found);
    bool sound = true;
    for (const auto& r : rows) sound = sound && r.sound();
    if (readings.has_value() != sound || found.empty() != sound) std::abort();
    if (!readings) {
      if (batches.snapshot() != before) std::abort();
      continue;
    }
    if (!arrow::feed(batches, *readings, nullptr)) std::abort();
    for (const auto& r : rows)
      if (!rows_alone.feed(*r.stream, Instant(Duration(*r.time)), r.value,
                           static_cast<Flag>(r.flag), r.revision))
        std::abort();
  }
  if (batches.snapshot() != rows_alone.snapshot()) std::abort();
  return 0;
}
