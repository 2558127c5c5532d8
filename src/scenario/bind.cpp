// From cells to a Case: every cell read, every problem told.
#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "detail/text.hpp"
#include "scenario/binding.hpp"
#include "scenario/cell.hpp"
#include "scenario/header.hpp"
#include "scenario/lookup.hpp"

namespace masseflyt::scenario {
namespace {

constexpr std::size_t absent = static_cast<std::size_t>(-1);
constexpr std::size_t most_findings = 10'000;

/// Place of a column name: the header line of a CSV file, or the first row of JSON that has it.
std::string column_path(const Table& table, std::size_t column) {
  const std::string& name = table.columns[column];
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (table.rows[r][column].kind == CellKind::missing) continue;
    const std::string path = cell_path(table, r, name);
    if (path.front() == '/') return path;
    return path.substr(0, path.find(':')) + ":1:" + name;
  }
  return table.name + ":1:" + name;
}

void check_columns(Binding& b, const BoundTable& t) {
  Names known;
  for (const Column& c : t.spec->columns) known.emplace_back(c.name);
  for (std::size_t c = 0; c < t.table->columns.size(); ++c) {
    const std::string& name = t.table->columns[c];
    if (t.spec->find(name) != nullptr || is_private(name)) continue;
    const std::string near = detail::nearest_word(name, known);
    b.found.add(
        t.rank, 0, 0,
        {near.empty() ? Severity::warning : Severity::error, ErrorCode::invalid_document,
         column_path(*t.table, c), detail::shorten(name),
         near.empty() ? "a column of " + t.table->name + "; this one is not read (x-" + name +
                            " would be kept)"
                      : "a column of " + t.table->name + " (did you mean '" + near + "'?)"});
  }
}

/// Spreadsheets run what begins so, and browsers show what looks like markup.
bool looks_like_code(std::string_view name) {
  if (name.empty()) return false;
  if (name.front() == '=' || name.front() == '+' || name.front() == '@') return true;
  for (std::size_t i = 0; i + 1 < name.size(); ++i) {
    const char next = name[i + 1];
    const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (name[i] == '<' && (letter || next == '/' || next == '!')) return true;
  }
  return false;
}

bool is_name(std::string_view column) { return column == "name" || column == "name_nb"; }

class RowReader {
 public:
  RowReader(Binding& binding, BoundTable& table) : b_(binding), t_(table) {}

  void read(std::size_t row) {
    void* element = t_.spec->add_row(b_.out);
    const bool included = is_included(row);
    for (std::size_t c = 0; c < t_.spec->columns.size(); ++c) {
      const Column& column = t_.spec->columns[c];
      const Cell& cell = at(row, c);
      if (cell.kind == CellKind::missing) {
        if (column.required && (included || column.type == Type::id))
          report(row, c, Severity::error, expectation(column) + "; it is required");
        if (!column.fallback.empty())
          fill(element, column, {CellKind::text, std::string(column.fallback)});
        continue;
      }
      const std::string expected = fill(element, column, cell);
      if (!expected.empty()) report(row, c, Severity::error, expected);
      if (is_name(column.name) && looks_like_code(cell.text))
        report(row, c, Severity::warning,
               "a plain name; markup and formulas are shown as text, never run");
    }
  }

 private:
  const Cell& at(std::size_t row, std::size_t column) const {
    static const Cell missing;
    const std::size_t position = t_.position[column];
    return position == absent ? missing : t_.table->rows[row][position];
  }

  bool is_included(std::size_t row) const {
    for (std::size_t c = 0; c < t_.spec->columns.size(); ++c)
      if (t_.spec->columns[c].name == "included") return at(row, c).text != "no";
    return true;
  }

  std::string fill(void* element, const Column& column, const Cell& cell) {
    value_ = {};
    std::string expected = read_cell(column, cell, b_.materials, value_);
    if (expected.empty()) column.write(element, value_);
    return expected;
  }

  void report(std::size_t row, std::size_t column, Severity severity, std::string expected) {
    const auto name = t_.spec->columns[column].name;
    if (severity == Severity::error) t_.bad.insert(row * t_.spec->columns.size() + column);
    b_.found.add(t_.rank, row + 1, column,
                 {severity, ErrorCode::invalid_document, cell_path(*t_.table, row, name),
                  detail::shorten(at(row, column).text), std::move(expected)});
  }

