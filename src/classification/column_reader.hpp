// column_reader.hpp — lent columns as blocks of results that the kernel takes.
//
// A block fits the first cache, so that a table of any size and type is read once and never copied.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/columns.hpp>

#include "classification/kernel.hpp"

namespace masseflyt::classification::detail {

inline constexpr std::size_t block_rows = 2048;

inline bool is_there(const ColumnView& column, std::size_t i) {
  if (column.valid == nullptr) return true;
  const std::size_t bit = column.offset + i;
  return (column.valid[bit >> 3] >> (bit & 7) & 1) != 0;
}

/// Calls `use` with the numbers of a column as a typed pointer. Precondition: it holds numbers.
template <typename Use>
auto with_numbers(const ColumnView& column, Use&& use) {
  const auto at = [&]<typename T>(T) {
    return use(static_cast<const T*>(column.values) + column.offset);
  };
  switch (column.type) {
    case ColumnType::int8:
      return at(std::int8_t());
    case ColumnType::uint8:
      return at(std::uint8_t());
    case ColumnType::int16:
      return at(std::int16_t());
    case ColumnType::uint16:
      return at(std::uint16_t());
    case ColumnType::int32:
      return at(std::int32_t());
    case ColumnType::uint32:
      return at(std::uint32_t());
    case ColumnType::uint64:
      return at(std::uint64_t());
    case ColumnType::float32:
      return at(float());
    case ColumnType::float64:
      return at(double());
    default:
      return at(std::int64_t());
  }
}

constexpr bool is_integer(ColumnType type) {
  return type >= ColumnType::int8 && type <= ColumnType::uint64;
}
constexpr bool is_number(ColumnType type) {
  return type >= ColumnType::int8 && type <= ColumnType::float64;
}

/// Precondition: a column of texts without a dictionary, and a row that is there.
std::string_view plain_text(const ColumnView& column, std::size_t i);
/// What stands there, for a fault: "" when it is missing.
std::string shown(const ColumnView& column, std::size_t i);

/// What the texts of one column mean. Columns repeat few texts, so each is looked up seldom.
class Words {
 public:
  static constexpr std::uint16_t unknown = 0xFFFF, absent = 0xFFFE;

  explicit Words(std::function<std::uint16_t(std::string_view)> meaning)
      : meaning_(std::move(meaning)) {}

  std::uint16_t operator()(std::string_view word) {
    Slot& slot = recent_[slot_of(word)];
    if (slot.word == word && slot.meaning != unused) return slot.meaning;
    return look_up(word, slot);
  }
  /// The meanings of all texts of a dictionary; none without one.
  std::vector<std::uint16_t> of(const ColumnView& column);

 private:
  static constexpr std::uint16_t unused = 0xFFFD;
  static constexpr std::size_t most = 4096;  ///< texts that are kept
  struct Slot {
    std::string_view word;  ///< of an entry of `all_`, which never moves
    std::uint16_t meaning = unused;
  };
  static std::size_t slot_of(std::string_view word) {
    if (word.empty()) return 0;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
    const std::size_t n = word.size();
    return (n * 31 + at(0) * 7u + at(n / 2) * 131u + at(n - 1) * 17u) % 256;
  }
  std::uint16_t look_up(std::string_view word, Slot& slot);

  std::function<std::uint16_t(std::string_view)> meaning_;
  std::array<Slot, 256> recent_;
  std::map<std::string, std::uint16_t, std::less<>> all_;
};

enum class Wanted : std::uint8_t { sample, analyte, value, qualifier, loq, unit };

/// The faults of a piece of the table, and what was left out there.
struct Findings {
  std::vector<Diagnostic> faults;  ///< the first ones only
  std::size_t fault_count = 0;
  std::size_t missing = 0, repeated = 0;
  struct Unknown {
    std::size_t first_row = 0, rows = 0;
  };
  std::map<std::string, Unknown, std::less<>> unknown;  ///< names that are in no catalogue

  void fault(Wanted column, std::size_t row, std::string value, const char* expected);
  void join(Findings&& later);
};

/// Results in mg/kg on their own basis.
struct Block {
  static constexpr AnalyteIndex skipped = 0xFFFF;  ///< not to be judged, for whatever reason
  std::array<AnalyteIndex, block_rows> analyte;
  std::array<ResultKind, block_rows> kind;
  std::array<Steps, block_rows> steps;
  std::array<std::uint8_t, block_rows> careful;  ///< per wet mass, or dry matter itself
};

/// One thread's reader; it borrows what it is made of.
class ColumnReader {
 public:
  explicit ColumnReader(const Classifier::Tables& tables);
  ColumnReader(const ColumnReader&) = delete;

  /// Rows [begin, begin + count) of `batch`, which begins at row `base` of its table.
  /// Precondition: count <= block_rows.
  void read(const ResultBatch& batch, std::size_t base, std::size_t begin, std::size_t count,
            Block& out, Findings& found);

  AnalyteIndex dry_matter() const { return dry_matter_; }

 private:
  struct Unit {
    int shift = 0;
    bool wet = false, concentration = true, percent = false;
  };
  void read_analytes();
  void read_kinds();
  void read_units();
  void read_values();
  void read_value(std::size_t k);
  bool read_text(std::size_t k, const ColumnView& texts, std::size_t i);
  void apply_loq(std::size_t k);
  std::optional<Decimal> number(const ColumnView& column, std::size_t k) const;
  int shift_of(std::size_t k) const;
  AnalyteIndex judged_as(std::uint16_t meaning, std::size_t k);
  std::uint16_t unit_meaning(std::string_view name);
  void fault(Wanted column, std::size_t k, const char* expected);
  const ColumnView& column(Wanted wanted) const;
  template <typename Take>
  void read_words(const ColumnView& column, Words& words, const std::vector<std::uint16_t>& codes,
                  Take&& take);

  const Classifier::Tables* t_;
  AnalyteIndex dry_matter_ = Block::skipped;
  AnalyteSet property_;
  std::vector<Unit> units_ = {Unit{}};  ///< the first is mg/kg of dry matter
  Words analyte_words_, qualifier_words_, unit_words_;
  std::vector<std::uint16_t> analyte_codes_, qualifier_codes_, unit_codes_;  ///< of dictionaries
  std::array<std::uint16_t, block_rows> unit_;
  bool plain_units_ = true;

  const ResultBatch* batch_ = nullptr;  // what is being read
  std::size_t base_ = 0, begin_ = 0, count_ = 0;
  Block* out_ = nullptr;
  Findings* found_ = nullptr;
};

}  // namespace masseflyt::classification::detail
