#include "classification/column_reader.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

#include "classification/names.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification::detail {
namespace {

constexpr Steps whole_mass = 1'000'000 * Decimal::steps_per_one;  // mg/kg
constexpr std::size_t most_names = 1000;

constexpr const char* kinds_of_result = "<, >, nd, = or nothing, or 1 to 5";
constexpr const char* a_unit = "mg/kg TS, \xC2\xB5g/kg TS, %, mg/kg wet, ...";

std::uint16_t kind_meaning(std::string_view word) {
  word = masseflyt::detail::trim(word);
  if (word.empty() || word == "=") return static_cast<std::uint16_t>(ResultKind::quantified);
  if (word == "<") return static_cast<std::uint16_t>(ResultKind::below_loq);
  if (word == ">") return static_cast<std::uint16_t>(ResultKind::above_range);
  const auto result = read_result(word);
  if (!result || result->kind == ResultKind::quantified || result->number != Decimal())
    return Words::unknown;
  return static_cast<std::uint16_t>(result->kind);
}

/// Times 10^shift; what is cut off leaves an odd step, as in Decimal::parse().
std::optional<Decimal> shifted(Decimal value, int shift) {
  if (shift == 0) return value;
  Decimal factor = Decimal::of_steps(1);
  for (int i = std::abs(shift); i > 0; --i) factor = Decimal::of_steps(factor.steps() * 10);
  const Decimal one = Decimal::of_steps(1);
  return shift > 0 ? value.scaled(factor, one) : value.scaled(one, factor);
}

/// Any finite number as it would be written, times 10^shift.
template <typename T>
std::optional<Decimal> decimal_of(T value, int shift) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return Decimal::parse({text, static_cast<std::size_t>(end - text)}, shift);
}

template <>
std::optional<Decimal> decimal_of(double value, int shift) {
  if (std::abs(value) <= 9e6) return shifted(Decimal::from_double(value), shift);
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return Decimal::parse({text, static_cast<std::size_t>(end - text)}, shift);
}

}  // namespace

/// Twelve bytes and less stand in the view itself, behind its length.
static std::string_view viewed(const ColumnView& column, std::size_t i) {
  const auto* view = static_cast<const char*>(column.values) + (column.offset + i) * 16;
  std::int32_t field[4];
  std::memcpy(field, view, sizeof field);
  const auto length = static_cast<std::size_t>(std::max(field[0], 0));
  if (length <= 12) return {view + 4, length};
  const auto* const* buffers = static_cast<const char* const*>(column.ends);
  return {buffers[field[2]] + field[3], length};
}

std::string_view plain_text(const ColumnView& column, std::size_t i) {
  if (column.type == ColumnType::text_view) return viewed(column, i);
  const auto between = [&](auto* ends) {
    const auto first = ends[column.offset + i], last = ends[column.offset + i + 1];
    const auto* bytes = static_cast<const char*>(column.values);
    return last > first ? std::string_view(bytes + first, static_cast<std::size_t>(last - first))
                        : std::string_view();
  };
  return column.type == ColumnType::text ? between(static_cast<const std::int32_t*>(column.ends))
                                         : between(static_cast<const std::int64_t*>(column.ends));
}

std::string shown(const ColumnView& column, std::size_t i) {
  if (column.type == ColumnType::none || !is_there(column, i)) return "";
  if (column.dictionary != nullptr) {
    const auto code = integer_at(column, i);
    const bool inside = code >= 0 && static_cast<std::size_t>(code) < column.dictionary->size;
    return inside ? shown(*column.dictionary, static_cast<std::size_t>(code))
                  : std::to_string(code);
  }
  if (holds_text(column.type)) return masseflyt::detail::shorten(plain_text(column, i));
  return with_numbers(column, [&](const auto* v) {
    char text[64];
    return std::string(text, std::to_chars(text, text + sizeof text, v[i]).ptr);
  });
}

std::vector<std::uint16_t> Words::of(const ColumnView& column) {
  std::vector<std::uint16_t> meanings;
  if (column.dictionary == nullptr) return meanings;
  const ColumnView& texts = *column.dictionary;
  meanings.reserve(texts.size);
  for (std::size_t i = 0; i < texts.size; ++i)
    meanings.push_back(is_there(texts, i) ? (*this)(plain_text(texts, i)) : absent);
  return meanings;
}

std::uint16_t Words::look_up(std::string_view word, Slot& slot) {
  auto place = all_.find(word);
  if (place == all_.end()) {
    const std::uint16_t meaning = meaning_(word);
    if (all_.size() >= most) return meaning;
    place = all_.emplace(word, meaning).first;
  }
  slot = {place->first, place->second};
  return place->second;
}

