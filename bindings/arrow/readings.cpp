#include "readings.hpp"

#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "results.hpp"

namespace masseflyt::arrow {

using classification::ColumnView;
using monitoring::RuleSet;

namespace {

constexpr std::size_t most_told = 100;
constexpr std::int64_t first_ns = monitoring::first_reading.time_since_epoch().count();
constexpr std::int64_t last_ns = monitoring::last_reading.time_since_epoch().count();

Error unfit(std::string_view column, std::string what) {
  return {ErrorCode::invalid_argument, "column '" + std::string(column) + "' " + std::move(what),
          "/" + std::string(column)};
}

/// One column of the table with where its rows begin.
struct Part {
  const ArrowSchema* schema = nullptr;
  const ArrowArray* array = nullptr;
  std::size_t skip = 0;  ///< elements before row 0
  std::string_view format;
  bool there() const { return array != nullptr; }
  bool is_null(std::size_t row) const {
    if (format == "n") return true;
    if (array->null_count == 0 || array->buffers[0] == nullptr) return false;
    const auto bit = skip + row;
    return (static_cast<const std::uint8_t*>(array->buffers[0])[bit / 8] >> bit % 8 & 1) == 0;
  }
  template <typename T>
  const T* values() const {
    return static_cast<const T*>(array->buffers[1]) + skip;
  }
};

struct Parts {
  Part time, value, stream, flag, revision;
};

Result<Parts> find_parts(const ArrowSchema& schema, const ArrowArray& batch) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s")
    return Error{ErrorCode::invalid_argument, "expected a struct array, that is, a table"};
  if (schema.n_children != batch.n_children)
    return Error{ErrorCode::invalid_argument, "the schema is of another table"};
  if (batch.null_count > 0)
    return Error{ErrorCode::invalid_argument, "some rows of the table are null as a whole"};
  Parts parts;
  const std::pair<std::string_view, Part*> wanted[] = {{"time", &parts.time},
                                                       {"value", &parts.value},
                                                       {"stream", &parts.stream},
                                                       {"flag", &parts.flag},
                                                       {"revision", &parts.revision}};
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& field = *schema.children[i];
    const ArrowArray& array = *batch.children[i];
    for (const auto& [name, part] : wanted) {
      if (field.name == nullptr || name != field.name) continue;
      if (part->there()) return unfit(name, "stands twice");
      if (array.length < batch.offset + batch.length)
        return unfit(name, "is shorter than its table");
      *part = {&field, &array, static_cast<std::size_t>(array.offset + batch.offset),
               field.format == nullptr ? std::string_view() : field.format};
    }
  }
  for (const auto& [name, part] : wanted)
    if ((part == &parts.time || part == &parts.value) && !part->there())
      return unfit(name, "is missing");
  return parts;
}

/// Every number of a column as T, whatever type it came in. False: it is no column of numbers.
template <typename T>
bool convert(const Part& part, std::size_t rows, T null, std::vector<T>& out) {
  const auto fill = [&](const auto* values) {
    out.resize(rows);
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = part.is_null(i) ? null : static_cast<T>(values[i]);
    return true;
  };
  if (part.format == "n") return out.assign(rows, null), true;
  if (part.schema->dictionary != nullptr || part.format.size() != 1) return false;
  switch (part.format[0]) {
    case 'c':
      return fill(part.values<std::int8_t>());
    case 'C':
      return fill(part.values<std::uint8_t>());
    case 's':
      return fill(part.values<std::int16_t>());
    case 'S':
      return fill(part.values<std::uint16_t>());
    case 'i':
      return fill(part.values<std::int32_t>());
    case 'I':
      return fill(part.values<std::uint32_t>());
    case 'l':
      return fill(part.values<std::int64_t>());
    case 'L':
      return fill(part.values<std::uint64_t>());
    case 'f':
      return std::is_floating_point_v<T> && fill(part.values<float>());
    case 'g':
      return std::is_floating_point_v<T> && fill(part.values<double>());
    default:
      return false;
  }
}

