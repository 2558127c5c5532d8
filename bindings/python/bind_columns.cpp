// bindings/python/bind_columns.cpp — verdicts on columns that NumPy, pandas, polars and pyarrow
// lend.
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/columns.hpp>

#include "../arrow/results.hpp"
#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using arrow::Results;
using arrow::Verdicts;
using classification::AnalyteSet;
using classification::ColumnType;
using classification::ColumnView;

/// An Arrow struct that is ours to release.
template <typename T>
struct Owned {
  Owned() = default;
  explicit Owned(T* moved) : value(*moved) { moved->release = nullptr; }
  Owned(Owned&& other) noexcept : value(std::exchange(other.value, T{})) {}
  Owned& operator=(Owned&&) = delete;
  ~Owned() {
    if (value.release != nullptr) value.release(&value);
  }
  T value = {};
};

/// All that is lent, and what pins it. Batches of a stream share one schema.
struct Source {
  Results results;
  std::deque<Owned<ArrowSchema>> schemas;
  std::deque<Owned<ArrowArray>> arrays;
  std::vector<py::buffer_info> buffers;
  std::deque<arrow::Column> words;
};

[[noreturn]] static void refuse(std::string message, std::string path = "") {
  throw Failure({ErrorCode::invalid_argument, std::move(message), std::move(path)}, {});
}

template <typename T>
static T* in_capsule(const py::handle& capsule, const char* name) {
  if (!PyCapsule_IsValid(capsule.ptr(), name)) refuse(std::string("expected a capsule of ") + name);
  return static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
}

/// Takes schema and array out of the capsules that __arrow_c_array__() gave.
static void take_array(const py::tuple& pair, Source& source) {
  source.schemas.emplace_back(in_capsule<ArrowSchema>(pair[0], "arrow_schema"));
  source.arrays.emplace_back(in_capsule<ArrowArray>(pair[1], "arrow_array"));
}