void Findings::fault(Wanted column, std::size_t row, std::string value, const char* expected) {
  static constexpr const char* names[] = {"sample", "analyte", "value", "qualifier", "loq", "unit"};
  if (fault_count++ >= most_faults_told) return;
  faults.push_back({Severity::error, ErrorCode::invalid_document,
                    std::string("/") + names[static_cast<int>(column)] + "/" + std::to_string(row),
                    std::move(value), expected});
}

void Findings::join(Findings&& later) {
  for (auto& f : later.faults)
    if (faults.size() < most_faults_told) faults.push_back(std::move(f));
  fault_count += later.fault_count;
  missing += later.missing;
  repeated += later.repeated;
  for (auto& [name, rows] : later.unknown) {
    const auto [place, fresh] = unknown.try_emplace(name, rows);
    if (!fresh) place->second.rows += rows.rows;
  }
}

ColumnReader::ColumnReader(const Classifier::Tables& tables)
    : t_(&tables),
      analyte_words_([this](std::string_view word) {
        return t_->analytes.find(word).value_or(AnalyteIndex{Words::unknown});
      }),
      qualifier_words_(&kind_meaning),
      unit_words_([this](std::string_view word) { return unit_meaning(word); }) {
  for (AnalyteIndex a = 0; a < t_->analytes.size(); ++a)
    if (t_->analytes[a].group == "property") property_.add(a);
  dry_matter_ = t_->analytes.find("dry_matter").value_or(AnalyteIndex{Block::skipped});
}

std::uint16_t ColumnReader::unit_meaning(std::string_view name) {
  const auto known = t_->analytes.unit(name);
  const bool percent = unit_key(name).starts_with('%');
  if (!known && !percent) return Words::unknown;
  const bool wet = known && known->basis == Basis::wet;
  if (known && !wet && known->shift == 0) return 0;
  units_.push_back({known ? known->shift : 0, wet, known.has_value(), percent});
  return static_cast<std::uint16_t>(units_.size() - 1);
}

const ColumnView& ColumnReader::column(Wanted wanted) const {
  const ColumnView* const all[] = {&batch_->sample,    &batch_->analyte, &batch_->value,
                                   &batch_->qualifier, &batch_->loq,     &batch_->unit};
  return *all[static_cast<int>(wanted)];
}

void ColumnReader::fault(Wanted wanted, std::size_t k, const char* expected) {
  found_->fault(wanted, base_ + begin_ + k, shown(column(wanted), begin_ + k), expected);
  out_->analyte[k] = Block::skipped;
}

void ColumnReader::read(const ResultBatch& batch, std::size_t base, std::size_t begin,
                        std::size_t count, Block& out, Findings& found) {
  if (&batch != batch_) {
    analyte_codes_ = analyte_words_.of(batch.analyte);
    qualifier_codes_ = qualifier_words_.of(batch.qualifier);
    unit_codes_ = unit_words_.of(batch.unit);
  }
  batch_ = &batch, base_ = base, begin_ = begin, count_ = count, out_ = &out, found_ = &found;
  std::fill(out.careful.begin(), out.careful.begin() + static_cast<std::ptrdiff_t>(count), 0);
  read_analytes();
  read_kinds();
  read_units();
  read_values();
}

/// `take(k, meaning)` for every row. A code below 0 is missing, one beyond the dictionary unknown.
template <typename Take>
void ColumnReader::read_words(const ColumnView& column, Words& words,
                              const std::vector<std::uint16_t>& codes, Take&& take) {
  if (column.dictionary == nullptr) {
    for (std::size_t k = 0; k < count_; ++k)
      take(k, is_there(column, begin_ + k) ? words(plain_text(column, begin_ + k)) : Words::absent);
    return;
  }
  const std::uint16_t* const meaning = codes.data();
  const std::uint64_t size = codes.size();
  with_numbers(column, [&](const auto* v) {
    for (std::size_t k = 0; k < count_; ++k) {
      const auto code = v[begin_ + k];
      if (code < 0 || !is_there(column, begin_ + k))
        take(k, Words::absent);
      else
        take(k, static_cast<std::uint64_t>(code) < size ? meaning[static_cast<std::size_t>(code)]
                                                        : Words::unknown);
    }
  });
}