/// Nanoseconds in one step of a timestamp, 0 for other types.
std::int64_t step_of(std::string_view format) {
  if (format.starts_with("tss:")) return 1'000'000'000;
  if (format.starts_with("tsm:")) return 1'000'000;
  if (format.starts_with("tsu:")) return 1'000;
  return format.starts_with("tsn:") ? 1 : 0;
}

/// Collects faults of rows, the first hundred of them.
class Faults {
 public:
  explicit Faults(Diagnostics& found) : found_(found) {}
  void add(std::string_view column, std::size_t row, std::string value, std::string expected) {
    ++count_;
    if (count_ <= most_told)
      found_.push_back({Severity::error, ErrorCode::invalid_document,
                        "/" + std::string(column) + "/" + std::to_string(row), std::move(value),
                        std::move(expected)});
  }
  std::size_t count() const { return count_; }

 private:
  Diagnostics& found_;
  std::size_t count_ = 0;
};

Result<void> read_times(const Part& part, std::size_t rows, Readings& out, Faults& faults) {
  const std::int64_t step = part.format == "l" ? 1 : step_of(part.format);
  if (step == 0)
    return unfit("time", "has the Arrow type '" + std::string(part.format) +
                             "', expected a timestamp with a zone or int64 nanoseconds");
  if (part.format.size() == 4 && part.format[0] == 't')
    return unfit("time", "has no zone: nobody knows what its times mean");
  if (rows == 0) return {};
  const auto* given = part.values<std::int64_t>();
  if (step != 1) out.own_time.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    if (part.is_null(i)) {
      faults.add("time", i, "", "a time");
    } else if (given[i] < first_ns / step || given[i] >= last_ns / step) {
      faults.add("time", i, std::to_string(given[i]), "a time in the years 1900 to 2149");
    } else if (step != 1) {
      out.own_time[i] = given[i] * step;
    }
  }
  out.time_ns = step == 1 ? std::span(given, rows) : std::span<const std::int64_t>(out.own_time);
  return {};
}

Result<void> read_values(const Part& part, std::size_t rows, Readings& out, Faults& faults) {
  const bool as_it_is = part.format == "g" && part.array->null_count == 0;
  if (as_it_is && rows > 0)
    out.value = {part.values<double>(), rows};
  else if (convert(part, rows, std::numeric_limits<double>::quiet_NaN(), out.own_value))
    out.value = out.own_value;
  else
    return unfit("value",
                 "has the Arrow type '" + std::string(part.format) + "', expected numbers");
  for (std::size_t i = 0; i < rows; ++i)
    if (std::isinf(out.value[i])) faults.add("value", i, "infinite", "a number, or null");
  return {};
}

Result<void> read_flags(const Part& part, std::size_t rows, Readings& out, Faults& faults) {
  if (!part.there()) return {};
  std::vector<std::int64_t> flags;
  if (!convert<std::int64_t>(part, rows, 1, flags))
    return unfit("flag",
                 "has the Arrow type '" + std::string(part.format) + "', expected whole numbers");
  for (std::size_t i = 0; i < rows; ++i) {
    const auto f = flags[i];
    if ((f < 1 || f > 4) && f != 9)
      faults.add("flag", i, std::to_string(f), "one of 1, 2, 3, 4 and 9");
    out.own_flags.push_back(static_cast<std::uint8_t>(f));
  }
  out.flags = out.own_flags;
  return {};
}