static void add_stream(const py::object& capsule, Source& source) {
  Owned<ArrowArrayStream> stream(in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream"));
  ArrowArrayStream& s = stream.value;
  const auto check = [&](int code) {
    if (code == 0) return;
    const char* const why = s.get_last_error(&s);
    refuse(std::string("the Arrow stream failed: ") + (why == nullptr ? "no reason told" : why));
  };
  auto& schema = source.schemas.emplace_back();
  check(s.get_schema(&s, &schema.value));
  while (true) {
    auto& array = source.arrays.emplace_back();
    check(s.get_next(&s, &array.value));
    if (array.value.release == nullptr) break;
    unwrap(arrow::add(schema.value, array.value, source.results));
  }
}

template <typename T>
static ColumnView view(const py::buffer_info& memory) {
  return ColumnView::of(
      std::span(static_cast<const T*>(memory.ptr), static_cast<std::size_t>(memory.size)));
}

/// A NumPy array, or anything else with the buffer protocol, as a column of numbers.
static ColumnView numbers(const py::object& column, const char* name, Source& source) {
  source.buffers.push_back(lend(column, name));
  const py::buffer_info& memory = source.buffers.back();
  const char kind = memory.format.size() == 1 ? memory.format[0] : '?';
  const bool dense = memory.ndim == 1 && (memory.size < 2 || memory.strides[0] == memory.itemsize);
  const bool is_signed = std::string_view("bhilq").find(kind) != std::string_view::npos;
  const bool is_unsigned = std::string_view("BHILQ").find(kind) != std::string_view::npos;
  if (dense && kind == 'd') return view<double>(memory);
  if (dense && kind == 'f') return view<float>(memory);
  if (dense && (is_signed || is_unsigned)) switch (memory.itemsize) {
      case 1:
        return is_signed ? view<std::int8_t>(memory) : view<std::uint8_t>(memory);
      case 2:
        return is_signed ? view<std::int16_t>(memory) : view<std::uint16_t>(memory);
      case 4:
        return is_signed ? view<std::int32_t>(memory) : view<std::uint32_t>(memory);
      default:
        return is_signed ? view<std::int64_t>(memory) : view<std::uint64_t>(memory);
    }
  refuse(std::string(name) + " must be a contiguous one-dimensional column of numbers",
         "/" + std::string(name));
}

/// Codes and the words they stand for; a negative code is a missing value.
static ColumnView coded(const py::tuple& pair, const char* name, Source& source) {
  ColumnView codes = numbers(pair[0], name, source);
  source.words.push_back(arrow::texts("", pair[1].cast<std::vector<std::string>>()));
  const arrow::Column& words = source.words.back();
  ColumnView& view = source.results.dictionaries.emplace_back();
  view.type = ColumnType::large_text;
  view.size = static_cast<std::size_t>(words.length);
  view.ends = words.buffers[1], view.values = words.buffers[2];
  codes.dictionary = &view;
  return codes;
}

static ColumnView column_of(const py::object& given, const char* name, Source& source) {
  if (!py::isinstance<py::tuple>(given)) return numbers(given, name, source);
  const auto pair = given.cast<py::tuple>();
  if (pair.size() != 2)
    refuse(std::string(name) + ": expected (codes, words)", "/" + std::string(name));
  if (!PyCapsule_CheckExact(py::object(pair[0]).ptr())) return coded(pair, name, source);
  take_array(pair, source);
  source.schemas.back().value.name = name;  // columns on their own have none; not ours to free
  const ArrowArray& array = source.arrays.back().value;
  return unwrap(arrow::view_of(source.schemas.back().value, array, 0, array.length,
                               source.results.dictionaries));
}

static void add_columns(const py::dict& columns, Source& source) {
  classification::ResultBatch batch;
  for (const char* name : {"sample", "analyte", "value", "qualifier", "loq", "unit"})
    if (columns.contains(name))
      *arrow::column_named(batch, name) = column_of(columns[name], name, source);
  source.results.batches.push_back(batch);
}

static void read_offsets(const py::object& offsets, Source& source) {
  if (offsets.is_none()) return;
  source.buffers.push_back(lend(offsets, "offsets"));
  const auto rows = column<std::int64_t>(source.buffers.back(), "offsets");
  if (rows.empty())
    refuse("offsets are empty: expected one more than there are samples", "/offsets");
  source.results.offsets.assign(rows.begin(), rows.end());
}

static std::unique_ptr<Source> source_of(const py::object& given, const py::object& offsets) {
  auto source = std::make_unique<Source>();
  if (PyCapsule_CheckExact(given.ptr())) {
    add_stream(given, *source);
  } else if (py::isinstance<py::tuple>(given)) {
    take_array(given.cast<py::tuple>(), *source);
    unwrap(arrow::add(source->schemas.back().value, source->arrays.back().value, source->results));
  } else {
    add_columns(given.cast<py::dict>(), *source);
  }
  read_offsets(offsets, *source);
  return source;
}

/// `given`: the capsule of an Arrow stream, the two of an array, or a dict of columns, each memory
/// that is lent, (codes, words), or the two capsules of an array.
static std::pair<std::shared_ptr<Verdicts>, Diagnostics> classify_table(
    const py::object& given, const py::object& offsets, bool strict, const std::string& date,
    int sums, std::uint32_t threads, const py::object& progress) {
  const auto source = source_of(given, offsets);
  classification::ClassifyOptions rules;
  rules.strict = strict;
  rules.sums = static_cast<classification::SumRule>(sums);
  const auto classifier = unwrap(classification::Classifier::built_in(std::move(rules), date));
  classification::TableOptions options;
  options.threads = threads;
  Diagnostics found;
  std::optional<Listener> listener;
  auto verdicts = interruptible([&](Cancel* cancel) {
    options.control.cancel = cancel;
    if (!progress.is_none())
      options.control.progress = std::ref(listener.emplace(progress, cancel));
    return classification::classify_table(classifier, source->results.table(), options, found);
  });
  if (listener) listener->rethrow();
  auto owned = arrow::verdicts_of(unwrap(std::move(verdicts), found), classifier, source->results);
  return {std::const_pointer_cast<Verdicts>(owned), std::move(found)};
}

// ---- what leaves --------------------------------------------------------------------------------

/// The struct in a capsule that ends it, unless a reader has taken it out.
template <typename T>
static py::object capsule_of(std::unique_ptr<T> part, const char* name) {
  PyObject* const capsule = PyCapsule_New(part.get(), name, [](PyObject* self) {
    auto* held = static_cast<T*>(PyCapsule_GetPointer(self, PyCapsule_GetName(self)));
    if (held->release != nullptr) held->release(held);
    delete held;
  });
  if (capsule == nullptr) {
    part->release(part.get());
    throw py::error_already_set();
  }
  static_cast<void>(part.release());
  return py::reinterpret_steal<py::object>(capsule);
}

static py::tuple arrow_array(const std::shared_ptr<Verdicts>& v, const py::object&) {
  auto schema = std::make_unique<ArrowSchema>();
  auto array = std::make_unique<ArrowArray>();
  arrow::hand_over(arrow::columns_of(v), v->size(), schema.get(), array.get());
  py::object first = capsule_of(std::move(schema), "arrow_schema");
  return py::make_tuple(first, capsule_of(std::move(array), "arrow_array"));
}

static py::object arrow_stream(const std::shared_ptr<Verdicts>& v, const py::object&) {
  auto stream = std::make_unique<ArrowArrayStream>();
  arrow::hand_over(arrow::columns_of(v), v->size(), stream.get());
  return capsule_of(std::move(stream), "arrow_array_stream");
}

/// The memory of a column as a NumPy array that keeps all of them alive. Nobody writes to it.
template <typename T>
static py::array lent(const py::object& owner, const std::vector<T>& values) {
  py::array_t<T> column(static_cast<py::ssize_t>(values.size()), values.data(), owner);
  column.attr("flags").attr("writeable") = false;
  return std::move(column);
}

static py::dict numpy_columns(const std::shared_ptr<Verdicts>& v) {
  const py::object owner = py::cast(v);
  const auto& c = v->columns;
  py::dict all;
  all["first_row"] = lent(owner, c.first_row);
  all["contaminated"] = lent(owner, c.contaminated);
  all["class_low"] = lent(owner, c.class_low);
  all["class_high"] = lent(owner, c.class_high);
  all["conclusive"] = lent(owner, c.conclusive).attr("view")("bool");
  all["upper_sum_matters"] = lent(owner, c.upper_sum_matters).attr("view")("bool");
  all["driver"] = lent(owner, c.driver);
  return all;
}

static py::object samples(const std::shared_ptr<Verdicts>& v) {
  if (v->name_ends.empty()) return lent(py::cast(v), v->numbers);
  py::list names;
  for (std::size_t i = 0; i + 1 < v->name_ends.size(); ++i) {
    const auto begin = static_cast<std::size_t>(v->name_ends[i]);
    names.append(
        py::str(v->names.data() + begin, static_cast<std::size_t>(v->name_ends[i + 1]) - begin));
  }
  return std::move(names);
}

static std::string ids(const Verdicts& v, const AnalyteSet& set) {
  std::string joined;
  for (const auto a : set.list()) joined += (joined.empty() ? "" : ";") + v.analytes[a];
  return joined;
}

static std::vector<std::string> joined(const Verdicts& v, const std::vector<AnalyteSet>& sets) {
  std::vector<std::string> all;
  all.reserve(sets.size());
  for (const auto& set : sets) all.push_back(ids(v, set));
  return all;
}

void bind_columns(py::module_& m) {
  py::class_<Verdicts, std::shared_ptr<Verdicts>>(m, "Verdicts")
      .def("__len__", &Verdicts::size)
      .def("arrow_array", &arrow_array, "requested_schema"_a)
      .def("arrow_stream", &arrow_stream, "requested_schema"_a)
      .def("columns", &numpy_columns)
      .def("samples", &samples)
      .def("drivers", [](const Verdicts& v) { return joined(v, v.columns.drivers); })
      .def("above_normverdi", [](const Verdicts& v) { return joined(v, v.columns.above_limit); })
      .def_readonly("analytes", &Verdicts::analytes);
  m.def("classify_table", &classify_table, "given"_a, "offsets"_a, "strict"_a, "date"_a, "sums"_a,
        "threads"_a, "progress"_a);
}

}  // namespace masseflyt::python