  Binding& b_;
  BoundTable& t_;
  Value value_;
};

/// Rows that cannot be told apart. Tables with ids remember them for references.
void check_keys(Binding& b, BoundTable& t) {
  if (t.spec->key.empty()) return;
  const bool either_order = t.table->name == "distances";
  for (std::size_t r = 0; r < t.table->rows.size(); ++r) {
    std::string key = row_key(*t.table, r);
    if (either_order) {
      const std::string& from = text_of(*t.table, r, "from");
      const std::string& to = text_of(*t.table, r, "to");
      key = std::min(from, to) + "/" + std::max(from, to);
    }
    if (key.empty() || key == "/") continue;
    const auto [first, fresh] = t.ids.emplace(std::move(key), r);
    if (fresh) continue;
    b.row(t, r).error(
        t.spec->key.front(),
        "another one: " + cell_path(*t.table, first->second, "") + " is the same row already");
  }
}

void remember_factors(Binding& b) {
  const BoundTable* t = b.find("assumptions");
  for (std::size_t r = 0; t != nullptr && r < t->table->rows.size(); ++r)
    if (text_of(*t->table, r, "target") == "factors")
      b.factors.emplace(text_of(*t->table, r, "key"), r);
}

}  // namespace

void Findings::add(std::size_t table, std::size_t row, std::size_t column, Diagnostic diagnostic) {
  if (all_.size() == most_findings) {
    ++dropped_;
    return;
  }
  all_.push_back({table, row, column, std::move(diagnostic)});
}

void Findings::move_to(Diagnostics& found) {
  std::stable_sort(all_.begin(), all_.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.table, a.row, a.column) < std::tie(b.table, b.row, b.column);
  });
  for (auto& finding : all_) found.push_back(std::move(finding.diagnostic));
  if (dropped_ > 0)
    found.push_back({Severity::error, ErrorCode::limit_exceeded, "",
                     std::to_string(dropped_) + " more problems",
                     "fewer problems: these are not listed"});
  all_.clear();
}

bool Row::good(std::initializer_list<std::string_view> columns) const {
  const auto& all = table_.spec->columns;
  for (const auto name : columns)
    for (std::size_t c = 0; c < all.size(); ++c)
      if (all[c].name == name && table_.bad.count(index_ * all.size() + c) != 0) return false;
  return true;
}

bool Row::given(std::string_view column) const { return !text(column).empty(); }

const std::string& Row::text(std::string_view column) const {
  return text_of(*table_.table, index_, column);
}

void Row::error(std::string_view column, std::string expected) const {
  report(Severity::error, column, std::move(expected));
}

void Row::warn(std::string_view column, std::string expected) const {
  report(Severity::warning, column, std::move(expected));
}

void Row::report(Severity severity, std::string_view column, std::string expected) const {
  const auto& all = table_.spec->columns;
  std::size_t c = 0;
  while (c < all.size() && all[c].name != column) ++c;
  if (severity == Severity::error) table_.bad.insert(index_ * all.size() + c);
  binding_.found.add(
      table_.rank, index_ + 1, c,
      {severity, ErrorCode::invalid_document, cell_path(*table_.table, index_, column),
       detail::shorten(text(column)), std::move(expected)});
}

Binding::Binding(const std::vector<Table>& all, Names unread) : unread_(std::move(unread)) {
  const auto& specs = all_tables();
  for (std::size_t s = 0; s < specs.size(); ++s)
    for (const Table& table : all)
      if (table.name == specs[s].name) {
        tables.push_back({&table, &specs[s], s + 1});
        for (const Column& column : specs[s].columns)
          tables.back().position.push_back(column_of(table, column.name).value_or(absent));
      }
  materials = vocabulary("materials");
  if (const BoundTable* own = find("materials"))
    for (std::size_t r = 0; r < own->table->rows.size(); ++r) {
      const std::string& id = text_of(*own->table, r, "id");
      if (!id.empty() && std::find(materials.begin(), materials.end(), id) == materials.end())
        materials.push_back(id);
    }
  remember_factors(*this);
}

