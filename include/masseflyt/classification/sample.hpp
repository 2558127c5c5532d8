// masseflyt/classification/sample.hpp — what the laboratory found, on one basis and in one unit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/analyte.hpp>
#include <masseflyt/classification/decimal.hpp>
#include <masseflyt/core/diagnostics.hpp>

namespace masseflyt::classification {

/// Numbers are part of the C ABI: append, never renumber.
enum class ResultKind : std::uint8_t {
  quantified = 1,
  below_loq = 2,     ///< "<0.03": somewhere below the limit of quantification
  not_detected = 3,  ///< "nd": found nothing, and the limit of quantification is not told
  above_range = 4,   ///< ">1000": more than the method can measure
  missing = 5,       ///< empty, "-", "i.a.": not analysed
};

/// A result cell. `number` is the value, the LOQ or the end of the range; 0 if there is none.
struct ResultText {
  ResultKind kind = ResultKind::missing;
  Decimal number;
  bool operator==(const ResultText&) const = default;
};

/// Reads "1,2", "1 200,5", "< 0.03", "nd", "i.p.", ">1000", "1e-5", times 10^`shift`. A single
/// comma or point is the decimal sign; with both, the last one is. None for everything else,
/// negative numbers and "<0" included.
std::optional<ResultText> read_result(std::string_view text, int shift = 0);

/// One result in mg/kg of dry matter.
struct Measurement {
  AnalyteIndex analyte = 0;
  ResultKind kind = ResultKind::missing;
  Decimal value;  ///< the value, the LOQ or the end of the range
  /// Expanded measurement uncertainty (k = 2) of a quantified value; none: not told.
  std::optional<Decimal> uncertainty = {};
  bool operator==(const Measurement&) const = default;
};

/// Results of one sample of a lot, in the order of the report. An analyte may come twice.
struct Sample {
  std::string id;
  std::vector<Measurement> results;
  std::optional<Decimal> dry_matter_percent;
  std::vector<std::string> not_recognised;  ///< names that are in no catalogue
  std::string depth = {};                   ///< as written, "0-1 m"; empty: not told
};

/// One result as the laboratory wrote it.
struct RawResult {
  std::string_view sample, analyte, value, unit;
  std::string_view uncertainty = {};  ///< k = 2: "25 %" of the value, or in its unit; may be empty
  std::string_view depth = {};
  std::string_view column = {};  ///< of the value, when all else stands in headers; faults name it
};

/// "25 %", "±0,5": the uncertainty of `value`, which is already times
/// 10^`shift`. None if it is no such number, negative or nothing.
std::optional<Decimal> read_uncertainty(std::string_view text, Decimal value, int shift = 0);

/// Collects the rows of a laboratory table into samples. Rows of one sample may lie apart, and
/// its dry matter may come after the results that need it.
class SampleReader {
 public:
  /// Borrows the catalogue, which must outlive the reader.
  explicit SampleReader(const Analytes& analytes) : analytes_(&analytes) {}

  /// `path` is where the row stands: "file.csv:7". Unknown analytes and missing values are
  /// warnings; a value that is no result, an unknown unit or more than 100 % are errors.
  void add(std::string_view sample, std::string_view analyte, std::string_view value,
           std::string_view unit, const std::string& path, Diagnostics& found);
  /// With its uncertainty and depth. A sample whose rows name several depths keeps the first, with
  /// a warning.
  void add(const RawResult& raw, const std::string& path, Diagnostics& found);

  /// The samples in order of first appearance. Errors: a result per wet mass in a sample without
  /// dry matter. Leaves the reader empty.
  std::vector<Sample> finish(Diagnostics& found);

 private:
  struct Wet {
    std::size_t sample;
    std::size_t result;
    std::string path;
  };
  Sample& sample_of(std::string_view id);
  void add_dry_matter(Sample& sample, const RawResult& raw, const std::string& path,
                      Diagnostics& found);
  void add_concentration(Sample& sample, AnalyteIndex index, const RawResult& raw,
                         const std::string& path, Diagnostics& found);

  const Analytes* analytes_;
  std::vector<Sample> samples_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::vector<Wet> wet_;
};

}  // namespace masseflyt::classification