/// What is not judged is skipped; how often a name was not known is told later.
AnalyteIndex ColumnReader::judged_as(std::uint16_t meaning, std::size_t k) {
  if (meaning < t_->analytes.size()) return meaning;
  if (meaning == Words::absent) {
    fault(Wanted::analyte, k, "a known analyte");
    return Block::skipped;
  }
  std::string name = shown(batch_->analyte, begin_ + k);
  if (found_->unknown.size() >= most_names && found_->unknown.find(name) == found_->unknown.end())
    name = "...";
  const auto place = found_->unknown.try_emplace(std::move(name)).first;
  if (place->second.rows++ == 0) place->second.first_row = base_ + begin_ + k;
  return Block::skipped;
}

void ColumnReader::read_analytes() {
  const ColumnView& in = batch_->analyte;
  AnalyteIndex* const out = out_->analyte.data();
  const auto keep = [&](std::size_t k, std::uint16_t meaning) {
    const AnalyteIndex a = meaning < max_analytes ? meaning : judged_as(meaning, k);
    const bool judged = a < max_analytes && (!property_.has(a) || a == dry_matter_);
    out[k] = judged ? a : Block::skipped;
    if (a == dry_matter_) out_->careful[k] = 1;
  };
  if (in.dictionary != nullptr || holds_text(in.type))
    return read_words(in, analyte_words_, analyte_codes_, keep);
  const std::uint64_t size = t_->analytes.size();
  with_numbers(in, [&](const auto* v) {
    for (std::size_t k = 0; k < count_; ++k) {
      const auto code = static_cast<std::uint64_t>(v[begin_ + k]);
      if (code < size && is_there(in, begin_ + k)) {
        keep(k, static_cast<std::uint16_t>(code));
      } else {
        fault(Wanted::analyte, k, "an index of the catalogue of analytes");
      }
    }
  });
}

void ColumnReader::read_kinds() {
  const ColumnView& in = batch_->qualifier;
  ResultKind* const out = out_->kind.data();
  if (in.type == ColumnType::none) {
    std::fill(out, out + count_, ResultKind::quantified);
    return;
  }
  const auto keep = [&](std::size_t k, std::uint64_t kind) {
    out[k] = static_cast<ResultKind>(kind);
    if (kind >= 1 && kind <= 5) return;
    out[k] = ResultKind::quantified;
    if (kind != Words::absent && out_->analyte[k] != Block::skipped)
      fault(Wanted::qualifier, k, kinds_of_result);
  };
  if (in.dictionary != nullptr || holds_text(in.type))
    return read_words(in, qualifier_words_, qualifier_codes_, keep);
  with_numbers(in, [&](const auto* v) {
    for (std::size_t k = 0; k < count_; ++k)
      keep(k, is_there(in, begin_ + k) ? static_cast<std::uint64_t>(v[begin_ + k]) : Words::absent);
  });
}

void ColumnReader::read_units() {
  const ColumnView& in = batch_->unit;
  plain_units_ = true;
  if (in.type == ColumnType::none) return;
  read_words(in, unit_words_, unit_codes_, [&](std::size_t k, std::uint16_t meaning) {
    unit_[k] = meaning;
    const AnalyteIndex a = out_->analyte[k];
    if ((meaning == 0 && a != dry_matter_) || a == Block::skipped) return;
    plain_units_ = false;
    const bool known = meaning < units_.size();
    if (a == dry_matter_) {
      if (!known || !units_[meaning].percent) fault(Wanted::unit, k, "% for dry matter");
    } else if (!known || !units_[meaning].concentration) {
      fault(Wanted::unit, k, a_unit);
    } else if (units_[meaning].wet) {
      out_->careful[k] = 1;
    }
  });
}

int ColumnReader::shift_of(std::size_t k) const {
  const bool as_it_is = plain_units_ || out_->analyte[k] == dry_matter_;
  return as_it_is ? 0 : units_[unit_[k]].shift;
}

void ColumnReader::read_values() {
  const ColumnView& in = batch_->value;
  const bool simple = in.type == ColumnType::float64 && in.valid == nullptr && plain_units_ &&
                      batch_->loq.type == ColumnType::none;
  if (!simple) {
    for (std::size_t k = 0; k < count_; ++k) read_value(k);
    return;
  }
  const double* const v = static_cast<const double*>(in.values) + in.offset + begin_;
  Steps* const out = out_->steps.data();
  for (std::size_t k = 0; k < count_; ++k) {  // no branches; what does not fit is read again
    const double inside = v[k] > 0 && v[k] < 1000 ? v[k] : 0;
    out[k] = static_cast<Steps>(inside * 1e12 + 0.5);  // Decimal::from_double() of this range
  }
  for (std::size_t k = 0; k < count_; ++k)
    if (!(v[k] > 0 && v[k] < 1000)) read_value(k);
}

