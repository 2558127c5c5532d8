#include "results.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

namespace masseflyt::arrow {

using classification::AnalyteSet;
using classification::ColumnType;
using classification::ColumnView;
using classification::ResultBatch;

namespace {

Error unfit(std::string what, std::string_view column) {
  return {ErrorCode::invalid_argument, std::move(what), "/" + std::string(column)};
}

ColumnType type_of(std::string_view format) {
  static constexpr std::pair<std::string_view, ColumnType> known[] = {
      {"c", ColumnType::int8},      {"C", ColumnType::uint8},  {"s", ColumnType::int16},
      {"S", ColumnType::uint16},    {"i", ColumnType::int32},  {"I", ColumnType::uint32},
      {"l", ColumnType::int64},     {"L", ColumnType::uint64}, {"f", ColumnType::float32},
      {"g", ColumnType::float64},   {"u", ColumnType::text},   {"U", ColumnType::large_text},
      {"vu", ColumnType::text_view}};
  for (const auto& [name, type] : known)
    if (name == format) return type;
  return ColumnType::none;
}

/// Where the buffers of a type stand in Arrow's list of them.
void lend_buffers(const ArrowArray& array, ColumnView& view) {
  const void* const* buffers = array.buffers;
  view.valid = array.null_count == 0 ? nullptr : static_cast<const std::uint8_t*>(buffers[0]);
  const bool ends = view.type == ColumnType::text || view.type == ColumnType::large_text;
  view.values = ends ? buffers[2] : buffers[1];
  if (ends) view.ends = buffers[1];
  if (view.type == ColumnType::text_view) view.ends = buffers + 2;
}

std::string name_of(const ArrowSchema& schema) {
  return schema.name == nullptr ? std::string() : std::string(schema.name);
}

bool has_names(const ColumnView& sample) {
  return sample.dictionary != nullptr || classification::holds_text(sample.type);
}

struct Bits {
  explicit Bits(std::size_t n) : bytes(n / 8 + 1) {}
  void set(std::size_t i) { bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 1u << i % 8); }
  std::vector<std::uint8_t> bytes;
};

/// Codes of one byte each that the verdicts own.
Column words(std::string name, const void* codes, std::int64_t length,
             std::shared_ptr<const void> owner, const std::vector<std::string>& dictionary) {
  Column c{std::move(name), "c", length, 0, {nullptr, codes}, std::move(owner)};
  c.dictionary = std::make_unique<Column>(texts("", dictionary));
  return c;
}

/// `there(i)` tells whether row i has a value.
template <typename There>
void set_nulls(Column& c, There&& there) {
  const auto n = static_cast<std::size_t>(c.length);
  Bits valid(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (there(i))
      valid.set(i);
    else
      ++c.nulls;
  }
  if (c.nulls == 0) return;
  auto [owner, data] = keep(std::move(valid.bytes));
  c.buffers[0] = data;
  c.owner = std::make_shared<const std::array<std::shared_ptr<const void>, 2>>(
      std::array<std::shared_ptr<const void>, 2>{c.owner, owner});
}

Column analyte_lists(std::string name, const std::vector<AnalyteSet>& sets,
                     const std::vector<std::string>& analytes) {
  std::vector<std::int32_t> ends = {0};
  std::vector<std::int8_t> codes;
  ends.reserve(sets.size() + 1);
  for (const auto& set : sets) {
    for (std::size_t w = 0; w < set.word.size(); ++w)
      for (std::uint64_t bits = set.word[w]; bits != 0; bits &= bits - 1)
        codes.push_back(
            static_cast<std::int8_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
    ends.push_back(static_cast<std::int32_t>(codes.size()));
  }
  const auto length = static_cast<std::int64_t>(codes.size());
  auto [codes_owner, codes_data] = keep(std::move(codes));
  auto [ends_owner, ends_data] = keep(std::move(ends));
  Column c{
      std::move(name),      "+l", static_cast<std::int64_t>(sets.size()), 0, {nullptr, ends_data},
      std::move(ends_owner)};
  c.children.push_back(words("item", codes_data, length, std::move(codes_owner), analytes));
  return c;
}

Column sample_column(const std::shared_ptr<const Verdicts>& v) {
  if (v->name_ends.empty())
    return {"sample", v->unsigned_numbers ? "L" : "l", v->size(),
            0,        {nullptr, v->numbers.data()},    v};
  return {"sample", "U", v->size(), 0, {nullptr, v->name_ends.data(), v->names.data()}, v};
}

std::vector<std::int8_t> answer_codes(const std::vector<std::int8_t>& answers) {
  std::vector<std::int8_t> codes(answers.size());
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = answers[i] < 0 ? 2 : answers[i];
  return codes;
}

}  // namespace

ColumnView* column_named(ResultBatch& batch, std::string_view name) {
  if (name == "sample") return &batch.sample;
  if (name == "analyte") return &batch.analyte;
  if (name == "value") return &batch.value;
  if (name == "qualifier") return &batch.qualifier;
  if (name == "loq") return &batch.loq;
  return name == "unit" ? &batch.unit : nullptr;
}

Result<ColumnView> view_of(const ArrowSchema& schema, const ArrowArray& array, std::int64_t skip,
                           std::int64_t length, std::deque<ColumnView>& kept) {
  const std::string name = name_of(schema);
  const std::string_view format = schema.format == nullptr ? "" : schema.format;
  ColumnView view;
  if (format == "n") return view;  // nothing but nulls: as if there were no such column
  view.type = type_of(format);
  if (view.type == ColumnType::none)
    return unfit("column '" + name + "' has the Arrow type '" + std::string(format) +
                     "', expected numbers or text",
                 name);
  if (skip < 0 || length < 0 || array.offset < 0 || array.length < skip + length)
    return unfit("column '" + name + "' is shorter than its table", name);
  view.size = static_cast<std::size_t>(length);
  view.offset = static_cast<std::size_t>(array.offset + skip);
  lend_buffers(array, view);
  if (schema.dictionary == nullptr) return view;
  if (array.dictionary == nullptr) return unfit("column '" + name + "' has no dictionary", name);
  auto words = view_of(*schema.dictionary, *array.dictionary, 0, array.dictionary->length, kept);
  if (!words || !classification::holds_text(words->type))
    return unfit("column '" + name + "' has a dictionary that holds no text", name);
  kept.push_back(*words);
  view.dictionary = &kept.back();
  return view;
}

Result<void> add(const ArrowSchema& schema, const ArrowArray& batch, Results& out) {
  if (schema.format == nullptr || std::string_view(schema.format) != "+s")
    return unfit("expected a struct array, that is, a table", "");
  if (schema.n_children != batch.n_children) return unfit("the schema is of another table", "");
  if (batch.null_count > 0) return unfit("some rows of the table are null as a whole", "");
  ResultBatch made;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    ColumnView* const column = column_named(made, name_of(*schema.children[i]));
    if (column == nullptr) continue;
    if (column->type != ColumnType::none)
      return unfit("column '" + name_of(*schema.children[i]) + "' stands twice",
                   name_of(*schema.children[i]));
    const auto view = view_of(*schema.children[i], *batch.children[i], batch.offset, batch.length,
                              out.dictionaries);
    if (!view) return view.error();
    *column = *view;
  }
  out.batches.push_back(made);
  return {};
}

