#include <masseflyt/classification/columns.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

#include "classification/column_reader.hpp"

namespace masseflyt::classification {
namespace {

using detail::Block;
using detail::Findings;
using Starts = std::vector<std::int64_t>;

Error wrong(std::string what, std::string path, ErrorCode code = ErrorCode::invalid_argument) {
  return {code, std::move(what), std::move(path)};
}

// ---- does the table fit? ------------------------------------------------------------------------

struct Expected {
  const char* name;
  ColumnView ResultBatch::*column;
  bool text, number, required;
};

constexpr Expected expected_columns[] = {{"sample", &ResultBatch::sample, true, true, false},
                                         {"analyte", &ResultBatch::analyte, true, true, true},
                                         {"value", &ResultBatch::value, true, true, true},
                                         {"qualifier", &ResultBatch::qualifier, true, true, false},
                                         {"loq", &ResultBatch::loq, false, true, false},
                                         {"unit", &ResultBatch::unit, true, false, false}};

bool fits(const Expected& e, const ColumnView& c) {
  if (c.dictionary != nullptr)
    return e.text && detail::is_integer(c.type) && holds_text(c.dictionary->type) &&
           c.dictionary->dictionary == nullptr;
  if (holds_text(c.type)) return e.text;
  const bool fractions = e.column == &ResultBatch::value || e.column == &ResultBatch::loq;
  return e.number && (fractions ? detail::is_number(c.type) : detail::is_integer(c.type));
}

Result<void> check(const ResultBatch& batch, const ResultBatch& first, bool has_offsets) {
  for (const Expected& e : expected_columns)
    if ((batch.*e.column).type == ColumnType::none &&
        (e.required || (e.column == &ResultBatch::sample && !has_offsets)))
      return wrong(std::string("there is no column '") + e.name + "'", std::string("/") + e.name);
  for (const Expected& e : expected_columns) {
    const ColumnView& c = batch.*e.column;
    const std::string name = std::string("column '") + e.name + "'";
    const std::string path = std::string("/") + e.name;
    if (c.type != (first.*e.column).type)
      return wrong(name + " changes its type from one piece to the next", path);
    if (c.type == ColumnType::none) continue;
    if (!fits(e, c))
      return wrong(name + " has a type that does not fit: expected " + (e.text ? "text" : "") +
                       (e.text && e.number ? " or " : "") + (e.number ? "numbers" : ""),
                   path);
    if (c.size != batch.analyte.size)
      return wrong(name + " has " + std::to_string(c.size) + " rows, 'analyte' has " +
                       std::to_string(batch.analyte.size),
                   path);
  }
  return {};
}

// ---- where do samples begin? --------------------------------------------------------------------

bool names_a_sample(const ColumnView& column, std::size_t i) {
  if (!detail::is_there(column, i)) return false;
  if (column.dictionary == nullptr) return true;
  const auto code = integer_at(column, i);
  return code >= 0 && static_cast<std::size_t>(code) < column.dictionary->size &&
         detail::is_there(*column.dictionary, static_cast<std::size_t>(code));
}

/// Rows at which the number in the column changes, counted from `base`.
void changes(const ColumnView& column, std::size_t base, Starts& starts) {
  detail::with_numbers(column, [&](const auto* v) {
    for (std::size_t i = 1; i < column.size; ++i)
      if (v[i] != v[i - 1]) starts.push_back(static_cast<std::int64_t>(base + i));
  });
}

void text_changes(const ColumnView& column, std::size_t base, Starts& starts) {
  if (column.size == 0) return;
  std::string_view last = detail::plain_text(column, 0);
  for (std::size_t i = 1; i < column.size; ++i) {
    const std::string_view name = detail::plain_text(column, i);
    if (name != last) starts.push_back(static_cast<std::int64_t>(base + i));
    last = name;
  }
}

/// A row somewhere in the table.
struct Place {
  const ColumnView* column;
  std::size_t row;
};

/// Finds the pieces that rows lie in; rows must be asked for in rising order.
class Cursor {
 public:
  explicit Cursor(const ResultTable& table) : batches_(table.batches) {}
  void seek(std::size_t row) {
    while (row >= base_ + batches_[index_].analyte.size) base_ += batches_[index_++].analyte.size;
  }
  const ResultBatch& batch() const { return batches_[index_]; }
  std::size_t base() const { return base_; }

