// masseflyt/classification/soil_table.hpp — a table of soil tests in, a table of soil kinds out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/soil.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

struct SoilRow {
  std::string id;
  SoilTests tests;
};

/// Reads `id,pass_no10_2mm,pass_no40_0_425mm,pass_no4_4_75mm,pass_no200_0_075mm,LL,PL,D10_mm,
/// D30_mm,D60_mm,organic,plasticity` and, for ISO 14688 and frost, `pass_0_2mm,pass_0_063mm,
/// pass_0_02mm,pass_0_002mm`. Only `id` has to be there; an empty cell is a test not made; other
/// columns are ignored. organic: yes, no or empty. plasticity: NP or empty.
///
/// Errors: invalid_document; `found` has every problem with "file:row:column" (no number, outside
/// 0 to 100 %, a finer sieve that passes more, plastic above liquid limit, D-values that fall).
Result<std::vector<SoilRow>> read_soil_csv(std::string_view bytes, std::string_view file_name,
                                           Diagnostics& found);

struct SoilTableOptions {
  bool explain = false;    ///< one more column, `decided_by`: tests that would decide
  bool norwegian = false;  ///< that column in Norwegian bokmål
};

/// `id,symbol,name,group_index,alternatives`, one row per soil; alternatives joined by ';'. An
/// undecided soil has no symbol. Cells that a spreadsheet would run get an apostrophe.
std::string soil_kinds_csv(const std::vector<SoilRow>& soils, SoilSystem system,
                           const SoilTableOptions& options = {});

/// read_soil_csv() and soil_kinds_csv().
Result<std::string> classify_soil_csv(std::string_view bytes, std::string_view file_name,
                                      SoilSystem system, Diagnostics& found,
                                      const SoilTableOptions& options = {});

}  // namespace masseflyt::classification
