#include <algorithm>
#include <array>

#include <masseflyt/classification/sample.hpp>

#include "classification/names.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

constexpr Decimal one_million = Decimal::whole(1'000'000);  // mg/kg: the whole mass

constexpr std::string_view no_break_space = "\xC2\xA0", narrow_space = "\xE2\x80\xAF";

/// Lower case without blanks of any kind.
std::string packed(std::string_view text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(no_break_space)) {
      i += no_break_space.size() - 1;
    } else if (text.substr(i).starts_with(narrow_space)) {
      i += narrow_space.size() - 1;
    } else if (text[i] != ' ' && text[i] != '\t') {
      kept += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 0x20) : text[i];
    }
  }
  return kept;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "12.345.678" with the mark '.': one to three digits, then groups of three.
bool is_grouped(std::string_view whole, char mark) {
  const auto first = whole.find(mark);
  if (first == std::string_view::npos) return is_digits(whole);
  if (first > 3 || !is_digits(whole.substr(0, first))) return false;
  for (auto rest = whole.substr(first); !rest.empty(); rest.remove_prefix(4))
    if (rest.size() < 4 || rest[0] != mark || !is_digits(rest.substr(1, 3))) return false;
  return true;
}

/// With a point for the decimal sign and no thousands marks; none if the marks make no sense.
std::optional<std::string> plain_number(std::string text) {
  const auto last = text.find_last_of(",.");
  if (last == std::string::npos) return text;
  const char decimal = text[last];
  if (text.find(decimal) != last) {  // 1.234.567: it only groups thousands
    if (!is_grouped(text, decimal)) return std::nullopt;
    std::erase(text, decimal);
    return text;
  }
  std::string whole = text.substr(0, last);
  const char thousands = decimal == ',' ? '.' : ',';
  if (whole.find(thousands) != std::string::npos && !is_grouped(whole, thousands))
    return std::nullopt;
  std::erase(whole, thousands);
  return whole + "." + text.substr(last + 1);
}

/// Blanks may only group thousands: "1 200" is a number, "12 5" is two.
bool blanks_group_thousands(std::string_view text) {
  std::string spaced;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(no_break_space)) {
      spaced += ' ', i += no_break_space.size() - 1;
    } else if (text.substr(i).starts_with(narrow_space)) {
      spaced += ' ', i += narrow_space.size() - 1;
    } else {
      spaced += text[i];
    }
  }
  std::string_view number = spaced;
  number = number.substr(0, number.find_first_of(",."));
  return number.find(' ') == std::string_view::npos || is_grouped(number, ' ');
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

void report(Diagnostics& found, Severity severity, std::string path, std::string_view value,
            std::string expected) {
  found.push_back({severity, ErrorCode::invalid_document, std::move(path),
                   masseflyt::detail::shorten(value), std::move(expected)});
}

/// Where a fault of `field` stands: there, or in the one cell that is not a header.
std::string place(const std::string& path, const RawResult& raw, std::string_view field) {
  return path + ":" + std::string(raw.column.empty() ? field : raw.column);
}

}  // namespace

std::optional<Decimal> read_uncertainty(std::string_view text, Decimal value, int shift) {
  text = masseflyt::detail::trim(text);
  for (const std::string_view sign : {"\xC2\xB1", "+/-", "+-"})
    if (text.starts_with(sign)) text = masseflyt::detail::trim(text.substr(sign.size()));
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto number = read_result(text, percent ? 0 : shift);
  if (!number || number->kind != ResultKind::quantified) return std::nullopt;
  return percent ? value.scaled(number->number, Decimal::whole(100)) : number->number;
}

std::optional<ResultText> read_result(std::string_view text, int shift) {
  text = masseflyt::detail::trim(text);
  const std::string cell = packed(text);
  if (is_one_of(cell, {"", "-", "\xE2\x80\x93", "i.a.", "ia", "na", "n.a."})) return ResultText{};
  if (is_one_of(cell, {"nd", "n.d.", "n.d", "i.p.", "ip", "i.p", "ikkepåvist", "notdetected"}))
    return ResultText{ResultKind::not_detected, Decimal()};
  ResultKind kind = ResultKind::quantified;
  std::size_t mark = 0;
  if (cell[0] == '<' || cell[0] == '>') {
    kind = cell[0] == '<' ? ResultKind::below_loq : ResultKind::above_range;
    mark = 1;
    text = masseflyt::detail::trim(text.substr(1));
  }
  if (mark < cell.size() && !(cell[mark] >= '0' && cell[mark] <= '9') && cell[mark] != ',' &&
      cell[mark] != '.')
    return std::nullopt;
  if (!blanks_group_thousands(text)) return std::nullopt;
  const auto plain = plain_number(cell.substr(mark));
  const auto number = plain ? Decimal::parse(*plain, shift) : std::nullopt;
  if (!number || *number < Decimal()) return std::nullopt;
  if (kind == ResultKind::below_loq && *number == Decimal()) return std::nullopt;
  return ResultText{kind, *number};
}

Sample& SampleReader::sample_of(std::string_view id) {
  const auto place = by_id_.find(id);
  if (place != by_id_.end()) return samples_[place->second];
  by_id_.emplace(std::string(id), samples_.size());
  samples_.push_back({std::string(id), {}, std::nullopt, {}});
  return samples_.back();
}