 private:
  std::span<const ResultBatch> batches_;
  std::size_t index_ = 0, base_ = 0;
};

bool same_sample(const Place& a, const Place& b) {
  const bool text = a.column->dictionary != nullptr || holds_text(a.column->type);
  return text ? text_at(*a.column, a.row) == text_at(*b.column, b.row)
              : integer_at(*a.column, a.row) == integer_at(*b.column, b.row);
}

/// Whether a sample comes again after others; numbers or names that rise cannot.
template <typename Key>
Result<void> check_apart(const std::vector<Key>& key, const Starts& starts) {
  const bool rising =
      std::adjacent_find(key.begin(), key.end(), std::greater_equal<>()) == key.end();
  if (rising) return {};
  std::unordered_map<Key, std::size_t> seen(key.size());
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto [place, fresh] = seen.try_emplace(key[i], i);
    if (fresh) continue;
    const std::string row = std::to_string(starts[i]);
    return wrong("sample at row " + row + " stood at row " + std::to_string(starts[place->second]) +
                     " before: rows of a sample must stand together, sort them by sample",
                 "/sample/" + row, ErrorCode::not_sorted);
  }
  return {};
}

std::vector<Place> places_of(const ResultTable& table, const Starts& starts) {
  std::vector<Place> places;
  places.reserve(starts.size());
  Cursor at(table);
  for (const auto start : starts) {
    at.seek(static_cast<std::size_t>(start));
    places.push_back({&at.batch().sample, static_cast<std::size_t>(start) - at.base()});
  }
  return places;
}

Result<void> check_apart(const ResultTable& table, const Starts& starts) {
  const auto places = places_of(table, starts);
  if (places.empty()) return {};
  if (places.front().column->dictionary != nullptr || holds_text(places.front().column->type)) {
    std::vector<std::string_view> names;
    names.reserve(places.size());
    for (const auto& p : places) names.push_back(text_at(*p.column, p.row));
    return check_apart(names, starts);
  }
  std::vector<std::int64_t> numbers;
  numbers.reserve(places.size());
  for (const auto& p : places) numbers.push_back(integer_at(*p.column, p.row));
  return check_apart(numbers, starts);
}

/// Rows without a sample are faults. A dictionary may hold a name twice, and so may two pieces.
Result<Starts> starts_of(const ResultTable& table, Findings& found) {
  Starts starts;
  std::size_t base = 0;
  std::optional<Place> last;
  for (const auto& batch : table.batches) {
    const ColumnView& column = batch.sample;
    if (column.valid != nullptr || column.dictionary != nullptr)
      for (std::size_t i = 0; i < column.size; ++i)
        if (!names_a_sample(column, i))
          found.fault(detail::Wanted::sample, base + i, "", "the name of a sample");
    if (found.fault_count > 0) return Starts{};
    if (column.size == 0) continue;
    const std::size_t before = starts.size();
    if (!last || !same_sample(*last, {&column, 0}))
      starts.push_back(static_cast<std::int64_t>(base));
    if (column.dictionary != nullptr || !holds_text(column.type))
      changes(column, base, starts);
    else
      text_changes(column, base, starts);
    if (column.dictionary != nullptr) {
      const auto repeats = [&](std::int64_t start) {
        const auto i = static_cast<std::size_t>(start) - base;
        return i > 0 && text_at(column, i) == text_at(column, i - 1);
      };
      starts.erase(std::remove_if(starts.begin() + static_cast<std::ptrdiff_t>(before),
                                  starts.end(), repeats),
                   starts.end());
    }
    base += column.size;
    last = Place{&column, column.size - 1};
  }
  if (auto apart = check_apart(table, starts); !apart) return apart.error();
  starts.push_back(static_cast<std::int64_t>(base));
  return starts;
}

Result<void> check_offsets(std::span<const std::int64_t> offsets, std::size_t rows) {
  if (offsets.front() != 0 || offsets.back() != static_cast<std::int64_t>(rows))
    return wrong("offsets run from " + std::to_string(offsets.front()) + " to " +
                     std::to_string(offsets.back()) + ", the table has rows 0 to " +
                     std::to_string(rows),
                 "/offsets");
  const auto fall = std::adjacent_find(offsets.begin(), offsets.end(), std::greater<>());
  if (fall == offsets.end()) return {};
  const std::string index = std::to_string(fall - offsets.begin() + 1);
  return wrong("offsets fall at index " + index, "/offsets/" + index);
}

// ---- the verdicts -------------------------------------------------------------------------------

void resize(VerdictColumns& out, std::size_t n) {
  out.first_row.resize(n), out.contaminated.resize(n);
  out.class_low.resize(n), out.class_high.resize(n);
  out.conclusive.resize(n), out.upper_sum_matters.resize(n), out.driver.resize(n);
  out.drivers.resize(n), out.above_limit.resize(n);
}

/// Judges ranges of samples; one per thread.
class Judge {
 public:
  Judge(const Classifier::Tables& tables, const ResultTable& table,
        std::span<const std::int64_t> starts, VerdictColumns& out)
      : t_(tables), table_(table), starts_(starts), out_(out), reader_(tables) {}