std::shared_ptr<const Verdicts> verdicts_of(classification::VerdictColumns columns,
                                            const classification::Classifier& classifier,
                                            const Results& results) {
  auto v = std::make_shared<Verdicts>();
  v->columns = std::move(columns);
  for (std::size_t a = 0; a < classifier.analytes().size(); ++a)
    v->analytes.push_back(classifier.analytes()[static_cast<classification::AnalyteIndex>(a)].id);
  const bool by_offsets = !results.offsets.empty();
  const bool named =
      !by_offsets && !results.batches.empty() && has_names(results.batches[0].sample);
  if (named) v->name_ends.push_back(0);
  std::size_t batch = 0, base = 0;
  for (std::size_t i = 0; i < v->columns.size(); ++i) {
    if (by_offsets) {
      v->numbers.push_back(static_cast<std::int64_t>(i));
      continue;
    }
    const auto row = static_cast<std::size_t>(v->columns.first_row[i]);
    while (row >= base + results.batches[batch].sample.size)
      base += results.batches[batch++].sample.size;
    const ColumnView& sample = results.batches[batch].sample;
    if (named) {
      v->names += classification::text_at(sample, row - base);
      v->name_ends.push_back(static_cast<std::int64_t>(v->names.size()));
    } else {
      v->numbers.push_back(classification::integer_at(sample, row - base));
      v->unsigned_numbers = sample.type == ColumnType::uint64;
    }
  }
  if (!named) v->numbers.reserve(1);
  return v;
}

std::vector<Column> columns_of(const std::shared_ptr<const Verdicts>& v) {
  const auto& c = v->columns;
  const std::int64_t n = v->size();
  const auto small = [&](const char* name, const std::vector<std::int8_t>& values) {
    return Column{name, "c", n, 0, {nullptr, values.data()}, v};
  };
  std::vector<Column> out;
  out.push_back(sample_column(v));
  auto [answers, answer_data] = keep(answer_codes(c.contaminated));
  out.push_back(words("contaminated", answer_data, n, answers, {"no", "yes", "unknown"}));
  out.push_back(small("condition_class", c.class_low));
  set_nulls(out.back(),
            [&](std::size_t i) { return c.class_low[i] > 0 && c.class_low[i] == c.class_high[i]; });
  out.push_back(small("class_low", c.class_low));
  out.push_back(small("class_high", c.class_high));
  out.push_back(words("status", c.conclusive.data(), n, v, {"inconclusive", "conclusive"}));
  out.push_back(words("driver", c.driver.data(), n, v, v->analytes));
  set_nulls(out.back(), [&](std::size_t i) { return c.driver[i] >= 0; });
  out.push_back(analyte_lists("drivers", c.drivers, v->analytes));
  out.push_back(analyte_lists("above_normverdi", c.above_limit, v->analytes));
  Bits upper(c.size());
  for (std::size_t i = 0; i < c.size(); ++i)
    if (c.upper_sum_matters[i] != 0) upper.set(i);
  out.push_back(numbers("upper_sum_matters", "b", std::move(upper.bytes)));
  out.back().length = n;
  return out;
}

}  // namespace masseflyt::arrow