BoundTable* Binding::find(std::string_view name) {
  const auto at = std::find_if(tables.begin(), tables.end(),
                               [&](const BoundTable& t) { return t.spec->name == name; });
  return at == tables.end() ? nullptr : &*at;
}

bool Binding::exists(std::string_view of, const std::string& id) const {
  for (const std::string& name : detail::split(of, '|')) {
    if (name == "EXT" && id == "EXT") return true;
    if (std::find(unread_.begin(), unread_.end(), name) != unread_.end()) return true;
    if (name == "factors" && factors.count(id) != 0) return true;
    for (const BoundTable& t : tables)
      if (t.spec->name == name && t.ids.count(id) != 0) return true;
  }
  return false;
}

std::string Binding::suggestion(std::string_view of, const std::string& id) const {
  constexpr std::size_t most = 3000;  // more are too many to compare with
  Names known;
  for (const std::string& name : detail::split(of, '|')) {
    if (name == "factors")
      for (const auto& [key, row] : factors) known.push_back(key);
    for (const BoundTable& t : tables)
      if (t.spec->name == name && t.ids.size() < most)
        for (const auto& [key, row] : t.ids) known.push_back(key);
  }
  std::sort(known.begin(), known.end());
  const std::string near = detail::nearest_word(id, known);
  return near.empty() ? "" : " (did you mean '" + near + "'?)";
}

void bind_tables(Binding& b) {
  for (BoundTable& t : b.tables) {
    check_columns(b, t);
    RowReader reader(b, t);
    for (std::size_t r = 0; r < t.table->rows.size(); ++r) reader.read(r);
    check_keys(b, t);
  }
}

void check_references(Binding& b) {
  for (BoundTable& t : b.tables)
    for (const Column& column : t.spec->columns) {
      if (column.type != Type::reference && column.type != Type::references) continue;
      for (std::size_t r = 0; r < t.table->rows.size(); ++r) {
        const Row row = b.row(t, r);
        if (!row.given(column.name) || !row.good({column.name})) continue;
        const Names ids = column.type == Type::reference
                              ? Names{row.text(column.name)}
                              : detail::split(row.text(column.name), ';');
        for (const auto& id : ids)
          if (!b.exists(column.of, id)) {
            row.error(column.name, "an id of " + std::string(column.of) + ": there is no '" + id +
                                       "'" + b.suggestion(column.of, id));
            break;
          }
      }
    }
}

Result<Case> Document::bind(Diagnostics& found) const { return bind_again(found, nullptr); }

/// `known`: what a document with the same layers was bound to, without errors.
Result<Case> Document::bind_again(Diagnostics& found, const Case* known) const {
  std::optional<Document> copy;
  Result<void> chosen;
  if (!shows_all_variants()) {
    copy = *this;
    chosen = copy->choose_defaults();
  }
  const Document& now = copy ? *copy : *this;
  Binding binding(now.tables_, now.unread_);
  binding.header_file = now.header_file_;
  bind_header(binding, now.header_json_);
  for (const Table& table : now.tables_)
    if (find_table(table.name) == nullptr)
      binding.found.add(0, 0, 0,
                        {Severity::error, ErrorCode::invalid_document, "/" + table.name, table.name,
                         "a table we know"});
  bind_tables(binding);
  check_references(binding);
  derive(binding);
  check_rows(binding);
  check_state(binding);
  check_samples(binding);
  check_monitoring(binding);
  check_assumptions(binding);
  check_variants(binding);
  check_network(binding);
  check_trucks(binding);
  check_couplings(binding);
  if (known == nullptr)
    bind_layers(binding, now.layers_json_);
  else
    binding.out.shapes = known->shapes;
  binding.found.move_to(found);
  if (!chosen && !has_errors(found))  // check_variants says the same with more detail
    found.push_back(
        {Severity::error, chosen.error().code, chosen.error().path, "", chosen.error().message});
  if (has_errors(found))
    return Error{ErrorCode::invalid_document, "the scenario has errors; the diagnostics hold all",
                 ""};
  return std::move(binding.out);
}

}  // namespace masseflyt::scenario