  void judge(std::size_t first, std::size_t last, Findings& found) {
    found_ = &found;
    sample_ = first;
    open();
    Cursor at(table_);
    const auto end = static_cast<std::size_t>(starts_[last]);
    for (auto row = static_cast<std::size_t>(starts_[first]); row < end;) {
      at.seek(row);
      const std::size_t here = row - at.base();
      const std::size_t count =
          std::min({detail::block_rows, at.batch().analyte.size - here, end - row});
      reader_.read(at.batch(), at.base(), here, count, block_, found);
      take_block(row, count);
      row += count;
    }
    while (sample_ < last) close();
  }

 private:
  void open() {
    scratch_.seen = {};
    loud_ = {};
    wet_.clear();
    dry_percent_ = Decimal();
  }

  void close() {
    if (!wet_.empty()) take_wet();
    const auto s = kernel::judge_loud(t_, scratch_, loud_);
    const bool all_trusted = kernel::intersection(t_.not_verified, scratch_.seen).empty();
    out_.first_row[sample_] = starts_[sample_];
    out_.contaminated[sample_] = static_cast<std::int8_t>(s.contaminated());
    out_.class_low[sample_] = s.class_low;
    out_.class_high[sample_] = s.class_high;
    out_.conclusive[sample_] = s.conclusive() && all_trusted;
    out_.upper_sum_matters[sample_] = s.upper_sum_matters;
    out_.driver[sample_] = s.drivers.empty() ? std::int8_t{-1} : static_cast<std::int8_t>(s.driver);
    out_.drivers[sample_] = s.drivers;
    out_.above_limit[sample_] = s.above_limit;
    ++sample_;
    open();
  }

  void take_block(std::size_t row, std::size_t count) {
    for (std::size_t k = 0; k < count;) {
      while (row + k >= static_cast<std::size_t>(starts_[sample_ + 1])) close();
      const std::size_t end = std::min(count, static_cast<std::size_t>(starts_[sample_ + 1]) - row);
      k = take_plain_rows(k, end);
      if (k < end) take_row(row + k, k), ++k;
    }
  }

