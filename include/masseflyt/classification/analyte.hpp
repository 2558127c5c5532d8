// masseflyt/classification/analyte.hpp — what a laboratory means by "Krom (Cr)" and "mg/kg TS".
//
// Names, synonyms, sums and units are a table in the data, not code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/text.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// Position in the catalogue; small enough for a column of 16-bit numbers.
using AnalyteIndex = std::uint16_t;

/// At most this many analytes, so that a set of them is two machine words.
inline constexpr std::size_t max_analytes = 128;

struct Analyte {
  std::string id;
  std::string group;  ///< metal, pah, pcb, ...; "property" is no substance (dry matter, pH)
  Text name;
  bool inorganic = false;  ///< natural background can explain it
  std::vector<std::string> synonyms;
};

/// A parameter that is the sum of others. A stand-in is a line some laboratories report instead of
/// several members: benzo(b,k)fluoranthene makes PAH16 fifteen lines.
struct Sum {
  struct StandIn {
    AnalyteIndex line;
    std::vector<AnalyteIndex> members;
  };
  AnalyteIndex sum = 0;
  std::vector<AnalyteIndex> members;
  std::vector<StandIn> stand_ins;
};

/// What a concentration is measured against.
enum class Basis : std::int32_t { dry = 1, wet = 2 };

/// A unit as laboratories write it: `value * 10^shift` is mg/kg on that basis.
struct ConcentrationUnit {
  std::string name;
  Basis basis = Basis::dry;
  int shift = 0;
};

/// Immutable once made; safe to read from many threads.
class Analytes {
 public:
  /// Errors: invalid_document; every problem is added to `found` with its JSON pointer.
  static Result<Analytes> from_json(std::string_view text, Diagnostics& found);
  static Result<Analytes> built_in();

  std::size_t size() const noexcept { return analytes_.size(); }
  const Analyte& operator[](AnalyteIndex index) const { return analytes_[index]; }
  const std::vector<Sum>& sums() const noexcept { return sums_; }

  /// By id, name or synonym in either language. Case, blanks, brackets and punctuation do not
  /// count: "Benzo[a]pyren" and "BENZO(A)PYREN" are the same.
  std::optional<AnalyteIndex> find(std::string_view name) const;
  /// "mg/kg TS", "ug/kg", "%", "mg/kg våt"; a bare "mg/kg" is dry matter, as laboratories mean it.
  std::optional<ConcentrationUnit> unit(std::string_view name) const;
  /// What the label of a column or row of a laboratory's table stands for: "sample" for
  /// "Prøvenavn", "unit" for "Enhet", "limit" for "Normverdi"; empty for everything else.
  std::string_view word(std::string_view label) const;

 private:
  std::vector<Analyte> analytes_;
  std::vector<Sum> sums_;
  std::map<std::string, AnalyteIndex, std::less<>> by_key_;
  std::map<std::string, ConcentrationUnit, std::less<>> units_;
  std::map<std::string, std::string, std::less<>> words_;
};

}  // namespace masseflyt::classification