/// None: nothing stands there. A number that is out of range becomes -1.
std::optional<Decimal> ColumnReader::number(const ColumnView& column, std::size_t k) const {
  if (column.type == ColumnType::none || !is_there(column, begin_ + k)) return std::nullopt;
  return with_numbers(column, [&](const auto* v) -> std::optional<Decimal> {
    const auto value = v[begin_ + k];
    if constexpr (std::is_floating_point_v<std::decay_t<decltype(value)>>) {
      if (std::isnan(value)) return std::nullopt;
      if (std::isinf(value)) return Decimal::whole(-1);
    }
    return decimal_of(value, shift_of(k)).value_or(Decimal::whole(-1));
  });
}

/// Whether there is something to go on with.
bool ColumnReader::read_text(std::size_t k, const ColumnView& texts, std::size_t i) {
  const auto result = read_result(plain_text(texts, i), shift_of(k));
  ResultKind& kind = out_->kind[k];
  const bool told_twice = result && kind != ResultKind::quantified &&
                          result->kind != ResultKind::quantified &&
                          result->kind != ResultKind::missing && result->kind != kind;
  if (!result || told_twice) {
    fault(Wanted::value, k,
          told_twice ? "what the qualifier says"
                     : "a number that is not negative, <LOQ, nd, or nothing");
    return false;
  }
  if (result->kind == ResultKind::missing) return false;
  if (result->kind != ResultKind::quantified) kind = result->kind;
  out_->steps[k] = result->number.steps();
  return true;
}

void ColumnReader::read_value(std::size_t k) {
  out_->steps[k] = 0;
  if (out_->analyte[k] == Block::skipped) return;
  ResultKind& kind = out_->kind[k];
  if (kind == ResultKind::not_detected || kind == ResultKind::missing) return;
  const ColumnView& in = batch_->value;
  bool there = is_there(in, begin_ + k);
  if (in.dictionary != nullptr && there) {
    const std::int64_t code = integer_at(in, begin_ + k);
    const auto place = static_cast<std::size_t>(code);
    if (code >= 0 && place >= in.dictionary->size)
      return fault(Wanted::value, k, "a code of the dictionary");
    there = code >= 0 && is_there(*in.dictionary, place) && read_text(k, *in.dictionary, place);
  } else if (holds_text(in.type) && there) {
    there = read_text(k, in, begin_ + k);
  } else if (const auto value = there ? number(in, k) : std::nullopt) {
    out_->steps[k] = value->steps();
  } else {
    there = false;
  }
  if (out_->analyte[k] == Block::skipped) return;
  if (!there && kind == ResultKind::quantified) kind = ResultKind::missing;
  if (batch_->loq.type != ColumnType::none) apply_loq(k);
  if (out_->analyte[k] == Block::skipped) return;
  const Steps steps = out_->steps[k];
  if (kind == ResultKind::missing || kind == ResultKind::not_detected) return;
  if (steps < 0 || steps > whole_mass)
    fault(Wanted::value, k, "0 to 1 000 000 mg/kg");
  else if (steps == 0 && kind != ResultKind::quantified)
    fault(Wanted::value, k, kind == ResultKind::below_loq ? "the LOQ" : "the end of the range");
}

void ColumnReader::apply_loq(std::size_t k) {
  const auto loq = number(batch_->loq, k);
  ResultKind& kind = out_->kind[k];
  if (!loq || kind == ResultKind::above_range || kind == ResultKind::not_detected) return;
  if (*loq <= Decimal() || loq->steps() > whole_mass)
    return fault(Wanted::loq, k, "a LOQ above 0, up to 1 000 000 mg/kg");
  Steps& steps = out_->steps[k];
  if (kind == ResultKind::quantified && (steps < 0 || steps >= loq->steps())) return;
  kind = ResultKind::below_loq;
  steps = std::max(steps, loq->steps());
}

}  // namespace masseflyt::classification::detail

namespace masseflyt::classification {

std::int64_t integer_at(const ColumnView& column, std::size_t i) {
  return detail::with_numbers(column,
                              [&](const auto* v) { return static_cast<std::int64_t>(v[i]); });
}

std::string_view text_at(const ColumnView& column, std::size_t i) {
  if (column.dictionary == nullptr) return detail::plain_text(column, i);
  return detail::plain_text(*column.dictionary, static_cast<std::size_t>(integer_at(column, i)));
}

}  // namespace masseflyt::classification