  /// The common rows, up to the first that needs more care: quantified or below a LOQ, on dry
  /// matter, the first of its analyte. Without a branch that depends on the values; the sets stay
  /// in registers.
  std::size_t take_plain_rows(std::size_t k, std::size_t end) {
    AnalyteSet seen = scratch_.seen, loud = loud_;
    for (; k < end; ++k) {
      const AnalyteIndex a = block_.analyte[k];
      const ResultKind kind = block_.kind[k];
      if (a >= max_analytes || kind > ResultKind::below_loq || block_.careful[k] != 0) break;
      if (seen.has(a)) break;
      const Steps below = kind == ResultKind::below_loq;
      const Steps high = block_.steps[k] - below;
      scratch_.cell[a] = {block_.steps[k] & (below - 1), high, kind};
      const std::uint64_t bit = std::uint64_t{1} << (a & 63), first = a < 64 ? bit : 0;
      const std::uint64_t above = 0 - static_cast<std::uint64_t>(high > t_.quiet[a]);
      seen.word[0] |= first, seen.word[1] |= bit ^ first;
      loud.word[0] |= first & above, loud.word[1] |= (bit ^ first) & above;
    }
    scratch_.seen = seen, loud_ = loud;
    return k;
  }

  void take_row(std::size_t row, std::size_t k) {
    const AnalyteIndex a = block_.analyte[k];
    if (a == Block::skipped) return;
    if (block_.kind[k] == ResultKind::missing) {
      ++found_->missing;
    } else if (a == reader_.dry_matter()) {
      take_dry_matter(row, k);
    } else if (block_.careful[k] != 0 && block_.kind[k] != ResultKind::not_detected) {
      wet_.push_back({row, a, block_.kind[k], block_.steps[k]});
    } else {
      put(a, block_.kind[k], block_.steps[k]);
    }
  }

  void put(AnalyteIndex a, ResultKind kind, Steps steps) {
    const auto cell = kernel::cell_of(kind, steps, t_.options.strict);
    if (!kernel::put(scratch_, a, cell)) ++found_->repeated;
    if (cell.high > t_.quiet[a]) loud_.add(a);
  }

  void take_dry_matter(std::size_t row, std::size_t k) {
    const Decimal percent = Decimal::of_steps(block_.steps[k]);
    const bool sensible = block_.kind[k] == ResultKind::quantified && percent > Decimal() &&
                          percent <= Decimal::whole(100);
    if (sensible)
      dry_percent_ = percent;
    else
      found_->fault(detail::Wanted::value, row, percent.to_string(),
                    "dry matter above 0 and up to 100 %");
  }

  void take_wet() {
    for (const auto& w : wet_) {
      if (dry_percent_ == Decimal()) {
        found_->fault(detail::Wanted::unit, w.row, "per wet mass",
                      "dry matter (%) of the sample, because this result is per wet mass");
        continue;
      }
      const auto dry = Decimal::of_steps(w.steps).scaled(Decimal::whole(100), dry_percent_);
      if (dry && *dry <= Decimal::whole(1'000'000))
        put(w.analyte, w.kind, dry->steps());
      else
        found_->fault(detail::Wanted::value, w.row, Decimal::of_steps(w.steps).to_string(),
                      "at most 100 % of the dry matter");
    }
  }

  struct Wet {
    std::size_t row;
    AnalyteIndex analyte;
    ResultKind kind;
    Steps steps;
  };
  const Classifier::Tables& t_;
  const ResultTable& table_;
  std::span<const std::int64_t> starts_;
  VerdictColumns& out_;
  detail::ColumnReader reader_;
  Block block_;
  kernel::Scratch scratch_;
  AnalyteSet loud_;
  std::vector<Wet> wet_;
  Decimal dry_percent_;
  std::size_t sample_ = 0;
  Findings* found_ = nullptr;
};

/// Ranges of samples of about `rows` rows each, the same whoever works on them.
std::vector<std::size_t> tasks_of(std::span<const std::int64_t> starts, std::int64_t rows) {
  std::vector<std::size_t> tasks = {0};
  for (std::int64_t next = rows; next < starts.back(); next += rows) {
    const auto at = std::lower_bound(starts.begin(), starts.end() - 1, next) - starts.begin();
    if (static_cast<std::size_t>(at) > tasks.back()) tasks.push_back(static_cast<std::size_t>(at));
  }
  if (tasks.back() < starts.size() - 1) tasks.push_back(starts.size() - 1);
  return tasks;
}

struct Work {
  const Classifier::Tables& tables;
  const ResultTable& table;
  std::span<const std::int64_t> starts;
  const TableOptions& options;
  VerdictColumns& out;
  std::vector<std::size_t> tasks;
  std::vector<Findings> found = {};
  std::atomic<std::size_t> next = 0, done = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr failure = nullptr;