void SampleReader::add_dry_matter(Sample& sample, const RawResult& raw, const std::string& path,
                                  Diagnostics& found) {
  const auto result = read_result(raw.value);
  const bool percent = detail::unit_key(raw.unit).starts_with('%');
  const bool sensible = result && result->kind == ResultKind::quantified &&
                        result->number > Decimal() && result->number <= Decimal::whole(100);
  if (!percent) {
    report(found, Severity::error, place(path, raw, "unit"), raw.unit, "% for dry matter");
  } else if (result && result->kind == ResultKind::missing) {
    report(found, Severity::warning, place(path, raw, "value"), raw.value,
           "a result; there is none");
  } else if (!sensible) {
    report(found, Severity::error, place(path, raw, "value"), raw.value,
           "dry matter above 0 and up to 100 %");
  } else {
    sample.dry_matter_percent = result->number;
  }
}

void SampleReader::add(std::string_view sample, std::string_view analyte, std::string_view value,
                       std::string_view unit, const std::string& path, Diagnostics& found) {
  add({sample, analyte, value, unit}, path, found);
}

void SampleReader::add(const RawResult& raw, const std::string& path, Diagnostics& found) {
  if (masseflyt::detail::trim(raw.sample).empty()) {
    report(found, Severity::error, path + ":sample", raw.sample, "the name of a sample");
    return;
  }
  Sample& sample = sample_of(raw.sample);
  if (sample.depth.empty()) sample.depth = raw.depth;
  if (sample.depth != raw.depth && !raw.depth.empty())
    report(found, Severity::warning, path + ":depth", raw.depth,
           "one depth per sample: " + sample.depth);
  const auto index = analytes_->find(raw.analyte);
  if (!index) {
    report(found, Severity::warning, place(path, raw, "analyte"), raw.analyte,
           "a known analyte; this row is not judged");
    sample.not_recognised.push_back(std::string(raw.analyte));
    return;
  }
  const Analyte& known = (*analytes_)[*index];
  if (known.id == "dry_matter") return add_dry_matter(sample, raw, path, found);
  if (known.group == "property") return;
  add_concentration(sample, *index, raw, path, found);
}

void SampleReader::add_concentration(Sample& sample, AnalyteIndex index, const RawResult& raw,
                                     const std::string& path, Diagnostics& found) {
  const auto concentration = analytes_->unit(raw.unit);
  if (!concentration) {
    report(found, Severity::error, place(path, raw, "unit"), raw.unit,
           "mg/kg TS, µg/kg TS, %, mg/kg wet, ...");
    return;
  }
  const auto result = read_result(raw.value, concentration->shift);
  if (!result) {
    report(found, Severity::error, place(path, raw, "value"), raw.value,
           "a number that is not negative, <LOQ, nd, or nothing");
    return;
  }
  if (result->number > one_million) {
    report(found, Severity::error, place(path, raw, "value"), raw.value,
           "at most 100 % of the mass");
    return;
  }
  if (result->kind == ResultKind::missing) {
    report(found, Severity::warning, place(path, raw, "value"), raw.value,
           "a result; there is none");
    return;
  }
  const bool twice = std::any_of(sample.results.begin(), sample.results.end(),
                                 [&](const Measurement& m) { return m.analyte == index; });
  if (twice)
    report(found, Severity::warning, place(path, raw, "analyte"), raw.analyte,
           "one result per sample and analyte; the highest counts");
  if (concentration->basis == Basis::wet)
    wet_.push_back({by_id_.find(raw.sample)->second, sample.results.size(), path});
  sample.results.push_back({index, result->kind, result->number, {}});
  if (masseflyt::detail::trim(raw.uncertainty).empty() || result->kind != ResultKind::quantified)
    return;
  const auto uncertainty = read_uncertainty(raw.uncertainty, result->number, concentration->shift);
  if (!uncertainty)
    report(found, Severity::error, place(path, raw, "uncertainty"), raw.uncertainty,
           "a percentage such as 25 %, a number in the unit of the result, or nothing");
  sample.results.back().uncertainty = uncertainty;
}

std::vector<Sample> SampleReader::finish(Diagnostics& found) {
  for (const auto& row : wet_) {
    Sample& sample = samples_[row.sample];
    Measurement& result = sample.results[row.result];
    if (!sample.dry_matter_percent) {
      report(found, Severity::error, row.path + ":unit", sample.id,
             "dry matter (%) of the sample, because this result is per wet mass");
      continue;
    }
    const auto dry = result.value.scaled(Decimal::whole(100), *sample.dry_matter_percent);
    if (result.uncertainty)
      result.uncertainty =
          result.uncertainty->scaled(Decimal::whole(100), *sample.dry_matter_percent);
    if (dry && *dry <= one_million)
      result.value = *dry;
    else
      report(found, Severity::error, row.path + ":value", result.value.to_string(),
             "at most 100 % of the dry matter");
  }
  wet_.clear();
  by_id_.clear();
  return std::exchange(samples_, {});
}

}  // namespace masseflyt::classification