Result<void> read_streams(const Part& part, std::size_t rows, const RuleSet& rules, Readings& out,
                          Faults& faults) {
  if (!part.there()) {
    if (rules.streams().size() != 1)
      return unfit("stream", "is missing: the rules have " +
                                 std::to_string(rules.streams().size()) + " streams");
    if (rows > 0) out.runs.push_back({0, 0, rows});
    return {};
  }
  std::deque<ColumnView> kept;
  const auto view =
      view_of(*part.schema, *part.array, static_cast<std::int64_t>(part.skip) - part.array->offset,
              static_cast<std::int64_t>(rows), kept);
  if (!view || (!classification::holds_text(view->type) && view->dictionary == nullptr))
    return unfit("stream", "has the Arrow type '" + std::string(part.format) +
                               "', expected text: the id of the stream");
  std::unordered_map<std::string_view, std::size_t> by_id;
  for (std::size_t s = 0; s < rules.streams().size(); ++s) by_id[rules.streams()[s].id] = s;
  std::string_view last;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool null = part.is_null(i);
    const auto id = null ? std::string_view() : classification::text_at(*view, i);
    if (!out.runs.empty() && id == last && !null) {
      ++out.runs.back().count;
      continue;
    }
    const auto at = by_id.find(id);
    if (null || at == by_id.end()) {
      faults.add("stream", i, std::string(id.substr(0, 100)), "the id of a stream of the rules");
      last = {};
      continue;
    }
    out.runs.push_back({at->second, i, 1});
    last = at->first;
  }
  return {};
}

/// "row 7" of a run as the row of the table; other places stay.
Error in_table(Error error, std::size_t first) {
  std::size_t row = 0;
  if (!error.path.starts_with("row ")) return error;
  std::from_chars(error.path.data() + 4, error.path.data() + error.path.size(), row);
  error.path = "row " + std::to_string(first + row);
  return error;
}

Result<void> feed_run(monitoring::Evaluator& evaluator, const Readings& r, const Run& run,
                      const Cancel* cancel) {
  if (r.revision.empty() && run.count > 1) {
    const auto flags = r.flags.empty() ? r.flags : r.flags.subspan(run.first, run.count);
    return evaluator.feed(run.stream, r.time_ns.subspan(run.first, run.count),
                          r.value.subspan(run.first, run.count), flags, cancel);
  }
  for (std::size_t i = 0; i < run.count; ++i) {
    const auto row = run.first + i;
    const auto flag = static_cast<monitoring::Flag>(r.flags.empty() ? 1 : r.flags[row]);
    const auto fed = evaluator.feed(run.stream, Instant(Duration(r.time_ns[row])), r.value[row],
                                    flag, r.revision.empty() ? 0 : r.revision[row]);
    if (!fed) return Error{fed.error().code, fed.error().message, "row " + std::to_string(i)};
  }
  return {};
}

}  // namespace

Result<Readings> read_readings(const ArrowSchema& schema, const ArrowArray& batch,
                               const RuleSet& rules, Diagnostics& found) {
  const auto parts = find_parts(schema, batch);
  if (!parts) return parts.error();
  const auto rows = static_cast<std::size_t>(batch.length);
  Readings out;
  Faults faults(found);
  if (auto r = read_times(parts->time, rows, out, faults); !r) return r.error();
  if (auto r = read_values(parts->value, rows, out, faults); !r) return r.error();
  if (auto r = read_flags(parts->flag, rows, out, faults); !r) return r.error();
  if (auto r = read_streams(parts->stream, rows, rules, out, faults); !r) return r.error();
  if (parts->revision.there() && !convert<std::int64_t>(parts->revision, rows, 0, out.revision))
    return unfit("revision", "has the Arrow type '" + std::string(parts->revision.format) +
                                 "', expected whole numbers");
  if (faults.count() > 0)
    return Error{ErrorCode::invalid_document,
                 std::to_string(faults.count()) + " faults; the first: " + to_line(found.front()),
                 found.front().path};
  return out;
}

Result<void> feed(monitoring::Evaluator& evaluator, const Readings& r, const Cancel* cancel) {
  std::size_t since = 0;
  for (const auto& run : r.runs) {
    if ((since += run.count) > 65536) {
      if (is_set(cancel)) return stopped_by_caller();
      since = 0;
    }
    if (const auto fed = feed_run(evaluator, r, run, cancel); !fed)
      return in_table(fed.error(), run.first);
  }
  return {};
}

}  // namespace masseflyt::arrow