  std::size_t count() const { return tasks.size() - 1; }

  void run(bool reports) {
    try {
      const auto judge = std::make_unique<Judge>(tables, table, starts, out);
      for (std::size_t i = next++; i < count(); i = next++) {
        if (options.control.cancelled() || failed) return;
        judge->judge(tasks[i], tasks[i + 1], found[i]);
        const auto share = static_cast<double>(++done) / static_cast<double>(count());
        if (reports) options.control.report("samples", share);
      }
    } catch (...) {  // out of memory
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
};

void run_on_threads(Work& work) {
  const std::uint32_t machine = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t wanted = work.options.threads == 0 ? machine : work.options.threads;
  std::vector<std::thread> helpers;
  for (std::size_t t = 1; t < std::min(wanted, work.count()); ++t)
    helpers.emplace_back([&work] { work.run(false); });
  work.run(true);
  for (auto& h : helpers) h.join();
  if (work.failure) std::rethrow_exception(work.failure);
}

// ---- what was noticed ---------------------------------------------------------------------------

void warn(Diagnostics& found, std::string path, std::string value, std::string expected) {
  found.push_back({Severity::warning, ErrorCode::invalid_document, std::move(path),
                   std::move(value), std::move(expected)});
}

std::string rows_text(std::size_t rows) {
  return std::to_string(rows) + (rows == 1 ? " row" : " rows");
}

void tell(const Findings& all, Diagnostics& found) {
  found.insert(found.end(), all.faults.begin(), all.faults.end());
  if (all.fault_count > all.faults.size())
    found.push_back({Severity::error, ErrorCode::limit_exceeded, "",
                     std::to_string(all.fault_count - all.faults.size()) + " more faults",
                     "no faults; only the first ones are told one by one"});
  for (const auto& [name, rows] : all.unknown)
    warn(found, "/analyte/" + std::to_string(rows.first_row), name,
         "a known analyte; not judged: " + rows_text(rows.rows));
  if (all.missing > 0)
    warn(found, "/value", "", "results; there are none in " + rows_text(all.missing));
  if (all.repeated > 0)
    warn(found, "/analyte", rows_text(all.repeated),
         "one result per sample and analyte; the highest counts");
}

Error refused() { return wrong("some rows have faults", "", ErrorCode::invalid_document); }

}  // namespace

Result<VerdictColumns> classify_table(const Classifier& classifier, const ResultTable& table,
                                      const TableOptions& options, Diagnostics& found) {
  std::size_t rows = 0;
  for (const auto& batch : table.batches) {
    const auto fit = check(batch, table.batches.front(), !table.offsets.empty());
    if (!fit) return fit.error();
    rows += batch.analyte.size;
  }
  VerdictColumns out;
  if (options.control.cancelled()) return stopped_by_caller();
  Findings all;
  Starts own;
  if (table.offsets.empty()) {
    auto starts = starts_of(table, all);
    if (!starts) return starts.error();
    own = std::move(*starts);
    if (all.fault_count > 0) return tell(all, found), refused();
  } else if (const auto fit = check_offsets(table.offsets, rows); !fit) {
    return fit.error();
  }
  const std::span<const std::int64_t> starts = table.offsets.empty() ? own : table.offsets;
  if (starts.size() < 2) return out;

  resize(out, starts.size() - 1);
  const auto task_rows = std::max<std::int64_t>(1 << 16, static_cast<std::int64_t>(rows / 4096));
  Work work{classifier.tables(), table, starts, options, out, tasks_of(starts, task_rows)};
  work.found.resize(work.count());
  run_on_threads(work);
  if (options.control.cancelled()) return stopped_by_caller();
  for (auto& part : work.found) all.join(std::move(part));
  tell(all, found);
  if (all.fault_count > 0) return refused();
  return out;
}

}  // namespace masseflyt::classification
